package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"toban/bot/datadog"
	"toban/bot/triage"
	"toban/bot/web"
)

// lookEvery is the time between two looks at Datadog. A hint makes for one at
// once; what no hint told of is found by the next.
const lookEvery = 30 * time.Second

// reopenedWithin is how long after its end an incident is still looked at: it
// may have been reopened in Datadog. Later only a hint tells.
const reopenedWithin = time.Hour

// hints are the incidents in Datadog about which there is something new. None
// is kept for good: the regular looks find the same, only later.
type hints struct {
	mu    sync.Mutex
	ids   map[string]bool
	woken chan struct{}
}

// maxHints bounds what is remembered until the next look.
const maxHints = 1000

func newHints() *hints { return &hints{ids: make(map[string]bool), woken: make(chan struct{}, 1)} }

// take notes a hint and has Datadog looked at.
func (h *hints) take(_ context.Context, hint web.IncidentHint) error {
	h.mu.Lock()
	if hint.ID != "" && len(h.ids) < maxHints {
		h.ids[hint.ID] = true
	}
	h.mu.Unlock()
	h.wake()
	return nil
}

// wake has Datadog looked at now.
func (h *hints) wake() {
	select {
	case h.woken <- struct{}{}:
	default:
	}
}

// drain returns the UUIDs noted so far, and forgets them.
func (h *hints) drain() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	ids := slices.Sorted(maps.Keys(h.ids))
	clear(h.ids)
	return ids
}

// watchDatadog follows what people do in Datadog. It keeps nobody waiting: a
// Datadog that does not answer delays no reminder.
func (b *Bot) watchDatadog(ctx context.Context) error {
	for {
		b.look(ctx)
		timer := time.NewTimer(lookEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-b.hints.woken:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// look asks Datadog what was changed and what was declared there.
func (b *Bot) look(ctx context.Context) {
	unknown, err := b.observe(ctx, b.hints.drain())
	if err == nil && b.cfg.Adopts() {
		err = errors.Join(b.adoptDeclared(ctx), b.adoptHinted(ctx, unknown))
	}
	if err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "Datadog not looked at", "error", err)
	}
}

// observe takes over what was changed in Datadog: running incidents are looked
// at, those that ended lately, and those of which a hint tells. It returns the
// hinted ones that are none of ours.
func (b *Bot) observe(ctx context.Context, hinted []string) (unknown []string, err error) {
	all, err := b.desk.Incidents(ctx, false)
	if err != nil {
		return nil, fmt.Errorf("read incidents: %w", err)
	}
	ended := b.deps.Now().Add(-reopenedWithin)
	var ours []triage.Incident
	for _, i := range all {
		at := slices.Index(hinted, i.Datadog.ID)
		if at >= 0 {
			hinted = slices.Delete(hinted, at, at+1)
		}
		if at >= 0 || i.Status != triage.IncidentResolved || i.ResolvedAt.After(ended) {
			ours = append(ours, i)
		}
	}
	for _, o := range b.remote.Observe(ctx, ours) {
		if _, err := b.desk.Handle(ctx, o); err != nil {
			b.log.WarnContext(ctx, "change in Datadog not adopted", "incident", o.Incident, "error", err)
		}
	}
	return hinted, nil
}

// tailMark names how far Datadog's list of incidents has been looked through.
const tailMark = "datadog/tail"

// adoptDeclared records what was declared in Datadog since the last look, also
// while toban was down. The mark moves on once all of it is recorded.
func (b *Bot) adoptDeclared(ctx context.Context) error {
	var tail datadog.Tail
	err := b.store.View(ctx, func(r triage.Reader) error {
		mark, err := r.Mark(tailMark)
		if err == nil && mark != nil {
			err = json.Unmarshal(mark, &tail)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read how far Datadog was looked through: %w", err)
	}
	found, next, err := b.remote.Declared(ctx, tail)
	if err != nil {
		return fmt.Errorf("list what was declared in Datadog: %w", err)
	}
	for _, c := range found {
		if err := b.adopt(ctx, c); err != nil {
			return err
		}
	}
	if next == tail {
		return nil
	}
	mark, err := json.Marshal(next)
	if err != nil {
		return err
	}
	return b.store.Update(ctx, func(tx triage.Tx) error { return tx.SetMark(tailMark, mark) })
}

// adoptHinted records running incidents that are older than what the list is
// looked through for, when something happens to them.
func (b *Bot) adoptHinted(ctx context.Context, ids []string) error {
	for _, id := range ids {
		c, err := b.remote.ByID(ctx, id)
		switch {
		case errors.Is(err, datadog.ErrNotAdoptable), errors.Is(err, datadog.ErrNotThere):
			continue
		case err != nil:
			return fmt.Errorf("read an incident that Datadog tells of: %w", err)
		case c.Seen.Status == triage.IncidentResolved:
			continue
		}
		if err := b.adopt(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// adopt records an incident once, whoever tells of it how often.
func (b *Bot) adopt(ctx context.Context, c triage.AdoptIncident) error {
	known, err := b.desk.Find(ctx, triage.DatadogLink(c.ID))
	if err != nil || known != "" {
		return err
	}
	c.Lang = b.slack.IncidentLang()
	_, err = b.desk.Handle(ctx, triage.Order{Key: "adopt/" + c.ID, Command: c})
	if triage.KindOf(err) == triage.Conflict {
		return nil // somebody was quicker
	}
	return err
}

// elsewhere reads an incident that was declared in Datadog, for somebody who
// names it.
func (b *Bot) elsewhere(ctx context.Context, number int64) (triage.AdoptIncident, error) {
	c, err := b.remote.ByNumber(ctx, number)
	subject := fmt.Sprintf("IR-%d", number)
	switch {
	case errors.Is(err, datadog.ErrNotThere):
		return c, &triage.Error{Kind: triage.NotFound, Reason: "not_in_datadog", Subject: subject}
	case errors.Is(err, datadog.ErrNotAdoptable):
		return c, &triage.Error{Kind: triage.Invalid, Reason: "not_adoptable", Subject: subject}
	}
	return c, err
}
