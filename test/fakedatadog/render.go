package fakedatadog

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

type renderOptions struct {
	hideCommander bool // the relationship lags behind the attribute
	seconds       bool // times without fractions, as in search results
}

// render is the incident as the core endpoints send it, with the members that
// the API description does not list.
func (s *Server) render(in *Incident, o renderOptions) object {
	at := stamp
	if o.seconds {
		at = func(t time.Time) any { return stamp(t.Truncate(time.Second)) }
	}
	fields := object{
		"state":    object{"type": "dropdown", "value": in.State},
		"severity": object{"type": "dropdown", "value": in.Severity},
	}
	for name, f := range in.Fields {
		fields[name] = f.wire()
	}
	var handles, scope any // null until they are set
	if in.Handles != nil {
		handles = in.Handles
	}
	if in.CustomerScope != "" {
		scope = in.CustomerScope
	}
	creator, modifier := s.mustUser(in.CreatedBy), s.mustUser(in.ModifiedBy)
	attributes := object{
		"archived": nil, "case_id": nil, "creation_idempotency_key": nil, "field_analytics": nil, "non_datadog_creator": nil,
		"commander": nil, "title": in.Title, "public_id": in.PublicID, "state": in.State, "severity": in.Severity,
		"fields": fields, "notification_handles": handles, "incident_type_uuid": in.Type, "is_test": in.Test,
		"visibility": "organization",
		"created":    at(in.Created), "declared": at(in.Created), "modified": at(in.Modified),
		"resolved": at(in.Resolved), "detected": at(in.Detected),
		"created_by": object{"data": creator.wire()}, "created_by_uuid": creator.ID,
		"declared_by": object{"data": creator.wire()}, "declared_by_uuid": creator.ID,
		"last_modified_by": object{"data": modifier.wire()}, "last_modified_by_uuid": modifier.ID,
		"customer_impacted": in.CustomerImpacted, "customer_impact_scope": scope,
		"customer_impact_start": at(in.ImpactStart), "customer_impact_end": at(in.ImpactEnd),
		"customer_impact_duration":  seconds(in.ImpactStart, in.ImpactEnd),
		"time_to_detect":            seconds(in.ImpactStart, in.Detected),
		"time_to_internal_response": 0, "time_to_repair": 0,
		"time_to_resolve": seconds(in.Created, in.Resolved),
	}
	var commander any
	if in.Commander != "" {
		attributes["commander"] = object{"data": s.mustUser(in.Commander).wire()}
		if !o.hideCommander {
			commander = ref(typeUser, string(in.Commander))
		}
	}
	return object{
		"id": in.ID, "type": typeIncident, "attributes": attributes,
		"relationships": object{
			"commander_user":        object{"data": commander},
			"created_by_user":       object{"data": ref(typeUser, string(in.CreatedBy))},
			"declared_by_user":      object{"data": ref(typeUser, string(in.CreatedBy))},
			"last_modified_by_user": object{"data": ref(typeUser, string(in.ModifiedBy))},
			"attachments":           refs(typeAttachment, in.Attachments, func(a Attachment) string { return a.ID }),
			"impacts":               refs(typeImpact, in.Impacts, func(i Impact) string { return i.ID }),
			"integrations":          refs(typeIntegration, s.visible(in), func(i Integration) string { return i.ID }),
			"responders":            refs(typeResponder, in.Responders, func(u UserID) string { return responderID(in.ID, u) }),
			"user_defined_fields":   refs("user_defined_field", sortedKeys(in.Fields), func(name string) string { return newID("field", name) }),
		},
	}
}

// wire is the field as it is sent.
func (f Field) wire() object {
	switch {
	case f.Null:
		return object{"type": f.Type, "value": nil}
	case multiple(f.Type):
		return object{"type": f.Type, "value": orEmpty(f.Values)}
	}
	return object{"type": f.Type, "value": f.Value}
}

// include adds the resources that the query asks for.
func (s *Server) include(body object, r *request, incidents ...*Incident) {
	wanted := strings.Split(strings.Join(r.URL.Query()["include"], ","), ",")
	included := []any{}
	if slices.Contains(wanted, "users") {
		seen := map[UserID]bool{"": true}
		for _, in := range incidents {
			for _, id := range []UserID{in.Commander, in.CreatedBy, in.ModifiedBy} {
				if !seen[id] {
					seen[id] = true
					included = append(included, s.mustUser(id).wire())
				}
			}
		}
	}
	if slices.Contains(wanted, "attachments") {
		for _, in := range incidents {
			for _, a := range in.Attachments {
				included = append(included, s.renderAttachment(in, a))
			}
		}
	}
	if len(included) > 0 {
		body["included"] = included
	}
}

func ref(kind, id string) object { return object{"type": kind, "id": id} }

func refs[T any](kind string, from []T, id func(T) string) object {
	data := []any{}
	for _, x := range from {
		data = append(data, ref(kind, id(x)))
	}
	return object{"data": data}
}

// seconds is the whole seconds between two times, 0 unless both are set.
func seconds(from, to time.Time) int {
	if from.IsZero() || to.IsZero() {
		return 0
	}
	return int(to.Sub(from).Seconds())
}

// raw keeps JSON as it was sent; absent is null.
func raw(m json.RawMessage) any {
	if len(m) == 0 {
		return nil
	}
	return m
}
