package triage

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func TestNobodyIsRemindedOfAHandoffToNobody(t *testing.T) {
	p, boundary := policy(t), tokyo(t, "2025-11-25 10:00")
	for _, incoming := range []PersonID{"", ito} {
		d := Duty{Rotation: "platform", Last: &HandedOff{Handoff: rotation.Handoff{Boundary: boundary, Incoming: string(incoming)}}}
		for _, hours := range []int{3, 6} { // set for the handoff before
			got := p.remindHandoff(d, Reminder{Kind: RemindAccept, N: hours})
			require.Equal(t, incoming != "", len(got.Notices) == 1, "%d hours, incoming %q", hours, incoming)
		}
	}
}
