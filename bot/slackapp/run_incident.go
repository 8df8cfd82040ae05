package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// runIncident reads the second word: new, list, show or resolve. In a mention
// everything after the word is a title, and a button is offered: only a
// person's press declares.
func (a *App) runIncident(ctx context.Context, r request) (reply, error) {
	first, rest, _ := strings.Cut(r.rest, " ")
	if !r.slash {
		from := declareFrom{Inquiry: r.inquiry, Title: oneLine(a.text(r.raw), 200)}
		return saying(func(_ context.Context, b phrase.Book) message {
			m := offerDeclare(b, from)
			if from.Title != "" {
				m.blocks = append(m.blocks, swallowed(b, r, phrase.IncidentSwallowed)...)
			}
			return m
		}), nil
	}
	switch {
	case first == "", is(first, phrase.ArgNew):
		return reply{open: a.declareForm(declareFrom{Title: oneLine(a.text(afterWord(r.raw)), 200)}, r.by)}, nil
	case is(first, phrase.ArgList):
		return reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.incidentList(ctx, b) }}, nil
	case is(first, phrase.ArgShow), is(first, phrase.ArgResolve):
		named, ok := parseReference(incidentWord(rest))
		if !ok || named.incident == "" {
			return a.misused(r), nil
		}
		if is(first, phrase.ArgResolve) {
			return a.endIncident(ctx, r.act, named.incident)
		}
		return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
			i, err := a.desk.Incident(ctx, named.incident)
			if err != nil {
				return message{}, notFound(err, string(named.incident))
			}
			return a.incidentPost(ctx, b, i), nil
		}}, nil
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

func notFound(err error, subject string) error { return named(err, subject) }

func (a *App) endIncident(ctx context.Context, c act, id triage.IncidentID) (reply, error) {
	if _, err := a.desk.Handle(ctx, c.of(id, triage.ChangeIncident{Status: triage.IncidentResolved})); err != nil {
		return reply{}, notFound(err, string(id))
	}
	return line(phrase.DoneStatus, "subject", string(id)), nil
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
	facts := []string{
		string(i.ID) + " " + escape(string(i.Severity)) + " " + escape(oneLine(i.Title, 100)),
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
