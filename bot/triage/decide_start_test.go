package triage

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// starts are the reminders of a decision, in words.
func (r *rota) starts() string {
	var list []string
	for _, n := range r.last.Notices {
		if n, ok := n.(RemindStart); ok {
			list = append(list, fmt.Sprintf("%s %s after %s from %s", n.To.Person, n.To.As, n.Before, n.Start.In(r.policy.Calendar.Location()).Format("01-02 15:04")))
		}
	}
	return strings.Join(list, ", ")
}

func TestWhenADutyThatBeginsIsTold(t *testing.T) {
	p := policy(t)
	for start, want := range map[string]string{
		"2025-11-25 10:00": "2025-11-21 16:00", // over a weekend and a holiday
		"2025-11-20 00:00": "2025-11-19 16:00",
		"2025-11-20 18:00": "2025-11-19 16:00",
		"2025-11-23 12:00": "2025-11-21 16:00",
	} {
		require.Equal(t, tokyo(t, want).Unix(), p.StartsFrom(tokyo(t, start)).Unix(), start)
	}
	var err error
	p.Calendar, err = rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}, Special: map[string][]string{"2025-11-21": {"10:00-13:00"}}}.
		Build(p.Calendar.Location())
	require.NoError(t, err)
	require.Equal(t, tokyo(t, "2025-11-21 12:00").Unix(), p.StartsFrom(tokyo(t, "2025-11-24 10:00")).Unix(), "a half day")
}

// Whoever comes next is told on the business day before, as the schedule is
// then: once, and not what they were told anyway.
func TestWhoIsToldThatTheirDutyBegins(t *testing.T) {
	const before, late = "2025-11-21 15:59", "2025-11-21 16:00"
	for _, c := range []struct {
		name  string
		given func(*rota)
		at    string
		want  string
	}{
		{"too early", nil, before, ""},
		{"the next turn", nil, late, "UITO incoming after UTANAKA from 11-25 10:00"},
		{"later the same day, after a downtime", nil, "2025-11-21 18:00", "UITO incoming after UTANAKA from 11-25 10:00"},
		{"in quiet time nobody is told", nil, "2025-11-21 20:00", ""},
		{"nor once it has begun", nil, "2025-11-25 10:00", ""},
		{"nor early in the morning of it", nil, "2025-11-25 09:59", ""},
		{
			"somebody covers", func(r *rota) { r.do(ito, r.cover(suzuki, "", "2025-11-25", "2025-11-25")) }, late,
			"USUZUKI incoming after UTANAKA from 11-25 10:00",
		},
		{
			"somebody is away", func(r *rota) { r.do(ito, r.away("", "2025-11-25", "2025-11-30")) }, late,
			"USUZUKI incoming after UTANAKA from 11-25 10:00",
		},
		{"whose account is gone", func(r *rota) { r.gone = ito }, late, "USUZUKI incoming after UTANAKA from 11-25 10:00"},
		{
			"a cover before and the turn after it", func(r *rota) { r.do(tanaka, r.cover(suzuki, "", "2025-11-22", "2025-11-24")) }, late,
			"USUZUKI incoming after UTANAKA from 11-22 00:00, UTANAKA incoming after USUZUKI from 11-25 00:00, UITO incoming after UTANAKA from 11-25 10:00",
		},
		{"who is on duty and stays", func(r *rota) { r.do(ito, r.cover(tanaka, "", "2025-11-25", "2025-11-25")) }, late, ""},
		{"arranged within the day: they were told at once", func(r *rota) {
			r.now = tokyo(r.t, late).Add(time.Minute)
			r.do(ito, r.cover(suzuki, "", "2025-11-25", "2025-11-25"))
			require.Contains(r.t, r.names(), "tell_duty")
		}, "2025-11-21 16:30", ""},
		{"told, covered and undone: they were told at once", func(r *rota) {
			r.look(late)
			r.now = tokyo(r.t, late).Add(time.Minute)
			r.do(yamada, r.cover(suzuki, ito, "2025-11-25", "2025-11-30"))
			r.do(yamada, CancelChange{Change: 1})
		}, "2025-11-21 17:00", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRota(t)
			if c.given != nil {
				c.given(r)
			}
			r.look(c.at)
			require.Equal(t, c.want, r.starts())
			r.look(c.at)
			require.Empty(t, r.starts(), "each is told once")
		})
	}
}

func TestTheSecondaryIsToldToo(t *testing.T) {
	r := newRota(t)
	var err error
	r.schedule, err = rotation.Spec{
		Handoff: "Mon 10:00", Primary: []string{string(tanaka), string(ito), string(suzuki)}, Secondary: rotation.Second{Offset: 1}, Start: "2025-11-17 10:00",
	}.Build(r.policy.Calendar)
	require.NoError(t, err)
	r.look("2025-11-21 16:00")
	require.Equal(t, "UITO incoming after UTANAKA from 11-25 10:00, USUZUKI secondary after UITO from 11-25 10:00", r.starts())
	r.now = tokyo(t, "2025-11-25 10:00")
	require.Len(t, r.duty.Apply(Record{At: r.now, Event: StartReminded{Start: r.now.Add(time.Hour)}}).Starts, 1, "what has begun is forgotten")
}

// Time off duty is no change of the person: who has the week is not told every
// morning.
func TestNobodyIsToldThatTheirOwnDutyGoesOn(t *testing.T) {
	r := newRota(t)
	var err error
	r.schedule, err = rotation.Spec{
		Handoff: "Mon 10:00", Primary: []string{string(tanaka), string(ito)}, Start: "2025-11-17 10:00", Duty: rotation.Lines{"opening hours"},
	}.Build(r.policy.Calendar)
	require.NoError(t, err)
	r.look("2025-11-19 16:00")
	require.Empty(t, r.starts())
	r.look("2025-11-21 16:00")
	require.Equal(t, "UITO incoming after UTANAKA from 11-25 10:00", r.starts())
}

// At the start the direct messages go with the handoff, unless they are late
// or were arranged a moment ago.
func TestWhoIsToldThatTheirDutyHasBegun(t *testing.T) {
	boundary := tokyo(t, "2025-11-25 10:00")
	for _, c := range []struct {
		name   string
		at     string
		change func(*Duty, *rotation.Handoff)
		want   string
	}{
		{"on time", "2025-11-25 10:00", nil, "UITO oncall after UTANAKA from 11-25 10:00, USUZUKI secondary after UTANAKA from 11-25 10:00"},
		{
			"a boundary at night is told at the opening", "2025-11-25 10:00", func(_ *Duty, h *rotation.Handoff) { h.Boundary = tokyo(t, "2025-11-25 00:00") },
			"UITO oncall after UTANAKA from 11-25 00:00, USUZUKI secondary after UTANAKA from 11-25 00:00",
		},
		{"late", "2025-11-25 11:30", nil, ""},
		{"the secondary stays", "2025-11-25 10:00", func(d *Duty, _ *rotation.Handoff) {
			d.Last = &HandedOff{Handoff: rotation.Handoff{Secondary: string(suzuki)}}
		}, "UITO oncall after UTANAKA from 11-25 10:00"},
		{"nobody comes", "2025-11-25 10:00", func(_ *Duty, h *rotation.Handoff) { h.Incoming, h.Secondary = "", "" }, ""},
		{"handed over a moment ago", "2025-11-25 10:00", func(_ *Duty, h *rotation.Handoff) {
			h.Why = rotation.Why{Reason: rotation.Overridden, At: boundary}
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRota(t)
			h := rotation.Handoff{Boundary: boundary, Outgoing: string(tanaka), Incoming: string(ito), Secondary: string(suzuki)}
			if c.change != nil {
				c.change(&r.duty, &h)
			}
			r.last = r.policy.handoff(r.duty, Facts{Now: tokyo(t, c.at), Handoff: &h})
			require.Equal(t, c.want, r.starts())
			for _, n := range r.last.Notices {
				if n, ok := n.(RemindStart); ok {
					require.True(t, n.Begun)
				}
			}
		})
	}
}

func TestSchedulesAreLookedAtEveryFullHour(t *testing.T) {
	p := policy(t)
	for _, c := range []struct {
		last, now string
		want      bool
	}{
		{"2025-11-20 15:04", "2025-11-20 15:59", false},
		{"2025-11-20 15:04", "2025-11-20 16:00", true},
		{"2025-11-20 15:00", "2025-11-20 15:30", false},
		{"2025-11-20 23:59", "2025-11-21 00:00", true},
	} {
		require.Equal(t, c.want, p.LookDue(tokyo(t, c.last), tokyo(t, c.now)), "%s %s", c.last, c.now)
	}
}
