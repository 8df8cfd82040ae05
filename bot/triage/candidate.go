package triage

import (
	"cmp"
	"context"
	"slices"
	"time"

	"toban/rotation"
)

// A Candidate could take duty. Minutes are for that person and leads only.
type Candidate struct {
	Person  PersonID
	Minutes int       // of working time on inquiries in the last fairFor
	Last    time.Time // end of their last time on call, zero when that is long ago
}

// fairFor is how far back load counts when somebody is suggested for duty, and
// fairShift how far back a time on call.
const (
	fairFor   = 8 * 7 * 24 * time.Hour
	fairShift = 26 * 7 * 24 * time.Hour
)

// Candidates are the members of a rotation who could take duty in all of spans:
// neither away nor on call then anyway, nor among those left out. Who carried
// the least is first, and of these who was on call the longest ago. It is a
// suggestion: people decide.
func (d *Desk) Candidates(ctx context.Context, id RotationID, spans []Span, without ...PersonID) (list []Candidate, err error) {
	id = cmp.Or(id, d.Default)
	schedule := d.Schedules[id]
	if schedule == nil {
		return nil, nil
	}
	now := d.now()
	err = d.Store.View(ctx, func(r Reader) error {
		duty, err := r.Duty(id)
		if err != nil {
			return err
		}
		changes := d.Changes(duty)
		list = nil
		for _, who := range inOrder(schedule, now) {
			if !slices.Contains(without, who) && d.Policy.IsMember(who) && free(schedule, changes, who, spans) {
				list = append(list, Candidate{Person: who})
			}
		}
		if len(list) < 2 {
			return nil
		}
		inquiries, _, err := d.histories(ctx, r, now.Add(-fairFor), now, now)
		if err != nil {
			return err
		}
		carried := make(map[PersonID]int)
		for _, e := range d.Policy.efforts(inquiries, now.Add(-fairFor), now) {
			carried[e.Person] = e.Minutes
		}
		last := lastOnCall(schedule, changes, now)
		for i := range list {
			list[i].Minutes, list[i].Last = carried[list[i].Person], last[list[i].Person]
		}
		return nil
	})
	slices.SortFunc(list, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Minutes, b.Minutes), a.Last.Compare(b.Last), cmp.Compare(a.Person, b.Person))
	})
	return list, err
}

// inOrder are the people whose turn it will be, each once.
func inOrder(s Schedule, now time.Time) []PersonID {
	var people []PersonID
	for _, shift := range Plan(s, rotation.Changes{}, Span{From: now, To: now.Add(rosterAhead)}) {
		if who := PersonID(shift.Primary); who != "" && !slices.Contains(people, who) {
			people = append(people, who)
		}
	}
	return people
}

// free reports whether somebody is neither away nor on call in any of spans.
func free(s Schedule, ch rotation.Changes, who PersonID, spans []Span) bool {
	if ch.Deactivated != nil && ch.Deactivated(string(who)) {
		return false
	}
	for _, span := range spans {
		for _, a := range ch.Away {
			if PersonID(a.Person) == who && a.From.Before(span.To) && (a.To.IsZero() || span.From.Before(a.To)) {
				return false
			}
		}
		if slices.ContainsFunc(Plan(s, ch, span), func(shift rotation.Shift) bool { return PersonID(shift.Primary) == who }) {
			return false
		}
	}
	return true
}

// lastOnCall is until when everybody was on call last, who is on call now until
// now. It looks back week by week: a plan has a limit.
func lastOnCall(s Schedule, ch rotation.Changes, now time.Time) map[PersonID]time.Time {
	last := make(map[PersonID]time.Time)
	const week = 7 * 24 * time.Hour
	for to := now; to.After(now.Add(-fairShift)); to = to.Add(-week) {
		for _, shift := range slices.Backward(Plan(s, ch, Span{From: to.Add(-week), To: to})) {
			if _, known := last[PersonID(shift.Primary)]; !known {
				last[PersonID(shift.Primary)] = shift.End
			}
		}
	}
	return last
}
