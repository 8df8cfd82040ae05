package rotation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"toban/rotation"
)

func TestTraceSaysWhatAClockCounted(t *testing.T) {
	cal := tokyoCalendar(t)
	tokyo := cal.Location()
	pause := func(from, to string) rotation.Pause {
		p := rotation.Pause{From: at(t, tokyo, from)}
		if to != "" {
			p.To = at(t, tokyo, to)
		}
		return p
	}
	for _, c := range []struct {
		name     string
		clock    rotation.Clock
		from, to string
		pauses   []rotation.Pause
		want     []string
	}{
		{
			"business days over a weekend and a holiday", cal.BusinessDays(), "2025-11-21 17:00", "2025-11-25 17:00", nil,
			[]string{
				"11-21 17:00 11-22 00:00 counts", "11-22 00:00 11-23 00:00 no_hours",
				"11-23 00:00 11-24 00:00 holiday jp:labour_thanksgiving_day", "11-24 00:00 11-25 00:00 holiday jp:substitute_holiday",
				"11-25 00:00 11-25 17:00 counts",
			},
		},
		{
			"business hours over a night, with a pause into it", cal.BusinessHours(), "2025-11-20 15:04", "2025-11-21 11:00",
			[]rotation.Pause{pause("2025-11-20 16:00", "2025-11-20 23:00")},
			[]string{
				"11-20 15:04 11-20 16:00 counts", "11-20 16:00 11-20 19:00 paused", "11-20 19:00 11-21 10:00 off_hours", "11-21 10:00 11-21 11:00 counts",
			},
		},
		{
			"the year's end, closed by the configuration", cal.BusinessDays(), "2026-12-28 12:00", "2027-01-04 12:00", nil,
			[]string{
				"12-28 12:00 12-29 00:00 counts", "12-29 00:00 01-01 00:00 closed", "01-01 00:00 01-02 00:00 holiday jp:new_years_day",
				"01-02 00:00 01-04 00:00 closed", "01-04 00:00 01-04 12:00 counts",
			},
		},
		{
			"elapsed time counts always", rotation.Elapsed(), "2025-11-21 17:00", "2025-11-22 17:00",
			[]rotation.Pause{pause("2025-11-21 18:00", "2025-11-21 19:00"), pause("2025-11-22 12:00", "")},
			[]string{"11-21 17:00 11-21 18:00 counts", "11-21 18:00 11-21 19:00 paused", "11-21 19:00 11-22 12:00 counts", "11-22 12:00 11-22 17:00 paused"},
		},
		{"nothing", cal.BusinessDays(), "2025-11-21 17:00", "2025-11-21 17:00", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range c.clock.Trace(at(t, tokyo, c.from), at(t, tokyo, c.to), c.pauses) {
				line := fmt.Sprintf("%s %s %s", s.From.In(tokyo).Format("01-02 15:04"), s.To.In(tokyo).Format("01-02 15:04"), s.State)
				if s.Holiday != "" {
					line += " " + s.Holiday
				}
				got = append(got, line)
			}
			require.Equal(t, c.want, got)
		})
	}
}

// The stretches tile the span, and those that count are what has elapsed.
func TestTraceAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar(t)
		clock := rapid.SampledFrom([]rotation.Clock{rotation.Elapsed(), cal.BusinessDays(), cal.BusinessHours()}).Draw(t, "clock")
		begin := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		start := begin.Add(time.Duration(rapid.IntRange(0, 4*365*24*3600).Draw(t, "start")) * time.Second)
		end := start.Add(time.Duration(rapid.IntRange(0, 20*24*3600).Draw(t, "length")) * time.Second)
		var pauses []rotation.Pause
		for range rapid.IntRange(0, 3).Draw(t, "pauses") {
			p := rotation.Pause{From: start.Add(time.Duration(rapid.IntRange(-3600, 20*24*3600).Draw(t, "from")) * time.Second)}
			p.To = p.From.Add(time.Duration(rapid.IntRange(0, 3*24*3600).Draw(t, "for")) * time.Second)
			pauses = append(pauses, p)
		}
		at, counted := start, time.Duration(0)
		for _, s := range clock.Trace(start, end, pauses) {
			require.True(t, s.From.Equal(at), "from %s, want %s", s.From, at)
			require.True(t, s.To.After(s.From))
			if s.State == rotation.Counting {
				counted += s.To.Sub(s.From)
			}
			at = s.To
		}
		require.True(t, at.Equal(end), "to %s, want %s", at, end)
		require.Equal(t, clock.Elapsed(start, end, pauses), counted)
	})
}
