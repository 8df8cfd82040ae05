package knowledge

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"
)

// A PageState is what tells whether a file of the documents, or an article that is
// no file, still serves those who read it.
type PageState struct {
	Page    string // canonical id, as in Hit.Page; empty for a file that is no page
	Title   string // of a file that is no page, its path
	URL     string
	Owner   string // as written: people or a team; empty where nobody is named
	Source  string
	Path    string
	Article string    // name of an article that is no file, see [Article]
	Updated time.Time // zero where nothing tells

	Old        bool     // not touched for a year
	Broken     []string // links to pages or sections of the source that are not there, each a sentence in English
	Unreadable string   // why it cannot be read, a sentence in English; empty if it can
}

// Flawed reports whether the file itself needs somebody.
func (s PageState) Flawed() bool { return s.Old || len(s.Broken) > 0 || s.Unreadable != "" }

// PageStates are the files as of the last refresh, by what [Library.Lint] finds
// in them, in its order; pages without a flaw come after, and articles that are
// no files.
func (l *Library) PageStates(ctx context.Context) ([]PageState, error) {
	findings, err := l.Lint(ctx)
	if err != nil {
		return nil, err
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	known := make(map[skippedKey]*page)
	var pages []*page
	for _, lang := range []Lang{English, Japanese} {
		for _, p := range slices.Concat(l.shards[lang].filed(), l.shards[lang].articles()) {
			known[skippedKey{p.source.Name, p.source.Lang, p.file}] = p
			pages = append(pages, p)
		}
	}
	var states []PageState
	at := make(map[skippedKey]int)
	state := func(key skippedKey) *PageState {
		n, ok := at[key]
		if !ok {
			n = len(states)
			at[key] = n
			states = append(states, l.stateOf(key, known[key]))
		}
		return &states[n]
	}
	for _, f := range findings {
		key := skippedKey{f.Source, f.Lang, f.Path}
		switch f.Rule {
		case RuleStale:
			state(key).Old = true
		case RuleLink:
			s := state(key)
			s.Broken = append(s.Broken, f.Message)
		case RuleUnreadable, RuleFrontMatter, RuleEmpty:
			state(key).Unreadable = f.Message
		case RuleTitle, RuleDuplicate, RuleKind, RuleLong, RuleOwner:
		}
	}
	for _, p := range pages {
		s := state(skippedKey{p.source.Name, p.source.Lang, p.file})
		if p.source == answers { // which nobody lints
			s.Article, s.Old = strings.TrimSuffix(path.Base(p.file), ".md"), p.stale(l.now())
		}
	}
	return states, nil
}

// stateOf is a file as far as it is known without its flaws; p is nil for one
// that is no page.
func (l *Library) stateOf(key skippedKey, p *page) PageState {
	s := PageState{Title: key.path, Source: key.source, Path: key.path}
	if p != nil {
		s.Page, s.Title, s.URL, s.Owner, s.Updated = p.canonical, p.title, p.link(""), p.owner, p.updated
		return s
	}
	for _, source := range l.sources {
		if source.Name == key.source && source.Lang == key.lang {
			s.Owner = source.Owner
		}
	}
	return s
}
