package triage

import (
	"slices"
	"strings"
)

// settle draws messages again whose question is answered: nobody shall press
// what leads nowhere any more.
func (t *turn) settle(before Inquiry) {
	if unreasoned(before, before.ResolvedBy) && !unreasoned(t.q, before.ResolvedBy) {
		t.settleSlot(SlotReasons)
	}
	if before.Status == StatusResolved && !before.Helped && (t.q.Status != StatusResolved || t.q.Helped) {
		t.settleSlot(SlotResolved)
	}
	if before.Status == StatusDuplicate && t.q.Status != StatusDuplicate {
		t.settleSlot(SlotMerged)
	}
	if before.Status == StatusWaiting && t.q.Status != StatusWaiting {
		t.settleSlot(SlotWaiting)
	}
	if before.Status == StatusWithdrawn && !before.Stale && !t.q.Status.Closed() && !before.PingedAt.IsZero() {
		t.tell(RetractPing{Inquiry: t.q.ID}) // it says that nothing is to be done
	}
	if w := t.q.warned(); w != before.warned() || w && t.q.Owner != before.Owner {
		t.settleSlot(SlotWarning)
	}
}

// warned reports whether somebody was told in a direct message that part of
// the present first-reply time is gone, and the reply is still owed.
func (q Inquiry) warned() bool {
	ref := q.Where(SlotWarning)
	return !ref.IsZero() && ref.TS.Time().After(q.Start()) && !q.Answered() && !q.Status.Closed()
}

func (t *turn) settleSlot(s Slot) {
	if !t.q.Where(s).IsZero() {
		t.tell(Settle{Inquiry: t.q.ID, Slot: s})
	}
}

// settledPages has the pages of an inquiry tell that its incident is declared,
// or that there is none.
func settledPages(id InquiryID) Notice { return Settle{Inquiry: id, Slot: SlotPage} }

// overtaken settles a message that was answered before it was known where it
// stands.
func (t *turn) overtaken(s Slot) {
	switch {
	case strings.HasPrefix(string(s), string(SlotPage)+"/"):
		if t.q.PageSettled(s) {
			t.tell(settledPages(t.q.ID))
		}
	case s == SlotReasons && !unreasoned(t.q, t.q.ResolvedBy), s == SlotResolved && (t.q.Status != StatusResolved || t.q.Helped),
		s == SlotWarning && !t.q.warned(),
		s == SlotMerged && t.q.Status != StatusDuplicate,
		s == SlotWaiting && t.q.Status != StatusWaiting:
		t.settleSlot(s)
	}
}

// incidentAsks are the messages of an incident that ask for something.
func incidentAsks() []Slot {
	slots := []Slot{SlotUpdate}
	for n := range patience() {
		slots = append(slots, CommandSlot(n+1))
	}
	return slots
}

// wantsPage reports whether a message asks whether to page again, and nobody
// has.
func (i Incident) wantsPage() bool {
	return i.Page.Doubtful() && i.Status != IncidentResolved && !i.Where(PageAgainSlot(i.Page.N)).IsZero()
}

// asks reports whether the message in one of these slots stands, and what it
// asks for is still to be done.
func (i Incident) asks(s Slot) bool {
	ref := i.Where(s)
	if ref.IsZero() || i.Status == IncidentResolved {
		return false
	}
	if s != SlotUpdate {
		return i.Acting
	}
	at := ref.TS.Time()
	return at.After(i.UpdatedAt) && at.After(i.ReopenedAt)
}

// settle draws messages of an incident again whose question is answered.
func (t *incidentTurn) settle(before Incident) {
	for _, s := range incidentAsks() {
		if before.asks(s) && !t.i.asks(s) {
			t.tell(Settle{Incident: t.i.ID, Slot: s})
		}
	}
	if before.wantsPage() && !t.i.wantsPage() {
		t.tell(Settle{Incident: t.i.ID, Slot: PageAgainSlot(before.Page.N)})
	}
}

// posted notes where a message of an incident stands. One that was answered
// before that was known is settled now.
func (t *incidentTurn) posted(c Posted) {
	t.happen(Sent(c))
	late := c.Slot == PageAgainSlot(t.i.Page.N) && !t.i.wantsPage()
	if slices.Contains(incidentAsks(), c.Slot) && !t.i.asks(c.Slot) || late {
		t.tell(Settle{Incident: t.i.ID, Slot: c.Slot})
	}
}
