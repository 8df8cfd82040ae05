package rotation

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// An Edit changes a roster from an instant on; what was before stays as it was.
// A handoff at that very instant happens first. Edits are never changed or
// removed, another edit follows instead.
type Edit struct {
	At     time.Time
	Op     EditOp
	Author string
	// Layer is the layer it applies to, counted from the lowest; 0 in a
	// rotation without layers.
	Layer int

	// Person is who is added, removed, replaced or made active.
	Person string
	// Before is the member before whom Person is added; empty adds at the end.
	Before string
	// With is who replaces Person.
	With string
	// Members is the new order.
	Members []string

	// Start, Handoff, Every, Timezone and OnHoliday are as in [Spec] and belong
	// to Reschedule; what is empty stays as it is.
	Start, Handoff, Every, Timezone, OnHoliday string
}

// second is when the edit takes effect, the next whole second.
func (e Edit) second() int64 { return e.At.Add(time.Second - 1).Unix() }

// EditOp is what an edit does. The zero value is invalid.
type EditOp int

// The edits of a roster.
const (
	AddMember     EditOp = iota + 1 // the person on call stays
	RemoveMember                    // if on call, the next in order takes over at once
	ReorderAll                      // the person on call stays; who follows is who follows in the new order
	ReplaceMember                   // With takes the slot, at once if Person is on call
	SetActive                       // Person now, then who follows Person
	Reschedule                      // the person on call stays until the first new handoff
)

// String is the key of o, "add".
func (o EditOp) String() string {
	switch o {
	case AddMember:
		return "add"
	case RemoveMember:
		return "remove"
	case ReorderAll:
		return "reorder"
	case ReplaceMember:
		return "replace"
	case SetActive:
		return "set_active"
	case Reschedule:
		return "reschedule"
	}
	return "EditOp(" + strconv.Itoa(int(o)) + ")"
}

// MarshalText writes the key.
func (o EditOp) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads the key.
func (o *EditOp) UnmarshalText(text []byte) error { return readKey(o, text, AddMember, Reschedule) }

// An epoch is a roster and its timing from an instant on: in turn k the member
// at i0 + k - k0 is next in order. It pins a position rather than a person,
// who may stand in the list twice.
type epoch struct {
	from    int64
	members []string
	timing  timing
	k0, i0  int
	// started means that somebody may be on call before turn 0, because the
	// timing changed while the rotation was running.
	started bool
}

// position is who is next in order in turn k. The list must not be empty.
func (e *epoch) position(k int) int {
	return int(floorMod(int64(e.i0+k-e.k0), int64(len(e.members))))
}

// after is the epoch that follows e when the edit is made.
func (e *epoch) after(edit Edit) (epoch, error) {
	next := e.pinnedAt(edit.second())

	switch edit.Op {
	case AddMember:
		i := slices.Index(e.members, edit.Before)
		if edit.Before == "" || i < 0 {
			i = len(e.members)
		}
		next.members = slices.Insert(slices.Clone(e.members), i, edit.Person)
		if i <= next.i0 && len(e.members) > 0 {
			next.i0++
		}
	case RemoveMember:
		next.i0 = e.follow(next.i0, func(m string) bool { return m != edit.Person })
		next.members = slices.DeleteFunc(slices.Clone(e.members), func(m string) bool { return m == edit.Person })
	case ReorderAll:
		next.members = slices.Clone(edit.Members)
		next.i0 = e.pinned(next.i0, edit.Members)
	case ReplaceMember:
		next.members = slices.Clone(e.members)
		for i, m := range next.members {
			if m == edit.Person {
				next.members[i] = edit.With
			}
		}
	case SetActive:
		for i := range e.members {
			if at := (next.i0 + i) % len(e.members); e.members[at] == edit.Person {
				next.i0 = at
				break
			}
		}
	case Reschedule:
		timing, err := e.timing.changed(edit)
		if err != nil {
			return epoch{}, err
		}
		return next.retimed(timing), nil
	default:
		return epoch{}, fmt.Errorf("no such edit %s", edit.Op)
	}
	return next, nil
}

// runningAt reports whether the first turn has begun at t.
func (e *epoch) runningAt(t int64) bool { return e.started || e.timing.turnAt(t).k >= 0 }

// pinnedAt is e from an instant on, with whoever is next in order then at i0;
// before the first turn that is who is to be first.
func (e *epoch) pinnedAt(at int64) epoch {
	next := *e
	next.from, next.k0, next.i0 = at, 0, 0
	if e.runningAt(at) {
		next.k0 = e.timing.turnAt(at).k
	}
	if len(e.members) > 0 {
		next.i0 = e.position(next.k0)
	}
	return next
}

// retimed is a pinned epoch with other turns: whoever is on call stays until
// the first of them that begins later.
func (e epoch) retimed(g timing) epoch {
	e.started = e.runningAt(e.from)
	e.timing = g
	if e.k0 = g.turnAt(e.from).k; e.k0 < 0 && !e.started {
		e.k0 = 0
	}
	return e
}

// follow is the index, in the list of members kept, of the first one kept from
// position i on.
func (e *epoch) follow(i int, keep func(string) bool) int {
	for n := range e.members {
		if at := (i + n) % len(e.members); keep(e.members[at]) {
			kept := 0
			for _, m := range e.members[:at] {
				if keep(m) {
					kept++
				}
			}
			return kept
		}
	}
	return 0
}

// pinned is where the member at position i stands in a new order, the n-th
// mention of a name staying the n-th; or else the first who follows and is in
// it.
func (e *epoch) pinned(i int, order []string) int {
	for n := range e.members {
		at := (i + n) % len(e.members)
		name := e.members[at]
		nth := 0
		for _, m := range e.members[:at] {
			if m == name {
				nth++
			}
		}
		found := -1
		for j, m := range order {
			if m == name && nth >= 0 {
				found, nth = j, nth-1
			}
		}
		if found >= 0 {
			return found
		}
	}
	return 0
}

// epochs are the states of a layer under its edits, ascending. Edits that make
// no sense change nothing: [Rotation.CheckEdit] refuses them beforehand.
func epochs(first epoch, layer int, edits []Edit) []epoch {
	mine := slices.DeleteFunc(slices.Clone(edits), func(e Edit) bool { return e.Layer != layer })
	slices.SortStableFunc(mine, func(a, b Edit) int { return cmp.Compare(a.second(), b.second()) })
	list := make([]epoch, 1, len(mine)+1)
	list[0] = first
	for _, edit := range mine {
		if next, err := list[len(list)-1].after(edit); err == nil {
			list = append(list, next)
		}
	}
	return list
}
