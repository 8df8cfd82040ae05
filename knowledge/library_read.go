package knowledge

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A sourceReading is what is known before the sources are read.
type sourceReading struct {
	old    map[Lang]*shard
	before IndexReport
	first  bool     // nothing was read before
	names  []string // of the sources to read; none means all
	now    time.Time
}

// harvest is what reading the sources gave.
type harvest struct {
	pages   []*page
	skipped []Skipped
	sources []SourceReport
}

// pageKey tells files apart.
type pageKey struct {
	source *Source
	file   string
}

// read makes the pages of the sources, taking over those whose file is the same
// and those of sources that are not to be read or cannot be.
func (l *Library) read(ctx context.Context, r sourceReading, bar *progressBar) (harvest, error) {
	known := map[pageKey]*page{}
	for _, s := range r.old {
		for _, p := range s.filed() {
			known[pageKey{p.source, p.file}] = p
		}
	}
	out := harvest{sources: make([]SourceReport, len(l.sources))}
	trees := map[*Source]*tree{}
	defer func() {
		for _, t := range trees {
			t.close()
		}
	}()
	var files []file
	for i, s := range l.sources {
		about := &out.sources[i]
		*about = SourceReport{Name: s.Name, Lang: s.Lang}
		if i < len(r.before.Sources) {
			*about = r.before.Sources[i]
			about.Pages = 0
		}
		if len(r.names) > 0 && !slices.Contains(r.names, s.Name) {
			out.keep(s, known, r.before)
			continue
		}
		t, stale, err := l.open(ctx, i, s)
		if err != nil && (r.first && s.Git == "" || ctx.Err() != nil) {
			return harvest{}, err
		}
		var list []file
		var left []Skipped
		if err == nil {
			trees[s] = t
			if list, left, err = s.list(t); err != nil {
				err = fmt.Errorf("knowledge.sources[%d].path: list documents of %s: %s", i, s.Name, cause(err))
			}
		}
		if err != nil {
			out.keep(s, known, IndexReport{})
			stale = err
		} else {
			files = append(files, list...)
			out.skipped = append(out.skipped, left...)
		}
		about.Problem = ""
		if stale != nil {
			about.Problem = stale.Error()
			out.skipped = append(out.skipped, s.skip(".", RuleUnreadable, reasonSource+about.Problem))
			l.log.WarnContext(ctx, "documents kept from the last good read", "name", s.Name, "err", stale)
		} else {
			about.At = r.now
		}
	}
	made, err := l.makePages(ctx, files, known, r.now, bar)
	if err != nil {
		return harvest{}, err
	}
	out.add(made)
	var fragments []Skipped
	out.pages, fragments = dropFragments(out.pages, func(p *page) bool { return trees[p.source] != nil && trees[p.source].included(p.file) })
	out.skipped = append(out.skipped, fragments...)
	bar.add(len(files) - len(out.pages))
	sortSkipped(out.skipped)
	for _, p := range out.pages {
		out.sources[slices.Index(l.sources, p.source)].Pages++
	}
	return out, nil
}

// keep takes over what is known of a source, and what was skipped of it.
func (h *harvest) keep(s *Source, known map[pageKey]*page, before IndexReport) {
	for _, p := range known {
		if p.source == s {
			h.pages = append(h.pages, p)
		}
	}
	for _, skipped := range before.Skipped {
		if skipped.Source == s.Name && skipped.Lang == s.Lang && !slices.Contains(h.skipped, skipped) {
			h.skipped = append(h.skipped, skipped)
		}
	}
}

// add takes what was made of files, each page once.
func (h *harvest) add(all []made) {
	ids := map[string]bool{}
	for _, p := range h.pages {
		ids[p.id] = true
	}
	for _, m := range all {
		switch {
		case m.page == nil:
			h.skipped = append(h.skipped, m.file.source.skip(m.file.name, m.rule, m.reason))
		case ids[m.page.id]:
			h.skipped = append(h.skipped, m.file.source.skip(m.file.name, RuleUnreadable, reasonDuplicate))
		default:
			ids[m.page.id] = true
			h.pages = append(h.pages, m.page)
		}
	}
}

// made is the page of a file, or why there is none.
type made struct {
	file   file
	page   *page
	rule   Rule
	reason string
}

// makePages reads files, in parallel. Pages whose site does not show them now
// are left out: they cost a look at their file each time.
func (l *Library) makePages(ctx context.Context, files []file, known map[pageKey]*page, now time.Time, bar *progressBar) ([]made, error) {
	bar.expect(2 * len(files))
	out := make([]made, len(files))
	err := readFiles(ctx, files, func(i int, content []byte, err error) {
		defer bar.add(1)
		out[i] = l.makePage(files[i], content, err, known[pageKey{files[i].source, files[i].name}])
		if p := out[i].page; p != nil && p.untimely(now) != "" {
			out[i] = made{file: files[i], reason: p.untimely(now)}
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read documents: %w", err)
	}
	return out, nil
}

func (l *Library) makePage(f file, content []byte, err error, known *page) made {
	if err != nil {
		return made{file: f, rule: RuleUnreadable, reason: reasonUnreadable + cause(err)}
	}
	sum := sha256.Sum256(content)
	same := func(included string) bool {
		return known != nil && known.included == included && known.raw == sum && known.modified.Equal(f.info.ModTime())
	}
	if same("") {
		return made{file: f, page: known}
	}
	p, rule, reason := readPage(f, content)
	if p == nil {
		return made{file: f, rule: rule, reason: reason}
	}
	if same(p.included) {
		return made{file: f, page: known}
	}
	p.raw, p.modified = sum, f.info.ModTime()
	p.content = sha256.Sum256([]byte(strings.Join([]string{string(sum[:]), p.included}, "")))
	p.terms = termsOf(p, l.lexicon)
	p.references = referencesIn(string(content), l.lexicon)
	return made{file: f, page: p}
}

// open opens the folder of a source. With Git it is brought up to date first;
// stale says why it could not be while an older clone does.
func (l *Library) open(ctx context.Context, index int, s *Source) (t *tree, stale, err error) {
	folder, part := s.Path, "."
	key := "path"
	if s.Git != "" {
		key, part = "git", s.Path
		if folder, stale = l.fetch(ctx, s); folder == "" || ctx.Err() != nil {
			return nil, nil, fmt.Errorf("knowledge.sources[%d].git: fetch %s: %w", index, s.Name, stale)
		}
	}
	if t, err = openTree(folder, part); err != nil {
		return nil, nil, fmt.Errorf("knowledge.sources[%d].%s: open documents of %s at %s: %s", index, key, s.Name, s.Path, cause(err))
	}
	return t, stale, nil
}
