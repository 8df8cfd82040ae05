package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/rotation"
)

// Who carried least is named first, of equals who was on call longest ago;
// nobody who could not.
func TestCandidates(t *testing.T) {
	const ito, mori, kato = triage.PersonID("UITO"), triage.PersonID("UMORI"), triage.PersonID("UKATO")
	o := newOffice(t)
	o.Policy.Members = []triage.PersonID{tanaka, suzuki, ito, mori}
	r, err := rotation.Spec{
		Handoff: "Mon 10:00", Start: "2025-10-06", OnHoliday: "keep",
		Primary: []string{string(tanaka), string(mori), string(ito), string(suzuki), string(kato)},
	}.Build(o.Policy.Calendar)
	require.NoError(t, err)
	o.Schedules = map[triage.RotationID]triage.Schedule{"platform": r}
	worked := func(at string, by triage.PersonID, minutes int) {
		q := o.at(at).ask("work")
		o.reply(q, by)
		o.resolve(q, by, reasons(minutes))
	}
	worked("2025-09-01 11:00", suzuki, 500) // longer than eight weeks ago
	worked("2025-10-15 11:00", mori, 60)
	worked("2025-10-22 11:00", suzuki, 30)
	o.at("2025-11-12 12:00") // tanaka's week
	day := func(d int) time.Time { return time.Date(2025, 11, d, 1, 0, 0, 0, time.UTC) }
	names := func(span triage.Span, without ...triage.PersonID) []triage.PersonID {
		t.Helper()
		list, err := o.Candidates(t.Context(), "", []triage.Span{span}, without...)
		require.NoError(t, err)
		var out []triage.PersonID
		for _, c := range list {
			out = append(out, c.Person)
		}
		return out
	}
	soon := triage.Span{From: day(13), To: day(14)}
	require.Equal(t, []triage.PersonID{ito, suzuki, mori}, names(soon), "tanaka is on call then, kato is of another team")
	require.Equal(t, []triage.PersonID{suzuki, mori}, names(soon, ito))
	require.Equal(t, []triage.PersonID{ito, tanaka, suzuki}, names(triage.Span{From: day(18), To: day(19)}), "mori is on call then")

	worked("2025-11-12 13:00", ito, 30)
	require.Equal(t, []triage.PersonID{ito, suzuki, mori}, names(soon), "ito's last turn was before suzuki's")

	_, err = o.Handle(t.Context(), triage.Order{Key: "away", Rotation: "platform", By: ito, Command: triage.BeAway{From: day(13), To: day(20)}})
	require.NoError(t, err)
	require.Equal(t, []triage.PersonID{suzuki, mori}, names(soon))
	o.Gone = func(person string) bool { return person == string(suzuki) }
	require.Equal(t, []triage.PersonID{mori}, names(soon))
	list, err := o.Candidates(t.Context(), "other", nil)
	require.NoError(t, err)
	require.Empty(t, list)
}
