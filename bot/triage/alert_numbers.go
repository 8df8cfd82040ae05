package triage

import (
	"fmt"
	"time"
)

// AlertNumbers is what monitors cost in a period, and how often for nothing.
type AlertNumbers struct {
	Told  int `json:"told"`  // alerts that were shown, those of a storm each
	False int `json:"false"` // of these, called false alarms in the period
}

// alertsBetween counts the alerts shown from one instant to before another.
func alertsBetween(r Reader, from, to time.Time) (AlertNumbers, error) {
	told, wrong := make(map[string]bool), make(map[string]bool)
	for rec, err := range r.Records(from, to) {
		if err != nil {
			return AlertNumbers{}, fmt.Errorf("count alerts: %w", err)
		}
		switch e := rec.Event.(type) { //nolint:gochecksumtype // of all events, these tell
		case AlertTold:
			told[rec.Subject] = true
		case AlertSettled:
			if e.Verdict == AlertFalse && told[rec.Subject] {
				wrong[rec.Subject] = true
			}
		}
	}
	return AlertNumbers{Told: len(told), False: len(wrong)}, nil
}
