package fakedatadog

import (
	"fmt"
	"maps"
	"slices"
)

// A Declaration is an incident that a person opens in Datadog itself.
type Declaration struct {
	Title    string
	Severity string // empty leaves UNKNOWN
	By       UserID // empty is the owner of the application key
	Fields   map[string]Field
}

// Declare opens an incident as a person in Datadog would: the declaring person
// becomes the commander.
func (s *Server) Declare(d Declaration) Incident {
	s.mu.Lock()
	who := d.By
	if who == "" {
		who = s.caller().ID
	}
	in := s.draft(d.Title, who)
	in.Commander = who
	if d.Severity != "" {
		in.Severity = d.Severity
	}
	maps.Copy(in.Fields, d.Fields)
	s.admit(in)
	s.changed(Change{What: Declared, By: who, Incident: in.clone(), Detail: in.Title})
	made := *in.clone()
	s.mu.Unlock()
	s.deliver()
	return made
}

// SetState moves an incident as a person in Datadog would.
func (s *Server) SetState(id IncidentID, state string, by UserID) error {
	if !slices.Contains(s.opts.States, state) {
		return fmt.Errorf("set state: unknown state %q", state)
	}
	return s.change(id, by, func(in *Incident) string {
		before := in.State
		in.State = state
		return fmt.Sprintf("state %s → %s", before, state)
	})
}

// Resolve is SetState to resolved.
func (s *Server) Resolve(id IncidentID, by UserID) error { return s.SetState(id, "resolved", by) }

// SetSeverity changes the level as a person in Datadog would.
func (s *Server) SetSeverity(id IncidentID, severity string, by UserID) error {
	return s.change(id, by, func(in *Incident) string {
		before := in.Severity
		in.Severity = severity
		return fmt.Sprintf("severity %s → %s", before, severity)
	})
}

// Rename changes the title as a person in Datadog would.
func (s *Server) Rename(id IncidentID, title string, by UserID) error {
	return s.change(id, by, func(in *Incident) string {
		in.Title = title
		return "title " + title
	})
}

// Remove deletes an incident as an administrator would.
func (s *Server) Remove(id IncidentID, by UserID) error {
	s.mu.Lock()
	in := s.find(id)
	if in == nil {
		s.mu.Unlock()
		return fmt.Errorf("remove: incident %s not found", id)
	}
	s.remove(in, by)
	s.mu.Unlock()
	s.deliver()
	return nil
}

func (s *Server) change(id IncidentID, by UserID, edit func(*Incident) string) error {
	s.mu.Lock()
	in := s.find(id)
	if in == nil {
		s.mu.Unlock()
		return fmt.Errorf("change: incident %s not found", id)
	}
	if by == "" {
		by = s.caller().ID
	}
	next := in.clone()
	detail := edit(next)
	s.commit(in, next, by, []string{detail})
	s.mu.Unlock()
	s.deliver()
	return nil
}
