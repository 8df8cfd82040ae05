package triage

import (
	"fmt"
	"time"

	"toban/knowledge"
)

// An Echo is what goes on elsewhere and sounds like a message: it makes of the
// message more than it says by itself.
type Echo struct {
	Underway bool       // an incident is running that is no drill
	Incident IncidentID // the running one that the message may be about, by its words or its area, if it may be named where that was written
	Words    bool       // it shares words with a running incident or with a fresh alert
	Alert    bool       // with an alert
}

// alertFresh is for how long an alert speaks of what people report meanwhile.
const alertFresh = 15 * time.Minute

// echoOf looks for what the words of an Ask or Edit may be about. That needs no
// advice, which may be missing.
func echoOf(tx Reader, o Order, q Inquiry, now time.Time, advice *knowledge.Advice) (Echo, error) {
	if c, ok := o.Command.(Edit); ok {
		q.Text = c.Text
		return q.echo(tx, now)
	}
	c, ok := o.Command.(Ask)
	if !ok {
		return Echo{}, nil
	}
	q.Text, q.Place = c.Text, c.Place
	if advice != nil {
		q.Area = label(advice.Classification.Area)
	}
	if c.Area != "" {
		q.Area = q.Area.said(c.Area, o.By, "")
	}
	return q.echo(tx, now)
}

// echo looks for what an inquiry may be about among the incidents that are
// running and the alerts that have just come in.
func (q Inquiry) echo(tx Reader, now time.Time) (e Echo, err error) {
	terms, area := gapTerms(q.Text), q.likelyArea()
	if e.Alert, err = alerted(tx, q.ID, terms, now); err != nil {
		return e, err
	}
	e.Words = e.Alert
	for i, err := range tx.Incidents(true) {
		if err != nil {
			return e, fmt.Errorf("read running incidents: %w", err)
		}
		if i.Drill {
			continue
		}
		e.Underway = true
		words, same, err := i.echoes(tx, terms, area)
		if err != nil {
			return e, err
		}
		first := e.Incident == "" || words && !e.Words
		e.Words = e.Words || words
		if (words || same) && first && i.mentionable(q.Place) {
			e.Incident = i.ID
		}
	}
	return e, nil
}

// alerted reports whether a bot's message of the last quarter of an hour, that
// nobody has closed, shares words with a message.
func alerted(tx Reader, self InquiryID, terms map[string]bool, now time.Time) (bool, error) {
	for q, err := range askedSince(tx, now.Add(-alertFresh)) {
		if err != nil {
			return false, fmt.Errorf("read alerts: %w", err)
		}
		if q.Alert && q.ID != self && !q.Status.Closed() && alike(terms, gapTerms(q.Text)) {
			return true, nil
		}
	}
	return false, nil
}

// echoes reports whether a message shares words with the incident, or the area
// with what it was declared from.
func (i Incident) echoes(tx Reader, terms map[string]bool, area string) (words, same bool, err error) {
	words = alike(terms, gapTerms(i.Title+"\n"+i.Affected))
	for _, id := range i.Inquiries {
		q, err := tx.Inquiry(id)
		if err != nil {
			return false, false, fmt.Errorf("read what %s was declared from: %w", i.ID, err)
		}
		words = words || alike(terms, gapTerms(q.Text))
		same = same || area != "" && q.likelyArea() == area
	}
	return words, same, nil
}

// alike reports whether two texts share two terms and most of the shorter one,
// as inquiries of one asker do that are the same again.
func alike(a, b map[string]bool) bool {
	n := shared(a, b, nil, 0)
	return n >= 2 && 5*n >= 2*min(len(a), len(b))
}

// mentionable reports whether an incident may be named in a place: not if it is
// private, and where people of other workspaces read only if it began there.
func (i Incident) mentionable(in Place) bool {
	return !i.Origin.Private && (!in.External || i.Origin.Channel == in.Channel)
}

// offerIncident asks on the card whether the inquiry is part of a running
// incident. It adds no message and waits for no answer.
func (t *turn) offerIncident() {
	id := t.facts.Echo.Incident
	if id == "" || id == t.q.Running || t.q.Alert || t.q.Acknowledged() {
		return
	}
	t.happen(IncidentOffered{Incident: id})
}

// join makes an inquiry part of a running incident: its asker hears of the end,
// and nobody is asked or paged any more.
func (t *turn) join(id IncidentID) error {
	i := t.facts.Joined
	switch {
	case t.q.Incident != "":
		return &Error{Kind: Conflict, Reason: "already_incident", Subject: string(t.q.Incident)}
	case i.ID == "":
		return &Error{Kind: NotFound, Reason: "no_such_incident", Subject: string(id)}
	case i.Status == IncidentResolved:
		return &Error{Kind: Conflict, Reason: "incident_over", Subject: string(i.ID), At: i.ResolvedAt}
	}
	t.happen(Escalated{Incident: i.ID})
	t.out.Also = append(t.out.Also, Record{Subject: string(i.ID), Event: IncidentJoined{Inquiry: t.q.ID, Asked: t.q.AskedAt}})
	t.card()
	t.tell(ShowIncident{Incident: i.ID})
	if i.Channel != "" {
		t.tell(ShowBrief{Incident: i.ID})
	}
	if t.q.paged() {
		t.tell(settledPages(t.q.ID))
	}
	return nil
}
