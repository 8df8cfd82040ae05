package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// reported are the reports that were posted, weeks and months.
func (w *ward) reported(t *testing.T) (weeks, months int) {
	t.Helper()
	require.NoError(t, w.store.View(t.Context(), func(r triage.Reader) error {
		for rec, err := range r.History("report") {
			require.NoError(t, err)
			if e, ok := rec.Event.(triage.Reported); ok && e.Period.IsMonth() {
				months++
			} else if ok {
				weeks++
			}
		}
		return nil
	}))
	return weeks, months
}

// Reports of months are turned off for a while: what was not wanted then is not
// posted when they are wanted again, and weeks go on.
func TestMonthsThatWereNotWantedAreNotCaughtUpWith(t *testing.T) {
	w := newWard(t)
	w.start(t)
	const month = 31 * 24 * time.Hour
	wanted := func(yes bool) { w.cfg.Report.Monthly = &yes }
	look := func() { require.NoError(t, w.report(t.Context())) }
	look()
	w.pass(month)
	look()
	weeks, months := w.reported(t)
	require.Equal(t, 1, months)
	require.Positive(t, weeks)
	for range 4 {
		wanted(false)
		w.pass(month)
		look()
	}
	wanted(true)
	look()
	later, months := w.reported(t)
	require.Equal(t, 1, months)
	require.Greater(t, later, weeks)
	w.pass(month)
	look()
	_, months = w.reported(t)
	require.Equal(t, 2, months)
}
