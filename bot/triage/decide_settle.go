package triage

import "strings"

// settle draws messages again whose question is answered: nobody shall press
// what leads nowhere any more.
func (t *turn) settle(before Inquiry) {
	if unreasoned(before, before.ResolvedBy) && !unreasoned(t.q, before.ResolvedBy) {
		t.settleSlot(SlotReasons)
	}
	if before.Status == StatusResolved && !before.Helped && (t.q.Status != StatusResolved || t.q.Helped) {
		t.settleSlot(SlotResolved)
	}
}

func (t *turn) settleSlot(s Slot) {
	if !t.q.Where(s).IsZero() {
		t.tell(Settle{Inquiry: t.q.ID, Slot: s})
	}
}

// declaredPages has the pages of an inquiry tell that its incident is declared.
func declaredPages(id InquiryID) Notice { return Settle{Inquiry: id, Slot: SlotPage} }

// overtaken settles a message that was answered before it was known where it
// stands.
func (t *turn) overtaken(s Slot) {
	switch {
	case strings.HasPrefix(string(s), string(SlotPage)+"/"):
		if t.q.Incident != "" {
			t.tell(declaredPages(t.q.ID))
		}
	case s == SlotReasons && !unreasoned(t.q, t.q.ResolvedBy), s == SlotResolved && (t.q.Status != StatusResolved || t.q.Helped):
		t.settleSlot(s)
	}
}
