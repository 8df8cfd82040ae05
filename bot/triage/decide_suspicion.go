package triage

import (
	"time"

	"toban/knowledge"
)

// Suspected reports whether it is still to be said if production is affected.
func (q Inquiry) Suspected() bool { return !q.SuspectedAt.IsZero() && !q.Acknowledged() }

// urgent reports whether the text speaks of production being affected beyond
// doubt. While an incident is running, or when an alert has just said the same,
// a suspicion is none.
func (f Facts) urgent() bool {
	if f.Advice == nil {
		return false
	}
	u := f.Advice.Classification.Urgency
	return u == knowledge.UrgencyUrgent || u == knowledge.UrgencySuspected && (f.Echo.Underway || f.Echo.Alert)
}

// dubious reports whether the text may speak of production being affected. An
// ordinary one may when it shares words with an incident that is running or an
// alert that has just come in.
func (f Facts) dubious() bool {
	u := knowledge.UrgencyNormal
	if f.Advice != nil {
		u = f.Advice.Classification.Urgency
	}
	return u == knowledge.UrgencySuspected || u == knowledge.UrgencyNormal && f.Echo.Words
}

// suspect asks the asker whether production is affected when the text may say
// so: nobody is paged for a mere resemblance, and silence is no answer. What a
// person has answered is not asked again, and a bot is not asked at all.
func (t *turn) suspect() {
	if !t.facts.dubious() {
		return
	}
	if t.q.Urgency != UrgencyNormal || t.q.Alert || t.q.Acknowledged() || t.q.CalmedBy != "" || !t.q.SuspectedAt.IsZero() {
		return
	}
	t.happen(Suspected{})
	t.remind(RemindSuspicion, 0, t.SuspicionEnds(t.q))
}

// SuspicionEnds is when the on-call is told of a suspicion that nobody has
// answered.
func (p Policy) SuspicionEnds(q Inquiry) time.Time { return q.SuspectedAt.Add(p.SLA.ack()) }

// tellSuspicion mentions the on-call, at any hour: who does not answer may have
// no time to.
func (t *turn) tellSuspicion() {
	if !t.q.Suspected() {
		return
	}
	to := t.asked()
	if to.Person == "" {
		return
	}
	t.happen(Pinged{Person: to.Person})
	t.tell(PageSuspected{Inquiry: t.q.ID, Step: stepOnCall, To: []Mention{to}, Unsure: true})
	t.card()
}

// answerSuspicion settles whether production is affected. That it is not also
// takes back a page that the text alone has caused.
func (t *turn) answerSuspicion(c AnswerSuspicion) error {
	if err := t.needAskerOrMember(); err != nil {
		return err
	}
	if err := t.needOpen(); err != nil {
		return err
	}
	if c.Incident != "" {
		return t.join(c.Incident)
	}
	switch {
	case t.q.Incident != "", c.Affected == (t.q.Urgency == UrgencyUrgent) && t.q.SuspectedAt.IsZero():
		return t.already(t.q.CalmedBy, time.Time{})
	case c.Affected:
		t.urgency(Reclassified{Urgency: UrgencyUrgent})
	default:
		t.happen(Calmed{})
		if t.q.Urgency == UrgencyUrgent {
			t.urgency(Reclassified{Urgency: UrgencyNormal})
		}
		if t.q.paged() {
			t.tell(settledPages(t.q.ID))
		}
	}
	t.card()
	return nil
}
