package datadog_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/datadog"
	"toban/bot/external"
	"toban/test/fakedatadog"
)

var (
	monday = time.Date(2026, time.November, 16, 1, 0, 0, 0, time.UTC) // 10:00 in Tokyo
	week   = 7 * 24 * time.Hour
)

// onCall is a schedule in a Datadog organisation that listens on a port.
func onCall(t *testing.T, timeout time.Duration, shifts ...fakedatadog.Shift) (*datadog.OnCall, *fakedatadog.Server) {
	t.Helper()
	org := organisation(t, fakedatadog.Options{Users: []fakedatadog.User{
		{ID: "ito", Name: "Ito", Email: "ito@example.com"},
		{ID: "suzuki", Name: "Suzuki", Email: "suzuki@example.com", Status: "Disabled"},
	}})
	id := org.SetShifts("platform", "America/New_York", shifts...)
	server := httptest.NewServer(org)
	t.Cleanup(server.Close)
	source, err := datadog.NewOnCall(datadog.Config{URL: server.URL, APIKey: "api", AppKey: "app", Transport: impatient(timeout)}, id)
	require.NoError(t, err)
	return source, org
}

// impatient is a transport of the tests' own: none of its connections outlives
// them, and it waits for an answer for as long as it is told to.
func impatient(timeout time.Duration) *http.Transport {
	return &http.Transport{DisableKeepAlives: true, ResponseHeaderTimeout: timeout}
}

func weekly(from time.Time, users ...fakedatadog.UserID) []fakedatadog.Shift {
	var out []fakedatadog.Shift
	for i, u := range users {
		start := from.Add(time.Duration(i) * week)
		out = append(out, fakedatadog.Shift{User: u, Start: start, End: start.Add(week)})
	}
	return out
}

func starts(a external.Answer) []string {
	var out []string
	for _, s := range a.Shifts {
		out = append(out, s.Start.Format("01-02")+" "+s.Person.ID)
	}
	return out
}

func TestOnCallWalksTheShifts(t *testing.T) {
	source, org := onCall(t, 0, weekly(monday.Add(-2*week), "ito", "suzuki", "ito", "suzuki", "ito", "suzuki", "ito")...)
	answer, err := source.Shifts(t.Context(), monday.Add(-week), monday.Add(3*week))
	require.NoError(t, err)
	require.Equal(t, []string{"11-02 ito", "11-09 suzuki", "11-16 ito", "11-23 suzuki", "11-30 ito"}, starts(answer))
	require.Equal(t, monday.Add(3*week), answer.Until)
	require.Equal(t, external.Person{ID: "ito", Email: "ito@example.com", Name: "Ito"}, answer.Shifts[0].Person)
	require.True(t, answer.Shifts[1].Person.Gone, "who left stays in schedules")
	require.Equal(t, monday.Add(-week), answer.Shifts[1].Start, "times carry offsets and fractions")
	require.Equal(t, 2, org.Count("GetScheduleOnCallResponders"))
}

// Daily turns of a quarter would take some forty calls.
func TestOnCallStopsAfterSomeCalls(t *testing.T) {
	var shifts []fakedatadog.Shift
	for i := range 100 {
		start := monday.AddDate(0, 0, i)
		shifts = append(shifts, fakedatadog.Shift{User: "ito", Start: start, End: start.AddDate(0, 0, 1)})
	}
	source, org := onCall(t, 0, shifts...)
	answer, err := source.Shifts(t.Context(), monday, monday.AddDate(0, 0, 80))
	require.NoError(t, err)
	require.Equal(t, 20, org.Count("GetScheduleOnCallResponders"))
	require.Equal(t, monday.AddDate(0, 0, 40), answer.Until)
	require.Len(t, answer.Shifts, 40)
}

func TestOnCallHolesAndCompany(t *testing.T) {
	source, _ := onCall(t, 0,
		fakedatadog.Shift{User: "ito", Start: monday, End: monday.Add(week)},
		fakedatadog.Shift{User: "suzuki", Start: monday, End: monday.Add(week)},
		fakedatadog.Shift{User: "suzuki", Start: monday.Add(2 * week), End: monday.Add(3 * week)},
	)
	answer, err := source.Shifts(t.Context(), monday, monday.Add(8*week))
	require.NoError(t, err)
	require.Equal(t, []string{"11-16 ito", "11-16 suzuki", "11-30 suzuki"}, starts(answer))
	require.Equal(t, monday.Add(8*week), answer.Until, "nothing follows, which is known for all of the time")

	source, _ = onCall(t, 0)
	answer, err = source.Shifts(t.Context(), monday, monday.Add(week))
	require.NoError(t, err)
	require.Equal(t, external.Answer{Until: monday.Add(week)}, answer, "nobody at all is an answer")
}

func TestOnCallTroubles(t *testing.T) {
	for _, c := range []struct {
		fault   fakedatadog.Fault
		trouble external.Trouble
		wait    time.Duration
	}{
		{fault: fakedatadog.Fault{Trouble: fakedatadog.Unauthorized}, trouble: external.Unauthorized},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.Forbidden}, trouble: external.Forbidden},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.RateLimited, Reset: 40 * time.Second}, trouble: external.Limited, wait: 40 * time.Second},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.ServerError}, trouble: external.Unreachable},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.ServerError, Status: http.StatusBadGateway}, trouble: external.Unreachable},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.Reset}, trouble: external.Unreachable},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.Hang}, trouble: external.Unreachable},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.Empty}, trouble: external.Unreadable},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.NoID}, trouble: external.Unreadable},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.HTML}, trouble: external.Unreadable},
		{fault: fakedatadog.Fault{Trouble: fakedatadog.Truncated}, trouble: external.Unreadable},
	} {
		t.Run(fmt.Sprintf("%s %d", c.fault.Trouble, c.fault.Status), func(t *testing.T) {
			timeout := time.Duration(0)
			if c.fault.Trouble == fakedatadog.Hang {
				timeout = 50 * time.Millisecond
			}
			source, org := onCall(t, timeout, weekly(monday, "ito", "suzuki", "ito", "suzuki")...)
			org.Inject(c.fault)
			_, err := source.Shifts(t.Context(), monday, monday.Add(2*week))
			var e *external.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, c.trouble, e.Trouble, "%v", err)
			require.Equal(t, c.wait, e.Wait)

			_, err = source.Shifts(t.Context(), monday, monday.Add(2*week))
			require.NoError(t, err, "the next look goes well")
		})
	}
}

// A trouble in the middle of the walk leaves no answer: half a schedule would be
// taken for one with holes.
func TestOnCallAllOrNothing(t *testing.T) {
	org := organisation(t, fakedatadog.Options{})
	id := org.SetShifts("platform", "", weekly(monday, "ito", "suzuki", "ito", "suzuki", "ito")...)
	calls := 0
	source, err := datadog.NewOnCall(datadog.Config{URL: "http://datadog.test", APIKey: "api", AppKey: "app", Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if calls++; calls == 2 {
			org.SetDown(true)
		}
		return org.Transport(nil).RoundTrip(r)
	})}, id)
	require.NoError(t, err)
	answer, err := source.Shifts(t.Context(), monday, monday.Add(4*week))
	require.Error(t, err)
	require.Empty(t, answer.Shifts)
}

func TestOnCallUnknownSchedule(t *testing.T) {
	org := organisation(t, fakedatadog.Options{})
	source, err := datadog.NewOnCall(datadog.Config{URL: "http://datadog.test", APIKey: "api", AppKey: "app", Transport: org.Transport(nil)}, "00000000-0000-4000-8000-000000000000")
	require.NoError(t, err)
	_, err = source.Shifts(t.Context(), monday, monday.Add(week))
	var e *external.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, external.NotFound, e.Trouble)
	require.ErrorContains(t, err, "schedule not found", "Datadog's own words are kept")
}

func TestOnCallEndsWithItsContext(t *testing.T) {
	source, _ := onCall(t, 0, weekly(monday, "ito")...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := source.Shifts(ctx, monday, monday.Add(week))
	require.ErrorIs(t, err, context.Canceled)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
