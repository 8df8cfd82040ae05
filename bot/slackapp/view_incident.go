package slackapp

import (
	"context"
	"strings"

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
	lines := []string{head, b.Say(commander, "who", escape(a.name(ctx, i.Commander))) + dot +
		b.Say(phrase.IncidentTimes, "detected", a.date(b, i.DetectedAt), "declared", a.date(b, i.DeclaredAt))}
	if !i.ResolvedAt.IsZero() {
		lines = append(lines, b.Say(phrase.IncidentOver, "resolved", a.date(b, i.ResolvedAt), "took", b.Duration(i.ResolvedAt.Sub(i.DeclaredAt))))
	}
	if i.Affected != "" {
		lines = append(lines, b.Say(phrase.IncidentAffected, "what", escape(i.Affected)))
	}
	if i.Summary != "" {
		lines = append(lines, b.Say(phrase.IncidentSummary, "text", escape(i.Summary)))
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

func datadogLine(b phrase.Book, i triage.Incident) string {
	d := i.Datadog
	switch {
	case d.Removed:
		return b.Say(phrase.DatadogRemoved)
	case d.Refused != "":
		return b.Say(phrase.DatadogRefused, "reason", escape(oneLine(d.Refused, 200)))
	case d.Pending():
		return b.Say(phrase.DatadogPending)
	case d.ID != "":
		return b.Say(phrase.IncidentRemote, "link", link(d.URL, "#"+itoa(int(d.PublicID))))
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

// incidentButtons are for members; whoever else presses is told so.
func (a *App) incidentButtons(b phrase.Book, i triage.Incident) []slack.Block {
	if i.Status == triage.IncidentResolved {
		return nil
	}
	var set []slack.BlockElement
	if i.Acting {
		set = append(set, primary(button(actionTakeCommand, string(i.ID), b.Say(phrase.ButtonCommand))))
	}
	if i.Status == triage.IncidentActive {
		set = append(set, button(actionIncidentStable, string(i.ID), b.Say(phrase.ButtonStable)))
	}
	set = append(set, button(actionIncidentResolve, string(i.ID), b.Say(phrase.ButtonRestored)))
	return []slack.Block{actions("incident", set...)}
}

// incidentPost is the incident's one line in the incidents channel.
func (a *App) incidentPost(ctx context.Context, b phrase.Book, i triage.Incident) message {
	lines := a.incidentLines(ctx, b, i)
	return message{
		text:   plainLine(strings.Join(lines[:2], " ")),
		blocks: append([]slack.Block{section(strings.Join(lines, "\n"))}, a.incidentButtons(b, i)...),
	}
}

// shownEntries is how much of the timeline the brief shows.
const shownEntries = 15

// brief is the pinned summary in the incident's channel.
func (a *App) brief(ctx context.Context, b phrase.Book, i triage.Incident) message {
	lines := a.incidentLines(ctx, b, i)
	blocks := []slack.Block{
		slack.NewHeaderBlock(plain(cut(b.Say(phrase.BriefTitle, "id", string(i.ID)), limitHeader))),
		section(strings.Join(lines, "\n")),
	}
	entries := i.Timeline
	var story []string
	if left := len(entries) - shownEntries; left > 0 {
		entries = entries[left:]
		story = append(story, b.Say(phrase.BriefMore, "n", itoa(left)))
	}
	for _, e := range entries {
		story = append(story, "• "+a.date(b, e.At)+" "+a.timelineEntry(ctx, b, e))
	}
	blocks = append(blocks, section("*"+b.Say(phrase.BriefTimeline)+"*\n"+strings.Join(story, "\n")), contextLine(b.Say(phrase.BriefHint)))
	return message{text: plainLine(strings.Join(lines, " ")), blocks: append(blocks, a.incidentButtons(b, i)...)}
}

func (a *App) timelineEntry(ctx context.Context, b phrase.Book, e triage.TimelineEntry) string {
	text := escape(oneLine(e.Text, 300))
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
	case "commander":
		line, text = phrase.EntryCommander, escape(a.name(ctx, triage.PersonID(e.Text)))
	}
	out := b.Say(line, "text", text)
	if e.Remote {
		out += b.Say(phrase.EntryRemote)
	}
	if e.By != "" {
		out += " — " + escape(a.name(ctx, e.By))
	}
	return out
}

// told is the line in a linked inquiry's thread.
func (a *App) told(b phrase.Book, n triage.TellIncident, i triage.Incident) message {
	if n.Over {
		return message{text: b.Say(phrase.ToldOver, "id", string(i.ID), "took", b.Duration(i.ResolvedAt.Sub(i.DeclaredAt)))}
	}
	text := b.Say(phrase.ToldDeclared, "id", string(i.ID), "severity", escape(a.severityTitle(b, i.Severity)))
	if i.Channel != "" {
		text += b.Say(phrase.ToldChannel, "channel", "<#"+string(i.Channel)+">")
	}
	return message{text: text}
}
