package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func TestWhoIsAskedHowTheTurnWas(t *testing.T) {
	p := policy(t)
	p.Members = append(p.Members, ito)
	p.Survey = true
	r, err := rotation.Spec{Handoff: "Mon 10:00", Start: "2025-11-03", OnHoliday: "keep", Primary: []string{string(tanaka), string(ito)}}.Build(p.Calendar)
	require.NoError(t, err)
	turn, within := tokyo(t, "2025-11-17 10:00"), tokyo(t, "2025-11-19 10:00")
	for _, c := range []struct {
		name     string
		boundary time.Time
		outgoing PersonID
		change   func(*Policy, *Duty, *Facts)
		asked    bool
	}{
		{"the turn ends", turn, ito, nil, true},
		{"who covered it to its end", turn, suzuki, nil, true},
		{"a cover begins", within, tanaka, nil, false},
		{"a cover ends", within, suzuki, nil, false},
		{"nobody was on call", turn, "", nil, false},
		{"somebody of another team", turn, kato, nil, false},
		{"somebody who has left", turn, ito, func(_ *Policy, _ *Duty, f *Facts) {
			f.Changes.Deactivated = func(who string) bool { return who == string(ito) }
		}, false},
		{"switched off", turn, ito, func(p *Policy, _ *Duty, _ *Facts) { p.Survey = false }, false},
		{"asked a day ago", turn, ito, func(_ *Policy, d *Duty, _ *Facts) {
			d.Surveys = []Survey{{Boundary: turn.AddDate(0, 0, -1), Person: ito}}
		}, false},
		{"asked a week ago", turn, ito, func(_ *Policy, d *Duty, _ *Facts) {
			d.Surveys = []Survey{{Boundary: turn.AddDate(0, 0, -7), Person: ito}}
		}, true},
		{"another one asked a day ago", turn, ito, func(_ *Policy, d *Duty, _ *Facts) {
			d.Surveys = []Survey{{Boundary: turn.AddDate(0, 0, -1), Person: tanaka}}
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, d := p, Duty{Rotation: "platform"}
			f := Facts{Now: c.boundary, Schedule: r, Handoff: &rotation.Handoff{Boundary: c.boundary, Outgoing: string(c.outgoing), Incoming: "UNEXT"}}
			if c.change != nil {
				c.change(&p, &d, &f)
			}
			out, err := p.Decide(State{Duty: d}, Order{Rotation: "platform", Command: CheckHandoff{}}, f)
			require.NoError(t, err)
			require.Equal(t, c.asked, len(out.Events) == 2)
			if c.asked {
				require.Contains(t, out.Notices, Notice(AskEffort{Rotation: "platform", Boundary: c.boundary, To: c.outgoing}))
			}
		})
	}
}

func TestAnswersToASurvey(t *testing.T) {
	p := policy(t)
	end := tokyo(t, "2025-11-17 10:00")
	d := Duty{Rotation: "platform"}.Apply(Record{At: end, Event: SurveyAsked{Boundary: end, Person: tanaka}})
	rate := func(by PersonID, c RateShift) error {
		out, err := p.Decide(State{Duty: d}, Order{By: by, Rotation: "platform", Command: c}, Facts{Now: end})
		for _, e := range out.Events {
			d = d.Apply(Record{At: end, By: by, Event: e})
		}
		return err
	}
	require.Equal(t, Denied, KindOf(rate(suzuki, RateShift{Boundary: end, Effort: 1})))
	require.Equal(t, Conflict, KindOf(rate(tanaka, RateShift{Boundary: end.Add(time.Hour), Effort: 1})))
	require.Equal(t, Conflict, KindOf(rate(tanaka, RateShift{Boundary: end, Effort: 6})))
	require.NoError(t, rate(tanaka, RateShift{Boundary: end, Effort: 4, Line: "nights"}))
	require.NoError(t, rate(tanaka, RateShift{Boundary: end, Effort: 5}))
	require.Equal(t, []Survey{{Boundary: end, Person: tanaka, Effort: 5}}, d.Surveys, "the last answer counts")

	later := end.Add(dutyKept + time.Hour)
	d = d.Apply(Record{At: later, Event: SurveyAsked{Boundary: later, Person: tanaka}})
	require.Len(t, d.Surveys, 1, "what was long ago is left to the history")
}
