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

// Frames that no client library reads as a whole come through the socket: they
// are acknowledged, and served as far as they can be understood.
func TestOddFramesAreServed(t *testing.T) {
	r, _, _ := plugged(t)
	send := func(id, kind, payload string) {
		t.Helper()
		r.slack.SendRaw(json.RawMessage(`{"type":"` + kind + `","envelope_id":"` + id + `","accepts_response_payload":false,"payload":` + payload + `}`))
	}
	const odd = `"attachments":[{"id":"1","ts":""},7],"blocks":[{"type":"martian","x":[1]},{"type":"rich_text","elements":[{"type":"rich_text_hologram"}]},{"type":"actions","elements":[{"type":"hologram"}]}]`
	send("odd-message", "events_api", `{"type":"event_callback","event_id":"EvOdd","event":{"type":"app_mention","user":"USATO","channel":"CASK","ts":"1763620000.000100","text":"<@`+r.slack.Bot().ID+`> attached",`+odd+`}}`)
	require.Eventually(t, func() bool { return r.count() == 1 }, 5*time.Second, 5*time.Millisecond)
	require.Equal(t, "attached", r.inquiry("INQ-1").Text)

	send("odd-press", "interactive", `{"type":"block_actions","user":{"id":"UTANAKA","team_id":"`+r.slack.TeamID()+`"},"team":null,"trigger_id":"1.2","channel":{"id":"CASK"},`+
		`"container":{"type":"message","channel_id":"CASK","message_ts":"1.2","thread_ts":12.5,"is_ephemeral":"no"},"message":{`+odd+`},"state":"x",`+
		`"actions":[{"type":"button","action_id":"claim","value":"INQ-1","action_ts":1.1}]}`)
	require.Eventually(t, func() bool { return r.inquiry("INQ-1").Owner == "UTANAKA" }, 5*time.Second, 5*time.Millisecond)

	send("odd-form", "interactive", `{"type":"view_submission","user":{"id":"USATO"},"team":[],"view":{"id":"V1","hash":"h","type":"modal","callback_id":"ask","private_metadata":"{}",`+odd+
		`,"state":{"values":{"text":{"text":{"type":"hologram","value":"from a form"}},"odd":7}}}}`)
	require.Eventually(t, func() bool { return r.count() == 2 }, 5*time.Second, 5*time.Millisecond)
	require.Equal(t, "from a form", r.inquiry("INQ-2").Text)

	send("odd-command", "slash_commands", `{"command":"/toban","text":"withdraw 2","user_id":"USATO","channel_id":"CASK","team_id":"`+r.slack.TeamID()+`","trigger_id":7,"is_enterprise_install":false}`)
	require.Eventually(t, func() bool { return r.inquiry("INQ-2").Status == triage.StatusWithdrawn }, 5*time.Second, 5*time.Millisecond)
	send("odd-kind", "telepathy", `[]`)
	send("odd-last", "events_api", `{"type":"event_callback","event_id":"EvLast","event":{"type":"app_mention","user":"USATO","channel":"CASK","ts":"1763620001.000100","text":"<@`+r.slack.Bot().ID+`> and it goes on"}}`)
	require.Eventually(t, func() bool { return r.count() == 3 }, 5*time.Second, 5*time.Millisecond)
	for _, id := range []string{"odd-message", "odd-press", "odd-form", "odd-command", "odd-kind", "odd-last"} {
		require.Eventually(t, func() bool { return r.slack.Acknowledged(id) }, 5*time.Second, 5*time.Millisecond, id)
	}
}

func TestNoAcknowledgementWithoutARecord(t *testing.T) {
	r := newRoom(t)
	r.app.desk.Store = stalled{r.app.desk.Store}
	_, err := r.app.delivered(t.Context(), envelope{ID: "e", Type: "events_api", Payload: json.RawMessage(someEvent)})
	require.Equal(t, triage.Unavailable, triage.KindOf(err))
}

func TestRunRefusesAWrongToken(t *testing.T) {
	r := newRoom(t, func(c *Config, _ *Deps) { c.BotToken = "xoxb-wrong" })
	require.ErrorContains(t, r.app.Run(t.Context()), "slack refuses the bot token, check slack.bot_token: invalid_auth")
}
