package slackapp

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"toban/bot/triage"
)

// Deliveries are decoded here rather than by the library, which rejects a
// whole payload for one element it does not know: an old attachment in the
// message of a monitoring bot must not cost a person their shortcut. Fields
// that toban does not use are not read, and a field of an unexpected type is
// skipped.

// lenient is a string that any other JSON value leaves empty.
type lenient string

func (l *lenient) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*l = lenient(s)
		return nil
	}
	var n json.Number
	if json.Unmarshal(data, &n) == nil {
		*l = lenient(n)
	}
	return nil
}

// loose is a value that is left zero when its JSON has another shape.
type loose[T any] struct{ v T }

func (l *loose[T]) UnmarshalJSON(data []byte) error {
	var v T
	if json.Unmarshal(data, &v) == nil {
		l.v = v
	}
	return nil
}

// eventEnvelope is the outer part of an event.
type eventEnvelope struct {
	Type           lenient      `json:"type"`
	Challenge      lenient      `json:"challenge"`
	Team           lenient      `json:"team_id"`
	Context        lenient      `json:"context_team_id"`
	App            lenient      `json:"api_app_id"`
	EventID        lenient      `json:"event_id"`
	Event          loose[event] `json:"event"`
	Authorizations loose[[]struct {
		Team lenient `json:"team_id"`
		User lenient `json:"user_id"`
		Bot  bool    `json:"is_bot"`
	}] `json:"authorizations"`
}

// installations are the workspaces whose installation of the app the event
// was sent to, as far as the envelope says. In a channel that is shared with
// other workspaces its team_id is that of the host, or of the author: ours
// stands in the authorizations.
func (e eventEnvelope) installations() []string {
	var teams []string
	for _, a := range e.Authorizations.v {
		if a.Team != "" {
			teams = append(teams, string(a.Team))
		}
	}
	if home := cmp.Or(e.Context, e.Team); len(teams) == 0 && home != "" {
		teams = append(teams, string(home))
	}
	return teams
}

// sentTo reports whether the event was sent to the installation in team; an
// envelope that does not say is believed.
func (e eventEnvelope) sentTo(team string) bool {
	teams := e.installations()
	return len(teams) == 0 || slices.Contains(teams, team)
}

// bot is the bot user for which Slack sent the event to team, "" when it does
// not say. An empty team is any.
func (e eventEnvelope) bot(team string) string {
	for _, a := range e.Authorizations.v {
		if a.Bot && (team == "" || a.Team == "" || string(a.Team) == team) {
			return string(a.User)
		}
	}
	return ""
}

// event is the inner part, of every type.
type event struct {
	Type        lenient `json:"type"`
	Subtype     lenient `json:"subtype"`
	User        lenient `json:"-"` // filled by UnmarshalJSON: an id, or the id of an object
	Channel     lenient `json:"-"`
	TS          lenient `json:"ts"`
	EventTS     lenient `json:"event_ts"`
	ThreadTS    lenient `json:"thread_ts"`
	Text        lenient `json:"text"`
	BotID       lenient `json:"bot_id"`
	ChannelType lenient `json:"channel_type"`
	UserTeam    lenient `json:"user_team"`
	ParentUser  lenient `json:"parent_user_id"`
	DeletedTS   lenient `json:"deleted_ts"`
	Tab         lenient `json:"tab"`
	Reaction    lenient `json:"reaction"`
	ItemUser    lenient `json:"item_user"`
	Edited      loose[struct {
		TS lenient `json:"ts"`
	}] `json:"edited"`
	Item loose[struct {
		Type    lenient `json:"type"`
		Channel lenient `json:"channel"`
		TS      lenient `json:"ts"`
	}] `json:"item"`
	Files    loose[[]file] `json:"files"`
	Message  loose[*inner] `json:"message"`
	Previous loose[*inner] `json:"previous_message"`

	Attachments loose[[]attachment] `json:"attachments"`
}

// attachment is what alert bots write instead of a text.
type attachment struct {
	Title    lenient `json:"title"`
	Text     lenient `json:"text"`
	Fallback lenient `json:"fallback"`
	Link     lenient `json:"title_link"`
}

// UnmarshalJSON reads user and channel, which are ids in most events and
// objects in some.
func (e *event) UnmarshalJSON(data []byte) error {
	type bare event
	var v struct {
		bare
		User    idOrObject `json:"user"`
		Channel idOrObject `json:"channel"`
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*e = event(v.bare)
	e.User, e.Channel = lenient(v.User), lenient(v.Channel)
	return nil
}

// idOrObject is an id given as a string or as an object's id.
type idOrObject string

func (i *idOrObject) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*i = idOrObject(s)
		return nil
	}
	var o struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(data, &o) == nil {
		*i = idOrObject(o.ID)
	}
	return nil
}

// inner is a message within an event, a shortcut or an API answer.
type inner struct {
	Subtype  lenient `json:"subtype"`
	User     lenient `json:"user"`
	TS       lenient `json:"ts"`
	ThreadTS lenient `json:"thread_ts"`
	Text     lenient `json:"text"`
	BotID    lenient `json:"bot_id"`
	Hidden   bool    `json:"hidden"`
	Edited   loose[struct {
		TS lenient `json:"ts"`
	}] `json:"edited"`
	Files    loose[[]file] `json:"files"`
	UserTeam lenient       `json:"user_team"`
	Latest   lenient       `json:"latest_reply"` // of a root with replies, in the history

	Reactions loose[[]emoji] `json:"reactions"` // of a fetched message
}

// emoji is a reaction that stands below a message.
type emoji struct {
	Name lenient `json:"name"`
}

// file is an attachment, of which the name and the link are kept.
type file struct {
	Title     lenient `json:"title"`
	Name      lenient `json:"name"`
	Permalink lenient `json:"permalink"`
}

func fileLinks(files []file) []string {
	var out []string
	for _, f := range files {
		if f.Permalink != "" {
			out = append(out, string(f.Permalink))
		}
	}
	return out
}

// fileNames stand for the words of a message that has none.
func fileNames(files []file) string {
	var out []string
	for _, f := range files {
		out = append(out, string(cmp.Or(f.Title, f.Name, f.Permalink)))
	}
	return strings.Join(out, "\n")
}

var errEmptyBody = errors.New("empty body")

// decodeEvent reads an event's envelope. An inner event of an unknown shape
// is left zero.
func decodeEvent(body []byte) (eventEnvelope, error) {
	var e eventEnvelope
	err := decodeObject(body, &e)
	return e, err
}

// decodeObject demands a JSON object, or null, which decodes to nothing.
func decodeObject(body []byte, into any) error {
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		return errEmptyBody
	}
	if body[0] != '{' && string(body) != "null" {
		return errors.New("body is no JSON object")
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("decode body: %w", err)
	}
	return nil
}

// slashCall is a slash command.
type slashCall struct {
	Team    lenient `json:"team_id"`
	Channel lenient `json:"channel_id"`
	Name    lenient `json:"channel_name"`
	User    lenient `json:"user_id"`
	Command lenient `json:"command"`
	Text    lenient `json:"text"`
	Trigger lenient `json:"trigger_id"`
	Respond lenient `json:"response_url"`
}

func slashFromForm(form url.Values) slashCall {
	get := func(key string) lenient { return lenient(form.Get(key)) }
	return slashCall{
		Team: get("team_id"), Channel: get("channel_id"), Name: get("channel_name"), User: get("user_id"),
		Command: get("command"), Text: get("text"), Trigger: get("trigger_id"), Respond: get("response_url"),
	}
}

// interaction is a press, a submission or a shortcut.
type interaction struct {
	Type lenient    `json:"type"`
	Team idOrObject `json:"team"`
	User loose[struct {
		ID   lenient `json:"id"`
		Team lenient `json:"team_id"`
	}] `json:"user"`
	Channel   idOrObject    `json:"channel"`
	Trigger   lenient       `json:"trigger_id"`
	Respond   lenient       `json:"response_url"`
	Callback  lenient       `json:"callback_id"`
	ActionTS  lenient       `json:"action_ts"`
	MessageTS lenient       `json:"message_ts"`
	Message   loose[*inner] `json:"message"`
	Container loose[struct {
		Type      lenient `json:"type"`
		MessageTS lenient `json:"message_ts"`
		ThreadTS  lenient `json:"thread_ts"`
		Channel   lenient `json:"channel_id"`
		Ephemeral bool    `json:"is_ephemeral"`
	}] `json:"container"`
	Actions loose[[]press]  `json:"actions"`
	View    loose[openView] `json:"view"`
}

// press is one control that was used.
type press struct {
	ID       lenient       `json:"action_id"`
	Value    lenient       `json:"value"`
	TS       lenient       `json:"action_ts"`
	Selected loose[option] `json:"selected_option"`
}

// value is what the control stands for, whatever sort it is.
func (p press) value() string {
	if p.Selected.v.Value != "" {
		return string(p.Selected.v.Value)
	}
	return string(p.Value)
}

type option struct {
	Value lenient `json:"value"`
}

// openView is the modal or Home tab an interaction comes from.
type openView struct {
	ID       lenient `json:"id"`
	Type     lenient `json:"type"`
	Hash     lenient `json:"hash"`
	Callback lenient `json:"callback_id"`
	Metadata lenient `json:"private_metadata"`
	State    loose[struct {
		Values loose[map[string]loose[map[string]loose[field]]] `json:"values"`
	}] `json:"state"`
}

// field is what one input holds.
type field struct {
	Value    lenient         `json:"value"`
	Selected loose[option]   `json:"selected_option"`
	Several  loose[[]option] `json:"selected_options"`
	User     lenient         `json:"selected_user"`
	Date     lenient         `json:"selected_date"`
}

// input is the value in a block, "" when it is empty; each of our input
// blocks holds one element.
func (v openView) input(block string) string {
	for _, element := range v.State.v.Values.v[block].v {
		f := element.v
		switch {
		case f.Selected.v.Value != "":
			return string(f.Selected.v.Value)
		case f.User != "":
			return string(f.User)
		case f.Date != "":
			return string(f.Date)
		}
		return string(f.Value)
	}
	return ""
}

// checked reports whether a checkbox of a block is on.
func (v openView) checked(block string) bool {
	for _, element := range v.State.v.Values.v[block].v {
		return len(element.v.Several.v) > 0
	}
	return false
}

func decodeInteraction(body []byte) (interaction, error) {
	var i interaction
	err := decodeObject(body, &i)
	return i, err
}

// ref points at a message by its parts.
func ref(channel, ts lenient) triage.MessageRef {
	if ts == "" {
		return triage.MessageRef{Channel: triage.ChannelID(channel)}
	}
	return triage.MessageRef{Channel: triage.ChannelID(channel), TS: triage.MessageTS(ts)}
}
