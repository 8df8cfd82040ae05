// Package web is toban's HTTP side: Slack's endpoints when toban is reached
// over HTTP, the team's numbers as pages, calendars as feeds and as pages,
// health for whoever supervises the process, and, on a listener of its own,
// metrics and profiles.
//
// Nothing is ever registered on http.DefaultServeMux: imported packages add
// debug handlers there.
package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"
)

// Limits of one connection. Slack's own deliveries are far below all of them.
const (
	maxHeader    = 16 << 10
	headerWithin = 5 * time.Second
	readWithin   = 10 * time.Second
	writeWithin  = 15 * time.Second
	idleWithin   = 60 * time.Second
	drainWithin  = 10 * time.Second
	probeWithin  = 2 * time.Second
)

// A Probe is one thing that must work for toban to be ready.
type Probe struct {
	Name  string
	Check func(context.Context) error
}

// Server serves the public and the admin listener.
type Server struct {
	Listen  string       // public address; empty serves nothing
	Admin   string       // address of metrics and profiles; empty serves none
	Slack   http.Handler // mounted at /slack/, may be nil
	Webhook *Webhook     // mounted at /docs/webhook; nil mounts none
	Datadog http.Handler // mounted at [DatadogPath]; nil mounts none
	Probes  []Probe      // asked by /readyz
	Gather  prometheus.Gatherer
	Log     *slog.Logger

	Calendar  *Calendar  // mounted at /calendar/; nil mounts none
	Dashboard *Dashboard // mounted at /; nil mounts none
	API       *API       // mounted at /api/; nil mounts none

	// Listening is called with the public address once it accepts; may be nil.
	Listening func(addr net.Addr)
}

// Run serves until ctx ends, then lets running requests finish for 10 s.
func (s *Server) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	if s.Listen != "" {
		g.Go(func() error { return s.serve(ctx, "http.listen", s.Listen, s.Handler(), s.Listening) })
		if s.Dashboard != nil {
			g.Go(func() error { s.Dashboard.prepare(ctx); return nil })
		}
	}
	if s.Admin != "" {
		g.Go(func() error { return s.serve(ctx, "http.admin", s.Admin, s.AdminHandler(), nil) })
	}
	g.Go(func() error {
		<-ctx.Done()
		return nil
	})
	return g.Wait()
}

func (s *Server) serve(ctx context.Context, key, addr string, h http.Handler, listening func(net.Addr)) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s %s (choose another address there): %w", key, addr, err)
	}
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: headerWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin,
		IdleTimeout: idleWithin, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	if listening != nil {
		listening(listener.Addr())
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve %s: %w", key, err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainWithin)
	defer cancel()
	err = server.Shutdown(drain)
	if ended := <-done; !errors.Is(ended, http.ErrServerClosed) {
		return fmt.Errorf("serve %s: %w", key, ended)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("drain %s: requests still running after %s", key, drainWithin)
	}
	return err
}

// Handler is the public side.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", s.ready)
	if s.Slack != nil {
		mux.Handle("/slack/", s.Slack)
	}
	if s.Webhook != nil {
		mux.Handle("POST /docs/webhook", s.Webhook)
	}
	if s.Datadog != nil {
		mux.Handle("POST "+DatadogPath, s.Datadog)
	}
	if s.Calendar != nil {
		s.Calendar.mount(mux)
	}
	if s.Dashboard != nil {
		s.Dashboard.mount(mux)
	}
	if s.Calendar != nil || s.Dashboard != nil {
		mux.Handle("GET /assets/", assets())
	}
	if s.API != nil {
		s.API.mount(mux)
	}
	return harden(mux)
}

// AdminHandler is the side for operators. It has no authentication: keep it
// on loopback or behind a proxy that has.
func (s *Server) AdminHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.Gather, promhttp.HandlerOpts{ErrorLog: promLog{s.Log}}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return harden(mux)
}

// ready answers 200 when every probe passes, else 503, and names each probe.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), probeWithin)
	defer cancel()
	status := http.StatusOK
	probes := make(map[string]string, len(s.Probes))
	for _, p := range s.Probes {
		probes[p.Name] = "ok"
		if err := p.Check(ctx); err != nil {
			status = http.StatusServiceUnavailable
			probes[p.Name] = "not ready"
			s.Log.WarnContext(r.Context(), "probe not ready", "probe", p.Name, "error", err)
		}
	}
	writeJSON(w, status, map[string]any{"ready": status == http.StatusOK, "probes": probes})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the reader is gone; nobody is left to tell
}

func harden(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		header.Set("Cache-Control", "no-store")
		header.Set("Cross-Origin-Resource-Policy", "same-origin") // no other site draws it into its own pages
		h.ServeHTTP(w, r)
	})
}

type promLog struct{ log *slog.Logger }

// Println takes what the metrics handler has to complain about.
func (l promLog) Println(v ...any) { l.log.Warn("metrics incomplete", "error", fmt.Sprint(v...)) }
