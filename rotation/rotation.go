package rotation

import (
	"iter"
	"slices"
	"time"
)

// A Rotation says who is on call. It is immutable; make one with [Spec.Build].
type Rotation struct {
	loc    *time.Location
	layers []layer
	offset int // of the secondary; 0 means there is none

	dated []Shift   // the shifts of an external source, in place of layers
	asOf  time.Time // when the source gave them
	known time.Time // up to when they are all there is; zero means for ever

	before *Rotation // answers what was before from, see Compose; nil if it was always like this
	from   time.Time
}

// A Shift is a stretch of time with who is on call in it.
type Shift struct {
	// Start and End bound the shift, half-open. In the answer of OnCall they are
	// zero where nothing changes within 90 days.
	Start, End time.Time
	// Since and Until bound the part of the shift in which Why holds: who covers
	// for somebody until their own turn is on call for two reasons. Only OnCall
	// sets them; they are zero where Start and End would be.
	Since, Until time.Time
	// Primary is on call; empty means nobody.
	Primary string
	// Secondary is second; empty means nobody.
	Secondary string
	// Why is about Primary, SecondaryWhy about Secondary; it is zero for a
	// rotation without secondary.
	Why, SecondaryWhy Why
	// AsOf is when the external source that keeps the schedule was read. It is
	// zero for a schedule of toban's own; only OnCall sets it.
	AsOf time.Time
}

// Hole reports whether nobody is on call although somebody should be. Time off
// duty is not a hole.
func (s Shift) Hole() bool { return s.Primary == "" && s.Why.Reason != OffDuty }

// sameAs reports whether s and o have the same person on call; a hole differs
// from time off duty.
func (s Shift) sameAs(o Shift) bool { return s.Primary == o.Primary && s.Hole() == o.Hole() }

// sameReasonAs reports whether s and o are also for the same reason. The layer
// of a turn is no part of it.
func (s Shift) sameReasonAs(o Shift) bool {
	a, b := s.Why, o.Why
	a.At, b.At, a.Note, b.Note = time.Time{}, time.Time{}, "", ""
	return s.sameAs(o) && a == b && s.Why.At.Equal(o.Why.At)
}

// searched is how far OnCall looks for the ends of a shift.
const searched = 90 * 24 * time.Hour

// Location is the zone of the rotation, of its lowest layer if it has several.
func (r *Rotation) Location() *time.Location { return r.loc }

// OnCall says who is on call at t, why, since when and until when. This is the
// one answer from which cards, pings, commands, posts and feeds are made.
//
// Start and End are those of the primary, Since and Until those of the reason
// at t; Secondary is who is second at t.
func (r *Rotation) OnCall(t time.Time, ch Changes) Shift {
	if s, ok := r.plain(t, ch); ok {
		return s
	}
	v := r.view(ch, t.Add(-searched))
	s := v.at(t)
	s.AsOf = r.asOf
	for end := v.next(t); end.Sub(t) <= searched; end = v.next(end) {
		next := v.at(end)
		if next.Why.Reason == Unknown && s.Why.Reason != Unknown {
			break // where the copy ends, the shift need not
		}
		if s.Until.IsZero() && !next.sameReasonAs(s) {
			s.Until = end
		}
		if !next.sameAs(s) {
			s.End = end
			break
		}
	}
	for start := v.previous(t); t.Sub(start) <= searched; start = v.previous(start.Add(-1)) {
		before := v.at(start.Add(-1))
		if s.Since.IsZero() && !before.sameReasonAs(s) {
			s.Since = start
		}
		if !before.sameAs(s) {
			s.Start = start
			break
		}
	}
	return s
}

// Shifts are the stretches from from to to, in order and without gaps: holes
// are shifts whose Primary is empty. Neighbours with the same people are one,
// with the reasons of the first; the first and the last are clipped.
func (r *Rotation) Shifts(from, to time.Time, ch Changes) iter.Seq[Shift] {
	return func(yield func(Shift) bool) {
		if !from.Before(to) {
			return
		}
		v := r.view(ch, from)
		s := v.at(from)
		s.Start = from.In(r.loc)
		for edge := v.next(from); edge.Before(to); edge = v.next(edge) {
			next := v.at(edge)
			if next.sameAs(s) && next.Secondary == s.Secondary {
				continue
			}
			s.End = edge
			if !yield(s) {
				return
			}
			s = next
			s.Start = edge
		}
		s.End = to.In(r.loc)
		yield(s)
	}
}

// Boundaries are the instants in (from, to] at which a turn begins in any
// layer, each once, as the configuration has them: without edits, overrides and
// absences.
func (r *Rotation) Boundaries(from, to time.Time) []time.Time {
	var all []int64
	for _, l := range r.layers {
		g := &l.first.timing
		for b := g.turnAt(from.Unix()).to; b <= to.Unix(); b = g.turnAt(b).to {
			if g.closed(time.Unix(b, 0)) {
				break
			}
			all = append(all, b)
		}
	}
	slices.Sort(all)
	var times []time.Time
	for _, b := range slices.Compact(all) {
		times = append(times, time.Unix(b, 0).In(r.loc))
	}
	return times
}

// plain answers the common case, one layer with no duty windows and no changes,
// without allocating.
func (r *Rotation) plain(t time.Time, ch Changes) (Shift, bool) {
	if !ch.none() || len(r.layers) != 1 || r.layers[0].duty != nil {
		return Shift{}, false
	}
	e := &r.layers[0].first
	g := &e.timing
	if len(e.members) == 0 || g.closed(t) {
		return Shift{}, false
	}
	now := g.turnAt(t.Unix())
	if now.k < 0 {
		return Shift{}, false
	}
	p := e.position(now.k)
	s := Shift{Primary: e.members[p], Why: Why{Reason: OwnTurn, Note: r.layers[0].name}}
	s.Secondary, s.SecondaryWhy = second(e.members, p, r.offset, s.Primary, nil)

	if r.before != nil && now.from <= r.from.Unix() {
		return Shift{}, false // the turn before may be that of another setup
	}

	// The ends of the turn are those of the shift, unless the turn beside it is
	// of the same person or of no length.
	from, to := now.from, now.to
	switch {
	case len(e.members) == 1 && r.before == nil:
		from, to = g.boundary(0), forever
	case now.k > 0 && (e.members[e.position(now.k-1)] == s.Primary || g.boundary(now.k-1) == from),
		e.members[e.position(now.k+1)] == s.Primary || g.boundary(now.k+2) == to:
		return Shift{}, false
	}
	if !g.end.IsZero() {
		to = min(to, g.end.Unix())
	}
	const reach = int64(searched / time.Second)
	if t.Unix()-from <= reach {
		s.Start = time.Unix(from, 0).In(r.loc)
	}
	if to-t.Unix() <= reach {
		s.End = time.Unix(to, 0).In(r.loc)
	}
	s.Since, s.Until = s.Start, s.End
	return s, true
}
