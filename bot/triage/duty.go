package triage

import (
	"slices"
	"strings"
	"time"

	"toban/rotation"
)

// Duty is what has happened to one rotation on top of its configuration: the
// fold of its events.
type Duty struct {
	Rotation RotationID         `json:"rotation"`
	Version  int                `json:"version"`
	Mark     rotation.Watermark `json:"mark"` // how far handoffs were looked for
	Last     *HandedOff         `json:"last,omitempty"`
	LastAt   time.Time          `json:"last_at,omitzero"`
	Post     MessageRef         `json:"post,omitzero"` // the last handoff's post
	Accepted time.Time          `json:"accepted,omitzero"`
	// AcceptedBy pressed: the incoming person, or a lead for them. Empty before
	// it was kept: the incoming person.
	AcceptedBy PersonID `json:"accepted_by,omitempty"`
	Notes      []string `json:"notes,omitempty"` // for the next handoff

	Surveys []Survey `json:"surveys,omitempty"` // of the turns that have ended

	Setups []rotation.Setup `json:"setups,omitempty"` // how it was configured since when, the last one in force

	StepsAsked time.Time `json:"steps_asked,omitzero"` // end of the turn whose next steps were asked for last
	Holes      []Span    `json:"holes,omitempty"`      // of which the lead was warned, as far as they are not over

	Starts []StartReminded `json:"starts,omitempty"` // of which somebody knows, as far as they lie ahead

	Overrides []rotation.Override `json:"overrides,omitempty"` // cancelled rather than deleted, see dutyKept
	Away      []Absence           `json:"away,omitempty"`
	Requests  []Request           `json:"requests,omitempty"`
	Changed   ChangeID            `json:"changed,omitempty"` // the last change arranged
	Arranged  time.Time           `json:"arranged,omitzero"` // when people changed who is on call last
}

// Changes is what lies on top of the configured schedule. The result shares
// the duty's slices.
func (d Duty) Changes() rotation.Changes {
	changes := rotation.Changes{Overrides: d.Overrides}
	for _, a := range d.Away {
		if away, ok := a.effective(); ok {
			changes.Away = append(changes.Away, away)
		}
	}
	return changes
}

// Undecided reports whether the last handoff left it open who goes on with q:
// its owner was asked to hand it over or to keep it, and has done neither.
func (d Duty) Undecided(q Inquiry) bool {
	if d.Last == nil || q.Owner == "" || q.Kept || q.Status.Closed() || !slices.Contains(d.Last.Asked, q.ID) {
		return false
	}
	// Who took it since, or had it come back after solving it, goes on with it.
	return !q.OwnedSince.After(d.LastAt) && !q.ReopenedAt.After(d.LastAt)
}

// awaits reports whether the last handoff's post still asks for a press: by
// whom it names, or about one of the open inquiries.
func (d Duty) awaits(open []Inquiry) bool {
	if d.Last == nil || d.Post.IsZero() {
		return false
	}
	return d.Accepted.IsZero() && d.Last.Handoff.Incoming != "" || slices.ContainsFunc(open, d.Undecided)
}

// warned reports whether the lead knows of a hole, as a whole.
func (d Duty) warned(hole Span) bool {
	return slices.ContainsFunc(d.Holes, func(known Span) bool {
		ends := known.To.IsZero() || !hole.To.IsZero() && !hole.To.After(known.To)
		return ends && !known.From.After(hole.From)
	})
}

// Subject is the name of a rotation's history.
func (id RotationID) Subject() string { return dutyPrefix + string(id) }

const (
	dutyPrefix     = "duty/"
	inquiryPrefix  = "INQ-"
	incidentPrefix = "INC-"
	alertPrefix    = "ALT-"
	reportSubject  = "report"
)

// SubjectInquiry, SubjectIncident and SubjectRotation read the subject of a
// record or reminder.
func SubjectInquiry(subject string) (InquiryID, bool) {
	return InquiryID(subject), strings.HasPrefix(subject, inquiryPrefix)
}

// SubjectIncident is the incident a subject names, if it names one.
func SubjectIncident(subject string) (IncidentID, bool) {
	return IncidentID(subject), strings.HasPrefix(subject, incidentPrefix)
}

// SubjectAlert is the alert a subject names, if it names one.
func SubjectAlert(subject string) (AlertID, bool) {
	return AlertID(subject), strings.HasPrefix(subject, alertPrefix)
}

// SubjectRotation is the rotation a subject names, if it names one.
func SubjectRotation(subject string) (RotationID, bool) {
	name, ok := strings.CutPrefix(subject, dutyPrefix)
	return RotationID(name), ok
}

// Apply folds one record into the duty.
func (d Duty) Apply(r Record) Duty {
	d.Version++
	switch e := r.Event.(type) {
	case HandedOff:
		d.Last, d.LastAt = &e, r.At
		d.Accepted, d.AcceptedBy = time.Time{}, ""
		d.Post = MessageRef{}
		d.Notes = nil
		if e.Handoff.Incoming != "" { // a hole that had no end has ended
			d.Holes = slices.DeleteFunc(slices.Clone(d.Holes), func(h Span) bool { return h.To.IsZero() && !h.From.After(r.At) })
		}
	case HandoffAccepted:
		d.Accepted, d.AcceptedBy = r.At, r.By
	case Configured:
		d.Arranged = r.At
		if e.Setup.From.IsZero() {
			d.Setups = nil
		}
		d.Setups = append(slices.Clip(d.Setups), e.Setup)
	case SurveyAsked:
		return d.surveyed(Survey{Boundary: e.Boundary, Person: e.Person}, r.At)
	case ShiftRated:
		s, _ := d.Survey(e.Boundary)
		s.Boundary, s.Effort, s.Line = e.Boundary, e.Effort, e.Line
		return d.surveyed(s, r.At)
	case StepsAsked:
		d.StepsAsked = e.Boundary
	case HoleWarned:
		d.Holes = slices.DeleteFunc(slices.Clone(d.Holes), func(h Span) bool { return !h.To.IsZero() && h.To.Before(r.At) })
		d.Holes = append(d.Holes, e.Hole)
	case StartReminded:
		d.Starts = slices.DeleteFunc(slices.Clone(d.Starts), func(s StartReminded) bool { return !s.Start.After(r.At) })
		d.Starts = append(d.Starts, e)
	case NoteLeft:
		d.Notes = append(slices.Clip(d.Notes), e.Text)
	case Sent:
		return d.sent(e)
	case Overrode:
		d.Arranged = r.At
		return d.pruned(r.At).overrode(e, r.At)
	case Requested:
		d = d.pruned(r.At)
		d.Changed = e.Request.Change
		d.Requests = append(slices.Clip(d.Requests), e.Request)
	case RequestSettled:
		return d.settled(e.Request, e.State, r.By, r.At)
	case WentAway:
		d = d.pruned(r.At)
		d.Arranged = r.At
		d.Changed = e.Absence.Change
		d.Away = append(slices.Clip(d.Away), e.Absence)
	case ChangeCancelled:
		d.Arranged = r.At
		return d.cancelled(e.Change, r.At)
	case Asked, Suggested, Edited, SourceRemoved, Secluded, Pinged, Claimed, Unclaimed, Waited, Resumed, Replied,
		ReplyRemoved, Reclassified, Answered, Helped, Warned, Breached, BreachTold, Resolved, Reasoned,
		Reopened, AliasProposed, AliasAdded, ArticleWritten, ArticleSettled, StaleAsked, StillNeeded, Suspected, Calmed, IncidentOffered, IncidentJoined, RecontactOffered, RecontactAnswered, Merged, Joined, Parted, Withdrew, Forgotten, Nudged, Escalated, Bounced, ReopenOffered, Kept, StepPlanned, Gathered, Clustered, ClusterJoined, ClusterTold, ClusterSettled,
		PageChanged, Alerted, AlertTold, AlertSettled, AlertMuted,
		Declared, IncidentChanged, IncidentUpdated, Noted, Unnoted, RegisteredRemotely, RefusedRemotely, RemovedRemotely, SyncedRemotely, ReviewSettled, ReviewWritten, ReviewDrafted, ReviewDue, ActionSettled, ActionChanged, ActionAdded,
		ChannelRequested, ChannelJoined, Searched, Reported:
	}
	return d
}
