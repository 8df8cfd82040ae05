package triage

import (
	"slices"
	"time"

	"toban/knowledge"
	"toban/rotation"
)

// An Event is something that happened to an inquiry, an incident or a
// rotation. Events are appended and never changed,
// except that forgetting an inquiry takes words and names out of them.
//
//sumtype:decl
type Event interface{ event() }

// A Record is an event in the history of its subject.
type Record struct {
	Subject string    // "INQ-142", "INC-7", "duty/platform"
	N       int       // position in the subject's history, from 1
	At      time.Time // when it was decided
	By      PersonID  // who caused it; empty means toban
	Event   Event
}

// Asked opens an inquiry's history.
type Asked struct {
	Asker    PersonID      `json:"asker"`
	Reporter PersonID      `json:"reporter,omitempty"` // who opened it for the asker
	Team     TeamID        `json:"team,omitempty"`
	Rotation RotationID    `json:"rotation,omitempty"`
	Place    Place         `json:"place"`
	Source   MessageRef    `json:"source,omitzero"`
	Text     string        `json:"text"`
	Links    []string      `json:"links,omitempty"`
	Lang     Lang          `json:"lang"`
	At       time.Time     `json:"at"` // start of every clock: the asker's message
	Kind     Label         `json:"kind"`
	Area     Label         `json:"area"`
	Urgency  Urgency       `json:"urgency"`
	Said     bool          `json:"said,omitempty"` // a person chose the urgency, not the words
	Clock    string        `json:"clock"`          // elapsed, business_days, business_hours
	Target   time.Duration `json:"target"`
	Due      time.Time     `json:"due"`
	Late     bool          `json:"late,omitempty"`
	Alert    bool          `json:"alert,omitempty"` // the asker is a bot
	Model    string        `json:"model,omitempty"` // classifier version

	// Concealed are the kinds of the secrets that were taken out of the text.
	Concealed []string `json:"concealed,omitempty"`

	Imported bool `json:"imported,omitempty"` // from before toban: see PastInquiry
}

// Suggested says which pages were offered, and which past inquiries and
// incidents the question resembles. Without hits, it is a gap in the documents.
type Suggested struct {
	Hits     []Suggestion `json:"hits,omitempty"`
	Answered bool         `json:"answered,omitempty"` // the first hit reached the floor
	Past     []string     `json:"past,omitempty"`     // precedents: what stands there now is shown, and no copy is kept
}

// A Suggestion is a page as it was offered.
type Suggestion struct {
	Page       string    `json:"page"` // canonical id
	Title      string    `json:"title"`
	URL        string    `json:"url,omitempty"`
	Section    string    `json:"section,omitempty"`
	Snippet    string    `json:"snippet,omitempty"`
	Matches    [][2]int  `json:"matches,omitempty"` // byte ranges of Snippet that match the question
	Why        []string  `json:"why,omitempty"`     // words that match, the weightiest first
	Kind       string    `json:"kind,omitempty"`    // Diataxis
	Lang       Lang      `json:"lang,omitempty"`
	Updated    time.Time `json:"updated,omitzero"`
	Helped     int       `json:"helped,omitempty"` // people
	Confidence float64   `json:"confidence"`
}

func suggestion(h knowledge.Hit) Suggestion {
	return Suggestion{
		Page: h.Page, Title: h.Title, URL: h.URL, Section: h.Section, Snippet: h.Snippet, Matches: h.Matches, Why: h.Why,
		Kind: string(h.Kind), Lang: h.Lang, Updated: h.Updated, Helped: h.Helped, Confidence: h.Confidence,
	}
}

// Edited replaces the text; the history keeps the old one.
type Edited struct {
	Text      string    `json:"text"`
	TS        MessageTS `json:"ts,omitempty"`
	Concealed []string  `json:"concealed,omitempty"`
}

// SourceRemoved notes that the asker's message is gone.
type SourceRemoved struct{}

// Secluded notes that only members of its channel read the inquiry any more.
// It stays so when the channel is opened again.
type Secluded struct{}

// Pinged notes that the on-call was mentioned.
type Pinged struct {
	Person PersonID `json:"person"`
	Step   int      `json:"step,omitempty"` // of the ladder, for a suspected incident
}

// Claimed notes a new owner: by claim, assignment or first reply.
type Claimed struct {
	Owner PersonID `json:"owner"`
	Auto  bool     `json:"auto,omitempty"` // by a reply
}

// Unclaimed notes that a claim was taken back.
type Unclaimed struct{}

// Waited notes that the asker owes an answer.
type Waited struct {
	Reason string `json:"reason,omitempty"`
	Owned  bool   `json:"owned,omitempty"` // whoever said so became the owner by it
}

// Resumed ends waiting.
type Resumed struct {
	ByAsker bool `json:"by_asker,omitempty"`
}

// Replied notes a human message in the thread. The first one of a member
// after the start stops the first-reply clock.
type Replied struct {
	Message MessageRef    `json:"message"`
	Member  bool          `json:"member,omitempty"`
	First   bool          `json:"first,omitempty"`
	Took    time.Duration `json:"took,omitempty"` // open time used, for the first
	Line    string        `json:"line,omitempty"` // start of a member's message, to prefill the resolution
	Links   []string      `json:"links,omitempty"`
	Added   bool          `json:"added,omitempty"` // the asker said more than thanks
	Aside   string        `json:"aside,omitempty"` // an asker's words that only toban could read yet
}

// ReplyRemoved notes that a message of the thread was deleted. Next is the
// reply that counts as the first now, when the deleted one was the first.
type ReplyRemoved struct {
	Message MessageRef  `json:"message"`
	Next    *FirstReply `json:"next,omitempty"`
}

// Reclassified notes a person's label. Only what changed is set.
type Reclassified struct {
	Kind    string        `json:"kind,omitempty"`
	Area    string        `json:"area,omitempty"`
	Urgency Urgency       `json:"urgency,omitzero"`
	Words   bool          `json:"words,omitempty"` // an edit's words say the urgency, nobody else did
	Clock   string        `json:"clock,omitempty"` // the clock that runs from now on, if the change moved it
	Target  time.Duration `json:"target,omitempty"`
	Due     time.Time     `json:"due,omitzero"`

	KindGuess string `json:"kind_guess,omitempty"` // what the classifier had said, where the kind is set
	AreaGuess string `json:"area_guess,omitempty"` // the same for the area
}

// Answered notes what became of the suggestion.
type Answered struct {
	State  SelfSolve `json:"state"`
	Answer Answer    `json:"answer"`
}

// Helped notes that the asker confirmed a resolution.
type Helped struct{}

// Warned notes that a threshold of the first-reply time passed, and whether
// its line was sent or skipped for a later one.
type Warned struct {
	Percent int  `json:"percent"`
	Skipped bool `json:"skipped,omitempty"`
}

// Breached notes that the first reply was not there when it was due.
type Breached struct {
	Due time.Time `json:"due"`
}

// BreachTold notes that the breach line went out.
type BreachTold struct{}

// Resolved notes a resolution. Bot marks the asker's own Solved.
type Resolved struct {
	Reasons Reasons `json:"reasons"`
	Bot     bool    `json:"bot,omitempty"`
	Guess   Guess   `json:"guess,omitzero"`
}

// Reasoned notes reasons that were given later.
type Reasoned struct {
	Reasons Reasons `json:"reasons"`
	Guess   Guess   `json:"guess,omitzero"`
}

// Reopened notes that a closed inquiry is open again. A recontact makes a new
// promise, counted from the new message, and so does the withdrawal of what it
// was counted under.
type Reopened struct {
	Reason    string        `json:"reason,omitempty"`
	Undo      bool          `json:"undo,omitempty"`      // a slip was taken back: no number counts it
	Recontact InquiryID     `json:"recontact,omitempty"` // the new inquiry that was merged into this one
	Start     time.Time     `json:"start,omitzero"`
	Clock     string        `json:"clock,omitempty"`
	Target    time.Duration `json:"target,omitempty"`
	Due       time.Time     `json:"due,omitzero"`
}

// AliasProposed notes that a member wants the inquiry's words to lead to a
// page.
type AliasProposed struct {
	Page string `json:"page"`
}

// AliasAdded notes that the inquiry's words lead to a page.
type AliasAdded struct {
	Page string `json:"page"`
}

// ArticleWritten notes the article of an inquiry or an incident as somebody
// wrote it.
type ArticleWritten struct {
	Text  ArticleText  `json:"text"`
	State ArticleState `json:"state,omitzero"` // proposed, or approved
	URL   string       `json:"url,omitempty"`
}

// ArticleSettled notes what became of the article.
type ArticleSettled struct {
	State ArticleState `json:"state,omitzero"`
}

// StaleAsked notes that the asker is asked whether they still need the
// inquiry that waits for them.
type StaleAsked struct{}

// StillNeeded notes that the asker does: their absence counts anew.
type StillNeeded struct{}

// Suspected notes that the text may report that production is affected: the
// asker is asked.
type Suspected struct{}

// Calmed notes that a person says that it is not.
type Calmed struct{}

// IncidentOffered notes that an inquiry may be part of a running incident.
type IncidentOffered struct {
	Incident IncidentID `json:"incident"`
}

// IncidentJoined notes, on the incident, that an inquiry is part of it.
type IncidentJoined struct {
	Inquiry InquiryID `json:"inquiry"`
	Asked   time.Time `json:"asked"`
}

// RecontactOffered notes that an inquiry looks like an earlier one again.
type RecontactOffered struct {
	Of InquiryID `json:"of"`
}

// RecontactAnswered notes whether it was.
type RecontactAnswered struct {
	Of   InquiryID `json:"of"`
	Same bool      `json:"same,omitempty"`
}

// Merged notes that an inquiry is counted under another one.
type Merged struct {
	Of InquiryID `json:"of"`
}

// Joined notes, on the other one, that a duplicate was counted under it.
type Joined struct {
	Duplicate InquiryID `json:"duplicate"`
}

// Parted undoes Joined: the duplicate was reopened.
type Parted struct {
	Duplicate InquiryID `json:"duplicate"`
}

// Withdrew notes that the asker took the inquiry back, or never came back to
// it.
type Withdrew struct {
	Stale bool `json:"stale,omitempty"` // closed by silence
}

// Forgotten notes that words and names were erased, here and in every record
// before.
type Forgotten struct {
	Article bool `json:"article,omitempty"` // but for the approved article, which names nobody
}

// Nudged notes a sign of impatience that reached somebody.
type Nudged struct {
	Person PersonID `json:"person"`
}

// Escalated notes that an incident was declared from the inquiry.
type Escalated struct {
	Incident IncidentID `json:"incident"`
}

// Sent notes where a message of toban's stands.
type Sent struct {
	Slot    Slot       `json:"slot"`
	Message MessageRef `json:"message"`
}

// Bounced notes that a message was refused for good.
type Bounced struct {
	Notice string `json:"notice"`
	Reason string `json:"reason"`
}

// ReopenOffered notes that somebody was asked whether to reopen.
type ReopenOffered struct {
	To PersonID `json:"to"`
}

// Kept notes that the owner keeps the inquiry across a handoff.
type Kept struct{}

// StepPlanned notes what is next to do about the inquiry.
type StepPlanned struct {
	Text string `json:"text,omitempty"`
}

// Clustered notes that the inquiry and others of its area may have one cause.
type Clustered struct {
	Group     ClusterGroup `json:"group"`
	Inquiries []InquiryID  `json:"inquiries"` // itself included, the first asked first
	Last      time.Time    `json:"last"`      // when the last was asked
}

// ClusterJoined notes one more inquiry of the cluster.
type ClusterJoined struct {
	Inquiry InquiryID `json:"inquiry"`
	Asked   time.Time `json:"asked"`
}

// ClusterTold notes who is asked about the cluster.
type ClusterTold struct {
	To Mention `json:"to,omitzero"`
}

// ClusterSettled notes what a person made of the cluster.
type ClusterSettled struct {
	State    ClusterState `json:"state"`
	Incident IncidentID   `json:"incident,omitempty"`
	Under    InquiryID    `json:"under,omitempty"`
}

// Declared opens an incident's history.
type Declared struct {
	Title     string      `json:"title"`
	Severity  Severity    `json:"severity"`
	Impact    string      `json:"impact,omitempty"`
	Pressure  string      `json:"pressure,omitempty"`
	Chosen    bool        `json:"chosen,omitempty"` // severity picked against the matrix
	Affected  string      `json:"affected,omitempty"`
	Commander PersonID    `json:"commander"`
	Acting    bool        `json:"acting,omitempty"`
	Detected  time.Time   `json:"detected"`
	Inquiries []InquiryID `json:"inquiries,omitempty"`
	Origin    Place       `json:"origin,omitzero"` // thread it was declared from
	Channel   bool        `json:"channel,omitempty"`
	Datadog   bool        `json:"datadog,omitempty"` // to be created there
	Drill     bool        `json:"drill,omitempty"`
	Lang      Lang        `json:"lang"`
	Member    bool        `json:"member,omitempty"` // a member declared it, who thereby attends to it
	Alert     AlertID     `json:"alert,omitempty"`  // it was declared from

	Remote bool      `json:"remote,omitempty"` // it was declared in Datadog
	Chief  string    `json:"chief,omitempty"`  // its commander there, who is nobody in Slack
	At     time.Time `json:"at,omitzero"`      // when it was declared there
}

// IncidentChanged notes a change of what is known. Only what changed is set.
type IncidentChanged struct {
	Status    IncidentStatus `json:"status,omitzero"`
	Severity  Severity       `json:"severity,omitempty"`
	Title     string         `json:"title,omitempty"`
	Summary   string         `json:"summary,omitempty"`
	Commander PersonID       `json:"commander,omitempty"`
	Comms     PersonID       `json:"comms,omitempty"`
	Scribe    PersonID       `json:"scribe,omitempty"`
	Fixed     string         `json:"fixed,omitempty"`  // what fixed it
	Cause     string         `json:"cause,omitempty"`  // key of a configured cause
	Began     time.Time      `json:"began,omitzero"`   // when others began to be affected
	Remote    bool           `json:"remote,omitempty"` // it was changed in Datadog
	Sync      bool           `json:"sync,omitempty"`   // it is on its way to Datadog

	// Of a remote change only.
	Affected string     `json:"affected,omitempty"`
	Chief    string     `json:"chief,omitempty"` // name of a new commander who is nobody in Slack
	At       time.Time  `json:"at,omitzero"`     // by Datadog's clock
	Seen     RemoteFace `json:"seen,omitzero"`
}

// IncidentUpdated notes what everybody was told.
type IncidentUpdated struct {
	Status string    `json:"status"`
	Impact string    `json:"impact,omitempty"` // empty: as before
	Next   time.Time `json:"next,omitzero"`    // promised time of the next update
	Sync   bool      `json:"sync,omitempty"`   // it is on its way to Datadog
}

// Noted puts a line on the timeline.
type Noted struct {
	Text    string     `json:"text"`
	Message MessageRef `json:"message,omitzero"`
	Author  PersonID   `json:"author,omitempty"` // whose words they are, when somebody else noted them
	At      time.Time  `json:"at"`               // of the message
}

// Unnoted takes a message off the timeline.
type Unnoted struct {
	Message MessageRef `json:"message"`
}

// RegisteredRemotely notes the incident's identity in Datadog.
type RegisteredRemotely struct {
	ID       string `json:"id"`
	PublicID int64  `json:"public_id"`
	URL      string `json:"url,omitempty"`
	Note     string `json:"note,omitempty"`

	Seen RemoteFace `json:"seen,omitzero"`
}

// RefusedRemotely notes that Datadog does not take the incident or a change of
// it, for good or until somebody mends what it says.
type RefusedRemotely struct {
	Reason  string  `json:"reason"`
	Trouble Trouble `json:"trouble,omitempty"`
}

// SyncedRemotely notes that Datadog has every change up to an instant.
type SyncedRemotely struct {
	At     time.Time  `json:"at"`
	Impact string     `json:"impact,omitempty"` // the id of what is affected, when that was brought there
	Seen   RemoteFace `json:"seen,omitzero"`
}

// ActionAdded notes what somebody is to do after the incident.
type ActionAdded struct {
	Text  string         `json:"text"`
	Owner PersonID       `json:"owner"`
	Due   rotation.Civil `json:"due"`
	Aim   Aim            `json:"aim"`
}

// ActionSettled notes what became of an action.
type ActionSettled struct {
	N     int         `json:"n"`
	State ActionState `json:"state"`
}

// ActionChanged notes who does an action now, and by when. Only what changed is
// set.
type ActionChanged struct {
	N     int            `json:"n"`
	Owner PersonID       `json:"owner,omitempty"`
	Due   rotation.Civil `json:"due,omitzero"`
}

// ReviewDue notes by when the review of the incident is owed.
type ReviewDue struct {
	Due time.Time `json:"due"`
}

// ReviewDrafted notes that somebody has begun to write it.
type ReviewDrafted struct{}

// ReviewWritten notes the review as somebody wrote it, or where it stands. It
// is proposed by that.
type ReviewWritten struct {
	Text ReviewText `json:"text,omitzero"`
	Link string     `json:"link,omitempty"`
}

// ReviewSettled notes what became of it.
type ReviewSettled struct {
	State ArticleState `json:"state"`
}

// RemovedRemotely notes that the incident no longer exists in Datadog.
type RemovedRemotely struct{}

// ChannelRequested notes that toban makes the incident's channel itself.
type ChannelRequested struct{}

// ChannelJoined notes the incident's Slack channel.
type ChannelJoined struct {
	Channel ChannelID `json:"channel"`
	Name    string    `json:"name,omitempty"`
	Foreign bool      `json:"foreign,omitempty"`
}

// HandedOff notes that the person on call has changed, with the work that
// goes along.
type HandedOff struct {
	Handoff rotation.Handoff `json:"handoff"`
	Moved   []InquiryID      `json:"moved,omitempty"`   // unowned items that moved by themselves
	Asked   []InquiryID      `json:"asked,omitempty"`   // items of the outgoing person, one press each
	Staying []InquiryID      `json:"staying,omitempty"` // items of others, who keep them
	Running []IncidentID     `json:"running,omitempty"`
	Notes   []string         `json:"notes,omitempty"`
	Load    Load             `json:"load,omitzero"`
}

// lists reports whether the handoff's post shows an inquiry.
func (e HandedOff) lists(id InquiryID) bool {
	return slices.Contains(e.Asked, id) || slices.Contains(e.Moved, id) || slices.Contains(e.Staying, id)
}

// Load is what the last shift carried.
type Load struct {
	Inquiries int `json:"inquiries"`
	Minutes   int `json:"minutes"`
}

// HandoffAccepted notes the incoming person's press.
type HandoffAccepted struct {
	Boundary time.Time `json:"boundary"`
}

// Configured notes how a rotation is configured from an instant on. Setup
// follows on those before it; one that is in force for ever replaces them.
type Configured struct {
	Setup rotation.Setup `json:"setup"`
}

// SurveyAsked notes that somebody was asked how their turn was.
type SurveyAsked struct {
	Boundary time.Time `json:"boundary"`
	Person   PersonID  `json:"person"`
}

// ShiftRated notes how somebody's turn was.
type ShiftRated struct {
	Boundary time.Time `json:"boundary"`
	Effort   int       `json:"effort"`
	Line     string    `json:"line,omitempty"`
}

// StepsAsked notes that the person on call was asked for the next steps of what
// they hand over at Boundary.
type StepsAsked struct {
	Boundary time.Time `json:"boundary"`
}

// HoleWarned notes that the lead was warned of a time in which nobody is on
// call. Without an end it goes on for longer than anybody looks ahead.
type HoleWarned struct {
	Hole Span `json:"hole"`
}

// StartReminded notes that somebody knows when their duty begins: they were
// told, or arranged it themselves.
type StartReminded struct {
	Role   string    `json:"role"` // rotation.Primary or rotation.Secondary
	Person PersonID  `json:"person"`
	Start  time.Time `json:"start"`
}

// NoteLeft notes a line for the next handoff.
type NoteLeft struct {
	Text string `json:"text"`
}

// Overrode notes overrides that were laid on the schedule together.
type Overrode struct {
	Change    ChangeID            `json:"change"`
	Overrides []rotation.Override `json:"overrides"`
	Request   bool                `json:"request,omitempty"` // Change is a request that was accepted
}

// Requested notes that somebody is asked to take duty.
type Requested struct {
	Request Request `json:"request"`
}

// RequestSettled notes that a request came to nothing.
type RequestSettled struct {
	Request ChangeID     `json:"request"`
	State   RequestState `json:"state"`
}

// WentAway notes an absence.
type WentAway struct {
	Absence Absence `json:"absence"`
}

// ChangeCancelled notes that overrides or an absence end now.
type ChangeCancelled struct {
	Change ChangeID `json:"change"`
}

// Searched notes what became of a search of the documents.
type Searched struct {
	Search  SearchID      `json:"search"`
	Team    TeamID        `json:"team,omitempty"`
	Words   string        `json:"words,omitempty"`
	Page    string        `json:"page,omitempty"` // canonical id of the page that helped
	Outcome SearchOutcome `json:"outcome"`
}

// PageChanged notes what became of a page through Datadog On-Call.
type PageChanged struct {
	N       int         `json:"n"`
	Urgency PageUrgency `json:"urgency,omitempty"`
	State   PageState   `json:"state"`
	ID      string      `json:"id,omitempty"`
	Reason  string      `json:"reason,omitempty"`
}

// Alerted notes what a monitor said of an alert.
type Alerted struct {
	Signal AlertSignal `json:"signal"`
}

// AlertTold notes that an alert's card was decided: whom it mentions, or on
// whose card it is counted.
type AlertTold struct {
	To    Mention `json:"to,omitzero"`
	Storm AlertID `json:"storm,omitempty"`
}

// AlertSettled notes what a person made of an alert.
type AlertSettled struct {
	Verdict  AlertVerdict `json:"verdict"`
	Incident IncidentID   `json:"incident,omitempty"`
	Inquiry  InquiryID    `json:"inquiry,omitempty"`
	Under    AlertID      `json:"under,omitempty"`
	With     []AlertID    `json:"with,omitempty"` // others on the same card, of which it is true too
}

// AlertMuted notes that an alert is muted until an instant, or until it has
// recovered, or that this is over.
type AlertMuted struct {
	Until time.Time `json:"until,omitzero"`
	Over  bool      `json:"over,omitempty"`
}

// Reported notes that a period's report was queued.
type Reported struct {
	Period Period `json:"period"`
}

func (Asked) event()              {}
func (Suggested) event()          {}
func (Edited) event()             {}
func (SourceRemoved) event()      {}
func (Secluded) event()           {}
func (Pinged) event()             {}
func (Claimed) event()            {}
func (Unclaimed) event()          {}
func (Waited) event()             {}
func (Resumed) event()            {}
func (Replied) event()            {}
func (ReplyRemoved) event()       {}
func (Reclassified) event()       {}
func (Answered) event()           {}
func (Helped) event()             {}
func (Warned) event()             {}
func (Breached) event()           {}
func (BreachTold) event()         {}
func (Resolved) event()           {}
func (Reasoned) event()           {}
func (Reopened) event()           {}
func (AliasProposed) event()      {}
func (AliasAdded) event()         {}
func (ArticleWritten) event()     {}
func (ArticleSettled) event()     {}
func (StaleAsked) event()         {}
func (StillNeeded) event()        {}
func (Suspected) event()          {}
func (Calmed) event()             {}
func (IncidentOffered) event()    {}
func (IncidentJoined) event()     {}
func (RecontactOffered) event()   {}
func (RecontactAnswered) event()  {}
func (Merged) event()             {}
func (Joined) event()             {}
func (Parted) event()             {}
func (Withdrew) event()           {}
func (Forgotten) event()          {}
func (Nudged) event()             {}
func (Escalated) event()          {}
func (Sent) event()               {}
func (Bounced) event()            {}
func (ReopenOffered) event()      {}
func (Kept) event()               {}
func (StepPlanned) event()        {}
func (Clustered) event()          {}
func (ClusterJoined) event()      {}
func (ClusterTold) event()        {}
func (ClusterSettled) event()     {}
func (Declared) event()           {}
func (IncidentChanged) event()    {}
func (IncidentUpdated) event()    {}
func (Noted) event()              {}
func (Unnoted) event()            {}
func (RegisteredRemotely) event() {}
func (RefusedRemotely) event()    {}
func (RemovedRemotely) event()    {}
func (SyncedRemotely) event()     {}
func (ChannelRequested) event()   {}
func (ChannelJoined) event()      {}
func (HandedOff) event()          {}
func (HandoffAccepted) event()    {}
func (NoteLeft) event()           {}
func (Configured) event()         {}
func (SurveyAsked) event()        {}
func (ShiftRated) event()         {}
func (StepsAsked) event()         {}
func (Searched) event()           {}
func (HoleWarned) event()         {}
func (StartReminded) event()      {}
func (PageChanged) event()        {}
func (Alerted) event()            {}
func (AlertTold) event()          {}
func (AlertSettled) event()       {}
func (AlertMuted) event()         {}
func (Reported) event()           {}
func (Overrode) event()           {}
func (Requested) event()          {}
func (RequestSettled) event()     {}
func (WentAway) event()           {}
func (ChangeCancelled) event()    {}
func (ActionAdded) event()        {}
func (ReviewDue) event()          {}
func (ReviewDrafted) event()      {}
func (ReviewWritten) event()      {}
func (ReviewSettled) event()      {}
func (ActionSettled) event()      {}
func (ActionChanged) event()      {}
