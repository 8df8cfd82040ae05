package triage

import "slices"

// PagePolicy says when Datadog On-Call pages somebody for an incident.
type PagePolicy struct {
	Team     string                   // handle of the team there; empty pages nobody
	Severity map[Severity]PageUrgency // of one that is left out nobody is paged
}

// PageUrgency is how loudly Datadog On-Call calls: in its own words.
type PageUrgency string

// The urgencies.
const (
	PageHigh PageUrgency = "high"
	PageLow  PageUrgency = "low"
)

// For is how an incident of a severity is paged, "" for not at all.
func (p PagePolicy) For(s Severity) PageUrgency {
	if p.Team == "" {
		return ""
	}
	return p.Severity[s]
}

// PagesAny reports whether any of the severities pages.
func (p IncidentPolicy) PagesAny() bool {
	return slices.ContainsFunc(p.Severities, func(l SeverityLevel) bool { return p.Page.For(l.Key) != "" })
}

// An OnCallPage is a call through Datadog On-Call. The zero value means that
// there was none.
type OnCallPage struct {
	N       int         `json:"n,omitempty"` // which one, counted from 1: the next only after a person asked for it
	Urgency PageUrgency `json:"urgency,omitempty"`
	State   PageState   `json:"state,omitempty"`
	ID      string      `json:"id,omitempty"` // in Datadog
	Reason  string      `json:"reason,omitempty"`
}

// PageState is what has become of a page.
type PageState string

// The states of a page. One whose outcome is unclear, or that was refused, is
// never sent again by itself: a person decides, who has been mentioned instead.
const (
	PageWanted       PageState = "wanted" // it is on its way
	PageSent         PageState = "sent"
	PageUnclear      PageState = "unclear" // it may have been sent
	PageRefused      PageState = "refused"
	PageAcknowledged PageState = "acknowledged"
	PageResolved     PageState = "resolved"
)

// Doubtful reports whether nobody knows that the page has reached anybody.
func (p OnCallPage) Doubtful() bool { return p.State == PageUnclear || p.State == PageRefused }

// standing reports whether Datadog still calls, or might call again.
func (p OnCallPage) standing() bool { return p.State == PageSent || p.State == PageAcknowledged }

func (p OnCallPage) changed(e PageChanged) OnCallPage {
	if e.N > p.N {
		return OnCallPage{N: e.N, Urgency: e.Urgency, State: e.State}
	}
	p.State = e.State
	if e.ID != "" {
		p.ID = e.ID
	}
	p.Reason = e.Reason
	return p
}

// page calls through Datadog On-Call when an incident was declared, or has
// become severe enough: once for an incident however its severity changes. Of
// one that was declared in Datadog, people were paged there.
func (t *incidentTurn) page(before Incident) {
	urgency := t.Incident.Page.For(t.i.Severity)
	switch {
	case urgency == "", before.Severity == t.i.Severity, t.i.Page.N > 0:
	case t.i.Drill, !t.i.Datadog.Wanted, t.i.Datadog.Declared, t.i.Status == IncidentResolved:
	default:
		t.callPage(urgency)
	}
}

func (t *incidentTurn) callPage(urgency PageUrgency) {
	n := t.i.Page.N + 1
	t.happen(PageChanged{N: n, Urgency: urgency, State: PageWanted})
	t.tell(SendPage{Incident: t.i.ID, N: n, Urgency: urgency})
}

// pageAgain sends another page because a person wants it, who knows that the
// first may have arrived.
func (t *incidentTurn) pageAgain() error {
	if err := t.needMember(); err != nil {
		return err
	}
	switch {
	case t.i.Status == IncidentResolved:
		return &Error{Kind: Conflict, Reason: "incident_over", Subject: string(t.i.ID), At: t.i.ResolvedAt}
	case !t.i.Page.Doubtful():
		return &Error{Kind: Conflict, Reason: "already_nobody", Subject: string(t.i.ID)}
	}
	t.callPage(t.i.Page.Urgency)
	t.show()
	return nil
}

// pageOutcome notes what became of a page. Of one that may not have arrived
// the on-call is told here.
func (t *incidentTurn) pageOutcome(c PageOutcome) {
	if c.N != t.i.Page.N || t.i.Page.State != PageWanted {
		return
	}
	t.happen(PageChanged{N: c.N, State: c.State, ID: c.ID, Reason: clip(c.Reason, maxLine)})
	t.show()
	if t.i.Page.Doubtful() && t.i.Status != IncidentResolved {
		t.tell(AskPageAgain{Incident: t.i.ID, N: c.N, To: t.onCall(t.facts.Shift)})
	}
}

// pageBounced notes that there was no way to send a page.
func (p Policy) pageBounced(i Incident, o Order, f Facts, c Undeliverable) Decision {
	t := &incidentTurn{Policy: p, order: o, facts: f, i: i}
	t.happen(Bounced(c))
	t.pageOutcome(PageOutcome{N: i.Page.N, State: PageRefused, Reason: c.Reason})
	return t.out
}

// followPage keeps the page as far as the incident is: acknowledged once
// somebody of the team has acted on it, resolved with it.
func (t *incidentTurn) followPage() {
	var state PageState
	switch {
	case t.i.Status == IncidentResolved && t.i.Page.standing():
		state = PageResolved
	case t.i.Page.State == PageSent && t.acknowledged():
		state = PageAcknowledged
	default:
		return
	}
	t.happen(PageChanged{N: t.i.Page.N, State: state})
	t.tell(SettlePage{Incident: t.i.ID, Page: t.i.Page.ID, State: state})
}

// acknowledged reports whether somebody of the team has acted on the incident
// since it was declared.
func (t *incidentTurn) acknowledged() bool {
	return slices.ContainsFunc(t.i.Timeline, func(e TimelineEntry) bool {
		return e.At.After(t.i.DeclaredAt) && !e.Remote && t.IsMember(e.By)
	})
}
