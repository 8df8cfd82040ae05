package ical

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"

	"toban/bot/external"
)

// Parse reads the shifts of a calendar that touch the time from from to to. It
// ends early when ctx does.
func Parse(ctx context.Context, text []byte, loc *time.Location, from, to time.Time) (shifts []external.Shift, err error) {
	// The file is a stranger's, and of the libraries that read it nothing is
	// promised about such.
	defer func() {
		if v := recover(); v != nil {
			shifts, err = nil, fmt.Errorf("the calendar cannot be read: %v", v)
		}
	}()
	if err := whole(text); err != nil {
		return nil, err
	}
	cal, err := ics.ParseCalendarWithOptions(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))), ics.WithUnknownPropertyHandler(ics.AcceptUnknownPropertyHandler))
	if err != nil {
		return nil, fmt.Errorf("the calendar cannot be read: %w", err)
	}
	var events []event
	replaced := make(map[string][]moment) // by UID: occurrences that stand on their own
	for _, v := range cal.Events() {
		e, err := eventOf(v, loc)
		if err != nil {
			return nil, fmt.Errorf("event %q: %w", name(v), err)
		}
		events = append(events, e)
		if e.replaces != nil {
			replaced[e.uid] = append(replaced[e.uid], *e.replaces)
		}
	}
	x := expansion{ctx: ctx, from: from, to: to, left: mostSteps}
	for _, e := range events {
		if e.replaces == nil {
			e.except = append(e.except, replaced[e.uid]...)
		}
		if err := x.add(e); err != nil {
			return nil, fmt.Errorf("event %q: %w", e.uid, err)
		}
	}
	// Whatever begins later lies on top.
	slices.SortStableFunc(x.shifts, func(a, b external.Shift) int { return b.Start.Compare(a.Start) })
	return x.shifts, nil
}

func name(v *ics.VEvent) string {
	if s := value(v, ics.ComponentPropertySummary); s != "" {
		return s
	}
	return v.Id()
}

// An expansion collects the occurrences of events in a time.
type expansion struct {
	ctx      context.Context
	from, to time.Time
	left     int // occurrences that may still be looked at
	shifts   []external.Shift
}

var (
	errTooMany = fmt.Errorf("the calendar has more than %d occurrences", mostSteps)
	errTooLong = fmt.Errorf("the calendar takes longer than %s to read", longestWork)
)

// add collects the occurrences of one event.
func (x *expansion) add(e event) error {
	if e.cancelled || e.length == 0 {
		return nil
	}
	seen := make(map[time.Time]bool)
	one := func(start moment) {
		at := start.instant()
		if seen[at] || slices.ContainsFunc(e.except, start.is) {
			return
		}
		seen[at] = true
		end := e.end(start)
		if !at.Before(x.to) || !end.After(x.from) || !end.After(at) {
			return
		}
		for _, p := range e.people {
			x.shifts = append(x.shifts, external.Shift{Person: p, Start: at, End: end})
		}
	}
	one(e.start)
	for _, m := range e.more {
		one(m)
	}
	for _, rule := range e.rules {
		if err := x.repeat(e, rule, one); err != nil {
			return fmt.Errorf("RRULE %q: %w", rule, err)
		}
	}
	return nil
}

// repeat walks a rule up to the end of the time. The rule counts what a clock
// reads, without any zone, so that the library meets no clock change.
func (x *expansion) repeat(e event, rule string, one func(moment)) error {
	option, err := optionOf(rule, e.start)
	if err != nil {
		return err
	}
	r, err := rrule.NewRRule(*option)
	if err != nil {
		return err
	}
	last := x.to.Add(24 * time.Hour).UTC() // no clock is a day behind
	// What ended long before is counted, but need not be resolved.
	first := x.from.Add(-e.length - 48*time.Hour).UTC()
	next := r.Iterator()
	for {
		if x.left--; x.left < 0 {
			return errTooMany
		}
		if x.left%1000 == 0 && x.ctx.Err() != nil {
			return errTooLong
		}
		wall, ok := next()
		if !ok || wall.After(last) {
			return nil
		}
		if wall.After(first) {
			one(moment{wall: wall, loc: e.start.loc, day: e.start.day})
		}
	}
}

// optionOf reads a rule that begins at a moment. Rules finer than a day are
// refused: one that never comes true would be searched for ever.
func optionOf(rule string, start moment) (*rrule.ROption, error) {
	parts := strings.Split(rule, ";")
	until := ""
	parts = slices.DeleteFunc(parts, func(p string) bool {
		v, ok := strings.CutPrefix(p, "UNTIL=")
		if ok {
			until = v
		}
		return ok || p == ""
	})
	option, err := rrule.StrToROption(strings.Join(parts, ";"))
	if err != nil {
		return nil, err
	}
	if option.Freq > rrule.DAILY {
		return nil, errors.New("repeats within a day, which no schedule needs; write one event per shift")
	}
	option.Dtstart = start.wall
	if until != "" {
		if option.Until, err = untilOf(until, start); err != nil {
			return nil, err
		}
	}
	return option, nil
}

// untilOf is the last reading of the clock that an UNTIL allows.
func untilOf(text string, start moment) (time.Time, error) {
	if t, err := time.Parse("20060102T150405Z", text); err == nil {
		y, m, d := t.In(start.loc).Date()
		h, mi, s := t.In(start.loc).Clock()
		return time.Date(y, m, d, h, mi, s, 0, time.UTC), nil
	}
	if t, err := time.Parse("20060102T150405", text); err == nil {
		return t, nil
	}
	t, err := time.Parse("20060102", text)
	if err != nil {
		return t, fmt.Errorf("UNTIL %q is no date or time", text)
	}
	return t.Add(24*time.Hour - time.Second), nil // that day is included
}
