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

// synced takes the mark off the incident once Datadog has the last change. A
// receipt of an earlier one changes nothing: the mark stays.
func (t *incidentTurn) synced(c Synced) {
	if d := t.i.Datadog; c.At.Before(d.Changed) || !d.Synced.Before(d.Changed) {
		return
	}
	t.happen(SyncedRemotely(c))
	t.show()
}

// bounced notes a message that was refused for good. A change that Datadog
// refused shows on the incident.
func (p Policy) bounced(s State, o Order, c Undeliverable) Decision {
	d := Decision{Events: []Event{Bounced(c)}}
	if s.Incident.ID != "" && o.Incident == s.Incident.ID && c.Notice == EnvelopeOf(SyncIncident{}).Name {
		d.Notices = append(d.Notices, ShowIncident{Incident: o.Incident})
		if s.Incident.Channel != "" {
			d.Notices = append(d.Notices, ShowBrief{Incident: o.Incident})
		}
	}
	return d
}
