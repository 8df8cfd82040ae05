package slackapp

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// stormRows is how many monitors the card of a storm names.
const stormRows = 10

// alertsChannel is where the cards of alerts are posted.
func (a *App) alertsChannel() triage.ChannelID { return cmp.Or(a.config.AlertChannel, a.teamChannel()) }

// alertOf reads an alert with the board on which it stands.
func (a *App) alertOf(ctx context.Context, id triage.AlertID) (triage.AlertBoard, triage.Alert, error) {
	board, err := a.desk.Alerts(ctx)
	if err != nil {
		return board, triage.Alert{}, err
	}
	alert, ok := board.Alert(id)
	if !ok {
		return board, alert, &triage.Error{Kind: triage.NotFound, Reason: "no_such_alert", Subject: string(id)}
	}
	return board, alert, nil
}

// showAlert posts the card of an alert, or edits it.
func (a *App) showAlert(ctx context.Context, j outbox.Job, n triage.ShowAlert) (outbox.Receipt, error) {
	board, alert, err := a.alertOf(ctx, n.Alert)
	switch {
	case triage.KindOf(err) == triage.NotFound: // too old to stand on the board
		return outbox.Receipt{}, outbox.Permanent(err)
	case err != nil:
		return outbox.Receipt{}, outbox.RetryAfter(err, 0)
	}
	render := func(b phrase.Book) message { return a.alertCard(ctx, b, n, board, alert) }
	if ref := alert.Message; !ref.IsZero() {
		b := a.channelBook(ref.Channel)
		return outbox.Receipt{}, a.edit(ctx, j, b, ref, render(b))
	}
	ref, err := a.toChannelOrLead(ctx, j, a.alertsChannel(), render)
	if err != nil {
		return outbox.Receipt{}, err
	}
	return posted(triage.Order{Alert: n.Alert}, triage.SlotAlert, ref), nil
}

// alertPace is the pace of the alerts channel; an edit has its own.
func (a *App) alertPace(ctx context.Context, id triage.AlertID) string {
	if _, alert, err := a.alertOf(ctx, id); err == nil && !alert.Message.IsZero() {
		return "edit/" + string(alert.Message.Channel)
	}
	return string(a.alertsChannel())
}

// pageAlert mentions somebody below the card, else in the channel.
func (a *App) pageAlert(ctx context.Context, j outbox.Job, n triage.PageAlert) (outbox.Receipt, error) {
	_, alert, err := a.alertOf(ctx, n.Alert)
	if err != nil {
		return outbox.Receipt{}, outbox.Permanent(err)
	}
	ch := cmp.Or(alert.Message.Channel, a.alertsChannel())
	if ch == "" {
		_, err := a.toLead(ctx, j, func(b phrase.Book) message { return a.alertPage(ctx, b, n, alert) })
		return outbox.Receipt{}, err
	}
	b := a.channelBook(ch)
	_, err = a.post(ctx, j, b, ch, alert.Message.TS, a.alertPage(ctx, b, n, alert))
	return outbox.Receipt{}, err
}

func (a *App) alertPage(ctx context.Context, b phrase.Book, n triage.PageAlert, alert triage.Alert) message {
	return textBlock(b.Say(phrase.AlertPage, "who", at(n.To.Person), "id", string(n.Alert)) +
		a.reason(ctx, b, triage.Inquiry{}, n.To) + "\n" + alertName(b, alert))
}

func (a *App) findAlertPage(ctx context.Context, j outbox.Job, n triage.PageAlert) (outbox.Receipt, bool, error) {
	_, alert, err := a.alertOf(ctx, n.Alert)
	if err != nil {
		return outbox.Receipt{}, false, outbox.Permanent(err)
	}
	if alert.Message.IsZero() {
		return a.findIn(ctx, j, a.alertsChannel(), a.desk.Policy.Lead(), triage.Order{}, "")
	}
	ref, err := a.lookFor(ctx, alert.Message.Channel, alert.Message.TS, j)
	return outbox.Receipt{}, !ref.IsZero(), err
}

// alertCard is the card of an alert, or of a storm of them.
func (a *App) alertCard(ctx context.Context, b phrase.Book, n triage.ShowAlert, board triage.AlertBoard, alert triage.Alert) message {
	counted := board.Counted(alert)
	storm := alert.Storm == alert.ID
	head := a.alertHead(b, alert)
	if storm {
		head = []string{stormHead(b, counted), stormMonitors(b, counted)}
	}
	asked := ""
	switch {
	case n.To.Person != "":
		asked = b.Say(phrase.AlertAsk, "who", at(n.To.Person)) + a.reason(ctx, b, triage.Inquiry{}, n.To)
	case alert.To.Person != "":
		asked = b.Say(phrase.AlertOnCall, "who", escape(a.name(ctx, alert.To.Person)))
	}
	words := []string{string(alert.ID), head[0]}
	if !storm {
		words = append(words, escape(oneLine(alert.Title, 150)))
	}
	head[0] = "*" + string(alert.ID) + "*" + sep(b) + head[0]
	m := message{
		text:   strings.TrimSpace(strings.Join(append(words, asked), " ")),
		blocks: []slack.Block{section(strings.TrimSpace(strings.Join(append(head, asked), "\n")))},
	}
	if notes := a.alertNotes(ctx, b, board, alert); len(notes) > 0 {
		m.blocks = append(m.blocks, contextLine(strings.Join(notes, "\n")))
	}
	if controls := a.alertControls(b, alert); len(controls) > 0 {
		if alert.Verdict == "" {
			m.blocks = append(m.blocks, contextLine(b.Say(phrase.AlertHint)))
		}
		m.blocks = append(m.blocks, actions("alert", controls...))
	}
	return m
}

// alertHead is what a monitor says: how it stands, of what, since when and how
// often.
func (a *App) alertHead(b phrase.Book, alert triage.Alert) []string {
	state := alertState(b, alert.State)
	if alert.Priority > 0 {
		state += sep(b) + "P" + itoa(alert.Priority)
	}
	return []string{state, alertName(b, alert), strings.Join(a.alertTimes(b, alert), sep(b))}
}

func (a *App) alertTimes(b phrase.Book, alert triage.Alert) []string {
	times := []string{b.Say(phrase.AlertSince, "at", a.date(b, alert.FirstAt))}
	if !alert.Firing() {
		times = append(times, b.Say(phrase.AlertOver, "at", a.date(b, alert.RecoveredAt)))
	}
	return append(times, counted(b, alert.Times, phrase.AlertTime, phrase.AlertTimes))
}

// alertName is the alert's title, linked to its monitor, with its group.
func alertName(b phrase.Book, alert triage.Alert) string {
	name := escape(oneLine(alert.Title, 150))
	if alert.Link != "" {
		name = link(alert.Link, oneLine(alert.Title, 150))
	}
	if alert.Group != "" {
		name += b.Say(phrase.AlertGroup, "group", escape(oneLine(alert.Group, 100)))
	}
	return name
}

func alertState(b phrase.Book, s triage.AlertState) string {
	switch s {
	case triage.AlertTriggered:
		return b.Say(phrase.AlertTriggered)
	case triage.AlertWarned:
		return b.Say(phrase.AlertWarned)
	case triage.AlertNoData:
		return b.Say(phrase.AlertNoData)
	case triage.AlertRecovered:
		return b.Say(phrase.AlertRecovered)
	}
	return ""
}

func stormHead(b phrase.Book, list []triage.Alert) string {
	firing := 0
	for _, alert := range list {
		if alert.Firing() {
			firing++
		}
	}
	return b.Say(phrase.AlertStorm, "n", itoa(len(list)), "firing", itoa(firing))
}

// stormMonitors names the monitors of a storm, the one with the most groups
// first.
func stormMonitors(b phrase.Book, list []triage.Alert) string {
	groups := make(map[string]int)
	var monitors []triage.Alert
	for _, alert := range list {
		if groups[alert.Monitor]++; groups[alert.Monitor] == 1 {
			monitors = append(monitors, alert)
		}
	}
	slices.SortStableFunc(monitors, func(x, y triage.Alert) int { return groups[y.Monitor] - groups[x.Monitor] })
	var rows []string
	for n, alert := range monitors {
		if n == stormRows {
			rows = append(rows, b.Say(phrase.BriefMore, "n", itoa(len(monitors)-n)))
			break
		}
		alert.Group = ""
		rows = append(rows, "• "+b.Say(phrase.AlertStormRow, "title", alertName(b, alert), "n", itoa(groups[alert.Monitor])))
	}
	return strings.Join(rows, "\n")
}

// alertNotes say what people made of an alert.
func (a *App) alertNotes(ctx context.Context, b phrase.Book, board triage.AlertBoard, alert triage.Alert) []string {
	var notes []string
	if verdict := a.alertVerdict(ctx, b, alert); verdict != "" {
		notes = append(notes, verdict)
	}
	if m := alert.Mute; m != nil {
		who := escape(a.name(ctx, m.By))
		if m.Until.IsZero() {
			notes = append(notes, b.Say(phrase.AlertMutedOver, "who", who))
		} else {
			notes = append(notes, b.Say(phrase.AlertMuted, "who", who, "until", a.hour(b, m.Until)))
		}
	}
	if below := board.Below(alert.ID); len(below) > 0 {
		var ids []string
		for _, other := range below {
			ids = append(ids, string(other.ID))
		}
		notes = append(notes, b.Say(phrase.AlertBelow, "ids", strings.Join(firstOf(b, ids, 10), b.Say(phrase.Comma))))
	}
	return notes
}

func (a *App) alertVerdict(ctx context.Context, b phrase.Book, alert triage.Alert) string {
	who := escape(a.name(ctx, alert.By))
	switch alert.Verdict {
	case triage.AlertSeen:
		return b.Say(phrase.AlertSeen, "who", who)
	case triage.AlertDeclared:
		return b.Say(phrase.AlertDeclared, "who", who, "incident", string(alert.Incident))
	case triage.AlertGrouped:
		return b.Say(phrase.AlertGrouped, "who", who, "of", cmp.Or(string(alert.Incident), string(alert.Under)))
	case triage.AlertInquired:
		return b.Say(phrase.AlertInquired, "who", who, "of", a.subjectLink(ctx, string(alert.Inquiry)))
	case triage.AlertFalse:
		return b.Say(phrase.AlertFalse, "who", who)
	}
	return ""
}

// alertControls are what may still be done with an alert. A storm is not
// muted: its monitors are many.
func (a *App) alertControls(b phrase.Book, alert triage.Alert) []slack.BlockElement {
	id := string(alert.ID)
	var out []slack.BlockElement
	if !alert.Settled() {
		if alert.Verdict == "" && alert.Firing() {
			out = append(out, primary(button(actionAlertSee, id, b.Say(phrase.ButtonAlertSee))))
		}
		out = append(out,
			danger(button(actionDeclare, declareFrom{Alert: alert.ID}.String(), b.Say(phrase.ButtonDeclare))),
			button(actionAlertGroup, id, b.Say(phrase.ButtonGroup)),
			button(actionAlertInquire, id, b.Say(phrase.ButtonAlertInquire)),
			button(actionAlertFalse, id, b.Say(phrase.ButtonAlertFalse)))
	}
	switch {
	case alert.Mute != nil:
		out = append(out, button(actionAlertLoud, id, b.Say(phrase.ButtonAlertLoud)))
	case alert.Storm == "" && (alert.Firing() || !alert.Settled()):
		out = append(out, a.muteChoices(b, alert))
	}
	return out
}

// muteChoices are the times for which an alert can be muted.
func (a *App) muteChoices(b phrase.Book, alert triage.Alert) slack.BlockElement {
	var choices []choice
	for _, d := range a.config.AlertMutes {
		choices = append(choices, choice{value: joined(d.String(), string(alert.ID)), text: b.Duration(d)})
	}
	if alert.Firing() {
		choices = append(choices, choice{value: joined("", string(alert.ID)), text: b.Say(phrase.AlertMuteRecovered)})
	}
	all, _ := options(choices, "")
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(b.Say(phrase.AlertMute)), actionAlertMute, all...)
}
