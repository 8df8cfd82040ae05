package triage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"toban/rotation"
)

// Aim is what an action changes about incidents of its kind. The zero Aim is
// invalid.
type Aim int

// The aims.
const (
	AimPrevent  Aim = iota + 1 // it does not happen again
	AimNotice                  // it is noticed sooner
	AimMitigate                // it does less harm
)

// Aims are the aims in the order in which they are shown.
func Aims() []Aim { return []Aim{AimPrevent, AimNotice, AimMitigate} }

// String is the key under which an aim is stored and worded.
func (a Aim) String() string {
	switch a {
	case AimPrevent:
		return "prevent"
	case AimNotice:
		return "notice"
	case AimMitigate:
		return "mitigate"
	}
	return "aim(" + strconv.Itoa(int(a)) + ")"
}

// MarshalText stores an aim by its key.
func (a Aim) MarshalText() ([]byte, error) { return marshalEnum(a, AimMitigate) }

// UnmarshalText reads what MarshalText wrote.
func (a *Aim) UnmarshalText(text []byte) error { return unmarshalEnum(text, a, AimMitigate) }

// ActionState is what became of an action. The zero ActionState is open.
type ActionState int

// What may have become of an action.
const (
	ActionDone    ActionState = iota + 1
	ActionDropped             // the team decided against it
)

// String is the key under which a state is stored and worded.
func (s ActionState) String() string {
	switch s {
	case ActionDone:
		return "done"
	case ActionDropped:
		return "dropped"
	}
	return "action(" + strconv.Itoa(int(s)) + ")"
}

// MarshalText stores a state by its key.
func (s ActionState) MarshalText() ([]byte, error) { return marshalEnum(s, ActionDropped) }

// UnmarshalText reads what MarshalText wrote.
func (s *ActionState) UnmarshalText(text []byte) error {
	return unmarshalEnum(text, s, ActionDropped)
}

// An Action is what somebody does after an incident, so that the next one is
// lighter.
type Action struct {
	N     int            `json:"n"` // within its incident, from 1
	Text  string         `json:"text"`
	Owner PersonID       `json:"owner"`
	Due   rotation.Civil `json:"due"` // 00:00 of the last day on which it is in time, in the team's zone
	Aim   Aim            `json:"aim"`
	By    PersonID       `json:"by,omitempty"` // who wrote it down
	At    time.Time      `json:"at"`

	State     ActionState `json:"state,omitzero"`
	Settled   PersonID    `json:"settled,omitempty"` // who said that it is done or dropped
	SettledAt time.Time   `json:"settled_at,omitzero"`
}

// Open reports whether it is still to be done.
func (a Action) Open() bool { return a.State == 0 }

// Overdue reports whether its day has passed at an instant, in the team's zone.
func (a Action) Overdue(now time.Time, zone *time.Location) bool {
	return a.Open() && !now.Before(rotation.Resolve(a.Due.AddDays(1), zone))
}

// Action is the incident's action of a number; ok is false when there is none.
func (i Incident) Action(n int) (a Action, ok bool) {
	if n < 1 || n > len(i.Actions) {
		return Action{}, false
	}
	return i.Actions[n-1], true
}

// OpenActions are the actions that are still to be done, the first due first.
func (i Incident) OpenActions() []Action {
	var open []Action
	for _, a := range i.Actions {
		if a.Open() {
			open = append(open, a)
		}
	}
	slices.SortStableFunc(open, func(a, b Action) int { return int(a.Due - b.Due) })
	return open
}

func (i Incident) actionAdded(r Record, e ActionAdded) Incident {
	i.Actions = append(slices.Clip(i.Actions), Action{
		N: len(i.Actions) + 1, Text: e.Text, Owner: e.Owner, Due: e.Due, Aim: e.Aim, By: r.By, At: r.At,
	})
	return i
}

func (i Incident) actionSettled(r Record, e ActionSettled) Incident {
	if _, ok := i.Action(e.N); !ok {
		return i
	}
	i.Actions = slices.Clone(i.Actions)
	a := &i.Actions[e.N-1]
	a.State, a.Settled, a.SettledAt = e.State, r.By, r.At
	return i
}

func (i Incident) actionChanged(e ActionChanged) Incident {
	if _, ok := i.Action(e.N); !ok {
		return i
	}
	i.Actions = slices.Clone(i.Actions)
	a := &i.Actions[e.N-1]
	a.Owner, a.Due = cmp.Or(e.Owner, a.Owner), cmp.Or(e.Due, a.Due)
	return i
}

// mostActions is how many actions an incident holds: more are a project, which
// has a better place.
const mostActions = 50

func (t *incidentTurn) addAction(c AddAction) error {
	if err := t.needResponder(); err != nil {
		return err
	}
	e := ActionAdded{Text: clip(strings.TrimSpace(c.Text), maxLine), Owner: c.Owner, Due: c.Due.Date(), Aim: c.Aim}
	if e.Aim == 0 {
		e.Aim = AimPrevent
	}
	switch {
	case e.Text == "":
		return &Error{Kind: Invalid, Reason: "empty_text", Field: "text"}
	case e.Owner == "":
		return &Error{Kind: Invalid, Reason: "action_owner", Field: "owner"}
	case c.Due.IsZero(), e.Due < t.today():
		return &Error{Kind: Invalid, Reason: "action_past", Field: "due"}
	case len(t.i.Actions) == mostActions:
		return &Error{Kind: Conflict, Reason: "many_actions", Subject: string(t.i.ID)}
	}
	t.happen(e)
	t.republish()
	n := len(t.i.Actions)
	t.pushAction(n)
	t.remindAction(n, rotation.Resolve(e.Due, t.Calendar.Location()))
	if e.Owner != t.order.By {
		t.tell(TellAction{Incident: t.i.ID, Action: n, To: e.Owner, By: t.order.By})
	}
	t.show()
	return nil
}

// today is the day of the decision in the team's zone.
func (t *incidentTurn) today() rotation.Civil {
	return rotation.CivilOf(t.facts.Now.In(t.Calendar.Location())).Date()
}

func (t *incidentTurn) settleAction(c SettleAction) error {
	if _, err := t.openAction(c.N); err != nil {
		return err
	}
	t.happen(ActionSettled(c))
	t.republish()
	t.pushAction(c.N)
	t.show()
	return nil
}

// openAction is an action that is still to be done, for its owner and members.
func (t *incidentTurn) openAction(n int) (Action, error) {
	a, ok := t.i.Action(n)
	if !ok {
		return a, &Error{Kind: NotFound, Reason: "no_action", Subject: string(t.i.ID)}
	}
	if t.order.Guest || t.order.By != a.Owner {
		if err := t.needMember(); err != nil {
			return a, err
		}
	}
	if !a.Open() {
		return a, &Error{Kind: Conflict, Reason: "already", Who: a.Settled, At: a.SettledAt, Subject: string(t.i.ID)}
	}
	return a, nil
}

// changeAction moves an action to another day or another person, who is told as
// of a new one. What stays as it was is no change.
func (t *incidentTurn) changeAction(c ChangeAction) error {
	a, err := t.openAction(c.N)
	if err != nil {
		return err
	}
	e := ActionChanged{N: c.N}
	if c.Owner != a.Owner {
		e.Owner = c.Owner
	}
	if due := c.Due.Date(); !c.Due.IsZero() && due != a.Due {
		e.Due = due
	}
	switch {
	case e == ActionChanged{N: c.N}:
		return nil
	case !e.Due.IsZero() && e.Due < t.today():
		return &Error{Kind: Invalid, Reason: "action_past", Field: "due"}
	}
	t.happen(e)
	t.republish()
	t.pushAction(c.N)
	if !e.Due.IsZero() {
		t.remindAction(c.N, rotation.Resolve(e.Due, t.Calendar.Location()))
	}
	if e.Owner != "" && e.Owner != t.order.By {
		t.tell(TellAction{Incident: t.i.ID, Action: c.N, To: e.Owner, By: t.order.By})
	}
	t.show()
	return nil
}

// pushAction keeps a follow-up in Datadog like an action, where the incident is.
func (t *incidentTurn) pushAction(n int) {
	if t.i.Datadog.Wanted {
		t.tell(PushAction{Incident: t.i.ID, Action: n})
	}
}

// actionWeeks is for how many weeks after its day an action is asked about:
// then the weekly report goes on alone.
const actionWeeks = 4

// askAction asks the owner about an action on its day, and once a week for a
// while after it. Weeks that were missed while toban was down are skipped.
func (t *incidentTurn) askAction(n int) {
	a, ok := t.i.Action(n)
	if !ok || !a.Open() {
		return
	}
	if !t.Calendar.IsOpen(t.facts.Now) {
		t.remindAction(n, t.facts.Now)
		return
	}
	t.tell(TellAction{Incident: t.i.ID, Action: n, To: a.Owner})
	for week := 1; week <= actionWeeks; week++ {
		if next := rotation.Resolve(a.Due.AddDays(7*week), t.Calendar.Location()); next.After(t.facts.Now) {
			t.remindAction(n, next)
			return
		}
	}
}

// remindAction sets an action's reminder for an instant, or for the opening
// after it.
func (t *incidentTurn) remindAction(n int, at time.Time) {
	t.out.Reminders = append(t.out.Reminders, Reminder{Subject: string(t.i.ID), Kind: RemindAction, N: n, At: t.Calendar.NextOpen(at)})
}
