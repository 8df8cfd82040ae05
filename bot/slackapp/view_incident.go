package slackapp

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

func incidentStatus(b phrase.Book, s triage.IncidentStatus) string {
	switch s {
	case triage.IncidentActive:
		return b.Say(phrase.IncidentActive)
	case triage.IncidentStable:
		return b.Say(phrase.IncidentStable)
	case triage.IncidentResolved:
		return b.Say(phrase.IncidentResolved)
	}
	return s.String()
}

// severityTitle is a severity with its name.
func (a *App) severityTitle(b phrase.Book, s triage.Severity) string {
	for _, level := range a.desk.Policy.Incident.Severities {
		if level.Key != s {
			continue
		}
		if name := level.Name[triage.Lang(b.Lang())]; name != "" {
			return string(s) + " " + name
		}
	}
	return string(s)
}

// pageLine says how far the page through Datadog On-Call has come, "" without
// one.
func pageLine(b phrase.Book, p triage.OnCallPage) string {
	switch p.State {
	case triage.PageWanted:
		return b.Say(phrase.PageStateWanted)
	case triage.PageSent:
		return b.Say(phrase.PageStateSent)
	case triage.PageUnclear:
		return b.Say(phrase.PageStateDoubtful)
	case triage.PageRefused:
		return b.Say(phrase.PageStateRefused)
	case triage.PageAcknowledged:
		return b.Say(phrase.PageStateAcknowledged)
	case triage.PageResolved:
		return b.Say(phrase.PageStateResolved)
	}
	return ""
}

// incidentLines are the facts that stand on every surface of an incident.
func (a *App) incidentLines(ctx context.Context, b phrase.Book, i triage.Incident) []string {
	dot := sep(b)
	head := "*" + string(i.ID) + "*" + dot + incidentStatus(b, i.Status) + dot + escape(a.severityTitle(b, i.Severity)) + dot + escape(i.Title)
	if i.Drill {
		head = b.Say(phrase.IncidentDrill) + head
	}
	commander := phrase.IncidentCommander
	if i.Acting {
		commander = phrase.IncidentActing
	}
	roles := b.Say(commander, "who", escape(a.chief(ctx, i)))
	if i.Comms != "" {
		roles += dot + b.Say(phrase.IncidentComms, "who", escape(a.name(ctx, i.Comms)))
	}
	if i.Scribe != "" {
		roles += dot + b.Say(phrase.IncidentScribe, "who", escape(a.name(ctx, i.Scribe)))
	}
	lines := []string{head, roles + dot +
		b.Say(phrase.IncidentTimes, "detected", a.date(b, i.DetectedAt), "declared", a.date(b, i.DeclaredAt))}
	if !i.ResolvedAt.IsZero() {
		lines = append(lines, b.Say(phrase.IncidentOver, "resolved", a.date(b, i.ResolvedAt), "took", b.Duration(i.ResolvedAt.Sub(i.DeclaredAt))))
	}
	if i.Fixed != "" {
		lines = append(lines, b.Say(phrase.FixedBy, "text", escape(i.Fixed)))
	}
	if i.Affected != "" {
		lines = append(lines, b.Say(phrase.IncidentAffected, "what", escape(i.Affected)))
	}
	if line := pageLine(b, i.Page); line != "" {
		lines = append(lines, line)
	}
	if i.Summary != "" {
		lines = append(lines, b.Say(phrase.IncidentSummary, "text", escape(i.Summary)))
	}
	for _, s := range []string{a.reviewLine(ctx, b, i), a.actionsLine(b, i)} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	if due := a.desk.Policy.Incident.UpdateDue(i); !due.IsZero() {
		lines = append(lines, b.Say(phrase.IncidentNext, "at", a.date(b, due)))
	}
	var places []string
	if i.Channel != "" {
		places = append(places, b.Say(phrase.IncidentChannel, "channel", "<#"+string(i.Channel)+">"))
	}
	if len(i.Inquiries) > 0 {
		places = append(places, b.Say(phrase.IncidentFrom, "ids", a.inquiryLinks(ctx, i.Inquiries)))
	}
	if s := datadogLine(b, i); s != "" {
		places = append(places, s)
	}
	if len(places) > 0 {
		lines = append(lines, strings.Join(places, dot))
	}
	return lines
}

// chief is the commander's name, also of one who is nobody in Slack.
func (a *App) chief(ctx context.Context, i triage.Incident) string {
	if i.Commander == "" && i.Datadog.Chief != "" {
		return i.Datadog.Chief
	}
	return a.name(ctx, i.Commander)
}

func datadogLine(b phrase.Book, i triage.Incident) string {
	d := i.Datadog
	waits, trouble := troubleLine(b, d.Trouble)
	switch {
	case d.Removed:
		return b.Say(phrase.DatadogRemoved)
	case trouble:
		return waits
	case d.Refused != "":
		return b.Say(phrase.DatadogRefused, "reason", escape(oneLine(d.Refused, 200)))
	case d.Pending() && d.ID != "":
		return b.Say(phrase.DatadogWaiting, "link", link(d.URL, "#"+itoa(int(d.PublicID))))
	case d.Pending():
		return b.Say(phrase.DatadogPending)
	case d.ID != "":
		line := phrase.IncidentRemote
		if d.Declared {
			line = phrase.IncidentElsewhere
		}
		return b.Say(line, "link", link(d.URL, "#"+itoa(int(d.PublicID))))
	}
	return ""
}

func (a *App) inquiryLinks(ctx context.Context, ids []triage.InquiryID) string {
	links := make([]string, len(ids))
	for n, id := range ids {
		links[n] = string(id)
		if q, err := a.desk.Inquiry(ctx, id); err == nil {
			links[n] = a.inquiryLink(q)
		}
	}
	return strings.Join(links, ", ")
}

// A standing is what somebody may do with an incident; each may do what those
// before it may.
type standing int

const (
	asOnlooker  standing = iota + 1
	asResponder          // has a role: writes about it
	asCommander          // decides
	asMember             // takes command
)

func (a *App) standing(c act, i triage.Incident) standing {
	switch {
	case c.guest:
		return asOnlooker
	case a.desk.Policy.IsMember(c.by):
		return asMember
	case c.by == i.Commander:
		return asCommander
	case a.responder(c.by, i):
		return asResponder
	}
	return asOnlooker
}

// incidentButtons are those of a standing. Where everybody reads they are the
// members'; whoever else presses one is told so.
func incidentButtons(b phrase.Book, i triage.Incident, s standing) []slack.Block {
	var set []slack.BlockElement
	add := func(least standing, e slack.BlockElement) {
		if s >= least {
			set = append(set, e)
		}
	}
	id := string(i.ID)
	if i.Status == triage.IncidentResolved {
		add(asResponder, button(actionIncidentReview, id, b.Say(phrase.ButtonReview)))
		add(asResponder, addActionButton(b, i.ID))
		add(asCommander, reopenButton(b, i.ID))
	} else {
		if i.Acting {
			add(asMember, primary(button(actionTakeCommand, id, b.Say(phrase.ButtonCommand))))
		}
		add(asResponder, button(actionIncidentUpdate, id, b.Say(phrase.ButtonUpdate)))
		if i.Status == triage.IncidentActive {
			add(asCommander, button(actionIncidentStable, id, b.Say(phrase.ButtonStable)))
		}
		add(asCommander, button(actionIncidentResolve, id, b.Say(phrase.ButtonRestored)))
	}
	if len(set) == 0 {
		return nil
	}
	return []slack.Block{actions("incident", set...)}
}

// incidentPost is the incident's one line in the incidents channel.
func (a *App) incidentPost(ctx context.Context, b phrase.Book, i triage.Incident) message {
	lines := a.incidentLines(ctx, b, i)
	return message{
		text:   plainLine(strings.Join(lines[:2], " ")),
		blocks: append([]slack.Block{section(strings.Join(lines, "\n"))}, incidentButtons(b, i, asMember)...),
	}
}

// How much of the timeline the brief shows, and of each entry.
const (
	shownEntries = 15
	shownText    = 300
)

// brief is the pinned summary in the incident's channel.
func (a *App) brief(ctx context.Context, b phrase.Book, i triage.Incident) message {
	lines := a.incidentLines(ctx, b, i)
	blocks := []slack.Block{
		slack.NewHeaderBlock(plain(cut(b.Say(phrase.BriefTitle, "id", string(i.ID)), limitHeader))),
		section(strings.Join(lines, "\n")),
	}
	blocks = append(blocks, a.timeline(ctx, b, i), contextLine(b.Say(phrase.BriefHint, "bot", a.botName(), "pin", emojiText(a.config.Emoji.Timeline))))
	return message{text: plainLine(strings.Join(lines, " ")), blocks: append(blocks, incidentButtons(b, i, asMember)...)}
}

// timeline is the end of the story, in the order of message time: as many of
// the latest entries as one section holds, and how many came before.
func (a *App) timeline(ctx context.Context, b phrase.Book, i triage.Incident) slack.Block {
	room := limitSection - 200 // for the heading and the count
	var story []string
	for _, e := range slices.Backward(i.Timeline) {
		line := "• " + a.date(b, e.At) + " " + a.timelineEntry(ctx, b, e, func(text string) string { return escape(oneLine(text, shownText)) })
		if room -= units(line) + 1; len(story) == shownEntries || room < 0 {
			break
		}
		story = append(story, line)
	}
	if left := len(i.Timeline) - len(story); left > 0 {
		story = append(story, b.Say(phrase.BriefMore, "n", itoa(left)))
	}
	slices.Reverse(story)
	return section("*" + b.Say(phrase.BriefTimeline) + "*\n" + strings.Join(story, "\n"))
}

// incidentShown is an incident for one reader: what everybody sees, with its
// timeline, unless it runs in a private place and they have no part in it, and
// with the buttons that they may use.
func (a *App) incidentShown(ctx context.Context, b phrase.Book, i triage.Incident, s standing) message {
	m := a.incidentPost(ctx, b, i)
	story := a.timeline(ctx, b, i)
	if i.Origin.Private && s < asResponder {
		story = contextLine(b.Say(phrase.ShowClosed))
	}
	m.blocks = append([]slack.Block{m.blocks[0], story}, incidentButtons(b, i, s)...)
	return m
}

// timelineEntry is an entry in words; inert makes what people wrote harmless
// where it is shown.
func (a *App) timelineEntry(ctx context.Context, b phrase.Book, e triage.TimelineEntry, inert func(string) string) string {
	text := inert(e.Text)
	line := phrase.EntryNote
	switch e.What {
	case "declared":
		line = phrase.EntryDeclared
	case "severity":
		line = phrase.EntrySeverity
	case "state":
		line = phrase.EntryState
		var s triage.IncidentStatus
		if s.UnmarshalText([]byte(e.Text)) == nil {
			text = incidentStatus(b, s)
		}
	case "title":
		line = phrase.EntryTitle
	case "summary":
		line = phrase.EntrySummary
	case "fixed":
		line = phrase.EntryFixed
	case "cause":
		line, text = phrase.EntryCause, inert(a.causeName(b, e.Text))
	case "began":
		line = phrase.EntryBegan
		if at, err := time.Parse(time.RFC3339, e.Text); err == nil {
			text = a.stamp(at)
		}
	case "update":
		line = phrase.EntryUpdate
	case "impact":
		line = phrase.EntryImpact
	case "commander":
		line, text = phrase.EntryCommander, inert(a.name(ctx, triage.PersonID(e.Text)))
	case "chief": // nobody in Slack
		line = phrase.EntryCommander
	case "comms":
		line, text = phrase.EntryComms, inert(a.name(ctx, triage.PersonID(e.Text)))
	case "scribe":
		line, text = phrase.EntryScribe, inert(a.name(ctx, triage.PersonID(e.Text)))
	}
	out := b.Say(line, "text", text)
	if e.Remote {
		out += b.Say(phrase.EntryRemote)
	}
	if e.By != "" {
		out += " — " + inert(a.name(ctx, e.By))
	}
	return out
}

// told is the line in a linked inquiry's thread.
func (a *App) told(b phrase.Book, n triage.TellIncident, i triage.Incident) message {
	if n.Over {
		text := b.Say(phrase.ToldOver, "id", string(i.ID), "took", b.Duration(i.ResolvedAt.Sub(i.DeclaredAt)))
		if i.Fixed != "" {
			text += "\n" + b.Say(phrase.FixedBy, "text", escape(oneLine(i.Fixed, shownText)))
		}
		return message{text: text}
	}
	if n.Again {
		text := b.Say(phrase.ToldAgain, "id", string(i.ID))
		if i.Channel != "" {
			text += b.Say(phrase.ToldChannel, "channel", "<#"+string(i.Channel)+">")
		}
		return message{text: text}
	}
	text := b.Say(phrase.ToldDeclared, "id", string(i.ID), "severity", escape(a.severityTitle(b, i.Severity)))
	if i.Channel != "" {
		text += b.Say(phrase.ToldChannel, "channel", "<#"+string(i.Channel)+">")
	}
	return message{text: text}
}
