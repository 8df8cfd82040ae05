package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
)

const incidentWord = `{"incident_uuid": "5F2C1E0A-1111-5222-8333-0123456789AB", "incident_public_id": "42", "monitor_id": "$ALERT_ID"}`

func TestDatadogWebhook(t *testing.T) {
	const secret = "a secret of enough letters"
	var log strings.Builder
	var incidents []IncidentHint
	var alerts []MonitorAlert
	var broken error
	hook := &DatadogWebhook{
		Secret: secret, Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Incident: func(_ context.Context, h IncidentHint) error { incidents = append(incidents, h); return broken },
		Alert:    func(_ context.Context, a MonitorAlert) error { alerts = append(alerts, a); return broken },
	}
	s := &Server{Log: hook.Log, Gather: prometheus.NewRegistry(), Datadog: hook}
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	post := func(method, secret, body string) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, server.URL+"/datadog/webhook", strings.NewReader(body))
		require.NoError(t, err)
		if secret != "" {
			req.Header.Set("X-Toban-Secret", secret)
		}
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode
	}

	for name, c := range map[string]struct {
		method, secret, body string
		want                 int
	}{
		"no secret":               {"POST", "", incidentWord, http.StatusUnauthorized},
		"the wrong one":           {"POST", secret + "!", incidentWord, http.StatusUnauthorized},
		"one that begins like it": {"POST", secret[:8], incidentWord, http.StatusUnauthorized},
		"no incident, no monitor": {"POST", secret, `{"monitor_id": "$ALERT_ID", "title": "hidden words"}`, http.StatusBadRequest},
		"nothing":                 {"POST", secret, "", http.StatusBadRequest},
		"a look with the browser": {"GET", secret, "", http.StatusMethodNotAllowed},
		"too large":               {"POST", secret, strings.Repeat("x", maxPush+1), http.StatusRequestEntityTooLarge},
	} {
		require.Equal(t, c.want, post(c.method, c.secret, c.body), name)
	}
	require.Empty(t, incidents)
	require.Empty(t, alerts)
	require.Contains(t, log.String(), "its secret is missing or wrong")
	require.NotContains(t, log.String(), "5F2C1E0A", "what a stranger sends is not logged")
	require.NotContains(t, log.String(), "hidden words")
	require.NotContains(t, log.String(), secret)

	require.Equal(t, http.StatusAccepted, post("POST", secret, incidentWord))
	require.Equal(t, []IncidentHint{{ID: "5f2c1e0a-1111-5222-8333-0123456789ab", PublicID: 42}}, incidents)
	require.Equal(t, http.StatusAccepted, post("POST", secret, `{"monitor_id": "7", "transition": "Triggered"}`))
	require.Equal(t, []MonitorAlert{{Monitor: "7", Transition: AlertTriggered}}, alerts)

	// Datadog delivers again what it was answered 5xx to.
	broken = errors.New("the disk is full")
	require.Equal(t, http.StatusServiceUnavailable, post("POST", secret, incidentWord))
	require.Contains(t, log.String(), "the disk is full")

	hook.Alert = nil
	require.Equal(t, http.StatusAccepted, post("POST", secret, `{"monitor_id": "7"}`), "nobody wants alerts")
	hook.Secret = ""
	require.Equal(t, http.StatusUnauthorized, post("POST", "", incidentWord), "no secret opens nothing")
	s.Datadog = nil
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/datadog/webhook", nil))
	require.Equal(t, http.StatusNotFound, w.Code, "there is none unless it is configured")
}
