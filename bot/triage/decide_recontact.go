package triage

import (
	"slices"
	"strings"
	"time"
)

// Spans within which the same words of the same person mean the same matter.
const (
	recontactFor = 14 * 24 * time.Hour // after a resolution
	reaskedFor   = 24 * time.Hour      // after a suggestion
	freshFor     = 7 * 24 * time.Hour  // in which a resolution can be called none
)

// fresh refuses a press under a resolution that is too old: what comes then is
// a new matter.
func (t *turn) fresh() error {
	if t.q.Status == StatusResolved && t.facts.Now.Sub(t.q.ResolvedAt) >= freshFor {
		return &Error{Kind: Conflict, Reason: "reopen_late", At: t.q.ResolvedAt, Subject: string(t.q.ID)}
	}
	return nil
}

// tellReopened mentions the owner, else the on-call, once: in opening hours,
// and unless somebody has written since.
func (t *turn) tellReopened() {
	if t.q.Status.Closed() {
		return
	}
	since := t.q.ReopenedAt
	if slices.ContainsFunc(t.q.Replies, func(r ReplyRef) bool { return r.Message.TS.Time().After(since) }) {
		return
	}
	to := t.responsible()
	if to.Person == "" || to.Person == t.order.By {
		return
	}
	if t.quiet() {
		t.remind(RemindReopen, 0, t.Calendar.NextOpen(t.facts.Now))
		return
	}
	t.tell(TellReopened{Inquiry: t.q.ID, To: to})
	t.happen(Pinged{Person: to.Person})
}

// recall looks among what the asker asked before. The same words again mean
// that the pages offered then did not help; similar ones after a resolution
// raise the question whether it was one.
func (t *turn) recall() {
	for _, old := range t.facts.Earlier {
		if old.Answerable && old.SelfSolve != SelfSolveEscalated &&
			t.q.AskedAt.Sub(old.AskedAt) <= reaskedFor && sameText(old.Text, t.q.Text) {
			t.out.Also = append(t.out.Also, Record{
				Subject: string(old.ID), Event: Answered{State: SelfSolveEscalated, Answer: AnswerStillNeed},
			})
		}
	}
	if of := recontactOf(t.q, t.facts.Earlier, t.facts.Lately); of != "" {
		t.happen(RecontactOffered{Of: of})
	}
}

// recontactOf is the resolved inquiry that q most likely is again, "" for
// none: it shares most of the terms that are not in everybody's questions.
func recontactOf(q Inquiry, earlier, lately []Inquiry) InquiryID {
	common := make(map[string]int)
	for _, other := range lately {
		for term := range gapTerms(other.Text) {
			common[term]++
		}
	}
	usual := max(3, len(lately)/2)
	terms := gapTerms(q.Text)
	var best InquiryID
	most := 0
	for _, old := range earlier {
		if old.Asker != q.Asker || old.Status != StatusResolved || q.AskedAt.Sub(old.ResolvedAt) > recontactFor {
			continue
		}
		theirs := gapTerms(old.Text)
		n := shared(terms, theirs, common, usual)
		similar := n >= 2 && 5*n >= 2*min(len(terms), len(theirs))
		if sameText(old.Text, q.Text) {
			similar, n = true, len(theirs)+1
		}
		if similar && n > most {
			best, most = old.ID, n
		}
	}
	return best
}

// sameText compares texts without case and spacing.
func sameText(x, y string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(x), " "), strings.Join(strings.Fields(y), " "))
}

// answerRecontact merges an inquiry into the one that it is again, which is
// open once more with a promise counted from the new message; or it lets the
// question go.
func (t *turn) answerRecontact(c AnswerRecontact) error {
	if err := t.needAskerOrMember(); err != nil {
		return err
	}
	if err := t.needOpen(); err != nil {
		return err
	}
	if t.q.Again == "" {
		return t.already("", time.Time{})
	}
	of := t.q.Again
	if !c.Same {
		t.happen(RecontactAnswered{Of: of})
		t.card()
		return nil
	}
	old := t.facts.Other
	switch {
	case old.ID != of:
		return &Error{Kind: NotFound, Reason: "no_such_inquiry", Subject: string(of)}
	case old.Forgotten:
		return &Error{Kind: Conflict, Reason: "forgotten", Subject: string(of)}
	case old.Of != "":
		return &Error{Kind: Invalid, Reason: "duplicate_chain", Subject: string(old.Of)}
	case len(t.q.Duplicates) > 0:
		return &Error{Kind: Invalid, Reason: "duplicate_has_own", Subject: string(t.q.ID)}
	}
	t.happen(RecontactAnswered{Of: of, Same: true})
	t.happen(Merged{Of: of})
	again := t.turnOf(old)
	again.happen(Joined{Duplicate: t.q.ID})
	switch {
	case old.Status.Closed():
		if err := again.comesBack(t.q); err != nil {
			return err
		}
	case t.q.Urgency == UrgencyUrgent && old.Urgency != UrgencyUrgent:
		again.urgency(Reclassified{Urgency: UrgencyUrgent})
	}
	again.card()
	again.finish(old)
	again.bring(t.q)
	t.tell(TellMerged{Inquiry: t.q.ID, Of: of})
	t.card()
	t.absorb(again)
	return nil
}

// comesBack opens a closed inquiry again for the new one of its asker.
func (t *turn) comesBack(q Inquiry) error {
	if q.Urgency == UrgencyUrgent && t.q.Urgency != UrgencyUrgent {
		t.happen(Reclassified{Urgency: UrgencyUrgent})
	}
	if err := t.beginAnew(Reopened{Recontact: q.ID, Start: q.AskedAt}); err != nil {
		return err
	}
	if t.q.Urgency == UrgencyUrgent && !t.q.Acknowledged() {
		t.page(stepOnCall)
	} else {
		t.tellReopened()
	}
	return nil
}

// beginAnew opens a closed inquiry again with a promise counted from e.Start.
func (t *turn) beginAnew(e Reopened) error {
	d, err := t.Deadline(t.SLA.For(t.q.Urgency, t.q.Kind.Key, t.q.Area.Key, t.q.Team), e.Start, nil)
	if err != nil {
		return err
	}
	e.Clock, e.Target, e.Due = d.Clock, d.Target, d.Due
	t.happen(e)
	if t.q.SelfSolve == SelfSolveConfirmed {
		t.happen(Answered{State: SelfSolveEscalated, Answer: AnswerStillNeed})
		t.tell(ShowSuggestion{Inquiry: t.q.ID})
	}
	t.watch(d)
	return nil
}

// bring shows the team what a direct inquiry asked that came back to this one,
// where it reads along: in the room, or with what that will begin with.
func (t *turn) bring(q Inquiry) {
	if !t.q.Place.Direct || q.Place.Channel != t.q.Place.Channel {
		return
	}
	root := q.Place.Root()
	for _, text := range append([]string{q.Text}, q.Asides...) {
		if t.q.Gathered {
			t.tell(Relay{Inquiry: t.q.ID, From: q.Asker, Message: root, Text: clip(text, maxText)})
		} else {
			t.happen(Replied{Message: root, Aside: clip(text, maxAside)})
		}
	}
}

// forward takes a message in the thread of an inquiry that came back for one
// in the thread of the inquiry it was merged into: it is the same person's
// matter, and whoever answers here has answered. What only one side can read
// here is shown to the other: by the old inquiry when its asker wrote where
// that was asked, else on this one's own sides, so that what was said in
// private stays there.
func (t *turn) forward(c Reply) bool {
	old := t.facts.Other
	if t.q.Of == "" || old.ID != t.q.Of || old.Status.Closed() || old.Asker != t.q.Asker && !t.q.CameBack {
		return false
	}
	again := t.turnOf(old)
	again.carried = !old.Place.Direct || t.order.By != old.Asker || c.Message.Channel != old.Place.Channel
	if !t.q.Forgotten {
		t.happen(Replied{Message: c.Message})
		if again.carried {
			t.carry(c)
		}
	}
	if t.q.Place.Private && t.q.Place.Channel != old.Place.Channel {
		c.Text, c.Links = "", nil
	}
	again.reply(c)
	again.finish(old)
	t.absorb(again)
	return true
}

// carry shows the other side what is said in a direct inquiry that goes on
// under another number, and opens the room for it that was not needed before.
func (t *turn) carry(c Reply) {
	if t.q.Place.Direct && !t.q.Gathered && c.Text != "" {
		t.happen(Gathered{})
		t.tell(OpenRoom{Inquiry: t.q.ID})
	}
	t.relay(c)
}

// turnOf begins a decision about another inquiry within this one.
func (t *turn) turnOf(q Inquiry) *turn {
	return &turn{Policy: t.Policy, order: t.order, facts: Facts{Now: t.facts.Now, Shift: t.facts.Shift}, q: q}
}

// absorb takes over what was decided about another inquiry.
func (t *turn) absorb(other *turn) {
	for _, e := range other.out.Events {
		t.out.Also = append(t.out.Also, Record{Subject: string(other.q.ID), Event: e})
	}
	t.out.Also = append(t.out.Also, other.out.Also...)
	t.out.Notices = append(t.out.Notices, other.out.Notices...)
	t.out.Reminders = append(t.out.Reminders, other.out.Reminders...)
}

// recallFrom is how far back an inquiry is looked for that may have come back:
// it may have been open for long before it was resolved.
const recallFrom = 90 * 24 * time.Hour

// recallLimit is how many inquiries of the asker are looked at, and how many
// of everybody say which words are common.
const recallLimit = 100

// recalled gathers what an asker asked before, as far as it may be the same
// matter, and what everybody asked lately.
func recalled(r Reader, asker PersonID, now time.Time) (earlier, lately []Inquiry, err error) {
	for q, err := range r.Inquiries(InquiryFilter{Asker: asker, Limit: recallLimit}) {
		if err != nil {
			return nil, nil, err
		}
		if q.Archived() || now.Sub(q.AskedAt) > recallFrom { // an old message may have become an inquiry after younger ones
			continue
		}
		if now.Sub(q.AskedAt) <= reaskedFor || q.Status == StatusResolved && now.Sub(q.ResolvedAt) <= recontactFor {
			earlier = append(earlier, q)
		}
	}
	if !slices.ContainsFunc(earlier, func(q Inquiry) bool { return q.Status == StatusResolved }) {
		return earlier, nil, nil
	}
	for q, err := range r.Inquiries(InquiryFilter{Limit: recallLimit}) {
		if err != nil {
			return nil, nil, err
		}
		lately = append(lately, q)
	}
	return earlier, lately, nil
}
