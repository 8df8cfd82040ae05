package config

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
)

// Location is the team's time zone.
func (c *Config) Location() *time.Location {
	loc, err := rotation.LoadZone(c.Team.Timezone)
	if err != nil {
		return time.UTC // Load has refused this
	}
	return loc
}

// Language is the team's language.
func (c *Config) Language() triage.Lang { return cmp.Or(c.Team.Language, knowledge.Japanese) }

// Policy is what the team has decided.
func (c *Config) Policy() (triage.Policy, error) {
	calendar, err := c.Calendar.Build(c.Location())
	if err != nil {
		return triage.Policy{}, fmt.Errorf("calendar: %w", err)
	}
	grace := DefaultGrace
	if c.Suggest.Grace != nil {
		grace = *c.Suggest.Grace
	}
	return triage.Policy{
		Members: c.Team.Members, Leads: c.Team.Leads, Admins: c.Team.Admins,
		Calendar: calendar, SLA: c.SLA, Grace: grace, Publish: c.Knowledge.Publish.Enabled(), Survey: c.Report.Survey == nil || *c.Report.Survey, Stale: c.Stale.policy(), Incident: c.incident(),
		Alerts: c.Alerts.policy(),
		Facts:  c.Taxonomy.Facts,
		Hooks:  c.hooks(),
	}, nil
}

//go:embed incident.yaml
var incidentYAML []byte

// defaultIncident is the embedded grading; a test proves that it decodes.
func defaultIncident() Incident {
	var i Incident
	_ = yaml.NewDecoder(bytes.NewReader(incidentYAML), yaml.Strict()).Decode(&i)
	return i
}

// policy is when a cluster is one, with defaults for what the file leaves out.
func (c Cluster) policy() triage.ClusterPolicy {
	p := triage.ClusterPolicy{
		Inquiries: DefaultClusterInquiries, Within: cmp.Or(c.Within, DefaultClusterWithin), Mute: DefaultClusterMute,
	}
	if c.Inquiries != nil {
		p.Inquiries = *c.Inquiries
	}
	if c.Mute != nil {
		p.Mute = *c.Mute
	}
	return p
}

// policy is which alerts open cards, with defaults for what the file leaves
// out.
func (a Alerts) policy() triage.AlertPolicy {
	p := triage.AlertPolicy{
		On: a.Enabled(), Allow: a.Monitors.Allow, Deny: a.Monitors.Deny, Flap: DefaultFlap,
		Cards: cmp.Or(a.Storm.Cards, DefaultStormCards), Storm: cmp.Or(a.Storm.Within, DefaultStormWithin),
	}
	if a.Flap != nil {
		p.Flap = *a.Flap
	}
	return p
}

// AlertMutes are the times for which an alert can be muted.
func (c *Config) AlertMutes() []time.Duration {
	if len(c.Alerts.Mute) == 0 {
		return []time.Duration{time.Hour, 24 * time.Hour}
	}
	return c.Alerts.Mute
}

// policy is what is paged, with defaults for what the file leaves out.
func (p Page) policy() triage.PagePolicy {
	policy := triage.PagePolicy{Team: p.Team, Severity: make(map[triage.Severity]triage.PageUrgency)}
	by := p.BySeverity
	if len(by) == 0 {
		by = map[string]string{"SEV-1": "high", "SEV-2": "high", "SEV-3": "low"}
	}
	for severity, urgency := range by {
		if urgency != "none" {
			policy.Severity[triage.Severity(severity)] = triage.PageUrgency(urgency)
		}
	}
	return policy
}

func (c *Config) incident() triage.IncidentPolicy {
	p := triage.IncidentPolicy{
		Channel: cmp.Or(c.Incident.Channel, triage.ChannelAuto), Datadog: c.Datadog.Enabled(),
		Severities: c.Incident.Severities, Matrix: c.Incident.Matrix, MembersOnly: c.Incident.MembersOnly, Runbook: c.Incident.Runbook,
		Cluster: c.Incident.Cluster.policy(), Causes: c.Incident.Causes, Review: c.reviews(), Page: c.Incident.Page.policy(),
	}
	fallback := defaultIncident()
	if len(p.Severities) == 0 {
		p.Severities = fallback.Severities
	}
	if len(p.Matrix.Cells) == 0 {
		p.Matrix = fallback.Matrix
	}
	if p.Causes == nil {
		p.Causes = fallback.Causes
	}
	return p
}

// Schedules are the rotations by name.
func (c *Config) Schedules() (map[triage.RotationID]*rotation.Rotation, error) {
	calendar, err := c.Calendar.Build(c.Location())
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	out := make(map[triage.RotationID]*rotation.Rotation, len(c.Rotations))
	for name, spec := range c.Rotations {
		r, err := spec.Build(calendar)
		if err != nil {
			return nil, fmt.Errorf("rotation %s: %w", name, err)
		}
		out[triage.RotationID(name)] = r
	}
	return out, nil
}

// DefaultRotation is the rotation of channels that name none: the first in
// alphabetical order.
func (c *Config) DefaultRotation() triage.RotationID {
	var names []string
	for name := range c.Rotations {
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return triage.RotationID(slices.Min(names))
}

// Terms is how inquiries are sorted, with defaults for what the file leaves
// out.
func (c *Config) Terms() knowledge.Taxonomy {
	t := knowledge.Taxonomy{Kinds: c.Taxonomy.Kinds, Areas: c.Taxonomy.Areas}
	if len(t.Kinds) == 0 {
		t.Kinds = knowledge.DefaultKinds()
	}
	if len(t.Areas) == 0 {
		t.Areas = knowledge.DefaultTaxonomy().Areas
	}
	return t
}

// StorePath is where the data file lies.
func (c *Config) StorePath() string { return cmp.Or(c.Store.Path, DefaultStore) }

// Retention is how long the words and names of a closed inquiry are kept.
func (c *Config) Retention() time.Duration { return cmp.Or(c.Store.Retention, DefaultRetention) }

// IndexDir is where the search index lies: beside the data file by default.
func (c *Config) IndexDir() string {
	return cmp.Or(c.Knowledge.Index, strings.TrimSuffix(c.StorePath(), filepath.Ext(c.StorePath()))+".index")
}

// ReportChannel is where the weekly report is posted, "" when the file names
// a channel that is not listed.
func (c *Config) ReportChannel() triage.ChannelID {
	for _, ch := range c.Channels {
		if want := c.Report.Channel; want == "" && ch.Role == "team" || want != "" && ch.called(want) {
			return ch.ID
		}
	}
	return ""
}

// ReportsMonths reports whether months are reported as weeks are.
func (c *Config) ReportsMonths() bool { return c.Report.Monthly == nil || *c.Report.Monthly }

// ReportsDocuments reports whether owners of documents are told which need them.
func (c *Config) ReportsDocuments() bool { return c.Report.Documents == nil || *c.Report.Documents }

// Weekly is when the weekly report is due: a day and a time of day.
func (c *Config) Weekly() (time.Weekday, time.Duration, error) {
	text := cmp.Or(c.Report.Weekly, DefaultWeekly)
	name, clock, _ := strings.Cut(text, " ")
	at, err := time.Parse("15:04", strings.TrimSpace(clock))
	if err != nil {
		return 0, 0, fmt.Errorf("%q is no day and time; write one such as Mon 10:05", text)
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(name, day.String()[:3]) || strings.EqualFold(name, day.String()) {
			return day, time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, nil
		}
	}
	return 0, 0, fmt.Errorf("%q is no day of the week; write Mon, Tue, Wed, Thu, Fri, Sat or Sun", name)
}
