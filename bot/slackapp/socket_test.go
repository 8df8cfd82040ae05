package slackapp

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

// plugged is a room over real sockets.
func plugged(t *testing.T) (*room, context.CancelFunc, <-chan error) {
	t.Helper()
	var handler http.Handler // the workspace's, which is made with the room
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { handler.ServeHTTP(w, q) }))
	t.Cleanup(server.Close)
	r := newRoom(t, func(c *Config, d *Deps) {
		c.Mode, c.APIURL, d.HTTP = ModeSocket, server.URL+"/api/", server.Client()
	})
	handler = r.slack.Handler()
	r.slack.SetBaseURL(server.URL)
	r.slack.ConnectHTTP(fakeslack.HTTPApp{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.app.Run(ctx) }()
	t.Cleanup(cancel)
	require.Eventually(t, func() bool { return r.slack.Sockets() == sockets }, 5*time.Second, 5*time.Millisecond)
	return r, cancel, done
}

func TestSocketMode(t *testing.T) {
	r, cancel, done := plugged(t)
	ctx := t.Context()
	_, err := r.slack.Say(ctx, fakeslack.Message{User: "sato", Channel: ask, Text: "@toban ログが見られません"})
	require.NoError(t, err)
	require.Equal(t, 1, r.count(), "recorded before it was acknowledged")
	require.NoError(t, r.slack.Command(ctx, "emma", ask, "/toban oncall"))
	require.Contains(t, r.whispers("emma", ask), "On call now: tanaka", "the answer travels in the acknowledgement")

	cancel()
	select {
	case err := <-done:
		require.NoError(t, err)
	case <-time.After(10 * time.Second):
		t.Fatal("Run does not end")
	}
}

func TestSocketDropsAndComesBack(t *testing.T) {
	r, _, _ := plugged(t)
	ctx := t.Context()
	r.slack.Inject(fakeslack.Fault{Method: "event/*", Kind: fakeslack.DropSocket{}, Times: 1})
	_, err := r.slack.Say(ctx, fakeslack.Message{User: "sato", Channel: ask, Text: "@toban ログが見られません"})
	require.NoError(t, err)
	r.slack.DisconnectSockets("link_disabled")
	require.Eventually(t, func() bool { return r.slack.Sockets() == sockets }, 15*time.Second, 10*time.Millisecond)
	r.pass(time.Minute)
	r.slack.Tick(ctx)
	require.Equal(t, 1, r.count())
}

func TestUnreadableEnvelopesAreAcknowledged(t *testing.T) {
	r, _, _ := plugged(t)
	for _, payload := range []string{
		`{"type":"event_callback","event_id":"EvX","event":{"type":"martian_landed"}}`,
		`{"type":"event_callback","event_id":"EvY","event":{}}`,
		`{"type":"event_callback","event_id":"EvZ"}`,
		`"text"`,
		`{"type":"event_callback","event_id":"EvW","event":{"type":"app_mention","user":"USATO","channel":"CASK","ts":"1763618640.000100","text":"<@U0TOBAN> attached","attachments":[{"id":"1","ts":""}]}}`,
	} {
		env := envelope{ID: "e", Type: "events_api", Payload: json.RawMessage(payload)}
		_, err := r.app.delivered(t.Context(), env)
		require.NoError(t, err, payload)
	}
	require.Equal(t, 1, r.count(), "what the library rejects is read all the same")
	require.Equal(t, "attached", r.inquiry("INQ-1").Text)
}

func TestNoAcknowledgementWithoutARecord(t *testing.T) {
	r := newRoom(t)
	desk := *r.app.desk
	desk.Store = stalled{desk.Store}
	r.app.desk = &desk
	_, err := r.app.delivered(t.Context(), envelope{ID: "e", Type: "events_api", Payload: json.RawMessage(someEvent)})
	require.Equal(t, triage.Unavailable, triage.KindOf(err))
}

func TestRunRefusesAWrongToken(t *testing.T) {
	r := newRoom(t, func(c *Config, _ *Deps) { c.BotToken = "xoxb-wrong" })
	require.ErrorContains(t, r.app.Run(t.Context()), "slack refuses the bot token, check slack.bot_token: invalid_auth")
}
