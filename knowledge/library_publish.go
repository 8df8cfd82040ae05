package knowledge

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// answers is the source of pages that were written in Slack, see
// [Library.Publish].
var answers = &Source{Name: "answers"}

// An Article is a page that is no file: what a solved question taught, written
// and approved in Slack.
type Article struct {
	// Name tells it from others, such as "inq-142". Its canonical id is
	// ArticleID(Name).
	Name string
	Lang Lang
	// Markdown is the page with its front matter.
	Markdown string
	URL      string    // what its title leads to; empty means no link
	Answer   string    // heading of the section that is shown of it; empty means the one that matches best
	Updated  time.Time // where the front matter says nothing
}

// ArticleID is the canonical id of an article, as in [Hit.Page].
func ArticleID(name string) string { return answers.Name + "/" + name + ".md" }

// ArticleKey is the key of the front matter by which a file says which article
// it is: the file then stands in its place.
const ArticleKey = "toban"

// Publish makes articles findable like every other page, at once and in place
// of those given before. They live in memory only: give them again after Open.
// An article that is no page is left out and told in the error; the others are
// published all the same. Being few they are in no index: every question is
// compared with all of them.
func (l *Library) Publish(articles []Article) error {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	l.mu.RLock()
	closed, old, before := l.closed, l.shards, l.report
	l.mu.RUnlock()
	if closed {
		return errClosed
	}
	var problems []error
	written := make([]*page, 0, len(articles))
	for _, a := range articles {
		p, err := l.articlePage(a)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if at := slices.IndexFunc(l.written, func(w *page) bool { return w.id == p.id && w.content == p.content }); at >= 0 {
			p = l.written[at]
		}
		written = append(written, p)
	}
	sortPages(written)
	if slices.Equal(written, l.written) {
		return errors.Join(problems...)
	}
	pages := slices.Clone(written)
	for _, s := range old {
		pages = append(pages, s.filed()...)
	}
	shards, report := l.shelve(old, pages)
	report.Skipped, report.At, report.Took = before.Skipped, before.At, before.Took // the sources were not read
	// A few pages move the gauges little: the next refresh measures.
	report.Gauges = before.Gauges
	l.written, l.gauged = written, false
	l.mu.Lock()
	l.shards, l.report = shards, report
	l.mu.Unlock()
	return errors.Join(problems...)
}

// unfiled leaves out the articles that are files by now, which everybody finds
// like other pages. A file for members only replaces none.
func unfiled(pages []*page) []*page {
	filed := map[string]bool{}
	for _, p := range pages {
		if p.source != answers && p.article != "" && !p.members {
			filed[ArticleID(p.article)] = true
		}
	}
	if len(filed) == 0 {
		return pages
	}
	return slices.DeleteFunc(slices.Clone(pages), func(p *page) bool { return p.source == answers && filed[p.canonical] })
}

// filed are the pages of a shard that came from files.
func (s *shard) filed() []*page { return s.of(false) }

// articles are the others.
func (s *shard) articles() []*page { return s.of(true) }

func (s *shard) of(articles bool) []*page {
	if s == nil {
		return nil
	}
	var pages []*page
	for _, p := range s.pages {
		if (p.source == answers) == articles {
			pages = append(pages, p)
		}
	}
	return pages
}

func (l *Library) articlePage(a Article) (*page, error) {
	if a.Name == "" || strings.ContainsAny(a.Name, "/\\") || !isLang(string(a.Lang)) {
		return nil, fmt.Errorf("article %q in language %q: a name without slashes and a language are needed", a.Name, a.Lang)
	}
	d := readMarkdown(a.Markdown)
	if d.empty() {
		return nil, fmt.Errorf("article %s: %s", a.Name, reasonEmpty)
	}
	p := newPage(answers, path.Join(string(a.Lang), a.Name+".md"), a.Markdown, d, a.Updated)
	p.url, p.answer, p.modified = a.URL, a.Answer, a.Updated
	p.content = sha256.Sum256([]byte(strings.Join([]string{a.Markdown, a.URL, a.Answer}, "\x00")))
	p.terms = termsOf(p, l.lexicon)
	return p, nil
}
