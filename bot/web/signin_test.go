package web

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

// A lobby is a board behind Sign in with Slack, over real HTTP, with a browser
// in front.
type lobby struct {
	*board
	gate    *SlackGate
	url     string
	browser *http.Client
}

func newLobby(t testing.TB) *lobby {
	t.Helper()
	l := &lobby{board: newBoard(t)}
	slack := httptest.NewServer(l.slack.Handler())
	t.Cleanup(slack.Close)
	l.slack.SetBaseURL(slack.URL)
	var pages http.Handler
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { pages.ServeHTTP(w, r) }))
	t.Cleanup(front.Close)
	l.url = front.URL
	l.URL = l.url
	key, err := l.office.Desk.SigningKey(t.Context(), "session")
	require.NoError(t, err)
	l.gate = &SlackGate{
		ClientID: l.slack.ClientID(), ClientSecret: l.slack.ClientSecret(), Issuer: slack.URL, URL: l.url, Key: key, Session: 12 * time.Hour,
		People: l.app, HTTP: slack.Client(), Now: l.Now, Log: l.Log,
	}
	require.NoError(t, l.gate.Attach(l.Dashboard))
	pages = l.server.Handler()
	l.slack.AllowRedirects(l.url + CallbackPath)
	l.opens(t)
	return l
}

// opens opens a browser that was never here.
func (l *lobby) opens(t testing.TB) {
	t.Helper()
	cookies, err := cookiejar.New(nil)
	require.NoError(t, err)
	l.browser = &http.Client{Jar: cookies}
}

// visits goes to a path as a person would, through all redirects.
func (l *lobby) visits(t testing.TB, path string) (status int, at, body string) {
	t.Helper()
	return l.does(t, http.MethodGet, path, nil)
}

func (l *lobby) does(t testing.TB, method, path string, header map[string]string) (status int, at, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, l.url+path, nil)
	require.NoError(t, err)
	req.Header.Set("Accept-Language", "en")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	res, err := l.browser.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, res.Request.URL.RequestURI(), string(data)
}

func TestSigningInLeadsToThePageThatWasWanted(t *testing.T) {
	l := newLobby(t)
	l.slack.SignInAs("UTANAKA")
	status, _, body := l.visits(t, "/week?p=2025-W46")
	require.Equal(t, http.StatusUnauthorized, status)
	require.Contains(t, body, `href="/signin?to=%2Fweek%3Fp%3D2025-W46"`)
	require.NotContains(t, body, "2025-W45", "nothing of the page is shown")
	status, at, body := l.visits(t, "/signin?to=%2Fweek%3Fp%3D2025-W46")
	require.Equal(t, http.StatusOK, status, l.log.String())
	require.Equal(t, "/week?p=2025-W46", at)
	require.Contains(t, body, "田中")

	status, _, _ = l.visits(t, "/")
	require.Equal(t, http.StatusOK, status)
	l.now = l.now.Add(12 * time.Hour)
	status, _, _ = l.visits(t, "/")
	require.Equal(t, http.StatusUnauthorized, status, "a session ends")
}

func TestWhoIsNotLetIn(t *testing.T) {
	l := newLobby(t)
	l.slack.AddUser(fakeslack.User{ID: "UOTHER", Name: "other", Stranger: true})
	for _, c := range []struct {
		name, person string
		fault        fakeslack.SignInFault
		status       int
		says         string
	}{
		{"a guest", "UGUEST", 0, http.StatusForbidden, "Guests"},
		{"somebody who was deactivated", "UGONE", 0, http.StatusForbidden, "Guests"},
		{"the bot", l.slack.Bot().ID, 0, http.StatusForbidden, "Guests"},
		{"somebody of another workspace", "UOTHER", 0, http.StatusForbidden, "account in Platform"},
		{"who cancels", "", 0, http.StatusForbidden, "cancelled"},
		{"with another state", "UTANAKA", fakeslack.WrongState, http.StatusBadRequest, "another tab"},
		{"with another nonce", "UTANAKA", fakeslack.WrongNonce, http.StatusForbidden, "did not confirm"},
		{"with a token for another app", "UTANAKA", fakeslack.WrongAudience, http.StatusForbidden, "did not confirm"},
		{"with a token that another signed", "UTANAKA", fakeslack.BadSignature, http.StatusForbidden, "did not confirm"},
		{"with a token of before", "UTANAKA", fakeslack.OldToken, http.StatusForbidden, "did not confirm"},
		{"without a token", "UTANAKA", fakeslack.NoToken, http.StatusForbidden, "did not confirm"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l.opens(t)
			l.slack.SignInAs(c.person)
			l.slack.BreakSignIn(c.fault)
			status, _, body := l.visits(t, "/signin")
			require.Equal(t, c.status, status, l.log.String())
			require.Contains(t, body, c.says)
			require.Contains(t, body, `href="/signin`, "there is a way to try again")
			status, _, _ = l.visits(t, "/")
			require.Equal(t, http.StatusUnauthorized, status)
		})
	}
	require.NotContains(t, l.log.String(), l.slack.ClientSecret())
}

// What comes back from Slack is good for one sign-in, of the browser that began
// it, within ten minutes.
func TestAReturnFromSlackIsGoodOnce(t *testing.T) {
	l := newLobby(t)
	l.slack.SignInAs("UTANAKA")
	var back string
	stop := func(req *http.Request, _ []*http.Request) error {
		if req.URL.Path == CallbackPath {
			back = req.URL.RequestURI()
			return http.ErrUseLastResponse
		}
		return nil
	}
	begin := func() {
		l.browser.CheckRedirect = stop
		l.visits(t, "/signin")
		l.browser.CheckRedirect = nil
		require.NotEmpty(t, back)
	}
	begin()
	mine := l.browser
	l.opens(t)
	status, _, _ := l.visits(t, back)
	require.Equal(t, http.StatusBadRequest, status, "another browser did not begin it")
	l.browser = mine
	status, _, _ = l.visits(t, back)
	require.Equal(t, http.StatusOK, status)
	status, _, _ = l.visits(t, back)
	require.Equal(t, http.StatusBadRequest, status, "it was used")

	begin()
	l.now = l.now.Add(signingIn)
	status, _, _ = l.visits(t, back)
	require.Equal(t, http.StatusBadRequest, status, "it took too long")

	begin()
	l.now = l.now.Add(time.Minute)
	l.gate.Key = "another"
	require.NoError(t, l.gate.Attach(l.Dashboard))
	status, _, _ = l.visits(t, back)
	require.Equal(t, http.StatusBadRequest, status, "the cookie was not signed by us")
}

// Who loses the workspace loses the pages, whatever their session says.
func TestADeactivatedPersonLosesTheirSession(t *testing.T) {
	l := newLobby(t)
	l.slack.SignInAs("UTANAKA")
	status, _, _ := l.visits(t, "/signin")
	require.Equal(t, http.StatusOK, status)
	l.slack.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka", Deleted: true})
	l.now = l.now.Add(2 * time.Hour) // what Slack said of people is asked anew
	status, _, _ = l.visits(t, "/")
	require.Equal(t, http.StatusForbidden, status)
}

func TestSigningOutIsOursAlone(t *testing.T) {
	l := newLobby(t)
	l.slack.SignInAs("UTANAKA")
	_, _, body := l.visits(t, "/signin")
	require.Contains(t, body, `action="/signout" method="post"`)
	status, _, _ := l.does(t, http.MethodPost, signOutPath, map[string]string{"Sec-Fetch-Site": "cross-site"})
	require.Equal(t, http.StatusForbidden, status, "another site does not sign anybody out")
	status, _, _ = l.does(t, http.MethodPost, signOutPath, map[string]string{"Origin": "https://evil.example.com"})
	require.Equal(t, http.StatusForbidden, status)
	status, _, _ = l.visits(t, "/")
	require.Equal(t, http.StatusOK, status)
	status, _, _ = l.visits(t, signOutPath)
	require.Equal(t, http.StatusMethodNotAllowed, status, "a link signs nobody out")
	status, _, body = l.does(t, http.MethodPost, signOutPath, map[string]string{"Sec-Fetch-Site": "same-origin"})
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "signed out")
	status, at, body := l.visits(t, "/signedout?lang=ja")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "/signedout?lang=ja", at)
	require.Contains(t, body, "サインアウトしました。", "the page can be read in the other language")
	status, _, body = l.visits(t, "/")
	require.Equal(t, http.StatusUnauthorized, status)
	require.Contains(t, body, `lang="ja"`, "and the choice is kept")
	_, _, _ = l.visits(t, "/signin")
	_, at, _ = l.visits(t, "/signedout")
	require.Equal(t, "/", at, "who has signed in again is not told that they are out")
}

// A session cannot be made up or changed, and over HTTPS goes over nothing else.
func TestCookies(t *testing.T) {
	now := time.Date(2025, 11, 20, 15, 4, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	for at, secure := range map[string]bool{"https://toban.example.com/help": true, "http://127.0.0.1:8080": false} {
		j, err := newJar("toban", "a key", at, clock)
		require.NoError(t, err)
		w := httptest.NewRecorder()
		require.NoError(t, put(w, j, session{Person: "UTANAKA"}, time.Hour))
		c := w.Result().Cookies()[0]
		require.Equal(t, secure, c.Secure)
		require.Equal(t, secure, strings.HasPrefix(c.Name, "__Host-"))
		require.True(t, c.HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, c.SameSite)
		require.Equal(t, "/", c.Path)
		require.Empty(t, c.Domain)
		require.NotContains(t, c.Value, "UTANAKA")

		holds := func(c http.Cookie, j *jar) bool {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.AddCookie(&c)
			s, ok := take[session](r, j)
			return ok && s.Person == "UTANAKA"
		}
		require.True(t, holds(*c, j))
		changed := *c
		changed.Value = c.Value[:len(c.Value)-6] + "AAAAAA"
		require.False(t, holds(changed, j))
		other, err := newJar("toban", "another key", at, clock)
		require.NoError(t, err)
		require.False(t, holds(*c, other))
		pending, err := newJar("toban-signin", "a key", at, clock)
		require.NoError(t, err)
		moved := *c
		moved.Name = pending.name
		require.False(t, holds(moved, pending), "what is in one jar is of no use in another")
		now = now.Add(time.Hour)
		require.False(t, holds(*c, j), "it ends")
		now = now.Add(-time.Hour)
	}
}

func TestOnlyOwnPagesAreReturnedTo(t *testing.T) {
	for to, want := range map[string]string{
		"": "/", "/": "/", "/week?p=2025-W47": "/week?p=2025-W47", "week": "/", "//evil.example.com": "/", "/\\evil.example.com": "/",
		"https://evil.example.com/": "/", "/a/../..//evil": "/a/../..//evil", "javascript:alert(1)": "/", "/%zz": "/",
		"/\t/evil.example.com": "/", "/ok\r\nSet-Cookie: a=b": "/", "/%2F%2Fevil.example.com": "/%2F%2Fevil.example.com",
		"///evil.example.com": "/", "https:evil.example.com": "/", "//user@evil.example.com/": "/", "/#//evil.example.com": "/",
	} {
		require.Equal(t, want, local(to), "%q", to)
	}
}

// A proxy is believed only from where it is, and only when it names one
// person of the workspace.
func TestAProxyIsBelievedFromWhereItIs(t *testing.T) {
	b := newBoard(t)
	b.Gate = &ProxyGate{Header: "X-Forwarded-Email", Trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}, People: b.app}
	for _, c := range []struct {
		name, from string
		emails     []string
		status     int
	}{
		{"a lead through the proxy", "10.1.2.3:55", []string{"yamada@example.com"}, http.StatusOK},
		{"over IPv6", "[fd00::1]:55", []string{"sato@example.com"}, http.StatusOK},
		{"an IPv4 address as IPv6", "[::ffff:10.1.2.3]:55", []string{"sato@example.com"}, http.StatusOK},
		{"past the proxy", "192.0.2.1:55", []string{"yamada@example.com"}, http.StatusForbidden},
		{"from this machine, which is not trusted", "127.0.0.1:55", []string{"yamada@example.com"}, http.StatusForbidden},
		{"nobody named", "10.1.2.3:55", nil, http.StatusForbidden},
		{"an empty name", "10.1.2.3:55", []string{" "}, http.StatusForbidden},
		{"two names", "10.1.2.3:55", []string{"sato@example.com", "yamada@example.com"}, http.StatusForbidden},
		{"a guest", "10.1.2.3:55", []string{"guest@example.com"}, http.StatusForbidden},
		{"nobody in Slack", "10.1.2.3:55", []string{"nobody@example.com"}, http.StatusForbidden},
	} {
		w := b.reads(t, "/oncall", func(r *http.Request) {
			r.RemoteAddr = c.from
			for _, e := range c.emails {
				r.Header.Add("X-Forwarded-Email", e)
			}
		})
		require.Equal(t, c.status, w.Code, c.name)
	}
	b.slack.Inject(fakeslack.Fault{Method: "users.*", Kind: fakeslack.HTTPStatus{Status: http.StatusInternalServerError}})
	w := b.reads(t, "/", func(r *http.Request) {
		r.RemoteAddr = "10.1.2.3:55"
		r.Header.Set("X-Forwarded-Email", "tanaka@example.com")
	})
	require.Equal(t, http.StatusServiceUnavailable, w.Code, "who cannot be asked about is not let in")
}

// Whatever Slack's redirect carries is answered with a page.
func FuzzReturn(f *testing.F) {
	l := newLobby(f)
	for _, q := range []string{"", "code=x", "state=&code=", "error=access_denied", "state=%00", "code=a&code=b"} {
		f.Add(q, "")
	}
	f.Fuzz(func(t *testing.T, query, cookie string) {
		r := httptest.NewRequest(http.MethodGet, l.url+CallbackPath, nil)
		r.URL.RawQuery = query
		r.AddCookie(&http.Cookie{Name: "toban-signin", Value: url.QueryEscape(cookie)})
		w := httptest.NewRecorder()
		l.server.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest {
			t.Errorf("%q = %s", query, fmt.Sprint(w.Code))
		}
	})
}
