package knowledge

import "strings"

// A Page is one of the library's pages, all translations together.
type Page struct {
	ID    string // canonical, as in Hit.Page
	Title string // in the wanted language where there is one
}

// PageAt finds the page that a link leads to, whatever section of it; ok is
// false for a link to elsewhere. lang is the language of the title.
func (l *Library) PageAt(url string, lang Lang) (p Page, ok bool) {
	want := withoutAnchor(url)
	if want == "" {
		return Page{}, false
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, s := range l.shards {
		for _, candidate := range s.pages {
			if withoutAnchor(candidate.link("")) != want {
				continue
			}
			p = Page{ID: candidate.canonical, Title: candidate.title}
			if twin := l.twin(candidate.canonical, lang); twin != nil {
				p.Title = twin.title
			}
			return p, true
		}
	}
	return Page{}, false
}

// withoutAnchor is a link without its anchor and its last slash.
func withoutAnchor(url string) string {
	url, _, _ = strings.Cut(strings.TrimSpace(url), "#")
	return strings.TrimSuffix(url, "/")
}
