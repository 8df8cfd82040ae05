package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
	"toban/test/fakeslack"
)

// A board is the dashboard of an office, with people and names from Slack.
type board struct {
	*Dashboard
	*office
	slack  *fakeslack.Workspace
	app    *slackapp.App
	server *Server
}

func newBoard(t testing.TB) *board {
	t.Helper()
	o := newOffice(t)
	o.Desk.Policy.Incident.Severities = []triage.SeverityLevel{{Key: "SEV-2"}}
	clock := func() time.Time { return o.now }
	ws := fakeslack.New(fakeslack.Options{Now: clock})
	ws.SetBaseURL("http://slack.test")
	for _, u := range []fakeslack.User{
		{ID: "UTANAKA", Name: "tanaka", DisplayName: "田中", Locale: "ja-JP", Email: "tanaka@example.com"},
		{ID: "UITO", Name: "ito", Locale: "ja-JP", Email: "ito@example.com"},
		{ID: "USUZUKI", Name: "suzuki", Locale: "ja-JP"},
		{ID: "UYAMADA", Name: "yamada", Locale: "ja-JP", Email: "yamada@example.com"},
		{ID: "USATO", Name: "sato", Locale: "ja-JP", Email: "sato@example.com"},
		{ID: "UGUEST", Name: "guest", Restricted: true, Email: "guest@example.com"},
		{ID: "UGONE", Name: "gone", Deleted: true},
	} {
		ws.AddUser(u)
	}
	ws.AddChannel(fakeslack.Channel{ID: "CASK", Name: "ask-platform", Members: []string{ws.Bot().ID, "USATO"}})
	app, err := slackapp.New(slackapp.Config{
		BotToken: ws.BotToken(), AppToken: ws.AppToken(), APIURL: "http://slack.test/api/", TeamName: "Platform", Language: "ja",
		Areas:       []knowledge.Term{{Key: "ci_cd", Name: map[knowledge.Lang]string{"ja": "CI/CD", "en": "CI/CD"}}, {Key: "network", Name: map[knowledge.Lang]string{"ja": "ネットワーク", "en": "Network"}}},
		AskingTeams: []slackapp.AskingTeam{{Key: "payments", Name: map[triage.Lang]string{"ja": "決済", "en": "Payments"}}},
	}, slackapp.Deps{Desk: o.Desk, HTTP: ws.Client(), Now: clock, Location: o.zone(), Search: func(context.Context, knowledge.Query) (knowledge.Result, error) {
		return knowledge.Result{
			Hits:    []knowledge.Hit{{Title: fitted, URL: "https://docs.example.com/oidc", Snippet: "role-to-assume <を> 指定"}},
			Related: []knowledge.Related{{ID: "INQ-1"}, {ID: "INQ-8"}},
		}, nil
	}})
	require.NoError(t, err)
	b := &board{office: o, slack: ws, app: app}
	b.Dashboard = &Dashboard{
		Desk: o.Desk, Team: app, Changes: o.Desk.Store.(*boltstore.Store).Changes, URL: "", Local: true, Now: clock,
		Log: slog.New(slog.NewTextHandler(&o.log, nil)),
	}
	b.server = &Server{Calendar: o.Calendar, Dashboard: b.Dashboard, Log: slog.New(slog.DiscardHandler), Gather: prometheus.NewRegistry()}
	return b
}

// as has a person read whatever is asked for.
type as triage.PersonID

func (a as) Enter(*http.Request) (triage.PersonID, *Denial) { return triage.PersonID(a), nil }
func (as) Mount(*http.ServeMux)                             {}
func (as) Exit() string                                     { return "" }

func (b *board) reads(t testing.TB, path string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080"+path, nil)
	r.RemoteAddr = "127.0.0.1:5555"
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	b.server.Handler().ServeHTTP(w, r)
	return w
}

// sees is the page at a path.
func (b *board) sees(t testing.TB, path string) string {
	t.Helper()
	w := b.reads(t, path)
	require.Equal(t, http.StatusOK, w.Code, "%s: %s", path, b.log.String())
	return w.Body.String()
}

// declares has yamada declare an incident, in a private place or not.
func (b *board) declares(t testing.TB, title string, private bool) triage.IncidentID {
	t.Helper()
	b.n++
	out, err := b.office.Desk.Handle(t.Context(), triage.Order{
		Key: fmt.Sprint("declares", b.n), By: "UYAMADA", At: b.now,
		Command: triage.Declare{Title: title, Severity: "SEV-2", Place: triage.Place{Channel: "CINC", Private: private}},
	})
	require.NoError(t, err)
	return triage.IncidentID(out.Subject)
}

var everyPage = []string{"/", "/week", "/week?p=2025-11", "/week?p=2025-W47&area=network", "/trends", "/trends?by=month", "/areas", "/teams", "/documents", "/oncall", "/incidents", "/search", "/search?q=AssumeRole", "/inquiries/INQ-1", "/list?p=2025-W47&figure=asked"}

// The page of a period, its file and the report say the same, and so do the
// inquiries of the period when they are counted one by one.
func TestPageReportAndFilesAgree(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 600, b.now.AddDate(-1, 0, 0), b.now)
	b.Gate = as("UYAMADA")
	asked := 0
	for _, p := range []triage.Period{"2025-W10", "2025-W30", "2025-W46", "2025-W47", "2025-03", "2025-10", "2025-11"} {
		d, err := b.office.Desk.Report(t.Context(), p, "")
		require.NoError(t, err)
		asked += d.Asked
		file, err := csv.NewReader(b.reads(t, "/week.csv?p="+string(p)).Body).ReadAll()
		require.NoError(t, err)
		figures := make(map[string]string)
		for _, row := range file[1:] {
			figures[row[0]] = row[1]
		}
		require.Equal(t, strconv.Itoa(d.Asked), figures["asked"])
		require.Equal(t, strconv.Itoa(d.Share.OnCall.Interruptions), figures["interruptions_on_call"])
		require.Equal(t, strconv.Itoa(d.Share.OnCall.Minutes), figures["worked_minutes_on_call"])
		page, _, _ := strings.Cut(b.sees(t, "/week?p="+string(p)), `id="classes"`)
		shown := figure.FindAllStringSubmatch(page, -1)
		require.Greater(t, len(shown), 15)
		for _, f := range shown {
			name, value := f[1], strings.TrimSpace(f[2]+f[3])
			require.Equal(t, figures[name], value, "%s of %s", name, p)
		}
		rows, err := csv.NewReader(skipMark(t, b.reads(t, "/inquiries.csv?p="+string(p)).Body)).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows[1:], d.Asked)
		for path, total := range map[string]int{"/areas.csv?p=": d.Asked, "/teams.csv?p=": d.Asked, "/week.csv?table=classes&p=": d.Reasoned} {
			rows, err := csv.NewReader(skipMark(t, b.reads(t, path+string(p)).Body)).ReadAll()
			require.NoError(t, err)
			require.Equal(t, total, sum(t, rows[1:], 1), path+string(p))
		}
	}
	require.Positive(t, asked)
}

// figure is a row of the figures: its name in the file, and its value.
var figure = regexp.MustCompile(`<th scope="row" role="rowheader"><data value="([a-z_]+)">[^<]*</data></th><td role="cell" class="n"><span[^>]*>[^<]*</span>(?:<a [^>]*>)?(?:<data value="([^"]*)">|([0-9.]+)<)`)

func skipMark(t testing.TB, r io.Reader) io.Reader {
	t.Helper()
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))
}

func sum(t testing.TB, rows [][]string, column int) int {
	t.Helper()
	total := 0
	for _, r := range rows {
		n, err := strconv.Atoi(r[column])
		require.NoError(t, err)
		total += n
	}
	return total
}

// A trend's table adds up to what was asked in its periods.
func TestATrendAddsUp(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 300, b.now.AddDate(-1, 0, 0), b.now)
	for _, by := range []string{"week", "month"} {
		rows, err := csv.NewReader(skipMark(t, b.reads(t, "/trends.csv?by="+by).Body)).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, 1+trendPeriods)
		for _, r := range rows[1:] {
			whole := 0
			for n := range r[4:] {
				whole += sum(t, [][]string{r}, 4+n)
			}
			require.Equal(t, r[1], strconv.Itoa(whole), r[0])
			d, err := b.office.Desk.Digest(t.Context(), triage.Period(r[0]))
			require.NoError(t, err)
			require.Equal(t, r[1], strconv.Itoa(d.Asked), r[0])
		}
		require.Equal(t, 2*trendPeriods, strings.Count(b.sees(t, "/trends?by="+by), `class="total"`), "each bar of both plots has its figure")
	}
}

// Numbers of a person are for that person and for leads.
func TestPersonalNumbersStayPersonal(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 200, b.now.AddDate(0, -2, 0), b.now)
	people := func(who as, table string) []string {
		b.Gate = who
		if who == "" {
			b.Gate = nil
		}
		rows, err := csv.NewReader(skipMark(t, b.reads(t, "/oncall.csv?table="+table).Body)).ReadAll()
		require.NoError(t, err)
		var names []string
		for _, r := range rows[1:] {
			names = append(names, r[0])
		}
		slices.Sort(names)
		return names
	}
	require.Equal(t, []string{"UITO", "USUZUKI", "UTANAKA", "team"}, people("UYAMADA", "load"), "a lead sees everybody")
	require.Equal(t, []string{"UTANAKA", "team"}, people("UTANAKA", "load"), "a member sees themselves")
	require.Equal(t, []string{"team"}, people("USATO", "load"))
	require.Equal(t, []string{"team"}, people("", "load"), "nobody in particular sees nobody")
	require.Equal(t, []string{"UTANAKA"}, people("UTANAKA", "turns"))

	for who, want := range map[as]int{"UYAMADA": http.StatusOK, "UTANAKA": http.StatusForbidden, "USATO": http.StatusForbidden} {
		b.Gate = who
		require.Equal(t, want, b.reads(t, "/inquiries.csv").Code, "%s exports inquiries", who)
		require.Equal(t, want == http.StatusOK, strings.Contains(b.sees(t, "/week"), "/inquiries.csv"), "%s is offered the file", who)
	}
}

// What was asked in a private place is read by who asked and by the team.
func TestPrivateWordsStayPrivate(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 16, b.now.AddDate(0, 0, -7), b.now)
	q, err := b.office.Desk.Inquiry(t.Context(), "INQ-8")
	require.NoError(t, err)
	require.True(t, q.Place.Private)
	words := strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(q.Text)
	secret := b.declares(t, "秘密の障害", true)
	b.n++
	_, err = b.office.Desk.Handle(t.Context(), triage.Order{Key: fmt.Sprint("k", b.n), By: "UYAMADA", Incident: secret, At: b.now, Command: triage.AddNote{Text: "鍵を替えました"}})
	require.NoError(t, err)
	for who, may := range map[as]bool{"UTANAKA": true, "UYAMADA": true, as(q.Asker): true, "USATO": false, "": false} {
		b.Gate = who
		if who == "" {
			b.Gate = nil
		}
		require.Equal(t, may, strings.Contains(b.sees(t, "/inquiries/INQ-8"), words), "%q reads the question", who)
		require.Equal(t, may, strings.Contains(b.sees(t, "/search?q=AssumeRole"), "INQ-8</a>"), "%q finds the question", who)
		member := who == "UTANAKA" || who == "UYAMADA"
		require.Equal(t, member, strings.Contains(b.sees(t, "/incidents/"+string(secret)), "鍵を替えました"), "%q reads the timeline", who)
	}
}

// Without a gate only a browser on this machine gets in, and only where nobody
// else reaches the address.
func TestWithoutAGateOnlyThisMachineGetsIn(t *testing.T) {
	b := newBoard(t)
	for _, path := range everyPage[:12] {
		require.Equal(t, http.StatusOK, b.reads(t, path).Code, path)
		for name, change := range map[string]func(*http.Request){
			"from elsewhere":      func(r *http.Request) { r.RemoteAddr = "192.0.2.9:1" },
			"through a proxy":     func(r *http.Request) { r.Header.Set("X-Forwarded-For", "192.0.2.9") },
			"as another site":     func(r *http.Request) { r.Host = "rebound.example.com" },
			"through another one": func(r *http.Request) { r.Header.Set("Via", "1.1 proxy") },
		} {
			require.Equal(t, http.StatusNotFound, b.reads(t, path, change).Code, "%s %s", path, name)
		}
	}
	b.Local = false
	require.Equal(t, http.StatusNotFound, b.reads(t, "/").Code)
}

// written are words of people, taken out.
var written = []string{
	questions[0], "", "VPC &lt;につながりません&gt;", "", questions[3], "", fixed, "", fitted, "", "role-to-assume &lt;を&gt; 指定", "",
}

func TestPagesSpeakBothLanguagesAndKeepTheChoice(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 60, b.now.AddDate(0, -1, 0), b.now)
	for _, path := range everyPage {
		for lang, other := range map[string]*regexp.Regexp{"ja": nil, "en": regexp.MustCompile(`\p{Hiragana}`)} {
			w := b.reads(t, path, func(r *http.Request) { r.Header.Set("Accept-Language", lang) })
			require.Equal(t, http.StatusOK, w.Code, path)
			body := w.Body.String()
			require.Contains(t, body, `<html lang="`+lang+`">`)
			if other != nil {
				require.NotRegexp(t, other, strings.NewReplacer(written...).Replace(body), path)
			}
			require.NotContains(t, body, "style=", "%s has styles that its policy does not let apply", path)
			require.NotContains(t, body, "<script", path)
			require.Equal(t, dashboardPolicy, w.Header().Get("Content-Security-Policy"))
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		}
	}
	w := b.reads(t, "/?lang=en", func(r *http.Request) { r.Header.Set("Accept-Language", "ja") })
	require.Contains(t, w.Body.String(), "On call now")
	cookies := w.Result().Cookies()
	require.Len(t, cookies, 1)
	require.True(t, cookies[0].HttpOnly)
	again := b.reads(t, "/", func(r *http.Request) {
		r.Header.Set("Accept-Language", "ja")
		r.AddCookie(cookies[0])
	})
	require.Contains(t, again.Body.String(), "On call now")
}

// What people wrote is shown as text.
func TestWordsAreNoMarkup(t *testing.T) {
	b := newBoard(t)
	b.declares(t, `<script>alert(1)</script>`, false)
	lives(t, b.office.Desk.Store, 40, b.now.AddDate(0, -1, 0), b.now)
	for _, path := range append(everyPage, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E") {
		require.NotContains(t, b.sees(t, path), "<script", path)
		require.NotContains(t, b.sees(t, path), "<つながりません>", path)
	}
	rows, err := csv.NewReader(skipMark(t, b.reads(t, "/incidents.csv").Body)).ReadAll()
	require.NoError(t, err)
	require.Equal(t, "<script>alert(1)</script>", rows[1][3])
}

// Whatever was worked out is worked out again once something was written.
func TestNumbersAreKeptUntilSomethingIsWritten(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 40, b.now.AddDate(0, 0, -6), b.now)
	made := 0
	count := func() {
		_, err := recall(&visit{Dashboard: b.Dashboard}, "x", numbersFor, func() (int, error) { made++; return made, nil })
		require.NoError(t, err)
	}
	count()
	count()
	require.Equal(t, 1, made, "nothing was written")
	b.declares(t, "API が 502", false)
	count()
	require.Equal(t, 2, made)
	b.now = b.now.Add(time.Minute)
	count()
	require.Equal(t, 3, made, "a minute is long ago")

	b.now = b.now.Add(30 * time.Second)
	b.sees(t, "/trends")
	b.now = b.now.Add(45 * time.Second)
	require.Contains(t, b.sees(t, "/trends?lang=en"), "As of Thu 20 Nov 15:05", "what was kept says of when it is")
	b.declares(t, "CI が遅い", false)
	require.Contains(t, b.sees(t, "/trends?lang=en"), "As of Thu 20 Nov 15:06")

	before := b.sees(t, "/week")
	require.Contains(t, before, "INC-1")
	b.declares(t, "DB が遅い", false)
	require.Contains(t, b.sees(t, "/week"), "INC-3")
}

// What stands beside the numbers of a report is kept beside them: it makes none
// of them last longer.
func TestAReportIsNoOlderThanItsNumbers(t *testing.T) {
	b := newBoard(t)
	asked := life(rand.New(rand.NewPCG(1, 2)), 0, b.now.AddDate(0, 0, -1).Add(70*time.Second), b.now)[0] // due in 70 s
	require.NoError(t, b.office.Desk.Store.Update(t.Context(), func(tx triage.Tx) error {
		id, err := tx.NextInquiry()
		if err != nil {
			return err
		}
		asked.Subject = string(id)
		if err := tx.Append(asked); err != nil {
			return err
		}
		return tx.PutInquiry(triage.Inquiry{ID: id}.Apply(asked))
	}))
	b.sees(t, "/areas")
	b.now = b.now.Add(59 * time.Second)
	require.Contains(t, b.sees(t, "/week.csv"), "breached,0")
	b.now = b.now.Add(16 * time.Second)
	require.Contains(t, b.sees(t, "/week.csv"), "breached,1", "its numbers were worked out anew")
}

func TestABrokenStoreIsNoEmptyDashboard(t *testing.T) {
	b := newBoard(t)
	b.Desk = &triage.Desk{
		Store: broken{}, Policy: b.Desk.Policy, Schedules: b.Desk.Schedules, Now: b.Now,
	}
	for _, path := range []string{"/", "/week", "/trends", "/oncall", "/documents", "/incidents", "/inquiries/INQ-1"} {
		require.Equal(t, http.StatusServiceUnavailable, b.reads(t, path).Code, path)
	}
	require.Contains(t, b.log.String(), "page not made")
}

// Whatever stands in an address is answered with a page: never an error of
// ours.
func FuzzAddresses(f *testing.F) {
	b := newBoard(f)
	lives(f, b.office.Desk.Store, 60, b.now.AddDate(0, -2, 0), b.now)
	b.declares(f, "API が 502", false)
	for n, q := range []string{"", "p=2025-W47", "p=9999-W53", "p=0001-01", "p=%00", "by=month", "rotation=nobody", "q=INQ-1", "q=inc-1", "from=2025-11-17", "from=99999", "table=open", "area=%3C", "lang=ja&lang=en", "p=2025-W47&table=classes", "%zz", "figure=asked&class=x", "gap=INQ-3", "backlog="} {
		f.Add(n, q)
	}
	paths := append(everyPage, "/week.csv", "/trends.csv", "/areas.csv", "/oncall.csv", "/now.csv", "/search.csv", "/inquiries.csv", "/list.csv", "/incidents/INC-1", "/inquiries/INQ-0", "/incidents/x")
	f.Fuzz(func(t *testing.T, n int, query string) {
		for _, who := range []Gate{nil, as("UYAMADA")} {
			b.Gate = who
			path, _, _ := strings.Cut(paths[max(n, -n, 0)%len(paths)], "?")
			r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080"+path, nil)
			r.RemoteAddr, r.URL.RawQuery = "127.0.0.1:5555", query
			w := httptest.NewRecorder()
			b.server.Handler().ServeHTTP(w, r)
			if w.Code >= 500 {
				t.Errorf("GET %s?%q = %d: %s", path, query, w.Code, b.log.String())
			}
		}
	})
}

// The page of a week as it is read, in both languages.
func TestAWeekAsItIsRead(t *testing.T) {
	b := newBoard(t)
	lives(t, b.office.Desk.Store, 12, b.now.AddDate(0, 0, -3), b.now)
	b.declares(t, "API が 502 を返し続けています", false)
	for _, lang := range []string{"ja", "en"} {
		golden(t, "week."+lang+".html", b.sees(t, "/week?lang="+lang))
	}
}

// What is done after incidents is listed until it is done: that of private ones
// for the team alone, that of drills nowhere.
func TestFollowUpsAreListed(t *testing.T) {
	b := newBoard(t)
	act := func(id triage.IncidentID, c triage.Command) {
		b.n++
		_, err := b.office.Desk.Handle(t.Context(), triage.Order{Key: fmt.Sprint("act", b.n), By: "UYAMADA", Incident: id, At: b.now, Command: c})
		require.NoError(t, err)
	}
	day := func(n int) rotation.Civil { return rotation.CivilOf(b.now).Date().AddDays(n) }
	shown, secret := b.declares(t, "API が 502", false), b.declares(t, "秘密の障害", true)
	act(shown, triage.AddAction{Text: "プールの上限を見張る", Owner: "UITO", Due: day(9)})
	act(shown, triage.AddAction{Text: "手順を書く", Owner: "UTANAKA", Due: day(2)})
	act(secret, triage.AddAction{Text: "鍵を替える", Owner: "UTANAKA", Due: day(1)})
	list := func(who as) string {
		b.Gate = who
		rows, err := csv.NewReader(skipMark(t, b.reads(t, "/incidents.csv?table=actions").Body)).ReadAll()
		require.NoError(t, err)
		var out []string
		for _, r := range rows[1:] {
			out = append(out, r[0]+" "+r[2]+" "+r[5])
		}
		return strings.Join(out, ", ")
	}
	require.Equal(t, "INC-1 手順を書く open, INC-1 プールの上限を見張る open", list("USATO"))
	require.Equal(t, "INC-2 鍵を替える open, INC-1 手順を書く open, INC-1 プールの上限を見張る open", list("UITO"))
	act(shown, triage.SettleAction{N: 2, State: triage.ActionDone})
	require.Equal(t, "INC-1 プールの上限を見張る open", list("USATO"))
	require.Contains(t, b.sees(t, "/incidents/INC-1?lang=en"), "done (yamada)")
	require.NotContains(t, b.sees(t, "/incidents/INC-2"), "鍵を替える")
	b.now = b.now.AddDate(0, 0, 12)
	require.Contains(t, b.sees(t, "/incidents?lang=en"), "overdue")
}

// Who is in is led on from a page that is not there or not for them, and tabs
// tell whose page it is.
func TestARefusalLeadsOn(t *testing.T) {
	b := newBoard(t)
	b.Gate = as("USATO")
	for path, status := range map[string]int{
		"/week?p=never": http.StatusNotFound, "/inquiries/INQ-9": http.StatusNotFound, "/week.csv?table=none": http.StatusNotFound,
		"/inquiries.csv?p=2025-W47": http.StatusForbidden,
	} {
		w := b.reads(t, path)
		require.Equal(t, status, w.Code, path)
		require.Contains(t, w.Body.String(), `<li><a href="/week">`, path)
	}
	require.Contains(t, b.sees(t, "/week?lang=en"), "<title>Week and month · toban dashboard</title>")
	b.Gate, b.Local = nil, false
	w := b.reads(t, "/week")
	require.Equal(t, http.StatusNotFound, w.Code)
	require.NotContains(t, w.Body.String(), `href="/week"`, "who is not let in is not led on")
}

// A trend begins with the period that people look for; its file goes with the
// time. Of nothing there is no chart.
func TestATrendBeginsWithTheLatest(t *testing.T) {
	b := newBoard(t)
	page := b.sees(t, "/trends?lang=en")
	require.Contains(t, page, "<p>None.</p>")
	require.NotContains(t, page, "<svg")
	lives(t, b.office.Desk.Store, 40, b.now.AddDate(0, -1, 0), b.now)
	b.memo = memo{}
	page = b.sees(t, "/trends?lang=en")
	require.Contains(t, page, `class="plot"`)
	require.Contains(t, page, ">17 Nov<", "days are written as the reader's language has them")
	require.Less(t, strings.Index(page, ">2025-W47<"), strings.Index(page, ">2025-W46<"))
	rows, err := csv.NewReader(skipMark(t, b.reads(t, "/trends.csv").Body)).ReadAll()
	require.NoError(t, err)
	require.Equal(t, "2025-W47", rows[len(rows)-1][0])
}
