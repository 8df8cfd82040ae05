package fakeslack

import (
	"encoding/json"
	"slices"
	"sort"
)

// Msg is a message as a person sees it. Text and Blocks are in Slack's markup;
// [Workspace.PlainText] flattens them.
type Msg struct {
	TS           string          `json:"ts"`
	ThreadTS     string          `json:"thread_ts,omitempty"` // of the root, also on the root once it has replies
	Channel      string          `json:"channel"`
	User         string          `json:"user"`
	BotID        string          `json:"bot_id,omitempty"`
	Subtype      string          `json:"subtype,omitempty"` // such as channel_join, thread_broadcast
	Text         string          `json:"text"`
	Blocks       json.RawMessage `json:"blocks,omitempty"`
	Attachments  json.RawMessage `json:"attachments,omitempty"`
	Ephemeral    bool            `json:"ephemeral,omitempty"`
	Edited       bool            `json:"edited,omitempty"`
	Deleted      bool            `json:"deleted,omitempty"` // only roots that still have replies are shown
	Pinned       bool            `json:"pinned,omitempty"`
	Reactions    []Reaction      `json:"reactions,omitempty"`
	ReplyCount   int             `json:"reply_count,omitempty"`
	LatestReply  string          `json:"latest_reply,omitempty"`
	ReplyUsers   []string        `json:"reply_users,omitempty"`
	Metadata     *Metadata       `json:"metadata,omitempty"`
	Files        []File          `json:"files,omitempty"`
	ThreadStatus string          `json:"thread_status,omitempty"` // the app's "is thinking…" line
}

// Reaction is an emoji, without colons, and who added it.
type Reaction struct {
	Name  string   `json:"name"`
	Users []string `json:"users"`
}

// Metadata is what an app attached to its message.
type Metadata struct {
	EventType    string          `json:"event_type"`
	EventPayload json.RawMessage `json:"event_payload"`
}

// File is an uploaded file.
type File struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Title   string `json:"title"`
	Alt     string `json:"alt_txt,omitempty"`
	Size    int    `json:"size"`
	Content []byte `json:"content,omitempty"`
}

type message struct {
	Msg
	only     string // the one who sees an ephemeral message
	clientID string
	editor   string
	editedTS string
	root     *message
	replies  []*message
	username string
}

// put stores a message that has no ts yet. root is nil for a top-level one.
func (w *Workspace) put(ch *channel, m, root *message) *message {
	m.TS, m.Channel = w.nextTS(), ch.ID
	if root != nil {
		m.ThreadTS, m.root = root.TS, root
	}
	if m.Ephemeral {
		ch.ephemerals = append(ch.ephemerals, m)
	} else {
		ch.byTS[m.TS] = m
		if root == nil {
			ch.top = append(ch.top, m)
		} else {
			root.replies = append(root.replies, m)
			root.ThreadTS = root.TS
		}
	}
	w.changed(Change{Channels: []string{ch.ID}})
	return m
}

// drop removes a message; a root with replies stays as a tombstone.
func (ch *channel) drop(m *message) {
	m.Deleted = true
	gone := func(o *message) bool { return o == m }
	switch {
	case m.Ephemeral:
		ch.ephemerals = slices.DeleteFunc(ch.ephemerals, gone)
	case len(m.replies) > 0:
		m.Text, m.Blocks, m.Attachments, m.Reactions, m.Metadata, m.Files = "This message was deleted.", nil, nil, nil, nil, nil
		m.Subtype = "tombstone"
		return
	case m.root != nil:
		m.root.replies = slices.DeleteFunc(m.root.replies, gone)
		if m.root.Deleted {
			ch.drop(m.root)
		}
	default:
		ch.top = slices.DeleteFunc(ch.top, gone)
	}
	delete(ch.byTS, m.TS)
	ch.Pins = slices.DeleteFunc(ch.Pins, func(ts string) bool { return ts == m.TS })
}

// system stores one of the lines that Slack writes itself, and tells the app.
func (w *Workspace) system(ch *channel, subtype, user, text string) []*delivery {
	m := w.put(ch, &message{Msg: Msg{User: user, Subtype: subtype, Text: text}}, nil)
	return w.messageEvents(ch, m)
}

// shown copies a message for a viewer.
func (w *Workspace) shown(ch *channel, m *message) Msg {
	c := m.Msg
	c.Pinned = slices.Contains(ch.Pins, m.TS)
	c.ReplyCount, c.ThreadStatus = len(m.replies), w.statuses[ch.ID+"/"+m.TS]
	c.ReplyUsers = nil
	for _, r := range m.replies {
		c.LatestReply = r.TS
		if !slices.Contains(c.ReplyUsers, r.User) {
			c.ReplyUsers = append(c.ReplyUsers, r.User)
		}
	}
	c.Reactions = make([]Reaction, 0, len(m.Reactions))
	for _, r := range m.Reactions {
		c.Reactions = append(c.Reactions, Reaction{Name: r.Name, Users: slices.Clone(r.Users)})
	}
	c.Files = slices.Clone(m.Files)
	return c
}

// Messages returns the top level of a channel, oldest first, as viewer sees it:
// replies sent to the channel too, and the viewer's ephemeral messages outside
// threads. A channel or viewer that does not exist sees nothing.
func (w *Workspace) Messages(channel, viewer string) []Msg {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.place(channel)
	if err != nil {
		return nil
	}
	return w.visible(ch, viewer, func(m *message) bool { return m.root == nil || m.Subtype == "thread_broadcast" })
}

// Thread returns a thread, root first, as viewer sees it.
func (w *Workspace) Thread(channel, ts, viewer string) []Msg {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.place(channel)
	if err != nil {
		return nil
	}
	return w.visible(ch, viewer, func(m *message) bool { return m.TS == ts || m.root != nil && m.root.TS == ts })
}

// Message returns one message by its ts, also a reply or an ephemeral one.
func (w *Workspace) Message(channel, ts string) (Msg, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.place(channel)
	if err != nil {
		return Msg{}, false
	}
	m := ch.find(ts)
	if m == nil {
		return Msg{}, false
	}
	return w.shown(ch, m), true
}

// find returns any message, also an ephemeral one.
func (ch *channel) find(ts string) *message {
	if m := ch.byTS[ts]; m != nil {
		return m
	}
	for _, m := range ch.ephemerals {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

func (w *Workspace) visible(ch *channel, viewer string, want func(*message) bool) []Msg {
	u, err := w.person(viewer)
	if err != nil || (ch.Private || ch.IM) && !ch.has(u.ID) {
		return nil
	}
	var all []Msg
	for _, m := range ch.top {
		if want(m) {
			all = append(all, w.shown(ch, m))
		}
		for _, r := range m.replies {
			if want(r) {
				all = append(all, w.shown(ch, r))
			}
		}
	}
	for _, m := range ch.ephemerals {
		if m.only == u.ID && want(m) {
			all = append(all, w.shown(ch, m))
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return tsLess(all[i].TS, all[j].TS) })
	return all
}

func tsLess(a, b string) bool {
	x, _ := parseTS(a)
	y, _ := parseTS(b)
	return x < y
}

// messageJSON is the message object of events and API answers.
func (w *Workspace) messageJSON(ch *channel, m *message, withMetadata bool) object {
	o := object{"type": "message", "user": m.User, "ts": m.TS, "text": m.Text}
	if u := w.user(m.User); u != nil {
		o["team"] = u.Team
	}
	if m.BotID != "" {
		app, name := appID, w.bot.Name
		if u := w.user(m.User); m.BotID != botID && u != nil {
			app, name = "A"+m.BotID[1:], u.Name
		}
		o["bot_id"], o["app_id"] = m.BotID, app
		o["bot_profile"] = object{"id": m.BotID, "app_id": app, "name": name, "team_id": teamID, "deleted": false}
	}
	if m.username != "" {
		o["username"] = m.username
	}
	if m.Subtype != "" {
		o["subtype"] = m.Subtype
	}
	if m.clientID != "" {
		o["client_msg_id"] = m.clientID
	}
	if m.Blocks != nil {
		o["blocks"] = m.Blocks
	}
	if m.Attachments != nil {
		o["attachments"] = m.Attachments
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
	}
	if m.root != nil {
		o["parent_user_id"] = m.root.User
	}
	if len(m.replies) > 0 {
		s := w.shown(ch, m)
		o["reply_count"], o["reply_users_count"], o["reply_users"], o["latest_reply"] = s.ReplyCount, len(s.ReplyUsers), s.ReplyUsers, s.LatestReply
	}
	if m.Edited {
		o["edited"] = object{"user": m.editor, "ts": m.editedTS}
	}
	if len(m.Reactions) > 0 {
		o["reactions"] = reactionsJSON(m.Reactions)
	}
	if len(m.Files) > 0 {
		files := make([]object, 0, len(m.Files))
		for _, f := range m.Files {
			files = append(files, fileJSON(f))
		}
		o["files"], o["upload"] = files, false
	}
	if slices.Contains(ch.Pins, m.TS) {
		o["pinned_to"] = []string{ch.ID}
	}
	if m.Metadata != nil && withMetadata {
		o["metadata"] = m.Metadata
	}
	return o
}

func reactionsJSON(all []Reaction) []object {
	out := make([]object, 0, len(all))
	for _, r := range all {
		out = append(out, object{"name": r.Name, "count": len(r.Users), "users": slices.Clone(r.Users)})
	}
	return out
}

func fileJSON(f File) object {
	return object{
		"id": f.ID, "name": f.Name, "title": f.Title, "alt_txt": f.Alt, "size": f.Size, "mode": "hosted", "user": "", "created": 0,
		"url_private": "https://files.slack.com/files-pri/" + teamID + "-" + f.ID + "/" + f.Name,
	}
}

// react adds or removes a reaction; the error is Slack's code or "".
func (m *message) react(user, emoji string, add bool) (code string) {
	i := slices.IndexFunc(m.Reactions, func(r Reaction) bool { return r.Name == emoji })
	has := i >= 0 && slices.Contains(m.Reactions[i].Users, user)
	switch {
	case add && has:
		return "already_reacted"
	case !add && !has:
		return "no_reaction"
	case add && i >= 0:
		m.Reactions[i].Users = append(m.Reactions[i].Users, user)
	case add:
		m.Reactions = append(m.Reactions, Reaction{Name: emoji, Users: []string{user}})
	default:
		m.Reactions[i].Users = slices.DeleteFunc(m.Reactions[i].Users, func(u string) bool { return u == user })
		if len(m.Reactions[i].Users) == 0 {
			m.Reactions = slices.Delete(m.Reactions, i, i+1)
		}
	}
	return ""
}
