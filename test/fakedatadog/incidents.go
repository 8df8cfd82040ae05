package fakedatadog

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const typeIncident = "incidents"

// relationship is a reference to one thing that may be absent.
type relationship struct {
	Data opt[struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	}] `json:"data"`
}

// wireField is a user-defined field in a request.
type wireField struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

type createIncidentRequest struct {
	Data struct {
		Type       string `json:"type"`
		Attributes *struct {
			Title            opt[string]          `json:"title"`
			CustomerImpacted opt[bool]            `json:"customer_impacted"`
			CustomerScope    string               `json:"customer_impact_scope"`
			Fields           map[string]wireField `json:"fields"`
			TypeUUID         string               `json:"incident_type_uuid"`
			InitialCells     []struct {
				CellType string `json:"cell_type"`
				Content  struct {
					Content string `json:"content"`
				} `json:"content"`
				Important bool `json:"important"`
			} `json:"initial_cells"`
			IsTest  bool     `json:"is_test"`
			Handles []Handle `json:"notification_handles"`
		} `json:"attributes"`
		Relationships struct {
			Commander opt[relationship] `json:"commander_user"`
		} `json:"relationships"`
	} `json:"data"`
}

func (s *Server) createIncident(r *request) reply {
	var req createIncidentRequest
	if rep, ok := r.decode(&req); !ok {
		return rep
	}
	a := req.Data.Attributes
	switch {
	case req.Data.Type != typeIncident:
		return wrongType(req.Data.Type, typeIncident)
	case a == nil:
		return titledError(http.StatusBadRequest, "Bad Request", "missing attributes")
	case !a.Title.Set || strings.TrimSpace(a.Title.Value) == "":
		return titledError(http.StatusBadRequest, "Bad Request", "title cannot be empty")
	case !a.CustomerImpacted.Set:
		return titledError(http.StatusBadRequest, "Bad Request", "customer_impacted is required")
	case a.CustomerImpacted.Value && a.CustomerScope == "":
		// The description says the scope is optional; the service disagrees
		// (github.com/DataDog/datadog-api-client-python issue 2679).
		return plainError(http.StatusBadRequest, "Failed to create incident: description cannot be empty")
	}
	who := s.caller().ID
	in := s.draft(a.Title.Value, who)
	in.CustomerImpacted, in.CustomerScope, in.Test, in.Handles = a.CustomerImpacted.Value, a.CustomerScope, a.IsTest, a.Handles
	if in.CustomerImpacted {
		in.ImpactStart = in.Created
	}
	if a.TypeUUID != "" {
		if !slices.ContainsFunc(s.opts.Types, func(t IncidentType) bool { return t.filled().ID == a.TypeUUID }) {
			return titledError(http.StatusBadRequest, "Bad Request", "unknown incident type")
		}
		in.Type = a.TypeUUID
	}
	if _, err := s.setFields(in, a.Fields); err != nil {
		return titledError(http.StatusBadRequest, "Bad Request", err.Error())
	}
	if rep, ok := s.setCommander(in, req.Data.Relationships.Commander); !ok {
		return rep
	}
	for _, c := range a.InitialCells {
		if c.CellType != "markdown" {
			return titledError(http.StatusBadRequest, "Bad Request", fmt.Sprintf("unknown cell type %q", c.CellType))
		}
		in.Timeline = append(in.Timeline, Cell{At: in.Created, By: who, Text: c.Content.Content, Important: c.Important})
	}
	s.admit(in)
	s.changed(Change{What: Declared, By: who, Incident: in.clone(), Detail: in.Title})
	return reply{status: http.StatusCreated, body: object{"data": s.render(in, renderOptions{})}}
}

// draft returns an incident as the service makes it before anything else is
// said, not yet among the others.
func (s *Server) draft(title string, who UserID) *Incident {
	now := s.now()
	return &Incident{
		Title: title, State: "active", Severity: "UNKNOWN", Created: now, Modified: now, CreatedBy: who, ModifiedBy: who,
		Type: s.opts.Types[0].filled().ID,
		Fields: map[string]Field{
			"detection_method": {Type: "dropdown", Value: "unknown"},
			"root_cause":       {Type: "textbox", Null: true},
			"services":         {Type: "autocomplete", Null: true},
			"summary":          {Type: "textbox", Null: true},
			"teams":            {Type: "autocomplete", Null: true},
		},
		Responders: []UserID{who},
	}
}

// admit numbers in and puts it among the others.
func (s *Server) admit(in *Incident) {
	s.lastPublic++
	in.PublicID = s.lastPublic
	in.ID = IncidentID(newID("incident", strconv.Itoa(in.PublicID)))
	in.Fields["slug"] = Field{Type: "textbox", Value: "IR-" + strconv.Itoa(in.PublicID)}
	if app := s.opts.Slack; app.Team != "" {
		in.Integrations = append(in.Integrations, Integration{
			ID: newID("slack", string(in.ID)), Type: slackType, Status: statusPending, Created: in.Created, Modified: in.Created, By: in.CreatedBy,
		})
	}
	s.incidents = append(s.incidents, in)
}

type updateIncidentRequest struct {
	Data struct {
		ID         string `json:"id"`
		Type       string `json:"type"`
		Attributes struct {
			Title            opt[string]          `json:"title"`
			CustomerImpacted opt[bool]            `json:"customer_impacted"`
			CustomerScope    opt[string]          `json:"customer_impact_scope"`
			ImpactStart      opt[time.Time]       `json:"customer_impact_start"`
			ImpactEnd        opt[time.Time]       `json:"customer_impact_end"`
			Detected         opt[time.Time]       `json:"detected"`
			Fields           map[string]wireField `json:"fields"`
			Handles          opt[[]Handle]        `json:"notification_handles"`
		} `json:"attributes"`
		Relationships struct {
			Commander opt[relationship] `json:"commander_user"`
		} `json:"relationships"`
	} `json:"data"`
}

func (s *Server) updateIncident(r *request) reply {
	in, rep := s.incidentOf(r, plainFamily)
	if in == nil {
		return rep
	}
	var req updateIncidentRequest
	if rep, ok := r.decode(&req); !ok {
		return rep
	}
	switch {
	case req.Data.Type != typeIncident:
		return wrongType(req.Data.Type, typeIncident)
	case req.Data.ID != string(in.ID):
		return titledError(http.StatusBadRequest, "Bad Request", "id in the body differs from the id in the path")
	}
	next := in.clone()
	a := req.Data.Attributes
	if a.Title.Set {
		if strings.TrimSpace(a.Title.Value) == "" {
			return titledError(http.StatusBadRequest, "Bad Request", "title cannot be empty")
		}
		next.Title = a.Title.Value
	}
	set(&next.CustomerImpacted, a.CustomerImpacted)
	set(&next.CustomerScope, a.CustomerScope)
	set(&next.ImpactStart, a.ImpactStart)
	set(&next.ImpactEnd, a.ImpactEnd)
	set(&next.Detected, a.Detected)
	set(&next.Handles, a.Handles)
	details, err := s.setFields(next, a.Fields)
	if err != nil {
		return titledError(http.StatusBadRequest, "Bad Request", err.Error())
	}
	if rep, ok := s.setCommander(next, req.Data.Relationships.Commander); !ok {
		return rep
	}
	s.commit(in, next, s.caller().ID, details)
	// The answer to a change of the commander does not show it in the
	// relationships yet; a later GET does.
	return reply{status: http.StatusOK, body: object{"data": s.render(in, renderOptions{hideCommander: req.Data.Relationships.Commander.Set})}}
}

// commit replaces in by next as changed by who.
func (s *Server) commit(in, next *Incident, who UserID, details []string) {
	now := s.now()
	switch {
	case next.State == "resolved" && in.State != "resolved":
		next.Resolved = now
	case next.State != "resolved" && in.State == "resolved":
		next.Resolved = time.Time{}
	}
	next.Modified, next.ModifiedBy = now, who
	next.respond(who)
	for _, d := range details {
		next.Timeline = append(next.Timeline, Cell{At: now, By: who, Text: d})
	}
	*in = *next
	s.changed(Change{What: Updated, By: who, Incident: in.clone(), Detail: strings.Join(details, ", ")})
}

func (s *Server) getIncident(r *request) reply {
	in, rep := s.incidentOf(r, plainFamily)
	if in == nil {
		return rep
	}
	body := object{"data": s.render(in, renderOptions{})}
	s.include(body, r, in)
	return reply{status: http.StatusOK, body: body}
}

// maxPageSize is the greatest page; a larger wish gets this much.
const maxPageSize = 100

func (s *Server) listIncidents(r *request) reply {
	size, offset, ok := paging(r)
	if !ok {
		return titledError(http.StatusBadRequest, "Bad Request", "invalid page")
	}
	all := s.incidents[min(offset, len(s.incidents)):]
	all = all[:min(size, len(all))]
	data := []any{}
	for _, in := range all {
		data = append(data, s.render(in, renderOptions{}))
	}
	body := object{"data": data, "meta": pageMeta(offset, len(data))}
	s.include(body, r, all...)
	return reply{status: http.StatusOK, body: body}
}

func (s *Server) deleteIncident(r *request) reply {
	in, rep := s.incidentOf(r, plainFamily)
	if in == nil {
		return rep
	}
	s.remove(in, s.caller().ID)
	return reply{status: http.StatusNoContent, media: mediaHTML}
}

func (s *Server) remove(in *Incident, who UserID) {
	s.incidents = slices.DeleteFunc(s.incidents, func(x *Incident) bool { return x == in })
	s.changed(Change{What: Deleted, By: who, Incident: in.clone(), Detail: in.Title})
}

// family says in which of the two shapes an endpoint answers.
type family int

const (
	plainFamily  family = iota // errors are strings, times end in +00:00
	titledFamily               // errors are objects, times end in Z
)

// incidentOf returns the incident that the path names, or the answer for one
// that is not there.
func (s *Server) incidentOf(r *request, f family) (*Incident, reply) {
	id := r.PathValue("incident_id")
	if in := s.find(IncidentID(id)); in != nil {
		s.refresh(in)
		return in, reply{}
	}
	switch {
	case f == plainFamily:
		return nil, plainError(http.StatusNotFound, fmt.Sprintf("incident %s not found", id))
	case !isUUID(id):
		return nil, titledError(http.StatusNotFound, "Generic Error", "malformed incident ID")
	}
	return nil, titledError(http.StatusNotFound, "Generic Error", "incident not found")
}

// setFields applies fields to in and says what changed.
func (s *Server) setFields(in *Incident, fields map[string]wireField) (details []string, err error) {
	for _, name := range sortedKeys(fields) {
		want, known := s.fieldType(name)
		if !known {
			return nil, fmt.Errorf("unknown field %q", name)
		}
		f, err := fields[name].value(want)
		if err != nil {
			return nil, fmt.Errorf("field %q: %w", name, err)
		}
		switch name {
		case "state":
			if !slices.Contains(s.opts.States, f.Value) {
				return nil, fmt.Errorf("unknown state %q", f.Value)
			}
			details = note(details, name, in.State, f.Value)
			in.State = f.Value
		case "severity":
			if f.Value != "UNKNOWN" && !slices.Contains(s.opts.Severities, f.Value) {
				return nil, fmt.Errorf("unknown severity %q", f.Value)
			}
			details = note(details, name, in.Severity, f.Value)
			in.Severity = f.Value
		default:
			details = note(details, name, in.Fields[name].String(), f.String())
			in.Fields[name] = f
		}
	}
	return details, nil
}

func note(details []string, name, before, after string) []string {
	if before == after {
		return details
	}
	return append(details, fmt.Sprintf("%s %s → %s", name, before, after))
}

// String returns the value or the values joined by commas.
func (f Field) String() string {
	if len(f.Values) > 0 {
		return strings.Join(f.Values, ", ")
	}
	return f.Value
}

// value checks a field against the type the organisation gave it.
func (w wireField) value(want string) (Field, error) {
	if w.Type != "" && w.Type != want {
		return Field{}, fmt.Errorf("is a %s, not a %s", want, w.Type)
	}
	f := Field{Type: want}
	if len(w.Value) == 0 || string(w.Value) == "null" {
		f.Null = true
		return f, nil
	}
	if multiple(want) {
		return f, json.Unmarshal(w.Value, &f.Values)
	}
	return f, json.Unmarshal(w.Value, &f.Value)
}

func multiple(fieldType string) bool {
	return !slices.Contains([]string{"dropdown", "textbox"}, fieldType)
}

func (s *Server) fieldType(name string) (string, bool) {
	switch name {
	case "state", "severity", "detection_method":
		return "dropdown", true
	case "summary", "root_cause":
		return "textbox", true
	case "services", "teams":
		return "autocomplete", true
	}
	t, ok := s.opts.Fields[name]
	return t, ok
}

// setCommander applies a commander relationship; an absent one changes nothing.
func (s *Server) setCommander(in *Incident, c opt[relationship]) (rep reply, ok bool) {
	switch {
	case !c.Set:
		return reply{}, true
	case c.Null || c.Value.Data.Null:
		in.Commander = ""
		return reply{}, true
	case c.Value.Data.Value.Type != typeUser:
		return wrongType(c.Value.Data.Value.Type, typeUser), false
	}
	u, found := s.user(UserID(c.Value.Data.Value.ID))
	if !found {
		return titledError(http.StatusBadRequest, "Bad Request", "commander not found"), false
	}
	in.Commander = u.ID
	in.respond(u.ID)
	return reply{}, true
}

// set applies a member that was sent; null is the zero value.
func set[T any](to *T, o opt[T]) {
	if o.Set {
		*to = o.Value
	}
}

// paging reads page[size] and page[offset].
func paging(r *request) (size, offset int, ok bool) {
	number := func(name string, def int) (int, bool) {
		v := r.URL.Query().Get(name)
		if v == "" {
			return def, true
		}
		n, err := strconv.Atoi(v)
		return n, err == nil && n >= 0
	}
	size, ok = number("page[size]", 10)
	if !ok {
		return 0, 0, false
	}
	offset, ok = number("page[offset]", 0)
	return min(size, maxPageSize), offset, ok
}

func pageMeta(offset, count int) object {
	return object{"pagination": object{"offset": offset, "next_offset": offset + count, "size": count}}
}
