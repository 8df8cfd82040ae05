package triage

import "time"

// request asks for cover or a swap unless that is asked already.
func (t *arrangement) request(r Request) error {
	for _, other := range t.d.Requests {
		if other.State == RequestOpen && (other.For == r.For || other.Hole && r.Hole) && other.Spans[0].overlaps(r.Spans[0]) && t.now.Before(other.Expires) {
			return &Error{Kind: Conflict, Reason: "already_asked", Who: other.For, At: other.Spans[0].From}
		}
	}
	t.ask(r)
	return nil
}

func (t *arrangement) ask(r Request) {
	r.Change, r.By, r.State = t.d.Changed+1, t.order.By, RequestOpen
	r.Expires = r.expires(t.now)
	t.happen(Requested{Request: r})
	ask := ShowRequest{Rotation: t.d.Rotation, Request: r.Change}
	t.remind(RemindExpire, r.Change, r.Expires)
	if r.Kind == RequestSwap {
		t.write(ask, r.Expires)
		return
	}
	t.tell(ask)
	at := t.now.Add(untakenAfter)
	if from := r.span().From; from.Before(at) {
		at = latest(from, t.now.Add(time.Hour))
	}
	if open := t.Calendar.NextOpen(at); !open.IsZero() && open.Before(r.Expires) {
		at = open
	}
	t.remind(RemindUntaken, r.Change, at)
}

// tidy withdraws requests for cover that nothing is left of.
func (t *arrangement) tidy() {
	for _, r := range t.d.Requests {
		if r.State != RequestOpen || r.Kind != RequestCover {
			continue
		}
		needed := false
		for _, s := range r.Spans {
			s.From = latest(s.From, t.now)
			for _, shift := range t.plan(s) {
				needed = needed || r.Hole && shift.Hole() || !r.Hole && PersonID(shift.Primary) == r.For
			}
		}
		if !needed {
			t.settle(r, RequestWithdrawn)
		}
	}
}

func (t *arrangement) settle(r Request, s RequestState) {
	t.happen(RequestSettled{Request: r.Change, State: s})
	t.tell(ShowRequest{Rotation: t.d.Rotation, Request: r.Change})
}

// swap asks somebody to exchange turns.
func (t *arrangement) swap(c ProposeSwap) error {
	by := t.order.By
	if c.With == by {
		return &Error{Kind: Invalid, Reason: "swap_self", Field: "person"}
	}
	mine, err := t.turn(by, c.Mine)
	if err != nil {
		return err
	}
	if err := t.available(c.With, mine); err != nil {
		return err
	}
	theirs, err := t.turn(c.With, c.Theirs)
	if err != nil {
		return err
	}
	if err := t.available(by, theirs); err != nil {
		return err
	}
	return t.request(Request{Kind: RequestSwap, For: by, To: c.With, Spans: []Span{mine, theirs}})
}

// turn is somebody's turn at a time, the first one of a day.
func (t *arrangement) turn(who PersonID, at Span) (Span, error) {
	if !at.To.After(t.now) {
		return Span{}, &Error{Kind: Invalid, Reason: "in_the_past", At: at.From}
	}
	mine := t.turnsOf(who, Span{From: latest(at.From, t.now), To: at.To})
	if len(mine) == 0 {
		return Span{}, &Error{Kind: Conflict, Reason: "no_turn_on", Who: who, At: at.From}
	}
	s := t.facts.Schedule.OnCall(mine[0].From, t.changes())
	if s.Start.IsZero() || !s.Start.After(t.now) || s.End.IsZero() {
		return Span{}, &Error{Kind: Conflict, Reason: "turn_begun", Who: who, At: s.Start}
	}
	return Span{From: s.Start, To: s.End}, nil
}

// answer takes an open cover, or accepts or declines a swap: the first wins.
func (t *arrangement) answer(c AnswerRequest) error {
	by := t.order.By
	r, ok := t.d.Request(c.Request)
	switch {
	case !ok:
		return &Error{Kind: NotFound, Reason: "no_such_change"}
	case r.State == RequestTaken && r.Kind == RequestCover:
		return &Error{Kind: Conflict, Reason: "cover_late", Who: r.Taker, At: r.At}
	case r.State != RequestOpen, !t.now.Before(r.Expires):
		return &Error{Kind: Conflict, Reason: "request_over"}
	case r.Kind == RequestSwap && by != r.To:
		return &Error{Kind: Denied, Reason: "swap_only", Who: r.To}
	case c.Decline && r.Kind == RequestSwap:
		t.settle(r, RequestDeclined)
		t.write(TellRequest{Rotation: t.d.Rotation, Request: r.Change, To: Mention{Person: r.By}}, r.span().From)
		return nil
	case c.Decline:
		return &Error{Kind: Invalid, Reason: "request_over"}
	case by == r.For:
		return &Error{Kind: Invalid, Reason: "cover_self", Who: by}
	}
	if err := t.available(by, r.Spans[:1]...); err != nil {
		return err
	}
	if r.Kind == RequestSwap {
		if err := t.unchanged(r); err != nil {
			return err
		}
	}
	laid := r.overrides(by, t.now)
	if len(laid) == 0 {
		return &Error{Kind: Conflict, Reason: "request_over"}
	}
	if err := t.lay(Overrode{Change: r.Change, Overrides: laid, Request: true}, r.By); err != nil {
		return err
	}
	t.tell(ShowRequest{Rotation: t.d.Rotation, Request: r.Change})
	if r.By != by {
		t.write(TellRequest{Rotation: t.d.Rotation, Request: r.Change, To: Mention{Person: r.By}}, r.span().From)
	}
	return nil
}

// unchanged reports that a swap is about turns that are not theirs any more.
func (t *arrangement) unchanged(r Request) error {
	for i, who := range []PersonID{r.For, r.To} {
		got := t.turnsOf(who, r.Spans[i])
		if len(got) != 1 || !got[0].From.Equal(r.Spans[i].From) || !got[0].To.Equal(r.Spans[i].To) {
			return &Error{Kind: Conflict, Reason: "swap_stale", Who: who}
		}
	}
	return t.available(r.For, r.Spans[1])
}

// remindRequest looks after a request that nobody has answered.
func (p Policy) remindRequest(d Duty, o Order, f Facts, due Reminder) Decision {
	r, ok := d.Request(ChangeID(due.N))
	if !ok {
		return Decision{}
	}
	t := &arrangement{Policy: p, order: o, facts: f, now: f.Now.Truncate(time.Second), d: d}
	author := TellRequest{Rotation: d.Rotation, Request: r.Change, To: Mention{Person: r.By}}
	switch {
	case due.Kind == RemindUntaken && r.State == RequestOpen:
		lead := author
		lead.To = p.lead()
		t.tell(lead)
	case due.Kind == RemindUntaken && r.State == RequestExpired:
		t.tell(author)
	case due.Kind == RemindExpire && r.State == RequestOpen:
		t.settle(r, RequestExpired)
		if p.Calendar.IsOpen(f.Now) {
			t.tell(author)
		} else {
			t.remind(RemindUntaken, r.Change, p.Calendar.NextOpen(f.Now))
		}
	}
	return t.out
}
