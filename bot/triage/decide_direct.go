package triage

import "slices"

// An inquiry that was asked in a direct message with toban is first a matter
// between the two: a page may answer it and nobody is disturbed. When the team
// must be told, nobody of it can read there. Then a room is opened for the
// asker and the team, where they talk to each other; what the asker goes on to
// write in the direct message is carried into it.

// Gathered notes that the team was brought together over a direct inquiry.
type Gathered struct{}

// OpenRoom opens the group direct message of a direct inquiry and posts its
// root there, or moves to another one when the owner is not in it. Where that
// cannot be, the root goes to the on-call alone.
type OpenRoom struct {
	Inquiry InquiryID `json:"inquiry"`
}

// Relay shows one side of a direct inquiry what the other wrote where it
// cannot read.
type Relay struct {
	Inquiry InquiryID  `json:"inquiry"`
	From    PersonID   `json:"from"`
	Message MessageRef `json:"message"` // what is shown; its channel says which side wrote it
	Text    string     `json:"text"`
}

// gather opens the room of a direct inquiry before the first line that
// addresses the team, or when somebody owns it without having been told.
func (t *turn) gather() {
	if !t.q.Place.Direct {
		return
	}
	if t.q.Gathered {
		if slices.ContainsFunc(t.out.Events, chosen) {
			t.tell(OpenRoom{Inquiry: t.q.ID}) // for an owner who is not in it
		}
		return
	}
	first := slices.IndexFunc(t.out.Notices, func(n Notice) bool {
		e := EnvelopeOf(n)
		return e.Team && e.Lane == string(t.q.ID) // what another inquiry's team is told needs no room here
	})
	if first < 0 {
		if t.q.Owner == "" || t.q.Status.Closed() {
			return
		}
		first = len(t.out.Notices)
	}
	t.happen(Gathered{})
	t.out.Notices = slices.Insert(t.out.Notices, first, Notice(OpenRoom{Inquiry: t.q.ID}))
}

// chosen reports whether an event makes somebody the owner who may never have
// been in the room.
func chosen(e Event) bool {
	c, ok := e.(Claimed)
	return ok && !c.Auto
}

// maxAside is how much is kept of a message that a room opens with.
const maxAside = 2000

// aside is what an asker wrote before anybody of the team could read along:
// the room begins with it. "" for everything else.
func (t *turn) aside(c Reply) string {
	if !t.q.Place.Direct || t.q.Gathered || c.Message.Channel != t.q.Place.Channel {
		return ""
	}
	return clip(c.Text, maxAside)
}

// relay carries words to the side that cannot read them: the asker's from the
// direct message to the team, and those of a member who has no room with the
// asker back.
func (t *turn) relay(c Reply) {
	if !t.q.Place.Direct || !t.q.Gathered || t.carried || c.Text == "" {
		return
	}
	asker := t.order.By == t.q.Asker && c.Message.Channel == t.q.Place.Channel
	member := t.order.By != t.q.Asker && c.Message.Channel != t.q.Place.Channel &&
		(t.q.Where(SlotRoom).IsZero() || c.Message.Channel == t.q.Where(SlotRelay).Channel)
	if asker || member {
		t.tell(Relay{Inquiry: t.q.ID, From: t.order.By, Message: c.Message, Text: clip(c.Text, maxText)})
	}
}

func (Gathered) event()  {}
func (OpenRoom) notice() {}
func (Relay) notice()    {}
