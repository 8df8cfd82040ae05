package slackapp

import (
	"context"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// alertPressed carries out a press on an alert's card.
func (a *App) alertPressed(ctx context.Context, c act, action, value string) error {
	var cmd triage.Command
	switch action {
	case actionAlertSee:
		cmd = triage.SettleAlert{Verdict: triage.AlertSeen}
	case actionAlertFalse:
		cmd = triage.SettleAlert{Verdict: triage.AlertFalse}
	case actionAlertLoud:
		cmd = triage.MuteAlert{Over: true}
	case actionAlertMute:
		var span string
		span, value = split(value)
		d, err := time.ParseDuration(span)
		cmd = triage.MuteAlert{For: d, Recovered: err != nil}
	}
	id, ok := triage.SubjectAlert(value)
	switch {
	case !ok:
		return nil
	case action == actionAlertGroup:
		a.open(ctx, c, a.alertGroupForm(id, c))
		return nil
	case action == actionAlertInquire:
		return a.refuse(ctx, c, a.inquireAlert(ctx, c, id))
	}
	_, err := a.desk.Handle(ctx, c.onAlert(id, cmd))
	return a.refuse(ctx, c, err)
}

// inquireAlert makes an alert an inquiry in the thread of its card.
func (a *App) inquireAlert(ctx context.Context, c act, id triage.AlertID) error {
	if !a.empowered(c) {
		return &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	_, alert, err := a.alertOf(ctx, id)
	if err != nil {
		return err
	}
	ask := triage.Ask{
		From: id, Text: alertWords(alert),
		Place: triage.Place{Channel: alert.Message.Channel, Thread: alert.Message.TS, Direct: isDirect(alert.Message.Channel)},
	}
	if alert.Link != "" {
		ask.Links = []string{alert.Link}
	}
	_, err = a.openOnce(ctx, c, ask)
	return err
}

// alertGroupTo is the list of the form that groups an alert.
const alertGroupTo = "under"

// alertGrouping is what the form carries for its submission.
type alertGrouping struct {
	Alert triage.AlertID `json:"alert"`
}

// alertGroupForm asks under which running incident or earlier alert an alert
// belongs.
func (a *App) alertGroupForm(id triage.AlertID, c act) filler {
	return func(ctx context.Context, b phrase.Book) (form, error) {
		if !a.empowered(c) {
			return form{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
		}
		board, alert, err := a.alertOf(ctx, id)
		if err != nil {
			return form{}, err
		}
		if err := alert.Unsettled(); err != nil {
			return form{}, err
		}
		running, err := a.desk.Incidents(ctx, true)
		if err != nil {
			return form{}, err
		}
		var choices []choice
		for _, i := range running {
			choices = append(choices, choice{value: string(i.ID), text: string(i.ID) + " " + oneLine(i.Title, 60)})
		}
		for _, other := range slices.Backward(board.Alerts) {
			if other.Firing() && other.ID != id && other.Under == "" && !other.FirstAt.After(alert.FirstAt) {
				choices = append(choices, choice{value: string(other.ID), text: string(other.ID) + " " + oneLine(alertWords(other), 60)})
			}
		}
		if len(choices) == 0 {
			return form{}, &triage.Error{Kind: triage.Conflict, Reason: "nothing_to_group"}
		}
		return form{
			callback: viewAlertGroup, title: b.Say(phrase.AlertGroupTitle, "subject", string(id)), submit: b.Say(phrase.ButtonGroup), meta: alertGrouping{Alert: id},
			blocks: []slack.Block{
				section(alertName(b, alert)),
				list(alertGroupTo, b.Say(phrase.AlertGroupUnder), b.Say(phrase.ModalChoose), choices, "", false),
			},
		}, nil
	}
}

func (a *App) submitAlertGroup(ctx context.Context, b phrase.Book, c act, v openView) any {
	from, ok := read[alertGrouping](v)
	if !ok {
		return nil
	}
	cmd := triage.SettleAlert{Verdict: triage.AlertGrouped}
	chosen := v.input(alertGroupTo)
	if id, ok := triage.SubjectIncident(chosen); ok {
		cmd.Incident = id
	} else {
		cmd.Under = triage.AlertID(chosen)
	}
	if _, err := a.desk.Handle(ctx, c.onAlert(from.Alert, cmd)); err != nil {
		return a.failed(ctx, b, c, err, map[string]string{"": alertGroupTo})
	}
	return nil
}

// declaredAlert fills a form with the alert from which an incident is
// declared.
func (a *App) declaredAlert(ctx context.Context, from *declareFrom) (triage.Alert, error) {
	_, alert, err := a.alertOf(ctx, from.Alert)
	if err == nil {
		err = alert.Unsettled()
	}
	if err != nil {
		return triage.Alert{}, err
	}
	from.Channel, from.Quote = alert.Message.Channel, alertWords(alert)
	return alert, nil
}

// alertWords are the alert as plain text.
func alertWords(alert triage.Alert) string {
	words := alert.Title
	if alert.Group != "" {
		words += " (" + alert.Group + ")"
	}
	return oneLine(words, 200)
}
