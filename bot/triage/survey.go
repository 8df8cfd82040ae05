package triage

import (
	"slices"
	"time"

	"toban/rotation"
)

// A Survey is one question at the end of a turn, and the answer. It is read by
// its person and leads only.
type Survey struct {
	Boundary time.Time `json:"boundary"` // when the turn ended
	Person   PersonID  `json:"person"`
	Effort   int       `json:"effort,omitzero"` // from 1, light, to MostEffort; 0: not answered
	Line     string    `json:"line,omitempty"`  // what else they had to say
}

// MostEffort is the heaviest answer to a survey.
const MostEffort = 5

// surveyEvery is how long somebody is left in peace after a survey: who has
// turns of a day is not asked each time.
const surveyEvery = 4 * 24 * time.Hour

// Survey finds what somebody was asked at the end of a turn.
func (d Duty) Survey(boundary time.Time) (Survey, bool) {
	i := slices.IndexFunc(d.Surveys, func(s Survey) bool { return s.Boundary.Equal(boundary) })
	if i < 0 {
		return Survey{}, false
	}
	return d.Surveys[i], true
}

// askSurvey asks whoever had a turn that ends with the handoff how it was. The
// edges of a cover within a turn are no end.
func (p Policy) askSurvey(d Duty, f Facts, out *Decision) {
	h := f.Handoff
	who := PersonID(h.Outgoing)
	if !p.Survey || !p.IsMember(who) || f.Changes.Deactivated != nil && f.Changes.Deactivated(h.Outgoing) {
		return
	}
	planned := func(at time.Time) string { return f.Schedule.OnCall(at, rotation.Changes{}).Primary }
	if planned(h.Boundary.Add(-time.Second)) == planned(h.Boundary) {
		return
	}
	if slices.ContainsFunc(d.Surveys, func(s Survey) bool { return s.Person == who && h.Boundary.Sub(s.Boundary) < surveyEvery }) {
		return
	}
	out.Events = append(out.Events, SurveyAsked{Boundary: h.Boundary, Person: who})
	out.Notices = append(out.Notices, AskEffort{Rotation: d.Rotation, Boundary: h.Boundary, To: who})
}

// rate keeps the answer to a survey; another one takes its place.
func (p Policy) rate(d Duty, o Order, c RateShift) (Decision, error) {
	s, ok := d.Survey(c.Boundary)
	switch {
	case !ok, c.Effort < 1, c.Effort > MostEffort:
		return Decision{}, &Error{Kind: Conflict, Reason: "handoff_over"}
	case o.By != s.Person:
		return Decision{}, &Error{Kind: Denied, Reason: "denied"}
	}
	return Decision{Events: []Event{ShiftRated{Boundary: c.Boundary, Effort: c.Effort, Line: clip(c.Line, maxLine)}}}, nil
}

// surveyed notes a question, or its answer, and forgets those of long ago.
func (d Duty) surveyed(s Survey, now time.Time) Duty {
	d.Surveys = slices.DeleteFunc(slices.Clone(d.Surveys), func(old Survey) bool {
		return old.Boundary.Equal(s.Boundary) || old.Boundary.Before(now.Add(-dutyKept))
	})
	d.Surveys = append(d.Surveys, s)
	return d
}
