package triage

import (
	"fmt"
	"strings"
	"time"

	"toban/rotation"
)

// A Period is an ISO week such as "2026-W47" or a month such as "2026-11", in
// the team's zone.
type Period string

// PeriodOf is the week that contains t in loc.
func PeriodOf(t time.Time, loc *time.Location) Period {
	year, week := t.In(loc).ISOWeek()
	return Period(fmt.Sprintf("%04d-W%02d", year, week))
}

// MonthOf is the month that contains t in loc.
func MonthOf(t time.Time, loc *time.Location) Period { return Period(t.In(loc).Format("2006-01")) }

// ParsePeriod checks text such as "2026-W47" or "2026-11".
func ParsePeriod(text string) (Period, error) {
	bad := func(err error) (Period, error) {
		return "", &Error{Kind: Invalid, Reason: "bad_period", Subject: text, Err: err}
	}
	if t, err := time.Parse("2006-01", text); err == nil && t.Year() > 0 {
		return Period(text), nil
	}
	var year, week int
	if n, err := fmt.Sscanf(text, "%4d-W%2d", &year, &week); n != 2 || err != nil || len(text) != len("2026-W47") {
		return bad(fmt.Errorf("%q is neither a week such as 2026-W47 nor a month such as 2026-11", text))
	}
	p := Period(text)
	from, _ := p.Bounds(time.UTC)
	if PeriodOf(from, time.UTC) != p {
		return bad(fmt.Errorf("year %d has no week %d", year, week))
	}
	return p, nil
}

// Valid reports whether p is a week or a month.
func (p Period) Valid() bool {
	_, err := ParsePeriod(string(p))
	return err == nil
}

// IsMonth reports whether the period is a month.
func (p Period) IsMonth() bool { return len(p) == len("2006-01") && !strings.Contains(string(p), "W") }

// Bounds are the midnights that start and end the period: of Mondays, or of
// the first days of months. Where the clock skips one, the day begins after it.
func (p Period) Bounds(loc *time.Location) (from, to time.Time) {
	begins := func(year int, month time.Month, day int) time.Time {
		return rotation.Resolve(rotation.CivilDate(year, month, day), loc)
	}
	if p.IsMonth() {
		first, err := time.Parse("2006-01", string(p))
		if err != nil {
			return time.Time{}, time.Time{}
		}
		return begins(first.Year(), first.Month(), 1), begins(first.Year(), first.Month()+1, 1)
	}
	var year, week int
	if _, err := fmt.Sscanf(string(p), "%d-W%d", &year, &week); err != nil {
		return time.Time{}, time.Time{}
	}
	// 4 January is always in week 1 (ISO 8601).
	first := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC)
	monday := 4 - (int(first.Weekday())+6)%7 + (week-1)*7
	return begins(year, time.January, monday), begins(year, time.January, monday+7)
}

// Next is the period after p.
func (p Period) Next() Period {
	_, to := p.Bounds(time.UTC)
	return p.like(to)
}

// Previous is the period before p.
func (p Period) Previous() Period {
	from, _ := p.Bounds(time.UTC)
	return p.like(from.AddDate(0, 0, -1))
}

// like is the period of p's length that contains t.
func (p Period) like(t time.Time) Period {
	if p.IsMonth() {
		return MonthOf(t, time.UTC)
	}
	return PeriodOf(t, time.UTC)
}
