package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
)

func remind(kind ReminderKind) Command {
	return Remind{Reminder: Reminder{Subject: "INQ-1", Kind: kind}}
}

// reminders are the instants of a kind that were set last.
func (s *scene) reminders(kind ReminderKind) []time.Time {
	var out []time.Time
	for _, r := range s.last.Reminders {
		if r.Kind == kind {
			out = append(out, r.At)
		}
	}
	return out
}

func (s *scene) setFor(kind ReminderKind, text string) {
	s.t.Helper()
	set := s.reminders(kind)
	require.Len(s.t, set, 1, "reminders of %s", kind)
	require.True(s.t, set[0].Equal(tokyo(s.t, text)), "%s is set for %s, want %s", kind, set[0], text)
}

// waits is an inquiry that waits for sato, at a time of Thursday.
func waits(t *testing.T, at string, stale Stale) *scene {
	t.Helper()
	s := newScene(t, at)
	s.policy.Stale = stale
	s.ask(advised("request", false, 0))
	s.do(tanaka, Wait{})
	return s
}

func TestWhenAnAbsentAskerIsAsked(t *testing.T) {
	for _, c := range []struct {
		name, from string
		days       int
		at         string // when the reminder is set for
		asked      string // when the message is sent
	}{
		{"weekend and holiday do not count", "2025-11-20 15:04", 5, "2025-11-28 15:04", "2025-11-28 15:04"},
		{"one day", "2025-11-20 15:04", 1, "2025-11-21 15:04", "2025-11-21 15:04"},
		{"what is due at night waits for the opening", "2025-11-20 22:00", 1, "2025-11-21 22:00", "2025-11-25 10:00"},
		{"waiting since the weekend counts from the next business day", "2025-11-22 12:00", 1, "2025-11-26 00:00", "2025-11-26 10:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := waits(t, c.from, Stale{Ask: c.days, Close: 2})
			s.setFor(RemindStale, c.at)
			s.at(c.at)
			s.do("", remind(RemindStale))
			if c.at != c.asked {
				require.Empty(t, s.names())
				s.setFor(RemindStale, c.asked)
				s.at(c.asked)
				s.do("", remind(RemindStale))
			}
			require.Equal(t, []Notice{AskStale{Inquiry: "INQ-1", To: sato, Days: 2}}, s.last.Notices)
			s.do("", remind(RemindStale))
			require.Empty(t, s.names(), "it is asked once")
		})
	}
	t.Run("off asks nobody", func(t *testing.T) {
		s := waits(t, "2025-11-20 15:04", Stale{Close: 2})
		require.Empty(t, s.reminders(RemindStale))
		s.at("2026-01-15 15:04")
		s.do("", remind(RemindStale))
		require.Empty(t, s.names())
	})
	t.Run("an earlier reminder of an earlier wait is too early", func(t *testing.T) {
		s := waits(t, "2025-11-20 15:04", Stale{Ask: 5, Close: 2})
		s.do(tanaka, Resume{})
		s.at("2025-11-26 15:04")
		s.do(tanaka, Wait{})
		s.at("2025-11-28 15:04")
		s.do("", remind(RemindStale))
		require.Empty(t, s.names())
		s.setFor(RemindStale, "2025-12-03 15:04")
	})
}

// askedAndTold is an inquiry whose asker was asked on Friday, with the message
// in Slack some time later.
func askedAndTold(t *testing.T, told string, stale Stale) *scene {
	t.Helper()
	s := waits(t, "2025-11-20 15:04", stale)
	s.at("2025-11-28 15:04")
	s.do("", remind(RemindStale))
	s.at(told)
	s.do("", Posted{Slot: SlotStale, Message: MessageRef{Channel: "D1", TS: ts(t, told)}})
	return s
}

func TestNothingClosesWithoutItsFullDays(t *testing.T) {
	t.Run("they count from the message, however late it was sent", func(t *testing.T) {
		s := askedAndTold(t, "2025-12-04 11:00", Stale{Ask: 5, Close: 2})
		s.setFor(RemindClose, "2025-12-08 11:00")
		require.Contains(t, s.names(), "show_card", "the card says when it closes")
		s.at("2025-12-08 10:59:59")
		s.do("", remind(RemindClose))
		require.Equal(t, StatusWaiting, s.q.Status)
		s.setFor(RemindClose, "2025-12-08 11:00")
		s.at("2025-12-08 11:00")
		s.do("", remind(RemindClose))
		require.Equal(t, StatusWithdrawn, s.q.Status)
		require.True(t, s.q.Stale)
		require.Equal(t, []string{"show_card", "settle_stale"}, s.names())
	})
	t.Run("without a message never", func(t *testing.T) {
		s := waits(t, "2025-11-20 15:04", Stale{Ask: 5, Close: 2})
		s.at("2025-11-28 15:04")
		s.do("", remind(RemindStale))
		s.do("", Undeliverable{Notice: "ask_stale", Reason: "account_inactive"})
		s.at("2026-01-15 15:04")
		s.do("", remind(RemindClose))
		require.Equal(t, StatusWaiting, s.q.Status)
	})
	t.Run("closing is off", func(t *testing.T) {
		s := askedAndTold(t, "2025-11-28 15:04", Stale{Ask: 5})
		require.Empty(t, s.reminders(RemindClose))
		s.at("2026-01-15 15:04")
		s.do("", remind(RemindClose))
		require.Equal(t, StatusWaiting, s.q.Status)
	})
	t.Run("a message that was overtaken by its answer says so", func(t *testing.T) {
		s := waits(t, "2025-11-20 15:04", Stale{Ask: 5, Close: 2})
		s.at("2025-11-28 15:04")
		s.do("", remind(RemindStale))
		s.do(sato, Reply{Message: MessageRef{Channel: "C1", TS: ts(t, "2025-11-28 15:04")}, Text: "Tokyo"})
		s.do("", Posted{Slot: SlotStale, Message: MessageRef{Channel: "D1", TS: ts(t, "2025-11-28 15:04")}})
		require.Equal(t, []Notice{SettleStale{Inquiry: "INQ-1"}}, s.last.Notices)
		require.Empty(t, s.reminders(RemindClose))
	})
}

func TestWhatCancelsClosing(t *testing.T) {
	stale := Stale{Ask: 5, Close: 2}
	for _, c := range []struct {
		name    string
		by      PersonID
		command Command
		want    Status
	}{
		{"an answer", sato, Reply{Message: MessageRef{Channel: "C1", TS: "1764310000.000100"}, Text: "Tokyo"}, StatusInProgress},
		{"a press that it is still needed", sato, AnswerStale{}, StatusWaiting},
		{"back to work", tanaka, Resume{}, StatusInProgress},
		{"a resolution", tanaka, Resolve{}, StatusResolved},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := askedAndTold(t, "2025-11-28 15:04", stale)
			s.at("2025-12-01 11:00")
			s.do(c.by, c.command)
			require.Equal(t, c.want, s.q.Status)
			require.Contains(t, s.names(), "settle_stale", "its message says that the question is over")
			s.at("2025-12-02 15:04")
			s.do("", remind(RemindClose))
			require.Equal(t, c.want, s.q.Status)
		})
	}
	t.Run("somebody else's message does not", func(t *testing.T) {
		s := askedAndTold(t, "2025-11-28 15:04", stale)
		s.do(kato, Reply{Message: MessageRef{Channel: "C1", TS: "1764310000.000100"}, Text: "me too"})
		s.do(tanaka, Reply{Message: MessageRef{Channel: "C1", TS: "1764310001.000100"}, Text: "any news?"})
		s.at("2025-12-02 15:04")
		s.do("", remind(RemindClose))
		require.Equal(t, StatusWithdrawn, s.q.Status)
	})
	t.Run("still needed counts the days anew", func(t *testing.T) {
		s := askedAndTold(t, "2025-11-28 15:04", stale)
		s.at("2025-12-01 11:00")
		s.do(sato, AnswerStale{})
		s.setFor(RemindStale, "2025-12-08 11:00")
		require.Equal(t, "already", reason(t, s.try(sato, AnswerStale{})), "a second press")
	})
}

func TestAPolicyThatChangesCountsForWhatWaitsAlready(t *testing.T) {
	for _, c := range []struct {
		name  string
		q     func(t *testing.T) Inquiry
		stale Stale
		kind  ReminderKind
		at    string
	}{
		{"switched on", func(t *testing.T) Inquiry { return waits(t, "2025-11-20 15:04", Stale{}).q }, Stale{Ask: 5}, RemindStale, "2025-11-28 15:04"},
		{"made shorter", func(t *testing.T) Inquiry { return waits(t, "2025-11-20 15:04", Stale{Ask: 5}).q }, Stale{Ask: 1}, RemindStale, "2025-11-21 15:04"},
		{"switched off", func(t *testing.T) Inquiry { return waits(t, "2025-11-20 15:04", Stale{Ask: 5}).q }, Stale{}, "", ""},
		{"closing switched on after the question", func(t *testing.T) Inquiry {
			return askedAndTold(t, "2025-11-28 15:04", Stale{Ask: 5}).q
		}, Stale{Ask: 5, Close: 2}, RemindClose, "2025-12-02 15:04"},
		{"waiting since before it was counted", func(t *testing.T) Inquiry {
			q := waits(t, "2025-11-20 15:04", Stale{}).q
			q.AwaySince = time.Time{}
			return q
		}, Stale{Ask: 5}, RemindStale, "2025-11-28 15:04"},
		{"no longer waiting", func(*testing.T) Inquiry { return Inquiry{Status: StatusInProgress} }, Stale{Ask: 5}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := policy(t)
			p.Stale = c.stale
			got := p.expectations(c.q(t))
			if c.kind == "" {
				require.Empty(t, got)
				return
			}
			require.Len(t, got, 1)
			require.Equal(t, c.kind, got[0].Kind)
			require.True(t, got[0].At.Equal(tokyo(t, c.at)), "%s", got[0].At)
		})
	}
}

func TestWhoAnswersTheQuestionWhetherToClose(t *testing.T) {
	s := askedAndTold(t, "2025-11-28 15:04", Stale{Ask: 5, Close: 2})
	require.Equal(t, "asker_only", reason(t, s.try(tanaka, AnswerStale{Close: true})))
	saved := *s
	s.do(sato, AnswerStale{Close: true})
	require.Equal(t, StatusWithdrawn, s.q.Status)
	require.False(t, s.q.Stale, "it was no silence")
	require.Equal(t, "closed", reason(t, s.try(sato, AnswerStale{})))
	s.do(sato, Reopen{})
	require.Equal(t, StatusInProgress, s.q.Status)
	require.Contains(t, s.names(), "settle_stale", "its button is gone")

	*s = saved
	s.at("2025-12-02 15:04")
	s.do("", remind(RemindClose))
	require.True(t, s.q.Stale)
	require.Equal(t, "closed", reason(t, s.try(sato, AnswerStale{Close: true})))
	s.do(sato, AnswerStale{})
	require.Equal(t, StatusInProgress, s.q.Status, "it is still needed, also when the press came late")
	require.Contains(t, s.names(), "settle_stale")

	*s = saved
	s.do(tanaka, Resume{})
	require.Equal(t, "not_waiting", reason(t, s.try(sato, AnswerStale{Close: true})))
}

func TestAReopeningIsToldOnceAndNotAtNight(t *testing.T) {
	closed := func(t *testing.T, at string) *scene {
		s := newScene(t, "2025-11-20 15:04")
		s.ask(advised("request", false, 0))
		s.do(tanaka, Claim{})
		s.do(tanaka, Resolve{})
		s.at(at)
		return s
	}
	t.Run("in opening hours at once", func(t *testing.T) {
		s := closed(t, "2025-11-21 11:00")
		s.do(sato, Reopen{Still: true})
		require.Contains(t, s.names(), "tell_reopened")
		require.True(t, s.q.ResolvedAt.IsZero())
	})
	t.Run("at night at the opening", func(t *testing.T) {
		s := closed(t, "2025-11-21 22:00")
		s.do(sato, Reopen{})
		require.NotContains(t, s.names(), "tell_reopened")
		s.setFor(RemindReopen, "2025-11-25 10:00")
		s.at("2025-11-25 10:00")
		s.do("", remind(RemindReopen))
		require.Equal(t, []string{"tell_reopened"}, s.names())
	})
	t.Run("unless somebody has answered by then", func(t *testing.T) {
		s := closed(t, "2025-11-21 22:00")
		s.do(sato, Reopen{})
		s.do(suzuki, Reply{Message: MessageRef{Channel: "C1", TS: ts(t, "2025-11-21 22:05")}, Text: "looking"})
		s.at("2025-11-25 10:00")
		s.do("", remind(RemindReopen))
		require.Empty(t, s.names())
	})
	t.Run("or it is closed again", func(t *testing.T) {
		s := closed(t, "2025-11-21 22:00")
		s.do(sato, Reopen{})
		s.do(sato, Withdraw{})
		s.at("2025-11-25 10:00")
		s.do("", remind(RemindReopen))
		require.Empty(t, s.names())
	})
	t.Run("whoever reopens their own is not told", func(t *testing.T) {
		s := closed(t, "2025-11-21 11:00")
		s.do(tanaka, Reopen{})
		require.Equal(t, []string{"show_card"}, s.names())
	})
}

func TestAResolutionIsFreshForSevenDays(t *testing.T) {
	for _, c := range []struct {
		name, at string
		command  Command
		late     bool
	}{
		{"still need help on the last second", "2025-11-27 15:03:59", Reopen{Still: true}, false},
		{"still need help after seven days", "2025-11-27 15:04", Reopen{Still: true}, true},
		{"reopened on purpose", "2026-01-15 15:04", Reopen{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, "2025-11-20 15:04")
			s.ask(advised("request", false, 0))
			s.do(tanaka, Resolve{})
			s.at(c.at)
			err := s.try(sato, c.command)
			if c.late {
				require.Equal(t, "reopen_late", reason(t, err))
				return
			}
			require.NoError(t, err)
		})
	}
	t.Run("what a page solved, too", func(t *testing.T) {
		s := newScene(t, "2025-11-20 15:04")
		s.ask(advised("question", true, knowledge.Urgency(0)))
		s.do(sato, Feedback{Answer: AnswerSolved})
		s.at("2025-11-28 15:04")
		require.Equal(t, "reopen_late", reason(t, s.try(sato, Feedback{Answer: AnswerStillNeed})))
	})
}
