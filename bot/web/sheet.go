package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
)

var dashboardPage = pageTemplate("calendar", "dashboard")

// dashboardPolicy lets a page load its style, and send its forms to itself.
const dashboardPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// A sheet is the content of a page: parts one below the other.
type sheet struct {
	Title string
	Intro string
	Parts []part
	Links links // to the same page of other times

	bare bool // without navigation: its reader did not get in
}

// A part is a piece of a page with a heading. What is empty is left out.
type part struct {
	ID, Title string
	Text      []string
	Links     links
	Search    *searchForm
	Plots     []plot
	Calendar  *calendarView
	Table     *table
}

// searchForm is the field of the search page.
type searchForm struct{ Action, Label, Value, Press string }

// A table is one of a page, and of a file.
type table struct {
	File    string   // name of its file, and of the table in addresses
	Keys    []string // its columns in the file; they stay as they are once published
	Caption string
	Head    []string
	Rows    [][]cell
	Empty   string // what stands there without rows
	CSV     link

	// Whole writes the file where it is not the table as it stands.
	Whole func(io.Writer) error
}

// A cell is one of a table: its text, and, in the file, its value where that
// is another.
type cell struct {
	Text, Href string
	Links      []link // in place of Text
	Value      string
	Number     bool
	Prose      bool // words of some length
	ID         bool // of a thing: it stays in one line
	Alarm      bool
}

func text(s string) cell       { return cell{Text: s} }
func prose(s string) cell      { return cell{Text: s, Prose: true} }
func linked(s, to string) cell { return cell{Text: s, Href: to} }
func named(id, to string) cell { return cell{Text: id, Href: to, ID: true} }
func count(n int) cell         { return cell{Text: strconv.Itoa(n), Number: true} }

// said is a number as people read it.
func said(shown string, value int) cell {
	return cell{Text: shown, Value: strconv.Itoa(value), Number: true}
}

// instant is a time as people read it, and in a file by RFC 3339.
func instant(v *visit, t time.Time) cell {
	if t.IsZero() {
		return cell{}
	}
	t = v.local(t)
	return cell{Text: v.book.Day(t, v.now) + " " + v.book.Clock(t), Value: t.Format(time.RFC3339)}
}

// spent is a span as people read it, and in a file in minutes.
func spent(v *visit, d time.Duration) cell {
	return said(v.book.Duration(d), int(d.Minutes()))
}

// Class is what the style makes of a cell.
func (c cell) Class() string {
	switch {
	case c.Alarm:
		return "alarm"
	case c.Number:
		return "n"
	case c.ID:
		return "id"
	case c.Text == "" && len(c.Links) == 0:
		return "blank"
	case c.Prose:
		return "prose"
	}
	return ""
}

// HeadClass is what the style makes of the head of a column: it stands above
// its numbers.
func (t *table) HeadClass(column int) string {
	for _, r := range t.Rows {
		if column < len(r) && r[column].Number {
			return "n"
		}
	}
	return ""
}

// value is what stands in a file.
func (c cell) value() string {
	if c.Value != "" {
		return c.Value
	}
	return c.Text
}

// write writes the table as CSV. The byte order mark has spreadsheets read
// Japanese, and a cell that they would run as a formula is quoted.
func (t *table) write(w io.Writer) error {
	if t.Whole != nil {
		return t.Whole(w)
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out := csv.NewWriter(w)
	rows := [][]string{t.Keys}
	for _, r := range t.Rows {
		var row []string
		for _, c := range r {
			row = append(row, triage.Inert(c.value()))
		}
		rows = append(rows, row)
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// table is the one of a name, the first for none; nil where there is none.
func (s sheet) table(name string) *table {
	for _, p := range s.Parts {
		if p.Table != nil && len(p.Table.Keys) > 0 && (name == "" || p.Table.File == name) {
			return p.Table
		}
	}
	return nil
}

// dashboardView is what templates/dashboard.html shows.
type dashboardView struct {
	sheet

	Exit     string // where one signs out, "" where one cannot
	ExitText string
	Who      string
	AsOf     string
}

// show answers with a page.
func (d *Dashboard) show(ctx context.Context, w http.ResponseWriter, v *visit, status int, path string, s sheet) {
	view := dashboardView{sheet: s}
	f := frame{
		Lang: string(v.book.Lang()), Title: s.Title, Skip: v.say(phrase.DashSkip), Style: d.base() + stylePath,
		Languages: languageLinks(v.r, v.book), Policy: dashboardPolicy,
	}
	if !s.bare {
		f.Nav, f.Site = v.navigation(path), v.say(phrase.DashTitle)
		view.AsOf = v.say(phrase.DashAsOf, "at", v.book.When(v.local(v.asOf)))
		if d.Gate != nil {
			view.Exit, view.ExitText, view.Who = d.Gate.Exit(), v.say(phrase.GateOut), v.name(ctx, v.who)
		}
	}
	for n := range view.Parts {
		if t := view.Parts[n].Table; t != nil && len(t.Keys) > 0 && path != "" && v.r.PathValue("id") == "" {
			t.CSV = link{Text: v.say(phrase.DashCSV, "table", t.Caption), Href: v.csvOf(path, t)}
		}
	}
	f.Content = view
	if err := renderStatus(w, status, dashboardPage, f); err != nil {
		d.Log.ErrorContext(ctx, "page not rendered", "path", v.r.URL.Path, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
	}
}

// csvOf is where a table of the page at a path is had as a file.
func (v *visit) csvOf(path string, t *table) string {
	q := v.r.URL.Query()
	q.Set("table", t.File)
	q.Del("lang")
	if path == "/" {
		path = "/now"
	}
	return v.base() + path + ".csv?" + q.Encode()
}

func (v *visit) navigation(path string) links {
	nav := links{Name: v.say(phrase.DashNav)}
	for _, p := range v.pages() {
		l := link{Text: v.say(p.name)}
		if p.path != path || v.r.PathValue("id") != "" {
			l.Href = v.base() + p.path
		}
		nav.Items = append(nav.Items, l)
	}
	return nav
}

// file answers with a file, of which nothing is sent if it cannot be made.
func (d *Dashboard) file(ctx context.Context, w http.ResponseWriter, v *visit, name string, write func(io.Writer) error) {
	var body bytes.Buffer
	if err := write(&body); err != nil {
		d.fail(ctx, w, v, err)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = body.WriteTo(w) // the reader is gone; nobody is left to tell
}

// address is a page with parameters, given as name and value; those without a
// value are left out.
func address(page string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return page
	}
	return page + "?" + q.Encode()
}

// languageCookie keeps the language that a reader has chosen, for a year.
const (
	languageCookie = "toban-lang"
	languageFor    = 365 * 24 * time.Hour
)

// remember keeps the language that a request chooses.
func remember(w http.ResponseWriter, r *http.Request, at string) {
	lang, ok := chosen(r.URL.Query().Get("lang"))
	if !ok {
		return
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the address is HTTPS
		Name: languageCookie, Value: string(lang), Path: "/", MaxAge: int(languageFor.Seconds()),
		HttpOnly: true, Secure: strings.HasPrefix(at, "https://"), SameSite: http.SameSiteLaxMode,
	})
}
