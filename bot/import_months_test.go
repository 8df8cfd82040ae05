package bot

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
)

// What an import tells of the last months is what the reports of these months
// say afterwards: answers come weeks later, over the turn of a month, or never.
func TestTheMonthsOfAnImportAreThoseOfTheReports(t *testing.T) {
	m := newMigration(t)
	m.questions(400)
	m.now = time.Date(2026, 5, 30, 15, 0, 0, 0, time.UTC) // in the middle of the last one
	at := time.Date(2026, 1, 28, 3, 0, 0, 0, time.UTC)
	for n := range 40 { // slow ones, and some that nobody answered
		asked := at.AddDate(0, 0, 3*n)
		ts := m.says(asked, "USATO", "", "<@UTANAKA> staging の DNS が引けません")
		if n%3 > 0 {
			m.says(asked.AddDate(0, 0, n%12), "UITO", ts, []string{"どの名前ですか？", "レコードを追加しました"}[n%2])
		}
	}
	out := m.imports(m.export(time.Time{}))
	require.Equal(t, out.Found, out.Added)

	cfg := m.config()
	store, err := boltstore.Open(cfg.StorePath(), boltstore.Options{ReadOnly: true})
	require.NoError(t, err)
	defer store.Close()
	policy, err := cfg.Policy()
	require.NoError(t, err)
	desk := &triage.Desk{Store: store, Policy: policy, Default: cfg.DefaultRotation(), Now: func() time.Time { return m.now }}
	for _, month := range out.Months {
		d, err := desk.DigestOf(t.Context(), month.Period, "")
		require.NoError(t, err)
		want := Month{
			Period: d.Period, Asked: d.Asked, Replied: d.Replied, MedianReply: d.MedianReply, Minutes: int(d.MedianReply.Minutes()),
			InTime: d.InTime, Judged: d.Judged, Areas: append([]triage.Count{}, d.Areas...),
		}
		require.Equal(t, want, month)
		require.Equal(t, d.Asked, d.Imported)
		rows, err := desk.Export(t.Context(), month.Period)
		require.NoError(t, err)
		require.Len(t, rows, d.Asked)
	}
}

// One message of a wrong clock moves neither the months nor the end of the
// export, at which what may still go on is left out.
func TestAMessageOfATimeToComeChangesNothing(t *testing.T) {
	m := newMigration(t)
	m.questions(30)
	dry := func() Imported {
		spec := m.spec(m.export(time.Time{}))
		spec.DryRun = true
		out, err := Import(t.Context(), m.config(), spec)
		require.NoError(t, err)
		return out
	}
	want := dry()
	m.says(m.now.AddDate(40, 0, 0), "USATO", "", "<@UTANAKA> いつ?")
	got := dry()
	require.Len(t, got.Problems, 1)
	require.Equal(t, want.Months, got.Months)
	require.Equal(t, want.Left, got.Left)
	require.Equal(t, want.Found, got.Found)
}
