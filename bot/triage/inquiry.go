package triage

import (
	"maps"
	"slices"
	"time"

	"toban/knowledge"
	"toban/rotation"
)

// An Inquiry is the fold of its events: what is true about it now.
type Inquiry struct {
	ID       InquiryID  `json:"id"`
	Version  int        `json:"version"` // number of events folded
	Status   Status     `json:"status,omitzero"`
	Asker    PersonID   `json:"asker"`
	Reporter PersonID   `json:"reporter,omitempty"`
	Team     TeamID     `json:"team,omitempty"`
	Rotation RotationID `json:"rotation,omitempty"`
	Place    Place      `json:"place"`
	Source   MessageRef `json:"source,omitzero"`
	Text     string     `json:"text"`
	EditTS   MessageTS  `json:"edit_ts,omitempty"`
	Gone     bool       `json:"gone,omitempty"` // the asker's message was deleted

	Forgotten bool `json:"forgotten,omitempty"` // words and names were erased

	// Concealed are the kinds of the secrets that were taken out of the text.
	Concealed []string `json:"concealed,omitempty"`

	Links []string `json:"links,omitempty"`
	Lang  Lang     `json:"lang"`
	Late  bool     `json:"late,omitempty"`  // read back from history
	Alert bool     `json:"alert,omitempty"` // a bot's message: nobody to ask back

	Imported bool `json:"imported,omitempty"` // from before toban: see PastInquiry

	Kind    Label   `json:"kind"`
	Area    Label   `json:"area"`
	Urgency Urgency `json:"urgency,omitzero"`

	UrgentAt    time.Time `json:"urgent_at,omitzero"`    // it became urgent after it was asked
	SuspectedAt time.Time `json:"suspected_at,omitzero"` // the asker is asked whether production is affected; zero once that is known
	CalmedBy    PersonID  `json:"calmed_by,omitempty"`   // said that it is not

	Running IncidentID `json:"running,omitempty"` // it may be part of this one, a question on the card

	AskedAt time.Time     `json:"asked_at"`
	Clock   string        `json:"clock,omitempty"`
	Target  time.Duration `json:"target,omitempty"`
	Due     time.Time     `json:"due,omitzero"`    // zero: never, nothing opens within the calendar's reach
	Since   time.Time     `json:"since,omitzero"`  // start of a promise made anew by a recontact, else zero: see Start
	First   *Promise      `json:"first,omitempty"` // what became of the promise before that

	Owner      PersonID  `json:"owner,omitempty"`
	OwnedSince time.Time `json:"owned_since,omitzero"`
	AutoOwned  bool      `json:"auto_owned,omitempty"` // claimed by replying
	WaitOwned  bool      `json:"wait_owned,omitempty"` // claimed by waiting for the asker
	Kept       bool      `json:"kept,omitempty"`       // the owner keeps it across handoffs

	FirstReply *FirstReply `json:"first_reply,omitempty"`
	Replies    []ReplyRef  `json:"replies,omitempty"`    // of members, still there, oldest first
	LastLine   string      `json:"last_line,omitempty"`  // start of the last member's message
	LastLinks  []string    `json:"last_links,omitempty"` // pages members linked

	Suggestions []Suggestion `json:"suggestions,omitempty"`
	Answerable  bool         `json:"answerable,omitempty"` // the suggestions reached the floor
	Past        []string     `json:"past,omitempty"`       // inquiries and incidents that it resembles, with what solved them
	SelfSolve   SelfSolve    `json:"self_solve"`
	Answer      Answer       `json:"answer,omitempty"`

	PingedAt time.Time `json:"pinged_at,omitzero"`
	Pinged   PersonID  `json:"pinged,omitempty"`
	PageStep int       `json:"page_step,omitempty"` // highest step sent, counted from 1
	Warned   int       `json:"warned,omitempty"`    // highest percent dealt with
	Breached bool      `json:"breached,omitempty"`
	Told     bool      `json:"told,omitempty"` // the breach line went out
	NudgedAt time.Time `json:"nudged_at,omitzero"`
	NudgedTo PersonID  `json:"nudged_to,omitempty"`

	Pauses []rotation.Pause `json:"pauses,omitempty"` // waiting, for the resolution clock

	ResolvedAt time.Time   `json:"resolved_at,omitzero"`
	ResolvedBy PersonID    `json:"resolved_by,omitempty"`
	BySolved   bool        `json:"by_solved,omitempty"` // closed by the asker's Solved
	Reasons    Reasons     `json:"reasons,omitzero"`
	Guess      Guess       `json:"guess,omitzero"` // of the reasons, before a person confirmed them
	Helped     bool        `json:"helped,omitempty"`
	Reopens    int         `json:"reopens,omitempty"`
	Because    string      `json:"because,omitempty"` // why it was reopened last
	ClosedAt   time.Time   `json:"closed_at,omitzero"`
	ReopenedAt time.Time   `json:"reopened_at,omitzero"`
	Of         InquiryID   `json:"of,omitempty"`         // the inquiry it duplicates
	Duplicates []InquiryID `json:"duplicates,omitempty"` // counted under it
	Incident   IncidentID  `json:"incident,omitempty"`
	Offered    []PersonID  `json:"offered,omitempty"` // asked whether to reopen

	Added      bool      `json:"added,omitempty"`       // its asker said more in the thread
	Gathered   bool      `json:"gathered,omitempty"`    // the team was told of a direct inquiry
	Asides     []string  `json:"asides,omitempty"`      // what the asker of a direct inquiry wrote before that, the first asidesKept
	AsidesMore int       `json:"asides_more,omitempty"` // what they wrote after these
	WaitsFor   string    `json:"waits_for,omitempty"`   // what it waits for, in its owner's words
	Step       string    `json:"step,omitempty"`        // what is next to do, for whoever takes it over: see NextStep
	AwaySince  time.Time `json:"away_since,omitzero"`   // since when it waits for the asker
	StaleAt    time.Time `json:"stale_at,omitzero"`     // the asker was asked whether they still need it
	StaleTold  time.Time `json:"stale_told,omitzero"`   // when that question stood in Slack
	Stale      bool      `json:"stale,omitempty"`       // withdrawn by silence

	Alias       string `json:"alias,omitempty"`        // canonical id of the page that its words lead to
	AliasWanted string `json:"alias_wanted,omitempty"` // the same, proposed

	Article *Article `json:"article,omitempty"` // what it teaches the next asker

	Cluster *Cluster `json:"cluster,omitempty"` // that it completed

	Again    InquiryID `json:"again,omitempty"`     // may be this one again, a question on the card
	CameBack bool      `json:"came_back,omitempty"` // it was: Of is an earlier one of the same asker

	Messages map[Slot]MessageRef `json:"messages,omitempty"` // where toban's messages stand
	Bounces  []Bounced           `json:"bounces,omitempty"`
}

// FirstReply is the human answer that stopped the first-reply clock.
type FirstReply struct {
	By      PersonID      `json:"by"`
	At      time.Time     `json:"at"`
	Took    time.Duration `json:"took"` // on the inquiry's own clock
	Message MessageRef    `json:"message"`
}

// A Promise is what became of the promise of a first reply.
type Promise struct {
	Due        time.Time   `json:"due,omitzero"`
	FirstReply *FirstReply `json:"first_reply,omitempty"`
	Breached   bool        `json:"breached,omitempty"`
}

// Start is when the first-reply clock began to run: with the question, or
// with the message by which its asker came back to it.
func (q Inquiry) Start() time.Time {
	if !q.Since.IsZero() {
		return q.Since
	}
	return q.AskedAt
}

// promise is what became of the first promise, which the report counts.
func (q Inquiry) promise() Promise {
	if q.First != nil {
		return *q.First
	}
	return Promise{Due: q.Due, FirstReply: q.FirstReply, Breached: q.Breached}
}

// A verdict is how the promise of a first reply stands.
type verdict int

const (
	promiseOpen   verdict = iota // not answered and not overdue
	promiseKept                  // answered by its due instant, or without one
	promiseBroken                // answered later, or overdue
)

// A standing is what the first promise is judged by.
type standing struct {
	due, reply time.Time // zero: never due, not answered
	breached   bool
	over       bool // closed, or a later promise took its place
}

func (q Inquiry) standing() standing {
	p := q.promise()
	s := standing{due: p.Due, breached: p.Breached, over: q.First != nil || q.Status.Closed()}
	if p.FirstReply != nil {
		s.reply = p.FirstReply.At
	}
	return s
}

// judged judges the first promise at an instant. Closing before it is due ends
// it unjudged.
func (s standing) judged(at time.Time) verdict {
	switch {
	case !s.reply.IsZero() && (s.due.IsZero() || !s.reply.After(s.due)):
		return promiseKept
	case !s.reply.IsZero(), s.breached:
		return promiseBroken
	case !s.over && !s.due.IsZero() && at.After(s.due):
		return promiseBroken
	}
	return promiseOpen
}

// A handoffLine is what the post of a handoff says of an inquiry, as far as it
// changes with what people do.
type handoffLine struct {
	status          Status
	owner           PersonID
	kept, forgotten bool
	text, next      string
}

func (q Inquiry) handoffLine() handoffLine {
	return handoffLine{q.Status, q.Owner, q.Kept, q.Forgotten, q.Text, q.NextStep()}
}

// ReplyRef is a member's message in the thread.
type ReplyRef struct {
	By      PersonID   `json:"by"`
	Message MessageRef `json:"message"`
}

// unattended reports whether nobody has been told of the inquiry or has taken
// notice: the suggestions still promise that somebody will be told.
func (q Inquiry) unattended() bool { return q.PingedAt.IsZero() && q.Owner == "" && !q.Answered() }

// undecided reports whether the suggestions still wait for a press.
func (q Inquiry) undecided() bool {
	return q.SelfSolve == SelfSolveSilent && q.unattended() && !q.Status.Closed()
}

// Answered reports whether a member has replied.
func (q Inquiry) Answered() bool { return q.FirstReply != nil }

// ResolveTime is the elapsed time from the question to its latest resolution
// without the time in which the asker owed an answer; ok is false unless it is
// resolved.
func (q Inquiry) ResolveTime() (took time.Duration, ok bool) {
	if q.Status != StatusResolved || q.ResolvedAt.IsZero() || q.AskedAt.IsZero() {
		return 0, false
	}
	return rotation.Elapsed().Elapsed(q.AskedAt, q.ResolvedAt, q.Pauses), true
}

// Acknowledged reports whether a person has taken notice: the ladder of a
// suspected incident stops.
func (q Inquiry) Acknowledged() bool {
	return q.Owner != "" || q.Answered() || q.Incident != "" || q.Status.Closed()
}

// NextStep is what is next to do: what it waits for, else what somebody has
// planned, "" when nobody has said.
func (q Inquiry) NextStep() string {
	if q.Status == StatusWaiting && q.WaitsFor != "" {
		return q.WaitsFor
	}
	return q.Step
}

// Demand is how many askers stand behind the inquiry, itself included.
func (q Inquiry) Demand() int { return 1 + len(q.Duplicates) }

// Where is toban's message in a slot, zero when it was not posted yet.
func (q Inquiry) Where(s Slot) MessageRef { return q.Messages[s] }

// Paged are the messages that paged somebody about an inquiry, in the order of
// PageSlots; zero where there is none.
func (q Inquiry) Paged() []MessageRef {
	var refs []MessageRef
	for _, s := range PageSlots() {
		refs = append(refs, q.Where(s))
	}
	return refs
}

// PageSettled reports whether nothing is to be pressed any more under a page:
// there is an incident or none, or the asker has said what they were waited for.
func (q Inquiry) PageSettled(s Slot) bool {
	return q.Incident != "" || q.CalmedBy != "" || s == SlotUnsure && q.Urgency == UrgencyUrgent
}

// paged reports whether a message that paged somebody stands.
func (q Inquiry) paged() bool {
	return slices.ContainsFunc(q.Paged(), func(ref MessageRef) bool { return !ref.IsZero() })
}

// folded is the inquiry that a history makes.
func folded(records []Record) Inquiry {
	var q Inquiry
	for _, r := range records {
		q = q.Apply(r)
	}
	return q
}

// Apply folds one record into the inquiry. Records of other subjects and
// events of incidents and rotations change nothing but the version.
func (q Inquiry) Apply(r Record) Inquiry {
	q.Version++
	switch e := r.Event.(type) {
	case Asked:
		q = q.asked(r, e)
	case Suggested:
		q.Suggestions, q.Answerable, q.Past = e.Hits, e.Answered, e.Past
	case Edited:
		q.Text, q.EditTS, q.Concealed = e.Text, e.TS, e.Concealed
	case SourceRemoved:
		q.Gone = true
	case Secluded:
		q.Place.Private = true
	case Pinged:
		q.PingedAt, q.Pinged = r.At, e.Person
		q.PageStep = max(q.PageStep, e.Step+1)
	case Claimed:
		q.Owner, q.OwnedSince, q.AutoOwned, q.WaitOwned, q.Kept = e.Owner, r.At, e.Auto, false, false
		if q.Status == StatusOpen {
			q.Status = StatusInProgress
		}
	case Unclaimed:
		q.Owner, q.OwnedSince, q.AutoOwned, q.WaitOwned = "", time.Time{}, false, false
		if q.Status == StatusInProgress {
			q.Status = StatusOpen
		}
	case Waited:
		q.WaitsFor = e.Reason
		if q.Status == StatusWaiting {
			break
		}
		q.Status, q.WaitOwned = StatusWaiting, e.Owned
		q.Pauses = append(slices.Clip(q.Pauses), rotation.Pause{From: r.At})
		q.AwaySince, q.StaleAt, q.StaleTold = r.At, time.Time{}, time.Time{}
	case Resumed:
		q.WaitsFor = ""
		q.Status = StatusInProgress
		q.Pauses = endPause(q.Pauses, r.At)
	case Replied:
		q = q.replied(r, e)
	case ReplyRemoved:
		q.Replies = slices.DeleteFunc(slices.Clone(q.Replies), func(m ReplyRef) bool { return m.Message == e.Message })
		if q.FirstReply != nil && q.FirstReply.Message == e.Message {
			q.FirstReply = e.Next
		}
	case Reclassified:
		q = q.reclassified(r, e)
	case Answered:
		q.SelfSolve, q.Answer = e.State, e.Answer
	case Helped:
		q.Helped = true
	case Warned:
		q.Warned = max(q.Warned, e.Percent)
	case Breached:
		q.Breached = true
	case BreachTold:
		q.Told = true
	case Resolved:
		q.Status, q.ResolvedAt, q.ResolvedBy, q.ClosedAt = StatusResolved, r.At, r.By, r.At
		q.BySolved, q.Reasons, q.Guess = e.Bot, e.Reasons, e.Guess
		q.Pauses = endPause(q.Pauses, r.At)
	case Reasoned:
		q.Reasons, q.Guess = e.Reasons, e.Guess
	case Reopened:
		q = q.reopened(r, e)
	case AliasProposed:
		q.AliasWanted = e.Page
	case AliasAdded:
		q.Alias = e.Page
	case ArticleWritten:
		q.Article = q.Article.written(r, e)
	case ArticleSettled:
		q.Article = q.Article.settled(r, e)
	case StaleAsked:
		q.StaleAt = r.At
	case StillNeeded:
		q.AwaySince, q.StaleAt, q.StaleTold = r.At, time.Time{}, time.Time{}
	case Suspected:
		q.SuspectedAt = r.At
	case Calmed:
		q.SuspectedAt, q.CalmedBy = time.Time{}, r.By
	case IncidentOffered:
		q.Running = e.Incident
	case RecontactOffered:
		q.Again = e.Of
	case RecontactAnswered:
		q.Again, q.CameBack = "", e.Same
	case Merged:
		q.Status, q.Of, q.ClosedAt = StatusDuplicate, e.Of, r.At
		q.Pauses = endPause(q.Pauses, r.At)
	case Joined:
		if !slices.Contains(q.Duplicates, e.Duplicate) {
			q.Duplicates = append(slices.Clip(q.Duplicates), e.Duplicate)
		}
	case Parted:
		q.Duplicates = slices.DeleteFunc(slices.Clone(q.Duplicates), func(id InquiryID) bool { return id == e.Duplicate })
	case Withdrew:
		q.Status, q.ClosedAt, q.Stale = StatusWithdrawn, r.At, e.Stale
		q.Pauses = endPause(q.Pauses, r.At)
	case Forgotten:
		q = q.forgotten(e.Article)
	case Nudged:
		q.NudgedAt, q.NudgedTo = r.At, e.Person
	case Escalated:
		q.Incident = e.Incident
	case Sent:
		q.Messages = withMessage(q.Messages, e)
		if e.Slot == SlotStale && !q.StaleAt.IsZero() {
			q.StaleTold = e.Message.TS.Time()
			if q.StaleTold.IsZero() {
				q.StaleTold = r.At
			}
		}
	case Bounced:
		q.Bounces = append(slices.Clip(q.Bounces), e)
	case ReopenOffered:
		q.Offered = append(slices.Clip(q.Offered), e.To)
	case Kept:
		q.Kept = true
	case StepPlanned:
		q.Step = e.Text
	case Gathered:
		q.Gathered = true
	case Clustered:
		q.Cluster = &Cluster{Group: e.Group, Inquiries: e.Inquiries, Last: e.Last}
		q.Messages = maps.Clone(q.Messages)
		delete(q.Messages, SlotCluster) // of an earlier one
	case ClusterJoined:
		q.Cluster = q.Cluster.joined(e)
	case ClusterTold:
		q.Cluster = q.Cluster.told(r, e)
	case ClusterSettled:
		q.Cluster = q.Cluster.settled(r, e)
	case Declared, IncidentJoined, IncidentChanged, IncidentUpdated, Noted, Unnoted, RegisteredRemotely, RefusedRemotely, RemovedRemotely, SyncedRemotely, ReviewSettled, ReviewWritten, ReviewDrafted, ReviewDue, ActionSettled, ActionChanged, ActionAdded,
		ChannelRequested, ChannelJoined, Configured, SurveyAsked, ShiftRated, HandedOff, HandoffAccepted, NoteLeft, StepsAsked, Searched, HoleWarned, StartReminded, Reported,
		Overrode, Requested, RequestSettled, WentAway, ChangeCancelled, PageChanged, Alerted, AlertTold, AlertSettled, AlertMuted:
	}
	return q
}

func (q Inquiry) asked(r Record, e Asked) Inquiry {
	return Inquiry{
		ID: InquiryID(r.Subject), Version: q.Version, Status: StatusOpen,
		Asker: e.Asker, Reporter: e.Reporter, Team: e.Team, Rotation: e.Rotation,
		Place: e.Place, Source: e.Source, Text: e.Text, Links: e.Links, Lang: e.Lang, Late: e.Late, Alert: e.Alert,
		Kind: e.Kind, Area: e.Area, Urgency: e.Urgency,
		AskedAt: e.At, Clock: e.Clock, Target: e.Target, Due: e.Due, Concealed: e.Concealed, Imported: e.Imported,
	}
}

// asidesKept is how many messages an inquiry carries for its room; all are in
// the direct message and in the history.
const asidesKept = 20

func (q Inquiry) replied(r Record, e Replied) Inquiry {
	q.Added = q.Added || e.Added
	if e.Aside != "" {
		if len(q.Asides) < asidesKept {
			q.Asides = append(slices.Clip(q.Asides), e.Aside)
		} else {
			q.AsidesMore++
		}
	}
	if !e.Member {
		return q
	}
	q.Replies = append(slices.Clip(q.Replies), ReplyRef{By: r.By, Message: e.Message})
	if e.Line != "" {
		q.LastLine = e.Line
	}
	for _, link := range e.Links {
		if !slices.Contains(q.LastLinks, link) {
			q.LastLinks = append(slices.Clip(q.LastLinks), link)
		}
	}
	if e.First {
		q.FirstReply = &FirstReply{By: r.By, At: e.Message.TS.Time(), Took: e.Took, Message: e.Message}
	}
	return q
}

func (q Inquiry) reclassified(r Record, e Reclassified) Inquiry {
	if e.Kind != "" {
		q.Kind = q.Kind.said(e.Kind, r.By, e.KindGuess)
	}
	if e.Area != "" {
		q.Area = q.Area.said(e.Area, r.By, e.AreaGuess)
	}
	if e.Urgency != 0 {
		q.SuspectedAt = time.Time{}
		if e.Urgency == UrgencyUrgent {
			q.CalmedBy, q.UrgentAt = "", r.At
		}
		q.Urgency = e.Urgency
	}
	if e.Clock != "" {
		q.Clock, q.Target, q.Due = e.Clock, e.Target, e.Due
		q.Warned = 0
	}
	return q
}

func (q Inquiry) reopened(r Record, e Reopened) Inquiry {
	q.Status = StatusOpen
	if q.Owner != "" {
		q.Status = StatusInProgress
	}
	q.ResolvedAt, q.ResolvedBy, q.ClosedAt = time.Time{}, "", time.Time{}
	q.BySolved, q.Helped, q.Reasons, q.Guess = false, false, Reasons{}, Guess{}
	q.Stale, q.AwaySince, q.StaleAt, q.StaleTold = false, time.Time{}, time.Time{}, time.Time{}
	q.ReopenedAt = r.At
	q.Of, q.CameBack = "", false
	q.Offered = nil
	q.Because, q.Step = e.Reason, ""
	if q.Area.taught() == knowledge.AreaNotInquiry {
		q.Area = Label{} // it was one, and of an area that nobody has said
	}
	if !e.Undo {
		q.Reopens++
	}
	if e.Start.IsZero() {
		return q
	}
	if q.First == nil {
		q.First = &Promise{Due: q.Due, FirstReply: q.FirstReply, Breached: q.Breached}
	}
	q.Since, q.Clock, q.Target, q.Due = e.Start, e.Clock, e.Target, e.Due
	q.FirstReply, q.Warned, q.Breached, q.Told = nil, 0, false, false
	q.PageStep = 0
	return q
}

func endPause(pauses []rotation.Pause, at time.Time) []rotation.Pause {
	if n := len(pauses); n > 0 && pauses[n-1].To.IsZero() {
		pauses = slices.Clone(pauses)
		pauses[n-1].To = at
	}
	return pauses
}

func withMessage(m map[Slot]MessageRef, e Sent) map[Slot]MessageRef {
	out := make(map[Slot]MessageRef, len(m)+1)
	maps.Copy(out, m)
	out[e.Slot] = e.Message
	return out
}
