package fakeslack

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Message is what a person writes.
type Message struct {
	User    string // id or name
	Channel string // id, #name, name, or @name for the direct messages of the app and that person
	Thread  string // ts of the root
	Text    string // as typed: @name, @group, #channel and URLs are converted
	// Broadcast also sends a reply to the channel.
	Broadcast bool
	// Raw means that Text is Slack's own markup and is delivered as it is.
	Raw bool
	// Files are attached; name and content suffice.
	Files []File
}

// ActError is what a person is shown when an act does not work, by its code in
// Slack where there is one.
type ActError struct {
	Act  string // what was tried
	Code string // such as operation_timeout, dispatch_failed, channel_not_found
}

func (e *ActError) Error() string { return e.Act + ": " + e.Code }

// FieldsError is what a person is shown below the inputs of a modal that could
// not be submitted.
type FieldsError struct {
	Fields map[string]string // messages by block_id
}

func (e *FieldsError) Error() string {
	var all []string
	for block, message := range e.Fields {
		all = append(all, block+": "+message)
	}
	slices.Sort(all)
	return "submit: " + strings.Join(all, "; ")
}

// actor finds a person who can act.
func (w *Workspace) actor(ref string) (*User, error) {
	u, err := w.person(ref)
	if err == nil && u.Deleted {
		return nil, &ActError{Act: "act as " + ref, Code: "account_inactive"}
	}
	return u, err
}

// in finds a person and a channel the person is in.
func (w *Workspace) in(act, user, where string) (*User, *channel, error) {
	u, err := w.actor(user)
	if err != nil {
		return nil, nil, err
	}
	if where == "@"+w.bot.Name || where == w.bot.ID {
		where = w.dm(u.ID).ID
	}
	ch, err := w.place(where)
	switch {
	case err != nil:
		return nil, nil, err
	case !ch.has(u.ID):
		return nil, nil, &ActError{Act: act + " in " + where, Code: "not_in_channel"}
	}
	return u, ch, nil
}

// at finds a person, a channel and a message in it.
func (w *Workspace) at(act, user, where, ts string) (*User, *channel, *message, error) {
	u, ch, err := w.in(act, user, where)
	if err != nil {
		return nil, nil, nil, err
	}
	m := ch.find(ts)
	switch {
	case m == nil || m.Ephemeral && m.only != u.ID || m.Deleted:
		return nil, nil, nil, &ActError{Act: act + " " + ts, Code: "message_not_found"}
	case ch.Archived:
		return nil, nil, nil, &ActError{Act: act + " in " + where, Code: "is_archived"}
	}
	return u, ch, m, nil
}

// Say posts a message of a person, or of another app's bot, and delivers it.
func (w *Workspace) Say(ctx context.Context, in Message) (ts string, err error) {
	w.mu.Lock()
	u, ch, err := w.in("say", in.User, in.Channel)
	if err == nil && ch.Archived {
		err = &ActError{Act: "say in " + in.Channel, Code: "is_archived"}
	}
	m := &message{clientID: fmt.Sprintf("00000000-0000-4000-8000-%012d", w.lastTS%1e12)}
	var root *message
	if err == nil && in.Thread != "" {
		if root = ch.byTS[in.Thread]; root == nil {
			err = &ActError{Act: "reply to " + in.Thread, Code: "thread_not_found"}
		} else if root.root != nil {
			root = root.root
		}
	}
	if err != nil {
		w.mu.Unlock()
		return "", err
	}
	m.User = u.ID
	m.Text, m.Blocks = w.write(in.Text, in.Raw)
	if u.Bot {
		m.BotID, m.clientID = otherBotID(u), ""
	}
	if len(in.Files) > 0 {
		m.Subtype = "file_share"
		for _, f := range in.Files {
			f.ID, f.Size = w.newID("F"), len(f.Content)
			if f.Title == "" {
				f.Title = f.Name
			}
			m.Files = append(m.Files, f)
		}
	}
	if in.Broadcast && root != nil {
		m.Subtype = "thread_broadcast"
	}
	w.put(ch, m, root)
	if slices.Contains(mentioned(m.Text), w.bot.ID) && !ch.has(w.bot.ID) {
		w.toast(u.ID, "not_in_channel", "@"+w.bot.Name+" is not in this channel. Invite it with /invite @"+w.bot.Name+".")
	}
	events := w.messageEvents(ch, m)
	w.mu.Unlock()
	w.act(ctx, events...)
	return m.TS, nil
}

// otherBotID is the bot_id that messages of another app's bot user carry.
func otherBotID(u *User) string { return "B" + u.ID[1:] }

// SetTopic changes a channel's topic as a person does.
func (w *Workspace) SetTopic(ctx context.Context, user, where, topic string) error {
	w.mu.Lock()
	u, ch, err := w.in("set the topic", user, where)
	switch {
	case err != nil:
	case ch.Archived:
		err = &ActError{Act: "set the topic in " + where, Code: "is_archived"}
	case units(topic) > longestTopic:
		err = &ActError{Act: "set the topic in " + where, Code: "too_long"}
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	events := w.setTopic(ch, u.ID, topic)
	w.changed(Change{Channels: []string{ch.ID}})
	w.mu.Unlock()
	w.act(ctx, events...)
	return nil
}

// write turns typed text into Slack's.
func (w *Workspace) write(typed string, raw bool) (text string, blocks []byte) {
	if raw {
		return typed, nil
	}
	pieces := w.compose(typed)
	return w.markup(pieces), encode([]object{richText(pieces, w.newID("rt"))})
}

// Edit changes a person's own message.
func (w *Workspace) Edit(ctx context.Context, user, channel, ts, text string) error {
	w.mu.Lock()
	u, ch, m, err := w.at("edit", user, channel, ts)
	if err == nil && m.User != u.ID {
		err = &ActError{Act: "edit " + ts, Code: "cant_update_message"}
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	before, textBefore := w.messageJSON(ch, m, false), m.Text
	m.Text, m.Blocks = w.write(text, false)
	w.edited(ch, m, u.ID)
	events := w.changeEvents(ch, m, before, textBefore)
	w.mu.Unlock()
	w.act(ctx, events...)
	return nil
}

// Delete removes a person's own message.
func (w *Workspace) Delete(ctx context.Context, user, channel, ts string) error {
	w.mu.Lock()
	u, ch, m, err := w.at("delete", user, channel, ts)
	if err == nil && m.User != u.ID {
		err = &ActError{Act: "delete " + ts, Code: "cant_delete_message"}
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	before := w.messageJSON(ch, m, false)
	ch.drop(m)
	w.changed(Change{Channels: []string{ch.ID}})
	events := w.deleteEvents(ch, m, before)
	w.mu.Unlock()
	w.act(ctx, events...)
	return nil
}

// Unfurl does what Slack does when it has fetched a link: the message changes,
// its text does not.
func (w *Workspace) Unfurl(ctx context.Context, channel, ts, title string) error {
	w.mu.Lock()
	ch, err := w.place(channel)
	if err == nil && ch.byTS[ts] == nil {
		err = &ActError{Act: "unfurl " + ts, Code: "message_not_found"}
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	m := ch.byTS[ts]
	before := w.messageJSON(ch, m, false)
	m.Attachments = encode([]object{{"id": 1, "title": title, "fallback": title}})
	events := w.changeEvents(ch, m, before, m.Text)
	w.changed(Change{Channels: []string{ch.ID}})
	w.mu.Unlock()
	w.act(ctx, events...)
	return nil
}

// React adds an emoji, with or without colons, to a message.
func (w *Workspace) React(ctx context.Context, user, channel, ts, emoji string) error {
	return w.reactAs(ctx, user, channel, ts, emoji, true)
}

// Unreact removes it again.
func (w *Workspace) Unreact(ctx context.Context, user, channel, ts, emoji string) error {
	return w.reactAs(ctx, user, channel, ts, emoji, false)
}

func (w *Workspace) reactAs(ctx context.Context, user, channel, ts, emoji string, add bool) error {
	emoji = strings.Trim(emoji, ":")
	w.mu.Lock()
	u, ch, m, err := w.at("react to", user, channel, ts)
	if err == nil && !validEmoji(emoji) {
		err = &ActError{Act: "react with " + emoji, Code: "invalid_name"}
	}
	if err == nil {
		if code := m.react(u.ID, emoji, add); code != "" {
			err = &ActError{Act: "react to " + ts, Code: code}
		}
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	w.changed(Change{Channels: []string{ch.ID}})
	events := w.reactionEvents(ch, m, u.ID, emoji, add)
	w.mu.Unlock()
	w.act(ctx, events...)
	return nil
}

// Join lets a person, or the app, enter a channel.
func (w *Workspace) Join(ctx context.Context, user, channel string) error {
	return w.enter(ctx, user, channel, "")
}

// Invite lets a person bring others, or the app, into a channel.
func (w *Workspace) Invite(ctx context.Context, inviter, channel string, users ...string) error {
	for _, u := range users {
		if err := w.enter(ctx, u, channel, inviter); err != nil {
			return err
		}
	}
	return nil
}

func (w *Workspace) enter(ctx context.Context, user, channel, inviter string) error {
	w.mu.Lock()
	u, err := w.actor(user)
	ch, missing := w.place(channel)
	if err == nil {
		err = missing
	}
	if err == nil && inviter != "" {
		var by *User
		if by, _, err = w.in("invite", inviter, channel); err == nil {
			inviter = by.ID
		}
	}
	switch {
	case err != nil:
	case ch.IM || ch.MPIM || ch.Private && inviter == "":
		err = &ActError{Act: "join " + channel, Code: "channel_not_found"}
	case ch.Archived:
		err = &ActError{Act: "join " + channel, Code: "is_archived"}
	case ch.has(u.ID):
		err = &ActError{Act: "join " + channel, Code: "already_in_channel"}
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	events := w.joinEvents(ch, u.ID, inviter)
	w.mu.Unlock()
	w.act(ctx, events...)
	return nil
}

// Leave lets a person leave a channel, or remove the app from it.
func (w *Workspace) Leave(ctx context.Context, user, channel string) error {
	w.mu.Lock()
	u, ch, err := w.in("leave", user, channel)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	events := w.leaveEvents(ch, u.ID)
	w.mu.Unlock()
	w.act(ctx, events...)
	return nil
}

// Archive lets a person archive a channel.
func (w *Workspace) Archive(ctx context.Context, user, channel string) error {
	w.mu.Lock()
	u, ch, err := w.in("archive", user, channel)
	if err == nil && ch.Archived {
		err = &ActError{Act: "archive " + channel, Code: "already_archived"}
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	ch.Archived = true
	w.changed(Change{Channels: []string{ch.ID}})
	event := w.event("channel_archive", ch, object{"type": "channel_archive", "channel": ch.ID, "user": u.ID, "event_ts": w.nextTS()})
	w.mu.Unlock()
	w.act(ctx, event)
	return nil
}

// OpenHome opens the app's Home tab.
func (w *Workspace) OpenHome(ctx context.Context, user string) error {
	w.mu.Lock()
	u, err := w.actor(user)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	inner := object{"type": "app_home_opened", "user": u.ID, "channel": w.dm(u.ID).ID, "tab": "home", "event_ts": w.nextTS()}
	if v := w.homes[u.ID]; v != nil {
		inner["view"] = w.viewJSON(v)
	}
	event := w.event("app_home_opened", w.dm(u.ID), inner)
	w.mu.Unlock()
	w.act(ctx, event)
	return nil
}

// Event delivers an event of any type with these fields as it is, for what the
// workspace has no act for. The name is the type that the app subscribes to.
func (w *Workspace) Event(ctx context.Context, name string, fields map[string]any) {
	w.mu.Lock()
	event := w.event(name, nil, fields)
	w.mu.Unlock()
	w.act(ctx, event)
}
