package main

import (
	"context"
	"fmt"

	"toban/test/fakeslack"
)

const (
	alertsChannel = "CALERTS"
	storm         = 50 // alerts at once
)

// monitors is the bot through which monitors speak, listed in config.yaml by
// the id that its messages carry.
var monitors = fakeslack.User{ID: "UMONITORS", Name: "monitors", RealName: "Monitors", DisplayName: "Monitors", Bot: true}

// An alarm is a monitor of one host that has triggered.
type alarm struct {
	priority int
	host     string
	title    string
}

// says is how the monitor writes of its state: "Triggered" or "Recovered".
func (a alarm) says(state string) string {
	return fmt.Sprintf("[P%d] [%s on {host:%s}] %s", a.priority, state, a.host, a.title)
}

// monitor has one monitor alarm, fifty hosts at once, or everything recover.
func (w *world) monitor(ctx context.Context, q request) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var fresh []alarm
	switch q.Name {
	case "recovery":
		return w.recover(ctx)
	case "alarm":
		fresh = append(fresh, alarm{2, fmt.Sprint("db-", len(w.firing)+1), diskFull[w.lang]})
	case "storm":
		for n := range storm {
			fresh = append(fresh, alarm{3, fmt.Sprint("web-", n+1), manyErrors[w.lang]})
		}
	default:
		return fmt.Errorf("monitors know nothing of %q", q.Name)
	}
	w.firing = append(w.firing, fresh...)
	return w.post(ctx, fresh, "Triggered")
}

func (w *world) recover(ctx context.Context) error {
	if len(w.firing) == 0 {
		return refusal{"nothing_firing", "nothing alarms now: have a monitor alarm first"}
	}
	gone := w.firing
	w.firing = nil
	return w.post(ctx, gone, "Recovered")
}

func (w *world) post(ctx context.Context, all []alarm, state string) error {
	for _, a := range all {
		if _, err := w.slack.Say(ctx, fakeslack.Message{User: monitors.ID, Channel: alertsChannel, Text: a.says(state), Raw: true}); err != nil {
			return err
		}
	}
	return nil
}
