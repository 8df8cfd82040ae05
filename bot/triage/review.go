package triage

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A ReviewTerm is how long after its resolution the review of an incident is
// owed. The zero ReviewTerm means that nobody asks for one.
type ReviewTerm struct {
	Days     int  // 1 or more
	Business bool // only business days count
}

// due is when a review is owed of what was resolved at an instant, zero when
// none is.
func (p Policy) reviewDue(s Severity, resolved time.Time) time.Time {
	term := p.Incident.Review[s]
	if term.Days == 0 {
		return time.Time{}
	}
	if !term.Business {
		return resolved.In(p.Calendar.Location()).AddDate(0, 0, term.Days).UTC()
	}
	due, _ := p.Calendar.BusinessDays().Due(resolved, time.Duration(term.Days)*businessDay, nil) // none within the calendar's reach: not owed
	return due
}

// ReviewText is what people write in a review; the record has the rest.
type ReviewText struct {
	Summary   string `json:"summary,omitempty"`
	Impact    string `json:"impact,omitempty"`
	Detection string `json:"detection,omitempty"`
	Cause     string `json:"cause,omitempty"`
	Well      string `json:"well,omitempty"`  // what went well
	Badly     string `json:"badly,omitempty"` // what did not, and where luck helped
}

// words are the parts that people write.
func (t *ReviewText) words() []*string {
	return []*string{&t.Summary, &t.Impact, &t.Detection, &t.Cause, &t.Well, &t.Badly}
}

// A Review explains an incident that is over. It is owed, drafted, written,
// and approved by somebody else, see [Policy.MayApprove].
type Review struct {
	ReviewText

	Due       time.Time    `json:"due,omitzero"` // zero: nobody asks for it
	DraftedAt time.Time    `json:"drafted_at,omitzero"`
	Link      string       `json:"link,omitempty"` // where it stands, when it was written elsewhere
	State     ArticleState `json:"state,omitzero"` // zero: not written yet
	Revision  int          `json:"revision,omitempty"`
	By        PersonID     `json:"by,omitempty"` // who wrote it last
	At        time.Time    `json:"at,omitzero"`
	Decided   PersonID     `json:"decided,omitempty"`
}

// Approved reports whether everybody may find the review.
func (r *Review) Approved() bool { return r != nil && r.State == ArticleApproved }

// ReviewOwed reports whether somebody has yet to write the review that the
// incident's severity asks for.
func (i Incident) ReviewOwed() bool {
	r := i.Review
	return r != nil && !r.Due.IsZero() && i.Status == IncidentResolved && (r.State == 0 || r.State == ArticleDeclined)
}

// ReviewOverdue reports whether that is late at an instant.
func (i Incident) ReviewOverdue(now time.Time) bool {
	return i.ReviewOwed() && !now.Before(i.Review.Due)
}

// Reviewed reports whether everybody may find the review of an incident.
func (i Incident) Reviewed() bool {
	return i.Review.Approved() && !i.Origin.Private
}

// ReviewName is the name of an incident's review among the documents.
func ReviewName(id IncidentID) string { return ArticleName(string(id)) + "-review" }

// review applies a change to a copy: folds share what they were made from.
func (i Incident) review(change func(*Review)) Incident {
	var r Review
	if i.Review != nil {
		r = *i.Review
	}
	change(&r)
	i.Review = &r
	return i
}

func (i Incident) reviewWritten(r Record, e ReviewWritten) Incident {
	return i.review(func(v *Review) {
		v.ReviewText, v.Link, v.State, v.Decided = e.Text, e.Link, ArticleProposed, ""
		v.By, v.At = r.By, r.At
		v.Revision++
	})
}

// ReviewOwner is who owes the review of an incident: its commander. Who declared
// it from another team and was relieved by nobody has done enough: then it is the
// member who ended it, else the lead.
func (p Policy) ReviewOwner(i Incident) PersonID {
	if i.Commander != "" && (!i.Acting || p.IsMember(i.Commander)) {
		return i.Commander
	}
	if by := i.ResolvedBy(); p.IsMember(by) {
		return by
	}
	return p.Lead()
}

// MayApprove reports whether a person may approve the review that by wrote: a
// lead or an admin, and never its author. Where nobody else decides for the team
// any other member may, and a team of one approves its own.
func (p Policy) MayApprove(person, by PersonID) bool {
	if person == by {
		return p.Decides(person) && len(p.Everybody()) == 1
	}
	return p.Decides(person) || p.IsMember(person) && !slices.ContainsFunc(p.Everybody(), func(id PersonID) bool { return id != by && p.Decides(id) })
}

// Approver is who is asked to approve a review.
func (p Policy) Approver(by PersonID) PersonID {
	for _, id := range slices.Concat(p.Leads, p.Admins, p.Members) {
		if p.MayApprove(id, by) {
			return id
		}
	}
	return p.Lead()
}

// oweReview begins the time of the review of what was resolved just now. What
// was written before a reopening stands.
func (t *incidentTurn) oweReview() {
	if t.i.Drill || t.i.Review != nil && t.i.Review.State != 0 {
		return
	}
	due := t.reviewDue(t.i.Severity, t.i.ResolvedAt)
	if due.IsZero() {
		return
	}
	t.happen(ReviewDue{Due: due})
	t.remindReview(1, due)
}

// remindReview sets the reminder of a step for an instant, or for the opening
// after it.
func (t *incidentTurn) remindReview(step int, at time.Time) {
	t.out.Reminders = append(t.out.Reminders, Reminder{Subject: string(t.i.ID), Kind: RemindReview, N: step, At: t.Calendar.NextOpen(at)})
}

// leadAfter is how many business days after its owner the lead is told of a
// review that is still owed. Then nobody is: the weekly report goes on.
const leadAfter = 2

// askReview asks the owner for the review, then tells the lead, each once.
func (t *incidentTurn) askReview(step int) {
	owner := t.ReviewOwner(t.i)
	switch {
	case !t.i.ReviewOverdue(t.facts.Now):
	case !t.Calendar.IsOpen(t.facts.Now):
		t.remindReview(step, t.facts.Now)
	case step == 1:
		t.tell(AskReview{Incident: t.i.ID, To: owner})
		if at, ok := t.Calendar.BusinessDays().Due(t.facts.Now, leadAfter*businessDay, nil); ok && t.Lead() != owner {
			t.remindReview(2, at)
		}
	default:
		t.tell(AskReview{Incident: t.i.ID, To: t.Lead(), Owner: owner})
	}
}

// draftReview notes that somebody has begun.
func (t *incidentTurn) draftReview() error {
	if err := t.needResponder(); err != nil {
		return err
	}
	if t.i.Status == IncidentResolved && !t.i.Drill && (t.i.Review == nil || t.i.Review.DraftedAt.IsZero()) {
		t.happen(ReviewDrafted{})
	}
	return nil
}

func (t *incidentTurn) writeReview(c WriteReview) error {
	if err := t.needResponder(); err != nil {
		return err
	}
	subject := string(t.i.ID)
	text := c.Text
	for _, part := range text.words() {
		*part = clip(strings.TrimSpace(*part), MaxArticlePart)
	}
	e := ReviewWritten{Text: text, Link: strings.TrimSpace(c.Link)}
	switch {
	case t.i.Drill:
		return &Error{Kind: Denied, Reason: "drill_article", Subject: subject}
	case t.i.Status != IncidentResolved:
		return &Error{Kind: Conflict, Reason: "incident_running", Subject: subject}
	case t.i.Review.Approved() && !t.Decides(t.order.By):
		return &Error{Kind: Conflict, Reason: "review_approved", Subject: subject}
	case e.Link != "" && !isLink(e.Link):
		return &Error{Kind: Invalid, Reason: "no_link", Field: "link"}
	case e.Link == "" && e.Text.Summary == "":
		return &Error{Kind: Invalid, Reason: "empty_part", Field: "summary"}
	}
	approved := t.i.Review.Approved()
	t.happen(e)
	if approved { // it waits for approval again
		t.publish(PublishPage{Incident: t.i.ID, Review: true})
	}
	t.tell(SendReview{Incident: t.i.ID, To: t.Approver(t.order.By), By: t.order.By, State: ArticleProposed})
	t.show()
	return nil
}

func isLink(s string) bool {
	return (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) && !strings.ContainsAny(s, " \t\n<>|")
}

func (t *incidentTurn) settleReview(c SettleReview) error {
	r, subject := t.i.Review, string(t.i.ID)
	from := map[ArticleState]ArticleState{ArticleApproved: ArticleProposed, ArticleDeclined: ArticleProposed, ArticleRetracted: ArticleApproved}
	switch {
	case r == nil || from[c.State] == 0:
		return &Error{Kind: NotFound, Reason: "no_review", Subject: subject}
	case t.order.Guest || !t.MayApprove(t.order.By, r.By):
		return &Error{Kind: Denied, Reason: "review_approver", Who: t.Approver(r.By)}
	case r.Revision != c.Revision:
		return &Error{Kind: Conflict, Reason: "review_changed", Subject: subject}
	case r.State != from[c.State]:
		return &Error{Kind: Conflict, Reason: "already", Who: r.Decided, At: t.facts.Now, Subject: subject}
	}
	t.happen(ReviewSettled{State: c.State})
	if c.State != ArticleDeclined {
		t.publish(PublishPage{Incident: t.i.ID, Review: true})
	}
	if c.State == ArticleApproved && t.i.Datadog.Wanted {
		t.tell(PushReview{Incident: t.i.ID})
	}
	if c.State != ArticleRetracted && r.By != t.order.By {
		t.tell(SendReview{Incident: t.i.ID, To: r.By, By: t.order.By, State: c.State})
	}
	t.show()
	return nil
}

// Owed is what was late at the end of a period.
type Owed struct {
	Reviews []IncidentID  `json:"reviews,omitempty"`
	Actions []OwedActions `json:"actions,omitempty"`
}

// OwedActions is how many actions of an incident were overdue.
type OwedActions struct {
	Incident IncidentID `json:"incident"`
	N        int        `json:"n"`
}

// owed reads what was late at an instant, drills left out. It is read from the
// histories, so that the same instant gives the same answer ever after.
func (p Policy) owed(r Reader, at time.Time) (o Owed, err error) {
	for now, err := range r.Incidents(false) {
		if err != nil {
			return o, fmt.Errorf("read what incidents owe: %w", err)
		}
		if now.Drill || !now.DeclaredAt.Before(at) || now.Review == nil && len(now.Actions) == 0 {
			continue
		}
		records, err := historyUntil(r, string(now.ID), at)
		if err != nil {
			return o, err
		}
		var i Incident
		for _, rec := range records {
			i = i.Apply(rec)
		}
		if i.ReviewOverdue(at) {
			o.Reviews = append(o.Reviews, now.ID)
		}
		late := 0
		for _, a := range i.Actions {
			if a.Overdue(at, p.Calendar.Location()) {
				late++
			}
		}
		if late > 0 {
			o.Actions = append(o.Actions, OwedActions{Incident: now.ID, N: late})
		}
	}
	slices.Reverse(o.Reviews)
	slices.Reverse(o.Actions)
	return o, nil
}
