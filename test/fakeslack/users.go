package fakeslack

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// User is a person or a bot.
type User struct {
	ID          string `json:"id"`           // generated if empty
	Name        string `json:"name"`         // the handle, without @
	RealName    string `json:"real_name"`    // defaults to Name
	DisplayName string `json:"display_name"` // defaults to Name
	Email       string `json:"email"`
	Locale      string `json:"locale"` // such as ja-JP; empty means en-US, strangers have none
	TZ          string `json:"tz"`     // such as Asia/Tokyo, the default
	Restricted  bool   `json:"restricted"`
	Stranger    bool   `json:"stranger"` // of another workspace, seen through Slack Connect
	Deleted     bool   `json:"deleted"`
	Bot         bool   `json:"bot"`
	Team        string `json:"team"` // team id; empty means this workspace, or T0OTHER for a stranger
}

// UserGroup is a group that can be mentioned by its handle.
type UserGroup struct {
	ID       string   `json:"id"` // generated if empty
	Name     string   `json:"name"`
	Handle   string   `json:"handle"` // without @
	Users    []string `json:"users"`
	Disabled bool     `json:"disabled"`
}

// AddUser adds u, or replaces the user with the same id, and returns it with
// its defaults filled in.
func (w *Workspace) AddUser(u User) User {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u.ID == "" {
		u.ID = w.newID("U")
	}
	u.Name = cmp.Or(u.Name, strings.ToLower(u.ID))
	u.RealName = cmp.Or(u.RealName, u.Name)
	u.DisplayName = cmp.Or(u.DisplayName, u.Name)
	u.TZ = cmp.Or(u.TZ, "Asia/Tokyo")
	if u.Stranger {
		u.Team, u.Locale = cmp.Or(u.Team, "T0OTHER"), ""
	} else {
		u.Team, u.Locale = cmp.Or(u.Team, teamID), cmp.Or(u.Locale, "en-US")
	}
	if old := w.user(u.ID); old != nil {
		*old = u
		if w.bot.ID == u.ID {
			w.bot = u
		}
		w.enqueue(w.event("user_change", nil, object{"type": "user_change", "user": w.userJSON(&u, true), "event_ts": w.nextTS()}))
	} else {
		w.users = append(w.users, &u)
	}
	w.changed(Change{People: true})
	return u
}

// Users returns everybody, in the order they were added.
func (w *Workspace) Users() []User {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([]User, 0, len(w.users))
	for _, u := range w.users {
		all = append(all, *u)
	}
	return all
}

// AddUserGroup adds or replaces a user group.
func (w *Workspace) AddUserGroup(g UserGroup) UserGroup {
	w.mu.Lock()
	defer w.mu.Unlock()
	if g.ID == "" {
		g.ID = w.newID("S")
	}
	g.Handle = cmp.Or(g.Handle, strings.ToLower(g.Name))
	g.Users = slices.Clone(g.Users)
	if old := w.group(g.ID); old != nil {
		*old = g
	} else {
		w.groups = append(w.groups, &g)
	}
	return g
}

// UserGroups returns all user groups.
func (w *Workspace) UserGroups() []UserGroup {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([]UserGroup, 0, len(w.groups))
	for _, g := range w.groups {
		c := *g
		c.Users = slices.Clone(g.Users)
		all = append(all, c)
	}
	return all
}

// DenyUserGroups makes every change of a user group by the app fail with
// permission_denied, the setting of many workspaces.
func (w *Workspace) DenyUserGroups(deny bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.noGroups = deny
}

// FreePlan takes the user groups from the workspace, or gives them back: every
// call about them fails with plan_upgrade_required.
func (w *Workspace) FreePlan(free bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.freePlan = free
}

func (w *Workspace) user(id string) *User {
	for _, u := range w.users {
		if u.ID == id {
			return u
		}
	}
	return nil
}

func (w *Workspace) group(id string) *UserGroup {
	for _, g := range w.groups {
		if g.ID == id {
			return g
		}
	}
	return nil
}

// person finds a user by id, @name or name, for the calls that people make.
func (w *Workspace) person(ref string) (*User, error) {
	if u := w.user(ref); u != nil {
		return u, nil
	}
	name := strings.TrimPrefix(ref, "@")
	for _, u := range w.users {
		if strings.EqualFold(u.Name, name) || u.DisplayName == name {
			return u, nil
		}
	}
	return nil, &ActError{Act: "act as " + ref, Code: "user_not_found"}
}

// shownName is what a mention of the user looks like.
func (u *User) shownName() string { return cmp.Or(u.DisplayName, u.RealName, u.Name) }

func (w *Workspace) userJSON(u *User, withLocale bool) object {
	loc, err := time.LoadLocation(u.TZ)
	if err != nil {
		loc = time.UTC
	}
	zone, offset := w.opts.Now().In(loc).Zone()
	profile := object{"real_name": u.RealName, "display_name": u.DisplayName, "team": u.Team}
	if u.Email != "" && slices.Contains(w.scopes, "users:read.email") {
		profile["email"] = u.Email
	}
	if u.Bot && u.ID == w.bot.ID {
		profile["bot_id"], profile["api_app_id"] = botID, appID
	}
	o := object{
		"id": u.ID, "team_id": u.Team, "name": u.Name, "real_name": u.RealName, "deleted": u.Deleted, "profile": profile,
		"is_bot": u.Bot, "is_app_user": false, "is_stranger": u.Stranger && !w.shares(u.ID), "updated": w.opts.Now().Unix(),
	}
	if u.Stranger {
		return o
	}
	o["is_restricted"], o["is_ultra_restricted"], o["is_admin"], o["is_owner"] = u.Restricted, false, false, false
	if !u.Deleted {
		o["tz"], o["tz_label"], o["tz_offset"] = u.TZ, zone, offset
	}
	if withLocale {
		o["locale"] = u.Locale
	}
	return o
}

// shares reports whether a user is in a channel with the app: people of other
// workspaces who are do not count as strangers.
// https://docs.slack.dev/reference/objects/user-object
func (w *Workspace) shares(user string) bool {
	return slices.ContainsFunc(w.channels, func(ch *channel) bool { return ch.ExtShared && ch.has(user) && ch.has(w.bot.ID) })
}

func (w *Workspace) groupJSON(g *UserGroup, withUsers bool) object {
	o := object{
		"id": g.ID, "team_id": teamID, "is_usergroup": true, "is_subteam": true, "name": g.Name, "handle": g.Handle, "description": "",
		"is_external": false, "user_count": len(g.Users), "date_delete": 0, "prefs": object{"channels": []string{}, "groups": []string{}},
	}
	if g.Disabled {
		o["date_delete"] = w.opts.Now().Unix()
	}
	if withUsers {
		o["users"] = slices.Clone(g.Users)
	}
	return o
}
