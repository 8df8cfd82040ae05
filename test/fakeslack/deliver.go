package fakeslack

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"
)

// HTTPApp says where an app takes deliveries over HTTP.
type HTTPApp struct {
	EventsURL, CommandsURL, InteractionsURL string
	Client                                  *http.Client // nil means a plain client
}

// ackWithin is how long an app has to acknowledge.
// https://docs.slack.dev/apis/events-api and /interactivity/handling-user-interaction
const ackWithin = 3 * time.Second

// ack is how an attempt to deliver went.
type ack struct {
	ok        bool
	transport string
	status    int
	body      []byte
	plain     bool   // the body is text, not JSON
	reason    string // why not, in the words of X-Slack-Retry-Reason
	noRetry   bool
	took      time.Duration
}

// noTransport is the reason of attempts that found neither socket nor URL.
const noTransport = "no_connection"

// ConnectHTTP delivers to the app by HTTP from now on. While a socket is
// connected, Socket Mode is used instead.
func (w *Workspace) ConnectHTTP(app HTTPApp) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.http, w.known = app, true
}

// VerifyURL sends the signed url_verification request that saving the events
// URL sends, and checks the answer.
func (w *Workspace) VerifyURL(ctx context.Context) error {
	challenge := "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
	d := &delivery{kind: eventDelivery, name: "url_verification", payload: encode(object{
		"token": "fake-verification-token", "challenge": challenge, "type": "url_verification",
	})}
	w.mu.Lock()
	app := w.http
	w.mu.Unlock()
	a := w.attemptHTTP(ctx, app, d)
	w.record(d, a, 0)
	var answer struct{ Challenge string }
	if a.ok && (string(a.body) == challenge || json.Unmarshal(a.body, &answer) == nil && answer.Challenge == challenge) {
		return nil
	}
	return &ActError{Act: "verify the events url", Code: cmp.Or(a.reason, "challenge_failed")}
}

// deliver attempts a first or repeated delivery and queues what has to be
// repeated. Faults for deliveries act here.
func (w *Workspace) deliver(ctx context.Context, d *delivery) ack {
	w.mu.Lock()
	copies, drop := 1, false
	if d.born.IsZero() {
		switch k := w.strike(d.kind.String()+"/"+d.name, d.channel, true).(type) {
		case nil:
		case Duplicate:
			copies += max(1, k.N)
		case DropSocket:
			drop = true
		case DelayDelivery:
			d.born = w.opts.Now()
			d.due = d.born.Add(k.D)
			w.queue = append(w.queue, d)
			w.mu.Unlock()
			return ack{ok: true, transport: "delayed"}
		case HoldDelivery:
			d.born = w.opts.Now()
			w.held = append(w.held, d)
			w.mu.Unlock()
			return ack{ok: true, transport: "held"}
		case RateLimited, ErrorCode, HTTPStatus, Reset, ResetAfterStore, TimeoutAfterStore, Status500AfterStore, GarbageBody, EmptyBody, Slow:
		}
	}
	if d.born.IsZero() {
		d.born = w.opts.Now()
	}
	w.mu.Unlock()

	var a ack
	for i := range copies {
		if a = w.attempt(ctx, d, drop); i < copies-1 {
			w.record(d, a, i)
		}
	}
	w.record(d, a, copies-1)
	w.settle(d, a)
	return a
}

// attempt delivers once by the transport that is there.
func (w *Workspace) attempt(ctx context.Context, d *delivery, drop bool) ack {
	w.mu.Lock()
	var s *socket
	if len(w.sockets) > 0 {
		w.turn++
		s = w.sockets[w.turn%len(w.sockets)]
	}
	app := w.http
	w.mu.Unlock()
	switch {
	case s != nil:
		return w.attemptSocket(ctx, s, d, drop)
	case app.url(d.kind) != "":
		return w.attemptHTTP(ctx, app, d)
	default:
		return ack{reason: noTransport, transport: "none"}
	}
}

func (a HTTPApp) url(k deliveryKind) string {
	switch k {
	case eventDelivery:
		return a.EventsURL
	case commandDelivery:
		return a.CommandsURL
	case interactionDelivery:
		return a.InteractionsURL
	default:
		return ""
	}
}

func (w *Workspace) attemptHTTP(ctx context.Context, app HTTPApp, d *delivery) (a ack) {
	start := time.Now()
	defer func() { a.took, a.transport = time.Since(start), "http" }()
	body, kind := []byte(d.payload), "application/json"
	switch d.kind {
	case commandDelivery:
		body, kind = formBody(d.payload), "application/x-www-form-urlencoded"
	case interactionDelivery:
		body, kind = []byte(url.Values{"payload": {string(d.payload)}}.Encode()), "application/x-www-form-urlencoded"
	case eventDelivery:
	}
	ctx, cancel := context.WithTimeout(ctx, ackWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, app.url(d.kind), bytes.NewReader(body))
	if err != nil {
		return ack{reason: "connection_failed"}
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	w.sign(req, body)
	if d.attempt > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(d.attempt))
		req.Header.Set("X-Slack-Retry-Reason", d.reason)
	}
	client := http.Client{}
	if app.Client != nil {
		client = *app.Client
	}
	client.CheckRedirect = func(_ *http.Request, via []*http.Request) error {
		if len(via) > 2 {
			return errRedirects
		}
		return nil
	}
	resp, err := client.Do(req)
	if err != nil {
		return ack{reason: reasonOf(err)}
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	a = ack{status: resp.StatusCode, body: bytes.TrimSpace(answer), noRetry: resp.Header.Get("X-Slack-No-Retry") == "1"}
	a.plain = len(a.body) > 0 && a.body[0] != '{'
	switch {
	case err != nil:
		a.reason = reasonOf(err)
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		a.reason = "http_error"
	default:
		a.ok = true
	}
	return a
}

var errRedirects = errors.New("too many redirects")

func reasonOf(err error) string {
	switch {
	case errors.Is(err, errRedirects):
		return "too_many_redirects"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "http_timeout"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "ssl_error"
	}
	if _, ok := errors.AsType[net.Error](err); ok || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "connection_failed"
	}
	return "unknown_error"
}

// sign adds the signature that apps verify.
// https://docs.slack.dev/authentication/verifying-requests-from-slack
func (w *Workspace) sign(req *http.Request, body []byte) {
	ts := strconv.FormatInt(w.opts.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(signingSecret))
	mac.Write([]byte("v0:" + ts + ":"))
	mac.Write(body)
	req.Header.Set("X-Slack-Request-Timestamp", ts)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

func formBody(payload json.RawMessage) []byte {
	var fields map[string]string
	if err := json.Unmarshal(payload, &fields); err != nil {
		panic("fakeslack: command payload: " + err.Error())
	}
	v := url.Values{}
	for key, value := range fields {
		v.Set(key, value)
	}
	return []byte(v.Encode())
}

// settle queues the next attempt of an event that was not acknowledged.
func (w *Workspace) settle(d *delivery, a ack) {
	if a.ok || a.noRetry || d.kind != eventDelivery || d.attempt >= 3 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.known {
		return
	}
	now := w.opts.Now()
	if a.reason == noTransport && d.attempt == 1 && now.Before(d.born.Add(time.Minute)) {
		d.due = now.Add(time.Second) // at once means when a socket is back
		w.queue = append(w.queue, d)
		return
	}
	d.attempt++
	d.reason = a.reason
	if a.reason == noTransport {
		d.reason = "connection_failed"
	}
	switch d.attempt {
	case 1:
		d.due = now
	case 2:
		d.due = d.born.Add(time.Minute)
	default:
		d.due = d.born.Add(5 * time.Minute)
	}
	w.queue = append(w.queue, d)
	w.nudge()
}

// enqueue leaves deliveries for the next Tick or act.
func (w *Workspace) enqueue(ds ...*delivery) {
	for _, d := range ds {
		if d != nil && w.known { // an app that was never there misses nothing
			d.due = w.opts.Now()
			w.queue = append(w.queue, d)
		}
	}
	w.nudge()
}

func (w *Workspace) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// act delivers what a person did and, if nobody runs the workspace, all that
// has become due meanwhile. It returns the acknowledgement of the last one.
func (w *Workspace) act(ctx context.Context, ds ...*delivery) (last ack) {
	ds = present(slices.Clone(ds))
	if w.opts.Concurrent {
		var wg sync.WaitGroup
		for _, d := range ds {
			wg.Go(func() { w.deliver(ctx, d) })
		}
		wg.Wait()
	} else {
		for _, d := range ds {
			last = w.deliver(ctx, d)
		}
	}
	w.mu.Lock()
	run := w.running > 0
	w.mu.Unlock()
	if !run {
		w.Tick(ctx)
	}
	return last
}

// Tick delivers everything that is due on the workspace clock: repeats,
// echoes of the app's own messages, delayed and scheduled ones. It returns
// when all of it has been attempted.
func (w *Workspace) Tick(ctx context.Context) { w.flush(ctx, 1) }

func (w *Workspace) flush(ctx context.Context, parallel int) {
	for ctx.Err() == nil {
		w.mu.Lock()
		now := w.opts.Now()
		w.postScheduled(now)
		var due []*delivery
		w.queue = slices.DeleteFunc(w.queue, func(d *delivery) bool {
			if d.due.After(now) {
				return false
			}
			due = append(due, d)
			return true
		})
		w.mu.Unlock()
		if len(due) == 0 {
			return
		}
		slices.SortStableFunc(due, func(a, b *delivery) int { return a.due.Compare(b.due) })
		if parallel == 1 {
			for _, d := range due {
				w.deliver(ctx, d)
			}
			continue
		}
		var wg sync.WaitGroup
		slots := make(chan struct{}, parallel)
		for _, d := range due {
			slots <- struct{}{}
			wg.Go(func() { w.deliver(ctx, d); <-slots })
		}
		wg.Wait()
	}
}

// Run delivers what becomes due until ctx ends: as soon as something is
// queued, and every quarter of a second for a clock that was moved.
func (w *Workspace) Run(ctx context.Context) error {
	w.mu.Lock()
	w.running++
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.running--
		w.mu.Unlock()
	}()
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		w.flush(ctx, 32)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-w.wake:
		}
	}
}

// Pending returns how many deliveries wait for their time or are held.
func (w *Workspace) Pending() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.queue) + len(w.held)
}
