package triage

import "toban/knowledge"

// withdraw is also open to who sent somebody else's message in, until a
// person has answered it.
func (t *turn) withdraw(c Withdraw) error {
	if t.order.By != t.q.Reporter || t.q.Answered() {
		if err := t.needAskerOrMember(); err != nil {
			return err
		}
	}
	if err := t.needOpen(); err != nil {
		return err
	}
	if c.NotInquiry {
		t.happen(Reclassified{Area: knowledge.AreaNotInquiry, AreaGuess: t.q.Area.guess()})
	}
	t.happen(Withdrew{})
	if !t.q.PingedAt.IsZero() {
		t.tell(RetractPing{Inquiry: t.q.ID})
	}
	t.card()
	return t.leaveDuplicates()
}

// leaveDuplicates opens what others asked and was counted under an inquiry
// that its asker takes back: they were promised news of it, and still need
// it. Each has its own number again, with a promise counted from now.
func (t *turn) leaveDuplicates() error {
	for _, d := range t.facts.Duplicates {
		if d.Of != t.q.ID || d.Status != StatusDuplicate || d.Forgotten || d.CameBack || d.Asker == t.q.Asker {
			continue
		}
		left := t.turnOf(d)
		if err := left.beginAnew(Reopened{Start: t.facts.Now}); err != nil {
			return err
		}
		t.happen(Parted{Duplicate: d.ID})
		if left.q.Urgency == UrgencyUrgent && !left.q.Acknowledged() {
			left.page(stepOnCall)
		} else {
			left.tellReopened()
		}
		left.card()
		left.finish(d)
		t.absorb(left)
	}
	return nil
}

// mayWithdraw reports whether a command may take an inquiry back.
func mayWithdraw(c Command) bool {
	_, withdraw := c.(Withdraw)
	_, removed := c.(RemoveSource)
	_, stale := c.(AnswerStale)
	return withdraw || removed || stale
}
