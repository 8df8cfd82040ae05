package triage

import (
	"slices"
	"time"

	"toban/rotation"
)

const (
	// startHour is when, on the business day before, whoever comes next is told.
	startHour = 16
	// startLate is the opening time after which nobody is told any more that
	// their duty begins: the handoff's post says so.
	startLate = time.Hour
	// startKnown is how shortly before its start a change of the schedule needs
	// no word at the start: it was told just now.
	startKnown = time.Hour
)

// StartsFrom is when somebody is told of duty that begins at start: at
// startHour of the business day before, or in its last hour where it closes
// earlier.
func (p Policy) StartsFrom(start time.Time) time.Time {
	const far = 30 // days; no closing lasts longer
	loc := p.Calendar.Location()
	day := rotation.CivilOf(start.In(loc)).Date()
	for range far {
		day = day.AddDays(-1)
		if p.Calendar.IsBusinessDay(rotation.Resolve(day, loc)) {
			break
		}
	}
	at := rotation.Resolve(day+startHour*rotation.Civil(time.Hour/time.Minute), loc)
	for n := range startHour {
		if earlier := at.Add(-time.Duration(n) * time.Hour); p.Calendar.IsOpen(earlier) {
			return earlier
		}
	}
	return at
}

// remindStarts tells whoever comes next, once each, on the business day before.
// It finds out from the present schedule: who was given the duty since is told,
// and who gave it away is not.
func (p Policy) remindStarts(d Duty, f Facts, out *Decision) {
	const most = 50 // starts until the end of the next business day
	shift := f.Shift
	last := PersonID(shift.Primary)
	if last == "" && !shift.Hole() {
		last = PersonID(d.Mark.Person) // who is on duty again after a night is relieved by nobody
	}
	for range most {
		start := shift.End
		if start.IsZero() || f.Now.Before(p.StartsFrom(start)) {
			return
		}
		second := PersonID(f.Schedule.OnCall(start.Add(-time.Second), f.Changes).Secondary)
		shift = f.Schedule.OnCall(start, f.Changes)
		if who := PersonID(shift.Primary); who != "" && who != last {
			to := p.onCall(shift)
			to.As = RoleIncoming
			p.remindStart(d, RemindStart{Rotation: d.Rotation, To: to, Before: last, Start: start, End: shift.End}, out)
		}
		if who := PersonID(shift.Secondary); who != "" && who != second {
			p.remindStart(d, RemindStart{Rotation: d.Rotation, To: p.secondary(shift), Before: second, Start: start}, out)
		}
		if shift.Primary != "" || shift.Hole() {
			last = PersonID(shift.Primary)
		}
	}
}

func (p Policy) remindStart(d Duty, n RemindStart, out *Decision) {
	e := StartReminded{Role: roleOf(n.To), Person: n.To.Person, Start: n.Start}
	if d.knowsStart(e) {
		return
	}
	out.Events = append(out.Events, e)
	out.Notices = append(out.Notices, n)
}

func roleOf(m Mention) string {
	if m.As == RoleSecondary {
		return rotation.Secondary
	}
	return rotation.Primary
}

func (d Duty) knowsStart(e StartReminded) bool {
	return slices.ContainsFunc(d.Starts, func(known StartReminded) bool {
		return known.Role == e.Role && known.Person == e.Person && known.Start.Equal(e.Start)
	})
}

// tellStarts tells those whose duty begins with a handoff. What is late is left
// out, and so is what was arranged a moment ago.
func (p Policy) tellStarts(d Duty, f Facts, out *Decision) {
	h := *f.Handoff
	if p.Calendar.BusinessHours().Elapsed(h.Boundary, f.Now, nil) > startLate || h.Boundary.Sub(h.Why.At) < startKnown {
		return
	}
	n := RemindStart{Rotation: d.Rotation, Before: PersonID(h.Outgoing), Start: h.Boundary, End: h.Until, Begun: true}
	if h.Incoming != "" {
		n.To = Mention{Person: PersonID(h.Incoming), As: RoleOnCall, Why: h.Why, Until: h.Until}
		out.Notices = append(out.Notices, n)
	}
	if h.Secondary != "" && (d.Last == nil || d.Last.Handoff.Secondary != h.Secondary) {
		n.To, n.End = Mention{Person: PersonID(h.Secondary), As: RoleSecondary}, time.Time{}
		out.Notices = append(out.Notices, n)
	}
}

// knowStarts keeps those who hear of a change within the time of the reminder
// from being told of it a second time.
func (t *arrangement) knowStarts(moves []Move) {
	for _, m := range moves {
		if m.Now != "" && m.From.After(t.now) && !t.now.Before(t.StartsFrom(m.From)) {
			t.happen(StartReminded{Role: rotation.Primary, Person: m.Now, Start: m.From})
		}
	}
}
