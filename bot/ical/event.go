package ical

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"toban/bot/external"
	"toban/rotation"
)

// A moment is a time as it stands in a calendar: what a clock reads, and where.
type moment struct {
	wall time.Time // the reading, as if it were UTC
	loc  *time.Location
	day  bool // a date alone
}

// instant is when the moment is, by the rule of the whole of toban.
func (m moment) instant() time.Time {
	seconds := time.Duration(m.wall.Second()) * time.Second
	return rotation.Resolve(rotation.CivilOf(m.wall), m.loc).Add(seconds).UTC()
}

// is reports whether both are the same moment, or one the day of the other.
func (m moment) is(o moment) bool {
	if m.day != o.day {
		y, mo, d := m.wall.Date()
		oy, omo, od := o.wall.Date()
		return y == oy && mo == omo && d == od
	}
	return m.instant().Equal(o.instant())
}

// An event is what is used of a VEVENT.
type event struct {
	uid       string
	start     moment
	length    time.Duration // by the clock that reads start, see lengthOf
	exact     bool          // length is real time instead: the ends are in two zones
	people    []external.Person
	rules     []string
	more      []moment // RDATE
	except    []moment // EXDATE
	replaces  *moment  // RECURRENCE-ID
	cancelled bool
}

// end is when an occurrence that begins at a moment ends.
func (e event) end(start moment) time.Time {
	if e.exact {
		return start.instant().Add(e.length)
	}
	start.wall = start.wall.Add(e.length)
	return start.instant()
}

// eventOf reads one event; days and times without a zone are in loc.
func eventOf(v *ics.VEvent, loc *time.Location) (event, error) {
	e := event{uid: v.Id(), cancelled: strings.EqualFold(value(v, ics.ComponentPropertyStatus), "CANCELLED")}
	at := v.GetProperty(ics.ComponentPropertyDtStart)
	if at == nil {
		return e, errors.New("DTSTART is missing")
	}
	var err error
	if e.start, err = momentOf(at, at.Value, loc); err != nil {
		return e, err
	}
	if err := e.lengthOf(v, loc); err != nil {
		return e, err
	}
	for _, p := range v.GetProperties(ics.ComponentPropertyRrule) {
		e.rules = append(e.rules, p.Value)
	}
	if v.HasProperty(ics.ComponentPropertyExrule) {
		return e, errors.New("EXRULE is not understood; calendars write EXDATE instead")
	}
	if e.more, err = momentsOf(v, ics.ComponentPropertyRdate, loc); err != nil {
		return e, err
	}
	if e.except, err = momentsOf(v, ics.ComponentPropertyExdate, loc); err != nil {
		return e, err
	}
	if p := v.GetProperty(ics.ComponentPropertyRecurrenceId); p != nil {
		if len(p.ICalParameters["RANGE"]) > 0 {
			return e, errors.New("RECURRENCE-ID with RANGE is not understood")
		}
		m, err := momentOf(p, p.Value, loc)
		if err != nil {
			return e, err
		}
		e.replaces = &m
	}
	e.people = peopleOf(v)
	return e, nil
}

func value(v *ics.VEvent, name ics.ComponentProperty) string {
	if p := v.GetProperty(name); p != nil {
		return strings.TrimSpace(p.Value)
	}
	return ""
}

// lengthOf sets how long the event is: by its end, its duration, or, of a day
// alone, that day.
func (e *event) lengthOf(v *ics.VEvent, loc *time.Location) error {
	if p := v.GetProperty(ics.ComponentPropertyDtEnd); p != nil {
		end, err := momentOf(p, p.Value, loc)
		if err != nil {
			return err
		}
		if e.length = end.wall.Sub(e.start.wall); end.loc.String() != e.start.loc.String() {
			e.length, e.exact = end.instant().Sub(e.start.instant()), true
		}
		if e.length < 0 {
			return errors.New("DTEND lies before DTSTART")
		}
		return nil
	}
	if text := value(v, ics.ComponentPropertyDuration); text != "" {
		var err error
		e.length, err = durationOf(text)
		return err
	}
	if e.start.day {
		e.length = 24 * time.Hour
	}
	return nil
}

// momentsOf are the moments of a property that may stand several times and list
// several each.
func momentsOf(v *ics.VEvent, name ics.ComponentProperty, loc *time.Location) ([]moment, error) {
	var out []moment
	for _, p := range v.GetProperties(name) {
		for text := range strings.SplitSeq(p.Value, ",") {
			m, err := momentOf(p, text, loc)
			if err != nil {
				return nil, err
			}
			out = append(out, m)
		}
	}
	return out, nil
}

// momentOf reads one date or date-time of a property.
func momentOf(p *ics.IANAProperty, text string, loc *time.Location) (moment, error) {
	text = strings.TrimSpace(text)
	m := moment{loc: loc}
	var err error
	switch {
	case len(text) == len("20060102"):
		m.day = true
		m.wall, err = time.Parse("20060102", text)
	case strings.HasSuffix(text, "Z"):
		m.loc = time.UTC
		m.wall, err = time.Parse("20060102T150405Z", text)
	default:
		if zone := p.ICalParameters["TZID"]; len(zone) > 0 {
			if m.loc, err = rotation.LoadZone(zone[0]); err != nil {
				return m, fmt.Errorf("TZID %q: %w", zone[0], err)
			}
		}
		m.wall, err = time.Parse("20060102T150405", text)
	}
	if err != nil {
		return m, fmt.Errorf("%s %q is no date or time", p.IANAToken, text)
	}
	if y := m.wall.Year(); y < 1970 || y > 2200 {
		return m, fmt.Errorf("%s %q is of no year that schedules have", p.IANAToken, text)
	}
	return m, nil
}

var durationForm = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$`)

// durationOf reads a duration such as P1W, P7D or PT12H. A day is one of the
// calendar: the length is laid on the clock's reading.
func durationOf(text string) (time.Duration, error) {
	m := durationForm.FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("DURATION %q is not understood", text)
	}
	units := []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second}
	var out time.Duration
	for i, unit := range units {
		n, _ := strconv.Atoi(m[i+1]) // digits by the pattern, or nothing
		out += time.Duration(n) * unit
	}
	return out, nil
}

// peopleOf are whom an event is about: who is invited to it and has not
// declined, else whom its summary names.
func peopleOf(v *ics.VEvent) []external.Person {
	var out []external.Person
	for _, a := range v.Attendees() {
		first := func(name string) string {
			if values := a.ICalParameters[name]; len(values) > 0 {
				return strings.TrimSpace(values[0])
			}
			return ""
		}
		if strings.EqualFold(first("PARTSTAT"), "DECLINED") {
			continue
		}
		switch strings.ToUpper(first("CUTYPE")) {
		case "ROOM", "RESOURCE":
			continue
		}
		p := external.Person{Name: first("CN")}
		if scheme, address, ok := strings.Cut(a.Value, ":"); ok && strings.EqualFold(scheme, "mailto") {
			p.Email = strings.TrimSpace(address)
		}
		if p.Key() != "" {
			out = append(out, p)
		}
	}
	if len(out) > 0 {
		return out
	}
	summary := value(v, ics.ComponentPropertySummary)
	if a, err := mail.ParseAddress(summary); err == nil {
		return []external.Person{{Email: a.Address, Name: a.Name}}
	}
	if summary == "" {
		// Somebody is on call, and nobody knows who.
		return []external.Person{{ID: cmp.Or(strings.TrimSpace(v.Id()), "an event without a name")}}
	}
	return []external.Person{{Name: summary}}
}
