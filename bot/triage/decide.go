package triage

import (
	"fmt"
	"time"

	"toban/knowledge"
	"toban/rotation"
)

// Facts are what a decision may know beside the state it changes. They are
// gathered by the Desk; Decide reads nothing else.
type Facts struct {
	Now   time.Time
	Shift rotation.Shift // who is on call now for the subject's rotation
	Duty  Duty           // of the subject's rotation: what it last handed over

	Advice *knowledge.Advice // for Ask and Edit; nil when there was none in time

	Echo   Echo     // for Ask and Edit: what goes on elsewhere and sounds like them
	Joined Incident // for AnswerSuspicion and SettleAlert: the incident that it names

	Registered IncidentID // for AdoptIncident: which of ours it is already, empty when none

	Other      Inquiry   // the inquiry named by Duplicate or Declare
	Duplicates []Inquiry // for what may withdraw the subject: the inquiries counted under it
	Earlier    []Inquiry // for Ask: what its asker asked before, as far as it may be the same
	Lately     []Inquiry // for Ask, with Earlier: what everybody asked lately
	Audit      bool      // for Ask: an area that is set without asking is to be checked by somebody

	Group   ClusterGroup // for Ask and Reclassify: of the inquiry; empty when no clusters are looked for
	Around  []Inquiry    // what was asked of that group at about the same time
	Cluster Inquiry      // keeps the last cluster of that group, or the one that is settled
	Going   bool         // the incident declared from Cluster is running
	Members []Inquiry    // for what settles a cluster: its inquiries, the first asked first

	Past       []string  // for Ask and Edit: precedents of the question, the most similar first
	Citing     []Inquiry // for Forget: where the subject is shown as a precedent
	Unreasoned int       // for a reminder of reasons: closed without them by one person

	Alerts []Alert // for Declare and Ask: from which it is made, the one that keeps the card first

	Searched *Search // for NoteSearch: what is known of the search; nil when nothing is

	Mark      rotation.Watermark // for CheckHandoff: the watermark after the look
	Handoff   *rotation.Handoff  // for CheckHandoff: what the look found
	Concealed []string           // kinds of the secrets that were taken out of the order
	Open      []Inquiry          // for CheckHandoff: the rotation's open work
	Running   []Incident         // for CheckHandoff
	Load      Load               // for CheckHandoff: of the shift that ends

	Schedule Schedule         // of the subject's rotation, to look ahead; nil when it is not configured
	Changes  rotation.Changes // on top of it
}

// A State is what a decision changes. An order has one subject; the other
// fields are zero.
type State struct {
	Inquiry  Inquiry
	Incident Incident
	Duty     Duty

	Alert  AlertID // the one of Alerts that changes; empty for another subject
	Alerts AlertBoard
}

// A Decision is what follows from a command.
type Decision struct {
	Events    []Event  // of the order's subject
	Also      []Record // events of other subjects; N, At and By are filled in by the Desk
	Notices   []Notice // in the order in which they are sent
	Held      []Notice // not sent before Until: they wait for the opening
	Until     time.Time
	Reminders []Reminder // set, or moved when the key exists
	Mark      *rotation.Watermark
	Erase     bool // takes words and names out of all that is stored of the subject
}

// Decide is the whole life of inquiries, incidents, alerts and handoffs as one pure
// function: it reads nothing but its arguments. A refusal is an [Error] whose
// Reason names the sentence for the person who asked.
func (p Policy) Decide(s State, o Order, f Facts) (Decision, error) {
	switch c := o.Command.(type) {
	case Ask, Edit, RemoveSource, Seclude, Claim, Unclaim, Assign, Wait, Resume, Reply, RemoveReply, Reclassify,
		Feedback, Resolve, GiveReasons, Reopen, AddAlias, DraftArticle, AnswerSuspicion, AnswerStale, AnswerRecontact, AnswerCluster, Duplicate, Withdraw, Forget, Nudge, PassOn, Keep, PlanStep:
		return p.decideInquiry(s.Inquiry, o, f)
	case Declare, ChangeIncident, TakeCommand, GiveCommand, UpdateIncident, AddNote, RemoveNote, Registered, Unregistered, ChannelFound, ChannelAbsent,
		ObserveIncident, AdoptIncident, Synced, SettleReview, WriteReview, DraftReview, SettleAction, ChangeAction, AddAction, PageOutcome, PageAgain:
		return p.decideIncident(s.Incident, o, f)
	case Configure, CheckHandoff, RateShift, AcceptHandoff, LeaveNote, Cover, ProposeSwap, BeAway, AnswerRequest, CancelChange, HandOver, NoteRefusal:
		return p.decideDuty(s.Duty, o, f)
	case WriteArticle, SettleArticle, NotePage:
		if s.Incident.ID != "" {
			return p.decideIncident(s.Incident, o, f)
		}
		return p.decideInquiry(s.Inquiry, o, f)
	case TakeAlert, SettleAlert, MuteAlert:
		return p.decideAlert(s.Alerts, s.Alert, o, f)
	case Posted:
		return p.posted(s, o, f, c), nil
	case Undeliverable:
		return p.bounced(s, o, f, c), nil
	case PostReport:
		return postReport(c), nil
	case NoteSearch:
		return p.noteSearch(o, f, c)
	case Remind:
		if person, ok := SubjectReasons(c.Reminder.Subject); ok {
			return p.askReasons(person, f), nil
		}
		switch {
		case s.Alert != "":
			return p.decideAlert(s.Alerts, s.Alert, o, f)
		case s.Inquiry.Version > 0:
			return p.decideInquiry(s.Inquiry, o, f)
		case s.Incident.Version > 0:
			return p.decideIncident(s.Incident, o, f)
		}
		return p.decideDuty(s.Duty, o, f)
	}
	return Decision{}, fmt.Errorf("command %T has no decision", o.Command)
}

// turn is one decision about an inquiry in the making: events are folded as
// they happen, so that later steps see their effect.
type turn struct {
	Policy
	order Order
	facts Facts
	q     Inquiry
	out   Decision

	carried bool // both sides can read elsewhere what is said
}

func (t *turn) happen(e Event) {
	t.q = t.q.Apply(Record{Subject: string(t.q.ID), At: t.facts.Now, By: t.order.By, Event: e})
	t.out.Events = append(t.out.Events, e)
}

func (t *turn) tell(n ...Notice) { t.out.Notices = append(t.out.Notices, n...) }

func (t *turn) remind(kind ReminderKind, n int, at time.Time) {
	t.out.Reminders = append(t.out.Reminders, Reminder{Subject: string(t.q.ID), Kind: kind, N: n, At: at})
}

func (t *turn) card() { t.tell(ShowCard{Inquiry: t.q.ID}) }

// onCall is who answers for the rotation now: the primary, or the lead when
// nobody is on call.
func (p Policy) onCall(s rotation.Shift) Mention {
	if s.Primary != "" {
		return Mention{Person: PersonID(s.Primary), As: RoleOnCall, Why: s.Why, Until: s.Until}
	}
	return Mention{Person: p.Lead(), As: RoleLeadAlone}
}

// secondary is the second person of the shift, or the lead when there is none.
func (p Policy) secondary(s rotation.Shift) Mention {
	if s.Secondary != "" {
		return Mention{Person: PersonID(s.Secondary), As: RoleSecondary, Why: s.SecondaryWhy, Until: s.End}
	}
	return p.lead()
}

func (p Policy) lead() Mention { return Mention{Person: p.Lead(), As: RoleLead} }

// responsible is the owner, else who is asked to answer. What a handoff found
// with somebody who has not said that they keep it is the next one's.
func (t *turn) responsible() Mention {
	if t.q.Owner != "" && !t.facts.Duty.Undecided(t.q) {
		return Mention{Person: t.q.Owner, As: RoleOwner}
	}
	return t.asked()
}

// once keeps the first mention of each person and drops nobody.
func once(mentions ...Mention) []Mention {
	var out []Mention
	seen := make(map[PersonID]bool)
	for _, m := range mentions {
		if m.Person == "" || seen[m.Person] {
			continue
		}
		seen[m.Person] = true
		out = append(out, m)
	}
	return out
}

func (t *turn) needMember() error {
	if t.order.Guest || !t.IsMember(t.order.By) {
		return Errorf(Denied, "denied", "%s is no member", t.order.By)
	}
	return nil
}

func (t *turn) needAskerOrMember() error {
	if t.order.By == t.q.Asker || t.needMember() == nil {
		return nil
	}
	return &Error{Kind: Denied, Reason: "asker_or_member"}
}

// already refuses a press that came too late, and says who was faster.
func (t *turn) already(who PersonID, at time.Time) error {
	return &Error{Kind: Conflict, Reason: "already", Who: who, At: at, Subject: string(t.q.ID)}
}

func (t *turn) needOpen() error {
	if !t.q.Status.Closed() {
		return nil
	}
	return &Error{Kind: Conflict, Reason: "closed", Who: t.q.ResolvedBy, At: t.q.ClosedAt, Subject: string(t.q.ID)}
}
