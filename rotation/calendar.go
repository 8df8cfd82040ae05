package rotation

import (
	"slices"
	"time"
)

// A Calendar knows when a team is open, in the team's zone. It is immutable.
type Calendar struct {
	loc       *time.Location
	week      week
	special   map[dateKey][]window
	closed    []dateRange
	openOn    []dateRange
	countries []country

	// What follows is worked out once, for the dates of the table.
	holidays map[day]string
	open     []day   // open dates, ascending
	before   []int32 // open dates of the table before table start + i
}

// The table covers these years. Beyond them the weekly hours and closed dates
// still hold, but no public holidays are known.
const (
	tableFirstYear = 2000
	tableLastYear  = 2060
)

func tableStart() day { return dateOf(tableFirstYear, time.January, 1) }

func (c *Calendar) tabulate() {
	start, end := tableStart(), dateOf(tableLastYear+1, time.January, 1)
	c.holidays = map[day]string{}
	for _, country := range c.countries {
		for year := tableFirstYear; year <= tableLastYear; year++ {
			for _, h := range country.holidays(year) {
				if _, taken := c.holidays[h.day]; !taken {
					c.holidays[h.day] = h.name
				}
			}
		}
	}
	c.before = make([]int32, 0, end-start+1)
	for d := start; d < end; d++ {
		c.before = append(c.before, int32(len(c.open)))
		if len(c.windows(d)) > 0 {
			c.open = append(c.open, d)
		}
	}
	c.before = append(c.before, int32(len(c.open)))
}

// Location is the zone whose dates and hours count.
func (c *Calendar) Location() *time.Location { return c.loc }

// IsOpen reports whether t lies in a window.
func (c *Calendar) IsOpen(t time.Time) bool {
	p := newPieces(c, c.loc, t)
	for {
		got, ok := p.next()
		if !ok || got.from > t.Unix() {
			return false
		}
		if t.Unix() < got.to {
			return true
		}
	}
}

// IsBusinessDay reports whether a window starts on the local date of t. Half
// days are business days.
func (c *Calendar) IsBusinessDay(t time.Time) bool { return c.isOpenDay(dayOf(t, c.loc)) }

// NextOpen is the first open instant from t on: t itself if it is open, the
// zero time if nothing opens within 400 days.
func (c *Calendar) NextOpen(t time.Time) time.Time {
	p := newPieces(c, c.loc, t)
	for {
		got, ok := p.next()
		switch {
		case !ok:
			return time.Time{}
		case t.Unix() < got.from:
			return time.Unix(got.from, 0).In(c.loc)
		case t.Unix() < got.to:
			return t
		}
	}
}

// NextClose is the first closed instant from t on: t itself if it is closed,
// the zero time if the team does not close within 400 days.
func (c *Calendar) NextClose(t time.Time) time.Time {
	p := newPieces(c, c.loc, t)
	end := t.Unix()
	for {
		got, ok := p.next()
		switch {
		case !ok || end < got.from:
			if end == t.Unix() {
				return t
			}
			return time.Unix(end, 0).In(c.loc)
		case end < got.to:
			end = got.to
		}
		if end-t.Unix() > maxClosed*24*60*60 {
			return time.Time{}
		}
	}
}

// Holiday says why the local date of t is closed although its weekday has
// hours or is a holiday: the key of a public holiday such as "jp:showa_day",
// or "" for a date the configuration closes. False means that it is neither,
// or is open in spite of it.
func (c *Calendar) Holiday(t time.Time) (name string, ok bool) {
	d := dayOf(t, c.loc)
	if c.isOpenDay(d) {
		return "", false
	}
	if name, ok := c.publicHoliday(d); ok {
		return name, true
	}
	k := d.key()
	if _, ok := c.specialHours(k); ok {
		return "", true
	}
	return "", within(c.closed, k)
}

// Horizon is the end of the last year whose holidays are officially known; the
// zero time if all come from rules. Dates beyond it are estimates.
func (c *Calendar) Horizon() time.Time {
	last := 0
	for _, country := range c.countries {
		if country.official != 0 && (last == 0 || country.official < last) {
			last = country.official
		}
	}
	if last == 0 {
		return time.Time{}
	}
	return Resolve(CivilDate(last+1, time.January, 1), c.loc)
}

// windows are those that start on d.
func (c *Calendar) windows(d day) []window {
	k := d.key()
	if hours, ok := c.specialHours(k); ok {
		return hours
	}
	hours := c.week[d.weekday()]
	if within(c.openOn, k) {
		for i := 1; len(hours) == 0 && i <= 7; i++ {
			hours = c.week[i%7]
		}
		return hours
	}
	if len(hours) == 0 || within(c.closed, k) {
		return nil
	}
	if _, ok := c.publicHoliday(d); ok {
		return nil
	}
	return hours
}

func (c *Calendar) specialHours(k dateKey) ([]window, bool) {
	if len(c.special) == 0 {
		return nil, false
	}
	if hours, ok := c.special[k]; ok {
		return hours, true
	}
	k.year = 0
	hours, ok := c.special[k]
	return hours, ok
}

func within(ranges []dateRange, k dateKey) bool {
	return slices.ContainsFunc(ranges, func(r dateRange) bool { return r.contains(k) })
}

func (c *Calendar) publicHoliday(d day) (string, bool) {
	name, ok := c.holidays[d]
	return name, ok
}

// isOpenDay reports whether a window starts on d.
func (c *Calendar) isOpenDay(d day) bool {
	i := int(d - tableStart())
	if i < 0 || i+1 >= len(c.before) {
		return len(c.windows(d)) > 0
	}
	return c.before[i] != c.before[i+1]
}

// openBefore counts the open dates before d from the table's start on,
// negative before it.
func (c *Calendar) openBefore(d day) int {
	i := int(d - tableStart())
	if i >= 0 && i < len(c.before) {
		return int(c.before[i])
	}
	n := 0
	for ; i < 0; i++ {
		if c.isOpenDay(tableStart() + day(i)) {
			n--
		}
	}
	if i >= len(c.before) {
		n = len(c.open)
		for j := len(c.before) - 1; j < i; j++ {
			if c.isOpenDay(tableStart() + day(j)) {
				n++
			}
		}
	}
	return n
}

// openDay is the open date of which n others lie before it, as openBefore
// counts. False if the search leaves the table and finds nothing.
func (c *Calendar) openDay(n int) (day, bool) {
	if n >= 0 && n < len(c.open) {
		return c.open[n], true
	}
	d, have, step := tableStart(), 0, day(-1)
	if n >= len(c.open) {
		d, have, step = tableStart()+day(len(c.before)-2), len(c.open)-1, 1
	}
	for closed := 0; have != n && closed <= maxClosed; closed++ {
		d += step
		if c.isOpenDay(d) {
			have += int(step)
			closed = 0
		}
	}
	return d, have == n
}

// wholeDays are the same open dates from 00:00 to 24:00, which is how business
// days count.
type wholeDays struct{ *Calendar }

func (w wholeDays) windows(d day) []window {
	if w.isOpenDay(d) {
		return allDay[:]
	}
	return nil
}

var allDay = [...]window{{0, minutesPerDay}}
