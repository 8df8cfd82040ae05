package triage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// metered are the counts of a window, and the gauges that are not zero, as
// "name{tags} value".
func (o *office) metered(from, to time.Time) (counts, gauges map[string]float64) {
	o.t.Helper()
	samples, err := o.Meter(o.t.Context(), from, to)
	require.NoError(o.t, err)
	counts, gauges = make(map[string]float64), make(map[string]float64)
	for _, s := range samples {
		key := fmt.Sprintf("%s{%s}", strings.TrimPrefix(s.Name, "toban."), strings.Join(s.Tags, ","))
		if s.Gauge {
			gauges[key] += s.Value
		} else {
			counts[key] += s.Value
		}
	}
	return counts, gauges
}

// outage handles a command about an incident, of a new one for "".
func (o *office) outage(id triage.IncidentID, by triage.PersonID, c triage.Command) triage.IncidentID {
	o.t.Helper()
	o.n++
	out, err := o.Handle(o.t.Context(), triage.Order{Key: fmt.Sprint("k", o.n), By: by, Incident: id, At: o.now, Command: c})
	require.NoError(o.t, err)
	return triage.IncidentID(out.Subject)
}

func TestMeter(t *testing.T) {
	o := newOffice(t)
	o.Policy.Incident.Severities = []triage.SeverityLevel{{Key: "SEV-1"}, {Key: "SEV-2"}}
	o.Policy.Incident.Causes = []triage.Cause{{Key: "change"}}
	q := o.at("2025-11-17 10:00").ask("the API answers 502")
	start := o.now
	o.at("2025-11-17 10:05")
	i := o.outage("", sato, triage.Declare{Title: "API 502", Severity: "SEV-2", Inquiry: q})
	o.at("2025-11-17 10:08").reply(q, tanaka)
	o.at("2025-11-17 10:20")
	o.outage(i, tanaka, triage.ChangeIncident{Began: start.Add(-10 * time.Minute)})
	o.at("2025-11-17 10:45")
	o.outage(i, tanaka, triage.ChangeIncident{Status: triage.IncidentResolved, Cause: "change"})
	o.at("2025-11-17 11:00").resolve(q, tanaka, reasons(30))
	o.at("2025-11-17 11:30").ask("another")
	drill := o.outage("", tanaka, triage.Declare{Title: "drill", Severity: "SEV-1", Drill: true})
	o.outage(drill, tanaka, triage.ChangeIncident{Status: triage.IncidentResolved})
	end := o.at("2025-11-17 12:00").now

	const (
		about = "{area:none,kind:question,rotation:none,team:payments}"
		of    = "{area:none,rotation:none,severity:SEV-2,team:payments}"
	)
	counts, gauges := o.metered(start, end)
	require.Equal(t, map[string]float64{
		"inquiry.opened" + about:                  2,
		"inquiry.first_reply.count" + about:       1,
		"inquiry.first_reply.seconds" + about:     8 * 60,
		"inquiry.time_to_resolve.count" + about:   1,
		"inquiry.time_to_resolve.seconds" + about: 60 * 60,
		"inquiry.resolved{area:none,class:platform_only,kind:question,rotation:none,team:payments}": 1,

		"incident.declared{area:none,origin:inquiry,rotation:none,severity:SEV-2,team:payments}": 1,
		"incident.time_to_acknowledge.count" + of:                                                1,
		"incident.time_to_acknowledge.seconds" + of:                                              3 * 60, // the reply to the inquiry
		"incident.time_to_stabilise.count" + of:                                                  1,
		"incident.time_to_stabilise.seconds" + of:                                                40 * 60,
		"incident.resolved{area:none,cause:change,rotation:none,severity:SEV-2,team:payments}":   1,
		"incident.time_to_restore.count" + of:                                                    1,
		"incident.time_to_restore.seconds" + of:                                                  40 * 60,
		"incident.time_to_detect.count" + of:                                                     1,
		"incident.time_to_detect.seconds" + of:                                                   10 * 60,
		"incident.impact.count" + of:                                                             1,
		"incident.impact.seconds" + of:                                                           55 * 60,
	}, counts)
	require.Equal(t, map[string]float64{
		"inquiry.open{rotation:none}": 1, "incident.running{severity:SEV-1}": 0, "incident.running{severity:SEV-2}": 0,
		"incident.reviews_overdue{}": 0, "incident.actions_open{}": 0, "incident.actions_overdue{}": 0,
	}, gauges)

	sum := make(map[string]float64)
	for at := start; at.Before(end); at = at.Add(7 * time.Minute) {
		part, _ := o.metered(at, at.Add(7*time.Minute))
		for key, value := range part {
			sum[key] += value
		}
	}
	require.Equal(t, counts, sum, "each record counts in one window")

	o.outage(i, tanaka, triage.ReopenIncident())
	_, gauges = o.metered(end, end)
	require.InDelta(t, 1, gauges["incident.running{severity:SEV-2}"], 0)
	n, err := o.Response(t.Context(), start, end)
	require.NoError(t, err)
	require.Equal(t, 1, n.N, "without the drill")
	require.Equal(t, 3*time.Minute, n.Acknowledge.Median)
	require.Equal(t, 1, n.Reopened)
}
