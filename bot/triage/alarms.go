package triage

import "time"

// Alarms is how far the words of people told that production is affected: of
// the inquiries asked in the period, and of the incidents declared in it. What
// nobody has answered is neither confirmed nor denied.
type Alarms struct {
	Suspected int `json:"suspected"` // the words said it, or might have
	Paged     int `json:"paged"`     // of these, the words alone paged the on-call; of the others the asker was asked
	Confirmed int `json:"confirmed"` // of Suspected, a person said that production is affected, or there was an incident
	Denied    int `json:"denied"`    // of Suspected, a person said that it is not
	Said      int `json:"said"`      // not suspected, but a person said it
	Declared  int `json:"declared"`  // incidents that began as an inquiry, drills left out
	Missed    int `json:"missed"`    // of these, none of their inquiries had been suspected before
}

// An alarm is what was said of one inquiry, and by whom first.
type alarm struct {
	at     time.Time // when the words were suspected, zero if they never were
	paged  bool      // the words alone paged
	yes    bool      // a person's last word
	denied bool      // the opposite
}

// after is the alarm after one more record of the inquiry's history.
func (a alarm) after(r Record) alarm {
	suspect := func(paged bool) {
		if a.at.IsZero() {
			a.at = r.At
		}
		a.paged = a.paged || paged
	}
	switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, these tell
	case Asked:
		switch {
		case e.Urgency != UrgencyUrgent:
		case e.Said:
			a.yes = true
		default:
			suspect(true)
		}
	case Suspected:
		suspect(false)
	case Calmed:
		a.yes, a.denied = false, true
	case Reclassified:
		switch {
		case e.Urgency == UrgencyUrgent && e.Words:
			suspect(true)
		case e.Urgency != 0:
			a.yes, a.denied = e.Urgency == UrgencyUrgent, e.Urgency != UrgencyUrgent
		}
	}
	return a
}

// alarmed adds an inquiry that was asked in the period.
func (s *summary) alarmed(x *extract) {
	n, a := &s.d.Alarms, x.alarm
	confirmed := a.yes || x.incident != "" && !s.drills[x.incident]
	switch {
	case !a.at.IsZero():
		n.Suspected++
		if a.paged {
			n.Paged++
		}
		if confirmed {
			n.Confirmed++
		} else if a.denied {
			n.Denied++
		}
	case confirmed:
		n.Said++
	}
}

// drills are the incidents that were none.
func drills(incidents map[string][]Record) map[IncidentID]bool {
	out := make(map[IncidentID]bool)
	for id, records := range incidents {
		for _, r := range records {
			if e, ok := r.Event.(Declared); ok && e.Drill {
				out[IncidentID(id)] = true
			}
		}
	}
	return out
}

// declared adds an incident that was declared in the period. It was missed if
// it began as inquiries that seemed ordinary until then.
func (s *summary) declared(i Incident, from []InquiryID) {
	if len(from) == 0 {
		return
	}
	s.d.Alarms.Declared++
	for _, id := range from {
		if at := s.alarms[id].at; !at.IsZero() && !at.After(i.DeclaredAt) {
			return
		}
	}
	s.d.Alarms.Missed++
}
