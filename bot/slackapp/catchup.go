package slackapp

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"toban/bot/triage"
)

// Slack gives up sending after about six minutes; what was missed longer is
// only in the history.
const (
	historyEvery   = 10 * time.Minute // how often it is read without a reason
	historyOverlap = 10 * time.Minute // how far before the watermark it is read again
	historyPage    = "200"
	historyBudget  = 5 * time.Minute
)

// recheck asks for a look at the history soon.
func (a *App) recheck() {
	select {
	case a.in.missed() <- struct{}{}:
	default:
	}
}

// missed is the channel on which a look is asked for; asking again before it
// begins changes nothing.
func (i *inbound) missed() chan struct{} {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.heard == nil {
		i.heard = make(chan struct{}, 1)
	}
	return i.heard
}

// watchHistory reads the history back until ctx ends.
func (a *App) watchHistory(ctx context.Context) error {
	a.recheck()
	enough := time.AfterFunc(historyPatience, a.in.caughtUp)
	defer enough.Stop()
	tries := 0
	tick := time.NewTicker(historyEvery)
	defer tick.Stop()
	for {
		missed := false
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-a.in.missed():
			missed = true
		}
		look, cancel := context.WithTimeout(ctx, historyBudget)
		err := a.catchUp(look, a.directDue(missed))
		cancel()
		if err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "history not read to its end", "error", err)
		}
		if tries++; err == nil || tries >= historyTries {
			a.in.caughtUp()
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(historyPause):
			a.recheck()
		}
	}
}

// CatchUp carries out what was written while nobody listened: in the
// configured channels and in direct messages since their watermarks, and in
// the threads of open inquiries. It makes the same orders as deliveries do, so that reading
// something twice changes nothing. A watermark moves only when everything
// before it was read. Run calls it; it is exported for tools and stories.
func (a *App) CatchUp(ctx context.Context) error { return a.catchUp(ctx, true) }

func (a *App) catchUp(ctx context.Context, direct bool) error {
	bot, team := a.whoAmI(ctx, "")
	if bot == "" {
		return fmt.Errorf("catch up: slack does not say who we are")
	}
	start := a.now()
	channels, err := a.watched(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, id := range channels {
		if ctx.Err() != nil { // the next look begins with what this one left
			return ctx.Err()
		}
		if err := a.catchUpChannel(ctx, id, start, bot, team); err != nil {
			failed = fmt.Errorf("catch up in %s: %w", id, err)
		}
	}
	if direct {
		if err := a.catchUpDirect(ctx, start, bot, team); err != nil {
			failed = err
		}
	}
	if err := a.catchUpThreads(ctx, start, bot, team); err != nil {
		failed = err
	}
	return failed
}

// watched are the channels that take inquiries, the one that was read longest
// ago first: a look that is cut short is gone on with by the next.
func (a *App) watched(ctx context.Context) ([]triage.ChannelID, error) {
	var list []triage.ChannelID
	read := make(map[triage.ChannelID]time.Time)
	for _, c := range a.config.Channels {
		if c.Intake == "" {
			continue
		}
		at, err := a.mark(ctx, "history/"+string(c.ID))
		if err != nil {
			return nil, err
		}
		list, read[c.ID] = append(list, c.ID), at
	}
	slices.SortStableFunc(list, func(x, y triage.ChannelID) int { return read[x].Compare(read[y]) })
	return list, nil
}

func (a *App) catchUpChannel(ctx context.Context, id triage.ChannelID, start time.Time, bot, team string) error {
	name := "history/" + string(id)
	since, err := a.mark(ctx, name)
	if err != nil {
		return err
	}
	if !since.IsZero() {
		messages, err := a.history(ctx, "conversations.history", url.Values{
			"channel": {string(id)}, "oldest": {slackTime(since.Add(-historyOverlap))},
		})
		if lost(code(err)) {
			a.log.WarnContext(ctx, "history not readable: is toban invited?", "channel", id, "error", err)
			return nil
		}
		if err != nil {
			return err
		}
		var failed error
		for _, m := range messages {
			err := a.readBack(ctx, id, m, bot, team)
			if err == nil && m.Latest != "" && !triage.MessageTS(m.Latest).Time().Before(since.Add(-historyOverlap)) {
				// A mention in a thread without an inquiry is only found there.
				err = a.readThread(ctx, ref(lenient(id), m.TS), since, bot, team)
			}
			if unanswered(ctx, err) {
				return err
			}
			failed = cmp.Or(failed, err) // those after it are read all the same
		}
		if failed != nil {
			return failed
		}
	}
	return a.setMark(ctx, name, start)
}

// readThread carries out the replies of one thread.
func (a *App) readThread(ctx context.Context, root triage.MessageRef, since time.Time, bot, team string) error {
	messages, err := a.history(ctx, "conversations.replies", url.Values{
		"channel": {string(root.Channel)}, "ts": {string(root.TS)}, "oldest": {slackTime(since.Add(-historyOverlap))},
	})
	if lost(code(err)) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, m := range messages {
		if triage.MessageTS(m.TS) != root.TS && m.ThreadTS == "" {
			m.ThreadTS = lenient(root.TS)
		}
		if err := a.readBack(ctx, root.Channel, m, bot, team); err != nil {
			return err
		}
	}
	return nil
}

// readBack carries out one message of the history as its delivery would have
// been.
func (a *App) readBack(ctx context.Context, id triage.ChannelID, m inner, bot, team string) error {
	kind := ""
	if isDirect(id) {
		kind = "im"
	}
	return a.readBackIn(ctx, id, kind, m, bot, team)
}

// readBackIn is readBack in a conversation of a kind, as events name it.
func (a *App) readBackIn(ctx context.Context, id triage.ChannelID, kind string, m inner, bot, team string) error {
	key := "history/" + string(id) + "/" + string(m.TS)
	s := said{
		event: event{
			Type: "message", Subtype: m.Subtype, User: m.User, Channel: lenient(id), TS: m.TS, ThreadTS: m.ThreadTS,
			Text: m.Text, BotID: m.BotID, UserTeam: m.UserTeam, Files: m.Files, ChannelType: lenient(kind),
		},
		key: key, bot: bot, team: team, late: true,
	}
	if m.Subtype == "tombstone" { // deleted, and its replies are still there
		return a.deleted(ctx, key+"/deleted", event{Channel: lenient(id), DeletedTS: m.TS}, bot)
	}
	known, err := a.recorded(ctx, s)
	if err != nil {
		return err
	}
	if !known {
		if err := a.heard(ctx, s); err != nil {
			return err
		}
	}
	if m.Edited.v.TS == "" || m.BotID != "" || string(m.User) == bot {
		return nil
	}
	return a.edited(ctx, key+"/edit/"+string(m.Edited.v.TS), s.act().message(), m, bot)
}

// recorded reports whether a reply was recorded long ago: the keys of its
// delivery are kept for days only, the inquiry remembers members' replies.
func (a *App) recorded(ctx context.Context, s said) (bool, error) {
	if !s.reply() || !s.human() {
		return false, nil
	}
	c := s.act()
	id, _, err := a.subject(ctx, triage.MessageRef{Channel: c.channel, TS: c.thread})
	if err != nil || id == "" {
		return false, err
	}
	q, err := a.desk.Inquiry(ctx, id)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(q.Replies, func(r triage.ReplyRef) bool { return r.Message == c.message() }), nil
}

// history reads every page of a history method, the oldest message first.
func (a *App) history(ctx context.Context, method string, form url.Values) ([]inner, error) {
	form.Set("limit", historyPage)
	var all []inner
	for {
		var page history
		if err := a.patiently(ctx, method, form, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Messages...)
		if page.Metadata.Next == "" {
			break
		}
		form.Set("cursor", page.Metadata.Next)
	}
	slices.SortStableFunc(all, func(x, y inner) int { return compareTS(x.TS, y.TS) })
	return all, nil
}

// patiently calls a method that only reads, waiting as long as Slack asks.
func (a *App) patiently(ctx context.Context, method string, form url.Values, into any) error {
	for {
		err := a.call(ctx, method, form, into)
		if err == nil || code(err) != "ratelimited" && !limited(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Second): // the tier is 50 a minute
		}
	}
}

// compareTS orders timestamps; both have six decimals.
func compareTS(x, y lenient) int {
	if len(x) != len(y) {
		return len(x) - len(y)
	}
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func slackTime(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) + ".000000" }

func (a *App) mark(ctx context.Context, name string) (at time.Time, err error) {
	err = a.desk.Store.View(ctx, func(r triage.Reader) error {
		value, err := r.Mark(name)
		if err != nil || value == nil {
			return err
		}
		return at.UnmarshalText(value)
	})
	return at, err
}

func (a *App) setMark(ctx context.Context, name string, at time.Time) error {
	value, err := at.UTC().MarshalText()
	if err != nil {
		return fmt.Errorf("set watermark %s: %w", name, err)
	}
	return a.desk.Store.Update(ctx, func(tx triage.Tx) error { return tx.SetMark(name, value) })
}

// unreadFor bounds how far back Unread goes for a place whose history cannot
// be read at all.
const unreadFor = 30 * 24 * time.Hour

// Unread is the earliest instant from which the history may still be read
// back: what was delivered since then can be met again.
func (a *App) Unread(ctx context.Context) (time.Time, error) {
	names := []string{markThreads, "history/direct"}
	for _, c := range a.config.Channels {
		if c.Intake != "" {
			names = append(names, "history/"+string(c.ID))
		}
	}
	earliest := a.now()
	for _, name := range names {
		at, err := a.mark(ctx, name)
		if err != nil {
			return time.Time{}, err
		}
		if !at.IsZero() && at.Before(earliest) {
			earliest = at
		}
	}
	behind := make(map[triage.InquiryID]time.Time)
	if err := a.recall(ctx, markBehind, &behind); err != nil {
		return time.Time{}, err
	}
	for _, at := range behind {
		if at.Before(earliest) {
			earliest = at
		}
	}
	earliest = earliest.Add(-historyOverlap)
	if bound := a.now().Add(-unreadFor); earliest.Before(bound) {
		earliest = bound
	}
	return earliest, nil
}
