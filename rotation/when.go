package rotation

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseWhen reads a date or time as people type it, seen from now in loc:
// "2026-11-25", "2026-11-25 10:00" (also with T), "11/25", "11/25 10:00",
// "today", "tomorrow 10:00", "mon", "mon 10:00", "10:00", or RFC 3339.
//
// A month and day, a weekday or a time alone means the next one: never in the
// past, except that a date without a time may be today. A date without a time
// is its 00:00, and dateOnly tells so that an end may mean the end of that day.
func ParseWhen(text string, now time.Time, loc *time.Location) (from time.Time, dateOnly bool, err error) {
	text = strings.Join(strings.Fields(text), " ")
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.In(loc), false, nil
	}
	if c, err := ParseCivil(text); err == nil {
		return Resolve(c, loc), len(text) == len(time.DateOnly), nil
	}

	word, clock, hasClock := strings.Cut(text, " ")
	minute := 0
	if strings.Contains(word, ":") && !hasClock {
		word, clock, hasClock = "", word, true
	}
	if hasClock {
		var ok bool
		if minute, ok = parseClock(clock); !ok {
			return time.Time{}, false, fmt.Errorf("no time of day %q, want one such as 10:00", clock)
		}
	}

	today := dayOf(now, loc)
	// past tells that the wanted time has gone by on this day.
	past := func(d day) bool {
		if !hasClock {
			return d < today
		}
		return !Resolve(d.at(minute), loc).After(now)
	}
	var d day
	switch weekday, isWeekday := parseWeekday(word); {
	case word == "" && hasClock:
		if d = today; past(d) {
			d++
		}
	case strings.EqualFold(word, "today"):
		d = today
	case strings.EqualFold(word, "tomorrow"):
		d = today + 1
	case isWeekday:
		d = today + day(floorMod(int64(weekday-today.weekday()), 7))
		if past(d) {
			d += 7
		}
	default:
		month, dom, ok := parseMonthDay(word)
		if !ok {
			return time.Time{}, false, fmt.Errorf("no date %q, want one such as 2026-11-25, 11/25, mon or tomorrow", word)
		}
		year, _, _ := today.date()
		for n := 0; ; n++ { // 29 February may be years away
			d = dateOf(year+n, month, dom)
			if _, m, _ := d.date(); m == month && !past(d) {
				break
			}
			if n == 8 {
				return time.Time{}, false, fmt.Errorf("no such date %q", word)
			}
		}
	}
	return Resolve(d.at(minute), loc), !hasClock, nil
}

// parseMonthDay reads "11/25".
func parseMonthDay(s string) (time.Month, int, bool) {
	m, d, ok := strings.Cut(s, "/")
	if !ok {
		return 0, 0, false
	}
	month, err := strconv.ParseUint(m, 10, 8)
	if err != nil {
		return 0, 0, false
	}
	dom, err := strconv.ParseUint(d, 10, 8)
	if err != nil || month < 1 || month > 12 || dom < 1 || dom > 31 {
		return 0, 0, false
	}
	return time.Month(month), int(dom), true
}
