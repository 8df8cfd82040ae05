package triage

import "toban/knowledge"

// Sample is what the classifier may learn from an inquiry: the labels that
// people gave it. A guess that nobody has looked at is none. ok is false when
// it teaches nothing, or nothing any more: its words were erased, taken back
// or deleted by their author, or were said in private, where they stay.
//
// What was taken back because it was no inquiry still teaches what none looks
// like.
func (q Inquiry) Sample() (s knowledge.Sample, ok bool) {
	area, kind := q.Area.taught(), q.Kind.taught()
	switch {
	case area == "" && kind == "", q.Forgotten, q.Gone, q.Text == "", q.Place.Private, q.Place.Direct:
		return s, false
	case q.Status == StatusWithdrawn && area != knowledge.AreaNotInquiry:
		return s, false
	}
	s = knowledge.Sample{ID: string(q.ID), Text: q.Text, Area: area, Kind: kind, Lang: q.Lang, Source: knowledge.SourceConfirm}
	switch {
	case (area == "" || q.Area.Imported) && (kind == "" || q.Kind.Imported):
		s.Source = knowledge.SourceImport
	case q.Area.corrected() || q.Kind.corrected():
		s.Source = knowledge.SourceCorrection
	}
	return s, true
}

// taught is a person's word, "" where there is none.
func (l Label) taught() string {
	if l.By == "" {
		return ""
	}
	return l.Key
}

// corrected reports whether a person's word differs from what the classifier
// had said.
func (l Label) corrected() bool { return l.By != "" && l.Key != l.Guess }
