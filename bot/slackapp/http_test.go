package slackapp

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// post sends a signed body; change may spoil the request afterwards.
func (r *room) post(path, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r.t.Helper()
	req := httptest.NewRequestWithContext(r.t.Context(), http.MethodPost, path, strings.NewReader(body))
	sign(req, r.slack.SigningSecret(), r.slack.Now(), body)
	for _, f := range change {
		f(req)
	}
	rec := httptest.NewRecorder()
	r.app.Handler().ServeHTTP(rec, req)
	return rec
}

func sign(req *http.Request, secret string, at time.Time, body string) {
	ts := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, "v0:"+ts+":"+body)
	req.Header.Set(headerTimestamp, ts)
	req.Header.Set(headerSignature, "v0="+hex.EncodeToString(mac.Sum(nil)))
}

const someEvent = `{"type":"event_callback","event_id":"Ev1","event":{"type":"message","user":"USATO","channel":"CASK","ts":"1763618640.000100","text":"<@U0TOBAN> VPN is down"}}`

func TestOnlySlackIsHeard(t *testing.T) {
	r := newRoom(t)
	resign := func(secret string, apart time.Duration) func(*http.Request) {
		return func(req *http.Request) { sign(req, secret, r.slack.Now().Add(apart), someEvent) }
	}
	for _, c := range []struct {
		name   string
		change func(*http.Request)
		want   int
	}{
		{"signed", func(*http.Request) {}, 200},
		{"no headers", func(q *http.Request) { q.Header = http.Header{} }, 401},
		{"no signature", func(q *http.Request) { q.Header.Del(headerSignature) }, 401},
		{"no timestamp", func(q *http.Request) { q.Header.Del(headerTimestamp) }, 401},
		{"another secret", resign("guess", 0), 401},
		{"the empty secret", resign("", 0), 401},
		{"an empty digest", func(q *http.Request) { q.Header.Set(headerSignature, "v0=") }, 401},
		{"no version", func(q *http.Request) {
			q.Header.Set(headerSignature, strings.TrimPrefix(q.Header.Get(headerSignature), "v0="))
		}, 401},
		{"a signature of 12 kB", func(q *http.Request) { q.Header.Set(headerSignature, "v0="+strings.Repeat("a", 12_000)) }, 401},
		{"a second, right signature", func(q *http.Request) {
			right := q.Header.Get(headerSignature)
			q.Header[headerSignature] = []string{"v0=" + strings.Repeat("0", 64), right}
		}, 401},
		{"five minutes old", resign(r.slack.SigningSecret(), -5*time.Minute), 200},
		{"older", resign(r.slack.SigningSecret(), -301*time.Second), 401},
		{"ten minutes ahead", resign(r.slack.SigningSecret(), 10*time.Minute), 401},
		{"a timestamp of -1", func(q *http.Request) { q.Header.Set(headerTimestamp, "-1") }, 401},
		{"a timestamp of 1e9", func(q *http.Request) { q.Header.Set(headerTimestamp, "1e9") }, 401},
		{"a timestamp of NaN", func(q *http.Request) { q.Header.Set(headerTimestamp, "NaN") }, 401},
		{"a changed body", func(q *http.Request) {
			q.Body = io.NopCloser(strings.NewReader(strings.Replace(someEvent, "VPN", "hElp", 1)))
		}, 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := r.post(PathEvents, someEvent, c.change)
			require.Equal(t, c.want, rec.Code)
			require.Empty(t, rec.Body.String(), "nothing is told")
		})
	}
}

func TestAnEmptySecretHearsNobody(t *testing.T) {
	r := newRoom(t, func(c *Config, _ *Deps) { c.Mode, c.SigningSecret = ModeSocket, "" })
	rec := r.post(PathEvents, someEvent, func(q *http.Request) { sign(q, "", r.slack.Now(), someEvent) })
	require.Equal(t, http.StatusUnauthorized, rec.Code)
}

func TestBodies(t *testing.T) {
	r := newRoom(t)
	for _, c := range []struct {
		name, path, body string
		want             int
	}{
		{"empty", PathEvents, "", 400},
		{"broken", PathEvents, "{", 400},
		{"a string", PathEvents, `"x"`, 400},
		{"bytes", PathEvents, "\x00\xff", 400},
		{"null", PathEvents, "null", 200},
		{"no event", PathEvents, `{"type":"event_callback","event_id":"Ev2"}`, 200},
		{"an event that is a string", PathEvents, `{"type":"event_callback","event_id":"Ev3","event":"x"}`, 200},
		{"an unknown event", PathEvents, `{"type":"event_callback","event_id":"Ev4","event":{"type":"martian_landed"}}`, 200},
		{"rate limited", PathEvents, `{"type":"app_rate_limited","minute_rate_limited":1}`, 200},
		{"no text", PathEvents, `{"type":"event_callback","event_id":"Ev5","event":{"type":"app_mention","user":"U1","channel":"CASK","ts":"1.2","text":null}}`, 200},
		{"another installation", PathEvents, `{"type":"event_callback","team_id":"T666","event_id":"Ev6","authorizations":[{"team_id":"T666","user_id":"U0TOBAN","is_bot":true}],"event":{"type":"app_mention","user":"U1","channel":"CASK","ts":"1.2","text":"<@U0TOBAN> the VPN is down"}}`, 200},
		{"no channel", PathEvents, `{"type":"event_callback","event_id":"Ev7","event":{"type":"app_mention","user":"U1","ts":"1.2","text":"<@U0TOBAN> the VPN is down"}}`, 200},
		{"numbers for words", PathEvents, `{"type":"event_callback","event_id":7,"event":{"type":"app_mention","user":{"id":1},"channel":[],"ts":1,"text":{}}}`, 200},
		{"a broken form", PathCommands, "%zz", 400},
		{"an empty form", PathCommands, "", 400},
		{"no payload", PathInteractions, "a=b", 400},
		{"a broken payload", PathInteractions, "payload=%7B", 400},
		{"no actions", PathInteractions, "payload=" + url.QueryEscape(`{"type":"block_actions","user":{"id":"U1"}}`), 200},
		{"nobody", PathInteractions, "payload=" + url.QueryEscape(`{"type":"block_actions","actions":[{"action_id":"claim","value":"INQ-1"}]}`), 200},
		{"foreign metadata", PathInteractions, "payload=" + url.QueryEscape(`{"type":"view_submission","user":{"id":"USATO"},"view":{"callback_id":"resolve","private_metadata":"[]"}}`), 200},
		{"an unknown control", PathInteractions, "payload=" + url.QueryEscape(`{"type":"block_actions","user":{"id":"USATO"},"actions":[{"action_id":"explode","value":"INQ-1"}]}`), 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, r.post(c.path, c.body).Code)
			r.settle()
			require.Zero(t, r.count())
		})
	}
}

func TestLargeBodies(t *testing.T) {
	r := newRoom(t)
	big := bytes.Repeat([]byte("a"), maxBody+1)
	require.Equal(t, http.StatusRequestEntityTooLarge, r.post(PathEvents, string(big)).Code)
	rec := r.post(PathEvents, string(big), func(q *http.Request) { q.ContentLength = -1 })
	require.Equal(t, http.StatusRequestEntityTooLarge, rec.Code, "without a length too")
	unsigned := r.post(PathEvents, someEvent, func(q *http.Request) {
		q.Header = http.Header{}
		q.ContentLength = -1
		q.Body = io.NopCloser(unreadable{t})
	})
	require.Equal(t, http.StatusUnauthorized, unsigned.Code)
}

// unreadable fails the test when somebody reads an unsigned body.
type unreadable struct{ t *testing.T }

func (u unreadable) Read([]byte) (int, error) {
	u.t.Error("an unsigned body was read")
	return 0, io.EOF
}

func TestURLVerificationAndProbe(t *testing.T) {
	r := newRoom(t)
	require.NoError(t, r.slack.VerifyURL(t.Context()))
	body := `{"type":"url_verification","challenge":"abc"}`
	require.Equal(t, http.StatusUnauthorized, r.post(PathEvents, body, func(q *http.Request) { q.Header = http.Header{} }).Code)

	for _, req := range []*http.Request{
		httptest.NewRequestWithContext(t.Context(), http.MethodGet, PathCommands+"?ssl_check=1", nil),
		httptest.NewRequestWithContext(t.Context(), http.MethodPost, PathCommands, strings.NewReader("ssl_check=1&token=x")),
	} {
		rec := httptest.NewRecorder()
		r.app.Handler().ServeHTTP(rec, req)
		require.Equal(t, http.StatusOK, rec.Code)
	}
	for _, method := range []string{http.MethodPut, http.MethodTrace, http.MethodGet} {
		rec := httptest.NewRecorder()
		r.app.Handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), method, PathEvents, nil))
		require.Equal(t, http.StatusMethodNotAllowed, rec.Code, method)
	}
}

func TestARetryThatWasNeverSeenCounts(t *testing.T) {
	r := newRoom(t)
	rec := r.post(PathEvents, someEvent, func(q *http.Request) {
		q.Header.Set("X-Slack-Retry-Num", "2")
		q.Header.Set("X-Slack-Retry-Reason", "http_timeout")
	})
	require.Equal(t, http.StatusOK, rec.Code)
	require.Equal(t, 1, r.count())
}

// stalled is a store that cannot commit.
type stalled struct{ triage.Store }

func (s stalled) Update(ctx context.Context, _ func(triage.Tx) error) error {
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
	}
	return &triage.Error{Kind: triage.Unavailable, Reason: "store_away", Err: errors.New("disk does not answer")}
}

func TestNothingRecordedIsNothingAcknowledged(t *testing.T) {
	r := newRoom(t)
	r.app.desk.Store = stalled{r.app.desk.Store}
	began := time.Now()
	require.Equal(t, http.StatusServiceUnavailable, r.post(PathEvents, someEvent).Code)
	require.Less(t, time.Since(began), 3*time.Second, "Slack waits three seconds")
	require.Zero(t, r.count())

	r.app.desk.Store = r.store
	require.Equal(t, http.StatusOK, r.post(PathEvents, someEvent).Code, "the repeat is taken")
	require.Equal(t, 1, r.count())
}

func TestResponseURLsOfOthersAreNotCalled(t *testing.T) {
	r := newRoom(t)
	for link, want := range map[string]bool{
		"http://slack.test/response/R1":          true,
		"https://hooks.slack.com/actions/1":      true,
		"https://hooks.slack.com.evil.test/x":    false,
		"http://169.254.169.254/latest":          false,
		"http://hooks.slack.com/actions/1":       false,
		"https://evil.test/?hooks.slack.com":     false,
		"file:///etc/passwd":                     false,
		"https://user@evil.test:443/hooks.slack": false,
	} {
		require.Equal(t, want, r.app.mayCall(link), link)
	}
}
