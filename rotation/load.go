package rotation

import (
	"iter"
	"time"
)

// A Load is what being on call came to for one person. Numbers of a person are
// for that person and the lead.
type Load struct {
	// Shifts counts the stretches on call, however many turns each is.
	Shifts int
	// Total is the time on call.
	Total time.Duration
	// Weekend is the part on local Saturdays and Sundays; Weekends counts the
	// weekends touched.
	Weekend  time.Duration
	Weekends int
	// Holidays counts the dates touched that are closed but no Saturday or Sunday.
	Holidays int
	// Closed is the part on dates that are not business days, weekends
	// included.
	Closed time.Duration
	// Nights counts the nights, from 22:00 to 06:00 local time, of which at
	// least half an hour was on call.
	Nights int
}

// Plus is the sum of two loads. What both touched counts twice.
func (l Load) Plus(o Load) Load {
	return Load{
		Shifts: l.Shifts + o.Shifts, Total: l.Total + o.Total, Weekend: l.Weekend + o.Weekend, Weekends: l.Weekends + o.Weekends,
		Holidays: l.Holidays + o.Holidays, Closed: l.Closed + o.Closed, Nights: l.Nights + o.Nights,
	}
}

// The night, in minutes of the local day, and how much of it makes one.
const (
	nightFrom  = 22 * 60
	nightTo    = 30 * 60
	nightShare = 30 * time.Minute
)

// Loads adds up shifts per primary, planned ones from [Rotation.Shifts] or
// those of a log, by the dates of loc. Without a calendar Closed and Holidays
// stay zero.
func Loads(shifts iter.Seq[Shift], loc *time.Location, cal *Calendar) map[string]Load {
	type dated struct {
		person string
		day    day
	}
	loads := map[string]Load{}
	weekends := map[dated]bool{} // by their Saturdays
	nights := map[dated]time.Duration{}
	holidays := map[dated]bool{}
	var last Shift
	for s := range shifts {
		goesOn := s.Primary == last.Primary && s.Start.Equal(last.End)
		last = s
		if s.Primary == "" {
			continue
		}
		l := loads[s.Primary]
		if !goesOn {
			l.Shifts++
		}
		l.Total += s.End.Sub(s.Start)
		for d := dayOf(s.Start, loc) - 1; Resolve(d.at(0), loc).Before(s.End); d++ {
			nights[dated{s.Primary, d}] += overlap(s, Resolve(d.at(nightFrom), loc), Resolve(d.at(nightTo), loc))
			part := overlap(s, Resolve(d.at(0), loc), Resolve((d+1).at(0), loc))
			if part <= 0 {
				continue
			}
			switch d.weekday() {
			case time.Saturday:
				l.Weekend += part
				weekends[dated{s.Primary, d}] = true
			case time.Sunday:
				l.Weekend += part
				weekends[dated{s.Primary, d - 1}] = true
			case time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday:
			}
			if cal != nil && !cal.isOpenDay(d) {
				l.Closed += part
				if w := d.weekday(); w != time.Saturday && w != time.Sunday {
					holidays[dated{s.Primary, d}] = true
				}
			}
		}
		loads[s.Primary] = l
	}
	for w := range weekends {
		l := loads[w.person]
		l.Weekends++
		loads[w.person] = l
	}
	for h := range holidays {
		l := loads[h.person]
		l.Holidays++
		loads[h.person] = l
	}
	for n, part := range nights {
		if part >= nightShare {
			l := loads[n.person]
			l.Nights++
			loads[n.person] = l
		}
	}
	return loads
}

// overlap is how much of [from, to) the shift covers, never negative.
func overlap(s Shift, from, to time.Time) time.Duration {
	if from.Before(s.Start) {
		from = s.Start
	}
	if to.After(s.End) {
		to = s.End
	}
	return max(to.Sub(from), 0)
}
