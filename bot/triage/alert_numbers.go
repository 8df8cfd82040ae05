package triage

import (
	"fmt"
	"slices"
	"time"
)

// AlertNumbers is what monitors cost in a period, and how often for nothing.
type AlertNumbers struct {
	Told  int `json:"told"`  // alerts that were shown, those of a storm each
	False int `json:"false"` // of these, called false alarms in the period
}

// alertsBetween counts the alerts shown from one instant to before another.
func alertsBetween(r Reader, from, to time.Time) (AlertNumbers, error) {
	alerts := make(map[string]bool)
	for e := range r.Entries(from, to) {
		if _, ok := SubjectAlert(e.Subject); ok {
			alerts[e.Subject] = true
		}
	}
	told, wrong := make(map[AlertID]bool), make(map[AlertID]bool)
	for subject := range alerts {
		for rec, err := range r.History(subject) {
			if err != nil {
				return AlertNumbers{}, fmt.Errorf("count alerts: %w", err)
			}
			if rec.At.Before(from) || !rec.At.Before(to) {
				continue
			}
			switch e := rec.Event.(type) { //nolint:gochecksumtype // of all events, these tell
			case AlertTold:
				told[AlertID(subject)] = true
			case AlertSettled:
				if e.Verdict != AlertFalse {
					continue
				}
				for _, id := range append(slices.Clip(e.With), AlertID(subject)) {
					wrong[id] = true
				}
			}
		}
	}
	n := AlertNumbers{Told: len(told)}
	for id := range told {
		if wrong[id] {
			n.False++
		}
	}
	return n, nil
}
