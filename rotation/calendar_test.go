package rotation_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"toban/rotation"
)

func TestCalendarHours(t *testing.T) {
	tokyo := zone(t, "Asia/Tokyo")
	cal, err := rotation.CalendarSpec{
		Hours:    rotation.Lines{"Mon-Fri 10:00-12:00,13:00-19:00", "Fri 22:00-06:00"},
		Holidays: rotation.Lines{"jp"},
		Closed:   rotation.Lines{"12-29..01-03", "2026-08-13..2026-08-14"},
		Special:  map[string][]string{"2026-12-28": {"10:00-12:00"}, "2026-06-10": {}, "2026-12-30": {"09:00-10:00"}},
		OpenOn:   rotation.Lines{"2026-11-03", "2026-11-21"},
	}.Build(tokyo)
	require.NoError(t, err)

	for _, c := range []struct {
		when     string
		open     bool
		nextOpen string
		closes   string // if open
	}{
		{"2026-06-03 09:59", false, "2026-06-03 10:00", ""},
		{"2026-06-03 10:00", true, "2026-06-03 10:00", "2026-06-03 12:00"},
		{"2026-06-03 12:00", false, "2026-06-03 13:00", ""},
		{"2026-06-03 18:59", true, "2026-06-03 18:59", "2026-06-03 19:00"},
		{"2026-06-05 23:00", true, "2026-06-05 23:00", "2026-06-06 06:00"}, // past midnight
		{"2026-06-06 05:59", true, "2026-06-06 05:59", "2026-06-06 06:00"}, // Saturday, but Friday's window
		{"2026-06-06 06:00", false, "2026-06-08 10:00", ""},                //
		{"2026-06-10 11:00", false, "2026-06-11 10:00", ""},                // closed for itself
		{"2026-08-12 20:00", false, "2026-08-17 10:00", ""},                // a range of dates
		{"2026-12-28 11:30", true, "2026-12-28 11:30", "2026-12-28 12:00"}, // half a day
		{"2026-12-28 13:00", false, "2026-12-30 09:00", ""},                // special beats closed
		{"2026-12-30 10:00", false, "2027-01-04 10:00", ""},                // over the end of the year
		{"2026-11-03 10:00", true, "2026-11-03 10:00", "2026-11-03 12:00"}, // open on a holiday
		{"2026-11-21 18:00", true, "2026-11-21 18:00", "2026-11-21 19:00"}, // a Saturday with Monday's hours
		{"2026-05-01 18:30", true, "2026-05-01 18:30", "2026-05-01 19:00"}, //
		{"2026-05-02 06:00", false, "2026-05-07 10:00", ""},                // Golden Week
		{"2026-09-18 23:30", true, "2026-09-18 23:30", "2026-09-19 06:00"}, //
		{"2026-09-19 06:00", false, "2026-09-24 10:00", ""},                // silver week
	} {
		when := at(t, tokyo, c.when)
		require.Equal(t, c.open, cal.IsOpen(when), c.when)
		require.Equal(t, c.nextOpen, rotation.CivilOf(cal.NextOpen(when)).String(), c.when)
		closes := c.closes
		if closes == "" {
			closes = c.when
		}
		require.Equal(t, closes, rotation.CivilOf(cal.NextClose(when)).String(), c.when)
	}
}

func TestCalendarHolidaysAndBusinessDays(t *testing.T) {
	cal := tokyoCalendar(t)
	tokyo := cal.Location()
	for _, c := range []struct {
		date     string
		business bool
		holiday  bool
		name     string
	}{
		{"2026-11-20", true, false, ""},
		{"2026-11-21", false, false, ""}, // only a Saturday
		{"2026-11-23", false, true, "jp:labour_thanksgiving_day"},
		{"2026-12-29", false, true, ""}, // closed by the configuration
		{"2027-01-01", false, true, "jp:new_years_day"},
		{"2026-09-22", false, true, "jp:citizens_holiday"},
	} {
		when := at(t, tokyo, c.date)
		require.Equal(t, c.business, cal.IsBusinessDay(when), c.date)
		name, ok := cal.Holiday(when)
		require.Equal(t, c.holiday, ok, c.date)
		require.Equal(t, c.name, name, c.date)
	}
	// The team's zone decides: in UTC it is still the 23rd, a holiday.
	require.True(t, cal.IsBusinessDay(time.Date(2026, 9, 23, 15, 30, 0, 0, time.UTC)))
	require.Equal(t, "2028-01-01T00:00:00+09:00", cal.Horizon().Format(time.RFC3339))
}

func TestCalendarThatNeverCloses(t *testing.T) {
	cal, err := rotation.CalendarSpec{Hours: rotation.Lines{"daily 00:00-24:00"}}.Build(zone(t, "America/New_York"))
	require.NoError(t, err)
	now := time.Date(2026, 11, 1, 5, 30, 0, 0, time.UTC)
	require.True(t, cal.IsOpen(now))
	require.True(t, cal.NextClose(now).IsZero())
	require.True(t, cal.Horizon().IsZero())
	// The day on which the clocks go back has 25 hours.
	due, ok := cal.BusinessDays().Due(at(t, cal.Location(), "2026-11-01 00:00"), 25*time.Hour, nil)
	require.True(t, ok)
	require.Equal(t, "2026-11-02 00:00", rotation.CivilOf(due).String())
}

func TestCalendarMistakes(t *testing.T) {
	_, err := rotation.CalendarSpec{
		Hours:    rotation.Lines{"Mon-Fry 10:00-19:00", "Sat", "Sun 10-12", "Mon 10:00-12:00", "Mon 11:00-13:00", "Tue 24:00-06:00"},
		Holidays: rotation.Lines{"jp", "atlantis", "JP"},
		Closed:   rotation.Lines{"13-01", "2026-02-03..2026-02-01", "2026-12-29..01-03"},
		Special:  map[string][]string{"christmas": {"10:00-12:00"}, "2026-12-28": {"10:00-12:00", "11:00-13:00"}},
		OpenOn:   rotation.Lines{"tomorrow"},
	}.Build(zone(t, "Asia/Tokyo"))
	golden(t, "calendar_mistakes", err.Error())

	var first *rotation.SpecError
	require.ErrorAs(t, err, &first)
	require.Equal(t, "hours[0]", first.Path)

	_, err = rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}, Closed: rotation.Lines{"01-01..12-31"}}.
		Build(zone(t, "Asia/Tokyo"))
	require.ErrorContains(t, err, "never open")
	_, err = rotation.CalendarSpec{}.Build(nil)
	require.ErrorContains(t, err, "timezone")
	require.ErrorContains(t, err, "hours")
}

func TestClockExamples(t *testing.T) {
	cal := tokyoCalendar(t)
	tokyo := cal.Location()
	for _, c := range []struct{ asked, elapsed, days, hours string }{
		{"2025-11-20 15:04", "2025-11-21 15:04", "2025-11-21 15:04", "2025-11-26 12:04"},
		{"2025-11-21 17:00", "2025-11-22 17:00", "2025-11-25 17:00", "2025-11-27 14:00"},
		{"2025-11-22 02:10", "2025-11-23 02:10", "2025-11-26 00:00", "2025-11-27 16:00"},
		{"2027-02-10 16:00", "2027-02-11 16:00", "2027-02-12 16:00", "2027-02-16 13:00"},
		{"2026-11-20 20:00", "2026-11-21 20:00", "2026-11-24 20:00", "2026-11-26 16:00"},
	} {
		asked := at(t, tokyo, c.asked)
		for want, clock := range map[string]rotation.Clock{
			c.elapsed: rotation.Elapsed(), c.days: cal.BusinessDays(), c.hours: cal.BusinessHours(),
		} {
			due, ok := clock.Due(asked, 24*time.Hour, nil)
			require.True(t, ok)
			require.Equal(t, want, rotation.CivilOf(due).String(), "%s asked %s", clock, c.asked)
		}
	}
}

func TestClockEdges(t *testing.T) {
	cal := tokyoCalendar(t)
	tokyo := cal.Location()
	asked := at(t, tokyo, "2026-12-02 15:00")

	due, _ := cal.BusinessHours().Due(asked, 4*time.Hour, nil)
	require.Equal(t, "2026-12-02 19:00", rotation.CivilOf(due).String(), "exactly at closing is still that day")
	due, _ = cal.BusinessHours().Due(asked.Add(time.Second), 4*time.Hour, nil)
	require.Equal(t, "2026-12-03T10:00:01+09:00", due.Format(time.RFC3339))

	half, _ := cal.BusinessHours().Threshold(at(t, tokyo, "2026-12-04 14:00"), 8*time.Hour, 80, nil)
	require.Equal(t, "2026-12-07 11:24", rotation.CivilOf(half).String())

	_, ok := rotation.Elapsed().Due(asked, time.Hour, []rotation.Pause{{From: asked}})
	require.False(t, ok, "paused without end")
	_, ok = cal.BusinessHours().Due(asked, 100*time.Hour, []rotation.Pause{{From: asked.Add(time.Hour)}})
	require.False(t, ok, "paused without end")

	require.True(t, cal.BusinessHours().Suspended(at(t, tokyo, "2026-12-02 19:00"), nil))
	require.False(t, cal.BusinessHours().Suspended(at(t, tokyo, "2026-12-02 18:59"), nil))
	require.True(t, rotation.Elapsed().Suspended(asked, []rotation.Pause{{From: asked}}))
	require.Zero(t, cal.BusinessDays().Elapsed(asked, asked.Add(-time.Hour), nil))
	require.Equal(t, "elapsed business_days business_hours",
		rotation.Clock{}.String()+" "+cal.BusinessDays().String()+" "+cal.BusinessHours().String())
}

func anyCalendar(t *rapid.T) *rotation.Calendar {
	loc, err := time.LoadLocation(rapid.SampledFrom(zones()).Draw(t, "zone"))
	require.NoError(t, err)
	cal, err := rotation.CalendarSpec{
		Hours: rapid.SampledFrom([]rotation.Lines{
			{"Mon-Fri 10:00-19:00"},
			{"daily 22:00-06:00"},
			{"daily 00:00-24:00"},
			{"Sun 01:00-03:00", "Sat 23:00-02:00"},
			{"Mon-Fri 09:00-12:00,13:00-17:30", "Sat 09:00-12:00"},
			{"daily 10:00-09:00"},
		}).Draw(t, "hours"),
		Holidays: rotation.Lines{rapid.SampledFrom([]string{"jp", "us", "gb"}).Draw(t, "country")},
		Closed:   rotation.Lines{"12-29..01-03"},
	}.Build(loc)
	require.NoError(t, err)
	return cal
}

func anyClock(t *rapid.T) rotation.Clock {
	cal := anyCalendar(t)
	return rapid.SampledFrom([]rotation.Clock{rotation.Elapsed(), cal.BusinessDays(), cal.BusinessHours()}).Draw(t, "clock")
}

func anyInstant(t *rapid.T, label string) time.Time {
	return time.Unix(rapid.Int64Range(1_577_836_800, 1_893_456_000).Draw(t, label), 0).UTC() // 2020 to 2029
}

func anyPauses(t *rapid.T, start time.Time) []rotation.Pause {
	var pauses []rotation.Pause
	for range rapid.IntRange(0, 4).Draw(t, "pauses") {
		from := start.Add(time.Duration(rapid.IntRange(-1000, 20000).Draw(t, "pause")) * time.Minute)
		pauses = append(pauses, rotation.Pause{From: from, To: from.Add(time.Duration(rapid.IntRange(0, 9000).Draw(t, "long")) * time.Minute)})
	}
	return pauses
}

// Due is the earliest instant at which the target has been counted.
func TestDueIsTheEarliestInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock, start := anyClock(t), anyInstant(t, "start")
		pauses := anyPauses(t, start)
		target := time.Duration(rapid.IntRange(1, 400_000).Draw(t, "target")) * time.Second
		due, ok := clock.Due(start, target, pauses)
		require.True(t, ok)
		require.Equal(t, target, clock.Elapsed(start, due, pauses))
		require.Less(t, clock.Elapsed(start, due.Add(-time.Second), pauses), target)
		half, ok := clock.Threshold(start, target, 50, pauses)
		require.True(t, ok)
		require.False(t, half.After(due))
	})
}

// Counting in two parts gives the sum, and a pause takes away what would have
// been counted in it.
func TestElapsedAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock, start := anyClock(t), anyInstant(t, "start")
		minutes := rapid.IntRange(0, 60_000)
		middle := start.Add(time.Duration(minutes.Draw(t, "middle")) * time.Minute)
		end := middle.Add(time.Duration(minutes.Draw(t, "end")) * time.Minute)
		pauses := anyPauses(t, start)
		whole := clock.Elapsed(start, end, pauses)
		require.Equal(t, whole, clock.Elapsed(start, middle, pauses)+clock.Elapsed(middle, end, pauses))
		require.LessOrEqual(t, whole, end.Sub(start))
		one := []rotation.Pause{{From: middle, To: end}}
		require.Equal(t, clock.Elapsed(start, end, nil), clock.Elapsed(start, end, one)+clock.Elapsed(middle, end, nil))
	})
}

// Opening and closing agree with being open.
func TestNextOpenAndNextClose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, now := anyCalendar(t), anyInstant(t, "now")
		opens, closes := cal.NextOpen(now), cal.NextClose(now)
		require.Equal(t, cal.IsOpen(now), opens.Equal(now))
		require.Equal(t, !cal.IsOpen(now), closes.Equal(now))
		require.True(t, cal.IsOpen(opens))
		if !closes.IsZero() {
			require.False(t, cal.IsOpen(closes))
			if cal.IsOpen(now) {
				require.True(t, cal.IsOpen(closes.Add(-time.Second)))
				require.Equal(t, closes.Sub(now), cal.BusinessHours().Elapsed(now, closes, nil))
			}
		}
		if !cal.IsOpen(now) {
			require.False(t, cal.IsOpen(opens.Add(-time.Second)))
		}
	})
}

func TestLinesReadYAML(t *testing.T) {
	var l rotation.Lines
	require.NoError(t, l.UnmarshalYAML(func(into any) error {
		if one, ok := into.(*string); ok {
			*one = "Mon-Fri 10:00-19:00"
			return nil
		}
		return errors.New("not a list")
	}))
	require.Equal(t, rotation.Lines{"Mon-Fri 10:00-19:00"}, l)
}
