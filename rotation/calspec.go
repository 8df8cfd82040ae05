package rotation

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A SpecError is one mistake in a configuration.
type SpecError struct {
	Path    string // where, below the spec, "hours[0]"
	Value   string // what was written there; may be empty
	Message string // what is wrong with it, and what would be right
}

// Error is the mistake in one line.
func (e *SpecError) Error() string {
	if e.Value == "" {
		return e.Path + ": " + e.Message
	}
	return e.Path + ": " + strconv.Quote(e.Value) + ": " + e.Message
}

// mistakes gathers them all, so that a configuration is corrected in one go.
type mistakes []error

func (m *mistakes) add(path, value, format string, args ...any) {
	*m = append(*m, &SpecError{Path: path, Value: value, Message: fmt.Sprintf(format, args...)})
}

// Lines is a list of texts; in YAML a single text may stand for a list of one.
type Lines []string

// UnmarshalYAML accepts a text or a list of texts.
func (l *Lines) UnmarshalYAML(unmarshal func(any) error) error {
	var one string
	if err := unmarshal(&one); err == nil {
		*l = Lines{one}
		return nil
	}
	var many []string
	if err := unmarshal(&many); err != nil {
		return err
	}
	*l = many
	return nil
}

// A CalendarSpec says when a team is open. Dates are written 2026-08-13, or
// 08-13 for every year; ranges include both ends, 12-29..01-03.
//
// A special date beats open_on, open_on beats holidays and closed dates, and
// these beat the weekly hours.
type CalendarSpec struct {
	// Hours are weekly windows, "Mon-Fri 10:00-19:00" or
	// "Mon,Wed 10:00-12:00,13:00-19:00" or "daily 22:00-06:00". An end that is
	// not after the start is on the following day; the window belongs to the
	// day on which it starts. Required.
	Hours Lines `yaml:"hours"`
	// Holidays are the countries whose public holidays are closed, by the codes
	// of [HolidayCountries].
	Holidays Lines `yaml:"holidays"`
	// Closed are further closed dates and ranges of dates.
	Closed Lines `yaml:"closed"`
	// Special are dates with hours of their own, such as half days:
	// {"2026-12-28": ["10:00-12:00"]}. An empty list closes the date.
	Special map[string][]string `yaml:"special"`
	// OpenOn are dates open in spite of a holiday or weekend. They have the
	// hours of their weekday, or where that has none those of the first weekday
	// from Monday on that has.
	OpenOn Lines `yaml:"open_on"`
}

// Build makes the calendar in the zone of loc, or reports every mistake at
// once: an [errors.Join] of [*SpecError].
func (s CalendarSpec) Build(loc *time.Location) (*Calendar, error) {
	var bad mistakes
	c := &Calendar{loc: loc, special: map[dateKey][]window{}}
	if loc == nil {
		bad.add("timezone", "", "missing")
		c.loc = time.UTC
	}

	if len(s.Hours) == 0 {
		bad.add("hours", "", "missing: say when the team is open, such as Mon-Fri 10:00-19:00")
	}
	for i, entry := range s.Hours {
		if err := c.week.add(entry); err != nil {
			bad.add(index("hours", i), entry, "%v", err)
		}
	}
	for i, code := range s.Holidays {
		found, ok := countryOf(strings.ToLower(code))
		switch {
		case !ok:
			bad.add(index("holidays", i), code, "no such country, known are %s", strings.Join(HolidayCountries(), " "))
		case slices.ContainsFunc(c.countries, func(k country) bool { return k.code == found.code }):
			bad.add(index("holidays", i), code, "named twice")
		default:
			c.countries = append(c.countries, found)
		}
	}
	for i, entry := range s.Closed {
		r, err := parseDates(entry)
		if err != nil {
			bad.add(index("closed", i), entry, "%v", err)
			continue
		}
		c.closed = append(c.closed, r)
	}
	for i, entry := range s.OpenOn {
		r, err := parseDates(entry)
		if err != nil {
			bad.add(index("open_on", i), entry, "%v", err)
			continue
		}
		c.openOn = append(c.openOn, r)
	}
	for _, date := range slices.Sorted(maps.Keys(s.Special)) {
		path := "special." + date
		k, err := parseDate(date)
		if err != nil {
			bad.add(path, "", "%v", err)
			continue
		}
		windows := []window{}
		for i, entry := range s.Special[date] {
			more, err := parseWindows(strings.ReplaceAll(entry, " ", ""))
			for _, w := range more {
				if err == nil {
					windows, err = insertWindow(windows, w)
				}
			}
			if err != nil {
				bad.add(index(path, i), entry, "%v", err)
			}
		}
		c.special[k] = windows
	}

	if len(bad) == 0 {
		c.tabulate()
		if len(c.open) == 0 {
			bad.add("hours", "", "the team is never open: closed dates leave nothing of the weekly hours")
		}
	}
	if len(bad) > 0 {
		return nil, errors.Join(bad...)
	}
	return c, nil
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// A dateKey is a date, or one of every year if year is 0.
type dateKey struct {
	year  int
	month time.Month
	dom   int
}

// A dateRange includes both ends. Yearly ranges may run over the year's end.
type dateRange struct{ from, to dateKey }

// parseDate reads "2026-08-13" or "08-13".
func parseDate(s string) (dateKey, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return dateKey{t.Year(), t.Month(), t.Day()}, nil
	}
	// 2024 is a leap year, so that 29 February may be named.
	if t, err := time.Parse(time.DateOnly, "2024-"+s); err == nil {
		return dateKey{0, t.Month(), t.Day()}, nil
	}
	return dateKey{}, errors.New("want a date such as 2026-08-13, or 08-13 for every year")
}

func parseDates(s string) (dateRange, error) {
	a, b, isRange := strings.Cut(strings.ReplaceAll(s, " ", ""), "..")
	from, err := parseDate(a)
	if err != nil {
		return dateRange{}, err
	}
	to := from
	if isRange {
		if to, err = parseDate(b); err != nil {
			return dateRange{}, err
		}
	}
	if (from.year == 0) != (to.year == 0) {
		return dateRange{}, errors.New("give the year at both ends or at neither")
	}
	if from.year != 0 && to.compare(from) < 0 {
		return dateRange{}, errors.New("the range ends before it begins")
	}
	return dateRange{from, to}, nil
}

func (k dateKey) compare(o dateKey) int {
	return (k.year-o.year)*10000 + int(k.month-o.month)*100 + k.dom - o.dom
}

func (r dateRange) contains(k dateKey) bool {
	if r.from.year != 0 {
		return k.compare(r.from) >= 0 && k.compare(r.to) <= 0
	}
	k.year = 0
	if r.to.compare(r.from) < 0 { // over the end of the year
		return k.compare(r.from) >= 0 || k.compare(r.to) <= 0
	}
	return k.compare(r.from) >= 0 && k.compare(r.to) <= 0
}

func (d day) key() dateKey {
	y, m, dom := d.date()
	return dateKey{y, m, dom}
}
