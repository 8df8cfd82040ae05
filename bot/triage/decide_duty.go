package triage

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Patience with a handoff that nobody accepts, in opening hours: first the
// incoming person is told, then the lead.
const (
	acceptFirst  = 3 * time.Hour
	acceptSecond = 6 * time.Hour
)

func (p Policy) decideDuty(d Duty, o Order, f Facts) (Decision, error) {
	switch c := o.Command.(type) {
	case Configure:
		return p.configure(d, c, o, f), nil
	case CheckHandoff:
		return p.checkHandoff(d, f), nil
	case RateShift:
		return p.rate(d, o, c)
	case AcceptHandoff:
		return p.acceptHandoff(d, o, c)
	case LeaveNote:
		text := clip(strings.TrimSpace(c.Text), maxLine)
		if o.Guest || !p.IsMember(o.By) {
			return Decision{}, Errorf(Denied, "denied", "%s is no member", o.By)
		}
		if text == "" {
			return Decision{}, &Error{Kind: Invalid, Reason: "empty_text", Field: "text"}
		}
		return Decision{Events: []Event{NoteLeft{Text: text}}}, nil
	case NoteRefusal:
		return p.noteRefusal(d, f, c), nil
	case Cover:
		return p.arrange(d, o, f, func(t *arrangement) error { return t.cover(c) })
	case ProposeSwap:
		return p.arrange(d, o, f, func(t *arrangement) error { return t.swap(c) })
	case BeAway:
		return p.arrange(d, o, f, func(t *arrangement) error { return t.away(c) })
	case AnswerRequest:
		return p.arrange(d, o, f, func(t *arrangement) error { return t.answer(c) })
	case CancelChange:
		return p.arrange(d, o, f, func(t *arrangement) error { return t.cancel(c) })
	case HandOver:
		return p.arrange(d, o, f, func(t *arrangement) error { return t.handOver() })
	case Remind:
		if c.Reminder.Kind == RemindUntaken || c.Reminder.Kind == RemindExpire {
			return p.remindRequest(d, o, f, c.Reminder), nil
		}
		return p.remindHandoff(d, c.Reminder), nil
	case Ask, Edit, RemoveSource, Seclude, Claim, Unclaim, Assign, Wait, Resume, Reply, RemoveReply, Reclassify,
		Feedback, Resolve, GiveReasons, Reopen, AddAlias, DraftArticle, WriteArticle, SettleArticle, AnswerSuspicion, AnswerStale, AnswerRecontact, AnswerCluster, Duplicate, Withdraw, Forget, Nudge, PassOn, Keep, PlanStep, Posted,
		Undeliverable, Declare, ChangeIncident, TakeCommand, GiveCommand, UpdateIncident, AddNote, RemoveNote, Registered, Unregistered, ChannelFound,
		ChannelAbsent, ObserveIncident, AdoptIncident, Synced, NotePage, SettleReview, WriteReview, DraftReview, SettleAction, ChangeAction, AddAction, NoteSearch, PageOutcome, PageAgain, TakeAlert, SettleAlert, MuteAlert, PostReport:
		return Decision{}, fmt.Errorf("%T is no rotation's command", c)
	}
	return Decision{}, fmt.Errorf("command %T has no decision", o.Command)
}

// checkHandoff announces a handoff, and sees to what lies ahead while people
// are there to read it.
func (p Policy) checkHandoff(d Duty, f Facts) Decision {
	out := p.handoff(d, f)
	if p.Calendar.IsOpen(f.Now) {
		p.askSteps(d, f, &out)
		p.warnHoles(d, f, &out)
		p.remindStarts(d, f, &out)
	}
	return out
}

// handoff moves the watermark on. A boundary in closed time changes who
// is on call at once; its post waits: while closed the watermark stays, so
// that the opening announces the last posted person's successor of that time.
func (p Policy) handoff(d Duty, f Facts) Decision {
	if f.Handoff == nil {
		if f.Mark == d.Mark {
			return Decision{}
		}
		return Decision{Mark: &f.Mark}
	}
	if !p.Calendar.IsOpen(f.Now) {
		return Decision{}
	}
	h := *f.Handoff
	e := handedOff(d, f)
	out := Decision{
		Events:  []Event{e},
		Notices: []Notice{AnnounceHandoff{Rotation: d.Rotation, Boundary: h.Boundary}},
		Mark:    &f.Mark,
	}
	if d.awaits(f.Open) {
		out.Notices = append(out.Notices, AnnounceHandoff{Rotation: d.Rotation, Boundary: d.Last.Handoff.Boundary})
	}
	p.tellStarts(d, f, &out)
	p.askSurvey(d, f, &out)
	for _, id := range e.Moved { // their cards name who is on call
		out.Notices = append(out.Notices, ShowCard{Inquiry: id})
	}
	if h.Incoming == "" {
		return out
	}
	hours := p.Calendar.BusinessHours()
	for _, after := range []time.Duration{acceptFirst, acceptSecond} {
		if at, ok := hours.Due(f.Now, after, nil); ok {
			out.Reminders = append(out.Reminders, Reminder{
				Subject: d.Rotation.Subject(), Kind: RemindAccept, N: int(after.Hours()), At: at,
			})
		}
	}
	return out
}

// handedOff is the handoff with the work that goes along.
func handedOff(d Duty, f Facts) HandedOff {
	e := HandedOff{Handoff: *f.Handoff, Notes: d.Notes, Load: f.Load}
	for _, q := range f.Open {
		switch {
		case q.Owner == "":
			e.Moved = append(e.Moved, q.ID)
		case q.Owner == PersonID(e.Handoff.Outgoing), q.Owner != PersonID(e.Handoff.Incoming) && d.Undecided(q):
			e.Asked = append(e.Asked, q.ID)
		default:
			e.Staying = append(e.Staying, q.ID)
		}
	}
	for _, i := range f.Running {
		e.Running = append(e.Running, i.ID)
	}
	return e
}

func (p Policy) acceptHandoff(d Duty, o Order, c AcceptHandoff) (Decision, error) {
	if d.Last == nil || !d.Last.Handoff.Boundary.Equal(c.Boundary) {
		return Decision{}, &Error{Kind: Conflict, Reason: "handoff_over"}
	}
	incoming := PersonID(d.Last.Handoff.Incoming)
	if o.Guest || o.By != incoming && !p.IsLead(o.By) {
		return Decision{}, &Error{Kind: Denied, Reason: "incoming_only", Who: incoming}
	}
	if !d.Accepted.IsZero() {
		return Decision{}, &Error{Kind: Conflict, Reason: "already", Who: cmp.Or(d.AcceptedBy, incoming), At: d.Accepted}
	}
	return Decision{
		Events:  []Event{HandoffAccepted(c)},
		Notices: []Notice{AnnounceHandoff{Rotation: d.Rotation, Boundary: c.Boundary}},
	}, nil
}

func (p Policy) remindHandoff(d Duty, r Reminder) Decision {
	if r.Kind != RemindAccept || d.Last == nil || d.Last.Handoff.Incoming == "" || !d.Accepted.IsZero() {
		return Decision{}
	}
	to := Mention{Person: PersonID(d.Last.Handoff.Incoming), As: RoleIncoming, Until: d.Last.Handoff.Until}
	if r.N >= int(acceptSecond.Hours()) {
		to = p.lead()
	}
	return Decision{Notices: []Notice{RemindHandoff{Rotation: d.Rotation, Boundary: d.Last.Handoff.Boundary, To: to}}}
}
