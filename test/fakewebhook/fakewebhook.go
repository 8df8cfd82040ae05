// Package fakewebhook is a system that takes webhooks as the Standard Webhooks
// specification asks receivers to: it verifies the signature, takes each
// webhook-id once, and fails on request.
package fakewebhook

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"toban/test/faulty"
)

// A Call is one that was signed rightly and had not come before.
type Call struct {
	ID   string // webhook-id
	At   time.Time
	Type string
	Data map[string]json.RawMessage
	Body []byte
}

// A Receiver is a system with a secret. It is safe for concurrent use.
type Receiver struct {
	verifier *standardwebhooks.Webhook
	faulty   *faulty.Handler

	mu       sync.Mutex
	calls    []Call
	attempts []string // webhook-ids, each as often as it came
	forged   int
	gone     bool
	lose     bool // it takes the next call and its answer is lost
}

// New is a receiver that knows a secret, whsec_ and base64.
func New(secret string) *Receiver {
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		panic("fakewebhook: " + err.Error())
	}
	r := &Receiver{verifier: verifier}
	r.faulty = &faulty.Handler{Next: http.HandlerFunc(r.take)}
	return r
}

// Inject has the next call go wrong, before it is taken.
func (r *Receiver) Inject(f faulty.Fault) { r.faulty.Inject(f) }

// Lose has the next call be taken and its answer be lost.
func (r *Receiver) Lose() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lose = true
}

// SetGone says whether the receiver has been removed for good.
func (r *Receiver) SetGone(gone bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone = gone
}

// Calls are what was taken so far, in the order in which it came.
func (r *Receiver) Calls() []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

// Attempts are the ids of all calls that were signed rightly, repeated ones
// included.
func (r *Receiver) Attempts() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.attempts)
}

// Seen is how many calls came, those that went wrong included.
func (r *Receiver) Seen() int { return r.faulty.Seen() }

// Forged is how many calls were not signed rightly.
func (r *Receiver) Forged() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.forged
}

// ServeHTTP implements [http.Handler].
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) { r.faulty.ServeHTTP(w, req) }

func (r *Receiver) take(w http.ResponseWriter, req *http.Request) {
	const most = 1 << 20
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, most))
	if err != nil {
		http.Error(w, "the body cannot be read", http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		http.Error(w, "this receiver was removed", http.StatusGone)
		return
	}
	if err := r.verifier.Verify(body, req.Header); err != nil || req.Method != http.MethodPost || req.Header.Get("Content-Type") != "application/json" {
		r.forged++
		http.Error(w, "not signed with the secret of this receiver", http.StatusUnauthorized)
		return
	}
	if !r.record(req.Header.Get(standardwebhooks.HeaderWebhookID), body) {
		http.Error(w, "not a webhook", http.StatusBadRequest)
		return
	}
	if r.lose {
		r.lose = false
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(http.StatusNoContent)
}

// record notes a call, once; r.mu is held.
func (r *Receiver) record(id string, body []byte) bool {
	var said struct {
		Type      string                     `json:"type"`
		Timestamp time.Time                  `json:"timestamp"`
		Data      map[string]json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &said); err != nil || said.Type == "" {
		return false
	}
	r.attempts = append(r.attempts, id)
	if !slices.ContainsFunc(r.calls, func(c Call) bool { return c.ID == id }) {
		r.calls = append(r.calls, Call{ID: id, At: said.Timestamp, Type: said.Type, Data: said.Data, Body: body})
	}
	return true
}
