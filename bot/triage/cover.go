package triage

import (
	"iter"
	"slices"
	"strconv"
	"time"

	"toban/rotation"
)

// A ChangeID names what people arranged on top of one rotation: a cover, a
// swap, an absence or a request for one of them. It counts from 1 within the
// rotation.
type ChangeID int

// String is the number, as overrides carry it.
func (id ChangeID) String() string { return strconv.Itoa(int(id)) }

// A Span is a stretch of time, half-open.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func (s Span) overlaps(o Span) bool { return s.From.Before(o.To) && o.From.Before(s.To) }

// joined adds a span to those before it; one that begins where the last ends
// goes on with it.
func joined(spans []Span, s Span) []Span {
	if n := len(spans); n > 0 && spans[n-1].To.Equal(s.From) {
		spans[n-1].To = s.To
		return spans
	}
	return append(spans, s)
}

// A Request asks somebody to take duty: anybody in the team, or the other one
// of a swap. Only its acceptance changes the schedule.
type Request struct {
	Change ChangeID    `json:"change"`
	Kind   RequestKind `json:"kind"`
	By     PersonID    `json:"by"`             // who asks
	For    PersonID    `json:"for"`            // whose duty is to be taken; of a swap the one who asks
	To     PersonID    `json:"to,omitempty"`   // of a swap: who is asked
	Hole   bool        `json:"hole,omitempty"` // nobody is on call then

	// Spans are what is to be taken. Of a swap they are two: the turn that For
	// gives, and the turn that To gives.
	Spans   []Span    `json:"spans"`
	Expires time.Time `json:"expires"` // nobody can take it any more

	State RequestState `json:"state"`
	Taker PersonID     `json:"taker,omitempty"`
	At    time.Time    `json:"at,omitzero"`   // when the state was reached
	Post  MessageRef   `json:"post,omitzero"` // where it is asked
}

// span is from the beginning of the first of the spans to the end of the last.
func (r Request) span() Span { return hull(r.Spans) }

func hull(spans []Span) Span {
	var all Span
	for i, s := range spans {
		if i == 0 || s.From.Before(all.From) {
			all.From = s.From
		}
		if i == 0 || s.To.After(all.To) {
			all.To = s.To
		}
	}
	return all
}

// RequestKind is what a request asks for. The zero value is invalid.
type RequestKind int

// The kinds of requests.
const (
	RequestCover RequestKind = iota + 1 // anybody of the team
	RequestSwap                         // one person, turn for turn
)

// String is the key under which a kind is stored.
func (k RequestKind) String() string {
	switch k {
	case RequestCover:
		return "cover"
	case RequestSwap:
		return "swap"
	}
	return "request(" + strconv.Itoa(int(k)) + ")"
}

// MarshalText stores a kind by its key.
func (k RequestKind) MarshalText() ([]byte, error) { return marshalEnum(k, RequestSwap) }

// UnmarshalText reads what MarshalText wrote.
func (k *RequestKind) UnmarshalText(text []byte) error { return unmarshalEnum(text, k, RequestSwap) }

// RequestState is what has become of a request. The zero value is invalid.
type RequestState int

// The states of a request. Only an open one can change, and a taken one can be
// undone.
const (
	RequestOpen      RequestState = iota + 1
	RequestTaken                  // accepted: the schedule has changed
	RequestDeclined               // the other one of a swap said no
	RequestWithdrawn              // by who asked, or a lead
	RequestExpired                // nobody answered in time
	RequestUndone                 // taken, and cancelled afterwards
)

// String is the key under which a state is stored.
func (s RequestState) String() string {
	switch s {
	case RequestOpen:
		return "open"
	case RequestTaken:
		return "taken"
	case RequestDeclined:
		return "declined"
	case RequestWithdrawn:
		return "withdrawn"
	case RequestExpired:
		return "expired"
	case RequestUndone:
		return "undone"
	}
	return "request_state(" + strconv.Itoa(int(s)) + ")"
}

// MarshalText stores a state by its key.
func (s RequestState) MarshalText() ([]byte, error) { return marshalEnum(s, RequestUndone) }

// UnmarshalText reads what MarshalText wrote.
func (s *RequestState) UnmarshalText(text []byte) error {
	return unmarshalEnum(text, s, RequestUndone)
}

// An Absence is an [rotation.Away] with who entered it.
type Absence struct {
	rotation.Away

	Change    ChangeID  `json:"change"`
	By        PersonID  `json:"by"`
	Cancelled time.Time `json:"cancelled,omitzero"` // no effect from then on; zero means it stands
}

// effective is the absence up to its cancellation, ok is false when nothing of
// it is left.
func (a Absence) effective() (away rotation.Away, ok bool) {
	away = a.Away
	if !a.Cancelled.IsZero() && (away.To.IsZero() || a.Cancelled.Before(away.To)) {
		away.To = a.Cancelled
	}
	return away, away.To.IsZero() || away.From.Before(away.To)
}

// A Move is a stretch in which a change puts somebody else on call. Either
// may be nobody.
type Move struct {
	Span
	Was, Now PersonID
}

// Plan is who is on call from one instant to another, in order and without
// gaps: holes are shifts whose Primary is empty. The first and the last are
// clipped. It ends early, after 500 shifts, rather than never.
func Plan(s Schedule, changes rotation.Changes, span Span) []rotation.Shift {
	const most = 500
	var list []rotation.Shift
	for at := span.From; at.Before(span.To) && len(list) < most; {
		shift := s.OnCall(at, changes)
		shift.Start = at
		if shift.End.IsZero() || shift.End.After(span.To) {
			shift.End = span.To
		}
		if !shift.End.After(at) {
			break
		}
		list = append(list, shift)
		at = shift.End
	}
	return list
}

// Moves are the differences between two plans of the same span.
func Moves(before, after []rotation.Shift) []Move {
	var moves []Move
	for both := range overlay(before, after) {
		m := Move{Span: both.Span, Was: PersonID(both.first.Primary), Now: PersonID(both.second.Primary)}
		if m.Was == m.Now {
			continue
		}
		if n := len(moves); n > 0 && moves[n-1].Was == m.Was && moves[n-1].Now == m.Now && moves[n-1].To.Equal(m.From) {
			moves[n-1].To = m.To
		} else {
			moves = append(moves, m)
		}
	}
	return moves
}

// An overlap is a stretch within one shift of each of two plans.
type overlap struct {
	Span

	first, second rotation.Shift
}

// overlay cuts two plans of the same span wherever one of them changes.
func overlay(first, second []rotation.Shift) iter.Seq[overlap] {
	return func(yield func(overlap) bool) {
		for i, j := 0, 0; i < len(first) && j < len(second); {
			a, b := first[i], second[j]
			if !yield(overlap{Span{From: latest(a.Start, b.Start), To: earliest(a.End, b.End)}, a, b}) {
				return
			}
			if !a.End.After(b.End) {
				i++
			}
			if !b.End.After(a.End) {
				j++
			}
		}
	}
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Request finds a request of the duty.
func (d Duty) Request(id ChangeID) (Request, bool) {
	for _, r := range d.Requests {
		if r.Change == id {
			return r, true
		}
	}
	return Request{}, false
}

// Absence finds an absence of the duty.
func (d Duty) Absence(id ChangeID) (Absence, bool) {
	for _, a := range d.Away {
		if a.Change == id {
			return a, true
		}
	}
	return Absence{}, false
}

// Overriding are the overrides that one change made.
func (d Duty) Overriding(id ChangeID) []rotation.Override {
	var list []rotation.Override
	for _, o := range d.Overrides {
		if o.Group == id.String() {
			list = append(list, o)
		}
	}
	return list
}

// overrides are what accepting the request by taker lays on the schedule, from
// now on.
func (r Request) overrides(taker PersonID, now time.Time) []rotation.Override {
	var list []rotation.Override
	for i, s := range r.Spans {
		o := rotation.Override{
			ID: r.Change.String() + "-" + strconv.Itoa(i+1), Group: r.Change.String(),
			Start: s.From, End: s.To, Person: string(taker), For: string(r.For), Author: string(taker), Created: now,
		}
		switch {
		case r.Kind == RequestSwap:
			o.Kind, o.Author = rotation.KindSwap, string(r.By)
			if i == 1 {
				o.Person, o.For = string(r.For), string(taker)
			}
		case r.Hole:
			o.For = ""
		}
		if o, err := o.Clip(now); err == nil {
			list = append(list, o)
		}
	}
	return list
}

// untakenAfter is how long a request for cover may stay unanswered before the
// lead is told, in elapsed time.
const untakenAfter = 24 * time.Hour

// expires is when the request is over: at its start, as whoever is on duty
// stays on duty. What begins within a day, or has nobody on call, can be taken
// to its end.
func (r Request) expires(now time.Time) time.Time {
	span := r.span()
	if r.Kind == RequestCover && (r.Hole || span.From.Before(now.Add(untakenAfter))) {
		return span.To
	}
	return span.From
}

// RequestSlot names the post of one request.
func RequestSlot(id ChangeID) Slot { return SlotRequest + "/" + Slot(id.String()) }

// sent notes where a request or the handoff is posted.
func (d Duty) sent(e Sent) Duty {
	if e.Slot == SlotHandoff || e.Slot == "" {
		d.Post = e.Message
		return d
	}
	d.Requests = slices.Clone(d.Requests)
	for i := range d.Requests {
		if RequestSlot(d.Requests[i].Change) == e.Slot {
			d.Requests[i].Post = e.Message
		}
	}
	return d
}

// dutyKept is how long after its end a change of the schedule stays in the
// duty: longer than anything asks who was on call. The history keeps it.
const dutyKept = 180 * 24 * time.Hour

// pruned leaves out what was over for dutyKept before now. The halves of a
// swap go together, and so does nothing that can still be taken.
func (d Duty) pruned(now time.Time) Duty {
	over := now.Add(-dutyKept)
	kept := make(map[string]bool)
	for _, o := range d.Overrides {
		kept[o.Group] = kept[o.Group] || !o.End.Before(over)
	}
	d.Overrides = slices.DeleteFunc(slices.Clone(d.Overrides), func(o rotation.Override) bool { return !kept[o.Group] })
	d.Away = slices.DeleteFunc(slices.Clone(d.Away), func(a Absence) bool { return a.To.Before(over) })
	d.Requests = slices.DeleteFunc(slices.Clone(d.Requests), func(r Request) bool {
		return r.State != RequestOpen && latest(r.Expires, r.span().To).Before(over)
	})
	return d
}

func (d Duty) overrode(e Overrode, at time.Time) Duty {
	d.Overrides = append(slices.Clip(d.Overrides), e.Overrides...)
	if !e.Request {
		d.Changed = e.Change
		return d
	}
	taker := PersonID(e.Overrides[0].Person)
	return d.settled(e.Change, RequestTaken, taker, at)
}

func (d Duty) settled(id ChangeID, state RequestState, by PersonID, at time.Time) Duty {
	d.Requests = slices.Clone(d.Requests)
	for i := range d.Requests {
		if r := &d.Requests[i]; r.Change == id {
			r.State, r.Taker, r.At = state, by, at
		}
	}
	return d
}

func (d Duty) cancelled(id ChangeID, at time.Time) Duty {
	at = at.Truncate(time.Second) // the edges of a schedule are whole seconds
	d.Overrides, d.Away = slices.Clone(d.Overrides), slices.Clone(d.Away)
	for i := range d.Overrides {
		if o := &d.Overrides[i]; o.Group == id.String() && o.Cancelled.IsZero() {
			o.Cancelled = at
		}
	}
	for i := range d.Away {
		if a := &d.Away[i]; a.Change == id && a.Cancelled.IsZero() {
			a.Cancelled = at
		}
	}
	if r, ok := d.Request(id); ok && r.State == RequestTaken {
		return d.settled(id, RequestUndone, r.Taker, at)
	}
	return d
}
