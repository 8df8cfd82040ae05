package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// reported are the reports that were posted, weeks and months.
func (w *ward) reported(t *testing.T) (weeks, months []triage.Period) {
	t.Helper()
	require.NoError(t, w.store.View(t.Context(), func(r triage.Reader) error {
		for rec, err := range r.History("report") {
			require.NoError(t, err)
			if e, ok := rec.Event.(triage.Reported); ok && e.Period.IsMonth() {
				months = append(months, e.Period)
			} else if ok {
				weeks = append(weeks, e.Period)
			}
		}
		return nil
	}))
	return weeks, months
}

// The year ends on closed days: the reports of both weeks wait for the opening
// after them, come at their time, and each once.
func TestReportsWaitForTheirTime(t *testing.T) {
	w := newWard(t)
	w.start(t, "holidays: [jp]", `holidays: [jp], closed: ["12-29..01-03"]`)
	weeks := []triage.Period{}
	for _, step := range []struct {
		at   string
		want []triage.Period // posted then
	}{
		{"2025-12-22 10:05", nil}, // the first look
		{"2025-12-29 10:06", nil},
		{"2025-12-31 12:00", nil},
		{"2026-01-05 00:00", nil},
		{"2026-01-05 10:04", nil},
		{"2026-01-05 10:05", []triage.Period{"2025-W52", "2026-W01"}},
		{"2026-01-05 10:06", nil},
		{"2026-01-12 10:05", nil}, // a holiday
		{"2026-01-13 10:05", []triage.Period{"2026-W02"}},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", step.at, w.cfg.Location())
		require.NoError(t, err)
		w.pass(at.Sub(w.now()))
		require.NoError(t, w.report(t.Context()))
		weeks = append(weeks, step.want...)
		posted, _ := w.reported(t)
		require.ElementsMatch(t, weeks, posted, step.at)
	}
	_, months := w.reported(t)
	require.Equal(t, []triage.Period{"2025-12"}, months)
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
	require.Len(t, months, 1)
	require.NotEmpty(t, weeks)
	for range 4 {
		wanted(false)
		w.pass(month)
		look()
	}
	wanted(true)
	look()
	later, months := w.reported(t)
	require.Len(t, months, 1)
	require.Greater(t, len(later), len(weeks))
	w.pass(month)
	look()
	_, months = w.reported(t)
	require.Len(t, months, 2)
}
