package bot

import (
	"cmp"
	"context"
	"slices"
	"time"

	"toban/config"
	"toban/knowledge"
)

// pushPause is the least time between two looks at the documents that pushes or
// a damaged index ask for. What comes meanwhile is answered by one look at its
// end.
const pushPause = 10 * time.Second

// A lookout says which sources are to be looked at, and when.
type lookout struct {
	sources []watched
	urged   time.Time // when pushes or damage last had their look
}

type watched struct {
	name  string
	git   bool
	every time.Duration
	next  time.Time
}

// newLookout takes the sources as of now: they have just been read. Sources of
// one name are read together, as often as the most frequent of them.
func newLookout(k config.Knowledge, now time.Time) *lookout {
	l := &lookout{}
	for _, s := range k.Sources {
		every := cmp.Or(s.Every, k.Every, config.DefaultEvery)
		at := slices.IndexFunc(l.sources, func(w watched) bool { return w.name == s.Name })
		if at < 0 {
			at = len(l.sources)
			l.sources = append(l.sources, watched{name: s.Name, every: every})
		}
		w := &l.sources[at]
		w.git = w.git || s.Git != ""
		w.every = min(w.every, every)
		w.next = now.Add(w.every)
	}
	return l
}

// urge brings the look at some sources forward.
func (l *lookout) urge(now time.Time, which func(watched) bool) {
	at := now
	if soonest := l.urged.Add(pushPause); soonest.After(now) {
		at = soonest
	}
	l.urged = at
	for i := range l.sources {
		if w := &l.sources[i]; which(*w) && w.next.After(at) {
			w.next = at
		}
	}
}

// due are the sources to look at now; their next look is planned.
func (l *lookout) due(now time.Time) (names []string) {
	for i := range l.sources {
		if w := &l.sources[i]; !w.next.After(now) {
			names = append(names, w.name)
			w.next = now.Add(w.every)
		}
	}
	return names
}

// wait is how long nothing is due.
func (l *lookout) wait(now time.Time) time.Duration {
	wait := config.DefaultEvery
	for _, w := range l.sources {
		wait = min(wait, max(w.next.Sub(now), 0))
	}
	return wait
}

// pushed notes that somebody has pushed to a repository of documents.
func (b *Bot) pushed() {
	select {
	case b.pushes <- struct{}{}:
	default:
	}
}

// keepFresh looks for changed documents: from time to time, when a push is
// announced, and when a search has found the index damaged.
func (b *Bot) keepFresh(ctx context.Context) error {
	watch := newLookout(b.cfg.Knowledge, b.deps.Now())
	for {
		timer := time.NewTimer(watch.wait(b.deps.Now()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-b.pushes:
			watch.urge(b.deps.Now(), func(w watched) bool { return w.git })
		case <-b.library.Damaged():
			watch.urge(b.deps.Now(), func(watched) bool { return true })
		case <-timer.C:
		}
		timer.Stop()
		if names := watch.due(b.deps.Now()); len(names) > 0 {
			b.refresh(ctx, names)
		}
	}
}

func (b *Bot) refresh(ctx context.Context, names []string) {
	report, err := b.library.Refresh(ctx, nil, names...)
	b.mu.Lock()
	b.refreshErr = err
	b.mu.Unlock()
	switch {
	case err != nil && ctx.Err() == nil:
		b.log.WarnContext(ctx, "documents not refreshed, the last good index answers", "error", err)
	case err == nil && report.Changed:
		b.log.InfoContext(ctx, "documents refreshed", "sources", names, "pages", report.Pages, "sections", report.Sections, "skipped", len(report.Skipped))
	}
}

// documentsAge is how long ago the source that lags most was read, zero where
// none was ever read.
func documentsAge(report knowledge.IndexReport, now time.Time) time.Duration {
	age := time.Duration(0)
	for _, s := range report.Sources {
		if !s.At.IsZero() {
			age = max(age, now.Sub(s.At))
		}
	}
	return age
}
