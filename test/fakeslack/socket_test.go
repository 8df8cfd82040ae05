package fakeslack_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

// served puts a workspace behind a real server.
func served(t *testing.T, o fakeslack.Options) (*fakeslack.Workspace, *slack.Client) {
	w := office(o)
	srv := httptest.NewServer(w.Handler())
	t.Cleanup(func() {
		w.DropSockets()
		srv.Close()
	})
	w.SetBaseURL(srv.URL)
	return w, slack.New(w.BotToken(), slack.OptionAppLevelToken(w.AppToken()), slack.OptionAPIURL(srv.URL+"/api/"))
}

// listen runs the unmodified Socket Mode client until the test ends. handle
// gets every event of the client.
func listen(t *testing.T, api *slack.Client, handle func(*socketmode.Client, socketmode.Event)) {
	sm := socketmode.New(api)
	run, cancel := context.WithCancel(context.Background())
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		_ = sm.RunContext(run)
	}()
	go func() {
		defer close(stopped)
		for {
			select {
			case e := <-sm.Events:
				handle(sm, e)
			case <-run.Done():
				return
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-stopped
		<-done
	})
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	require.Eventually(t, ok, 10*time.Second, 5*time.Millisecond, what)
}

func TestSocketMode(t *testing.T) {
	w, api := served(t, fakeslack.Options{})
	got := make(chan socketmode.Event, 100)
	listen(t, api, func(sm *socketmode.Client, e socketmode.Event) {
		if e.Request == nil || e.Request.EnvelopeID == "" {
			got <- e
			return
		}
		switch e.Type { //nolint:exhaustive // the others carry no answer
		case socketmode.EventTypeSlashCommand:
			_ = sm.Ack(*e.Request, map[string]any{"text": "hello"})
		case socketmode.EventTypeInteractive:
			_ = sm.Ack(*e.Request, map[string]any{"response_action": "errors", "errors": map[string]string{"what": "no"}})
		default:
			_ = sm.Ack(*e.Request)
		}
		got <- e
	})
	next := func(want socketmode.EventType) socketmode.Event {
		t.Helper()
		for {
			select {
			case e := <-got:
				if e.Type == want {
					return e
				}
			case <-time.After(10 * time.Second):
				require.FailNow(t, "no event", want)
			}
		}
	}
	require.Equal(t, 1, next(socketmode.EventTypeHello).Request.NumConnections)
	eventually(t, "connected", func() bool { return w.Sockets() == 1 })

	ts := say(t, w, "sato", "C1", "@toban VPC")
	e := next(socketmode.EventTypeEventsAPI)
	require.Equal(t, ts, e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.MessageEvent).TimeStamp)
	e = next(socketmode.EventTypeEventsAPI)
	require.Equal(t, ts, e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.AppMentionEvent).TimeStamp)
	require.Equal(t, "socket", w.Exchanges(0)[w.Exchanges(0)[0].Seq].Transport)

	require.NoError(t, w.Command(ctx(t), "sato", "C1", "/toban help"))
	require.Equal(t, "help", next(socketmode.EventTypeSlashCommand).Data.(slack.SlashCommand).Text)
	require.Equal(t, "hello", w.PlainText(w.Messages("C1", "sato")[1]))

	require.NoError(t, w.GlobalShortcut(ctx(t), "sato", "ask"))
	cb := next(socketmode.EventTypeInteractive).Data.(slack.InteractionCallback)
	_, err := api.OpenViewContext(ctx(t), cb.TriggerID, form("Ask", question()))
	require.NoError(t, err)
	var fields *fakeslack.FieldsError
	require.ErrorAs(t, w.Submit(ctx(t), "sato", "", map[string]any{"what": "VPC"}), &fields)
	require.Equal(t, "no", fields.Fields["what"])
}

func TestSocketDropBeforeTheAcknowledgement(t *testing.T) {
	w, api := served(t, fakeslack.Options{})
	got := make(chan *socketmode.Request, 100)
	listen(t, api, func(sm *socketmode.Client, e socketmode.Event) {
		if e.Type == socketmode.EventTypeEventsAPI {
			_ = sm.Ack(*e.Request)
			got <- e.Request
		}
	})
	eventually(t, "connected", func() bool { return w.Sockets() == 1 })
	run, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(run) }()
	defer func() {
		stop()
		require.NoError(t, <-done)
	}()
	w.Inject(fakeslack.Fault{Method: "event/message.channels", Kind: fakeslack.DropSocket{}, Times: 1})
	say(t, w, "sato", "C1", "hi")
	for {
		var r *socketmode.Request
		select {
		case r = <-got:
		case <-time.After(20 * time.Second):
			require.FailNow(t, "never repeated")
		}
		if r.RetryAttempt > 0 {
			require.Equal(t, 1, r.RetryAttempt)
			require.Equal(t, "connection_failed", r.RetryReason)
			break
		}
	}
	eventually(t, "all delivered", func() bool { return w.Pending() == 0 })
}

func TestDisconnectMakesTheClientReturn(t *testing.T) {
	w, api := served(t, fakeslack.Options{})
	hellos := make(chan struct{}, 10)
	listen(t, api, func(_ *socketmode.Client, e socketmode.Event) {
		if e.Type == socketmode.EventTypeHello {
			hellos <- struct{}{}
		}
	})
	<-hellos
	for _, reason := range []string{"warning", "refresh_requested"} {
		eventually(t, "connected", func() bool { return w.Sockets() > 0 })
		w.DisconnectSockets(reason)
		select {
		case <-hellos:
		case <-time.After(10 * time.Second):
			require.FailNow(t, "did not come back", reason)
		}
	}
}

func TestTwoSocketsShareTheEnvelopes(t *testing.T) {
	w, api := served(t, fakeslack.Options{})
	var seen [2]chan string
	for i := range seen {
		seen[i] = make(chan string, 100)
		listen(t, api, func(sm *socketmode.Client, e socketmode.Event) {
			if e.Type == socketmode.EventTypeEventsAPI {
				_ = sm.Ack(*e.Request)
				seen[i] <- e.Request.EnvelopeID
			}
		})
	}
	eventually(t, "connected", func() bool { return w.Sockets() == 2 })
	for range 10 {
		say(t, w, "sato", "C1", "hi")
	}
	require.Equal(t, []int{5, 5}, []int{len(seen[0]), len(seen[1])})
}

func TestUnreadableEnvelopes(t *testing.T) {
	w, api := served(t, fakeslack.Options{})
	bad := make(chan struct{}, 1)
	listen(t, api, func(_ *socketmode.Client, e socketmode.Event) {
		if e.Type == socketmode.EventTypeErrorBadMessage {
			bad <- struct{}{}
		}
	})
	eventually(t, "connected", func() bool { return w.Sockets() == 1 })
	w.SendRaw(json.RawMessage(`{"type":"events_api","envelope_id":"e","payload":{"type":"event_callback","event":{"type":"no_such_event"}}}`))
	select {
	case <-bad:
	case <-time.After(10 * time.Second):
		require.FailNow(t, "not reported")
	}
}

func TestSocketTicketsAreUsedOnce(t *testing.T) {
	w, api := served(t, fakeslack.Options{})
	_, url, err := api.StartSocketModeContext(ctx(t))
	require.NoError(t, err)
	require.Contains(t, url, "ws://127.0.0.1")
	for i, want := range []bool{true, false} {
		conn, resp, err := websocket.DefaultDialer.DialContext(ctx(t), url, nil)
		if resp != nil && resp.Body != nil {
			_ = resp.Body.Close()
		}
		require.Equal(t, want, err == nil, i)
		if err == nil {
			eventually(t, "connected", func() bool { return w.Sockets() == 1 })
			require.NoError(t, conn.Close())
		}
	}
}
