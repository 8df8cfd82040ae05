package triage

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Kind says what sort of mistake an error is. The zero Kind is Internal, on
// purpose: an unclassified error is ours and its text is never shown.
type Kind int

// The kinds of errors.
const (
	Internal    Kind = iota // our fault; shown as a request to try again
	Invalid                 // the input cannot mean anything
	NotFound                // the subject does not exist
	Denied                  // the person may not do this
	Conflict                // somebody was faster, or the state does not allow it
	Unavailable             // the store or a helper is away; trying again helps
)

// String is the kind in lower case, for logs and metrics.
func (k Kind) String() string {
	switch k {
	case Internal:
		return "internal"
	case Invalid:
		return "invalid"
	case NotFound:
		return "not_found"
	case Denied:
		return "denied"
	case Conflict:
		return "conflict"
	case Unavailable:
		return "unavailable"
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// Error is a refusal with two audiences: Reason picks the sentence people
// read in their language, Err goes to the log.
type Error struct {
	Kind    Kind
	Reason  string    // key of the sentence, for example "already"
	Who     PersonID  // whom the sentence names, if anybody
	Subject string    // which inquiry or incident it is about, if any
	Field   string    // which input was wrong, if one was
	At      time.Time // when it happened, if the sentence says so
	Err     error
}

// Error is the text for the log.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Reason
	}
	return e.Reason + ": " + e.Err.Error()
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf builds an Error whose cause is formatted.
func Errorf(k Kind, reason, format string, args ...any) *Error {
	return &Error{Kind: k, Reason: reason, Err: fmt.Errorf(format, args...)}
}

// KindOf is the kind of err, Internal when nothing in its chain is an Error.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
