package triage

import (
	"cmp"
	"context"
	"slices"
	"time"

	"toban/rotation"
)

// A ShiftEffort is a stretch on call with what inquiries cost who had it. It
// is shown to that person, to whose turn it was, and to leads only.
type ShiftEffort struct {
	Rotation RotationID `json:"rotation"`
	Span
	Planned PersonID `json:"planned,omitempty"` // whose turn it was, before covers, swaps and absences
	Actual  PersonID `json:"actual,omitempty"`  // who was on call
	Effort  Effort   `json:"effort,omitzero"`   // of Actual, within the stretch
	Said    Survey   `json:"said,omitzero"`     // by Actual, at the end of their turn
}

// A DutyLoad is what being on call came to for one person: as planned, and as
// it was.
type DutyLoad struct {
	Person  PersonID      `json:"person"`
	Planned rotation.Load `json:"planned"`
	Actual  rotation.Load `json:"actual"`
}

// Shifts are the stretches on call in [from, to), in all rotations, the oldest
// first, with what they came to for everybody, the longest first. A stretch in
// which nobody was on call, or should have been, is left out.
func (d *Desk) Shifts(ctx context.Context, from, to time.Time) (shifts []ShiftEffort, loads []DutyLoad, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		shifts, loads = nil, nil
		inquiries, _, err := d.histories(ctx, r, from, to, to)
		if err != nil {
			return err
		}
		sums := make(map[PersonID]*DutyLoad)
		for _, id := range d.Rotations() {
			duty, err := r.Duty(id)
			if err != nil {
				return err
			}
			span := Span{From: from, To: to}
			planned, actual := Plan(d.Schedules[id], rotation.Changes{}, span), Plan(d.Schedules[id], d.Changes(duty), span)
			d.Policy.addLoads(sums, planned, func(l *DutyLoad) *rotation.Load { return &l.Planned })
			d.Policy.addLoads(sums, actual, func(l *DutyLoad) *rotation.Load { return &l.Actual })
			for _, s := range stretches(planned, actual) {
				s.Rotation = id
				if said, ok := duty.Survey(s.To); ok && said.Person == s.Actual {
					s.Said = said
				}
				for _, e := range d.Policy.efforts(inquiries, s.From, s.To) {
					if e.Person == s.Actual {
						s.Effort = e
					}
				}
				shifts = append(shifts, s)
			}
		}
		for _, l := range sums {
			loads = append(loads, *l)
		}
		return nil
	})
	slices.SortStableFunc(shifts, func(a, b ShiftEffort) int { return a.From.Compare(b.From) })
	slices.SortFunc(loads, func(a, b DutyLoad) int {
		return cmp.Or(cmp.Compare(b.Actual.Total, a.Actual.Total), cmp.Compare(a.Person, b.Person))
	})
	return shifts, loads, err
}

// addLoads adds shifts to what everybody's duty comes to.
func (p Policy) addLoads(sums map[PersonID]*DutyLoad, shifts []rotation.Shift, of func(*DutyLoad) *rotation.Load) {
	for person, load := range rotation.Loads(slices.Values(shifts), p.Calendar.Location(), p.Calendar) {
		id := PersonID(person)
		if sums[id] == nil {
			sums[id] = &DutyLoad{Person: id}
		}
		sum := of(sums[id])
		*sum = sum.Plus(load)
	}
}

// stretches are cut where who should be on call changes, or who is.
func stretches(planned, actual []rotation.Shift) []ShiftEffort {
	var list []ShiftEffort
	for both := range overlay(planned, actual) {
		s := ShiftEffort{Span: both.Span, Planned: PersonID(both.first.Primary), Actual: PersonID(both.second.Primary)}
		if s.Planned != "" || s.Actual != "" {
			list = append(list, s)
		}
	}
	return list
}
