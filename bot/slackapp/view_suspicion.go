package slackapp

import (
	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// askSuspicion asks on the card whether production is affected.
func (a *App) askSuspicion(b phrase.Book, q triage.Inquiry) []slack.Block {
	if !q.Suspected() {
		return nil
	}
	ends := a.desk.Policy.SuspicionEnds(q)
	text := b.Say(phrase.SuspicionTold)
	if a.now().Before(ends) {
		text = b.Say(phrase.Suspicion, "at", a.date(b, ends))
	}
	return []slack.Block{section(text), actions("suspicion", danger(affectedButton(b, q)), calmButton(b, q))}
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
