// Package external follows on-call schedules that other systems keep.
//
// A [Source] is asked at intervals who is on call when. What it answers is
// kept in the store as a copy of dated shifts: from it [Schedule] answers at
// once and without a network, also right after a start, and with the last good
// copy for as long as the source does not answer. What people arrange in Slack
// lies on top of it, as on any rotation.
//
// The past is not rewritten. Whatever a source says later about the time before
// it was asked, who was on call then stays as it was answered.
package external

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A Source is a schedule that another system keeps.
type Source interface {
	// Shifts are the shifts that touch the time from from to to. An error is an
	// [Error] wherever it is known what is wrong.
	Shifts(ctx context.Context, from, to time.Time) (Answer, error)
}

// An Answer is what a source says of a time. Of shifts that overlap the first in
// the list is of the primary, the next of the secondary.
type Answer struct {
	Shifts []Shift
	// Until is up to when the shifts are all there is, at most what was asked
	// for.
	Until time.Time
}

// A Shift is a stretch of time in which somebody is on call, half-open.
type Shift struct {
	Person     Person
	Start, End time.Time
}

// A Person is somebody as another system knows them. Any field may be empty,
// but not all of ID, Email and Name.
type Person struct {
	ID    string `json:"id,omitempty"`
	Email string `json:"email,omitempty"`
	Name  string `json:"name,omitempty"`
	// Gone says that their account there is no longer active; such systems
	// leave them in their schedules.
	Gone bool `json:"gone,omitempty"`
}

// String is what a person is called.
func (p Person) String() string { return cmp.Or(p.Name, p.Email, p.ID) }

// Key is the most lasting name of a person, by which people map them.
func (p Person) Key() string { return cmp.Or(p.Email, p.ID, p.Name) }

// Trouble is why a source gave no answer.
type Trouble int

// The troubles. The zero value is what nothing more is known about.
const (
	Unreachable  Trouble = iota // no answer, or that of a system in trouble
	Unauthorized                // it does not know the key
	Forbidden                   // the key may not read the schedule
	NotFound                    // it has no such schedule
	Limited                     // it was asked too often
	Unreadable                  // an answer that is not a schedule, or only part of one
)

// String names t, for logs.
func (t Trouble) String() string {
	switch t {
	case Unreachable:
		return "unreachable"
	case Unauthorized:
		return "unauthorized"
	case Forbidden:
		return "forbidden"
	case NotFound:
		return "not_found"
	case Limited:
		return "limited"
	case Unreadable:
		return "unreadable"
	}
	return "Trouble(" + strconv.Itoa(int(t)) + ")"
}

// An Error is a source without an answer.
type Error struct {
	Trouble Trouble
	Wait    time.Duration // how long not to ask again; zero when the source did not say
	Err     error
}

// Error is the cause.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Unreadablef is an answer that cannot be used.
func Unreadablef(format string, args ...any) error {
	return &Error{Trouble: Unreadable, Err: fmt.Errorf(format, args...)}
}

// Refused is what an HTTP status says, with its cause; zero means that no
// answer came. seconds is the value of a header that says how long to wait. The
// address that was asked is left out of the cause: it may be a secret.
func Refused(status int, seconds string, err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	e := &Error{Err: cmp.Or(err, fmt.Errorf("it answers %d", status))}
	switch {
	case status == http.StatusUnauthorized:
		e.Trouble = Unauthorized
	case status == http.StatusForbidden:
		e.Trouble = Forbidden
	case status == http.StatusNotFound, status == http.StatusGone:
		e.Trouble = NotFound
	case status == http.StatusTooManyRequests:
		e.Trouble = Limited
		if n, err := strconv.Atoi(seconds); err == nil && n > 0 {
			e.Wait = min(time.Duration(n)*time.Second, longestWait)
		}
	case status >= 200 && status < 300:
		e.Trouble = Unreadable
	}
	return e
}

// longestWait is how long a source is left alone at most, whatever it says.
const longestWait = time.Hour

// troubleOf is an error as one of a source.
func troubleOf(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Err: err}
}
