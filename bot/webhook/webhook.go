// Package webhook tells other systems of changes of state by signed webhooks,
// as the Standard Webhooks specification has them:
//
//	https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
//
// A call is repeated under the same webhook-id until the receiver takes it or
// refuses it for good; by the id it knows a call that it has had already. The
// calls about one subject arrive in order.
package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"toban/bot/external"
	"toban/bot/outbox"
	"toban/bot/triage"
)

// Bounds of calls.
const (
	answerWithin = 10 * time.Second // the whole call
	mostAnswer   = 64 << 10         // bytes of an answer that are read
	mostAtOnce   = 4                // calls of one hook, so that a receiver that hangs takes no place from others
	busyFor      = time.Second      // until the next try of a call that found so many under way
	longestRest  = time.Hour        // that a receiver may ask for
)

// ErrBusy says that a call waits for others of its hook, which is no failure.
var ErrBusy = errors.New("other calls of this webhook are under way")

// A Receiver is where a hook is called.
type Receiver struct {
	Name    string
	URL     string
	Secrets []string // whsec_…, the present one first; a call is signed with each
}

// Config says who is called, and with what. Read, Gone and Log are required to
// send.
type Config struct {
	Receivers []Receiver

	// Read is what a call tells; ok is false when nobody wants to hear it any
	// more.
	Read func(context.Context, triage.CallHook) (call triage.HookCall, ok bool, err error)
	// Gone is told that a receiver answers that it is gone for good.
	Gone func(ctx context.Context, hook, url string) error
	// Link is the address of a message, "" while it is not known; may be nil.
	Link func(triage.MessageRef) string

	Transport http.RoundTripper // nil means one of its own
	Now       func() time.Time  // required
	Log       *slog.Logger
}

// Hooks calls receivers. It implements [outbox.Sender] and is safe for
// concurrent use.
type Hooks struct {
	config Config
	client *http.Client
	hooks  map[string]*hook
}

// hook is one receiver and what became of its calls.
type hook struct {
	Receiver

	signers []*standardwebhooks.Webhook
	flying  chan struct{} // a place for each call under way

	mu    sync.Mutex
	state State
}

// State is what became of a hook's calls since the start.
type State struct {
	Sent    int64     // taken by the receiver
	Failed  int64     // calls that are repeated
	Refused int64     // refused for good
	Last    time.Time // of the last one that was taken, zero for none
}

// New returns Hooks that call nobody yet. A secret that is none is an error.
func New(c Config) (*Hooks, error) {
	h := &Hooks{config: c, client: external.Client(c.Transport, mostAnswer), hooks: make(map[string]*hook)}
	for _, r := range c.Receivers {
		one := &hook{Receiver: r, flying: make(chan struct{}, mostAtOnce)}
		for _, secret := range r.Secrets {
			signer, err := standardwebhooks.NewWebhook(secret)
			if err != nil {
				return nil, fmt.Errorf("webhook %s: its secret is not whsec_ and base64", r.Name) // the cause would show a part of it
			}
			one.signers = append(one.signers, signer)
		}
		h.hooks[r.Name] = one
	}
	return h, nil
}

// State is what became of the calls of a hook.
func (h *Hooks) State(name string) State {
	one := h.hooks[name]
	if one == nil {
		return State{}
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	return one.state
}

// Channel implements [outbox.Sender]: a hook is paced for itself, and rests for
// itself when its receiver asks for that. What is dropped is not paced.
func (h *Hooks) Channel(_ context.Context, j outbox.Job) string {
	if n, ok := j.Notice.(triage.CallHook); ok && h.hooks[n.Hook] != nil {
		return "hook/" + n.Hook
	}
	return ""
}

// Find implements [outbox.Sender]: what may have arrived is sent again under
// the same id, by which the receiver knows it.
func (h *Hooks) Find(context.Context, outbox.Job) (outbox.Receipt, bool, error) {
	return outbox.Receipt{}, false, nil
}

// Send implements [outbox.Sender].
func (h *Hooks) Send(ctx context.Context, j outbox.Job) (outbox.Receipt, error) {
	n, ok := j.Notice.(triage.CallHook)
	if !ok {
		return outbox.Receipt{}, outbox.Permanent(fmt.Errorf("notice %s is no webhook", j.Envelope.Name))
	}
	one := h.hooks[n.Hook]
	if one == nil {
		h.config.Log.InfoContext(ctx, "call of a webhook dropped: it is not configured any more", "webhook", n.Hook)
		return outbox.Receipt{}, nil
	}
	select {
	case one.flying <- struct{}{}:
		defer func() { <-one.flying }()
	default:
		return outbox.Receipt{}, outbox.RetryAfter(ErrBusy, busyFor)
	}
	call, wanted, err := h.config.Read(ctx, n)
	switch {
	case triage.KindOf(err) == triage.NotFound:
		return outbox.Receipt{}, outbox.Permanent(err)
	case err != nil:
		return outbox.Receipt{}, outbox.RetryAfter(err, 0)
	case !wanted:
		return outbox.Receipt{}, nil
	}
	body, err := json.Marshal(h.payload(n.Event, call))
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(fmt.Errorf("write the call: %w", err))
	}
	return outbox.Receipt{}, h.judge(ctx, one, h.call(ctx, one, j.ID, body))
}

// judge notes what became of a call and says what follows from it.
func (h *Hooks) judge(ctx context.Context, one *hook, a Answer) error {
	one.note(a, h.config.Now())
	err := a.Err()
	switch {
	case a.Outcome == Taken:
		return nil
	case a.Outcome == Later:
		return outbox.RetryAfter(err, a.After)
	case a.Status == http.StatusGone:
		if err := h.config.Gone(ctx, one.Name, one.URL); err != nil {
			return outbox.RetryAfter(err, 0)
		}
	}
	return outbox.Permanent(err)
}

func (one *hook) note(a Answer, now time.Time) {
	one.mu.Lock()
	defer one.mu.Unlock()
	switch a.Outcome {
	case Taken:
		one.state.Sent++
		one.state.Last = now
	case Later:
		one.state.Failed++
	case Refused:
		one.state.Refused++
	}
}
