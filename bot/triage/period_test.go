package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/rotation"
)

// No instant is in two periods or in none, also where the clock skips the
// midnight at which a month begins, or shows it twice.
func TestPeriodsLeaveNoGap(t *testing.T) {
	for _, zone := range []string{"Asia/Tokyo", "America/New_York", "America/Asuncion", "America/Havana", "Africa/Cairo", "Asia/Amman"} {
		loc, err := time.LoadLocation(zone)
		require.NoError(t, err)
		for _, p := range []triage.Period{"2011-W01", "2011-01"} {
			of := triage.PeriodOf
			if p.IsMonth() {
				of = triage.MonthOf
			}
			for ; p < "2025"; p = p.Next() {
				from, to := p.Bounds(loc)
				next, _ := p.Next().Bounds(loc)
				if !next.Equal(to) || of(from, loc) != p || of(from.Add(-1), loc) != p.Previous() || of(to.Add(-1), loc) != p || of(to, loc) != p.Next() {
					t.Errorf("%s is from %s to %s in %s, the one after from %s", p, from, to, zone, next)
				}
			}
		}
	}
}

// What was asked in the periods before is counted by their own bounds, also
// where the month at hand, or the one before, begins after a skipped midnight.
func TestThePeriodsBeforeBeginWhereTheyDo(t *testing.T) {
	loc, err := time.LoadLocation("America/Asuncion")
	require.NoError(t, err)
	o := newOffice(t)
	o.Policy.Calendar, err = rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}}.Build(loc)
	require.NoError(t, err)
	for _, at := range []string{"2023-05-31 23:59", "2023-06-01 00:00", "2023-08-31 12:00", "2023-09-01 00:00", "2023-09-30 23:59", "2023-10-01 01:00"} {
		o.at(at).ask("asked at " + at)
	}
	for _, c := range []struct {
		period  triage.Period
		before  int
		earlier float64
	}{
		{"2023-10", 2, 4. / 4},
		{"2023-11", 1, 4. / 4},
		{"2023-W40", 2, 2. / 4},
	} {
		d, err := o.Digest(t.Context(), c.period)
		require.NoError(t, err)
		if d.Before != c.before || d.FourWeek != c.earlier {
			t.Errorf("%d before %s and %v on average of four, want %d and %v", d.Before, c.period, d.FourWeek, c.before, c.earlier)
		}
	}
}
