package slackapp

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"toban/bot/phrase"
)

// A Finding is one thing that Doctor looked at.
type Finding struct {
	OK   bool
	What phrase.Line // what was found, and what to do about it
	With []string    // pairs of placeholder and value
}

// In is the finding in a language.
func (f Finding) In(b phrase.Book) string { return b.Say(f.What, f.With...) }

// Doctor asks Slack whether everything is as toban needs it: tokens, scopes,
// channels and the configured members. It changes nothing and takes a few
// seconds at most.
func (a *App) Doctor(ctx context.Context) []Finding {
	auth, err := a.api.AuthTestContext(ctx)
	if err != nil {
		return []Finding{{What: phrase.DoctorNoAuth, With: []string{"code", describe(err)}}}
	}
	out := []Finding{{OK: true, What: phrase.DoctorAuth, With: []string{"team", auth.Team, "bot", "@" + auth.User}}}
	out = append(out, scopeFindings(auth.Header.Get("X-OAuth-Scopes"))...)
	for _, c := range a.config.Channels {
		out = append(out, a.channelFinding(ctx, c, "@"+auth.User))
	}
	for _, id := range slices.Concat(a.desk.Policy.Members, a.desk.Policy.Leads, a.desk.Policy.Admins) {
		if p := a.people.get(ctx, id); p.Deleted || p.Guest {
			f := Finding{What: phrase.DoctorPeople, With: []string{"who", p.Name + " (" + string(id) + ")"}}
			if !slices.ContainsFunc(out, func(o Finding) bool { return slices.Equal(o.With, f.With) }) {
				out = append(out, f)
			}
		}
	}
	if a.config.Mode == ModeSocket {
		f := Finding{OK: true, What: phrase.DoctorSocket}
		if _, _, err := a.api.StartSocketModeContext(ctx); err != nil {
			f = Finding{What: phrase.DoctorNoSocket, With: []string{"code", describe(err)}}
		}
		out = append(out, f)
	}
	return out
}

// describe is Slack's code, else the error's text.
func describe(err error) string {
	if c := code(err); c != "" {
		return c
	}
	return err.Error()
}

// scopeFindings compares the granted scopes with those of the manifest. An
// empty header says nothing: some proxies drop it.
func scopeFindings(header string) []Finding {
	if header == "" {
		return nil
	}
	var granted []string
	for s := range strings.SplitSeq(header, ",") {
		granted = append(granted, strings.TrimSpace(s))
	}
	var out []Finding
	needed := scopes()
	for _, s := range needed {
		if !slices.Contains(granted, s) {
			out = append(out, Finding{What: phrase.DoctorScope, With: []string{"scope", s}})
		}
	}
	if len(out) == 0 {
		out = append(out, Finding{OK: true, What: phrase.DoctorScopes, With: []string{"n", itoa(len(needed))}})
	}
	return out
}

func (a *App) channelFinding(ctx context.Context, c Channel, bot string) Finding {
	name := string(c.ID)
	if c.Name != "" {
		name = "#" + c.Name
	}
	var answer struct {
		Channel struct {
			Member   bool `json:"is_member"`
			Archived bool `json:"is_archived"`
		} `json:"channel"`
	}
	err := a.call(ctx, "conversations.info", url.Values{"channel": {string(c.ID)}}, &answer)
	switch {
	case err != nil:
		return Finding{What: phrase.DoctorNoSuch, With: []string{"channel", name, "code", describe(err)}}
	case answer.Channel.Archived:
		return Finding{What: phrase.DoctorArchived, With: []string{"channel", name}}
	case !answer.Channel.Member:
		return Finding{What: phrase.DoctorInvite, With: []string{"channel", name, "bot", bot}}
	}
	return Finding{OK: true, What: phrase.DoctorChannel, With: []string{"channel", name}}
}

// doctorLines are the findings that want something done, or that all is well.
func doctorLines(b phrase.Book, findings []Finding) string {
	var lines []string
	for _, f := range findings {
		if !f.OK {
			lines = append(lines, "⚠️ "+escape(f.In(b)))
		}
	}
	if len(lines) == 0 {
		return b.Say(phrase.HomeHealthy)
	}
	return strings.Join(lines, "\n")
}
