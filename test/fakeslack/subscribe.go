package fakeslack

import "slices"

// Change says what is different since the last one was received. Changes that
// nobody received in time are merged into one.
type Change struct {
	Channels  []string `json:"channels,omitempty"`  // with new or different messages, members or facts
	Views     []string `json:"views,omitempty"`     // users whose modals or home changed
	Toasts    []string `json:"toasts,omitempty"`    // users who were shown a notice
	People    bool     `json:"people,omitempty"`    // users or user groups
	Sockets   bool     `json:"sockets,omitempty"`   // connections came or went
	Exchanges bool     `json:"exchanges,omitempty"` // see Workspace.Exchanges
}

type listener struct{ ch chan Change }

// Subscribe returns a channel that receives what changes until cancel is
// called, which closes it. The workspace never waits for a receiver.
func (w *Workspace) Subscribe() (changes <-chan Change, cancel func()) {
	l := &listener{ch: make(chan Change, 1)}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listeners[l] = struct{}{}
	return l.ch, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if _, ok := w.listeners[l]; ok {
			delete(w.listeners, l)
			close(l.ch)
		}
	}
}

// changed tells the listeners. The lock is held, so there is one sender, and
// after taking out what was not received there is room.
func (w *Workspace) changed(c Change) {
	for l := range w.listeners {
		merged := c
		select {
		case old := <-l.ch:
			merged = old.merge(c)
		default:
		}
		l.ch <- merged
	}
}

func (c Change) merge(d Change) Change {
	join := func(a, b []string) []string {
		all := slices.Concat(a, b)
		slices.Sort(all)
		return slices.Compact(all)
	}
	return Change{
		Channels: join(c.Channels, d.Channels), Views: join(c.Views, d.Views), Toasts: join(c.Toasts, d.Toasts),
		People: c.People || d.People, Sockets: c.Sockets || d.Sockets, Exchanges: c.Exchanges || d.Exchanges,
	}
}

// Toast is a notice that only one person sees outside of any conversation,
// such as a command that failed.
type Toast struct {
	User string `json:"user"`
	At   string `json:"at"` // ts
	Code string `json:"code"`
	Text string `json:"text"`
}

// Toasts returns the latest notices that a user was shown, oldest first.
func (w *Workspace) Toasts(user string) []Toast {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(user)
	if err != nil {
		return nil
	}
	return slices.Clone(w.toasts[u.ID])
}

// toast shows a notice; the lock is held.
func (w *Workspace) toast(user, code, text string) {
	all := append(w.toasts[user], Toast{User: user, At: w.nextTS(), Code: code, Text: text})
	if len(all) > 50 {
		all = slices.Clone(all[len(all)-50:])
	}
	w.toasts[user] = all
	w.changed(Change{Toasts: []string{user}})
}
