package fakedatadog

import (
	"slices"
	"time"
)

// An Exchange is one request and its answer. Keys are not recorded.
type Exchange struct {
	Seq       int // counts from 1
	At        time.Time
	Operation string // the operation's name in Datadog's API description, "" when there is none
	Method    string
	Path      string
	Query     string // raw, without the question mark
	Request   []byte
	Status    int // 0 when no answer was sent
	Answer    []byte
	Fault     string // the fault that hit it, "" when none did
	Stored    bool   // whether it took effect
}

// Exchanges returns what was exchanged after the sequence number since, oldest
// first: 0 returns all that is remembered, which is the last few thousand.
func (s *Server) Exchanges(since int) []Exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, _ := slices.BinarySearchFunc(s.exchanges, since+1, func(e Exchange, seq int) int { return e.Seq - seq })
	return slices.Clone(s.exchanges[i:])
}

// Count returns how many remembered exchanges had the operation.
func (s *Server) Count(operation string) int {
	n := 0
	for _, e := range s.Exchanges(0) {
		if e.Operation == operation {
			n++
		}
	}
	return n
}

// record keeps e and gives it its number. The caller holds mu.
func (s *Server) record(e Exchange) {
	s.lastSeq++
	e.Seq = s.lastSeq
	if len(s.exchanges) >= maxExchanges {
		s.exchanges = slices.Delete(s.exchanges, 0, maxExchanges/10)
	}
	s.exchanges = append(s.exchanges, e)
}

// A Change is something that happened to an incident or a page.
type Change struct {
	At       time.Time
	What     What
	By       UserID    // who did it
	Incident *Incident // a copy; nil for a page without an incident
	Page     *Page     // a copy; nil unless What is about a page
	Detail   string    // what changed, for people: "severity SEV-3 → SEV-1"
}

// What is the kind of a [Change].
type What int

// The kinds of changes. The zero value is invalid.
const (
	Declared What = iota + 1
	Updated
	Linked // an integration row, an attachment, a todo, an impact or a responder
	Deleted
	Paged
	PageMoved // acknowledged, escalated or resolved
)

// String returns the kind in lower case.
func (w What) String() string {
	switch w {
	case Declared:
		return "declared"
	case Updated:
		return "updated"
	case Linked:
		return "linked"
	case Deleted:
		return "deleted"
	case Paged:
		return "paged"
	case PageMoved:
		return "page moved"
	}
	return "invalid"
}

// Subscribe calls fn after each change, on the goroutine that made it and
// outside all locks, so fn may call the server. The returned function ends the
// subscription.
func (s *Server) Subscribe(fn func(Change)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	id := s.serial
	s.subscribers[id] = fn
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.subscribers, id)
	}
}

// changed notes a change for the subscribers. The caller holds mu.
func (s *Server) changed(c Change) {
	c.At = s.now()
	s.pending = append(s.pending, c)
}

// deliver tells the subscribers what was noted. The caller does not hold mu.
func (s *Server) deliver() {
	s.mu.Lock()
	pending := s.pending
	s.pending = nil
	subscribers := make([]func(Change), 0, len(s.subscribers))
	for _, id := range sortedKeys(s.subscribers) {
		subscribers = append(subscribers, s.subscribers[id])
	}
	s.mu.Unlock()
	for _, c := range pending {
		for _, fn := range subscribers {
			fn(c)
		}
	}
}
