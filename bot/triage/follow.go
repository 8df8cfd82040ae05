package triage

import "cmp"

// A Follower is what in Slack shows whoever is on call in a rotation: a user
// group that holds them, or a channel whose topic names them.
type Follower struct {
	UserGroup string    `json:"user_group,omitempty"` // its id; empty means the topic
	Topic     ChannelID `json:"topic,omitempty"`
}

// ID is the group's or the channel's.
func (f Follower) ID() string { return cmp.Or(f.UserGroup, string(f.Topic)) }

// NoteRefusal notes that Slack refuses what a follower would take. Orders of one
// day have the same key, so that it is told once a day.
type NoteRefusal struct {
	Follower Follower
	Code     string // Slack's
}

// WarnRefused tells an admin in a direct message that a follower does not show
// who is on call any more, because Slack refuses.
type WarnRefused struct {
	Rotation RotationID `json:"rotation"`
	Follower Follower   `json:"follower"`
	Code     string     `json:"code"` // Slack's
	To       Mention    `json:"to"`
}

func (NoteRefusal) command() {}
func (WarnRefused) notice()  {}

// noteRefusal tells an admin while the team is there: nobody is woken for what
// nobody waits for.
func (p Policy) noteRefusal(d Duty, f Facts, c NoteRefusal) Decision {
	n := WarnRefused{Rotation: d.Rotation, Follower: c.Follower, Code: c.Code, To: Mention{Person: p.Admin(), As: RoleAdmin}}
	open := p.Calendar.NextOpen(f.Now)
	if open.IsZero() || !open.After(f.Now) {
		return Decision{Notices: []Notice{n}}
	}
	return Decision{Held: []Notice{n}, Until: open}
}
