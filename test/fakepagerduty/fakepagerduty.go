// Package fakepagerduty is the part of a PagerDuty account that has schedules:
// GET /schedules/{id} and GET /schedules/{id}/users of the REST API, in the
// shapes its reference shows.
//
// https://developer.pagerduty.com/api-reference/3f03afb2c84a4-get-a-schedule
// https://developer.pagerduty.com/api-reference/e1b5a3fa7c4c6-list-users-on-call
package fakepagerduty

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// User is a person of the account.
type User struct{ ID, Name, Email string }

// Shift is an entry of a schedule's final schedule: layers with overrides laid
// on top.
type Shift struct {
	User       string // id
	Start, End time.Time
}

// Account is a PagerDuty account. It is safe for concurrent use.
type Account struct {
	Token string // the key it knows

	mu        sync.Mutex
	users     []User
	schedules map[string][]Shift
}

// New is an account without schedules.
func New(token string, users ...User) *Account {
	return &Account{Token: token, users: users, schedules: make(map[string][]Shift)}
}

// SetShifts replaces what a schedule renders to.
func (a *Account) SetShifts(schedule string, shifts ...Shift) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.schedules[schedule] = shifts
}

type object = map[string]any

// ServeHTTP implements [http.Handler].
func (a *Account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /schedules/{id}", func(w http.ResponseWriter, r *http.Request) { a.schedule(w, r, a.rendered) })
	mux.HandleFunc("GET /schedules/{id}/users", func(w http.ResponseWriter, r *http.Request) { a.schedule(w, r, a.onCall) })
	if r.Header.Get("Authorization") != "Token token="+a.Token {
		refuse(w, http.StatusUnauthorized, 2006, "You are not authorized to access this resource.")
		return
	}
	if r.Header.Get("Accept") != "application/vnd.pagerduty+json;version=2" {
		refuse(w, http.StatusNotAcceptable, 2008, "Unknown version")
		return
	}
	mux.ServeHTTP(w, r)
}

// longest is the longest time that PagerDuty renders.
const longest = 92 * 24 * time.Hour

func (a *Account) schedule(w http.ResponseWriter, r *http.Request, show func(id string, shifts []Shift) object) {
	a.mu.Lock()
	defer a.mu.Unlock()
	id := r.PathValue("id")
	shifts, ok := a.schedules[id]
	if !ok {
		refuse(w, http.StatusNotFound, 2100, "Not Found")
		return
	}
	since, err := time.Parse(time.RFC3339, r.URL.Query().Get("since"))
	until, err2 := time.Parse(time.RFC3339, r.URL.Query().Get("until"))
	if err != nil || err2 != nil || !until.After(since) || until.Sub(since) > longest {
		refuse(w, http.StatusBadRequest, 2001, "Invalid Input Provided", "Time range cannot be greater than 3 months.")
		return
	}
	var in []Shift
	for _, s := range shifts {
		// Entries that pass the bounds are cut at them.
		s.Start, s.End = latest(s.Start, since), earliest(s.End, until)
		if s.Start.Before(s.End) {
			in = append(in, s)
		}
	}
	answer(w, http.StatusOK, show(id, in))
}

// rendered is the schedule with its entries.
func (a *Account) rendered(id string, shifts []Shift) object {
	entries := []object{}
	for _, s := range shifts {
		entries = append(entries, object{
			"start": s.Start.Format(time.RFC3339), "end": s.End.Format(time.RFC3339), "user": a.reference(s.User),
		})
	}
	return object{"schedule": object{
		"id": id, "type": "schedule", "summary": "Platform", "name": "Platform", "time_zone": "Etc/UTC", "description": nil,
		"self": "https://api.pagerduty.com/schedules/" + id, "html_url": "https://acme.pagerduty.com/schedules/" + id,
		"users": []object{}, "teams": []object{}, "escalation_policies": []object{}, "schedule_layers": []object{},
		"override_subschedule": object{"name": "Overrides", "rendered_schedule_entries": []object{}},
		"final_schedule": object{
			"name": "Final Schedule", "rendered_coverage_percentage": 100.0, "rendered_schedule_entries": entries,
		},
	}}
}

// onCall are the people of the entries.
func (a *Account) onCall(_ string, shifts []Shift) object {
	users := []object{}
	for _, u := range a.users {
		if slices.ContainsFunc(shifts, func(s Shift) bool { return s.User == u.ID }) {
			users = append(users, object{
				"id": u.ID, "type": "user", "summary": u.Name, "name": u.Name, "email": u.Email, "time_zone": "Asia/Tokyo", "role": "user",
				"self": "https://api.pagerduty.com/users/" + u.ID, "html_url": "https://acme.pagerduty.com/users/" + u.ID,
				"color": "purple", "avatar_url": "https://secure.gravatar.com/avatar/x.png", "job_title": nil, "invitation_sent": false,
				"contact_methods": []object{}, "notification_rules": []object{}, "teams": []object{},
			})
		}
	}
	return object{"users": users}
}

func (a *Account) reference(id string) object {
	i := slices.IndexFunc(a.users, func(u User) bool { return u.ID == id })
	name := ""
	if i >= 0 {
		name = a.users[i].Name
	}
	return object{
		"id": id, "type": "user_reference", "summary": name,
		"self": "https://api.pagerduty.com/users/" + id, "html_url": "https://acme.pagerduty.com/users/" + id,
	}
}

func refuse(w http.ResponseWriter, status, code int, message string, errors ...string) {
	e := object{"message": message, "code": code}
	if len(errors) > 0 {
		e["errors"] = errors
	}
	answer(w, status, object{"error": e})
}

func answer(w http.ResponseWriter, status int, body object) {
	data, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("an answer that cannot be written: %v", err))
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
