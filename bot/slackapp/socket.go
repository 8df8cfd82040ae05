package slackapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/socketmode"
)

// sockets is how many connections are kept, of the ten Slack allows: while
// one reconnects, or hangs half-open, the other receives.
const sockets = 2

// parallel bounds the deliveries in work on one connection.
const parallel = 64

// Pauses before a connection is tried again after Slack has refused it.
const (
	pauseFirst = 2 * time.Second
	pauseMost  = time.Minute
)

// listen keeps one connection until ctx ends. A refused token ends it at the
// start; later it is tried again, because tokens can be put right.
func (a *App) listen(ctx context.Context, n int) error {
	pause, connected := pauseFirst, false
	for {
		err := a.connection(ctx, n, func() { connected, pause = true, pauseFirst })
		if ctx.Err() != nil {
			return nil //nolint:nilerr // we ended it
		}
		if !connected && refused(code(err)) {
			return fmt.Errorf("slack refuses the app token, check slack.app_token: %w", err)
		}
		a.log.ErrorContext(ctx, "socket lost", "connection", n, "error", err, "pause", pause)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		pause = min(2*pause, pauseMost)
	}
}

// connection runs one client; slack-go reconnects by itself until Slack
// refuses it. It returns when all that it received is answered.
func (a *App) connection(ctx context.Context, n int, connected func()) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := socketmode.New(a.api,
		socketmode.OptionDialer(&websocket.Dialer{
			Proxy:            http.ProxyFromEnvironment,
			NetDialContext:   (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 10 * time.Second}).DialContext,
			HandshakeTimeout: 10 * time.Second,
		}),
		socketmode.OptionReadLimit(4*maxBody),
		socketmode.OptionLog(slogLine{a.log}))
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	var work sync.WaitGroup
	defer work.Wait()
	slots := make(chan struct{}, parallel)
	for {
		select {
		case err := <-ended:
			return err
		case e := <-client.Events:
			env, ok := a.envelope(ctx, e, n, connected)
			if !ok {
				continue
			}
			slots <- struct{}{}
			work.Go(func() {
				defer func() { <-slots }()
				a.received(ctx, client, env)
			})
		}
	}
}

// An envelope is a delivery over a socket.
type envelope struct {
	ID      lenient         `json:"envelope_id"`
	Type    lenient         `json:"type"`
	Payload json.RawMessage `json:"payload"`
	Answers bool            `json:"accepts_response_payload"`
}

// envelope takes the delivery out of a client's event; ok is false for one
// that carries none. What the library cannot read is read here.
func (a *App) envelope(ctx context.Context, e socketmode.Event, n int, connected func()) (env envelope, ok bool) {
	switch e.Type { //nolint:exhaustive // the library announces more than anybody needs
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		if e.Request == nil {
			return env, false
		}
		r := e.Request
		return envelope{ID: lenient(r.EnvelopeID), Type: lenient(r.Type), Payload: r.Payload, Answers: r.AcceptsResponsePayload}, true
	case socketmode.EventTypeErrorBadMessage:
		bad, isBad := e.Data.(*socketmode.ErrorBadMessage)
		if !isBad {
			return env, false
		}
		if err := json.Unmarshal(bad.Message, &env); err != nil || env.ID == "" {
			a.log.WarnContext(ctx, "unreadable frame on the socket", "error", bad.Cause)
			return env, false
		}
		return env, true
	case socketmode.EventTypeConnected:
		connected()
		a.log.InfoContext(ctx, "socket connected", "connection", n)
		a.recheck()
	case socketmode.EventTypeConnectionError, socketmode.EventTypeInvalidAuth, socketmode.EventTypeIncomingError, socketmode.EventTypeErrorWriteFailed:
		a.log.WarnContext(ctx, "socket trouble", "connection", n, "type", string(e.Type))
	default:
	}
	return env, false
}

// received carries out a delivery and acknowledges it once it is recorded.
// Without an acknowledgement Slack sends it again.
func (a *App) received(ctx context.Context, client *socketmode.Client, env envelope) {
	// What has arrived is carried out even while we stop.
	work := context.WithoutCancel(ctx)
	defer a.recovered(work, "envelope")
	payload, err := a.delivered(work, env)
	if err != nil {
		return
	}
	if !env.Answers {
		payload = nil
	}
	ackCtx, cancel := context.WithTimeout(work, ackBudget)
	defer cancel()
	if err := client.AckCtx(ackCtx, string(env.ID), payload); err != nil {
		a.log.WarnContext(ctx, "acknowledgement not sent", "error", err)
	}
}

// delivered carries out what an envelope holds. A payload that nobody can
// read is acknowledged: sent again it would be no clearer.
func (a *App) delivered(ctx context.Context, env envelope) (any, error) {
	unreadable := func(err error) (any, error) {
		a.log.WarnContext(ctx, "unreadable delivery", "type", string(env.Type), "error", err)
		return nil, nil //nolint:nilnil // acknowledged without a payload
	}
	switch env.Type {
	case socketmode.RequestTypeEventsAPI:
		e, err := decodeEvent(env.Payload)
		if err != nil {
			return unreadable(err)
		}
		return nil, a.takeEvent(ctx, e)
	case socketmode.RequestTypeSlashCommands:
		var call slashCall
		if err := decodeObject(env.Payload, &call); err != nil {
			return unreadable(err)
		}
		return a.takeCommand(ctx, call), nil
	case socketmode.RequestTypeInteractive:
		i, err := decodeInteraction(env.Payload)
		if err != nil {
			return unreadable(err)
		}
		return a.takeInteraction(ctx, i)
	}
	return unreadable(errors.New("unknown type"))
}

// slogLine gives the library's log lines to ours. They hold no payloads as
// long as its debug option stays off.
type slogLine struct{ log *slog.Logger }

// Output writes one line of the library's.
func (s slogLine) Output(_ int, line string) error {
	s.log.Debug("socket library", "line", line)
	return nil
}
