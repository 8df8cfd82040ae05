package fakeslack

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Channel is a conversation.
type Channel struct {
	ID        string   `json:"id"`   // generated if empty
	Name      string   `json:"name"` // without #; empty for a direct message
	Private   bool     `json:"private"`
	IM        bool     `json:"im"`   // a direct message between the app and one person
	MPIM      bool     `json:"mpim"` // a group direct message; always private
	ExtShared bool     `json:"ext_shared"`
	Host      string   `json:"host"` // team id of the workspace an ext_shared channel belongs to; empty means this one
	Archived  bool     `json:"archived"`
	Members   []string `json:"members"`
	Topic     string   `json:"topic"`
	Purpose   string   `json:"purpose"`
	Creator   string   `json:"creator"`
	Pins      []string `json:"pins"` // timestamps
	Bookmarks []Link   `json:"bookmarks"`
}

// Link is a bookmark in a channel's header.
type Link struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
	Emoji string `json:"emoji,omitempty"`
}

// channel is a conversation with its messages.
type channel struct {
	Channel
	created    time.Time
	top        []*message // in order of ts, thread replies apart
	byTS       map[string]*message
	ephemerals []*message
}

// AddChannel adds c, or replaces the facts of the channel with the same id. No
// events are sent: this is how the workspace looked before.
func (w *Workspace) AddChannel(c Channel) Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case c.ID != "":
	case c.IM:
		c.ID = w.newID("D")
	case c.MPIM:
		c.ID = w.newID("G")
	default:
		c.ID = w.newID("C")
	}
	c = c.clone()
	c.Private, c.ExtShared = c.Private || c.MPIM, c.ExtShared || c.Host != ""
	for i, m := range c.Members {
		if u, err := w.person(m); err == nil {
			c.Members[i] = u.ID
		}
	}
	if old := w.chanByID[c.ID]; old != nil {
		old.Channel = c.clone()
	} else {
		w.addChannel(c.clone())
	}
	w.changed(Change{Channels: []string{c.ID}})
	return c.clone()
}

func (w *Workspace) addChannel(c Channel) *channel {
	ch := &channel{Channel: c, created: w.opts.Now(), byTS: map[string]*message{}}
	w.channels = append(w.channels, ch)
	w.chanByID[c.ID] = ch
	return ch
}

// DM returns the direct message channel of the app and a person, given by id
// or name, creating it if needed.
func (w *Workspace) DM(user string) (Channel, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, err := w.person(user)
	if err != nil {
		return Channel{}, err
	}
	return w.dm(u.ID).clone(), nil
}

func (w *Workspace) dm(user string) *channel {
	for _, ch := range w.channels {
		if ch.IM && ch.has(user) {
			return ch
		}
	}
	return w.addChannel(Channel{ID: w.newID("D"), IM: true, Members: []string{user, w.bot.ID}})
}

// groupDM returns the group direct message of the app and exactly these
// people, creating it if needed: the same people always have the same one.
func (w *Workspace) groupDM(users []string) (ch *channel, made bool) {
	members := append(slices.Clone(users), w.bot.ID)
	want := slices.Sorted(slices.Values(members))
	names := make([]string, 0, len(members))
	for _, id := range members {
		names = append(names, w.user(id).Name)
	}
	for _, ch := range w.channels {
		if ch.MPIM && slices.Equal(slices.Sorted(slices.Values(ch.Members)), want) {
			return ch, false
		}
	}
	return w.addChannel(Channel{
		ID: w.newID("G"), Name: "mpdm-" + strings.Join(names, "--") + "-1", Private: true, MPIM: true, Members: members, Creator: w.bot.ID,
	}), true
}

// Channels returns the conversations that a user can see: public ones, and
// private ones and direct messages they are in. An empty user sees all.
func (w *Workspace) Channels(user string) []Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u, err := w.person(user); err == nil {
		user = u.ID
	}
	var seen []Channel
	for _, ch := range w.channels {
		if user == "" || ch.has(user) || !ch.Private && !ch.IM {
			seen = append(seen, ch.clone())
		}
	}
	return seen
}

// Channel returns a conversation by id, name or #name.
func (w *Workspace) Channel(ref string) (Channel, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch, err := w.place(ref)
	if err != nil {
		return Channel{}, false
	}
	return ch.clone(), true
}

// place finds a conversation by id, #name or name, or by @name of the app's
// partner in a direct message, for the calls that people make.
func (w *Workspace) place(ref string) (*channel, error) {
	if ch := w.chanByID[ref]; ch != nil {
		return ch, nil
	}
	name := strings.TrimPrefix(ref, "#")
	for _, ch := range w.channels {
		if !ch.IM && ch.Name == name {
			return ch, nil
		}
	}
	if strings.HasPrefix(ref, "@") {
		if u, err := w.person(ref); err == nil && u.ID != w.bot.ID {
			return w.dm(u.ID), nil
		}
	}
	return nil, &ActError{Act: "open " + ref, Code: "channel_not_found"}
}

func (c Channel) clone() Channel {
	c.Members, c.Pins, c.Bookmarks = slices.Clone(c.Members), slices.Clone(c.Pins), slices.Clone(c.Bookmarks)
	return c
}

func (c *Channel) has(user string) bool { return slices.Contains(c.Members, user) }

// kind is the channel_type of events.
func (c *Channel) kind() string {
	switch {
	case c.IM:
		return "im"
	case c.MPIM:
		return "mpim"
	case c.Private:
		return "group"
	default:
		return "channel"
	}
}

// scopePrefix is the first half of the scopes that guard the conversation.
func (c *Channel) scopePrefix() string {
	switch {
	case c.IM:
		return "im"
	case c.MPIM:
		return "mpim"
	case c.Private:
		return "groups"
	default:
		return "channels"
	}
}

func (w *Workspace) channelJSON(ch *channel) object {
	if ch.IM {
		partner := ""
		for _, m := range ch.Members {
			if m != w.bot.ID {
				partner = m
			}
		}
		return object{"id": ch.ID, "is_im": true, "is_org_shared": false, "user": partner, "created": ch.created.Unix(), "is_open": true}
	}
	return object{
		"id": ch.ID, "name": ch.Name, "name_normalized": ch.Name, "is_channel": !ch.Private, "is_group": ch.Private && !ch.MPIM, "is_im": false,
		"is_mpim": ch.MPIM, "is_private": ch.Private, "is_archived": ch.Archived, "is_general": false, "is_shared": ch.ExtShared,
		"is_ext_shared": ch.ExtShared, "is_org_shared": false, "is_member": ch.has(w.bot.ID), "num_members": len(ch.Members),
		"created": ch.created.Unix(), "creator": ch.Creator, "context_team_id": teamID, "conversation_host_id": cmp.Or(ch.Host, teamID),
		"topic":   object{"value": escape(ch.Topic), "creator": "", "last_set": 0},
		"purpose": object{"value": escape(ch.Purpose), "creator": "", "last_set": 0},
	}
}
