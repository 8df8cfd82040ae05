package fakedatadog

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	typeTodo       = "incident_todos"
	typeAttachment = "incident_attachments"
	typeImpact     = "incident_impacts"
	typeResponder  = "incident_responders"
)

func isUUID(s string) bool { return uuid.Validate(s) == nil }

// nextID invents an id for something that hangs on an incident.
func (s *Server) nextID(kind string, in *Incident) string {
	s.serial++
	return newID(kind, string(in.ID), strconv.Itoa(s.serial))
}

// linked notes that something was hung on in.
func (s *Server) linked(in *Incident, detail string) {
	who := s.caller().ID
	in.Modified, in.ModifiedBy = s.now(), who
	s.changed(Change{What: Linked, By: who, Incident: in.clone(), Detail: detail})
}

// list answers with all of a collection.
func list[T any](from []T, render func(T) object) object {
	data := []any{}
	for _, x := range from {
		data = append(data, render(x))
	}
	return object{"data": data}
}

// orEmpty makes a nil list render as [] instead of null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Todos.

type todoRequest struct {
	Data struct {
		Type       string `json:"type"`
		Attributes struct {
			Content   string          `json:"content"`
			Assignees json.RawMessage `json:"assignees"`
			Completed opt[string]     `json:"completed"`
			Due       opt[string]     `json:"due_date"`
		} `json:"attributes"`
	} `json:"data"`
}

func (r *request) todo(t *Todo, now time.Time) (reply, bool) {
	var req todoRequest
	if rep, ok := r.decode(&req); !ok {
		return rep, false
	}
	a := req.Data.Attributes
	switch {
	case req.Data.Type != typeTodo:
		return wrongType(req.Data.Type, typeTodo), false
	case a.Content == "":
		return titledError(http.StatusBadRequest, "Bad Request", "content cannot be empty"), false
	case len(a.Assignees) == 0 || a.Assignees[0] != '[':
		return titledError(http.StatusBadRequest, "Bad Request", "assignees is required"), false
	}
	t.Content, t.Assignees, t.Modified = a.Content, a.Assignees, now
	set(&t.Completed, a.Completed)
	set(&t.Due, a.Due)
	return reply{}, true
}

func (s *Server) listTodos(r *request) reply {
	in, rep := s.incidentOf(r, plainFamily)
	if in == nil {
		return rep
	}
	body := list(in.Todos, func(t Todo) object { return s.renderTodo(in, t) })
	body["meta"] = pageMeta(0, len(in.Todos))
	return reply{status: http.StatusOK, body: body}
}

func (s *Server) createTodo(r *request) reply {
	in, rep := s.incidentOf(r, plainFamily)
	if in == nil {
		return rep
	}
	t := Todo{ID: s.nextID("todo", in), Created: s.now()}
	if rep, ok := r.todo(&t, s.now()); !ok {
		return rep
	}
	in.Todos = append(in.Todos, t)
	s.linked(in, "todo "+t.Content)
	return reply{status: http.StatusCreated, body: object{"data": s.renderTodo(in, t)}}
}

func (s *Server) updateTodo(r *request) reply {
	in, rep := s.incidentOf(r, plainFamily)
	if in == nil {
		return rep
	}
	i := slices.IndexFunc(in.Todos, func(t Todo) bool { return t.ID == r.PathValue("todo_id") })
	if i < 0 {
		return plainError(http.StatusNotFound, fmt.Sprintf("todo %s not found", r.PathValue("todo_id")))
	}
	if rep, ok := r.todo(&in.Todos[i], s.now()); !ok {
		return rep
	}
	s.linked(in, "todo "+in.Todos[i].Content)
	return reply{status: http.StatusOK, body: object{"data": s.renderTodo(in, in.Todos[i])}}
}

func (s *Server) renderTodo(in *Incident, t Todo) object {
	var completed, due any
	if t.Completed != "" {
		completed = t.Completed
	}
	if t.Due != "" {
		due = t.Due
	}
	return object{
		"id": t.ID, "type": typeTodo,
		"attributes": object{
			"incident_id": in.ID, "content": t.Content, "assignees": raw(t.Assignees), "completed": completed, "due_date": due,
			"created": stamp(t.Created), "modified": stamp(t.Modified),
		},
		"relationships": s.authors(in),
	}
}

// authors are the relationships of things that the caller made.
func (s *Server) authors(in *Incident) object {
	who := cmp.Or(in.ModifiedBy, s.caller().ID)
	return object{
		"created_by_user":       object{"data": ref(typeUser, string(who))},
		"last_modified_by_user": object{"data": ref(typeUser, string(who))},
	}
}

// Attachments.

func (s *Server) listAttachments(r *request) reply {
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return rep
	}
	wanted := r.URL.Query().Get("filter[attachment_type]")
	var some []Attachment
	for _, a := range in.Attachments {
		if wanted == "" || slices.Contains(strings.Split(wanted, ","), a.Type) {
			some = append(some, a)
		}
	}
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: list(some, func(a Attachment) object { return s.renderAttachment(in, a) })}
}

func (s *Server) createAttachment(r *request) reply {
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return rep
	}
	var req struct {
		Data struct {
			Type       string `json:"type"`
			Attributes struct {
				Type       string `json:"attachment_type"`
				Attachment struct {
					URL   string `json:"documentUrl"`
					Title string `json:"title"`
				} `json:"attachment"`
			} `json:"attributes"`
		} `json:"data"`
	}
	if rep, ok := r.decode(&req); !ok {
		return rep
	}
	a := req.Data.Attributes
	switch {
	case req.Data.Type != typeAttachment:
		return wrongType(req.Data.Type, typeAttachment)
	case a.Type != "link" && a.Type != "postmortem":
		return titledError(http.StatusBadRequest, "Bad Request", fmt.Sprintf("unknown attachment type %q", a.Type))
	case a.Attachment.URL == "" || a.Attachment.Title == "":
		return titledError(http.StatusBadRequest, "Bad Request", "documentUrl and title are required")
	}
	return s.attach(in, Attachment{Type: a.Type, Title: a.Attachment.Title, URL: a.Attachment.URL})
}

func (s *Server) createPostmortem(r *request) reply {
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return rep
	}
	var req struct {
		Data struct {
			Type       string `json:"type"`
			Attributes struct {
				Title   string `json:"title"`
				Content string `json:"content"`
				Cells   []struct {
					Attributes struct {
						Definition struct {
							Content string `json:"content"`
						} `json:"definition"`
					} `json:"attributes"`
				} `json:"cells"`
			} `json:"attributes"`
		} `json:"data"`
	}
	if rep, ok := r.decode(&req); !ok {
		return rep
	}
	if req.Data.Type != typeAttachment {
		return wrongType(req.Data.Type, typeAttachment)
	}
	a := req.Data.Attributes
	content := []string{a.Content}
	for _, c := range a.Cells {
		content = append(content, c.Attributes.Definition.Content)
	}
	s.serial++
	url := fmt.Sprintf("https://app.datadoghq.com/notebook/%d", s.serial)
	return s.attach(in, Attachment{Type: "postmortem", Title: a.Title, URL: url, Content: strings.Join(content, "")})
}

func (s *Server) attach(in *Incident, a Attachment) reply {
	a.ID, a.Modified = s.nextID("attachment", in), s.now()
	in.Attachments = append(in.Attachments, a)
	s.linked(in, a.Type+" "+a.Title)
	return reply{status: http.StatusCreated, media: mediaJSONAPI, body: object{"data": s.renderAttachment(in, a)}}
}

func (s *Server) renderAttachment(in *Incident, a Attachment) object {
	return object{
		"id": a.ID, "type": typeAttachment,
		"attributes": object{
			"attachment_type": a.Type, "modified": zulu(a.Modified),
			"attachment": object{"documentUrl": a.URL, "title": a.Title},
		},
		"relationships": object{
			"incident":              object{"data": ref(typeIncident, string(in.ID))},
			"last_modified_by_user": object{"data": ref(typeUser, string(s.caller().ID))},
		},
	}
}

// Impacts.

type impactRequest struct {
	Data struct {
		Type       string `json:"type"`
		Attributes struct {
			Description opt[string]    `json:"description"`
			Start       opt[time.Time] `json:"start_at"`
			End         opt[time.Time] `json:"end_at"`
		} `json:"attributes"`
	} `json:"data"`
}

func (s *Server) listImpacts(r *request) reply {
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return rep
	}
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: list(in.Impacts, func(i Impact) object { return s.renderImpact(in, i) })}
}

func (s *Server) createImpact(r *request) reply {
	if r.PathValue("incident_id") == uuid.Nil.String() {
		return titledError(http.StatusBadRequest, "Bad Request", "invalid impact data: incident id is required")
	}
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return rep
	}
	i := Impact{ID: s.nextID("impact", in), Created: s.now()}
	if rep, ok := s.fillImpact(r, &i); !ok {
		return rep
	}
	in.Impacts = append(in.Impacts, i)
	s.linked(in, "impact "+i.Description)
	return reply{status: http.StatusCreated, media: mediaJSONAPI, body: object{"data": s.renderImpact(in, i)}}
}

func (s *Server) patchImpact(r *request) reply {
	in, i, rep := s.impactOf(r)
	if in == nil {
		return rep
	}
	next := in.Impacts[i]
	if rep, ok := s.fillImpact(r, &next); !ok {
		return rep
	}
	in.Impacts[i] = next
	s.linked(in, "impact "+next.Description)
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: object{"data": s.renderImpact(in, next)}}
}

func (s *Server) deleteImpact(r *request) reply {
	in, i, rep := s.impactOf(r)
	if in == nil {
		return rep
	}
	s.linked(in, "impact removed: "+in.Impacts[i].Description)
	in.Impacts = slices.Delete(in.Impacts, i, i+1)
	return reply{status: http.StatusNoContent, media: mediaHTML}
}

func (s *Server) impactOf(r *request) (*Incident, int, reply) {
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return nil, 0, rep
	}
	i := slices.IndexFunc(in.Impacts, func(i Impact) bool { return i.ID == r.PathValue("impact_id") })
	if i < 0 {
		return nil, 0, titledError(http.StatusNotFound, "Generic Error", "impact not found")
	}
	return in, i, reply{}
}

func (s *Server) fillImpact(r *request, i *Impact) (reply, bool) {
	var req impactRequest
	if rep, ok := r.decode(&req); !ok {
		return rep, false
	}
	if req.Data.Type != typeImpact {
		return wrongType(req.Data.Type, typeImpact), false
	}
	a := req.Data.Attributes
	set(&i.Description, a.Description)
	set(&i.Start, a.Start)
	set(&i.End, a.End)
	i.Modified = s.now()
	switch {
	case i.Description == "" || i.Start.IsZero():
		return titledError(http.StatusBadRequest, "Bad Request", "invalid impact data: description and start_at are required"), false
	case !i.End.IsZero() && i.End.Before(i.Start):
		return titledError(http.StatusBadRequest, "Bad Request", "invalid impact data: end_at is before start_at"), false
	}
	return reply{}, true
}

func (s *Server) renderImpact(in *Incident, i Impact) object {
	relationships := s.authors(in)
	relationships["incident"] = object{"data": ref(typeIncident, string(in.ID))}
	return object{
		"id": i.ID, "type": typeImpact, "relationships": relationships,
		"attributes": object{
			"description": i.Description, "start_at": zulu(i.Start), "end_at": zulu(i.End), "impact_type": "customer",
			"created": zulu(i.Created), "modified": zulu(i.Modified),
			"fields": nil, // the API description calls it an object; the service sends null
		},
	}
}

// Responders.

func responderID(in IncidentID, u UserID) string { return newID("responder", string(in), string(u)) }

func (s *Server) listResponders(r *request) reply {
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return rep
	}
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: list(in.Responders, func(u UserID) object { return s.renderResponder(in, u) })}
}

func (s *Server) createResponder(r *request) reply {
	in, rep := s.incidentOf(r, titledFamily)
	if in == nil {
		return rep
	}
	var req struct {
		Data struct {
			Type          string `json:"type"`
			Relationships struct {
				User relationship `json:"user"`
			} `json:"relationships"`
		} `json:"data"`
	}
	if rep, ok := r.decode(&req); !ok {
		return rep
	}
	if req.Data.Type != typeResponder {
		return wrongType(req.Data.Type, typeResponder)
	}
	u, found := s.user(UserID(req.Data.Relationships.User.Data.Value.ID))
	if !found {
		return titledError(http.StatusNotFound, "Generic Error", "user not found")
	}
	in.respond(u.ID)
	s.linked(in, "responder "+u.Name)
	return reply{status: http.StatusCreated, media: mediaJSONAPI, body: object{"data": s.renderResponder(in, u.ID)}}
}

func (s *Server) renderResponder(in *Incident, u UserID) object {
	return object{
		"id": responderID(in.ID, u), "type": typeResponder,
		"attributes": object{
			"created": zulu(in.Created), "modified": zulu(in.Modified), "is_billable": true,
			"external_id": nil, "external_source": nil, "last_active": nil, "meta": nil,
		},
		"relationships": object{
			"user":             object{"data": ref(typeUser, string(u))},
			"created_by":       object{"data": ref(typeUser, string(s.caller().ID))},
			"last_modified_by": object{"data": ref(typeUser, string(s.caller().ID))},
			"role_assignments": object{"data": []any{}},
		},
	}
}
