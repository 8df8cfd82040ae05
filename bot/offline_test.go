package bot_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot"
	"toban/bot/triage"
)

// Without anybody serving it, the data file knows who was on call, covers
// included: the report is the same.
func TestTheReportOfADataFileKnowsWhoWasOnCall(t *testing.T) {
	a := newArchive(t)
	shift, err := a.Desk().OnCall(t.Context(), "platform", a.now)
	require.NoError(t, err)
	turn, stands := triage.PersonID(shift.Primary), triage.PersonID("UKATO")
	_, err = a.Desk().Handle(t.Context(), triage.Order{Key: "cover", Rotation: "platform", By: turn, Command: triage.Cover{
		Person: stands, From: a.now.Add(time.Hour), To: a.now.Add(24 * time.Hour),
	}})
	require.NoError(t, err)
	id := a.order(t, "USATO", "", triage.Ask{Asker: "USATO", Text: "VPC", Place: triage.Place{Channel: "CASK", Thread: "1763618640.000100"}})
	a.order(t, turn, id, triage.Claim{})
	a.now = a.now.Add(2 * time.Hour)
	a.order(t, stands, id, triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsMissing, Minutes: 40, Note: "done"}})
	served, want, err := a.Report(t.Context(), "2026-W47", "ja")
	require.NoError(t, err)
	require.Equal(t, triage.OnCallShare{OnCall: triage.Work{Minutes: 40, Interruptions: 2}}, want.Share)

	require.NoError(t, a.Close())
	file, err := bot.OpenArchive(a.read(t, a.text), slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	lines, got, err := file.Report(t.Context(), "2026-W47", "ja")
	require.NoError(t, file.Close())
	a.start(t) // the house closes it
	require.NoError(t, err)
	require.Equal(t, want.Share, got.Share)
	require.Equal(t, served, lines)
}
