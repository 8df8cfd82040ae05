package fakeslack

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

// deliveryKind is what a delivery carries; it decides URL, encoding and
// whether it is repeated.
type deliveryKind int

const (
	eventDelivery deliveryKind = iota + 1
	commandDelivery
	interactionDelivery
)

// String returns the first half of an exchange's kind.
func (k deliveryKind) String() string {
	switch k {
	case eventDelivery:
		return "event"
	case commandDelivery:
		return "command"
	case interactionDelivery:
		return "interaction"
	default:
		return "invalid"
	}
}

// delivery is something on its way to the app.
type delivery struct {
	kind    deliveryKind
	name    string // the event, command or interaction type
	channel string
	id      string          // event_id, or the trigger of the others
	payload json.RawMessage // of a command: an object of strings
	answers bool            // the acknowledgement may carry an answer
	attempt int             // repeats so far
	reason  string          // of the repeat
	born    time.Time       // when first attempted
	due     time.Time
}

// event wraps an inner event for the app; nil if it did not subscribe to it.
// name is the subscription, such as message.im. ch may be nil.
func (w *Workspace) event(name string, ch *channel, inner object) *delivery {
	if w.opts.Events != nil && !slices.Contains(w.opts.Events, name) {
		return nil
	}
	id := w.newID("Ev")
	// In a channel of another workspace only the authorizations name ours.
	// https://github.com/slackapi/bolt-js/issues/687
	team := teamID
	if ch != nil {
		team = cmp.Or(ch.Host, teamID)
	}
	outer := object{
		"token": "fake-verification-token", "team_id": team, "context_team_id": team, "api_app_id": appID, "event": inner,
		"type": "event_callback", "event_id": id, "event_time": w.opts.Now().Unix(), "event_context": "4-" + id,
		"is_ext_shared_channel": ch != nil && ch.ExtShared,
		"authorizations": []object{{
			"enterprise_id": nil, "team_id": teamID, "user_id": w.bot.ID, "is_bot": true, "is_enterprise_install": false,
		}},
	}
	d := &delivery{kind: eventDelivery, name: name, id: id, payload: encode(outer)}
	if ch != nil {
		d.channel = ch.ID
	}
	return d
}

// subscription is the name under which an app subscribes to the messages of a
// channel.
func (c *Channel) subscription() string {
	switch {
	case c.IM:
		return "message.im"
	case c.MPIM:
		return "message.mpim"
	case c.Private:
		return "message.groups"
	default:
		return "message.channels"
	}
}

// messageEvents tells the app of a new message: once in a direct message,
// twice where it is mentioned, not at all where it is not a member.
func (w *Workspace) messageEvents(ch *channel, m *message) []*delivery {
	if !ch.has(w.bot.ID) {
		return nil
	}
	o := w.messageJSON(ch, m, false)
	o["channel"], o["channel_type"], o["event_ts"] = ch.ID, ch.kind(), m.TS
	w.homeTeams(ch, m.User, o)
	if m.Subtype == "thread_broadcast" {
		o["root"] = w.messageJSON(ch, m.root, false)
	}
	all := []*delivery{w.event(ch.subscription(), ch, o)}
	if m.BotID == "" && slices.Contains([]string{"", "file_share", "thread_broadcast"}, m.Subtype) {
		all = append(all, w.mentionEvent(ch, m))
	}
	return present(all)
}

// mentionEvent is nil unless a channel message mentions the app.
func (w *Workspace) mentionEvent(ch *channel, m *message) *delivery {
	if ch.IM || !slices.Contains(mentioned(m.Text), w.bot.ID) {
		return nil
	}
	o := w.messageJSON(ch, m, false)
	o["type"], o["channel"], o["event_ts"] = "app_mention", ch.ID, m.TS
	delete(o, "subtype")
	w.homeTeams(ch, m.User, o)
	return w.event("app_mention", ch, o)
}

// homeTeams adds where the author belongs in a channel shared with others.
func (w *Workspace) homeTeams(ch *channel, user string, o object) {
	if u := w.user(user); u != nil && ch.ExtShared {
		o["user_team"], o["source_team"] = u.Team, u.Team
		if u.Stranger {
			o["user_profile"] = object{"name": u.Name, "real_name": u.RealName, "display_name": u.DisplayName, "team": u.Team}
		}
	}
}

// changeEvents tells the app of an edit. before is the message object as it was.
func (w *Workspace) changeEvents(ch *channel, m *message, before object, textBefore string) []*delivery {
	if !ch.has(w.bot.ID) {
		return nil
	}
	ts := w.nextTS()
	all := []*delivery{w.event(ch.subscription(), ch, object{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": ch.ID, "channel_type": ch.kind(), "ts": ts, "event_ts": ts,
		"message": w.messageJSON(ch, m, false), "previous_message": before,
	})}
	if m.BotID == "" && !slices.Contains(mentioned(textBefore), w.bot.ID) {
		all = append(all, w.mentionEvent(ch, m))
	}
	return present(all)
}

func (w *Workspace) deleteEvents(ch *channel, m *message, before object) []*delivery {
	if !ch.has(w.bot.ID) {
		return nil
	}
	ts := w.nextTS()
	return present([]*delivery{w.event(ch.subscription(), ch, object{
		"type": "message", "subtype": "message_deleted", "hidden": true, "channel": ch.ID, "channel_type": ch.kind(), "ts": ts, "event_ts": ts,
		"deleted_ts": m.TS, "previous_message": before,
	})})
}

func (w *Workspace) reactionEvents(ch *channel, m *message, user, emoji string, added bool) []*delivery {
	if !ch.has(w.bot.ID) {
		return nil
	}
	name := "reaction_removed"
	if added {
		name = "reaction_added"
	}
	return present([]*delivery{w.event(name, ch, object{
		"type": name, "user": user, "reaction": emoji, "item_user": m.User, "event_ts": w.nextTS(),
		"item": object{"type": "message", "channel": ch.ID, "ts": m.TS},
	})})
}

func (w *Workspace) pinEvents(ch *channel, m *message, user string, added bool) []*delivery {
	if !ch.has(w.bot.ID) {
		return nil
	}
	name := "pin_removed"
	if added {
		name = "pin_added"
	}
	return present([]*delivery{w.event(name, ch, object{
		"type": name, "user": user, "channel_id": ch.ID, "event_ts": w.nextTS(),
		"item": object{"type": "message", "channel": ch.ID, "created": w.opts.Now().Unix(), "message": w.messageJSON(ch, m, false)},
	})})
}

// joinEvents adds a user to a channel and tells the app, if it is in there.
func (w *Workspace) joinEvents(ch *channel, user, inviter string) []*delivery {
	ch.Members = append(ch.Members, user)
	all := w.system(ch, "channel_join", user, "<@"+user+"> has joined the channel")
	if ch.has(w.bot.ID) {
		o := object{"type": "member_joined_channel", "user": user, "channel": ch.ID, "channel_type": string("CG"[b2i(ch.Private)]), "team": teamID, "event_ts": w.nextTS()}
		if inviter != "" {
			o["inviter"] = inviter
		}
		all = append(all, w.event("member_joined_channel", ch, o))
	}
	return present(all)
}

func (w *Workspace) leaveEvents(ch *channel, user string) []*delivery {
	ch.Members = slices.DeleteFunc(ch.Members, func(m string) bool { return m == user })
	all := w.system(ch, "channel_leave", user, "<@"+user+"> has left the channel")
	if ch.has(w.bot.ID) {
		all = append(all, w.event("member_left_channel", ch, object{
			"type": "member_left_channel", "user": user, "channel": ch.ID, "channel_type": string("CG"[b2i(ch.Private)]), "team": teamID, "event_ts": w.nextTS(),
		}))
	}
	return present(all)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func present(all []*delivery) []*delivery {
	return slices.DeleteFunc(all, func(d *delivery) bool { return d == nil })
}
