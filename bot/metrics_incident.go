package bot

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"toban/bot/triage"
)

// measuredFor is how far back the gauges about incidents look. Gauges, for
// incidents are few, and a resolution may be taken back.
const measuredFor = 28 * 24 * time.Hour

var (
	descIncidentsOpen = desc("incidents_open", "Incidents that are not resolved, drills left out.", "severity")
	descReviews       = desc("reviews_overdue", "Reviews of incidents that are overdue.")
	descActions       = desc("actions_open", "Follow-ups of incidents that are still to be done.")
	descLate          = desc("actions_overdue", "Follow-ups of incidents whose day has passed.")
	descDeclared      = desc("incidents_declared_28d", "Incidents declared in the last 28 days, drills left out.")
	descPhase         = desc("incident_phase_seconds", "How long a phase took the incidents declared in the last 28 days; 0.9 only of ten or more.", "phase", "quantile")
	descPhaseCount    = desc("incident_phase_count", "Incidents declared in the last 28 days that reached the end of a phase.", "phase")
	descImpactMinutes = desc("incident_impact_minutes_28d", "Minutes in which others were affected by the incidents declared in the last 28 days.")
)

// incidents are the gauges about incidents: what runs, of every configured
// severity, and how those of the last weeks were handled.
func (c *collector) incidents(ctx context.Context, now time.Time, running []triage.Incident, gauge func(*prometheus.Desc, float64, ...string)) {
	open := make(map[triage.Severity]int)
	for _, level := range c.bot.desk.Policy.Incident.Severities {
		open[level.Key] = 0
	}
	for _, i := range running {
		if !i.Drill {
			open[i.Severity]++
		}
	}
	for severity, n := range open {
		gauge(descIncidentsOpen, float64(n), string(severity))
	}
	if all, err := c.bot.desk.Incidents(ctx, false); err == nil {
		left := c.bot.desk.Policy.Dues(all, now)
		gauge(descReviews, float64(left.Reviews))
		gauge(descActions, float64(left.Actions))
		gauge(descLate, float64(left.Overdue))
	}
	n, err := c.bot.desk.Response(ctx, now.Add(-measuredFor), now)
	if err != nil {
		return
	}
	gauge(descDeclared, float64(n.N))
	gauge(descImpactMinutes, float64(n.ImpactMinutes))
	for _, phase := range []struct {
		name string
		triage.Spread
	}{
		{"detect", n.Detect}, {"acknowledge", n.Acknowledge}, {"stabilise", n.Stabilise}, {"restore", n.Restore}, {"impact", n.Impact},
	} {
		gauge(descPhaseCount, float64(phase.N), phase.name)
		if phase.N > 0 {
			gauge(descPhase, phase.Median.Seconds(), phase.name, "0.5")
		}
		if phase.P90 > 0 {
			gauge(descPhase, phase.P90.Seconds(), phase.name, "0.9")
		}
	}
}
