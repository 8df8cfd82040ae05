package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestARefusalIsTheAdmins(t *testing.T) {
	r := newRota(t)
	order := func(at string) Order {
		return Order{Key: "refused/" + at, Rotation: "platform", Command: NoteRefusal{Follower: Follower{UserGroup: "S1"}, Code: "permission_denied"}}
	}
	for _, c := range []struct {
		name, at string
		until    string // empty: told at once
	}{
		{"while the team is there", "2025-11-20 15:04", ""},
		{"in the evening", "2025-11-20 19:00", "2025-11-21 10:00"},
		{"on a long weekend", "2025-11-22 03:00", "2025-11-25 10:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := r.policy.Decide(State{Duty: Duty{Rotation: "platform"}}, order(c.at), Facts{Now: tokyo(t, c.at)})
			require.NoError(t, err)
			want := []Notice{WarnRefused{
				Rotation: "platform", Follower: Follower{UserGroup: "S1"}, Code: "permission_denied", To: Mention{Person: yamada, As: RoleAdmin},
			}}
			if c.until == "" {
				require.Equal(t, Decision{Notices: want}, d)
				return
			}
			require.Equal(t, want, d.Held)
			require.True(t, tokyo(t, c.until).Equal(d.Until), d.Until.Format(time.RFC3339))
		})
	}
}

func TestTheAdminIsWhoCanMendIt(t *testing.T) {
	require.Equal(t, suzuki, Policy{Members: []PersonID{tanaka}, Leads: []PersonID{yamada}, Admins: []PersonID{suzuki, ito}}.Admin())
	require.Equal(t, yamada, Policy{Members: []PersonID{tanaka}, Leads: []PersonID{yamada}}.Admin())
	require.Equal(t, tanaka, Policy{Members: []PersonID{tanaka}}.Admin())
}
