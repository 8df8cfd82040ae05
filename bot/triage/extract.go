package triage

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// An extract is what the numbers need to know of one inquiry, drawn from its
// history up to an instant. It says nothing about a period, so that one serves
// them all, and it holds few words, so that those of years fit into memory.
type extract struct {
	id        InquiryID
	asker     PersonID
	opened    time.Time // when toban learned of it, zero if it only holds what was said before
	askedAt   time.Time
	imported  bool
	archived  bool
	status    Status
	standing  standing
	replied   bool
	replyTook time.Duration // elapsed, from the question

	team        TeamID
	area        string
	guessed     bool      // the classifier had an opinion of its area
	automatic   bool      // and set it without asking
	unnamed     bool      // nobody has named its area, which the classifier did
	correctedAt time.Time // when a person named another area than the classifier
	namings     []naming

	answerable bool
	undecided  bool
	selfSolve  SelfSolve
	pressedAt  time.Time // when the asker said last whether the suggestions helped
	offered    string    // page that was suggested first
	solvedBy   string
	gap        *gapItem

	resolvedAt  time.Time
	resolved    bool // it has a ResolveTime
	resolveTook time.Duration
	reasons     Reasons // without words
	kept        int     // reasons that a form had filled in and that were left so
	prefilled   int     // reasons that a form had filled in

	reopenings []reopening
	nexts      []answered
	clusters   []clusterCard
	incident   IncidentID
	alarm      alarm
	clue       clue
	touches    []touch
}

// A naming is a person's first word on the area, and what it tells of the
// classifier.
type naming struct {
	at     time.Time
	labels Labels
}

type reopening struct {
	at        time.Time
	recontact bool
}

// answered is an answer to what the asker wrote after the first reply.
type answered struct {
	at   time.Time
	took time.Duration
}

// A clusterCard asked whether inquiries have one cause.
type clusterCard struct {
	at        time.Time
	unrelated int // times it was answered that they have not
}

// extractOf draws an extract from a history.
func extractOf(records []Record) *extract {
	var x extract
	var q Inquiry
	var next nextReply
	touched := make(map[touch]bool)
	for _, r := range records {
		if q.ID == "" {
			q.ID = InquiryID(r.Subject)
		}
		x.note(q, r)
		if at, took, ok := next.note(q, r); ok {
			x.nexts = append(x.nexts, answered{at, took})
		}
		x.clue = x.clue.after(q, r)
		q = q.Apply(r)
		x.alarm = x.alarm.after(r)
		if at, by := touchedAt(r); by != "" && !q.Archived() { // whoever answered before toban did not know that it would be counted
			touched[touch{by, at.Truncate(halfHour)}] = true
		}
	}
	x.clue = x.clue.of(q)
	x.touches = slices.Collect(maps.Keys(touched))
	x.settle(q)
	return &x
}

// note takes one record into account of an inquiry that stood as q before.
func (x *extract) note(q Inquiry, r Record) {
	switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, these tell
	case Asked:
		x.opened = r.At
		if !e.Imported && e.Area.By == "" && e.Area.Key != "" {
			x.guessed, x.automatic = true, e.Area.Automatic()
		}
	case Reclassified:
		if q.Imported || e.Area == "" || q.Area.By != "" {
			break
		}
		if q.Area.Key != "" && e.Area != q.Area.Key {
			x.correctedAt = r.At
		}
		n := naming{at: r.At}
		n.labels.named(q.Area, e.Area)
		x.namings = append(x.namings, n)
	case Answered:
		x.pressedAt = r.At
	case Reopened:
		if !e.Undo {
			x.reopenings = append(x.reopenings, reopening{r.At, e.Recontact != ""})
		}
	case ClusterTold:
		x.clusters = append(x.clusters, clusterCard{at: r.At})
	case ClusterSettled:
		if n := len(x.clusters); n > 0 && e.State == ClusterUnrelated {
			x.clusters[n-1].unrelated++
		}
	}
}

// settle takes what the whole history comes to.
func (x *extract) settle(q Inquiry) {
	x.id, x.asker, x.askedAt, x.imported, x.archived = q.ID, q.Asker, q.AskedAt, q.Imported, q.Archived()
	x.status, x.standing, x.team, x.area, x.incident = q.Status, q.standing(), q.Team, q.Area.Key, q.Incident
	x.unnamed = !q.Imported && q.Area.Key != "" && q.Area.By == ""
	if reply := q.promise().FirstReply; reply != nil {
		x.replied, x.replyTook = true, reply.At.Sub(q.AskedAt)
	}
	x.answerable, x.undecided, x.selfSolve, x.solvedBy = q.Answerable, q.undecided(), q.SelfSolve, q.SolvedBy()
	if len(q.Suggestions) > 0 {
		x.offered = q.Suggestions[0].Page
	}
	if item, ok := gapOf(q); ok {
		x.gap = &item
	}
	x.resolvedAt, x.reasons = q.ResolvedAt, erasedReasons(q.Reasons)
	x.resolveTook, x.resolved = q.ResolveTime()
	x.kept, x.prefilled = q.Guess.Kept(q.Reasons)
}

// until is the extract of an inquiry's history up to an instant, see
// historyUntil. r must be of a view: what an update has not committed yet may
// never have been. The extract is shared, and nobody writes to it.
func (d *Desk) until(r Reader, subject string, to time.Time) (*extract, error) {
	n := r.Length(subject)
	if known, ok := d.extracts.get(subject); ok && known.n == n && known.last.Before(to) {
		return known.extract, nil
	}
	records, err := allRecords(r, subject)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", subject, err)
	}
	last := endOf(records)
	if !last.Before(to) {
		return extractOf(upTo(records, to)), nil
	}
	x := extractOf(records)
	d.extracts.keep(subject, drawn{x, n, last})
	return x, nil
}

// drawn is an extract with what it was drawn from: all records of a subject,
// of which the number and the end are known.
type drawn struct {
	*extract

	n    int
	last time.Time // see endOf
}

// extracts keep what was drawn from whole histories; it holds as long as
// nothing is added to them. The zero value works.
type extracts struct {
	mu   sync.Mutex
	kept map[string]drawn
}

// extractsKept is how many extracts stay in memory, of about a kilobyte each.
// Beyond that all of them go: who reads years reads them in turn, and of these
// the latest would help no more than none.
const extractsKept = 1 << 16

func (c *extracts) get(subject string) (drawn, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	x, ok := c.kept[subject]
	return x, ok
}

func (c *extracts) keep(subject string, x drawn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil || len(c.kept) >= extractsKept {
		c.kept = make(map[string]drawn)
	}
	c.kept[subject] = x
}
