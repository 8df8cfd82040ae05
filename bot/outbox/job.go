// Package outbox sends what was decided: it leases jobs from a durable queue,
// hands each to the [Sender] of its system and settles it by the sender's
// verdict.
//
// Slack has no idempotency key for posts. Therefore a job is marked as being
// sent, durably, before the call; and after an outcome nobody can know (a
// timeout, a reset connection, a crash) the worker asks the sender to find
// what an earlier attempt may have left behind before it sends again.
//
//	queued ──lease──▶ sending ──sent──▶ (gone)
//	   ▲                 │ ├──refused──▶ buried
//	   └──not executed───┘ └──unclear or lease expired──▶ doubtful: find, then send
package outbox

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"toban/bot/triage"
)

// State is where a job stands. The zero State is invalid.
type State int

// The states of a job. A job that was sent leaves the queue.
const (
	Queued  State = iota + 1 // waits for its instant and its turn
	Sending                  // leased; doubtful when the lease expires
	Buried                   // refused for good, kept for people to see
)

// String is the state in lower case.
func (s State) String() string {
	switch s {
	case Queued:
		return "queued"
	case Sending:
		return "sending"
	case Buried:
		return "buried"
	}
	return "state(" + strconv.Itoa(int(s)) + ")"
}

// A Job is a notice on its way.
type Job struct {
	ID        string // stable, part of the message's metadata
	Notice    triage.Notice
	Envelope  triage.Envelope
	State     State
	Attempts  int       // calls started, the present one included
	Queued    time.Time // when it was decided
	Held      time.Time // until when it was held back on purpose, zero: not at all
	NotBefore time.Time // not sent before: held back, or to be tried again then
	Leased    time.Time // until when it is being sent
	Doubtful  bool      // an earlier attempt may have got through: find before sending
	Reason    string    // of the last failure
}

// A Queue keeps jobs durably, in lanes. Only the head of a lane is ever given
// out: while it is in flight or waits for another try, nothing behind it is,
// so that the order of a lane is kept.
type Queue interface {
	// Due looks, without changing anything, which jobs may be started: at
	// most limit, leases that have expired first, then by class and the
	// instant they became due. A job whose lease has expired is Doubtful. A
	// job of a newer version has no Notice.
	Due(ctx context.Context, now time.Time, limit int) ([]Job, error)
	// Lease marks the jobs of the grant that still may be started as sending,
	// in one durable transaction, and returns them. A job without a Notice is
	// buried instead.
	Lease(ctx context.Context, now time.Time, g Grant) ([]Job, error)
	// Done takes a sent job out of the queue. It does nothing to a job that
	// is buried, settled or unknown; the same holds for Retry and Bury.
	Done(ctx context.Context, id string) error
	// Retry puts a job back to be tried at an instant.
	Retry(ctx context.Context, id string, at time.Time, doubtful bool, reason string) error
	// Bury keeps a refused job for people to see; its lane goes on.
	Bury(ctx context.Context, id, reason string) error
	// NextDue is the earliest instant at which Due may yield something, the
	// zero time when nothing waits.
	NextDue(ctx context.Context) (time.Time, error)
	// QueueStats counts what waits.
	QueueStats(ctx context.Context) (Stats, error)
	// BuriedJobs lists what was refused, newest first, at most limit.
	BuriedJobs(ctx context.Context, limit int) ([]Job, error)
}

// A Grant is what a worker does with the jobs that are due.
type Grant struct {
	Start []string             // ids of jobs to be sent
	Until time.Time            // end of their lease: who has not settled by then has died
	Later map[string]time.Time // ids of jobs whose turn comes later, such as in a paced channel; forgotten at a restart
}

// Stats is the queue in numbers.
type Stats struct {
	Queued  int       `json:"queued"`
	Sending int       `json:"sending"`
	Buried  int       `json:"buried"`
	Oldest  time.Time `json:"oldest,omitzero"` // when the oldest unsent job was decided
}

// A Receipt is what the world answered, as orders for the Desk.
type Receipt struct {
	Orders []triage.Order
}

// A Sender speaks to one system. It makes one attempt per call and retries
// nothing: its error carries the verdict.
type Sender interface {
	// Send makes one attempt.
	Send(ctx context.Context, j Job) (Receipt, error)
	// Find looks whether an earlier attempt got through.
	Find(ctx context.Context, j Job) (r Receipt, found bool, err error)
	// Channel is the key by which sending is paced; empty is not paced.
	Channel(ctx context.Context, j Job) string
}

type verdict int

const (
	unclear verdict = iota
	permanent
	notExecuted
	halted
)

// verdictError is an error that says what to do next.
type verdictError struct {
	verdict verdict
	after   time.Duration
	channel string
	err     error
}

// Error is the cause.
func (e *verdictError) Error() string { return e.err.Error() }

// Unwrap is the cause.
func (e *verdictError) Unwrap() error { return e.err }

func with(v verdictError) error {
	if v.err == nil {
		return nil
	}
	return &v
}

// Permanent says that the job was refused for good: it is buried.
func Permanent(err error) error { return with(verdictError{verdict: permanent, err: err}) }

// RetryAfter says that the job was not executed and may be tried again after
// d, or by the worker's backoff when d is zero. What else goes to the same
// channel waits as long, because that is what d is about (HTTP 429).
func RetryAfter(err error, d time.Duration) error {
	return with(verdictError{verdict: notExecuted, after: d, err: err})
}

// RetryChannel is RetryAfter for a limit that is not the job's own channel's:
// everything paced by that key waits.
func RetryChannel(err error, channel string, d time.Duration) error {
	return with(verdictError{verdict: notExecuted, after: d, channel: channel, err: err})
}

// Unclear says that the job may have been executed: the worker looks before it
// sends again. An error without a verdict means the same.
func Unclear(err error) error { return with(verdictError{verdict: unclear, err: err}) }

// Halt says that the sender is refused, not the job (a revoked token): the
// queue is kept and sending through this system rests for a while.
func Halt(err error) error { return with(verdictError{verdict: halted, err: err}) }

// judge is the verdict an error carries; one without is unclear.
func judge(err error) verdictError {
	if v, ok := errors.AsType[*verdictError](err); ok {
		return *v
	}
	return verdictError{verdict: unclear, err: err}
}

// IsUnclear reports whether an error leaves open whether the job was executed.
func IsUnclear(err error) bool { return err != nil && judge(err).verdict == unclear }

// Subject is the order template of a notice's subject, to which a receipt or
// a refusal belongs; ok is false for a notice without one.
func Subject(n triage.Notice) (o triage.Order, ok bool) {
	switch n := n.(type) {
	case triage.OpenRoom:
		o.Inquiry = n.Inquiry
	case triage.Relay:
		o.Inquiry = n.Inquiry
	case triage.ShowCard:
		o.Inquiry = n.Inquiry
	case triage.ShowSuggestion:
		o.Inquiry = n.Inquiry
	case triage.Ping:
		o.Inquiry = n.Inquiry
	case triage.RetractPing:
		o.Inquiry = n.Inquiry
	case triage.PageSuspected:
		o.Inquiry = n.Inquiry
	case triage.WarnOwner:
		o.Inquiry = n.Inquiry
	case triage.WarnTeam:
		o.Inquiry = n.Inquiry
	case triage.TellBreach:
		o.Inquiry = n.Inquiry
	case triage.TellResolved:
		o.Inquiry = n.Inquiry
	case triage.AskAsker:
		o.Inquiry = n.Inquiry
	case triage.TellMerged:
		o.Inquiry = n.Inquiry
	case triage.TellReopened:
		o.Inquiry = n.Inquiry
	case triage.AskReopen:
		o.Inquiry = n.Inquiry
	case triage.ProposeAlias:
		o.Inquiry = n.Inquiry
	case triage.SendArticle:
		o.Inquiry, o.Incident = n.Inquiry, n.Incident
	case triage.AskStale:
		o.Inquiry = n.Inquiry
	case triage.SettleStale:
		o.Inquiry = n.Inquiry
	case triage.Settle:
		o.Inquiry, o.Incident = n.Inquiry, n.Incident
	case triage.ShowCluster:
		o.Inquiry = n.Inquiry
	case triage.TellIncident:
		o.Inquiry = n.Inquiry
	case triage.OpenIncident:
		o.Incident = n.Incident
	case triage.SyncIncident:
		o.Incident = n.Incident
	case triage.FindChannel:
		o.Incident = n.Incident
	case triage.LinkChannel:
		o.Incident = n.Incident
	case triage.AttachLinks:
		o.Incident = n.Incident
	case triage.SyncImpact:
		o.Incident = n.Incident
	case triage.WarnRemote:
		o.Incident = n.Incident
	case triage.MakeChannel:
		o.Incident = n.Incident
	case triage.ShowIncident:
		o.Incident = n.Incident
	case triage.ShowBrief:
		o.Incident = n.Incident
	case triage.TellState:
		o.Incident = n.Incident
	case triage.TellUpdate:
		o.Incident = n.Incident
	case triage.AskUpdate:
		o.Incident = n.Incident
	case triage.AskCommander:
		o.Incident = n.Incident
	case triage.TellAction:
		o.Incident = n.Incident
	case triage.AskReview:
		o.Incident = n.Incident
	case triage.SendReview:
		o.Incident = n.Incident
	case triage.PushAction:
		o.Incident = n.Incident
	case triage.PushReview:
		o.Incident = n.Incident
	case triage.PublishPage:
		o.Inquiry, o.Incident = n.Inquiry, n.Incident
	case triage.TellPage:
		o.Inquiry, o.Incident = n.Inquiry, n.Incident
	case triage.FurnishChannel:
		o.Incident = n.Incident
	case triage.AnnounceHandoff:
		o.Rotation = n.Rotation
	case triage.RemindHandoff:
		o.Rotation = n.Rotation
	case triage.AskSteps:
		o.Rotation = n.Rotation
	case triage.WarnHole:
		o.Rotation = n.Rotation
	case triage.AnnounceRoster:
		o.Rotation = n.Change.Rotation
	case triage.WarnRefused:
		o.Rotation = n.Rotation
	case triage.RemindStart:
		o.Rotation = n.Rotation
	case triage.AskEffort:
		o.Rotation = n.Rotation
	case triage.ShowRequest:
		o.Rotation = n.Rotation
	case triage.TellRequest:
		o.Rotation = n.Rotation
	case triage.TellDuty:
		o.Rotation = n.Rotation
	case triage.SendPage:
		o.Incident = n.Incident
	case triage.SettlePage:
		o.Incident = n.Incident
	case triage.AskPageAgain:
		o.Incident = n.Incident
	case triage.ShowAlert:
		o.Alert = n.Alert
	case triage.PageAlert:
		o.Alert = n.Alert
	case triage.ShowReport, triage.AskReasons, triage.CallHook, triage.WarnHook: // what becomes of a call changes nothing about its subject
	}
	return o, o.Inquiry != "" || o.Incident != "" || o.Rotation != "" || o.Alert != ""
}

func receiptKey(j Job, n int) string { return fmt.Sprintf("receipt/%s/%d", j.ID, n) }
