package triage

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"toban/rotation"
)

// A Draft is what an order about a rotation would do.
type Draft struct {
	Spans []Span           // the time it is about
	Plan  []rotation.Shift // who would be on call in it, cut where a move begins or ends; of a swap, once it is accepted
	Moves []Move           // how that differs from the present schedule
	Asked []Request        // what people would be asked
}

// Preview decides an order about a rotation without carrying it out: what it
// would change, or why it is refused.
func (d *Desk) Preview(ctx context.Context, o Order) (Draft, error) {
	var draft Draft
	err := d.Store.View(ctx, func(r Reader) error {
		var err error
		draft, err = d.preview(r, o)
		return err
	})
	return draft, err
}

func (d *Desk) preview(r Reader, o Order) (Draft, error) {
	duty, err := r.Duty(o.Rotation)
	if err != nil {
		return Draft{}, err
	}
	facts, err := d.facts(r, o, State{Duty: duty}, d.now(), nil)
	if err != nil {
		return Draft{}, err
	}
	decision, err := d.Policy.Decide(State{Duty: duty}, o, facts)
	if err != nil {
		return Draft{}, err
	}
	var draft Draft
	after := duty
	for _, e := range decision.Events {
		after = after.Apply(Record{Subject: o.Rotation.Subject(), At: facts.Now, By: o.By, Event: e})
		if laid, ok := e.(Overrode); ok {
			for _, o := range laid.Overrides {
				draft.Spans = append(draft.Spans, Span{From: o.Start, To: o.End})
			}
		}
		if went, ok := e.(WentAway); ok {
			draft.Spans = append(draft.Spans, Span{From: went.Absence.From, To: went.Absence.To})
		}
		if asked, ok := e.(Requested); ok {
			draft.Asked = append(draft.Asked, asked.Request)
		}
	}
	for _, asked := range draft.Asked {
		if len(draft.Spans) == 0 {
			draft.Spans = asked.Spans
		}
		if asked.Kind == RequestSwap {
			laid := Overrode{Change: asked.Change, Overrides: asked.overrides(asked.To, facts.Now), Request: true}
			after = after.overrode(laid, facts.Now)
		}
	}
	for _, s := range draft.Spans {
		plan := Plan(facts.Schedule, d.Changes(after), s)
		moves := Moves(Plan(facts.Schedule, facts.Changes, s), plan)
		draft.Plan = append(draft.Plan, cut(plan, moves)...)
		draft.Moves = append(draft.Moves, moves...)
	}
	return draft, nil
}

// cut splits shifts where a move begins or ends: who stands in until their own
// turn begins has one shift, of which only the first part is somebody else's.
func cut(plan []rotation.Shift, moves []Move) []rotation.Shift {
	var list []rotation.Shift
	for _, s := range plan {
		for _, m := range moves {
			for _, edge := range []time.Time{m.From, m.To} {
				if edge.After(s.Start) && edge.Before(s.End) {
					head := s
					head.End, s.Start = edge, edge
					list = append(list, head)
				}
			}
		}
		list = append(list, s)
	}
	return list
}

// PreviewHandoff is a rotation's duty as it would be if the present turn ended
// now: what the next handoff's post will show.
func (d *Desk) PreviewHandoff(ctx context.Context, id RotationID) (duty Duty, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		id = cmp.Or(id, d.Default)
		if duty, err = r.Duty(id); err != nil {
			return err
		}
		schedule := d.Schedules[id]
		if schedule == nil {
			return fmt.Errorf("rotation %q is not configured", id)
		}
		now, changes := d.now(), d.Changes(duty)
		shift := schedule.OnCall(now, changes)
		if shift.End.IsZero() {
			return &Error{Kind: Conflict, Reason: "no_next"}
		}
		next := schedule.OnCall(shift.End, changes)
		f := Facts{Now: now, Handoff: &rotation.Handoff{
			Boundary: shift.End, Outgoing: shift.Primary, Incoming: next.Primary, Secondary: next.Secondary, Until: next.End, Why: next.Why,
		}}
		if f, err = d.handoffWork(r, f, id, duty); err != nil {
			return err
		}
		duty = duty.Apply(Record{At: now, Event: handedOff(duty, f)})
		return nil
	})
	return duty, err
}
