package slackapp

import (
	"context"
	"slices"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// pageAlerts begins the value of the button for the next page of alerts.
const pageAlerts = "alerts|"

// alertList is one page of the alerts about which somebody still has to
// decide, the newest first.
func (a *App) alertList(ctx context.Context, b phrase.Book, c act, from int) (message, error) {
	if !a.empowered(c) {
		return message{}, &triage.Error{Kind: triage.Denied, Reason: "denied"}
	}
	board, err := a.desk.Alerts(ctx)
	if err != nil {
		return message{}, err
	}
	open := slices.DeleteFunc(slices.Clone(board.Alerts), func(alert triage.Alert) bool { return !alert.Open() })
	if len(open) == 0 {
		return textBlock(b.Say(phrase.AlertNone)), nil
	}
	slices.Reverse(open)
	from = min(from, len(open))
	page := open[from:min(from+pageSize, len(open))]
	lines := []string{b.Say(phrase.AlertList, "n", itoa(len(open)))}
	for _, alert := range page {
		facts := append([]string{"*" + string(alert.ID) + "*", a.alertHead(b, alert)[0], alertName(b, alert)}, a.alertTimes(b, alert)...)
		lines = append(lines, "• "+strings.Join(append(facts, a.alertNotes(ctx, b, board, alert)...), sep(b)))
	}
	m := sections(lines)
	if left := len(open) - from - len(page); left > 0 {
		m.blocks = append(m.blocks, nextPageButton(b, pageAlerts+itoa(from+len(page)), left))
		m.text += "\n" + b.Say(phrase.AndMore, "n", itoa(left))
	}
	return m, nil
}

func (a *App) runAlerts(_ context.Context, r request) (reply, error) {
	return reply{say: func(ctx context.Context, b phrase.Book) (message, error) { return a.alertList(ctx, b, r.act, 0) }}, nil
}
