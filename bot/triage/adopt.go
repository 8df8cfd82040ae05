package triage

import (
	"cmp"
	"strings"
	"time"
)

// A RemoteFace is what Datadog shows of an incident. What it showed last is the
// base that the next look is compared with: what differs from it was changed
// there, whatever the clocks of both sides say.
type RemoteFace struct {
	Status    IncidentStatus `json:"status,omitzero"`
	Severity  Severity       `json:"severity,omitempty"`
	Title     string         `json:"title,omitempty"` // without our marker
	Summary   string         `json:"summary,omitempty"`
	Affected  string         `json:"affected,omitempty"`  // scope of the customer impact
	Commander string         `json:"commander,omitempty"` // Datadog's id of the person
	Modified  time.Time      `json:"modified,omitzero"`   // by Datadog's clock
}

// UnknownSeverity is Datadog's word for an incident that nobody has graded.
const UnknownSeverity Severity = "UNKNOWN"

// clipped is the face as it is kept.
func (f RemoteFace) clipped() RemoteFace {
	f.Title, f.Summary, f.Affected = clip(strings.TrimSpace(f.Title), maxTitle), clip(strings.TrimSpace(f.Summary), maxText), clip(strings.TrimSpace(f.Affected), maxLine)
	return f
}

// ObserveIncident is one look at an incident in Datadog: the remote value wins.
type ObserveIncident struct {
	Seen      RemoteFace
	Commander PersonID  // in Slack, "" when nobody there is them
	Chief     string    // name of the commander in Datadog
	Resolved  time.Time // by Datadog's clock, zero while it runs
	Removed   bool      // the incident no longer exists there
}

// AdoptIncident records an incident that was declared in Datadog. With an
// Order.Incident it ties that one, which Datadog does not have, to it.
type AdoptIncident struct {
	ObserveIncident

	ID       string // Datadog's UUID
	PublicID int64
	URL      string
	Detected time.Time // zero when Datadog does not say
	Declared time.Time
	Lang     Lang
}

func (AdoptIncident) command() {}

// registration is the identity in Datadog.
func (c AdoptIncident) registration() Registered {
	return Registered{ID: c.ID, PublicID: c.PublicID, URL: c.URL, Seen: c.Seen}
}

// Differs reports whether two looks show something different, whenever it was
// changed.
func (f RemoteFace) Differs(g RemoteFace) bool {
	f.Modified, g.Modified = time.Time{}, time.Time{}
	return f != g
}

// observe adopts what was changed in Datadog. While a change made here is on
// its way nothing is: that change is the last word there, and its receipt the
// next base. A look that was overtaken by a later one, or by a receipt, is
// dropped.
func (t *incidentTurn) observe(c ObserveIncident) {
	if c.Removed {
		t.removed()
		return
	}
	c.Seen = c.Seen.clipped()
	base := t.i.Datadog.Seen
	if base == (RemoteFace{}) {
		base = t.firstBase(c.Seen)
	} else if t.i.Datadog.Pending() || c.Seen.Modified.Before(base.Modified) {
		return
	}
	e := t.changedThere(base, c)
	if e.settled() && !c.Seen.Differs(t.i.Datadog.Seen) {
		return
	}
	e.Seen = c.Seen
	before := t.i.Status
	t.happen(e)
	if e.settled() {
		return // both sides changed to the same, or this is the first look
	}
	t.awaitUpdate()
	t.show()
	if e.Severity != "" || e.Title != "" || e.Commander != "" {
		t.furnish()
	}
	if e.Status != 0 || e.Affected != "" {
		t.syncImpact()
	}
	t.tellState(before, e)
	t.showHandoff(e)
}

// firstBase stands in for what Datadog showed before the first look: for state
// and severity what is known here, unless that was changed after Datadog's
// last change.
func (t *incidentTurn) firstBase(seen RemoteFace) RemoteFace {
	if seen.Modified.IsZero() || seen.Modified.After(t.i.ChangedAt) {
		seen.Status, seen.Severity = t.i.Status, t.i.Severity
	}
	return seen
}

// changedThere is what differs from the base and from what is known here.
func (t *incidentTurn) changedThere(base RemoteFace, c ObserveIncident) IncidentChanged {
	e := IncidentChanged{Remote: true, At: c.Seen.Modified}
	if s := c.Seen.Status; s != 0 && s != base.Status && s != t.i.Status {
		e.Status = s
		if s == IncidentResolved && !c.Resolved.IsZero() {
			e.At = c.Resolved
		}
	}
	if s := c.Seen.Severity; s != "" && s != base.Severity && s != t.i.Severity {
		e.Severity = s
	}
	news := func(seen, base, here string) string {
		if seen == base || seen == here {
			return ""
		}
		return seen
	}
	e.Title = news(c.Seen.Title, base.Title, t.i.Title)
	e.Summary = news(c.Seen.Summary, base.Summary, t.i.Summary)
	e.Affected = news(c.Seen.Affected, base.Affected, t.i.Affected)
	if c.Seen.Commander != base.Commander && c.Seen.Commander != "" {
		if e.Commander = c.Commander; c.Commander == t.i.Commander && !t.i.Acting {
			e.Commander = ""
		}
		if c.Commander == "" && c.Chief != t.i.Datadog.Chief {
			e.Chief = clip(c.Chief, maxLine)
		}
	}
	return e
}

// settled reports whether a remote change changes nothing here.
func (e IncidentChanged) settled() bool {
	e.At, e.Seen = time.Time{}, RemoteFace{}
	return e == (IncidentChanged{Remote: true})
}

// adopt records an incident that was declared in Datadog, once, or ties one of
// ours to it.
func (t *incidentTurn) adopt(c AdoptIncident) error {
	if t.order.By != "" { // else toban itself has found it
		if err := t.needMember(); err != nil {
			return err
		}
	}
	if other := t.facts.Registered; other != "" && other != t.i.ID {
		return &Error{Kind: Conflict, Reason: "adopted", Subject: string(other)}
	}
	c.Seen = c.Seen.clipped()
	if t.i.Version > 0 {
		return t.tie(c)
	}
	e := Declared{
		Title: cmp.Or(c.Seen.Title, c.ID), Severity: cmp.Or(c.Seen.Severity, UnknownSeverity), Affected: c.Seen.Affected,
		Commander: c.Commander, Acting: c.Seen.Commander == "", Chief: clip(c.Chief, maxLine),
		Detected: t.past(c.Detected), Datadog: true, Remote: true, Lang: c.Lang, At: t.past(c.Declared),
	}
	if c.Detected.IsZero() || e.At.Before(e.Detected) {
		e.Detected = e.At
	}
	t.happen(e)
	t.happen(RegisteredRemotely(c.registration()))
	if first := t.changedThere(RemoteFace{Status: IncidentActive, Commander: c.Seen.Commander}, c.ObserveIncident); !first.settled() {
		first.Seen = c.Seen
		t.happen(first)
	}
	t.tell(ShowIncident{Incident: t.i.ID})
	if t.i.Status == IncidentResolved {
		t.oweReview()
		return nil
	}
	t.awaitCommander(1)
	t.awaitUpdate()
	if t.mode() != ChannelNone {
		t.tell(FindChannel{Incident: t.i.ID})
	}
	return nil
}

// past is an instant of Datadog's clock that is not in our future; the zero
// time is now.
func (t *incidentTurn) past(at time.Time) time.Time {
	if at.IsZero() || at.After(t.facts.Now) {
		return t.facts.Now
	}
	return at
}

// tie makes an incident that Datadog would not have the same as one that
// somebody declared there by hand. What was recorded here goes there: whoever
// declared it in haste wrote less.
func (t *incidentTurn) tie(c AdoptIncident) error {
	switch {
	case t.i.Drill:
		return &Error{Kind: Invalid, Reason: "adopt_drill", Subject: string(t.i.ID)}
	case t.i.Datadog.ID == c.ID:
		return &Error{Kind: Conflict, Reason: "adopted", Subject: string(t.i.ID)}
	case t.i.Datadog.ID != "" && !t.i.Datadog.Removed:
		return &Error{Kind: Conflict, Reason: "in_datadog", Subject: string(t.i.ID)}
	}
	t.registered(c.registration())
	t.happen(IncidentChanged{Sync: true})
	t.tell(SyncIncident{
		Incident: t.i.ID, Status: t.i.Status, Severity: t.i.Severity, Title: t.i.Title, Summary: t.i.Summary, Impact: t.i.Affected,
		Commander: t.i.Commander, At: t.facts.Now,
	})
	for n := range t.i.Actions {
		t.pushAction(n + 1)
	}
	if t.i.Review.Approved() {
		t.tell(PushReview{Incident: t.i.ID})
	}
	return nil
}
