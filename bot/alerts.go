package bot

import (
	"cmp"
	"context"
	"strings"

	"toban/bot/triage"
	"toban/bot/web"
)

// alerted takes in what a monitor of Datadog says. A notification that is
// delivered again is the same order.
func (b *Bot) alerted(ctx context.Context, alert web.MonitorAlert) error {
	signal, ok := b.signal(alert)
	if !ok {
		return nil
	}
	key := cmp.Or(alert.Event, alert.Cycle+"/"+alert.Transition.String()+"/"+alert.At.UTC().Format("20060102T150405.000"))
	_, err := b.desk.Handle(ctx, triage.Order{
		Key: "alert/" + strings.Join([]string{alert.Monitor, alert.Group, key}, "/"), Command: triage.TakeAlert{Signal: signal},
	})
	return err
}

// signal is an alert in the words of the core; ok is false for a transition
// that nobody knows.
func (b *Bot) signal(alert web.MonitorAlert) (s triage.AlertSignal, ok bool) {
	s = triage.AlertSignal{
		Monitor: alert.Monitor, Group: alert.Group, Title: cmp.Or(alert.Title, alert.Monitor), Link: alert.URL, At: alert.At,
	}
	if s.At.IsZero() {
		s.At = b.deps.Now()
	}
	if alert.Priority != "" {
		s.Priority = int(alert.Priority[1] - '0')
	}
	switch alert.Transition {
	case web.AlertTriggered:
		s.State = triage.AlertTriggered
	case web.AlertWarned:
		s.State = triage.AlertWarned
	case web.AlertNoData:
		s.State = triage.AlertNoData
	case web.AlertRecovered:
		s.State = triage.AlertRecovered
	case web.AlertUnknown:
		return s, false
	}
	return s, true
}
