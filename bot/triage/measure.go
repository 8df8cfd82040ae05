package triage

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// IncidentTimes are the lengths of the phases of one incident. A phase whose
// end was not reached, or whose start nobody has said, is nil and counts in no
// number.
//
// The terms are those of incident response (mean time to detect, to
// acknowledge, to restore), with the starts that Datadog leaves open pinned
// down: its documentation counts a resolution from the declaration, its API
// from the creation of the record.
type IncidentTimes struct {
	// Detect is from the start of the impact, where somebody has said when
	// that was, to the detection: the earliest linked inquiry, else the
	// declaration. What was noticed before it hurt anybody took no time.
	Detect *time.Duration `json:"detect,omitempty"`

	// Acknowledge is from the declaration to the first act of a person who
	// responds: a member's declaration is one, and so is a claim of, or a
	// member's reply to, an inquiry that the incident was declared from. Else
	// it is the first change made in Slack, or the first update or note of
	// somebody other than the declarer.
	Acknowledge *time.Duration `json:"acknowledge,omitempty"`

	// Stabilise is from the declaration until nobody was affected any more:
	// stable, or resolved without having been stable.
	Stabilise *time.Duration `json:"stabilise,omitempty"`

	// Restore is from the declaration to the resolution. One that was followed
	// by a reopening was none: the last counts.
	Restore *time.Duration `json:"restore,omitempty"`

	// Impact is how long others were affected, from the start of the impact,
	// else the detection, to stable. After a reopening it goes on; the time in
	// between is left out.
	Impact *time.Duration `json:"impact,omitempty"`

	Reopened int `json:"reopened,omitempty"` // resolutions taken back
}

// A course is an incident's history as far as it is measured.
type course struct {
	i     Incident
	from  []InquiryID // declared from; not those that joined it later
	ours  bool        // a member declared it
	alert bool        // it was declared from what a monitor said
	acked time.Time   // first act of somebody who responds, zero if there was none

	calm     bool          // nobody is affected at the moment
	first    time.Time     // when that was so first
	since    time.Time     // when it began again, after a reopening
	again    time.Duration // affected in the spells after the first
	reopened int
}

// follow is the course of an incident through its whole history.
func follow(records []Record) course {
	var c course
	for _, r := range records {
		c = c.after(r)
	}
	return c
}

func (c course) after(r Record) course {
	if c.i.ID == "" {
		c.i.ID = IncidentID(r.Subject)
	}
	switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, these tell
	case Declared:
		c.from, c.ours, c.alert = e.Inquiries, e.Member, e.Alert != ""
		c.acts(r, e.Member)
	case IncidentChanged:
		c.acts(r, !e.Remote)
		c.moved(c.i.changedAt(r, e), e.Status)
	case IncidentUpdated, Noted:
		c.acts(r, r.By != c.i.Declarer)
	}
	c.i = c.i.Apply(r)
	return c
}

// acts notes somebody who responds.
func (c *course) acts(r Record, responds bool) {
	if responds && r.By != "" && c.acked.IsZero() {
		c.acked = r.At
	}
}

// moved notes the end of a spell in which others were affected, or its
// beginning anew.
func (c *course) moved(at time.Time, to IncidentStatus) {
	switch to {
	case IncidentStable, IncidentResolved:
		switch {
		case c.calm:
		case c.first.IsZero():
			c.first = at
		default:
			c.again += at.Sub(c.since)
		}
		c.calm = true
	case IncidentActive:
		if c.calm {
			c.since = at
		}
		c.calm = false
	}
	if c.i.Status == IncidentResolved && to != 0 && to != IncidentResolved {
		c.reopened++
	}
}

// times are the phases, with the first act on the inquiries that the incident
// was declared from; zero when there was none.
func (c course) times(claimed time.Time) IncidentTimes {
	i := c.i
	t := IncidentTimes{Reopened: c.reopened}
	if !i.ImpactStart.IsZero() {
		t.Detect = span(i.ImpactStart, i.DetectedAt)
	}
	if acked := firstOf(c.acked, claimed); !acked.IsZero() {
		t.Acknowledge = span(i.DeclaredAt, acked)
	}
	if !i.StableAt.IsZero() {
		t.Stabilise = span(i.DeclaredAt, i.StableAt)
	}
	if !i.ResolvedAt.IsZero() {
		t.Restore = span(i.DeclaredAt, i.ResolvedAt)
	}
	if c.calm {
		t.Impact = new(*span(i.ImpactBegan(), c.first) + c.again)
	}
	return t
}

// ImpactBegan is when others began to be affected, as far as anybody knows.
func (i Incident) ImpactBegan() time.Time {
	if i.ImpactStart.IsZero() {
		return i.DetectedAt
	}
	return i.ImpactStart
}

// span is the time from one instant to another, none when they are in the
// other order.
func span(from, to time.Time) *time.Duration { return new(max(to.Sub(from), 0)) }

// firstOf is the first of the instants that are not zero.
func firstOf(instants ...time.Time) time.Time {
	var first time.Time
	for _, t := range instants {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}

// Origin is what an incident began as.
type Origin string

// The origins.
const (
	OriginInquiry Origin = "inquiry" // a person asked
	OriginAlert   Origin = "alert"   // a monitor said so, or a bot's message was taken in
	OriginPerson  Origin = "person"  // somebody declared it from nothing
)

// Origins are the origins in the order in which they are shown.
func Origins() []Origin { return []Origin{OriginInquiry, OriginAlert, OriginPerson} }

// IncidentNumbers sum up the incidents that were declared in a period, as they
// stood at its end. Drills are left out.
type IncidentNumbers struct {
	N        int `json:"n"`
	Running  int `json:"running"`  // not resolved
	Reopened int `json:"reopened"` // incidents of which a resolution was taken back

	Detect        Spread `json:"detect,omitzero"`
	Acknowledge   Spread `json:"acknowledge,omitzero"`
	Stabilise     Spread `json:"stabilise,omitzero"`
	Restore       Spread `json:"restore,omitzero"`
	Impact        Spread `json:"impact,omitzero"`
	ImpactMinutes int    `json:"impact_minutes"` // sum over the incidents of which it is known

	Pages      Spread `json:"pages,omitzero"` // from the first page about an inquiry asked in the period to its acknowledgement
	Unanswered int    `json:"unanswered"`     // pages that nobody has acknowledged

	Origins map[Origin]int `json:"origins,omitempty"`

	// An incident with inquiries of two teams, areas or rotations counts under
	// both.
	Severities []IncidentGroup `json:"severities,omitempty"`
	Teams      []IncidentGroup `json:"teams,omitempty"`     // that asked
	Rotations  []IncidentGroup `json:"rotations,omitempty"` // whose members answer
	Areas      []IncidentGroup `json:"areas,omitempty"`     // the part of the platform
	Causes     []IncidentGroup `json:"causes,omitempty"`    // as named at the resolution, "" when nobody has
}

// IncidentGroup is the incidents under one key.
type IncidentGroup struct {
	Key     string `json:"key"`
	N       int    `json:"n"`
	Restore Spread `json:"restore,omitzero"` // of those that are resolved
}

// A Spread says how long something took.
type Spread struct {
	N      int           `json:"n"`             // values
	Median time.Duration `json:"median"`        // the lower one of two
	P90    time.Duration `json:"p90,omitempty"` // by nearest rank; 0 for fewer than ten values, of which it would say nothing
}

// fewest values have a percentile beside their median.
const fewest = 10

// spread sums up values, which it sorts.
func spread(values []time.Duration) Spread {
	s := Spread{N: len(values), Median: median(values)}
	if s.N >= fewest {
		s.P90 = values[(s.N*9+9)/10-1]
	}
	return s
}

// A clue is what an inquiry tells of the incident it became.
type clue struct {
	team     string
	rotation string
	area     string
	alert    bool
	acked    time.Time // claimed, or answered by a member
	paged    time.Time // as a suspected incident, first
}

// after is the clue after one more record of the inquiry's history, which
// stood as q before.
func (c clue) after(q Inquiry, r Record) clue {
	acts := false
	switch e := r.Event.(type) { //nolint:gochecksumtype // of all events, these tell
	case Pinged:
		if c.paged.IsZero() && (q.Urgency == UrgencyUrgent || q.Suspected()) {
			c.paged = r.At
		}
	case Claimed:
		acts = r.By != ""
	case Replied:
		acts = e.Member
	}
	if acts && c.acked.IsZero() {
		c.acked = r.At
	}
	return c
}

// of is the clue with what the inquiry is in the end.
func (c clue) of(q Inquiry) clue {
	c.team, c.rotation, c.area, c.alert = string(q.Team), string(q.Rotation), q.Area.Key, q.Alert
	return c
}

// clueOf is what a whole history tells.
func clueOf(records []Record) clue {
	var c clue
	var q Inquiry
	for _, r := range records {
		c = c.after(q, r)
		q = q.Apply(r)
	}
	return c.of(q)
}

// Response sums up the incidents that were declared in [from, to), as they
// stand now. Pages are left out: a report tells them.
func (d *Desk) Response(ctx context.Context, from, to time.Time) (n IncidentNumbers, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		var list []ordeal
		for i, err := range r.Incidents(false) {
			if err != nil {
				return err
			}
			if i.Drill || i.DeclaredAt.Before(from) || !i.DeclaredAt.Before(to) {
				continue // one taken over from Datadog has a high number and an early declaration
			}
			o, err := ordealOf(r, i.ID)
			if err != nil {
				return err
			}
			list = append(list, o)
		}
		n = incidentNumbers(list)
		return nil
	})
	return n, err
}

// ordealOf measures an incident of the store.
func ordealOf(r Reader, id IncidentID) (ordeal, error) {
	records, err := allRecords(r, string(id))
	if err != nil {
		return ordeal{}, err
	}
	c := follow(records)
	clues := make(map[InquiryID]clue)
	for _, id := range c.i.Inquiries {
		history, err := allRecords(r, string(id))
		if err != nil {
			return ordeal{}, err
		}
		clues[id] = clueOf(history)
	}
	return measure(c, clues), nil
}

// allRecords is the whole history of a subject.
func allRecords(r Reader, subject string) ([]Record, error) {
	var out []Record
	for rec, err := range r.History(subject) {
		if err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	return out, nil
}

// An ordeal is one incident in the making of a summary.
type ordeal struct {
	course
	times   IncidentTimes
	origin  Origin
	teams   []string
	areas   []string
	answers []string // rotations
}

// measure measures an incident with what is known of its inquiries.
func measure(c course, clues map[InquiryID]clue) ordeal {
	o := ordeal{course: c, origin: OriginPerson}
	if c.alert {
		o.origin = OriginAlert
	}
	var claimed time.Time
	for n, id := range c.from {
		known := clues[id]
		claimed = firstOf(claimed, known.acked)
		if n == 0 {
			o.origin = OriginInquiry
			if known.alert {
				o.origin = OriginAlert
			}
		}
	}
	for _, id := range c.i.Inquiries {
		known, ok := clues[id]
		if !ok {
			continue
		}
		o.teams, o.areas, o.answers = append(o.teams, known.team), append(o.areas, known.area), append(o.answers, known.rotation)
	}
	o.times = c.times(claimed)
	return o
}

// incidentNumbers sum up incidents.
func incidentNumbers(list []ordeal) IncidentNumbers {
	n := IncidentNumbers{N: len(list)}
	if len(list) == 0 {
		return n
	}
	n.Origins = make(map[Origin]int)
	var detect, acknowledge, stabilise, restore, impact []time.Duration
	reached := func(into *[]time.Duration, took *time.Duration) {
		if took != nil {
			*into = append(*into, *took)
		}
	}
	for _, o := range list {
		n.Origins[o.origin]++
		if o.i.ResolvedAt.IsZero() {
			n.Running++
		}
		if o.times.Reopened > 0 {
			n.Reopened++
		}
		reached(&detect, o.times.Detect)
		reached(&acknowledge, o.times.Acknowledge)
		reached(&stabilise, o.times.Stabilise)
		reached(&restore, o.times.Restore)
		reached(&impact, o.times.Impact)
	}
	var hurt time.Duration
	for _, took := range impact {
		hurt += took
	}
	n.ImpactMinutes = int(hurt.Minutes())
	n.Detect, n.Acknowledge, n.Stabilise = spread(detect), spread(acknowledge), spread(stabilise)
	n.Restore, n.Impact = spread(restore), spread(impact)
	n.Severities = grouped(list, func(o ordeal) []string { return []string{string(o.i.Severity)} })
	n.Teams = grouped(list, func(o ordeal) []string { return o.teams })
	n.Rotations = grouped(list, func(o ordeal) []string { return o.answers })
	n.Areas = grouped(list, func(o ordeal) []string { return o.areas })
	n.Causes = grouped(list, func(o ordeal) []string { return []string{o.i.Cause} })
	return n
}

// grouped are the incidents by keys of theirs, the most frequent key first.
func grouped(list []ordeal, keys func(ordeal) []string) []IncidentGroup {
	counted, took := make(map[string]int), make(map[string][]time.Duration)
	for _, o := range list {
		of := slices.Clone(keys(o))
		slices.Sort(of)
		for _, key := range slices.Compact(of) {
			counted[key]++
			if o.times.Restore != nil {
				took[key] = append(took[key], *o.times.Restore)
			}
		}
	}
	var out []IncidentGroup
	for _, key := range slices.Sorted(maps.Keys(counted)) {
		out = append(out, IncidentGroup{Key: key, N: counted[key], Restore: spread(took[key])})
	}
	slices.SortStableFunc(out, func(a, b IncidentGroup) int { return cmp.Compare(b.N, a.N) })
	return out
}

// Dues is what is left to do about incidents that are over, drills left out.
type Dues struct {
	Reviews int // overdue
	Actions int // open
	Overdue int // of Actions
}

// Dues counts what is left to do at an instant.
func (p Policy) Dues(list []Incident, now time.Time) Dues {
	var d Dues
	for _, i := range list {
		if i.Drill {
			continue
		}
		if i.ReviewOverdue(now) {
			d.Reviews++
		}
		for _, a := range i.OpenActions() {
			d.Actions++
			if a.Overdue(now, p.Calendar.Location()) {
				d.Overdue++
			}
		}
	}
	return d
}
