package triage

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// A deed is one record of an incident's history, minutes after 10:00.
type deed struct {
	at int
	by PersonID
	e  Event
}

// storyOf is the history of INC-1.
func storyOf(t *testing.T, deeds ...deed) []Record {
	t.Helper()
	start := tokyo(t, "2025-11-18 10:00")
	var out []Record
	for n, d := range deeds {
		if e, ok := d.e.(Declared); ok && e.Detected.IsZero() {
			e.Detected = start.Add(time.Duration(d.at) * time.Minute)
			d.e = e
		}
		out = append(out, Record{Subject: "INC-1", N: n + 1, At: start.Add(time.Duration(d.at) * time.Minute), By: d.by, Event: d.e})
	}
	return out
}

func TestPhasesOfAnIncident(t *testing.T) {
	start := tokyo(t, "2025-11-18 10:00")
	ago := func(minutes int) time.Time { return start.Add(-time.Duration(minutes) * time.Minute) }
	by := func(status IncidentStatus) Event { return IncidentChanged{Status: status} }
	for _, c := range []struct {
		name  string
		deeds []deed
		want  string // detect, acknowledge, stabilise, restore, impact in minutes; reopened
	}{
		{"just declared by somebody of another team", []deed{{0, "U9", Declared{}}}, "- - - - - 0"},
		{"declared by a member", []deed{{0, tanaka, Declared{Member: true}}}, "- 0 - - - 0"},
		{
			"their own update and note are no answer, somebody else's are",
			[]deed{{0, "U9", Declared{}}, {2, "U9", IncidentUpdated{Status: "down"}}, {3, "U9", Noted{Text: "x"}}, {7, tanaka, Noted{Text: "looking"}}},
			"- 7 - - - 0",
		},
		{"command taken", []deed{{0, "U9", Declared{}}, {4, tanaka, IncidentChanged{Commander: tanaka}}}, "- 4 - - - 0"},
		{"a change in Datadog is nobody's answer", []deed{{0, "U9", Declared{}}, {4, "", IncidentChanged{Severity: "SEV-1", Remote: true}}}, "- - - - - 0"},
		{
			"stable, then resolved",
			[]deed{{0, tanaka, Declared{Member: true}}, {20, tanaka, by(IncidentStable)}, {50, tanaka, by(IncidentResolved)}},
			"- 0 20 50 20 0",
		},
		{"resolved at once", []deed{{0, tanaka, Declared{Member: true}}, {30, tanaka, by(IncidentResolved)}}, "- 0 30 30 30 0"},
		{
			"impact that began before anybody noticed",
			[]deed{
				{0, tanaka, Declared{Member: true, Detected: ago(5)}},
				{1, tanaka, IncidentChanged{Began: ago(25)}},
				{30, tanaka, by(IncidentResolved)},
			},
			"20 0 30 30 55 0",
		},
		{
			"noticed before it hurt anybody",
			[]deed{
				{0, tanaka, Declared{Member: true, Detected: ago(5)}},
				{9, tanaka, IncidentChanged{Began: start.Add(4 * time.Minute)}},
				{30, tanaka, by(IncidentResolved)},
			},
			"0 0 30 30 26 0",
		},
		{
			"reopened: the last resolution counts, the quiet in between hurt nobody",
			[]deed{
				{0, tanaka, Declared{Member: true}},
				{30, tanaka, by(IncidentResolved)},
				{90, tanaka, by(IncidentActive)},
				{100, tanaka, by(IncidentStable)},
				{120, tanaka, by(IncidentResolved)},
			},
			"- 0 100 120 40 1",
		},
		{
			"reopened and still running",
			[]deed{{0, tanaka, Declared{Member: true}}, {30, tanaka, by(IncidentResolved)}, {90, tanaka, by(IncidentActive)}},
			"- 0 - - - 1",
		},
		{
			"stable, worse again",
			[]deed{
				{0, tanaka, Declared{Member: true}},
				{10, tanaka, by(IncidentStable)},
				{20, tanaka, by(IncidentActive)},
				{40, tanaka, by(IncidentResolved)},
			},
			"- 0 40 40 30 0",
		},
	} {
		times := follow(storyOf(t, c.deeds...)).times(time.Time{})
		var phases []string
		for _, took := range []*time.Duration{times.Detect, times.Acknowledge, times.Stabilise, times.Restore, times.Impact} {
			if took == nil {
				phases = append(phases, "-")
				continue
			}
			phases = append(phases, fmt.Sprint(int(took.Minutes())))
		}
		if got := strings.Join(append(phases, fmt.Sprint(times.Reopened)), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// An incident is answered by whoever took its inquiry before it was declared.
func TestAClaimedInquiryAnswersItsIncident(t *testing.T) {
	c := follow(storyOf(t, deed{0, "U9", Declared{}}, deed{9, tanaka, Noted{Text: "looking"}}))
	require.Zero(t, *c.times(tokyo(t, "2025-11-18 09:55")).Acknowledge)
	require.Equal(t, 9*time.Minute, *c.times(time.Time{}).Acknowledge)
}

func TestASpreadHasNoPercentileBelowTen(t *testing.T) {
	values := func(n int) (out []time.Duration) {
		for k := n; k > 0; k-- {
			out = append(out, time.Duration(k)*time.Minute)
		}
		return out
	}
	require.Zero(t, spread(nil))
	require.Equal(t, Spread{N: 9, Median: 5 * time.Minute}, spread(values(9)))
	require.Equal(t, Spread{N: 10, Median: 5 * time.Minute, P90: 9 * time.Minute}, spread(values(10)))
	require.Equal(t, Spread{N: 11, Median: 6 * time.Minute, P90: 10 * time.Minute}, spread(values(11)))
}

func TestCauseAndStartOfTheImpact(t *testing.T) {
	o := newOutage(t)
	o.policy.Incident.Causes = []Cause{{Key: "change"}}
	require.Equal(t, "unknown_cause", o.refused(tanaka, ChangeIncident{Cause: "gremlins"}))
	require.Equal(t, "future_impact", o.refused(tanaka, ChangeIncident{Began: o.now.Add(time.Minute)}))
	require.Equal(t, "denied", o.refused("U9", ChangeIncident{Cause: "change"}))

	began := o.now.Add(-10 * time.Minute)
	o.do(tanaka, ChangeIncident{Status: IncidentResolved, Cause: "change", Began: began})
	require.Equal(t, "change", o.i.Cause)
	require.Equal(t, began, o.i.ImpactStart)
	require.Equal(t, "already", o.refused(tanaka, ChangeIncident{Cause: "change", Began: began}))

	later := began.Add(time.Minute)
	o.do(tanaka, ChangeIncident{Began: later})
	require.Equal(t, later, o.i.ImpactStart, "also once it is over")
	require.Empty(t, told[SyncIncident](o.last), "Datadog is told of neither")
}

// TestTheNumbersOfIncidents sums up a week of four incidents.
func TestTheNumbersOfIncidents(t *testing.T) {
	start := tokyo(t, "2025-11-18 10:00")
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	record := func(subject string, n, minutes int, by PersonID, e Event) Record {
		return Record{Subject: subject, N: n, At: at(minutes), By: by, Event: e}
	}
	asked := func(id string, minutes int, team TeamID, urgency Urgency, alert bool) Record {
		return record(id, 1, minutes, "U9", Asked{
			Asker: "U9", Team: team, Rotation: "platform", At: at(minutes), Area: Label{Key: "network"}, Urgency: urgency, Alert: alert,
		})
	}
	inquiries := map[string][]Record{
		"INQ-1": { // paged, and the press on the page declares
			asked("INQ-1", 0, "payments", UrgencyUrgent, false),
			record("INQ-1", 2, 1, "", Pinged{Person: tanaka}),
			record("INQ-1", 3, 7, suzuki, Escalated{Incident: "INC-1"}),
		},
		"INQ-2": { // claimed first
			asked("INQ-2", 60, "search", UrgencyUrgent, true),
			record("INQ-2", 2, 60, "", Pinged{Person: tanaka}),
			record("INQ-2", 3, 63, tanaka, Claimed{Owner: tanaka}),
			record("INQ-2", 4, 70, "U9", Escalated{Incident: "INC-2"}),
		},
		"INQ-3": { // nobody has answered yet
			asked("INQ-3", 90, "search", UrgencyUrgent, false),
			record("INQ-3", 2, 91, "", Pinged{Person: tanaka}),
		},
		"INQ-5": { // its asker declares, who is no member: still nobody has answered
			asked("INQ-5", 90, "search", UrgencyUrgent, false),
			record("INQ-5", 2, 91, "", Pinged{Person: tanaka}),
			record("INQ-5", 3, 92, "U9", Escalated{Incident: "INC-5"}),
		},
		"INQ-4": { // an ordinary mention is no page
			asked("INQ-4", 95, "search", UrgencyNormal, false),
			record("INQ-4", 2, 96, "", Pinged{Person: tanaka}),
		},
	}
	incidents := map[string][]Record{
		"INC-1": {
			record("INC-1", 1, 7, suzuki, Declared{Severity: "SEV-2", Detected: at(0), Inquiries: []InquiryID{"INQ-1"}, Member: true}),
			record("INC-1", 2, 47, suzuki, IncidentChanged{Status: IncidentResolved, Cause: "change"}),
		},
		"INC-2": {
			record("INC-2", 1, 70, "U9", Declared{Severity: "SEV-2", Detected: at(60), Inquiries: []InquiryID{"INQ-2"}}),
			record("INC-2", 2, 71, "U9", IncidentJoined{Inquiry: "INQ-3", Asked: at(90)}),
			record("INC-2", 3, 100, tanaka, IncidentChanged{Status: IncidentResolved}),
		},
		"INC-3": {record("INC-3", 1, 200, tanaka, Declared{Severity: "SEV-1", Detected: at(200), Member: true})},
		"INC-5": {record("INC-5", 1, 92, "U9", Declared{Severity: "SEV-1", Detected: at(90), Inquiries: []InquiryID{"INQ-5"}, Drill: true})},
		"INC-4": {record("INC-4", 1, 300, tanaka, Declared{Severity: "SEV-1", Detected: at(300), Member: true, Drill: true})},
	}
	from, to := tokyo(t, "2025-11-17 00:00"), tokyo(t, "2025-11-24 00:00")
	d := Summarise(inquiries, incidents, nil, from, to, to, 0)
	n := d.Response

	var file bytes.Buffer
	require.NoError(t, d.WriteCSV(&file))
	require.Contains(t, file.String(), `
incidents_running,1
incidents_reopened,0
incident_detect_n,0
median_incident_detect_minutes,0
incident_acknowledge_n,3
median_incident_acknowledge_minutes,0
incident_stabilise_n,2
median_incident_stabilise_minutes,30
incident_restore_n,2
median_incident_restore_minutes,30
incident_impact_n,2
median_incident_impact_minutes,40
incident_page_acknowledge_n,2
median_incident_page_acknowledge_minutes,3
incident_impact_minutes,87
pages_unanswered,2
incidents_began_as_inquiry,1
incidents_began_as_alert,1
incidents_began_as_person,1
`)
	require.Equal(t, IncidentNumbers{
		N: 3, Running: 1,
		Acknowledge: Spread{N: 3}, // all were attended to when they were declared
		Stabilise:   Spread{N: 2, Median: 30 * time.Minute}, Restore: Spread{N: 2, Median: 30 * time.Minute},
		Impact: Spread{N: 2, Median: 40 * time.Minute}, ImpactMinutes: 87,
		Pages: Spread{N: 2, Median: 3 * time.Minute}, Unanswered: 2,
		Origins: map[Origin]int{OriginInquiry: 1, OriginAlert: 1, OriginPerson: 1},
		Severities: []IncidentGroup{
			{Key: "SEV-2", N: 2, Restore: Spread{N: 2, Median: 30 * time.Minute}}, {Key: "SEV-1", N: 1},
		},
		Teams: []IncidentGroup{
			{Key: "payments", N: 1, Restore: Spread{N: 1, Median: 40 * time.Minute}}, {Key: "search", N: 1, Restore: Spread{N: 1, Median: 30 * time.Minute}},
		},
		Rotations: []IncidentGroup{{Key: "platform", N: 2, Restore: Spread{N: 2, Median: 30 * time.Minute}}},
		Areas:     []IncidentGroup{{Key: "network", N: 2, Restore: Spread{N: 2, Median: 30 * time.Minute}}},
		Causes: []IncidentGroup{
			{N: 2, Restore: Spread{N: 1, Median: 30 * time.Minute}}, {Key: "change", N: 1, Restore: Spread{N: 1, Median: 40 * time.Minute}},
		},
	}, n)
}

func TestDues(t *testing.T) {
	p := policy(t)
	now := tokyo(t, "2025-11-25 12:00")
	day := func(text string) rotation.Civil { return rotation.CivilOf(tokyo(t, text+" 00:00")) }
	over := Incident{
		Status: IncidentResolved, Review: &Review{Due: now},
		Actions: []Action{{N: 1, Due: day("2025-11-24")}, {N: 2, Due: day("2025-11-25")}, {N: 3, Due: day("2025-11-20"), State: ActionDone}},
	}
	drill := over
	drill.Drill = true
	written := Incident{Status: IncidentResolved, Review: &Review{Due: now, State: ArticleProposed}}
	require.Equal(t, Dues{Reviews: 1, Actions: 2, Overdue: 1}, p.Dues([]Incident{over, drill, written, {}}, now))

	var file bytes.Buffer
	require.NoError(t, Digest{Owed: Owed{Reviews: []IncidentID{"INC-1"}, Actions: []OwedActions{{N: 2}, {N: 1}}}}.WriteCSV(&file))
	require.Contains(t, file.String(), "reviews_overdue,1\nactions_overdue,3\n")
}
