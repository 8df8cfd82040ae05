package fakeslack

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"
	"strconv"
	"time"
)

// Fault makes API calls or deliveries go wrong.
type Fault struct {
	Method      string    // glob of API methods such as chat.*, or of deliveries such as event/app_mention, command/*, interaction/block_actions; empty means every API call, or every delivery for a kind of fault that concerns these
	Channel     string    // only calls and deliveries that concern this channel; empty means all
	Kind        FaultKind // what happens
	Times       int       // how often; zero means until cleared
	Probability float64   // of each candidate to be hit, in (0, 1]; zero means 1
	Seed        uint64    // of that chance
}

// FaultKind is what goes wrong: the API call before or after it took effect, or
// a delivery.
//
//sumtype:decl
type FaultKind interface{ faultKind() }

type (
	// RateLimited answers 429. A zero RetryAfter leaves the header out.
	RateLimited struct{ RetryAfter time.Duration }
	// ErrorCode answers {"ok":false,"error":Code}; an empty code answers an empty error.
	ErrorCode struct{ Code string }
	// HTTPStatus answers with a status and an HTML page.
	HTTPStatus struct{ Status int }
	// Reset closes the connection without an answer and without effect.
	Reset struct{}
	// ResetAfterStore does what is asked, then closes the connection.
	ResetAfterStore struct{}
	// TimeoutAfterStore does what is asked and never answers.
	TimeoutAfterStore struct{}
	// Status500AfterStore does what is asked and answers 500.
	Status500AfterStore struct{}
	// GarbageBody does what is asked and answers 200 with an HTML page.
	GarbageBody struct{}
	// EmptyBody does what is asked and answers 200 without a body.
	EmptyBody struct{}
	// Slow does what is asked after D on a real timer.
	Slow struct{ D time.Duration }

	// Duplicate delivers N more times (at least one), as if it were the first.
	Duplicate struct{ N int }
	// DropSocket cuts the socket right after the envelope was written.
	DropSocket struct{}
	// DelayDelivery delivers D later on the workspace clock; the person does not wait.
	DelayDelivery struct{ D time.Duration }
	// HoldDelivery keeps the delivery until Release or ClearFaults.
	HoldDelivery struct{}
)

func (RateLimited) faultKind()         {}
func (ErrorCode) faultKind()           {}
func (HTTPStatus) faultKind()          {}
func (Reset) faultKind()               {}
func (ResetAfterStore) faultKind()     {}
func (TimeoutAfterStore) faultKind()   {}
func (Status500AfterStore) faultKind() {}
func (GarbageBody) faultKind()         {}
func (EmptyBody) faultKind()           {}
func (Slow) faultKind()                {}
func (Duplicate) faultKind()           {}
func (DropSocket) faultKind()          {}
func (DelayDelivery) faultKind()       {}
func (HoldDelivery) faultKind()        {}

// ofDelivery tells the faults of deliveries from those of API calls.
func ofDelivery(k FaultKind) bool {
	switch k.(type) {
	case Duplicate, DropSocket, DelayDelivery, HoldDelivery:
		return true
	case RateLimited, ErrorCode, HTTPStatus, Reset, ResetAfterStore, TimeoutAfterStore, Status500AfterStore, GarbageBody, EmptyBody, Slow:
		return false
	}
	return false
}

// fault is an injected fault and what is left of it.
type fault struct {
	Fault
	left   int // negative means no end
	chance *rand.Rand
}

// Inject adds a fault. Of several that match, the oldest strikes.
func (w *Workspace) Inject(f Fault) {
	if _, err := path.Match(f.Method, ""); err != nil || f.Kind == nil {
		panic(fmt.Sprintf("fakeslack: invalid fault %+v", f))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	left := f.Times
	if left == 0 {
		left = -1
	}
	w.faults = append(w.faults, &fault{Fault: f, left: left, chance: rand.New(rand.NewPCG(f.Seed, 1))})
}

// ClearFaults removes all faults and releases what is held.
func (w *Workspace) ClearFaults() {
	w.mu.Lock()
	w.faults = nil
	w.mu.Unlock()
	w.Release()
}

// Release queues the held deliveries; the next Tick, act or Run sends them.
func (w *Workspace) Release() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.enqueue(w.held...)
	w.held = nil
}

// strike returns the fault that hits an API call or a delivery, nil if none.
// The lock is held.
func (w *Workspace) strike(name, channel string, delivery bool) FaultKind {
	for _, f := range w.faults {
		if ofDelivery(f.Kind) != delivery || f.Channel != "" && f.Channel != channel {
			continue
		}
		if ok, _ := path.Match(f.Method, name); f.Method != "" && !ok {
			continue
		}
		if f.Probability > 0 && f.chance.Float64() >= f.Probability {
			continue
		}
		if f.left > 0 {
			f.left--
		}
		if f.left == 0 {
			w.faults = slices.DeleteFunc(w.faults, func(o *fault) bool { return o == f })
		}
		return f.Kind
	}
	return nil
}

// before lets a fault answer instead of the API; done is true if it did.
func before(rw http.ResponseWriter, r *http.Request, k FaultKind) (status int, done bool) {
	switch k := k.(type) {
	case RateLimited:
		if k.RetryAfter > 0 {
			rw.Header().Set("Retry-After", strconv.Itoa(int((k.RetryAfter+time.Second-1)/time.Second)))
		}
		writeJSON(rw, http.StatusTooManyRequests, encode(object{"ok": false, "error": "ratelimited"}))
		return http.StatusTooManyRequests, true
	case ErrorCode:
		writeJSON(rw, http.StatusOK, encode(object{"ok": false, "error": k.Code}))
		return http.StatusOK, true
	case HTTPStatus:
		writePage(rw, k.Status)
		return k.Status, true
	case Reset:
		return 0, true
	case Slow:
		wait(r.Context(), k.D)
	case ResetAfterStore, TimeoutAfterStore, Status500AfterStore, GarbageBody, EmptyBody:
	case Duplicate, DropSocket, DelayDelivery, HoldDelivery:
	}
	return 0, false
}

// after lets a fault spoil the answer; done is true if it did. A status of
// zero means that the connection must be cut.
func after(rw http.ResponseWriter, r *http.Request, k FaultKind) (status int, done bool) {
	switch k.(type) {
	case ResetAfterStore:
		return 0, true
	case TimeoutAfterStore:
		<-r.Context().Done()
		return 0, true
	case Status500AfterStore:
		writePage(rw, http.StatusInternalServerError)
		return http.StatusInternalServerError, true
	case GarbageBody:
		writePage(rw, http.StatusOK)
		return http.StatusOK, true
	case EmptyBody:
		rw.WriteHeader(http.StatusOK)
		return http.StatusOK, true
	case RateLimited, ErrorCode, HTTPStatus, Reset, Slow:
	case Duplicate, DropSocket, DelayDelivery, HoldDelivery:
	}
	return 0, false
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

func writePage(rw http.ResponseWriter, status int) {
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = io.WriteString(rw, "<!DOCTYPE html><html><head><title>Slack</title></head><body><h1>Server Error</h1></body></html>")
}
