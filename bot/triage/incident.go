package triage

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// An Incident is the fold of its events. It exists in toban first and works
// without Datadog; state and severity changed in Datadog are adopted.
type Incident struct {
	ID       IncidentID     `json:"id"`
	Version  int            `json:"version"`
	Status   IncidentStatus `json:"status,omitzero"`
	Title    string         `json:"title"`
	Severity Severity       `json:"severity"`
	Impact   string         `json:"impact,omitempty"`
	Pressure string         `json:"pressure,omitempty"`
	Chosen   bool           `json:"chosen,omitempty"`
	Affected string         `json:"affected,omitempty"`
	Summary  string         `json:"summary,omitempty"`
	Fixed    string         `json:"fixed,omitempty"` // what fixed it
	Cause    string         `json:"cause,omitempty"` // key of a configured cause, as a person named it

	Commander PersonID `json:"commander,omitempty"`
	Acting    bool     `json:"acting,omitempty"` // nobody has taken command yet
	Declarer  PersonID `json:"declarer,omitempty"`
	Comms     PersonID `json:"comms,omitempty"`
	Scribe    PersonID `json:"scribe,omitempty"`

	ImpactStart time.Time `json:"impact_start,omitzero"` // when others began to be affected, as a person said; zero when nobody has
	DetectedAt  time.Time `json:"detected_at"`           // the earliest inquiry or the alert, else the declaration
	DeclaredAt  time.Time `json:"declared_at"`
	StableAt    time.Time `json:"stable_at,omitzero"`
	ResolvedAt  time.Time `json:"resolved_at,omitzero"`
	ReopenedAt  time.Time `json:"reopened_at,omitzero"`
	ChangedAt   time.Time `json:"changed_at,omitzero"`  // last change of state or severity made here
	UpdatedAt   time.Time `json:"updated_at,omitzero"`  // of the last update
	NextUpdate  time.Time `json:"next_update,omitzero"` // promised with it
	Updates     int       `json:"updates,omitempty"`

	Inquiries []InquiryID `json:"inquiries,omitempty"`
	Alert     AlertID     `json:"alert,omitempty"` // it was declared from
	Origin    Place       `json:"origin,omitzero"`
	Lang      Lang        `json:"lang"`
	Drill     bool        `json:"drill,omitempty"`

	Datadog Remote     `json:"datadog,omitzero"`
	Page    OnCallPage `json:"page,omitzero"` // the last one through Datadog On-Call

	WantsChannel bool      `json:"wants_channel,omitempty"`
	Making       bool      `json:"making,omitempty"` // toban makes the channel itself
	Channel      ChannelID `json:"channel,omitempty"`
	ChannelName  string    `json:"channel_name,omitempty"`
	Foreign      bool      `json:"foreign,omitempty"`

	Article *Article `json:"article,omitempty"` // what it teaches who has the same again

	Review  *Review  `json:"review,omitempty"`  // explains it; nil when nobody asked for one or wrote one
	Actions []Action `json:"actions,omitempty"` // what follows from it, by number

	Timeline []TimelineEntry     `json:"timeline,omitempty"` // in message-time order
	Messages map[Slot]MessageRef `json:"messages,omitempty"`
	Bounces  []Bounced           `json:"bounces,omitempty"`
}

// Remote is the incident's other half in Datadog. The zero value means that
// it is not kept there.
type Remote struct {
	Wanted   bool   `json:"wanted,omitempty"`
	ID       string `json:"id,omitempty"`
	PublicID int64  `json:"public_id,omitempty"`
	URL      string `json:"url,omitempty"`
	Refused  string `json:"refused,omitempty"` // why Datadog does not take it, in its words
	Impact   string `json:"impact,omitempty"`  // the id of what is affected, empty while Datadog knows of nothing
	Removed  bool   `json:"removed,omitempty"`
	Note     string `json:"note,omitempty"`

	Trouble Trouble `json:"trouble,omitempty"` // of the refusal, when it is one that people can mend

	Declared bool       `json:"declared,omitempty"` // it was declared there
	Chief    string     `json:"chief,omitempty"`    // its commander there, who is nobody in Slack
	Seen     RemoteFace `json:"seen,omitzero"`      // at the last look or receipt

	Changed time.Time `json:"changed,omitzero"` // the last change made here that Datadog is to have
	Synced  time.Time `json:"synced,omitzero"`  // the last one it has
}

// Pending reports whether Datadog has yet to answer: to the creation, or to a
// change.
func (r Remote) Pending() bool {
	return r.Wanted && (r.Refused == "" || r.Trouble.Waits()) && !r.Removed && (r.ID == "" || r.Synced.Before(r.Changed))
}

func (r Remote) synced(e SyncedRemotely) Remote {
	if e.At.After(r.Synced) {
		r.Synced = e.At
	}
	r.Refused, r.Trouble = "", ""
	r.Impact = cmp.Or(e.Impact, r.Impact)
	return r
}

// A TimelineEntry is a line of the incident's story.
type TimelineEntry struct {
	At      time.Time  `json:"at"`
	By      PersonID   `json:"by,omitempty"`
	What    string     `json:"what"`           // key: declared, note, update, impact, severity, state, commander, …
	Text    string     `json:"text,omitempty"` // a person's words or the new value
	Remote  bool       `json:"remote,omitempty"`
	Message MessageRef `json:"message,omitzero"`
}

// maxSlug is the length of a slug: with the incident's id a channel's name
// stays readable in Slack's list.
const maxSlug = 40

// Slug is the part of a channel name that says what the incident is about:
// whole words of lower case letters and digits, joined by hyphens, at most 40
// characters. Only a first word that is longer is cut.
func (i Incident) Slug() string {
	words := strings.FieldsFunc(strings.ToLower(i.Title), func(r rune) bool {
		return (r < 'a' || 'z' < r) && (r < '0' || '9' < r)
	})
	slug := ""
	for n, w := range words {
		switch {
		case n == 0:
			slug = w[:min(len(w), maxSlug)]
		case len(slug)+1+len(w) > maxSlug:
			return slug
		default:
			slug += "-" + w
		}
	}
	return slug
}

// ResolvedBy is who resolved an incident last, empty when that was done in
// Datadog or when it never was.
func (i Incident) ResolvedBy() PersonID {
	for _, e := range slices.Backward(i.Timeline) {
		if e.What == "state" && e.Text == IncidentResolved.String() {
			return e.By
		}
	}
	return ""
}

// Where is toban's message in a slot, zero when it was not posted yet.
func (i Incident) Where(s Slot) MessageRef { return i.Messages[s] }

// Apply folds one record into the incident. Events of inquiries and rotations
// change nothing but the version.
func (i Incident) Apply(r Record) Incident {
	i.Version++
	switch e := r.Event.(type) {
	case Declared:
		i = i.declared(r, e)
	case IncidentChanged:
		i = i.changed(r, e)
	case IncidentUpdated:
		i = i.updated(r, e)
	case Noted:
		i.Timeline = insertEntry(i.Timeline, TimelineEntry{At: e.At, By: cmp.Or(e.Author, r.By), What: "note", Text: e.Text, Message: e.Message})
	case Unnoted:
		i.Timeline = slices.DeleteFunc(slices.Clone(i.Timeline), func(t TimelineEntry) bool {
			return !t.Message.IsZero() && t.Message == e.Message
		})
	case IncidentJoined:
		i = i.joined(e)
	case ArticleWritten:
		i.Article = i.Article.written(r, e)
	case ArticleSettled:
		i.Article = i.Article.settled(r, e)
	case RegisteredRemotely:
		if e.ID != i.Datadog.ID {
			i.Datadog.Impact = "" // of another record
		}
		i.Datadog.ID, i.Datadog.PublicID, i.Datadog.URL, i.Datadog.Note = e.ID, e.PublicID, e.URL, e.Note
		i.Datadog.Refused, i.Datadog.Trouble, i.Datadog.Wanted, i.Datadog.Removed = "", "", true, false
		i.Datadog.saw(e.Seen)
	case RefusedRemotely:
		i.Datadog.Refused, i.Datadog.Trouble = e.Reason, e.Trouble
	case RemovedRemotely:
		i.Datadog.Removed = true
	case ReviewDue:
		i = i.review(func(v *Review) { v.Due = e.Due })
	case ReviewDrafted:
		i = i.review(func(v *Review) { v.DraftedAt = r.At })
	case ReviewWritten:
		i = i.reviewWritten(r, e)
	case ReviewSettled:
		i = i.review(func(v *Review) { v.State, v.Decided = e.State, r.By })
	case ActionAdded:
		i = i.actionAdded(r, e)
	case ActionSettled:
		i = i.actionSettled(r, e)
	case ActionChanged:
		i = i.actionChanged(e)
	case SyncedRemotely:
		i.Datadog = i.Datadog.synced(e)
		i.Datadog.saw(e.Seen)
	case ChannelRequested:
		i.Making = true
	case ChannelJoined:
		i.Channel, i.ChannelName, i.Foreign = e.Channel, e.Name, e.Foreign
	case PageChanged:
		i.Page = i.Page.changed(e)
	case Sent:
		i.Messages = withMessage(i.Messages, e)
	case Bounced:
		i.Bounces = append(slices.Clip(i.Bounces), e)
		if e.Notice == EnvelopeOf(SyncIncident{}).Name && i.Datadog.Refused == "" {
			i.Datadog.Refused = e.Reason
		}
	case Asked, Suggested, Edited, SourceRemoved, Secluded, Pinged, Claimed, Unclaimed, Waited, Resumed, Replied,
		ReplyRemoved, Reclassified, Answered, Helped, Warned, Breached, BreachTold, Resolved, Reasoned,
		Reopened, AliasProposed, AliasAdded, StaleAsked, StillNeeded, Suspected, Calmed, IncidentOffered, RecontactOffered, RecontactAnswered, Merged, Joined, Parted, Withdrew, Forgotten, Nudged, Escalated, ReopenOffered, Kept, StepPlanned, Gathered, Clustered, ClusterJoined, ClusterTold, ClusterSettled,
		Alerted, AlertTold, AlertSettled, AlertMuted,
		Configured, SurveyAsked, ShiftRated, HandedOff, HandoffAccepted, NoteLeft, StepsAsked, Searched, HoleWarned, StartReminded, Reported,
		Overrode, Requested, RequestSettled, WentAway, ChangeCancelled:
	}
	return i
}

func (i Incident) declared(r Record, e Declared) Incident {
	at := noted(r.At, e.At)
	return Incident{
		ID: IncidentID(r.Subject), Version: i.Version, Status: IncidentActive,
		Title: e.Title, Severity: e.Severity, Impact: e.Impact, Pressure: e.Pressure, Chosen: e.Chosen,
		Affected: e.Affected, Commander: e.Commander, Acting: e.Acting, Declarer: r.By,
		Alert: e.Alert, DetectedAt: e.Detected, DeclaredAt: at, Inquiries: e.Inquiries, Origin: e.Origin,
		Lang: e.Lang, Drill: e.Drill, WantsChannel: e.Channel,
		Datadog:  Remote{Wanted: e.Datadog, Declared: e.Remote, Chief: e.Chief},
		Timeline: []TimelineEntry{{At: at, By: r.By, What: "declared", Text: string(e.Severity), Remote: e.Remote}},
	}
}

// joined counts an inquiry to the incident. What was asked before it was
// declared was its first sign.
func (i Incident) joined(e IncidentJoined) Incident {
	if slices.Contains(i.Inquiries, e.Inquiry) {
		return i
	}
	i.Inquiries = append(slices.Clip(i.Inquiries), e.Inquiry)
	if e.Asked.Before(i.DetectedAt) {
		i.DetectedAt = e.Asked
	}
	return i
}

// noted is when something happened that is noted now: by another clock, if
// that is not ahead of ours.
func noted(now, at time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		return now
	}
	return at
}

// saw notes what Datadog shows now, if the answer told.
func (r *Remote) saw(f RemoteFace) {
	if f != (RemoteFace{}) {
		r.Seen = f
	}
}

// changedAt is when a change was made, here or in Datadog.
func (i Incident) changedAt(r Record, e IncidentChanged) time.Time {
	at := noted(r.At, e.At)
	if at.Before(i.DeclaredAt) {
		return i.DeclaredAt
	}
	return at
}

func (i Incident) changed(r Record, e IncidentChanged) Incident {
	at := i.changedAt(r, e)
	i.Datadog.saw(e.Seen)
	note := func(what, text string) {
		i.Timeline = insertEntry(i.Timeline, TimelineEntry{At: at, By: r.By, What: what, Text: text, Remote: e.Remote})
	}
	if e.Sync {
		i.Datadog.Changed = r.At
	}
	if !e.Remote && (e.Severity != "" || e.Status != 0) {
		i.ChangedAt = r.At
	}
	if e.Severity != "" {
		note("severity", string(i.Severity)+" → "+string(e.Severity))
		i.Severity = e.Severity
	}
	if e.Status != 0 {
		again := i.Status == IncidentResolved
		i.Status = e.Status
		if again { // what was promised before is no promise any more
			i.ReopenedAt, i.NextUpdate, i.Fixed = at, time.Time{}, ""
		}
		switch e.Status {
		case IncidentActive:
			i.StableAt, i.ResolvedAt = time.Time{}, time.Time{}
		case IncidentStable:
			i.StableAt, i.ResolvedAt = at, time.Time{}
		case IncidentResolved:
			i.ResolvedAt = at
			if i.StableAt.IsZero() {
				i.StableAt = at
			}
		}
		note("state", e.Status.String())
	}
	if e.Fixed != "" {
		i.Fixed = e.Fixed
		note("fixed", e.Fixed)
	}
	if e.Cause != "" {
		i.Cause = e.Cause
		note("cause", e.Cause)
	}
	if !e.Began.IsZero() {
		i.ImpactStart = e.Began
		note("began", e.Began.UTC().Format(time.RFC3339))
	}
	if e.Title != "" {
		i.Title = e.Title
		note("title", e.Title)
	}
	if e.Summary != "" {
		i.Summary = e.Summary
		note("summary", e.Summary)
		if e.Remote { // whoever wrote it there has told how it stands
			i.UpdatedAt, i.NextUpdate = at, time.Time{}
		}
	}
	if e.Affected != "" {
		i.Affected = e.Affected
		note("impact", e.Affected)
	}
	if e.Commander != "" {
		i.Commander, i.Acting, i.Datadog.Chief = e.Commander, false, ""
		note("commander", string(e.Commander))
	}
	if e.Chief != "" {
		i.Commander, i.Acting, i.Datadog.Chief = "", false, e.Chief
		note("chief", e.Chief)
	}
	if e.Comms != "" {
		i.Comms = e.Comms
		note("comms", string(e.Comms))
	}
	if e.Scribe != "" {
		i.Scribe = e.Scribe
		note("scribe", string(e.Scribe))
	}
	return i
}

func (i Incident) updated(r Record, e IncidentUpdated) Incident {
	i.Timeline = insertEntry(i.Timeline, TimelineEntry{At: r.At, By: r.By, What: "update", Text: e.Status})
	if e.Impact != "" && e.Impact != i.Affected {
		i.Affected = e.Impact
		i.Timeline = insertEntry(i.Timeline, TimelineEntry{At: r.At, By: r.By, What: "impact", Text: e.Impact})
	}
	if e.Sync {
		i.Datadog.Changed = r.At
	}
	i.Summary, i.UpdatedAt, i.NextUpdate = e.Status, r.At, e.Next
	i.Updates++
	return i
}

// insertEntry keeps the timeline in the order of message time; within a second
// messages of one channel keep their order, all else that of arrival.
func insertEntry(timeline []TimelineEntry, entry TimelineEntry) []TimelineEntry {
	at, _ := slices.BinarySearchFunc(timeline, entry, func(a, b TimelineEntry) int {
		same := a.Message.Channel == b.Message.Channel && !a.Message.IsZero() && !b.Message.IsZero()
		if a.At.After(b.At) || a.At.Equal(b.At) && same && a.Message.TS > b.Message.TS {
			return 1
		}
		return -1
	})
	return slices.Insert(slices.Clone(timeline), at, entry)
}
