package rotation_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"toban/rotation"
)

// zones have gaps and overlaps of an hour, of half an hour and of two, at
// midnight and over the date line, and none at all.
func zones() []string {
	return []string{
		"UTC", "Asia/Tokyo", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo",
		"Europe/Dublin", "Africa/Casablanca", "Antarctica/Troll", "America/Havana", "America/Santiago",
		"America/Sao_Paulo", "Pacific/Chatham", "Asia/Kathmandu", "Asia/Kolkata", "Europe/Berlin", "Asia/Tehran",
		"Asia/Beirut", "Asia/Gaza", "America/Asuncion", "America/St_Johns", "America/Los_Angeles", "Australia/Sydney",
		"Pacific/Auckland", "Atlantic/Azores", "America/Nuuk", "Europe/Moscow", "Asia/Pyongyang", "America/Caracas",
		"Pacific/Kiritimati", "Asia/Amman", "America/Mexico_City", "Europe/Istanbul",
	}
}

func civil(tb testing.TB, wall string) rotation.Civil {
	tb.Helper()
	c, err := rotation.ParseCivil(wall)
	require.NoError(tb, err)
	return c
}

func TestResolve(t *testing.T) {
	for _, c := range []struct{ zone, wall, want string }{
		{"America/New_York", "2027-03-14 02:30", "2027-03-14T07:00:00Z"},    // skipped
		{"America/New_York", "2027-11-07 01:30", "2027-11-07T05:30:00Z"},    // twice
		{"Europe/London", "2027-03-28 01:30", "2027-03-28T01:00:00Z"},       // skipped
		{"Europe/London", "2027-10-31 01:30", "2027-10-31T00:30:00Z"},       // twice
		{"Australia/Lord_Howe", "2027-10-03 02:15", "2027-10-02T15:30:00Z"}, // a gap of half an hour
		{"Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-03T14:45:00Z"}, // twice
		{"Africa/Cairo", "2027-04-30 00:00", "2027-04-29T22:00:00Z"},        // no midnight
		{"America/Havana", "2027-03-14 00:00", "2027-03-14T05:00:00Z"},      // no midnight
		{"Pacific/Apia", "2011-12-30 15:00", "2011-12-30T10:00:00Z"},        // no such day
		{"Antarctica/Troll", "2027-03-28 02:00", "2027-03-28T01:00:00Z"},    // a gap of two hours
		{"Asia/Tokyo", "2027-03-28 02:00", "2027-03-27T17:00:00Z"},
	} {
		got := rotation.Resolve(civil(t, c.wall), zone(t, c.zone))
		require.Equal(t, c.want, got.UTC().Format(time.RFC3339), "%s %s", c.zone, c.wall)
	}
}

// Resolve is defined as the earliest instant at which the clock reads the wall
// time or later; here a clock is read minute by minute.
func TestResolveReadsTheClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(zones()).Draw(t, "zone"))
		require.NoError(t, err)
		start := rotation.CivilDate(1990, time.January, 1)
		c := start.Add(rapid.IntRange(0, 47*365*24*60).Draw(t, "minutes"))
		if rapid.Bool().Draw(t, "near a clock change") {
			_, change := rotation.Resolve(c, loc).ZoneBounds()
			if !change.IsZero() {
				c = rotation.CivilOf(change).Add(rapid.IntRange(-200, 200).Draw(t, "around"))
			}
		}
		at := rotation.Resolve(c, loc).Add(-26 * time.Hour).UTC()
		for rotation.CivilOf(at.In(loc)) < c {
			at = at.Add(time.Minute)
		}
		require.Equal(t, at, rotation.Resolve(c, loc).UTC(), "%s in %s", c, loc)
	})
}

func TestResolveNeverGoesBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(zones()).Draw(t, "zone"))
		require.NoError(t, err)
		c := rotation.CivilDate(2000, time.January, 1).Add(rapid.IntRange(0, 37*365*24*60).Draw(t, "minutes"))
		later := c.Add(rapid.IntRange(0, 3*24*60).Draw(t, "later"))
		require.False(t, rotation.Resolve(later, loc).Before(rotation.Resolve(c, loc)))
	})
}

func TestCivil(t *testing.T) {
	c := civil(t, "2026-01-31T10:00")
	require.Equal(t, "2026-01-31 10:00", c.String())
	require.Equal(t, time.Saturday, c.Weekday())
	require.Equal(t, "2026-02-28 10:00", c.AddMonths(1).String())
	require.Equal(t, "2026-03-31 10:00", c.AddMonths(2).String())
	require.Equal(t, "2025-11-30 10:00", c.AddMonths(-2).String())
	require.Equal(t, "2028-02-29 10:00", c.AddMonths(25).String())
	require.Equal(t, "2026-02-01 10:00", c.AddDays(1).String())
	require.Equal(t, "2026-01-31 00:00", c.Date().String())
	require.Equal(t, c, rotation.CivilOf(time.Date(2026, 1, 31, 10, 0, 59, 0, time.UTC)))
	require.True(t, rotation.Civil(0).IsZero())

	for _, bad := range []string{"", "2026-02-30", "2026-01-05 24:00", "10:00", "2026-01-05 10:00:00", "5 Jan 2026"} {
		_, err := rotation.ParseCivil(bad)
		require.Error(t, err, bad)
	}

	var back struct{ At, None rotation.Civil }
	b, err := json.Marshal(struct{ At, None rotation.Civil }{At: c})
	require.NoError(t, err)
	require.JSONEq(t, `{"At":"2026-01-31 10:00","None":""}`, string(b))
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, c, back.At)
	require.True(t, back.None.IsZero())
}

func TestParseWhen(t *testing.T) {
	tokyo := zone(t, "Asia/Tokyo")
	now := at(t, tokyo, "2026-11-20 15:00") // a Friday
	for _, c := range []struct {
		text, want string
		dateOnly   bool
	}{
		{"2026-11-25", "2026-11-25 00:00", true},
		{"2026-11-25 10:00", "2026-11-25 10:00", false},
		{"2026-11-25T10:00", "2026-11-25 10:00", false},
		{"2026-11-25T10:00:00Z", "2026-11-25 19:00", false},
		{"11/25", "2026-11-25 00:00", true},
		{"11/25 9:30", "2026-11-25 09:30", false},
		{"11/20", "2026-11-20 00:00", true},
		{"11/20 14:00", "2027-11-20 14:00", false},
		{"1/5", "2027-01-05 00:00", true},
		{"2/29", "2028-02-29 00:00", true},
		{"today", "2026-11-20 00:00", true},
		{"today 18:00", "2026-11-20 18:00", false},
		{"Tomorrow", "2026-11-21 00:00", true},
		{"tomorrow  10:00", "2026-11-21 10:00", false},
		{"mon 10:00", "2026-11-23 10:00", false},
		{"Monday", "2026-11-23 00:00", true},
		{"fri", "2026-11-20 00:00", true},
		{"fri 15:00", "2026-11-27 15:00", false},
		{"fri 15:01", "2026-11-20 15:01", false},
		{"16:00", "2026-11-20 16:00", false},
		{"10:00", "2026-11-21 10:00", false},
	} {
		got, dateOnly, err := rotation.ParseWhen(c.text, now, tokyo)
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, rotation.CivilOf(got).String(), c.text)
		require.Equal(t, c.dateOnly, dateOnly, c.text)
	}
	for _, bad := range []string{"", "soon", "13/1", "2/30", "2026-13-01", "mon 25:00", "11/25/2026", "mon 10:00 sharp", "1/"} {
		_, _, err := rotation.ParseWhen(bad, now, tokyo)
		require.Error(t, err, bad)
	}
}
