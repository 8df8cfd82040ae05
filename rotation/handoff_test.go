package rotation_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func TestTick(t *testing.T) {
	r := platform(t)
	tokyo := r.Location()
	hole := rotation.Changes{Overrides: []rotation.Override{{
		ID: "1", Start: at(t, tokyo, "2026-11-18 00:00"), End: at(t, tokyo, "2026-11-18 06:00"), Author: "lead",
	}}}
	for _, c := range []struct {
		name  string
		ch    rotation.Changes
		ticks []string
		want  []string
	}{
		{
			"the first tick is silent",
			rotation.Changes{},
			[]string{"2026-11-18 12:00"},
			nil,
		},
		{
			"once, with the delay",
			rotation.Changes{},
			[]string{"2026-11-16 09:59", "2026-11-16 10:00", "2026-11-16 10:01"},
			[]string{"11-16 10:00 ito to suzuki, 2nd tanaka, late 0s, until 11-24 10:00"},
		},
		{
			"down over two handoffs: one, from the one announced last",
			rotation.Changes{},
			[]string{"2026-11-12 12:00", "2026-11-25 12:00"},
			[]string{"11-24 10:00 ito to tanaka, 2nd ito, late 26h0m0s, until 11-30 10:00"},
		},
		{
			"down over a whole cycle: none",
			rotation.Changes{},
			[]string{"2026-11-04 12:00", "2026-11-25 12:00"},
			nil,
		},
		{
			"the clock steps back: nothing twice",
			rotation.Changes{},
			[]string{"2026-11-16 09:00", "2026-11-16 10:01", "2026-11-16 09:30", "2026-11-16 10:01"},
			[]string{"11-16 10:00 ito to suzuki, 2nd tanaka, late 1m0s, until 11-24 10:00"},
		},
		{
			"into a hole and out of it",
			hole,
			[]string{"2026-11-17 23:59", "2026-11-18 00:00", "2026-11-18 06:00"},
			[]string{
				"11-18 00:00 suzuki to nobody, 2nd tanaka, late 0s, until 11-18 06:00",
				"11-18 06:00 nobody to suzuki, 2nd tanaka, late 0s, until 11-24 10:00",
			},
		},
		{
			"down over a short cover: none",
			hole,
			[]string{"2026-11-17 23:59", "2026-11-18 06:00"},
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			var w rotation.Watermark
			for _, tick := range c.ticks {
				next, h := r.Tick(w, at(t, tokyo, tick), c.ch)
				w = next
				if h != nil {
					got = append(got, fmt.Sprintf("%s %s to %s, 2nd %s, late %s, until %s", h.Boundary.Format("01-02 15:04"),
						orNobody(h.Outgoing), orNobody(h.Incoming), h.Secondary, h.Late, h.Until.Format("01-02 15:04")))
				}
			}
			require.Equal(t, c.want, got)
		})
	}
}

func orNobody(s string) string {
	if s == "" {
		return "nobody"
	}
	return s
}

func TestLoads(t *testing.T) {
	cal := tokyoCalendar(t)
	r := platform(t)
	loads := rotation.Loads(r.Shifts(at(t, r.Location(), "2026-11-16 10:00"), at(t, r.Location(), "2026-11-30 10:00"), rotation.Changes{}),
		r.Location(), cal)
	require.Len(t, loads, 2)
	suzuki := loads["suzuki"] // until Tuesday 24 10:00, over a holiday
	require.InDelta(t, 192, suzuki.Total.Hours(), 0)
	require.InDelta(t, 48, suzuki.Weekend.Hours(), 0)
	require.InDelta(t, 72, suzuki.Closed.Hours(), 0)
	require.Equal(t, 1, suzuki.Weekends)
	require.Equal(t, 8, suzuki.Nights)
}
