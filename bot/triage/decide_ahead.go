package triage

import (
	"sort"
	"time"

	"toban/rotation"
)

// LookEvery is how often CheckHandoff is given where there is no handoff.
const LookEvery = time.Hour

// LookDue reports whether CheckHandoff is to be given after a look at last: at
// every full hour of the team's zone.
func (p Policy) LookDue(last, now time.Time) bool {
	loc := p.Calendar.Location()
	hour := func(t time.Time) rotation.Civil {
		return rotation.CivilOf(t.In(loc)) / rotation.Civil(LookEvery/time.Minute)
	}
	return now.Sub(last) >= LookEvery || hour(last) != hour(now)
}

// Next steps are asked for shortly before a turn ends, about what will have
// been open for a while by then.
const (
	stepsBefore = 3 * time.Hour // of opening time
	stepsAge    = 24 * time.Hour
)

// holeDays is how many days before nobody is on call the lead hears of it, at
// least.
const holeDays = 7

// warnHoles tells the lead, once each, when nobody will be on call. It looks as
// much further as people are away after this look, so that the next one is not
// too late. What has begun already is told by the handoff.
func (p Policy) warnHoles(d Duty, f Facts, out *Decision) {
	until := p.Calendar.NextOpen(f.Now.Add(LookEvery)).AddDate(0, 0, holeDays)
	for _, s := range Plan(f.Schedule, f.Changes, Span{From: f.Now, To: until}) {
		if !s.Hole() || !s.Start.After(f.Now) {
			continue
		}
		hole := Span{From: s.Start, To: f.Schedule.OnCall(s.Start, f.Changes).End}
		if d.warned(hole) {
			continue
		}
		out.Events = append(out.Events, HoleWarned{Hole: hole})
		out.Notices = append(out.Notices, WarnHole{Rotation: d.Rotation, Hole: hole, To: p.lead()})
	}
}

// StepsFrom is when next steps are asked for before a turn ends at end, to the
// minute.
func (p Policy) StepsFrom(end time.Time) time.Time {
	const far = 14 * 24 * time.Hour // no closing lasts longer
	hours := p.Calendar.BusinessHours()
	n := sort.Search(int(far/time.Minute), func(n int) bool {
		return hours.Elapsed(end.Add(-time.Duration(n)*time.Minute), end, nil) > stepsBefore
	})
	return end.Add(-time.Duration(n-1) * time.Minute)
}

// askSteps asks whoever is on call, once per turn, what is next to do about
// the work they hand over: what is theirs or nobody's, but for what says
// already what it waits for.
func (p Policy) askSteps(d Duty, f Facts, out *Decision) {
	to, end := p.onCall(f.Shift), f.Shift.End
	if f.Shift.Primary == "" || end.IsZero() || d.StepsAsked.Equal(end) || f.Now.Before(p.StepsFrom(end)) {
		return
	}
	var items []InquiryID
	for _, q := range f.Open {
		theirs := q.Owner == "" || q.Owner == to.Person
		if theirs && end.Sub(q.AskedAt) > stepsAge && (q.Status != StatusWaiting || q.WaitsFor == "") {
			items = append(items, q.ID)
		}
	}
	if len(items) > 0 {
		out.Events = append(out.Events, StepsAsked{Boundary: end})
		out.Notices = append(out.Notices, AskSteps{Rotation: d.Rotation, To: to, Items: items})
	}
}
