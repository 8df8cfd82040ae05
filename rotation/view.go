package rotation

import (
	"slices"
	"time"
)

// A view is a rotation under its changes, prepared for many questions.
type view struct {
	*Rotation
	ch        Changes
	layers    []layerView
	overrides []Override  // in the order in which they are laid on top of each other
	edges     []time.Time // where overrides, absences, edits and setups begin and end, ascending
	before    *view       // of the setup before, nil if there is none that matters
}

// A layerView remembers the turn and the watch of the last question, since
// neighbouring questions mostly fall into the same.
type layerView struct {
	layer
	epochs []epoch
	epoch  *epoch
	turn   turn
	watch  watch
}

// view prepares for questions from from on; what has ended before is left out.
func (r *Rotation) view(ch Changes, from time.Time) *view {
	v := &view{Rotation: r, ch: ch, layers: make([]layerView, len(r.layers))}
	edge := func(t time.Time) {
		if !t.IsZero() {
			v.edges = append(v.edges, t)
		}
	}
	for i := range r.layers {
		l := &v.layers[i]
		l.layer = r.layers[i]
		if len(ch.Edits) == 0 {
			l.epochs = []epoch{l.first}
		} else {
			l.epochs = epochs(l.first, i, ch.Edits)
		}
		for _, e := range l.epochs[1:] {
			edge(time.Unix(e.from, 0))
		}
		for i := range l.epochs {
			edge(l.epochs[i].timing.end)
		}
	}
	if r.before != nil && from.Before(r.from) {
		v.before = r.before.view(Changes{Away: ch.Away, Deactivated: ch.Deactivated}, from)
		v.edges = append(v.edges, v.before.edges...)
		edge(r.from)
	}
	edge(r.known)
	for _, s := range r.dated {
		if s.End.IsZero() || s.End.After(from) {
			edge(s.Start)
			edge(s.End)
		}
	}
	for _, o := range ch.Overrides {
		if until := o.until(); o.Start.Before(until) && until.After(from) {
			v.overrides = append(v.overrides, o)
			edge(o.Start)
			edge(until)
		}
	}
	slices.SortStableFunc(v.overrides, Override.compare)
	for _, a := range ch.Away {
		edge(a.From)
		edge(a.To)
	}
	slices.SortFunc(v.edges, time.Time.Compare)
	return v
}

// moved brings the layer to t.
func (l *layerView) moved(t int64) {
	i := len(l.epochs) - 1
	for i > 0 && l.epochs[i].from > t {
		i--
	}
	if e := &l.epochs[i]; l.epoch != e {
		l.epoch, l.turn = e, e.timing.turnAt(t)
	} else if t < l.turn.from || l.turn.to <= t {
		l.turn = e.timing.turnAt(t)
	}
	if l.duty != nil && (t < l.watch.from || l.watch.to <= t) {
		l.watch = l.duty.at(t)
	}
}

// at says who is on call at t; Start and End are left open.
func (v *view) at(t time.Time) Shift {
	setup := v.setup(t)
	s, position, members := setup.scheduled(t)
	s.Primary, s.Why = v.laid(t, Primary, s.Primary, s.Why)
	if setup.offset != 0 && len(members) > 0 {
		s.Secondary, s.SecondaryWhy = second(members, position, setup.offset, s.Primary, func(p string) bool { return v.away(p, t) })
	}
	s.Secondary, s.SecondaryWhy = v.laid(t, Secondary, s.Secondary, s.SecondaryWhy)
	return s
}

// setup is the view of the setup in force at t.
func (v *view) setup(t time.Time) *view {
	for v.before != nil && t.Before(v.from) {
		v = v.before
	}
	return v
}

// scheduled is the answer before swaps and overrides, and the position in the
// list of the layer it came from.
func (v *view) scheduled(t time.Time) (Shift, int, []string) {
	if len(v.layers) == 0 {
		return v.on(t), 0, nil
	}
	// Of several layers with nobody the first of these reasons counts: Nobody,
	// OffDuty, NotStarted, Ended, which is their order as values.
	reason, absent := Ended, ""
	unix := t.Unix()
	for i := len(v.layers) - 1; i >= 0; i-- {
		l := &v.layers[i]
		l.moved(unix)
		e := l.epoch
		switch {
		case e.timing.closed(t):
			reason = min(reason, Ended)
			continue
		case l.turn.k < 0 && !e.started:
			reason = min(reason, NotStarted)
			continue
		case l.duty != nil && !l.watch.on:
			reason = min(reason, OffDuty)
			continue
		}
		reason = min(reason, Nobody)
		if len(e.members) == 0 {
			continue
		}
		p := e.position(l.turn.k)
		for n := range e.members {
			who := e.members[(p+n)%len(e.members)]
			if v.away(who, t) {
				continue
			}
			why := Why{Reason: OwnTurn, Note: l.name}
			if n > 0 {
				why.Reason, why.For = StandIn, e.members[p]
			}
			return Shift{Primary: who, Why: why}, p, e.members
		}
		if absent == "" {
			absent = e.members[p]
		}
	}
	return Shift{Why: Why{Reason: reason, For: absent}}, 0, nil
}

// laid lays swaps and overrides on top of an answer.
func (v *view) laid(t time.Time, role, who string, why Why) (string, Why) {
	// The turn of somebody away is still theirs to have covered: what was
	// arranged is not lost when they then say that they are away.
	absent := ""
	if why.Reason == StandIn || why.Reason == Nobody {
		absent = why.For
	}
	for _, o := range v.overrides {
		if o.role() != role || !o.ActiveAt(t) || o.For != "" && o.For != who && o.For != absent || o.Person == who {
			continue
		}
		if absent != "" && o.For == absent {
			who = absent
		}
		absent = ""
		reason := Nobody
		if o.Person != "" {
			reason = Overridden
			if o.Kind == KindSwap {
				reason = Swap
			}
		}
		who, why = o.Person, Why{Reason: reason, For: who, By: o.Author, Note: o.ID, At: o.Created}
	}
	return who, why
}

func (v *view) away(person string, t time.Time) bool {
	for _, a := range v.ch.Away {
		if a.Person == person && a.covers(t) {
			return true
		}
	}
	return v.ch.Deactivated != nil && v.ch.Deactivated(person)
}

// second is who follows offset places after position, walking on past primary
// and whoever is away.
func second(members []string, position, offset int, primary string, away func(string) bool) (string, Why) {
	if offset == 0 {
		return "", Why{}
	}
	n := len(members)
	first := int(floorMod(int64(position+offset), int64(n)))
	for i := range n {
		who := members[(first+i)%n]
		if who == primary || away != nil && away(who) {
			continue
		}
		if i == 0 {
			return who, Why{Reason: OwnTurn}
		}
		return who, Why{Reason: StandIn, For: members[first]}
	}
	return "", Why{Reason: Nobody}
}

// No configuration reaches these; time.Time holds them with room to spare.
const (
	firstSecond = -1 << 40
	lastSecond  = 1 << 40
)

// next is the first instant after t at which the answer may differ.
func (v *view) next(t time.Time) time.Time {
	unix := t.Unix()
	to := int64(forever)
	layers := v.setup(t).layers
	for i := range layers {
		l := &layers[i]
		l.moved(unix)
		to = min(to, l.turn.to)
		if l.duty != nil {
			to = min(to, l.watch.to)
		}
	}
	next := time.Unix(min(to, lastSecond), 0)
	i, found := slices.BinarySearchFunc(v.edges, t, time.Time.Compare)
	for found && i < len(v.edges) && !v.edges[i].After(t) {
		i++
	}
	if i < len(v.edges) && v.edges[i].Before(next) {
		next = v.edges[i]
	}
	return next.In(v.loc)
}

// previous is the last instant up to t at which the answer may have changed.
func (v *view) previous(t time.Time) time.Time {
	unix := t.Unix()
	from := int64(firstSecond)
	layers := v.setup(t).layers
	for i := range layers {
		l := &layers[i]
		l.moved(unix)
		from = max(from, l.turn.from)
		if l.duty != nil {
			from = max(from, l.watch.from)
		}
	}
	previous := time.Unix(from, 0)
	i, found := slices.BinarySearchFunc(v.edges, t, time.Time.Compare)
	if !found {
		i--
	}
	if i >= 0 && v.edges[i].After(previous) {
		previous = v.edges[i]
	}
	return previous.In(v.loc)
}
