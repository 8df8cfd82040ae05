package triage_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func (o *office) declare(c triage.Declare) triage.IncidentID {
	o.t.Helper()
	c.Severity, c.Lang = "SEV-2", "ja"
	o.Policy.Incident.Severities = []triage.SeverityLevel{{Key: "SEV-2"}}
	return triage.IncidentID(o.order("", tanaka, c))
}

// Incidents are those of their period as it ended; drills are none of them, and
// what is said in private places stays there.
func TestIncidentsAreExported(t *testing.T) {
	o := newOffice(t)
	asked := o.at("2025-11-18 10:50").ask("production is down")
	o.at("2025-11-18 11:00").declare(triage.Declare{Inquiry: asked, Title: "=API 502", Affected: "checkout"})
	private := o.at("2025-11-19 11:00").declare(triage.Declare{Title: "a secret", Place: triage.Place{Channel: "GPRIVATE", Private: true}})
	o.declare(triage.Declare{Title: "rehearsal", Drill: true})
	o.n++
	_, err := o.Handle(t.Context(), triage.Order{Key: "over", By: tanaka, Incident: private, Command: triage.ChangeIncident{Status: triage.IncidentResolved}})
	require.NoError(t, err)
	o.at("2025-11-25 11:00")
	_, err = o.Handle(t.Context(), triage.Order{Key: "over later", By: tanaka, Incident: "INC-1", Command: triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: "rolled back"}})
	require.NoError(t, err)

	rows, err := o.ExportIncidents(t.Context(), "2025-W47")
	require.NoError(t, err)
	var file bytes.Buffer
	require.NoError(t, triage.ExportIncidentsCSV(&file, rows))
	require.Equal(t, "\ufeff"+`id,title,severity,status,detected_at,declared_at,stable_at,resolved_at,declare_minutes,restore_minutes,commander,inquiries,affected,fixed,datadog_url
INC-1,'=API 502,SEV-2,active,2025-11-18T10:50:00+09:00,2025-11-18T11:00:00+09:00,,,10,,UTANAKA,INQ-1,checkout,,
INC-2,,SEV-2,resolved,2025-11-19T11:00:00+09:00,2025-11-19T11:00:00+09:00,2025-11-19T11:00:00+09:00,2025-11-19T11:00:00+09:00,0,0,UTANAKA,,,,
`, file.String())
	now, err := o.IncidentRows(t.Context(), false)
	require.NoError(t, err)
	require.Len(t, now, 2)
	require.Equal(t, "rolled back", now[1].Fixed)
	file.Reset()
	require.NoError(t, triage.ExportIncidentsJSON(&file, nil))
	require.Equal(t, "[]\n", file.String())
}
