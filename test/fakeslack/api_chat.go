package fakeslack

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of chat methods. https://docs.slack.dev/reference/methods/chat.postMessage
const (
	maxText       = 40000 // cut by Slack, refused here
	maxUpdateText = 4000
	maxScheduled  = 30 // per channel in five minutes
)

// scheduled is a message that waits for its time.
type scheduled struct {
	id      string
	at      time.Time
	channel string
	args    map[string]json.RawMessage
}

// room finds the channel an app names. Private ones it is not in do not exist
// for it.
func (w *Workspace) room(c *call, arg string) (*channel, error) {
	id := c.str(arg)
	if id == "" {
		return nil, missing(arg)
	}
	ch := w.chanByID[id]
	if ch == nil || ch.Private && !ch.has(w.bot.ID) {
		return nil, fail("channel_not_found")
	}
	return ch, nil
}

// postRoom finds where to post: a channel, or the direct messages of a user.
func (w *Workspace) postRoom(c *call) (*channel, error) {
	id := c.str("channel")
	if strings.HasPrefix(id, "U") {
		u := w.user(id)
		if u == nil || u.ID == w.bot.ID {
			return nil, fail("channel_not_found")
		}
		return w.dm(id), nil
	}
	ch, err := w.room(c, "channel")
	switch {
	case id == "":
		return nil, fail("channel_not_found")
	case err != nil:
		return nil, err
	case ch.Archived:
		return nil, fail("is_archived")
	case !ch.has(w.bot.ID) && (ch.Private || !w.granted("chat:write.public")):
		return nil, fail("not_in_channel")
	}
	return ch, nil
}

// content reads and checks text, blocks, attachments and metadata into m; what
// is not given stays as it was.
func (w *Workspace) content(c *call, m *message, limit int) error {
	body := m.Text
	if c.has("text") {
		body = c.str("text")
	}
	if c.has("text") && units(body) > limit {
		return fail("msg_too_long")
	}
	blocks, attachments := m.Blocks, m.Attachments
	if c.has("markdown_text") {
		if c.has("text") || c.has("blocks") {
			return fail("markdown_text_conflict")
		}
		blocks = encode([]object{{"type": "markdown", "text": c.str("markdown_text")}})
	}
	if raw := c.raw("blocks"); len(raw) > 0 && string(raw) != "null" {
		blocks = raw
	}
	if len(blocks) > 0 {
		checked, err := checkBlocks(blocks, onMessage, "")
		if err != nil {
			return err
		}
		blocks = checked
	}
	if string(blocks) == "[]" {
		blocks = nil
	}
	if raw := c.raw("attachments"); len(raw) > 0 && string(raw) != "null" {
		var all []json.RawMessage
		if json.Unmarshal(raw, &all) != nil {
			return fail("invalid_attachments")
		}
		if len(all) > 100 {
			return fail("too_many_attachments")
		}
		if attachments = raw; len(all) == 0 {
			attachments = nil
		}
	}
	if strings.TrimSpace(body) == "" && blocks == nil && attachments == nil {
		return fail("no_text")
	}
	meta := m.Metadata
	if raw := c.raw("metadata"); len(raw) > 0 && string(raw) != "null" {
		meta = &Metadata{}
		var payload object
		switch {
		case len(raw) > 16*1024:
			return fail("metadata_too_large")
		case json.Unmarshal(raw, meta) != nil || meta.EventType == "" || json.Unmarshal(meta.EventPayload, &payload) != nil || payload == nil:
			return fail("invalid_metadata_format")
		}
	}
	m.Text, m.Blocks, m.Attachments, m.Metadata = body, blocks, attachments, meta
	return nil
}

// thread finds the root that thread_ts names. A root that is gone leaves the
// message unthreaded, which Slack does too.
func (ch *channel) thread(ts string) (*message, error) {
	if ts == "" {
		return nil, nil
	}
	m := ch.byTS[ts]
	switch {
	case m == nil || m.Deleted:
		return nil, nil
	case m.root != nil:
		return nil, fail("cannot_reply_to_message")
	}
	return m, nil
}

func chatPostMessage(w *Workspace, c *call) (object, error) {
	ch, err := w.postRoom(c)
	if err != nil {
		return nil, err
	}
	root, err := ch.thread(c.str("thread_ts"))
	if err != nil {
		return nil, err
	}
	m := &message{Msg: Msg{User: w.bot.ID, BotID: botID}, username: c.str("username")}
	if err := w.content(c, m, maxText); err != nil {
		return nil, err
	}
	if root != nil && c.bool("reply_broadcast") {
		m.Subtype = "thread_broadcast"
	}
	w.put(ch, m, root)
	delete(w.statuses, ch.ID+"/"+m.ThreadTS)
	c.later = append(c.later, w.messageEvents(ch, m)...)
	return object{"channel": ch.ID, "ts": m.TS, "message": w.messageJSON(ch, m, true)}, nil
}

func chatPostEphemeral(w *Workspace, c *call) (object, error) {
	ch, err := w.postRoom(c)
	if err != nil {
		return nil, err
	}
	u := w.user(c.str("user"))
	switch {
	case c.str("user") == "":
		return nil, missing("user")
	case u == nil:
		return nil, fail("user_not_found")
	case !ch.has(u.ID):
		return nil, fail("user_not_in_channel")
	}
	root, err := ch.thread(c.str("thread_ts"))
	if err != nil {
		return nil, err
	}
	m := &message{Msg: Msg{User: w.bot.ID, BotID: botID, Ephemeral: true}, only: u.ID}
	if err := w.content(c, m, maxText); err != nil {
		return nil, err
	}
	w.put(ch, m, root)
	return object{"message_ts": m.TS}, nil
}

// own finds a message that the app may change.
func (w *Workspace) own(c *call, refusal string) (*channel, *message, error) {
	ch, err := w.room(c, "channel")
	if err != nil {
		return nil, nil, err
	}
	if c.str("ts") == "" {
		return nil, nil, missing("ts")
	}
	m := ch.byTS[c.str("ts")]
	switch {
	case m == nil || m.Deleted:
		return nil, nil, fail("message_not_found")
	case m.BotID != botID || m.Subtype == "channel_join":
		return nil, nil, fail(refusal)
	case ch.Archived:
		return nil, nil, fail("is_archived")
	}
	return ch, m, nil
}

func chatUpdate(w *Workspace, c *call) (object, error) {
	ch, m, err := w.own(c, "cant_update_message")
	if err != nil {
		return nil, err
	}
	before, textBefore := w.messageJSON(ch, m, false), m.Text
	if err := w.content(c, m, maxUpdateText); err != nil {
		return nil, err
	}
	w.edited(ch, m, w.bot.ID)
	c.later = append(c.later, w.changeEvents(ch, m, before, textBefore)...)
	return object{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": w.messageJSON(ch, m, true)}, nil
}

func (w *Workspace) edited(ch *channel, m *message, by string) {
	m.Edited, m.editor, m.editedTS = true, by, w.nextTS()
	w.changed(Change{Channels: []string{ch.ID}})
}

func chatDelete(w *Workspace, c *call) (object, error) {
	ch, m, err := w.own(c, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	before := w.messageJSON(ch, m, false)
	ch.drop(m)
	w.changed(Change{Channels: []string{ch.ID}})
	c.later = append(c.later, w.deleteEvents(ch, m, before)...)
	return object{"channel": ch.ID, "ts": m.TS}, nil
}

func chatGetPermalink(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel")
	if err != nil {
		return nil, err
	}
	m := ch.byTS[c.str("message_ts")]
	if m == nil {
		return nil, fail("message_not_found")
	}
	return object{"channel": ch.ID, "permalink": w.permalink(ch, m)}, nil
}

func (w *Workspace) permalink(ch *channel, m *message) string {
	link := "https://" + w.domain() + ".slack.com/archives/" + ch.ID + "/p" + strings.ReplaceAll(m.TS, ".", "")
	if m.root != nil {
		link += "?thread_ts=" + m.root.TS + "&cid=" + ch.ID
	}
	return link
}

func chatScheduleMessage(w *Workspace, c *call) (object, error) {
	ch, err := w.postRoom(c)
	if err != nil {
		return nil, err
	}
	unix := c.int("post_at", 0)
	at, now := time.Unix(int64(unix), 0), w.opts.Now()
	switch {
	case unix == 0:
		return nil, fail("invalid_time")
	case !at.After(now):
		return nil, fail("time_in_past")
	case at.After(now.AddDate(0, 0, 120)):
		return nil, fail("time_too_far")
	}
	near := 0
	for _, s := range w.scheduled {
		if s.channel == ch.ID && s.at.Sub(at).Abs() < 5*time.Minute {
			near++
		}
	}
	if near >= maxScheduled {
		return nil, fail("restricted_too_many")
	}
	draft := &message{Msg: Msg{User: w.bot.ID, BotID: botID}}
	if err := w.content(c, draft, maxText); err != nil {
		return nil, err
	}
	s := &scheduled{id: w.newID("Q"), at: at, channel: ch.ID, args: c.args}
	w.scheduled = append(w.scheduled, s)
	return object{"channel": ch.ID, "scheduled_message_id": s.id, "post_at": unix, "message": w.messageJSON(ch, draft, true)}, nil
}

func chatScheduledList(w *Workspace, c *call) (object, error) {
	all := []object{}
	for _, s := range w.scheduled {
		if id := c.str("channel"); id == "" || id == s.channel {
			all = append(all, object{"id": s.id, "channel_id": s.channel, "post_at": s.at.Unix(), "date_created": s.at.Unix(), "text": (&call{args: s.args}).str("text")})
		}
	}
	part, meta, err := page(c, all, 100, 100)
	return object{"scheduled_messages": part, "response_metadata": meta}, err
}

func chatDeleteScheduled(w *Workspace, c *call) (object, error) {
	n := len(w.scheduled)
	w.scheduled = slices.DeleteFunc(w.scheduled, func(s *scheduled) bool {
		return s.id == c.str("scheduled_message_id") && s.channel == c.str("channel")
	})
	if len(w.scheduled) == n {
		return nil, fail("invalid_scheduled_message_id")
	}
	return nil, nil
}

// postScheduled posts what is due; the lock is held.
func (w *Workspace) postScheduled(now time.Time) {
	w.scheduled = slices.DeleteFunc(w.scheduled, func(s *scheduled) bool {
		if s.at.After(now) {
			return false
		}
		c := &call{method: "chat.postMessage", args: s.args}
		if _, err := chatPostMessage(w, c); err == nil { // Slack drops what can no longer be posted
			w.enqueue(c.later...)
		}
		return true
	})
}

func setThreadStatus(w *Workspace, c *call) (object, error) {
	ch, err := w.room(c, "channel_id")
	if err != nil {
		return nil, err
	}
	if !ch.has(w.bot.ID) {
		return nil, fail("not_in_channel")
	}
	root := ch.byTS[c.str("thread_ts")]
	if root == nil {
		return nil, fail("invalid_thread_ts")
	}
	key := ch.ID + "/" + root.TS
	if w.statuses[key] = c.str("status"); w.statuses[key] == "" {
		delete(w.statuses, key)
	}
	w.changed(Change{Channels: []string{ch.ID}})
	return nil, nil
}

func (w *Workspace) domain() string {
	slug := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		default:
			return '-'
		}
	}, w.opts.Team)
	if slug = strings.Trim(slug, "-"); slug == "" {
		return "workspace" + strconv.Itoa(len(w.opts.Team))
	}
	return slug
}
