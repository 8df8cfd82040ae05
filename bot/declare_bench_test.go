package bot_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakedatadog"
	"toban/test/fakeslack"
)

// BenchmarkDeclare declares incidents one after the other and reports how long
// the form takes to be acknowledged, and until Datadog's id is recorded, over
// real sockets to Datadog. A healthy declaration is one request to Datadog:
// more are an error.
//
//	go test -run '^$' -bench Declare -benchtime 200x ./bot
func BenchmarkDeclare(b *testing.B) {
	datadog := fakedatadog.New(fakedatadog.Options{Users: []fakedatadog.User{{Name: "toban", Email: "toban@example.com"}, {Name: "tanaka", Email: "tanaka@example.com"}}})
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch fakedatadog.OperationFor(r.Method, r.URL.Path) {
		case "GetIncident", "ListUsers": // the poll of what runs, and what is learned ahead
		default:
			requests.Add(1)
		}
		datadog.ServeHTTP(w, r)
	}))
	defer server.Close()
	h := newHouse(b, fmt.Sprintf(`calendar: {hours: ["daily 00:00-24:00"]}
incident: {channel: none}
datadog: {api_key: a, app_key: b, url: %q}`, server.URL))
	h.slack.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka", Email: "tanaka@example.com"})
	h.slack.ConnectHTTP(fakeslack.HTTPApp{
		CommandsURL: "http://toban.test/slack/commands", InteractionsURL: "http://toban.test/slack/interactions",
		EventsURL: "http://toban.test/slack/events", Client: &http.Client{Transport: fakeslack.Direct(h.Handler())},
	})
	go func() { _ = h.Run(b.Context()) }()
	for datadog.Count("ListUsers") == 0 { // who commands is known by then
		time.Sleep(time.Millisecond)
	}
	var acknowledged, registered []time.Duration
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		h.opensTheForm(b)
		b.StartTimer()
		began := time.Now()
		require.NoError(b, h.slack.Submit(b.Context(), "UTANAKA", "", map[string]any{
			"title": fmt.Sprint("outage ", n), "impact": "major", "pressure": "growing",
		}))
		acknowledged = append(acknowledged, time.Since(began))
		for !h.registered(b, n) {
			time.Sleep(100 * time.Microsecond)
		}
		registered = append(registered, time.Since(began))
	}
	require.EqualValues(b, len(registered), requests.Load(), "requests to Datadog")
	report := func(took []time.Duration, name string) {
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, name+"-p50-ms")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, name+"-p99-ms")
	}
	report(acknowledged, "acknowledged")
	report(registered, "registered")
}

// opensTheForm ends when the form can be filled in.
func (h *house) opensTheForm(b *testing.B) {
	b.Helper()
	require.NoError(b, h.slack.Command(b.Context(), "UTANAKA", "CASK", "/toban incident new"))
	for {
		if v, ok := h.slack.View("UTANAKA"); ok && strings.Contains(string(v.Blocks), `"pressure"`) {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// registered reports whether the nth incident has its id in Datadog.
func (h *house) registered(b *testing.B, n int) bool {
	b.Helper()
	i, err := h.Desk().Incident(b.Context(), triage.IncidentID(fmt.Sprint("INC-", n+1)))
	require.NoError(b, err)
	return i.Datadog.ID != ""
}
