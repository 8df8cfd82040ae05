package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
)

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func TestReadinessNamesTheProbeThatFails(t *testing.T) {
	working := true
	s := &Server{Log: slog.New(slog.DiscardHandler), Gather: prometheus.NewRegistry(), Probes: []Probe{
		{Name: "store", Check: func(context.Context) error { return nil }},
		{Name: "slack", Check: func(context.Context) error {
			if working {
				return nil
			}
			return errors.New("no hello for a minute")
		}},
	}}
	code, body := get(t, s.Handler(), "/readyz")
	require.Equal(t, http.StatusOK, code)
	require.JSONEq(t, `{"ready":true,"probes":{"store":"ok","slack":"ok"}}`, body)

	working = false
	code, body = get(t, s.Handler(), "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, code)
	require.JSONEq(t, `{"ready":false,"probes":{"store":"ok","slack":"not ready"}}`, body)
}

func TestThePublicSideShowsNothingOfTheInside(t *testing.T) {
	s := &Server{Log: slog.New(slog.DiscardHandler), Gather: prometheus.NewRegistry()}
	for _, path := range []string{"/metrics", "/debug/vars", "/debug/pprof/", "/", "/slack/events", "/../etc/passwd"} {
		code, _ := get(t, s.Handler(), path)
		if code != http.StatusNotFound && code != http.StatusTemporaryRedirect && code != http.StatusMovedPermanently {
			t.Errorf("GET %s = %d, want nothing to be there", path, code)
		}
	}
	code, body := get(t, s.AdminHandler(), "/metrics")
	require.Equal(t, http.StatusOK, code, body)
}

func TestRunServesUntilTold(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	addr := make(chan net.Addr, 1)
	s := &Server{
		Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler), Gather: prometheus.NewRegistry(),
		Listening: func(a net.Addr) { addr <- a },
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+(<-addr).String()+"/healthz", nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.JSONEq(t, `{"status":"ok"}`, string(body))
	stop()
	require.NoError(t, <-done)
}

func TestAnAddressInUseSaysWhichSettingToChange(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	s := &Server{Listen: taken.Addr().String(), Log: slog.New(slog.DiscardHandler), Gather: prometheus.NewRegistry()}
	require.ErrorContains(t, s.Run(t.Context()), "listen on http.listen")
}
