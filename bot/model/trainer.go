package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"toban/bot/triage"
	"toban/knowledge"
)

// defaultSettle is how long after a label training begins: whoever corrects
// one inquiry often corrects a few.
const defaultSettle = 2 * time.Second

// A Trainer trains a challenger whenever people have labelled something.
// Set its exported fields, then Open it.
type Trainer struct {
	Store    triage.Store
	Taxonomy knowledge.Taxonomy
	Log      *slog.Logger
	Now      func() time.Time
	Settle   time.Duration // after a label, before training begins; zero means 2 s

	// Use puts a classifier in the place of the one that answers.
	Use func(*knowledge.Classifier)

	changed chan struct{} // something is to be learned

	mu      sync.Mutex
	samples map[string]knowledge.Sample // by the inquiry's id
	asked   map[string]triage.ChannelID // where each sample was asked
	failed  error                       // of the last training, nil when it went well
	holds   bool                        // the champion has learned from words that are to be forgotten

	champion *knowledge.Classifier // belongs to Open, then to Run
}

// Open has a classifier answer: the stored one that answered last, unless it
// was made for other classes, else the seeds, which learned from the
// configuration alone and are asked for only then. What people have said of
// the inquiries since then is learned once Run runs.
func (t *Trainer) Open(ctx context.Context, inquiries []triage.Inquiry, seeds func() (*knowledge.Classifier, error)) error {
	t.changed = make(chan struct{}, 1)
	t.samples, t.asked = make(map[string]knowledge.Sample), make(map[string]triage.ChannelID)
	for _, q := range inquiries {
		if s, ok := q.Sample(); ok {
			t.samples[s.ID], t.asked[s.ID] = s, q.Place.Channel
		}
	}
	if err := t.forget(ctx); err != nil {
		return err
	}
	shelf, err := t.restore(ctx)
	if err != nil {
		return err
	}
	if t.champion == nil {
		if t.champion, err = seeds(); err != nil {
			return err
		}
	}
	t.Use(t.champion)
	if learned := len(t.samples) > 0 || shelf.Current != ""; learned && !shelf.tried(t.inputs(t.lessons())) {
		t.wake()
	}
	return nil
}

// restore makes the model that answered last the champion. One that cannot be
// read, because it is damaged or of another version of toban, is trained again.
func (t *Trainer) restore(ctx context.Context) (shelf Shelf, err error) {
	err = t.Store.Update(ctx, func(tx triage.Tx) error {
		t.champion, shelf, err = Current(tx, t.Taxonomy)
		if !errors.Is(err, knowledge.ErrDamaged) {
			return err
		}
		t.Log.WarnContext(ctx, "stored classifier not used, another is trained", "error", err)
		if err := discard(tx, shelf.Current); err != nil {
			return err
		}
		shelf, err = ReadShelf(tx)
		return err
	})
	if err != nil {
		return shelf, fmt.Errorf("read the stored classifier: %w", err)
	}
	return shelf, nil
}

func (t *Trainer) inputs(samples []knowledge.Sample) string {
	return knowledge.InputHash(t.Taxonomy, samples, knowledge.TrainOptions{})
}

// Channels are those in which was asked what there is to learn.
func (t *Trainer) Channels() []triage.ChannelID {
	t.mu.Lock()
	defer t.mu.Unlock()
	channels := slices.Collect(maps.Values(t.asked))
	slices.Sort(channels)
	return slices.Compact(channels)
}

// Learn looks at an inquiry as it is now. What it taught and teaches no more is
// gone from the store when Learn returns.
func (t *Trainer) Learn(ctx context.Context, q triage.Inquiry) error {
	s, teaches := q.Sample()
	t.mu.Lock()
	was, taught := t.samples[string(q.ID)]
	if teaches {
		t.samples[s.ID], t.asked[s.ID] = s, q.Place.Channel
	} else {
		delete(t.samples, string(q.ID))
		delete(t.asked, string(q.ID))
	}
	t.mu.Unlock()
	if teaches == taught && s == was {
		return nil
	}
	t.wake()
	if teaches {
		return nil
	}
	return t.forget(ctx)
}

// forget drops the stored versions that hold words of what is no sample any
// more.
func (t *Trainer) forget(ctx context.Context) error {
	dropped := 0
	err := t.Store.Update(ctx, func(tx triage.Tx) error {
		t.mu.Lock()
		defer t.mu.Unlock()
		var err error
		dropped, err = dropLearned(tx, func(id string) bool {
			_, ok := t.samples[id]
			return ok
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("drop models that hold what is to be forgotten: %w", err)
	}
	if dropped > 0 {
		t.mu.Lock()
		t.holds = true
		t.mu.Unlock()
		t.Log.InfoContext(ctx, "models dropped that held words to be forgotten", "models", dropped)
	}
	return nil
}

func (t *Trainer) wake() {
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

// Run trains until ctx ends, one model at a time.
func (t *Trainer) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.changed:
		}
		if !t.settle(ctx) {
			return nil
		}
		if err := t.Train(ctx); err != nil && ctx.Err() == nil {
			t.Log.ErrorContext(ctx, "classifier not retrained, the one before answers on", "error", err)
		}
	}
}

// Train learns what there is to learn, now. Only one call may run at a time;
// Run makes them.
func (t *Trainer) Train(ctx context.Context) error {
	err := t.train(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failed = err
	return err
}

// settle waits until nothing has been labelled for a moment; ok is false when
// ctx ends before.
func (t *Trainer) settle(ctx context.Context) (ok bool) {
	timer := time.NewTimer(cmp.Or(t.Settle, defaultSettle))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-t.changed:
			timer.Reset(cmp.Or(t.Settle, defaultSettle))
		case <-timer.C:
			return true
		}
	}
}

// lessons are the samples in the order of their inquiries.
func (t *Trainer) lessons() []knowledge.Sample {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.SortedFunc(maps.Values(t.samples), inOrder)
}

// train trains a challenger and lets it answer unless it is worse.
func (t *Trainer) train(ctx context.Context) error {
	samples := t.lessons()
	var shelf Shelf
	var learned evidence
	err := t.Store.View(ctx, func(r triage.Reader) (err error) {
		if shelf, err = ReadShelf(r); err != nil {
			return err
		}
		if v, ok := shelf.answering(); ok {
			learned = evidence{}
			err = readMark(r, evidenceMark(v.Slot), &learned)
		}
		return err
	})
	if err != nil {
		return err
	}
	inputs := t.inputs(samples)
	if shelf.tried(inputs) {
		return nil
	}
	challenger, trial, err := knowledge.TrainTrial(ctx, t.Taxonomy, samples, knowledge.TrainOptions{})
	if err != nil {
		return err
	}
	info := challenger.Info()
	v := Version{
		Hash: info.Hash, Inputs: inputs, Taxonomy: taxonomyHash(t.Taxonomy), At: t.Now().UTC().Truncate(time.Second),
		Samples: len(samples), Area: figures(info.Area), Kind: figures(info.Kind),
	}
	v.Reason, v.Trial = t.judge(shelf, v, learned, trial, samples)
	if err := t.keep(ctx, v, challenger, evidenceOf(samples, trial)); err != nil {
		return err
	}
	if v.Promoted() {
		t.champion = challenger
		t.Use(challenger)
	}
	t.Log.InfoContext(ctx, "classifier retrained", "version", v.Hash, "labels", v.Samples, "promoted", v.Promoted(), "reason", string(v.Reason))
	return nil
}

// judge says whether the challenger is to answer, and why.
func (t *Trainer) judge(shelf Shelf, v Version, learned evidence, trial knowledge.Trial, samples []knowledge.Sample) (Reason, Comparison) {
	t.mu.Lock()
	holds := t.holds
	t.mu.Unlock()
	before, ok := shelf.answering()
	switch {
	case holds:
		return Erased, Comparison{}
	case !ok:
		return First, Comparison{}
	case before.Taxonomy != v.Taxonomy:
		return Taxonomy, Comparison{}
	}
	c := compare(t.champion, learned, trial, samples)
	switch {
	case c.Worse:
		return Worse, c
	case c.N < leastCompared:
		return TooFew, c
	}
	return NoWorse, c
}

// keep stores a version, unless something that it learned from is to be
// forgotten by now: then training begins again.
func (t *Trainer) keep(ctx context.Context, v Version, c *knowledge.Classifier, e evidence) error {
	model, err := c.MarshalBinary()
	if err != nil {
		return err
	}
	err = t.Store.Update(ctx, func(tx triage.Tx) error { return put(tx, v, model, e) })
	if err != nil {
		return fmt.Errorf("store model %s: %w", v.Hash, err)
	}
	t.mu.Lock()
	t.holds = false
	t.mu.Unlock()
	return t.forget(ctx)
}

// A State is how it stands with the classifier, for people.
type State struct {
	Version Version // that answers; zero while the configuration alone does
	Pinned  bool    // somebody went back to it
	Labels  int     // that people have given, of which the version may lack the last
	Failed  error   // of the last training
}

// State tells how it stands.
func (t *Trainer) State(ctx context.Context) (s State, err error) {
	err = t.Store.View(ctx, func(r triage.Reader) error {
		shelf, err := ReadShelf(r)
		if err != nil {
			return err
		}
		s.Version, _ = shelf.answering()
		s.Pinned = shelf.Pinned
		return nil
	})
	t.mu.Lock()
	defer t.mu.Unlock()
	s.Labels, s.Failed = len(t.samples), t.failed
	return s, err
}
