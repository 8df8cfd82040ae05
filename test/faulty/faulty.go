// Package faulty makes any HTTP handler answer as badly as networks do.
package faulty

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
)

// Trouble is how an answer goes wrong.
type Trouble int

// The troubles. The zero value is invalid.
const (
	Status    Trouble = iota + 1 // Fault.Status with Fault.Header and Fault.Body
	Hang                         // nothing until the client gives up
	Reset                        // the connection is dropped
	Empty                        // 200 without a body
	Truncated                    // half of the body, then the connection is dropped
	Half                         // half of the body, as if it were all
	Garbage                      // 200 with a page for people
)

// A Fault makes the next answer go wrong.
type Fault struct {
	Trouble Trouble
	Status  int
	Header  map[string]string
	Body    string
	Skip    int // how many requests are answered well before
}

// Handler answers as Next does unless a fault was injected. It is safe for
// concurrent use.
type Handler struct {
	Next http.Handler

	mu     sync.Mutex
	faults []Fault
	seen   int
}

// Inject queues a fault.
func (h *Handler) Inject(f Fault) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = append(h.faults, f)
}

// Seen is how many requests came.
func (h *Handler) Seen() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.seen
}

func (h *Handler) take() (Fault, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen++
	if len(h.faults) == 0 {
		return Fault{}, false
	}
	if h.faults[0].Skip > 0 {
		h.faults[0].Skip--
		return Fault{}, false
	}
	f := h.faults[0]
	h.faults = h.faults[1:]
	return f, true
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, hit := h.take()
	if !hit {
		h.Next.ServeHTTP(w, r)
		return
	}
	switch f.Trouble {
	case Status:
		w.Header().Set("Content-Type", "application/json")
		for k, v := range f.Header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(f.Status)
		_, _ = io.WriteString(w, f.Body)
	case Hang:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case Reset:
		panic(http.ErrAbortHandler)
	case Empty:
		w.WriteHeader(http.StatusOK)
	case Truncated, Half:
		h.half(w, r, f.Trouble == Truncated)
	case Garbage:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n")
	}
}

// half answers half of what Next would. Whoever announced the whole length is
// caught when the connection ends.
func (h *Handler) half(w http.ResponseWriter, r *http.Request, announced bool) {
	whole := httptest.NewRecorder()
	h.Next.ServeHTTP(whole, r)
	for k := range whole.Header() {
		w.Header().Set(k, whole.Header().Get(k))
	}
	body := whole.Body.Bytes()
	if announced {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(whole.Code)
	_, _ = w.Write(body[:len(body)/2])
	if announced {
		_ = http.NewResponseController(w).Flush() // what was written so far arrives
		panic(http.ErrAbortHandler)
	}
}
