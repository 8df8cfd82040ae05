package rotation

import (
	"cmp"
	"slices"
	"time"
)

// A Clock measures the time a promise has run. All three count real seconds,
// each inside its own open time. The zero value is [Elapsed].
type Clock struct {
	kind clockKind
	cal  *Calendar
}

type clockKind int

const (
	clockElapsed clockKind = iota
	clockBusinessDays
	clockBusinessHours
)

// Elapsed counts always, whatever the calendar and the zone do.
func Elapsed() Clock { return Clock{} }

// BusinessDays counts on open dates from 00:00 to 24:00: 24 h are one business
// day, same time. A half day counts as a whole one.
func (c *Calendar) BusinessDays() Clock { return Clock{clockBusinessDays, c} }

// BusinessHours counts inside the windows: 24 h are 24 open hours.
func (c *Calendar) BusinessHours() Clock { return Clock{clockBusinessHours, c} }

// String is the key of c: "elapsed", "business_days" or "business_hours".
func (c Clock) String() string {
	switch c.kind {
	case clockElapsed:
		return "elapsed"
	case clockBusinessDays:
		return "business_days"
	case clockBusinessHours:
		return "business_hours"
	}
	return ""
}

// A Pause is a span in which a clock does not count, half-open. Zero To means
// that it still runs. Pauses may overlap and come in any order.
type Pause struct{ From, To time.Time }

// Due is the earliest instant at which target has been counted since start, in
// whole seconds. A target of zero or less is due at the start. False means
// never: a pause that still runs comes first, or nothing opens for 400 days.
//
// A reply at the due instant is in time; late is strictly after it.
func (c Clock) Due(start time.Time, target time.Duration, pauses []Pause) (time.Time, bool) {
	left := wholeSeconds(target)
	if left <= 0 {
		return c.show(start.Unix(), start), true
	}
	run := c.run(start, pauses)
	for {
		p, ok := run.next()
		if !ok {
			return time.Time{}, false
		}
		if p.to-p.from >= left {
			return c.show(p.from+left, start), true
		}
		left -= p.to - p.from
	}
}

// Elapsed is what has been counted from start to at, in whole seconds and never
// negative.
func (c Clock) Elapsed(start, at time.Time, pauses []Pause) time.Duration {
	var sum int64
	end := at.Unix()
	if end <= start.Unix() {
		return 0
	}
	run := c.run(start, pauses)
	for {
		p, ok := run.next()
		if !ok || p.from >= end {
			break
		}
		sum += min(p.to, end) - p.from
	}
	return time.Duration(sum) * time.Second
}

// Threshold is the first second at which percent of target has been counted,
// rounded up to whole seconds. False means never, as for Due.
func (c Clock) Threshold(start time.Time, target time.Duration, percent int, pauses []Pause) (time.Time, bool) {
	seconds := (wholeSeconds(target)*int64(percent) + 99) / 100
	return c.Due(start, time.Duration(seconds)*time.Second, pauses)
}

// Suspended reports whether the clock stands still at t, being closed or
// paused.
func (c Clock) Suspended(t time.Time, pauses []Pause) bool {
	run := c.run(t, pauses)
	p, ok := run.next()
	return !ok || p.from > t.Unix()
}

// wholeSeconds rounds a target up.
func wholeSeconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

func (c Clock) show(unix int64, like time.Time) time.Time {
	if c.cal != nil {
		return time.Unix(unix, 0).In(c.cal.loc)
	}
	return time.Unix(unix, 0).In(like.Location())
}

// A run is the open time of a clock from a start on, pauses cut out.
type run struct {
	open   pieces
	always bool // no calendar: one piece without end
	rest   piece
	have   bool
	from   int64
	pauses []piece // ascending
}

func (c Clock) run(start time.Time, pauses []Pause) run {
	r := run{from: start.Unix()}
	switch c.kind {
	case clockElapsed:
		r.always = true
		r.rest, r.have = piece{r.from, forever}, true
	case clockBusinessDays:
		r.open = newPieces(wholeDays{c.cal}, c.cal.loc, start)
	case clockBusinessHours:
		r.open = newPieces(c.cal, c.cal.loc, start)
	}
	if len(pauses) > 0 {
		r.pauses = make([]piece, 0, len(pauses))
		for _, p := range pauses {
			to := int64(forever)
			if !p.To.IsZero() {
				to = p.To.Unix()
			}
			if from := p.From.Unix(); from < to && to > r.from {
				r.pauses = append(r.pauses, piece{from, to})
			}
		}
		slices.SortFunc(r.pauses, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	}
	return r
}

// forever is past any instant this package deals in and leaves room to add.
const forever = 1 << 60

// next is the following piece of counted time, never empty.
func (r *run) next() (piece, bool) {
	for {
		for !r.have {
			if r.always {
				return piece{}, false
			}
			p, ok := r.open.next()
			if !ok {
				return piece{}, false
			}
			p.from = max(p.from, r.from)
			r.rest, r.have = p, p.from < p.to
		}
		for len(r.pauses) > 0 && r.pauses[0].to <= r.rest.from {
			r.pauses = r.pauses[1:]
		}
		if len(r.pauses) == 0 || r.pauses[0].from >= r.rest.to {
			r.have = false
			return r.rest, true
		}
		cut := r.pauses[0]
		if cut.to == forever && cut.from <= r.rest.from {
			return piece{}, false
		}
		head := piece{r.rest.from, min(cut.from, r.rest.to)}
		r.rest.from = cut.to
		r.have = r.rest.from < r.rest.to
		if head.from < head.to {
			return head, true
		}
	}
}
