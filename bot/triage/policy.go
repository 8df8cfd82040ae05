package triage

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"toban/rotation"
)

// A Policy is what the team has decided: who may do what, when a reply is
// due, and how incidents are graded. It is immutable and safe for concurrent
// use.
type Policy struct {
	Members []PersonID
	Leads   []PersonID // are members too; the first one is told when nobody is on call
	Admins  []PersonID

	Calendar *rotation.Calendar // opening hours of the team, required
	SLA      SLA
	Grace    time.Duration // silence under suggestions before the on-call is told; 0 tells at once

	Publish  bool // approved pages are written as files
	Survey   bool // whoever had a turn is asked how it was
	Stale    Stale
	Incident IncidentPolicy
	Alerts   AlertPolicy

	Hooks []Hook // webhooks that are told of changes of state

	// Facts are what speeds up an answer, by area and language: the card asks
	// for them once.
	Facts map[string]map[Lang][]string
}

// SLA is the promise of a first reply.
type SLA struct {
	Target `yaml:",inline"`

	// Overrides of the target. The first that names the inquiry wins, in the
	// order urgency, kind, area, asking team; what it leaves empty is taken
	// from the next, at last from the target above.
	ByUrgency map[string]Target `yaml:"by_urgency"`
	ByKind    map[string]Target `yaml:"by_kind"`
	ByArea    map[string]Target `yaml:"by_area"`
	ByTeam    map[TeamID]Target `yaml:"by_team"`

	Warn []int         `yaml:"warn"` // percent of the target, ascending; nil means 50 and 80
	Ack  time.Duration `yaml:"ack"`  // step of the ladder of a suspected incident; 0 means 5 min
}

// A Target is a span on a clock.
type Target struct {
	Clock      string        `yaml:"clock"`       // elapsed, business_days, business_hours
	FirstReply time.Duration `yaml:"first_reply"` // counted on that clock
}

// Defaults of the SLA: 24 h on business days is the promise of the platform
// teams toban was made for.
const (
	defaultClock      = "business_days"
	defaultFirstReply = 24 * time.Hour
	defaultAck        = 5 * time.Minute
)

// A Choice is the target of an inquiry with the keys of the configuration that
// say so, such as "sla.by_urgency.urgent.clock"; toban's own values have none.
type Choice struct {
	Target
	ClockKey, FirstReplyKey string
}

// For is the target of an inquiry.
func (s SLA) For(u Urgency, kind, area string, team TeamID) Target {
	return s.Choose(u, kind, area, team).Target
}

// Choose is the target of an inquiry, and what decided it.
func (s SLA) Choose(u Urgency, kind, area string, team TeamID) Choice {
	var c Choice
	for _, o := range []struct {
		key string
		Target
	}{
		{"by_urgency." + u.String() + ".", s.ByUrgency[u.String()]},
		{"by_kind." + kind + ".", s.ByKind[kind]},
		{"by_area." + area + ".", s.ByArea[area]},
		{"by_team." + string(team) + ".", s.ByTeam[team]},
		{"", s.Target},
	} {
		if c.Clock == "" && o.Clock != "" {
			c.Clock, c.ClockKey = o.Clock, "sla."+o.key+"clock"
		}
		if c.FirstReply == 0 && o.FirstReply != 0 {
			c.FirstReply, c.FirstReplyKey = o.FirstReply, "sla."+o.key+"first_reply"
		}
	}
	c.Clock = cmp.Or(c.Clock, defaultClock)
	c.FirstReply = cmp.Or(c.FirstReply, defaultFirstReply)
	return c
}

func (s SLA) warn() []int {
	if s.Warn == nil {
		return []int{50, 80}
	}
	return s.Warn
}

func (s SLA) ack() time.Duration {
	if s.Ack <= 0 {
		return defaultAck
	}
	return s.Ack
}

// Clock is the clock of that name on the policy's calendar.
func (p Policy) Clock(name string) (rotation.Clock, error) {
	switch name {
	case "elapsed":
		return rotation.Elapsed(), nil
	case "business_days":
		return p.Calendar.BusinessDays(), nil
	case "business_hours":
		return p.Calendar.BusinessHours(), nil
	}
	return rotation.Clock{}, fmt.Errorf("clock %q is none of elapsed, business_days, business_hours", name)
}

// A Deadline is a target put on the calendar.
type Deadline struct {
	Clock  string
	Target time.Duration
	Warn   map[int]time.Time // percent to instant
	Due    time.Time         // zero when nothing opens within the calendar's reach
}

// Deadline puts t on the calendar from start, with pauses cut out.
func (p Policy) Deadline(t Target, start time.Time, pauses []rotation.Pause) (Deadline, error) {
	clock, err := p.Clock(t.Clock)
	if err != nil {
		return Deadline{}, err
	}
	d := Deadline{Clock: t.Clock, Target: t.FirstReply, Warn: make(map[int]time.Time)}
	if due, ok := clock.Due(start, t.FirstReply, pauses); ok {
		d.Due = due
	}
	for _, percent := range p.SLA.warn() {
		if at, ok := clock.Threshold(start, t.FirstReply, percent, pauses); ok {
			d.Warn[percent] = at
		}
	}
	return d, nil
}

// IsMember reports whether a person belongs to the platform team.
func (p Policy) IsMember(id PersonID) bool {
	return id != "" && (slices.Contains(p.Members, id) || p.IsLead(id) || p.IsAdmin(id))
}

// Everybody is the platform team: members, leads and admins, each once.
func (p Policy) Everybody() []PersonID {
	all := slices.Concat(p.Members, p.Leads, p.Admins)
	slices.Sort(all)
	return slices.Compact(all)
}

// IsLead reports whether a person leads the platform team.
func (p Policy) IsLead(id PersonID) bool { return id != "" && slices.Contains(p.Leads, id) }

// IsAdmin reports whether a person administers toban.
func (p Policy) IsAdmin(id PersonID) bool { return id != "" && slices.Contains(p.Admins, id) }

// Decides reports whether a person may decide for the team and act for others:
// its leads and toban's admins may.
func (p Policy) Decides(id PersonID) bool { return p.IsLead(id) || p.IsAdmin(id) }

// Lead is who is told when nobody is on call: the first lead, else the first
// admin, else the first member.
func (p Policy) Lead() PersonID {
	for _, group := range [][]PersonID{p.Leads, p.Admins, p.Members} {
		if len(group) > 0 {
			return group[0]
		}
	}
	return ""
}

// Admin is who is told what only an admin can mend: the first one, else the
// lead.
func (p Policy) Admin() PersonID {
	if len(p.Admins) > 0 {
		return p.Admins[0]
	}
	return p.Lead()
}

// IncidentPolicy grades incidents.
type IncidentPolicy struct {
	Channel     ChannelMode
	Datadog     bool // incidents are kept in Datadog too
	Severities  []SeverityLevel
	Matrix      Matrix
	MembersOnly bool   // askers may not declare
	Runbook     string // link of the page that says how incidents are run; may be empty
	Cluster     ClusterPolicy
	Causes      []Cause // may be empty: then nobody is asked

	// Review is when the review of an incident is owed, by severity; of one
	// that is not named nobody asks for it.
	Review map[Severity]ReviewTerm

	Page PagePolicy
}

// A Cause is one of the few reasons by which incidents are counted.
type Cause struct {
	Key  string          `yaml:"key"` // stays; the names may change
	Name map[Lang]string `yaml:"name"`
}

// KnowsCause reports whether a cause is configured.
func (p IncidentPolicy) KnowsCause(key string) bool {
	return slices.ContainsFunc(p.Causes, func(c Cause) bool { return c.Key == key })
}

// SeverityLevel is one severity with its meaning.
type SeverityLevel struct {
	Key      Severity        `yaml:"key"`
	Name     map[Lang]string `yaml:"name"`
	Criteria map[Lang]string `yaml:"criteria"`
	Update   time.Duration   `yaml:"update_every"` // between updates to the incidents channel; 0 asks for none
}

// Matrix turns impact and pressure into a severity. A cell may be "inquiry":
// that is no incident yet.
type Matrix struct {
	Impact   []MatrixKey           `yaml:"impact"`   // rows
	Pressure []MatrixKey           `yaml:"pressure"` // columns
	Cells    map[string][]Severity `yaml:"cells"`    // impact key to one severity per column
}

// MatrixKey is a row or column with its meaning in words.
type MatrixKey struct {
	Key  string          `yaml:"key"`
	Text map[Lang]string `yaml:"text"`
}

// NoIncident is the matrix cell that says an inquiry is enough.
const NoIncident Severity = "inquiry"

// Grade is the matrix' severity, "" when a key is unknown.
func (m Matrix) Grade(impact, pressure string) Severity {
	row := m.Cells[impact]
	at := slices.IndexFunc(m.Pressure, func(k MatrixKey) bool { return k.Key == pressure })
	if at < 0 || at >= len(row) {
		return ""
	}
	return row[at]
}

// Knows reports whether a severity is configured.
func (p IncidentPolicy) Knows(s Severity) bool {
	return slices.ContainsFunc(p.Severities, func(l SeverityLevel) bool { return l.Key == s })
}

// Validate reports every inconsistency of severities and matrix at once.
func (p IncidentPolicy) Validate() []error {
	var wrong []error
	for _, level := range p.Severities {
		if level.Update < 0 {
			wrong = append(wrong, fmt.Errorf("incident.severities: %s: update_every is negative; 0 asks for no updates", level.Key))
		}
	}
	for n, c := range p.Causes {
		switch {
		case c.Key == "":
			wrong = append(wrong, fmt.Errorf("incident.causes: cause %d has no key", n+1))
		case slices.ContainsFunc(p.Causes[:n], func(o Cause) bool { return o.Key == c.Key }):
			wrong = append(wrong, fmt.Errorf("incident.causes: %s stands there twice", c.Key))
		}
	}
	for _, row := range p.Matrix.Impact {
		if cells := p.Matrix.Cells[row.Key]; len(cells) != len(p.Matrix.Pressure) {
			wrong = append(wrong, fmt.Errorf("incident.matrix.cells.%s has %d severities, one for each of the %d pressures is needed", row.Key, len(cells), len(p.Matrix.Pressure)))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.Matrix.Cells)) {
		if !slices.ContainsFunc(p.Matrix.Impact, func(k MatrixKey) bool { return k.Key == key }) {
			wrong = append(wrong, fmt.Errorf("incident.matrix.cells.%s is no row of incident.matrix.impact", key))
		}
		for _, s := range p.Matrix.Cells[key] {
			if s != NoIncident && !p.Knows(s) {
				wrong = append(wrong, fmt.Errorf("incident.matrix.cells.%s: severity %q is not in incident.severities", key, s))
			}
		}
	}
	return wrong
}

// ChannelMode says who makes an incident's Slack channel.
type ChannelMode string

// The channel modes. The empty mode means auto.
const (
	ChannelAuto    ChannelMode = "auto"    // Datadog's when it makes one, else toban's
	ChannelBot     ChannelMode = "bot"     // always toban's
	ChannelDatadog ChannelMode = "datadog" // only Datadog's
	ChannelNone    ChannelMode = "none"    // work in the thread
)
