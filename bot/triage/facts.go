package triage

import (
	"slices"

	"toban/knowledge"
)

// FactsWanted is what would speed up the answer to an inquiry, as the team has
// written it for its area: in lang, else in a language there is. It is empty
// unless a person is waited for who has been told nothing more yet.
func (p Policy) FactsWanted(q Inquiry, lang Lang) []string {
	if !q.wantsFacts() {
		return nil
	}
	byLang := p.Facts[q.likelyArea()]
	for _, l := range []Lang{lang, knowledge.English, knowledge.Japanese} {
		if list := byLang[l]; len(list) > 0 {
			return list
		}
	}
	return nil
}

func (q Inquiry) wantsFacts() bool {
	switch {
	case q.Status != StatusOpen && q.Status != StatusInProgress, q.Answered(), q.Added, q.Alert, q.Forgotten:
		return false
	case q.Urgency == UrgencyUrgent, q.Incident != "": // there is something more important to do
		return false
	case q.Answerable && q.SelfSolve == SelfSolveSilent && q.unattended(): // the pages on offer come first
		return false
	}
	return true
}

// likelyArea is the area as far as it is known: a person's word, or what is
// likelier than all others together. Else it is empty.
func (q Inquiry) likelyArea() string {
	if q.Area.Key == knowledge.AreaOther || q.Area.Key == knowledge.AreaNotInquiry {
		return "" // what fits nowhere has nothing in common
	}
	if q.Area.By != "" || q.Area.Sure || q.Area.Confidence > supposed {
		return q.Area.Key
	}
	return ""
}

// supposed is how likely the classifier's area must be to count without a
// person's word.
const supposed = 0.5

// factsChanged has the card drawn again when it begins or ceases to ask for
// facts.
func (t *turn) factsChanged(before Inquiry) {
	asked, asks := len(t.FactsWanted(before, before.Lang)) > 0, len(t.FactsWanted(t.q, t.q.Lang)) > 0
	if asked != asks && !slices.Contains(t.out.Notices, Notice(ShowCard{Inquiry: t.q.ID})) {
		t.card()
	}
}
