package fakedatadog

import (
	"net/http"
	"strings"
)

// An Operation is one entry of the API that the fake answers, under the name
// that Datadog's own API description gives it.
type Operation struct {
	Name    string // "CreateIncident"
	Version string // "v1" or "v2"
	Method  string
	Path    string // "/api/v2/incidents/{incident_id}"
}

// credentials says which keys an operation asks for.
type credentials int

const (
	bothKeys credentials = iota
	apiKeyOnly
)

type route struct {
	Operation
	credentials credentials
	handle      func(*Server, *request) reply
}

// table lists every operation.
func table() []route {
	const one = "/api/v2/incidents/{incident_id}"
	v2 := func(name, method, path string, handle func(*Server, *request) reply) route {
		return route{Operation: Operation{Name: name, Version: "v2", Method: method, Path: path}, handle: handle}
	}
	v1 := func(name, method, path string, handle func(*Server, *request) reply) route {
		return route{Operation: Operation{Name: name, Version: "v1", Method: method, Path: path}, handle: handle}
	}
	return []route{
		v2("CreateIncident", http.MethodPost, "/api/v2/incidents", (*Server).createIncident),
		v2("ListIncidents", http.MethodGet, "/api/v2/incidents", (*Server).listIncidents),
		v2("SearchIncidents", http.MethodGet, "/api/v2/incidents/search", (*Server).searchIncidents),
		v2("GetIncident", http.MethodGet, one, (*Server).getIncident),
		v2("UpdateIncident", http.MethodPatch, one, (*Server).updateIncident),
		v2("DeleteIncident", http.MethodDelete, one, (*Server).deleteIncident),

		v2("ListIncidentIntegrations", http.MethodGet, one+"/relationships/integrations", (*Server).listIntegrations),
		v2("CreateIncidentIntegration", http.MethodPost, one+"/relationships/integrations", (*Server).createIntegration),
		v2("GetIncidentIntegration", http.MethodGet, one+"/relationships/integrations/{integration_metadata_id}", (*Server).getIntegration),
		v2("UpdateIncidentIntegration", http.MethodPatch, one+"/relationships/integrations/{integration_metadata_id}", (*Server).updateIntegration),
		v2("DeleteIncidentIntegration", http.MethodDelete, one+"/relationships/integrations/{integration_metadata_id}", (*Server).deleteIntegration),

		v2("ListIncidentTodos", http.MethodGet, one+"/relationships/todos", (*Server).listTodos),
		v2("CreateIncidentTodo", http.MethodPost, one+"/relationships/todos", (*Server).createTodo),
		v2("UpdateIncidentTodo", http.MethodPatch, one+"/relationships/todos/{todo_id}", (*Server).updateTodo),

		v2("ListIncidentAttachments", http.MethodGet, one+"/attachments", (*Server).listAttachments),
		v2("CreateIncidentAttachment", http.MethodPost, one+"/attachments", (*Server).createAttachment),
		v2("CreateIncidentPostmortemAttachment", http.MethodPost, one+"/attachments/postmortems", (*Server).createPostmortem),

		v2("ListIncidentImpacts", http.MethodGet, one+"/impacts", (*Server).listImpacts),
		v2("CreateIncidentImpact", http.MethodPost, one+"/impacts", (*Server).createImpact),
		v2("PatchIncidentImpact", http.MethodPatch, one+"/impacts/{impact_id}", (*Server).patchImpact),
		v2("DeleteIncidentImpact", http.MethodDelete, one+"/impacts/{impact_id}", (*Server).deleteImpact),

		v2("ListIncidentResponders", http.MethodGet, one+"/responders", (*Server).listResponders),
		v2("CreateIncidentResponder", http.MethodPost, one+"/responders", (*Server).createResponder),

		v2("CreateOnCallPageFromIncident", http.MethodPost, one+"/page", (*Server).pageFromIncident),
		v2("LinkPageToIncident", http.MethodPost, one+"/pages/link", (*Server).linkPage),

		v2("ListIncidentTypes", http.MethodGet, "/api/v2/incidents/config/types", (*Server).listTypes),
		v2("ListIncidentRules", http.MethodGet, "/api/v2/incidents/config/rules", (*Server).listRules),

		v2("ListUsers", http.MethodGet, "/api/v2/users", (*Server).listUsers),
		v2("GetCurrentUser", http.MethodGet, "/api/v2/current_user", (*Server).currentUser),

		v2("ListOnCallSchedules", http.MethodGet, "/api/v2/on-call/schedules", (*Server).listSchedules),
		v2("GetScheduleOnCallResponders", http.MethodGet, "/api/v2/on-call/schedules/{schedule_id}/responders", (*Server).scheduleResponders),
		v2("CreateOnCallPage", http.MethodPost, "/api/v2/on-call/pages", (*Server).createPage),
		v2("AcknowledgeOnCallPage", http.MethodPost, "/api/v2/on-call/pages/{page_id}/acknowledge", (*Server).acknowledgePage),
		v2("EscalateOnCallPage", http.MethodPost, "/api/v2/on-call/pages/{page_id}/escalate", (*Server).escalatePage),
		v2("ResolveOnCallPage", http.MethodPost, "/api/v2/on-call/pages/{page_id}/resolve", (*Server).resolvePage),

		{
			Operation:   Operation{Name: "SubmitMetrics", Version: "v2", Method: http.MethodPost, Path: "/api/v2/series"},
			credentials: apiKeyOnly, handle: (*Server).submitMetrics,
		},
		{
			Operation:   Operation{Name: "CreateEvent", Version: "v1", Method: http.MethodPost, Path: "/api/v1/events"},
			credentials: apiKeyOnly, handle: (*Server).createEvent,
		},
		v1("ListDashboards", http.MethodGet, "/api/v1/dashboard", (*Server).listDashboards),
		v1("CreateDashboard", http.MethodPost, "/api/v1/dashboard", (*Server).createDashboard),
		v1("GetDashboard", http.MethodGet, "/api/v1/dashboard/{dashboard_id}", (*Server).getDashboard),
		v1("UpdateDashboard", http.MethodPut, "/api/v1/dashboard/{dashboard_id}", (*Server).updateDashboard),
		{
			Operation:   Operation{Name: "Validate", Version: "v1", Method: http.MethodGet, Path: "/api/v1/validate"},
			credentials: apiKeyOnly, handle: (*Server).validate,
		},
	}
}

// Operations returns what the fake answers, in no particular order. Every
// operation is in Datadog's API description, which is what a contract test
// needs to know.
func Operations() []Operation {
	var all []Operation
	for _, r := range table() {
		all = append(all, r.Operation)
	}
	return all
}

// OperationFor returns the name of the operation that a request is for, or ""
// when the fake has none.
func OperationFor(method, path string) string {
	for _, r := range table() {
		if r.Method == method && matches(r.Path, path) {
			return r.Name
		}
	}
	return ""
}

// matches reports whether path has the form of pattern. A literal segment wins
// over a parameter because the table lists literals first.
func matches(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && !strings.HasPrefix(want[i], "{") {
			return false
		}
	}
	return true
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, rt := range table() {
		mux.HandleFunc(rt.Method+" "+rt.Path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, rt) })
	}
	// Datadog has a GET here that its description does not know; it answers
	// 200 and nothing (github.com/DataDog/pup issue 642).
	silent := route{handle: func(*Server, *request) reply { return reply{status: http.StatusOK} }}
	mux.HandleFunc("GET /api/v2/on-call/pages", func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, silent) })
	nowhere := route{credentials: apiKeyOnly, handle: func(*Server, *request) reply { return plainError(http.StatusNotFound, "Not Found") }}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, nowhere) })
	return mux
}
