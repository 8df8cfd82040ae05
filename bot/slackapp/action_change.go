package slackapp

import (
	"context"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// actionOf names an action: what its buttons and its form carry.
type actionOf struct {
	Incident triage.IncidentID `json:"incident"`
	N        int               `json:"n"`
}

// parseActionOf reads the value of a button of an action.
func parseActionOf(value string) (actionOf, bool) {
	subject, number := split(value)
	n, _ := strconv.Atoi(number) // what is no number is no action
	id, ok := triage.SubjectIncident(subject)
	return actionOf{Incident: id, N: n}, ok
}

// typedChange reads "change 2 @person 12/5", of which the person or the day may
// be left out.
func (a *App) typedChange(rest string) (cmd triage.ChangeAction, ok bool) {
	args := words(rest)
	if len(args) < 3 || len(args) > 4 || !is(args[0], phrase.ArgChange) {
		return cmd, false
	}
	var err error
	if cmd.N, err = strconv.Atoi(args[1]); err != nil {
		return cmd, false
	}
	for _, arg := range args[2:] {
		if who, person := personOf(arg); person && cmd.Owner == "" {
			cmd.Owner = who
		} else if due, day := a.typedDay(arg); day && cmd.Due.IsZero() {
			cmd.Due = due
		} else {
			return cmd, false
		}
	}
	return cmd, true
}

// typedDay reads one day.
func (a *App) typedDay(word string) (rotation.Civil, bool) {
	days := phrase.Dates(word, a.local(a.now()))
	if len(days) != 1 {
		return 0, false
	}
	day, dateOnly, err := a.begins(days[0])
	return rotation.CivilOf(a.local(day)), err == nil && dateOnly
}

// changeAction moves an action to another person or day, and returns it as it is
// now.
func (a *App) changeAction(ctx context.Context, c act, id triage.IncidentID, cmd triage.ChangeAction) (triage.Action, error) {
	if err := a.ableOwner(ctx, cmd.Owner); err != nil {
		return triage.Action{}, err
	}
	out, err := a.desk.Handle(ctx, c.of(id, cmd))
	if err != nil {
		return triage.Action{}, named(err, string(id))
	}
	x, _ := out.Incident.Action(cmd.N)
	return x, nil
}

// ableOwner refuses an owner who could not be reminded; nobody passes.
func (a *App) ableOwner(ctx context.Context, id triage.PersonID) error {
	look, cancel := context.WithTimeout(ctx, lookBudget)
	defer cancel()
	if id != "" && a.people.get(look, id).powerless() {
		return &triage.Error{Kind: triage.Invalid, Reason: "role_unfit", Who: id, Field: "owner"}
	}
	return nil
}

// runChangeAction changes an action from one line.
func (a *App) runChangeAction(ctx context.Context, r request, id triage.IncidentID, cmd triage.ChangeAction) (reply, error) {
	x, err := a.changeAction(ctx, r.act, id, cmd)
	if err != nil || x.N == 0 { // given twice
		return reply{}, err
	}
	return saying(func(ctx context.Context, b phrase.Book) message {
		return message{text: b.Say(phrase.ActionChanged, "subject", string(id), "row", a.actionRow(ctx, b, x))}
	}), nil
}

// changeForm asks who does an action, and by when.
func (a *App) changeForm(c act, value string) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		of, ok := parseActionOf(value)
		if !ok {
			return form{}, &triage.Error{Kind: triage.NotFound, Reason: "no_action", Subject: string(of.Incident)}
		}
		i, err := a.desk.Incident(ctx, of.Incident)
		if err != nil {
			return form{}, named(err, string(of.Incident))
		}
		x, ok := i.Action(of.N)
		switch {
		case !ok:
			return form{}, &triage.Error{Kind: triage.NotFound, Reason: "no_action", Subject: string(i.ID)}
		case c.guest || c.by != x.Owner && !a.desk.Policy.IsMember(c.by):
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		case !x.Open():
			return form{}, &triage.Error{Kind: triage.Conflict, Reason: "already", Who: x.Settled, At: x.SettledAt, Subject: string(i.ID)}
		}
		due := rotation.Resolve(x.Due, a.deps.Location).Format(time.DateOnly)
		return form{
			callback: viewActionEdit, title: b.Say(phrase.ActionTitle, "subject", string(i.ID)), submit: b.Say(phrase.ButtonActionSave), meta: of,
			blocks: []slack.Block{
				contextLine(itoa(x.N) + ". " + escape(oneLine(x.Text, mostImpact))),
				personInput(actionInputOwner, b.Say(phrase.ActionOwner), x.Owner, false),
				dateInput(actionInputDue, b.Say(phrase.ActionDue), due, false),
			},
		}, nil
	}
}

func (a *App) submitActionChange(ctx context.Context, b phrase.Book, c act, v openView) any {
	of, ok := read[actionOf](v)
	if !ok {
		return nil
	}
	cmd := triage.ChangeAction{N: of.N, Owner: triage.PersonID(v.input(actionInputOwner))}
	if due, err := rotation.ParseCivil(v.input(actionInputDue)); err == nil {
		cmd.Due = due
	}
	x, err := a.changeAction(ctx, c, of.Incident, cmd)
	if err != nil {
		return a.failed(ctx, b, c, err, map[string]string{"": actionInputOwner, "owner": actionInputOwner, "due": actionInputDue})
	}
	if x.N == 0 { // sent twice
		return nil
	}
	f := form{title: b.Say(phrase.ActionTitle, "subject", string(of.Incident)), blocks: []slack.Block{
		section(b.Say(phrase.ActionChanged, "subject", string(of.Incident), "row", a.actionRow(ctx, b, x))),
	}}
	return modalAnswer{Action: "update", View: f.view(b)}
}
