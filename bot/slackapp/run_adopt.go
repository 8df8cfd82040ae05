package slackapp

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// remoteNumber is an incident of Datadog's as people write it: its number, with
// or without IR, or the address of its page.
var remoteNumber = regexp.MustCompile(`^(?i:ir-?|#|https?://[^ ]+/incidents/)?([0-9]{1,15})(?:[/?#|].*)?$`)

// parseAdoption reads "IR-123" and "IR-123 INC-7".
func parseAdoption(rest string) (number int64, into triage.IncidentID, ok bool) {
	first, second, more := strings.Cut(rest, " ")
	m := remoteNumber.FindStringSubmatch(strings.TrimSuffix(strings.TrimPrefix(first, "<"), ">"))
	if m == nil {
		return 0, "", false
	}
	number, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || number == 0 {
		return 0, "", false
	}
	if !more {
		return number, "", true
	}
	named, ok := parseReference(second)
	return number, named.incident, ok && named.incident != ""
}

func isAdoption(_ *App, rest string) bool {
	_, _, ok := parseAdoption(rest)
	return ok
}

// runAdopt takes an incident over that was declared in Datadog. It is looked
// for there, which takes longer than Slack waits for an answer to a command.
func (a *App) runAdopt(ctx context.Context, r request) (reply, error) {
	number, into, ok := parseAdoption(r.rest)
	switch {
	case !a.empowered(r.act):
		return reply{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
	case !ok:
		return a.misusedPart(r, phrase.ArgAdopt), nil
	case a.deps.Elsewhere == nil:
		return line(phrase.AdoptWithout), nil
	}
	a.tell(ctx, r.act, func(ctx context.Context, b phrase.Book) message {
		return a.adopt(ctx, b, r, number, into)
	})
	return reply{}, nil
}

func (a *App) adopt(ctx context.Context, b phrase.Book, r request, number int64, into triage.IncidentID) message {
	c, err := a.deps.Elsewhere(ctx, number)
	if _, known := errors.AsType[*triage.Error](err); err != nil && !known {
		a.log.WarnContext(ctx, "incident not read from Datadog", "number", number, "error", err)
		return message{text: b.Say(phrase.AdoptAway)}
	}
	done := phrase.AdoptTied
	if into == "" {
		done, c.Lang = phrase.Adopted, a.IncidentLang()
	}
	var out triage.Outcome
	if err == nil {
		out, err = a.desk.Handle(ctx, r.of(into, c))
	}
	if err != nil {
		return a.refusal(ctx, b, r.by, named(err, string(into)))
	}
	return message{text: b.Say(done, "n", strconv.FormatInt(number, 10), "subject", out.Subject)}
}
