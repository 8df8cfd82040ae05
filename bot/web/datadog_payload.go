package web

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// DatadogPayload is what to enter as the payload of the webhook in Datadog: one
// for incidents and monitors, because what does not apply stays empty or as it
// is. Variables are those of https://docs.datadoghq.com/integrations/webhooks/.
//
// Every value stands in quotes, and the one that people write freely is the
// last, so that a quotation mark or a line break in it, which is not documented
// to be escaped, hides none of the others.
const DatadogPayload = `{
  "incident_uuid": "$INCIDENT_UUID",
  "incident_public_id": "$INCIDENT_PUBLIC_ID",
  "monitor_id": "$ALERT_ID",
  "monitor_group": "$ALERT_SCOPE",
  "cycle": "$ALERT_CYCLE_KEY",
  "transition": "$ALERT_TRANSITION",
  "type": "$ALERT_TYPE",
  "priority": "$ALERT_PRIORITY",
  "event": "$ID",
  "at": "$DATE",
  "url": "$LINK",
  "tags": "$TAGS",
  "title": "$ALERT_TITLE",
  "text": "$TEXT_ONLY_MSG"
}
`

// An IncidentHint names an incident in Datadog about which there is something
// new. At least one of its fields is set.
type IncidentHint struct {
	ID       string // UUID, in lower case
	PublicID int64  // as people see it: 123 of IR-123
}

// A MonitorAlert is what a monitor of Datadog says about one of its groups.
type MonitorAlert struct {
	Event      string // id of this notification; the same when it is delivered again
	Monitor    string // id of the monitor
	Group      string // sorted tags of what it is about, such as "env:prod,host:db-1"; "" for a monitor without groups
	Cycle      string // the same from an alert to its recovery
	Transition AlertTransition
	Again      bool   // it was told before: Re-Triggered, Re-Warn, Renotify
	Priority   string // P1 to P5, "" without one
	Title      string // of the monitor, without the state that Datadog puts before it
	Text       string
	URL        string // of the event in Datadog, "" unless it is one of the web
	Tags       []string
	At         time.Time // when it happened, zero when Datadog does not say
}

// An AlertTransition is what has become of a group of a monitor.
type AlertTransition int

// The transitions. The zero value is what toban does not know.
const (
	AlertUnknown   AlertTransition = iota
	AlertTriggered                 // beyond the threshold
	AlertWarned                    // beyond the threshold for warnings
	AlertNoData                    // nothing is measured any more
	AlertRecovered
)

// String is the transition's name in logs and keys.
func (t AlertTransition) String() string {
	switch t {
	case AlertTriggered:
		return "triggered"
	case AlertWarned:
		return "warned"
	case AlertNoData:
		return "no_data"
	case AlertRecovered:
		return "recovered"
	case AlertUnknown:
	}
	return "unknown"
}

// datadogWord is one delivery: of its parts at most one is set.
type datadogWord struct {
	incident IncidentHint
	alert    MonitorAlert
}

// readDatadog reads a delivery, also when what Datadog put into the payload
// has made it invalid JSON.
func readDatadog(body []byte) datadogWord {
	f := payloadFields(body)
	hint := IncidentHint{}
	if m := publicID.FindStringSubmatch(f["incident_public_id"]); m != nil {
		hint.PublicID, _ = strconv.ParseInt(m[1], 10, 64) // 15 digits fit
	}
	if id := strings.ToLower(f["incident_uuid"]); aUUID.MatchString(id) {
		hint.ID = id
	}
	if hint != (IncidentHint{}) || f["monitor_id"] == "" {
		return datadogWord{incident: hint}
	}
	transition, again := alertTransition(f["transition"], f["type"])
	return datadogWord{alert: MonitorAlert{
		Event: f["event"], Monitor: f["monitor_id"], Group: strings.Join(tags(f["monitor_group"]), ","), Cycle: f["cycle"],
		Transition: transition, Again: again, Priority: priority(f["priority"]),
		Title: titleState.ReplaceAllString(f["title"], ""), Text: f["text"],
		URL: webAddress(f["url"]), Tags: tags(f["tags"]), At: epoch(f["at"]),
	}}
}

var (
	aUUID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	// publicID is an incident's number, also as Datadog's pages write it.
	publicID = regexp.MustCompile(`^(?i:IR-|#)?([0-9]{1,15})$`)
	// aVariable is one that Datadog left as it was, because the event has none.
	aVariable = regexp.MustCompile(`^\$[A-Z_]+$`)
	// titleState is what Datadog puts before a monitor's title:
	// "[P1] [Triggered on {host:db-1}] Disk is full".
	titleState = regexp.MustCompile(`^(\[P[1-5]\] )?\[(Re-)?(Triggered|Warn|No Data|Renotify|Recovered)( on \{[^}]*\})?\] `)
	payloadKey = regexp.MustCompile(`"([a-z_]+)"\s*:\s*`)
)

// payloadFields are the values of a delivery by their keys in [DatadogPayload],
// without those that Datadog did not fill in.
func payloadFields(body []byte) map[string]string {
	fields := make(map[string]string)
	var parsed map[string]json.RawMessage
	if json.Unmarshal(body, &parsed) == nil {
		for key, raw := range parsed {
			fields[key] = unquoted(string(raw))
		}
	} else {
		fields = scanFields(string(body))
	}
	for key, value := range fields {
		if value = strings.TrimSpace(value); value == "null" || aVariable.MatchString(value) {
			value = ""
		}
		fields[key] = value
	}
	return fields
}

// scanFields finds the values of a payload that is no JSON: each reaches to the
// next key, and the text, which may hold anything, to the end. Of a key that
// stands there twice the first counts.
func scanFields(body string) map[string]string {
	fields := make(map[string]string)
	keys := payloadKey.FindAllStringSubmatchIndex(body, -1)
	for n, at := range keys {
		key, end := body[at[2]:at[3]], len(body)
		if key != "text" && n+1 < len(keys) {
			end = keys[n+1][0]
		}
		if _, known := fields[key]; !known {
			raw := strings.TrimRight(body[at[1]:end], " \t\r\n")
			raw = strings.TrimSuffix(strings.TrimSuffix(raw, ","), "}")
			fields[key] = unquoted(strings.TrimRight(raw, " \t\r\n"))
		}
		if key == "text" {
			break
		}
	}
	return fields
}

// unquoted is a value without its quotation marks and escapes, or as it stands
// when it has none.
func unquoted(raw string) string {
	var s string
	if json.Unmarshal([]byte(raw), &s) == nil {
		return s
	}
	return strings.TrimSuffix(strings.TrimPrefix(raw, `"`), `"`)
}

// alertTransition reads $ALERT_TRANSITION. A renotification does not say of
// what; then the type of the alert does.
func alertTransition(name, kind string) (t AlertTransition, again bool) {
	name, again = strings.CutPrefix(name, "Re-")
	switch name {
	case "Triggered":
		return AlertTriggered, again
	case "Warn":
		return AlertWarned, again
	case "No Data":
		return AlertNoData, again
	case "Recovered":
		return AlertRecovered, again
	case "Renotify":
		again = true
	}
	switch kind {
	case "error":
		return AlertTriggered, again
	case "warning":
		return AlertWarned, again
	case "success":
		return AlertRecovered, again
	}
	return AlertUnknown, again
}

// tags are the words of a list, sorted, each once.
func tags(list string) []string {
	var out []string
	for tag := range strings.SplitSeq(list, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			out = append(out, tag)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func priority(p string) string {
	if p = strings.ToUpper(p); len(p) == 2 && p[0] == 'P' && '1' <= p[1] && p[1] <= '5' {
		return p
	}
	return ""
}

func webAddress(link string) string {
	if u, err := url.Parse(link); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return link
}

// firstMilli is where numbers are taken for milliseconds: as seconds they would
// be after the year 5000.
const firstMilli = 100_000_000_000

// epoch reads $DATE, milliseconds since 1970, and seconds as well.
func epoch(number string) time.Time {
	n, err := strconv.ParseInt(number, 10, 64)
	switch {
	case err != nil || n <= 0:
		return time.Time{}
	case n < firstMilli:
		return time.Unix(n, 0).UTC()
	}
	return time.UnixMilli(n).UTC()
}
