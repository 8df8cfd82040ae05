package fakeslack

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Life of a trigger and height of the modal stack.
// https://docs.slack.dev/surfaces/modals
const (
	triggerLife = 3 * time.Second
	maxStack    = 3
	maxView     = 250 * 1024
)

// trigger is the right to open one modal for a user.
type trigger struct {
	user    string
	expires time.Time
	used    bool
}

// view is a modal or a home tab.
type view struct {
	given  object // as the app sent it
	id     string
	hash   string
	user   string
	root   string
	prev   string
	blocks json.RawMessage
	state  map[string]map[string]object // block_id, action_id
	errors map[string]string            // by block_id, of the last submission
}

// ModalView is a modal as its user sees it.
type ModalView struct {
	ID              string                       `json:"id"`
	CallbackID      string                       `json:"callback_id"`
	Title           string                       `json:"title"`
	Submit          string                       `json:"submit"`
	Close           string                       `json:"close"`
	Blocks          json.RawMessage              `json:"blocks"`
	State           map[string]map[string]object `json:"state"`            // what is filled in, by block_id and action_id
	Errors          map[string]string            `json:"errors,omitempty"` // below which input the app's complaints are shown, by block_id
	Depth           int                          `json:"depth"`            // 1 is the root of the stack
	PrivateMetadata string                       `json:"private_metadata,omitempty"`
}

// View returns the modal on top of a user's stack.
func (w *Workspace) View(user string) (*ModalView, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(user)
	if err != nil || len(w.modals[u.ID]) == 0 {
		return nil, false
	}
	stack := w.modals[u.ID]
	return stack[len(stack)-1].shown(len(stack)), true
}

// Home returns the user's App Home tab; false until the app published one.
func (w *Workspace) Home(user string) (*ModalView, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(user)
	if err != nil || w.homes[u.ID] == nil {
		return nil, false
	}
	return w.homes[u.ID].shown(1), true
}

func (v *view) shown(depth int) *ModalView {
	m := &ModalView{
		ID: v.id, CallbackID: text(v.given, "callback_id"), Title: text(v.given, "title", "text"), Submit: text(v.given, "submit", "text"),
		Close: text(v.given, "close", "text"), Blocks: v.blocks, State: map[string]map[string]object{}, Errors: v.errors, Depth: depth,
		PrivateMetadata: text(v.given, "private_metadata"),
	}
	for block, actions := range v.state {
		m.State[block] = maps.Clone(actions)
	}
	return m
}

func (w *Workspace) newTrigger(user string) string {
	id := "13345224609.738474920." + w.newID("")
	for old, t := range w.triggers {
		if w.opts.Now().Sub(t.expires) > time.Hour {
			delete(w.triggers, old)
		}
	}
	w.triggers[id] = &trigger{user: user, expires: w.opts.Now().Add(triggerLife)}
	return id
}

func (w *Workspace) takeTrigger(id string) (*trigger, error) {
	t := w.triggers[id]
	switch {
	case id == "":
		return nil, missing("trigger_id")
	case t == nil:
		return nil, fail("invalid_trigger_id")
	case t.used:
		return nil, fail("exchanged_trigger_id")
	case w.opts.Now().After(t.expires):
		return nil, fail("expired_trigger_id")
	}
	return t, nil
}

// checkView checks what the app sent as a view of the given type.
func checkView(raw json.RawMessage, kind string) (*view, error) {
	if len(raw) > maxView {
		return nil, fail("view_too_large")
	}
	var o object
	if decode(raw, &o) != nil || o == nil {
		return nil, missing("view")
	}
	k := &checker{on: onModal}
	if kind == "home" {
		k.on = onHome
	}
	if text(o, "type") != kind {
		k.bad("/view/type", "must be %s", kind)
	}
	k.str(o, "/view", "private_metadata", 3000, false)
	k.str(o, "/view", "callback_id", 255, false)
	k.str(o, "/view", "external_id", 255, false)
	if kind == "modal" {
		k.text(o, "/view", "title", 24, plainOnly, true)
		k.text(o, "/view", "submit", 24, plainOnly, false)
		k.text(o, "/view", "close", 24, plainOnly, false)
	}
	var blocks json.RawMessage
	if o["blocks"] == nil {
		k.bad("/view", "missing required field: blocks")
	} else {
		var err error
		blocks, err = checkBlocks(encode(o["blocks"]), k.on, "/view")
		mistakes := messagesOf(err)
		if err != nil && len(mistakes) == 0 {
			return nil, err
		}
		k.mistakes = append(k.mistakes, mistakes...)
	}
	v := &view{given: o, blocks: blocks}
	if kind == "modal" && o["submit"] == nil {
		for _, b := range v.inputs() {
			if text(b.block, "type") == "input" {
				k.bad("/view/submit", "is required when an input block is in the blocks")
				break
			}
		}
	}
	if len(k.mistakes) > 0 {
		return nil, failWith("invalid_arguments", k.mistakes)
	}
	return v, nil
}

// fresh completes a new or changed view. What the user had filled in stays
// where block_id and action_id are the same.
func (w *Workspace) fresh(v, old *view) *view {
	if v.id == "" {
		v.id = w.newID("V")
	}
	v.hash = w.nextTS() + "." + w.newID("h")
	v.state = map[string]map[string]object{}
	for _, in := range v.inputs() {
		if s := initialState(in.element); s != nil {
			block, action := text(in.block, "block_id"), text(in.element, "action_id")
			if old != nil && old.state[block][action] != nil && old.state[block][action]["type"] == s["type"] {
				s = old.state[block][action]
			}
			if v.state[block] == nil {
				v.state[block] = map[string]object{}
			}
			v.state[block][action] = s
		}
	}
	w.changed(Change{Views: []string{v.user}})
	return v
}

func (w *Workspace) viewJSON(v *view) object {
	o := object{
		"id": v.id, "team_id": teamID, "app_id": appID, "bot_id": botID, "app_installed_team_id": teamID, "type": v.given["type"],
		"blocks": v.blocks, "hash": v.hash, "state": object{"values": v.state}, "root_view_id": v.root, "previous_view_id": nil,
		"private_metadata": text(v.given, "private_metadata"), "callback_id": text(v.given, "callback_id"), "external_id": text(v.given, "external_id"),
		"clear_on_close": flag(v.given, "clear_on_close"), "notify_on_close": flag(v.given, "notify_on_close"),
		"title": v.given["title"], "submit": v.given["submit"], "close": v.given["close"],
	}
	if v.prev != "" {
		o["previous_view_id"] = v.prev
	}
	if o["type"] == "home" && o["title"] == nil {
		o["title"] = object{"type": "plain_text", "text": "View Title", "emoji": true}
	}
	return o
}

// findView finds an open modal or a home tab.
func (w *Workspace) findView(is func(*view) bool) *view {
	for _, stack := range w.modals {
		if i := slices.IndexFunc(stack, is); i >= 0 {
			return stack[i]
		}
	}
	for _, v := range w.homes {
		if is(v) {
			return v
		}
	}
	return nil
}

func (w *Workspace) externalTaken(v *view) bool {
	id := text(v.given, "external_id")
	return id != "" && w.findView(func(o *view) bool { return text(o.given, "external_id") == id && o.id != v.id }) != nil
}

func viewsOpen(w *Workspace, c *call) (object, error) {
	t, err := w.takeTrigger(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	v, err := checkView(c.raw("view"), "modal")
	if err != nil {
		return nil, err
	}
	if w.externalTaken(v) {
		return nil, fail("duplicate_external_id")
	}
	t.used, v.user = true, t.user
	w.fresh(v, nil)
	v.root = v.id
	w.modals[t.user] = []*view{v}
	return object{"view": w.viewJSON(v)}, nil
}

func viewsPush(w *Workspace, c *call) (object, error) {
	t, err := w.takeTrigger(c.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	v, err := checkView(c.raw("view"), "modal")
	if err != nil {
		return nil, err
	}
	if len(w.modals[t.user]) == 0 {
		return nil, fail("not_found")
	}
	if err := w.push(t.user, v); err != nil {
		return nil, err
	}
	t.used = true
	return object{"view": w.viewJSON(v)}, nil
}

// push puts a view on top of a user's stack.
func (w *Workspace) push(user string, v *view) error {
	stack := w.modals[user]
	switch {
	case len(stack) >= maxStack:
		return fail("push_limit_reached")
	case w.externalTaken(v):
		return fail("duplicate_external_id")
	}
	v.user = user
	w.fresh(v, nil)
	v.root, v.prev = stack[0].id, stack[len(stack)-1].id
	w.modals[user] = append(stack, v)
	return nil
}

func viewsUpdate(w *Workspace, c *call) (object, error) {
	id, external := c.str("view_id"), c.str("external_id")
	if id == "" && external == "" {
		return nil, missing("view_id")
	}
	old := w.findView(func(v *view) bool { return v.id == id || id == "" && text(v.given, "external_id") == external })
	if old == nil {
		return nil, fail("not_found")
	}
	if hash := c.str("hash"); hash != "" && hash != old.hash {
		return nil, fail("hash_conflict")
	}
	v, err := checkView(c.raw("view"), text(old.given, "type"))
	if err != nil {
		return nil, err
	}
	if v.id = old.id; w.externalTaken(v) {
		return nil, fail("duplicate_external_id")
	}
	w.replace(old, v)
	return object{"view": w.viewJSON(old)}, nil
}

// replace changes an open view into another one.
func (w *Workspace) replace(old, v *view) {
	v.id, v.user, v.root, v.prev = old.id, old.user, old.root, old.prev
	*old = *w.fresh(v, old)
}

func viewsPublish(w *Workspace, c *call) (object, error) {
	u := w.user(c.str("user_id"))
	if u == nil {
		return nil, fail("user_not_found")
	}
	old := w.homes[u.ID]
	if hash := c.str("hash"); hash != "" && old != nil && hash != old.hash {
		return nil, fail("hash_conflict")
	}
	v, err := checkView(c.raw("view"), "home")
	if err != nil {
		return nil, err
	}
	v.user = u.ID
	if old != nil {
		w.replace(old, v)
		return object{"view": w.viewJSON(old)}, nil
	}
	w.fresh(v, nil)
	v.root = v.id
	w.homes[u.ID] = v
	return object{"view": w.viewJSON(v)}, nil
}
