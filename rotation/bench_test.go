package rotation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func tokyoCalendar(tb testing.TB) *rotation.Calendar {
	tb.Helper()
	cal, err := rotation.CalendarSpec{
		Hours:    rotation.Lines{"Mon-Fri 10:00-19:00"},
		Holidays: rotation.Lines{"jp"},
		Closed:   rotation.Lines{"12-29..01-03"},
	}.Build(zone(tb, "Asia/Tokyo"))
	require.NoError(tb, err)
	return cal
}

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(tb, err)
	return loc
}

func at(tb testing.TB, loc *time.Location, wall string) time.Time {
	tb.Helper()
	c, err := rotation.ParseCivil(wall)
	require.NoError(tb, err)
	return rotation.Resolve(c, loc)
}

func build(tb testing.TB, s rotation.Spec, cal *rotation.Calendar) *rotation.Rotation {
	tb.Helper()
	r, err := s.Build(cal)
	require.NoError(tb, err)
	return r
}

func weeklySpec() rotation.Spec {
	return rotation.Spec{
		Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Every: "1w", Start: "2020-01-06",
		Primary: []string{"tanaka", "ito", "suzuki", "mori"}, Secondary: rotation.Second{Offset: 1},
	}
}

func manyChanges(tb testing.TB) rotation.Changes {
	tokyo := zone(tb, "Asia/Tokyo")
	var ch rotation.Changes
	day := at(tb, tokyo, "2026-01-05 10:00")
	for i := range 50 {
		start := day.AddDate(0, 0, 7*i)
		ch.Overrides = append(ch.Overrides, rotation.Override{
			ID: fmt.Sprint(i), Person: "mori", Start: start, End: start.Add(10 * time.Hour), Created: day,
		})
		if i%10 == 0 {
			ch.Edits = append(ch.Edits, rotation.Edit{At: start, Op: rotation.AddMember, Person: fmt.Sprint("new", i)})
			ch.Away = append(ch.Away, rotation.Away{Person: "ito", From: start, To: start.AddDate(0, 0, 3)})
		}
	}
	return ch
}

func BenchmarkOnCall(b *testing.B) {
	cal := tokyoCalendar(b)
	daily := weeklySpec()
	daily.Handoff, daily.Every = "10:00", "1d"
	newYork := weeklySpec()
	newYork.Timezone, newYork.OnHoliday = "America/New_York", "keep"
	now := at(b, zone(b, "Asia/Tokyo"), "2026-11-20 12:34")
	for _, c := range []struct {
		name string
		spec rotation.Spec
		ch   rotation.Changes
	}{
		{"weekly", weeklySpec(), rotation.Changes{}},
		{"business daily", daily, rotation.Changes{}},
		{"weekly New York", newYork, rotation.Changes{}},
		{"weekly, 50 overrides and 5 edits", weeklySpec(), manyChanges(b)},
	} {
		r := build(b, c.spec, cal)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r.OnCall(now, c.ch).Primary == "" {
					b.Fatal("nobody")
				}
			}
		})
	}
}

func BenchmarkShifts90Days(b *testing.B) {
	cal := tokyoCalendar(b)
	daily := weeklySpec()
	daily.Handoff, daily.Every = "10:00", "1d"
	from := at(b, zone(b, "Asia/Tokyo"), "2026-11-20 12:34")
	for _, c := range []struct {
		name string
		spec rotation.Spec
		ch   rotation.Changes
	}{
		{"weekly", weeklySpec(), rotation.Changes{}},
		{"business daily", daily, rotation.Changes{}},
		{"weekly, 50 overrides and 5 edits", weeklySpec(), manyChanges(b)},
	} {
		r := build(b, c.spec, cal)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for range r.Shifts(from, from.AddDate(0, 0, 90), c.ch) {
					n++
				}
				if n < 10 {
					b.Fatal(n)
				}
			}
		})
	}
}

func BenchmarkThousandRotations(b *testing.B) {
	r := build(b, weeklySpec(), tokyoCalendar(b))
	now := at(b, zone(b, "Asia/Tokyo"), "2026-11-20 12:34")
	b.Run("now", func(b *testing.B) {
		for b.Loop() {
			for range 1000 {
				r.OnCall(now, rotation.Changes{})
			}
		}
	})
	b.Run("90 days", func(b *testing.B) {
		for b.Loop() {
			for range 1000 {
				for range r.Shifts(now, now.AddDate(0, 0, 90), rotation.Changes{}) {
				}
			}
		}
	})
}

func BenchmarkClock(b *testing.B) {
	cal := tokyoCalendar(b)
	tokyo := cal.Location()
	asked := at(b, tokyo, "2027-04-30 18:00")
	b.Run("due over a holiday week", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			cal.BusinessHours().Due(asked, 4*time.Hour, nil)
		}
	})
	b.Run("due in business days", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			cal.BusinessDays().Due(asked, 24*time.Hour, nil)
		}
	})
	from, to := at(b, tokyo, "2026-01-05 10:00"), at(b, tokyo, "2026-07-03 19:00")
	b.Run("elapsed over half a year", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			cal.BusinessHours().Elapsed(from, to, nil)
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	c, err := rotation.ParseCivil("2027-03-14 02:30")
	require.NoError(b, err)
	for _, name := range []string{"Asia/Tokyo", "America/New_York"} {
		loc := zone(b, name)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rotation.Resolve(c, loc)
			}
		})
	}
}

func BenchmarkBuildCalendar(b *testing.B) {
	for b.Loop() {
		tokyoCalendar(b)
	}
}
