package triage

// asked is who is asked to answer now: the on-call, and where it is their own
// question the secondary, else a lead. It is zero when there is nobody else.
func (t *turn) asked() Mention {
	m := t.besides(append([]Mention{t.onCall(t.facts.Shift), t.secondary(t.facts.Shift)}, t.leads()...)...)
	if m.As == RoleLead && t.facts.Shift.Primary == "" {
		m.As = RoleLeadAlone
	}
	return m
}

// seconded is who helps next: the secondary, else a lead.
func (t *turn) seconded() Mention {
	return t.besides(append([]Mention{t.secondary(t.facts.Shift)}, t.leads()...)...)
}

// leads are the leads in order, the one who is told first.
func (t *turn) leads() []Mention {
	list := []Mention{t.lead()}
	for _, who := range t.Leads {
		list = append(list, Mention{Person: who, As: RoleLead})
	}
	return list
}

// besides is the first that is somebody else than who asks: nobody is
// mentioned for their own question.
func (t *turn) besides(mentions ...Mention) Mention {
	for _, m := range mentions {
		if m.Person != "" && m.Person != t.q.Asker {
			return m
		}
	}
	return Mention{}
}
