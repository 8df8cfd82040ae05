package triage

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
)

// suspicion is the reminder of an unanswered question.
func suspicion() Command {
	return Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindSuspicion}}
}

func TestASuspicionIsAskedAboutAndPagesNobody(t *testing.T) {
	s := newScene(t, "2025-11-22 02:10")
	s.ask(advised("question", false, knowledge.UrgencySuspected))
	require.True(t, s.q.Suspected())
	require.Equal(t, UrgencyNormal, s.q.Urgency)
	require.Equal(t, []string{"show_card"}, s.names())
	require.Len(t, s.reminders(RemindSuspicion), 1)
	require.True(t, s.reminders(RemindSuspicion)[0].Equal(s.q.AskedAt.Add(defaultAck)))

	s.at("2025-11-22 02:15")
	s.do("", suspicion())
	require.Equal(t, []string{"page_suspected", "show_card"}, s.names(), "silence is told at night too")
	page, ok := s.last.Notices[0].(PageSuspected)
	require.True(t, ok)
	require.True(t, page.Unsure)
	require.Equal(t, tanaka, page.To[0].Person)
	require.Empty(t, s.reminders(RemindPage), "the ladder waits for a word")
	require.True(t, s.q.Suspected(), "the question still stands")
}

func TestWhatASuspicionWaitsFor(t *testing.T) {
	for _, c := range []struct {
		name    string
		by      PersonID
		command Command
		urgency Urgency
		notices []string
	}{
		{"the asker says yes", sato, AnswerSuspicion{Affected: true}, UrgencyUrgent, []string{"page_suspected", "show_card"}},
		{"the on-call says yes", tanaka, AnswerSuspicion{Affected: true}, UrgencyUrgent, []string{"page_suspected", "show_card"}},
		{"the asker says no", sato, AnswerSuspicion{}, UrgencyNormal, []string{"show_card"}},
		{"a label says it", tanaka, Reclassify{Kind: "question", Urgency: UrgencyUrgent}, UrgencyUrgent, []string{"page_suspected", "show_card"}},
		{"somebody takes it", tanaka, Claim{}, UrgencyNormal, []string{"show_card"}},
		{"it is withdrawn", sato, Withdraw{}, UrgencyNormal, []string{"show_card"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, "2025-11-22 02:10")
			s.ask(advised("question", false, knowledge.UrgencySuspected))
			s.do(c.by, c.command)
			require.Equal(t, c.urgency, s.q.Urgency)
			require.Equal(t, c.notices, s.names())
			require.False(t, s.q.Suspected())
			s.at("2025-11-22 02:15")
			s.do("", suspicion())
			require.Empty(t, s.last.Notices, "it is known by now")
		})
	}
}

func TestTheLadderBeginsWithTheWord(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04") // in opening hours, so that the on-call was told of the inquiry
	s.ask(advised("question", false, knowledge.UrgencySuspected))
	s.at("2025-11-20 15:40")
	s.do(sato, AnswerSuspicion{Affected: true})
	i := slices.IndexFunc(s.last.Notices, func(n Notice) bool { _, ok := n.(PageSuspected); return ok })
	require.GreaterOrEqual(t, i, 0)
	require.Len(t, s.last.Notices[i].(PageSuspected).To, 1, "the secondary has not been waited for yet")
	next := s.reminders(RemindPage)
	require.Len(t, next, 2)
	require.True(t, next[0].Equal(s.now.Add(defaultAck)))
}

func TestWhoIsNotAsked(t *testing.T) {
	for _, c := range []struct {
		name string
		ask  Ask
	}{
		{"who chose an urgency", Ask{Asker: sato, Text: "empty", Urgency: UrgencyWish}},
		{"a bot", Ask{Asker: sato, Text: "empty", Alert: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, "2025-11-20 15:04")
			c.ask.Place, c.ask.Lang = Place{Channel: "C1", Thread: "1.0"}, "ja"
			s.do(sato, c.ask, advised("question", false, knowledge.UrgencySuspected))
			require.False(t, s.q.Suspected())
			require.Empty(t, s.reminders(RemindSuspicion))
		})
	}
}

func TestARunningIncidentLeavesNoDoubt(t *testing.T) {
	running := func(f *Facts) {
		advised("question", false, knowledge.UrgencySuspected)(f)
		f.Echo.Underway = true
	}
	s := newScene(t, "2025-11-22 02:10")
	s.ask(running)
	require.Equal(t, UrgencyUrgent, s.q.Urgency)
	require.Contains(t, s.names(), "page_suspected")
	require.False(t, s.q.Suspected())

	s = newScene(t, "2025-11-22 02:10")
	s.ask(func(f *Facts) { advised("question", false, knowledge.UrgencyNormal)(f); f.Echo.Underway = true })
	require.Equal(t, UrgencyNormal, s.q.Urgency, "whoever asks something meanwhile is not asked back")
	require.False(t, s.q.Suspected())
}

func TestAnEditOnlyRaisesASuspicion(t *testing.T) {
	edit := func(s *scene, at string, u knowledge.Urgency) {
		s.at(at)
		s.do(sato, Edit{Text: at, At: ts(t, at)}, advised("question", false, u))
	}
	s := newScene(t, "2025-11-22 02:10")
	s.ask(advised("question", false, 0))
	edit(s, "2025-11-22 02:11", knowledge.UrgencySuspected)
	require.True(t, s.q.Suspected())
	edit(s, "2025-11-22 02:12", knowledge.UrgencyNormal)
	require.True(t, s.q.Suspected(), "calmer words answer no question")
	s.do(sato, AnswerSuspicion{})
	edit(s, "2025-11-22 02:13", knowledge.UrgencySuspected)
	require.False(t, s.q.Suspected(), "it was answered")
	edit(s, "2025-11-22 02:14", knowledge.UrgencyUrgent)
	require.Equal(t, UrgencyUrgent, s.q.Urgency)
	edit(s, "2025-11-22 02:15", knowledge.UrgencyNormal)
	require.Equal(t, UrgencyUrgent, s.q.Urgency)
}

func TestAPageIsTakenBack(t *testing.T) {
	s := newScene(t, "2025-11-22 02:10")
	s.ask(advised("incident", false, knowledge.UrgencyUrgent))
	s.do("", Posted{Slot: PageSlot(0), Message: MessageRef{Channel: "C1", TS: "1.5"}})
	s.do(sato, AnswerSuspicion{})
	require.Equal(t, UrgencyNormal, s.q.Urgency)
	require.Equal(t, sato, s.q.CalmedBy)
	require.True(t, slices.Contains(s.last.Notices, Notice(Settle{Inquiry: "INQ-1", Slot: SlotPage})), "the page says so")
	s.at("2025-11-22 02:15")
	s.do("", Remind{Reminder: Reminder{Subject: "INQ-1", Kind: RemindPage, N: 1}})
	require.Empty(t, s.last.Notices, "the ladder ends")

	require.Equal(t, "already", reason(t, s.try(sato, AnswerSuspicion{})))
	s.do(sato, AnswerSuspicion{Affected: true})
	require.Equal(t, UrgencyUrgent, s.q.Urgency)
	require.Empty(t, s.q.CalmedBy)
	require.Contains(t, s.names(), "page_suspected")
	require.Equal(t, "already", reason(t, s.try(sato, AnswerSuspicion{Affected: true})))
}

func TestAPageThatWasTakenBackBeforeItStood(t *testing.T) {
	s := newScene(t, "2025-11-22 02:10")
	s.ask(advised("incident", false, knowledge.UrgencyUrgent))
	s.do(sato, AnswerSuspicion{})
	require.NotContains(t, s.names(), "settle")
	s.do("", Posted{Slot: PageSlot(0), Message: MessageRef{Channel: "C1", TS: "1.5"}})
	require.Contains(t, s.names(), "settle")
}

func TestOnlyTheAskerAndMembersAnswerASuspicion(t *testing.T) {
	s := newScene(t, "2025-11-22 02:10")
	s.ask(advised("question", false, knowledge.UrgencySuspected))
	require.Equal(t, "asker_or_member", reason(t, s.try("ULEE", AnswerSuspicion{})))
	s.do(sato, Withdraw{})
	require.Equal(t, "closed", reason(t, s.try(sato, AnswerSuspicion{Affected: true})))
}
