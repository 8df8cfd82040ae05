package rotation

import "time"

// A Watermark is what has been announced of a rotation: the person on call as
// of At. It is stored together with what it leads to. The zero value is the
// time before the first tick.
type Watermark struct {
	At     time.Time
	Person string // empty: nobody
}

// A Handoff is a change of the person on call, to be announced.
type Handoff struct {
	// Boundary is when the incoming person's stretch began.
	Boundary time.Time
	// Outgoing was announced last, Incoming is on call now; either may be
	// nobody. Somebody in between, while nothing ran, is not told of.
	Outgoing, Incoming string
	// Secondary is second on call now.
	Secondary string
	// Late is the time from the boundary to now.
	Late time.Duration
	// Until is when the stretch ends; zero if not within 90 days.
	Until time.Time
	Why   Why
}

// Tick compares the person on call at now with the one announced last and
// returns the watermark to store, with a handoff if the two differ. It may run
// at any rate and after any time of rest: the same handoff is never returned
// twice, and of several missed at once only their sum is.
//
// The first tick is silent. A clock that steps back changes nothing. Time off
// duty does not count, so that the same person after a night is no handoff.
func (r *Rotation) Tick(w Watermark, now time.Time, ch Changes) (Watermark, *Handoff) {
	if !w.At.IsZero() && !now.After(w.At) {
		return w, nil
	}
	s := r.OnCall(now, ch)
	first := w.At.IsZero()
	if w.At = now; first {
		w.Person = s.Primary
		return w, nil
	}
	if s.Primary == w.Person || s.Primary == "" && !s.Hole() {
		return w, nil
	}
	h := &Handoff{
		Boundary: s.Start, Outgoing: w.Person, Incoming: s.Primary, Secondary: s.Secondary,
		Until: s.End, Why: s.Why,
	}
	if h.Boundary.IsZero() {
		h.Boundary = now.Add(-searched)
	}
	h.Late = now.Sub(h.Boundary)
	w.Person = s.Primary
	return w, h
}
