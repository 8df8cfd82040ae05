package bot

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// Operators see what runs by severity, and how the last incidents were handled.
func TestMetricsOfIncidents(t *testing.T) {
	r := newMeterRoom(t)
	r.desk.Policy.Members = []triage.PersonID{"U1"}
	r.desk.Policy.Incident.Severities = []triage.SeverityLevel{{Key: "SEV-1"}, {Key: "SEV-2"}}
	handle := func(id triage.IncidentID, c triage.Command) triage.IncidentID {
		out, err := r.desk.Handle(t.Context(), triage.Order{Key: fmt.Sprintf("%s %s %T", r.time, id, c), By: "U1", Incident: id, Command: c})
		require.NoError(t, err)
		return out.Incident.ID
	}
	handle("", triage.Declare{Title: "long ago", Severity: "SEV-1"})
	r.time = r.time.AddDate(0, 0, 29)
	for n := range 10 {
		id := handle("", triage.Declare{Title: "API", Severity: "SEV-2"})
		r.time = r.time.Add(time.Duration(n+1) * time.Minute)
		handle(id, triage.ChangeIncident{Status: triage.IncidentResolved})
	}
	handle("", triage.Declare{Title: "drill", Severity: "SEV-2", Drill: true})
	running, err := r.desk.Incidents(t.Context(), true)
	require.NoError(t, err)

	var got []string
	c := &collector{bot: &Bot{desk: r.desk}}
	c.incidents(t.Context(), r.time.Add(time.Second), running, func(d *prometheus.Desc, v float64, labels ...string) {
		require.NotPanics(t, func() { prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...) }, "the labels fit")
		got = append(got, fmt.Sprint(labels, " ", v))
	})
	slices.Sort(got)
	require.Equal(t, []string{
		"[SEV-1] 1", "[SEV-2] 0",
		"[] 0", "[] 0", "[] 0", "[] 10", "[] 55",
		"[acknowledge 0.5] 0", "[acknowledge] 10", "[detect] 0",
		"[impact 0.5] 300", "[impact 0.9] 540", "[impact] 10",
		"[restore 0.5] 300", "[restore 0.9] 540", "[restore] 10",
		"[stabilise 0.5] 300", "[stabilise 0.9] 540", "[stabilise] 10",
	}, got)
}
