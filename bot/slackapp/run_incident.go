package slackapp

import (
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// runIncident reads the second word, see incidentParts. A mention that is not
// exactly one of those names a new incident, and a button is offered: only a
// person's press declares.
func (a *App) runIncident(ctx context.Context, r request) (reply, error) {
	first, rest, _ := strings.Cut(r.rest, " ")
	if !r.slash {
		p, ok, err := a.spokenPart(ctx, r)
		if err != nil {
			return reply{}, err
		}
		if ok {
			r.rest, r.raw = strings.TrimSpace(rest), afterWord(r.raw)
			return p.run(a, ctx, r)
		}
		from := declareFrom{Inquiry: r.inquiry, Title: oneLine(a.text(r.raw), 200)}
		if !r.direct { // where toban is told everything, it says nothing of who may know
			from.Channel, from.Thread = r.channel, r.thread
		}
		return saying(func(ctx context.Context, b phrase.Book) message {
			m := offerDeclare(b, from)
			if !a.mayDeclare(ctx, r.by) {
				m = a.refusal(ctx, b, r.by, &triage.Error{Kind: triage.Denied, Reason: "denied"})
				m.blocks = []slack.Block{section(m.text)}
			}
			if from.Title != "" {
				m.blocks = append(m.blocks, swallowed(b, r, phrase.IncidentSwallowed)...)
			}
			return m
		}), nil
	}
	if first == "" {
		return a.runDeclare(ctx, r)
	}
	for _, p := range r.command.parts {
		if is(first, p.word) {
			r.rest, r.raw = strings.TrimSpace(rest), afterWord(r.raw)
			return p.run(a, ctx, r)
		}
	}
	return a.misused(r), nil
}

// incidentWord lets a bare number mean an incident where one is expected.
func incidentWord(text string) string {
	if r, ok := parseReference(text); ok && r.inquiry != "" && !strings.HasPrefix(fold(text), "inq") {
		return "INC-" + strings.TrimPrefix(string(r.inquiry), "INQ-")
	}
	return text
}

// pageIncidents begins the value of the button for the next page of
// incidents; which list it is and the last one shown follow.
const pageIncidents = "incidents|"

// The lists of incidents: what is running, and all there were.
const (
	incidentsRunning = "running"
	incidentsAll     = "all"
)

// incidentList is one page of a list of incidents, of all there were when
// nothing is running. after is the last one of the page before.
func (a *App) incidentList(ctx context.Context, b phrase.Book, c act, which string, after triage.IncidentID) (message, error) {
	outline, err := a.confined(ctx, c)
	if err != nil {
		return message{}, err
	}
	list, err := a.desk.Incidents(ctx, which == incidentsRunning)
	if err != nil {
		return message{}, err
	}
	head := phrase.IncidentList
	switch {
	case which == incidentsAll:
		head = phrase.IncidentNone
	case len(list) == 0:
		return a.incidentList(ctx, b, c, incidentsAll, "")
	}
	from := slices.IndexFunc(list, func(i triage.Incident) bool { return i.ID == after }) + 1
	page := list[from:min(from+pageSize, len(list))]
	lines := []string{b.Say(head)}
	for _, i := range page {
		row := a.incidentRow(ctx, b, i)
		if outline {
			row = joinFacts(b, a.incidentOutline(b, i))
		}
		lines = append(lines, "• "+row)
	}
	m := sections(lines)
	if left := len(list) - from - len(page); left > 0 {
		m.blocks = append(m.blocks, nextPageButton(b, pageIncidents+which+"|"+string(page[len(page)-1].ID), left))
		m.text += "\n" + b.Say(phrase.AndMore, "n", itoa(left))
	}
	m.text = plainLine(m.text)
	return outlineOnly(b, outline, m), nil
}

// incidentOutline is what guests and people of other workspaces learn of an
// incident: that there is one, how severe and since when. Its title and its
// timeline are words of others, and its links lead where they are not.
func (a *App) incidentOutline(b phrase.Book, i triage.Incident) []string {
	mark := ""
	if i.Drill {
		mark = b.Say(phrase.IncidentDrill)
	}
	facts := []string{
		mark + string(i.ID), escape(a.severityTitle(b, i.Severity)), incidentStatus(b, i.Status), b.Say(phrase.IncidentSince, "at", a.date(b, i.DeclaredAt)),
	}
	if !i.ResolvedAt.IsZero() {
		facts = append(facts, b.Say(phrase.IncidentTook, "took", b.Duration(i.ResolvedAt.Sub(i.DeclaredAt))))
	}
	return facts
}

// outlined is an incident in outline.
func (a *App) outlined(b phrase.Book, i triage.Incident) message {
	m := textBlock(joinFacts(b, a.incidentOutline(b, i)))
	m.text = plainLine(m.text)
	return outlineOnly(b, true, m)
}

// outlineOnly says below an outline that it is one.
func outlineOnly(b phrase.Book, outline bool, m message) message {
	if outline {
		note := b.Say(phrase.IncidentOutline)
		m.blocks = append(m.blocks, contextLine(note))
		m.text += "\n" + note
	}
	return m
}

func (a *App) incidentRow(ctx context.Context, b phrase.Book, i triage.Incident) string {
	mark := ""
	if i.Drill {
		mark = b.Say(phrase.IncidentDrill)
	}
	facts := []string{
		mark + string(i.ID) + " " + escape(string(i.Severity)) + " " + escape(oneLine(i.Title, 100)),
		incidentStatus(b, i.Status),
		b.Say(phrase.IncidentChief, "who", escape(a.chief(ctx, i))),
		b.Say(phrase.IncidentSince, "at", a.date(b, i.DeclaredAt)),
	}
	if !i.ResolvedAt.IsZero() {
		facts = append(facts, b.Say(phrase.IncidentTook, "took", b.Duration(i.ResolvedAt.Sub(i.DeclaredAt))))
	}
	if i.Channel != "" {
		facts = append(facts, "<#"+string(i.Channel)+">")
	}
	return joinFacts(b, facts)
}

// offerDeclare asks whether to declare, without declaring.
func offerDeclare(b phrase.Book, from declareFrom) message {
	text := b.Say(phrase.DeclareHere)
	return message{text: text, blocks: []slack.Block{
		section(text), actions("declare", danger(button(actionDeclare, from.String(), b.Say(phrase.ButtonDeclareForm)))),
	}}
}
