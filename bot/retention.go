package bot

import (
	"context"
	"errors"
	"strconv"
	"time"

	"toban/bot/phrase"
	"toban/bot/slackapp"
	"toban/bot/triage"
)

const (
	retentionMark = "retention" // the last day on which what was too old was erased
	expireAtOnce  = 50          // inquiries erased per beat, so that nothing else waits for long
	compactEvery  = time.Hour   // at most, unless a person erased something
)

// expire erases, once a day, what was closed longer ago than the configured
// retention.
func (b *Bot) expire(ctx context.Context) error {
	today := b.deps.Now().In(b.cfg.Location()).Format(time.DateOnly)
	var done string
	err := b.store.View(ctx, func(r triage.Reader) error {
		mark, err := r.Mark(retentionMark)
		done = string(mark)
		return err
	})
	if err != nil || done == today {
		return err
	}
	before := b.deps.Now().Add(-b.cfg.Retention())
	n, left, err := b.desk.Expire(ctx, before, expireAtOnce)
	if n > 0 {
		b.log.InfoContext(ctx, "words and names of old inquiries erased", "inquiries", n, "more", left)
	}
	if left {
		return err
	}
	err = errors.Join(err, b.desk.ExpireSearches(ctx, before))
	// What failed is tried again tomorrow.
	return errors.Join(err, b.store.Update(ctx, func(tx triage.Tx) error { return tx.SetMark(retentionMark, []byte(today)) }))
}

// erased notes that a person erased something: they expect it gone soon. The
// log keeps who it was, the history does not.
func (b *Bot) erased(ctx context.Context, out triage.Outcome) {
	if !out.Erased || out.By == "" {
		return
	}
	b.log.InfoContext(ctx, "words and names of an inquiry erased", "inquiry", out.Inquiry.ID, "by", out.By)
	b.mu.Lock()
	b.wanted = true
	b.mu.Unlock()
}

// compact starts over when the data file asks to be compacted, which happens
// when it is opened: not while a message is on its way, and not often.
func (b *Bot) compact(ctx context.Context) error {
	if b.deps.Reread == nil {
		return nil // nobody starts over; the next start compacts
	}
	stale, _, err := b.store.Stale()
	if err != nil || !stale {
		return err
	}
	b.mu.Lock()
	wanted := b.wanted
	b.mu.Unlock()
	// Each start compacts a stale file or fails to, so that it is tried at most
	// once for each that a person erased, and not in a circle.
	if !wanted && b.deps.Now().Sub(b.started) < compactEvery {
		return nil
	}
	queue, err := b.store.QueueStats(ctx)
	if err != nil || queue.Sending > 0 {
		return err
	}
	b.log.InfoContext(ctx, "starting over to compact the data file, which takes seconds")
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		close(b.reload)
		b.next = b.cfg
	}
	return nil
}

// checkRetention tells for how long words are kept.
func (b *Bot) checkRetention() slackapp.Finding {
	days := int(b.cfg.Retention() / (24 * time.Hour))
	stale, _, err := b.store.Stale()
	if err != nil {
		return slackapp.Found(false, phrase.DoctorStoreFailed, "error", err.Error())
	}
	if stale {
		return slackapp.Found(true, phrase.DoctorRetentionStale, "days", strconv.Itoa(days))
	}
	return slackapp.Found(true, phrase.DoctorRetention, "days", strconv.Itoa(days))
}
