package rotation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"toban/rotation"
)

// Turns touch each other, cover what was asked for, and say at every instant
// what OnCall says, with the bounds that it gives.
func TestTurnsSayWhatOnCallSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRotation(t)
		from := anyInstant(t, "from")
		to := from.Add(time.Duration(rapid.IntRange(1, 30*24*60).Draw(t, "minutes")) * time.Minute)
		ch := anyChanges(t, from)
		for _, role := range []string{rotation.Primary, rotation.Secondary} {
			turns := slices.Collect(r.Turns(role, from, to, ch))
			require.NotEmpty(t, turns)
			require.False(t, turns[0].Start.After(from))
			last := turns[len(turns)-1]
			require.True(t, last.End.IsZero() || !last.End.Before(to))
			for i, turn := range turns {
				if i > 0 {
					require.Equal(t, turns[i-1].End, turn.Start)
				}
				at := turn.Start
				if at.Before(from) {
					at = from
				}
				s := r.OnCall(at, ch)
				if role == rotation.Secondary {
					require.Equal(t, s.Secondary, turn.Person)
					require.Equal(t, s.SecondaryWhy, turn.Why)
					continue
				}
				require.Equal(t, s.Primary, turn.Person)
				require.Equal(t, s.Why, turn.Why)
				require.Equal(t, s.Hole(), turn.Hole())
				if !s.Until.IsZero() {
					require.True(t, s.Until.Equal(turn.End), "%s is not %s", s.Until, turn.End)
				}
				if at.Equal(from) {
					require.True(t, s.Since.Equal(turn.Start))
				}
			}
		}
	})
}

func TestTurnsOfNothing(t *testing.T) {
	r, err := rotation.Spec{Timezone: "Asia/Tokyo", Start: "2026-01-05", Handoff: "Mon 10:00", OnHoliday: "keep"}.Build(nil)
	require.NoError(t, err)
	at := time.Date(2026, time.November, 23, 1, 0, 0, 0, time.UTC)
	require.Empty(t, slices.Collect(r.Turns(rotation.Primary, at, at, rotation.Changes{})))

	turns := slices.Collect(r.Turns(rotation.Primary, at, at.AddDate(0, 6, 0), rotation.Changes{}))
	require.Len(t, turns, 1, "nobody for ever is one turn, of which no end is in sight")
	require.True(t, turns[0].Hole() && turns[0].Start.IsZero() && turns[0].End.IsZero())
	second := slices.Collect(r.Turns(rotation.Secondary, at, at.AddDate(0, 6, 0), rotation.Changes{}))
	require.Len(t, second, 1)
	require.False(t, second[0].Hole(), "there is no secondary to be missed")
}
