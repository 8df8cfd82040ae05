package rotation

import (
	"iter"
	"time"
)

// A Turn is a stretch of time in which one person holds one role for one
// reason, or nobody holds it.
type Turn struct {
	// Start and End bound the turn, half-open. Start is zero where it began
	// longer than 90 days before what was asked for, End where it ends longer
	// than that after it.
	Start, End time.Time
	// Person holds the role; empty means nobody.
	Person string
	// Why is zero where the rotation has no such role.
	Why Why
}

// Hole reports, of a turn of the primary, whether nobody is on call although
// somebody should be, as [Shift.Hole] does. What an external schedule does not
// tell yet is none.
func (t Turn) Hole() bool {
	return t.Person == "" && t.Why.Reason != 0 && t.Why.Reason != OffDuty && t.Why.Reason != Unknown
}

// Turns are the turns of a role, [Primary] or [Secondary], that touch the
// stretch from from to to, in order and without gaps. They are what [Rotation.OnCall]
// answers at each instant of it, whole: unlike those of Shifts the first and
// the last are not clipped, and who covers for somebody until their own turn
// has two.
func (r *Rotation) Turns(role string, from, to time.Time, ch Changes) iter.Seq[Turn] {
	return func(yield func(Turn) bool) {
		if !from.Before(to) {
			return
		}
		v := r.view(ch, from.Add(-searched))
		t := v.turn(role, from)
		for start := v.previous(from); from.Sub(start) <= searched; start = v.previous(start.Add(-1)) {
			if !v.turn(role, start.Add(-1)).continues(t) {
				t.Start = start
				break
			}
		}
		for edge := v.next(from); edge.Sub(to) <= searched; edge = v.next(edge) {
			next := v.turn(role, edge)
			if next.continues(t) {
				continue
			}
			t.End = edge
			if !yield(t) || !edge.Before(to) {
				return
			}
			t, t.Start = next, edge
		}
		yield(t)
	}
}

// turn is who holds a role at t; its bounds are left open.
func (v *view) turn(role string, t time.Time) Turn {
	s := v.at(t)
	if role == Secondary {
		return Turn{Person: s.Secondary, Why: s.SecondaryWhy}
	}
	return Turn{Person: s.Primary, Why: s.Why}
}

// continues reports whether t and o are one turn where they touch.
func (t Turn) continues(o Turn) bool {
	return Shift{Primary: t.Person, Why: t.Why}.sameReasonAs(Shift{Primary: o.Person, Why: o.Why})
}
