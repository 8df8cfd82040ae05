package datadog

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/triage"
)

// Observe asks Datadog about incidents that are ours too and returns what was
// changed there as orders. An incident that cannot be read is left for the next
// look.
func (s *Incidents) Observe(ctx context.Context, ours []triage.Incident) []triage.Order {
	var orders []triage.Order
	for _, i := range ours {
		if i.Datadog.ID == "" || i.Datadog.Removed || i.Drill {
			continue
		}
		o := triage.Order{Incident: i.ID}
		answer, err := s.get(ctx, i.Datadog.ID)
		switch {
		case gone(err):
			o.Command, o.Key = triage.ObserveIncident{Removed: true}, "observe/"+i.Datadog.ID+"/removed"
		case err != nil:
			s.log.WarnContext(ctx, "incident not read from Datadog", "incident", i.ID, "error", err)
			continue
		default:
			seen := s.observed(ctx, answer.Data, people(answer.Included), i.Datadog.Seen)
			if !seen.Seen.Differs(i.Datadog.Seen) {
				continue
			}
			o.Command, o.Key = seen, s.lookKey(i, seen)
		}
		orders = append(orders, o)
	}
	return orders
}

// lookKey tells looks apart: also two of one instant, and two that show the
// same, because the first may have come too early to count.
func (s *Incidents) lookKey(i triage.Incident, seen triage.ObserveIncident) string {
	sum := sha256.Sum256(fmt.Append(nil, seen))
	return fmt.Sprintf("observe/%s/%s/%x", i.Datadog.ID, s.config.Now().UTC().Format(time.RFC3339Nano), sum[:8])
}

func (s *Incidents) get(ctx context.Context, id string) (datadogV2.IncidentResponse, error) {
	ctx, c := s.call(ctx)
	answer, res, err := s.api.GetIncident(ctx, id, *datadogV2.NewGetIncidentOptionalParameters().
		WithInclude([]datadogV2.IncidentRelatedObject{datadogV2.INCIDENTRELATEDOBJECT_USERS}))
	defer drop(res)
	return answer, c.judge(res, err, answer.Data.Id != "" && answer.Data.Attributes != nil)
}

// gone reports whether Datadog says that there is no such incident.
func gone(err error) bool {
	r, ok := errors.AsType[*refusal](err)
	return ok && r.status == http.StatusNotFound
}

// observed is what Datadog shows of an incident. A commander whom Slack cannot
// be asked about at this moment is left as at the last look.
func (s *Incidents) observed(ctx context.Context, data datadogV2.IncidentResponseData, users map[string]person, last triage.RemoteFace) triage.ObserveIncident {
	out := triage.ObserveIncident{Seen: face(data)}
	if a := data.Attributes; a != nil && out.Seen.Status == triage.IncidentResolved && a.Resolved.Get() != nil {
		out.Resolved = a.GetResolved()
	}
	if out.Seen.Commander == last.Commander && last != (triage.RemoteFace{}) || out.Seen.Commander == "" {
		return out
	}
	who, known := users[out.Seen.Commander]
	if !known {
		who = commanderOf(data)
	}
	out.Chief = who.name
	if who.email == "" || s.config.Person == nil {
		return out
	}
	id, err := s.config.Person(ctx, who.email)
	if err != nil {
		s.log.WarnContext(ctx, "commander in Datadog not looked up in Slack", "error", err)
		out.Seen.Commander, out.Chief = last.Commander, ""
		return out
	}
	out.Commander = id
	return out
}

// face is what is compared from look to look. State and severity are read from
// the fields: an organisation may rename what the typed attributes hold.
func face(data datadogV2.IncidentResponseData) triage.RemoteFace {
	a := data.Attributes
	if a == nil {
		return triage.RemoteFace{}
	}
	out := triage.RemoteFace{
		Title: strings.TrimSpace(aMarker.ReplaceAllString(a.Title, "")), Summary: field(a, "summary"),
		Affected: a.GetCustomerImpactScope(), Commander: commanderOf(data).id, Modified: a.GetModified().UTC(),
	}
	state := field(a, "state")
	if state == completed {
		state = triage.IncidentResolved.String()
	}
	for s := triage.IncidentActive; s <= triage.IncidentResolved; s++ {
		if state == s.String() {
			out.Status = s
		}
	}
	if v := triage.Severity(field(a, "severity")); v != triage.UnknownSeverity {
		out.Severity = v
	}
	return out
}

// completed is the state after resolved that an organisation may have: its
// follow-ups are done too.
const completed = "completed"

// aMarker is the end of a title that a toban has given, see [marker].
var aMarker = regexp.MustCompile(`\s*\[inc-[0-9]+\]\s*$`)

func field(a *datadogV2.IncidentResponseAttributes, name string) string {
	f, ok := a.Fields[name]
	if !ok || f.IncidentFieldAttributesSingleValue == nil {
		return ""
	}
	return f.IncidentFieldAttributesSingleValue.GetValue()
}

// A person is a user of Datadog.
type person struct{ id, name, email string }

// people are the users that an answer includes, by their id.
func people(included []datadogV2.IncidentResponseIncludedItem) map[string]person {
	out := make(map[string]person)
	for _, x := range included {
		if u := x.IncidentUserData; u != nil && u.Attributes != nil {
			out[u.GetId()] = person{id: u.GetId(), name: u.Attributes.GetName(), email: u.Attributes.GetEmail()}
		}
	}
	return out
}

// commanderOf is an incident's commander. The attribute that Datadog sends
// beside what its API describes is right at once; the relationship lags behind
// a change.
func commanderOf(data datadogV2.IncidentResponseData) person {
	extra, _ := data.Attributes.AdditionalProperties["commander"].(map[string]any)
	if user, ok := extra["data"].(map[string]any); ok {
		who := person{id: member(user, "id")}
		if a, ok := user["attributes"].(map[string]any); ok {
			who.name, who.email = member(a, "name"), member(a, "email")
		}
		return who
	}
	if r := data.Relationships; r != nil && r.CommanderUser.Get() != nil {
		if user := r.CommanderUser.Get().Data.Get(); user != nil {
			return person{id: user.GetId()}
		}
	}
	return person{}
}

func member(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}
