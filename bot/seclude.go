package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"toban/bot/triage"
)

// seclude marks as private what was asked in channels that are private now, so
// that the classifier unlearns it and nothing shows its words to others: what
// only some may read is no example for all. Slack is asked once an hour, and when it tells of a change.
func (b *Bot) seclude(ctx context.Context) error {
	channels := b.models.Channels()
	for _, c := range b.cfg.Channels {
		channels = append(channels, c.ID)
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
		if err := b.secludeChannel(ctx, channel); err != nil {
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
