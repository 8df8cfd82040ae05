package slackapp

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/test/fakeslack"
)

// away is a stretch in which nothing is delivered and nothing sent again.
func (r *room) away(d time.Duration, meanwhile func()) {
	r.t.Helper()
	r.slack.ConnectHTTP(fakeslack.HTTPApp{})
	meanwhile()
	r.pass(d)
	r.slack.Tick(r.t.Context())
	r.pass(d)
	r.slack.Tick(r.t.Context())
}

func TestCatchUp(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.NoError(t, r.app.CatchUp(ctx), "the first look only sets the watermarks")
	first := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("kato", ask, "", "雑談です")

	quiet := func(m fakeslack.Message) string {
		t.Helper()
		r.pass(time.Second)
		ts, err := r.slack.Say(ctx, m)
		require.NoError(t, err)
		return ts
	}
	var second string
	r.away(time.Hour, func() {
		second = quiet(fakeslack.Message{User: "emma", Channel: ask, Text: "@toban how do I get a GPU node?"})
		quiet(fakeslack.Message{User: "tanaka", Channel: ask, Thread: first, Text: "権限を付けました"})
		quiet(fakeslack.Message{User: "tanaka", Channel: ask, Thread: first, Text: "@toban 待ち"})
		quiet(fakeslack.Message{User: "kato", Channel: ask, Text: "@toban"})
		quiet(fakeslack.Message{User: "kato", Channel: "CALL", Text: "VPC につながりません"})
		root := quiet(fakeslack.Message{User: "kato", Channel: ask, Text: "誰か VPN がわかりますか"})
		quiet(fakeslack.Message{User: "emma", Channel: ask, Thread: root, Text: "@toban これお願いします"})
		require.NoError(t, r.slack.Edit(ctx, "emma", ask, second, "@toban how do I get an A100 node?"))
	})
	require.Equal(t, 1, r.count())

	require.NoError(t, r.app.CatchUp(ctx))
	r.settle()
	require.Equal(t, 4, r.count())
	q := r.inquiry("INQ-2")
	require.Equal(t, "how do I get an A100 node?", q.Text)
	require.True(t, q.Late)
	require.Equal(t, triage.MessageTS(second).Time(), q.AskedAt, "the clock runs from the message")
	answered := r.inquiry("INQ-1")
	require.True(t, answered.Answered())
	require.Equal(t, triage.StatusWaiting, answered.Status)
	require.Empty(t, r.whispers("kato", ask), "nobody waits for an old menu")

	before := r.count()
	require.NoError(t, r.app.CatchUp(ctx))
	r.settle()
	require.Equal(t, before, r.count(), "reading again changes nothing")
	require.Len(t, r.inquiry("INQ-1").Replies, 1)
}

func TestCatchUpPagesAndFindsNoGap(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.NoError(t, r.app.CatchUp(ctx))
	r.away(time.Hour, func() {
		for range 250 {
			r.pass(time.Second)
			_, err := r.slack.Say(ctx, fakeslack.Message{User: "sato", Channel: ask, Text: "@toban ログが見られません"})
			require.NoError(t, err)
		}
	})
	r.slack.Inject(fakeslack.Fault{Method: "conversations.history", Channel: ask, Kind: fakeslack.HTTPStatus{Status: 500}, Times: 1})
	require.Error(t, r.app.CatchUp(ctx), "a look that fails moves no watermark")
	require.NoError(t, r.app.CatchUp(ctx))
	require.Equal(t, 250, r.count())
}

// A look that Slack's limits cut short is gone on with by the next one, in
// channels and in threads.
func TestCatchUpGoesOnWhereItWasCut(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.NoError(t, r.app.CatchUp(ctx))
	var roots []string
	for range 6 {
		roots = append(roots, r.says("sato", ask, "", "@toban ログが見られません"))
	}
	r.away(11*24*time.Hour, func() {
		for _, root := range roots {
			r.pass(time.Second)
			_, err := r.slack.Say(ctx, fakeslack.Message{User: "tanaka", Channel: ask, Thread: root, Text: "権限を付けました"})
			require.NoError(t, err)
		}
	})
	answered := func() (n int) {
		for i := range roots {
			if r.inquiry(triage.InquiryID(fmt.Sprint("INQ-", i+1))).Answered() {
				n++
			}
		}
		return n
	}
	r.slack.Inject(fakeslack.Fault{Method: "conversations.history", Channel: ask, Kind: fakeslack.HTTPStatus{Status: 500}})
	reads := 0
	for range len(roots) + 2 { // each look gets through one thread
		r.slack.ClearFaults()
		r.slack.Inject(fakeslack.Fault{Method: "conversations.history", Channel: ask, Kind: fakeslack.HTTPStatus{Status: 500}})
		allowed := 0
		r.app.http.Transport = counting{r.app.http.Transport, func(path string) bool {
			if !strings.HasSuffix(path, "conversations.replies") {
				return true
			}
			reads, allowed = reads+1, allowed+1
			return allowed == 1
		}}
		_ = r.app.CatchUp(ctx)
		r.app.http.Transport = r.app.http.Transport.(counting).RoundTripper
	}
	require.Equal(t, len(roots), answered())
	require.Less(t, reads, 4*len(roots), "what was read is not read again")
	value, err := r.app.mark(ctx, "history/"+ask)
	require.NoError(t, err)
	require.True(t, value.Before(r.app.now().Add(-time.Hour)), "a channel that could not be read is not taken for read")
}

// counting lets a call through, or breaks it.
type counting struct {
	http.RoundTripper
	allow func(path string) bool
}

func (c counting) RoundTrip(req *http.Request) (*http.Response, error) {
	if !c.allow(req.URL.Path) {
		return nil, errors.New("cut")
	}
	return c.RoundTripper.RoundTrip(req)
}

// Acts are never carried out twice, however far back the history is read: what
// may be met again keeps its keys.
func TestCatchUpAfterALongTimeRepeatsNothing(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.NoError(t, r.app.CatchUp(ctx))
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("sato", ask, ts, "@toban 取り下げ")
	r.says("sato", ask, ts, "@toban 再開")
	r.says("kato", ask, "", "@toban hlep")
	whispers := len(r.slack.Messages(ask, "kato"))
	for range 10 { // days on which nobody looks at the history
		r.pass(24 * time.Hour)
		unread, err := r.app.Unread(ctx)
		require.NoError(t, err)
		_, err = r.store.Prune(ctx, unread)
		require.NoError(t, err)
	}
	before := r.inquiry("INQ-1")
	require.NoError(t, r.app.CatchUp(ctx))
	r.settle()
	require.Equal(t, before.Status, r.inquiry("INQ-1").Status)
	require.Equal(t, before.Version, r.inquiry("INQ-1").Version)
	require.Len(t, r.slack.Messages(ask, "kato"), whispers)

	unread, err := r.app.Unread(ctx)
	require.NoError(t, err)
	n, err := r.store.Prune(ctx, unread)
	require.NoError(t, err)
	require.Positive(t, n, "once it was read, old keys go")
}

// answers of the team that nobody heard, one in each thread.
func (r *room) answers(roots []string) {
	r.t.Helper()
	for _, root := range roots {
		r.pass(time.Second)
		_, err := r.slack.Say(r.t.Context(), fakeslack.Message{User: "tanaka", Channel: ask, Thread: root, Text: "権限を付けました"})
		require.NoError(r.t, err)
	}
}

// A round that ended with its process has read threads before what was written
// while it was down.
func TestCatchUpReadsAllThreadsAfterARestart(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.NoError(t, r.app.CatchUp(ctx))
	roots := []string{r.says("sato", ask, "", "@toban ログが見られません"), r.says("kato", ask, "", "@toban VPN が切れます")}
	require.NoError(t, r.app.keep(ctx, markRound, round{Start: r.app.now(), After: "INQ-1"}))
	r.away(11*24*time.Hour, func() { r.answers(roots) })
	require.NoError(t, r.app.setMark(ctx, "history/"+ask, r.app.now()), "its threads alone can tell")

	r.app.in.looked = time.Time{}
	require.NoError(t, r.app.CatchUp(ctx))
	require.True(t, r.inquiry("INQ-2").Answered())
	require.True(t, r.inquiry("INQ-1").Answered(), "before reminders begin")
}

// A thread that cannot be read holds up no other one, and is read from where
// it was left when it can be.
func TestCatchUpPassesABrokenThread(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.NoError(t, r.app.CatchUp(ctx))
	roots := []string{r.says("sato", ask, "", "@toban ログが見られません"), r.says("kato", ask, "", "@toban VPN が切れます")}
	r.away(11*24*time.Hour, func() { r.answers(roots) })
	require.NoError(t, r.app.setMark(ctx, "history/"+ask, r.app.now()))
	broken := true
	whole := r.app.http.Transport
	r.app.http.Transport = breaking{whole, func(body string) bool { return broken && strings.Contains(body, "ts="+roots[0]) }}

	require.ErrorContains(t, r.app.CatchUp(ctx), "INQ-1")
	require.False(t, r.inquiry("INQ-1").Answered())
	require.True(t, r.inquiry("INQ-2").Answered())
	require.Error(t, r.app.CatchUp(ctx))
	r.pass(24 * time.Hour)
	require.Error(t, r.app.CatchUp(ctx))
	broken = false
	require.NoError(t, r.app.CatchUp(ctx))
	require.True(t, r.inquiry("INQ-1").Answered())
}

// breaking answers 500 to calls with some bodies.
type breaking struct {
	http.RoundTripper
	breaks func(body string) bool
}

func (b breaking) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(body)
		if err != nil {
			return nil, err
		}
		if b.breaks(string(text)) {
			return &http.Response{StatusCode: http.StatusInternalServerError, Status: "500", Body: http.NoBody, Header: http.Header{}, Request: req}, nil
		}
	}
	return b.RoundTripper.RoundTrip(req)
}
