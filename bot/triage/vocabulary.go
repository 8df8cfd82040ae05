package triage

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"toban/knowledge"
)

// InquiryID names an inquiry, for example "INQ-142".
type InquiryID string

// Compare orders ids by the number in them: INQ-9 comes before INQ-10.
func (id InquiryID) Compare(other InquiryID) int { return bySubject(string(id), string(other)) }

// IncidentID names an incident, for example "INC-7".
type IncidentID string

// Compare orders ids by the number in them.
func (id IncidentID) Compare(other IncidentID) int { return bySubject(string(id), string(other)) }

// PersonID is a Slack user id. It is the only identity toban trusts: display
// names can be imitated and e-mail addresses change.
type PersonID string

// TeamID is the key of an asking team in the configuration.
type TeamID string

// ChannelID is a Slack conversation id.
type ChannelID string

// MessageTS is a Slack message timestamp such as "1763618640.000100". It names
// a message within its channel.
type MessageTS string

// RotationID is the key of a rotation in the configuration.
type RotationID string

// Severity is the key of an incident severity in the configuration, for
// example "SEV-2".
type Severity string

// Lang is a language toban speaks.
type Lang = knowledge.Lang

// Time reports the instant a message was written, in whole seconds: order
// within a second is the order of arrival. It is zero for a malformed value.
func (ts MessageTS) Time() time.Time {
	whole, _, _ := strings.Cut(string(ts), ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// A MessageRef points at one message. The zero value points nowhere.
type MessageRef struct {
	Channel ChannelID `json:"channel,omitempty"`
	TS      MessageTS `json:"ts,omitempty"`
}

// IsZero reports whether the reference points nowhere.
func (r MessageRef) IsZero() bool { return r.TS == "" }

// Key is the reference as one word, for store links and deduplication.
func (r MessageRef) Key() string { return string(r.Channel) + "/" + string(r.TS) }

// A Place is a thread in a channel: where an inquiry is talked about.
type Place struct {
	Channel ChannelID `json:"channel"`
	Thread  MessageTS `json:"thread,omitempty"` // root message; empty for an inquiry without one (a modal)
	Private bool      `json:"private,omitempty"`

	// External marks a conversation that people of other workspaces read.
	External bool `json:"external,omitempty"`

	// Direct marks a direct message between the asker and toban: nobody else
	// can read there, so that the team is told in a room of its own. It is
	// private too.
	Direct bool `json:"direct,omitempty"`
}

// Root is the thread's first message.
func (p Place) Root() MessageRef { return MessageRef{Channel: p.Channel, TS: p.Thread} }

// Status is where an inquiry stands. The zero Status is invalid.
type Status int

// The states of an inquiry.
const (
	StatusOpen       Status = iota + 1 // nobody owns it yet
	StatusInProgress                   // somebody claimed it or replied
	StatusWaiting                      // the asker owes an answer
	StatusResolved                     // solved, by a person or by a page
	StatusDuplicate                    // counted under another inquiry
	StatusWithdrawn                    // the asker took it back
)

// String is the key under which a status is stored and worded.
func (s Status) String() string {
	switch s {
	case StatusOpen:
		return "open"
	case StatusInProgress:
		return "in_progress"
	case StatusWaiting:
		return "waiting"
	case StatusResolved:
		return "resolved"
	case StatusDuplicate:
		return "duplicate"
	case StatusWithdrawn:
		return "withdrawn"
	}
	return "status(" + strconv.Itoa(int(s)) + ")"
}

// Closed reports whether nothing more is expected of anybody.
func (s Status) Closed() bool {
	return s == StatusResolved || s == StatusDuplicate || s == StatusWithdrawn
}

// MarshalText stores a status by its key.
func (s Status) MarshalText() ([]byte, error) { return marshalEnum(s, StatusWithdrawn) }

// UnmarshalText reads what MarshalText wrote.
func (s *Status) UnmarshalText(text []byte) error {
	return unmarshalEnum(text, s, StatusWithdrawn)
}

// Urgency is how soon an inquiry wants a person. The zero Urgency is invalid.
type Urgency int

// The urgencies, by Slack's own triage marks.
const (
	UrgencyNormal Urgency = iota + 1
	UrgencyUrgent         // a suspected incident: it pages and ignores quiet hours
	UrgencyWish           // nobody is blocked
)

// String is the key under which an urgency is stored and worded.
func (u Urgency) String() string {
	switch u {
	case UrgencyNormal:
		return "normal"
	case UrgencyUrgent:
		return "urgent"
	case UrgencyWish:
		return "wish"
	}
	return "urgency(" + strconv.Itoa(int(u)) + ")"
}

// MarshalText stores an urgency by its key.
func (u Urgency) MarshalText() ([]byte, error) { return marshalEnum(u, UrgencyWish) }

// UnmarshalText reads what MarshalText wrote.
func (u *Urgency) UnmarshalText(text []byte) error { return unmarshalEnum(text, u, UrgencyWish) }

// KindQuestion is the kind for which documents are offered before a person is
// disturbed. The other kinds come from the configuration.
const KindQuestion = "question"

// Solver is axis A of a closing reason: who could have solved it. The zero
// Solver means that no reason was given yet.
type Solver int

// Who could have solved an inquiry.
const (
	SolverPlatformOnly   Solver = iota + 1
	SolverPlatformForNow        // a candidate for self-service
	SolverAppTeam
	SolverOtherTeam
	SolverUnknown
)

// String is the key under which a solver is stored and worded.
func (s Solver) String() string {
	switch s {
	case SolverPlatformOnly:
		return "platform_only"
	case SolverPlatformForNow:
		return "platform_for_now"
	case SolverAppTeam:
		return "app_team"
	case SolverOtherTeam:
		return "other_team"
	case SolverUnknown:
		return "unknown"
	}
	return "none"
}

// MarshalText stores a solver by its key.
func (s Solver) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Solver) UnmarshalText(text []byte) error {
	return unmarshalOptional(text, s, SolverUnknown)
}

// Documented is axis B of a closing reason: whether documents had the answer.
// The zero value means that no reason was given yet.
type Documented int

// Whether the documents had the answer.
const (
	DocsFoundEnough      Documented = iota + 1
	DocsExistsNotFound              // there is a page, and the asker did not find it
	DocsExistsWrongOrOld            // there is a page, and it misleads
	DocsMissing
	DocsNotAMatter // no document could have helped
)

// String is the key under which the axis is stored and worded.
func (d Documented) String() string {
	switch d {
	case DocsFoundEnough:
		return "found_enough"
	case DocsExistsNotFound:
		return "exists_not_found"
	case DocsExistsWrongOrOld:
		return "exists_wrong_or_old"
	case DocsMissing:
		return "missing"
	case DocsNotAMatter:
		return "not_a_docs_matter"
	}
	return "none"
}

// MarshalText stores the axis by its key.
func (d Documented) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Documented) UnmarshalText(text []byte) error {
	return unmarshalOptional(text, d, DocsNotAMatter)
}

// IncidentStatus is where an incident stands, in Datadog's words. The zero
// value is invalid.
type IncidentStatus int

// The states of an incident.
const (
	IncidentActive   IncidentStatus = iota + 1 // others are affected
	IncidentStable                             // not any more, the cause is still open
	IncidentResolved                           // the cause is understood too
)

// String is the key, equal to Datadog's state field.
func (s IncidentStatus) String() string {
	switch s {
	case IncidentActive:
		return "active"
	case IncidentStable:
		return "stable"
	case IncidentResolved:
		return "resolved"
	}
	return "incident_status(" + strconv.Itoa(int(s)) + ")"
}

// MarshalText stores a state by its key.
func (s IncidentStatus) MarshalText() ([]byte, error) { return marshalEnum(s, IncidentResolved) }

// UnmarshalText reads what MarshalText wrote.
func (s *IncidentStatus) UnmarshalText(text []byte) error {
	return unmarshalEnum(text, s, IncidentResolved)
}

// SelfSolve is what became of a suggestion: silence is never success. The
// zero value is silence.
type SelfSolve int

// The three states of a suggestion.
const (
	SelfSolveSilent    SelfSolve = iota // nothing was pressed
	SelfSolveConfirmed                  // the asker pressed Solved
	SelfSolveEscalated                  // the asker still needs a person
)

// String is the key under which the state is stored and worded.
func (s SelfSolve) String() string {
	switch s {
	case SelfSolveSilent:
		return "silent"
	case SelfSolveConfirmed:
		return "confirmed"
	case SelfSolveEscalated:
		return "escalated"
	}
	return "self_solve(" + strconv.Itoa(int(s)) + ")"
}

// MarshalText stores the state by its key.
func (s SelfSolve) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *SelfSolve) UnmarshalText(text []byte) error {
	for v := SelfSolveSilent; v <= SelfSolveEscalated; v++ {
		if v.String() == string(text) {
			*s = v
			return nil
		}
	}
	return fmt.Errorf("unknown self-solve state %q", text)
}

// A Label is a classification with its origin. A label set by a person is
// never overwritten by the classifier.
type Label struct {
	Key        string   `json:"key,omitempty"`
	Confidence float64  `json:"confidence,omitempty"` // 0 to 1; 1 for a person's
	Words      []string `json:"words,omitempty"`      // that decided, strongest first
	Sure       bool     `json:"sure,omitempty"`       // set without asking
	Choices    []string `json:"choices,omitempty"`    // candidates to offer when not sure
	Similar    []string `json:"similar,omitempty"`    // inquiries that people have sorted and that it resembles, the most similar first
	By         PersonID `json:"by,omitempty"`         // who set it; empty means the classifier
	Guess      string   `json:"guess,omitempty"`      // a person's: what the classifier had said
	Audit      bool     `json:"audit,omitempty"`      // set without asking, and somebody is asked whether it was right
	Imported   bool     `json:"imported,omitempty"`   // a person's, from before toban
}

// Automatic reports whether the classifier set the label without asking.
func (l Label) Automatic() bool { return l.Sure && l.By == "" && l.Key != "" }

// Asks reports whether people are asked which of the choices it is.
func (l Label) Asks() bool { return !l.Sure && l.By == "" && len(l.Choices) > 0 }

// Strange reports whether the message looks like none of the classes, and
// nobody has said yet what it is.
func (l Label) Strange() bool {
	return !l.Sure && l.By == "" && l.Key != "" && len(l.Choices) == 0
}

// said is a person's word in the place of the label.
func (l Label) said(key string, by PersonID, guess string) Label {
	return Label{Key: key, Confidence: 1, Sure: true, By: by, Guess: guess, Audit: l.Audit}
}

// guess is what the classifier has said, whatever people said since.
func (l Label) guess() string {
	if l.By == "" {
		return l.Key
	}
	return l.Guess
}

type enum interface {
	~int
	fmt.Stringer
}

func marshalEnum[E enum](v, last E) ([]byte, error) {
	if v < 1 || v > last {
		return nil, fmt.Errorf("encode %s", v)
	}
	return []byte(v.String()), nil
}

func unmarshalEnum[E enum](text []byte, into *E, last E) error {
	for v := E(1); v <= last; v++ {
		if v.String() == string(text) {
			*into = v
			return nil
		}
	}
	return fmt.Errorf("unknown value %q", text)
}

// unmarshalOptional reads an enumeration whose zero value, stored as "none",
// means that nothing was given.
func unmarshalOptional[E enum](text []byte, into *E, last E) error {
	if string(text) == "none" {
		*into = 0
		return nil
	}
	return unmarshalEnum(text, into, last)
}
