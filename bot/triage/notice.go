package triage

import (
	"cmp"
	"strconv"
	"time"

	"toban/rotation"
)

// A Notice is something the outside world must be told. It carries ids and
// facts that must not change any more, above all who is mentioned and why;
// the sender renders the present inquiry around them.
//
//sumtype:decl
type Notice interface{ notice() }

// Slot is a message that is posted once and edited from then on.
type Slot string

// The slots.
const (
	SlotCard       Slot = "card"       // the inquiry's card in its thread
	SlotSuggestion Slot = "suggestion" // the pages offered
	SlotPing       Slot = "ping"       // the line that mentions the on-call
	SlotPage       Slot = "page"       // the pages of a suspected incident; each has one of its own, see PageSlot
	SlotRoom       Slot = "room"       // of a direct inquiry: its root in the group direct message
	SlotRelay      Slot = "relay"      // of a direct inquiry without a room: its root in the on-call's direct messages
	SlotWarning    Slot = "warning"    // the last direct message that part of the first-reply time is gone
	SlotStale      Slot = "stale"      // the direct message that asks the asker whether to close
	SlotReasons    Slot = "reasons"    // the direct message that lists it among what was closed without reasons
	SlotResolved   Slot = "resolved"   // the line that says how it was resolved
	SlotMerged     Slot = "merged"     // the line that tells a duplicate's asker where it went on
	SlotWaiting    Slot = "waiting"    // the line that asks the asker for what it waits for
	SlotCluster    Slot = "cluster"    // the card of inquiries that may have one cause
	SlotIncident   Slot = "incident"   // the incident's line in the incidents channel
	SlotBrief      Slot = "brief"      // the pinned summary in the incident's channel
	SlotCommand    Slot = "command"    // the lines that say that nobody has taken command; each has one of its own, see CommandSlot
	SlotUpdate     Slot = "update"     // the last reminder that an update is due
	SlotHandoff    Slot = "handoff"    // the handoff post
	SlotReport     Slot = "report"     // the weekly report
	SlotRequest    Slot = "request"    // a request's post; its number follows, see RequestSlot
	SlotPageAgain  Slot = "page_again" // the line that asks whether to page again; its number follows, see PageAgainSlot
	SlotAlert      Slot = "alert"      // an alert's card
)

// SlotUnsure is the page about what the asker has not said, which comes before
// the ladder.
const SlotUnsure = SlotPage + "/unsure"

// PageSlots are the slots of all pages of an inquiry, in the order in which they
// are sent.
func PageSlots() []Slot {
	slots := []Slot{SlotUnsure}
	for step := range steps {
		slots = append(slots, PageSlot(step))
	}
	return slots
}

// Slot is where the page stands.
func (n PageSuspected) Slot() Slot {
	if n.Unsure {
		return SlotUnsure
	}
	return PageSlot(n.Step)
}

// PageSlot is the page of one step of the ladder, counted from 0.
func PageSlot(step int) Slot { return SlotPage + "/" + Slot(strconv.Itoa(step)) }

// CommandSlot is the line that says for the nth time that nobody has taken
// command, counted from 1.
func CommandSlot(n int) Slot { return SlotCommand + "/" + Slot(strconv.Itoa(n)) }

// PageAgainSlot is the line that asks whether to page again after the nth page.
func PageAgainSlot(n int) Slot { return SlotPageAgain + "/" + Slot(strconv.Itoa(n)) }

// A Mention is a person who will be notified, and why them.
type Mention struct {
	Person PersonID     `json:"person"`
	As     Role         `json:"as"`
	Why    rotation.Why `json:"why,omitzero"`
	Until  time.Time    `json:"until,omitzero"` // end of the shift, zero when unknown
}

// Role is as what somebody is mentioned.
type Role string

// The roles a mention gives as its reason.
const (
	RoleOnCall    Role = "oncall"
	RoleOwner     Role = "owner"
	RoleSecondary Role = "secondary"
	RoleLead      Role = "lead"
	RoleLeadAlone Role = "lead_nobody_oncall" // the lead, because nobody is on call
	RoleCommander Role = "commander"
	RoleIncoming  Role = "incoming"
	RoleOutgoing  Role = "outgoing"
	RoleAdmin     Role = "admin"
)

// ShowCard posts the card, or edits it.
type ShowCard struct {
	Inquiry InquiryID `json:"inquiry"`
}

// ShowSuggestion posts the suggested pages, or edits them after a press.
type ShowSuggestion struct {
	Inquiry InquiryID `json:"inquiry"`
}

// Ping mentions the on-call in the thread: the one routine mention an inquiry
// gets.
type Ping struct {
	Inquiry InquiryID `json:"inquiry"`
	To      Mention   `json:"to"`
	Late    bool      `json:"late,omitempty"`  // sent after downtime
	Nudge   PersonID  `json:"nudge,omitempty"` // who asks for a sign of life; empty: it is not repeated
}

// RetractPing edits the ping: the asker took the inquiry back, or has reopened
// it since.
type RetractPing struct {
	Inquiry InquiryID `json:"inquiry"`
}

// PageSuspected mentions the next step of the ladder for a suspected incident
// that nobody has acknowledged.
type PageSuspected struct {
	Inquiry InquiryID `json:"inquiry"`
	Step    int       `json:"step"` // 0 on-call, 1 secondary, 2 lead
	To      []Mention `json:"to"`
	Unsure  bool      `json:"unsure,omitempty"` // the asker has not said whether production is affected
}

// WarnOwner tells the owner, else the on-call, in a direct message that part
// of the first-reply time is gone.
type WarnOwner struct {
	Inquiry InquiryID `json:"inquiry"`
	To      Mention   `json:"to"`
	Percent int       `json:"percent"`
}

// WarnTeam mentions the owner, else the on-call, in the team channel.
type WarnTeam struct {
	Inquiry InquiryID `json:"inquiry"`
	To      Mention   `json:"to"`
	Percent int       `json:"percent"`
}

// TellBreach says in the team channel that the first reply is overdue.
type TellBreach struct {
	Inquiry  InquiryID     `json:"inquiry"`
	To       []Mention     `json:"to"`
	Overdue  time.Duration `json:"overdue"`             // open time past the due instant, when decided
	ByChange bool          `json:"by_change,omitempty"` // a changed urgency made it late
}

// TellResolved posts the resolution in the thread, without mentioning its
// author.
type TellResolved struct {
	Inquiry InquiryID `json:"inquiry"`
	Of      InquiryID `json:"of,omitempty"` // the inquiry that was resolved, when Inquiry is its duplicate
}

// TellMerged tells a duplicate's asker where it went on.
type TellMerged struct {
	Inquiry InquiryID `json:"inquiry"`
	Of      InquiryID `json:"of"`
}

// AskAsker mentions the asker in the thread: it waits for them.
type AskAsker struct {
	Inquiry InquiryID `json:"inquiry"`
	By      PersonID  `json:"by"` // who waits
}

// TellReopened mentions the owner, else the on-call, once: it was not solved.
type TellReopened struct {
	Inquiry InquiryID `json:"inquiry"`
	To      Mention   `json:"to"`
}

// AskReopen asks somebody who writes under a closed inquiry, once, whether to
// reopen it.
type AskReopen struct {
	Inquiry InquiryID `json:"inquiry"`
	To      PersonID  `json:"to"`
}

// AskReasons asks a person for the reasons of everything they closed without.
type AskReasons struct {
	To PersonID `json:"to"`
}

// AskStale asks the asker in a direct message whether they still need an
// inquiry that waits for them.
type AskStale struct {
	Inquiry InquiryID `json:"inquiry"`
	To      PersonID  `json:"to"`
	Days    int       `json:"days,omitempty"` // business days until it closes; 0 means never
}

// ProposeAlias asks the lead whether an inquiry's words shall lead to the page
// that solved it.
type ProposeAlias struct {
	Inquiry InquiryID `json:"inquiry"`
	To      PersonID  `json:"to"`
	By      PersonID  `json:"by"`
}

// SendArticle sends somebody the article of an inquiry or an incident: a member
// its draft, the lead what is proposed, its author what became of it.
type SendArticle struct {
	Inquiry  InquiryID    `json:"inquiry,omitempty"`
	Incident IncidentID   `json:"incident,omitempty"`
	To       PersonID     `json:"to"`
	By       PersonID     `json:"by,omitempty"`
	State    ArticleState `json:"state,omitzero"` // zero: the draft
}

// Subject is what the article is made of.
func (n SendArticle) Subject() string { return cmp.Or(string(n.Inquiry), string(n.Incident)) }

// SettleStale edits that message: the question is answered.
type SettleStale struct {
	Inquiry InquiryID `json:"inquiry"`
}

// Settle edits the message in a slot of an inquiry or an incident: what it asks
// for is done, or over.
type Settle struct {
	Inquiry  InquiryID  `json:"inquiry,omitempty"`
	Incident IncidentID `json:"incident,omitempty"`
	Slot     Slot       `json:"slot"`
}

// OpenIncident has Datadog create the incident, exactly once.
type OpenIncident struct {
	Incident IncidentID `json:"incident"`
}

// SyncIncident sends a change to Datadog, in order per incident.
type SyncIncident struct {
	Incident  IncidentID     `json:"incident"`
	Status    IncidentStatus `json:"status,omitzero"`
	Severity  Severity       `json:"severity,omitempty"`
	Title     string         `json:"title,omitempty"`
	Summary   string         `json:"summary,omitempty"`
	Impact    string         `json:"impact,omitempty"` // told with the summary
	Commander PersonID       `json:"commander,omitempty"`
	At        time.Time      `json:"at"`
}

// FindChannel looks whether Datadog made a channel for the incident.
type FindChannel struct {
	Incident IncidentID `json:"incident"`
}

// LinkChannel tells Datadog which Slack channel the incident has.
type LinkChannel struct {
	Incident IncidentID `json:"incident"`
}

// MakeChannel creates the incident's Slack channel.
type MakeChannel struct {
	Incident IncidentID `json:"incident"`
}

// ShowIncident posts the incident's line in the incidents channel, or edits it.
type ShowIncident struct {
	Incident IncidentID `json:"incident"`
}

// ShowBrief posts the summary in the incident's own channel and pins it, or
// edits it.
type ShowBrief struct {
	Incident IncidentID `json:"incident"`
}

// TellIncident tells a linked inquiry's thread that its incident was declared
// or is over.
type TellIncident struct {
	Incident IncidentID `json:"incident"`
	Inquiry  InquiryID  `json:"inquiry"`
	Over     bool       `json:"over,omitempty"`
	Again    bool       `json:"again,omitempty"` // it is running again
}

// ShowCluster posts the card of inquiries that may have one cause in the team
// channel, or edits it.
type ShowCluster struct {
	Inquiry InquiryID `json:"inquiry"`     // keeps the cluster
	To      Mention   `json:"to,omitzero"` // who is asked, of the first one
}

// TellUpdate posts an update as one line in the incidents channel, in the
// words in which it was given.
type TellUpdate struct {
	Incident IncidentID `json:"incident"`
	By       PersonID   `json:"by"`
	Status   string     `json:"status"`
	Impact   string     `json:"impact,omitempty"`
	Next     time.Time  `json:"next,omitzero"`
	At       time.Time  `json:"at"`
}

// TellState says in one line that an incident is resolved, or that it is
// running again.
type TellState struct {
	Incident IncidentID     `json:"incident"`
	Status   IncidentStatus `json:"status"`
	By       PersonID       `json:"by,omitempty"` // empty: it was changed in Datadog
	Fixed    string         `json:"fixed,omitempty"`
	Took     time.Duration  `json:"took,omitempty"`   // from the declaration to the resolution
	Inside   bool           `json:"inside,omitempty"` // in the incident's own channel, not in the incidents channel
}

// AskUpdate mentions the commander where the incident is worked on: the next
// update is due.
type AskUpdate struct {
	Incident IncidentID `json:"incident"`
	To       Mention    `json:"to"`
}

// AskCommander says where the incident is worked on that nobody has taken
// command yet.
type AskCommander struct {
	Incident IncidentID `json:"incident"`
	Step     int        `json:"step"` // 1 to 5
}

// TellAction tells the owner of an action that it is theirs, or asks what has
// become of it.
type TellAction struct {
	Incident IncidentID `json:"incident"`
	Action   int        `json:"action"`
	To       PersonID   `json:"to"`
	By       PersonID   `json:"by,omitempty"` // who gave it to them; empty: its day has come
}

// AskReview asks the owner of a review for it in a direct message, or tells
// the lead that its owner owes it.
type AskReview struct {
	Incident IncidentID `json:"incident"`
	To       PersonID   `json:"to"`
	Owner    PersonID   `json:"owner,omitempty"` // empty: it is To's own
}

// SendReview sends somebody a review: its approver what was written, its author
// what became of it.
type SendReview struct {
	Incident IncidentID   `json:"incident"`
	To       PersonID     `json:"to"`
	By       PersonID     `json:"by"`
	State    ArticleState `json:"state"`
}

// PushAction tells Datadog of an action as it is now, as a follow-up of the
// incident.
type PushAction struct {
	Incident IncidentID `json:"incident"`
	Action   int        `json:"action"`
}

// PushReview attaches the approved review to the incident in Datadog.
type PushReview struct {
	Incident IncidentID `json:"incident"`
}

// PublishPage writes the page of an inquiry or an incident as a file, or removes
// it, as the page is when that is done.
type PublishPage struct {
	Inquiry  InquiryID  `json:"inquiry,omitempty"`
	Incident IncidentID `json:"incident,omitempty"`
	Review   bool       `json:"review,omitempty"` // of the incident, instead of its article
}

// Subject is what the page is made of.
func (n PublishPage) Subject() string { return cmp.Or(string(n.Inquiry), string(n.Incident)) }

// TellPage tells somebody in a direct message that a page waits on a branch.
type TellPage struct {
	Inquiry  InquiryID  `json:"inquiry,omitempty"`
	Incident IncidentID `json:"incident,omitempty"`
	To       PersonID   `json:"to"`
	File     string     `json:"file"`
	URL      string     `json:"url"` // where a pull request is made of it
	Removed  bool       `json:"removed,omitempty"`
}

// Subject is what the page is made of.
func (n TellPage) Subject() string { return cmp.Or(string(n.Inquiry), string(n.Incident)) }

// FurnishChannel brings the people with a role into the incident's channel,
// and its topic and bookmarks up to date.
type FurnishChannel struct {
	Incident IncidentID `json:"incident"`
}

// AnnounceHandoff posts that the person on call has changed, and edits that
// after what was decided about the work that goes along. The post of one that
// another has replaced loses its buttons.
type AnnounceHandoff struct {
	Rotation RotationID `json:"rotation"`
	Boundary time.Time  `json:"boundary"`
}

// RemindHandoff tells the incoming person, then the lead, that the handoff
// was not accepted.
type RemindHandoff struct {
	Rotation RotationID `json:"rotation"`
	Boundary time.Time  `json:"boundary"`
	To       Mention    `json:"to"`
}

// AskSteps asks the person on call, in a direct message before their turn ends,
// what is next to do about the work they hand over.
type AskSteps struct {
	Rotation RotationID  `json:"rotation"`
	To       Mention     `json:"to"`
	Items    []InquiryID `json:"items"`
}

// WarnHole tells the lead in a direct message that nobody will be on call in a
// time ahead. Without an end it goes on for longer than anybody looks ahead.
type WarnHole struct {
	Rotation RotationID `json:"rotation"`
	Hole     Span       `json:"hole"`
	To       Mention    `json:"to"`
}

// AnnounceRoster tells the team that a rotation is configured anew: what changes
// from when, and who is on call next. It calls nobody.
type AnnounceRoster struct {
	Change RosterChange `json:"change"`
}

// RemindStart tells somebody in a direct message that their duty begins: on the
// business day before, and once it has begun.
type RemindStart struct {
	Rotation RotationID `json:"rotation"`
	To       Mention    `json:"to"`
	Before   PersonID   `json:"before,omitempty"` // who precedes, empty for nobody
	Start    time.Time  `json:"start"`
	End      time.Time  `json:"end,omitzero"` // zero when out of sight, and for the secondary
	Begun    bool       `json:"begun,omitempty"`
}

// AskEffort asks somebody in a direct message how the turn was that ended at
// Boundary.
type AskEffort struct {
	Rotation RotationID `json:"rotation"`
	Boundary time.Time  `json:"boundary"`
	To       PersonID   `json:"to"`
}

// ShowRequest asks for cover in the team channel, or the other one of a swap
// in a direct message, or edits that after an answer.
type ShowRequest struct {
	Rotation RotationID `json:"rotation"`
	Request  ChangeID   `json:"request"`
}

// TellRequest tells somebody in a direct message what has become of a request:
// who asked, that it was answered; the lead, that nobody does.
type TellRequest struct {
	Rotation RotationID `json:"rotation"`
	Request  ChangeID   `json:"request"`
	To       Mention    `json:"to"`
}

// TellDuty tells somebody in a direct message that their duty has changed, and
// by whom.
type TellDuty struct {
	Rotation RotationID `json:"rotation"`
	Change   ChangeID   `json:"change"`
	To       PersonID   `json:"to"`
	By       PersonID   `json:"by"`
	Undone   bool       `json:"undone,omitempty"` // the change was taken back
	Gains    []Span     `json:"gains,omitempty"`  // on call now
	Loses    []Span     `json:"loses,omitempty"`  // not any more
}

// SendPage has Datadog On-Call page the team for an incident, at most once.
type SendPage struct {
	Incident IncidentID  `json:"incident"`
	N        int         `json:"n"`
	Urgency  PageUrgency `json:"urgency"`
}

// SettlePage acknowledges or resolves a page in Datadog On-Call.
type SettlePage struct {
	Incident IncidentID `json:"incident"`
	Page     string     `json:"page"`
	State    PageState  `json:"state"`
}

// AskPageAgain mentions the on-call where the incident is worked on: the page
// may not have reached them.
type AskPageAgain struct {
	Incident IncidentID `json:"incident"`
	N        int        `json:"n"` // the page that is in doubt
	To       Mention    `json:"to"`
}

// ShowAlert posts the card of an alert in the alerts channel, or edits it.
type ShowAlert struct {
	Alert AlertID `json:"alert"`
	To    Mention `json:"to,omitzero"` // who is asked, of the first one
}

// PageAlert mentions the next step of the ladder below an alert's card: nobody
// has looked yet.
type PageAlert struct {
	Alert AlertID `json:"alert"`
	Step  int     `json:"step"` // 1 secondary, 2 lead
	To    Mention `json:"to"`
}

// ShowReport posts the report of a period, or what belongs under its post.
type ShowReport struct {
	Period Period     `json:"period"`
	Under  MessageRef `json:"under,omitzero"` // the post

	Owner PersonID `json:"owner,omitempty"` // whose documents it is about, and who alone reads it
	Team  TeamID   `json:"team,omitempty"`  // whose mirror it is, posted in its own channel
}

func (ShowCard) notice()        {}
func (ShowSuggestion) notice()  {}
func (Ping) notice()            {}
func (RetractPing) notice()     {}
func (PageSuspected) notice()   {}
func (WarnOwner) notice()       {}
func (WarnTeam) notice()        {}
func (TellBreach) notice()      {}
func (TellResolved) notice()    {}
func (TellMerged) notice()      {}
func (AskAsker) notice()        {}
func (TellReopened) notice()    {}
func (AskReopen) notice()       {}
func (AskReasons) notice()      {}
func (ProposeAlias) notice()    {}
func (SendArticle) notice()     {}
func (AskStale) notice()        {}
func (SettleStale) notice()     {}
func (Settle) notice()          {}
func (OpenIncident) notice()    {}
func (SyncIncident) notice()    {}
func (FindChannel) notice()     {}
func (LinkChannel) notice()     {}
func (MakeChannel) notice()     {}
func (ShowIncident) notice()    {}
func (ShowBrief) notice()       {}
func (TellIncident) notice()    {}
func (ShowCluster) notice()     {}
func (TellUpdate) notice()      {}
func (TellState) notice()       {}
func (AskUpdate) notice()       {}
func (AskCommander) notice()    {}
func (FurnishChannel) notice()  {}
func (PushAction) notice()      {}
func (PushReview) notice()      {}
func (PublishPage) notice()     {}
func (TellPage) notice()        {}
func (AskReview) notice()       {}
func (SendReview) notice()      {}
func (TellAction) notice()      {}
func (AnnounceHandoff) notice() {}
func (RemindHandoff) notice()   {}
func (AskSteps) notice()        {}
func (WarnHole) notice()        {}
func (AnnounceRoster) notice()  {}
func (RemindStart) notice()     {}
func (AskEffort) notice()       {}
func (SendPage) notice()        {}
func (SettlePage) notice()      {}
func (AskPageAgain) notice()    {}
func (ShowAlert) notice()       {}
func (PageAlert) notice()       {}
func (ShowReport) notice()      {}
func (ShowRequest) notice()     {}
func (TellRequest) notice()     {}
func (TellDuty) notice()        {}

// Via is the system a notice goes through. The zero Via is invalid.
type Via int

// The systems toban speaks to.
const (
	ViaSlack Via = iota + 1
	ViaDatadog
	ViaFiles // pages as files, in a folder or a repository
	ViaHooks // webhooks of other systems
)

// String is the system's name, for logs and metrics.
func (v Via) String() string {
	switch v {
	case ViaSlack:
		return "slack"
	case ViaDatadog:
		return "datadog"
	case ViaFiles:
		return "files"
	case ViaHooks:
		return "hooks"
	}
	return "via(" + strconv.Itoa(int(v)) + ")"
}

// Class orders what waits for the same channel: a smaller class leaves first.
type Class int

// The classes. Incidents and pages leave before replies, replies before
// reports.
const (
	ClassIncident Class = iota + 1
	ClassReply
	ClassReport
)

// String is the class's name, for logs and metrics.
func (c Class) String() string {
	switch c {
	case ClassIncident:
		return "incident"
	case ClassReply:
		return "reply"
	case ClassReport:
		return "report"
	}
	return "class(" + strconv.Itoa(int(c)) + ")"
}

// An Envelope says how a notice travels.
type Envelope struct {
	Name  string // of the notice, stable, for storage, logs and metrics
	Via   Via
	Class Class

	// Lane is the queue in which notices keep their order: they are sent one
	// after the other, first in, first out.
	Lane string

	// Merge, when not empty, names notices that render the same present
	// state: a second one is dropped while a first one has not been started.
	Merge string

	// Once marks what cannot be read back after an unclear outcome and is
	// therefore sent at most once.
	Once bool

	// Team marks what addresses the platform team: an inquiry that was asked
	// in a direct message needs a room before it.
	Team bool
}

// EnvelopeOf says how n travels.
func EnvelopeOf(n Notice) Envelope {
	inquiry := func(name string, id InquiryID, class Class) Envelope {
		return Envelope{Name: name, Via: ViaSlack, Class: class, Lane: string(id)}
	}
	incident := func(name string, id IncidentID, via Via) Envelope {
		return Envelope{Name: name, Via: via, Class: ClassIncident, Lane: via.String() + "/" + string(id)}
	}
	// Each has a lane of its own: one that waits for the opening must not hold
	// up another that cannot.
	change := func(name string, id RotationID, c ChangeID, to PersonID) Envelope {
		return Envelope{Name: name, Via: ViaSlack, Class: ClassReply, Lane: "duty/" + string(id) + "/" + c.String() + "/" + string(to)}
	}
	merged := func(e Envelope) Envelope {
		e.Merge = e.Name + "/" + e.Lane
		return e
	}
	team := func(name string, id InquiryID, class Class) Envelope {
		e := inquiry(name, id, class)
		e.Team = true
		return e
	}
	switch n := n.(type) {
	case OpenRoom:
		return inquiry("open_room", n.Inquiry, ClassIncident)
	case Relay:
		return inquiry("relay", n.Inquiry, ClassIncident)
	case ShowCard:
		return merged(inquiry("show_card", n.Inquiry, ClassReply))
	case ShowSuggestion:
		return merged(inquiry("show_suggestion", n.Inquiry, ClassReply))
	case Ping:
		return team("ping", n.Inquiry, ClassReply)
	case RetractPing:
		return inquiry("retract_ping", n.Inquiry, ClassReply)
	case PageSuspected:
		return team("page_suspected", n.Inquiry, ClassIncident)
	case WarnOwner:
		return team("warn_owner", n.Inquiry, ClassReply)
	case WarnTeam:
		return team("warn_team", n.Inquiry, ClassReply)
	case TellBreach:
		return team("tell_breach", n.Inquiry, ClassReply)
	case TellResolved:
		return inquiry("tell_resolved", n.Inquiry, ClassReply)
	case TellMerged:
		return inquiry("tell_merged", n.Inquiry, ClassReply)
	case AskAsker:
		return merged(inquiry("ask_asker", n.Inquiry, ClassReply))
	case TellReopened:
		return team("tell_reopened", n.Inquiry, ClassReply)
	case AskReopen:
		e := inquiry("ask_reopen", n.Inquiry, ClassReply)
		e.Once = true
		return e
	case AskReasons:
		return merged(Envelope{Name: "ask_reasons", Via: ViaSlack, Class: ClassReply, Lane: ReasonsSubject(n.To)})
	case ProposeAlias:
		return inquiry("propose_alias", n.Inquiry, ClassReply)
	case SendArticle:
		return Envelope{Name: "send_article", Via: ViaSlack, Class: ClassReply, Lane: n.Subject()}
	case AskStale:
		return inquiry("ask_stale", n.Inquiry, ClassReply)
	case SettleStale:
		return inquiry("settle_stale", n.Inquiry, ClassReply)
	case Settle:
		if n.Incident != "" {
			return incident("settle", n.Incident, ViaSlack)
		}
		return inquiry("settle", n.Inquiry, ClassReply)
	case OpenIncident:
		return incident("open_incident", n.Incident, ViaDatadog)
	case SyncIncident:
		return incident("sync_incident", n.Incident, ViaDatadog)
	case FindChannel:
		return incident("find_channel", n.Incident, ViaDatadog)
	case LinkChannel:
		return incident("link_channel", n.Incident, ViaDatadog)
	case AttachLinks:
		return merged(incident("attach_links", n.Incident, ViaDatadog))
	case SyncImpact:
		return merged(incident("sync_impact", n.Incident, ViaDatadog))
	case WarnRemote: // nothing about the incident waits for it
		return Envelope{Name: "warn_remote", Via: ViaSlack, Class: ClassIncident, Lane: "refused/" + string(n.Incident)}
	case MakeChannel:
		return incident("make_channel", n.Incident, ViaSlack)
	case ShowIncident:
		return merged(incident("show_incident", n.Incident, ViaSlack))
	case ShowBrief:
		return merged(incident("show_brief", n.Incident, ViaSlack))
	case TellIncident:
		return inquiry("tell_incident", n.Inquiry, ClassIncident)
	case ShowCluster:
		return merged(Envelope{Name: "show_cluster", Via: ViaSlack, Class: ClassIncident, Lane: "cluster/" + string(n.Inquiry)})
	case TellUpdate:
		return incident("tell_update", n.Incident, ViaSlack)
	case TellState:
		return incident("tell_state", n.Incident, ViaSlack)
	case AskUpdate:
		return incident("ask_update", n.Incident, ViaSlack)
	case AskCommander:
		return incident("ask_commander", n.Incident, ViaSlack)
	case TellAction: // of its own: the owner of one waits for no other's
		return Envelope{Name: "tell_action", Via: ViaSlack, Class: ClassReply, Lane: "action/" + string(n.Incident) + "/" + strconv.Itoa(n.Action)}
	case AskReview:
		return Envelope{Name: "ask_review", Via: ViaSlack, Class: ClassReply, Lane: "review/" + string(n.Incident)}
	case SendReview:
		return Envelope{Name: "send_review", Via: ViaSlack, Class: ClassReply, Lane: "review/" + string(n.Incident)}
	case PushAction:
		return incident("push_action", n.Incident, ViaDatadog)
	case PushReview:
		return incident("push_review", n.Incident, ViaDatadog)
	case PublishPage:
		e := Envelope{Name: "publish_page", Via: ViaFiles, Class: ClassReport, Lane: "page/" + n.Subject()}
		if n.Review {
			e.Lane += "/review"
		}
		return merged(e)
	case TellPage:
		return Envelope{Name: "tell_page", Via: ViaSlack, Class: ClassReport, Lane: "page/told/" + n.Subject()}
	case FurnishChannel:
		return merged(incident("furnish_channel", n.Incident, ViaSlack))
	case AnnounceHandoff:
		e := Envelope{Name: "announce_handoff", Via: ViaSlack, Class: ClassReply, Lane: "duty/" + string(n.Rotation)}
		e.Merge = e.Name + "/" + e.Lane + "/" + strconv.FormatInt(n.Boundary.Unix(), 10) // not into the post of another handoff
		return e
	case RemindHandoff:
		return Envelope{Name: "remind_handoff", Via: ViaSlack, Class: ClassReply, Lane: "duty/" + string(n.Rotation)}
	case AskSteps:
		return Envelope{Name: "ask_steps", Via: ViaSlack, Class: ClassReply, Lane: "duty/" + string(n.Rotation)}
	case WarnHole:
		return Envelope{Name: "warn_hole", Via: ViaSlack, Class: ClassReply, Lane: "duty/" + string(n.Rotation)}
	case AnnounceRoster:
		return Envelope{Name: "announce_roster", Via: ViaSlack, Class: ClassReply, Lane: "duty/" + string(n.Change.Rotation)}
	case WarnRefused: // nothing about duty waits for it
		return Envelope{Name: "warn_refused", Via: ViaSlack, Class: ClassReply, Lane: "refused/" + n.Follower.ID()}
	case RemindStart:
		return Envelope{Name: "remind_start", Via: ViaSlack, Class: ClassReply, Lane: "duty/" + string(n.Rotation)}
	case AskEffort:
		return Envelope{Name: "ask_effort", Via: ViaSlack, Class: ClassReport, Lane: "survey/" + string(n.Rotation)}
	case ShowRequest:
		return merged(change("show_request", n.Rotation, n.Request, ""))
	case TellRequest:
		return change("tell_request", n.Rotation, n.Request, n.To.Person)
	case TellDuty:
		return change("tell_duty", n.Rotation, n.Change, n.To)
	case SendPage: // nothing about the incident's record waits for it
		return Envelope{Name: "send_page", Via: ViaDatadog, Class: ClassIncident, Lane: "page/" + string(n.Incident)}
	case SettlePage:
		return Envelope{Name: "settle_page", Via: ViaDatadog, Class: ClassIncident, Lane: "page/" + string(n.Incident)}
	case AskPageAgain:
		return incident("ask_page_again", n.Incident, ViaSlack)
	case ShowAlert:
		return merged(Envelope{Name: "show_alert", Via: ViaSlack, Class: ClassIncident, Lane: "alert/" + string(n.Alert)})
	case PageAlert:
		return Envelope{Name: "page_alert", Via: ViaSlack, Class: ClassIncident, Lane: "alert/" + string(n.Alert)}
	case ShowReport:
		e := Envelope{Name: "show_report", Via: ViaSlack, Class: ClassReport, Lane: "report"}
		if n.Team != "" { // a channel that cannot be posted in holds nobody else up
			e.Lane += "/" + string(n.Team)
		}
		return e
	case CallHook:
		return n.envelope()
	case WarnHook:
		return Envelope{Name: "warn_hook", Via: ViaSlack, Class: ClassReply, Lane: "hook/gone/" + n.Hook}
	}
	panic("notice outside the union")
}

// A Reminder wakes a subject up at an instant. It is a row in the store: no
// deadline lives in a timer alone. Firing recomputes from the present state.
type Reminder struct {
	Subject string       `json:"subject"` // an inquiry, an incident or a rotation, see Subject… functions
	Kind    ReminderKind `json:"kind"`
	At      time.Time    `json:"at"`
	N       int          `json:"n,omitempty"` // percent of a warning, step of a ladder, unix time of a boundary
}

// Key names the reminder: setting it again under the same key moves it.
func (r Reminder) Key() string {
	return r.Subject + "/" + string(r.Kind) + "/" + strconv.Itoa(r.N)
}

// ReminderKind says what a reminder is about.
type ReminderKind string

// The kinds of reminders.
const (
	RemindGrace     ReminderKind = "grace"     // nobody pressed anything under the suggestions
	RemindPing      ReminderKind = "ping"      // the opening hour has come
	RemindWarn      ReminderKind = "warn"      // N percent of the first-reply time are gone
	RemindBreach    ReminderKind = "breach"    // the first reply is overdue
	RemindTell      ReminderKind = "tell"      // the breach line waited for the opening
	RemindPage      ReminderKind = "page"      // step N of the ladder
	RemindSuspicion ReminderKind = "suspicion" // the asker has not said whether production is affected
	RemindReasons   ReminderKind = "reasons"   // reasons are still missing at the next opening
	RemindStale     ReminderKind = "stale"     // the asker has been away for long
	RemindClose     ReminderKind = "close"     // and has not said that they still need it
	RemindReopen    ReminderKind = "reopen"    // word of a reopening waited for the opening
	RemindChannel   ReminderKind = "channel"   // Datadog has not made a channel in time
	RemindCommander ReminderKind = "commander" // nobody has taken command: nag N
	RemindUpdate    ReminderKind = "update"    // an update to the incidents channel is due
	RemindCluster   ReminderKind = "cluster"   // the card of a cluster waited for the opening
	RemindAction    ReminderKind = "action"    // the day of action N has come, or a week has passed since
	RemindReview    ReminderKind = "review"    // the review is overdue: step N
	RemindAccept    ReminderKind = "accept"    // the handoff was not accepted
	RemindUntaken   ReminderKind = "untaken"   // nobody has answered request N
	RemindExpire    ReminderKind = "expire"    // request N is over
	RemindAlert     ReminderKind = "alert"     // nobody has looked at an alert: step N of the ladder; 0: its card waited for the opening
	RemindUnmute    ReminderKind = "unmute"    // an alert is not muted any more
)
