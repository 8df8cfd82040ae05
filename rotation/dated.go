package rotation

import (
	"slices"
	"time"
)

// Dated is a schedule kept by another system, as shifts with dates: what it
// answered when it was last asked. Shifts may overlap, the first in the list
// that names somebody wins; where there is none, nobody is on call.
type Dated struct {
	// Shifts need Start, End, Primary and Secondary. One that names nobody says
	// by the note of its Why whom the other system meant.
	Shifts []Shift
	// AsOf is when the other system said so; zero where that does not matter.
	AsOf time.Time
	// Until is up to when the shifts are all there is. From then on nobody is on
	// call, because it is not known who is. Zero means for ever.
	Until time.Time
}

// OnCall is [Rotation.OnCall] on the dated shifts: swaps, overrides and absences
// made in toban apply on top of them, roster edits do not. Who is away, or has
// left, is passed over.
func (d Dated) OnCall(t time.Time, ch Changes) Shift {
	return (&Rotation{loc: t.Location()}).From(d).OnCall(t, ch)
}

// From is r with the given shifts in place of its own turns, so that
// everything else about a rotation works for an external source too.
func (r *Rotation) From(d Dated) *Rotation {
	return &Rotation{loc: r.loc, dated: slices.Clone(d.Shifts), asOf: d.AsOf, known: d.Until}
}

// on is the answer of the dated shifts at t. Whoever is away, or has left, is
// passed over for the secondary, then for the next shift that names somebody.
func (v *view) on(t time.Time) Shift {
	if !v.known.IsZero() && !t.Before(v.known) {
		return Shift{Why: Why{Reason: Unknown}}
	}
	nobody := Shift{Why: Why{Reason: Nobody}}
	for _, s := range v.dated {
		if t.Before(s.Start) || !s.End.IsZero() && !t.Before(s.End) {
			continue
		}
		answer := Shift{Primary: s.Primary, Secondary: s.Secondary, Why: Why{Reason: External, Note: s.Why.Note}}
		if answer.Secondary != "" && v.away(answer.Secondary, t) {
			answer.Secondary = ""
		}
		if answer.Primary != "" && v.away(answer.Primary, t) {
			nobody.Why.For = answer.Primary
			answer.Why = Why{Reason: StandIn, For: answer.Primary}
			answer.Primary, answer.Secondary = answer.Secondary, ""
		}
		if answer.Primary == "" {
			nobody.Why.Note = s.Why.Note
			continue
		}
		if answer.Secondary != "" {
			answer.SecondaryWhy = Why{Reason: External}
		}
		return answer
	}
	return nobody
}
