package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"toban/bot/triage"
)

// seclude marks as private what was asked in channels that are private now, so
// that the classifier unlearns it and nothing shows its words to others: what
// only some may read is no example for all. Reviews of the incidents there are
// withdrawn. Slack is asked once an hour, and when it tells of a change.
func (b *Bot) seclude(ctx context.Context) error {
	channels := b.models.Channels()
	for _, c := range b.cfg.Channels {
		channels = append(channels, c.ID)
	}
	incidents, err := b.desk.Incidents(ctx, false)
	if err != nil {
		return fmt.Errorf("read incidents: %w", err)
	}
	for _, i := range incidents {
		if i.Reviewed() && i.Origin.Channel != "" {
			channels = append(channels, i.Origin.Channel)
		}
	}
	slices.Sort(channels)
	var failed error
	for _, channel := range slices.Compact(channels) {
		if !b.slack.Secluded(ctx, channel) {
			delete(b.secluded, channel)
			continue
		}
		if b.secluded[channel] {
			continue // what has been asked since is private from its beginning
		}
		if err := errors.Join(b.secludeChannel(ctx, channel), b.secludeReviews(ctx, channel, incidents)); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if b.secluded == nil {
			b.secluded = make(map[triage.ChannelID]bool)
		}
		b.secluded[channel] = true
	}
	return failed
}

// secludeChannel marks everything that was asked in a channel, also what
// nobody has labelled yet.
func (b *Bot) secludeChannel(ctx context.Context, channel triage.ChannelID) error {
	inquiries, err := b.desk.Inquiries(ctx, triage.InquiryFilter{})
	if err != nil {
		return fmt.Errorf("read what was asked in %s: %w", channel, err)
	}
	for _, q := range inquiries {
		if q.Place.Channel != channel || q.Place.Private || q.Forgotten {
			continue
		}
		if _, err := b.desk.Handle(ctx, triage.Order{Key: "seclude/" + string(q.ID), Inquiry: q.ID, Command: triage.Seclude{}}); err != nil {
			return err
		}
	}
	return nil
}

// secludeReviews takes the reviews of the incidents of a channel back from
// searches and from files.
func (b *Bot) secludeReviews(ctx context.Context, channel triage.ChannelID, incidents []triage.Incident) error {
	for _, i := range incidents {
		if i.Origin.Channel != channel || !i.Reviewed() {
			continue
		}
		if err := b.recall(ctx, string(i.ID)); err != nil {
			return fmt.Errorf("take back the review of %s: %w", i.ID, err)
		}
		if b.files == nil {
			continue // it goes once pages are written again
		}
		err := b.store.Update(ctx, func(tx triage.Tx) error {
			return tx.Queue(triage.PublishPage{Incident: i.ID, Review: true}, time.Time{})
		})
		if err != nil {
			return fmt.Errorf("remove the file of the review of %s: %w", i.ID, err)
		}
		b.wake()
	}
	return nil
}
