package main

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

//go:embed handbook
var handbook embed.FS

//go:embed handbook.html
var handbookHTML string

var handbookTemplate = template.Must(template.New("handbook").Parse(handbookHTML))

// markdown renders the handbook. It leaves raw HTML out.
var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

// handbookView is a page of the handbook as it is shown.
type handbookView struct {
	Lang, Title, Kind, Updated, Description string
	Twin                                    string // the same page in the other language
	Body                                    template.HTML
}

// handbookPage shows the page that a suggestion links to.
func handbookPage(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("path")
	data, err := fs.ReadFile(handbook, "handbook/"+name)
	if err != nil || path.Ext(name) != ".md" {
		http.NotFound(rw, r)
		return
	}
	view, err := handbookViewOf(name, data)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = handbookTemplate.Execute(rw, view) // the reader is gone; nobody is left to tell
}

func handbookViewOf(name string, data []byte) (handbookView, error) {
	facts, body := frontMatter(string(data))
	lang, rest, _ := strings.Cut(name, "/")
	other := map[string]string{"ja": "en", "en": "ja"}[lang]
	view := handbookView{Lang: lang, Title: facts["title"], Kind: facts["kind"], Updated: facts["updated"], Description: facts["description"]}
	if _, err := fs.Stat(handbook, "handbook/"+other+"/"+rest); err == nil {
		view.Twin = "/handbook/" + other + "/" + rest
	}
	var out bytes.Buffer
	ctx := parser.NewContext(parser.WithIDs(anchors{}))
	if err := markdown.Convert([]byte(body), &out, parser.WithContext(ctx)); err != nil {
		return handbookView{}, fmt.Errorf("render %s: %w", name, err)
	}
	view.Body = template.HTML(out.String()) //nolint:gosec // goldmark leaves raw HTML out, and the pages are our own
	return view, nil
}

// frontMatter takes the facts off the top of a page. Those of the handbook are
// one to a line.
func frontMatter(text string) (facts map[string]string, body string) {
	facts = make(map[string]string)
	head, body, found := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
	if !found || !strings.HasPrefix(text, "---\n") {
		return facts, text
	}
	for line := range strings.Lines(head) {
		if key, value, ok := strings.Cut(line, ":"); ok {
			facts[strings.TrimSpace(key)] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return facts, body
}

// anchors gives headings the ids that the bot's links end in: lower case,
// letters, digits, "-" and "_", blanks as "-", numbered when taken.
type anchors map[string]int

// Generate returns a free id for a heading.
func (a anchors) Generate(heading []byte, _ ast.NodeKind) []byte {
	id := strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '-'
		case c == '-' || c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c):
			return unicode.ToLower(c)
		}
		return -1
	}, strings.TrimSpace(string(heading)))
	n := a[id]
	a[id]++
	if n > 0 {
		id += "-" + strconv.Itoa(n)
	}
	return []byte(id)
}

// Put keeps an id that a page gives itself.
func (a anchors) Put(id []byte) { a[string(id)]++ }
