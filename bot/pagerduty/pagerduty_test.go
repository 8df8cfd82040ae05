package pagerduty_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/external"
	"toban/bot/pagerduty"
	"toban/test/fakepagerduty"
	"toban/test/faulty"
)

var monday = time.Date(2026, time.November, 16, 1, 0, 0, 0, time.UTC)

const week = 7 * 24 * time.Hour

// schedule is one in an account that listens on a port.
func schedule(t *testing.T, token string, timeout time.Duration) (*pagerduty.Schedule, *faulty.Handler) {
	t.Helper()
	account := fakepagerduty.New("u+secret", fakepagerduty.User{ID: "PITO", Name: "Jiro Ito", Email: "ito@example.com"})
	account.SetShifts("PABC123",
		fakepagerduty.Shift{User: "PITO", Start: monday.Add(-week), End: monday.Add(week)},
		fakepagerduty.Shift{User: "PGONE", Start: monday.Add(week), End: monday.Add(9 * week)},
	)
	network := &faulty.Handler{Next: account}
	server := httptest.NewServer(network)
	t.Cleanup(server.Close)
	return pagerduty.New(pagerduty.Config{
		Token: token, URL: server.URL, Transport: &http.Transport{DisableKeepAlives: true, ResponseHeaderTimeout: timeout},
	}, "PABC123"), network
}

func TestShifts(t *testing.T) {
	s, network := schedule(t, "u+secret", 0)
	answer, err := s.Shifts(t.Context(), monday, monday.Add(4*week))
	require.NoError(t, err)
	require.Equal(t, external.Answer{Until: monday.Add(4 * week), Shifts: []external.Shift{
		{Person: external.Person{ID: "PITO", Email: "ito@example.com", Name: "Jiro Ito"}, Start: monday, End: monday.Add(week)},
		{Person: external.Person{ID: "PGONE"}, Start: monday.Add(week), End: monday.Add(4 * week)},
	}}, answer)
	require.Equal(t, 2, network.Seen())
}

func TestTroubles(t *testing.T) {
	status := func(n int, header map[string]string) faulty.Fault {
		return faulty.Fault{Trouble: faulty.Status, Status: n, Header: header, Body: `{"error":{"message":"No","code":2000,"errors":["because"]}}`}
	}
	for name, c := range map[string]struct {
		fault   faulty.Fault
		trouble external.Trouble
		wait    time.Duration
	}{
		"401":                {fault: status(401, nil), trouble: external.Unauthorized},
		"403":                {fault: status(403, nil), trouble: external.Forbidden},
		"404":                {fault: status(404, nil), trouble: external.NotFound},
		"429":                {fault: status(429, map[string]string{"ratelimit-reset": "51"}), trouble: external.Limited, wait: 51 * time.Second},
		"429 for a year":     {fault: status(429, map[string]string{"ratelimit-reset": "31536000"}), trouble: external.Limited, wait: time.Hour},
		"500":                {fault: status(500, nil), trouble: external.Unreachable},
		"redirect":           {fault: status(302, map[string]string{"Location": "https://elsewhere.example.com/"}), trouble: external.Unreachable},
		"timeout":            {fault: faulty.Fault{Trouble: faulty.Hang}, trouble: external.Unreachable},
		"reset":              {fault: faulty.Fault{Trouble: faulty.Reset}, trouble: external.Unreachable},
		"empty":              {fault: faulty.Fault{Trouble: faulty.Empty}, trouble: external.Unreadable},
		"garbage":            {fault: faulty.Fault{Trouble: faulty.Garbage}, trouble: external.Unreadable},
		"truncated":          {fault: faulty.Fault{Trouble: faulty.Truncated}, trouble: external.Unreadable},
		"half":               {fault: faulty.Fault{Trouble: faulty.Half}, trouble: external.Unreadable},
		"null":               {fault: faulty.Fault{Trouble: faulty.Status, Status: 200, Body: `{"schedule":null}`}, trouble: external.Unreadable},
		"a broken entry":     {fault: faulty.Fault{Trouble: faulty.Status, Status: 200, Body: `{"schedule":{"id":"P","final_schedule":{"rendered_schedule_entries":[{"start":"soon"}]}}}`}, trouble: external.Unreadable},
		"users not readable": {fault: faulty.Fault{Trouble: faulty.Status, Status: 403, Skip: 1}, trouble: external.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			timeout := time.Duration(0)
			if c.fault.Trouble == faulty.Hang {
				timeout = 50 * time.Millisecond
			}
			s, network := schedule(t, "u+secret", timeout)
			network.Inject(c.fault)
			answer, err := s.Shifts(t.Context(), monday, monday.Add(week))
			var e *external.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, c.trouble, e.Trouble, "%v", err)
			require.Equal(t, c.wait, e.Wait)
			require.Empty(t, answer.Shifts)
			require.NotContains(t, fmt.Sprint(err), "u+secret")
			_, err = s.Shifts(t.Context(), monday, monday.Add(week))
			require.NoError(t, err, "the next look goes well")
		})
	}
}

func TestAWrongToken(t *testing.T) {
	s, _ := schedule(t, "another", 0)
	_, err := s.Shifts(t.Context(), monday, monday.Add(week))
	var e *external.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, external.Unauthorized, e.Trouble)
	require.ErrorContains(t, err, "not authorized")
}

func TestTheEndOfItsContext(t *testing.T) {
	s, _ := schedule(t, "u+secret", 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Shifts(ctx, monday, monday.Add(week))
	require.ErrorIs(t, err, context.Canceled)
}

// More than any schedule is not read into memory.
func TestAnEndlessAnswer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	s := pagerduty.New(pagerduty.Config{URL: server.URL, Transport: &http.Transport{DisableKeepAlives: true}}, "P")
	_, err := s.Shifts(t.Context(), monday, monday.Add(week))
	var e *external.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, external.Unreadable, e.Trouble)
}
