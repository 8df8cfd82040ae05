package triage

import "time"

// nextReply measures how long an asker waits after the first reply: from the
// oldest message of theirs that nobody has answered to the next one of a
// member, in elapsed time. It promises nothing and nobody is reminded of it.
type nextReply struct{ since time.Time }

// note takes one record of an inquiry into account, which is q before it. A
// plain thanks waits for nothing, and what is closed is not waited for.
func (n *nextReply) note(q Inquiry, r Record) (at time.Time, took time.Duration, ok bool) {
	if q.Status.Closed() {
		n.since = time.Time{}
	}
	if e, ok := r.Event.(Replied); ok {
		at = e.Message.TS.Time()
		if e.Member && !n.since.IsZero() && !at.Before(n.since) {
			took, n.since = at.Sub(n.since), time.Time{}
			return at, took, true
		}
		if e.Added && q.Answered() && !q.Status.Closed() && n.since.IsZero() {
			n.since = at
		}
	}
	return time.Time{}, 0, false
}
