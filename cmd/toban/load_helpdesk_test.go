package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
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

	"toban/test/fakeslack"
)

// channels is how many take questions.
const channels = 500

// A helpdesk is a workspace with many channels and a toban built for it.
type helpdesk struct {
	slack                       *fakeslack.Workspace
	calls                       *calls
	binary, config, store, addr string
	client                      *http.Client
}

// A mention is one question, and what became of it.
type mention struct {
	channel, ts, text string
	sent              time.Time
	acked             []time.Duration // of each delivery
	card, last        time.Time       // when its card stood in the thread, and all that it is answered with
	advised           bool            // it was answered with documents
}

func newHelpdesk(b *testing.B) *helpdesk {
	b.Helper()
	dir := b.TempDir()
	d := &helpdesk{
		slack: fakeslack.New(fakeslack.Options{RateLimits: true}), calls: &calls{n: make(map[string]int)},
		binary: filepath.Join(dir, "toban"), config: filepath.Join(dir, "toban.yaml"), store: filepath.Join(dir, "toban.db"),
		addr: freeAddress(b), client: &http.Client{Transport: &http.Transport{MaxConnsPerHost: 256, MaxIdleConnsPerHost: 256}},
	}
	out, err := exec.CommandContext(b.Context(), "go", "build", "-o", d.binary, ".").CombinedOutput()
	require.NoError(b, err, "%s", out)
	server := httptest.NewServer(d.calls.counted(d.slack.Handler()))
	b.Cleanup(server.Close)
	d.slack.SetBaseURL(server.URL)
	d.slack.AddUser(fakeslack.User{ID: "USATO", Name: "sato"})
	d.slack.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka"})
	var list strings.Builder
	for i := range channels {
		id := fmt.Sprintf("C%03d", i)
		d.slack.AddChannel(fakeslack.Channel{ID: id, Name: "ask-" + id, Members: []string{"USATO", "UTANAKA", d.slack.Bot().ID}})
		fmt.Fprintf(&list, "  - {id: %s, intake: mention}\n", id)
	}
	d.slack.AddChannel(fakeslack.Channel{ID: "CTEAM", Name: "team", Members: []string{"UTANAKA", d.slack.Bot().ID}})
	handbook, err := filepath.Abs("../../test/testdata/docs")
	require.NoError(b, err)
	require.NoError(b, os.WriteFile(d.config, fmt.Appendf(nil, `
team: {name: Platform, timezone: Asia/Tokyo, members: [UTANAKA]}
slack: {mode: http, bot_token: %q, signing_secret: %q, api_url: %q}
channels:
%s  - {id: CTEAM, role: team}
rotations: {platform: {handoff: "Mon 10:00", primary: [UTANAKA], start: "2025-01-06 10:00"}}
calendar: {hours: "daily 00:00-24:00"}
knowledge: {sources: [{name: handbook, path: %q}]}
store: {path: %q}
http: {listen: %q}
`, d.slack.BotToken(), d.slack.SigningSecret(), server.URL+"/api/", list.String(), handbook, d.store, d.addr), 0o600))
	return d
}

// write puts n questions into the channels in turn. Slack knows of no app
// yet, so that nothing is delivered.
func (d *helpdesk) write(b *testing.B, n int) []*mention {
	b.Helper()
	all := make([]*mention, n)
	for i := range all {
		m := &mention{
			channel: fmt.Sprintf("C%03d", i%channels),
			text:    fmt.Sprintf("<@%s> question %d about GitHub Actions", d.slack.Bot().ID, i),
		}
		var err error
		m.ts, err = d.slack.Say(b.Context(), fakeslack.Message{User: "USATO", Channel: m.channel, Text: m.text, Raw: true})
		require.NoError(b, err)
		all[i] = m
	}
	return all
}

// echo delivers to toban what it posts, until the function it returns is
// called.
func (d *helpdesk) echo(b *testing.B) (end func()) {
	b.Helper()
	d.slack.ConnectHTTP(fakeslack.HTTPApp{EventsURL: "http://" + d.addr + "/slack/events", Client: d.client})
	ctx, cancel := context.WithCancel(b.Context())
	var wait sync.WaitGroup
	wait.Go(func() { _ = d.slack.Run(ctx) })
	return func() {
		cancel()
		wait.Wait()
	}
}

// deliver sends the events of a mention at the same time and notes when each
// is acknowledged.
func (d *helpdesk) deliver(b *testing.B, m *mention, events []string) {
	m.sent = time.Now()
	m.acked = make([]time.Duration, len(events))
	var wait sync.WaitGroup
	for i, kind := range events {
		wait.Go(func() {
			if err := d.send(b.Context(), m, kind); err != nil {
				b.Errorf("%s of %q: %v", kind, m.text, err)
			}
			m.acked[i] = time.Since(m.sent)
		})
	}
	wait.Wait()
}

// send delivers one signed event.
func (d *helpdesk) send(ctx context.Context, m *mention, kind string) error {
	body, err := json.Marshal(map[string]any{
		"type": "event_callback", "team_id": d.slack.TeamID(), "api_app_id": d.slack.AppID(),
		"event_id": "Ev-" + kind + m.channel + m.ts, "event_time": m.sent.Unix(),
		"authorizations": []any{map[string]any{"team_id": d.slack.TeamID(), "user_id": d.slack.Bot().ID, "is_bot": true}},
		"event": map[string]any{
			"type": kind, "user": "USATO", "text": m.text, "channel": m.channel, "channel_type": "channel", "ts": m.ts, "event_ts": m.ts,
		},
	})
	if err != nil {
		return err
	}
	stamp := strconv.FormatInt(m.sent.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(d.slack.SigningSecret()))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+d.addr+"/slack/events", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	res, err := d.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %s", res.Status)
	}
	_, err = io.Copy(io.Discard, res.Body)
	return err
}

// awaitAnswers waits until every mention has its card and what follows it, and
// fails when something is missing or stands twice.
func (d *helpdesk) awaitAnswers(b *testing.B, all []*mention) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 3*time.Minute)
	defer cancel()
	look := time.NewTicker(250 * time.Millisecond)
	defer look.Stop()
	for waiting := all; len(waiting) > 0; {
		select {
		case <-look.C:
		case <-ctx.Done():
			b.Fatalf("%d of %d mentions are not answered, the first is %s in %s", len(waiting), len(all), waiting[0].ts, waiting[0].channel)
		}
		var still []*mention
		for _, m := range waiting {
			if !d.answered(b, m) {
				still = append(still, m)
			}
		}
		waiting = still
	}
	for _, m := range all {
		for notice, n := range d.answers(b, m) {
			require.Equal(b, 1, n, "%s in the thread of %q", notice, m.text)
		}
	}
}

// answered reports whether the card and what follows it, documents or a ping,
// stand in the thread of a mention.
func (d *helpdesk) answered(b *testing.B, m *mention) bool {
	b.Helper()
	n := d.answers(b, m)
	return n["show_card"] > 0 && len(n) > 1
}

// answers counts what toban has said in the thread of a mention, by notice,
// and notes when it stood there.
func (d *helpdesk) answers(b *testing.B, m *mention) map[string]int {
	b.Helper()
	n := make(map[string]int)
	for _, reply := range d.slack.Thread(m.channel, m.ts, "UTANAKA") {
		if reply.Metadata == nil {
			continue
		}
		var p struct{ Notice string }
		require.NoError(b, json.Unmarshal(reply.Metadata.EventPayload, &p))
		n[p.Notice]++
		switch p.Notice {
		case "show_card":
			m.card = instant(b, reply.TS)
		case "show_suggestion":
			m.advised = true
		}
		// A ping that comes minutes after the documents is no part of the answer.
		if len(n) <= 2 {
			m.last = instant(b, reply.TS)
		}
	}
	return n
}

// instant is the time that a message's ts is made of.
func instant(b *testing.B, ts string) time.Time {
	b.Helper()
	micros, err := strconv.ParseInt(strings.Replace(ts, ".", "", 1), 10, 64)
	require.NoError(b, err)
	return time.UnixMicro(micros)
}
