package triage

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
)

// Nobody is mentioned for their own question.
func TestWhoIsOnCallAndAsksIsNotAskedBack(t *testing.T) {
	const open = "2025-11-20 15:04"
	for _, c := range []struct {
		name               string
		asker              PersonID
		primary, secondary PersonID
		leads              []PersonID
		want               Mention
	}{
		{"the on-call's question goes to the secondary", tanaka, tanaka, suzuki, []PersonID{yamada}, Mention{Person: suzuki, As: RoleSecondary}},
		{"without one to the lead", tanaka, tanaka, "", []PersonID{yamada}, Mention{Person: yamada, As: RoleLead}},
		{"the lead on call asks another lead", yamada, yamada, "", []PersonID{yamada, suzuki}, Mention{Person: suzuki, As: RoleLead}},
		{"nobody is on call and the lead asks", yamada, "", "", []PersonID{yamada, suzuki}, Mention{Person: suzuki, As: RoleLeadAlone}},
		{"there is nobody else", yamada, yamada, "", []PersonID{yamada}, Mention{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, open)
			s.policy.Leads = c.leads
			s.shift.Primary, s.shift.Secondary = string(c.primary), string(c.secondary)
			s.do(c.asker, Ask{Asker: c.asker, Text: "AssumeRole?", Place: Place{Channel: "C1", Thread: "1.0"}, Lang: "ja"}, advised("question", false, 0))
			require.Equal(t, c.want.Person == "", s.q.PingedAt.IsZero())
			var warned []Mention
			for _, n := range s.last.Notices {
				if p, ok := n.(Ping); ok {
					warned = append(warned, Mention{Person: p.To.Person, As: p.To.As})
				}
			}
			s.at("2025-11-21 10:00")
			s.do("", Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindWarn, N: 50}})
			for _, n := range s.last.Notices {
				if w, ok := n.(WarnOwner); ok {
					warned = append(warned, Mention{Person: w.To.Person, As: w.To.As})
				}
			}
			if c.want.Person == "" {
				require.Empty(t, warned)
				return
			}
			require.Equal(t, []Mention{c.want, c.want}, warned, "the mention, and the direct message at half the time")
		})
	}
}

func TestTheLadderLeavesOutWhoAsks(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.do(tanaka, Ask{Asker: tanaka, Text: "down", Place: Place{Channel: "C1", Thread: "1.0"}, Lang: "ja"}, advised("incident", false, knowledge.UrgencyUrgent))
	var paged PageSuspected
	for _, n := range s.last.Notices {
		if p, ok := n.(PageSuspected); ok {
			paged = p
		}
	}
	require.Len(t, paged.To, 1)
	require.Equal(t, suzuki, paged.To[0].Person)

	s.at("2025-11-21 15:05")
	s.do("", Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindBreach}})
	for _, n := range s.last.Notices {
		if told, ok := n.(TellBreach); ok {
			for _, m := range told.To {
				require.NotEqual(t, tanaka, m.Person)
			}
		}
	}
}
