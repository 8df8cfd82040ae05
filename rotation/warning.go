package rotation

import (
	"strconv"
	"time"
)

// A Warning is something about a rotation that is legal but perhaps not meant.
type Warning struct {
	Kind WarningKind
	// At and Person are the turn it is about, if it is about one.
	At     time.Time
	Person string
	// Layer is the name of the layer, if it has one.
	Layer string
}

// WarningKind is what a warning is about. The zero value is invalid.
type WarningKind int

// The warnings.
const (
	VanishingTurn WarningKind = iota + 1 // Person's turn has no length: two handoffs fall on At
	AlwaysMoved                          // the handoff's weekday is never open, so every handoff moves
	SameWeekends                         // daily turns of a multiple of seven members: the same people have every weekend
	NoMembers                            // nobody is in the rotation
	BeyondHorizon                        // public holidays from At on are estimates
)

// String is the key of k, "vanishing_turn".
func (k WarningKind) String() string {
	switch k {
	case VanishingTurn:
		return "vanishing_turn"
	case AlwaysMoved:
		return "always_moved"
	case SameWeekends:
		return "same_weekends"
	case NoMembers:
		return "no_members"
	case BeyondHorizon:
		return "beyond_horizon"
	}
	return "WarningKind(" + strconv.Itoa(int(k)) + ")"
}

// MarshalText writes the key.
func (k WarningKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Warnings looks at the turns from from to to, by the roster as the edits have
// it at from.
func (r *Rotation) Warnings(from, to time.Time, ch Changes) []Warning {
	var found []Warning
	for i := range r.layers {
		l := &r.layers[i]
		list := epochs(l.first, i, ch.Edits)
		e := &list[len(list)-1]
		for len(list) > 1 && e.from > from.Unix() {
			list = list[:len(list)-1]
			e = &list[len(list)-1]
		}
		g := &e.timing
		warn := func(w Warning) {
			w.Layer = l.name
			found = append(found, w)
		}

		switch {
		case len(e.members) == 0:
			warn(Warning{Kind: NoMembers})
		case g.unit == days && g.length == 1 && len(e.members)%7 == 0:
			warn(Warning{Kind: SameWeekends})
		}
		if g.unit == weeks && g.shift && len(g.cal.week[g.anchor.Weekday()]) == 0 {
			warn(Warning{Kind: AlwaysMoved})
		}
		if g.shift || g.unit == businessDays {
			if horizon := g.cal.Horizon(); !horizon.IsZero() && horizon.Before(to) {
				warn(Warning{Kind: BeyondHorizon, At: horizon})
			}
		}
		if g.unit == hours || len(e.members) == 0 {
			continue // clock changes swallow hours now and then, and nobody minds
		}
		last := g.turnAt(to.Unix()).k
		for k := max(g.turnAt(from.Unix()).k+1, 0); k <= last; k++ {
			if at := g.boundary(k); at == g.boundary(k+1) && !g.closed(time.Unix(at, 0)) {
				warn(Warning{Kind: VanishingTurn, At: time.Unix(at, 0).In(r.loc), Person: e.members[e.position(k)]})
			}
		}
	}
	return found
}
