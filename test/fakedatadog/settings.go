package fakedatadog

import (
	"cmp"
	"net/http"
	"time"
)

// IncidentType is a kind of incident with its own settings.
type IncidentType struct {
	ID      string // empty is derived from the name
	Name    string
	Prefix  string // empty means IR
	Default bool
}

func (t IncidentType) filled() IncidentType {
	t.ID = cmp.Or(t.ID, newID("incident type", t.Name))
	t.Prefix = cmp.Or(t.Prefix, "IR")
	return t
}

// Rule is an automation: Task runs on Trigger.
type Rule struct {
	Task     string // such as slack-create-channel-job
	Trigger  string // such as incident_created_trigger
	Disabled bool
}

func (s *Server) listTypes(*request) reply {
	made := time.Date(2024, time.April, 1, 0, 0, 0, 0, time.UTC)
	body := list(s.opts.Types, func(t IncidentType) object {
		t = t.filled()
		return object{
			"id": t.ID, "type": "incident_types",
			"attributes": object{
				"name": t.Name, "description": "", "prefix": t.Prefix, "is_default": t.Default,
				"createdAt": zulu(made), "modifiedAt": zulu(made), "createdBy": s.caller().ID, "lastModifiedBy": s.caller().ID,
				"configuration": object{
					"private_incidents": false, "test_incidents": true, "allow_workflows": true, "allow_incident_deletion": false,
				},
			},
		}
	})
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: body}
}

func (s *Server) listRules(r *request) reply {
	q := r.URL.Query()
	made := time.Date(2024, time.April, 1, 0, 0, 0, 0, time.UTC)
	var some []Rule
	for _, rule := range s.opts.Rules {
		if (!q.Has("filter[task_id]") || q.Get("filter[task_id]") == rule.Task) &&
			(!q.Has("filter[trigger]") || q.Get("filter[trigger]") == rule.Trigger) {
			some = append(some, rule)
		}
	}
	body := list(some, func(rule Rule) object {
		return object{
			"id": newID("rule", rule.Task, rule.Trigger), "type": "incidents_rules",
			"attributes": object{
				"task_id": rule.Task, "trigger": rule.Trigger, "enabled": !rule.Disabled, "conditions": []any{},
				"created": zulu(made), "modified": zulu(made), "deleted": nil, "match_any_condition": false,
			},
		}
	})
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: body}
}
