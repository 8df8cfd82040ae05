package triage

import (
	"time"

	"toban/rotation"
)

// An Order is a command with everything that makes it safe to repeat: the
// keys under which it was seen, who gave it, when, and about what.
type Order struct {
	Key string // idempotency key, required: an event id, a view id, a derived period

	// Also holds further keys of the same human act, for example team,
	// channel and ts of a message that arrives as two events.
	Also []string

	By    PersonID  // who acts; empty means toban itself
	Guest bool      // By is a guest, from another workspace, or a bot: no powers
	At    time.Time // when the human act happened; zero means now
	Lang  Lang      // the actor's language, for what is whispered back

	Inquiry  InquiryID  // subject of an inquiry command; empty for Ask
	Incident IncidentID // subject of an incident command; empty for Declare
	Rotation RotationID // subject of a duty command
	Alert    AlertID    // subject of an alert's command; empty for TakeAlert

	// Settles is the outbox job this order is the receipt of.
	Settles string

	Command Command
}

// A Command is what somebody wants done.
//
//sumtype:decl
type Command interface{ command() }

// Ask opens an inquiry.
type Ask struct {
	Asker    PersonID // whose problem it is; may differ from Order.By
	Team     TeamID   // the asker's team, if known
	Rotation RotationID
	Place    Place
	Source   MessageRef // the message itself; zero for a modal
	Text     string     // plain text, unescaped, required
	Links    []string   // files and attachments, as links
	Lang     Lang       // language of the shared card
	Urgency  Urgency    // chosen by the asker; zero leaves it to the classifier
	Area     string     // chosen by the asker; empty leaves it to the classifier
	Late     bool       // read back from history, not delivered
	Alert    bool       // the message of a bot: it answers no question
	From     AlertID    // the alert that goes on as this inquiry
}

// Edit replaces the text of an inquiry because its message was edited.
type Edit struct {
	Text string
	At   MessageTS // of the edit, so that an older edit never wins
}

// RemoveSource says that the asker's message was deleted.
type RemoveSource struct{}

// Seclude says that the channel in which an inquiry was asked has been made
// private.
type Seclude struct{}

// Claim makes Order.By the owner.
type Claim struct{}

// Unclaim takes a claim back before the first reply (the removed reaction).
type Unclaim struct{}

// Assign makes To the owner.
type Assign struct{ To PersonID }

// Wait says that the asker owes an answer.
type Wait struct{ Reason string }

// Resume ends waiting without an answer of the asker.
type Resume struct {
	Undo bool // takes the waiting back: who came to own the inquiry by it owns it no longer
}

// Reply is a human message in the inquiry's thread, by anybody.
type Reply struct {
	Message MessageRef
	Text    string   // not stored beyond what closing needs
	Links   []string // pages linked in it
	Guest   bool     // written by somebody outside the workspace
	Idle    bool     // thanks or a nod, which asks nothing
}

// RemoveReply says that a message in the thread was deleted.
type RemoveReply struct{ Message MessageRef }

// Reclassify is a person's word on kind, area or urgency. Empty fields stay.
type Reclassify struct {
	Kind    string
	Area    string
	Urgency Urgency
}

// Answer is what the asker presses under suggestions or a resolution.
type Answer int

// The presses. The zero Answer is invalid.
const (
	AnswerSolved     Answer = iota + 1 // the suggested pages solved it
	AnswerStillNeed                    // they did not
	AnswerNotRelated                   // they are about something else
	AnswerHelped                       // the resolution helped
)

// Feedback is the asker's press.
type Feedback struct{ Answer Answer }

// Reasons are the two axes of closing, the time spent and what solved it.
type Reasons struct {
	Solver  Solver     `json:"solver"`
	Docs    Documented `json:"docs"`
	Minutes int        `json:"minutes,omitempty"` // working time, 0 to 60,000
	Note    string     `json:"note,omitempty"`    // one line: what solved it
	Page    string     `json:"page,omitempty"`    // link of the page used
}

// Given reports whether both axes hold a value.
func (r Reasons) Given() bool { return r.Solver != 0 && r.Docs != 0 }

// Resolve closes an inquiry as solved. Reasons may be empty and follow later.
type Resolve struct {
	Reasons Reasons
	Guess   Guess // what the form had filled in
}

// GiveReasons adds or corrects the reasons of a resolved inquiry.
type GiveReasons struct {
	Reasons Reasons
	Guess   Guess // what the form had filled in
}

// AddAlias makes the words of an inquiry lead to a page.
type AddAlias struct {
	Page string // canonical id
}

// DraftArticle sends a member the draft of an article made of an inquiry.
type DraftArticle struct{}

// WriteArticle writes what an inquiry or an incident taught, so that the next
// asker finds it. A lead's or an admin's is approved at once, a member's is proposed.
type WriteArticle struct {
	Article ArticleText
	URL     string // where the answer was given
}

// SettleArticle approves or declines the article that was proposed as the given
// revision, or takes an approved one back.
type SettleArticle struct {
	State    ArticleState
	Revision int
}

// Reopen opens a closed inquiry again.
type Reopen struct {
	Reason string
	Still  bool // pressed under the resolution: only for as long as it is fresh
	Undo   bool // takes a resolution back, see undoResolve
}

// AnswerSuspicion says whether production is affected, or by which incident
// that is running. Unasked it takes a page back, or calls for one.
type AnswerSuspicion struct {
	Affected bool
	Incident IncidentID // the inquiry is part of it; Affected is not asked then
}

// AnswerStale is what the asker presses when asked whether an inquiry that
// waits for them is still needed.
type AnswerStale struct{ Close bool }

// AnswerRecontact says whether an inquiry is the one again that its card
// names.
type AnswerRecontact struct{ Same bool }

// AnswerCluster says whether the inquiries of the cluster that an inquiry keeps
// are one matter.
type AnswerCluster struct{ Same bool }

// Duplicate counts an inquiry under another one.
type Duplicate struct{ Of InquiryID }

// Withdraw takes an inquiry back.
type Withdraw struct {
	NotInquiry bool // it asked nothing, which the classifier may learn
}

// Forget erases the words and names of a closed inquiry; its numbers stay.
type Forget struct{}

// Nudge asks the owner or the on-call for a sign of life.
type Nudge struct{}

// Remind is a reminder that has come due. It decides from the present state:
// a reminder is cancelled by state, not by deletion.
type Remind struct{ Reminder Reminder }

// Posted is the receipt of a message: the slot it fills and where it is.
type Posted struct {
	Slot    Slot
	Message MessageRef
}

// Undeliverable says that a notice was refused for good.
type Undeliverable struct {
	Notice string // name of the notice
	Reason string // the refusal, for people who run toban
}

// Declare opens an incident: from an inquiry, from all of a cluster, or from
// nothing.
type Declare struct {
	Inquiry   InquiryID // empty for an incident without one
	Cluster   InquiryID // keeps the cluster it is declared from, instead of Inquiry
	Alert     AlertID   // it is declared from, instead of Inquiry
	Title     string    // required, at most 200 characters are kept
	Impact    string    // key of the matrix' row
	Pressure  string    // key of the matrix' column
	Severity  Severity  // overrides the matrix; required when the matrix declares nothing
	Affected  string    // what is affected, free text
	Commander PersonID  // empty makes the declarer acting commander
	Channel   bool      // wants a channel of its own
	Drill     bool      // kept out of every number
	Lang      Lang
	Place     Place     // where it is declared, when that is no inquiry's; may be zero
	Began     time.Time // when others began to be affected; zero: nobody said
}

// ChangeIncident changes what is known of an incident. Empty fields stay.
type ChangeIncident struct {
	Status    IncidentStatus
	Severity  Severity
	Title     string
	Summary   string
	Commander PersonID
	Comms     PersonID // who speaks for the responders
	Scribe    PersonID // who keeps the timeline
	Fixed     string   // what fixed it, told with a resolution only

	Cause string    // key of a configured cause
	Began time.Time // when others began to be affected
}

// TakeCommand makes Order.By the commander, as long as nobody has taken
// command yet.
type TakeCommand struct{}

// GiveCommand has the commander, or a lead, make somebody else commander: the
// next person on call after a handoff.
type GiveCommand struct{ To PersonID }

// UpdateIncident tells everybody how an incident stands.
type UpdateIncident struct {
	Status string    // where it stands, in a person's words, required
	Impact string    // who is affected how; empty leaves what is known
	Next   time.Time // promised time of the next update; zero follows the severity
}

// AddNote puts an entry on the timeline, in message-time order.
type AddNote struct {
	Text    string
	Message MessageRef // zero for a typed note
	Author  PersonID   // who wrote the message; empty means Order.By
}

// RemoveNote takes a message off the timeline again (the removed pin).
type RemoveNote struct{ Message MessageRef }

// AddAction says what somebody does after an incident, and by when.
type AddAction struct {
	Text  string // required, at most 300 characters are kept
	Owner PersonID
	Due   rotation.Civil // the last day, today or later
	Aim   Aim            // zero means AimPrevent
}

// SettleAction says that an action is done, or that it is dropped.
type SettleAction struct {
	N     int
	State ActionState
}

// ChangeAction says who does an action now, and by when. Empty fields stay.
type ChangeAction struct {
	N     int
	Owner PersonID
	Due   rotation.Civil // today or later
}

// DraftReview says that somebody has begun to write the review of an incident.
type DraftReview struct{}

// WriteReview writes it, or says where it stands. Somebody else approves it.
type WriteReview struct {
	Text ReviewText
	Link string // of a review that was written elsewhere; empty when Text is all
}

// SettleReview approves or declines the review that was written as the given
// revision, or takes an approved one back.
type SettleReview struct {
	State    ArticleState
	Revision int
}

// NotePage is the receipt of a page that was written as a file, or removed.
type NotePage struct {
	Review  bool
	File    string
	URL     string // where a pull request is made of it; may be empty
	Removed bool
}

// Registered is the receipt of an incident created or adopted in Datadog.
type Registered struct {
	ID       string // Datadog's UUID
	PublicID int64
	URL      string
	Note     string // what a person should know, for example a duplicate found
	Seen     RemoteFace
}

// Unregistered says that Datadog does not take the incident or a change of it.
type Unregistered struct {
	Reason  string
	Trouble Trouble
}

// ChannelFound says which Slack channel belongs to the incident.
type ChannelFound struct {
	Channel ChannelID
	Name    string
	Foreign bool // made by Datadog's own app
}

// ChannelAbsent says that Datadog made no channel in the time allowed.
type ChannelAbsent struct{}

// Synced is the receipt of what Datadog took.
type Synced struct {
	At     time.Time // of the change; zero when it was no change of state, severity, title, summary or commander
	Impact string    // the id of what is affected, when that was brought there
	Seen   RemoteFace
}

// Configure says how a rotation is configured; nothing follows when it is so
// already.
type Configure struct{ Spec rotation.Spec }

// CheckHandoff moves the watermark of a rotation on and announces a handoff
// when the person on call has changed.
type CheckHandoff struct{}

// AcceptHandoff is the incoming person's press.
type AcceptHandoff struct{ Boundary time.Time }

// RateShift answers how a turn was that ended at Boundary.
type RateShift struct {
	Boundary time.Time
	Effort   int // from 1 to MostEffort
	Line     string
}

// PassOn hands an owned inquiry to whoever is on call now.
type PassOn struct{}

// Keep says that the owner keeps an inquiry across a handoff.
type Keep struct{}

// PlanStep says what is next to do about an inquiry, for whoever takes it over.
// Without a text nothing is planned any more.
type PlanStep struct{ Text string }

// LeaveNote leaves a line for the next handoff.
type LeaveNote struct{ Text string }

// Cover puts Person on call in place of For, from From to To. Without Person
// the team is asked; without For it is whoever gives the order, or, for a
// lead, whoever is on call then.
type Cover struct {
	Person PersonID
	For    PersonID
	From   time.Time
	To     time.Time
}

// ProposeSwap asks With to exchange turns: the one in which Mine lies against
// the one in which Theirs lies. Of a whole day the first turn counts.
type ProposeSwap struct {
	With   PersonID
	Mine   Span
	Theirs Span
}

// BeAway takes Person out of the rotation for a time; empty means whoever
// gives the order.
type BeAway struct {
	Person PersonID
	From   time.Time
	To     time.Time
}

// AnswerRequest takes an open cover, or accepts or declines a swap.
type AnswerRequest struct {
	Request ChangeID
	Decline bool
}

// CancelChange takes back a cover, a swap, an absence or a request.
type CancelChange struct{ Change ChangeID }

// HandOver hands duty to the next person at once, until their turn begins.
type HandOver struct{}

// NoteSearch notes what became of a search of the documents.
type NoteSearch struct {
	Search  SearchID
	Team    TeamID // the searcher's, if known
	Words   string // that were looked for; empty when only the searcher may read them
	Page    string // canonical id of the page that helped
	Outcome SearchOutcome
}

// PageOutcome is what became of the Nth page of an incident through Datadog
// On-Call.
type PageOutcome struct {
	N      int
	State  PageState // PageSent, PageUnclear or PageRefused
	ID     string    // in Datadog, of one that was sent
	Reason string    // of the others
}

// PageAgain pages once more because it is not known whether anybody was.
type PageAgain struct{}

// TakeAlert takes in what a monitor says.
type TakeAlert struct{ Signal AlertSignal }

// SettleAlert says what becomes of an alert. AlertGrouped needs the incident or
// the earlier alert under which it is put; Declare and Ask settle the others.
type SettleAlert struct {
	Verdict  AlertVerdict
	Incident IncidentID
	Under    AlertID
}

// MuteAlert keeps an alert's monitor and group from calling anybody: for a
// time, or until it has recovered. Over ends that.
type MuteAlert struct {
	For       time.Duration
	Recovered bool
	Over      bool
}

// PostReport posts the report of a period, once; then its picture and details
// in the thread under the post.
type PostReport struct {
	Period Period
	Under  MessageRef // the post, once it stands; zero before

	// Owners are told each of their documents alone, in a direct message: then
	// the report is that of the documents, of a month.
	Owners    []PersonID
	Documents bool

	// Team is told what became of its questions of a month: then the report is
	// its mirror.
	Team TeamID
}

func (Ask) command()             {}
func (Edit) command()            {}
func (RemoveSource) command()    {}
func (Claim) command()           {}
func (Unclaim) command()         {}
func (Assign) command()          {}
func (Wait) command()            {}
func (Resume) command()          {}
func (Reply) command()           {}
func (RemoveReply) command()     {}
func (Reclassify) command()      {}
func (Feedback) command()        {}
func (Resolve) command()         {}
func (GiveReasons) command()     {}
func (AddAlias) command()        {}
func (DraftArticle) command()    {}
func (WriteArticle) command()    {}
func (SettleArticle) command()   {}
func (Reopen) command()          {}
func (AnswerSuspicion) command() {}
func (AnswerStale) command()     {}
func (Seclude) command()         {}
func (AnswerRecontact) command() {}
func (AnswerCluster) command()   {}
func (Duplicate) command()       {}
func (Withdraw) command()        {}
func (Forget) command()          {}
func (Nudge) command()           {}
func (Remind) command()          {}
func (Posted) command()          {}
func (Undeliverable) command()   {}
func (Declare) command()         {}
func (ChangeIncident) command()  {}
func (TakeCommand) command()     {}
func (GiveCommand) command()     {}
func (UpdateIncident) command()  {}
func (AddNote) command()         {}
func (RemoveNote) command()      {}
func (Registered) command()      {}
func (Unregistered) command()    {}
func (ChannelFound) command()    {}
func (ChannelAbsent) command()   {}
func (ObserveIncident) command() {}
func (Synced) command()          {}
func (Configure) command()       {}
func (CheckHandoff) command()    {}
func (RateShift) command()       {}
func (AcceptHandoff) command()   {}
func (PassOn) command()          {}
func (Keep) command()            {}
func (PlanStep) command()        {}
func (LeaveNote) command()       {}
func (NoteSearch) command()      {}
func (PageOutcome) command()     {}
func (PageAgain) command()       {}
func (TakeAlert) command()       {}
func (SettleAlert) command()     {}
func (MuteAlert) command()       {}
func (PostReport) command()      {}
func (Cover) command()           {}
func (ProposeSwap) command()     {}
func (BeAway) command()          {}
func (AnswerRequest) command()   {}
func (CancelChange) command()    {}
func (HandOver) command()        {}
func (AddAction) command()       {}
func (NotePage) command()        {}
func (DraftReview) command()     {}
func (WriteReview) command()     {}
func (SettleReview) command()    {}
func (SettleAction) command()    {}
func (ChangeAction) command()    {}
