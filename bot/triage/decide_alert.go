package triage

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// alertTurn is one decision about an alert in the making.
type alertTurn struct {
	Policy
	order Order
	facts Facts
	b     AlertBoard
	a     Alert
	out   Decision
}

func (t *alertTurn) happen(e Event) {
	t.b = t.b.Apply(Record{Subject: string(t.a.ID), At: t.facts.Now, By: t.order.By, Event: e})
	t.a, _ = t.b.Alert(t.a.ID)
	t.out.Events = append(t.out.Events, e)
}

func (t *alertTurn) tell(n ...Notice) { t.out.Notices = append(t.out.Notices, n...) }

func (t *alertTurn) remind(kind ReminderKind, n int, at time.Time) {
	t.out.Reminders = append(t.out.Reminders, Reminder{Subject: string(t.a.ID), Kind: kind, N: n, At: at})
}

// show draws the card on which the alert stands, if there is one.
func (t *alertTurn) show() {
	if card := t.b.card(t.a); !card.Told.IsZero() {
		t.tell(ShowAlert{Alert: card.ID})
	}
}

func (p Policy) decideAlert(b AlertBoard, id AlertID, o Order, f Facts) (Decision, error) {
	t := &alertTurn{Policy: p, order: o, facts: f, b: b}
	var known bool
	t.a, known = b.Alert(id)
	if c, ok := o.Command.(TakeAlert); ok {
		t.take(c.Signal)
		return t.out, nil
	}
	if !known {
		return Decision{}, &Error{Kind: NotFound, Reason: "no_such_alert", Subject: string(id)}
	}
	var err error
	switch c := o.Command.(type) { //nolint:gochecksumtype // Policy.Decide gives it no others
	case SettleAlert:
		err = t.settle(c)
	case MuteAlert:
		err = t.mute(c)
	case Remind:
		t.reminded(c.Reminder)
	default:
		err = fmt.Errorf("%T is no alert's command", c)
	}
	if err != nil {
		return Decision{}, err
	}
	return t.out, nil
}

// take notes what a monitor says. The same monitor and group stay one alert
// with one card and one mention.
func (t *alertTurn) take(s AlertSignal) {
	switch firing := s.State != AlertRecovered; {
	case !t.Alerts.takes(s):
	case !firing && (t.a.Times == 0 || !t.a.Firing()): // nothing is known to be wrong
	case s.At.Before(t.a.LastAt): // overtaken on its way
	default:
		first := t.a.Times == 0
		s.Title = clip(strings.TrimSpace(s.Title), maxTitle)
		t.happen(Alerted{Signal: s})
		if first || t.untold() {
			t.announce()
			return
		}
		t.show()
	}
}

// untold reports whether the alert still wants a card: it came in at night, and
// had recovered when the day began.
func (t *alertTurn) untold() bool { return t.a.Open() && t.a.Told.IsZero() && t.a.Mute == nil }

// announce posts the alert's card, which mentions the on-call. Outside opening
// hours that waits, unless the alert presses; of a storm there is one card.
func (t *alertTurn) announce() {
	now := t.facts.Now
	if !t.a.Pressing() && !t.Calendar.IsOpen(now) {
		t.remind(RemindAlert, 0, t.Calendar.NextOpen(now))
		return
	}
	if keeper, ok := t.b.storm(now, t.Alerts.Storm); ok { // one that somebody has settled says nothing of what comes after
		if k, known := t.b.Alert(keeper); known && !k.Settled() {
			t.happen(AlertTold{Storm: keeper})
			t.show()
			return
		}
	}
	e := AlertTold{To: t.onCall(t.facts.Shift)}
	storm := t.b.cards(now, t.Alerts.Storm) >= t.Alerts.Cards
	if storm {
		e.Storm = t.a.ID
	}
	t.happen(e)
	t.tell(ShowAlert{Alert: t.a.ID, To: e.To})
	if storm || t.a.Pressing() {
		t.remind(RemindAlert, stepSecondary, now.Add(t.SLA.ack()))
	}
}

// reminded decides from the present state what a reminder still means.
func (t *alertTurn) reminded(r Reminder) {
	switch {
	case r.Kind == RemindUnmute:
		if t.a.Mute != nil && !t.a.Mute.Until.IsZero() && !t.a.Mute.Until.After(t.facts.Now) {
			t.happen(AlertMuted{Over: true})
			t.show()
		}
	case r.N == stepOnCall:
		if t.untold() {
			t.announce()
		}
	case !t.a.Looked() && slices.ContainsFunc(t.b.Counted(t.a), Alert.Open):
		t.climb(r.N)
	}
}

// climb mentions the next step of the ladder: nobody has looked yet.
func (t *alertTurn) climb(step int) {
	to := t.secondary(t.facts.Shift)
	told := []PersonID{"", t.a.To.Person}
	if step >= stepLead {
		told = append(told, to.Person)
		to = t.lead()
	}
	if !slices.Contains(told, to.Person) {
		t.tell(PageAlert{Alert: t.a.ID, Step: step, To: to})
	}
	if step < stepLead {
		t.remind(RemindAlert, step+1, t.facts.Now.Add(t.SLA.ack()))
	}
}

func (t *alertTurn) needMember() error {
	if t.order.Guest || !t.IsMember(t.order.By) {
		return Errorf(Denied, "denied", "%s is no member", t.order.By)
	}
	return nil
}

// Unsettled refuses what comes too late for an alert, and says who was faster.
func (a Alert) Unsettled() error {
	switch {
	case !a.Settled():
		return nil
	case a.Verdict == AlertDeclared:
		return &Error{Kind: Conflict, Reason: "already_incident", Subject: string(a.Incident)}
	}
	return &Error{Kind: Conflict, Reason: "already", Who: a.By, At: a.At, Subject: string(a.ID)}
}

// settle notes a person's verdict, on all that stands on the alert's card.
func (t *alertTurn) settle(c SettleAlert) error {
	if err := t.needMember(); err != nil {
		return err
	}
	if err := t.a.Unsettled(); err != nil {
		return err
	}
	e := AlertSettled{Verdict: c.Verdict}
	switch c.Verdict {
	case AlertSeen:
		if t.a.Verdict == AlertSeen {
			return &Error{Kind: Conflict, Reason: "already", Who: t.a.By, At: t.a.At, Subject: string(t.a.ID)}
		}
	case AlertFalse:
	case AlertGrouped:
		if err := t.group(c, &e); err != nil {
			return err
		}
	case AlertDeclared, AlertInquired:
		return fmt.Errorf("an alert is not %s by itself", c.Verdict)
	}
	e.With = undecided(t.b.Counted(t.a), t.a.ID)
	t.happen(e)
	t.show()
	return nil
}

// group puts the alert under a running incident, on whose timeline it appears,
// or under an earlier alert.
func (t *alertTurn) group(c SettleAlert, e *AlertSettled) error {
	if c.Incident != "" {
		i := t.facts.Joined
		switch {
		case i.ID == "":
			return &Error{Kind: NotFound, Reason: "no_such_incident", Subject: string(c.Incident)}
		case i.Status == IncidentResolved:
			return &Error{Kind: Conflict, Reason: "incident_over", Subject: string(i.ID), At: i.ResolvedAt}
		}
		e.Incident = i.ID
		t.out.Also = append(t.out.Also, Record{Subject: string(i.ID), Event: Noted{Text: t.a.line(), At: t.a.FirstAt}})
		t.tell(ShowIncident{Incident: i.ID})
		if i.Channel != "" {
			t.tell(ShowBrief{Incident: i.ID})
		}
		return nil
	}
	under, ok := t.b.Alert(c.Under)
	if !ok || under.ID == t.a.ID || under.Under != "" || under.FirstAt.After(t.a.FirstAt) {
		return &Error{Kind: NotFound, Reason: "no_such_alert", Subject: string(c.Under)}
	}
	e.Under = under.ID
	t.tell(ShowAlert{Alert: t.b.card(under).ID})
	return nil
}

// mute keeps the alert's monitor and group quiet for a time, or lets them speak
// again.
func (t *alertTurn) mute(c MuteAlert) error {
	if err := t.needMember(); err != nil {
		return err
	}
	switch {
	case c.Over && t.a.Mute == nil:
		return &Error{Kind: Conflict, Reason: "alert_loud", Subject: string(t.a.ID)}
	case c.Over:
		t.happen(AlertMuted{Over: true})
	case t.a.Mute != nil:
		return &Error{Kind: Conflict, Reason: "already", Who: t.a.Mute.By, Subject: string(t.a.ID)}
	case !c.Recovered && c.For <= 0 || c.Recovered && !t.a.Firing():
		return &Error{Kind: Conflict, Reason: "alert_over", Subject: string(t.a.ID)}
	case c.Recovered:
		t.happen(AlertMuted{})
	default:
		until := t.facts.Now.Add(c.For)
		t.happen(AlertMuted{Until: until})
		t.remind(RemindUnmute, 0, until)
	}
	t.show()
	return nil
}

// undecided are those of a list about which nobody has decided, but one.
func undecided(list []Alert, but AlertID) (ids []AlertID) {
	for _, a := range list {
		if a.ID != but && !a.Settled() {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// settledBy has an alert, with all on its card, end as what was made of it
// elsewhere.
func (f Facts) settledBy(e AlertSettled, out *Decision) {
	id := f.Alerts[0].ID
	e.With = undecided(f.Alerts, id)
	out.Also = append(out.Also, Record{Subject: string(id), Event: e})
	out.Notices = append(out.Notices, ShowAlert{Alert: id})
}

// alertsOf are the alerts on the card of an alert from which something is made,
// itself first.
func alertsOf(r Reader, id AlertID) ([]Alert, error) {
	b, err := readBoard(r)
	if err != nil {
		return nil, err
	}
	a, ok := b.Alert(id)
	if !ok {
		return nil, &Error{Kind: NotFound, Reason: "no_such_alert", Subject: string(id)}
	}
	list := []Alert{a}
	for _, other := range b.Counted(a) {
		if other.ID != a.ID {
			list = append(list, other)
		}
	}
	return list, nil
}

// Alerts is the board of alerts.
func (d *Desk) Alerts(ctx context.Context) (b AlertBoard, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		b, err = readBoard(r)
		return err
	})
	return b, err
}
