package rotation

import (
	"iter"
	"slices"
	"time"
)

// A Simulation is what a rotation comes to between two instants, by its
// configuration alone.
type Simulation struct {
	From, To time.Time
	// Roles are the primary and, if there is one, the secondary.
	Roles []RoleLoad
	// Holes are when nobody is on call who should be.
	Holes []Shift
	// Warnings are what is legal about the turns but perhaps not meant.
	Warnings []Warning
}

// A RoleLoad is what one role comes to for everybody who has it, or might.
type RoleLoad struct {
	Role string
	// People are all members, those of whom it is never the turn included.
	People map[string]Load
}

// Simulate adds up the turns from from to to. The calendar is for what it
// closes; it may be nil.
func (r *Rotation) Simulate(from, to time.Time, cal *Calendar) Simulation {
	s := Simulation{From: from, To: to, Warnings: r.Warnings(from, to, Changes{})}
	var members []string
	for i := range r.layers {
		members = append(members, r.Members(from, i, Changes{})...)
	}
	add := func(role string, who func(Shift) string) {
		people := Loads(r.inRole(from, to, who), r.loc, cal)
		for _, m := range members {
			if _, has := people[m]; !has {
				people[m] = Load{} // whose turn it never is
			}
		}
		s.Roles = append(s.Roles, RoleLoad{Role: role, People: people})
	}
	add(Primary, func(s Shift) string { return s.Primary })
	if r.offset != 0 {
		add(Secondary, func(s Shift) string { return s.Secondary })
	}
	for shift := range r.Shifts(from, to, Changes{}) {
		if !shift.Hole() {
			continue
		}
		if n := len(s.Holes); n > 0 && s.Holes[n-1].End.Equal(shift.Start) {
			s.Holes[n-1].End = shift.End
		} else {
			s.Holes = append(s.Holes, shift)
		}
	}
	return s
}

// inRole are the shifts with who has one role as their primary.
func (r *Rotation) inRole(from, to time.Time, who func(Shift) string) iter.Seq[Shift] {
	return func(yield func(Shift) bool) {
		for s := range r.Shifts(from, to, Changes{}) {
			s.Primary = who(s)
			if !yield(s) {
				return
			}
		}
	}
}

// A Spread says how evenly something is shared out.
type Spread struct {
	Min, Max, Mean float64
	// Ratio is Max divided by Mean: 1 when everybody has the same, the number of
	// people when one has it all, 0 when nobody has any.
	Ratio float64
}

// Gap is the difference between who has most and who has least.
func (s Spread) Gap() float64 { return s.Max - s.Min }

// SpreadOf is how evenly a measure is shared out among the people of a role.
func (l RoleLoad) SpreadOf(measure func(Load) float64) Spread {
	var all []float64
	sum := 0.0
	for _, load := range l.People {
		v := measure(load)
		all, sum = append(all, v), sum+v
	}
	if len(all) == 0 {
		return Spread{}
	}
	s := Spread{Min: slices.Min(all), Max: slices.Max(all), Mean: sum / float64(len(all))}
	if s.Mean > 0 {
		s.Ratio = s.Max / s.Mean
	}
	return s
}
