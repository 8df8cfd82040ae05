package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/test/fakeslack"
)

// BenchmarkBurst sends signed mentions, b.N of them at once over many
// connections, to a real toban serve and reports how it acknowledged.
//
//	go test ./cmd/toban -run '^$' -bench Burst -benchtime 10000x
func BenchmarkBurst(b *testing.B) { load(b, 256, 0) }

// BenchmarkSteady sends 50 a second, six times what Slack allows a workspace.
//
//	go test ./cmd/toban -run '^$' -bench Steady -benchtime 1000x
func BenchmarkSteady(b *testing.B) { load(b, 64, 20*time.Millisecond) }

func load(b *testing.B, connections int, every time.Duration) {
	dir := b.TempDir()
	binary := filepath.Join(dir, "toban")
	out, err := exec.CommandContext(b.Context(), "go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(b, err, "%s", out)
	w := fakeslack.New(fakeslack.Options{})
	server := httptest.NewServer(w.Handler())
	defer server.Close()
	w.SetBaseURL(server.URL)
	w.AddUser(fakeslack.User{ID: "USATO", Name: "sato"})
	w.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka"})
	const channels = 500
	var list strings.Builder
	for i := range channels {
		w.AddChannel(fakeslack.Channel{ID: fmt.Sprintf("C%03d", i), Name: fmt.Sprintf("ask-%03d", i), Members: []string{"USATO", w.Bot().ID}})
		fmt.Fprintf(&list, "  - {id: C%03d, intake: mention}\n", i)
	}
	addr := freeAddress(b)
	config := filepath.Join(dir, "toban.yaml")
	require.NoError(b, os.WriteFile(config, fmt.Appendf(nil, `
team: {name: Platform, timezone: Asia/Tokyo, members: [UTANAKA]}
slack: {mode: http, bot_token: %q, signing_secret: %q, api_url: %q}
channels:
%s  - {id: CTEAM, role: team}
rotations: {platform: {handoff: "Mon 10:00", primary: [UTANAKA], start: "2025-01-06 10:00"}}
calendar: {hours: "daily 00:00-24:00"}
knowledge: {sources: [{name: handbook, path: %q}]}
store: {path: %q}
http: {listen: %q}
`, w.BotToken(), w.SigningSecret(), server.URL+"/api/", list.String(), handbook(b), filepath.Join(dir, "toban.db"), addr), 0o600))
	bot, _ := start(b, binary, config, addr)
	rest := resident(b, bot.Process.Pid)
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: connections, MaxIdleConnsPerHost: connections}}
	took := make([]time.Duration, b.N)
	before := cpu(b, bot.Process.Pid)
	var wait sync.WaitGroup
	b.ResetTimer()
	for i := range b.N {
		wait.Go(func() { took[i] = mention(b, client, addr, w.SigningSecret(), w.Bot().ID, i, channels) })
		if every > 0 {
			pause(b, every)
		}
	}
	wait.Wait()
	b.StopTimer()
	spent := cpu(b, bot.Process.Pid) - before
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), "p99-ms")
	b.ReportMetric(ms(took[len(took)-1]), "max-ms")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acks/s")
	b.ReportMetric(ms(spent)/float64(b.N), "cpu-ms/mention")
	b.ReportMetric(rest, "rest-MiB")
	b.ReportMetric(resident(b, bot.Process.Pid), "after-MiB")

	require.NoError(b, bot.Process.Signal(os.Interrupt))
	require.NoError(b, bot.Wait())
	store, err := boltstore.Open(filepath.Join(dir, "toban.db"), boltstore.Options{ReadOnly: true})
	require.NoError(b, err)
	stats, err := store.Stats(b.Context())
	require.NoError(b, err)
	require.NoError(b, store.Close())
	require.Equal(b, b.N, stats.Inquiries, "every acknowledged mention is an inquiry")
}

// handbook is a folder of documents to search.
func handbook(tb testing.TB) string {
	tb.Helper()
	path, err := filepath.Abs("../../test/testdata/docs")
	require.NoError(tb, err)
	return path
}

// mention delivers one signed mention and returns how long it took to be
// acknowledged.
func mention(tb testing.TB, client *http.Client, addr, secret, bot string, n, channels int) time.Duration {
	now := time.Now()
	body := fmt.Appendf(nil, `{"type":"event_callback","team_id":"T0FAKESLACK","api_app_id":"A0TOBAN","event_id":"Ev%09d","event_time":%d,"event":{"type":"app_mention","user":"USATO","text":"<@%s> question %d about GitHub Actions","channel":"C%03d","ts":"%d.%06d","event_ts":"%d.%06d"}}`,
		n, now.Unix(), bot, n, n%channels, now.Unix(), n, now.Unix(), n)
	stamp := strconv.FormatInt(now.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, "http://"+addr+"/slack/events", bytes.NewReader(body))
	if err != nil {
		tb.Error(err)
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	began := time.Now()
	res, err := client.Do(req)
	if err != nil {
		tb.Error(err)
		return 0
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	if res.StatusCode != http.StatusOK {
		tb.Errorf("mention %d: %s", n, res.Status)
	}
	return time.Since(began)
}

// resident is the memory of a process in MiB, 0 where /proc does not tell.
func resident(tb testing.TB, pid int) float64 {
	tb.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			kib, _ := strconv.ParseFloat(f[1], 64)
			return kib / 1024
		}
	}
	return 0
}

// cpu is the processor time of a process, 0 where /proc does not tell.
func cpu(tb testing.TB, pid int) time.Duration {
	tb.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	f := strings.Fields(string(data))
	if err != nil || len(f) < 15 {
		return 0
	}
	user, _ := strconv.Atoi(f[13])
	system, _ := strconv.Atoi(f[14])
	return time.Duration(user+system) * 10 * time.Millisecond // a tick is 1/100 s
}
