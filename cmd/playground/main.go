// Command playground runs the production bot against a Slack workspace and a
// Datadog organisation that live in this process, with a page to act in them.
// It needs no account.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"
	_ "time/tzdata" // the team's zone, on machines without zone data

	"golang.org/x/sync/errgroup"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

type settings struct {
	addr      string
	lang      string
	noBrowser bool
	empty     bool
	log       slog.Level
}

func run(args []string, stdout, stderr io.Writer) int {
	var s settings
	flags := flag.NewFlagSet("playground", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.addr, "addr", "127.0.0.1:8080", "address of the page; keep it on loopback")
	flags.StringVar(&s.lang, "lang", "ja", "language of the page and of the team's channels: ja or en")
	flags.BoolVar(&s.noBrowser, "no-browser", false, "do not open a browser")
	flags.BoolVar(&s.empty, "empty", false, "start without past inquiries")
	flags.TextVar(&s.log, "log-level", slog.LevelError, "what the bot logs: debug, info, warn or error")
	flags.Usage = func() {
		_, _ = fmt.Fprintln(stderr, "playground runs toban against a Slack and a Datadog of its own. No account is needed.\n\nUsage: go run ./cmd/playground [flags]")
		flags.PrintDefaults()
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case s.lang != "ja" && s.lang != "en":
		fmt.Fprintf(stderr, "playground: -lang %q is neither ja nor en\n", s.lang)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := play(ctx, s, stdout, stderr); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "playground:", err)
		return 1
	}
	return 0
}

func play(ctx context.Context, s settings, stdout, stderr io.Writer) error {
	start := time.Now()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return fmt.Errorf("listen on %s, choose another address with -addr: %w", s.addr, err)
	}
	dir, err := os.MkdirTemp("", "toban-playground-")
	if err != nil {
		return fmt.Errorf("make a folder for the playground: %w", err)
	}
	defer os.RemoveAll(dir)
	t := &theatre{settings: s, dir: dir, url: "http://" + listener.Addr().String(), asked: make(chan asking)}
	t.log = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: s.log}))
	opened := make(chan struct{})
	t.opened = func() { close(opened) }
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return t.perform(ctx) })
	g.Go(func() error {
		select {
		case <-ctx.Done():
			return listener.Close()
		case <-opened:
		}
		page := t.url + "/?lang=" + s.lang
		fmt.Fprintf(stdout, "toban playground is ready after %.1f s: %s\nStop it with Ctrl-C. Nothing leaves this machine.\n", time.Since(start).Seconds(), page)
		if !s.noBrowser {
			openBrowser(ctx, page)
		}
		return serve(ctx, listener, t)
	})
	return g.Wait()
}

// serve serves until ctx ends. Streams of changes are open for as long as the
// page is, so the server closes them instead of waiting.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve the page: %w", err)
	case <-ctx.Done():
		err := server.Close()
		if served := <-done; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}
}

// openBrowser shows the page where there is a browser to show it.
func openBrowser(ctx context.Context, url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	if _, err := exec.LookPath(name); err != nil {
		return
	}
	_ = exec.CommandContext(ctx, name, args...).Start() //nolint:gosec // a fixed name; the address was printed too
}
