package slackapp

import (
	"context"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// How far ahead a person's next turn is looked for, and how many shifts are
// looked at: a rotation without an end must not be walked for ever.
const (
	lookAhead = 90
	maxShifts = 60
)

// runOnCall says who is on call, and why: the one answer that cards, pings
// and posts give too.
func (a *App) runOnCall(_ context.Context, r request) (reply, error) {
	who, isPerson := personOf(r.rest)
	show := a.onCallNow
	switch {
	case r.rest == "":
	case is(r.rest, phrase.ArgNext):
		show = a.onCallNext
	case is(r.rest, phrase.ArgWeek):
		show = a.onCallWeek
	case is(r.rest, phrase.ArgCalendar):
		return reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.calendars(ctx, b, r.act) }}, nil
	case isPerson:
		show = func(ctx context.Context, b phrase.Book, id triage.RotationID) (string, error) {
			return a.onCallPerson(ctx, b, id, who)
		}
	default:
		return a.misused(r), nil
	}
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		ids := a.desk.Rotations()
		if conf, ok := a.channel(r.channel); ok && conf.Rotation != "" {
			ids = []triage.RotationID{conf.Rotation}
		}
		if len(ids) == 0 {
			return message{text: b.Say(phrase.OnCallNone)}, nil
		}
		var lines []string
		for _, id := range ids {
			text, err := show(ctx, b, id)
			if err != nil {
				return message{}, err
			}
			lines = append(lines, text)
		}
		text := strings.Join(lines, "\n")
		return message{text: text}, nil
	}}, nil
}

func (a *App) onCallNow(ctx context.Context, b phrase.Book, id triage.RotationID) (string, error) {
	s, err := a.turn(ctx, id, a.now())
	if err != nil {
		return "", err
	}
	if s.Primary == "" {
		text := b.Say(phrase.OnCallNobody, "lead", escape(a.name(ctx, a.desk.Policy.Lead())))
		if why := a.nobodyKnown(b, s); why != "" {
			text += "\n" + why
		}
		return text, nil
	}
	facts := []string{b.Say(phrase.OnCallNow, "rotation", a.ofRotation(b, id), "who", escape(a.name(ctx, triage.PersonID(s.Primary))))}
	if !s.End.IsZero() {
		facts = append(facts, b.Say(phrase.OnCallUntil, "until", a.moment(b, s.End)))
	}
	if why := a.whyWhen(ctx, b, s.Why); why != "" {
		facts = append(facts, why)
	}
	if s.Secondary != "" {
		facts = append(facts, b.Say(phrase.OnCallSecondary, "who", escape(a.name(ctx, triage.PersonID(s.Secondary)))))
	}
	return joinFacts(b, append(facts, a.asOf(b, s)...)), nil
}

// ofRotation names a rotation in brackets, where there are several.
func (a *App) ofRotation(b phrase.Book, id triage.RotationID) string {
	if len(a.desk.Rotations()) < 2 {
		return ""
	}
	return b.Say(phrase.OnCallOf, "rotation", escape(string(id)))
}

func (a *App) onCallNext(ctx context.Context, b phrase.Book, id triage.RotationID) (string, error) {
	now, err := a.turn(ctx, id, a.now())
	if err != nil {
		return "", err
	}
	if now.End.IsZero() {
		return b.Say(phrase.OnCallNoNext, "rotation", a.ofRotation(b, id)), nil
	}
	next, err := a.turn(ctx, id, now.End)
	if err != nil {
		return "", err
	}
	facts := []string{
		b.Say(phrase.OnCallNext, "rotation", a.ofRotation(b, id), "who", a.shiftName(ctx, b, next)),
		a.shiftSpan(b, now.End, next.End),
	}
	if why := a.whyWhen(ctx, b, next.Why); why != "" && next.Primary != "" {
		facts = append(facts, why)
	}
	return joinFacts(b, append(facts, a.asOf(b, next)...)), nil
}

// shiftSpan is a stretch with its zone; a zero end is out of sight.
func (a *App) shiftSpan(b phrase.Book, from, to time.Time) string {
	if to.IsZero() {
		return b.Say(phrase.OnCallFrom, "from", a.moment(b, from))
	}
	return b.Say(phrase.OnCallSpan, "from", a.moment(b, from), "to", a.moment(b, to))
}

// onCallWeek lists who is on call until a week from now.
func (a *App) onCallWeek(ctx context.Context, b phrase.Book, id triage.RotationID) (string, error) {
	from := a.now()
	var lines []string
	if len(a.desk.Rotations()) > 1 {
		lines = append(lines, "*"+escape(string(id))+"*")
	}
	var asOf []string
	err := a.shifts(ctx, a.desk.OnCall, id, from, from.AddDate(0, 0, 7), func(s rotation.Shift) bool {
		asOf = a.asOf(b, s)
		row := phrase.OnCallShift
		if s.End.IsZero() {
			row = phrase.OnCallShiftOpen
		}
		lines = append(lines, b.Say(row, "from", a.moment(b, s.Start), "to", a.moment(b, s.End), "who", a.shiftName(ctx, b, s)))
		return true
	})
	return strings.Join(append(lines, asOf...), "\n"), err
}

// onCallPerson is when somebody is on call next, and when that is in another's
// place their own next turn, too.
func (a *App) onCallPerson(ctx context.Context, b phrase.Book, id triage.RotationID, who triage.PersonID) (string, error) {
	name := escape(a.name(ctx, who))
	var lines []string
	from := a.now()
	err := a.shifts(ctx, a.turn, id, from, from.AddDate(0, 0, lookAhead), func(s rotation.Shift) bool {
		own := s.Why.Reason == rotation.OwnTurn || s.Why.Reason == rotation.External
		if triage.PersonID(s.Primary) != who || len(lines) > 0 && !own {
			return true
		}
		row := phrase.OnCallPerson
		if len(lines) > 0 {
			row = phrase.OnCallOwn
		}
		text := b.Say(row, "who", name, "rotation", a.ofRotation(b, id), "span", a.shiftSpan(b, s.Start, s.End))
		if !own {
			text = joinFacts(b, []string{text, a.whyWhen(ctx, b, s.Why)})
		}
		lines = append(lines, text)
		return !own
	})
	if len(lines) == 0 {
		return b.Say(phrase.OnCallNever, "who", name, "rotation", a.ofRotation(b, id), "days", itoa(lookAhead)), err
	}
	return strings.Join(lines, "\n"), err
}

// turn is who is on call at an instant, as far as the reason holds: somebody who
// covers until their own turn has two of them.
func (a *App) turn(ctx context.Context, id triage.RotationID, at time.Time) (rotation.Shift, error) {
	s, err := a.desk.OnCall(ctx, id, at)
	s.Start, s.End = s.Since, s.Until
	return s, err
}

// whoAt finds who is on call at an instant, with the bounds of that.
type whoAt func(ctx context.Context, id triage.RotationID, at time.Time) (rotation.Shift, error)

// shifts walks who is on call from one instant to another. Each has the bounds
// that find gives it, which may lie outside; the end is zero where it is out of
// sight.
func (a *App) shifts(ctx context.Context, find whoAt, id triage.RotationID, from, to time.Time, each func(s rotation.Shift) bool) error {
	for at, n := from, 0; at.Before(to) && n < maxShifts; n++ {
		s, err := find(ctx, id, at)
		if err != nil {
			return err
		}
		if s.Start.IsZero() {
			s.Start = at
		}
		if !each(s) || !s.End.After(at) {
			return nil
		}
		at = s.End
	}
	return nil
}

func (a *App) shiftName(ctx context.Context, b phrase.Book, s rotation.Shift) string {
	if s.Primary == "" {
		return b.Say(phrase.NobodyName)
	}
	return escape(a.name(ctx, triage.PersonID(s.Primary)))
}
