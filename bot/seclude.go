package bot

import (
	"context"
	"errors"
	"fmt"

	"toban/bot/triage"
)

// seclude marks as private what was asked in channels that are private now, so
// that the classifier unlearns it: what only some may read is no example for
// all. Slack is asked once an hour, and when it tells of a change.
func (b *Bot) seclude(ctx context.Context) error {
	var failed error
	for _, channel := range b.models.Channels() {
		if b.slack.Secluded(ctx, channel) {
			failed = errors.Join(failed, b.secludeChannel(ctx, channel))
		}
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
