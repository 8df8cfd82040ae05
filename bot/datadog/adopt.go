package datadog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/triage"
)

// A Tail is how far Datadog's list of incidents has been looked through: its
// last incident then. The zero value means that nobody has looked yet.
type Tail struct {
	Offset  int64     `json:"offset"` // of that incident
	ID      string    `json:"id,omitempty"`
	Created time.Time `json:"created"` // of that incident, or of a look that found none
}

// firstLook is how old a running incident may be that the very first look
// finds: an organisation has older ones that nobody has closed.
const firstLook = 24 * time.Hour

// Declared lists the incidents that others have declared in Datadog since tail,
// oldest first, and how far the list reaches now. The list is complete at once,
// unlike the search, so that none is missed; some may be told again. Left out
// are tests, private ones, and all that a toban has created.
func (s *Incidents) Declared(ctx context.Context, tail Tail) ([]triage.AdoptIncident, Tail, error) {
	first, from := tail == (Tail{}), tail.Created.Add(-skew)
	if first {
		from = s.config.Now().Add(-firstLook)
	}
	offset, page, err := s.resume(ctx, tail, from)
	if err != nil {
		return nil, tail, err
	}
	next := Tail{Offset: tail.Offset, ID: tail.ID, Created: tail.Created}
	if first {
		next.Created = s.config.Now().UTC()
	}
	var found []triage.AdoptIncident
	for {
		for n, data := range page.Data {
			if data.Attributes == nil {
				continue
			}
			next = Tail{Offset: offset + int64(n), ID: data.Id, Created: data.Attributes.GetCreated().UTC()}
			if data.Id == tail.ID || next.Created.Before(from) || !foreign(data) {
				continue
			}
			if c := s.adoption(ctx, data, page.Included); !first || c.Seen.Status != triage.IncidentResolved {
				found = append(found, c)
			}
		}
		if len(page.Data) < pageSize {
			return found, next, nil
		}
		offset += pageSize
		if page, err = s.listed(ctx, offset, pageSize); err != nil {
			return nil, tail, err
		}
	}
}

// resume is the page with which to go on: where the last look ended, or, when
// incidents were deleted since, from the first that is not older than from.
func (s *Incidents) resume(ctx context.Context, tail Tail, from time.Time) (int64, datadogV2.IncidentsResponse, error) {
	if tail.ID != "" {
		page, err := s.listed(ctx, tail.Offset, pageSize)
		if err != nil || len(page.Data) > 0 && page.Data[0].Id == tail.ID {
			return tail.Offset, page, err
		}
	}
	offset, err := s.since(ctx, from)
	if err != nil {
		return 0, datadogV2.IncidentsResponse{}, err
	}
	page, err := s.listed(ctx, offset, pageSize)
	return offset, page, err
}

// ErrNotAdoptable says that an incident is none to adopt: a test, a private
// one, or one that a toban has created.
var ErrNotAdoptable = errors.New("a test, private or declared by toban itself")

// ErrNotThere says that Datadog has no such incident.
var ErrNotThere = errors.New("there is no such incident in Datadog")

// ByID reads the incident with a UUID for its adoption. It returns
// [ErrNotThere] or [ErrNotAdoptable] when there is none to adopt.
func (s *Incidents) ByID(ctx context.Context, id string) (triage.AdoptIncident, error) {
	answer, err := s.get(ctx, id)
	if gone(err) {
		return triage.AdoptIncident{}, ErrNotThere
	}
	if err != nil {
		return triage.AdoptIncident{}, err
	}
	if !foreign(answer.Data) {
		return triage.AdoptIncident{}, ErrNotAdoptable
	}
	return s.adoption(ctx, answer.Data, answer.Included), nil
}

// ByNumber is ByID by the number that people see. Datadog's list is in its
// order, and whether an incident can be read by its number is not documented.
func (s *Incidents) ByNumber(ctx context.Context, number int64) (triage.AdoptIncident, error) {
	offset, err := s.place(ctx, func(a *datadogV2.IncidentResponseAttributes) bool { return a.GetPublicId() < number })
	if err != nil {
		return triage.AdoptIncident{}, err
	}
	for ; ; offset += pageSize {
		page, err := s.listed(ctx, offset, pageSize)
		if err != nil {
			return triage.AdoptIncident{}, err
		}
		for _, data := range page.Data {
			switch a := data.Attributes; {
			case a == nil || a.GetPublicId() != number:
			case !foreign(data):
				return triage.AdoptIncident{}, ErrNotAdoptable
			default:
				return s.adoption(ctx, data, page.Included), nil
			}
		}
		if len(page.Data) < pageSize {
			return triage.AdoptIncident{}, fmt.Errorf("IR-%d: %w", number, ErrNotThere)
		}
	}
}

// foreign reports whether an incident was declared by others, for everybody to
// know, and for real.
func foreign(data datadogV2.IncidentResponseData) bool {
	a := data.Attributes
	return a != nil && !a.GetIsTest() && a.GetVisibility() != "private" && a.Archived.Get() == nil && !aMarker.MatchString(a.Title)
}

// adoption is an incident of Datadog's as toban records it.
func (s *Incidents) adoption(ctx context.Context, data datadogV2.IncidentResponseData, included []datadogV2.IncidentResponseIncludedItem) triage.AdoptIncident {
	a := data.Attributes
	out := triage.AdoptIncident{
		ObserveIncident: s.observed(ctx, data, people(included), triage.RemoteFace{}),
		ID:              data.Id, PublicID: a.GetPublicId(), URL: s.webURL(a.GetPublicId()), Declared: a.GetDeclared(), Detected: a.GetDetected(),
	}
	if out.Declared.IsZero() {
		out.Declared = a.GetCreated()
	}
	return out
}
