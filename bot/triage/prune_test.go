package triage

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// What is long over leaves the duty with the next change, and nothing else.
func TestALongFinishedChangeLeavesTheDuty(t *testing.T) {
	now := tokyo(t, "2025-11-20 10:00")
	const day = 24 * time.Hour
	override := func(group string, end time.Time) rotation.Override {
		return rotation.Override{ID: group, Group: group, Start: end.Add(-day), End: end, Person: "UITO"}
	}
	request := func(id ChangeID, state RequestState, end time.Time) Request {
		return Request{Change: id, Kind: RequestCover, State: state, Spans: []Span{{From: end.Add(-day), To: end}}, Expires: end}
	}
	old, recent := now.Add(-dutyKept-day), now.Add(-dutyKept+day)
	d := Duty{
		Rotation: "platform", Changed: 7,
		Overrides: []rotation.Override{override("1", old), override("2", recent), override("3", old), override("3", recent)},
		Away: []Absence{
			{Away: rotation.Away{Person: "UITO", From: old.Add(-day), To: old}, Change: 4},
			{Away: rotation.Away{Person: "UITO", From: recent.Add(-day), To: recent}, Change: 5},
		},
		Requests: []Request{request(6, RequestExpired, old), request(7, RequestExpired, recent), request(2, RequestOpen, old)},
	}
	before := d
	d = d.Apply(Record{Subject: "duty/platform", At: now, By: tanaka, Event: WentAway{
		Absence: Absence{Away: rotation.Away{Person: "UTANAKA", From: now, To: now.Add(day)}, Change: 8},
	}})
	var groups []string
	for _, o := range d.Overrides {
		groups = append(groups, o.Group)
	}
	require.Equal(t, []string{"2", "3", "3"}, groups, "a swap goes as a whole")
	require.Equal(t, ChangeID(5), d.Away[0].Change)
	require.Len(t, d.Away, 2)
	require.Len(t, d.Requests, 2)
	require.Equal(t, ChangeID(8), d.Changed, "no number is given again")
	require.Len(t, before.Overrides, 4, "the fold changes nothing that others hold")
	require.Equal(t, "1", before.Overrides[0].Group)
}

func TestAsidesAreCounted(t *testing.T) {
	q := Inquiry{ID: "INQ-1"}
	for n := range asidesKept + 3 {
		q = q.Apply(Record{Subject: "INQ-1", Event: Replied{Aside: fmt.Sprint(n)}})
	}
	require.Len(t, q.Asides, asidesKept)
	require.Equal(t, 3, q.AsidesMore)
}
