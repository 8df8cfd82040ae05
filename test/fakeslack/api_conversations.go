package fakeslack

import (
	"slices"
	"strings"
	"unicode"
)

// nameError checks a channel's name. https://docs.slack.dev/reference/methods/conversations.create
func (w *Workspace) nameError(name string) string {
	switch {
	case name == "":
		return "invalid_name_required"
	case units(name) > 80:
		return "invalid_name_maxlength"
	case strings.Trim(name, "-_") == "":
		return "invalid_name_punctuation"
	case strings.ContainsFunc(name, func(r rune) bool {
		return r != '-' && r != '_' && !unicode.IsDigit(r) && (!unicode.IsLetter(r) || unicode.IsUpper(r))
	}):
		return "invalid_name_specials"
	}
	for _, ch := range w.channels {
		if ch.Name == name {
			return "name_taken"
		}
	}
	return ""
}

func conversationsCreate(w *Workspace, c *call) (object, error) {
	name, private := c.str("name"), c.bool("is_private")
	scope := "channels:manage"
	if private {
		scope = "groups:write"
	}
	if !w.granted(scope) {
		return nil, w.scopeError(scope)
	}
	if code := w.nameError(name); code != "" {
		return nil, fail(code)
	}
	ch := w.addChannel(Channel{ID: w.newID("C"), Name: name, Private: private, Creator: w.bot.ID, Members: []string{w.bot.ID}})
	c.later = append(c.later, w.event("channel_created", nil, object{
		"type": "channel_created", "channel": w.channelJSON(ch), "event_ts": w.nextTS(),
	}))
	w.changed(Change{Channels: []string{ch.ID}})
	return object{"channel": w.channelJSON(ch)}, nil
}

func conversationsInfo(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel")
	if err != nil {
		return nil, err
	}
	if scope := ch.scopePrefix() + ":read"; !w.granted(scope) {
		return nil, w.scopeError(scope)
	}
	o := w.channelJSON(ch)
	if !c.bool("include_num_members") {
		delete(o, "num_members")
	}
	if c.bool("include_locale") {
		o["locale"] = "en-US"
	}
	return object{"channel": o}, nil
}

func (w *Workspace) conversations(c *call, mine bool) (object, error) {
	types := c.strs("types")
	if len(types) == 0 {
		types = []string{"public_channel"}
	}
	var all []object
	for _, ch := range w.channels {
		kind := "public_channel"
		switch {
		case ch.IM:
			kind = "im"
		case ch.MPIM:
			kind = "mpim"
		case ch.Private:
			kind = "private_channel"
		}
		seen := ch.has(w.bot.ID) || !mine && !ch.Private && !ch.IM
		if seen && slices.Contains(types, kind) && !(ch.Archived && c.bool("exclude_archived")) && w.granted(ch.scopePrefix()+":read") {
			all = append(all, w.channelJSON(ch))
		}
	}
	part, meta, err := page(c, all, 100, 1000)
	return object{"channels": append([]object{}, part...), "response_metadata": meta}, err
}

func conversationsList(w *Workspace, c *call) (object, error)  { return w.conversations(c, false) }
func usersConversations(w *Workspace, c *call) (object, error) { return w.conversations(c, true) }

func conversationsMembers(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel")
	if err != nil {
		return nil, err
	}
	part, meta, err := page(c, ch.Members, 100, 1000)
	return object{"members": append([]string{}, part...), "response_metadata": meta}, err
}

// manage finds a channel that the app is in and may change.
func (w *Workspace) manage(c *call) (*channel, error) {
	ch, err := w.room(c, "channel")
	if err != nil {
		return nil, err
	}
	scope := "channels:manage"
	if ch.Private {
		scope = "groups:write"
	}
	switch {
	case ch.IM, ch.MPIM:
		return nil, fail("method_not_supported_for_channel_type")
	case !w.granted(scope):
		return nil, w.scopeError(scope)
	case ch.Archived:
		return nil, fail("is_archived")
	case !ch.has(w.bot.ID):
		return nil, fail("not_in_channel")
	}
	w.changed(Change{Channels: []string{ch.ID}})
	return ch, nil
}

func conversationsJoin(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel")
	switch {
	case err != nil:
		return nil, err
	case ch.Private || ch.IM:
		return nil, fail("method_not_supported_for_channel_type")
	case ch.Archived:
		return nil, fail("is_archived")
	case ch.has(w.bot.ID):
		return object{"channel": w.channelJSON(ch), "warning": "already_in_channel", "response_metadata": object{"warnings": []string{"already_in_channel"}}}, nil
	}
	c.later = append(c.later, w.joinEvents(ch, w.bot.ID, "")...)
	return object{"channel": w.channelJSON(ch)}, nil
}

func conversationsInvite(w *Workspace, c *call) (object, error) {
	ch, err := w.manage(c)
	if err != nil {
		return nil, err
	}
	users := c.strs("users")
	if len(users) == 0 {
		return nil, fail("no_user")
	}
	if len(users) > 1000 {
		return nil, fail("too_many_users")
	}
	var errs []object
	var good []string
	for _, id := range users {
		code := ""
		switch u := w.user(id); {
		case u == nil || u.Deleted:
			code = "user_not_found"
		case id == w.bot.ID:
			code = "cant_invite_self"
		case ch.has(id):
			code = "already_in_channel"
		case u.Stranger && !ch.ExtShared:
			code = "user_team_not_in_channel"
		}
		if code != "" {
			errs = append(errs, object{"user": id, "ok": false, "error": code})
		} else {
			good = append(good, id)
		}
	}
	if len(errs) > 0 && !(c.bool("force") && len(good) > 0) {
		return nil, apiError{code: text(errs[0], "error"), extra: object{"errors": errs}}
	}
	for _, id := range good {
		c.later = append(c.later, w.joinEvents(ch, id, w.bot.ID)...)
	}
	return object{"channel": w.channelJSON(ch)}, nil
}

func conversationsKick(w *Workspace, c *call) (object, error) {
	ch, err := w.manage(c)
	switch {
	case err != nil:
		return nil, err
	case c.str("user") == w.bot.ID:
		return nil, fail("cant_kick_self")
	case w.user(c.str("user")) == nil:
		return nil, fail("user_not_found")
	case !ch.has(c.str("user")):
		return nil, fail("not_in_channel")
	}
	c.later = append(c.later, w.leaveEvents(ch, c.str("user"))...)
	return nil, nil
}

func conversationsLeave(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel")
	if err != nil {
		return nil, err
	}
	if !ch.has(w.bot.ID) {
		return object{"not_in_channel": true}, nil
	}
	c.later = append(c.later, w.leaveEvents(ch, w.bot.ID)...)
	return nil, nil
}

func conversationsArchive(w *Workspace, c *call) (object, error) {
	if ch, err := w.room(c, "channel"); err == nil && ch.Archived {
		return nil, fail("already_archived")
	}
	ch, err := w.manage(c)
	if err != nil {
		return nil, err
	}
	ch.Archived = true
	c.later = append(c.later, w.event("channel_archive", ch, object{"type": "channel_archive", "channel": ch.ID, "user": w.bot.ID, "event_ts": w.nextTS()}))
	return nil, nil
}

// conversationsUnarchive refuses: bots cannot, since they have left.
func conversationsUnarchive(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel")
	switch {
	case err != nil:
		return nil, err
	case !ch.Archived:
		return nil, fail("not_archived")
	}
	return nil, fail("not_in_channel")
}

func conversationsRename(w *Workspace, c *call) (object, error) {
	ch, err := w.manage(c)
	if err != nil {
		return nil, err
	}
	if ch.Creator != w.bot.ID {
		return nil, fail("not_authorized")
	}
	if code := w.nameError(c.str("name")); code != "" {
		return nil, fail(code)
	}
	old := ch.Name
	ch.Name = c.str("name")
	c.later = append(c.later, w.system(ch, "channel_name", w.bot.ID, "<@"+w.bot.ID+"> has renamed the channel from \""+old+"\" to \""+ch.Name+"\"")...)
	c.later = append(c.later, w.event("channel_rename", ch, object{
		"type": "channel_rename", "channel": object{"id": ch.ID, "name": ch.Name, "created": ch.created.Unix()}, "event_ts": w.nextTS(),
	}))
	return object{"channel": w.channelJSON(ch)}, nil
}

// longestTopic is how long a topic or a description may be.
// https://docs.slack.dev/reference/methods/conversations.setTopic
const longestTopic = 250

func conversationsSetTopic(w *Workspace, c *call) (object, error) {
	ch, err := w.manage(c)
	if err != nil {
		return nil, err
	}
	if units(c.str("topic")) > longestTopic {
		return nil, fail("too_long")
	}
	c.later = append(c.later, w.setTopic(ch, w.bot.ID, unescape(c.str("topic")))...)
	return object{"channel": w.channelJSON(ch)}, nil
}

// setTopic changes the topic and says so in the channel.
func (w *Workspace) setTopic(ch *channel, user, topic string) []*delivery {
	ch.Topic = topic
	return w.system(ch, "channel_topic", user, "<@"+user+"> set the channel topic: "+escape(topic))
}

func conversationsSetPurpose(w *Workspace, c *call) (object, error) {
	ch, err := w.manage(c)
	if err != nil {
		return nil, err
	}
	if units(c.str("purpose")) > longestTopic {
		return nil, fail("too_long")
	}
	ch.Purpose = unescape(c.str("purpose"))
	c.later = append(c.later, w.system(ch, "channel_purpose", w.bot.ID, "<@"+w.bot.ID+"> set the channel description: "+escape(ch.Purpose))...)
	return object{"purpose": escape(ch.Purpose), "channel": w.channelJSON(ch)}, nil
}

// openMost is how many people beside the app a group direct message holds.
// https://docs.slack.dev/reference/methods/conversations.open
const openMost = 8

func conversationsOpen(w *Workspace, c *call) (object, error) {
	if id := c.str("channel"); id != "" {
		ch, err := w.room(c, "channel")
		if err != nil || !ch.IM && !ch.MPIM {
			return nil, fail("channel_not_found")
		}
		return object{"channel": object{"id": ch.ID}}, nil
	}
	var users []string
	for _, id := range c.strs("users") {
		if id != w.bot.ID && !slices.Contains(users, id) { // the caller is in it anyway
			users = append(users, id)
		}
	}
	scope := "im:write"
	if len(users) > 1 {
		scope = "mpim:write"
	}
	switch {
	case len(c.strs("users")) == 0:
		return nil, fail("users_list_not_supplied")
	case !w.granted(scope):
		return nil, w.scopeError(scope)
	case len(users) == 0:
		return nil, fail("not_enough_users")
	case len(users) > openMost:
		return nil, fail("too_many_users")
	}
	for _, id := range users {
		switch u := w.user(id); {
		case u == nil:
			return nil, fail("user_not_found")
		case u.Deleted:
			return nil, fail("user_disabled")
		case u.Bot && len(users) == 1:
			return nil, fail("cannot_dm_bot")
		}
	}
	var ch *channel
	if len(users) == 1 {
		ch = w.dm(users[0])
	} else {
		var made bool
		if ch, made = w.groupDM(users); made {
			w.changed(Change{Channels: []string{ch.ID}})
		}
	}
	if c.bool("return_im") {
		return object{"channel": w.channelJSON(ch)}, nil
	}
	return object{"channel": object{"id": ch.ID}}, nil
}

// history finds a channel whose messages the app may read.
func (w *Workspace) history(c *call) (*channel, error) {
	ch, err := w.room(c, "channel")
	if err != nil {
		return nil, err
	}
	if scope := ch.scopePrefix() + ":history"; !w.granted(scope) {
		return nil, w.scopeError(scope)
	}
	if !ch.has(w.bot.ID) {
		return nil, fail("not_in_channel")
	}
	for _, arg := range []string{"oldest", "latest", "ts"} {
		if _, ok := parseTS(c.str(arg)); c.str(arg) != "" && c.str(arg) != "now" && !ok {
			return nil, fail("invalid_ts_" + arg)
		}
	}
	return ch, nil
}

// within reports whether a ts lies in the call's oldest and latest, which are
// themselves outside unless inclusive is set.
func within(c *call, ts string) bool {
	t, _ := parseTS(ts)
	oldest, hasOldest := parseTS(c.str("oldest"))
	latest, hasLatest := parseTS(c.str("latest"))
	hasLatest = hasLatest && latest > 0
	if c.bool("inclusive") {
		return (!hasOldest || t >= oldest) && (!hasLatest || t <= latest)
	}
	return (!hasOldest || t > oldest) && (!hasLatest || t < latest)
}

func conversationsHistory(w *Workspace, c *call) (object, error) {
	ch, err := w.history(c)
	if err != nil {
		return nil, err
	}
	var found []*message
	for _, m := range ch.top {
		if within(c, m.TS) {
			found = append(found, m)
		}
		for _, r := range m.replies {
			if r.Subtype == "thread_broadcast" && within(c, r.TS) {
				found = append(found, r)
			}
		}
	}
	slices.SortFunc(found, func(a, b *message) int { return -compareTS(a.TS, b.TS) }) // youngest first
	return w.pageOfMessages(c, ch, found)
}

func conversationsReplies(w *Workspace, c *call) (object, error) {
	ch, err := w.history(c)
	if err != nil {
		return nil, err
	}
	root := ch.byTS[c.str("ts")]
	if root == nil {
		return nil, fail("thread_not_found")
	}
	if root.root != nil { // a reply's ts finds that reply alone
		return w.pageOfMessages(c, ch, []*message{root})
	}
	found := []*message{root}
	for _, r := range root.replies {
		if within(c, r.TS) {
			found = append(found, r)
		}
	}
	return w.pageOfMessages(c, ch, found)
}

func compareTS(a, b string) int {
	switch {
	case tsLess(a, b):
		return -1
	case tsLess(b, a):
		return 1
	default:
		return 0
	}
}

func (w *Workspace) pageOfMessages(c *call, ch *channel, found []*message) (object, error) {
	part, meta, err := page(c, found, 100, 999)
	if err != nil {
		return nil, err
	}
	all := make([]object, 0, len(part))
	for _, m := range part {
		all = append(all, w.messageJSON(ch, m, c.bool("include_all_metadata")))
	}
	return object{"messages": all, "has_more": meta["next_cursor"] != "", "pin_count": len(ch.Pins), "response_metadata": meta}, nil
}
