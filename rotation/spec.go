package rotation

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Spec is the configuration of one rotation.
type Spec struct {
	// Source keeps the schedule: "builtin", which empty means too, or a system
	// whose shifts are given to [Rotation.From]: "datadog", "pagerduty", "ical".
	Source string `yaml:"source"`
	// Schedule is the schedule's ID at such a system, or for ical the https:// or
	// file: address of a calendar. The fields of the turns below are left out then.
	Schedule string `yaml:"schedule"`

	// Timezone is an IANA name such as Asia/Tokyo. Empty means the calendar's.
	Timezone string `yaml:"timezone"`
	// Handoff is when turns change, "Mon 10:00" or "10:00". Empty means the
	// time of Start.
	Handoff string `yaml:"handoff"`
	// Every is the length of a turn: a number of h, d, bd (business days), w or
	// mo. Empty means 1w. Turns of n days are n business days if OnHoliday is
	// next_business_day, unless they are whole weeks: else those of Saturday and
	// Sunday would be empty every week.
	Every string `yaml:"every"`
	// Primary are the members in order. A name may stand twice.
	Primary []string `yaml:"primary"`
	// Secondary says who is second.
	Secondary Second `yaml:"secondary"`
	// OnHoliday is what happens to a handoff on a closed date:
	// "next_business_day", which empty means too, or "keep". Hourly turns always
	// keep their times.
	OnHoliday string `yaml:"on_holiday"`
	// Start is the first handoff, "2026-01-05" or "2026-01-05 10:00". Required.
	Start string `yaml:"start"`
	// End is when nobody is on call any more; a date includes that day. Empty
	// means never.
	End string `yaml:"end"`
	// Duty limits when anybody is on call, see [Layer]. Empty means always.
	Duty Lines `yaml:"duty"`
	// Layers lie on top of what is above, the last one that has somebody wins.
	// What a layer leaves empty it has from above.
	Layers []Layer `yaml:"layers"`
}

// Second says who is second on call: the member Offset places after the
// scheduled one, walking on past whoever is primary or away. Zero means nobody;
// -1 is whoever was primary before.
type Second struct {
	Offset int `yaml:"offset"`
}

// A Layer is a rotation within a rotation, such as one for weekends or for one
// of several time zones. The fields are those of [Spec].
type Layer struct {
	Name      string   `yaml:"name"`
	Timezone  string   `yaml:"timezone"`
	Handoff   string   `yaml:"handoff"`
	Every     string   `yaml:"every"`
	Primary   []string `yaml:"primary"`
	OnHoliday string   `yaml:"on_holiday"`
	Start     string   `yaml:"start"`
	End       string   `yaml:"end"`
	// Duty are weekly windows in the layer's zone, "Mon-Fri 09:00-17:00";
	// "business days 09:00-17:00" are windows on the calendar's open dates; and
	// "opening hours" alone are the calendar's own windows.
	Duty Lines `yaml:"duty"`
}

// What becomes of a handoff on a closed date.
const (
	nextBusinessDay = "next_business_day"
	keepHandoff     = "keep"
)

// Build makes the rotation, or reports every mistake at once: an [errors.Join]
// of [*SpecError]. The calendar may be nil where nothing needs one. A rotation
// of an external source has nobody on call until [Rotation.From] gives it
// shifts.
func (s Spec) Build(cal *Calendar) (*Rotation, error) {
	var bad mistakes
	r := &Rotation{offset: s.Secondary.Offset}
	if abs := max(r.offset, -r.offset); abs > maxLength {
		bad.add("secondary.offset", fmt.Sprint(r.offset), "want a small number of places")
	}

	switch source := cmp.Or(s.Source, builtin); source {
	case builtin:
		if s.Schedule != "" {
			bad.add("schedule", s.Schedule, "belongs to an external source, not to builtin")
		}
		base := s.base()
		if len(s.Primary) > 0 || len(s.Layers) == 0 {
			r.layers = append(r.layers, base.build(&bad, "", cal))
		}
		for i, l := range s.Layers {
			r.layers = append(r.layers, l.over(base).build(&bad, index("layers", i)+".", cal))
		}
		if len(bad) == 0 {
			r.loc = r.layers[0].first.timing.loc
		}
	case Datadog, PagerDuty, ICal:
		s.follow(&bad)
		r.loc = zone(&bad, "timezone", s.Timezone, cal)
	default:
		bad.add("source", s.Source, "want %s, %s, %s or %s", builtin, Datadog, PagerDuty, ICal)
	}
	if len(bad) > 0 {
		return nil, errors.Join(bad...)
	}
	return r, nil
}

// External reports whether another system keeps the schedule.
func (s Spec) External() bool { return cmp.Or(s.Source, builtin) != builtin }

// base is the rotation itself, below its layers.
func (s Spec) base() Layer {
	return Layer{
		Timezone: s.Timezone, Handoff: s.Handoff, Every: s.Every, Primary: s.Primary,
		OnHoliday: s.OnHoliday, Start: s.Start, End: s.End, Duty: s.Duty,
	}
}

// over fills in what the layer leaves to the one below.
func (l Layer) over(base Layer) Layer {
	l.Timezone = cmp.Or(l.Timezone, base.Timezone)
	l.Every = cmp.Or(l.Every, base.Every)
	l.OnHoliday = cmp.Or(l.OnHoliday, base.OnHoliday)
	if l.Start == "" {
		l.Start, l.Handoff = base.Start, cmp.Or(l.Handoff, base.Handoff)
	}
	return l
}

// A layer is a Layer as built.
type layer struct {
	name  string
	first epoch
	duty  *duty // nil means always
}

func (l Layer) build(bad *mistakes, path string, cal *Calendar) layer {
	built := layer{name: l.Name}
	built.first.members = slices.Clone(l.Primary)
	for i, m := range l.Primary {
		if strings.TrimSpace(m) == "" {
			bad.add(index(path+"primary", i), "", "a member without a name")
		}
	}
	g := &built.first.timing
	*g = timing{loc: zone(bad, path+"timezone", l.Timezone, cal)}
	l.every(g, bad, path, cal)
	l.anchor(g, bad, path)
	if l.End != "" {
		end, err := ParseCivil(l.End)
		switch {
		case err != nil:
			bad.add(path+"end", l.End, "want a date such as 2026-12-31 or a time such as 2026-12-31 10:00")
		case end <= g.anchor:
			bad.add(path+"end", l.End, "lies before the start")
		}
		if len(l.End) == len(time.DateOnly) { // a date as an end includes that day
			end = end.AddDays(1)
		}
		if g.loc != nil {
			g.end = Resolve(end, g.loc)
		}
	}
	if len(l.Duty) > 0 {
		built.duty = buildDuty(l.Duty, bad, path+"duty", g.loc, cal)
	}
	return built
}

// every sets the unit, the length and what happens on closed dates.
func (l Layer) every(g *timing, bad *mistakes, path string, cal *Calendar) {
	var err error
	if g.unit, g.length, err = parseEvery(cmp.Or(l.Every, "1w")); err != nil {
		bad.add(path+"every", l.Every, "%v", err)
		return
	}
	switch l.OnHoliday {
	case "", nextBusinessDay:
		g.shift = g.unit != hours
		if g.unit == days && g.length%7 == 0 {
			g.unit, g.length = weeks, g.length/7
		}
		if g.unit == days {
			g.unit = businessDays
		}
	case keepHandoff:
	default:
		bad.add(path+"on_holiday", l.OnHoliday, "want %s or %s", nextBusinessDay, keepHandoff)
	}
	if g.cal = cal; cal != nil {
		return
	}
	if g.unit == businessDays && l.OnHoliday == keepHandoff || strings.HasSuffix(l.Every, "bd") {
		bad.add(path+"every", l.Every, "business days need a calendar")
	} else if g.shift {
		bad.add(path+"on_holiday", l.OnHoliday, "%s needs a calendar", nextBusinessDay)
	}
}

// anchor sets the first handoff from the start and the time of the handoffs.
func (l Layer) anchor(g *timing, bad *mistakes, path string) {
	if l.Start == "" {
		bad.add(path+"start", "", "missing: the date of the first handoff, such as 2026-01-05")
		return
	}
	start, err := ParseCivil(l.Start)
	if err != nil {
		bad.add(path+"start", l.Start, "want a date such as 2026-01-05 or a time such as 2026-01-05 10:00")
		return
	}
	if start < CivilDate(tableFirstYear, time.January, 1) || start >= CivilDate(tableLastYear, time.January, 1) {
		bad.add(path+"start", l.Start, "want a year from %d to %d", tableFirstYear, tableLastYear-1)
		return
	}
	g.anchor = start
	dateOnly := len(l.Start) == len(time.DateOnly)
	if l.Handoff == "" {
		if dateOnly {
			bad.add(path+"handoff", "", "missing: the time of the handoffs, such as Mon 10:00")
		}
		return
	}
	weekday, minute, named, err := parseHandoff(l.Handoff)
	if err != nil {
		bad.add(path+"handoff", l.Handoff, "%v", err)
		return
	}
	if !dateOnly && start.minute() != minute {
		bad.add(path+"start", l.Start, "is at another time of day than the handoff %s", l.Handoff)
	}
	g.anchor = start.Date().Add(minute)
	switch {
	case !named || g.unit == 0:
	case g.unit != weeks:
		bad.add(path+"handoff", l.Handoff, "only turns of weeks begin on a weekday, write the time alone")
	case weekday != start.Weekday():
		bad.add(path+"start", l.Start, "is a %s, but the handoff is on %s", start.Weekday(), weekday)
	}
}

// parseHandoff reads "Mon 10:00" or "10:00".
func parseHandoff(s string) (weekday time.Weekday, minute int, named bool, err error) {
	fields := strings.Fields(s)
	if len(fields) == 2 {
		if weekday, named = parseWeekday(fields[0]); !named {
			return 0, 0, false, fmt.Errorf("no weekday %q, want one such as Mon", fields[0])
		}
		fields = fields[1:]
	}
	if len(fields) == 1 {
		if m, ok := parseClock(fields[0]); ok && m < minutesPerDay {
			return weekday, m, named, nil
		}
	}
	return 0, 0, false, errors.New("want a time such as Mon 10:00 or 10:00")
}

// zone loads a time zone. It never falls back to UTC: a rotation in a zone
// nobody chose pages the wrong person.
func zone(bad *mistakes, path, name string, cal *Calendar) *time.Location {
	if name == "" && cal != nil {
		return cal.loc
	}
	loc, err := LoadZone(name)
	if err != nil {
		bad.add(path, name, "%v", err)
		return nil
	}
	return loc
}

// LoadZone loads a zone by its IANA name. Unlike [time.LoadLocation] it
// refuses what does not name a place, such as Local, JST or EST; UTC is fine.
func LoadZone(name string) (*time.Location, error) {
	if name == "" {
		return nil, errors.New("missing: an area and city such as Asia/Tokyo")
	}
	if name != "UTC" && !strings.Contains(name, "/") {
		return nil, errors.New("want an area and city such as Asia/Tokyo")
	}
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, errors.New("no such time zone, want an area and city such as Asia/Tokyo")
	}
	zones.Store(name, loc)
	return loc, nil
}

// zones are the zones that were read, by name: a team's is asked for at every
// beat of the clock, and reading one takes a file.
var zones sync.Map

// changed is the timing after an edit of it.
func (g timing) changed(e Edit) (timing, error) {
	var bad mistakes
	l := Layer{Every: e.Every, Start: e.Start, Handoff: e.Handoff, Timezone: e.Timezone, OnHoliday: e.OnHoliday}
	if l.OnHoliday == "" {
		l.OnHoliday = g.onHoliday()
	}
	if l.Every == "" {
		l.Every = fmt.Sprintf("%d%s", g.length, g.unit)
	}
	if l.Start == "" {
		l.Start = g.anchor.Date().String()[:len(time.DateOnly)]
		l.Handoff = cmp.Or(l.Handoff, clockText(g.anchor.minute()))
	} else if len(l.Start) == len(time.DateOnly) {
		l.Handoff = cmp.Or(l.Handoff, clockText(g.anchor.minute()))
	}
	next := timing{loc: g.loc, end: g.end}
	if e.Timezone != "" {
		next.loc = zone(&bad, "timezone", e.Timezone, nil)
	}
	l.every(&next, &bad, "", g.cal)
	l.anchor(&next, &bad, "")
	if len(bad) > 0 {
		return timing{}, errors.Join(bad...)
	}
	return next, nil
}

// onHoliday is the key of what becomes of a handoff on a closed date.
func (g timing) onHoliday() string {
	if g.shift || g.unit == businessDays {
		return nextBusinessDay
	}
	return keepHandoff
}

func clockText(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
