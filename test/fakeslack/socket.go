package fakeslack

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// maxSockets is how many connections an app may hold.
// https://docs.slack.dev/apis/events-api/using-socket-mode
const maxSockets = 10

// maxAck is the size from which Slack drops an acknowledgement silently.
const maxAck = 20 * 1024

// socket is one Socket Mode connection.
type socket struct {
	conn *websocket.Conn
	mu   sync.Mutex    // one writer at a time
	gone chan struct{} // closed when the connection has ended
}

// envelope is a delivery that waits for its acknowledgement on a socket.
type envelope struct {
	on    *socket
	reply chan json.RawMessage
}

func (s *socket) write(v any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.conn.SetWriteDeadline(time.Now().Add(ackWithin)); err != nil {
		return err
	}
	return s.conn.WriteMessage(websocket.TextMessage, encode(v))
}

func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	w.mu.Lock()
	ok := w.tickets[ticket]
	delete(w.tickets, ticket)
	w.mu.Unlock()
	if !ok {
		http.Error(rw, "invalid ticket", http.StatusNotFound)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	s := &socket{conn: conn, gone: make(chan struct{})}
	w.mu.Lock()
	if len(w.sockets) >= maxSockets {
		w.mu.Unlock()
		_ = s.write(object{"type": "disconnect", "reason": "too_many_websockets", "debug_info": object{"host": "fakeslack"}})
		_ = conn.Close()
		return
	}
	n := len(w.sockets) + 1
	w.mu.Unlock()
	hello := object{
		"type": "hello", "num_connections": n, "connection_info": object{"app_id": appID},
		"debug_info": object{"host": "fakeslack", "build_number": 1, "approximate_connection_time": 3600},
	}
	var pings sync.WaitGroup
	if s.write(hello) == nil {
		w.mu.Lock()
		w.sockets, w.known = append(w.sockets, s), true
		w.changed(Change{Sockets: true})
		w.mu.Unlock()
		w.nudge()
		pings.Go(func() { w.ping(s) })
		w.readAcks(s)
	}
	w.mu.Lock()
	w.sockets = slices.DeleteFunc(w.sockets, func(o *socket) bool { return o == s })
	w.changed(Change{Sockets: true})
	w.mu.Unlock()
	close(s.gone)
	_ = conn.Close()
	pings.Wait()
}

// ping keeps the connection alive: clients take silence for a dead one.
func (w *Workspace) ping(s *socket) {
	every := cmp.Or(w.opts.PingEvery, 5*time.Second)
	if every < 0 {
		return
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if s.conn.WriteControl(websocket.PingMessage, []byte("Ping from fakeslack"), time.Now().Add(ackWithin)) != nil {
			return
		}
		select {
		case <-s.gone:
			return
		case <-tick.C:
		}
	}
}

// readAcks returns when the connection ends.
func (w *Workspace) readAcks(s *socket) {
	for {
		_, raw, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		var a struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if len(raw) >= maxAck || json.Unmarshal(raw, &a) != nil {
			continue
		}
		w.mu.Lock()
		e := w.pending[a.EnvelopeID]
		delete(w.pending, a.EnvelopeID)
		if e == nil {
			w.strays[a.EnvelopeID] = true
		}
		w.mu.Unlock()
		if e != nil {
			e.reply <- a.Payload
		}
	}
}

func (w *Workspace) attemptSocket(ctx context.Context, s *socket, d *delivery, drop bool) (a ack) {
	start := time.Now()
	defer func() { a.took, a.transport = time.Since(start), "socket" }()
	e := &envelope{on: s, reply: make(chan json.RawMessage, 1)}
	w.mu.Lock()
	id := w.newID("env-")
	if !drop { // an answer that overtakes the cut would otherwise count
		w.pending[id] = e
	}
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.pending, id)
		w.mu.Unlock()
	}()
	kind := "interactive"
	switch d.kind {
	case eventDelivery:
		kind = "events_api"
	case commandDelivery:
		kind = "slash_commands"
	case interactionDelivery:
	}
	o := object{"type": kind, "envelope_id": id, "payload": d.payload, "accepts_response_payload": d.answers}
	if d.kind == eventDelivery {
		o["retry_attempt"], o["retry_reason"] = d.attempt, d.reason
	}
	if err := s.write(o); err != nil {
		_ = s.conn.Close()
		return ack{reason: "connection_failed"}
	}
	if drop {
		_ = s.conn.Close()
	}
	timer := time.NewTimer(ackWithin)
	defer timer.Stop()
	select {
	case payload := <-e.reply:
		if !d.answers || string(payload) == "null" {
			payload = nil
		}
		return ack{ok: true, body: payload, status: http.StatusOK}
	case <-s.gone:
		return ack{reason: "connection_failed"}
	case <-timer.C:
		return ack{reason: "timeout"}
	case <-ctx.Done():
		return ack{reason: "timeout"}
	}
}

// Sockets returns how many Socket Mode connections are open.
func (w *Workspace) Sockets() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sockets)
}

// DisconnectSockets ends all connections as Slack does when it refreshes them.
// With the reason "warning" only the notice is sent and the client is left to
// reconnect; with refresh_requested, link_disabled or too_many_websockets the
// connection is closed as well.
func (w *Workspace) DisconnectSockets(reason string) {
	for _, s := range w.openSockets() {
		_ = s.write(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "fakeslack"}})
		if reason != "warning" {
			_ = s.conn.Close()
		}
	}
}

// DropSockets cuts all connections without a word.
func (w *Workspace) DropSockets() {
	for _, s := range w.openSockets() {
		_ = s.conn.Close()
	}
}

// SendRaw writes a frame to every connection as it is, for envelopes that no
// client library knows.
func (w *Workspace) SendRaw(frame json.RawMessage) {
	for _, s := range w.openSockets() {
		_ = s.write(frame)
	}
}

// Acknowledged reports whether the app has acknowledged a frame of [SendRaw],
// by its envelope_id.
func (w *Workspace) Acknowledged(envelope string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.strays[envelope]
}

func (w *Workspace) openSockets() []*socket {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sockets)
}
