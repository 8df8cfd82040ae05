package rotation

import (
	"strconv"
	"time"
)

// A Stretch is a part of the time a clock went through, half-open, in which it
// counted or stood still for one reason.
type Stretch struct {
	From, To time.Time
	State    ClockState
	Holiday  string // key of the public holiday such as "jp:showa_day", where State is OnHoliday
}

// ClockState is why a clock counts or stands still. The zero value is invalid.
type ClockState int

// The states of a clock.
const (
	Counting  ClockState = iota + 1
	Paused               // in time that is open
	OffHours             // outside the windows of an open date
	NoHours              // a weekday that has no windows
	OnHoliday            // a public holiday
	OnClosing            // a date the configuration closes
)

// String is the key of s.
func (s ClockState) String() string {
	switch s {
	case Counting:
		return "counts"
	case Paused:
		return "paused"
	case OffHours:
		return "off_hours"
	case NoHours:
		return "no_hours"
	case OnHoliday:
		return "holiday"
	case OnClosing:
		return "closed"
	}
	return "ClockState(" + strconv.Itoa(int(s)) + ")"
}

// Trace explains what c counts from start to end: stretches in order and
// without gaps, of which those that count add up to Elapsed. A pause in time
// that is closed anyway is not shown.
func (c Clock) Trace(start, end time.Time, pauses []Pause) []Stretch {
	var list []Stretch
	add := func(from, to int64, state ClockState, holiday string) {
		if from >= to {
			return
		}
		s := Stretch{From: c.show(from, start), To: c.show(to, start), State: state, Holiday: holiday}
		if n := len(list); n > 0 && list[n-1].State == state && list[n-1].Holiday == holiday {
			list[n-1].To = s.To
			return
		}
		list = append(list, s)
	}
	open, counted := c.upTo(start, end, nil), c.upTo(start, end, pauses)
	at := start.Unix()
	for _, p := range open {
		c.closed(at, p.from, add)
		at = p.from
		for len(counted) > 0 && counted[0].from < p.to {
			cut := counted[0]
			counted = counted[1:]
			add(at, cut.from, Paused, "")
			add(cut.from, cut.to, Counting, "")
			at = cut.to
		}
		add(at, p.to, Paused, "")
		at = p.to
	}
	c.closed(at, end.Unix(), add)
	return list
}

// upTo are the pieces that count from start to end.
func (c Clock) upTo(start, end time.Time, pauses []Pause) []piece {
	var list []piece
	run := c.run(start, pauses)
	for {
		p, ok := run.next()
		if !ok || p.from >= end.Unix() {
			return list
		}
		p.to = min(p.to, end.Unix())
		list = append(list, p)
	}
}

// closed adds a span in which nothing is open, date by date.
func (c Clock) closed(from, to int64, add func(from, to int64, state ClockState, holiday string)) {
	for from < to {
		t := time.Unix(from, 0).In(c.cal.loc)
		midnight := Resolve(CivilOf(t).Date().AddDays(1), c.cal.loc).Unix()
		next := min(max(midnight, from+1), to)
		state, holiday := c.cal.closing(t)
		add(from, next, state, holiday)
		from = next
	}
}

// closing says why nothing is open at a closed instant.
func (c *Calendar) closing(t time.Time) (ClockState, string) {
	name, named := c.Holiday(t)
	switch {
	case c.IsBusinessDay(t):
		return OffHours, ""
	case name != "":
		return OnHoliday, name
	case named:
		return OnClosing, ""
	}
	return NoHours, ""
}
