package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// loadDays is how far back the load looks.
const loadDays = 28

// onCall is the calendar of a rotation, and what inquiries and turns cost: the
// team together for everybody, each person for themselves and for leads.
func onCall(ctx context.Context, v *visit) (sheet, error) {
	s := sheet{Title: v.say(phrase.DashOnCall)}
	if calendar, err := v.calendar(ctx); err != nil {
		return sheet{}, err
	} else if calendar != nil {
		s.Parts = append(s.Parts, *calendar)
	}
	to := v.now
	from := to.AddDate(0, 0, -loadDays)
	efforts, err := recall(v, "efforts", numbersFor, func() ([]triage.Effort, error) {
		return v.Desk.Efforts(context.WithoutCancel(ctx), from, to, "")
	})
	if err != nil {
		return sheet{}, err
	}
	loads, err := recall(v, "loads", numbersFor, func() ([]triage.DutyLoad, error) {
		_, loads, err := v.Desk.Shifts(context.WithoutCancel(ctx), from, to)
		return loads, err
	})
	if err != nil {
		return sheet{}, err
	}
	dates := []string{"from", v.book.Day(from, v.now), "to", v.book.Day(to, v.now)}
	s.Parts = append(s.Parts, part{
		ID: "load", Title: v.say(phrase.DashLoad, dates...), Text: []string{v.say(phrase.DashLoadOwn)}, Table: v.load(ctx, efforts),
	})
	if duty := v.duty(ctx, loads); len(duty.Rows) > 0 {
		s.Parts = append(s.Parts, part{ID: "turns", Title: v.say(phrase.DashDuty, dates...), Table: duty})
	}
	return s, nil
}

// calendar is the rotation that the visitor asks for, the default one for
// none; nil where there is no rotation at all.
func (v *visit) calendar(ctx context.Context) (*part, error) {
	all := v.Desk.Rotations()
	if len(all) == 0 {
		return nil, nil
	}
	id := triage.RotationID(cmp.Or(v.param("rotation"), string(v.Desk.Default), string(all[0])))
	if !slices.Contains(all, id) {
		return nil, &triage.Error{Kind: triage.NotFound, Reason: "no_such_rotation", Subject: string(id)}
	}
	c := &Calendar{Desk: v.Desk, Name: v.Team.Name, Book: v.Team.Book, URL: v.URL, Now: v.Now, Log: v.Log}
	view, err := c.view(ctx, v.r, v.book, id, "")
	if err != nil {
		return nil, err
	}
	p := &part{ID: "calendar", Title: v.say(phrase.FeedName, "rotation", string(id)), Calendar: &view}
	if len(all) > 1 {
		p.Links.Name = v.say(phrase.DashRotations)
		for _, other := range all {
			l := link{Text: string(other)}
			if other != id {
				l.Href = v.path("/oncall", "rotation", string(other))
			}
			p.Links.Items = append(p.Links.Items, l)
		}
	}
	return p, nil
}

// sees reports whether the visitor may see the numbers of a person.
func (v *visit) sees(id triage.PersonID) bool { return v.lead() || id != "" && id == v.who }

// load is what inquiries cost, the team first.
func (v *visit) load(ctx context.Context, efforts []triage.Effort) *table {
	t := &table{
		File: "load", Caption: v.say(phrase.DashOnCall),
		Keys: []string{"person", "inquiries", "minutes", "interruptions", "out_of_hours", "heavy_days", "absorbed_weeks"},
		Head: v.heads(phrase.ColPerson, phrase.ColInquiries, phrase.ColMinutes, phrase.ColTouches, phrase.ColOutside, phrase.ColHeavy, phrase.ColAbsorbed),
	}
	row := func(who cell, e triage.Effort) []cell {
		return []cell{who, count(e.Inquiries), count(e.Minutes), count(e.Interruptions), count(e.OutOfHours), count(e.HeavyDays), count(e.AbsorbedWeeks)}
	}
	var whole triage.Effort
	var people [][]cell
	for _, e := range efforts {
		whole.Inquiries += e.Inquiries
		whole.Minutes += e.Minutes
		whole.Interruptions += e.Interruptions
		whole.OutOfHours += e.OutOfHours
		whole.HeavyDays += e.HeavyDays
		whole.AbsorbedWeeks += e.AbsorbedWeeks
		if v.sees(e.Person) {
			people = append(people, row(cell{Text: v.name(ctx, e.Person), Value: string(e.Person)}, e))
		}
	}
	team := row(cell{Text: v.say(phrase.DashLoadTeam), Value: "team"}, whole)
	t.Rows = append([][]cell{team}, people...)
	return t
}

// duty is how long the people whose numbers the visitor may see were on call.
func (v *visit) duty(ctx context.Context, loads []triage.DutyLoad) *table {
	t := &table{
		File: "turns", Caption: v.say(phrase.DashRotations), Keys: []string{"person", "turns", "hours", "hours_planned"},
		Head: v.heads(phrase.ColPerson, phrase.ColShifts, phrase.ColHours, phrase.ColPlanned),
	}
	hours := func(d time.Duration) cell {
		return cell{Text: strconv.Itoa(int(d.Round(time.Hour).Hours())), Number: true}
	}
	for _, l := range loads {
		if v.sees(l.Person) {
			t.Rows = append(t.Rows, []cell{
				{Text: v.name(ctx, l.Person), Value: string(l.Person)}, count(l.Actual.Shifts), hours(l.Actual.Total), hours(l.Planned.Total),
			})
		}
	}
	return t
}
