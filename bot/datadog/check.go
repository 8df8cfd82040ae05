package datadog

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"
)

// Access is what the keys may do with incidents, as far as Datadog tells.
type Access int

// The accesses. The zero value claims nothing.
const (
	AccessUnclear  Access = iota // they may read; whether they may write could not be learnt
	AccessRefused                // they are not known, or may not even read
	AccessReadOnly               // they may read and not write
	AccessWrite                  // they may read and write
)

// mayWrite is Datadog's name of the permission to create and change incidents.
const mayWrite = "incident_write"

// nobody is the id of no incident: Datadog's are UUIDs of version 5.
const nobody = "746f6261-6e00-8000-8000-000000000000"

// Check asks what the keys may do, and changes nothing. An error says that
// Datadog could not be asked.
func (s *Incidents) Check(ctx context.Context) (Access, error) {
	ctx, c := s.call(ctx)
	_, res, err := s.api.ListIncidents(ctx, *datadogV2.NewListIncidentsOptionalParameters().WithPageSize(1))
	drop(res)
	err = c.judge(res, err, err == nil)
	if no, ok := errors.AsType[*refusal](err); ok && (no.status == http.StatusUnauthorized || no.status == http.StatusForbidden) {
		return AccessRefused, nil
	}
	if err != nil {
		return AccessUnclear, err
	}
	// The owner's roles allow at most what the key may do, and a key's own
	// scopes may be narrower; Datadog shows these to few keys. A change of
	// nothing in no incident is refused for the lack of either.
	granted := s.granted(ctx)
	if len(granted) > 0 && !slices.Contains(granted, mayWrite) {
		return AccessReadOnly, nil
	}
	_, res, _ = s.api.UpdateIncident(ctx, nobody, datadogV2.IncidentUpdateRequest{
		Data: datadogV2.IncidentUpdateData{Id: nobody, Type: datadogV2.INCIDENTTYPE_INCIDENTS},
	})
	drop(res)
	switch {
	case res != nil && res.StatusCode == http.StatusForbidden:
		return AccessReadOnly, nil
	case res != nil && res.StatusCode == http.StatusNotFound && len(granted) > 0:
		return AccessWrite, nil
	}
	return AccessUnclear, nil
}

// granted are the permissions that the roles of the application key's owner
// give, none when Datadog does not tell.
func (s *Incidents) granted(ctx context.Context) []string {
	me, res, err := s.users.GetCurrentUser(ctx)
	drop(res)
	if err != nil {
		return nil
	}
	var out []string
	for _, i := range me.Included {
		if p := i.Permission; p != nil && p.Attributes != nil {
			out = append(out, p.Attributes.GetName())
		}
	}
	return out
}
