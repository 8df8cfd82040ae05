package datadog_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/datadog"
	"toban/bot/triage"
	"toban/test/fakedatadog"
)

// titles looks through the list once more.
func (d *desk) titles(t *testing.T, tail *datadog.Tail) []string {
	t.Helper()
	found, next, err := d.sender.Declared(t.Context(), *tail)
	require.NoError(t, err)
	*tail = next
	out := []string{}
	for _, c := range found {
		out = append(out, c.Seen.Title)
	}
	return out
}

func TestWhatOthersDeclareIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, fakedatadog.Options{})
		var tail datadog.Tail
		require.Empty(t, d.titles(t, &tail), "an empty organisation")
		require.NotZero(t, tail)
		d.Declare(fakedatadog.Declaration{Title: "first"})
		require.Equal(t, []string{"first"}, d.titles(t, &tail))
		require.Empty(t, d.titles(t, &tail))

		before := d.Count("ListIncidents")
		require.Empty(t, d.titles(t, &tail))
		require.Equal(t, 1, d.Count("ListIncidents")-before, "a look without news is one call")

		time.Sleep(time.Hour)
		for n := range 130 { // more than a page, while toban is down
			d.Declare(fakedatadog.Declaration{Title: fmt.Sprint("storm ", n)})
		}
		time.Sleep(10 * time.Minute)
		d.step(t, open)
		d.DeclareTest("a test")
		d.Declare(fakedatadog.Declaration{Title: "checkout 5xx [inc-3]"})
		got := d.titles(t, &tail)
		require.Len(t, got, 130, "no test, and nothing that a toban has created")
		require.Equal(t, "storm 0", got[0])
		require.Equal(t, "storm 129", got[129])

		// An incident that is deleted moves all after it.
		time.Sleep(time.Hour)
		for _, in := range d.Incidents()[:3] {
			require.NoError(t, d.Remove(in.ID, ""))
		}
		d.Declare(fakedatadog.Declaration{Title: "after the deletion"})
		require.Equal(t, []string{"after the deletion"}, d.titles(t, &tail))

		d.SetDown(true)
		_, same, err := d.sender.Declared(t.Context(), tail)
		require.Error(t, err)
		require.Equal(t, tail, same, "the next look begins where this one did")
	})
}

func TestTheFirstLookFindsWhatRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, fakedatadog.Options{})
		for n := range 120 {
			d.Declare(fakedatadog.Declaration{Title: fmt.Sprint("forgotten ", n)})
		}
		time.Sleep(48 * time.Hour)
		over := d.Declare(fakedatadog.Declaration{Title: "over"})
		require.NoError(t, d.Resolve(over.ID, ""))
		d.Declare(fakedatadog.Declaration{Title: "running"})
		var tail datadog.Tail
		require.Equal(t, []string{"running"}, d.titles(t, &tail))
	})
}

func TestWhatIsReadForAnAdoption(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, fakedatadog.Options{})
		for n := range 230 {
			d.Declare(fakedatadog.Declaration{Title: fmt.Sprint("older ", n)})
		}
		in := d.Declare(fakedatadog.Declaration{Title: "checkout", Severity: "SEV-2", By: tanakaInDatadog})
		require.NoError(t, d.SetImpact(in.ID, "shops", ""))
		require.NoError(t, d.SetSummary(in.ID, "a full disk", ""))
		in, _ = d.Incident(in.ID)
		want := triage.AdoptIncident{
			ObserveIncident: triage.ObserveIncident{
				Seen: triage.RemoteFace{
					Status: triage.IncidentActive, Severity: "SEV-2", Title: "checkout", Summary: "a full disk", Affected: "shops",
					Commander: string(tanakaInDatadog), Modified: in.Modified,
				},
				Commander: tanaka, Chief: "Tanaka",
			},
			ID: string(in.ID), PublicID: 231, URL: "https://app.datadoghq.com/incidents/231", Declared: in.Created.Local(),
		}
		got, err := d.sender.ByNumber(t.Context(), 231)
		require.NoError(t, err)
		got.Declared = got.Declared.Local()
		require.Equal(t, want, got)
		byID, err := d.sender.ByID(t.Context(), string(in.ID))
		require.NoError(t, err)
		byID.Declared = byID.Declared.Local()
		require.Equal(t, want, byID)

		_, err = d.sender.ByNumber(t.Context(), 999)
		require.ErrorIs(t, err, datadog.ErrNotThere)
		_, err = d.sender.ByID(t.Context(), "00000000-0000-4000-8000-000000000000")
		require.ErrorIs(t, err, datadog.ErrNotThere)
		d.DeclareTest("a test")
		_, err = d.sender.ByNumber(t.Context(), 232)
		require.ErrorIs(t, err, datadog.ErrNotAdoptable)

		// While Slack cannot be asked, who commands is left as it was.
		d.incident.Datadog = triage.Remote{Wanted: true, ID: string(in.ID), Seen: triage.RemoteFace{Commander: "somebody"}}
		d.unasked = errors.New("Slack is away")
		seen := d.sender.Observe(t.Context(), []triage.Incident{d.incident})[0].Command.(triage.ObserveIncident)
		require.Equal(t, "somebody", seen.Seen.Commander)
		require.Empty(t, seen.Chief)
		require.Equal(t, "shops", seen.Seen.Affected)
	})
}

// person finds Tanaka in Slack.
func (d *desk) person(_ context.Context, email string) (triage.PersonID, error) {
	if d.unasked != nil || email != "tanaka@example.com" {
		return "", d.unasked
	}
	return tanaka, nil
}
