package triage

import (
	"slices"

	"toban/knowledge"
)

// mostPast is how many precedents a question keeps: one is shown, and the next
// when that is none any more.
const mostPast = 3

// Precedent reports whether everybody may read what solved an inquiry, and
// somebody wrote it down.
func (q Inquiry) Precedent() bool {
	return q.Status == StatusResolved && !q.Place.Private && !q.Forgotten && q.Text != "" && q.Reasons.Note != ""
}

// Precedent reports whether everybody may read what fixed an incident, and
// somebody wrote it down.
func (i Incident) Precedent() bool {
	return i.Status == IncidentResolved && !i.Origin.Private && !i.Drill && i.Fixed != ""
}

// precedents are the subjects that resemble a question and say what solved
// them, the most similar first.
func precedents(r Reader, related []knowledge.Related) (subjects []string, err error) {
	for _, rel := range related {
		if len(subjects) == mostPast {
			break
		}
		ok, err := precedent(r, string(rel.ID))
		if err != nil && KindOf(err) != NotFound {
			return nil, err
		}
		if ok {
			subjects = append(subjects, string(rel.ID))
		}
	}
	return subjects, nil
}

func precedent(r Reader, subject string) (bool, error) {
	if id, ok := SubjectInquiry(subject); ok {
		q, err := r.Inquiry(id)
		return q.Precedent(), err
	}
	if id, ok := SubjectIncident(subject); ok {
		i, err := r.Incident(id)
		return i.Precedent(), err
	}
	return false, nil
}

// citing are the inquiries below which another one may be shown. They came
// after it.
func citing(r Reader, id InquiryID) (list []Inquiry, err error) {
	for q, err := range r.Inquiries(InquiryFilter{}) {
		if err != nil {
			return nil, err
		}
		if q.ID == id {
			break
		}
		if slices.Contains(q.Past, string(id)) {
			list = append(list, q)
		}
	}
	return list, nil
}

// uncite has the messages drawn again in which words stand that are erased
// now.
func (t *turn) uncite() {
	for _, q := range t.facts.Citing {
		if q.Answerable {
			t.tell(ShowSuggestion{Inquiry: q.ID})
		} else {
			t.tell(ShowCard{Inquiry: q.ID})
		}
	}
}
