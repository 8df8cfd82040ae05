package slackapp

import (
	"context"
	"slices"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// runIncidentStats shows how the incidents of a period were handled.
func (a *App) runIncidentStats(ctx context.Context, r request) (reply, error) {
	period, err := a.period(r.rest)
	if err != nil {
		return reply{}, err
	}
	a.worked(ctx, r, reply{say: func(ctx context.Context, b phrase.Book) (message, error) {
		return a.statistics(ctx, b, r.act, reportValue(period, ""), a.incidentStats), nil
	}})
	return reply{}, nil
}

// runImpact records when others began to be affected.
func (a *App) runImpact(ctx context.Context, r request) (reply, error) {
	id, rest, _, ask, err := a.anIncident(ctx, r, strings.Contains(r.rest, " "))
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	if rest == "" {
		return a.misusedPart(r, phrase.ArgImpact), nil
	}
	began, err := a.past(rest)
	if err != nil {
		return reply{}, err
	}
	if _, err := a.desk.Handle(ctx, r.of(id, triage.ChangeIncident{Began: began})); err != nil {
		return reply{}, named(err, string(id))
	}
	return saying(func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.DoneImpact, "subject", string(id), "at", a.date(b, began))}
	}), nil
}

// past reads a time that was: of what names no day or no year, the last one.
func (a *App) past(text string) (time.Time, error) {
	now := a.now()
	var at time.Time
	for _, days := range []int{0, 1, 7, 365} {
		t, _, err := a.when(text, now.AddDate(0, 0, -days))
		if err != nil {
			return time.Time{}, err
		}
		if at = t; !at.After(now) {
			break
		}
	}
	return at, nil
}

// runCause records the cause of an incident under one of the configured keys.
func (a *App) runCause(ctx context.Context, r request) (reply, error) {
	id, rest, _, ask, err := a.anIncident(ctx, r, strings.Contains(r.rest, " "))
	if err != nil || ask != nil {
		return orReply(ask), err
	}
	if rest == "" {
		return a.misusedPart(r, phrase.ArgCause), nil
	}
	key, ok := a.cause(rest)
	if !ok {
		return saying(func(_ context.Context, b phrase.Book) message {
			var names []string
			for _, c := range a.desk.Policy.Incident.Causes {
				names = append(names, escape(a.causeName(b, c.Key)))
			}
			if len(names) == 0 {
				return message{text: b.Say(phrase.NoCauses)}
			}
			return message{text: b.Say(phrase.WhichCause, "typed", escape(oneLine(rest, 60)), "list", strings.Join(names, b.Say(phrase.Comma)))}
		}), nil
	}
	if _, err := a.desk.Handle(ctx, r.of(id, triage.ChangeIncident{Cause: key})); err != nil {
		return reply{}, named(err, string(id))
	}
	return saying(func(_ context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.DoneCause, "subject", string(id), "cause", escape(a.causeName(b, key)))}
	}), nil
}

// cause reads a cause by its key or a name of it.
func (a *App) cause(typed string) (key string, ok bool) {
	for _, c := range a.desk.Policy.Incident.Causes {
		spellings := []string{c.Key}
		for _, name := range c.Name {
			spellings = append(spellings, name)
		}
		if slices.ContainsFunc(spellings, func(s string) bool { return bare(s) == bare(typed) }) {
			return c.Key, true
		}
	}
	return "", false
}

func (a *App) isPast(rest string) bool {
	_, err := a.past(rest)
	return rest != "" && err == nil
}

func (a *App) isCause(rest string) bool {
	_, ok := a.cause(rest)
	return ok
}
