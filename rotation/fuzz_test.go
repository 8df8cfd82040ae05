package rotation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func FuzzParseCivil(f *testing.F) {
	for _, s := range []string{"2026-01-05 10:00", "2026-01-05T10:00", "2026-01-05", "0001-01-01", "9999-12-31 23:59", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := rotation.ParseCivil(s)
		if err != nil {
			return
		}
		again, err := rotation.ParseCivil(c.String())
		require.NoError(t, err)
		require.Equal(t, c, again)
	})
}

func FuzzParseWhen(f *testing.F) {
	for _, s := range []string{"2026-11-25 10:00", "11/25", "mon 10:00", "tomorrow", "10:00", "2/29", "today 24:00", "fri"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	f.Fuzz(func(t *testing.T, s string) {
		at, _, err := rotation.ParseWhen(s, now, tokyo)
		if err == nil {
			require.False(t, at.IsZero() && s != "0001-01-01")
		}
	})
}

// Whatever hours and dates are accepted make a calendar that answers.
func FuzzCalendarSpec(f *testing.F) {
	f.Add("Mon-Fri 10:00-19:00", "12-29..01-03", "2026-12-28", "10:00-12:00")
	f.Add("Fri-Mon 22:00-06:00, 07:00-08:00", "2026-08-13", "02-29", "00:00-24:00")
	f.Add("daily 00:00-00:00", "01-01", "12-31", "23:59-00:00")
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	now := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, hours, closed, special, window string) {
		cal, err := rotation.CalendarSpec{
			Hours: rotation.Lines{hours}, Closed: rotation.Lines{closed}, Special: map[string][]string{special: {window}},
		}.Build(tokyo)
		if err != nil {
			return
		}
		opens := cal.NextOpen(now)
		require.True(t, opens.IsZero() || cal.IsOpen(opens))
		if due, ok := cal.BusinessHours().Due(now, time.Hour, nil); ok {
			require.Equal(t, time.Hour, cal.BusinessHours().Elapsed(now, due, nil))
		}
	})
}

// Whatever is accepted as a rotation answers at any time without going astray.
func FuzzSpec(f *testing.F) {
	f.Add("Mon 10:00", "1w", "2026-01-05", "2026-12-31", "Mon-Fri 09:00-17:00", int64(1_795_000_000))
	f.Add("10:00", "3bd", "2026-01-05", "", "business days 09:00-17:00", int64(0))
	f.Add("", "366mo", "2026-01-31 10:00", "", "", int64(4_000_000_000))
	f.Add("00:00", "1h", "0001-01-01", "", "opening hours", int64(1_795_000_000))
	cal := tokyoCalendar(f)
	f.Fuzz(func(t *testing.T, handoff, every, start, end, duty string, unix int64) {
		spec := rotation.Spec{
			Timezone: "Asia/Tokyo", Handoff: handoff, Every: every, Start: start, End: end, Primary: []string{"a", "b", "c"},
		}
		if duty != "" {
			spec.Duty = rotation.Lines{duty}
		}
		r, err := spec.Build(cal)
		if err != nil || unix < -1e10 || unix > 1e10 {
			return
		}
		now := time.Unix(unix, 0)
		s := r.OnCall(now, rotation.Changes{})
		require.False(t, s.Start.After(now))
		require.True(t, s.End.IsZero() || s.End.After(now))
	})
}
