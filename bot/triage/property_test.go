package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"toban/rotation"
)

// Whatever people arrange in whatever order: the past stays as it was, who is
// told has something to be told, and what is asked for can be taken once.
func TestArrangingNeverChangesThePast(t *testing.T) {
	given := newRota(t)
	people := []PersonID{tanaka, ito, suzuki, yamada, sato}
	rapid.Check(t, func(t *rapid.T) {
		r := *given
		r.duty = Duty{Rotation: "platform"}
		person := rapid.SampledFrom(people)
		span := func() Span {
			from := r.now.Add(time.Duration(rapid.IntRange(-48, 24*21).Draw(t, "from")) * time.Hour)
			return Span{From: from, To: from.Add(time.Duration(rapid.IntRange(1, 24*10).Draw(t, "hours")) * time.Hour)}
		}
		type answer struct {
			at  time.Time
			who string
		}
		var log []answer
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			s := span()
			change := ChangeID(rapid.IntRange(1, int(r.duty.Changed)+1).Draw(t, "change"))
			command := rapid.SampledFrom([]Command{
				Cover{Person: person.Draw(t, "person"), For: person.Draw(t, "for"), From: s.From, To: s.To},
				Cover{From: s.From, To: s.To},
				ProposeSwap{With: person.Draw(t, "with"), Mine: s, Theirs: span()},
				BeAway{From: s.From, To: s.To},
				AnswerRequest{Request: change},
				AnswerRequest{Request: change, Decline: true},
				CancelChange{Change: change},
				HandOver{},
			}).Draw(t, "command")
			before := r.duty.Version
			err := r.try(person.Draw(t, "by"), command)
			if err != nil {
				require.NotEqual(t, Internal, KindOf(err), "%v", err)
				require.Equal(t, before, r.duty.Version)
			}
			for _, a := range log {
				require.Equal(t, a.who, r.schedule.OnCall(a.at, r.duty.Changes()).Primary, "the past at %s after %#v", a.at, command)
			}
			for _, n := range append(r.last.Notices, r.last.Held...) {
				if told, ok := n.(TellDuty); ok && err == nil {
					require.NotEmpty(t, told.To)
					require.NotEmpty(t, append(told.Gains, told.Loses...), "%#v", told)
				}
			}
			for _, o := range r.duty.Overrides {
				require.True(t, o.Start.Before(o.End))
				require.Zero(t, o.Start.Nanosecond(), "the edges are whole seconds")
			}
			log = append(log, answer{r.now.Add(-time.Second), r.schedule.OnCall(r.now.Add(-time.Second), r.duty.Changes()).Primary})
			r.now = r.now.Add(time.Duration(rapid.IntRange(1, 72*60).Draw(t, "minutes")) * time.Minute)
			r.last = Decision{}
		}
	})
}

func TestMovesTileWhatDiffers(t *testing.T) {
	start := time.Date(2025, 11, 20, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		plan := func(name string) []rotation.Shift {
			var list []rotation.Shift
			at := start
			for at.Before(start.Add(20 * time.Hour)) {
				end := at.Add(time.Duration(rapid.IntRange(1, 9).Draw(t, name)) * time.Hour)
				if end.After(start.Add(20 * time.Hour)) {
					end = start.Add(20 * time.Hour)
				}
				list = append(list, rotation.Shift{Start: at, End: end, Primary: rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, name)})
				at = end
			}
			return list
		}
		at := func(list []rotation.Shift, t time.Time) PersonID {
			for _, s := range list {
				if !t.Before(s.Start) && t.Before(s.End) {
					return PersonID(s.Primary)
				}
			}
			return "?"
		}
		before, after := plan("before"), plan("after")
		moves := Moves(before, after)
		for h := range 20 {
			when := start.Add(time.Duration(h) * time.Hour)
			var found []Move
			for _, m := range moves {
				if !when.Before(m.From) && when.Before(m.To) {
					found = append(found, m)
				}
			}
			if at(before, when) == at(after, when) {
				require.Empty(t, found)
				continue
			}
			require.Len(t, found, 1)
			require.Equal(t, [2]PersonID{at(before, when), at(after, when)}, [2]PersonID{found[0].Was, found[0].Now})
		}
	})
}
