package triage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Hook is a webhook of another system that is told of changes of state.
type Hook struct {
	Name    string      // stable, part of the outbox lanes
	Events  []HookEvent // empty means all
	Private bool        // of private places too
	Words   bool        // with the words and ids of people
}

// A HookEvent is a change of state that webhooks tell of. The names are public
// and stay as they are.
type HookEvent string

// The events.
const (
	HookInquiryOpened       HookEvent = "inquiry.opened"
	HookInquiryReclassified HookEvent = "inquiry.reclassified"
	HookInquiryClaimed      HookEvent = "inquiry.claimed"
	HookInquiryUnclaimed    HookEvent = "inquiry.unclaimed"
	HookInquiryReplied      HookEvent = "inquiry.replied"
	HookInquiryWaiting      HookEvent = "inquiry.waiting"
	HookInquiryResumed      HookEvent = "inquiry.resumed"
	HookInquiryBreached     HookEvent = "inquiry.breached"
	HookInquiryEscalated    HookEvent = "inquiry.escalated"
	HookInquiryResolved     HookEvent = "inquiry.resolved"
	HookInquiryReopened     HookEvent = "inquiry.reopened"
	HookInquiryWithdrawn    HookEvent = "inquiry.withdrawn"
	HookInquiryDuplicate    HookEvent = "inquiry.duplicate"
	HookInquiryForgotten    HookEvent = "inquiry.forgotten"
	HookIncidentDeclared    HookEvent = "incident.declared"
	HookIncidentChanged     HookEvent = "incident.changed"
	HookIncidentUpdated     HookEvent = "incident.updated"
	HookIncidentResolved    HookEvent = "incident.resolved"
	HookIncidentReopened    HookEvent = "incident.reopened"
	HookRotationHandoff     HookEvent = "rotation.handoff"
)

// HookEvents are all events, in the order of an inquiry's and an incident's
// life.
func HookEvents() []HookEvent {
	return []HookEvent{
		HookInquiryOpened, HookInquiryReclassified, HookInquiryClaimed, HookInquiryUnclaimed, HookInquiryReplied, HookInquiryWaiting,
		HookInquiryResumed, HookInquiryBreached, HookInquiryEscalated, HookInquiryResolved, HookInquiryReopened, HookInquiryWithdrawn,
		HookInquiryDuplicate, HookInquiryForgotten,
		HookIncidentDeclared, HookIncidentChanged, HookIncidentUpdated, HookIncidentResolved, HookIncidentReopened, HookRotationHandoff,
	}
}

// CallHook tells a webhook of one change of state. It names the record that
// made it and says nothing itself: what is told is read from the history when
// it is sent, so that erased words and names have left it.
type CallHook struct {
	Hook    string    `json:"hook"`
	Event   HookEvent `json:"event"`
	Subject string    `json:"subject"` // "INQ-142", "INC-7", "duty/platform"
	N       int       `json:"n"`       // position of the record in the subject's history
}

// WarnHook tells an admin in a direct message that the receiver of a webhook is
// gone for good.
type WarnHook struct {
	Hook string  `json:"hook"`
	To   Mention `json:"to"`
}

func (CallHook) notice() {}
func (WarnHook) notice() {}

// envelope keeps the order of a subject for each hook, and none waits for
// another. Incidents come first.
func (n CallHook) envelope() Envelope {
	e := Envelope{Name: "call_hook", Via: ViaHooks, Class: ClassReport, Lane: hookLane(n.Hook, n.Subject)}
	if _, ok := SubjectIncident(n.Subject); ok {
		e.Class = ClassReply
	}
	return e
}

func hookLane(hook, subject string) string { return "hook/" + hook + "/" + subject }

// wants reports whether a hook is told of an event.
func (h Hook) wants(e HookEvent) bool { return len(h.Events) == 0 || slices.Contains(h.Events, e) }

// hears reports whether a hook is told of the subject at all.
func (h Hook) hears(s State) bool {
	switch {
	case s.Inquiry.ID != "":
		return !s.Inquiry.Archived() && (h.Private || !s.Inquiry.Place.Private)
	case s.Incident.ID != "":
		return !s.Incident.Drill && (h.Private || !s.Incident.Origin.Private)
	}
	return s.Duty.Rotation != ""
}

// hookCalls are the calls that follow from a record: before and after are its
// subject around it.
func (p Policy) hookCalls(e Event, before, after State) []Notice {
	if len(p.Hooks) == 0 {
		return nil
	}
	if told, ok := hookEventOf(e, before, after); ok {
		return p.callHooks(told, after)
	}
	return nil
}

// callHooks are the calls of everybody who wants to be told of an event.
func (p Policy) callHooks(e HookEvent, s State) []Notice {
	var calls []Notice
	for _, h := range p.Hooks {
		if h.wants(e) && h.hears(s) {
			calls = append(calls, CallHook{Hook: h.Name, Event: e, Subject: s.subject(), N: s.version()})
		}
	}
	return calls
}

func (s State) subject() string {
	switch {
	case s.Inquiry.ID != "":
		return string(s.Inquiry.ID)
	case s.Incident.ID != "":
		return string(s.Incident.ID)
	}
	return s.Duty.Rotation.Subject()
}

// version is how many records the subject has.
func (s State) version() int {
	switch {
	case s.Inquiry.ID != "":
		return s.Inquiry.Version
	case s.Incident.ID != "":
		return s.Incident.Version
	}
	return s.Duty.Version
}

// hookEventOf is the change of state that a record made, if it made one that is
// told.
func hookEventOf(e Event, before, after State) (HookEvent, bool) {
	switch e := e.(type) { //nolint:gochecksumtype // of all events, these are told
	case Asked:
		return HookInquiryOpened, true
	case Reclassified:
		return HookInquiryReclassified, e.Kind != "" || e.Area != "" || e.Urgency != 0
	case Claimed:
		return HookInquiryClaimed, true
	case Unclaimed:
		return HookInquiryUnclaimed, true
	case Replied:
		return HookInquiryReplied, e.First
	case Waited: // that it waits for something else is no new state
		return HookInquiryWaiting, before.Inquiry.Status != StatusWaiting
	case Resumed:
		return HookInquiryResumed, true
	case Breached:
		return HookInquiryBreached, true
	case Escalated:
		return HookInquiryEscalated, true
	case Resolved:
		return HookInquiryResolved, true
	case Reopened:
		return HookInquiryReopened, true
	case Withdrew:
		return HookInquiryWithdrawn, true
	case Merged:
		return HookInquiryDuplicate, true
	case Declared:
		return HookIncidentDeclared, true
	case IncidentChanged:
		return incidentHookEvent(e, before.Incident, after.Incident)
	case IncidentUpdated:
		return HookIncidentUpdated, true
	case HandedOff:
		return HookRotationHandoff, true
	}
	return "", false
}

func incidentHookEvent(e IncidentChanged, before, after Incident) (HookEvent, bool) {
	ended, was := after.Status == IncidentResolved, before.Status == IncidentResolved
	switch {
	case ended && !was:
		return HookIncidentResolved, true
	case was && !ended:
		return HookIncidentReopened, true
	}
	e.Seen, e.At, e.Remote, e.Sync = RemoteFace{}, time.Time{}, false, false // of Datadog's side alone
	return HookIncidentChanged, e != IncidentChanged{}
}

// forgetHooks takes what waits to be told of an erased inquiry out of the
// outbox. Whoever was told before learns that it is to be erased there too, also
// where the place has become private since.
func (d *Desk) forgetHooks(tx Tx, s State) ([]Notice, error) {
	if len(d.Policy.Hooks) == 0 {
		return nil, nil
	}
	for _, h := range d.Policy.Hooks {
		if err := tx.Drop(hookLane(h.Name, s.subject())); err != nil {
			return nil, fmt.Errorf("drop what waits for webhook %s: %w", h.Name, err)
		}
	}
	s, err := asFirstRead(tx, s)
	if err != nil {
		return nil, err
	}
	return d.Policy.callHooks(HookInquiryForgotten, s), nil
}

// asFirstRead is an inquiry that is as private as when it was asked: whoever could
// read it then may have been told.
func asFirstRead(r Reader, s State) (State, error) {
	first, _, err := stateAt(r, CallHook{Subject: s.subject(), N: 1})
	s.Inquiry.Place.Private = first.Inquiry.Place.Private
	return s, err
}

// A HookCall is what a webhook is told: a subject as the event left it. Exactly
// one of Inquiry, Incident and Handoff is set. The names are public and stay as
// they are; new ones may be added.
type HookCall struct {
	At      time.Time  // when it happened
	Thread  MessageRef // where people talk about it, zero when that is not known
	Private bool       // only some may read there

	Inquiry  *HookInquiry
	Incident *HookIncident
	Handoff  *HookHandoff
	Words    *HookWords // nil unless the hook wants them
}

// A HookInquiry is an inquiry in a webhook.
type HookInquiry struct {
	ID           InquiryID  `json:"id"`
	Version      int        `json:"version"` // counts what happened to it: a higher one is newer
	Status       Status     `json:"status"`
	Kind         string     `json:"kind"`
	Area         string     `json:"area"`
	Urgency      Urgency    `json:"urgency"`
	Team         TeamID     `json:"team"` // of the asker, "" when unknown
	Rotation     RotationID `json:"rotation"`
	Channel      ChannelID  `json:"channel"`
	AskedAt      time.Time  `json:"asked_at"`
	Due          *time.Time `json:"due"` // of the first reply
	FirstReplyAt *time.Time `json:"first_reply_at"`
	Breached     bool       `json:"breached"`
	ResolvedAt   *time.Time `json:"resolved_at"`
	DuplicateOf  InquiryID  `json:"duplicate_of"`
	Incident     IncidentID `json:"incident"`
	Reopens      int        `json:"reopens"`
}

// A HookIncident is an incident in a webhook.
type HookIncident struct {
	ID         IncidentID     `json:"id"`
	Version    int            `json:"version"`
	Status     IncidentStatus `json:"status"`
	Severity   Severity       `json:"severity"`
	DetectedAt time.Time      `json:"detected_at"`
	DeclaredAt time.Time      `json:"declared_at"`
	StableAt   *time.Time     `json:"stable_at"`
	ResolvedAt *time.Time     `json:"resolved_at"`
	NextUpdate *time.Time     `json:"next_update"` // promised
	Inquiries  []InquiryID    `json:"inquiries"`
	DatadogURL string         `json:"datadog_url"`
}

// A HookHandoff is a change of the person on call in a webhook.
type HookHandoff struct {
	Rotation RotationID `json:"rotation"`
	Version  int        `json:"version"`
	At       time.Time  `json:"at"`    // when the turn began
	Until    *time.Time `json:"until"` // when it ends, null when that is not in sight
	Staffed  bool       `json:"staffed"`
}

// HookWords are words and Slack ids of people.
type HookWords struct {
	By        PersonID `json:"by,omitempty"` // who did it; left out: toban itself, or Datadog
	Asker     PersonID `json:"asker,omitempty"`
	Owner     PersonID `json:"owner,omitempty"`
	Question  string   `json:"question,omitempty"`
	Title     string   `json:"title,omitempty"`
	Summary   string   `json:"summary,omitempty"`
	Affected  string   `json:"affected,omitempty"`
	Commander PersonID `json:"commander,omitempty"`
	Outgoing  PersonID `json:"outgoing,omitempty"`
	Incoming  PersonID `json:"incoming,omitempty"`
	Secondary PersonID `json:"secondary,omitempty"`
}

// HookCall reads what a call tells. ok is false when nobody wants to hear it
// any more: the hook is no longer configured, or the place has become private.
func (d *Desk) HookCall(ctx context.Context, n CallHook) (c HookCall, ok bool, err error) {
	at := slices.IndexFunc(d.Policy.Hooks, func(h Hook) bool { return h.Name == n.Hook })
	if at < 0 {
		return c, false, nil
	}
	hook := d.Policy.Hooks[at]
	err = d.Store.View(ctx, func(r Reader) error {
		c, ok = HookCall{}, false
		then, rec, err := stateAt(r, n)
		if err != nil {
			return err
		}
		now, err := hookState(r, n.Subject)
		if err != nil {
			return err
		}
		read := now
		if n.Event == HookInquiryForgotten {
			if read, err = asFirstRead(r, now); err != nil {
				return err
			}
		}
		if !hook.hears(read) {
			return nil
		}
		c, ok = hookCall(rec, then, now, hook.Words), true
		if hook.Private {
			return nil
		}
		return c.leaveOutPrivate(r)
	})
	if err != nil {
		return HookCall{}, false, fmt.Errorf("read what webhook %s is told of %s: %w", n.Hook, n.Subject, err)
	}
	return c, ok, nil
}

// hookState is a subject as it stands.
func hookState(r Reader, subject string) (s State, err error) {
	if id, ok := SubjectRotation(subject); ok {
		s.Duty, err = r.Duty(id)
		return s, err
	}
	return readSubject(r, subject)
}

// stateAt is the subject of a call as its record left it, and that record.
func stateAt(r Reader, n CallHook) (s State, last Record, err error) {
	if id, ok := SubjectInquiry(n.Subject); ok {
		s.Inquiry.ID = id
	} else if id, ok := SubjectIncident(n.Subject); ok {
		s.Incident.ID = id
	} else if id, ok := SubjectRotation(n.Subject); ok {
		s.Duty.Rotation = id
	}
	for rec, err := range r.History(n.Subject) {
		if err != nil {
			return s, last, err
		}
		if rec.N > n.N {
			break
		}
		s, last = s.apply(rec), rec
	}
	if last.N != n.N {
		return s, last, &Error{Kind: NotFound, Err: fmt.Errorf("%s has no record %d", n.Subject, n.N)}
	}
	return s, last, nil
}

// hookCall tells of a subject as it was then, but of the question and the title
// as they are now: what somebody has taken out since is not told.
func hookCall(rec Record, then, now State, words bool) HookCall {
	c := HookCall{At: rec.At.UTC()}
	said := HookWords{By: named(rec.By)}
	switch {
	case then.Inquiry.ID != "":
		q := then.Inquiry
		c.Inquiry, c.Private = hookInquiry(q), now.Inquiry.Place.Private
		if c.Thread = now.Inquiry.Place.Root(); c.Thread.IsZero() {
			c.Thread = now.Inquiry.Where(SlotCard)
		}
		said.Asker, said.Owner, said.Question = named(q.Asker), named(q.Owner), now.Inquiry.Text
	case then.Incident.ID != "":
		i := then.Incident
		c.Incident, c.Private = hookIncident(i), now.Incident.Origin.Private
		if c.Thread = now.Incident.Where(SlotIncident); c.Thread.IsZero() {
			c.Thread = now.Incident.Origin.Root()
		}
		said.Title, said.Summary, said.Affected, said.Commander = now.Incident.Title, i.Summary, i.Affected, named(i.Commander)
	default:
		e, _ := rec.Event.(HandedOff)
		h := e.Handoff
		c.Handoff, c.Thread = hookHandoff(then.Duty, e), now.Duty.Post
		said.Outgoing, said.Incoming, said.Secondary = PersonID(h.Outgoing), PersonID(h.Incoming), PersonID(h.Secondary)
	}
	if words {
		c.Words = &said
	}
	return c
}

// leaveOutPrivate takes inquiries of private places out of what is told of
// others.
func (c HookCall) leaveOutPrivate(r Reader) error {
	var failed error
	private := func(id InquiryID) bool {
		q, err := r.Inquiry(id)
		failed = errors.Join(failed, err)
		return q.Place.Private
	}
	if c.Incident != nil {
		c.Incident.Inquiries = slices.DeleteFunc(c.Incident.Inquiries, private)
	}
	if c.Inquiry != nil && c.Inquiry.DuplicateOf != "" && private(c.Inquiry.DuplicateOf) {
		c.Inquiry.DuplicateOf = ""
	}
	return failed
}

// named is a person, nobody when the name was erased.
func named(id PersonID) PersonID {
	if id.Erased() {
		return ""
	}
	return id
}

func hookInquiry(q Inquiry) *HookInquiry {
	h := &HookInquiry{
		ID: q.ID, Version: q.Version, Status: q.Status, Kind: q.Kind.Key, Area: q.Area.Key, Urgency: q.Urgency, Team: q.Team, Rotation: q.Rotation,
		Channel: q.Place.Channel, AskedAt: *second(q.AskedAt, time.UTC), Due: second(q.Due, time.UTC), Breached: q.Breached,
		ResolvedAt: second(q.ResolvedAt, time.UTC), DuplicateOf: q.Of, Incident: q.Incident, Reopens: q.Reopens,
	}
	if q.FirstReply != nil {
		h.FirstReplyAt = second(q.FirstReply.At, time.UTC)
	}
	return h
}

func hookIncident(i Incident) *HookIncident {
	return &HookIncident{
		ID: i.ID, Version: i.Version, Status: i.Status, Severity: i.Severity, DetectedAt: *second(i.DetectedAt, time.UTC),
		DeclaredAt: *second(i.DeclaredAt, time.UTC), StableAt: second(i.StableAt, time.UTC), ResolvedAt: second(i.ResolvedAt, time.UTC),
		NextUpdate: second(i.NextUpdate, time.UTC), Inquiries: append([]InquiryID{}, i.Inquiries...), DatadogURL: i.Datadog.URL,
	}
}

func hookHandoff(d Duty, e HandedOff) *HookHandoff {
	return &HookHandoff{
		Rotation: d.Rotation, Version: d.Version, At: *second(e.Handoff.Boundary, time.UTC), Until: second(e.Handoff.Until, time.UTC),
		Staffed: e.Handoff.Incoming != "",
	}
}

// HookGone tells an admin that the receiver of a webhook is gone for good, once
// for each address that was. It waits for the opening: nobody is woken for it.
func (d *Desk) HookGone(ctx context.Context, hook, url string) error {
	mark := "hook/gone/" + hook
	sum := sha256.Sum256([]byte(url)) // an address may hold a token
	seen := hex.EncodeToString(sum[:])
	told := false
	err := d.Store.Update(ctx, func(tx Tx) error {
		told = false
		last, err := tx.Mark(mark)
		if err != nil || string(last) == seen {
			return err
		}
		told = true
		n := WarnHook{Hook: hook, To: Mention{Person: d.Policy.Admin(), As: RoleAdmin}}
		if err := tx.Queue(n, d.Policy.Calendar.NextOpen(d.now())); err != nil {
			return err
		}
		return tx.SetMark(mark, []byte(seen))
	})
	if err != nil {
		return fmt.Errorf("tell that webhook %s is gone: %w", hook, err)
	}
	if told && d.Wake != nil {
		d.Wake()
	}
	return nil
}
