package slackapp

import (
	"context"
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
		return saying(func(_ context.Context, b phrase.Book) message {
			m := offerDeclare(b, from)
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

// incidentList shows what is running, else the latest that are over.
func (a *App) incidentList(ctx context.Context, b phrase.Book) (message, error) {
	list, err := a.desk.Incidents(ctx, true)
	if err != nil {
		return message{}, err
	}
	head := b.Say(phrase.IncidentList)
	if len(list) == 0 {
		head = b.Say(phrase.IncidentNone)
		if list, err = a.desk.Incidents(ctx, false); err != nil {
			return message{}, err
		}
	}
	left := max(0, len(list)-pageSize)
	lines := []string{head}
	for _, i := range list[:len(list)-left] {
		lines = append(lines, "• "+a.incidentRow(ctx, b, i))
	}
	if left > 0 {
		lines = append(lines, b.Say(phrase.AndMore, "n", itoa(left)))
	}
	text := strings.Join(lines, "\n")
	return message{text: plainLine(text), blocks: []slack.Block{section(text)}}, nil
}

func (a *App) incidentRow(ctx context.Context, b phrase.Book, i triage.Incident) string {
	mark := ""
	if i.Drill {
		mark = b.Say(phrase.IncidentDrill)
	}
	facts := []string{
		mark + string(i.ID) + " " + escape(string(i.Severity)) + " " + escape(oneLine(i.Title, 100)),
		incidentStatus(b, i.Status),
		b.Say(phrase.IncidentChief, "who", escape(a.name(ctx, i.Commander))),
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
