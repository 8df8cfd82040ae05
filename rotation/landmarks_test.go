package rotation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// Where clocks and calendars do something odd, each turn begins at its wall
// time or at what the rule puts in its place, and lasts as long as it really
// does.
func TestTurnsWhereTheClockIsOdd(t *testing.T) {
	for _, c := range []struct {
		name                 string
		zone, handoff, every string
		start                string
		from, to             string
		want                 []string
	}{
		{
			"the night of New York that skips half past two", "America/New_York", "02:30", "1d", "2027-03-12", "2027-03-13 02:30", "2027-03-16",
			[]string{"03-13 02:30 EST b 23h30m", "03-14 03:00 EDT c 23h30m", "03-15 02:30 EDT d 21h30m"},
		},
		{
			"the night of New York that has half past one twice", "America/New_York", "01:30", "1d", "2027-11-05", "2027-11-06 01:30", "2027-11-09",
			[]string{"11-06 01:30 EDT b 24h0m", "11-07 01:30 EDT c 25h0m", "11-08 01:30 EST d 22h30m"},
		},
		{
			"half past one in London, skipped", "Europe/London", "01:30", "1d", "2027-03-27", "2027-03-27 01:30", "2027-03-30",
			[]string{"03-27 01:30 GMT a 23h30m", "03-28 02:00 BST b 23h30m", "03-29 01:30 BST c 22h30m"},
		},
		{
			"day and night keep their times, the night has 11 hours", "America/New_York", "09:00", "12h", "2027-03-13", "2027-03-13 09:00", "2027-03-14 21:00",
			[]string{"03-13 09:00 EST a 12h0m", "03-13 21:00 EST b 11h0m", "03-14 09:00 EDT c 12h0m"},
		},
		{
			"and in autumn 13", "America/New_York", "09:00", "12h", "2027-11-06", "2027-11-06 09:00", "2027-11-07 21:00",
			[]string{"11-06 09:00 EDT a 12h0m", "11-06 21:00 EDT b 13h0m", "11-07 09:00 EST c 12h0m"},
		},
		{
			"half an hour is skipped on Lord Howe", "Australia/Lord_Howe", "02:15", "1d", "2027-10-02", "2027-10-02 02:15", "2027-10-04 02:15",
			[]string{"10-02 02:15 +1030 a 23h45m", "10-03 02:30 +11 b 23h45m"},
		},
		{
			"no midnight in Cairo", "Africa/Cairo", "00:00", "1d", "2027-04-29", "2027-04-29 00:00", "2027-05-02",
			[]string{"04-29 00:00 EET a 24h0m", "04-30 01:00 EEST b 23h0m", "05-01 00:00 EEST c 24h0m"},
		},
		{
			"Apia has no 30 December 2011: its turn begins with the 31st", "Pacific/Apia", "15:00", "1d", "2011-12-28", "2011-12-28 15:00", "2012-01-01 15:00",
			[]string{"12-28 15:00 -10 a 24h0m", "12-29 15:00 -10 b 9h0m", "12-31 00:00 +14 c 15h0m", "12-31 15:00 +14 d 24h0m"},
		},
		{
			"at midnight that turn has no length, and still counts", "Pacific/Apia", "00:00", "1d", "2011-12-28", "2011-12-28 00:00", "2012-01-02",
			[]string{"12-28 00:00 -10 a 24h0m", "12-29 00:00 -10 b 24h0m", "12-31 00:00 +14 d 24h0m", "01-01 00:00 +14 a 24h0m"},
		},
		{
			"the last of each month", "Asia/Tokyo", "09:00", "1mo", "2027-12-31", "2027-12-31 09:00", "2028-05-01 09:00",
			[]string{"12-31 09:00 JST a 744h0m", "01-31 09:00 JST b 696h0m", "02-29 09:00 JST c 744h0m", "03-31 09:00 JST d 720h0m", "04-30 09:00 JST a 24h0m"},
		},
		{
			"29 February, yearly", "Asia/Tokyo", "09:00", "12mo", "2024-02-29", "2026-02-28 09:00", "2028-03-01 09:00",
			[]string{"02-28 09:00 JST c 8760h0m", "02-28 09:00 JST d 8784h0m", "02-29 09:00 JST a 24h0m"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := build(t, rotation.Spec{
				Timezone: c.zone, Handoff: c.handoff, Every: c.every, Start: c.start, OnHoliday: "keep", Primary: []string{"a", "b", "c", "d"},
			}, nil)
			var got []string
			for s := range r.Shifts(at(t, r.Location(), c.from), at(t, r.Location(), c.to), rotation.Changes{}) {
				length := s.End.Sub(s.Start)
				got = append(got, fmt.Sprintf("%s %s %dh%dm", s.Start.In(r.Location()).Format("01-02 15:04 MST"), s.Primary, int(length.Hours()), int(length.Minutes())%60))
			}
			require.Equal(t, c.want, got)
		})
	}
}

// What is promised just before the team is away for days is due when it is
// back, on the clock that was promised.
func TestDueOverLongClosings(t *testing.T) {
	cal := tokyoCalendar(t)
	for _, c := range []struct{ name, asked, days, hours string }{ // 24 h of business days, 4 h of opening hours
		{"Golden Week 2025", "2025-05-02 18:00", "2025-05-07 18:00", "2025-05-07 13:00"},
		{"Golden Week 2026", "2026-05-01 18:00", "2026-05-07 18:00", "2026-05-07 13:00"},
		{"Golden Week 2027, a Thursday at its beginning", "2027-04-28 18:00", "2027-04-30 18:00", "2027-04-30 13:00"},
		{"in the middle of it", "2027-05-03 12:00", "2027-05-07 00:00", "2027-05-06 14:00"},
		{"silver week 2026 with its citizens' holiday", "2026-09-18 18:00", "2026-09-24 18:00", "2026-09-24 13:00"},
		{"the year's end", "2026-12-28 18:00", "2027-01-04 18:00", "2027-01-04 13:00"},
		{"asked at New Year", "2027-01-01 00:30", "2027-01-05 00:00", "2027-01-04 14:00"},
		{"a substitute holiday", "2027-03-19 18:00", "2027-03-23 18:00", "2027-03-23 13:00"},
		{"the leap day is a day", "2028-02-28 18:00", "2028-02-29 18:00", "2028-02-29 13:00"},
		{"over the leap day", "2028-02-29 18:00", "2028-03-01 18:00", "2028-03-01 13:00"},
	} {
		asked := at(t, cal.Location(), c.asked)
		days, ok := cal.BusinessDays().Due(asked, 24*time.Hour, nil)
		require.True(t, ok)
		require.Equal(t, c.days, rotation.CivilOf(days).String(), c.name)
		hours, ok := cal.BusinessHours().Due(asked, 4*time.Hour, nil)
		require.True(t, ok)
		require.Equal(t, c.hours, rotation.CivilOf(hours).String(), c.name)
	}
}

// A day that is open all along has the hours that it really has.
func TestDueWhereADayHasOtherHours(t *testing.T) {
	for _, c := range []struct{ name, zone, asked, want string }{
		{"23 hours", "America/New_York", "2027-03-13 12:00", "2027-03-14T13:00:00-04:00"},
		{"25 hours", "America/New_York", "2027-11-06 12:00", "2027-11-07T11:00:00-05:00"},
		{"half an hour less", "Australia/Lord_Howe", "2027-10-02 12:00", "2027-10-03T12:30:00+11:00"},
		{"a day that is not", "Pacific/Apia", "2011-12-29 12:00", "2011-12-31T12:00:00+14:00"},
	} {
		cal, err := rotation.CalendarSpec{Hours: rotation.Lines{"daily 00:00-24:00"}}.Build(zone(t, c.zone))
		require.NoError(t, err)
		for _, clock := range []rotation.Clock{cal.BusinessDays(), cal.BusinessHours()} {
			due, ok := clock.Due(at(t, cal.Location(), c.asked), 24*time.Hour, nil)
			require.True(t, ok)
			require.Equal(t, c.want, due.Format(time.RFC3339), "%s on %s", c.name, clock)
		}
	}
}
