package fakedatadog_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"testing"
	"testing/synctest"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"
	"github.com/stretchr/testify/require"

	"toban/test/fakedatadog"
)

// outcome is what a client can tell about a declaration.
type outcome struct {
	status int    // 0 when there was no answer
	failed bool   // whether the official client reported an error
	id     bool   // whether it returned an id
	sent   bool   // whether the request left
	stored int    // incidents in the organisation
	reset  string // X-RateLimit-Reset
}

func declareThrough(t *testing.T, s *fakedatadog.Server, client *datadog.APIClient) outcome {
	t.Helper()
	out := outcome{}
	ctx := httptrace.WithClientTrace(withKeys(t.Context(), "api", "app"), &httptrace.ClientTrace{
		WroteRequest: func(i httptrace.WroteRequestInfo) { out.sent = out.sent || i.Err == nil },
	})
	r, res, err := datadogV2.NewIncidentsApi(client).CreateIncident(ctx, declaration("faulty"))
	out.failed, out.id, out.stored = err != nil, r.Data.Id != "", len(s.Incidents())
	if res != nil {
		out.status, out.reset = res.StatusCode, res.Header.Get("X-RateLimit-Reset")
	}
	return out
}

func TestFaults(t *testing.T) {
	cases := []struct {
		fault fakedatadog.Fault
		want  outcome
	}{
		{fakedatadog.Fault{Trouble: fakedatadog.RateLimited, Reset: 30 * time.Second}, outcome{status: 429, failed: true, sent: true, reset: "30"}},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError}, outcome{status: 500, failed: true, sent: true}},
		{fakedatadog.Fault{Trouble: fakedatadog.ServerError, Stored: true, Status: 504}, outcome{status: 504, failed: true, sent: true, stored: 1}},
		{fakedatadog.Fault{Trouble: fakedatadog.Hang}, outcome{failed: true, sent: true}},
		{fakedatadog.Fault{Trouble: fakedatadog.Hang, Stored: true}, outcome{failed: true, sent: true, stored: 1}},
		{fakedatadog.Fault{Trouble: fakedatadog.Reset}, outcome{failed: true, sent: true}},
		{fakedatadog.Fault{Trouble: fakedatadog.Reset, Stored: true}, outcome{failed: true, sent: true, stored: 1}},
		// An empty 2xx is success to the official client: only the id tells.
		{fakedatadog.Fault{Trouble: fakedatadog.Empty}, outcome{status: 201, sent: true}},
		{fakedatadog.Fault{Trouble: fakedatadog.Empty, Stored: true}, outcome{status: 201, sent: true, stored: 1}},
		{fakedatadog.Fault{Trouble: fakedatadog.Truncated, Stored: true}, outcome{status: 201, failed: true, sent: true, stored: 1}},
		{fakedatadog.Fault{Trouble: fakedatadog.HTML, Stored: true}, outcome{status: 201, failed: true, sent: true, stored: 1}},
		{fakedatadog.Fault{Trouble: fakedatadog.NoID, Stored: true}, outcome{status: 201, sent: true, stored: 1}},
		{fakedatadog.Fault{Trouble: fakedatadog.Forbidden, Stored: true}, outcome{status: 403, failed: true, sent: true}},
		{fakedatadog.Fault{Trouble: fakedatadog.Unauthorized}, outcome{status: 401, failed: true, sent: true}},
		{fakedatadog.Fault{Trouble: fakedatadog.Slow, Delay: 10 * time.Millisecond}, outcome{status: 201, id: true, sent: true, stored: 1}},
		{fakedatadog.Fault{Trouble: fakedatadog.Slow, Delay: time.Hour}, outcome{failed: true, sent: true}},
	}
	for _, c := range cases {
		t.Run(c.fault.String()+"/in process", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := fakedatadog.New(fakedatadog.Options{})
				s.Inject(c.fault)
				require.Equal(t, c.want, declareThrough(t, s, officialClient(t, s.Transport(nil))))
				require.Equal(t, c.want.stored, stored(s), "recorded exchanges say what took effect")
			})
		})
		t.Run(c.fault.String()+"/over a listener", func(t *testing.T) {
			s := fakedatadog.New(fakedatadog.Options{})
			s.Inject(c.fault)
			require.Equal(t, c.want, declareThrough(t, s, listenerClient(t, s)))
		})
	}
}

func stored(s *fakedatadog.Server) int {
	n := 0
	for _, e := range s.Exchanges(0) {
		if e.Stored {
			n++
		}
	}
	return n
}

// listenerClient goes over a real connection and gives up after a moment.
func listenerClient(t *testing.T, s *fakedatadog.Server) *datadog.APIClient {
	t.Helper()
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	cfg := datadog.NewConfiguration()
	cfg.Scheme, cfg.Host = "http", srv.Listener.Addr().String()
	cfg.HTTPClient = &http.Client{Timeout: 300 * time.Millisecond, Transport: srv.Client().Transport}
	cfg.SetUnstableOperationEnabled("v2.CreateIncident", true)
	return datadog.NewAPIClient(cfg)
}

func TestRefusedAndDown(t *testing.T) {
	s := fakedatadog.New(fakedatadog.Options{})
	client := officialClient(t, s.Transport(nil))
	refused, fine := outcome{failed: true}, outcome{status: 201, id: true, sent: true, stored: 1}

	s.Inject(fakedatadog.Fault{Operation: "CreateIncident", Trouble: fakedatadog.Refused})
	require.Equal(t, refused, declareThrough(t, s, client))
	s.SetDown(true)
	require.Equal(t, refused, declareThrough(t, s, client))
	require.Equal(t, outcome{status: 503, failed: true, sent: true}, declareThrough(t, s, listenerClient(t, s)))
	s.SetDown(false)
	require.Equal(t, fine, declareThrough(t, s, client))
	require.Len(t, s.Exchanges(0), 4)
	require.Equal(t, "refused before storing", s.Exchanges(0)[0].Fault)
	require.Len(t, s.Exchanges(2), 2)
}

func TestAFaultHitsItsOperationItsTimes(t *testing.T) {
	s := fakedatadog.New(fakedatadog.Options{})
	client := officialClient(t, s.Transport(nil))
	list := func() int {
		_, res, _ := datadogV2.NewIncidentsApi(client).ListIncidents(withKeys(t.Context(), "api", "app"))
		return res.StatusCode
	}
	s.Inject(fakedatadog.Fault{Operation: "CreateIncident", Trouble: fakedatadog.ServerError})
	s.Inject(fakedatadog.Fault{Operation: "ListIncidents", Trouble: fakedatadog.ServerError, Times: 2})
	s.Inject(fakedatadog.Fault{Operation: "ListIncidents", Trouble: fakedatadog.Forbidden, Times: -1})
	require.Equal(t, []int{500, 500, 403, 403}, []int{list(), list(), list(), list()})
	s.ClearFaults()
	require.Equal(t, 200, list())
}

// The transport honours a context that ended before the request.
func TestTransportWithAnEndedContext(t *testing.T) {
	s := fakedatadog.New(fakedatadog.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://datadog.test/api/v2/users", http.NoBody)
	require.NoError(t, err)
	_, err = s.Transport(nil).RoundTrip(r)
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, s.Exchanges(0))
}
