package rotation

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Civil is a date and a time of day as a clock on the wall shows them, to the
// minute and without a zone. The zero value is 0001-01-01 00:00 and stands for
// "not set". Values compare with == and <.
type Civil int64 // minutes since 0001-01-01 00:00

const (
	minutesPerDay = 24 * 60
	// epochMinutes is 1970-01-01 00:00 as a Civil.
	epochMinutes = 719162 * minutesPerDay
)

// CivilOf is the wall time of t in its own location, seconds cut off.
func CivilOf(t time.Time) Civil {
	_, offset := t.Zone()
	return Civil(floorDiv(t.Unix()+int64(offset), 60) + epochMinutes)
}

// CivilDate is the given date at 00:00. Like [time.Date] it normalises: day 0
// is the last day of the month before.
func CivilDate(year int, month time.Month, day int) Civil {
	return dateOf(year, month, day).at(0)
}

// ParseCivil reads "2026-01-05 10:00", "2026-01-05T10:00" or a date alone,
// which is its 00:00.
func ParseCivil(s string) (Civil, error) {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return CivilOf(t), nil
		}
	}
	return 0, fmt.Errorf("parse %q: want a date such as 2026-01-05 or a time such as 2026-01-05 10:00", s)
}

// IsZero reports whether c is not set.
func (c Civil) IsZero() bool { return c == 0 }

// Weekday is the day of the week.
func (c Civil) Weekday() time.Weekday { return c.day().weekday() }

// Date is the date of c at 00:00.
func (c Civil) Date() Civil { return c.day().at(0) }

// Add moves c by wall-clock minutes, which is not the time that passes when a
// clock change lies between.
func (c Civil) Add(minutes int) Civil { return c + Civil(minutes) }

// AddDays moves c by calendar days and keeps the time of day.
func (c Civil) AddDays(n int) Civil { return c + Civil(n)*minutesPerDay }

// AddMonths moves c by months and keeps the day of the month, or takes the
// month's last day where it is shorter: 31 January and a month is 28 February.
func (c Civil) AddMonths(n int) Civil {
	year, month, dom := c.day().date()
	first := dateOf(year, month+time.Month(n), 1)
	last := dateOf(year, month+time.Month(n)+1, 1) - 1
	return min(first+day(dom-1), last).at(c.minute())
}

// String is the form ParseCivil reads, "2026-01-05 10:00".
func (c Civil) String() string {
	y, m, d := c.day().date()
	return fmt.Sprintf("%04d-%02d-%02d %02d:%02d", y, int(m), d, c.minute()/60, c.minute()%60)
}

// MarshalText writes what String says, and nothing for the zero value.
func (c Civil) MarshalText() ([]byte, error) {
	if c.IsZero() {
		return nil, nil
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads what ParseCivil reads; nothing is the zero value.
func (c *Civil) UnmarshalText(text []byte) (err error) {
	*c = 0
	if len(text) > 0 {
		*c, err = ParseCivil(string(text))
	}
	return err
}

func (c Civil) day() day    { return day(floorDiv(int64(c), minutesPerDay)) }
func (c Civil) minute() int { return int(int64(c) - floorDiv(int64(c), minutesPerDay)*minutesPerDay) }

// A day is a date: days since 0001-01-01, which is a Monday.
type day int32

func dateOf(year int, month time.Month, dom int) day {
	return day(floorDiv(time.Date(year, month, dom, 0, 0, 0, 0, time.UTC).Unix(), 24*60*60) + epochMinutes/minutesPerDay)
}

// dayOf is the date that t shows in loc.
func dayOf(t time.Time, loc *time.Location) day { return CivilOf(t.In(loc)).day() }

// at is the date with a time of day; minutes may run past midnight.
func (d day) at(minute int) Civil { return Civil(d)*minutesPerDay + Civil(minute) }

func (d day) weekday() time.Weekday { return time.Weekday(floorMod(int64(d)+1, 7)) }

func (d day) date() (int, time.Month, int) {
	return time.Unix((int64(d)-epochMinutes/minutesPerDay)*24*60*60, 0).UTC().Date()
}

func (d day) String() string {
	y, m, dom := d.date()
	return fmt.Sprintf("%04d-%02d-%02d", y, int(m), dom)
}

// parseDay reads "2026-08-13".
func parseDay(s string) (day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, false
	}
	return CivilOf(t).day(), true
}

// parseClock reads "09:30" as minutes after midnight, and "24:00" as the end
// of the day.
func parseClock(s string) (int, bool) {
	hour, minute, ok := strings.Cut(s, ":")
	if !ok || len(hour) < 1 || len(hour) > 2 || len(minute) != 2 {
		return 0, false
	}
	h, err := strconv.ParseUint(hour, 10, 8)
	if err != nil {
		return 0, false
	}
	m, err := strconv.ParseUint(minute, 10, 8)
	if err != nil || m > 59 || h > 24 || h == 24 && m != 0 {
		return 0, false
	}
	return int(h)*60 + int(m), true
}

// Resolve is the earliest instant at which a clock in loc reads c or later. A
// time that the clock skips gives the first instant after the gap, a time that
// it shows twice gives the first occurrence, and a skipped day gives the first
// instant of the next one. It never goes backwards: c1 ≤ c2 means
// Resolve(c1) ≤ Resolve(c2).
//
// [time.Date] does not do: in a gap it lands on either side and in an overlap
// on either copy, depending on the zone.
func Resolve(c Civil, loc *time.Location) time.Time {
	want := (int64(c) - epochMinutes) * 60 // c read as if it were UTC
	// Date normalises the minutes, so the date needs no decomposing.
	guess := time.Date(1970, 1, 1, 0, int(int64(c)-epochMinutes), 0, 0, loc)
	_, offset := guess.Zone()
	from, to := guess.ZoneBounds()
	switch shown := guess.Unix() + int64(offset); {
	case shown > want:
		return from // c is skipped, the guess lies after the gap
	case shown < want:
		return to // c is skipped, the guess lies before the gap
	case from.IsZero():
		return guess
	}
	_, before := from.Add(-time.Second).Zone()
	if first := want - int64(before); first < from.Unix() {
		return time.Unix(first, 0).In(loc) // the reading repeats, this is the earlier
	}
	return guess
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
