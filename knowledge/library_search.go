package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// Search finds the pages that may answer a question. It returns hits even where
// the gate would show nothing, so that a person can look at them; see Answered.
// A question without a word to look for finds nothing. ctx bounds the time: its
// error is returned, wrapped, when it ends first.
func (l *Library) Search(ctx context.Context, q Query) (Result, error) {
	start := l.now()
	text := clean(q.Text)
	meant := l.embedder.question(ctx, text) // may wait for the endpoint, so it holds no lock
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return Result{}, errClosed
	}
	if err := ctx.Err(); err != nil {
		return Result{}, fmt.Errorf("search documents: %w", err)
	}
	near := l.memory.near(text, q)
	found, err := l.rank(ctx, shelf{boxes: l.boxes, shards: l.shards}, q, near.votes)
	if err != nil {
		return Result{}, fmt.Errorf("search documents: %w", err)
	}
	result := Result{Related: near.related, Verdict: VerdictNothing}
	gauge := l.gauges[found.own]
	first, contenders := l.fuse(found.contenders, meant, found.viewer, gauge)
	top := gauge.score(first)
	if len(contenders) > 0 {
		result.Verdict = l.gate.judge(first, top)
		result.Answered = result.Verdict.Shown()
		result.Strong = result.Answered && result.Verdict != VerdictMeant && top >= l.gate.Strong
	}
	for _, c := range contenders[:min(len(contenders), cmp.Or(q.Limit, 3))] {
		h := l.hit(c, cmp.Or(q.Lang, found.own), found.viewer, found.worth)
		// The first score is the one that the gate looks at, the others keep
		// their distance to it.
		h.Score = top * c.rank / first.rank
		h.Confidence = confidence(top, c, first)
		if q.Explain {
			h.Trace = l.explain(found, c, gauge)
		}
		result.Hits = append(result.Hits, h)
	}
	result.Took = l.now().Sub(start)
	return result, nil
}

// A shelf is what a search goes through: the index and what ranking knows of its
// pages.
type shelf struct {
	boxes  map[Lang]*postbox
	shards map[Lang]*shard
}

// twin returns the translation of a page, nil if there is none.
func (s shelf) twin(canonical string, lang Lang) *page {
	if shard := s.shards[lang]; shard != nil {
		return shard.canonical[canonical]
	}
	return nil
}

// A viewer is for whom pages are looked for, and when.
type viewer struct {
	members bool
	now     time.Time
}

// sees reports whether the page is for the viewer, and its time is not over.
func (v viewer) sees(p *page) bool { return (v.members || !p.members) && !p.expired(v.now) }

// ranking is what a question found, best first.
type ranking struct {
	own        Lang // of the question
	viewer     viewer
	contenders []contender
	worth      map[string]float64 // of the question's terms, for snippets
	weighings  map[Lang]*weighing
	boost      func(*page) float64
}

// rank looks for a question and orders what it finds. votes are those of solved
// inquiries, by canonical page.
func (l *Library) rank(ctx context.Context, on shelf, q Query, votes map[string]float64) (ranking, error) {
	text, v := clean(q.Text), viewer{members: q.Audience == AudienceMembers, now: l.now()}
	r := ranking{own: DetectLang(q.Text), viewer: v, worth: map[string]float64{}, weighings: map[Lang]*weighing{}, boost: l.boosts(on, q.Text)}
	var scores []scored
	for _, lang := range []Lang{English, Japanese} {
		s := on.shards[lang]
		if s == nil {
			continue
		}
		asked := ask(text, r.own, lang, l.tables)
		w := weigh(asked, s, l.lexicon)
		for _, t := range w.terms {
			word := l.lexicon.word(t.id)
			r.worth[word] = max(r.worth[word], t.weight*t.idf)
		}
		if len(w.terms) == 0 {
			continue
		}
		r.weighings[lang] = w
		pages, err := l.propose(ctx, on, lang, asked, v)
		if err != nil {
			return ranking{}, err
		}
		if r.own == English && lang == Japanese {
			// A translation adds nothing to an English question but noise;
			// pages that exist in Japanese only can still answer it.
			pages = slices.DeleteFunc(pages, func(p *page) bool { return on.twin(p.canonical, English) != nil })
		}
		part, err := w.scoreAll(ctx, pages)
		if err != nil {
			return ranking{}, err
		}
		scores = append(scores, part...)
	}
	r.contenders = vote(on, merge(scores, r.boost), votes, v)
	order(r.contenders)
	return r, nil
}

// propose returns bleve's candidates. A damaged index costs time, not answers:
// every page is a candidate then, until a refresh has built a new index.
func (l *Library) propose(ctx context.Context, on shelf, lang Lang, q question, v viewer) ([]*page, error) {
	s := on.shards[lang]
	if !l.damaged.Load() {
		var ids []string
		var err error
		if box := on.boxes[lang]; box != nil {
			ids, err = box.propose(ctx, q.terms, v.members)
		}
		if err == nil {
			pages := slices.Clone(s.articles())
			for _, id := range ids {
				if p := s.find(id); p != nil && v.sees(p) {
					pages = append(pages, p)
				}
			}
			return pages, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		if !l.damaged.Swap(true) {
			select {
			case l.wanting <- struct{}{}:
			default:
			}
			l.log.ErrorContext(ctx, "index is damaged, searching without it until the next refresh", "lang", lang, "err", err)
		}
	}
	pages := slices.Clone(s.pages)
	return slices.DeleteFunc(pages, func(p *page) bool { return !v.sees(p) }), nil
}

// vote adds what answered inquiries say. A page that only they know of becomes a
// contender too: that is how words that no page uses find theirs.
func vote(on shelf, all []contender, votes map[string]float64, who viewer) []contender {
	for i := range all {
		c := &all[i]
		c.votes = votes[c.canonical]
		c.rank += voteWeight * c.votes
	}
	for canonical, v := range votes {
		if slices.ContainsFunc(all, func(c contender) bool { return c.canonical == canonical }) {
			continue
		}
		p := cmp.Or(on.twin(canonical, English), on.twin(canonical, Japanese))
		if p == nil || !who.sees(p) {
			continue
		}
		all = append(all, contender{canonical: canonical, best: scored{page: p}, rank: voteWeight * v, votes: v})
	}
	return all
}

// twin returns the translation of a page, nil if there is none.
func (l *Library) twin(canonical string, lang Lang) *page {
	return shelf{shards: l.shards}.twin(canonical, lang)
}

// boosts returns the factor of a page: pages of a product that the question
// names come first. Where it names several, the one with the most pages is the
// platform that the others run on and says least.
func (l *Library) boosts(on shelf, text string) func(*page) float64 {
	names := named(text, l.names)
	if len(names) > 1 {
		delete(names, on.platform(names))
	}
	return func(p *page) float64 {
		if names[p.source.Name] {
			return namedFactor
		}
		return 1
	}
}

func (s shelf) platform(names map[string]bool) string {
	pages := map[string]int{}
	for _, shard := range s.shards {
		for _, p := range shard.pages {
			if names[p.source.Name] {
				pages[p.source.Name]++
			}
		}
	}
	largest := ""
	for name := range names {
		if largest == "" || pages[name] > pages[largest] || pages[name] == pages[largest] && name < largest {
			largest = name
		}
	}
	return largest
}

// hit is a contender in the translation that the reader wants.
func (l *Library) hit(c contender, reader Lang, v viewer, worth map[string]float64) Hit {
	p, at := c.best.page, c.best.section
	if twin := l.twin(c.canonical, reader); twin != nil && twin != p && v.sees(twin) {
		at = c.sectionIn(twin)
		p = twin
	}
	if i := slices.IndexFunc(p.sections, func(s section) bool { return p.answer != "" && s.Heading == p.answer }); i >= 0 {
		at = i
	}
	s := p.sections[at]
	h := Hit{
		Page:    c.canonical,
		Source:  p.source.Name,
		Path:    p.file,
		Title:   p.title,
		Kind:    p.kind,
		Lang:    p.lang,
		Updated: p.updated,
		Owner:   p.owner,
		Helped:  len(l.memory.helped[p.canonical]),
	}
	if s.Level > 1 && s.Heading != p.title {
		h.Section, h.Anchor = s.Heading, s.Anchor
	}
	h.URL = p.link(h.Anchor)
	h.Snippet, h.Matches = snippet(s, worth)
	h.Why = why(worth, h.Title, h.Section, h.Snippet)
	return h
}

// sectionIn finds the section of a translation that corresponds to the best one.
func (c contender) sectionIn(twin *page) int {
	for _, s := range c.others {
		if s.page == twin {
			return s.section
		}
	}
	have := c.best.page.sections
	anchor := have[c.best.section].Anchor
	if i := slices.IndexFunc(twin.sections, func(s section) bool { return s.Anchor == anchor }); i >= 0 && anchor != "" {
		return i
	}
	if len(have) == len(twin.sections) {
		return c.best.section
	}
	return 0
}

// sourceNames are the names by which questions call the sources: name, aliases
// and the synonyms of the name.
func sourceNames(sources []*Source, tables *wordTables) map[string][]string {
	names := map[string][]string{}
	for _, s := range sources {
		all := append([]string{s.Name}, s.Aliases...)
		for _, group := range tables.words {
			if slices.ContainsFunc(group, func(word string) bool { return squeeze(word) == squeeze(s.Name) }) {
				all = append(all, group...)
			}
		}
		for _, name := range all {
			if name = squeeze(name); name != "" && !slices.Contains(names[s.Name], name) {
				names[s.Name] = append(names[s.Name], name)
			}
		}
	}
	return names
}
