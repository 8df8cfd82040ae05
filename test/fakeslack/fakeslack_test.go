package fakeslack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

// clock is a workspace clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 20, 6, 4, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// office is a workspace with the people and channels of the tests: sato and
// emma in #ask with the app, tanaka as well, ext from another company.
func office(o fakeslack.Options) *fakeslack.Workspace {
	w := fakeslack.New(o)
	for _, u := range []fakeslack.User{
		{ID: "U1", Name: "sato", DisplayName: "佐藤", Email: "sato@example.com", Locale: "ja-JP"},
		{ID: "U2", Name: "tanaka", Locale: "ja-JP"},
		{ID: "U3", Name: "emma", RealName: "Emma Stone", TZ: "Europe/London"},
		{ID: "U4", Name: "gone", Deleted: true},
		{ID: "U5", Name: "guest", Restricted: true},
		{ID: "U6", Name: "ext", Stranger: true},
	} {
		w.AddUser(u)
	}
	bot := w.Bot().ID
	w.AddChannel(fakeslack.Channel{ID: "C1", Name: "ask-platform", Members: []string{"U1", "U2", "U3", bot}})
	w.AddChannel(fakeslack.Channel{ID: "C2", Name: "random", Members: []string{"U1", "U3"}})
	w.AddChannel(fakeslack.Channel{ID: "C3", Name: "secret", Private: true, Members: []string{"U2"}})
	w.AddChannel(fakeslack.Channel{ID: "C4", Name: "old", Archived: true, Members: []string{bot}})
	w.AddChannel(fakeslack.Channel{ID: "C5", Name: "shared", ExtShared: true, Members: []string{"U1", "U6", bot}})
	w.AddUserGroup(fakeslack.UserGroup{ID: "S1", Name: "On-call", Handle: "toban-oncall", Users: []string{"U2"}})
	return w
}

// client is the unmodified slack-go client, calling the handler directly.
func client(w *fakeslack.Workspace) *slack.Client {
	return slack.New(w.BotToken(), slack.OptionAppLevelToken(w.AppToken()), slack.OptionHTTPClient(w.Client()), slack.OptionAPIURL("http://slack.test/api/"))
}

// inbox is an app over HTTP: it verifies signatures with slack-go, keeps what
// arrives and answers what the test says.
type inbox struct {
	t      *testing.T
	w      *fakeslack.Workspace
	mu     sync.Mutex
	got    []arrival
	answer func(a arrival) (status int, body string)
}

type arrival struct {
	path, retry, reason string
	body                []byte
	json                map[string]any // the event's outer object, the interaction's payload, or the command's fields
}

func (a arrival) event() map[string]any { e, _ := a.json["event"].(map[string]any); return e }

func connect(t *testing.T, w *fakeslack.Workspace) *inbox {
	in := &inbox{t: t, w: w}
	w.ConnectHTTP(fakeslack.HTTPApp{
		EventsURL: "http://app.test/events", CommandsURL: "http://app.test/commands", InteractionsURL: "http://app.test/interactions",
		Client: &http.Client{Transport: fakeslack.Direct(in)},
	})
	return in
}

func (in *inbox) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	a := read(in.t, r)
	in.mu.Lock()
	in.got = append(in.got, a)
	answer := in.answer
	in.mu.Unlock()
	if answer == nil {
		return
	}
	status, text := answer(a)
	rw.WriteHeader(status)
	_, _ = io.WriteString(rw, text)
}

// read decodes a delivery.
func read(t *testing.T, r *http.Request) arrival {
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	a := arrival{path: r.URL.Path, body: body, retry: r.Header.Get("X-Slack-Retry-Num"), reason: r.Header.Get("X-Slack-Retry-Reason"), json: map[string]any{}}
	if r.Header.Get("Content-Type") == "application/json" {
		require.NoError(t, json.Unmarshal(body, &a.json))
	} else {
		form := httptest.NewRequestWithContext(r.Context(), http.MethodPost, "/", nil)
		form.Body, form.Header = io.NopCloser(bytes.NewReader(body)), r.Header
		require.NoError(t, form.ParseForm())
		if p := form.PostForm.Get("payload"); p != "" {
			require.NoError(t, json.Unmarshal([]byte(p), &a.json))
		} else {
			for k := range form.PostForm {
				a.json[k] = form.PostForm.Get(k)
			}
		}
	}
	return a
}

// take returns what arrived and forgets it.
func (in *inbox) take() []arrival {
	in.mu.Lock()
	defer in.mu.Unlock()
	all := in.got
	in.got = nil
	return all
}

// types lists what arrived by event type and subtype, command or interaction.
func types(all []arrival) []string {
	out := []string{}
	for _, a := range all {
		var s string
		switch {
		case a.event() != nil:
			s, _ = a.event()["type"].(string)
			if sub, _ := a.event()["subtype"].(string); sub != "" {
				s += "/" + sub
			}
		case a.json["command"] != nil:
			s, _ = a.json["command"].(string)
		default:
			s, _ = a.json["type"].(string)
		}
		out = append(out, s)
	}
	return out
}

func ctx(t *testing.T) context.Context {
	c, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return c
}

func say(t *testing.T, w *fakeslack.Workspace, user, channel, text string) string {
	t.Helper()
	ts, err := w.Say(ctx(t), fakeslack.Message{User: user, Channel: channel, Text: text})
	require.NoError(t, err)
	return ts
}

// code is the code of an ActError.
func code(t *testing.T, err error) string {
	t.Helper()
	e := &fakeslack.ActError{}
	require.ErrorAs(t, err, &e)
	return e.Code
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(b)
}
