package triage

import (
	"context"
	"fmt"
	"slices"
	"time"

	"toban/bot/redact"
	"toban/knowledge"
)

// A PastInquiry is an inquiry from before toban, as people left it in a thread.
// Recorded, it has a number and a history like any other: it is found for
// similar questions, teaches the classifier what people said of it, counts in
// the report of when it was asked, marked as imported, and is erased by the same
// rules. It is over: nobody is told of it, and no promise was made for it but
// the one that toban would have made.
type PastInquiry struct {
	Asker    PersonID
	Team     TeamID
	Rotation RotationID
	Place    Place
	Source   MessageRef // the question, with when it was asked
	Text     string
	Links    []string
	Lang     Lang

	Guess knowledge.Classification // what the classifier makes of the text
	Area  Mark                     // what a member said of it then
	Kind  Mark

	Replies []PastReply // in the thread, the oldest first, none later than End
	End     PastEnd
}

// A Mark is a member's word on an area or a kind. The zero Mark is none.
type Mark struct {
	Key string
	By  PersonID
}

// A PastReply is a person's message in the thread of a PastInquiry.
type PastReply struct {
	By      PersonID
	Message MessageRef
	Text    string
	Links   []string
	Idle    bool // thanks, a nod or an emoji
}

// A PastEnd is how a PastInquiry ended.
type PastEnd struct {
	At   time.Time
	By   PersonID // its asker or a member, who resolved it; empty: it was given up
	Note string   // what solved it
}

// AskedAt is when it was asked.
func (q PastInquiry) AskedAt() time.Time { return q.Source.TS.Time() }

// Archived reports whether an inquiry is from before toban and nobody has
// reopened it since: it has no card, and nobody owes anything about it.
func (q Inquiry) Archived() bool { return q.Imported && q.ReopenedAt.IsZero() }

// History is what toban would have recorded of a past inquiry under an id, at
// the instants at which it happened. Secrets are left out.
func (p Policy) History(id InquiryID, past PastInquiry) ([]Record, error) {
	past, concealed := past.concealed()
	h := &retelling{policy: p, q: Inquiry{ID: id}}
	err := h.tell(past.AskedAt(), past.Asker, func(t *turn) error {
		t.facts.Advice, t.facts.Concealed = &knowledge.Advice{Classification: past.Guess}, concealed
		e, err := t.opening(Ask{
			Asker: past.Asker, Team: past.Team, Rotation: past.Rotation, Place: past.Place, Source: past.Source,
			Text: past.Text, Links: past.Links, Lang: past.Lang,
		})
		if err != nil {
			return err
		}
		e.Imported = true
		e.Area, e.Kind = past.Area.on(e.Area), past.Kind.on(e.Kind)
		if e, _, err = t.promised(e); err != nil {
			return err
		}
		t.happen(e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, r := range past.Replies {
		at := r.Message.TS.Time()
		if err := h.breach(at); err != nil {
			return nil, err
		}
		err := h.tell(at, r.By, func(t *turn) error {
			t.reply(Reply{Message: r.Message, Text: r.Text, Links: r.Links, Idle: r.Idle})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if err := h.breach(past.End.At); err != nil {
		return nil, err
	}
	err = h.tell(past.End.At, past.End.By, func(t *turn) error {
		if past.End.By == "" {
			t.happen(Withdrew{Stale: true})
			return nil
		}
		return t.resolve(Resolve{Reasons: Reasons{Note: past.End.Note}})
	})
	return h.records, err
}

// concealed is the past inquiry without the secrets that people pasted, and
// their kinds in the question.
func (q PastInquiry) concealed() (PastInquiry, []string) {
	hide := func(text string) string {
		masked, _ := redact.Text(text)
		return masked
	}
	hideAll := func(list []string) []string {
		list = slices.Clone(list)
		for i := range list {
			list[i] = hide(list[i])
		}
		return list
	}
	var found []string
	masked, kinds := redact.Text(q.Text)
	for _, k := range kinds {
		found = append(found, string(k))
	}
	slices.Sort(found)
	q.Text, q.Links, q.End.Note = masked, hideAll(q.Links), hide(q.End.Note)
	q.Replies = slices.Clone(q.Replies)
	for i, r := range q.Replies {
		q.Replies[i].Text, q.Replies[i].Links = hide(r.Text), hideAll(r.Links)
	}
	return q, slices.Compact(found)
}

// on is a member's word in the place of the classifier's.
func (m Mark) on(guess Label) Label {
	if m.Key == "" {
		return guess
	}
	said := guess.said(m.Key, m.By, guess.Key)
	said.Imported = true
	return said
}

// A retelling decides about an inquiry of the past step by step. What follows
// for anybody to be told or reminded of is dropped.
type retelling struct {
	policy  Policy
	q       Inquiry
	records []Record
}

func (h *retelling) tell(at time.Time, by PersonID, decide func(*turn) error) error {
	t := &turn{Policy: h.policy, order: Order{By: by, At: at}, facts: Facts{Now: at}, q: h.q}
	if err := decide(t); err != nil {
		return err
	}
	for _, e := range t.out.Events {
		r := Record{Subject: string(h.q.ID), At: at, By: by, Event: e}
		h.q = h.q.Apply(r)
		h.records = append(h.records, r)
	}
	return nil
}

// breach notes that the first reply was due before an instant, and not there.
func (h *retelling) breach(before time.Time) error {
	due := h.q.Due
	if h.q.Answered() || h.q.Breached || due.IsZero() || !due.Before(before) {
		return nil
	}
	return h.tell(due, "", func(t *turn) error {
		t.happen(Breached{Due: due})
		return nil
	})
}

// Import records past inquiries in one transaction, in their order. Those whose
// thread belongs to something recorded before are left as they are, so that a
// second time adds nothing. It returns how many were added.
func (d *Desk) Import(ctx context.Context, list []PastInquiry) (added int, err error) {
	err = d.Store.Update(ctx, func(tx Tx) error {
		added = 0
		for _, past := range list {
			known, err := recorded(tx, past)
			if err != nil {
				return err
			}
			if known {
				continue
			}
			if err := d.importOne(tx, past); err != nil {
				return fmt.Errorf("record the message %s: %w", past.Source.TS, err)
			}
			added++
		}
		return nil
	})
	return added, err
}

// Unrecorded are the past inquiries that Import would add.
func (d *Desk) Unrecorded(ctx context.Context, list []PastInquiry) (missing []PastInquiry, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		missing = nil
		for _, past := range list {
			known, err := recorded(r, past)
			if err != nil {
				return err
			}
			if !known {
				missing = append(missing, past)
			}
		}
		return nil
	})
	return missing, err
}

// recorded reports whether the thread of a past inquiry, or its message, belongs
// to something that was recorded before.
func recorded(r Reader, past PastInquiry) (bool, error) {
	for _, ref := range []MessageRef{past.Place.Root(), past.Source} {
		subject, err := r.Find(MessageLink(ref))
		if err != nil || subject != "" {
			return true, err
		}
	}
	return false, nil
}

func (d *Desk) importOne(tx Tx, past PastInquiry) error {
	id, err := tx.NextInquiry()
	if err != nil {
		return err
	}
	records, err := d.Policy.History(id, past)
	if err != nil {
		return err
	}
	if err := tx.Append(records...); err != nil {
		return err
	}
	q := folded(records)
	if err := tx.PutInquiry(q); err != nil {
		return err
	}
	var events []Event
	for _, r := range records {
		events = append(events, r.Event)
	}
	return link(tx, State{Inquiry: q}, Decision{Events: events})
}
