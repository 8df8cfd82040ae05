package triage

import (
	"context"
	"iter"
	"time"
)

// A Store keeps inquiries, incidents, their history and everything that must
// survive a restart. One transaction holds all that an order causes, so that
// what was acknowledged is never lost and never done twice.
//
// What an implementation must do is written as tests in test/storetest.
type Store interface {
	// Update runs fn in one atomic, durable transaction and returns when it
	// is synced. A store may call fn more than once (transactions share a
	// sync, and a failed neighbour makes the group run again), so fn changes
	// nothing but tx and values it overwrites. When fn returns an error,
	// nothing of it is kept and Update returns that error.
	Update(ctx context.Context, fn func(tx Tx) error) error

	// View runs fn on a consistent snapshot.
	View(ctx context.Context, fn func(r Reader) error) error
}

// A Reader sees one consistent state. What it returns may be kept, but
// iterators end with the transaction.
type Reader interface {
	// Inquiry and Incident return an Error of kind NotFound for an unknown id.
	Inquiry(id InquiryID) (Inquiry, error)
	Incident(id IncidentID) (Incident, error)
	// Duty returns the zero Duty with its Rotation set when nothing has
	// happened to a rotation yet.
	Duty(id RotationID) (Duty, error)

	// Find resolves a link made with Tx.Link, "" when there is none.
	Find(link string) (subject string, err error)

	// Inquiries yields the inquiries that match, newest first.
	Inquiries(q InquiryFilter) iter.Seq2[Inquiry, error]
	// Incidents yields the incidents, newest first; only those that are not
	// resolved when running is set.
	Incidents(running bool) iter.Seq2[Incident, error]

	// History yields the records of a subject in their order.
	History(subject string) iter.Seq2[Record, error]
	// Length is how many records a subject has.
	Length(subject string) int
	// Entries yields where the records of all subjects with from <= At < to
	// are, in the order of At. What they say is not read.
	Entries(from, to time.Time) iter.Seq[Entry]

	// Mark returns the value set with Tx.SetMark, nil when there is none.
	Mark(name string) ([]byte, error)

	// Reminder returns what was set with Tx.Remind under a key; ok is false
	// when there is none.
	Reminder(key string) (r Reminder, ok bool, err error)
	// Due yields at most limit reminders with At <= now, earliest first.
	Due(now time.Time, limit int) ([]Reminder, error)
	// NextReminder is the instant of the earliest reminder, zero when none
	// is waiting.
	NextReminder() (time.Time, error)
}

// A Tx is a Reader that writes. It sees its own writes.
type Tx interface {
	Reader

	// Seen returns the subject that was recorded with one of the keys; known
	// is false when all are new. RecordKeys keeps them for 48 h at least from at.
	Seen(keys []string) (subject string, known bool, err error)
	RecordKeys(keys []string, subject string, at time.Time) error

	NextInquiry() (InquiryID, error)
	NextIncident() (IncidentID, error)

	// PutInquiry, PutIncident and PutDuty store the fold of the history.
	PutInquiry(q Inquiry) error
	PutIncident(i Incident) error
	PutDuty(d Duty) error

	// Append adds records to the history of their subjects; N is assigned.
	Append(records ...Record) error

	// Rewrite changes the records of a subject in place; Subject, N and At
	// stay. What stood there before is gone once the store is compacted.
	// Whoever rewrites the history of an inquiry appends to it in the same
	// transaction: what was drawn from it holds as long as its Length stays.
	Rewrite(subject string, change func(Record) Record) error

	// Link makes Find(link) return subject.
	Link(link, subject string) error

	// Queue puts a notice into the outbox, not to be sent before an instant
	// (zero: at once). The order of calls is the order of a lane.
	Queue(n Notice, notBefore time.Time) error

	// Drop takes what waits in an outbox lane, and what was refused there for
	// good, out of the outbox. What is being sent at this moment goes when
	// that attempt ends; what only renders the present state stays.
	Drop(lane string) error

	// Settle marks an outbox job as sent, in the transaction of its receipt.
	// Settling an unknown or settled job does nothing.
	Settle(job string) error

	// Remind sets a reminder, moving one of the same key; Forget drops it.
	Remind(r Reminder) error
	Forget(key string) error

	// SetMark sets a named value, such as a watermark.
	SetMark(name string, value []byte) error

	// DropMark removes a mark, if there is one. What stood there is gone once
	// the store is compacted.
	DropMark(name string) error
}

// An Entry is where a record stands in the history, and when it was decided.
type Entry struct {
	Subject string
	N       int // position in the subject's history, from 1
	At      time.Time
}

// opens reports whether the record is the one with which an inquiry begins.
func (e Entry) opens() bool {
	_, inquiry := SubjectInquiry(e.Subject)
	return inquiry && e.N == 1
}

// askedIn yields the inquiries of which toban learned in [from, to), in the
// order of that, as they stand now.
func askedIn(r Reader, from, to time.Time) iter.Seq2[Inquiry, error] {
	return func(yield func(Inquiry, error) bool) {
		for e := range r.Entries(from, to) {
			if !e.opens() {
				continue
			}
			if q, err := r.Inquiry(InquiryID(e.Subject)); !yield(q, err) || err != nil {
				return
			}
		}
	}
}

// InquiryFilter selects inquiries. The zero filter selects all.
type InquiryFilter struct {
	Open    bool     // only those that are not closed
	Asker   PersonID // only those of this asker
	Owner   PersonID // only those owned by this person
	Status  Status   // only those in this state
	Area    string
	Team    TeamID
	Overdue time.Time // only those unanswered and due before this instant
	Before  InquiryID // only older ones: the last of the page before
	Limit   int       // 0 means all
}

// Match reports whether q is selected, leaving Before and Limit aside.
func (f InquiryFilter) Match(q Inquiry) bool {
	switch {
	case f.Open && q.Status.Closed(),
		f.Asker != "" && q.Asker != f.Asker,
		f.Owner != "" && q.Owner != f.Owner,
		f.Status != 0 && q.Status != f.Status,
		f.Area != "" && q.Area.Key != f.Area,
		f.Team != "" && q.Team != f.Team:
		return false
	case !f.Overdue.IsZero():
		return !q.Answered() && !q.Status.Closed() && q.Due.Before(f.Overdue)
	}
	return true
}
