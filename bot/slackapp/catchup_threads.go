package slackapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"toban/bot/triage"
)

// Marks of the threads of open inquiries.
const (
	markThreads = "history/threads"        // how far all of them were read
	markRound   = "history/threads/round"  // how far the round is that is under way
	markBehind  = "history/threads/behind" // those that could not be read, with their own mark
)

// badThreads is how many threads in a row may be unreadable until a look ends:
// then it is Slack that is not well.
const badThreads = 3

// A round reads the threads of all open inquiries once. It is kept, so that
// one that is cut short is gone on with.
type round struct {
	Start time.Time        `json:"start"`
	After triage.InquiryID `json:"after"` // the last inquiry whose threads were read
}

// catchUpThreads reads the threads of open inquiries, wherever they are. A
// round that an earlier process began is finished, and a whole one follows:
// in those that were read before, people wrote while nobody listened.
func (a *App) catchUpThreads(ctx context.Context, start time.Time, bot, team string) error {
	first := a.in.firstLook(start)
	began, err := a.threadRound(ctx, start, bot, team)
	if err == nil && began.Before(first) {
		_, err = a.threadRound(ctx, start, bot, team)
	}
	return err
}

// firstLook is when this App first looked at the history; now when it has not.
func (in *inbound) firstLook(now time.Time) time.Time {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.looked.IsZero() {
		in.looked = now
	}
	return in.looked
}

// threadRound begins a round at start, or goes on with the one that was begun
// before, and says which. A thread that cannot be read holds up no other one:
// it keeps its own mark and is tried again by the next look.
func (a *App) threadRound(ctx context.Context, start time.Time, bot, team string) (began time.Time, err error) {
	since, err := a.mark(ctx, markThreads)
	if err != nil {
		return start, err
	}
	if since.IsZero() {
		return start, a.setMark(ctx, markThreads, start)
	}
	now := round{Start: start}
	if err := a.recall(ctx, markRound, &now); err != nil {
		return start, err
	}
	behind := make(map[triage.InquiryID]time.Time)
	if err := a.recall(ctx, markBehind, &behind); err != nil {
		return start, err
	}
	open, err := a.desk.Inquiries(ctx, triage.InquiryFilter{Open: true})
	if err != nil {
		return start, err
	}
	slices.Reverse(open)
	maps.DeleteFunc(behind, func(id triage.InquiryID, _ time.Time) bool {
		return !slices.ContainsFunc(open, func(q triage.Inquiry) bool { return q.ID == id })
	})
	var failed error
	look := func(q triage.Inquiry, since time.Time) (lost bool, err error) {
		if err = a.readInquiry(ctx, q, since, bot, team); err == nil {
			delete(behind, q.ID)
			return false, nil
		}
		err = fmt.Errorf("catch up in the thread of %s: %w", q.ID, err)
		if unanswered(ctx, err) {
			return true, err
		}
		failed, behind[q.ID] = err, since
		return true, a.keep(ctx, markBehind, behind)
	}
	again := maps.Clone(behind)
	for _, q := range open {
		if since, ok := again[q.ID]; ok {
			if _, err := look(q, since); err != nil {
				return now.Start, err
			}
		}
	}
	if len(again) > 0 {
		if err := a.keep(ctx, markBehind, behind); err != nil {
			return now.Start, err
		}
	}
	row := 0
	for _, q := range open {
		if _, ok := again[q.ID]; ok || now.After != "" && q.ID.Compare(now.After) <= 0 {
			continue
		}
		lost, err := look(q, since)
		if err != nil {
			return now.Start, err
		}
		now.After = q.ID
		if err := a.keep(ctx, markRound, now); err != nil {
			return now.Start, err
		}
		if row++; !lost {
			row = 0
		}
		if row >= badThreads {
			return now.Start, failed
		}
	}
	if err := a.keep(ctx, markRound, nil); err != nil {
		return now.Start, err
	}
	return now.Start, errors.Join(failed, a.setMark(ctx, markThreads, now.Start))
}

// readInquiry reads both threads of an inquiry, its asker's and the team's.
func (a *App) readInquiry(ctx context.Context, q triage.Inquiry, since time.Time, bot, team string) error {
	root := q.Place.Root()
	if root.IsZero() {
		root = q.Where(triage.SlotCard)
	}
	for _, root := range []triage.MessageRef{root, teamSide(q)} {
		if root.IsZero() {
			continue
		}
		if err := a.readThread(ctx, root, since, bot, team); err != nil {
			return err
		}
	}
	return nil
}

// unanswered reports whether err says nothing about what was asked for: time
// is up, or Slack is out of reach.
func unanswered(ctx context.Context, err error) bool {
	_, unreached := errors.AsType[*url.Error](err)
	return err != nil && (ctx.Err() != nil || unreached)
}

// recall reads what keep kept; nothing kept leaves into as it is.
func (a *App) recall(ctx context.Context, name string, into any) error {
	return a.desk.Store.View(ctx, func(r triage.Reader) error {
		value, err := r.Mark(name)
		if err != nil || len(value) == 0 {
			return err
		}
		return json.Unmarshal(value, into)
	})
}

func (a *App) keep(ctx context.Context, name string, value any) error {
	var data []byte
	if value != nil {
		var err error
		if data, err = json.Marshal(value); err != nil {
			return fmt.Errorf("keep %s: %w", name, err)
		}
	}
	return a.desk.Store.Update(ctx, func(tx triage.Tx) error { return tx.SetMark(name, data) })
}
