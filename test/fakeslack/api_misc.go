package fakeslack

import (
	"slices"
	"strings"
)

func apiTest(_ *Workspace, c *call) (object, error) {
	if code := c.str("error"); code != "" {
		return nil, fail(code)
	}
	args := object{}
	for k := range c.args {
		args[k] = c.str(k)
	}
	return object{"args": args}, nil
}

func authTest(w *Workspace, _ *call) (object, error) {
	return object{
		"url": "https://" + w.domain() + ".slack.com/", "team": w.opts.Team, "user": w.bot.Name, "team_id": teamID, "user_id": w.bot.ID,
		"bot_id": botID, "is_enterprise_install": false,
	}, nil
}

func appsConnectionsOpen(w *Workspace, _ *call) (object, error) {
	ticket := w.newID("ticket-")
	w.tickets[ticket] = true
	// http becomes ws and https wss
	return object{"url": "ws" + strings.TrimPrefix(w.baseURL(), "http") + "/socket?ticket=" + ticket + "&app_id=" + appID}, nil
}

func botsInfo(w *Workspace, c *call) (object, error) {
	if id := c.str("bot"); id != botID {
		return nil, fail("bot_not_found")
	}
	return object{"bot": object{"id": botID, "app_id": appID, "user_id": w.bot.ID, "name": w.bot.Name, "deleted": false, "updated": 0, "icons": object{}}}, nil
}

func teamInfo(w *Workspace, _ *call) (object, error) {
	return object{"team": object{"id": teamID, "name": w.opts.Team, "domain": w.domain(), "email_domain": "", "icon": object{}}}, nil
}

func emojiList(*Workspace, *call) (object, error) { return object{"emoji": object{}}, nil }

// spot finds the message that channel and timestamp arguments name.
func (w *Workspace) spot(c *call) (*channel, *message, error) {
	ch, err := w.room(c, "channel")
	if err != nil {
		return nil, nil, err
	}
	m := ch.byTS[c.str("timestamp")]
	switch {
	case c.str("timestamp") == "":
		return nil, nil, fail("no_item_specified")
	case m == nil || m.Deleted:
		return nil, nil, fail("message_not_found")
	case !ch.has(w.bot.ID):
		return nil, nil, fail("not_in_channel")
	case ch.Archived:
		return nil, nil, fail("is_archived")
	}
	w.changed(Change{Channels: []string{ch.ID}})
	return ch, m, nil
}

func (w *Workspace) reaction(c *call, add bool) (object, error) {
	name := strings.Trim(c.str("name"), ":")
	if !validEmoji(name) {
		return nil, fail("invalid_name")
	}
	ch, m, err := w.spot(c)
	if err != nil {
		return nil, err
	}
	if code := m.react(w.bot.ID, name, add); code != "" {
		return nil, fail(code)
	}
	c.later = append(c.later, w.reactionEvents(ch, m, w.bot.ID, name, add)...)
	return nil, nil
}

func validEmoji(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("_-+':", r)
	})
}

func reactionsAdd(w *Workspace, c *call) (object, error)    { return w.reaction(c, true) }
func reactionsRemove(w *Workspace, c *call) (object, error) { return w.reaction(c, false) }

func reactionsGet(w *Workspace, c *call) (object, error) {
	ch, m, err := w.spot(c)
	if err != nil {
		return nil, err
	}
	return object{"type": "message", "channel": ch.ID, "message": w.messageJSON(ch, m, false)}, nil
}

func pinsAdd(w *Workspace, c *call) (object, error) {
	ch, m, err := w.spot(c)
	switch {
	case err != nil:
		return nil, err
	case slices.Contains(ch.Pins, m.TS):
		return nil, fail("already_pinned")
	case len(ch.Pins) >= 100:
		return nil, fail("too_many_pins")
	}
	ch.Pins = append(ch.Pins, m.TS)
	c.later = append(c.later, w.pinEvents(ch, m, w.bot.ID, true)...)
	return nil, nil
}

func pinsRemove(w *Workspace, c *call) (object, error) {
	ch, m, err := w.spot(c)
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains(ch.Pins, m.TS):
		return nil, fail("no_pin")
	}
	ch.Pins = slices.DeleteFunc(ch.Pins, func(ts string) bool { return ts == m.TS })
	c.later = append(c.later, w.pinEvents(ch, m, w.bot.ID, false)...)
	return nil, nil
}

func pinsList(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel")
	if err != nil {
		return nil, err
	}
	items := []object{}
	for _, ts := range ch.Pins {
		items = append(items, object{"type": "message", "channel": ch.ID, "created": 0, "message": w.messageJSON(ch, ch.byTS[ts], false)})
	}
	return object{"items": items}, nil
}

func bookmarksAdd(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel_id")
	switch {
	case err != nil:
		return nil, err
	case !ch.has(w.bot.ID):
		return nil, fail("not_in_channel")
	case ch.Archived:
		return nil, fail("channel_is_archived")
	case c.str("title") == "":
		return nil, missing("title")
	case c.str("type") != "link":
		return nil, fail("invalid_bookmark_type")
	case !strings.HasPrefix(c.str("link"), "http"):
		return nil, fail("invalid_link")
	case len(ch.Bookmarks) >= 100:
		return nil, fail("too_many_bookmarks")
	}
	b := Link{ID: w.newID("Bk"), Title: c.str("title"), URL: c.str("link"), Emoji: c.str("emoji")}
	ch.Bookmarks = append(ch.Bookmarks, b)
	w.changed(Change{Channels: []string{ch.ID}})
	return object{"bookmark": bookmarkJSON(ch, b)}, nil
}

func bookmarkJSON(ch *channel, b Link) object {
	return object{"id": b.ID, "channel_id": ch.ID, "title": b.Title, "link": b.URL, "emoji": b.Emoji, "type": "link"}
}

func bookmarksList(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel_id")
	if err != nil {
		return nil, err
	}
	all := []object{}
	for _, b := range ch.Bookmarks {
		all = append(all, bookmarkJSON(ch, b))
	}
	return object{"bookmarks": all}, nil
}

func bookmarksRemove(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel_id")
	if err != nil {
		return nil, err
	}
	n := len(ch.Bookmarks)
	ch.Bookmarks = slices.DeleteFunc(ch.Bookmarks, func(b Link) bool { return b.ID == c.str("bookmark_id") })
	if len(ch.Bookmarks) == n {
		return nil, fail("not_found")
	}
	return nil, nil
}

func usersInfo(w *Workspace, c *call) (object, error) {
	if c.str("user") == "" {
		return nil, missing("user")
	}
	u := w.user(c.str("user"))
	if u == nil {
		return nil, fail("user_not_found")
	}
	return object{"user": w.userJSON(u, c.bool("include_locale"))}, nil
}

func usersList(w *Workspace, c *call) (object, error) {
	part, meta, err := page(c, w.users, 1000, 1000)
	all := make([]object, 0, len(part))
	for _, u := range part {
		all = append(all, w.userJSON(u, c.bool("include_locale")))
	}
	return object{"members": all, "cache_ts": w.opts.Now().Unix(), "response_metadata": meta}, err
}

func usersLookupByEmail(w *Workspace, c *call) (object, error) {
	for _, u := range w.users {
		if u.Email != "" && strings.EqualFold(u.Email, c.str("email")) && !u.Deleted && !u.Stranger {
			return object{"user": w.userJSON(u, false)}, nil
		}
	}
	return nil, fail("users_not_found")
}

func usergroupsList(w *Workspace, c *call) (object, error) {
	if w.freePlan {
		return nil, fail("plan_upgrade_required")
	}
	all := []object{}
	for _, g := range w.groups {
		if !g.Disabled || c.bool("include_disabled") {
			all = append(all, w.groupJSON(g, c.bool("include_users")))
		}
	}
	return object{"usergroups": all}, nil
}

func usergroupsUsersList(w *Workspace, c *call) (object, error) {
	g, err := w.namedGroup(c)
	if err != nil {
		return nil, err
	}
	return object{"users": append([]string{}, g.Users...)}, nil
}

// namedGroup finds the group that a call names.
func (w *Workspace) namedGroup(c *call) (*UserGroup, error) {
	if w.freePlan {
		return nil, fail("plan_upgrade_required")
	}
	if g := w.group(c.str("usergroup")); g != nil {
		return g, nil
	}
	return nil, fail("no_such_subteam")
}

// editGroup finds a group that the app may change.
func (w *Workspace) editGroup(c *call) (*UserGroup, error) {
	g, err := w.namedGroup(c)
	if err == nil && w.noGroups {
		err = fail("permission_denied")
	}
	if err != nil {
		return nil, err
	}
	w.changed(Change{People: true})
	return g, nil
}

func usergroupsUsersUpdate(w *Workspace, c *call) (object, error) {
	g, err := w.editGroup(c)
	if err != nil {
		return nil, err
	}
	users := c.strs("users")
	if len(users) == 0 {
		return nil, fail("no_users_provided")
	}
	for _, id := range users {
		if u := w.user(id); u == nil || u.Deleted || u.Restricted || u.Bot || u.Stranger {
			return nil, fail("invalid_user")
		}
	}
	old := g.Users
	g.Users = slices.Clone(users)
	missing := func(in []string) func(string) bool { return func(id string) bool { return !slices.Contains(in, id) } }
	c.later = append(c.later, w.event("subteam_members_changed", nil, object{
		"type": "subteam_members_changed", "subteam_id": g.ID, "team_id": teamID, "event_ts": w.nextTS(), "date_update": w.opts.Now().Unix(),
		"added_users": filter(users, missing(old)), "removed_users": filter(old, missing(users)),
	}))
	return object{"usergroup": w.groupJSON(g, true)}, nil
}

func filter(all []string, keep func(string) bool) []string {
	out := []string{}
	for _, s := range all {
		if keep(s) {
			out = append(out, s)
		}
	}
	return out
}

func (w *Workspace) setGroup(c *call, disabled bool) (object, error) {
	g, err := w.editGroup(c)
	if err != nil {
		return nil, err
	}
	g.Disabled = disabled
	c.later = append(c.later, w.event("subteam_updated", nil, object{"type": "subteam_updated", "subteam": w.groupJSON(g, true), "event_ts": w.nextTS()}))
	return object{"usergroup": w.groupJSON(g, false)}, nil
}

func usergroupsEnable(w *Workspace, c *call) (object, error)  { return w.setGroup(c, false) }
func usergroupsDisable(w *Workspace, c *call) (object, error) { return w.setGroup(c, true) }

func blocksValidate(_ *Workspace, c *call) (object, error) {
	_, err := checkBlocks(c.raw("blocks"), onMessage, "")
	return nil, err
}
