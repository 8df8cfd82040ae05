package triage

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

const ito = PersonID("UITO")

// A rota is one rotation and what was decided about it: tanaka from 11-17 on,
// ito from Tuesday 11-25 on, as Monday is a holiday, suzuki from 12-01 on.
type rota struct {
	t        *testing.T
	policy   Policy
	schedule *rotation.Rotation
	duty     Duty
	now      time.Time
	gone     PersonID
	last     Decision
}

func newRota(t *testing.T) *rota {
	t.Helper()
	p := policy(t)
	p.Members = []PersonID{tanaka, ito, suzuki}
	schedule, err := rotation.Spec{
		Handoff: "Mon 10:00", Primary: []string{string(tanaka), string(ito), string(suzuki)}, Start: "2025-11-17 10:00",
	}.Build(p.Calendar)
	require.NoError(t, err)
	return &rota{t: t, policy: p, schedule: schedule, duty: Duty{Rotation: "platform"}, now: tokyo(t, "2025-11-20 15:04")}
}

func (r *rota) changes() rotation.Changes {
	changes := r.duty.Changes()
	changes.Deactivated = func(who string) bool { return who == string(r.gone) && who != "" }
	return changes
}

func (r *rota) try(by PersonID, c Command) error {
	changes := r.changes()
	d, err := r.policy.Decide(State{Duty: r.duty}, Order{Key: "k", By: by, Rotation: "platform", Command: c}, Facts{
		Now: r.now, Schedule: r.schedule, Changes: changes, Shift: r.schedule.OnCall(r.now, changes),
	})
	if err != nil {
		return err
	}
	for _, e := range d.Events {
		r.duty = r.duty.Apply(Record{Subject: "duty/platform", At: r.now, By: by, Event: e})
	}
	r.last = d
	return nil
}

func (r *rota) do(by PersonID, c Command) {
	r.t.Helper()
	require.NoError(r.t, r.try(by, c))
}

// on is who is on call at a time.
func (r *rota) on(at string) PersonID {
	return PersonID(r.schedule.OnCall(tokyo(r.t, at), r.duty.Changes()).Primary)
}

func (r *rota) names() []string {
	var names []string
	for _, n := range r.last.Notices {
		names = append(names, EnvelopeOf(n).Name)
	}
	return names
}

// days are whole days, the last one included.
func (r *rota) days(first, last string) Span {
	return Span{From: tokyo(r.t, first+" 00:00"), To: tokyo(r.t, last+" 00:00").AddDate(0, 0, 1)}
}

func (r *rota) cover(person, whose PersonID, first, last string) Cover {
	s := r.days(first, last)
	return Cover{Person: person, For: whose, From: s.From, To: s.To}
}

func (r *rota) away(who PersonID, first, last string) BeAway {
	s := r.days(first, last)
	return BeAway{Person: who, From: s.From, To: s.To}
}

func (r *rota) swap(with PersonID, mine, theirs string) ProposeSwap {
	return ProposeSwap{With: with, Mine: r.days(mine, mine), Theirs: r.days(theirs, theirs)}
}

func TestRefusedChangesOfTheSchedule(t *testing.T) {
	for _, c := range []struct {
		name   string
		by     PersonID
		given  func(*rota)
		cmd    func(*rota) Command
		kind   Kind
		reason string
	}{
		{"an asker", sato, nil, func(r *rota) Command { return r.cover(suzuki, "", "2025-11-26", "2025-11-26") }, Denied, "denied"},
		{"an asker takes", sato, nil, func(*rota) Command { return AnswerRequest{Request: 1} }, Denied, "denied"},
		{"for another", suzuki, nil, func(r *rota) Command { return r.cover(suzuki, ito, "2025-11-26", "2025-11-26") }, Denied, "cover_own"},
		{"the past", tanaka, nil, func(r *rota) Command { return r.cover(suzuki, "", "2025-11-18", "2025-11-19") }, Invalid, "in_the_past"},
		{"backwards", tanaka, nil, func(r *rota) Command { return r.cover(suzuki, "", "2025-11-22", "2025-11-20") }, Invalid, "ends_first"},
		{"more than a year", tanaka, nil, func(r *rota) Command { return r.cover(suzuki, "", "2025-11-22", "2026-11-30") }, Invalid, "too_long"},
		{"somebody unknown", tanaka, nil, func(r *rota) Command { return r.cover("UNOBODY", "", "2025-11-21", "2025-11-21") }, Invalid, "not_on_team"},
		{"somebody outside the team", tanaka, nil, func(r *rota) Command { return r.cover(sato, "", "2025-11-21", "2025-11-21") }, Invalid, "not_on_team"},
		{"oneself by oneself", tanaka, nil, func(r *rota) Command { return r.cover(tanaka, "", "2025-11-21", "2025-11-21") }, Invalid, "cover_self"},
		{"somebody who has left", tanaka, func(r *rota) { r.gone = suzuki }, func(r *rota) Command { return r.cover(suzuki, "", "2025-11-21", "2025-11-21") }, Invalid, "person_gone"},
		{"somebody away", tanaka, func(r *rota) { r.do(suzuki, r.away("", "2025-11-21", "2025-11-21")) }, func(r *rota) Command { return r.cover(suzuki, "", "2025-11-20", "2025-11-21") }, Conflict, "away_then"},
		{"no duty then", ito, nil, func(r *rota) Command { return r.cover(suzuki, "", "2025-11-21", "2025-11-21") }, Conflict, "no_duty_then"},
		{"twice", ito, func(r *rota) { r.do(ito, r.cover(suzuki, "", "2025-11-26", "2025-11-27")) }, func(r *rota) Command { return r.cover(suzuki, ito, "2025-11-26", "2025-11-27") }, Conflict, "already_arranged"},
		{"a lead over two people's turns", yamada, nil, func(r *rota) Command { return r.cover(suzuki, "", "2025-11-25", "2025-11-26") }, Invalid, "cover_whose"},
		{"asked twice", ito, func(r *rota) { r.do(ito, r.cover("", "", "2025-11-26", "2025-11-27")) }, func(r *rota) Command { return r.cover("", "", "2025-11-27", "2025-11-28") }, Conflict, "already_asked"},
		{"one's own request", ito, func(r *rota) { r.do(ito, r.cover("", "", "2025-11-26", "2025-11-27")) }, func(*rota) Command { return AnswerRequest{Request: 1} }, Invalid, "cover_self"},
		{"an unknown request", ito, nil, func(*rota) Command { return AnswerRequest{Request: 9} }, NotFound, "no_such_change"},
		{"taken already", tanaka, func(r *rota) {
			r.do(ito, r.cover("", "", "2025-11-26", "2025-11-27"))
			r.do(suzuki, AnswerRequest{Request: 1})
		}, func(*rota) Command { return AnswerRequest{Request: 1} }, Conflict, "cover_late"},
		{"taken back", tanaka, func(r *rota) {
			r.do(ito, r.cover("", "", "2025-11-26", "2025-11-27"))
			r.do(ito, CancelChange{Change: 1})
		}, func(*rota) Command { return AnswerRequest{Request: 1} }, Conflict, "request_over"},
		{"after its start", tanaka, func(r *rota) {
			r.do(ito, r.cover("", "", "2025-11-26", "2025-11-27"))
			r.now = tokyo(r.t, "2025-11-26 00:00")
		}, func(*rota) Command { return AnswerRequest{Request: 1} }, Conflict, "request_over"},
		{"away while asked", suzuki, func(r *rota) {
			r.do(suzuki, r.away("", "2025-11-27", "2025-11-27"))
			r.do(ito, r.cover("", "", "2025-11-26", "2025-11-27"))
		}, func(r *rota) Command { return AnswerRequest{Request: r.duty.Changed} }, Conflict, "away_then"},

		{"a swap with oneself", ito, nil, func(r *rota) Command { return r.swap(ito, "2025-11-26", "2025-12-03") }, Invalid, "swap_self"},
		{"a swap with an asker", ito, nil, func(r *rota) Command { return r.swap(sato, "2025-11-26", "2025-12-03") }, Invalid, "not_on_team"},
		{"a swap of another's turn", ito, nil, func(r *rota) Command { return r.swap(suzuki, "2025-12-03", "2025-11-26") }, Conflict, "no_turn_on"},
		{"a swap of a turn that runs", tanaka, nil, func(r *rota) Command { return r.swap(suzuki, "2025-11-21", "2025-12-03") }, Conflict, "turn_begun"},
		{"a swap of a past turn", tanaka, nil, func(r *rota) Command { return r.swap(suzuki, "2025-11-18", "2025-12-03") }, Invalid, "in_the_past"},
		{"a swap proposed twice", ito, func(r *rota) { r.do(ito, r.swap(suzuki, "2025-11-26", "2025-12-03")) }, func(r *rota) Command { return r.swap(tanaka, "2025-11-27", "2025-12-10") }, Conflict, "already_asked"},
		{"a swap answered by another", tanaka, func(r *rota) { r.do(ito, r.swap(suzuki, "2025-11-26", "2025-12-03")) }, func(*rota) Command { return AnswerRequest{Request: 1} }, Denied, "swap_only"},
		{"a swap answered by the lead", yamada, func(r *rota) { r.do(ito, r.swap(suzuki, "2025-11-26", "2025-12-03")) }, func(*rota) Command { return AnswerRequest{Request: 1} }, Denied, "swap_only"},
		{"a swap of turns that have changed", suzuki, func(r *rota) {
			r.do(ito, r.swap(suzuki, "2025-11-26", "2025-12-03"))
			r.do(ito, r.cover(tanaka, "", "2025-11-27", "2025-11-27"))
		}, func(*rota) Command { return AnswerRequest{Request: 1} }, Conflict, "swap_stale"},

		{"another's absence", tanaka, nil, func(r *rota) Command { return r.away(ito, "2025-11-26", "2025-11-27") }, Denied, "away_own"},
		{"away in the past", tanaka, nil, func(r *rota) Command { return r.away("", "2025-11-18", "2025-11-19") }, Invalid, "in_the_past"},
		{"away twice", ito, func(r *rota) { r.do(ito, r.away("", "2025-11-26", "2025-11-28")) }, func(r *rota) Command { return r.away("", "2025-11-27", "2025-11-27") }, Conflict, "already_away"},
		{"an asker's absence", yamada, nil, func(r *rota) Command { return r.away(sato, "2025-11-26", "2025-11-27") }, Invalid, "not_on_team"},

		{"undone by another", tanaka, func(r *rota) { r.do(ito, r.cover(suzuki, "", "2025-11-26", "2025-11-27")) }, func(*rota) Command { return CancelChange{Change: 1} }, Denied, "author_only"},
		{"undone twice", ito, func(r *rota) {
			r.do(ito, r.cover(suzuki, "", "2025-11-26", "2025-11-27"))
			r.do(ito, CancelChange{Change: 1})
		}, func(*rota) Command { return CancelChange{Change: 1} }, Conflict, "change_over"},
		{"undone when over", ito, func(r *rota) {
			r.do(ito, r.cover(suzuki, "", "2025-11-26", "2025-11-27"))
			r.now = tokyo(r.t, "2025-11-28 00:00")
		}, func(*rota) Command { return CancelChange{Change: 1} }, Conflict, "change_over"},

		{"handed over by another", suzuki, nil, func(*rota) Command { return HandOver{} }, Denied, "oncall_only"},
		{"handed over to somebody away", tanaka, func(r *rota) { r.do(ito, r.away("", "2025-11-20", "2025-11-20")) }, func(*rota) Command { return HandOver{} }, Conflict, "away_then"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRota(t)
			if c.given != nil {
				c.given(r)
			}
			err := r.try(c.by, c.cmd(r))
			refused, ok := errors.AsType[*Error](err)
			require.True(t, ok, "%v", err)
			require.Equal(t, c.reason, refused.Reason)
			require.Equal(t, c.kind, refused.Kind)
		})
	}
}

func TestACoverTakesOnlyTheTurnsOfWhomItIsFor(t *testing.T) {
	r := newRota(t)
	r.do(yamada, r.cover(suzuki, ito, "2025-11-25", "2025-11-26"))
	require.Equal(t, tanaka, r.on("2025-11-25 09:59"))
	require.Equal(t, suzuki, r.on("2025-11-25 10:00"))
	require.Equal(t, ito, r.on("2025-11-27 00:00"))
	require.Equal(t, []string{"tell_duty", "tell_duty"}, r.names(), "both are told, the lead is not")

	// On top of it a later one wins, and shows what lies below when it is undone.
	r.do(suzuki, r.cover(tanaka, "", "2025-11-26", "2025-11-26"))
	require.Equal(t, suzuki, r.on("2025-11-25 23:59"))
	require.Equal(t, tanaka, r.on("2025-11-26 12:00"))
	r.do(yamada, CancelChange{Change: 2})
	require.Equal(t, suzuki, r.on("2025-11-26 12:00"))
}

func TestALeadNeedNotNameWhoeverIsAloneOnCall(t *testing.T) {
	r := newRota(t)
	r.do(yamada, r.cover(suzuki, "", "2025-11-26", "2025-11-26"))
	require.Equal(t, suzuki, r.on("2025-11-26 12:00"))
	require.Equal(t, string(ito), r.duty.Overrides[0].For)
}

func TestWhatHasBegunIsCutOff(t *testing.T) {
	r := newRota(t)
	r.do(tanaka, r.cover(suzuki, "", "2025-11-20", "2025-11-20"))
	require.Equal(t, tanaka, r.on("2025-11-20 15:03"), "the past stays as it was")
	require.Equal(t, suzuki, r.on("2025-11-20 15:04"))
	require.Equal(t, tanaka, r.on("2025-11-21 00:00"))

	r.now = tokyo(t, "2025-11-20 18:00")
	r.do(tanaka, CancelChange{Change: 1})
	require.Equal(t, suzuki, r.on("2025-11-20 17:59"))
	require.Equal(t, tanaka, r.on("2025-11-20 18:00"))
}

func TestARequestAheadIsOverAtItsStartAndAShortOneAtItsEnd(t *testing.T) {
	r := newRota(t)
	r.do(ito, r.cover("", "", "2025-11-26", "2025-11-27"))
	require.True(t, tokyo(t, "2025-11-26 00:00").Equal(r.duty.Requests[0].Expires))
	require.Equal(t, []string{"show_request"}, r.names())
	require.True(t, tokyo(t, "2025-11-21 15:04").Equal(r.last.Reminders[1].At), "a day later, while the team is there")

	r = newRota(t)
	r.now = tokyo(t, "2025-11-20 15:04")
	r.do(tanaka, r.cover("", "", "2025-11-20", "2025-11-21"))
	require.True(t, tokyo(t, "2025-11-22 00:00").Equal(r.duty.Requests[0].Expires))
	require.True(t, tokyo(t, "2025-11-20 16:04").Equal(r.last.Reminders[1].At), "it has begun: the lead hears in an hour")

	r = newRota(t)
	r.now = tokyo(t, "2025-11-21 20:00")
	r.do(suzuki, r.cover("", "", "2025-12-02", "2025-12-02"))
	require.True(t, tokyo(t, "2025-11-25 10:00").Equal(r.last.Reminders[1].At), "nobody is told on a Saturday night")
}

func TestTheOtherOneAcceptsASwap(t *testing.T) {
	r := newRota(t)
	r.do(ito, r.swap(suzuki, "2025-11-26", "2025-12-03"))
	require.Equal(t, ito, r.on("2025-11-26 12:00"), "asking changes nothing")
	require.Equal(t, []string{"show_request"}, r.names())
	r.do(suzuki, AnswerRequest{Request: 1})
	require.Equal(t, suzuki, r.on("2025-11-25 10:00"))
	require.Equal(t, ito, r.on("2025-12-01 10:00"))
	require.Equal(t, rotation.Swap, r.schedule.OnCall(tokyo(t, "2025-12-01 10:00"), r.duty.Changes()).Why.Reason)
	require.Equal(t, []string{"show_request", "tell_request"}, r.names())
	r.do(yamada, CancelChange{Change: 1})
	require.Equal(t, ito, r.on("2025-11-26 12:00"))
	require.Equal(t, suzuki, r.on("2025-12-03 12:00"), "both halves or none")
}

// What comes back from several people in one go is told as one time.
func TestAdjacentTimesAreToldAsOne(t *testing.T) {
	r := newRota(t)
	r.do(ito, r.swap(suzuki, "2025-11-26", "2025-12-03"))
	r.do(suzuki, AnswerRequest{Request: 1})
	r.do(suzuki, r.cover(tanaka, "", "2025-11-27", "2025-11-27"))
	r.do(yamada, CancelChange{Change: 1})
	for _, n := range r.last.Notices {
		if told, ok := n.(TellDuty); ok && told.To == ito {
			require.Len(t, told.Gains, 1)
			require.Equal(t, tokyo(t, "2025-11-25 10:00").Unix(), told.Gains[0].From.Unix())
			require.Equal(t, tokyo(t, "2025-12-01 10:00").Unix(), told.Gains[0].To.Unix())
			return
		}
	}
	require.Fail(t, "ito is told")
}

// A cover of a turn that is no longer whose it is for changes nothing.
func TestACoverOutlivesTheSwapItWasFor(t *testing.T) {
	r := newRota(t)
	desk := &Desk{Schedules: map[RotationID]Schedule{"platform": r.schedule}}
	r.do(ito, r.swap(suzuki, "2025-11-26", "2025-12-03"))
	r.do(suzuki, AnswerRequest{Request: 1})
	r.do(suzuki, r.cover(tanaka, "", "2025-11-27", "2025-11-27"))
	require.False(t, desk.Idle(r.duty, 2, r.now))
	r.do(yamada, CancelChange{Change: 1})
	require.True(t, desk.Idle(r.duty, 2, r.now))
}

func TestWhoHasPromisedToCoverAndIsAwayIsReplaced(t *testing.T) {
	r := newRota(t)
	r.do(ito, r.cover(suzuki, "", "2025-11-26", "2025-11-27"))
	r.do(suzuki, r.away("", "2025-11-27", "2025-11-28"))
	require.Equal(t, suzuki, r.on("2025-11-27 12:00"), "until somebody else takes it")
	asked, ok := r.duty.Request(r.duty.Changed)
	require.True(t, ok)
	require.Equal(t, suzuki, asked.For)
	require.Equal(t, r.days("2025-11-27", "2025-11-27").From.Unix(), asked.Spans[0].From.Unix())
	r.do(tanaka, AnswerRequest{Request: asked.Change})
	require.Equal(t, tanaka, r.on("2025-11-27 12:00"))
}

func TestAHoleThatClosesIsNotAskedForAnyMore(t *testing.T) {
	r := newRota(t)
	r.do(tanaka, r.away("", "2025-11-26", "2025-11-26"))
	r.do(ito, r.away("", "2025-11-26", "2025-11-26"))
	r.do(suzuki, r.away("", "2025-11-26", "2025-11-26"))
	require.Equal(t, PersonID(""), r.on("2025-11-26 12:00"))
	hole, ok := r.duty.Request(r.duty.Changed)
	require.True(t, ok)
	require.True(t, hole.Hole)
	r.do(tanaka, CancelChange{Change: 1})
	require.Equal(t, tanaka, r.on("2025-11-26 12:00"))
	hole, _ = r.duty.Request(hole.Change)
	require.Equal(t, RequestWithdrawn, hole.State)
}

func TestAHoleCanBeFilledByHand(t *testing.T) {
	r := newRota(t)
	for _, who := range []PersonID{tanaka, ito, suzuki} {
		r.do(who, r.away("", "2025-11-26", "2025-11-26"))
	}
	r.do(yamada, CancelChange{Change: r.duty.Changed}) // the request made for it
	require.Equal(t, PersonID(""), r.on("2025-11-26 12:00"))

	refused, _ := errors.AsType[*Error](r.try(tanaka, r.cover(yamada, "", "2025-11-26", "2025-11-26")))
	require.Equal(t, "hole_own", refused.Reason)
	r.do(tanaka, r.cover("", "", "2025-11-26", "2025-11-27"))
	asked, _ := r.duty.Request(r.duty.Changed)
	require.True(t, asked.Hole)
	require.True(t, tokyo(t, "2025-11-27 00:00").Equal(asked.Spans[0].To), "only what has nobody")
	refused, _ = errors.AsType[*Error](r.try(suzuki, r.cover("", "", "2025-11-26", "2025-11-26")))
	require.Equal(t, "already_asked", refused.Reason)

	r.do(yamada, r.cover(yamada, "", "2025-11-25", "2025-11-27"))
	require.Equal(t, yamada, r.on("2025-11-26 12:00"))
	require.Equal(t, ito, r.on("2025-11-27 00:00"))
	asked, _ = r.duty.Request(asked.Change)
	require.Equal(t, RequestWithdrawn, asked.State, "nobody need answer any more")
}

func TestAnUndoneCoverOfSomebodyAwayIsAskedFor(t *testing.T) {
	r := newRota(t)
	r.do(yamada, r.cover(yamada, ito, "2025-11-26", "2025-11-26"))
	for _, who := range []PersonID{tanaka, ito, suzuki} {
		r.do(who, r.away("", "2025-11-26", "2025-11-26"))
	}
	require.Equal(t, yamada, r.on("2025-11-26 12:00"), "a cover beats an absence")
	r.do(yamada, CancelChange{Change: 1})
	require.Contains(t, r.names(), "show_request")
}

func TestHandingOverLastsUntilTheNextTurn(t *testing.T) {
	r := newRota(t)
	r.now = r.now.Add(345 * time.Millisecond)
	r.do(tanaka, HandOver{})
	require.Equal(t, ito, r.on("2025-11-20 15:04"))
	mark, handoff := r.schedule.Tick(rotation.Watermark{At: r.now.Add(-time.Hour), Person: string(tanaka)}, r.now, r.duty.Changes())
	require.NotNil(t, handoff)
	require.Zero(t, handoff.Boundary.Nanosecond(), "a button names it in seconds")
	_, handoff = r.schedule.Tick(mark, tokyo(t, "2025-11-25 10:00"), r.duty.Changes())
	require.Nil(t, handoff, "ito has it already")
	require.Equal(t, suzuki, r.on("2025-12-01 10:00"), "the order goes on")
}

func TestHandingOverGivesTheWholeTurn(t *testing.T) {
	r := newRota(t)
	r.do(tanaka, r.away("", "2025-11-21", "2025-11-22"))
	absence := r.duty.Changed
	r.do(tanaka, r.cover(suzuki, "", "2025-11-23", "2025-11-23"))
	r.do(tanaka, HandOver{})
	require.Equal(t, ito, r.on("2025-11-20 15:04"))
	require.Equal(t, ito, r.on("2025-11-22 12:00"))
	require.Equal(t, suzuki, r.on("2025-11-23 12:00"), "what is arranged stays")
	require.Equal(t, ito, r.on("2025-11-24 12:00"))
	r.do(tanaka, CancelChange{Change: absence})
	require.Equal(t, ito, r.on("2025-11-22 12:00"), "tanaka has handed it over")
	require.Equal(t, suzuki, r.on("2025-12-01 10:00"), "the order goes on")

	r = newRota(t)
	r.do(tanaka, r.cover(suzuki, "", "2025-11-20", "2025-11-21"))
	r.do(suzuki, HandOver{})
	require.Equal(t, tanaka, r.on("2025-11-20 15:04"), "who covers gives the turn back")
}

func TestAnUndoneRequestSaysSo(t *testing.T) {
	r := newRota(t)
	r.do(ito, r.cover("", "", "2025-11-26", "2025-11-27"))
	r.do(suzuki, AnswerRequest{Request: 1})
	r.do(ito, CancelChange{Change: 1})
	require.Equal(t, RequestUndone, r.duty.Requests[0].State)
	require.Equal(t, suzuki, r.duty.Requests[0].Taker)
	require.Contains(t, r.names(), "show_request", "the post is edited")
	require.Equal(t, ito, r.on("2025-11-26 12:00"))
	refused, _ := errors.AsType[*Error](r.try(tanaka, AnswerRequest{Request: 1}))
	require.Equal(t, "request_over", refused.Reason)
}

func TestRequestsNobodyAnswers(t *testing.T) {
	r := newRota(t)
	r.do(ito, r.cover("", "", "2025-12-01", "2025-12-01"))
	untaken := Remind{Reminder: Reminder{Kind: RemindUntaken, N: 1}}
	over := Remind{Reminder: Reminder{Kind: RemindExpire, N: 1}}
	r.now = tokyo(t, "2025-11-21 15:04")
	r.do("", untaken)
	require.Equal(t, []Notice{TellRequest{Rotation: "platform", Request: 1, To: Mention{Person: yamada, As: RoleLead}}}, r.last.Notices)
	r.now = tokyo(t, "2025-12-01 00:00")
	r.do("", over)
	require.Equal(t, RequestExpired, r.duty.Requests[0].State)
	require.Equal(t, []string{"show_request"}, r.names(), "at night only the post is edited")
	require.True(t, tokyo(t, "2025-12-01 10:00").Equal(r.last.Reminders[0].At))
	r.now = tokyo(t, "2025-12-01 10:00")
	r.do("", untaken)
	require.Equal(t, []Notice{TellRequest{Rotation: "platform", Request: 1, To: Mention{Person: ito}}}, r.last.Notices)
	r.do("", over)
	require.Empty(t, r.last.Notices, "once")
}

func TestNobodyIsWrittenToAtNightWithoutNeed(t *testing.T) {
	r := newRota(t)
	r.now = tokyo(t, "2025-11-20 22:00")
	r.do(ito, r.cover(suzuki, "", "2025-11-26", "2025-11-26"))
	require.Empty(t, r.last.Notices)
	require.Len(t, r.last.Held, 1)
	require.True(t, tokyo(t, "2025-11-21 10:00").Equal(r.last.Until))
	r.do(ito, r.swap(suzuki, "2025-11-27", "2025-12-03"))
	require.Len(t, r.last.Held, 1, "an answer has time")
	r.do(tanaka, r.cover(suzuki, "", "2025-11-20", "2025-11-20"))
	require.Equal(t, []string{"tell_duty"}, r.names(), "suzuki is on call now")
	require.Empty(t, r.last.Held)
}

// One request per interval: what opens again within a hole that the team was
// asked to fill is not asked a second time.
func TestAHoleIsAskedForOnce(t *testing.T) {
	r := newRota(t)
	r.empty("2025-12-10", "2025-12-11")
	asked := len(r.duty.Requests)
	require.Equal(t, RequestOpen, r.duty.Requests[asked-1].State)
	r.do(yamada, r.cover(yamada, "", "2025-12-10", "2025-12-10"))
	r.do(yamada, CancelChange{Change: r.duty.Changed})
	require.Len(t, r.duty.Requests, asked)
	require.Equal(t, RequestOpen, r.duty.Requests[asked-1].State)

	r.empty("2025-12-12", "2025-12-12")
	require.Len(t, r.duty.Requests, asked+1, "another hole is")
}
