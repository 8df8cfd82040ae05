package triage

import (
	"cmp"
	"context"
	"slices"
	"time"

	"toban/rotation"
)

// Inquiry reads one inquiry.
func (d *Desk) Inquiry(ctx context.Context, id InquiryID) (q Inquiry, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		q, err = r.Inquiry(id)
		return err
	})
	return q, err
}

// Incident reads one incident.
func (d *Desk) Incident(ctx context.Context, id IncidentID) (i Incident, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		i, err = r.Incident(id)
		return err
	})
	return i, err
}

// Duty reads what has happened to a rotation.
func (d *Desk) Duty(ctx context.Context, id RotationID) (duty Duty, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		duty, err = r.Duty(cmp.Or(id, d.Default))
		return err
	})
	return duty, err
}

// Find resolves a link to its subject, "" when there is none.
func (d *Desk) Find(ctx context.Context, link string) (subject string, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		subject, err = r.Find(link)
		return err
	})
	return subject, err
}

// Inquiries lists the inquiries that match, newest first.
func (d *Desk) Inquiries(ctx context.Context, f InquiryFilter) (list []Inquiry, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		list = nil
		for q, err := range r.Inquiries(f) {
			if err != nil {
				return err
			}
			list = append(list, q)
		}
		return nil
	})
	return list, err
}

// Incidents lists the incidents, newest first; only those that are not
// resolved when running is set.
func (d *Desk) Incidents(ctx context.Context, running bool) (list []Incident, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		list = nil
		for i, err := range r.Incidents(running) {
			if err != nil {
				return err
			}
			list = append(list, i)
		}
		return nil
	})
	return list, err
}

// History reads the records of one subject in their order.
func (d *Desk) History(ctx context.Context, subject string) (list []Record, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		list = nil
		for rec, err := range r.History(subject) {
			if err != nil {
				return err
			}
			list = append(list, rec)
		}
		return nil
	})
	return list, err
}

// OnCall says who is on call at an instant, as what, until when and why. It is
// the one function behind every surface. Without a store, such as in a check
// before the start, it is by the schedule alone.
func (d *Desk) OnCall(ctx context.Context, id RotationID, at time.Time) (s rotation.Shift, err error) {
	if schedule := d.Schedules[cmp.Or(id, d.Default)]; d.Store == nil && schedule != nil {
		return schedule.OnCall(at, rotation.Changes{Deactivated: d.Gone}), nil
	}
	err = d.Store.View(ctx, func(r Reader) error {
		s, _, err = d.shift(r, cmp.Or(id, d.Default), at)
		return err
	})
	return s, err
}

// HandoffOf is the duty as the handoff at a boundary left it, before the next
// replaced it. It is zero when there was none.
func (d *Desk) HandoffOf(ctx context.Context, id RotationID, boundary time.Time) (Duty, error) {
	records, err := d.History(ctx, id.Subject())
	if err != nil {
		return Duty{}, err
	}
	duty, found := Duty{Rotation: id}, false
	for _, r := range records {
		if e, ok := r.Event.(HandedOff); ok {
			if found {
				break
			}
			found = e.Handoff.Boundary.Equal(boundary)
		}
		duty = duty.Apply(r)
	}
	if !found {
		return Duty{}, nil
	}
	return duty, nil
}

// A DutyStep is one record of a rotation, with the rotation before and after it.
type DutyStep struct {
	Record
	Before, After Duty
}

// DutySteps are the records of a rotation, the latest first.
func (d *Desk) DutySteps(ctx context.Context, id RotationID) ([]DutyStep, error) {
	id = cmp.Or(id, d.Default)
	records, err := d.History(ctx, id.Subject())
	if err != nil {
		return nil, err
	}
	var steps []DutyStep
	duty := Duty{Rotation: id}
	for _, r := range records {
		before := duty
		duty = duty.Apply(r)
		steps = append(steps, DutyStep{Record: r, Before: before, After: duty})
	}
	slices.Reverse(steps)
	return steps, nil
}

// Idle reports whether a change's overrides put nobody else on call from now on:
// the turns they were laid on are no longer those of the person they are for.
func (d *Desk) Idle(duty Duty, id ChangeID, now time.Time) bool {
	schedule, laid := d.Schedules[duty.Rotation], duty.Overriding(id)
	if schedule == nil || len(laid) == 0 {
		return false
	}
	return !slices.ContainsFunc(laid, func(o rotation.Override) bool { return effective(schedule, d.Changes(duty), o, now) })
}

// NextReminder is the instant of the earliest reminder, zero when none waits.
func (d *Desk) NextReminder(ctx context.Context) (at time.Time, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		at, err = r.NextReminder()
		return err
	})
	return at, err
}
