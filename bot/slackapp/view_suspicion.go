package slackapp

import (
	"context"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// askSuspicion asks on the card whether production is affected, and whether the
// inquiry is part of an incident that is running.
func (a *App) askSuspicion(ctx context.Context, b phrase.Book, q triage.Inquiry) []slack.Block {
	var blocks []slack.Block
	var buttons []slack.BlockElement
	if i, ok := a.runningLike(ctx, q); ok {
		blocks = append(blocks, section(a.runningLine(ctx, b, q, i)))
		buttons = append(buttons, button(actionJoinIncident, joined(string(q.ID), string(i.ID)), b.Say(phrase.ButtonJoin, "id", string(i.ID))))
	}
	if q.Suspected() {
		ends := a.desk.Policy.SuspicionEnds(q)
		text := b.Say(phrase.SuspicionTold)
		if a.now().Before(ends) {
			text = b.Say(phrase.Suspicion, "at", a.date(b, ends))
		}
		blocks = append(blocks, section(text))
		buttons = append(buttons, danger(affectedButton(b, q)), calmButton(b, q))
	}
	if len(buttons) == 0 {
		return nil
	}
	return append(blocks, actions("suspicion", buttons...))
}

// runningLike is the running incident that the inquiry may be part of; ok is
// false where that is known already or nothing is running any more.
func (a *App) runningLike(ctx context.Context, q triage.Inquiry) (i triage.Incident, ok bool) {
	if q.Running == "" || q.Acknowledged() {
		return i, false
	}
	i, err := a.desk.Incident(ctx, q.Running)
	return i, err == nil && i.Status != triage.IncidentResolved
}

// runningLine says what is running. People of other workspaces read no titles.
func (a *App) runningLine(ctx context.Context, b phrase.Book, q triage.Inquiry, i triage.Incident) string {
	if i.Origin.Private || a.readOutside(ctx, q) {
		return b.Say(phrase.Running, "id", string(i.ID))
	}
	return b.Say(phrase.RunningTitle, "id", string(i.ID), "title", escape(oneLine(i.Title, 100)))
}

func affectedButton(b phrase.Book, q triage.Inquiry) *slack.ButtonBlockElement {
	return button(actionAffected, string(q.ID), b.Say(phrase.ButtonAffected))
}

func calmButton(b phrase.Book, q triage.Inquiry) *slack.ButtonBlockElement {
	return button(actionCalm, string(q.ID), b.Say(phrase.ButtonCalm))
}

// asksImpact reports whether a card has the button that says that production is
// affected, be it among the others or below the question.
func asksImpact(q triage.Inquiry) bool {
	return q.Suspected() || q.Incident == "" && !q.Alert && q.Urgency == triage.UrgencyNormal
}

// impactButton is the visible way to say that production is affected, or to
// take that back, nil where it is known already or asked above.
func impactButton(b phrase.Book, q triage.Inquiry) []slack.BlockElement {
	switch {
	case q.Incident != "" || q.Suspected():
		return nil
	case q.Urgency == triage.UrgencyUrgent:
		return []slack.BlockElement{calmButton(b, q)}
	case asksImpact(q):
		return []slack.BlockElement{affectedButton(b, q)}
	}
	return nil
}
