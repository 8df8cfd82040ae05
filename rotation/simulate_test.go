package rotation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// Three people, four weeks over the end of 2025: the turn of 29 December falls
// on that of 5 January and vanishes.
func TestSimulate(t *testing.T) {
	cal := tokyoCalendar(t)
	tokyo := cal.Location()
	r := build(t, rotation.Spec{
		Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2025-12-15", End: "2026-01-11",
		Primary: []string{"a", "b", "c", "idle"}, Secondary: rotation.Second{Offset: 1},
	}, cal)
	s := r.Simulate(at(t, tokyo, "2025-12-15 10:00"), at(t, tokyo, "2026-01-14"), cal)
	require.Len(t, s.Roles, 2)
	require.Equal(t, rotation.Primary, s.Roles[0].Role)
	hours := func(n int) time.Duration { return time.Duration(n) * time.Hour }
	require.Equal(t, map[string]rotation.Load{
		"a": {Shifts: 1, Total: hours(7 * 24), Weekend: hours(48), Weekends: 1, Closed: hours(48), Nights: 7},
		// from 22 December to 5 January: Monday 29 December to Friday 2 January are closed
		"b":    {Shifts: 1, Total: hours(14 * 24), Weekend: hours(96), Weekends: 2, Holidays: 5, Closed: hours(96 + 5*24), Nights: 14},
		"idle": {Shifts: 1, Total: hours(7*24 - 10), Weekend: hours(48), Weekends: 1, Closed: hours(48), Nights: 7},
		"c":    {},
	}, s.Roles[0].People)
	require.Equal(t, 1, s.Roles[1].People["b"].Shifts)
	require.Equal(t, hours(14*24), s.Roles[1].People["c"].Total)

	require.Len(t, s.Holes, 1)
	require.Equal(t, "01-12 00:00 01-14 00:00 nobody", describe(s.Holes[0]))
	require.Equal(t, rotation.VanishingTurn, s.Warnings[0].Kind)
	require.Equal(t, "c", s.Warnings[0].Person)

	shifts := s.Roles[0].SpreadOf(func(l rotation.Load) float64 { return float64(l.Shifts) })
	require.Equal(t, rotation.Spread{Min: 0, Max: 1, Mean: 0.75, Ratio: 1 / 0.75}, shifts)
	require.InDelta(t, 1, shifts.Gap(), 0)
	require.Equal(t, rotation.Spread{}, rotation.RoleLoad{}.SpreadOf(func(rotation.Load) float64 { return 1 }))
}

// A change of the secondary alone is no new shift of the primary.
func TestSimulateCountsStretches(t *testing.T) {
	r := build(t, rotation.Spec{
		Timezone: "UTC", Handoff: "Mon 10:00", Start: "2026-01-05", OnHoliday: "keep", Primary: []string{"a", "a", "b"}, Secondary: rotation.Second{Offset: 1},
	}, nil)
	s := r.Simulate(at(t, time.UTC, "2026-01-05 10:00"), at(t, time.UTC, "2026-02-16 10:00"), nil)
	require.Equal(t, 2, s.Roles[0].People["a"].Shifts)
	require.Equal(t, 4*7*24*time.Hour, s.Roles[0].People["a"].Total)
	require.Empty(t, s.Holes)
}
