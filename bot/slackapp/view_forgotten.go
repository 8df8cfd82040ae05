package slackapp

import (
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// questionOf is the beginning of a question, not escaped, or that it was
// erased.
func questionOf(b phrase.Book, q triage.Inquiry, n int) string {
	if q.Forgotten {
		return b.Say(phrase.ErasedText)
	}
	return oneLine(q.Text, n)
}

// forgottenCard is the card of an inquiry whose words and names were erased:
// nothing can be done with it any more.
func (a *App) forgottenCard(b phrase.Book, q triage.Inquiry) message {
	head := []string{"*" + string(q.ID) + "*", statusLine(b, q), urgencyMark(b, q.Urgency) + " " + escape(title(a.config.Kinds, q.Kind.Key, b))}
	if q.Area.Key != "" {
		head = append(head, b.Say(phrase.Area, "area", escape(title(a.config.Areas, q.Area.Key, b))))
	}
	if q.Incident != "" {
		head = append(head, b.Say(phrase.IncidentMark, "id", string(q.Incident)))
	}
	lines := []string{strings.Join(head, sep(b)), b.Say(phrase.ErasedCard)}
	if due := a.dueLine(b, q); due != "" {
		lines = append(lines, due)
	}
	return message{text: b.Say(phrase.ErasedHint, "id", string(q.ID)), blocks: []slack.Block{section(strings.Join(lines, "\n"))}}
}

// forgottenSuggestion is what is left of the pages that were offered.
func forgottenSuggestion(b phrase.Book, q triage.Inquiry) message {
	text := b.Say(phrase.ErasedHint, "id", string(q.ID))
	return message{text: text, blocks: []slack.Block{contextLine(text)}}
}

// gone refuses what needs the words of an inquiry that has none.
func gone(q triage.Inquiry) error {
	if !q.Forgotten {
		return nil
	}
	return &triage.Error{Kind: triage.Conflict, Reason: "forgotten", Subject: string(q.ID)}
}
