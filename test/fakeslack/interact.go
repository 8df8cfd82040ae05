package fakeslack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Command sends a slash command such as "/toban list mine" from the composer of
// a channel. An answer in the acknowledgement is shown at once.
func (w *Workspace) Command(ctx context.Context, user, channel, line string) error {
	name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	act := "run " + name
	w.mu.Lock()
	u, ch, err := w.in(act, user, channel)
	switch {
	case err != nil:
	case !strings.HasPrefix(name, "/"):
		err = &ActError{Act: act, Code: "not_a_command"}
	case w.opts.Commands != nil && !slices.Contains(w.opts.Commands, name):
		err = &ActError{Act: act, Code: "unknown_command"} // Slack itself answers; the app hears nothing
	case u.Stranger:
		err = &ActError{Act: act, Code: "restricted_action"} // commands work for the workspace's own people only
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	response, link := w.newResponse(u.ID, ch, nil)
	channelName := ch.Name
	if ch.IM {
		channelName = "directmessage"
	}
	d := &delivery{kind: commandDelivery, name: name, channel: ch.ID, answers: true, payload: encode(map[string]string{
		"token": "fake-verification-token", "team_id": teamID, "team_domain": w.domain(), "channel_id": ch.ID, "channel_name": channelName,
		"user_id": u.ID, "user_name": u.Name, "command": name, "text": w.commandText(strings.TrimSpace(rest)), "api_app_id": appID,
		"is_enterprise_install": "false", "response_url": link, "trigger_id": w.newTrigger(u.ID),
	})}
	w.mu.Unlock()

	a := w.act(ctx, d)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.trouble(u.ID, act, a); err != nil {
		return err
	}
	c := &call{args: map[string]json.RawMessage{}}
	switch {
	case len(a.body) == 0:
		return nil
	case a.plain:
		c.args["text"] = encode(string(a.body))
	case json.Unmarshal(a.body, &c.args) != nil:
		w.toast(u.ID, "invalid_command_response", name+" failed.")
		return &ActError{Act: act, Code: "invalid_command_response"}
	}
	if !c.has("text") && !c.has("blocks") && !c.has("attachments") {
		return nil
	}
	err = w.respond(response, c)
	w.enqueue(c.later...)
	if err != nil {
		w.toast(u.ID, err.Error(), name+" failed with the error \""+err.Error()+"\"")
		return &ActError{Act: act, Code: err.Error()}
	}
	return nil
}

// trouble is what a person is shown when the app did not acknowledge.
func (w *Workspace) trouble(user, act string, a ack) error {
	var code string
	switch {
	case a.ok:
		return nil
	case a.reason == "http_timeout" || a.reason == "timeout":
		code = "operation_timeout"
	case a.reason == "http_error" && a.status < 500:
		code = "http_client_error"
	case a.reason == "http_error":
		code = "http_service_error"
	default:
		code = "dispatch_failed"
	}
	w.toast(user, code, fmt.Sprintf("Could not %s: failed with the error %q", act, code))
	return &ActError{Act: act, Code: code}
}

// interaction is what all interaction payloads have in common.
func (w *Workspace) interaction(kind string, u *User) object {
	team := object{"id": teamID, "domain": w.domain()}
	return object{
		"type": kind, "token": "fake-verification-token", "api_app_id": appID, "team": team, "enterprise": nil, "is_enterprise_install": false,
		"user": object{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.Team}, "trigger_id": w.newTrigger(u.ID),
	}
}

func interactionDeliveryOf(o object, channel string) *delivery {
	kind := text(o, "type")
	return &delivery{
		kind: interactionDelivery, name: kind, channel: channel, id: text(o, "trigger_id"), payload: encode(o),
		answers: kind == "view_submission",
	}
}

// GlobalShortcut uses a shortcut from the ⚡ menu.
func (w *Workspace) GlobalShortcut(ctx context.Context, user, callbackID string) error {
	w.mu.Lock()
	u, err := w.actor(user)
	if err == nil && u.Stranger {
		err = &ActError{Act: "use " + callbackID, Code: "restricted_action"}
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	o := w.interaction("shortcut", u)
	o["callback_id"], o["action_ts"] = callbackID, w.nextTS()
	w.mu.Unlock()
	return w.interact(ctx, u.ID, "use "+callbackID, interactionDeliveryOf(o, ""))
}

// MessageShortcut uses a shortcut from the ⋯ menu of a message.
func (w *Workspace) MessageShortcut(ctx context.Context, user, callbackID, channel, ts string) error {
	act := "use " + callbackID
	w.mu.Lock()
	u, ch, m, err := w.at(act, user, channel, ts)
	if err == nil && (u.Stranger || m.Ephemeral) {
		err = &ActError{Act: act, Code: "restricted_action"}
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	o := w.interaction("message_action", u)
	_, link := w.newResponse(u.ID, ch, nil)
	o["callback_id"], o["action_ts"], o["response_url"] = callbackID, w.nextTS(), link
	o["message_ts"], o["message"], o["channel"] = m.TS, w.messageJSON(ch, m, false), w.channelRefJSON(ch)
	w.mu.Unlock()
	return w.interact(ctx, u.ID, act, interactionDeliveryOf(o, ch.ID))
}

func (w *Workspace) channelRefJSON(ch *channel) object {
	name := ch.Name
	if ch.IM {
		name = "directmessage"
	}
	return object{"id": ch.ID, "name": name}
}

func (w *Workspace) interact(ctx context.Context, user, act string, d *delivery) error {
	a := w.act(ctx, d)
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.trouble(user, act, a)
}

// Press uses a button, overflow menu or select of a message. The control is
// named by its action_id, by block_id/action_id or by the words on it; a value
// picks an option, or one of several buttons with the same action_id.
// Confirmation dialogs are confirmed.
func (w *Workspace) Press(ctx context.Context, user, channel, ts, control string, value ...string) error {
	return w.PressTogether(ctx, []string{user}, channel, ts, control, value...)
}

// PressTogether is a press of the same control by several people before the
// message of any of them is drawn anew. Their presses arrive in that order; an
// error says what the first trouble was.
func (w *Workspace) PressTogether(ctx context.Context, users []string, channel, ts, control string, value ...string) error {
	act := "press " + control
	ids, presses := make([]string, len(users)), make([]*delivery, len(users))
	w.mu.Lock()
	for i, user := range users {
		var err error
		if ids[i], presses[i], err = w.press(act, user, channel, ts, control, value); err != nil {
			w.mu.Unlock()
			return err
		}
	}
	w.mu.Unlock()
	var first error
	for i, d := range presses {
		first = cmp.Or(first, w.interact(ctx, ids[i], act, d))
	}
	return first
}

// press is what Slack sends of a press, and by whom. The lock is held.
func (w *Workspace) press(act, user, channel, ts, control string, value []string) (string, *delivery, error) {
	u, ch, m, err := w.at(act, user, channel, ts)
	if err != nil {
		return "", nil, err
	}
	all := controls(m.Blocks)
	hit, values, err := find(all, control, value)
	var action object
	if err == nil {
		action, err = w.action(hit, values)
	}
	if err != nil {
		return "", nil, err
	}
	o := w.interaction("block_actions", u)
	_, link := w.newResponse(u.ID, ch, m)
	container := object{"type": "message", "message_ts": m.TS, "channel_id": ch.ID, "is_ephemeral": m.Ephemeral}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	o["container"], o["channel"], o["response_url"], o["actions"] = container, w.channelRefJSON(ch), link, []object{action}
	if !m.Ephemeral { // nobody stores those
		o["message"] = w.messageJSON(ch, m, false)
	}
	filledIn := map[string]map[string]object{}
	for _, c := range all {
		s := initialState(c.element)
		if s == nil {
			continue
		}
		block, id := text(c.block, "block_id"), text(c.element, "action_id")
		if block == text(hit.block, "block_id") && id == text(hit.element, "action_id") {
			s, _ = w.filled(c.element, values)
		}
		if filledIn[block] == nil {
			filledIn[block] = map[string]object{}
		}
		filledIn[block][id] = s
	}
	o["state"] = object{"values": filledIn}
	return u.ID, interactionDeliveryOf(o, ch.ID), nil
}

// action is what a press on a control reports.
func (w *Workspace) action(c control, values []string) (object, error) {
	e := c.element
	o := object{"type": e["type"], "action_id": e["action_id"], "block_id": c.block["block_id"], "action_ts": w.nextTS()}
	switch text(e, "type") {
	case "button", "icon_button", "workflow_button":
		o["text"], o["value"] = e["text"], text(e, "value")
	case "feedback_buttons":
		side := "positive_button"
		if len(values) > 0 && (values[0] == text(e, "negative_button", "value") || values[0] == text(e, "negative_button", "text", "text")) {
			side = "negative_button"
		}
		o["text"], o["value"] = at(e, side, "text"), text(e, side, "value")
	case "overflow":
		option := object(nil)
		if len(values) > 0 {
			option = optionOf(e, values[0])
		}
		if option == nil {
			return nil, &ActError{Act: fmt.Sprintf("choose %q of %q", values, labels(e)), Code: "no_such_option"}
		}
		o["selected_option"] = option
	default:
		s, err := w.filled(e, values)
		if err != nil {
			return nil, err
		}
		maps.Copy(o, s)
	}
	return o, nil
}

// modal finds an open modal or the home tab of a user by id; an empty id means
// the modal on top.
func (w *Workspace) modal(act, user, viewID string) (*User, *view, error) {
	u, err := w.actor(user)
	if err != nil {
		return nil, nil, err
	}
	stack := w.modals[u.ID]
	if viewID == "" && len(stack) > 0 {
		return u, stack[len(stack)-1], nil
	}
	v := w.findView(func(v *view) bool { return v.id == viewID && v.user == u.ID })
	if v == nil {
		return nil, nil, &ActError{Act: act, Code: "no_such_view"}
	}
	return u, v, nil
}

// PressView uses a control of a modal or the Home tab, as Press does. An empty
// viewID means the modal on top. Inputs report themselves only if they have
// dispatch_action; otherwise this fills them in.
func (w *Workspace) PressView(ctx context.Context, user, viewID, control string, value ...string) error {
	act := "press " + control
	w.mu.Lock()
	u, v, err := w.modal(act, user, viewID)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	hit, values, err := find(v.inputs(), control, value)
	var action object
	if err == nil {
		action, err = w.action(hit, values)
	}
	if err != nil {
		w.mu.Unlock()
		return err
	}
	if initialState(hit.element) != nil {
		s, _ := w.filled(hit.element, values)
		v.state[text(hit.block, "block_id")][text(hit.element, "action_id")] = s
		w.changed(Change{Views: []string{u.ID}})
	}
	if text(hit.block, "type") == "input" && !flag(hit.block, "dispatch_action") {
		w.mu.Unlock()
		return nil
	}
	o := w.interaction("block_actions", u)
	o["container"], o["view"], o["actions"] = object{"type": "view", "view_id": v.id}, w.viewJSON(v), []object{action}
	w.mu.Unlock()
	return w.interact(ctx, u.ID, act, interactionDeliveryOf(o, ""))
}

// CloseView presses the close button of a modal, the one on top if viewID is
// empty. The views above it go as well.
func (w *Workspace) CloseView(ctx context.Context, user, viewID string) error {
	return w.closeView(ctx, user, viewID, false)
}

// DismissViews closes all modals of a user with the ✕.
func (w *Workspace) DismissViews(ctx context.Context, user string) error {
	return w.closeView(ctx, user, "", true)
}

func (w *Workspace) closeView(ctx context.Context, user, viewID string, all bool) error {
	w.mu.Lock()
	u, v, err := w.modal("close view", user, viewID)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	gone := w.pop(u.ID, v, all || flag(v.given, "clear_on_close"))
	var told []*delivery
	for _, g := range gone {
		if flag(g.given, "notify_on_close") {
			o := w.interaction("view_closed", u)
			delete(o, "trigger_id")
			o["view"], o["is_cleared"] = w.viewJSON(g), all || flag(v.given, "clear_on_close")
			told = append(told, interactionDeliveryOf(o, ""))
		}
	}
	w.mu.Unlock()
	w.act(ctx, told...)
	return nil
}

// pop takes a view and those above it, or all, off a user's stack.
func (w *Workspace) pop(user string, v *view, all bool) (gone []*view) {
	stack := w.modals[user]
	for i, s := range stack {
		if s == v || all {
			gone = append(gone, stack[i:]...)
			w.modals[user] = stack[:i:i]
			break
		}
	}
	w.changed(Change{Views: []string{user}})
	return gone
}
