package triage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// merged is an inquiry of sato's with one of kato's counted under it.
func merged(t *testing.T) (*scene, Inquiry) {
	t.Helper()
	twin := newScene(t, "2025-11-19 15:04")
	twin.q.ID = "INQ-2"
	twin.do(kato, Ask{Asker: kato, Text: "AssumeRole too", Place: Place{Channel: "C1", Thread: "2.0"}})
	s := newScene(t, "2025-11-20 15:04")
	s.policy.Stale = Stale{Ask: 1, Close: 1}
	s.ask()
	twin.do(tanaka, Duplicate{Of: "INQ-1"}, func(f *Facts) { f.Other = s.q })
	s.q = s.q.Apply(Record{Event: Joined{Duplicate: "INQ-2"}})
	return s, twin.q
}

func TestWhatIsTakenBackLeavesNobodyBehind(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(s *scene, facts func(*Facts))
	}{
		{"withdrawn", func(s *scene, facts func(*Facts)) { s.do(sato, Withdraw{}, facts) }},
		{"its message deleted", func(s *scene, facts func(*Facts)) { s.do(sato, RemoveSource{}, facts) }},
		{"no longer needed", func(s *scene, facts func(*Facts)) {
			s.do(tanaka, Wait{})
			s.do(sato, AnswerStale{Close: true}, facts)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, twin := merged(t)
			s.at("2025-11-25 15:04")
			c.end(s, func(f *Facts) { f.Duplicates = []Inquiry{twin} })
			require.Equal(t, StatusWithdrawn, s.q.Status)
			require.Empty(t, s.q.Duplicates)
			require.Contains(t, s.last.Notices, Notice(ShowCard{Inquiry: "INQ-2"}))
			require.Contains(t, s.names(), "tell_reopened")
			got := s.other(twin)
			require.Equal(t, StatusOpen, got.Status)
			require.Empty(t, got.Of)
			require.True(t, got.Start().Equal(s.now), "a promise that can be kept")
			require.True(t, got.Due.After(s.now))
		})
	}
	t.Run("what the same person asked goes along", func(t *testing.T) {
		s, twin := merged(t)
		twin.Asker = sato
		s.do(sato, Withdraw{}, func(f *Facts) { f.Duplicates = []Inquiry{twin} })
		require.Empty(t, s.last.Also)
	})
}

func TestSilenceClosesNothingThatOthersWaitFor(t *testing.T) {
	s, _ := merged(t)
	s.do(tanaka, Wait{})
	s.at("2025-11-25 15:04")
	s.do("", remind(RemindStale))
	require.Equal(t, []Notice{AskStale{Inquiry: "INQ-1", To: sato}}, s.last.Notices, "and no day is named")
	s.do("", Posted{Slot: SlotStale, Message: MessageRef{Channel: "D1", TS: ts(t, "2025-11-25 15:04")}})
	require.Empty(t, s.reminders(RemindClose))
	s.at("2025-12-15 15:04")
	s.do("", remind(RemindClose))
	require.Equal(t, StatusWaiting, s.q.Status)
}

func TestAnAlertIsNotAsked(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.policy.Stale = Stale{Ask: 5, Close: 2}
	const bot = PersonID("B1")
	earlier := Inquiry{ID: "INQ-7", Asker: bot, Status: StatusResolved, Text: "disk full on db-1", AskedAt: s.now, ResolvedAt: s.now}
	s.do(bot, Ask{Asker: bot, Alert: true, Text: "disk full on db-1", Place: Place{Channel: "C1", Thread: "1.0"}},
		func(f *Facts) { f.Earlier = []Inquiry{earlier} })
	require.Empty(t, s.q.Again, "alerts repeat themselves")
	s.do(tanaka, Wait{})
	require.Empty(t, s.reminders(RemindStale))
	s.setFor(RemindClose, "2025-12-02 15:04")
	s.at("2025-12-02 15:04")
	s.do("", remind(RemindStale))
	require.Empty(t, s.names())
	s.do("", remind(RemindClose))
	require.Equal(t, StatusWithdrawn, s.q.Status)
	require.True(t, s.q.Stale)
}
