package fakeslack

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Exchange is one delivery to the app or one call by it, for inspection.
type Exchange struct {
	Seq         int             `json:"seq"` // from 1, without gaps
	At          time.Time       `json:"at"`  // on the workspace clock
	FromApp     bool            `json:"from_app"`
	Kind        string          `json:"kind"`    // event, command, interaction, api, response_url or upload
	Name        string          `json:"name"`    // event type, /command, interaction type or API method
	Summary     string          `json:"summary"` // the channel and the beginning of the text
	Channel     string          `json:"channel,omitempty"`
	Transport   string          `json:"transport"` // http, socket, delayed, held or none
	OK          bool            `json:"ok"`        // acknowledged, or answered with "ok":true
	Status      int             `json:"status"`    // HTTP status; 0 if there was no answer
	Error       string          `json:"error,omitempty"`
	Retry       int             `json:"retry,omitempty"` // number of the repeat
	RetryReason string          `json:"retry_reason,omitempty"`
	Copy        int             `json:"copy,omitempty"` // which of the deliveries that [Duplicate] made of one; 0 is the first
	Fault       string          `json:"fault,omitempty"`
	Took        time.Duration   `json:"took_ns"`
	Request     json.RawMessage `json:"request,omitempty"` // tokens left out
	Answer      json.RawMessage `json:"answer,omitempty"`
}

// keptExchanges bounds what Exchanges can return.
const keptExchanges = 2000

// Exchanges returns what was exchanged after the one with number since, oldest
// first. Only the youngest 2,000 are kept.
func (w *Workspace) Exchanges(since int) []Exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	i := len(w.exchanges) - min(len(w.exchanges), max(0, w.seq-since))
	return slices.Clone(w.exchanges[i:])
}

// note keeps an exchange; the lock is held.
func (w *Workspace) note(e Exchange) {
	w.seq++
	e.Seq, e.At = w.seq, w.opts.Now()
	if len(w.exchanges) >= 2*keptExchanges {
		w.exchanges = slices.Clone(w.exchanges[keptExchanges:])
	}
	w.exchanges = append(w.exchanges, e)
	w.changed(Change{Exchanges: true})
}

// record keeps an attempt to deliver.
func (w *Workspace) record(d *delivery, a ack, duplicate int) {
	w.log.Debug("delivery attempted", "kind", d.kind.String(), "name", d.name, "id", d.id, "attempt", d.attempt, "ok", a.ok, "reason", a.reason)
	answer := json.RawMessage(a.body)
	if len(a.body) > 0 && !json.Valid(a.body) {
		answer = encode(string(a.body))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.note(Exchange{
		Kind: d.kind.String(), Name: d.name, Summary: w.summary(d.payload), Channel: d.channel, Transport: a.transport, OK: a.ok, Status: a.status,
		Error: a.reason, Retry: d.attempt, RetryReason: d.reason, Copy: duplicate, Took: a.took, Request: d.payload, Answer: answer,
	})
}

// summary says in a few words what a payload is about.
func (w *Workspace) summary(payload json.RawMessage) string {
	var o object
	if decode(payload, &o) != nil {
		return ""
	}
	if inner, ok := o["event"].(object); ok {
		o = inner
	}
	var parts []string
	for _, p := range [][]string{{"subtype"}, {"reaction"}, {"callback_id"}, {"view", "callback_id"}, {"command"}, {"text"}, {"message", "text"}} {
		if s := text(o, p...); s != "" {
			parts = append(parts, s)
		}
	}
	for _, action := range objects(o, "actions") {
		parts = append(parts, text(action, "action_id"))
	}
	return clip(w.readable(strings.Join(parts, " · ")), 80)
}

// clip shortens s to n runes.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
