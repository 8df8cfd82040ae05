package triage

import "slices"

// A Trouble is why Datadog does not take what it is sent.
type Trouble string

// The troubles. Without one, Datadog's own words tell.
const (
	TroubleKeys       Trouble = "keys"       // it does not know the keys
	TroublePermission Trouble = "permission" // the keys may not
	TroubleAbsent     Trouble = "absent"     // it knows no incidents at all there
	TroubleDeleted    Trouble = "deleted"    // it has this incident no longer
)

// Waits reports whether what was sent is kept until somebody has mended that;
// otherwise it was refused for good.
func (t Trouble) Waits() bool {
	return t == TroubleKeys || t == TroublePermission || t == TroubleAbsent
}

// AttachLinks has Datadog's record lead to where people talk about the
// incident: to the thread it was declared from, and to its channel.
type AttachLinks struct {
	Incident IncidentID `json:"incident"`
}

// SyncImpact brings what is affected, since when and until when into Datadog's
// record. It says how that stands when it is sent.
type SyncImpact struct {
	Incident IncidentID `json:"incident"`
}

// WarnRemote tells an admin in a direct message that Datadog does not take
// what an incident wants to have there, and what to do about it.
type WarnRemote struct {
	Incident IncidentID `json:"incident"`
	Trouble  Trouble    `json:"trouble,omitempty"`
	Text     string     `json:"text,omitempty"` // Datadog's words
	To       Mention    `json:"to"`
}

func (AttachLinks) notice() {}
func (SyncImpact) notice()  {}
func (WarnRemote) notice()  {}

// known reports whether Datadog has a record that can be written to.
func (r Remote) known() bool { return r.ID != "" && !r.Removed }

// attachLinks is for when there is something new to link.
func (t *incidentTurn) attachLinks() {
	if t.i.Datadog.known() && (t.i.Channel != "" || !t.i.Origin.Root().IsZero()) {
		t.tell(AttachLinks{Incident: t.i.ID})
	}
}

// syncImpact is for when what is affected has changed, or for how long.
func (t *incidentTurn) syncImpact() {
	if t.i.Datadog.known() && t.i.Affected != "" {
		t.tell(SyncImpact{Incident: t.i.ID})
	}
}

// unregistered notes that Datadog does not take it. What an admin can mend is
// told them once, however often it is tried.
func (t *incidentTurn) unregistered(c Unregistered) {
	d := t.i.Datadog
	if d.Refused != "" && d.Trouble == c.Trouble {
		return
	}
	t.happen(RefusedRemotely(c))
	t.wantChannel()
	t.show()
	t.tell(t.warnRemote(t.i.ID, c.Trouble, c.Reason))
}

// removed notes that somebody deleted the incident in Datadog.
func (t *incidentTurn) removed() {
	if t.i.Datadog.Removed {
		return
	}
	t.happen(RemovedRemotely{})
	t.show()
	t.tell(t.warnRemote(t.i.ID, TroubleDeleted, ""))
}

func (p Policy) warnRemote(id IncidentID, trouble Trouble, text string) WarnRemote {
	return WarnRemote{Incident: id, Trouble: trouble, Text: text, To: Mention{Person: p.Admin(), As: RoleAdmin}}
}

// synced takes the mark off the incident once Datadog has the last change, or
// takes changes again. A receipt of an earlier one leaves the mark.
func (t *incidentTurn) synced(c Synced) {
	d := t.i.Datadog
	current := !c.At.Before(d.Changed) && d.Synced.Before(d.Changed)
	if !current && !d.Trouble.Waits() && (c.Impact == "" || c.Impact == d.Impact) {
		return
	}
	t.happen(SyncedRemotely(c))
	t.show()
}

// bounced notes a message that was refused for good. A change that Datadog
// refused shows on the incident, and an admin is told of the first of its
// kind.
func (p Policy) bounced(s State, o Order, f Facts, c Undeliverable) Decision {
	if s.Incident.ID != "" && c.Notice == EnvelopeOf(SendPage{}).Name {
		return p.pageBounced(s.Incident, o, f, c)
	}
	d := Decision{Events: []Event{Bounced(c)}}
	i := s.Incident
	if i.ID == "" || o.Incident != i.ID {
		return d
	}
	if c.Notice == EnvelopeOf(SyncIncident{}).Name {
		d.Notices = append(d.Notices, ShowIncident{Incident: i.ID})
		if i.Channel != "" {
			d.Notices = append(d.Notices, ShowBrief{Incident: i.ID})
		}
	}
	again := slices.ContainsFunc(i.Bounces, func(b Bounced) bool { return b.Notice == c.Notice })
	if writesRemotely(c.Notice) && !again {
		d.Notices = append(d.Notices, p.warnRemote(i.ID, "", c.Reason))
	}
	return d
}

// writesRemotely reports whether a notice of that name brings something into
// Datadog's record.
func writesRemotely(notice string) bool {
	return slices.ContainsFunc([]Notice{SyncIncident{}, LinkChannel{}, AttachLinks{}, SyncImpact{}, PushAction{}, PushReview{}}, func(n Notice) bool {
		return EnvelopeOf(n).Name == notice
	})
}
