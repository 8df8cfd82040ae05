package web

import (
	"bytes"
	"context"
	"log/slog"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// A Calendar serves who is on call: /calendar/<rotation>.ics and
// /calendar/people/<person>.ics for calendar apps, /calendar/<rotation> for
// people. The parameter token opens each of them; without the right one there
// is nothing there.
type Calendar struct {
	Desk *triage.Desk

	// Name is what a person is called.
	Name func(ctx context.Context, person string) string
	// Book speaks a person's language, or the team's for nobody.
	Book func(ctx context.Context, person triage.PersonID) phrase.Book

	URL   string // where others reach it, without a slash at the end; "" where nobody was told
	Local bool   // browsers on this machine need no token for pages
	Now   func() time.Time
	Log   *slog.Logger
}

// How far a feed reaches, in days.
const (
	feedBefore = 15
	feedAfter  = 180
)

const feedSuffix = ".ics"

func (c *Calendar) mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /calendar/{rotation}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("rotation")
		if id, ok := strings.CutSuffix(name, feedSuffix); ok {
			c.feed(w, r, triage.Feed{Rotation: triage.RotationID(id)})
			return
		}
		c.page(w, r, triage.RotationID(name))
	})
	mux.HandleFunc("GET /calendar/people/{person}", func(w http.ResponseWriter, r *http.Request) {
		id, ok := strings.CutSuffix(r.PathValue("person"), feedSuffix)
		if !ok || id == "" {
			http.NotFound(w, r)
			return
		}
		c.feed(w, r, triage.Feed{Person: triage.PersonID(id)})
	})
}

// Feed is the address of a feed, with the token that opens it.
func (c *Calendar) Feed(f triage.Feed, token string) string {
	name := url.PathEscape(string(f.Rotation))
	if f.Rotation == "" {
		name = "people/" + url.PathEscape(string(f.Person))
	}
	return c.URL + "/calendar/" + name + feedSuffix + "?" + url.Values{"token": {token}}.Encode()
}

// Page is where the calendar of a rotation is shown, with the token that opens
// it.
func (c *Calendar) Page(id triage.RotationID, token string) string {
	return c.URL + "/calendar/" + url.PathEscape(string(id)) + "?" + url.Values{"token": {token}}.Encode()
}

func (c *Calendar) feed(w http.ResponseWriter, r *http.Request, f triage.Feed) {
	ctx := r.Context()
	since, ok, err := c.Desk.OpenFeed(ctx, f, r.URL.Query().Get("token"))
	if err == nil && !ok {
		http.NotFound(w, r)
		return
	}
	var turns []triage.FeedTurn
	now := c.Now()
	from, to := c.midnight(now, -feedBefore), c.midnight(now, feedAfter)
	if err == nil {
		turns, err = c.Desk.FeedTurns(ctx, f, from, to)
	}
	if err != nil {
		c.away(w, r, err)
		return
	}
	body := c.ics(ctx, f, since, turns, from, to)
	header := w.Header()
	header.Set("Content-Type", "text/calendar; charset=utf-8")
	header.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": feedFile(f)}))
	header.Set("Cache-Control", "private, no-cache") // may be kept, and is asked for again
	header.Set("ETag", etag(body))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func feedFile(f triage.Feed) string {
	if f.Rotation != "" {
		return string(f.Rotation) + feedSuffix
	}
	return "oncall" + feedSuffix
}

// away answers that the store cannot be read.
func (c *Calendar) away(w http.ResponseWriter, r *http.Request, err error) {
	c.Log.ErrorContext(r.Context(), "calendar not made", "error", err)
	w.Header().Set("Retry-After", "60")
	http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
}

// midnight is the 00:00 of a day before or after that of t, in the team's zone:
// what depends on it changes once a day.
func (c *Calendar) midnight(t time.Time, days int) time.Time {
	loc := c.zone()
	return rotation.Resolve(rotation.CivilOf(t.In(loc)).Date().AddDays(days), loc)
}

func (c *Calendar) zone() *time.Location { return c.Desk.Policy.Calendar.Location() }

// onThisMachine reports whether a request was made by a program on this machine
// that addressed it as such. What a proxy passes on was not: it says for whom it
// speaks. Nor was that of a site whose name leads here, which is how sites reach
// into browsers: names other than localhost do not count.
func onThisMachine(r *http.Request) bool {
	if !r.ProtoAtLeast(1, 1) { // as proxies speak by default, and no browser
		return false
	}
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !from.Addr().Unmap().IsLoopback() {
		return false
	}
	u := url.URL{Host: r.Host}
	_, err = netip.ParseAddr(u.Hostname())
	return err == nil || u.Hostname() == "localhost"
}

// base is the path under which a proxy passes requests on, usually none.
func (c *Calendar) base() string { return basePath(c.URL) }

// basePath is the path of an address.
func basePath(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.EscapedPath()
}
