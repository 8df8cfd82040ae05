package slackapp

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"toban/bot/triage"
)

// directEvery is how often direct messages are read back without a reason.
// Slack does not say which of them have something new, so that a look costs
// one call for each person who ever wrote, and 50 a minute are allowed.
const directEvery = time.Hour

// A conversation is what users.conversations tells of a direct message.
type conversation struct {
	ID      lenient `json:"id"`
	User    lenient `json:"user"`
	Group   bool    `json:"is_mpim"`
	Deleted bool    `json:"is_user_deleted"`
	Latest  loose[struct {
		TS lenient `json:"ts"`
	}] `json:"latest"` // sent by some workspaces only

	read time.Time // how far it was read back
}

// directDue reports whether direct messages are to be read back now, and
// remembers that they are.
func (a *App) directDue(asked bool) bool {
	now := a.now()
	a.in.mu.Lock()
	defer a.in.mu.Unlock()
	if !asked && now.Sub(a.in.direct) < directEvery {
		return false
	}
	a.in.direct = now
	return true
}

// catchUpDirect reads the direct messages with people, and the rooms of open
// inquiries, since their watermarks. Each has its own, and the one that was
// read longest ago comes first: a look that is cut short is gone on with by
// the next.
func (a *App) catchUpDirect(ctx context.Context, start time.Time, bot, team string) error {
	const name = "history/direct"
	since, err := a.mark(ctx, name)
	if err != nil {
		return err
	}
	if since.IsZero() {
		return a.setMark(ctx, name, start)
	}
	list, err := a.directMessages(ctx)
	if lost(code(err)) {
		a.log.WarnContext(ctx, "direct messages not read back: give the app the scopes im:read and mpim:read and install it again", "error", err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("list direct messages: %w", err)
	}
	for i := range list {
		own, err := a.mark(ctx, "history/"+string(list[i].ID))
		if err != nil {
			return err
		}
		list[i].read = since
		if own.After(since) {
			list[i].read = own
		}
	}
	slices.SortStableFunc(list, func(x, y conversation) int { return x.read.Compare(y.read) })
	var failed error
	for _, c := range list {
		if err := a.catchUpConversation(ctx, c, bot, team); err != nil {
			failed = fmt.Errorf("catch up in %s: %w", c.ID, err)
			if unanswered(ctx, err) {
				return failed
			}
		}
	}
	if failed != nil {
		return failed // the others have their own mark
	}
	return a.setMark(ctx, name, start)
}

func (a *App) catchUpConversation(ctx context.Context, c conversation, bot, team string) error {
	start := a.now()
	id := triage.ChannelID(c.ID)
	if last := triage.MessageTS(c.Latest.v.TS).Time(); last.IsZero() || !last.Before(c.read.Add(-historyOverlap)) {
		messages, err := a.history(ctx, "conversations.history", url.Values{
			"channel": {string(id)}, "oldest": {slackTime(c.read.Add(-historyOverlap))},
		})
		if lost(code(err)) {
			return nil
		}
		if err != nil {
			return err
		}
		kind := "im"
		if c.Group {
			kind = "mpim"
		}
		for _, m := range messages {
			if err := a.readBackIn(ctx, id, kind, m, bot, team); err != nil {
				return err
			}
		}
	}
	return a.setMark(ctx, "history/"+string(id), start)
}

// directMessages are the conversations with people alone, and the rooms of
// open inquiries.
func (a *App) directMessages(ctx context.Context) ([]conversation, error) {
	open, err := a.desk.Inquiries(ctx, triage.InquiryFilter{Open: true})
	if err != nil {
		return nil, err
	}
	rooms := make(map[triage.ChannelID]bool)
	for _, q := range open {
		rooms[q.Where(triage.SlotRoom).Channel] = true
	}
	var all []conversation
	form := url.Values{"types": {"im,mpim"}, "exclude_archived": {"true"}, "limit": {historyPage}}
	for {
		var page struct {
			Channels []conversation `json:"channels"`
			Metadata struct {
				Next string `json:"next_cursor"`
			} `json:"response_metadata"`
		}
		if err := a.patiently(ctx, "users.conversations", form, &page); err != nil {
			return nil, err
		}
		for _, c := range page.Channels {
			if c.ID != "" && !c.Deleted && c.User != "USLACKBOT" && (!c.Group || rooms[triage.ChannelID(c.ID)]) {
				all = append(all, c)
			}
		}
		if page.Metadata.Next == "" {
			return all, nil
		}
		form.Set("cursor", page.Metadata.Next)
	}
}
