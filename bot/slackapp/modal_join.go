package slackapp

import (
	"cmp"
	"context"
	"slices"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// actionJoinInstead is a button of the form that declares; its value is the
// inquiry or the alert that it would be declared from, if any, and the incident
// that it is part of.
const actionJoinInstead = "join_instead"

// shownRunning is how many running incidents the form shows.
const shownRunning = 3

// running are the incidents that may be the one somebody is about to declare
// again, the newest first, each with a button to join it instead. A drill is no
// reason not to declare, and for a drill nothing is.
func (a *App) running(ctx context.Context, b phrase.Book, from declareFrom) ([]slack.Block, error) {
	list, err := a.desk.Incidents(ctx, true)
	if err != nil || from.Drill {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(i triage.Incident) bool { return i.Drill })
	if len(list) == 0 {
		return nil, nil
	}
	blocks := []slack.Block{contextLine(b.Say(phrase.DeclareRunning))}
	for n, i := range list[:min(len(list), shownRunning)] {
		row := slack.NewSectionBlock(mrkdwn(a.incidentRow(ctx, b, i)), nil, nil)
		if from.Cluster == "" { // of several inquiries each is joined by itself
			row.Accessory = slack.NewAccessory(button(actionJoinInstead+"/"+itoa(n), joined(cmp.Or(string(from.Inquiry), string(from.Alert)), string(i.ID)), b.Say(phrase.ButtonJoinInstead)))
		}
		blocks = append(blocks, row)
	}
	if left := len(list) - shownRunning; left > 0 {
		blocks = append(blocks, contextLine(b.Say(phrase.AndMore, "n", itoa(left))))
	}
	return blocks, nil
}

// joinInstead counts the inquiry or the alert to a running incident in place of
// declaring another one, and shows the incident. Without one nothing is
// recorded: where it is worked on is what there is to know.
func (a *App) joinInstead(ctx context.Context, c act, value string) {
	inquiry, incident := split(value)
	var err error
	if alert, ok := triage.SubjectAlert(inquiry); ok {
		_, err = a.desk.Handle(ctx, c.onAlert(alert, triage.SettleAlert{Verdict: triage.AlertGrouped, Incident: triage.IncidentID(incident)}))
		if err == nil {
			inquiry = "" // it has no thread to speak of
		}
	} else if inquiry != "" {
		_, err = a.desk.Handle(ctx, c.about(triage.InquiryID(inquiry), triage.AnswerSuspicion{Incident: triage.IncidentID(incident)}))
	}
	a.replace(ctx, c, func(ctx context.Context, b phrase.Book) message {
		if err != nil {
			return a.refusal(ctx, b, c.by, named(err, inquiry))
		}
		i, err := a.desk.Incident(ctx, triage.IncidentID(incident))
		if err != nil {
			return a.refusal(ctx, b, c.by, named(err, incident))
		}
		m := a.incidentShown(ctx, b, i, a.standing(c, i))
		text := b.Say(phrase.JoinedInstead, "subject", incident)
		if inquiry != "" {
			text = b.Say(phrase.JoinedWith, "subject", incident, "inquiry", inquiry)
		}
		m.blocks = append([]slack.Block{section(text)}, m.blocks...)
		return m
	})
}
