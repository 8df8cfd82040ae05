package web

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"toban/bot/boltstore"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// golden compares with a file of testdata, or writes it when UPDATE is set.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "run UPDATE=1 go test to accept")
}

// An office serves the calendar of a rotation of tanaka, ito and suzuki, on
// the afternoon of Thursday 2025-11-20.
type office struct {
	*Calendar
	t   testing.TB
	now time.Time
	n   int
	log bytes.Buffer
}

func newOffice(t testing.TB) *office {
	t.Helper()
	tokyo, err := rotation.LoadZone("Asia/Tokyo")
	require.NoError(t, err)
	cal, err := rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}, Holidays: rotation.Lines{"jp"}}.Build(tokyo)
	require.NoError(t, err)
	o := &office{t: t, now: time.Date(2025, 11, 20, 15, 4, 0, 0, tokyo)}
	clock := func() time.Time { return o.now }
	store, err := boltstore.Open(filepath.Join(t.TempDir(), "toban.db"), boltstore.Options{Now: clock})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	names := map[string]string{"UTANAKA": "田中", "UITO": `ito; "the, \ one"`, "USUZUKI": "suzuki", "UYAMADA": "yamada"}
	o.Calendar = &Calendar{
		URL: "https://toban.example.com", Now: clock, Log: slog.New(slog.NewTextHandler(&o.log, nil)),
		Name: func(_ context.Context, id string) string { return names[id] },
		Book: func(_ context.Context, id triage.PersonID) phrase.Book {
			if id == "UITO" {
				return phrase.For("en")
			}
			return phrase.For("ja")
		},
		Desk: &triage.Desk{
			Store: store, Now: clock, Default: "platform", Log: slog.New(slog.DiscardHandler),
			Policy: triage.Policy{
				Members: []triage.PersonID{"UTANAKA", "UITO", "USUZUKI"}, Leads: []triage.PersonID{"UYAMADA"}, Calendar: cal,
			},
			Schedules: map[triage.RotationID]triage.Schedule{},
		},
	}
	o.keeps("platform", rotation.Spec{
		Handoff: "Mon 10:00", Start: "2025-01-06", Primary: []string{"UTANAKA", "UITO", "USUZUKI"}, Secondary: rotation.Second{Offset: 1},
	})
	return o
}

func (o *office) keeps(id triage.RotationID, spec rotation.Spec) {
	o.t.Helper()
	r, err := spec.Build(o.Desk.Policy.Calendar)
	require.NoError(o.t, err)
	o.Desk.Schedules[id] = r
}

// lays has yamada, the lead, arrange a change.
func (o *office) lays(c triage.Command) {
	o.t.Helper()
	o.n++
	_, err := o.Desk.Handle(o.t.Context(), triage.Order{Key: fmt.Sprint("lays", o.n), By: "UYAMADA", Rotation: "platform", At: o.now, Command: c})
	require.NoError(o.t, err)
}

func (o *office) at(text string) time.Time {
	o.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, o.zone())
	require.NoError(o.t, err)
	return at
}

// arranged has a cover within a day, and a day on which everybody is away.
func (o *office) arranged() *office {
	o.t.Helper()
	o.lays(triage.Cover{Person: "USUZUKI", For: "UITO", From: o.at("2025-11-26 13:00"), To: o.at("2025-11-27 13:00")})
	for _, who := range []triage.PersonID{"UTANAKA", "UITO", "USUZUKI"} {
		o.lays(triage.BeAway{Person: who, From: o.at("2025-12-04 00:00"), To: o.at("2025-12-05 00:00")})
	}
	return o
}

// feedOf is the path of a feed with its token.
func (o *office) feedOf(f triage.Feed) string {
	o.t.Helper()
	by := f.Person
	if by == "" {
		by = "UTANAKA"
	}
	key, err := o.Desk.FeedKey(o.t.Context(), by, f)
	require.NoError(o.t, err)
	return strings.TrimPrefix(o.Feed(f, key.Token), o.URL)
}

func (o *office) gets(path string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	o.t.Helper()
	server := &Server{Log: o.Log, Calendar: o.Calendar}
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for _, f := range change {
		f(req)
	}
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, req)
	return w
}

func TestFeedsAsCalendarAppsReadThem(t *testing.T) {
	o := newOffice(t).arranged()
	for name, f := range map[string]triage.Feed{
		"rotation.ja.ics": {Rotation: "platform"}, "person.en.ics": {Person: "UITO"}, "person.ja.ics": {Person: "USUZUKI"},
	} {
		res := o.gets(o.feedOf(f))
		require.Equal(t, http.StatusOK, res.Code)
		require.Equal(t, "text/calendar; charset=utf-8", res.Header().Get("Content-Type"))
		text := res.Body.String()
		golden(t, name, text)
		for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
			require.NotContains(t, line, "\n")
			require.LessOrEqual(t, len(line), 75, line)
			require.True(t, utf8.ValidString(line), "no character is cut: %q", line)
		}
		for _, id := range []string{"UTANAKA", "UITO", "USUZUKI", "UYAMADA", "@example.com"} {
			require.NotContains(t, text, id+"\r", "names only")
		}
	}
	require.NotContains(t, o.log.String(), "token")
}

// What people read in the library's parser is what was written: names with
// every character that has a meaning in the format, over several lines.
func TestFeedsParseBack(t *testing.T) {
	o := newOffice(t).arranged()
	cal, err := ics.ParseCalendar(o.gets(o.feedOf(triage.Feed{Rotation: "platform"})).Body)
	require.NoError(t, err)
	seen := make(map[string]bool)
	for _, e := range cal.Events() {
		require.False(t, seen[e.Id()], "%s stands twice", e.Id())
		seen[e.Id()] = true
	}
	covered := cal.Events()[slices.IndexFunc(cal.Events(), func(e *ics.VEvent) bool {
		return e.Id() == "platform/primary/20251126T040000Z@toban.example.com"
	})]
	require.Equal(t, "suzuki（当番）", covered.GetProperty(ics.ComponentPropertySummary).Value)
	require.Equal(t, `ito; "the, \ one" さんの代わり`, covered.GetProperty(ics.ComponentPropertyDescription).Value)
	end, err := covered.GetEndAt()
	require.NoError(t, err)
	require.True(t, end.Equal(o.at("2025-11-27 13:00")))
	stamp, err := covered.GetDtStampTime()
	require.NoError(t, err)
	require.True(t, stamp.Equal(o.now.Truncate(time.Second)))
}

func TestAFeedIsSentOnceUntilItChanges(t *testing.T) {
	o := newOffice(t)
	path := o.feedOf(triage.Feed{Rotation: "platform"})
	first := o.gets(path)
	tag := first.Header().Get("ETag")
	require.Regexp(t, `^"[0-9a-f]{32}"$`, tag)
	require.Equal(t, "private, no-cache", first.Header().Get("Cache-Control"))
	known := func(r *http.Request) { r.Header.Set("If-None-Match", tag) }
	before := first.Body.String()

	o.now = o.now.Add(5 * time.Hour)
	again := o.gets(path, known)
	require.Equal(t, http.StatusNotModified, again.Code)
	require.Empty(t, again.Body.String())
	require.Equal(t, before, o.gets(path).Body.String(), "byte for byte")

	o.lays(triage.Cover{Person: "USUZUKI", For: "UITO", From: o.at("2025-11-26 13:00"), To: o.at("2025-11-27 13:00")})
	changed := o.gets(path, known)
	require.Equal(t, http.StatusOK, changed.Code)
	require.NotEqual(t, tag, changed.Header().Get("ETag"))
	require.Contains(t, changed.Body.String(), "DTSTAMP:20251120T110400Z", "when it was arranged")
}

func TestAnEmptyRotationIsAnEmptyCalendar(t *testing.T) {
	o := newOffice(t)
	o.keeps("empty", rotation.Spec{Handoff: "Mon 10:00", Start: "2025-01-06"})
	res := o.gets(o.feedOf(triage.Feed{Rotation: "empty"}))
	require.Equal(t, http.StatusOK, res.Code)
	cal, err := ics.ParseCalendar(res.Body)
	require.NoError(t, err)
	require.Empty(t, cal.Events())
	require.Empty(t, parsed(t, o, triage.Feed{Person: "USATO"}), "as is that of somebody without a turn")
}

func parsed(t testing.TB, o *office, f triage.Feed) []*ics.VEvent {
	t.Helper()
	cal, err := ics.ParseCalendar(o.gets(o.feedOf(f)).Body)
	require.NoError(t, err)
	return cal.Events()
}

// A turn without an end in sight reaches to the end of the feed.
func TestATurnWithoutEndsIsCutToTheFeed(t *testing.T) {
	o := newOffice(t)
	o.keeps("alone", rotation.Spec{Handoff: "Mon 10:00", Start: "2020-01-06", Primary: []string{"UTANAKA"}})
	events := parsed(t, o, triage.Feed{Rotation: "alone"})
	require.Len(t, events, 1)
	require.Equal(t, "alone/primary/open@toban.example.com", events[0].Id(), "the same every day")
	start, err := events[0].GetStartAt()
	require.NoError(t, err)
	end, err := events[0].GetEndAt()
	require.NoError(t, err)
	require.True(t, start.Equal(o.at("2025-11-05 00:00")), start)
	require.True(t, end.Equal(o.at("2026-05-19 00:00")), end)
}

// The entries of a feed are the shifts, without gap or overlap where somebody
// is on call, and nothing where nobody is.
func TestFeedEntriesTileTheShifts(t *testing.T) {
	o := newOffice(t).arranged()
	path := o.feedOf(triage.Feed{Rotation: "platform"})
	start := o.now
	rapid.Check(t, func(t *rapid.T) {
		o.keeps("platform", rotation.Spec{
			Handoff: "10:00", Start: "2025-01-06", Every: rapid.SampledFrom([]string{"12h", "1d", "3bd", "2w"}).Draw(t, "every"),
			Primary:   rapid.SliceOfN(rapid.SampledFrom([]string{"UTANAKA", "UITO", "USUZUKI"}), 0, 4).Draw(t, "members"),
			Secondary: rotation.Second{Offset: rapid.IntRange(-1, 2).Draw(t, "offset")},
		})
		o.now = start.Add(time.Duration(rapid.IntRange(0, 400*24).Draw(t, "hours")) * time.Hour)
		from, to := o.midnight(o.now, -feedBefore), o.midnight(o.now, feedAfter)
		cal, err := ics.ParseCalendar(o.gets(path).Body)
		require.NoError(t, err)
		type stretch struct {
			from, to time.Time
			who      string
		}
		var got, want []stretch
		for _, e := range cal.Events() {
			begin, err := e.GetStartAt()
			require.NoError(t, err)
			end, err := e.GetEndAt()
			require.NoError(t, err)
			if strings.Contains(e.Id(), "/primary/") {
				who, _, _ := strings.Cut(e.GetProperty(ics.ComponentPropertySummary).Value, "（")
				if begin.Before(from) {
					begin = from
				}
				if end.After(to) {
					end = to
				}
				got = append(got, stretch{begin.UTC(), end.UTC(), who})
			}
		}
		for at := from; at.Before(to); {
			s, err := o.Desk.OnCall(context.Background(), "platform", at)
			require.NoError(t, err)
			end := to
			if !s.Until.IsZero() {
				if s.Until.Before(to) {
					end = s.Until
				}
			} else if next := at.AddDate(0, 0, 90); next.Before(to) {
				end = next // nothing changes for so long
			}
			if n := len(want); s.Primary != "" {
				w := stretch{at.UTC(), end.UTC(), o.Name(context.Background(), s.Primary)}
				if n > 0 && want[n-1].who == w.who && want[n-1].to.Equal(w.from) && s.Until.IsZero() {
					want[n-1].to = w.to
				} else {
					want = append(want, w)
				}
			}
			at = end
		}
		require.Equal(t, want, got)
	})
}

func TestOnlyTheTokenOpensACalendar(t *testing.T) {
	o := newOffice(t)
	feed, own := o.feedOf(triage.Feed{Rotation: "platform"}), o.feedOf(triage.Feed{Person: "UTANAKA"})
	token := func(path string) string { return path[strings.Index(path, "token=")+len("token="):] }
	page := "/calendar/platform?token=" + token(feed)
	for path, want := range map[string]int{
		feed: 200, own: 200, page: 200,
		"/calendar/platform.ics":                                       404,
		"/calendar/platform.ics?token=":                                404,
		"/calendar/platform.ics?token=" + token(own):                   404,
		"/calendar/platform.ics?token=" + strings.ToLower(token(feed)): 404,
		"/calendar/platform":                                           404,
		"/calendar/platform?token=" + token(own):                       404,
		"/calendar/people/UTANAKA":                                     404,
		"/calendar/people/.ics?token=" + token(own):                    404,
		"/calendar/people/UTANAKA.ics?token=" + token(feed):            404,
		"/calendar/people/UITO.ics?token=" + token(own):                404,
		"/calendar/nothing.ics?token=" + token(feed):                   404,
		"/calendar/nothing?token=" + token(feed):                       404,
		"/calendar/":                                                   404,
	} {
		require.Equal(t, want, o.gets(path).Code, path)
	}
	require.NoError(t, o.Desk.RenewFeed(t.Context(), triage.Order{Key: "a", By: "UYAMADA"}, triage.Feed{Rotation: "platform"}))
	for _, path := range []string{feed, page} {
		require.Equal(t, http.StatusNotFound, o.gets(path).Code, "another address was made")
	}
	require.Empty(t, o.log.String(), "neither tokens nor anything else is logged")
	require.Equal(t, http.StatusMethodNotAllowed, o.gets(feed, func(r *http.Request) { r.Method = http.MethodPost }).Code)
}

func TestABrokenStoreIsNoMissingCalendar(t *testing.T) {
	o := newOffice(t)
	feed := o.feedOf(triage.Feed{Rotation: "platform"})
	o.Desk.Store = broken{}
	for _, path := range []string{feed, strings.Replace(feed, ".ics", "", 1)} {
		res := o.gets(path)
		require.Equal(t, http.StatusServiceUnavailable, res.Code)
		require.NotEmpty(t, res.Header().Get("Retry-After"))
	}
	require.NotContains(t, o.log.String(), feed[strings.Index(feed, "token=")+6:])
}

type broken struct{ triage.Store }

func (broken) View(context.Context, func(triage.Reader) error) error {
	return &triage.Error{Kind: triage.Unavailable, Reason: "busy"}
}

// Whatever is asked for, there is nothing without the token.
func FuzzToken(f *testing.F) {
	o := newOffice(f)
	feed := o.feedOf(triage.Feed{Rotation: "platform"})
	right := feed[strings.Index(feed, "token=")+len("token="):]
	for _, seed := range []string{"", right, right[1:], right + "&token=x", "%00", "a;b", strings.Repeat("A", 5000)} {
		f.Add("/calendar/platform.ics", "token="+seed)
	}
	f.Add("/calendar/people/UTANAKA.ics", "token[]=x")
	f.Add("/calendar/%2e%2e/platform.ics", "token=x")
	f.Fuzz(func(t *testing.T, path, query string) {
		if !strings.HasPrefix(path, "/calendar/") {
			return
		}
		r := httptest.NewRequest(http.MethodGet, "/calendar/x", nil)
		u, err := url.ParseRequestURI(path)
		if err != nil {
			return
		}
		u.RawQuery = query
		r.URL = u
		w := httptest.NewRecorder()
		(&Server{Log: o.Log, Calendar: o.Calendar}).Handler().ServeHTTP(w, r)
		if w.Code == http.StatusOK && u.Query().Get("token") != right {
			t.Errorf("GET %s?%s = %d", path, query, w.Code)
		}
	})
}

func TestPagesOnThisMachineNeedNoToken(t *testing.T) {
	o := newOffice(t)
	here := func(r *http.Request) { r.RemoteAddr, r.Host = "127.0.0.1:4711", "127.0.0.1:8080" }
	with := func(change func(*http.Request)) []func(*http.Request) { return []func(*http.Request){here, change} }
	for _, c := range []struct {
		name   string
		local  bool
		change []func(*http.Request)
		path   string
		want   int
	}{
		{"a browser here", true, with(func(*http.Request) {}), "/calendar/platform", 200},
		{"by name", true, with(func(r *http.Request) { r.Host = "localhost:8080" }), "/calendar/platform", 200},
		{"over IPv6", true, with(func(r *http.Request) { r.RemoteAddr, r.Host = "[::1]:4711", "[::1]:8080" }), "/calendar/platform", 200},
		{"a feed", true, with(func(*http.Request) {}), "/calendar/platform.ics", 404},
		{"a rotation that is not there", true, with(func(*http.Request) {}), "/calendar/nothing", 404},
		{"from elsewhere", true, with(func(r *http.Request) { r.RemoteAddr = "192.0.2.1:4711" }), "/calendar/platform", 404},
		{"through a proxy", true, with(func(r *http.Request) { r.Header.Set("X-Forwarded-For", "192.0.2.1") }), "/calendar/platform", 404},
		{"a site whose name leads here", true, with(func(r *http.Request) { r.Host = "rebound.example.com" }), "/calendar/platform", 404},
		{"where others reach it", false, with(func(*http.Request) {}), "/calendar/platform", 404},
	} {
		o.Local = c.local
		require.Equal(t, c.want, o.gets(c.path, c.change...).Code, c.name)
	}
}

func (o *office) opens(query string, change ...func(*http.Request)) (*httptest.ResponseRecorder, string) {
	o.t.Helper()
	path := strings.Replace(o.feedOf(triage.Feed{Rotation: "platform"}), ".ics", "", 1)
	res := o.gets(path+query, change...)
	require.Equal(o.t, http.StatusOK, res.Code)
	return res, res.Body.String()
}

var secretToken = regexp.MustCompile(`token=[A-Z2-7]{26}`)

func TestThePageAsItIsRead(t *testing.T) {
	o := newOffice(t).arranged()
	for _, lang := range []string{"ja", "en"} {
		res, page := o.opens("&lang=" + lang)
		golden(t, "page."+lang+".html", secretToken.ReplaceAllString(page, "token=TOKEN"))
		require.Equal(t, pagePolicy, res.Header().Get("Content-Security-Policy"))
		require.Equal(t, "no-referrer", res.Header().Get("Referrer-Policy"))
		require.Equal(t, "no-store", res.Header().Get("Cache-Control"))
		require.NotRegexp(t, `(?i)<script|javascript:|\sstyle=|\son\w+=`, page)
	}
}

func TestThePageSpeaksTheReadersLanguage(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct{ query, accepts, want string }{
		{"", "", "ja"}, // the team's
		{"", "en-GB,en;q=0.8", "en"},
		{"", "ja;q=0.3,en;q=0.9", "en"},
		{"", "fr-FR,ja;q=0.5", "ja"},
		{"", "de", "ja"},
		{"", "nonsense;;q=", "ja"},
		{"&lang=en", "ja", "en"},
		{"&lang=fr", "ja", "ja"},
	} {
		res, page := o.opens(c.query, func(r *http.Request) { r.Header.Set("Accept-Language", c.accepts) })
		require.Contains(t, page, `<html lang="`+c.want+`">`, "%+v", c)
		require.Equal(t, c.want, res.Header().Get("Content-Language"))
	}
}

// Pages are turned four weeks at a time, as far as what is known reaches, and
// keep token and language.
func TestThePageIsTurned(t *testing.T) {
	o := newOffice(t)
	_, page := o.opens("&lang=en")
	require.Contains(t, page, "Four weeks from Mon 17 Nov")
	next := regexp.MustCompile(`href="([^"]+)">Next four weeks`)
	require.Regexp(t, `from=2025-12-15&amp;lang=en&amp;token=`, next.FindStringSubmatch(page)[1])
	for query, want := range map[string]string{
		"&from=2025-12-17": "Mon 15 Dec", // any day means its week
		"&from=nonsense":   "Mon 17 Nov",
		"&from=1999-01-01": "Mon 2 Jun",
		"&from=2999-01-01": "Mon 16 Nov 2026",
	} {
		_, page := o.opens("&lang=en" + query)
		require.Contains(t, page, "Four weeks from "+want+"<", query)
		require.Equal(t, query != "&from=1999-01-01", strings.Contains(page, "Previous four weeks"), query)
		require.Equal(t, query != "&from=2999-01-01", strings.Contains(page, "Next four weeks"), query)
	}
}

func TestAssetsAreServedAndNothingElse(t *testing.T) {
	o := newOffice(t)
	res := o.gets(stylePath)
	require.Equal(t, http.StatusOK, res.Code)
	require.Equal(t, "text/css; charset=utf-8", res.Header().Get("Content-Type"))
	require.Equal(t, http.StatusNotModified, o.gets(stylePath, func(r *http.Request) { r.Header.Set("If-None-Match", res.Header().Get("ETag")) }).Code)
	for _, path := range []string{"/assets/", "/assets/none.css", "/assets/../templates/layout.html"} {
		require.NotEqual(t, http.StatusOK, o.gets(path).Code, path)
	}
}

// What stands on a ground of the style can be read by everybody: WCAG 2.2, 1.4.3
// asks for a contrast of 4.5 to 1.
func TestColoursCanBeRead(t *testing.T) {
	style, err := assetFiles.ReadFile("assets/style.css")
	require.NoError(t, err)
	themes := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(string(style), -1)
	require.GreaterOrEqual(t, len(themes), 2)
	for _, theme := range themes[:2] {
		colour := make(map[string]string)
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(theme[1], -1) {
			colour[m[1]] = m[2]
		}
		pairs := [][2]string{{"ink", "paper"}, {"soft", "paper"}, {"link", "paper"}, {"ink", "shade"}, {"soft", "shade"}, {"alarm", "alarm-paper"}}
		for i := range palette {
			pairs = append(pairs, [2]string{"ink", fmt.Sprint("p", i)})
		}
		for _, p := range pairs {
			require.GreaterOrEqual(t, contrast(t, colour[p[0]], colour[p[1]]), 4.5, "%s on %s", p[0], p[1])
		}
		for i := range 7 { // what is no text: 3 to 1, 1.4.11
			s := fmt.Sprint("s", i)
			require.GreaterOrEqual(t, contrast(t, colour[s], colour["paper"]), 3.0, "%s on paper", s)
		}
	}
}
