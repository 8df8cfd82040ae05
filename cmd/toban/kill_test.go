package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/test/fakedatadog"
	"toban/test/fakeslack"
)

// TestKilledAgainAndAgain kills toban serve, without warning, while people
// write and declare incidents and Slack fails: whatever was acknowledged is
// answered once, and an incident exists in Datadog once. KILLS sets how often;
// the default keeps the test short.
func TestKilledAgainAndAgain(t *testing.T) {
	kills := 3
	if s := os.Getenv("KILLS"); s != "" {
		var err error
		kills, err = strconv.Atoi(s)
		require.NoError(t, err)
	}
	const channels, every = 300, 20 * time.Millisecond
	dir := t.TempDir()
	binary := filepath.Join(dir, "toban")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)

	w := fakeslack.New(fakeslack.Options{})
	server := httptest.NewServer(w.Handler())
	defer server.Close()
	w.SetBaseURL(server.URL)
	remote := fakedatadog.New(fakedatadog.Options{Users: []fakedatadog.User{{Name: "toban", Email: "toban@example.com"}}})
	datadog := httptest.NewServer(remote.Handler())
	defer datadog.Close()
	w.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka"})
	w.AddUser(fakeslack.User{ID: "USATO", Name: "sato"})
	var list strings.Builder
	for i := range channels {
		id := fmt.Sprintf("C%03d", i)
		w.AddChannel(fakeslack.Channel{ID: id, Name: "ask-" + id, Members: []string{"USATO", "UTANAKA", w.Bot().ID}})
		fmt.Fprintf(&list, "  - {id: %s, intake: mention}\n", id)
	}
	w.AddChannel(fakeslack.Channel{ID: "CTEAM", Name: "team", Members: []string{"UTANAKA", w.Bot().ID}})
	addr := freeAddress(t)
	config := filepath.Join(dir, "toban.yaml")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `
team: {name: Platform, timezone: Asia/Tokyo, members: [UTANAKA]}
slack: {mode: http, bot_token: %q, signing_secret: %q, api_url: %q}
channels:
%s  - {id: CTEAM, role: team}
rotations: {platform: {handoff: "Mon 10:00", primary: [UTANAKA], start: "2025-01-06 10:00"}}
calendar: {hours: "daily 00:00-24:00"}
datadog: {api_key: key-for-api, app_key: key-for-app, url: %q}
store: {path: %q}
http: {listen: %q}
`, w.BotToken(), w.SigningSecret(), server.URL+"/api/", list.String(), datadog.URL, filepath.Join(dir, "toban.db"), addr), 0o600))
	w.ConnectHTTP(fakeslack.HTTPApp{
		EventsURL: "http://" + addr + "/slack/events", CommandsURL: "http://" + addr + "/slack/commands",
		InteractionsURL: "http://" + addr + "/slack/interactions", Client: &http.Client{Timeout: 3 * time.Second},
	})
	for i, kind := range []fakeslack.FaultKind{
		fakeslack.RateLimited{RetryAfter: time.Second}, fakeslack.Status500AfterStore{}, fakeslack.ResetAfterStore{},
	} {
		w.Inject(fakeslack.Fault{Method: "chat.postMessage", Kind: kind, Probability: 0.1, Seed: uint64(i + 1)})
	}
	w.Inject(fakeslack.Fault{Method: "chat.postMessage", Kind: fakeslack.TimeoutAfterStore{}, Times: 20, Probability: 0.01, Seed: 9})

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var background sync.WaitGroup
	background.Go(func() { _ = w.Run(ctx) })
	var mu sync.Mutex
	said := make(map[string]string)
	talking, quiet := context.WithCancel(ctx)
	var people sync.WaitGroup
	people.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-talking.Done():
				return
			case <-tick.C:
			}
			people.Go(func() {
				channel := fmt.Sprintf("C%03d", n%channels)
				// An unacknowledged delivery is the app's trouble, not the person's: the message stands.
				ts, _ := w.Say(ctx, fakeslack.Message{User: "USATO", Channel: channel, Text: fmt.Sprintf("@toban question number %d", n)})
				mu.Lock()
				defer mu.Unlock()
				said[channel+" "+ts] = ts
			})
		}
	})
	var slowest time.Duration
	var declared []string
	for n := range kills {
		bot, ready := start(t, binary, config, addr)
		slowest = max(slowest, ready)
		pause(t, 700*time.Millisecond)
		declared = append(declared, fmt.Sprintf("outage number %d", n))
		declare(t, w, declared[n])
		require.NoError(t, bot.Process.Kill(), "just after it was acknowledged")
		_ = bot.Wait()
	}
	bot, _ := start(t, binary, config, addr)
	quiet()
	people.Wait()
	var lost, missing, doubled int
	deadline := time.Now().Add(4 * time.Minute)
	for {
		lost, missing, doubled = 0, 0, 0
		for where := range said {
			channel, ts, _ := strings.Cut(where, " ")
			cards, pings := 0, 0
			for _, m := range w.Thread(channel, ts, "UTANAKA") {
				switch {
				case m.User != w.Bot().ID:
				case strings.Contains(m.Text, "INQ-"):
					cards++
				case strings.Contains(m.Text, "<@UTANAKA>"):
					pings++
				}
			}
			switch {
			case cards == 0:
				lost++
			case pings == 0:
				missing++
			}
			doubled += max(cards-1, 0) + max(pings-1, 0)
		}
		if lost+missing == 0 && len(remote.Incidents()) >= kills || time.Now().After(deadline) {
			break
		}
		pause(t, 500*time.Millisecond)
	}
	t.Logf("%d kills, %d inquiries, %d lost, %d replies missing, %d doubled; slowest restart %s", kills, len(said), lost, missing, doubled, slowest)
	require.Zero(t, lost, "inquiries without a card")
	require.Zero(t, missing, "inquiries nobody was told of")
	require.Zero(t, doubled, "messages that stand twice")
	var created []string
	for _, i := range remote.Incidents() {
		title, _, _ := strings.Cut(i.Title, " [") // by which toban finds it again
		created = append(created, title)
	}
	require.ElementsMatch(t, declared, created, "each incident exists in Datadog once")
	require.NoError(t, bot.Process.Signal(os.Interrupt))
	require.NoError(t, bot.Wait(), "toban serve ends well when it is told to")
	stop()
	background.Wait()
}

// declare fills in the form for an incident.
func declare(t testing.TB, w *fakeslack.Workspace, title string) {
	t.Helper()
	require.NoError(t, w.GlobalShortcut(t.Context(), "UTANAKA", "declare_incident_g"))
	require.Eventually(t, func() bool {
		v, ok := w.View("UTANAKA")
		return ok && v.CallbackID == "declare"
	}, 10*time.Second, 5*time.Millisecond)
	require.NoError(t, w.Submit(t.Context(), "UTANAKA", "", map[string]any{"title": title, "severity": "SEV-2"}))
	require.NoError(t, w.DismissViews(t.Context(), "UTANAKA"))
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().String()
}

// start starts toban serve and waits until it takes deliveries.
func start(t testing.TB, binary, config, addr string) (*exec.Cmd, time.Duration) {
	t.Helper()
	began := time.Now()
	cmd := exec.Command(binary, "serve", "--config", config, "--log-level", "error")
	var log strings.Builder
	cmd.Stderr = &log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	for range 2000 {
		res, err := http.Get("http://" + addr + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return cmd, time.Since(began)
			}
		}
		pause(t, 5*time.Millisecond)
	}
	t.Fatalf("toban serve did not come up: %s", log.String())
	return nil, 0
}

// pause lets other processes work: this test has no clock of its own.
func pause(t testing.TB, d time.Duration) {
	t.Helper()
	select {
	case <-time.After(d):
	case <-t.Context().Done():
	}
}
