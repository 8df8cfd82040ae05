package triage

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// A Digest is what happened in a period, computed from the history alone: the
// same period gives the same numbers whenever it is asked for, but for the
// reasons of its closings, which people complete in the days after. An inquiry
// is of the period in which toban learned of it, which may be after its message
// was written: reports that were posted before stay true.
type Digest struct {
	Period Period    `json:"period"`
	Area   string    `json:"area,omitempty"` // key of the only area it is about, then without incidents; empty for all
	From   time.Time `json:"from"`
	To     time.Time `json:"to"` // end of the period, not included

	Asked    int     `json:"asked"`     // inquiries that reached toban, the withdrawn included
	Imported int     `json:"imported"`  // of Asked, those from before toban
	Before   int     `json:"before"`    // in the period before
	FourWeek float64 `json:"four_week"` // mean of the four periods before

	Replied     int           `json:"replied"`      // of Asked, answered by a person
	MedianReply time.Duration `json:"median_reply"` // elapsed time to the first reply, of Replied
	InTime      int           `json:"in_time"`      // answered by their due instant
	Judged      int           `json:"judged"`       // answered or overdue: what InTime is a part of
	Breached    int           `json:"breached"`     // of Judged, not InTime
	Resolved    int           `json:"resolved"`     // closed as resolved in the period
	Carried     int           `json:"carried"`      // still open at its end
	Withdrawn   int           `json:"withdrawn"`
	Duplicates  int           `json:"duplicates"`
	WorkItems   int           `json:"work_items"` // Asked less duplicates

	// MedianResolve is the elapsed time to the resolution without waiting for
	// the asker, of Resolved.
	MedianResolve time.Duration `json:"median_resolve"`

	NextReplies int           `json:"next_replies"`      // answers in the period to what askers wrote after the first reply
	MedianNext  time.Duration `json:"median_next_reply"` // elapsed time to these

	Reasoned int                `json:"reasoned"` // of Resolved, with both reasons
	Solvers  map[string]int     `json:"solvers"`  // by Solver key, of Reasoned
	Docs     map[string]int     `json:"docs"`     // by Documented key, of Reasoned
	Classes  map[CloseClass]int `json:"classes"`  // exclusive classes, of Reasoned

	Offered   int `json:"offered"`   // inquiries with suggestions shown and waited for in vain, or answered, in the period
	Confirmed int `json:"confirmed"` // the asker pressed Solved
	Escalated int `json:"escalated"` // the asker still needed somebody
	Silent    int `json:"silent"`    // nothing was pressed: neither success nor failure

	Classified int `json:"classified"` // inquiries whose area the classifier named in the period, or a person corrected in it
	Corrected  int `json:"corrected"`  // of these, corrected by a person in the period
	Reopened   int `json:"reopened"`
	Recontacts int `json:"recontacts"` // of Reopened, by an asker who came back with a new message
	Guessed    int `json:"guessed"`    // reasons that a form had filled in, of Reasoned
	GuessKept  int `json:"guess_kept"` // of these, left as they were

	Labels Labels `json:"labels"` // how well the classifier knew the areas
	Alarms Alarms `json:"alarms"` // how well the words told that production is affected

	Clusters  int `json:"clusters"`  // cards that asked whether inquiries have one cause
	Unrelated int `json:"unrelated"` // of these, answered that they have nothing in common

	Alerts AlertNumbers `json:"alerts,omitzero"`

	Minutes    int          `json:"minutes"` // working time given at closing
	Timed      int          `json:"timed"`   // resolutions with a time
	Gaps       []Gap        `json:"gaps,omitempty"`
	Automation []Automation `json:"automation,omitempty"`
	Areas      []Count      `json:"areas,omitempty"`
	Teams      []Count      `json:"teams,omitempty"`
	Oldest     []InquiryID  `json:"oldest,omitempty"` // open at the end, oldest first, at most 5

	Incidents []IncidentSummary `json:"incidents,omitempty"` // declared in the period, drills left out
	Response  IncidentNumbers   `json:"response,omitzero"`   // how these were handled
	Owed      Owed              `json:"owed,omitzero"`       // late at its end, or now, of all incidents
}

// Labels is what the classifier made of the areas: coverage is Automatic of
// Guessed, precision Right of Audited. Corrections are no measure of
// precision, for nobody looks at what seems right.
type Labels struct {
	Guessed   int `json:"guessed"`   // of Asked, those of whose area it had an opinion
	Automatic int `json:"automatic"` // of these, set without asking
	Audited   int `json:"audited"`   // set without asking, and checked by a person in the period
	Right     int `json:"right"`     // of these, right
	Named     int `json:"named"`     // where candidates were offered, and a person named the area in the period
	Offered   int `json:"offered"`   // of these, it was one of the candidates
}

// CloseClass is one of the exclusive classes into which closing reasons fall,
// as the DMM platform team published them.
type CloseClass string

// The classes, first match wins.
const (
	ClassOnlyPlatform   CloseClass = "platform_only"
	ClassPlatformForNow CloseClass = "platform_for_now"
	ClassNotFound       CloseClass = "documented_not_found"
	ClassNotDocumented  CloseClass = "not_documented"
	ClassAppTeam        CloseClass = "app_team"
	ClassOther          CloseClass = "other"
)

// Published is the share of a class in percent in the breakdown that the DMM
// platform team published; 0 where it is not known. They sum to 84: what else
// there was, was not published.
func (c CloseClass) Published() int {
	switch c {
	case ClassOnlyPlatform:
		return 43
	case ClassPlatformForNow, ClassAppTeam:
		return 16
	case ClassNotFound:
		return 6
	case ClassNotDocumented:
		return 3
	case ClassOther:
	}
	return 0
}

// CloseClasses are the classes in the order in which they are shown.
func CloseClasses() []CloseClass {
	return []CloseClass{
		ClassOnlyPlatform, ClassPlatformForNow, ClassAppTeam, ClassNotFound, ClassNotDocumented, ClassOther,
	}
}

// ClassOf is the class of closing reasons, first match wins.
func ClassOf(r Reasons) CloseClass {
	switch {
	case r.Solver == SolverPlatformOnly:
		return ClassOnlyPlatform
	case r.Solver == SolverPlatformForNow:
		return ClassPlatformForNow
	case r.Docs == DocsExistsNotFound:
		return ClassNotFound
	case r.Docs == DocsMissing:
		return ClassNotDocumented
	case r.Solver == SolverAppTeam:
		return ClassAppTeam
	}
	return ClassOther
}

// Automation is work that only the platform team can do for now.
type Automation struct {
	Area    string `json:"area"`
	Asks    int    `json:"asks"`
	Minutes int    `json:"minutes"`
}

// Count is a number of inquiries under a key.
type Count struct {
	Key string `json:"key"`
	N   int    `json:"n"`
}

// IncidentSummary is an incident in one line.
type IncidentSummary struct {
	ID       IncidentID    `json:"id"`
	Severity Severity      `json:"severity"`
	Title    string        `json:"title"`
	Declared time.Duration `json:"declared"` // from detection to declaration
	Restored time.Duration `json:"restored"` // from declaration to resolution; 0 while it runs

	Times  IncidentTimes `json:"times,omitzero"`
	Origin Origin        `json:"origin,omitempty"`
	Cause  string        `json:"cause,omitempty"` // key of the configured cause
}

// Digest computes the numbers of a period from the history.
func (d *Desk) Digest(ctx context.Context, p Period) (Digest, error) {
	return d.DigestOf(ctx, p, "")
}

// DigestOf computes the numbers of a period from the inquiries of one area
// alone: the one in which they are at its end, for incidents have none. An
// empty area means all, with the incidents.
func (d *Desk) DigestOf(ctx context.Context, p Period, area string) (Digest, error) {
	digest, err := d.survey(ctx, p, area)
	digest.Period = p
	return digest, err
}

func (d *Desk) survey(ctx context.Context, p Period, area string) (digest Digest, err error) {
	from, to := p.Bounds(d.Policy.Calendar.Location())
	err = d.Store.View(ctx, func(r Reader) error {
		inquiries, incidents, err := d.histories(ctx, r, from, to, d.now())
		if err != nil {
			return err
		}
		if area != "" {
			inquiries, incidents = within(area, inquiries), nil
		}
		var searches []Search
		var alerts AlertNumbers
		if area == "" {
			if searches, err = searchesBetween(r, from, to); err != nil {
				return err
			}
			if alerts, err = alertsBetween(r, from, to); err != nil {
				return err
			}
		}
		digest = summarise(inquiries, incidents, searches, from, to, d.now(), d.Policy.Grace)
		digest.Area, digest.Alerts = area, alerts
		if area == "" {
			if digest.Owed, err = d.Policy.owed(r, judgedAt(to, d.now())); err != nil {
				return err
			}
		}
		digest.Before, digest.FourWeek, err = d.before(r, p, area)
		return err
	})
	return digest, err
}

// before is how many inquiries were of the period before p, and the mean of the
// four before. Where they stand is enough to count them, unless only those of
// one area count.
func (d *Desk) before(r Reader, p Period, area string) (last int, mean float64, err error) {
	loc := d.Policy.Calendar.Location()
	from, to := p.Bounds(loc)
	latest, _ := p.Previous().Bounds(loc)
	for range 4 {
		p = p.Previous()
	}
	earliest, _ := p.Bounds(loc)
	all := 0
	for e := range r.Entries(earliest, from) {
		if !e.opens() {
			continue
		}
		if area != "" {
			x, err := d.until(r, e.Subject, to)
			if err != nil {
				return 0, 0, err
			}
			if x.area != area {
				continue
			}
		}
		all++
		if !e.At.Before(latest) {
			last++
		}
	}
	return last, float64(all) / 4, nil
}

// within keeps the inquiries that are in an area.
func within(area string, inquiries []*extract) []*extract {
	return slices.DeleteFunc(inquiries, func(x *extract) bool { return x.area != area })
}

// histories reads the whole history up to an instant of everything that was
// touched since from or was open then, in the order of the numbers. What was
// open then and is closed now has been touched since, up to now. Reasons that
// were given later belong to the closing that they are about.
func (d *Desk) histories(ctx context.Context, r Reader, from, to, now time.Time) (inquiries []*extract, incidents map[string][]Record, err error) {
	touched, later := make(map[string]bool), make(map[string]bool)
	last := now.Add(time.Second)
	if last.Before(to) {
		last = to
	}
	for e := range r.Entries(from, last) {
		switch {
		case e.N == 1 && !e.At.Before(to):
			later[e.Subject] = true
		case !later[e.Subject]:
			touched[e.Subject] = true
		}
	}
	for q, err := range r.Inquiries(InquiryFilter{Open: true}) {
		if err != nil {
			return nil, nil, err
		}
		touched[string(q.ID)] = true
	}
	incidents = make(map[string][]Record)
	for _, subject := range slices.SortedFunc(maps.Keys(touched), bySubject) {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if _, ok := SubjectIncident(subject); ok {
			if incidents[subject], err = historyUntil(r, subject, to); err != nil {
				return nil, nil, err
			}
		} else if _, ok := SubjectInquiry(subject); ok {
			x, err := d.until(r, subject, to)
			if err != nil {
				return nil, nil, err
			}
			inquiries = append(inquiries, x)
		}
	}
	return inquiries, incidents, nil
}

// historyUntil reads the history of one subject up to an instant, with the
// reasons given later to a closing that stands at it.
func historyUntil(r Reader, subject string, to time.Time) ([]Record, error) {
	records, err := allRecords(r, subject)
	return upTo(records, to), err
}

// upTo is a history up to an instant, with the reasons given later to a closing
// that stands at it.
func upTo(records []Record, to time.Time) []Record {
	var kept []Record
	resolved := false // at to, and not resolved anew or reopened since
	for _, rec := range records {
		before := rec.At.Before(to)
		resolved = closing(rec, resolved, before)
		if _, reasons := rec.Event.(Reasoned); before || resolved && reasons {
			kept = append(kept, rec)
		}
	}
	return kept
}

// endOf is the last instant up to which a history must be read to be whole:
// that of its last record, reasons of a closing aside.
func endOf(records []Record) time.Time {
	var last time.Time
	resolved := false
	for _, rec := range records {
		resolved = closing(rec, resolved, true)
		if _, reasons := rec.Event.(Reasoned); !(resolved && reasons) && rec.At.After(last) {
			last = rec.At
		}
	}
	return last
}

// closing is whether a closing stands after a record, which counts if it is in
// time.
func closing(rec Record, stands, inTime bool) bool {
	switch rec.Event.(type) { //nolint:gochecksumtype // of all events, these begin and end a closing
	case Resolved:
		return inTime
	case Reopened:
		return false
	}
	return stands
}

// Summarise computes a digest of [from, to) from histories by subject, each
// in its order and complete up to to, with reasons given later, and from the
// period's searches. What is due at to is judged as of now
// when now is earlier. A suggestion counts once its asker has answered it, or
// has had grace to; what is answered or corrected later than in the period of
// the question counts in that of the act, too. What was asked in the periods before is not counted here.
func Summarise(inquiries, incidents map[string][]Record, searches []Search, from, to, now time.Time, grace time.Duration) Digest {
	var list []*extract
	for _, id := range slices.SortedFunc(maps.Keys(inquiries), bySubject) {
		list = append(list, extractOf(inquiries[id]))
	}
	return summarise(list, incidents, searches, from, to, now, grace)
}

// summarise is Summarise of inquiries in the order of their numbers.
func summarise(inquiries []*extract, incidents map[string][]Record, searches []Search, from, to, now time.Time, grace time.Duration) Digest {
	d := Digest{
		From: from, To: to,
		Solvers: make(map[string]int), Docs: make(map[string]int), Classes: make(map[CloseClass]int),
	}
	s := &summary{
		d: &d, from: from, to: to, at: judgedAt(to, now), waited: now.Add(-grace), drills: drills(incidents),
		alarms: make(map[InquiryID]alarm), clues: make(map[InquiryID]clue), raised: make(map[InquiryID]time.Time),
	}
	for _, x := range inquiries {
		s.inquiry(x)
	}
	for _, id := range slices.SortedFunc(maps.Keys(incidents), bySubject) {
		s.incident(incidents[id])
	}
	s.gaps.search(searches)
	s.finish()
	return d
}

// judgedAt is when it is judged what is overdue in a period that ends at to.
func judgedAt(to, now time.Time) time.Time {
	if now.Before(to) {
		return now
	}
	return to
}

// bySubject orders INQ-9 before INQ-10.
func bySubject(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

type summary struct {
	d        *Digest
	from, to time.Time
	at       time.Time // when what is overdue is judged
	waited   time.Time // whose question came later may still press under its suggestions
	replies  []time.Duration
	solved   []time.Duration
	nexts    []time.Duration
	areas    map[string]int
	teams    map[string]int
	auto     map[string]*Automation
	gaps     gapList
	open     []*extract
	alarms   map[InquiryID]alarm
	clues    map[InquiryID]clue
	raised   map[InquiryID]time.Time // when a member declared an incident from it
	fresh    []InquiryID             // asked in the period
	pages    []time.Duration
	ordeals  []ordeal
	drills   map[IncidentID]bool
}

func (s *summary) in(t time.Time) bool { return !t.Before(s.from) && t.Before(s.to) }

func (s *summary) inquiry(x *extract) {
	d := s.d
	for _, c := range x.clusters {
		if s.in(c.at) {
			d.Clusters++
			d.Unrelated += c.unrelated
		}
	}
	if x.guessed && s.in(x.opened) {
		d.Labels.Guessed++
		if x.automatic {
			d.Labels.Automatic++
		}
	}
	for _, n := range x.namings {
		if s.in(n.at) {
			d.Labels.add(n.labels)
		}
	}
	for _, n := range x.nexts {
		if s.in(n.at) {
			s.nexts = append(s.nexts, n.took)
		}
	}
	if x.opened.IsZero() || !x.opened.Before(s.to) {
		return
	}
	s.alarms[x.id], s.clues[x.id] = x.alarm, x.clue
	for _, r := range x.reopenings {
		if s.in(r.at) {
			d.Reopened++
			if r.recontact {
				d.Recontacts++
			}
		}
	}
	if !x.status.Closed() {
		d.Carried++
		s.open = append(s.open, x)
	}
	if x.status == StatusResolved && s.in(x.resolvedAt) {
		s.resolved(x)
	}
	s.suggested(x)
	s.classified(x)
	if s.in(x.opened) {
		s.asked(x)
		if !x.imported {
			s.alarmed(x)
			s.fresh = append(s.fresh, x.id)
		}
	}
}

// named counts a person's first word on an area.
func (l *Labels) named(guess Label, area string) {
	switch {
	case guess.Audit:
		l.Audited++
		if area == guess.Key {
			l.Right++
		}
	case guess.Asks():
		l.Named++
		if slices.Contains(guess.Choices, area) {
			l.Offered++
		}
	}
}

func (l *Labels) add(more Labels) {
	l.Guessed += more.Guessed
	l.Automatic += more.Automatic
	l.Audited += more.Audited
	l.Right += more.Right
	l.Named += more.Named
	l.Offered += more.Offered
}

func (s *summary) asked(x *extract) {
	d := s.d
	d.Asked++
	if x.imported {
		d.Imported++
	}
	switch x.status {
	case StatusWithdrawn:
		d.Withdrawn++
	case StatusDuplicate:
		d.Duplicates++
	case StatusOpen, StatusInProgress, StatusWaiting, StatusResolved:
	}
	if x.replied {
		d.Replied++
		s.replies = append(s.replies, x.replyTook)
	}
	switch x.standing.judged(s.at) {
	case promiseKept:
		d.Judged++
		d.InTime++
	case promiseBroken:
		d.Judged++
		d.Breached++
	case promiseOpen:
	}
	count(&s.areas, x.area)
	count(&s.teams, string(x.team))
	s.gaps.add(x)
}

// suggested counts what became of suggestions: in the period in which they were
// shown, and in the one in which the asker answered them, if that is later.
func (s *summary) suggested(x *extract) {
	d, known := s.d, x.askedAt.Before(s.waited) || !x.undecided
	if !x.answerable || !s.in(x.pressedAt) && !(s.in(x.opened) && known) {
		return
	}
	d.Offered++
	switch x.selfSolve {
	case SelfSolveConfirmed:
		d.Confirmed++
	case SelfSolveEscalated:
		d.Escalated++
	case SelfSolveSilent:
		d.Silent++
	}
}

// classified counts what the classifier made of an area: in the period of the
// question, and in the one in which a person corrected it, if that is later.
func (s *summary) classified(x *extract) {
	corrected := s.in(x.correctedAt)
	if corrected {
		s.d.Corrected++
	}
	if corrected || x.unnamed && s.in(x.opened) {
		s.d.Classified++
	}
}

func count(in *map[string]int, key string) {
	if *in == nil {
		*in = make(map[string]int)
	}
	(*in)[key]++
}

func (s *summary) resolved(x *extract) {
	d := s.d
	d.Resolved++
	if x.resolved {
		s.solved = append(s.solved, x.resolveTook)
	}
	if x.reasons.Minutes > 0 {
		d.Timed++
		d.Minutes += x.reasons.Minutes
	}
	if !x.reasons.Given() {
		return
	}
	d.Reasoned++
	d.GuessKept += x.kept
	d.Guessed += x.prefilled
	d.Solvers[x.reasons.Solver.String()]++
	d.Docs[x.reasons.Docs.String()]++
	d.Classes[ClassOf(x.reasons)]++
	if x.reasons.Solver == SolverPlatformForNow {
		if s.auto == nil {
			s.auto = make(map[string]*Automation)
		}
		a := s.auto[x.area]
		if a == nil {
			a = &Automation{Area: x.area}
			s.auto[x.area] = a
		}
		a.Asks++
		a.Minutes += x.reasons.Minutes
	}
}

// paged adds how long the page about an inquiry went unanswered: until it was
// claimed or answered by a member, or a member declared an incident from it.
func (s *summary) paged(id InquiryID) {
	c := s.clues[id]
	switch acked := firstOf(c.acked, s.raised[id]); {
	case c.paged.IsZero():
	case acked.IsZero():
		s.d.Response.Unanswered++
	default:
		s.pages = append(s.pages, *span(c.paged, acked))
	}
}

func (s *summary) incident(records []Record) {
	c := follow(records)
	i := c.i
	if c.ours {
		for _, id := range c.from {
			s.raised[id] = i.DeclaredAt
		}
	}
	if i.Drill || len(records) == 0 || !s.in(records[0].At) { // of the period in which toban learned of it
		return
	}
	s.declared(i, c.from)
	o := measure(c, s.clues)
	s.ordeals = append(s.ordeals, o)
	line := IncidentSummary{
		ID: i.ID, Severity: i.Severity, Title: i.Title, Declared: i.DeclaredAt.Sub(i.DetectedAt),
		Times: o.times, Origin: o.origin, Cause: i.Cause,
	}
	if !i.ResolvedAt.IsZero() {
		line.Restored = i.ResolvedAt.Sub(i.DeclaredAt)
	}
	s.d.Incidents = append(s.d.Incidents, line)
}

func (s *summary) finish() {
	d := s.d
	d.WorkItems = d.Asked - d.Duplicates
	d.MedianReply, d.MedianResolve = median(s.replies), median(s.solved)
	d.NextReplies, d.MedianNext = len(s.nexts), median(s.nexts)
	d.Response = incidentNumbers(s.ordeals)
	for _, id := range s.fresh {
		s.paged(id)
	}
	d.Response.Pages = spread(s.pages)
	d.Areas, d.Teams = counts(s.areas), counts(s.teams)
	for _, key := range slices.Sorted(maps.Keys(s.auto)) {
		d.Automation = append(d.Automation, *s.auto[key])
	}
	slices.SortStableFunc(d.Automation, func(a, b Automation) int {
		return cmp.Or(cmp.Compare(b.Minutes, a.Minutes), cmp.Compare(b.Asks, a.Asks))
	})
	d.Gaps = s.gaps.gaps()
	slices.SortStableFunc(s.open, func(a, b *extract) int { return a.askedAt.Compare(b.askedAt) })
	for _, x := range s.open[:min(len(s.open), 5)] {
		d.Oldest = append(d.Oldest, x.id)
	}
}

// median is the middle value, the lower one of two.
func median(values []time.Duration) time.Duration {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[(len(values)-1)/2]
}

func counts(m map[string]int) []Count {
	var out []Count
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out = append(out, Count{Key: key, N: m[key]})
	}
	slices.SortStableFunc(out, func(a, b Count) int { return cmp.Compare(b.N, a.N) })
	return out
}
