package web

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// delivered is the payload with the variables replaced as Datadog does it; what
// is not given stays as it is.
func delivered(values map[string]string) string {
	return regexp.MustCompile(`\$[A-Z_]+`).ReplaceAllStringFunc(DatadogPayload, func(name string) string {
		if v, ok := values[name[1:]]; ok {
			return v
		}
		return name
	})
}

const uuid = "5f2c1e0a-1111-5222-8333-0123456789ab"

func TestReadIncident(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want IncidentHint
	}{
		"as the template has it": {delivered(map[string]string{"INCIDENT_UUID": uuid, "INCIDENT_PUBLIC_ID": "42"}), IncidentHint{uuid, 42}},
		"it has a monitor too":   {delivered(map[string]string{"INCIDENT_UUID": uuid, "ALERT_ID": "7"}), IncidentHint{uuid, 0}},
		"its number only":        {delivered(map[string]string{"INCIDENT_PUBLIC_ID": "42"}), IncidentHint{"", 42}},
		"a number of JSON":       {`{"incident_public_id": 42}`, IncidentHint{"", 42}},
		"its name":               {`{"incident_public_id": "IR-42"}`, IncidentHint{"", 42}},
		"in capitals":            {`{"incident_uuid": "` + strings.ToUpper(uuid) + `"}`, IncidentHint{uuid, 0}},
		"no quotation marks":     {"{\"incident_uuid\": " + uuid + ",\n \"incident_public_id\": 42}", IncidentHint{uuid, 42}},
		"JSON of Datadog's, not quoted": {
			fmt.Sprintf(`{"incident_uuid": %q, "fields": {"severity": "SEV-2",, "oops}`, uuid), IncidentHint{uuid, 0},
		},
		"its text breaks the payload": {
			delivered(map[string]string{"INCIDENT_UUID": uuid, "INCIDENT_PUBLIC_ID": "42", "TEXT_ONLY_MSG": "say \"no\",\n\"incident_public_id\": 99"}),
			IncidentHint{uuid, 42},
		},
		"cut off":             {`{"incident_uuid": "` + uuid, IncidentHint{uuid, 0}},
		"no UUID":             {`{"incident_uuid": "1; DROP TABLE"}`, IncidentHint{}},
		"a negative number":   {`{"incident_public_id": -3}`, IncidentHint{}},
		"nothing of interest": {`{"hello": "world"}`, IncidentHint{}},
		"no object":           {`["incident"]`, IncidentHint{}},
	} {
		require.Equal(t, c.want, readDatadog([]byte(c.body)).incident, name)
	}
}

func TestReadAlert(t *testing.T) {
	values := map[string]string{
		"ALERT_ID": "1234", "ALERT_SCOPE": "host:db-1, env:prod", "ALERT_CYCLE_KEY": "9bd4", "ALERT_TRANSITION": "Triggered", "ALERT_TYPE": "error",
		"ALERT_PRIORITY": "P1", "ID": "2234567890123456789", "DATE": "1763618640123", "LINK": "https://app.datadoghq.com/event/event?id=22",
		"TAGS": "team:platform,env:prod,env:prod", "ALERT_TITLE": "[P1] [Triggered on {host:db-1,env:prod}] Disk is full", "TEXT_ONLY_MSG": "95 % are used",
	}
	want := MonitorAlert{
		Event: "2234567890123456789", Monitor: "1234", Group: "env:prod,host:db-1", Cycle: "9bd4", Transition: AlertTriggered, Priority: "P1",
		Title: "Disk is full", Text: "95 % are used", URL: "https://app.datadoghq.com/event/event?id=22",
		Tags: []string{"env:prod", "team:platform"}, At: time.Date(2025, 11, 20, 6, 4, 0, 123_000_000, time.UTC),
	}
	require.Equal(t, want, readDatadog([]byte(delivered(values))).alert)

	const said = "she said {\"full\": 1}\n\"tags\": \"x\""
	values["TEXT_ONLY_MSG"] = said
	got := readDatadog([]byte(delivered(values))).alert
	require.Equal(t, said, got.Text)
	got.Text = want.Text
	require.Equal(t, want, got, "nothing else is lost to a text that breaks the payload")

	bare := readDatadog([]byte(delivered(map[string]string{"ALERT_ID": "7", "LINK": "javascript:alert(1)", "ALERT_PRIORITY": "high", "DATE": "soon"}))).alert
	require.Equal(t, MonitorAlert{Monitor: "7"}, bare)
	require.Equal(t, int64(1763618640), readDatadog([]byte(`{"monitor_id": 7, "at": 1763618640}`)).alert.At.Unix(), "seconds")
}

func TestAlertTransitions(t *testing.T) {
	for _, c := range []struct {
		name, kind string
		want       AlertTransition
		again      bool
	}{
		{"Triggered", "error", AlertTriggered, false},
		{"Re-Triggered", "error", AlertTriggered, true},
		{"Warn", "warning", AlertWarned, false},
		{"Re-Warn", "warning", AlertWarned, true},
		{"No Data", "error", AlertNoData, false},
		{"Re-No Data", "error", AlertNoData, true},
		{"Recovered", "success", AlertRecovered, false},
		{"Renotify", "error", AlertTriggered, true},
		{"Renotify", "warning", AlertWarned, true},
		{"", "success", AlertRecovered, false},
		{"Null", "", AlertUnknown, false},
	} {
		got, again := alertTransition(c.name, c.kind)
		require.Equal(t, c.want, got, c)
		require.Equal(t, c.again, again, c)
	}
}

// What Datadog sends about an incident is found, whatever else is in it.
func FuzzReadDatadog(f *testing.F) {
	f.Add("Disk is full", "95 %", false)
	f.Add(`say "no"`, "a\n\"incident_uuid\": \"x\"", true)
	f.Add("}", `\`, true)
	f.Fuzz(func(t *testing.T, title, text string, raw bool) {
		if !raw {
			quoted, err := json.Marshal(text)
			require.NoError(t, err)
			text = string(quoted[1 : len(quoted)-1])
		}
		body := delivered(map[string]string{"INCIDENT_UUID": uuid, "ALERT_TITLE": title, "TEXT_ONLY_MSG": text})
		if got := readDatadog([]byte(body)); got.incident.ID != uuid {
			t.Errorf("readDatadog(%q) = %+v, want the incident", body, got)
		}
		readDatadog([]byte(text))
		readDatadog([]byte(title))
	})
}
