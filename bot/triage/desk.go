package triage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"toban/knowledge"
	"toban/rotation"
)

// An Adviser searches documents and classifies. It may fail or be late: a
// question without advice is still a question.
type Adviser interface {
	Advise(ctx context.Context, text string, lang Lang) (knowledge.Advice, error)
}

// A Schedule says who is on call. changes are the overrides and absences that
// were entered in Slack; rotation.Rotation implements it.
type Schedule interface {
	OnCall(t time.Time, changes rotation.Changes) rotation.Shift
	Turns(role string, from, to time.Time, changes rotation.Changes) iter.Seq[rotation.Turn]
	Tick(mark rotation.Watermark, now time.Time, changes rotation.Changes) (rotation.Watermark, *rotation.Handoff)
}

// DefaultAdviceBudget is how long an inquiry waits for its advice.
const DefaultAdviceBudget = time.Second

// Desk carries out orders: it gathers facts, decides, and records everything
// in one transaction. It is safe for concurrent use once its fields are set.
type Desk struct {
	Store     Store
	Policy    Policy
	Schedules map[RotationID]Schedule
	Default   RotationID // of subjects without one
	Adviser   Adviser    // nil: no suggestions, kind question
	Log       *slog.Logger

	// Gone says that a person has left the workspace: they are skipped in
	// every rotation. It must not block; nil means that nobody has left.
	Gone func(person string) bool

	AdviceBudget time.Duration    // zero means DefaultAdviceBudget
	Now          func() time.Time // nil means time.Now
	Wake         func()           // called after a transaction that queued or scheduled something; may be nil

	// Changed is called after each transaction that recorded something, in no
	// particular order of concurrent ones. It must not block; may be nil.
	Changed func(context.Context, Outcome)

	extracts extracts
}

// An Outcome is what became of an order.
type Outcome struct {
	Subject   string   // the inquiry, incident, rotation or alert it was about
	Also      []string // further inquiries and incidents about which something was recorded
	Repeat    bool     // the order was carried out before
	Erased    bool     // it took words and names out of the store
	Concealed []string // kinds of the secrets that were taken out of the order
	By        PersonID // who gave the order; empty means toban itself
	Inquiry   Inquiry
	Incident  Incident
	Duty      Duty
	Alert     Alert
}

// Handle carries out an order once. It returns after the transaction is
// durable: the caller may then acknowledge. A repeated order returns the
// subject of the first one and changes nothing; a reminder is a repeat unless
// it stands in the store.
func (d *Desk) Handle(ctx context.Context, o Order) (Outcome, error) {
	if o.Key == "" {
		return Outcome{}, fmt.Errorf("order %T without a key", o.Command)
	}
	o, concealed := o.concealed()
	advice := d.advise(ctx, o)
	var out Outcome
	var refused error
	var busy bool
	err := d.Store.Update(ctx, func(tx Tx) error {
		out, refused, busy = Outcome{}, nil, false
		var err error
		out, busy, err = d.handle(tx, o, advice, concealed)
		out.By, out.Concealed = o.By, concealed
		if e, ok := errors.AsType[*Error](err); ok && o.Settles != "" && e.Kind != Internal {
			// A receipt that nobody wants any more still settles its job.
			refused = err
			return tx.Settle(o.Settles)
		}
		return err
	})
	if err := firstError(err, refused); err != nil {
		return out, err
	}
	if busy && d.Wake != nil {
		d.Wake()
	}
	if d.Changed != nil && !out.Repeat {
		d.Changed(ctx, out)
	}
	return out, nil
}

func (d *Desk) handle(tx Tx, o Order, advice *knowledge.Advice, concealed []string) (out Outcome, busy bool, err error) {
	keys := append([]string{o.Key}, o.Also...)
	reminder, isReminder := o.Command.(Remind)
	var subject string
	var known bool
	if isReminder {
		subject = reminder.Reminder.Subject
		known, err = over(tx, reminder.Reminder)
	} else {
		subject, known, err = tx.Seen(keys)
	}
	if err != nil {
		return out, false, err
	}
	if known {
		out.Subject, out.Repeat = subject, true
		if o.Settles != "" {
			err = tx.Settle(o.Settles)
		}
		return out, false, err
	}
	now := d.now()
	state, subject, err := d.load(tx, o)
	if err != nil {
		return out, false, err
	}
	facts, err := d.facts(tx, o, state, now, advice)
	if err != nil {
		return out, false, err
	}
	facts.Concealed = concealed
	decision, err := d.Policy.Decide(state, o, facts)
	if err != nil {
		return out, false, err
	}
	if err := d.record(tx, o, state, subject, now, &decision, &out); err != nil {
		return out, false, err
	}
	if !isReminder {
		if err := tx.RecordKeys(keys, subject, now); err != nil {
			return out, false, err
		}
	}
	if o.Settles != "" {
		if err := tx.Settle(o.Settles); err != nil {
			return out, false, err
		}
	}
	return out, len(decision.Notices)+len(decision.Held)+len(decision.Reminders) > 0, nil
}

// over reports whether a reminder was carried out, moved or dropped since it
// was read. Its row alone says so: the same instant may be set again, and then
// it counts again.
func over(r Reader, due Reminder) (bool, error) {
	now, ok, err := r.Reminder(due.Key())
	return !ok || !now.At.Equal(due.At), err
}

// load reads the order's subject, or makes its id.
func (d *Desk) load(tx Tx, o Order) (s State, subject string, err error) {
	if _, ok := o.Command.(Ask); ok {
		s.Inquiry.ID, err = tx.NextInquiry()
		return s, string(s.Inquiry.ID), err
	}
	if opens(o) {
		s.Incident.ID, err = tx.NextIncident()
		return s, string(s.Incident.ID), err
	}
	if _, ok := o.Command.(PostReport); ok {
		return s, reportSubject, nil
	}
	if c, ok := o.Command.(NoteSearch); ok {
		return s, c.Search.subject(), nil
	}
	if c, ok := o.Command.(Remind); ok && strings.HasPrefix(c.Reminder.Subject, reasonsPrefix) {
		return s, c.Reminder.Subject, nil
	}
	if c, ok := o.Command.(TakeAlert); ok {
		s.Alerts, err = readBoard(tx)
		s.Alert = s.Alerts.about(c.Signal, d.Policy.Alerts.Flap)
		return s, string(s.Alert), err
	}
	switch {
	case o.Alert != "":
		s.Alert = o.Alert
		s.Alerts, err = readBoard(tx)
		return s, string(o.Alert), err
	case o.Inquiry != "":
		s.Inquiry, err = tx.Inquiry(o.Inquiry)
		return s, string(o.Inquiry), err
	case o.Incident != "":
		s.Incident, err = tx.Incident(o.Incident)
		return s, string(o.Incident), err
	case o.Rotation != "":
		s.Duty, err = tx.Duty(o.Rotation)
		return s, o.Rotation.Subject(), err
	}
	if p, ok := o.Command.(Posted); ok && p.Slot == SlotReport {
		return s, reportSubject, nil
	}
	return s, "", fmt.Errorf("order %s (%T) names no subject", o.Key, o.Command)
}

// opens reports whether an order makes an incident.
func opens(o Order) bool {
	_, declares := o.Command.(Declare)
	_, adopts := o.Command.(AdoptIncident)
	return declares || adopts && o.Incident == ""
}

func (d *Desk) facts(tx Reader, o Order, s State, now time.Time, advice *knowledge.Advice) (Facts, error) {
	f := Facts{Now: now, Advice: advice}
	id := cmp.Or(o.Rotation, s.Inquiry.Rotation, d.Default)
	if c, ok := o.Command.(Ask); ok {
		id = cmp.Or(c.Rotation, d.Default)
	}
	shift, duty, err := d.shift(tx, id, now)
	if err != nil {
		return f, err
	}
	f.Shift, f.Duty = shift, duty
	f.Schedule, f.Changes = d.Schedules[id], d.Changes(duty)
	if _, ok := o.Command.(CheckHandoff); ok {
		return d.handoffFacts(tx, f, id, duty)
	}
	if c, ok := o.Command.(NoteSearch); ok {
		f.Searched, err = searched(tx, c.Search)
		return f, err
	}
	if c, ok := o.Command.(AdoptIncident); ok {
		known, err := tx.Find(DatadogLink(c.ID))
		f.Registered, _ = SubjectIncident(known)
		return f, err
	}
	if c, ok := o.Command.(Ask); ok {
		if f.Earlier, f.Lately, err = recalled(tx, c.Asker, now); err != nil {
			return f, err
		}
		if advice != nil && advice.Classification.Area.Sure {
			if f.Audit, err = d.auditDue(tx, now); err != nil {
				return f, err
			}
		}
	}
	if c, ok := o.Command.(Remind); ok {
		if person, ok := SubjectReasons(c.Reminder.Subject); ok {
			list, err := unreasonedBy(tx, person, now)
			f.Unreasoned = len(list)
			return f, err
		}
	}
	if f.Echo, err = echoOf(tx, o, s.Inquiry, now, advice); err != nil {
		return f, err
	}
	if advice != nil {
		if f.Past, err = precedents(tx, advice.Related); err != nil {
			return f, err
		}
	}
	if _, ok := o.Command.(Forget); ok && o.By != "" { // age erases many at a time, whose messages stand in Slack anyway
		if f.Citing, err = citing(tx, s.Inquiry.ID); err != nil {
			return f, err
		}
	}
	if id := joins(o.Command); id != "" {
		if f.Joined, err = tx.Incident(id); err != nil && KindOf(err) != NotFound {
			return f, err
		}
	}
	if id := madeOf(o.Command); id != "" {
		if f.Alerts, err = alertsOf(tx, id); err != nil {
			return f, err
		}
	}
	if err := d.clusterOf(tx, &f, o, s, id); err != nil {
		return f, err
	}
	if mayWithdraw(o.Command) {
		for _, id := range s.Inquiry.Duplicates {
			q, err := tx.Inquiry(id)
			if err != nil {
				return f, err
			}
			f.Duplicates = append(f.Duplicates, q)
		}
	}
	var other InquiryID
	if _, ok := o.Command.(AnswerRecontact); ok {
		other = s.Inquiry.Again
	}
	if _, ok := o.Command.(Reply); ok {
		other = s.Inquiry.Of
	}
	if c, ok := o.Command.(Duplicate); ok {
		other = c.Of
	}
	if c, ok := o.Command.(Declare); ok {
		other = c.Inquiry
	}
	if other != "" && other != s.Inquiry.ID {
		f.Other, err = tx.Inquiry(other)
		if err != nil && KindOf(err) != NotFound {
			return f, err
		}
	}
	return f, nil
}

// joins is the running incident that a command names as a part of what goes on.
func joins(c Command) IncidentID {
	switch c := c.(type) { //nolint:gochecksumtype // of all commands, these name one
	case AnswerSuspicion:
		return c.Incident
	case SettleAlert:
		return c.Incident
	}
	return ""
}

// madeOf is the alert of which a command makes something else.
func madeOf(c Command) AlertID {
	switch c := c.(type) { //nolint:gochecksumtype // of all commands, these make something of one
	case Ask:
		return c.From
	case Declare:
		return c.Alert
	}
	return ""
}

func (d *Desk) handoffFacts(tx Reader, f Facts, id RotationID, duty Duty) (Facts, error) {
	schedule := d.Schedules[id]
	if schedule == nil {
		return f, fmt.Errorf("rotation %q is not configured", id)
	}
	f.Mark, f.Handoff = schedule.Tick(duty.Mark, f.Now, d.Changes(duty))
	if f.Handoff == nil {
		var err error
		f.Open, err = d.openWork(tx, id)
		return f, err
	}
	return d.handoffWork(tx, f, id, duty)
}

// openWork is what is open in a rotation, the oldest first.
func (d *Desk) openWork(tx Reader, id RotationID) (open []Inquiry, err error) {
	for q, err := range tx.Inquiries(InquiryFilter{Open: true}) {
		if err != nil {
			return nil, err
		}
		if cmp.Or(q.Rotation, d.Default) == id {
			open = append(open, q)
		}
	}
	slices.Reverse(open)
	return open, nil
}

// handoffWork adds what goes along with the handoff.
func (d *Desk) handoffWork(tx Reader, f Facts, id RotationID, duty Duty) (Facts, error) {
	var err error
	if f.Open, err = d.openWork(tx, id); err != nil {
		return f, err
	}
	for i, err := range tx.Incidents(true) {
		if err != nil {
			return f, err
		}
		if !i.Drill {
			f.Running = append(f.Running, i)
		}
	}
	slices.Reverse(f.Running)
	load, err := d.shiftLoad(tx, id, d.turnBegan(id, duty, f.Handoff.Boundary), f.Handoff.Boundary)
	f.Load = load
	return f, err
}

// turnBegan is when the turn began that ends at boundary: with the handoff
// announced last, whenever that was posted, so that nothing falls between two
// posts.
func (d *Desk) turnBegan(id RotationID, duty Duty, boundary time.Time) time.Time {
	if duty.Last != nil {
		return duty.Last.Handoff.Boundary
	}
	if from := d.Schedules[id].OnCall(duty.Mark.At, d.Changes(duty)).Start; !from.IsZero() {
		return from
	}
	return boundary.AddDate(0, 0, -7)
}

// shiftLoad is what was asked in a turn, and what it cost.
func (d *Desk) shiftLoad(r Reader, id RotationID, from, boundary time.Time) (Load, error) {
	var load Load
	for q, err := range r.Inquiries(InquiryFilter{}) {
		if err != nil {
			return load, err
		}
		if q.Imported { // it has a high number and was asked long ago
			continue
		}
		if q.AskedAt.Before(from.AddDate(0, 0, -28)) {
			break
		}
		if cmp.Or(q.Rotation, d.Default) != id || q.AskedAt.Before(from) || !q.AskedAt.Before(boundary) {
			continue
		}
		load.Inquiries++
		load.Minutes += q.Reasons.Minutes
	}
	return load, nil
}

// Changes are what lies on top of a rotation's configured schedule: what was
// entered in Slack, and who has left.
func (d *Desk) Changes(duty Duty) rotation.Changes {
	changes := duty.Changes()
	changes.Deactivated = d.Gone
	return changes
}

// shift answers who is on call: the one function behind every card, ping,
// command, post and report.
func (d *Desk) shift(r Reader, id RotationID, at time.Time) (rotation.Shift, Duty, error) {
	duty, err := r.Duty(id)
	if err != nil {
		return rotation.Shift{}, duty, err
	}
	schedule := d.Schedules[id]
	if schedule == nil {
		return rotation.Shift{Why: rotation.Why{Reason: rotation.Nobody}}, duty, nil
	}
	return schedule.OnCall(at, d.Changes(duty)), duty, nil
}

// record writes what was decided, and has webhooks told of it.
func (d *Desk) record(tx Tx, o Order, s State, subject string, now time.Time, dec *Decision, out *Outcome) error {
	out.Subject = subject
	var calls []Notice
	for _, e := range dec.Events {
		r := Record{Subject: subject, At: now, By: o.By, Event: e}
		if s.Inquiry.Forgotten {
			r = d.Policy.erasedRecord(r)
		}
		if err := tx.Append(r); err != nil {
			return err
		}
		before := s
		s = s.apply(r)
		calls = append(calls, d.Policy.hookCalls(r.Event, before, s)...)
	}
	if err := s.put(tx, len(dec.Events) > 0); err != nil {
		return err
	}
	for _, r := range dec.Also {
		r.At, r.By = now, o.By
		other, err := readSubject(tx, r.Subject)
		if err != nil {
			return err
		}
		if other.Inquiry.Forgotten {
			r = d.Policy.erasedRecord(r)
		}
		if err := tx.Append(r); err != nil {
			return err
		}
		after := other.apply(r)
		if err := after.put(tx, true); err != nil {
			return err
		}
		calls = append(calls, d.Policy.hookCalls(r.Event, other, after)...)
		if r.Subject != subject && !slices.Contains(out.Also, r.Subject) {
			out.Also = append(out.Also, r.Subject)
		}
	}
	out.Erased = dec.Erase
	if dec.Erase {
		var err error
		if s.Inquiry, err = d.erase(tx, s.Inquiry.ID, s.Inquiry.Article != nil); err != nil {
			return err
		}
		told, err := d.forgetHooks(tx, s)
		if err != nil {
			return err
		}
		calls = append(calls, told...)
	}
	if dec.Mark != nil {
		duty, err := tx.Duty(o.Rotation)
		if err != nil {
			return err
		}
		duty.Mark = *dec.Mark
		if err := tx.PutDuty(duty); err != nil {
			return err
		}
	}
	if err := link(tx, s, *dec); err != nil {
		return err
	}
	if c, ok := o.Command.(PostReport); ok && c.mark() != "" {
		if err := tx.SetMark(c.mark(), []byte(c.Period)); err != nil {
			return err
		}
	}
	if c, ok := o.Command.(Remind); ok {
		if err := tx.Forget(c.Reminder.Key()); err != nil {
			return err
		}
	}
	for _, r := range dec.Reminders {
		if c, ok := o.Command.(Remind); ok && r.Key() == c.Reminder.Key() && !r.At.After(now) {
			continue // nothing opens within the calendar's reach: it would fire for ever
		}
		if err := tx.Remind(r); err != nil {
			return err
		}
	}
	dec.Notices = append(slices.Clip(dec.Notices), calls...)
	for _, n := range dec.Notices {
		if err := tx.Queue(n, time.Time{}); err != nil {
			return err
		}
	}
	for _, n := range dec.Held {
		if err := tx.Queue(n, dec.Until); err != nil {
			return err
		}
	}
	out.Inquiry, out.Incident, out.Duty = s.Inquiry, s.Incident, s.Duty
	out.Alert, _ = s.Alerts.Alert(s.Alert)
	return nil
}

func readSubject(r Reader, subject string) (s State, err error) {
	if id, ok := SubjectInquiry(subject); ok {
		s.Inquiry, err = r.Inquiry(id)
		return s, err
	}
	if id, ok := SubjectIncident(subject); ok {
		s.Incident, err = r.Incident(id)
		return s, err
	}
	if id, ok := SubjectAlert(subject); ok {
		s.Alert = id
		s.Alerts, err = readBoard(r)
		return s, err
	}
	return s, fmt.Errorf("subject %q is neither an inquiry, an incident nor an alert", subject)
}

func (s State) apply(r Record) State {
	switch {
	case s.Alert != "":
		s.Alerts = s.Alerts.Apply(r)
	case s.Inquiry.ID != "":
		s.Inquiry = s.Inquiry.Apply(r)
	case s.Incident.ID != "":
		s.Incident = s.Incident.Apply(r)
	case s.Duty.Rotation != "":
		s.Duty = s.Duty.Apply(r)
	}
	return s
}

func (s State) put(tx Tx, changed bool) error {
	switch {
	case !changed:
		return nil
	case s.Alert != "":
		return putBoard(tx, s.Alerts)
	case s.Inquiry.ID != "":
		return tx.PutInquiry(s.Inquiry)
	case s.Incident.ID != "":
		return tx.PutIncident(s.Incident)
	case s.Duty.Rotation != "":
		return tx.PutDuty(s.Duty)
	}
	return nil
}

// link makes messages and channels findable: a thread finds its inquiry, a
// channel its incident, and each of toban's own messages its subject.
func link(tx Tx, s State, dec Decision) error {
	for _, e := range dec.Events {
		for name, subject := range links(e, s) {
			if err := tx.Link(name, subject); err != nil {
				return err
			}
		}
	}
	return nil
}

// links are the names that an event gives to subjects.
func links(e Event, s State) map[string]string {
	out := make(map[string]string)
	if e, ok := e.(Asked); ok {
		for _, ref := range []MessageRef{e.Place.Root(), e.Source} {
			if !ref.IsZero() {
				out[MessageLink(ref)] = string(s.Inquiry.ID)
			}
		}
	}
	if e, ok := e.(Sent); ok {
		subject := cmp.Or(string(s.Inquiry.ID), string(s.Incident.ID))
		if subject == "" && s.Duty.Rotation != "" {
			subject = s.Duty.Rotation.Subject()
		}
		if subject != "" {
			out[MessageLink(e.Message)] = subject
		}
	}
	if e, ok := e.(Clustered); ok {
		out[ClusterLink(e.Group)] = string(s.Inquiry.ID)
	}
	if e, ok := e.(ChannelJoined); ok {
		out[ChannelLink(e.Channel)] = string(s.Incident.ID)
	}
	if e, ok := e.(RegisteredRemotely); ok {
		out[DatadogLink(e.ID)] = string(s.Incident.ID)
	}
	return out
}

// MessageLink is the link under which a message finds its subject.
func MessageLink(m MessageRef) string { return "message/" + m.Key() }

// ChannelLink is the link under which a channel finds its incident.
func ChannelLink(c ChannelID) string { return "channel/" + string(c) }

// DatadogLink is the link under which a Datadog incident finds ours.
func DatadogLink(id string) string { return "datadog/" + id }

func (d *Desk) now() time.Time {
	if d.Now != nil {
		return d.Now().UTC()
	}
	return time.Now().UTC()
}

// advise asks for advice within its budget. Failing advice is logged and
// blocks nobody.
func (d *Desk) advise(ctx context.Context, o Order) *knowledge.Advice {
	var text string
	lang := o.Lang
	if c, ok := o.Command.(Ask); ok {
		text, lang = c.Text, c.Lang
	}
	if c, ok := o.Command.(Edit); ok {
		text = c.Text
	}
	if d.Adviser == nil || text == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(d.AdviceBudget, DefaultAdviceBudget))
	defer cancel()
	advice, err := d.Adviser.Advise(ctx, text, lang)
	if err != nil {
		d.Log.WarnContext(ctx, "inquiry goes on without advice", "error", err)
		return nil
	}
	return &advice
}

// Remind carries out the reminders that are due, the earliest first, and
// reports how many there were. One that cannot be carried out is logged and
// tried again on the next call.
func (d *Desk) Remind(ctx context.Context) (int, error) {
	const batch = 100
	var due []Reminder
	err := d.Store.View(ctx, func(r Reader) error {
		var err error
		due, err = r.Due(d.now(), batch)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read due reminders: %w", err)
	}
	var failed error
	for _, r := range due {
		o := Order{Key: fmt.Sprintf("remind/%s/%d", r.Key(), r.At.Unix()), At: r.At, Command: Remind{Reminder: r}}
		if id, ok := SubjectInquiry(r.Subject); ok {
			o.Inquiry = id
		} else if id, ok := SubjectIncident(r.Subject); ok {
			o.Incident = id
		} else if id, ok := SubjectRotation(r.Subject); ok {
			o.Rotation = id
		} else if id, ok := SubjectAlert(r.Subject); ok {
			o.Alert = id
		}
		_, err := d.Handle(ctx, o)
		if KindOf(err) == NotFound {
			err = d.Store.Update(ctx, func(tx Tx) error { return tx.Forget(r.Key()) })
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("carry out reminder %s: %w", r.Key(), err))
		}
	}
	return len(due), failed
}

// Rotations are the configured rotations in alphabetical order.
func (d *Desk) Rotations() []RotationID { return slices.Sorted(maps.Keys(d.Schedules)) }

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
