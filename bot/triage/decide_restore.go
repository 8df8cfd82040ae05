package triage

// ReopenIncident is the command that has a resolved incident running again.
func ReopenIncident() ChangeIncident { return ChangeIncident{Status: IncidentActive} }

// MayCommand reports whether somebody may decide about an incident, as far as
// that is known without asking who is a guest.
func (p Policy) MayCommand(by PersonID, i Incident) bool {
	return by != "" && (p.IsMember(by) || by == i.Commander && !i.Acting)
}

// tellState says in the incidents channel and in the incident's own that it
// is over, or running again, tells every linked asker, and refreshes their
// cards.
func (t *incidentTurn) tellState(before IncidentStatus, e IncidentChanged) {
	if e.Status == 0 {
		return
	}
	over, again := e.Status == IncidentResolved, before == IncidentResolved
	if over || again {
		line := TellState{Incident: t.i.ID, Status: e.Status, Fixed: e.Fixed}
		if !e.Remote {
			line.By = t.order.By
		}
		if over {
			line.Took = t.i.ResolvedAt.Sub(t.i.DeclaredAt)
		}
		t.tell(line)
		if t.i.Channel != "" {
			line.Inside = true
			t.tell(line)
			t.furnish() // the topic says so
		}
	}
	if over {
		t.oweReview()
	}
	if again {
		t.awaitCommander(len(patience()))
	}
	for _, q := range t.i.Inquiries {
		if over || again {
			t.tell(TellIncident{Incident: t.i.ID, Inquiry: q, Over: over, Again: again})
		}
		t.tell(ShowCard{Inquiry: q})
	}
}
