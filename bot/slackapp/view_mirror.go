package slackapp

import (
	"context"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// Mirror is what a team is told of its questions as plain lines, for the
// command line; where the team would not be told, why.
func (a *App) Mirror(lang triage.Lang, m triage.Mirror) []string {
	b := a.book(lang)
	if !m.Tells() {
		return []string{b.Say(phrase.MirrorSilent, "team", a.teamName(b, m.Team), "when", a.periodName(b, m.Period),
			"n", itoa(m.Asked), "answered", itoa(m.Answered), "least", itoa(triage.LeastMirrored))}
	}
	return unmarked(a.mirrorLines(b, m))
}

// showMirror tells a team in its own channel which pages answered its
// questions; nothing where there is too little to tell, or it is not told any
// more.
func (a *App) showMirror(ctx context.Context, j outbox.Job, n triage.ShowReport) (outbox.Receipt, error) {
	ch := a.mirrorChannel(n.Team)
	if ch == "" {
		return outbox.Receipt{}, nil
	}
	m, err := a.desk.Mirror(ctx, n.Team, n.Period, func(q triage.Inquiry) bool { return !a.confidential(ctx, q) })
	if err != nil {
		return outbox.Receipt{}, outbox.RetryAfter(err, 0)
	}
	if !m.Tells() {
		return outbox.Receipt{}, nil
	}
	b := a.channelBook(ch)
	_, err = a.post(ctx, j, b, ch, "", sections(a.mirrorLines(b, m)))
	if unreachable(err) {
		a.explain(ctx, ch, err)
	}
	return outbox.Receipt{}, err
}

// mirrorChannel is where a team is told of its questions, "" when it is not.
func (a *App) mirrorChannel(team triage.TeamID) triage.ChannelID {
	for _, t := range a.config.AskingTeams {
		if t.Key == team {
			return t.Mirror
		}
	}
	return ""
}

// shownMirrored is how many pages a mirror names.
const shownMirrored = 5

func (a *App) mirrorLines(b phrase.Book, m triage.Mirror) []string {
	from, to := m.Period.Bounds(a.deps.Location)
	platform := escape(a.config.TeamName)
	var pages []string
	for _, p := range m.Pages {
		name := escape(oneLine(p.Title, 120))
		if p.URL != "" {
			name = link(p.URL, oneLine(p.Title, 120))
		}
		pages = append(pages, "• "+name+sep(b)+counted(b, p.Helped, phrase.MirrorOnce, phrase.MirrorTimes))
	}
	lines := []string{b.Say(phrase.MirrorHead, "platform", platform, "team", escape(a.teamName(b, m.Team)), "when", a.periodName(b, m.Period),
		"from", b.Date(from), "to", b.Date(to.AddDate(0, 0, -1)), "n", itoa(m.Asked), "answered", itoa(m.Answered))}
	lines = append(lines, firstOf(b, pages, shownMirrored)...)
	return append(lines, b.Say(phrase.MirrorAdvice), b.Say(phrase.MirrorNote, "platform", platform))
}

// mirrorFindings look at the channels in which teams are told of their
// questions, as far as they are not looked at already.
func (a *App) mirrorFindings(ctx context.Context, bot string) []Finding {
	var out []Finding
	for _, t := range a.config.AskingTeams {
		if _, known := a.channel(t.Mirror); t.Mirror == "" || known {
			continue
		}
		if f, ok := a.channelFinding(ctx, Channel{ID: t.Mirror}, bot); ok {
			out = append(out, f)
		}
	}
	return out
}
