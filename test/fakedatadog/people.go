package fakedatadog

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const typeUser = "users"

// User is a person or a service account.
type User struct {
	ID             UserID // empty is derived from the e-mail
	Name           string // may stay empty, as for invited people
	Email          string
	Handle         string // empty means the e-mail
	Status         string // Active, Pending, Disabled; empty means Active
	ServiceAccount bool
}

func (u User) filled() User {
	u.ID = cmp.Or(u.ID, UserID(newID("user", u.Email)))
	u.Handle = cmp.Or(u.Handle, u.Email)
	u.Status = cmp.Or(u.Status, "Active")
	return u
}

// AddUser adds a person and returns it with its id.
func (s *Server) AddUser(u User) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	u = u.filled()
	s.users = append(s.users, u)
	return u
}

// Users are the people, in the order they were added.
func (s *Server) Users() []User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.users)
}

func (s *Server) user(id UserID) (User, bool) {
	i := slices.IndexFunc(s.users, func(u User) bool { return u.ID == id })
	if i < 0 {
		return User{}, false
	}
	return s.users[i], true
}

// mustUser returns a user, or one that is only an id: people can leave.
func (s *Server) mustUser(id UserID) User {
	u, ok := s.user(id)
	if !ok {
		return User{ID: id, Status: "Disabled"}
	}
	return u
}

func (u User) wire() object {
	joined := time.Date(2024, time.April, 1, 0, 0, 0, 0, time.UTC)
	return object{"id": u.ID, "type": typeUser, "attributes": object{
		"uuid": u.ID, "name": u.Name, "email": u.Email, "handle": u.Handle, "status": u.Status,
		"disabled": u.Status == "Disabled", "verified": u.Status == "Active", "service_account": u.ServiceAccount,
		"icon": "https://secure.gravatar.com/avatar/?s=48&d=retro", "title": nil,
		"created_at": stamp(joined), "modified_at": stamp(joined),
	}}
}

func (s *Server) listUsers(r *request) reply {
	q := r.URL.Query()
	filter := strings.ToLower(q.Get("filter"))
	statuses := strings.Split(q.Get("filter[status]"), ",")
	var found []User
	for _, u := range s.users {
		// The filter is a substring of name, e-mail or handle: an exact
		// match is the client's business.
		text := strings.ToLower(u.Name + "\n" + u.Email + "\n" + u.Handle)
		if strings.Contains(text, filter) && (statuses[0] == "" || slices.Contains(statuses, u.Status)) {
			found = append(found, u)
		}
	}
	size, number := 10, 0
	if n, err := strconv.Atoi(q.Get("page[size]")); err == nil && n > 0 {
		size = min(n, 500)
	}
	if n, err := strconv.Atoi(q.Get("page[number]")); err == nil && n > 0 {
		number = n
	}
	page := found[min(number*size, len(found)):]
	page = page[:min(size, len(page))]
	body := list(page, User.wire)
	body["meta"] = object{"page": object{"total_count": len(s.users), "total_filtered_count": len(found)}}
	return reply{status: http.StatusOK, body: body}
}

// DefaultPermissions are those of the application key's owner and of the key.
func DefaultPermissions() []string {
	return []string{permissionRead, permissionWrite, "incident_settings_read", "on_call_read", "user_access_read"}
}

// The permissions that operations on incidents ask for.
const (
	permissionRead  = "incident_read"
	permissionWrite = "incident_write"
)

// SetPermissions changes what the roles of the application key's owner allow.
// A key whose own scopes are narrower is a [Fault] of Forbidden.
func (s *Server) SetPermissions(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.permissions = names
}

// needs is the permission that a request asks for, "" for none that is told
// apart here.
func needs(r *http.Request) string {
	switch {
	case !strings.HasPrefix(r.URL.Path, "/api/v2/incidents"):
		return ""
	case r.Method == http.MethodGet:
		return permissionRead
	}
	return permissionWrite
}

// currentUser tells the owner of the application key with its one role and
// what that allows.
func (s *Server) currentUser(*request) reply {
	role := newID("role", "toban")
	var granted, included []object
	for _, name := range s.permissions {
		p := object{"type": "permissions", "id": newID("permission", name)}
		granted = append(granted, p)
		included = append(included, object{"type": "permissions", "id": p["id"], "attributes": object{"name": name, "restricted": false}})
	}
	included = append(included, object{
		"type": "roles", "id": role, "attributes": object{"name": "toban"}, "relationships": object{"permissions": object{"data": granted}},
	})
	me := s.caller().wire()
	me["relationships"] = object{"roles": object{"data": []object{{"type": "roles", "id": role}}}}
	return reply{status: http.StatusOK, body: object{"data": me, "included": included}}
}
