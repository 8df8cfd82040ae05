package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/cenkalti/backoff/v5"
)

const (
	callTries    = 5                // of one call for documents
	retryRun     = 10 * time.Minute // after a run that failed
	mostRefused  = 3                // texts refused before one is taken: then it is not the texts
	enoughOfAll  = 0.9              // share of the passages from which vectors are searched
	leastBetween = 24 * time.Hour   // two models of the endpoint's: embedding everything anew costs
)

// An EmbedReport says what a run of [Library.Embed] did.
type EmbedReport struct {
	Model      string
	Vectors    int // that searches compare with
	New        int // of them made by this run, or made by it to calibrate
	Refused    int // texts that the endpoint does not take
	Characters int // sent, which is what endpoints charge for: about 4 to a token in English, 1 in Japanese
	Took       time.Duration
}

// RecallEmbeddings gives searches the vectors that were kept from before.
// Nothing is sent. Without embeddings it does nothing.
func (l *Library) RecallEmbeddings(ctx context.Context) error {
	if l.embedder == nil {
		return nil
	}
	l.embedder.running.Lock()
	defer l.embedder.running.Unlock()
	_, err := l.embedRun(ctx, nil, func(*embedding) error { return nil })
	return err
}

// Embed makes the vectors that are missing and drops those of pages that are
// gone. What was kept is not sent again. Searches go on meanwhile and compare
// with what there was before. Calls that fail are repeated a few times, as the
// endpoint wishes; when Embed gives up, what it made is kept. Without
// embeddings it does nothing. progress may be nil.
func (l *Library) Embed(ctx context.Context, progress func(done, total int)) (EmbedReport, error) {
	if l.embedder == nil {
		return EmbedReport{}, nil
	}
	l.embedder.running.Lock()
	defer l.embedder.running.Unlock()
	return l.embedRun(ctx, progress, func(r *embedding) error { return r.fill(ctx) })
}

// KeepEmbedded embeds after every change of the pages until ctx ends. End it
// before Close. Without embeddings it returns at once.
func (l *Library) KeepEmbedded(ctx context.Context) error {
	e := l.embedder
	if e == nil {
		return nil
	}
	for {
		select {
		case <-e.stale: // this run is for it
		default:
		}
		report, err := l.Embed(ctx, nil)
		var again <-chan time.Time
		switch {
		case err != nil && ctx.Err() == nil:
			e.log.WarnContext(ctx, "documents not embedded, searches go by words where vectors are missing", "err", err)
			again = time.After(retryRun)
		case err == nil && report.New > 0:
			e.log.InfoContext(ctx, "documents embedded", "model", report.Model, "vectors", report.Vectors, "new", report.New,
				"characters", report.Characters, "refused", report.Refused, "took", report.Took)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-again:
		case <-e.stale:
		}
	}
}

// An embedding is one run.
type embedding struct {
	e        *embedder
	passages []passage // with the titles behind them
	pages    int       // passages that are not titles
	vectors  [][]float32
	report   EmbedReport
	bar      *progressBar
}

// errStartOver is a cache that has lost its vectors during a run.
var errStartOver = errors.New("vectors are made anew")

// embedRun reads what is kept, has fill make more of it, and gives searches what
// there is then. A damaged cache is dropped and everything made anew.
func (l *Library) embedRun(ctx context.Context, progress func(done, total int), fill func(*embedding) error) (EmbedReport, error) {
	e := l.embedder
	start := e.now()
	passages, titles := l.wanted()
	r := &embedding{
		e: e, passages: slices.Concat(passages, titles), pages: len(passages),
		bar: &progressBar{tell: progress}, report: EmbedReport{Model: e.spec.Model},
	}
	err := r.once(fill)
	if errors.Is(err, errStartOver) || errors.Is(err, errDamaged) {
		e.log.WarnContext(ctx, "vectors are made anew", "err", err)
		err = r.once(fill)
	}
	if err != nil && ctx.Err() == nil {
		e.fault(err)
	}
	r.report.Took = e.now().Sub(start)
	return r.report, err
}

// once goes through a run.
func (r *embedding) once(fill func(*embedding) error) error {
	err := r.recall()
	if err == nil {
		if r.e.table.Load() == nil {
			r.publish()
		}
		err = errors.Join(fill(r), r.recall()) // what is kept is what is searched
		r.publish()
	}
	if errors.Is(err, errDamaged) {
		return errors.Join(err, r.e.drop())
	}
	return err
}

// drop removes a damaged cache.
func (e *embedder) drop() error {
	e.cache = nil
	if err := os.Remove(e.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop damaged vectors: %w", err)
	}
	return nil
}

// recall reads the vectors that are kept.
func (r *embedding) recall() error {
	e := r.e
	if e.closed {
		return errClosed
	}
	if e.cache == nil {
		var err error
		if e.cache, err = openVectorCache(e.path, e.spec); err != nil {
			return err
		}
	}
	keys := make([]vectorKey, len(r.passages))
	for i, p := range r.passages {
		keys[i] = p.key
	}
	var err error
	r.vectors, err = e.cache.get(keys)
	return err
}

// fill makes the vectors that are missing and drops what nobody wants.
func (r *embedding) fill(ctx context.Context) error {
	missing, wanted := r.missing()
	if len(missing) > 0 {
		characters := 0
		for _, i := range missing {
			characters += utf8.RuneCountInString(r.passages[i].text)
		}
		r.e.log.InfoContext(ctx, "documents are being embedded", "model", r.e.spec.Model, "texts", len(missing), "characters", characters)
	}
	r.bar.expect(len(missing))
	batch := cmp.Or(r.e.spec.Batch, DefaultEmbeddingBatch)
	for len(missing) > 0 {
		n := min(batch, len(missing))
		if err := r.make(ctx, missing[:n]); err != nil {
			return err
		}
		r.bar.add(n)
		missing, wanted = r.missing() // the first answer tells how many there is room for
	}
	return r.e.cache.retain(wanted)
}

// missing are the places of passages that want a vector and have none; wanted
// are the keys of all that there is room for.
func (r *embedding) missing() (places []int, wanted map[vectorKey]bool) {
	most := r.e.cache.room(len(r.passages))
	wanted = make(map[vectorKey]bool, len(r.passages))
	for i, p := range r.passages {
		// Beginnings of pages and titles are always wanted.
		if i >= most && p.part > 0 || wanted[p.key] {
			continue
		}
		wanted[p.key] = true
		if r.vectors[i] == nil && !r.e.refused[p.key] {
			places = append(places, i)
		}
	}
	return places, wanted
}

// make embeds and keeps one batch. A batch that the endpoint does not take is
// halved until the texts at fault are found; these are left out.
func (r *embedding) make(ctx context.Context, batch []int) error {
	texts := make([]string, len(batch))
	for i, at := range batch {
		texts[i] = r.passages[at].text
		r.report.Characters += utf8.RuneCountInString(texts[i])
	}
	made, err := r.call(ctx, texts)
	if fault, ok := errors.AsType[*endpointError](err); ok && fault.tooMuch() {
		if len(batch) > 1 {
			half := len(batch) / 2
			if err := r.make(ctx, batch[:half]); err != nil {
				return err
			}
			return r.make(ctx, batch[half:])
		}
		r.report.Refused++
		if r.report.New == 0 && r.report.Refused >= mostRefused {
			return err
		}
		r.e.refused[r.passages[batch[0]].key] = true
		return nil
	}
	if err != nil {
		return err
	}
	if err := r.agree(made); err != nil {
		return err
	}
	keys := make([]vectorKey, len(batch))
	for i, at := range batch {
		keys[i] = r.passages[at].key
		r.vectors[at] = made.vectors[i]
	}
	r.report.New += len(batch)
	return r.e.cache.put(keys, made.vectors)
}

// call makes one call, again while it may succeed and as the endpoint wishes.
func (r *embedding) call(ctx context.Context, texts []string) (embedded, error) {
	timeout := cmp.Or(r.e.spec.Timeout, DefaultEmbeddingTimeout)
	return backoff.Retry(ctx, func() (embedded, error) {
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		made, err := r.e.embed(ctx, texts)
		if fault, ok := errors.AsType[*endpointError](err); ok {
			switch {
			case !fault.temporary():
				return made, backoff.Permanent(err)
			case fault.after > 0:
				return made, errors.Join(err, &backoff.RetryAfterError{Duration: fault.after})
			}
		}
		return made, err
	}, backoff.WithMaxTries(callTries))
}

// errSwitched is an endpoint that answers with another model than before.
var errSwitched = errors.New("the endpoint answers with another model than the vectors are from")

// agree makes sure that vectors can be compared with those that are kept. After
// a change of the endpoint's model the kept ones are dropped, but not every day.
func (r *embedding) agree(made embedded) error {
	c, now := r.e.cache, r.e.now()
	have, got := c.origin, c.origin
	got.Answered, got.Dimensions, got.Since = made.model, len(made.vectors[0]), now
	if have.Answered == got.Answered && have.Dimensions == got.Dimensions {
		return nil
	}
	first := have.Dimensions == 0
	if next := have.Since.Add(leastBetween); !first && now.Before(next) {
		return fmt.Errorf("%w: %s with %d dimensions instead of %s with %d; pages are embedded anew from %s on", errSwitched,
			got.Answered, got.Dimensions, have.Answered, have.Dimensions, next.UTC().Format(time.RFC3339))
	}
	if err := c.reset(got); err != nil || first {
		return err
	}
	r.e.table.Store(nil)
	return fmt.Errorf("%w: %w", errStartOver, errSwitched)
}

// publish gives searches the vectors there are, if there are nearly all: a page
// without any would be at a disadvantage.
func (r *embedding) publish() {
	e := r.e
	e.mu.Lock()
	e.state.Wanted = min(r.pages, e.cache.room(r.pages))
	enough := int(enoughOfAll * float64(e.state.Wanted))
	e.mu.Unlock()
	table := newVectorTable(e.cache.origin, r.passages[:r.pages], r.vectors[:r.pages])
	if len(table.rows) == 0 || len(table.rows) < enough {
		return
	}
	table.calibrate(r.passages[r.pages:], r.vectors[r.pages:])
	e.table.Store(table)
	r.report.Vectors = len(table.rows)
}
