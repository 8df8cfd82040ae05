package fakedatadog

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Schedule is an on-call schedule.
type Schedule struct {
	ID       string // empty is derived from the name
	Name     string
	TimeZone string // IANA name; empty means UTC. Answers carry its offset
	Shifts   []Shift
}

// Shift says that User is on call from Start until before End. Shifts may
// overlap: several people can be on call in one position.
type Shift struct {
	User       UserID
	Start, End time.Time
}

func (c Schedule) filled() Schedule {
	c.ID = cmp.Or(c.ID, newID("schedule", c.Name))
	c.TimeZone = cmp.Or(c.TimeZone, "UTC")
	return c
}

// SetShifts replaces the shifts of the schedule with that name, adding the
// schedule when there is none, and returns its id.
func (s *Server) SetShifts(name, timeZone string, shifts ...Shift) (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := Schedule{Name: name, TimeZone: timeZone, Shifts: shifts}.filled()
	i := slices.IndexFunc(s.schedules, func(c Schedule) bool { return c.Name == name })
	if i < 0 {
		s.schedules = append(s.schedules, next)
		return next.ID
	}
	next.ID = s.schedules[i].filled().ID
	s.schedules[i] = next
	return next.ID
}

func (c Schedule) wire() object {
	return object{"id": c.ID, "type": "schedules", "attributes": object{"name": c.Name, "time_zone": c.TimeZone, "tags": []string{}}}
}

func (s *Server) listSchedules(*request) reply {
	body := list(s.schedules, func(c Schedule) object { return c.filled().wire() })
	body["meta"] = object{"page": object{
		"type": "number_size", "number": 0, "size": len(s.schedules), "total": len(s.schedules),
		"first_number": 0, "last_number": 0, "next_number": nil, "prev_number": nil,
	}}
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: body}
}

// position is one entry of the answer: who is on call before, at or after the
// instant asked for.
type position struct {
	name   string
	shifts []Shift
}

// positions splits the shifts around at.
func (c Schedule) positions(at time.Time) []position {
	var previous, current, next []Shift
	for _, sh := range c.Shifts {
		switch {
		case !sh.End.After(at):
			if len(previous) == 0 || sh.End.After(previous[0].End) {
				previous = []Shift{sh}
			}
		case sh.Start.After(at):
			if len(next) == 0 || sh.Start.Before(next[0].Start) {
				next = []Shift{sh}
			}
		default:
			current = append(current, sh)
		}
	}
	return []position{{"previous", previous}, {"current", current}, {"next", next}}
}

func (s *Server) scheduleResponders(r *request) reply {
	id := r.PathValue("schedule_id")
	i := slices.IndexFunc(s.schedules, func(c Schedule) bool { return c.filled().ID == id })
	if i < 0 {
		return titledError(http.StatusNotFound, "Generic Error", "schedule not found")
	}
	c := s.schedules[i].filled()
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return titledError(http.StatusInternalServerError, "Internal Server Error", err.Error())
	}
	q := r.URL.Query()
	at := s.now()
	if v := q.Get("filter[at_ts]"); v != "" {
		if at, err = time.Parse(time.RFC3339, v); err != nil {
			return titledError(http.StatusBadRequest, "Bad Request", "filter[at_ts] is not a time")
		}
	}
	wanted := strings.Split(cmp.Or(q.Get("filter[position]"), "current"), ",")
	include := strings.Split(q.Get("include"), ",")
	includes := func(path string) bool {
		return slices.ContainsFunc(include, func(p string) bool { return p == path || strings.HasPrefix(p, path+".") })
	}

	responders, included := []any{}, []any{}
	seen := map[UserID]bool{}
	for _, p := range c.positions(at) {
		if !slices.Contains(wanted, p.name) || len(p.shifts) == 0 {
			continue
		}
		responderID := newID("oncall responder", c.ID, p.name)
		responders = append(responders, ref("schedule_oncall_responder", responderID))
		shiftID := func(sh Shift) string { return newID("shift", c.ID, string(sh.User), sh.Start.UTC().String()) }
		if includes("responders") {
			included = append(included, object{
				"id": responderID, "type": "schedule_oncall_responder", "attributes": object{"position": p.name},
				"relationships": object{"shifts": refs("shifts", p.shifts, shiftID)},
			})
		}
		for _, sh := range p.shifts {
			if includes("responders.shifts") {
				included = append(included, object{
					"id": shiftID(sh), "type": "shifts",
					"attributes":    object{"start": zoned(sh.Start, zone), "end": zoned(sh.End, zone)},
					"relationships": object{"user": object{"data": ref(typeUser, string(sh.User))}},
				})
			}
			if includes("responders.shifts.user") && !seen[sh.User] {
				seen[sh.User] = true
				u := s.mustUser(sh.User).wire()
				if attributes, ok := u["attributes"].(object); ok {
					// On-Call spells the status in lower case.
					attributes["status"] = strings.ToLower(s.mustUser(sh.User).Status)
				}
				included = append(included, u)
			}
		}
	}
	if includes("schedule") {
		included = append(included, c.wire())
	}
	body := object{"data": object{
		"id": newID("oncall", c.ID), "type": "schedule_oncall_responders",
		"attributes": object{"scheduled_at": zoned(at, zone)},
		"relationships": object{
			"responders": object{"data": responders},
			"schedule":   object{"data": ref("schedules", c.ID)},
		},
	}}
	if len(included) > 0 {
		body["included"] = included
	}
	return reply{status: http.StatusOK, media: mediaJSONAPI, body: body}
}

// zoned is the time format of schedules: an offset and fractions.
func zoned(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02T15:04:05.000000-07:00")
}
