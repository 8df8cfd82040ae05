package triage

import (
	"cmp"
	"context"
	"slices"
	"time"

	"toban/rotation"
)

// A CalendarDay is one day of a rotation's schedule, in the team's zone.
type CalendarDay struct {
	Date    time.Time // its 00:00
	Open    bool      // a business day
	Holiday bool      // closed although its weekday has opening hours, or a public holiday
	Parts   []DayPart // of the primary, in order and without gaps
}

// A DayPart is what of a primary's turn falls on one day.
type DayPart struct {
	rotation.Turn

	From, To time.Time
	Begins   bool // the turn begins on this day
}

// Main is the part of whoever is on call longest on the day, of equal ones the
// later; where nobody is, the longest part.
func (d CalendarDay) Main() DayPart {
	var main DayPart
	for _, p := range d.Parts {
		somebody, longer := p.Person != "", p.To.Sub(p.From) >= main.To.Sub(main.From)
		if somebody && main.Person == "" || longer && somebody == (main.Person != "") {
			main = p
		}
	}
	return main
}

// Hole reports whether nobody is on call in some part of the day although
// somebody should be.
func (d CalendarDay) Hole() bool {
	return slices.ContainsFunc(d.Parts, func(p DayPart) bool { return p.Hole() })
}

// Monday is the 00:00 of the Monday on or before t, in the team's zone.
func (p Policy) Monday(t time.Time) time.Time {
	loc := p.Calendar.Location()
	day := rotation.CivilOf(t.In(loc)).Date()
	return rotation.Resolve(day.AddDays(-(int(day.Weekday())+6)%7), loc)
}

// Calendar is the schedule of a rotation by days, in weeks that begin on
// Monday, from the week of an instant on.
func (d *Desk) Calendar(ctx context.Context, id RotationID, from time.Time, weeks int) ([][]CalendarDay, error) {
	loc := d.Policy.Calendar.Location()
	monday := d.Policy.Monday(from)
	first := rotation.CivilOf(monday.In(loc)).Date()
	turns, err := d.Turns(ctx, id, rotation.Primary, monday, rotation.Resolve(first.AddDays(7*weeks), loc))
	if err != nil {
		return nil, err
	}
	out := make([][]CalendarDay, weeks)
	for i := range 7 * weeks {
		date := rotation.Resolve(first.AddDays(i), loc)
		_, holiday := d.Policy.Calendar.Holiday(date)
		day := CalendarDay{Date: date, Open: d.Policy.Calendar.IsBusinessDay(date), Holiday: holiday}
		day.Parts = parts(turns, date, rotation.Resolve(first.AddDays(i+1), loc))
		out[i/7] = append(out[i/7], day)
	}
	return out, nil
}

// parts are what of the turns falls between two instants.
func parts(turns []rotation.Turn, from, to time.Time) (list []DayPart) {
	for _, t := range turns {
		p := DayPart{Turn: t, From: latest(t.Start, from), To: to, Begins: !t.Start.Before(from)}
		if !t.End.IsZero() {
			p.To = earliest(t.End, to)
		}
		if p.From.Before(p.To) {
			list = append(list, p)
		}
	}
	return list
}

// Turns are the turns of a role, rotation.Primary or rotation.Secondary, that
// touch a stretch of time: what OnCall answers at each instant of it.
func (d *Desk) Turns(ctx context.Context, id RotationID, role string, from, to time.Time) (turns []rotation.Turn, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		turns, _, err = d.turns(r, cmp.Or(id, d.Default), role, from, to)
		return err
	})
	return turns, err
}

func (d *Desk) turns(r Reader, id RotationID, role string, from, to time.Time) ([]rotation.Turn, Duty, error) {
	duty, err := r.Duty(id)
	schedule := d.Schedules[id]
	if err != nil || schedule == nil {
		return nil, duty, err
	}
	return slices.Collect(schedule.Turns(role, from, to, d.Changes(duty))), duty, nil
}

// Cast are the people on call in a calendar, members in the order of the
// configuration first, so that everybody keeps their place from week to week.
func (p Policy) Cast(weeks [][]CalendarDay) []PersonID {
	var people []PersonID
	for _, week := range weeks {
		for _, day := range week {
			for _, part := range day.Parts {
				if who := PersonID(part.Person); who != "" && !slices.Contains(people, who) {
					people = append(people, who)
				}
			}
		}
	}
	place := func(id PersonID) int {
		if i := slices.Index(p.Members, id); i >= 0 {
			return i
		}
		return len(p.Members)
	}
	slices.SortFunc(people, func(a, b PersonID) int { return cmp.Or(place(a)-place(b), cmp.Compare(a, b)) })
	return people
}
