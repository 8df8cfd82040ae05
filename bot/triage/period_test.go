package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
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
