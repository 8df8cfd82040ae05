package rotation

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Roles of a rotation, as [Override].Role names them.
const (
	Primary   = "primary"
	Secondary = "secondary"
)

// Changes is everything people arranged on top of the configuration. The zero
// value is no change. The order of the slices does not matter, nothing in them
// is modified, and what has long ended may be left out.
type Changes struct {
	Overrides []Override
	Away      []Away
	Edits     []Edit
	// Deactivated reports whether a person's account is gone, which counts as
	// away without end. Nil means nobody's is.
	Deactivated func(person string) bool
}

func (ch Changes) none() bool {
	return len(ch.Overrides) == 0 && len(ch.Away) == 0 && len(ch.Edits) == 0 && ch.Deactivated == nil
}

// An Override puts Person on call in [Start, End) whatever the rotation says.
// A swap is two of them with one Group, made and cancelled together.
//
// Overrides beat swaps, and within a kind the later created beats the earlier,
// by ID where they were created at once. What lies beneath shows again when one
// ends or is cancelled. They hold instants and do not move with the schedule.
type Override struct {
	ID   string
	Kind OverrideKind
	// Start and End bound it, half-open.
	Start, End time.Time
	// Person is on call; empty opens a hole on purpose.
	Person string
	// For limits it to the time in which that person would be on call, be it
	// that somebody stands in for them; empty means whoever is.
	For string
	// Role is Primary, which empty means too, or Secondary.
	Role string
	// Author made it.
	Author string
	// Created orders overrides that overlap.
	Created time.Time
	// Cancelled ends it early: no effect from then on. Zero means it stands.
	Cancelled time.Time
	// Group ties the two halves of a swap together.
	Group string
}

// OverrideKind says whether an override is one half of a swap. The zero value
// is a cover.
type OverrideKind int

// The kinds of override.
const (
	KindCover OverrideKind = iota // somebody takes over, or nobody
	KindSwap                      // one half of an exchange of turns
)

// String is the key of k, "cover" or "swap".
func (k OverrideKind) String() string {
	switch k {
	case KindCover:
		return "cover"
	case KindSwap:
		return "swap"
	}
	return "OverrideKind(" + strconv.Itoa(int(k)) + ")"
}

// MarshalText writes the key.
func (k OverrideKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the key.
func (k *OverrideKind) UnmarshalText(text []byte) error {
	return readKey(k, text, KindCover, KindSwap)
}

// Clip is o as it may be recorded at now: what has passed cannot be arranged
// any more, so the start moves up to now. It is an error if nothing is left.
func (o Override) Clip(now time.Time) (Override, error) {
	if o.Start.Before(now) {
		o.Start = now
	}
	if !o.End.After(o.Start) {
		return o, fmt.Errorf("override from %s to %s: it ends before it begins",
			o.Start.Format(time.RFC3339), o.End.Format(time.RFC3339))
	}
	switch o.Role {
	case "", Primary, Secondary:
	default:
		return o, fmt.Errorf("override: no role %q", o.Role)
	}
	return o, nil
}

// ActiveAt reports whether o has effect at t, if its For agrees.
func (o Override) ActiveAt(t time.Time) bool {
	return !t.Before(o.Start) && t.Before(o.until())
}

// until is the end, or the cancellation if that comes first.
func (o Override) until() time.Time {
	if !o.Cancelled.IsZero() && o.Cancelled.Before(o.End) {
		return o.Cancelled
	}
	return o.End
}

func (o Override) role() string { return cmp.Or(o.Role, Primary) }

// compare orders overrides as they are laid on top of each other.
func (o Override) compare(p Override) int {
	// A swap lies under a cover.
	return cmp.Or(cmp.Compare(p.Kind, o.Kind), o.Created.Compare(p.Created), cmp.Compare(o.ID, p.ID))
}

// An Away is an absence, half-open. The next available person in order stands
// in; the order itself does not shift. Zero To means without end.
type Away struct {
	Person   string
	From, To time.Time
}

// AwayOn is an absence of whole days in loc: from first 00:00 to the end of
// last.
func AwayOn(person string, first, last Civil, loc *time.Location) (Away, error) {
	if last.Date() < first.Date() {
		return Away{}, errors.New("absence: the last day lies before the first")
	}
	return Away{
		Person: person,
		From:   Resolve(first.Date(), loc),
		To:     Resolve(last.Date().AddDays(1), loc),
	}, nil
}

func (a Away) covers(t time.Time) bool {
	return !t.Before(a.From) && (a.To.IsZero() || t.Before(a.To))
}

// readKey finds the value whose String is text.
func readKey[K interface {
	~int
	fmt.Stringer
}](into *K, text []byte, first, last K,
) error {
	for k := first; k <= last; k++ {
		if k.String() == string(text) {
			*into = k
			return nil
		}
	}
	return fmt.Errorf("unknown key %q", text)
}
