package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
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
	// Embeddings find pages by meaning too; nil finds by words alone. They need
	// Dir, and [Library.KeepEmbedded] or [Library.Embed] to have vectors.
	Embeddings *Embeddings
	Log        *slog.Logger     // nil discards
	Now        func() time.Time // nil means time.Now
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
	lock    *os.File // of the index folder; nil in memory

	embedder *embedder // nil without embeddings

	damaged    atomic.Bool   // a search met a damaged index: the next refresh builds a new one
	wanting    chan struct{} // see Damaged
	refreshing sync.Mutex    // serialises refreshes

	// Only what holds refreshing touches these.
	written []*page // given to Publish
	gauged  bool    // gauges are those of the pages

	mu     sync.RWMutex // guards what follows; searches hold it for reading
	boxes  map[Lang]*postbox
	shards map[Lang]*shard
	report IndexReport
	gauges map[Lang]Gauge
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
		wanting: make(chan struct{}, 1),
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
		s.rules = s.compile()
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
		if l.lock, err = lockFolder(l.dir); err != nil {
			return nil, err
		}
	}
	if l.embedder, err = newEmbedder(o.Embeddings, o.Dir, l.log, l.now); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	if _, err := l.refresh(ctx, progress, true, nil); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Refresh reads the sources again, or only those of the names given, and brings
// the index up to date. Only files whose content changed cost time. A source
// that cannot be read keeps its pages and is listed among the skipped with the
// reason. progress, if not nil, is told how far the work is, never from two
// goroutines at once. When it fails the library goes on with what it had.
func (l *Library) Refresh(ctx context.Context, progress func(done, total int), names ...string) (IndexReport, error) {
	return l.refresh(ctx, progress, false, names)
}

// Report is the report of the last refresh that succeeded.
func (l *Library) Report() IndexReport {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.report.clone()
}

func (r IndexReport) clone() IndexReport {
	r.Skipped, r.Sources, r.Gauges = slices.Clone(r.Skipped), slices.Clone(r.Sources), slices.Clone(r.Gauges)
	return r
}

// Damaged is sent to when a search has met a damaged index. Searches go on
// without it, which costs time; Refresh builds a new one.
func (l *Library) Damaged() <-chan struct{} { return l.wanting }

// Close releases the index. Searches afterwards fail. Closing twice is harmless.
func (l *Library) Close() error {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	errs := []error{l.embedder.close()}
	for _, box := range l.boxes {
		errs = append(errs, box.close())
	}
	clear(l.boxes)
	if l.lock != nil {
		errs = append(errs, l.lock.Close())
		l.lock = nil
	}
	return errors.Join(errs...)
}

var errClosed = errors.New("library is closed")

func (l *Library) refresh(ctx context.Context, progress func(done, total int), first bool, names []string) (IndexReport, error) {
	l.refreshing.Lock()
	defer l.refreshing.Unlock()
	l.mu.RLock()
	closed, old, before := l.closed, l.shards, l.report
	l.mu.RUnlock()
	if closed {
		return IndexReport{}, errClosed
	}
	start := l.now()
	bar := &progressBar{tell: progress}
	read, err := l.read(ctx, sourceReading{old: old, before: before, first: first, names: names, now: start}, bar)
	if err != nil {
		return IndexReport{}, err
	}
	shards, report := l.shelve(old, append(read.pages, l.written...))
	boxes, stale, unsaved, err := l.index(ctx, shards, bar)
	if err != nil {
		return IndexReport{}, err
	}
	gauges, err := l.gaugeIfChanged(ctx, shelf{boxes: boxes, shards: shards}, &report)
	if err != nil {
		return IndexReport{}, err
	}
	report.Skipped, report.Sources, report.Unsaved = read.skipped, read.sources, unsaved
	report.At, report.Took = start, l.now().Sub(start)
	l.mu.Lock()
	l.boxes, l.shards, l.gauges, l.report = boxes, shards, gauges, report
	l.mu.Unlock()
	if report.Changed {
		l.embedder.outdated()
	}
	for _, box := range stale {
		if err := box.remove(); err != nil {
			l.log.WarnContext(ctx, "stale index not removed", "folder", box.folder, "err", err)
		}
	}
	return report.clone(), nil
}

// shelve makes the shards of pages, taking over those that are the same.
func (l *Library) shelve(old map[Lang]*shard, pages []*page) (map[Lang]*shard, IndexReport) {
	pages = unfiled(pages)
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
// and may be removed once nobody uses them. An index that cannot be written to
// disk is kept in memory, and unsaved says why.
func (l *Library) index(ctx context.Context, shards map[Lang]*shard, bar *progressBar) (boxes map[Lang]*postbox, stale []*postbox, unsaved string, err error) {
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
				return nil, nil, "", err
			}
			if box != nil {
				opened = append(opened, box)
			}
		}
		// What a full disk kept in memory is tried on disk again.
		if box != nil && !rebuild && (box.folder != "" || l.dir == "") {
			err := box.update(ctx, pages, l.lexicon, bar.add)
			if err == nil {
				boxes[lang] = box
				continue
			}
			if ctx.Err() != nil {
				return nil, nil, "", err
			}
			l.log.WarnContext(ctx, "index is built anew", "lang", lang, "err", err)
		}
		fresh, err := l.build(ctx, l.dir, lang, pages, bar)
		if err != nil && l.dir != "" && ctx.Err() == nil {
			unsaved = err.Error()
			l.log.WarnContext(ctx, "index is kept in memory", "lang", lang, "err", err)
			fresh, err = l.build(ctx, "", lang, pages, bar)
		}
		if err != nil {
			return nil, nil, "", err
		}
		made = append(made, fresh)
		if box != nil {
			stale = append(stale, box)
		}
		boxes[lang] = fresh
	}
	return boxes, stale, unsaved, nil
}

// build makes the index of a language from nothing, in memory if dir is empty.
func (l *Library) build(ctx context.Context, dir string, lang Lang, pages []*page, bar *progressBar) (*postbox, error) {
	box, err := newPostbox(dir, l.schema, lang)
	if err != nil {
		return nil, err
	}
	if err := box.update(ctx, pages, l.lexicon, bar.add); err != nil {
		return nil, errors.Join(err, box.remove())
	}
	return box, nil
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
