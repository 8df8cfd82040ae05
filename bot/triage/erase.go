package triage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// What stands for a person whose name was erased. Numbers need to know that
// somebody acted, and whether the team worked; they need no name.
const (
	Erased       PersonID = "erased"
	ErasedMember PersonID = "erased/member" // of the platform team
)

// Erased reports whether the id stands for a person whose name was erased.
func (id PersonID) Erased() bool { return id == Erased || id == ErasedMember }

// nobody is what is left of a person: whether there was one, and whether it
// was a member.
func (p Policy) nobody(id PersonID) PersonID {
	switch {
	case id == "" || id.Erased():
		return id
	case p.IsMember(id):
		return ErasedMember
	}
	return Erased
}

// erasedRecord is a record of an inquiry without the words and names of
// people. Instants, states, labels, teams, the axes of the reasons and the
// places of messages stay: every number is computed from them.
func (p Policy) erasedRecord(r Record) Record {
	r.By, r.Event = p.nobody(r.By), p.erased(r.Event)
	return r
}

func (p Policy) erased(e Event) Event {
	switch e := e.(type) {
	case Asked:
		e.Asker, e.Reporter = p.nobody(e.Asker), p.nobody(e.Reporter)
		e.Text, e.Links = "", nil
		e.Kind, e.Area = p.erasedLabel(e.Kind), p.erasedLabel(e.Area)
		return e
	case Suggested:
		e.Hits = erasedHits(e.Hits)
		return e
	case Edited:
		e.Text = ""
		return e
	case Pinged:
		e.Person = p.nobody(e.Person)
		return e
	case Claimed:
		e.Owner = p.nobody(e.Owner)
		return e
	case Waited:
		e.Reason = ""
		return e
	case StepPlanned:
		e.Text = ""
		return e
	case Replied:
		e.Line, e.Aside, e.Links = "", "", nil
		return e
	case ReplyRemoved:
		e.Next = p.erasedReply(e.Next)
		return e
	case Resolved:
		e.Reasons = erasedReasons(e.Reasons)
		return e
	case Reasoned:
		e.Reasons = erasedReasons(e.Reasons)
		return e
	case Reopened:
		e.Reason = ""
		return e
	case ArticleWritten:
		e.Text, e.URL = ArticleText{}, ""
		return e
	case Nudged:
		e.Person = p.nobody(e.Person)
		return e
	case Bounced:
		e.Reason = ""
		return e
	case ReopenOffered:
		e.To = p.nobody(e.To)
		return e
	case Searched:
		e.Words = ""
		return e
	case ClusterTold:
		e.To = p.erasedMention(e.To)
		return e
	case SourceRemoved, Secluded, Unclaimed, Resumed, Reclassified, Answered, Helped, Warned, Breached, BreachTold, AliasProposed, AliasAdded, ArticleSettled,
		StaleAsked, StillNeeded, Suspected, Calmed, IncidentOffered, RecontactOffered, RecontactAnswered, Merged, Joined, Parted, Withdrew, Escalated, Sent, Kept, Gathered, Clustered, ClusterJoined, ClusterSettled,
		Forgotten: // hold neither words nor names
	case Declared, IncidentJoined, IncidentChanged, IncidentUpdated, Noted, Unnoted, RegisteredRemotely, RefusedRemotely, RemovedRemotely, SyncedRemotely, ReviewSettled, ReviewWritten, ReviewDrafted, ReviewDue, ActionSettled, ActionChanged, ActionAdded, ChannelRequested,
		ChannelJoined, Configured, SurveyAsked, ShiftRated, HandedOff, HandoffAccepted, NoteLeft, StepsAsked, HoleWarned, StartReminded, Reported, Overrode, Requested,
		RequestSettled, WentAway, ChangeCancelled, PageChanged, Alerted, AlertTold, AlertSettled, AlertMuted: // of no inquiry
	}
	return e
}

// erasedMention says as what somebody was mentioned.
func (p Policy) erasedMention(m Mention) Mention {
	return Mention{Person: p.nobody(m.Person), As: m.As}
}

// erasedLabel is a label without the words that decided it.
func (p Policy) erasedLabel(l Label) Label {
	l.Words, l.By = nil, p.nobody(l.By)
	return l
}

func (p Policy) erasedReply(r *FirstReply) *FirstReply {
	if r == nil {
		return nil
	}
	out := *r
	out.By = p.nobody(r.By)
	return &out
}

// erasedHits say which pages were offered, not what was found in them.
func erasedHits(hits []Suggestion) []Suggestion {
	hits = slices.Clone(hits)
	for i, h := range hits {
		hits[i] = Suggestion{Page: h.Page, Kind: h.Kind, Lang: h.Lang, Updated: h.Updated, Confidence: h.Confidence}
	}
	return hits
}

func erasedReasons(r Reasons) Reasons {
	r.Note, r.Page = "", ""
	return r
}

// forgotten is the inquiry after its words and names were erased.
func (q Inquiry) forgotten(keepArticle bool) Inquiry {
	var p Policy // whoever is left by now was in no team that is known here
	q.Forgotten = true
	q.Article = q.Article.forgotten(keepArticle)
	q.Asker, q.Reporter, q.Owner = p.nobody(q.Asker), p.nobody(q.Reporter), p.nobody(q.Owner)
	q.Pinged, q.NudgedTo, q.ResolvedBy, q.CalmedBy = p.nobody(q.Pinged), p.nobody(q.NudgedTo), p.nobody(q.ResolvedBy), p.nobody(q.CalmedBy)
	q.Text, q.Links, q.LastLine, q.LastLinks, q.Asides = "", nil, "", nil, nil
	if q.First != nil {
		first := *q.First
		first.FirstReply = p.erasedReply(first.FirstReply)
		q.First = &first
	}
	q.Kind, q.Area = p.erasedLabel(q.Kind), p.erasedLabel(q.Area)
	q.Because, q.WaitsFor, q.Step = "", "", ""
	q.Cluster = q.Cluster.forgotten(p)
	q.Reasons, q.Suggestions, q.FirstReply = erasedReasons(q.Reasons), erasedHits(q.Suggestions), p.erasedReply(q.FirstReply)
	q.Replies, q.Offered, q.Bounces = slices.Clone(q.Replies), slices.Clone(q.Offered), slices.Clone(q.Bounces)
	for i := range q.Replies {
		q.Replies[i].By = p.nobody(q.Replies[i].By)
	}
	for i := range q.Offered {
		q.Offered[i] = p.nobody(q.Offered[i])
	}
	for i := range q.Bounces {
		q.Bounces[i].Reason = ""
	}
	return q
}

// erase takes words and names out of everything that is stored of an inquiry,
// and what still waits to be said about it out of the outbox. Links stay, so
// that a message read back from Slack's history is not taken in again; keys of
// orders name people at times and are dropped by age. An article may stay as it
// was approved, as a page for everybody.
func (d *Desk) erase(tx Tx, id InquiryID, keepArticle bool) (Inquiry, error) {
	q := Inquiry{ID: id}
	kept := 0 // the record of the article as it was approved
	for r, err := range tx.History(string(id)) {
		if err != nil {
			return q, fmt.Errorf("erase %s: %w", id, err)
		}
		if _, ok := r.Event.(ArticleWritten); ok && keepArticle {
			kept = r.N
		}
	}
	rewrite := func(r Record) Record {
		erased := d.Policy.erasedRecord(r)
		if kept != 0 && r.N == kept {
			erased.Event = r.Event
		}
		return erased
	}
	if err := tx.Rewrite(string(id), rewrite); err != nil {
		return q, fmt.Errorf("erase %s: %w", id, err)
	}
	for r, err := range tx.History(string(id)) {
		if err != nil {
			return q, fmt.Errorf("erase %s: %w", id, err)
		}
		q = q.Apply(r)
	}
	if err := tx.Drop(EnvelopeOf(ShowCard{Inquiry: id}).Lane); err != nil {
		return q, fmt.Errorf("erase %s: %w", id, err)
	}
	return q, tx.PutInquiry(q)
}

// Expire erases inquiries that were closed before an instant, the oldest
// first and at most limit of them, and reports how many; left says that there
// are more. One that cannot be erased holds up no other and is left for the
// next time.
func (d *Desk) Expire(ctx context.Context, before time.Time, limit int) (n int, left bool, err error) {
	var old []InquiryID
	err = d.Store.View(ctx, func(r Reader) error {
		old = nil
		for q, err := range r.Inquiries(InquiryFilter{}) {
			if err != nil {
				return err
			}
			if q.Status.Closed() && !q.Forgotten && q.ClosedAt.Before(before) {
				old = append(old, q.ID)
			}
		}
		return nil
	})
	if err != nil {
		return 0, false, fmt.Errorf("look for what is too old: %w", err)
	}
	slices.Reverse(old)
	var failed error
	for _, id := range old {
		if n == limit {
			return n, true, failed
		}
		if err := ctx.Err(); err != nil {
			return n, true, errors.Join(failed, err)
		}
		_, err := d.Handle(ctx, Order{Key: "expire/" + string(id), Inquiry: id, Command: Forget{}})
		if KindOf(err) == Conflict { // open again
			continue
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("erase %s: %w", id, err))
			continue
		}
		n++
	}
	return n, false, failed
}
