package web

import (
	"bytes"
	"cmp"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"

	"toban/bot/phrase"
)

//go:embed templates
var templateFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// pagePolicy lets a page load its style and nothing else.
const pagePolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const stylePath = "/assets/style.css"

// A frame is what every page has around its content.
type frame struct {
	Lang, Title, Skip string
	Site              string // what the page belongs to, as tabs and bookmarks call it; may be empty
	Style             string // link to the style
	Languages         links  // the page in other words
	Nav               links  // to other pages; may be empty
	Policy            string // what the page may load and send; empty means pagePolicy
	Content           any
}

// links are a group of links with a name.
type links struct {
	Name  string
	Items []link
}

// A link leads to another page. One without a target is where the reader is.
type link struct {
	Text, Href, Lang string
}

// pageTemplate is a page of templates/<name>.html, some of which others make
// use of, in the common layout.
func pageTemplate(names ...string) *template.Template {
	t := template.Must(template.ParseFS(templateFiles, "templates/layout.html"))
	for _, name := range names {
		template.Must(t.ParseFS(templateFiles, "templates/"+name+".html"))
	}
	return t
}

// render answers with a page, or, when it cannot be made, with an error of
// which nothing was sent yet.
func render(w http.ResponseWriter, t *template.Template, f frame) error {
	return renderStatus(w, http.StatusOK, t, f)
}

// renderStatus is render with another status.
func renderStatus(w http.ResponseWriter, status int, t *template.Template, f frame) error {
	var body bytes.Buffer
	if err := t.ExecuteTemplate(&body, "layout", f); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", f.Lang)
	header.Set("Content-Security-Policy", cmp.Or(f.Policy, pagePolicy))
	header.Set("Referrer-Policy", "no-referrer") // the address may hold a token
	header.Set("Vary", "Accept-Language, Cookie")
	w.WriteHeader(status)
	_, err := body.WriteTo(w)
	return err
}

// assets serves the embedded files under /assets/.
func assets() http.Handler {
	files, err := fs.Sub(assetFiles, "assets")
	if err != nil {
		panic(err) // the folder is embedded
	}
	tags := make(map[string]string)
	entries, err := fs.ReadDir(files, ".")
	for _, e := range entries {
		var data []byte
		if data, err = fs.ReadFile(files, e.Name()); err == nil {
			tags["/assets/"+e.Name()] = etag(data)
		}
	}
	if err != nil {
		panic(err)
	}
	serve := http.StripPrefix("/assets/", http.FileServerFS(files))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tag, ok := tags[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", tag)
		serve.ServeHTTP(w, r)
	})
}

// languages are those that pages are written in, the first for readers of
// others when the team has no say.
var languages = language.NewMatcher([]language.Tag{language.English, language.Japanese})

// chosen is a language that pages are written in, as somebody chooses it.
func chosen(lang string) (phrase.Lang, bool) {
	l := phrase.Lang(lang)
	return l, l == phrase.Japanese || l == phrase.English
}

// reader speaks the language that a request asks for: in its parameter lang,
// else as it was chosen before, else in what the browser prefers, else the
// given one.
func reader(r *http.Request, otherwise phrase.Book) phrase.Book {
	if lang, ok := chosen(r.URL.Query().Get("lang")); ok {
		return phrase.For(string(lang))
	}
	if c, err := r.Cookie(languageCookie); err == nil {
		if lang, ok := chosen(c.Value); ok {
			return phrase.For(string(lang))
		}
	}
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return otherwise
	}
	tag, _, sure := languages.Match(wanted...)
	if sure == language.No {
		return otherwise
	}
	base, _ := tag.Base()
	return phrase.For(base.String())
}

// languageLinks lead to the same page in each language.
func languageLinks(r *http.Request, b phrase.Book) links {
	out := links{Name: b.Say(phrase.PageLanguage)}
	for _, lang := range []phrase.Lang{phrase.Japanese, phrase.English} {
		l := link{Text: phrase.For(string(lang)).Say(phrase.OwnName), Lang: string(lang)}
		if lang != b.Lang() {
			l.Href = with(r, "lang", string(lang))
		}
		out.Items = append(out.Items, l)
	}
	return out
}

// with is the address of a request with one parameter set, or without it, as
// seen from there.
func with(r *http.Request, name, value string) string {
	q := r.URL.Query()
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	return "?" + q.Encode()
}

// dateParam reads a date such as 2026-11-23; the zero time where there is none.
func dateParam(r *http.Request, name string, loc *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(r.URL.Query().Get(name)), loc)
	if err != nil {
		return time.Time{}
	}
	return t
}
