package triage

import (
	"fmt"
	"time"
)

// A Period is an ISO week such as "2026-W47", in the team's zone.
type Period string

// PeriodOf is the week that contains t in loc.
func PeriodOf(t time.Time, loc *time.Location) Period {
	year, week := t.In(loc).ISOWeek()
	return Period(fmt.Sprintf("%04d-W%02d", year, week))
}

// ParsePeriod checks text such as "2026-W47".
func ParsePeriod(text string) (Period, error) {
	var year, week int
	if n, err := fmt.Sscanf(text, "%4d-W%2d", &year, &week); n != 2 || err != nil || len(text) != len("2026-W47") {
		return "", &Error{Kind: Invalid, Reason: "bad_period", Subject: text, Err: fmt.Errorf("%q is no week such as 2026-W47", text)}
	}
	p := Period(text)
	from, _ := p.Bounds(time.UTC)
	if PeriodOf(from, time.UTC) != p {
		return "", &Error{Kind: Invalid, Reason: "bad_period", Subject: text, Err: fmt.Errorf("year %d has no week %d", year, week)}
	}
	return p, nil
}

// Bounds are the Monday 00:00 that starts the week and the one that ends it.
func (p Period) Bounds(loc *time.Location) (from, to time.Time) {
	var year, week int
	if _, err := fmt.Sscanf(string(p), "%d-W%d", &year, &week); err != nil {
		return time.Time{}, time.Time{}
	}
	// 4 January is always in week 1 (ISO 8601).
	first := time.Date(year, time.January, 4, 0, 0, 0, 0, loc)
	monday := 4 - (int(first.Weekday())+6)%7 + (week-1)*7
	from = time.Date(year, time.January, monday, 0, 0, 0, 0, loc)
	return from, time.Date(year, time.January, monday+7, 0, 0, 0, 0, loc)
}

// Next is the week after p.
func (p Period) Next() Period {
	_, to := p.Bounds(time.UTC)
	return PeriodOf(to, time.UTC)
}

// Previous is the week before p.
func (p Period) Previous() Period {
	from, _ := p.Bounds(time.UTC)
	return PeriodOf(from.AddDate(0, 0, -1), time.UTC)
}
