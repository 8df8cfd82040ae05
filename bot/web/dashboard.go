package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// A Team is how the platform team calls things, and who may see what.
type Team interface {
	TeamName() string
	Name(ctx context.Context, person string) string
	Book(ctx context.Context, person triage.PersonID) phrase.Book

	AreaTitle(b phrase.Book, key string) string
	KindTitle(b phrase.Book, key string) string
	TeamTitle(b phrase.Book, id triage.TeamID) string
	ClassTitle(b phrase.Book, c triage.CloseClass) string
	SeverityTitle(b phrase.Book, s triage.Severity) string
	Status(b phrase.Book, q triage.Inquiry) string
	IncidentStatus(b phrase.Book, s triage.IncidentStatus) string
	Entry(ctx context.Context, b phrase.Book, e triage.TimelineEntry) string
	ActionStatus(ctx context.Context, b phrase.Book, x triage.Action) string
	Thread(q triage.Inquiry) string

	// MayRead, Happened and ReadableGaps are for nobody in particular where the person is "".
	MayRead(ctx context.Context, person triage.PersonID, q triage.Inquiry) bool
	// Happened is for who may read the inquiry. What is not for them has no words.
	Happened(ctx context.Context, b phrase.Book, person triage.PersonID, q triage.Inquiry, r triage.Record) (by triage.PersonID, what string)
	ReadableGaps(ctx context.Context, person triage.PersonID, gaps []triage.Gap) []triage.Gap
	Look(ctx context.Context, person triage.PersonID, q knowledge.Query) (knowledge.Result, error)
}

// A Gate lets people in.
type Gate interface {
	// Enter is who asks for a page. Where that is not to be had, denied says
	// why, and what its reader can do about it.
	Enter(r *http.Request) (who triage.PersonID, denied *Denial)
	// Mount serves what people get in and out by.
	Mount(mux *http.ServeMux)
	// Exit is where one signs out, "" where one cannot.
	Exit() string
}

// A Denial is why somebody sees no page.
type Denial struct {
	Status int // of HTTP
	Why    phrase.Line
	Pairs  []string // of Why, as for [phrase.Book.Say]
	SignIn string   // where one signs in, "" where that does not help

	entered bool // there are other pages for this reader
}

// A Dashboard serves the team's numbers as pages. Numbers of the team are for
// everybody who gets in, those of a person for that person and leads, and what
// was asked in private places for who asked and the team.
type Dashboard struct {
	Desk *triage.Desk
	Team Team
	Gate Gate // nil: only browsers on this machine get in, and only if Local

	// Changes counts what was written to the store: what was worked out before
	// holds as long as it stays the same.
	Changes func() uint64

	URL   string // where others reach it, without a slash at the end; "" where nobody was told
	Local bool   // browsers on this machine get in without saying who they are
	Now   func() time.Time
	Log   *slog.Logger

	memo memo
}

// A visit is one reader of one page.
type visit struct {
	*Dashboard

	r    *http.Request
	who  triage.PersonID // "" for a browser on this machine
	book phrase.Book
	now  time.Time
	asOf time.Time // of when the oldest numbers are that the page shows
}

func (v *visit) lead() bool                                { return v.Desk.Policy.Decides(v.who) }
func (v *visit) say(l phrase.Line, pairs ...string) string { return v.book.Say(l, pairs...) }
func (v *visit) local(t time.Time) time.Time               { return t.In(v.zone()) }
func (v *visit) name(ctx context.Context, id triage.PersonID) string {
	if id == "" {
		return ""
	}
	return v.Team.Name(ctx, string(id))
}

// param is a parameter of the request, without blanks around it.
func (v *visit) param(name string) string { return strings.TrimSpace(v.r.URL.Query().Get(name)) }

// path is the address of a page with parameters, given as name and value; those
// without a value are left out.
func (v *visit) path(page string, pairs ...string) string { return v.base() + address(page, pairs...) }

func (d *Dashboard) zone() *time.Location { return d.Desk.Policy.Calendar.Location() }

func (d *Dashboard) base() string { return basePath(d.URL) }

// A page makes what a visitor sees.
type page func(ctx context.Context, v *visit) (sheet, error)

// pages are the pages by path, in the order of the navigation.
func (d *Dashboard) pages() []struct {
	path string
	name phrase.Line
	draw page
} {
	return []struct {
		path string
		name phrase.Line
		draw page
	}{
		{"/", phrase.DashNow, present},
		{"/week", phrase.DashWeek, week},
		{"/trends", phrase.DashTrends, trends},
		{"/areas", phrase.DashAreas, areas},
		{"/teams", phrase.DashTeams, teams},
		{"/documents", phrase.DashDocuments, documents},
		{"/oncall", phrase.DashOnCall, onCall},
		{"/incidents", phrase.DashIncidents, incidents},
		{"/search", phrase.DashSearch, search},
	}
}

func (d *Dashboard) mount(mux *http.ServeMux) {
	for _, p := range d.pages() {
		if p.path == "/" {
			mux.HandleFunc("GET /{$}", d.serve(p.path, p.draw))
			mux.HandleFunc("GET /now.csv", d.serveTable(p.draw))
			continue
		}
		mux.HandleFunc("GET "+p.path, d.serve(p.path, p.draw))
		mux.HandleFunc("GET "+p.path+".csv", d.serveTable(p.draw))
	}
	mux.HandleFunc("GET "+listPath, d.serve(listPath, list))
	mux.HandleFunc("GET "+listPath+".csv", d.serveTable(list))
	mux.HandleFunc("GET /inquiries/{id}", d.serve("", inquiry))
	mux.HandleFunc("GET /inquiries.csv", d.export)
	mux.HandleFunc("GET /incidents/{id}", d.serve("/incidents", incident))
	if d.Gate != nil {
		d.Gate.Mount(mux)
	}
}

// enter is the visit of a request, or why there is none.
func (d *Dashboard) enter(r *http.Request) (*visit, *Denial) {
	now := d.Now().In(d.zone())
	v := &visit{Dashboard: d, r: r, now: now, asOf: now}
	var denied *Denial
	switch {
	case d.Gate != nil:
		v.who, denied = d.Gate.Enter(r)
	case !d.Local || !onThisMachine(r):
		denied = &Denial{Status: http.StatusNotFound, Why: phrase.DashMissing}
	}
	v.book = reader(r, d.Team.Book(r.Context(), v.who))
	return v, denied
}

// serve answers with a page; path is where it stands in the navigation.
func (d *Dashboard) serve(path string, draw page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		remember(w, r, d.URL)
		v, denied := d.enter(r)
		if denied != nil {
			d.deny(ctx, w, v, *denied)
			return
		}
		s, err := draw(ctx, v)
		if err != nil {
			d.fail(ctx, w, v, err)
			return
		}
		d.show(ctx, w, v, http.StatusOK, path, s)
	}
}

// serveTable answers with one table of a page as CSV: the one that the
// parameter table names, else the first.
func (d *Dashboard) serveTable(draw page) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		v, denied := d.enter(r)
		if denied != nil {
			d.deny(ctx, w, v, *denied)
			return
		}
		s, err := draw(ctx, v)
		if err != nil {
			d.fail(ctx, w, v, err)
			return
		}
		t := s.table(v.param("table"))
		if t == nil {
			d.deny(ctx, w, v, Denial{Status: http.StatusNotFound, Why: phrase.DashMissing, entered: true})
			return
		}
		d.file(ctx, w, v, "toban-"+t.File+".csv", t.write)
	}
}

// export answers with the inquiries of a period, to leads.
func (d *Dashboard) export(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	v, denied := d.enter(r)
	if denied == nil && !v.lead() {
		denied = &Denial{Status: http.StatusForbidden, Why: phrase.DashDenied, entered: true}
	}
	if denied != nil {
		d.deny(ctx, w, v, *denied)
		return
	}
	p, err := v.period()
	var rows []triage.ExportRow
	if err == nil {
		rows, err = d.Desk.Export(ctx, p)
	}
	if err != nil {
		d.fail(ctx, w, v, err)
		return
	}
	d.Log.InfoContext(ctx, "inquiries exported", "by", v.who, "period", string(p), "rows", len(rows))
	d.file(ctx, w, v, "toban-"+string(p)+"-inquiries.csv", func(w io.Writer) error { return triage.ExportCSV(w, rows) })
}

// fail answers that a page cannot be made.
func (d *Dashboard) fail(ctx context.Context, w http.ResponseWriter, v *visit, err error) {
	switch triage.KindOf(err) {
	case triage.NotFound, triage.Invalid:
		d.deny(ctx, w, v, Denial{Status: http.StatusNotFound, Why: phrase.DashMissing, entered: true})
	case triage.Denied:
		d.deny(ctx, w, v, Denial{Status: http.StatusForbidden, Why: phrase.DashDenied, entered: true})
	case triage.Internal, triage.Conflict, triage.Unavailable:
		d.Log.ErrorContext(ctx, "page not made", "path", v.r.URL.Path, "error", err)
		w.Header().Set("Retry-After", "60")
		d.deny(ctx, w, v, Denial{Status: http.StatusServiceUnavailable, Why: phrase.DashAway, entered: true})
	}
}

// turnAway answers somebody who is not known with a page that says why.
func (d *Dashboard) turnAway(w http.ResponseWriter, r *http.Request, denied Denial) {
	ctx := r.Context()
	v := &visit{Dashboard: d, r: r, now: d.Now().In(d.zone()), book: reader(r, d.Team.Book(ctx, ""))}
	d.deny(ctx, w, v, denied)
}

// deny answers with a page that says why there is no other.
func (d *Dashboard) deny(ctx context.Context, w http.ResponseWriter, v *visit, denied Denial) {
	title := phrase.DashTitle
	s := sheet{Title: v.say(title), Parts: []part{{ID: "why", Text: []string{v.say(denied.Why, denied.Pairs...)}}}}
	if denied.SignIn != "" {
		s.Title = v.say(phrase.GateTitle)
		s.Parts[0].Links = links{Name: v.say(phrase.GateTitle), Items: []link{{Text: v.say(phrase.GateSignIn), Href: denied.SignIn}}}
	}
	s.bare = !denied.entered
	d.show(ctx, w, v, denied.Status, "", s)
}
