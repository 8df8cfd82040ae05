package slackapp

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"toban/bot/phrase"
)

// A Finding is one thing that Doctor looked at.
type Finding struct {
	OK bool
	In func(phrase.Book) string // what was found, and what to do about it
}

// Found is a finding of one sentence; with are pairs of placeholder and value.
func Found(ok bool, what phrase.Line, with ...string) Finding {
	return Finding{OK: ok, In: func(b phrase.Book) string { return b.Say(what, with...) }}
}

// Doctor asks Slack whether everything is as toban needs it: tokens, scopes,
// channels, deliveries, the clock and the configured members; what else there
// is to look at adds its findings. It changes nothing and takes a few seconds
// at most.
func (a *App) Doctor(ctx context.Context) []Finding {
	out := a.slackFindings(ctx)
	if a.deps.Checks != nil {
		out = append(out, a.deps.Checks(ctx)...)
	}
	return out
}

func (a *App) slackFindings(ctx context.Context) []Finding {
	auth, err := a.api.AuthTestContext(ctx)
	if err != nil {
		return []Finding{Found(false, phrase.DoctorNoAuth, "code", describe(err))}
	}
	out := []Finding{Found(true, phrase.DoctorAuth, "team", auth.Team, "bot", "@"+auth.User)}
	out = append(out, a.scopeFindings(auth.Header.Get("X-OAuth-Scopes"))...)
	for _, c := range a.config.Channels {
		if f, ok := a.channelFinding(ctx, c, "@"+auth.User); ok {
			out = append(out, f)
		}
	}
	out = append(out, a.mirrorFindings(ctx, "@"+auth.User)...)
	out = append(out, a.memberFindings(ctx)...)
	out = append(out, a.followFindings(ctx)...)
	if a.config.Mode == ModeSocket {
		f := Found(true, phrase.DoctorSocket)
		if _, _, err := a.api.StartSocketModeContext(ctx); err != nil {
			f = Found(false, phrase.DoctorNoSocket, "code", describe(err))
		}
		out = append(out, f)
	}
	if f, ok := clockFinding(auth.Header.Get("Date"), a.now()); ok {
		out = append(out, f)
	}
	return append(out, a.deliveries()...)
}

// memberFindings looks at everybody whom the configuration names; an old
// answer would hide who has just left. Without the scope to look, which is a
// finding of its own, nothing is said.
func (a *App) memberFindings(ctx context.Context) []Finding {
	var out []Finding
	everybody := a.desk.Policy.Everybody()
	for _, id := range everybody {
		p, err := a.people.look(ctx, id)
		who := p.Name + " (" + string(id) + ")"
		switch c := code(err); {
		case c == "missing_scope":
			return nil
		case c == "user_not_found", c == "user_not_visible", c == "users_not_found":
			out = append(out, Found(false, phrase.DoctorNoMember, "who", string(id), "code", c))
		case err != nil:
			out = append(out, Found(false, phrase.DoctorNotAsked, "who", string(id), "code", describe(err)))
		case p.Deleted:
			out = append(out, Found(false, phrase.DoctorDeactivated, "who", who))
		case p.Bot:
			out = append(out, Found(false, phrase.DoctorBot, "who", who))
		case p.Guest:
			out = append(out, Found(false, phrase.DoctorGuest, "who", who))
		}
	}
	if len(out) == 0 {
		out = append(out, Found(true, phrase.DoctorMembers, "n", itoa(len(everybody))))
	}
	return out
}

// clockTolerance is the skew from which the clock is called wrong: Slack
// refuses to be answered after five minutes, and a deadline is told by the
// minute.
const clockTolerance = time.Minute

// clockFinding compares our clock with that of Slack's answer, whose header
// has whole seconds.
func clockFinding(date string, now time.Time) (Finding, bool) {
	theirs, err := http.ParseTime(date)
	if err != nil {
		return Finding{}, false
	}
	skew := now.Sub(theirs).Abs()
	what, ok := phrase.DoctorClock, skew < clockTolerance
	if !ok {
		what = phrase.DoctorClockOff
	}
	return Finding{OK: ok, In: func(b phrase.Book) string { return b.Say(what, "skew", b.Duration(skew)) }}, true
}

// eventsExpected is how long after a start nobody need have written yet.
const eventsExpected = 10 * time.Minute

// deliveries say whether Slack reaches us. A process that does not run, such
// as a check before the start, has nothing to say.
func (a *App) deliveries() []Finding {
	a.in.mu.Lock()
	seen := a.in.seen
	a.in.mu.Unlock()
	if seen.start.IsZero() {
		return nil
	}
	at := func(ok bool, what phrase.Line, t time.Time) Finding {
		return Finding{OK: ok, In: func(b phrase.Book) string { return b.Say(what, "when", b.When(a.local(t))) }}
	}
	events := at(true, phrase.DoctorEvents, seen.event)
	switch {
	case !seen.event.IsZero():
	case a.now().Sub(seen.start) < eventsExpected:
		events = at(true, phrase.DoctorEventsYet, seen.start)
	default:
		events = at(false, phrase.DoctorEventsNone, seen.start)
	}
	command := Found(true, phrase.DoctorCommand, "command", a.config.Command)
	if seen.command.IsZero() {
		command = Found(true, phrase.DoctorCommandUnseen, "command", a.config.Command)
	}
	return []Finding{events, command}
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
func (a *App) scopeFindings(header string) []Finding {
	if header == "" {
		return nil
	}
	var granted []string
	for s := range strings.SplitSeq(header, ",") {
		granted = append(granted, strings.TrimSpace(s))
	}
	var out []Finding
	needed, optional := a.config.scopes()
	needed = append(needed, optional...)
	for _, s := range needed {
		if !slices.Contains(granted, s) {
			out = append(out, Found(false, phrase.DoctorScope, "scope", s))
		}
	}
	if len(out) == 0 {
		out = append(out, Found(true, phrase.DoctorScopes, "n", itoa(len(needed))))
	}
	return out
}

// channelFinding looks at one channel; ok is false when the scope to look is
// missing, which is a finding of its own.
func (a *App) channelFinding(ctx context.Context, c Channel, bot string) (f Finding, ok bool) {
	name := string(c.ID)
	if c.Name != "" {
		name = "#" + c.Name
	}
	answer, err := a.roomInfo(ctx, c.ID)
	switch {
	case code(err) == "missing_scope":
		return Finding{}, false
	case err != nil:
		return Found(false, phrase.DoctorNoSuch, "channel", name, "code", describe(err)), true
	case answer.Channel.Archived:
		return Found(false, phrase.DoctorArchived, "channel", name), true
	case !answer.Channel.Member:
		return Found(false, phrase.DoctorInvite, "channel", name, "bot", bot), true
	}
	return Found(true, phrase.DoctorChannel, "channel", name), true
}

// doctorLines are the findings that want something done, or that all is well.
func doctorLines(b phrase.Book, findings []Finding) string {
	var lines []string
	for _, f := range findings {
		if !f.OK {
			lines = append(lines, "⚠️ "+entities(f.In(b)))
		}
	}
	if len(lines) == 0 {
		return b.Say(phrase.HomeHealthy)
	}
	return strings.Join(lines, "\n")
}
