package triage

import (
	"context"
	"io"
	"slices"
	"time"

	"toban/rotation"
)

// An OnCallShare is how a team's work on inquiries in a period was spread over
// being on call: whether whoever has the turn keeps it from the rest. It is of
// the team together and names nobody. A member is on call who is the primary of
// any rotation at the start of the half-hour in which they worked. Work whose
// people have been erased is left out: nobody knows any more whether they were.
type OnCallShare struct {
	OnCall    Work `json:"on_call"`    // of whoever was on call then
	Others    Work `json:"others"`     // of members who were not
	Vacant    int  `json:"vacant"`     // of the interruptions of Others, those while nobody was on call at all
	HeavyDays int  `json:"heavy_days"` // dates on which a member spent more than half of the opening hours on inquiries, of all members
}

// Work is what several members did, counted as in an [Effort] of each.
type Work struct {
	Minutes       int `json:"minutes"`
	Interruptions int `json:"interruptions"`
	OutOfHours    int `json:"out_of_hours"`
}

// Minutes is the working time of all members together.
func (s OnCallShare) Minutes() int { return s.OnCall.Minutes + s.Others.Minutes }

// Interruptions are those of all members together.
func (s OnCallShare) Interruptions() int { return s.OnCall.Interruptions + s.Others.Interruptions }

// OutOfHours are the interruptions of all members outside opening hours.
func (s OnCallShare) OutOfHours() int { return s.OnCall.OutOfHours + s.Others.OutOfHours }

// figures are the lines of a report's file.
func (s OnCallShare) figures() [][2]any {
	return [][2]any{
		{"interruptions", s.Interruptions()},
		{"interruptions_on_call", s.OnCall.Interruptions},
		{"interruptions_nobody_on_call", s.Vacant},
		{"interruptions_out_of_hours", s.OutOfHours()},
		{"interruptions_out_of_hours_on_call", s.OnCall.OutOfHours},
		{"worked_minutes", s.Minutes()},
		{"worked_minutes_on_call", s.OnCall.Minutes},
		{"heavy_days", s.HeavyDays},
	}
}

// A Report is the digest of a period with what is worked out beside it, for
// those who look into the details.
type Report struct {
	Digest

	Share OnCallShare `json:"on_call_share"`
}

// WriteCSV writes one figure per line as a digest does, those of the share last.
func (r Report) WriteCSV(w io.Writer) error { return r.Digest.WriteCSV(w, r.Share.figures()...) }

// Report computes the report of a period from the inquiries of one area alone,
// or of all for an empty one.
func (d *Desk) Report(ctx context.Context, p Period, area string) (Report, error) {
	digest, err := d.DigestOf(ctx, p, area)
	if err != nil {
		return Report{}, err
	}
	return d.Explain(ctx, digest)
}

// Explain works out what a report says beside its digest.
func (d *Desk) Explain(ctx context.Context, digest Digest) (r Report, err error) {
	r.Digest = digest
	r.Share, err = d.OnCallShare(ctx, digest.From, digest.To, digest.Area)
	return r, err
}

// OnCallShare is how the work on inquiries in [from, to) was spread over being
// on call, for the inquiries of one area; an empty area means all.
func (d *Desk) OnCallShare(ctx context.Context, from, to time.Time, area string) (share OnCallShare, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		inquiries, _, err := d.histories(ctx, r, from, to, to)
		if err != nil {
			return err
		}
		if area != "" {
			inquiries = within(area, inquiries)
		}
		onCall, err := d.primaries(r, from, to)
		if err != nil {
			return err
		}
		share = d.Policy.onCallShare(inquiries, from, to, onCall)
		return nil
	})
	return share, err
}

// primaries answers who was on call at an instant of [from, to) in any rotation.
// Whose turn it was is worked out once. Who has left since was there then: the
// numbers of a period stay what they were.
func (d *Desk) primaries(r Reader, from, to time.Time) (func(time.Time) []PersonID, error) {
	var rotations [][]rotation.Turn
	for _, id := range d.Rotations() {
		duty, err := r.Duty(id)
		if err != nil {
			return nil, err
		}
		rotations = append(rotations, slices.Collect(d.Schedules[id].Turns(rotation.Primary, from, to, duty.Changes())))
	}
	return func(at time.Time) (people []PersonID) {
		for _, turns := range rotations {
			n := slices.IndexFunc(turns, func(t rotation.Turn) bool { return t.End.IsZero() || at.Before(t.End) })
			if n >= 0 && turns[n].Person != "" {
				people = append(people, PersonID(turns[n].Person))
			}
		}
		return people
	}, nil
}

// onCallShare spreads the working time of each inquiry as efforts do, and adds
// it up by whether who worked was on call.
func (p Policy) onCallShare(inquiries []*extract, from, to time.Time, onCall func(time.Time) []PersonID) OnCallShare {
	var share OnCallShare
	var all, held float64 // minutes
	counted := make(map[touch]bool)
	days := &efforts{policy: p, from: from, to: to, by: make(map[PersonID]*effort)}
	for _, x := range inquiries {
		one := &efforts{policy: p, from: from, to: to, by: make(map[PersonID]*effort)}
		one.inquiry(x)
		for person, e := range one.by {
			if person.Erased() {
				continue
			}
			minutes := 0.0
			for day, m := range e.days {
				minutes += m
				days.of(person).days[day] += m
			}
			for at := range e.slots {
				each := minutes / float64(len(e.slots)) // an inquiry's time is spread evenly
				all += each
				if slices.Contains(onCall(at), person) {
					held += each
				}
				counted[touch{person, at}] = true
			}
		}
	}
	for t := range counted {
		share.interrupted(t, onCall(t.at), p.Calendar.IsOpen(t.at))
	}
	share.OnCall.Minutes = wholeMinutes(held)
	share.Others.Minutes = wholeMinutes(all) - share.OnCall.Minutes
	for _, e := range days.finish() {
		share.HeavyDays += e.HeavyDays
	}
	return share
}

// wholeMinutes rounds halves up, also those that fractions miss by adding up in
// one order or another.
func wholeMinutes(minutes float64) int {
	const slack = 1e-6
	return int(minutes + 0.5 + slack)
}

// interrupted counts a half-hour in which somebody worked on inquiries.
func (s *OnCallShare) interrupted(t touch, onCall []PersonID, open bool) {
	work := &s.Others
	switch {
	case slices.Contains(onCall, t.by):
		work = &s.OnCall
	case len(onCall) == 0:
		s.Vacant++
	}
	work.Interruptions++
	if !open {
		work.OutOfHours++
	}
}
