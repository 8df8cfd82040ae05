package triage_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/rotation"
)

// share is how the work of a period was spread over being on call.
func (o *office) share(p triage.Period) triage.OnCallShare {
	o.t.Helper()
	r, err := o.Report(o.t.Context(), p, "")
	require.NoError(o.t, err)
	return r.Share
}

// second adds a rotation in which suzuki is always on call.
func (o *office) second(id triage.RotationID) {
	o.t.Helper()
	r, err := rotation.Spec{Handoff: "Mon 10:00", Start: "2025-11-03", OnHoliday: "keep", Primary: []string{string(suzuki)}}.Build(o.Policy.Calendar)
	require.NoError(o.t, err)
	o.Schedules[id] = r
}

// The week from Monday 17 November is tanaka's from 10:00 on, suzuki's before.
func TestOnCallShare(t *testing.T) {
	work := func(minutes, interruptions, out int) triage.Work {
		return triage.Work{Minutes: minutes, Interruptions: interruptions, OutOfHours: out}
	}
	for _, c := range []struct {
		name string
		live func(*office)
		want triage.OnCallShare
	}{
		{"nobody worked", func(o *office) { o.at("2025-11-18 11:00").ask("a") }, triage.OnCallShare{}},
		{"the on-call answered and closed", func(o *office) {
			q := o.at("2025-11-18 11:00").ask("a")
			o.at("2025-11-18 11:10").reply(q, tanaka)
			o.at("2025-11-18 12:10").resolve(q, tanaka, reasons(60))
		}, triage.OnCallShare{OnCall: work(60, 2, 0)}},
		{"somebody else helped in two of three half-hours", func(o *office) {
			q := o.at("2025-11-18 11:00").ask("a")
			o.at("2025-11-18 11:10").reply(q, tanaka)
			o.at("2025-11-18 20:10").reply(q, suzuki)
			o.at("2025-11-19 11:10").resolve(q, suzuki, reasons(100))
		}, triage.OnCallShare{OnCall: work(33, 1, 0), Others: work(67, 2, 1)}},
		{"no time was given", func(o *office) {
			q := o.at("2025-11-18 11:00").ask("a")
			o.at("2025-11-18 11:10").reply(q, suzuki)
		}, triage.OnCallShare{Others: work(0, 1, 0)}},
		{"one half-hour for two inquiries is one interruption", func(o *office) {
			a, b := o.at("2025-11-18 11:00").ask("a"), o.ask("b")
			o.at("2025-11-18 11:10").reply(a, tanaka)
			o.at("2025-11-18 11:20").reply(b, tanaka)
		}, triage.OnCallShare{OnCall: work(0, 1, 0)}},
		{"the turn ends within the week", func(o *office) {
			q := o.at("2025-11-17 09:00").ask("a")
			o.at("2025-11-17 09:50").reply(q, suzuki)
			o.at("2025-11-17 10:10").reply(q, suzuki)
		}, triage.OnCallShare{OnCall: work(0, 1, 1), Others: work(0, 1, 0)}},
		{"a cover in the middle of the week", func(o *office) {
			q := o.at("2025-11-18 11:00").ask("a")
			midnight := o.now.Add(-11 * time.Hour)
			_, err := o.Handle(o.t.Context(), triage.Order{Key: "cover", Rotation: "platform", By: tanaka, Command: triage.Cover{
				Person: suzuki, From: midnight.AddDate(0, 0, 2), To: midnight.AddDate(0, 0, 4),
			}})
			require.NoError(o.t, err)
			o.at("2025-11-19 11:00").reply(q, suzuki)
			o.at("2025-11-20 11:00").reply(q, suzuki)
			o.at("2025-11-20 12:00").reply(q, tanaka)
		}, triage.OnCallShare{OnCall: work(0, 1, 0), Others: work(0, 2, 0)}},
		{"two rotations are one duty", func(o *office) {
			o.second("data")
			q := o.at("2025-11-18 11:00").ask("a")
			o.at("2025-11-18 11:10").reply(q, tanaka)
			o.at("2025-11-18 12:10").resolve(q, suzuki, reasons(60))
		}, triage.OnCallShare{OnCall: work(60, 2, 0)}},
		{"one person in both rotations counts once", func(o *office) {
			o.second("data")
			q := o.at("2025-11-17 09:00").ask("a")
			o.at("2025-11-17 09:50").resolve(q, suzuki, reasons(30))
		}, triage.OnCallShare{OnCall: work(30, 1, 1)}},
		{"there is no rotation", func(o *office) {
			o.Schedules = nil
			q := o.at("2025-11-18 11:00").ask("a")
			o.at("2025-11-18 11:10").reply(q, tanaka)
		}, triage.OnCallShare{Others: work(0, 1, 0), Vacant: 1}},
		{"who was on call has left since", func(o *office) {
			q := o.at("2025-11-18 11:00").ask("a")
			o.at("2025-11-18 11:10").reply(q, tanaka)
			o.Gone = func(who string) bool { return who == string(tanaka) }
		}, triage.OnCallShare{OnCall: work(0, 1, 0)}},
		{"a day taken whole", func(o *office) {
			q := o.at("2025-11-18 11:00").ask("a")
			o.at("2025-11-18 11:10").resolve(q, suzuki, reasons(300))
		}, triage.OnCallShare{Others: work(300, 1, 0), HeavyDays: 1}},
		{"of another week", func(o *office) {
			q := o.at("2025-11-24 11:00").ask("a")
			o.at("2025-11-24 11:10").reply(q, tanaka)
		}, triage.OnCallShare{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOffice(t).rota()
			c.live(o)
			require.Equal(t, c.want, o.share("2025-W47"))
		})
	}
}

// What people worked on before their names were erased is of nobody: neither
// of whoever was on call nor of the others.
func TestOnCallShareLeavesOutTheErased(t *testing.T) {
	o := newOffice(t).rota()
	o.Policy.Leads = []triage.PersonID{"UYAMADA"}
	q := o.at("2025-11-18 11:00").ask("a")
	o.at("2025-11-18 11:10").resolve(q, tanaka, reasons(300))
	require.Equal(t, 1, o.share("2025-W47").Interruptions())
	o.at("2025-11-21 12:00").order(q, "UYAMADA", triage.Forget{})
	require.Equal(t, triage.OnCallShare{}, o.share("2025-W47"))
}

// The share of an area is that of its inquiries, and a file ends with it.
func TestTheShareIsInTheReportsFile(t *testing.T) {
	o := newOffice(t).rota()
	for _, area := range []string{"ci_cd", "network"} {
		q := o.at("2025-11-18 11:00").ask(area)
		o.order(q, tanaka, triage.Reclassify{Area: area})
		o.at("2025-11-18 20:00").resolve(q, suzuki, reasons(45))
	}
	whole, err := o.Report(t.Context(), "2025-W47", "")
	require.NoError(t, err)
	require.Equal(t, 90, whole.Share.Minutes())
	part, err := o.Report(t.Context(), "2025-W47", "network")
	require.NoError(t, err)
	require.Equal(t, 45, part.Share.Minutes())
	var file bytes.Buffer
	require.NoError(t, whole.WriteCSV(&file))
	require.Regexp(t, "interruptions,2\ninterruptions_on_call,1\ninterruptions_nobody_on_call,0\n"+
		"interruptions_out_of_hours,1\ninterruptions_out_of_hours_on_call,0\nworked_minutes,90\nworked_minutes_on_call,45\nheavy_days,0\n$", file.String())
}

// recountShare computes the share of a period from all records, slowly: each
// half-hour of it is asked who worked in it, and who was on call.
func (w *throng) recountShare(all map[string][]triage.Record, p triage.Period) triage.OnCallShare {
	w.t.Helper()
	from, to := p.Bounds(w.Policy.Calendar.Location())
	half := func(r triage.Record) (string, bool) {
		at := r.At
		if e, ok := r.Event.(triage.Replied); ok {
			at = e.Message.TS.Time()
		}
		return fmt.Sprint(r.By, " ", at.Unix()/1800), r.By == tanaka || r.By == suzuki
	}
	worked, minutes := map[string]bool{}, map[string]float64{}
	for _, records := range all {
		s, touched, over := told(records, to), map[string]bool{}, false
		for _, r := range records {
			name := triage.EventName(r.Event)
			after := !r.At.Before(to)
			over = over || after && (name == "resolved" || name == "reopened")
			if after && (over || name != "reasoned" || s.status != "resolved") {
				continue
			}
			if key, ok := half(r); ok {
				touched[key] = true
			}
		}
		for key := range touched {
			worked[key] = true
			minutes[key] += float64(s.reasons.Minutes) / float64(len(touched))
		}
	}
	var s triage.OnCallShare
	var held, others float64
	for at := from; at.Before(to); at = at.Add(30 * time.Minute) {
		shift, err := w.OnCall(w.t.Context(), "platform", at)
		require.NoError(w.t, err)
		for _, who := range []triage.PersonID{tanaka, suzuki} {
			key := fmt.Sprint(who, " ", at.Unix()/1800)
			if !worked[key] {
				continue
			}
			work, time := &s.Others, &others
			if shift.Primary == string(who) {
				work, time = &s.OnCall, &held
			} else if shift.Primary == "" {
				s.Vacant++
			}
			work.Interruptions++
			*time += minutes[key]
			if !w.Policy.Calendar.IsOpen(at) {
				work.OutOfHours++
			}
		}
	}
	s.OnCall.Minutes = int(held + 0.500001)
	s.Others.Minutes = int(held+others+0.500001) - s.OnCall.Minutes
	s.HeavyDays = w.share(p).HeavyDays // tested on its own
	return s
}
