package triage

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
)

const (
	dm   = ChannelID("D1")
	room = ChannelID("G1")
)

func (s *scene) askDirectly(change ...func(*Facts)) {
	s.t.Helper()
	s.do(sato, Ask{Asker: sato, Text: "AssumeRole?", Place: Place{Channel: dm, Thread: "1.0", Private: true, Direct: true}, Lang: "en"}, change...)
}

func (s *scene) says(by PersonID, ch ChannelID, text string) {
	s.t.Helper()
	s.do(by, Reply{Message: MessageRef{Channel: ch, TS: ts(s.t, s.now.In(s.policy.Calendar.Location()).Format("2006-01-02 15:04"))}, Text: text})
}

// A room is opened once, before the first line that addresses the team.
func TestRoomOfADirectInquiry(t *testing.T) {
	for _, c := range []struct {
		name string
		play func(s *scene)
		want []string
	}{
		{"a page may answer", func(s *scene) { s.askDirectly(advised(KindQuestion, true, 0)) }, []string{"show_card", "show_suggestion"}},
		{"solved by it", func(s *scene) {
			s.askDirectly(advised(KindQuestion, true, 0))
			s.do(sato, Feedback{Answer: AnswerSolved})
		}, []string{"show_suggestion", "show_card"}},
		{"nothing fits", func(s *scene) { s.askDirectly() }, []string{"show_card", "open_room", "ping"}},
		{"still needed", func(s *scene) {
			s.askDirectly(advised(KindQuestion, true, 0))
			s.do(sato, Feedback{Answer: AnswerStillNeed})
		}, []string{"open_room", "ping", "show_suggestion", "show_card"}},
		{"at night", func(s *scene) {
			s.at("2025-11-20 22:00")
			s.askDirectly()
		}, []string{"show_card"}},
		{"production is down", func(s *scene) {
			s.askDirectly(advised("incident", false, knowledge.UrgencyUrgent))
		}, []string{"show_card", "open_room", "page_suspected"}},
		{"claimed before anybody was told", func(s *scene) {
			s.askDirectly(advised(KindQuestion, true, 0))
			s.do(tanaka, Claim{})
		}, []string{"show_card", "show_suggestion", "open_room"}},
		{"given to somebody else", func(s *scene) {
			s.askDirectly()
			s.do(tanaka, Assign{To: suzuki})
		}, []string{"ping", "show_card", "open_room"}},
		{"a second ping", func(s *scene) {
			s.askDirectly()
			s.at("2025-11-20 16:00")
			s.do(sato, Nudge{})
		}, []string{"ping"}},
		{"in a channel", func(s *scene) { s.ask() }, []string{"show_card", "ping"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, "2025-11-20 15:04")
			c.play(s)
			require.Equal(t, c.want, s.names())
		})
	}
}

func TestWordsOfADirectInquiryReachBothSides(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.askDirectly(advised(KindQuestion, true, 0))
	s.says(sato, dm, "since noon")
	require.Empty(t, s.names(), "nobody of the team reads along yet")
	require.Equal(t, []string{"since noon"}, s.q.Asides)

	s.do(sato, Feedback{Answer: AnswerStillNeed})
	s.says(sato, dm, "in production")
	require.Equal(t, []Notice{Relay{Inquiry: "INQ-1", From: sato, Message: MessageRef{Channel: dm, TS: ts(t, "2025-11-20 15:04")}, Text: "in production"}}, s.last.Notices)
	require.Equal(t, []string{"since noon"}, s.q.Asides)

	s.do("", Posted{Slot: SlotRoom, Message: MessageRef{Channel: room, TS: "2.0"}})
	require.Equal(t, []string{"show_card"}, s.names(), "the asker is shown where it goes on")
	s.says(sato, room, "and in staging")
	require.Empty(t, s.names(), "the team reads it there")
	s.says(tanaka, room, "looking")
	require.True(t, s.q.Answered())
	require.Equal(t, []string{"show_card"}, s.names(), "the asker reads it there")
}

func TestWithoutARoomAMembersWordsAreCarried(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.askDirectly()
	s.do("", Posted{Slot: SlotRelay, Message: MessageRef{Channel: "D2", TS: "2.0"}})
	s.says(tanaka, "D2", "looking")
	require.Equal(t, []string{"relay", "show_card"}, s.names())
	require.Equal(t, tanaka, s.q.Owner)
}
