package fakedatadog

import (
	"fmt"
	"slices"
	"time"
)

// Trouble is how a request goes wrong.
type Trouble int

// The troubles. The zero value is invalid.
const (
	// RateLimited answers 429 with X-RateLimit-* headers; the request does not
	// take effect, whatever Fault.Stored says.
	RateLimited Trouble = iota + 1
	// ServerError answers Fault.Status, 500 when that is zero.
	ServerError
	// Hang sends nothing until the client gives up.
	Hang
	// Reset drops the connection without an answer.
	Reset
	// Empty answers with the right status and no body.
	Empty
	// Truncated answers with the right status and half of the body.
	Truncated
	// HTML answers with the right status and a page for people.
	HTML
	// NoID answers well-formed JSON whose data is empty.
	NoID
	// Forbidden answers 403; the request does not take effect.
	Forbidden
	// Unauthorized answers 401; the request does not take effect.
	Unauthorized
	// Invalid answers 400; the request does not take effect.
	Invalid
	// Slow answers properly, after Fault.Delay.
	Slow
	// Refused does not accept the connection. Only a [Server.Transport] can do
	// that; over a listener it is a Reset before the request takes effect.
	Refused
)

// String returns the trouble in lower case.
func (t Trouble) String() string {
	switch t {
	case RateLimited:
		return "rate limited"
	case ServerError:
		return "server error"
	case Hang:
		return "hang"
	case Reset:
		return "reset"
	case Empty:
		return "empty"
	case Truncated:
		return "truncated"
	case HTML:
		return "html"
	case NoID:
		return "no id"
	case Forbidden:
		return "forbidden"
	case Unauthorized:
		return "unauthorized"
	case Invalid:
		return "invalid request"
	case Slow:
		return "slow"
	case Refused:
		return "refused"
	}
	return "invalid"
}

// A Fault makes the next matching requests go wrong.
type Fault struct {
	// Operation is the name in Datadog's API description, such as
	// "CreateIncident"; empty matches every operation.
	Operation string
	// Trouble is what happens.
	Trouble Trouble
	// Stored says whether the request takes effect before it goes wrong.
	Stored bool
	// Times is how many requests it hits: zero means one, negative means all
	// until [Server.ClearFaults].
	Times int
	// Status is the answer of a ServerError; zero means 500.
	Status int
	// Reset is the wait announced by RateLimited; zero means a minute.
	Reset time.Duration
	// Delay is the wait of Slow.
	Delay time.Duration
}

// String describes f, for logs and test names.
func (f Fault) String() string {
	when := "before storing"
	if f.takesEffect() {
		when = "after storing"
	}
	return fmt.Sprintf("%s %s", f.Trouble, when)
}

func (f Fault) takesEffect() bool {
	switch f.Trouble {
	case RateLimited, Forbidden, Unauthorized, Invalid, Refused:
		return false
	case Slow:
		return true
	case ServerError, Hang, Reset, Empty, Truncated, HTML, NoID:
		return f.Stored
	}
	return false
}

// Inject queues f. Faults are tried in the order they were injected; one
// request is hit by one fault.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &f)
}

// ClearFaults forgets all faults. It does not end a SetDown.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// take returns the fault for a request that matches, and counts it. The caller
// holds mu.
func (s *Server) take(operation string, matches func(Trouble) bool) (Fault, bool) {
	for i, f := range s.faults {
		if f.Operation != "" && f.Operation != operation || !matches(f.Trouble) {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.faults = slices.Delete(s.faults, i, i+1)
			}
		}
		return *f, true
	}
	return Fault{}, false
}
