package rotation

import (
	"slices"
	"time"
)

// Dated is a schedule kept by another system, as shifts with dates: what it
// answered when it was last asked. Shifts may overlap, the first in the list
// wins; where there is none, nobody is on call.
type Dated struct {
	Shifts []Shift
}

// OnCall is [Rotation.OnCall] on the dated shifts: swaps and overrides made in
// toban apply on top of them, roster edits and absences do not.
func (d Dated) OnCall(t time.Time, ch Changes) Shift {
	return (&Rotation{loc: t.Location()}).From(d).OnCall(t, ch)
}

// From is r with the given shifts in place of its own turns, so that
// everything else about a rotation works for an external source too.
func (r *Rotation) From(d Dated) *Rotation {
	return &Rotation{loc: r.loc, dated: slices.Clone(d.Shifts)}
}
