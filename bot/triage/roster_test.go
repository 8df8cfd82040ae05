package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func TestConfigure(t *testing.T) {
	p := policy(t)
	now := time.Date(2025, 11, 26, 3, 0, 0, 0, time.UTC)
	spec := rotation.Spec{Handoff: "Mon 10:00", Primary: []string{"U1", "U2", "U3"}, Start: "2025-11-17"}
	put := func(d Duty, s rotation.Spec) (Duty, []Notice) {
		t.Helper()
		out, err := p.Decide(State{Duty: d}, Order{Rotation: d.Rotation, Command: Configure{Spec: s}}, Facts{Now: now})
		require.NoError(t, err)
		for _, e := range out.Events {
			d = d.Apply(Record{Subject: d.Rotation.Subject(), At: now, Event: e})
		}
		return d, out.Notices
	}
	first, told := put(Duty{Rotation: "platform"}, spec)
	require.Empty(t, told, "nothing was before it")
	require.Len(t, first.Setups, 1)
	require.Equal(t, "Asia/Tokyo", first.Setups[0].Spec.Timezone)

	same, told := put(first, spec)
	require.Empty(t, told)
	require.Equal(t, first, same)

	spelled := spec
	spelled.Every = "1w" // what it was by default
	second, told := put(first, spelled)
	require.Empty(t, told, "nobody would notice")
	require.Len(t, second.Setups, 2)

	edited := spelled
	edited.Primary = []string{"U1", "U2"}
	third, told := put(second, edited)
	require.Len(t, third.Setups, 3)
	change := told[0].(AnnounceRoster).Change
	require.Equal(t, PersonID("U2"), change.Was)
	require.Equal(t, PersonID("U2"), change.Now)
	require.Equal(t, []rotation.Revision{{Key: "primary", Was: spec.Primary, Will: edited.Primary}}, change.Revisions)
	require.Equal(t, Turn{At: time.Date(2025, 12, 1, 1, 0, 0, 0, time.UTC), Person: "U1"}, Turn{At: change.Next[0].At.UTC(), Person: change.Next[0].Person})
	require.Len(t, change.Next, 4)

	third.Setups[0].Spec.Timezone = "Mars/Olympus" // of a version that knew more
	fresh, told := put(third, edited)
	require.Empty(t, told)
	require.Len(t, fresh.Setups, 1, "it begins anew")
	require.Equal(t, edited.Primary, fresh.Setups[0].Spec.Primary)
}
