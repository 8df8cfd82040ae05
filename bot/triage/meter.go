package triage

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Sample is a number for a system that keeps series of numbers. Its tags
// hold keys of the configuration alone: no person, no id and no word of
// anybody's, so that there are few series and nothing to forget.
type Sample struct {
	Name  string   `json:"name"`            // "toban.inquiry.opened"
	Gauge bool     `json:"gauge,omitempty"` // it stands for an instant; else it counts what happened
	Tags  []string `json:"tags,omitempty"`  // "area:ci_cd", in alphabetical order
	Value float64  `json:"value"`
}

// Names of what is counted. A duration is two counts, of seconds and of how
// many took them: sums of both over any time and tags are right, which a mean
// of means is not.
const (
	meterOpened    = "toban.inquiry.opened"
	meterReplied   = "toban.inquiry.first_reply"
	meterResolved  = "toban.inquiry.resolved"
	meterResolving = "toban.inquiry.time_to_resolve"
	meterReopened  = "toban.inquiry.reopened"
	meterWithdrawn = "toban.inquiry.withdrawn"
	meterDuplicate = "toban.inquiry.duplicate"
	meterBreached  = "toban.inquiry.breached"
	meterOpen      = "toban.inquiry.open"
	meterOverdue   = "toban.inquiry.overdue"

	meterDeclared    = "toban.incident.declared"
	meterAcknowledge = "toban.incident.time_to_acknowledge"
	meterStabilise   = "toban.incident.time_to_stabilise"
	meterRestored    = "toban.incident.resolved"
	meterRestore     = "toban.incident.time_to_restore"
	meterDetect      = "toban.incident.time_to_detect"
	meterImpact      = "toban.incident.impact"
	meterRunning     = "toban.incident.running"
	meterReviews     = "toban.incident.reviews_overdue"
	meterActions     = "toban.incident.actions_open"
	meterLate        = "toban.incident.actions_overdue"
)

// Meter counts what was recorded in [from, to), with what stands open now.
// Every record is counted in one window, whatever happens to its subject
// later; a resolution that is taken back was one all the same. Drills are left
// out.
func (d *Desk) Meter(ctx context.Context, from, to time.Time) ([]Sample, error) {
	m := meter{from: from, to: to, sums: make(map[string]Sample)}
	err := d.Store.View(ctx, func(r Reader) error {
		clear(m.sums)
		if err := m.happened(r); err != nil {
			return err
		}
		return m.stands(r, d)
	})
	if err != nil {
		return nil, fmt.Errorf("count what happened: %w", err)
	}
	var out []Sample
	for _, key := range slices.Sorted(maps.Keys(m.sums)) {
		out = append(out, m.sums[key])
	}
	return out, nil
}

// A meter adds up samples of the same name and tags.
type meter struct {
	from, to time.Time
	sums     map[string]Sample
}

func (m *meter) in(t time.Time) bool { return !t.Before(m.from) && t.Before(m.to) }

func (m *meter) add(s Sample, by float64) {
	s.Tags = slices.Clone(s.Tags)
	slices.Sort(s.Tags)
	key := s.Name + " " + strings.Join(s.Tags, " ")
	s.Value = m.sums[key].Value + by
	m.sums[key] = s
}

func (m *meter) count(name string, tags []string) { m.add(Sample{Name: name, Tags: tags}, 1) }

func (m *meter) took(name string, d time.Duration, tags []string) {
	m.count(name+".count", tags)
	m.add(Sample{Name: name + ".seconds", Tags: tags}, d.Seconds())
}

// happened counts the records of the window.
func (m *meter) happened(r Reader) error {
	inquiries, incidents := make(map[InquiryID]bool), make(map[IncidentID]bool)
	for e := range r.Entries(m.from, m.to) {
		if id, ok := SubjectInquiry(e.Subject); ok {
			inquiries[id] = true
		} else if id, ok := SubjectIncident(e.Subject); ok {
			incidents[id] = true
		}
	}
	for id := range inquiries {
		records, err := allRecords(r, string(id))
		if err != nil {
			return err
		}
		if q := m.inquiry(records); q.Incident != "" {
			incidents[q.Incident] = true // what was done about the inquiry may have answered it
		}
	}
	for id := range incidents {
		if err := m.incident(r, id); err != nil {
			return err
		}
	}
	return nil
}

// inquiry counts the window's records of one inquiry, under the labels that it
// had then, and returns what it is now.
func (m *meter) inquiry(records []Record) Inquiry {
	var q Inquiry
	for _, r := range records {
		if q.ID == "" {
			q.ID = InquiryID(r.Subject)
		}
		q = q.Apply(r)
		if !m.in(r.At) || q.Archived() {
			continue
		}
		tags := []string{
			tag("team", string(q.Team)), tag("area", q.Area.Key), tag("kind", q.Kind.Key), tag("rotation", string(q.Rotation)),
		}
		switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, these are counted
		case Asked:
			m.count(meterOpened, tags)
		case Replied:
			if e.First {
				m.took(meterReplied, *span(q.Start(), e.Message.TS.Time()), tags)
			}
		case Resolved:
			class := "none"
			if e.Reasons.Given() {
				class = string(ClassOf(e.Reasons))
			}
			m.count(meterResolved, append(tags, tag("class", class)))
			if took, ok := q.ResolveTime(); ok {
				m.took(meterResolving, took, tags)
			}
		case Reopened:
			if !e.Undo {
				m.count(meterReopened, tags)
			}
		case Withdrew:
			m.count(meterWithdrawn, tags)
		case Merged:
			m.count(meterDuplicate, tags)
		case Breached:
			m.count(meterBreached, tags)
		}
	}
	return q
}

// incident counts the window's records of one incident, see IncidentTimes for
// the phases.
func (m *meter) incident(r Reader, id IncidentID) error {
	o, err := ordealOf(r, id)
	if err != nil || o.i.Drill {
		return err
	}
	if took := o.times.Acknowledge; took != nil && m.in(o.i.DeclaredAt.Add(*took)) {
		m.took(meterAcknowledge, *took, o.tags(o.i))
	}
	var c course
	for rec, err := range r.History(string(id)) {
		if err != nil {
			return err
		}
		before := c
		if c = c.after(rec); m.in(rec.At) {
			m.phases(before, c, o)
		}
	}
	return nil
}

// phases counts what one record of an incident has brought to its end.
func (m *meter) phases(before, c course, o ordeal) {
	tags, times := o.tags(c.i), c.times(time.Time{})
	if before.i.DeclaredAt.IsZero() {
		m.count(meterDeclared, append(tags, tag("origin", string(o.origin))))
	}
	if before.i.StableAt.IsZero() && times.Stabilise != nil {
		m.took(meterStabilise, *times.Stabilise, tags)
	}
	if before.i.ResolvedAt.IsZero() && times.Restore != nil {
		m.count(meterRestored, append(tags, tag("cause", c.i.Cause)))
		m.took(meterRestore, *times.Restore, tags)
		m.took(meterImpact, *times.Impact, tags)
		if times.Detect != nil {
			m.took(meterDetect, *times.Detect, tags)
		}
	}
}

// tags are the tags of an incident as it stands in i: of several teams, areas
// or rotations the first, for a sum over tags counts it once.
func (o ordeal) tags(i Incident) []string {
	first := func(keys []string) string {
		if len(keys) == 0 {
			return ""
		}
		return keys[0]
	}
	return []string{
		tag("severity", string(i.Severity)), tag("team", first(o.teams)), tag("area", first(o.areas)), tag("rotation", first(o.answers)),
	}
}

// tag is a tag; what nobody has said is "none".
func tag(name, key string) string { return name + ":" + cmp.Or(key, "none") }

// stands measures what is open now. What there might be is told as zero: a
// series that ends looks as its last number did.
func (m *meter) stands(r Reader, d *Desk) error {
	gauge := func(name, tags string, by float64) { m.add(Sample{Name: name, Gauge: true, Tags: []string{tags}}, by) }
	for _, id := range d.Rotations() {
		gauge(meterOpen, tag("rotation", string(id)), 0)
		gauge(meterOverdue, tag("rotation", string(id)), 0)
	}
	for _, level := range d.Policy.Incident.Severities {
		gauge(meterRunning, tag("severity", string(level.Key)), 0)
	}
	overdue := InquiryFilter{Overdue: d.now()}
	for q, err := range r.Inquiries(InquiryFilter{Open: true}) {
		if err != nil {
			return err
		}
		gauge(meterOpen, tag("rotation", string(q.Rotation)), 1)
		if overdue.Match(q) {
			gauge(meterOverdue, tag("rotation", string(q.Rotation)), 1)
		}
	}
	var all []Incident
	for i, err := range r.Incidents(false) {
		if err != nil {
			return err
		}
		all = append(all, i)
		if !i.Drill && i.Status != IncidentResolved {
			gauge(meterRunning, tag("severity", string(i.Severity)), 1)
		}
	}
	left := d.Policy.Dues(all, d.now())
	for name, n := range map[string]int{meterReviews: left.Reviews, meterActions: left.Actions, meterLate: left.Overdue} {
		m.add(Sample{Name: name, Gauge: true}, float64(n))
	}
	return nil
}
