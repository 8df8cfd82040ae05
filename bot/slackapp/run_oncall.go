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
	s, err := a.desk.OnCall(ctx, id, a.now())
	if err != nil {
		return "", err
	}
	if s.Primary == "" {
		return b.Say(phrase.OnCallNobody, "lead", escape(a.name(ctx, a.desk.Policy.Lead()))), nil
	}
	facts := []string{b.Say(phrase.OnCallNow, "rotation", escape(string(id)), "who", escape(a.name(ctx, triage.PersonID(s.Primary))))}
	if !s.End.IsZero() {
		facts = append(facts, b.Say(phrase.OnCallUntil, "until", b.When(a.local(s.End))))
	}
	if why := a.why(ctx, b, s.Why); why != "" {
		if !s.Why.At.IsZero() {
			why += b.Say(phrase.WhyArranged, "at", b.Date(a.local(s.Why.At)))
		}
		facts = append(facts, why)
	}
	if s.Secondary != "" {
		facts = append(facts, b.Say(phrase.OnCallSecondary, "who", escape(a.name(ctx, triage.PersonID(s.Secondary)))))
	}
	return joinFacts(b, facts), nil
}

func (a *App) onCallNext(ctx context.Context, b phrase.Book, id triage.RotationID) (string, error) {
	now, err := a.desk.OnCall(ctx, id, a.now())
	if err != nil {
		return "", err
	}
	if now.End.IsZero() {
		return b.Say(phrase.OnCallNoNext, "rotation", escape(string(id))), nil
	}
	next, err := a.desk.OnCall(ctx, id, now.End)
	if err != nil {
		return "", err
	}
	return b.Say(phrase.OnCallNext, "rotation", escape(string(id)), "who", a.shiftName(ctx, b, next),
		"from", b.When(a.local(now.End))), nil
}

// onCallWeek lists who is on call until a week from now.
func (a *App) onCallWeek(ctx context.Context, b phrase.Book, id triage.RotationID) (string, error) {
	from := a.now()
	lines := []string{"*" + escape(string(id)) + "*"}
	err := a.shifts(ctx, id, from, from.AddDate(0, 0, 7), func(s rotation.Shift, start, end time.Time) bool {
		lines = append(lines, b.Say(phrase.OnCallShift, "from", b.When(a.local(start)), "to", b.When(a.local(end)), "who", a.shiftName(ctx, b, s)))
		return true
	})
	return strings.Join(lines, "\n"), err
}

// onCallPerson is somebody's next turn.
func (a *App) onCallPerson(ctx context.Context, b phrase.Book, id triage.RotationID, who triage.PersonID) (string, error) {
	name := escape(a.name(ctx, who))
	text := b.Say(phrase.OnCallNever, "who", name, "days", itoa(lookAhead))
	from := a.now()
	err := a.shifts(ctx, id, from, from.AddDate(0, 0, lookAhead), func(s rotation.Shift, start, end time.Time) bool {
		if triage.PersonID(s.Primary) != who {
			return true
		}
		text = b.Say(phrase.OnCallPerson, "who", name, "rotation", escape(string(id)), "from", b.When(a.local(start)), "to", b.When(a.local(end)))
		return false
	})
	return text, err
}

// shifts walks who is on call from one instant to another.
func (a *App) shifts(ctx context.Context, id triage.RotationID, from, to time.Time, each func(s rotation.Shift, start, end time.Time) bool) error {
	for at, n := from, 0; at.Before(to) && n < maxShifts; n++ {
		s, err := a.desk.OnCall(ctx, id, at)
		if err != nil {
			return err
		}
		end := s.End
		if end.IsZero() || end.After(to) {
			end = to
		}
		if !each(s, at, end) || !end.After(at) {
			return nil
		}
		at = end
	}
	return nil
}

func (a *App) shiftName(ctx context.Context, b phrase.Book, s rotation.Shift) string {
	if s.Primary == "" {
		return b.Say(phrase.NobodyName)
	}
	return escape(a.name(ctx, triage.PersonID(s.Primary)))
}
