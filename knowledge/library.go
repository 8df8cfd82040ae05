package knowledge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Options configure a [Library].
type Options struct {
	// Dir is the folder of the index and of clones of Git sources, made if
	// missing. Empty keeps the index in memory.
	Dir string
	// Sources lists what to read. Without any the library only knows what Put
	// gives it.
	Sources []Source
	// Gate decides what is good enough to show; zero means DefaultGate.
	Gate Gate
	// Synonyms are the team's own groups of words that mean the same, on top of
	// the built-in ones, such as {"vault", "secret store"}.
	Synonyms [][]string
	Log      *slog.Logger     // nil discards
	Now      func() time.Time // nil means time.Now
}

// Library is a searchable set of documents. Make one with [Open]; the zero
// Library is not usable. Its methods may be called concurrently; searches go on
// while a refresh runs and see either the old or the new documents.
type Library struct {
	dir     string
	sources []*Source
	gate    Gate
	log     *slog.Logger
	now     func() time.Time
	lexicon *lexicon
	tables  *wordTables
	names   map[string][]string // of sources, as named compares them
	schema  string

	damaged    atomic.Bool // a search met a damaged index: the next refresh builds a new one
	refreshing sync.Mutex  // serialises refreshes

	written []*page // given to Publish; only what holds refreshing touches it

	mu     sync.RWMutex // guards what follows; searches hold it for reading
	boxes  map[Lang]*postbox
	shards map[Lang]*shard
	report IndexReport
	memory memory
	closed bool
}

// Open reads the sources and opens their index, or builds it where there is
// none, where it is damaged or where it is of another version. A source that
// cannot be read is an error that names it by its place in the configuration;
// single files that cannot be read are skipped, see [Library.Report].
func Open(ctx context.Context, o Options) (*Library, error) {
	return OpenProgress(ctx, o, nil)
}

// OpenProgress is [Open] with the progress of building the index, as
// [Library.Refresh] tells it.
func OpenProgress(ctx context.Context, o Options, progress func(done, total int)) (*Library, error) {
	l := &Library{
		dir:     o.Dir,
		gate:    o.Gate.withDefaults(),
		log:     cmp.Or(o.Log, slog.New(slog.DiscardHandler)),
		now:     o.Now,
		lexicon: newLexicon(),
		tables:  newWordTables(o.Synonyms),
		boxes:   map[Lang]*postbox{},
		shards:  map[Lang]*shard{},
	}
	if l.now == nil {
		l.now = time.Now
	}
	var problems []error
	for i := range o.Sources {
		s := o.Sources[i]
		if err := s.Validate(); err != nil {
			problems = append(problems, fmt.Errorf("knowledge.sources[%d]: %w", i, err))
		}
		l.sources = append(l.sources, &s)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	l.names = sourceNames(l.sources, l.tables)
	var err error
	if l.schema, err = schema(); err != nil {
		return nil, err
	}
	if l.dir != "" {
		if err := os.MkdirAll(l.dir, 0o700); err != nil {
			return nil, fmt.Errorf("make index folder %s: %s", l.dir, cause(err))
		}
	}
	if _, err := l.refresh(ctx, progress, true); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Refresh reads the sources again and brings the index up to date. Only files
// whose content changed cost time. A source that cannot be read keeps its pages
// and is listed among the skipped with the reason. progress, if not nil, is told
// how far the work is, never from two goroutines at once. When it fails the
// library goes on with what it had.
func (l *Library) Refresh(ctx context.Context, progress func(done, total int)) (IndexReport, error) {
	return l.refresh(ctx, progress, false)
}

// Report is the report of the last refresh that succeeded.
func (l *Library) Report() IndexReport {
	l.mu.RLock()
	defer l.mu.RUnlock()
	report := l.report
	report.Skipped = slices.Clone(report.Skipped)
	return report
}

// Close releases the index. Searches afterwards fail. Closing twice is harmless.
func (l *Library) Close() error {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	var errs []error
	for _, box := range l.boxes {
		errs = append(errs, box.close())
	}
	clear(l.boxes)
	return errors.Join(errs...)
}

var errClosed = errors.New("library is closed")

func (l *Library) refresh(ctx context.Context, progress func(done, total int), first bool) (IndexReport, error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	l.mu.RLock()
	closed, old := l.closed, l.shards
	l.mu.RUnlock()
	if closed {
		return IndexReport{}, errClosed
	}
	start := l.now()
	bar := &progressBar{tell: progress}
	pages, skipped, err := l.read(ctx, old, bar, first)
	if err != nil {
		return IndexReport{}, err
	}
	shards, report := l.shelve(old, append(pages, l.written...))
	boxes, stale, err := l.index(ctx, shards, bar)
	if err != nil {
		return IndexReport{}, err
	}
	report.Skipped, report.At, report.Took = skipped, start, l.now().Sub(start)
	l.mu.Lock()
	l.boxes, l.shards, l.report = boxes, shards, report
	l.mu.Unlock()
	for _, box := range stale {
		if err := box.remove(); err != nil {
			l.log.WarnContext(ctx, "stale index not removed", "folder", box.folder, "err", err)
		}
	}
	report.Skipped = slices.Clone(report.Skipped)
	return report, nil
}

// shelve makes the shards of pages, taking over those that are the same.
func (l *Library) shelve(old map[Lang]*shard, pages []*page) (map[Lang]*shard, IndexReport) {
	report := IndexReport{Pages: len(pages)}
	shards := map[Lang]*shard{}
	for lang, group := range byLang(pages) {
		if before := old[lang]; before != nil && slices.Equal(before.pages, group) {
			shards[lang] = before
		} else {
			shards[lang] = newShard(group, l.lexicon)
			report.Changed = true
		}
		report.Sections += shards[lang].sections
	}
	report.Changed = report.Changed || len(shards) != len(old)
	return shards, report
}

// read makes the pages of all sources, taking over those whose file is the same.
func (l *Library) read(ctx context.Context, old map[Lang]*shard, bar *progressBar, first bool) (pages []*page, skipped []Skipped, err error) {
	type key struct {
		source *Source
		file   string
	}
	known := map[key]*page{}
	for _, s := range old {
		for _, p := range s.pages {
			known[key{p.source, p.file}] = p
		}
	}
	var files []file
	for i, s := range l.sources {
		list, left, closeSource, err := l.list(ctx, i, s)
		if err != nil {
			if first || ctx.Err() != nil {
				return nil, nil, err
			}
			l.log.WarnContext(ctx, "documents kept from the last good read", "name", s.Name, "err", err)
			skipped = append(skipped, Skipped{Source: s.Name, Path: ".", Reason: "source cannot be read, its last good pages stay: " + err.Error()})
			for _, p := range known {
				if p.source == s {
					pages = append(pages, p)
				}
			}
			continue
		}
		defer closeSource()
		files = append(files, list...)
		skipped = append(skipped, left...)
	}
	bar.expect(2 * len(files))
	made := make([]*page, len(files))
	reasons := make([]string, len(files))
	err = readFiles(ctx, files, func(i int, content []byte, err error) {
		defer bar.add(1)
		f := files[i]
		if err != nil {
			reasons[i] = reasonUnreadable + cause(err)
			return
		}
		sum := sha256.Sum256(content)
		if p := known[key{f.source, f.name}]; p != nil && p.content == sum && p.modified.Equal(f.info.ModTime()) {
			made[i] = p
			return
		}
		p, reason := readPage(f, content)
		if p == nil {
			reasons[i] = reason
			return
		}
		p.content, p.modified = sum, f.info.ModTime()
		p.terms = termsOf(p, l.lexicon)
		made[i] = p
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read documents: %w", err)
	}
	ids := map[string]bool{}
	for i, p := range made {
		switch {
		case p == nil:
			skipped = append(skipped, Skipped{Source: files[i].source.Name, Path: files[i].name, Reason: reasons[i]})
		case ids[p.id]:
			skipped = append(skipped, Skipped{Source: p.source.Name, Path: p.file, Reason: reasonDuplicate})
		default:
			ids[p.id] = true
			pages = append(pages, p)
		}
	}
	pages, fragments := dropFragments(pages)
	skipped = append(skipped, fragments...)
	bar.add(len(files) - len(pages))
	sortSkipped(skipped)
	return pages, skipped, nil
}

// list finds the files of one source. closeSource must be called once they are read.
func (l *Library) list(ctx context.Context, index int, s *Source) (files []file, skipped []Skipped, closeSource func(), err error) {
	folder := s.Path
	if s.Git != "" {
		if folder, err = l.fetch(ctx, s); err != nil {
			return nil, nil, nil, fmt.Errorf("knowledge.sources[%d].git: %w", index, err)
		}
		folder = filepath.Join(folder, filepath.FromSlash(s.Path))
	}
	root, err := s.openRoot(index, folder)
	if err != nil {
		return nil, nil, nil, err
	}
	files, skipped, err = s.list(root)
	if err != nil {
		return nil, nil, nil, errors.Join(fmt.Errorf("knowledge.sources[%d].path: list documents of %s at %s: %s", index, s.Name, folder, cause(err)), root.Close())
	}
	return files, skipped, func() { root.Close() }, nil
}

func byLang(pages []*page) map[Lang][]*page {
	groups := map[Lang][]*page{}
	for _, p := range pages {
		groups[p.lang] = append(groups[p.lang], p)
	}
	for _, group := range groups {
		sortPages(group)
	}
	return groups
}

// index brings the bleve indexes up to date. stale are those that were replaced
// and may be removed once nobody uses them.
func (l *Library) index(ctx context.Context, shards map[Lang]*shard, bar *progressBar) (boxes map[Lang]*postbox, stale []*postbox, err error) {
	rebuild := l.damaged.Load()
	boxes = map[Lang]*postbox{}
	var opened, made []*postbox
	defer func() {
		if err == nil {
			l.damaged.Store(false)
			return
		}
		for _, box := range opened {
			err = errors.Join(err, box.close())
		}
		for _, box := range made {
			err = errors.Join(err, box.remove())
		}
	}()
	for _, lang := range []Lang{English, Japanese} {
		have := l.boxes[lang] // only refreshes write it, and they are serialised
		pages := shards[lang].filed()
		if len(pages) == 0 {
			if have != nil {
				stale = append(stale, have)
			}
			continue
		}
		box := have
		if box == nil && !rebuild {
			if box, err = openPostbox(l.dir, l.schema, lang); err != nil {
				return nil, nil, err
			}
			if box != nil {
				opened = append(opened, box)
			}
		}
		if box != nil && !rebuild {
			err := box.update(ctx, pages, l.lexicon, bar.add)
			if err == nil {
				boxes[lang] = box
				continue
			}
			if ctx.Err() != nil {
				return nil, nil, err
			}
			l.log.WarnContext(ctx, "index is built anew", "lang", lang, "err", err)
		}
		fresh, err := newPostbox(l.dir, l.schema, lang)
		if err != nil {
			return nil, nil, err
		}
		made = append(made, fresh)
		if err := fresh.update(ctx, pages, l.lexicon, bar.add); err != nil {
			return nil, nil, err
		}
		if err := fresh.probe(); err != nil {
			return nil, nil, err
		}
		if box != nil {
			stale = append(stale, box)
		}
		boxes[lang] = fresh
	}
	return boxes, stale, nil
}

// progressBar turns steps into calls of a function, one at a time.
type progressBar struct {
	mu          sync.Mutex
	tell        func(done, total int)
	done, total int
}

func (b *progressBar) expect(total int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.total = total
}

func (b *progressBar) add(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = min(b.done+n, b.total)
	if b.tell != nil && n > 0 {
		b.tell(b.done, b.total)
	}
}
