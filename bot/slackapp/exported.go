package slackapp

import (
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// What an exported message says is read as what arrives.

// PlainText is a message as people read it. name says how a person is called;
// "" leaves the id.
func PlainText(raw string, name func(triage.PersonID) string) string { return plainText(raw, name) }

// Links are the web links of a message, each once, in their order.
func Links(raw string) []string { return links(raw) }

// Idle reports whether a message is nothing but thanks, a nod or emoji.
func Idle(raw string) bool { return idle(raw) }

// Solved reports whether a message says that the matter is over.
func Solved(raw string) bool { return phrase.Over(strings.ToLower(raw)) }

// Asks reports whether a message ends with a question.
func Asks(raw string) bool {
	return phrase.Asks(strings.TrimSpace(emojiCode.ReplaceAllString(raw, " ")))
}

// AskingTeam is the configured team of somebody who asks in a channel, "" when
// they are in none.
func (a *App) AskingTeam(who triage.PersonID, in triage.ChannelID) triage.TeamID {
	return a.askingTeam(who, in)
}
