package slackapp

import (
	"context"
	"errors"
	"time"

	"toban/bot/phrase"
)

// How often the first look at the history is tried before what is overdue is
// told without it.
const (
	historyTries = 12
	historyPause = 5 * time.Second

	// A workspace with many channels takes longer than reminders can wait:
	// then a breach may be told of a question that was answered meanwhile.
	historyPatience = 2 * time.Minute
)

// caught is closed once the history has been read, or could not be.
func (in *inbound) caught() chan struct{} {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.read == nil {
		in.read = make(chan struct{})
	}
	return in.read
}

func (in *inbound) caughtUp() {
	done := in.caught()
	in.mu.Lock()
	defer in.mu.Unlock()
	select {
	case <-done:
	default:
		close(done)
	}
}

// CaughtUp is closed once what was written while toban was away has been read
// back. Reminders wait for it: a reply nobody has seen yet would be a breach.
func (a *App) CaughtUp() <-chan struct{} { return a.in.caught() }

// Ready reports whether Slack knows us, so that deliveries can be taken.
func (a *App) Ready(context.Context) error {
	if user, _ := a.self.known(); user == "" {
		return errors.New("slack has not accepted the bot token yet")
	}
	return nil
}

// A Shortcut is an entry of Slack's menus that toban offers.
type Shortcut struct {
	CallbackID string
	Name       string
	Message    bool // on a message, else global
}

// Shortcuts are those of the manifest, in a language.
func Shortcuts(lang string) []Shortcut {
	b := phrase.For(lang)
	var out []Shortcut
	for _, s := range shortcuts() {
		out = append(out, Shortcut{CallbackID: s.callback, Name: b.Say(s.name), Message: s.message})
	}
	return out
}
