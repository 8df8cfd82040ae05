package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A page whose address is too long to be kept in a cookie is not returned to,
// and keeps nobody from signing in.
func TestALongAddressKeepsNobodyOut(t *testing.T) {
	l := newLobby(t)
	l.slack.SignInAs("UTANAKA")
	for words, returns := range map[string]bool{
		strings.Repeat("a", 1000): true, strings.Repeat("a", 5000): false, strings.Repeat("&q=", 600): false, strings.Repeat("長", 500): false,
	} {
		l.opens(t)
		page := address("/search", "q", words)
		status, at, _ := l.visits(t, address(signInPath, "to", page))
		require.Equal(t, http.StatusOK, status, l.log.String())
		if !returns {
			page = "/"
		}
		require.Equal(t, page, at)
		status, _, _ = l.visits(t, "/")
		require.Equal(t, http.StatusOK, status)
	}
}

// Whoever gets hold of both what a browser kept and what Slack sent back is too
// late: the code is spent. Whoever has them first still lacks nothing of the
// browser's, and a code of theirs is of no use to it.
func TestAStolenReturnIsSpent(t *testing.T) {
	l := newLobby(t)
	at, err := url.Parse(l.url)
	require.NoError(t, err)
	begin := func(person string) (back string, kept []*http.Cookie) {
		l.opens(t)
		l.slack.SignInAs(person)
		l.browser.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
			if req.URL.Path == CallbackPath {
				back = req.URL.RequestURI()
				return http.ErrUseLastResponse
			}
			return nil
		}
		l.visits(t, signInPath)
		return back, l.browser.Jar.Cookies(at)
	}
	with := func(cookies []*http.Cookie) {
		jar, err := cookiejar.New(nil)
		require.NoError(t, err)
		jar.SetCookies(at, cookies)
		l.browser = &http.Client{Jar: jar}
	}
	back, kept := begin("UTANAKA")
	with(kept)
	status, _, _ := l.visits(t, back)
	require.Equal(t, http.StatusOK, status)
	with(kept)
	status, _, body := l.visits(t, back)
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, body, "did not confirm")
	require.Contains(t, l.log.String(), "invalid_code")

	theirs, _ := begin("UITO")
	_, mine := begin("UTANAKA")
	with(mine)
	status, _, _ = l.visits(t, theirs)
	require.Equal(t, http.StatusBadRequest, status, "nobody is signed in as somebody else")
	code, err := url.Parse(theirs)
	require.NoError(t, err)
	back, mine = begin("UTANAKA")
	swapped, err := url.Parse(back)
	require.NoError(t, err)
	q := swapped.Query()
	q.Set("code", code.Query().Get("code"))
	swapped.RawQuery = q.Encode()
	with(mine)
	status, _, _ = l.visits(t, swapped.RequestURI())
	require.Equal(t, http.StatusForbidden, status, "the code was given out for another sign-in")
	status, _, _ = l.visits(t, "/")
	require.Equal(t, http.StatusUnauthorized, status)
}

// Who signs out is out, also for whoever has copied the cookie; other browsers
// of theirs stay in.
func TestACopiedSessionEndsWithTheOther(t *testing.T) {
	l := newLobby(t)
	at, err := url.Parse(l.url)
	require.NoError(t, err)
	l.slack.SignInAs("UTANAKA")
	enter := func() (*http.Client, []*http.Cookie) {
		l.opens(t)
		status, _, _ := l.visits(t, signInPath)
		require.Equal(t, http.StatusOK, status)
		return l.browser, l.browser.Jar.Cookies(at)
	}
	phone, _ := enter()
	desk, copied := enter()
	sees := func(b *http.Client) int {
		l.browser = b
		status, _, _ := l.visits(t, "/")
		return status
	}
	l.opens(t)
	thief := l.browser
	thief.Jar.SetCookies(at, copied)
	require.Equal(t, http.StatusOK, sees(thief))
	l.browser = desk
	status, _, _ := l.does(t, http.MethodPost, signOutPath, map[string]string{"Sec-Fetch-Site": "same-origin"})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, http.StatusUnauthorized, sees(thief))
	require.Equal(t, http.StatusUnauthorized, sees(desk))
	require.Equal(t, http.StatusOK, sees(phone))
	l.now = l.now.Add(12 * time.Hour)
	_, _ = enter()
	_, _, _ = l.does(t, http.MethodPost, signOutPath, map[string]string{"Sec-Fetch-Site": "same-origin"})
	require.Len(t, l.gate.over.until, 1, "what has ended anyway is not remembered")
}

// While Slack does not answer, those who gave up waiting hold up nobody: for
// them it is not asked again.
func TestWhoGaveUpIsNotAskedFor(t *testing.T) {
	l := newLobby(t)
	asked := 0
	l.gate.HTTP = &http.Client{Transport: transport(func(*http.Request) (*http.Response, error) {
		asked++
		return nil, errors.New("no route")
	})}
	begin := func(ctx context.Context) int {
		w := httptest.NewRecorder()
		l.server.Handler().ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, signInPath, nil))
		return w.Code
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for range 20 {
		begin(gone)
	}
	require.Zero(t, asked)
	require.Equal(t, http.StatusServiceUnavailable, begin(t.Context()))
	require.Equal(t, 1, asked)
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
