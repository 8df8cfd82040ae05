package triage

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Effort is what inquiries cost one member in a period. It is shown to that
// person and to leads only.
type Effort struct {
	Person        PersonID `json:"person"`
	Inquiries     int      `json:"inquiries"`        // touched by a message or an act
	Minutes       int      `json:"minutes"`          // share of the working time given at closing
	Interruptions int      `json:"interruptions"`    // distinct half-hours with a touch
	OutOfHours    int      `json:"out_of_hours"`     // those of them outside opening hours
	HeavyDays     int      `json:"heavy_days"`       // dates with more than half of the opening hours spent on inquiries
	Untimed       int      `json:"untimed,omitzero"` // inquiries touched and closed without a working time

	AbsorbedWeeks int `json:"absorbed_weeks,omitzero"` // ISO weeks with at least absorbed heavy days
}

// absorbed is how many heavy days make a week that inquiries took whole.
const absorbed = 4

// halfHour is the grain in which work is counted: the working time of an
// inquiry is spread evenly over the half-hours in which somebody touched it,
// and falls to who did.
const halfHour = 30 * time.Minute

// Efforts are the efforts of all members in [from, to), the largest first, for
// the inquiries of one area; an empty area means all. Members without any are
// left out; what erased inquiries cost stands under ErasedMember.
func (d *Desk) Efforts(ctx context.Context, from, to time.Time, area string) ([]Effort, error) {
	var inquiries []*extract
	err := d.Store.View(ctx, func(r Reader) (err error) {
		inquiries, _, err = d.histories(ctx, r, from, to, to)
		return err
	})
	if err != nil {
		return nil, err
	}
	if area != "" {
		inquiries = within(area, inquiries)
	}
	return d.Policy.efforts(inquiries, from, to), nil
}

// efforts are what inquiries cost everybody between two instants.
func (p Policy) efforts(inquiries []*extract, from, to time.Time) []Effort {
	e := &efforts{policy: p, from: from, to: to, by: make(map[PersonID]*effort)}
	for _, x := range inquiries {
		e.inquiry(x)
	}
	return e.finish()
}

func midnight(t time.Time, loc *time.Location) time.Time {
	t = t.In(loc)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc)
}

type efforts struct {
	policy   Policy
	from, to time.Time
	by       map[PersonID]*effort
}

type effort struct {
	Effort
	slots map[time.Time]bool    // half-hours touched
	days  map[time.Time]float64 // minutes by local date
}

func (e *efforts) of(id PersonID) *effort {
	if e.by[id] == nil {
		e.by[id] = &effort{Effort: Effort{Person: id}, slots: make(map[time.Time]bool), days: make(map[time.Time]float64)}
	}
	return e.by[id]
}

// A touch is a half-hour in which somebody worked on an inquiry.
type touch struct {
	by PersonID
	at time.Time // when it began
}

func (e *efforts) inquiry(x *extract) {
	touched := slices.DeleteFunc(slices.Clone(x.touches), func(t touch) bool { return !e.policy.IsMember(t.by) && t.by != ErasedMember })
	loc := e.policy.Calendar.Location()
	minutes := float64(x.reasons.Minutes) / float64(max(len(touched), 1))
	people := make(map[PersonID]bool)
	for _, t := range touched {
		if t.at.Before(e.from) || !t.at.Before(e.to) {
			continue
		}
		p := e.of(t.by)
		p.slots[t.at] = true
		p.days[midnight(t.at, loc)] += minutes
		if !people[t.by] {
			people[t.by] = true
			p.Inquiries++
			if x.status == StatusResolved && x.reasons.Minutes == 0 {
				p.Untimed++
			}
		}
	}
}

// touchedAt is when and by whom a record says that work was done. A reply
// happened when it was written, whenever it was recorded; erasing is no work on
// the inquiry.
func touchedAt(r Record) (time.Time, PersonID) {
	if e, ok := r.Event.(Replied); ok {
		return e.Message.TS.Time(), r.By
	}
	if _, ok := r.Event.(Forgotten); ok {
		return r.At, ""
	}
	return r.At, r.By
}

func (e *efforts) finish() []Effort {
	cal := e.policy.Calendar
	var out []Effort
	for _, p := range e.by {
		p.Interruptions = len(p.slots)
		for at := range p.slots {
			if !cal.IsOpen(at) {
				p.OutOfHours++
			}
		}
		total := 0.0
		heavy := make(map[Period]int)
		for day, minutes := range p.days {
			total += minutes
			if open := cal.BusinessHours().Elapsed(day, day.AddDate(0, 0, 1), nil); open > 0 && minutes > open.Minutes()/2 {
				p.HeavyDays++
				heavy[PeriodOf(day, cal.Location())]++
			}
		}
		for _, days := range heavy {
			if days >= absorbed {
				p.AbsorbedWeeks++
			}
		}
		p.Minutes = int(total + 0.5)
		out = append(out, p.Effort)
	}
	slices.SortFunc(out, func(a, b Effort) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.Interruptions, a.Interruptions), cmp.Compare(a.Person, b.Person))
	})
	return out
}
