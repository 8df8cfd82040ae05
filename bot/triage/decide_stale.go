package triage

import (
	"context"
	"fmt"
	"time"
)

// Stale says when an inquiry that waits for its asker is given up. Both are
// business days; zero never asks, or never closes.
type Stale struct {
	Ask   int // without a word of the asker, until they are asked in a direct message
	Close int // after that message stood in Slack, until the inquiry is withdrawn
}

// businessDay is a business day on the clock of business days.
const businessDay = 24 * time.Hour

// after is the instant some business days later; ok is false when nothing
// opens within the calendar's reach.
func (p Policy) after(from time.Time, days int) (at time.Time, ok bool) {
	return p.Calendar.BusinessDays().Due(from, time.Duration(days)*businessDay, nil)
}

// ClosesAt is when q is withdrawn unless its asker says a word; ok is false
// while nothing of that sort is due, and while others wait for news of q. An
// alert's bot reads no question: it has both spans to end its alert.
func (p Policy) ClosesAt(q Inquiry) (at time.Time, ok bool) {
	if q.Status != StatusWaiting || p.Stale.Close <= 0 || len(q.Duplicates) > 0 {
		return time.Time{}, false
	}
	if q.Alert {
		if p.Stale.Ask <= 0 {
			return time.Time{}, false
		}
		return p.after(q.awaySince(), p.Stale.Ask+p.Stale.Close)
	}
	if q.StaleTold.IsZero() {
		return time.Time{}, false
	}
	return p.after(q.StaleTold, p.Stale.Close)
}

// expectAsker begins to count the asker's absence.
func (t *turn) expectAsker() {
	t.out.Reminders = append(t.out.Reminders, t.expectations(t.q)...)
}

// askStale asks the asker whether they still need it, in opening hours.
func (t *turn) askStale() {
	if t.q.Status != StatusWaiting || !t.q.StaleAt.IsZero() || t.Stale.Ask <= 0 || t.q.Alert {
		return
	}
	at, ok := t.after(t.q.awaySince(), t.Stale.Ask)
	switch {
	case !ok:
		return
	case at.After(t.facts.Now):
		t.remind(RemindStale, 0, at)
		return
	case !t.Calendar.IsOpen(t.facts.Now):
		t.remind(RemindStale, 0, t.Calendar.NextOpen(t.facts.Now))
		return
	}
	t.happen(StaleAsked{})
	days := max(t.Stale.Close, 0)
	if len(t.q.Duplicates) > 0 {
		days = 0 // it is not closed while others wait for news of it
	}
	t.tell(AskStale{Inquiry: t.q.ID, To: t.q.Asker, Days: days})
}

// closeStale withdraws what nobody came back to. The span counts from the
// message that was really sent, however long that took.
func (t *turn) closeStale() {
	at, ok := t.ClosesAt(t.q)
	if !ok {
		return
	}
	if at.After(t.facts.Now) {
		t.remind(RemindClose, 0, at)
		return
	}
	t.happen(Withdrew{Stale: true})
	t.card()
}

// answerStale is the asker's word on a question that waits for them. That it
// is still needed is no answer to it: it goes on waiting.
func (t *turn) answerStale(c AnswerStale) error {
	if t.order.By != t.q.Asker {
		return &Error{Kind: Denied, Reason: "asker_only", Who: t.q.Asker, Subject: string(t.q.ID)}
	}
	switch {
	case t.q.Stale && !c.Close: // it was closed before the press
		return t.reopen(Reopen{})
	case t.q.Status.Closed():
		return t.needOpen()
	case t.q.Status != StatusWaiting:
		return &Error{Kind: Conflict, Reason: "not_waiting", Subject: string(t.q.ID)}
	case c.Close:
		t.happen(Withdrew{})
		if err := t.leaveDuplicates(); err != nil {
			return err
		}
	case t.q.StaleAt.IsZero():
		return t.already("", time.Time{})
	default:
		t.happen(StillNeeded{})
		t.expectAsker()
	}
	t.card()
	return nil
}

// settleStale draws the direct message again when its question is over.
func (t *turn) settleStale(before Inquiry) {
	asked := !before.StaleTold.IsZero() && (before.Status == StatusWaiting || before.Status == StatusWithdrawn)
	if asked && (t.q.Status != before.Status || t.q.StaleTold.IsZero()) {
		t.tell(SettleStale{Inquiry: t.q.ID})
	}
}

// posted notes where a message stands. The asker's days to answer begin when
// the question does, and the asker of a direct inquiry is shown where it goes
// on.
func (p Policy) posted(s State, o Order, f Facts, c Posted) Decision {
	switch {
	case s.Inquiry.ID != "":
	case s.Incident.ID != "":
		t := &incidentTurn{Policy: p, order: o, facts: f, i: s.Incident}
		t.posted(c)
		return t.out
	default:
		return Decision{Events: []Event{Sent(c)}}
	}
	t := &turn{Policy: p, order: o, facts: f, q: s.Inquiry}
	t.happen(Sent(c))
	switch c.Slot {
	case SlotRoom, SlotRelay:
		t.card()
	case SlotStale:
		switch at, ok := t.ClosesAt(t.q); {
		case t.q.Status != StatusWaiting || t.q.StaleTold.IsZero():
			t.tell(SettleStale{Inquiry: t.q.ID}) // the answer was faster than the question
		case ok:
			t.remind(RemindClose, 0, at)
			t.card()
		}
	case SlotReasons, SlotResolved, SlotMerged, SlotWaiting, SlotWarning, SlotCard, SlotSuggestion, SlotPing, SlotPage, SlotUnsure, SlotCluster, SlotIncident, SlotBrief, SlotCommand, SlotUpdate, SlotHandoff, SlotRequest, SlotAlert, SlotPageAgain, SlotReport:
	}
	t.overtaken(c.Slot)
	return t.out
}

// expectations are the reminders that an inquiry waiting for its asker needs
// under the present policy: none for one that does not wait.
func (p Policy) expectations(q Inquiry) []Reminder {
	if q.Status != StatusWaiting {
		return nil
	}
	if at, ok := p.ClosesAt(q); ok {
		return []Reminder{{Subject: string(q.ID), Kind: RemindClose, At: at}}
	}
	if p.Stale.Ask <= 0 || !q.StaleAt.IsZero() || q.Alert {
		return nil
	}
	if at, ok := p.after(q.awaySince(), p.Stale.Ask); ok {
		return []Reminder{{Subject: string(q.ID), Kind: RemindStale, At: at}}
	}
	return nil
}

// awaySince is since when an inquiry waits for its asker.
func (q Inquiry) awaySince() time.Time {
	if n := len(q.Pauses); q.AwaySince.IsZero() && n > 0 {
		return q.Pauses[n-1].From // recorded by a version that gave nothing up
	}
	return q.AwaySince
}

// ExpectAskers sets the reminders of everything that waits for its asker as
// far as they are missing or too late: the policy may have changed since they
// were set. One that is early finds out itself. Doing it twice changes nothing.
func (d *Desk) ExpectAskers(ctx context.Context) error {
	return d.Store.Update(ctx, func(tx Tx) error {
		var set []Reminder
		for q, err := range tx.Inquiries(InquiryFilter{Status: StatusWaiting}) {
			if err != nil {
				return fmt.Errorf("read what waits: %w", err)
			}
			for _, r := range d.Policy.expectations(q) {
				late, err := d.Policy.tooLate(tx, r)
				if err != nil {
					return fmt.Errorf("read what %s waits for: %w", q.ID, err)
				}
				if late {
					set = append(set, r)
				}
			}
		}
		for _, r := range set {
			if err := tx.Remind(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// tooLate reports whether a reminder is missing, or set for later than the
// opening after it.
func (p Policy) tooLate(r Reader, want Reminder) (bool, error) {
	set, ok, err := r.Reminder(want.Key())
	latest := want.At
	if !p.Calendar.IsOpen(latest) {
		latest = p.Calendar.NextOpen(latest)
	}
	return !ok || set.At.After(latest), err
}
