package slackapp

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// pageHistory begins the value of the button for the next page of a rotation's
// history; how many were shown before and the rotation follow.
const pageHistory = "history|"

// dutyHistory is one page of what has happened to a rotation: who arranged what
// and when, and which handoffs were received how late.
func (a *App) dutyHistory(ctx context.Context, b phrase.Book, c act, id triage.RotationID, from int) (message, error) {
	if !a.desk.Policy.IsMember(c.by) || c.guest {
		return message{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	steps, err := a.desk.DutySteps(ctx, id)
	if err != nil {
		return message{}, err
	}
	var rows []string
	for _, s := range steps {
		text := a.historyText(ctx, b, s)
		if text == "" {
			continue
		}
		who := b.Say(phrase.HistoryBot)
		if s.By != "" {
			who = a.plainName(ctx, b, s.By)
		}
		rows = append(rows, b.Say(phrase.HistoryRow, "at", a.moment(b, s.At), "who", who, "text", text))
	}
	if from >= len(rows) {
		return message{text: b.Say(phrase.HistoryNone)}, nil
	}
	page := rows[from:min(from+pageSize, len(rows))]
	text := "*" + b.Say(phrase.HistoryTitle) + "*\n" + strings.Join(page, "\n")
	m := message{text: text, blocks: []slack.Block{section(text)}}
	if left := len(rows) - from - len(page); left > 0 {
		m.text += "\n" + b.Say(phrase.AndMore, "n", itoa(left))
		m.blocks = append(m.blocks, nextPageButton(b, pageHistory+joined(itoa(from+len(page)), string(id)), left))
	}
	return m, nil
}

// historyText is what one record of a rotation says, "" for what toban noted
// for itself.
func (a *App) historyText(ctx context.Context, b phrase.Book, s triage.DutyStep) string {
	name := func(id string) string { return a.plainName(ctx, b, triage.PersonID(id)) }
	if e, ok := s.Event.(triage.HandedOff); ok {
		h := e.Handoff
		return b.Say(phrase.HistoryHandoff, "from", name(h.Outgoing), "to", name(h.Incoming), "start", a.hour(b, h.Boundary))
	}
	if e, ok := s.Event.(triage.HandoffAccepted); ok {
		return b.Say(phrase.HistoryReceived, "to", name(s.After.Last.Handoff.Incoming), "late", b.Duration(s.At.Sub(e.Boundary)))
	}
	if e, ok := s.Event.(triage.NoteLeft); ok {
		return b.Say(phrase.HistoryNote, "text", escape(oneLine(e.Text, limitContext)))
	}
	if e, ok := s.Event.(triage.Overrode); ok {
		return a.change(ctx, b, s.After, e.Change)
	}
	if e, ok := s.Event.(triage.Requested); ok {
		return a.change(ctx, b, s.After, e.Request.Change)
	}
	if e, ok := s.Event.(triage.WentAway); ok {
		return a.change(ctx, b, s.After, e.Absence.Change)
	}
	if e, ok := s.Event.(triage.ChangeCancelled); ok {
		return b.Say(phrase.HistoryUndone, "change", a.change(ctx, b, s.Before, e.Change))
	}
	if e, ok := s.Event.(triage.RequestSettled); ok {
		return b.Say(phrase.HistorySettled, "change", a.change(ctx, b, s.Before, e.Request), "state", b.Say(settledAs(e.State)))
	}
	return ""
}

// settledAs is what became of a request that came to nothing.
func settledAs(s triage.RequestState) phrase.Line {
	switch s {
	case triage.RequestDeclined:
		return phrase.RequestDeclined
	case triage.RequestWithdrawn:
		return phrase.RequestWithdrawn
	case triage.RequestOpen, triage.RequestTaken, triage.RequestExpired, triage.RequestUndone:
	}
	return phrase.RequestExpired
}
