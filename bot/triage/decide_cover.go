package triage

import (
	"slices"
	"time"

	"toban/rotation"
)

// longest is how much time one change may cover.
const longest = 366 * 24 * time.Hour

// arrangement is one decision about a rotation in the making: events are
// folded as they happen, so that later steps see the schedule they make.
type arrangement struct {
	Policy
	order Order
	facts Facts
	now   time.Time // in whole seconds, as the edges of a schedule are
	d     Duty
	out   Decision
}

// arrange lets a member change a rotation.
func (p Policy) arrange(d Duty, o Order, f Facts, do func(*arrangement) error) (Decision, error) {
	if o.Guest || !p.IsMember(o.By) {
		return Decision{}, Errorf(Denied, "denied", "%s is no member", o.By)
	}
	if f.Schedule == nil {
		return Decision{}, &Error{Kind: NotFound, Reason: "no_rotation", Subject: string(d.Rotation)}
	}
	t := &arrangement{Policy: p, order: o, facts: f, now: f.Now.Truncate(time.Second), d: d}
	if err := do(t); err != nil {
		return Decision{}, err
	}
	return t.out, nil
}

func (t *arrangement) happen(e Event) {
	t.d = t.d.Apply(Record{Subject: t.d.Rotation.Subject(), At: t.facts.Now, By: t.order.By, Event: e})
	t.out.Events = append(t.out.Events, e)
}

func (t *arrangement) tell(n ...Notice) { t.out.Notices = append(t.out.Notices, n...) }

// write sends a direct message: at once while the team is there, or when it is
// about duty that begins before the next opening, which is given by begins.
func (t *arrangement) write(n Notice, begins time.Time) {
	open := t.Calendar.NextOpen(t.now)
	if open.IsZero() || begins.Before(open) || !open.After(t.now) {
		t.tell(n)
		return
	}
	t.out.Held, t.out.Until = append(t.out.Held, n), open
}

func (t *arrangement) remind(kind ReminderKind, id ChangeID, at time.Time) {
	t.out.Reminders = append(t.out.Reminders, Reminder{Subject: t.d.Rotation.Subject(), Kind: kind, N: int(id), At: at})
}

// changes are the facts' with what has happened in this decision.
func (t *arrangement) changes() rotation.Changes {
	changes := t.d.Changes()
	changes.Edits, changes.Deactivated = t.facts.Changes.Edits, t.facts.Changes.Deactivated
	return changes
}

func (t *arrangement) plan(s Span) []rotation.Shift { return Plan(t.facts.Schedule, t.changes(), s) }

// cover lays an override, or asks the team for one.
func (t *arrangement) cover(c Cover) error {
	span, err := t.ahead(c.From, c.To)
	if err != nil {
		return err
	}
	if c.For == "" && len(t.turnsOf(t.order.By, span)) == 0 {
		if holes := t.holes(span); len(holes) > 0 {
			return t.coverHoles(c.Person, holes)
		}
	}
	whose, err := t.whose(c.For, span)
	if err != nil {
		return err
	}
	if whose != t.order.By && !t.Decides(t.order.By) {
		return &Error{Kind: Denied, Reason: "cover_own", Who: whose}
	}
	if c.Person == "" {
		if len(t.turnsOf(whose, span)) == 0 {
			return &Error{Kind: Conflict, Reason: "no_duty_then", Who: whose, At: span.From}
		}
		return t.request(Request{Kind: RequestCover, For: whose, Spans: []Span{span}})
	}
	if c.Person == whose {
		return &Error{Kind: Invalid, Reason: "cover_self", Who: whose, Field: "person"}
	}
	if err := t.available(c.Person, span); err != nil {
		return err
	}
	return t.override(c.Person, whose, span)
}

// coverHoles puts somebody on call where nobody is, or asks the team: any
// member may step in, a lead may name another.
func (t *arrangement) coverHoles(person PersonID, holes []Span) error {
	if person == "" {
		return t.request(Request{Kind: RequestCover, Hole: true, Spans: holes})
	}
	if person != t.order.By && !t.Decides(t.order.By) {
		return &Error{Kind: Denied, Reason: "hole_own", Who: person}
	}
	if err := t.available(person, holes...); err != nil {
		return err
	}
	r := Request{Change: t.d.Changed + 1, Kind: RequestCover, Hole: true, Spans: holes}
	laid := r.overrides(person, t.now)
	for i := range laid {
		laid[i].Author = string(t.order.By)
	}
	return t.lay(Overrode{Change: r.Change, Overrides: laid})
}

// holes are the parts of a span in which nobody is on call and somebody should
// be.
func (t *arrangement) holes(span Span) []Span {
	var list []Span
	for _, s := range t.plan(span) {
		if s.Hole() {
			list = append(list, Span{From: s.Start, To: s.End})
		}
	}
	return list
}

// whose says whose duty is meant: the one named, else the actor's own, else,
// for a lead, that of whoever is on call then.
func (t *arrangement) whose(named PersonID, span Span) (PersonID, error) {
	if named != "" || len(t.turnsOf(t.order.By, span)) > 0 || !t.Decides(t.order.By) {
		if named == "" {
			named = t.order.By
		}
		return named, nil
	}
	var found PersonID
	for _, s := range t.plan(span) {
		who := PersonID(s.Primary)
		if who != "" && found != "" && who != found {
			return "", &Error{Kind: Invalid, Reason: "cover_whose", Field: "for"}
		}
		if who != "" {
			found = who
		}
	}
	if found == "" {
		return "", &Error{Kind: Conflict, Reason: "nobody_then", At: span.From}
	}
	return found, nil
}

// ahead checks a typed time and cuts off what has passed.
func (t *arrangement) ahead(from, to time.Time) (Span, error) {
	switch {
	case !to.After(from):
		return Span{}, &Error{Kind: Invalid, Reason: "ends_first", Field: "to"}
	case !to.After(t.now):
		return Span{}, &Error{Kind: Invalid, Reason: "in_the_past", Field: "to", At: to}
	case to.Sub(from) > longest:
		return Span{}, &Error{Kind: Invalid, Reason: "too_long", Field: "to"}
	}
	return Span{From: latest(from, t.now), To: to}, nil
}

// turnsOf is the part of a span in which somebody is on call.
func (t *arrangement) turnsOf(who PersonID, span Span) []Span {
	var list []Span
	for _, s := range t.plan(span) {
		if PersonID(s.Primary) == who {
			list = append(list, Span{From: s.Start, To: s.End})
		}
	}
	return list
}

// available reports why somebody cannot take duty in a span.
func (t *arrangement) available(who PersonID, spans ...Span) error {
	if !t.IsMember(who) {
		return &Error{Kind: Invalid, Reason: "not_on_team", Who: who, Field: "person"}
	}
	if gone := t.facts.Changes.Deactivated; gone != nil && gone(string(who)) {
		return &Error{Kind: Invalid, Reason: "person_gone", Who: who, Field: "person"}
	}
	for _, a := range t.d.Changes().Away {
		for _, s := range spans {
			if PersonID(a.Person) == who && a.From.Before(s.To) && (a.To.IsZero() || s.From.Before(a.To)) {
				return &Error{Kind: Conflict, Reason: "away_then", Who: who, Field: "person"}
			}
		}
	}
	return nil
}

// override puts somebody in another's place.
func (t *arrangement) override(person, whose PersonID, span Span) error {
	for _, o := range t.d.Overrides {
		if PersonID(o.Person) == person && PersonID(o.For) == whose && o.Cancelled.IsZero() &&
			!o.Start.After(span.From) && o.End.Equal(span.To) {
			return &Error{Kind: Conflict, Reason: "already_arranged", Who: person}
		}
	}
	id := t.d.Changed + 1
	return t.lay(Overrode{Change: id, Overrides: []rotation.Override{{
		ID: id.String() + "-1", Group: id.String(), Start: span.From, End: span.To,
		Person: string(person), For: string(whose), Author: string(t.order.By), Created: t.facts.Now,
	}}})
}

// lay lays overrides on the schedule and tells everybody concerned.
func (t *arrangement) lay(e Overrode, told ...PersonID) error {
	var spans []Span
	for _, o := range e.Overrides {
		spans = append(spans, Span{From: o.Start, To: o.End})
	}
	before := t.plans(spans)
	t.happen(e)
	moves := t.moves(spans, before)
	if len(moves) == 0 {
		return &Error{Kind: Conflict, Reason: "no_duty_then", Who: PersonID(e.Overrides[0].For), At: spans[0].From}
	}
	t.tellMoves(e.Change, moves, false, told...)
	t.fill(moves)
	t.tidy()
	return nil
}

func (t *arrangement) plans(spans []Span) [][]rotation.Shift {
	var list [][]rotation.Shift
	for _, s := range spans {
		list = append(list, t.plan(s))
	}
	return list
}

// moves are what has changed since the plans were made.
func (t *arrangement) moves(spans []Span, before [][]rotation.Shift) []Move {
	var list []Move
	for i, s := range spans {
		list = append(list, Moves(before[i], t.plan(s))...)
	}
	return list
}

// tellMoves tells everybody whose duty has changed, but for the actor and who
// is told otherwise.
func (t *arrangement) tellMoves(id ChangeID, moves []Move, undone bool, told ...PersonID) {
	t.knowStarts(moves)
	var people []PersonID
	for _, m := range moves {
		people = append(people, m.Now, m.Was)
	}
	told = append(told, "", t.order.By)
	for _, who := range people {
		if slices.Contains(told, who) {
			continue
		}
		told = append(told, who)
		n := TellDuty{Rotation: t.d.Rotation, Change: id, To: who, By: t.order.By, Undone: undone}
		for _, m := range moves {
			if m.Now == who {
				n.Gains = joined(n.Gains, m.Span)
			}
			if m.Was == who {
				n.Loses = joined(n.Loses, m.Span)
			}
		}
		t.write(n, hull(slices.Concat(n.Gains, n.Loses)).From)
	}
}

// fill asks the team for cover of the holes that moves have opened, unless it
// is asked for them already.
func (t *arrangement) fill(moves []Move) {
	var holes []Span
	var whose PersonID
	for _, m := range moves {
		if m.Now == "" && !t.asksFor(m.Span) {
			holes = append(holes, m.Span)
			whose = m.Was
		}
	}
	if len(holes) > 0 {
		t.ask(Request{Kind: RequestCover, For: whose, Hole: true, Spans: holes})
	}
}

// asksFor reports whether an open request is about a hole.
func (t *arrangement) asksFor(hole Span) bool {
	return slices.ContainsFunc(t.d.Requests, func(r Request) bool {
		return r.State == RequestOpen && r.Hole && t.now.Before(r.Expires) && slices.ContainsFunc(r.Spans, func(s Span) bool {
			return !s.From.After(hole.From) && !hole.To.After(s.To)
		})
	})
}

// away takes somebody out of the rotation. What then has nobody, and what they
// had promised to cover, is offered to the team.
func (t *arrangement) away(c BeAway) error {
	who := c.Person
	if who == "" {
		who = t.order.By
	}
	if who != t.order.By && !t.Decides(t.order.By) {
		return &Error{Kind: Denied, Reason: "away_own", Who: who}
	}
	if !t.IsMember(who) {
		return &Error{Kind: Invalid, Reason: "not_on_team", Who: who, Field: "person"}
	}
	span, err := t.ahead(c.From, c.To)
	if err != nil {
		return err
	}
	for _, a := range t.d.Changes().Away {
		if PersonID(a.Person) == who && !a.From.After(span.From) && !a.To.IsZero() && !a.To.Before(span.To) {
			return &Error{Kind: Conflict, Reason: "already_away", Who: who, At: a.To}
		}
	}
	before := t.plan(span)
	id := t.d.Changed + 1
	t.happen(WentAway{Absence: Absence{
		Away: rotation.Away{Person: string(who), From: span.From, To: span.To}, Change: id, By: t.order.By,
	}})
	moves := Moves(before, t.plan(span))
	t.tellMoves(id, moves, false)
	t.fill(moves)
	if promised := t.turnsOf(who, span); len(promised) > 0 {
		t.ask(Request{Kind: RequestCover, For: who, Spans: promised})
	}
	t.tidy()
	return nil
}

// cancel takes back a change. What was before the instant stays as it was.
func (t *arrangement) cancel(c CancelChange) error {
	r, asked := t.d.Request(c.Change)
	if asked && r.State == RequestOpen {
		if err := t.mayCancel(r.By, r.For); err != nil {
			return err
		}
		t.settle(r, RequestWithdrawn)
		return nil
	}
	var spans []Span
	if a, ok := t.d.Absence(c.Change); ok {
		if err := t.mayCancel(a.By, PersonID(a.Person)); err != nil {
			return err
		}
		if a.Cancelled.IsZero() {
			spans = t.left(spans, a.From, a.To)
		}
	}
	laid := t.d.Overriding(c.Change)
	for _, o := range laid {
		if err := t.mayCancel(PersonID(o.Author), r.By); err != nil {
			return err
		}
		if o.Cancelled.IsZero() {
			spans = t.left(spans, o.Start, o.End)
		}
	}
	if len(spans) == 0 {
		return &Error{Kind: Conflict, Reason: "change_over"}
	}
	before := t.plans(spans)
	t.happen(ChangeCancelled(c))
	if asked {
		t.tell(ShowRequest{Rotation: t.d.Rotation, Request: c.Change})
	}
	moves := t.moves(spans, before)
	t.tellMoves(c.Change, moves, true)
	t.fill(moves)
	t.tidy()
	return nil
}

// mayCancel reports whether the actor is one of the authors, or a lead.
func (t *arrangement) mayCancel(authors ...PersonID) error {
	if slices.Contains(authors, t.order.By) || t.Decides(t.order.By) {
		return nil
	}
	return &Error{Kind: Denied, Reason: "author_only", Who: authors[0]}
}

// left adds what of a span lies ahead.
func (t *arrangement) left(spans []Span, from, to time.Time) []Span {
	if s := (Span{From: latest(from, t.now), To: to}); s.From.Before(s.To) {
		spans = append(spans, s)
	}
	return spans
}

// handOver puts the next person on call at once, until their turn begins. Who
// hands over their own turn hands over all of it: what others arranged within
// it stays, and what shows again when that is undone goes to the next one too.
func (t *arrangement) handOver() error {
	s := t.facts.Shift
	if s.Primary == "" {
		return &Error{Kind: Conflict, Reason: "nobody_then", At: t.now}
	}
	if PersonID(s.Primary) != t.order.By && !t.Decides(t.order.By) {
		return &Error{Kind: Denied, Reason: "oncall_only", Who: PersonID(s.Primary)}
	}
	end := s.End
	if s.Why.Reason == rotation.OwnTurn || s.Why.Reason == rotation.External {
		bare := t.changes()
		bare.Overrides, bare.Away = nil, nil
		if turn := t.facts.Schedule.OnCall(t.now, bare); !turn.End.IsZero() {
			end = turn.End
		}
	}
	if end.IsZero() {
		return &Error{Kind: Conflict, Reason: "no_next"}
	}
	next := PersonID(t.facts.Schedule.OnCall(end, t.changes()).Primary)
	if next == "" || next == PersonID(s.Primary) {
		return &Error{Kind: Conflict, Reason: "no_next"}
	}
	span := Span{From: t.now, To: end}
	if err := t.available(next, span); err != nil {
		return err
	}
	return t.override(next, PersonID(s.Primary), span)
}
