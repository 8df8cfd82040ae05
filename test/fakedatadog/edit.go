package fakedatadog

// SetSummary writes an incident's summary as a person in Datadog would.
func (s *Server) SetSummary(id IncidentID, text string, by UserID) error {
	return s.change(id, by, func(in *Incident) string {
		in.Fields["summary"] = Field{Type: "textbox", Value: text}
		return "summary " + text
	})
}

// SetImpact says whom an incident affects, as a person in Datadog would.
func (s *Server) SetImpact(id IncidentID, scope string, by UserID) error {
	return s.change(id, by, func(in *Incident) string {
		in.CustomerImpacted, in.CustomerScope = true, scope
		return "customer impact " + scope
	})
}

// SetCommander names a commander as a person in Datadog would.
func (s *Server) SetCommander(id IncidentID, commander, by UserID) error {
	return s.change(id, by, func(in *Incident) string {
		in.Commander = commander
		return "commander " + string(commander)
	})
}

// DeclareTest opens a test incident as a person in Datadog would.
func (s *Server) DeclareTest(title string) Incident {
	s.mu.Lock()
	in := s.draft(title, s.caller().ID)
	in.Test = true
	s.admit(in)
	made := *in.clone()
	s.mu.Unlock()
	return made
}
