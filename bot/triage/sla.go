package triage

import (
	"time"

	"toban/knowledge"
)

// quiet reports whether nobody may be pinged now: outside opening hours,
// unless an incident is suspected.
func (t *turn) quiet() bool {
	return t.q.Urgency != UrgencyUrgent && !t.Calendar.IsOpen(t.facts.Now)
}

// ping mentions the on-call, or who answers in their place, or waits for the
// next opening to do so.
func (t *turn) ping() {
	if t.quiet() {
		t.remind(RemindPing, 0, t.Calendar.NextOpen(t.facts.Now))
		return
	}
	to := t.asked()
	if to.Person == "" {
		return
	}
	t.happen(Pinged{Person: to.Person})
	t.tell(Ping{Inquiry: t.q.ID, To: to, Late: t.q.Late})
}

// watch sets the reminders of a deadline. A breach is looked at one second
// after the due instant: a reply at that instant is in time.
func (t *turn) watch(d Deadline) {
	if d.Due.IsZero() {
		return
	}
	for _, percent := range t.SLA.warn() {
		if at, ok := d.Warn[percent]; ok {
			t.remind(RemindWarn, percent, at)
		}
	}
	t.remind(RemindBreach, 0, d.Due.Add(time.Second))
}

// rewatch sets the reminders of the present deadline again, those that have
// fired before included: each finds out from the inquiry what is still to say.
func (t *turn) rewatch() error {
	if t.q.Answered() || t.q.Status.Closed() {
		return nil
	}
	d, err := t.Deadline(Target{Clock: t.q.Clock, FirstReply: t.q.Target}, t.q.Start(), nil)
	if err != nil {
		return err
	}
	t.watch(d)
	return nil
}

// Steps of the ladder of a suspected incident.
const (
	stepOnCall = iota
	stepSecondary
	stepLead
	steps
)

// page mentions every step of the ladder from one on that is due: after a
// downtime one message names them all. Nobody is mentioned twice.
func (t *turn) page(from int) {
	var to []Mention
	last := from
	for step := from; step < steps; step++ {
		if step > from && t.pageAt(step).After(t.facts.Now) {
			break
		}
		last = step
		to = append(to, t.ladder(step))
	}
	to = once(to...)
	if len(to) > 0 {
		t.happen(Pinged{Person: to[0].Person, Step: last})
		t.tell(PageSuspected{Inquiry: t.q.ID, Step: last, To: to})
	}
	for step := last + 1; step < steps; step++ {
		t.remind(RemindPage, step, t.pageAt(step))
	}
}

func (t *turn) pageAt(step int) time.Time {
	start := t.q.Start()
	if t.q.UrgentAt.After(start) {
		start = t.q.UrgentAt
	} else if t.q.PageStep > 0 && t.q.PingedAt.After(start) && t.q.PageStep == 1 {
		start = t.q.PingedAt // made urgent later: the ladder begins with its first page
	}
	return start.Add(time.Duration(step) * t.SLA.ack())
}

func (t *turn) ladder(step int) Mention {
	switch step {
	case stepOnCall:
		return t.asked()
	case stepSecondary:
		return t.seconded()
	default:
		return t.besides(t.leads()...)
	}
}

// reminded decides from the present state what a reminder still means.
func (t *turn) reminded(r Reminder) error {
	q := t.q
	switch r.Kind {
	case RemindGrace:
		if !q.Acknowledged() && q.PingedAt.IsZero() && q.SelfSolve == SelfSolveSilent {
			t.ping()
		}
	case RemindPing:
		if !q.Acknowledged() && q.PingedAt.IsZero() {
			t.ping()
		}
		t.card() // it said that nobody is there yet
	case RemindWarn:
		return t.warn(r)
	case RemindBreach:
		return t.breach()
	case RemindTell:
		if !q.Told && !q.Answered() && !q.Status.Closed() {
			t.tellBreach()
		}
	case RemindPage:
		if q.Urgency == UrgencyUrgent && !q.Acknowledged() && q.PageStep <= r.N {
			t.page(r.N)
		}
	case RemindSuspicion:
		t.tellSuspicion()
	case RemindReasons: // set before reasons were collected by person
		if unreasoned(q, q.ResolvedBy) {
			t.out.Reminders = append(t.out.Reminders, reasonsReminder(q.ResolvedBy, t.facts.Now))
		}
	case RemindStale:
		t.askStale()
	case RemindClose:
		t.closeStale()
	case RemindReopen:
		t.tellReopened()
	case RemindCluster:
		t.clusterAtOpening()
	case RemindChannel, RemindCommander, RemindUpdate, RemindAction, RemindReview, RemindAccept, RemindUntaken, RemindExpire, RemindAlert, RemindUnmute:
	}
	return nil
}

// pending reports whether the first reply is still owed.
func (t *turn) pending() bool { return !t.q.Answered() && !t.q.Status.Closed() }

func (t *turn) warn(r Reminder) error {
	if !t.pending() || t.q.Warned >= r.N {
		return nil
	}
	clock, err := t.Clock(t.q.Clock)
	if err != nil {
		return err
	}
	at, ok := clock.Threshold(t.q.Start(), t.q.Target, r.N, nil)
	if !ok {
		return nil
	}
	if at.After(t.facts.Now) {
		t.remind(RemindWarn, r.N, at) // the deadline has moved
		return nil
	}
	if t.quiet() {
		t.remind(RemindWarn, r.N, t.Calendar.NextOpen(t.facts.Now))
		return nil
	}
	if t.passed(r.N) {
		t.happen(Warned{Percent: r.N, Skipped: true})
		return nil
	}
	t.happen(Warned{Percent: r.N})
	to := t.responsible()
	if to.Person == "" {
		return nil
	}
	warn := t.SLA.warn()
	if r.N == warn[len(warn)-1] && len(warn) > 1 {
		t.tell(WarnTeam{Inquiry: t.q.ID, To: to, Percent: r.N})
	} else {
		if t.q.warned() { // of a lower percentage; the new message takes its slot
			t.settleSlot(SlotWarning)
		}
		t.tell(WarnOwner{Inquiry: t.q.ID, To: to, Percent: r.N})
	}
	return nil
}

// passed reports whether a later line than the warning at percent is due too:
// only the latest is sent.
func (t *turn) passed(percent int) bool {
	if t.facts.Now.After(t.q.Due) {
		return true
	}
	clock, err := t.Clock(t.q.Clock)
	if err != nil {
		return false
	}
	for _, later := range t.SLA.warn() {
		if later <= percent {
			continue
		}
		if at, ok := clock.Threshold(t.q.Start(), t.q.Target, later, nil); ok && !at.After(t.facts.Now) {
			return true
		}
	}
	return false
}

func (t *turn) breach() error {
	if !t.pending() || t.q.Due.IsZero() {
		return nil
	}
	if !t.facts.Now.After(t.q.Due) {
		t.remind(RemindBreach, 0, t.q.Due.Add(time.Second)) // the deadline has moved
		return nil
	}
	if !t.q.Breached {
		t.happen(Breached{Due: t.q.Due})
	}
	if t.q.Told {
		return nil
	}
	if t.quiet() {
		t.remind(RemindTell, 0, t.Calendar.NextOpen(t.facts.Now))
		return nil
	}
	t.tellBreach()
	return nil
}

// tellBreach mentions the secondary and the lead, once. Whom the ladder of a
// suspected incident has already paged is not mentioned again.
func (t *turn) tellBreach() {
	to := once(t.seconded(), t.besides(t.leads()...))
	switch {
	case t.q.PageStep > stepLead:
		to = nil
	case t.q.PageStep > stepSecondary:
		to = once(t.besides(t.leads()...))
	}
	clock, err := t.Clock(t.q.Clock)
	var overdue time.Duration
	if err == nil {
		overdue = clock.Elapsed(t.q.Start(), t.facts.Now, nil) - t.q.Target
	}
	t.happen(BreachTold{})
	t.tell(TellBreach{Inquiry: t.q.ID, To: to, Overdue: overdue})
	t.card()
}

func label(g knowledge.Guess) Label {
	l := Label{Key: g.Key, Confidence: g.Confidence, Words: g.Words, Sure: g.Sure}
	for _, c := range g.Choices {
		l.Choices = append(l.Choices, c.Key)
	}
	for _, n := range g.Similar {
		l.Similar = append(l.Similar, n.ID)
	}
	return l
}
