package triage

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"toban/rotation"
)

// A RosterChange is what a new configuration of a rotation does.
type RosterChange struct {
	Rotation  RotationID          `json:"rotation"`
	At        time.Time           `json:"at"` // in force from then on
	Revisions []rotation.Revision `json:"revisions"`
	Was       PersonID            `json:"was,omitempty"` // on call just before
	Now       PersonID            `json:"now,omitempty"` // on call from At on
	Next      []Turn              `json:"next,omitempty"`
	Idle      []ChangeID          `json:"idle,omitempty"` // what was arranged about turns that are nobody's now
}

// A Turn is when somebody comes on call; an empty Person is a hole.
type Turn struct {
	At     time.Time `json:"at"`
	Person PersonID  `json:"person,omitempty"`
}

// How far a change of a roster is looked at: for a difference, and for the next
// turns, of which so many are told.
const (
	rosterDiffers = 90 * 24 * time.Hour
	rosterAhead   = 400 * 24 * time.Hour
	rosterTurns   = 4
)

// configure puts a configuration in force. The first one a rotation has is
// noted alone; after that whoever is on call stays, and the team is told what
// changes from when.
func (p Policy) configure(d Duty, c Configure, o Order, f Facts) Decision {
	begin := Decision{Events: []Event{Configured{Setup: rotation.First(c.Spec, p.Calendar)}}}
	if len(d.Setups) == 0 {
		return begin
	}
	setup, changed, err := rotation.Revise(d.Setups, c.Spec, f.Now, p.Calendar)
	if err != nil {
		return begin // what was cannot be read any more: nothing follows on it
	}
	if !changed {
		return Decision{}
	}
	before, err := rotation.Compose(d.Setups, p.Calendar)
	if err != nil {
		return begin
	}
	after, err := rotation.Compose(append(slices.Clip(d.Setups), setup), p.Calendar)
	if err != nil {
		return begin
	}
	f.Schedule = after
	t := &arrangement{Policy: p, order: o, facts: f, now: setup.From, d: d}
	t.happen(Configured{Setup: setup})
	if len(setup.Edits) == 0 && sameDuty(before, after, setup.From, f.Changes) {
		return t.out
	}
	was := d.Setups[len(d.Setups)-1].Spec
	change := RosterChange{
		Rotation: d.Rotation, At: setup.From, Revisions: rotation.Revisions(was, setup.Spec),
		Was: PersonID(before.OnCall(setup.From, f.Changes).Primary),
		Now: PersonID(after.OnCall(setup.From, f.Changes).Primary),
	}
	change.Next = turnsAhead(after, setup.From, f.Changes)
	for _, o := range d.Overrides {
		id, err := strconv.Atoi(o.Group)
		if err == nil && !slices.Contains(change.Idle, ChangeID(id)) &&
			effective(before, f.Changes, o, setup.From) && !effective(after, f.Changes, o, setup.From) {
			change.Idle = append(change.Idle, ChangeID(id))
		}
	}
	t.tell(AnnounceRoster{Change: change})
	t.tidy()
	return t.out
}

// Configured is a rotation as it would answer with a configuration in force from
// now on, and what people have arranged on top of it.
func (d *Desk) Configured(ctx context.Context, id RotationID, spec rotation.Spec) (*rotation.Rotation, rotation.Changes, error) {
	duty, err := d.Duty(ctx, id)
	if err != nil {
		return nil, rotation.Changes{}, err
	}
	setups := slices.Clip(duty.Setups)
	if len(setups) == 0 {
		setups = []rotation.Setup{rotation.First(spec, d.Policy.Calendar)}
	} else if next, changed, err := rotation.Revise(setups, spec, d.now(), d.Policy.Calendar); err != nil {
		return nil, rotation.Changes{}, err
	} else if changed {
		setups = append(setups, next)
	}
	r, err := rotation.Compose(setups, d.Policy.Calendar)
	return r, d.Changes(duty), err
}

// inForce reports whether a rotation is configured so already.
func (p Policy) inForce(d Duty, spec rotation.Spec, now time.Time) bool {
	_, changed, err := rotation.Revise(d.Setups, spec, now, p.Calendar)
	return err == nil && !changed
}

// sameDuty reports whether two rotations have the same people on call for a
// while from an instant on.
func sameDuty(a, b *rotation.Rotation, from time.Time, ch rotation.Changes) bool {
	plan := func(r *rotation.Rotation) (list []rotation.Shift) {
		for s := range r.Shifts(from, from.Add(rosterDiffers), ch) {
			list = append(list, s)
		}
		return list
	}
	return slices.EqualFunc(plan(a), plan(b), func(s, o rotation.Shift) bool {
		return s.Start.Equal(o.Start) && s.Primary == o.Primary && s.Secondary == o.Secondary && s.Hole() == o.Hole()
	})
}

// turnsAhead are the next times at which another person comes on call.
func turnsAhead(r *rotation.Rotation, from time.Time, ch rotation.Changes) []Turn {
	var list []Turn
	last := r.OnCall(from, ch).Primary
	for s := range r.Shifts(from, from.Add(rosterAhead), ch) {
		if s.Primary == last || s.Primary == "" && !s.Hole() {
			continue
		}
		last = s.Primary
		if list = append(list, Turn{At: s.Start, Person: PersonID(s.Primary)}); len(list) == rosterTurns {
			break
		}
	}
	return list
}

// effective reports whether an override puts somebody else on call from now on,
// together with the others of its change.
func effective(s Schedule, ch rotation.Changes, o rotation.Override, now time.Time) bool {
	bare := ch
	bare.Overrides = slices.DeleteFunc(slices.Clone(ch.Overrides), func(other rotation.Override) bool { return other.Group == o.Group })
	span := Span{From: latest(o.Start, now), To: o.End}
	return len(Moves(Plan(s, bare, span), Plan(s, ch, span))) > 0
}

// PreviewRoster is what a configuration would do to a rotation if it were put in
// force now; ok is false when nobody would notice.
func (d *Desk) PreviewRoster(ctx context.Context, id RotationID, spec rotation.Spec) (change RosterChange, ok bool, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		duty, err := r.Duty(id)
		if err != nil {
			return err
		}
		o := Order{Rotation: id, Command: Configure{Spec: spec}}
		decision, err := d.Policy.Decide(State{Duty: duty}, o, Facts{Now: d.now(), Duty: duty, Changes: d.Changes(duty)})
		if err != nil {
			return err
		}
		for _, n := range decision.Notices {
			if told, is := n.(AnnounceRoster); is {
				change, ok = told.Change, true
			}
		}
		return nil
	})
	return change, ok, err
}

// Configure puts a configuration of a rotation in force, if it is another one
// than before, and has the desk answer by it and by all that were before it.
// It belongs to the start, before the desk is asked anything.
func (d *Desk) Configure(ctx context.Context, id RotationID, spec rotation.Spec) error {
	duty, err := d.Duty(ctx, id)
	if err != nil {
		return err
	}
	if !d.Policy.inForce(duty, spec, d.now()) {
		key := fmt.Sprintf("configure/%s/%d/%d", id, len(duty.Setups), d.now().UnixNano())
		if _, err := d.Handle(ctx, Order{Key: key, Rotation: id, Command: Configure{Spec: spec}}); err != nil {
			return fmt.Errorf("put rotation %s in force: %w", id, err)
		}
		if duty, err = d.Duty(ctx, id); err != nil {
			return err
		}
	}
	d.Schedules[id], err = rotation.Compose(duty.Setups, d.Policy.Calendar)
	return err
}
