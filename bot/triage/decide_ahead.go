package triage

import "time"

// Next steps are asked for shortly before a turn ends, about what will have
// been open for a while by then.
const (
	stepsBefore = 3 * time.Hour // of opening time
	stepsAge    = 24 * time.Hour
)

// askSteps asks whoever is on call, once per turn, what is next to do about
// the work they hand over: what is theirs or nobody's, but for what says
// already what it waits for.
func (p Policy) askSteps(d Duty, f Facts, out *Decision) {
	to, end := p.onCall(f.Shift), f.Shift.End
	if f.Shift.Primary == "" || end.IsZero() || d.StepsAsked.Equal(end) ||
		p.Calendar.BusinessHours().Elapsed(f.Now, end, nil) > stepsBefore {
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
