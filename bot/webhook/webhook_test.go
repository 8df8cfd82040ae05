package webhook

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"toban/bot/outbox"
	"toban/bot/triage"
	"toban/test/fakeslack"
	"toban/test/fakewebhook"
	"toban/test/faulty"
)

func secretOf(letter string) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 24)))
}

var errOnPurpose = errors.New("on purpose")

// room is a hook with a receiver behind real HTTP.
type room struct {
	*Hooks
	receiver *fakewebhook.Receiver
	gone     []string
	call     triage.HookCall
	wanted   bool
	err      error
}

func newRoom(t *testing.T, change ...func(*Config)) *room {
	t.Helper()
	r := &room{receiver: fakewebhook.New(secretOf("a")), wanted: true, call: sampleCalls()["inquiry.resolved"]}
	server := httptest.NewServer(r.receiver)
	t.Cleanup(server.Close)
	c := Config{
		Receivers: []Receiver{{Name: "board", URL: server.URL + "/token", Secrets: []string{secretOf("a")}}},
		Read:      func(context.Context, triage.CallHook) (triage.HookCall, bool, error) { return r.call, r.wanted, r.err },
		Gone: func(_ context.Context, hook, url string) error {
			r.gone = append(r.gone, hook+" "+url)
			return r.err
		},
		Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}
	for _, f := range change {
		f(&c)
	}
	hooks, err := New(c)
	require.NoError(t, err)
	r.Hooks = hooks
	return r
}

func job(hook string) outbox.Job {
	n := triage.CallHook{Hook: hook, Event: triage.HookInquiryResolved, Subject: "INQ-142", N: 9}
	return outbox.Job{ID: "job-7-abcdefgh", Notice: n, Envelope: triage.EnvelopeOf(n)}
}

// The vector is the one of the specification's own libraries.
func TestTheSignatureIsThatOfTheSpecification(t *testing.T) {
	r := newRoom(t, func(c *Config) { c.Receivers[0].Secrets = []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"} })
	header := http.Header{}
	require.NoError(t, r.hooks["board"].sign(header, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`)))
	require.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", header.Get("webhook-signature"))
	require.Equal(t, "1614265330", header.Get("webhook-timestamp"))
	require.Equal(t, "msg_p5jXN8AQM9LWM0D4loKWxJek", header.Get("webhook-id"))
}

func TestACallIsTakenAndKnownAgain(t *testing.T) {
	r := newRoom(t)
	for range 2 { // the receipt of the first was lost
		receipt, err := r.Send(t.Context(), job("board"))
		require.NoError(t, err)
		require.Empty(t, receipt.Orders)
	}
	calls := r.receiver.Calls()
	require.Len(t, calls, 1)
	require.Equal(t, []string{"job-7-abcdefgh", "job-7-abcdefgh"}, r.receiver.Attempts())
	require.Equal(t, "inquiry.resolved", calls[0].Type)
	require.Equal(t, r.call.At, calls[0].At)
	require.EqualValues(t, 2, r.State("board").Sent)
	require.Equal(t, State{}, r.State("nobody"))
}

// While a receiver changes its secret it may know either.
func TestBothSecretsSign(t *testing.T) {
	for _, known := range []string{"a", "b"} {
		receiver := fakewebhook.New(secretOf(known))
		server := httptest.NewServer(receiver)
		r := newRoom(t, func(c *Config) {
			c.Receivers[0].URL, c.Receivers[0].Secrets = server.URL, []string{secretOf("b"), secretOf("a")}
		})
		_, err := r.Send(t.Context(), job("board"))
		server.Close()
		require.NoError(t, err)
		require.Len(t, receiver.Calls(), 1)
	}
	_, err := New(Config{Receivers: []Receiver{{Name: "board", Secrets: []string{"whsec_%%%"}}}})
	require.EqualError(t, err, "webhook board: its secret is not whsec_ and base64")
}

// verdicts is a queue with one job that notes what becomes of it.
type verdicts struct {
	outbox.Queue

	job    outbox.Job
	said   string
	at     time.Time
	reason string
	mu     sync.Mutex
}

func (q *verdicts) Due(context.Context, time.Time, int) ([]outbox.Job, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.said != "" {
		return nil, nil
	}
	return []outbox.Job{q.job}, nil
}

func (q *verdicts) Lease(context.Context, time.Time, outbox.Grant) ([]outbox.Job, error) {
	j := q.job
	j.Attempts++
	return []outbox.Job{j}, nil
}

func (q *verdicts) note(said, reason string, at time.Time) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.said, q.reason, q.at = said, reason, at
	return nil
}

func (q *verdicts) Done(context.Context, string) error { return q.note("done", "", time.Time{}) }

func (q *verdicts) Bury(_ context.Context, _, reason string) error {
	return q.note("buried", reason, time.Time{})
}

func (q *verdicts) Retry(_ context.Context, _ string, at time.Time, _ bool, reason string) error {
	return q.note("again", reason, at)
}

// settle has the outbox send a job, and tells what it did after that.
func settle(t *testing.T, r *room, hook string) *verdicts {
	t.Helper()
	q := &verdicts{job: job(hook)}
	q.job.Queued = time.Now()
	w := &outbox.Worker{Queue: q, Senders: map[triage.Via]outbox.Sender{triage.ViaHooks: r.Hooks}, Log: slog.New(slog.DiscardHandler)}
	require.NoError(t, w.Drain(t.Context()))
	return q
}

func TestWhatBecomesOfACall(t *testing.T) {
	status := func(code int, header map[string]string) faulty.Fault {
		return faulty.Fault{Trouble: faulty.Status, Status: code, Body: "we are\nbusy <!channel>", Header: header}
	}
	for name, c := range map[string]struct {
		fault  faulty.Fault
		said   string
		reason string
		rest   time.Duration // at least
	}{
		"200":               {faulty.Fault{Trouble: faulty.Empty}, "done", "", 0},
		"a page for people": {faulty.Fault{Trouble: faulty.Garbage}, "done", "", 0},
		"202":               {status(202, nil), "done", "", 0},
		"reset":             {faulty.Fault{Trouble: faulty.Reset}, "again", "EOF", 0},
		"408":               {status(408, nil), "again", "HTTP 408 Request Timeout: we are", 0},
		"409":               {status(409, nil), "again", "HTTP 409 Conflict: we are", 0},
		"425":               {status(425, nil), "again", "HTTP 425 Too Early: we are", 0},
		"429":               {status(429, map[string]string{"Retry-After": "120"}), "again", "HTTP 429 Too Many Requests: we are", 2 * time.Minute},
		"429 for ever":      {status(429, map[string]string{"Retry-After": "99999999999"}), "again", "HTTP 429 Too Many Requests: we are", 30 * time.Minute},
		"500":               {status(500, nil), "again", "HTTP 500 Internal Server Error: we are", 0},
		"503 until":         {status(503, map[string]string{"Retry-After": "Fri, 31 Dec 2199 23:59:59 GMT"}), "again", "HTTP 503 Service Unavailable: we are", 30 * time.Minute},
		"400":               {status(400, nil), "buried", "HTTP 400 Bad Request: we are", 0},
		"401":               {status(401, nil), "buried", "HTTP 401 Unauthorized: we are", 0},
		"404":               {status(404, nil), "buried", "HTTP 404 Not Found: we are", 0},
		"410":               {status(410, nil), "buried", "HTTP 410 Gone: we are", 0},
		"a redirect": {
			status(307, map[string]string{"Location": "https://elsewhere.example.com/token"}), "buried",
			"HTTP 307 Temporary Redirect: redirects to elsewhere.example.com, which is not followed", 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			r.receiver.Inject(c.fault)
			v := settle(t, r, "board")
			require.Equal(t, c.said, v.said)
			require.Equal(t, c.reason, v.reason)
			if c.rest > 0 {
				require.Greater(t, time.Until(v.at), c.rest-time.Minute)
				require.LessOrEqual(t, time.Until(v.at), longestRest)
			}
			require.Equal(t, 1, r.receiver.Seen(), "a redirect is not followed, and the sender repeats nothing itself")
			s := r.State("board")
			require.Equal(t, map[string]State{"done": {Sent: 1, Last: s.Last}, "again": {Failed: 1}, "buried": {Refused: 1}}[c.said], s)
			require.Equal(t, name == "410", len(r.gone) == 1)
		})
	}
}

func TestNothingListens(t *testing.T) {
	r := newRoom(t, func(c *Config) { c.Receivers[0].URL = "http://127.0.0.1:1/token" })
	v := settle(t, r, "board")
	require.Equal(t, "again", v.said)
	require.Contains(t, v.reason, "connection refused")
	require.NotContains(t, v.reason, "token", "an address may hold one")
}

func TestWhatIsNotCalled(t *testing.T) {
	r := newRoom(t)
	require.Equal(t, "done", settle(t, r, "removed").said, "it is configured no more")
	r.wanted = false
	require.Equal(t, "done", settle(t, r, "board").said, "the place has become private")
	r.wanted, r.err = true, triage.Errorf(triage.NotFound, "no_such_inquiry", "gone")
	require.Equal(t, "buried", settle(t, r, "board").said)
	r.err = errOnPurpose
	require.Equal(t, "again", settle(t, r, "board").said)
	require.Zero(t, r.receiver.Seen())

	_, err := r.Send(t.Context(), outbox.Job{Notice: triage.ShowCard{}})
	require.Error(t, err)
	require.Empty(t, r.Channel(t.Context(), outbox.Job{Notice: triage.ShowCard{}}))
	require.Equal(t, "hook/board", r.Channel(t.Context(), job("board")))
	require.Empty(t, r.Channel(t.Context(), job("removed")))
}

// An admin who could not be told that it is gone is told with the next try.
func TestGoneIsNotBuriedUntold(t *testing.T) {
	r := newRoom(t)
	r.receiver.SetGone(true)
	r.config.Gone = func(context.Context, string, string) error { return errOnPurpose }
	require.Equal(t, "again", settle(t, r, "board").said)
}

// A receiver that hangs is given up after ten seconds, and holds no more places
// than a few until then.
func TestAReceiverThatHangsTakesFewPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		receiver := fakewebhook.New(secretOf("a"))
		h, err := New(Config{
			Receivers: []Receiver{{Name: "board", URL: "http://board.test", Secrets: []string{secretOf("a")}}},
			Read: func(context.Context, triage.CallHook) (triage.HookCall, bool, error) {
				return sampleCalls()["inquiry.resolved"], true, nil
			},
			Transport: fakeslack.Direct(receiver), Now: time.Now, Log: slog.New(slog.DiscardHandler),
		})
		require.NoError(t, err)
		for range mostAtOnce {
			receiver.Inject(faulty.Fault{Trouble: faulty.Hang})
		}
		began := time.Now()
		var calls sync.WaitGroup
		for range mostAtOnce {
			calls.Go(func() {
				_, err := h.Send(t.Context(), job("board"))
				require.EqualError(t, err, "no answer within 10s")
			})
		}
		synctest.Wait()
		_, err = h.Send(t.Context(), job("board"))
		require.ErrorIs(t, err, ErrBusy)
		require.Zero(t, time.Since(began))
		calls.Wait()
		require.Equal(t, answerWithin, time.Since(began))
		_, err = h.Send(t.Context(), job("board"))
		require.NoError(t, err)
	})
}

func TestALongAnswerIsCut(t *testing.T) {
	written := make(chan int64, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		n, _ := io.Copy(w, io.LimitReader(endless{}, 64<<20))
		written <- n
	}))
	defer server.Close()
	r := newRoom(t, func(c *Config) { c.Receivers[0].URL = server.URL })
	answer, err := r.Ping(t.Context(), "board")
	require.NoError(t, err)
	require.Equal(t, Refused, answer.Outcome)
	require.Len(t, answer.Text, mostText)
	require.Less(t, <-written, int64(32<<20))
}

// endless never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte("x"), len(p))), nil }

func TestPing(t *testing.T) {
	r := newRoom(t)
	answer, err := r.Ping(t.Context(), "board")
	require.NoError(t, err)
	require.NoError(t, answer.Err())
	require.Equal(t, http.StatusNoContent, answer.Status)
	call := r.receiver.Calls()[0]
	require.Equal(t, "ping", call.Type)
	require.JSONEq(t, `"board"`, string(call.Data["hook"]))
	require.True(t, strings.HasPrefix(call.ID, "ping-"))
	_, err = r.Ping(t.Context(), "nobody")
	require.ErrorIs(t, err, ErrUnknown)
	require.Equal(t, State{}, r.State("board"), "a test is no call")
}

// sampleCalls are calls by the name of their event.
func sampleCalls() map[string]triage.HookCall {
	at := time.Date(2025, 11, 20, 6, 4, 0, 0, time.UTC)
	end := at.Add(time.Hour)
	return map[string]triage.HookCall{
		"inquiry.resolved": {
			At: end, Thread: triage.MessageRef{Channel: "C01ASK", TS: "1763618640.000100"}, Inquiry: &triage.HookInquiry{
				ID: "INQ-142", Version: 9, Status: triage.StatusResolved, Kind: "question", Area: "ci_cd", Urgency: 1, Team: "payments",
				Rotation: "platform", Channel: "C01ASK", AskedAt: at, Due: &end, FirstReplyAt: &end, ResolvedAt: &end,
			},
		},
		"inquiry.opened": {
			At: at, Private: true, Inquiry: &triage.HookInquiry{
				ID: "INQ-143", Version: 1, Status: triage.StatusOpen, Kind: "request", Urgency: 2, Rotation: "platform", Channel: "G01SECRET", AskedAt: at,
			}, Words: &triage.HookWords{By: "U01SATO", Asker: "U01SATO", Question: "GPU を <増やしたい> & すぐに"},
		},
		"incident.changed": {
			At: end, Incident: &triage.HookIncident{
				ID: "INC-7", Version: 4, Status: triage.IncidentStable, Severity: "SEV-2", DetectedAt: at, DeclaredAt: at, StableAt: &end,
				Inquiries: []triage.InquiryID{"INQ-142"}, DatadogURL: "https://app.datadoghq.com/incidents/7",
			},
		},
		"rotation.handoff": {At: end, Handoff: &triage.HookHandoff{Rotation: "platform", Version: 12, At: at, Staffed: true}},
	}
}

// The goldens are what receivers are written against; the schema says the same.
func TestPayloads(t *testing.T) {
	h, err := New(Config{Link: func(m triage.MessageRef) string {
		if m.IsZero() {
			return ""
		}
		return "https://acme.slack.com/archives/" + string(m.Channel)
	}})
	require.NoError(t, err)
	var s openapi3.Schema
	require.NoError(t, s.UnmarshalJSON(closed(t)))
	for event, call := range sampleCalls() {
		t.Run(event, func(t *testing.T) {
			body, err := json.Marshal(h.payload(triage.HookEvent(event), call))
			require.NoError(t, err)
			var got any
			require.NoError(t, json.Unmarshal(body, &got))
			require.NoError(t, s.VisitJSON(got))
			pretty, err := json.MarshalIndent(got, "", "  ")
			require.NoError(t, err)
			golden := "testdata/" + event + ".json"
			if os.Getenv("UPDATE") != "" {
				require.NoError(t, os.WriteFile(golden, append(pretty, '\n'), 0o600))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), string(pretty)+"\n")
		})
	}
}

// closed is the schema without room for what it does not name, in the dialect
// of OpenAPI 3.0.
func closed(t *testing.T) []byte {
	t.Helper()
	var s map[string]any
	require.NoError(t, json.Unmarshal(Schema(), &s))
	delete(s, "$schema")
	var walk func(map[string]any)
	walk = func(s map[string]any) {
		if types, ok := s["type"].([]any); ok { // ["string", "null"]
			s["type"], s["nullable"] = types[0], true
		}
		if properties, ok := s["properties"].(map[string]any); ok {
			s["additionalProperties"] = false
			for _, p := range properties {
				walk(p.(map[string]any))
			}
		}
	}
	walk(s)
	text, err := json.Marshal(s)
	require.NoError(t, err)
	return text
}

func TestTheSchemaNamesEveryEvent(t *testing.T) {
	var s struct {
		Properties struct {
			Type struct {
				Enum []string `json:"enum"`
			} `json:"type"`
		} `json:"properties"`
	}
	require.NoError(t, json.Unmarshal(Schema(), &s))
	want := []string{}
	for _, e := range triage.HookEvents() {
		want = append(want, string(e))
	}
	require.Equal(t, append(want, pingType), s.Properties.Type.Enum)
}

// What is recorded by others cannot be sent again later: the time is signed.
func TestTheTimeIsTheAttempts(t *testing.T) {
	var stamps []int64
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		n, _ := strconv.ParseInt(r.Header.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
		stamps = append(stamps, n)
	}))
	defer server.Close()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r := newRoom(t, func(c *Config) {
		c.Receivers[0].URL, c.Now = server.URL, func() time.Time { return now }
	})
	for range 2 {
		_, err := r.Send(t.Context(), job("board"))
		require.NoError(t, err)
		now = now.Add(time.Hour)
	}
	require.Equal(t, int64(3600), stamps[1]-stamps[0])
}
