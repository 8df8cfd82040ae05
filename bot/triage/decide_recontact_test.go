package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
)

func TestWhatIsTheSameAgain(t *testing.T) {
	now := tokyo(t, "2025-11-26 11:00")
	old := func(id InquiryID, text string, ago time.Duration) Inquiry {
		return Inquiry{ID: id, Asker: sato, Status: StatusResolved, Text: text, ResolvedAt: now.Add(-ago), AskedAt: now.Add(-ago)}
	}
	const day = 24 * time.Hour
	for _, c := range []struct {
		name    string
		text    string
		earlier []Inquiry
		lately  []string
		want    InquiryID
	}{
		{"most words shared", "terraform apply fails with a state lock again", []Inquiry{old("INQ-2", "terraform state lock error", day)}, nil, "INQ-2"},
		{"in Japanese", "また証明書の更新に失敗します", []Inquiry{old("INQ-2", "証明書の更新ができません", day)}, nil, "INQ-2"},
		{"one word is too little", "terraform version?", []Inquiry{old("INQ-2", "terraform state lock error", day)}, nil, ""},
		{"few of many words are too little", "how do I mount a bucket in a job that builds images with docker", []Inquiry{
			old("INQ-2", "the nightly docker backup of our staging database takes eight hours since images were migrated", day),
		}, nil, ""},
		{"words that everybody uses say nothing", "GitHub Actions cache", []Inquiry{old("INQ-2", "GitHub Actions runner", day)}, []string{
			"GitHub Actions 1", "GitHub Actions 2", "GitHub Actions 3", "GitHub Actions 4", "GitHub Actions 5", "GitHub Actions 6", "x y", "z",
		}, ""},
		{"the same text needs no words to count", "見られません。", []Inquiry{old("INQ-2", " 見られません。 ", day)}, nil, "INQ-2"},
		{"the best of several", "terraform state lock error in prod", []Inquiry{
			old("INQ-4", "terraform state bucket", day), old("INQ-2", "terraform state lock error", 2*day),
		}, nil, "INQ-2"},
		{"of equal ones the latest", "terraform state lock", []Inquiry{
			old("INQ-4", "terraform state", day), old("INQ-2", "terraform state", 2*day),
		}, nil, "INQ-4"},
		{"after two weeks it is another matter", "terraform state lock error", []Inquiry{old("INQ-2", "terraform state lock error", 14*day+time.Second)}, nil, ""},
		{"two weeks to the second", "terraform state lock error", []Inquiry{old("INQ-2", "terraform state lock error", 14*day)}, nil, "INQ-2"},
		{"what is still open is no recontact", "terraform state lock error", []Inquiry{
			{ID: "INQ-2", Asker: sato, Status: StatusInProgress, Text: "terraform state lock error"},
		}, nil, ""},
		{"nobody asked before", "terraform state lock error", nil, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lately []Inquiry
			for _, text := range c.lately {
				lately = append(lately, Inquiry{Text: text})
			}
			q := Inquiry{ID: "INQ-9", Asker: sato, Text: c.text, AskedAt: now}
			require.Equal(t, c.want, recontactOf(q, c.earlier, lately))
		})
	}
}

// again is a question on Wednesday that repeats one resolved last week.
func again(t *testing.T, at string) (*scene, Inquiry) {
	t.Helper()
	before := newScene(t, "2025-11-20 15:04")
	before.q.ID = "INQ-7"
	before.do(sato, Ask{Asker: sato, Text: "AssumeRole? OIDC trust policy", Place: Place{Channel: "C1", Thread: "7.0"}, Lang: "ja"})
	before.do(tanaka, Reply{Message: MessageRef{Channel: "C1", TS: ts(t, "2025-11-20 16:04")}, Text: "fixed"})
	before.do(tanaka, Resolve{})
	s := newScene(t, at)
	s.do(sato, Ask{Asker: sato, Text: "OIDC trust policy, AssumeRole!", Place: Place{Channel: "C1", Thread: "1.0"}, Lang: "ja"},
		func(f *Facts) { f.Earlier = []Inquiry{before.q} })
	require.Equal(t, InquiryID("INQ-7"), s.q.Again)
	return s, before.q
}

// other is what became of another subject in the last decision.
func (s *scene) other(q Inquiry) Inquiry {
	for _, r := range s.last.Also {
		if r.Subject == string(q.ID) {
			r.At = s.now
			q = q.Apply(r)
		}
	}
	return q
}

func TestARecontact(t *testing.T) {
	t.Run("yes: the old one is open, due by the new message", func(t *testing.T) {
		s, old := again(t, "2025-11-26 11:00")
		s.at("2025-11-26 11:30")
		s.do(sato, AnswerRecontact{Same: true}, func(f *Facts) { f.Other = old })
		require.Equal(t, StatusDuplicate, s.q.Status)
		require.Equal(t, old.ID, s.q.Of)
		require.Subset(t, s.names(), []string{"tell_merged", "show_card", "tell_reopened"})
		got := s.other(old)
		require.Equal(t, StatusInProgress, got.Status)
		require.Equal(t, tanaka, got.Owner)
		require.Equal(t, []InquiryID{"INQ-1"}, got.Duplicates)
		require.True(t, got.Due.Equal(tokyo(t, "2025-11-27 11:00")), "%s", got.Due)
		require.True(t, got.Start().Equal(tokyo(t, "2025-11-26 11:00")))
		require.False(t, got.Answered())
		require.Equal(t, time.Hour, got.promise().FirstReply.Took, "the first promise was kept, and counts")
		for _, r := range s.last.Reminders {
			require.Equal(t, "INQ-7", r.Subject)
		}
		require.Len(t, s.reminders(RemindBreach), 1)

		reply := Reply{Message: MessageRef{Channel: "C1", TS: ts(t, "2025-11-26 12:00")}, Text: "again?"}
		s.do(tanaka, reply, func(f *Facts) { f.Other = got })
		answered := s.other(got)
		require.True(t, answered.Answered(), "an answer where it was asked again")
		require.Equal(t, time.Hour, answered.FirstReply.Took)
		require.False(t, s.q.Answered())
		s.do(sato, reply, func(f *Facts) { f.Other = answered })
		require.NotContains(t, s.names(), "ask_reopen", "it is open, under the other number")
	})
	t.Run("at night the owner hears of it at the opening", func(t *testing.T) {
		s, old := again(t, "2025-11-26 22:00")
		s.do(sato, AnswerRecontact{Same: true}, func(f *Facts) { f.Other = old })
		require.NotContains(t, s.names(), "tell_reopened")
		s.setFor(RemindReopen, "2025-11-27 10:00")
	})
	t.Run("a suspected incident stays one", func(t *testing.T) {
		s, old := again(t, "2025-11-26 22:00")
		s.do(tanaka, Reclassify{Urgency: UrgencyUrgent})
		s.do(sato, AnswerRecontact{Same: true}, func(f *Facts) { f.Other = old })
		require.Equal(t, UrgencyUrgent, s.other(old).Urgency)
		require.Contains(t, s.names(), "tell_reopened")
	})
	t.Run("a suspected incident that nobody owns is paged", func(t *testing.T) {
		s, old := again(t, "2025-11-26 22:00")
		old.Owner, old.PageStep = "", 3 // of its first time
		s.do(tanaka, Reclassify{Urgency: UrgencyUrgent})
		s.do(sato, AnswerRecontact{Same: true}, func(f *Facts) { f.Other = old })
		require.Contains(t, s.names(), "page_suspected")
		require.Len(t, s.reminders(RemindPage), 2)
		back := newScene(t, "2025-11-26 22:10")
		back.q = s.other(old)
		back.do("", Remind{Reminder: Reminder{Subject: "INQ-7", Kind: RemindPage, N: 1}})
		require.Contains(t, back.names(), "page_suspected", "the ladder goes on")
	})
	t.Run("an open one learns that it is urgent", func(t *testing.T) {
		s, old := again(t, "2025-11-26 11:00")
		old = old.Apply(Record{Event: Reopened{}})
		old.Owner = ""
		old.FirstReply = nil
		s.do(tanaka, Reclassify{Urgency: UrgencyUrgent})
		s.do(sato, AnswerRecontact{Same: true}, func(f *Facts) { f.Other = old })
		require.Equal(t, UrgencyUrgent, s.other(old).Urgency)
		require.Contains(t, s.names(), "page_suspected")
	})
	t.Run("an answer in the new thread settles the old one's question", func(t *testing.T) {
		s, old := again(t, "2025-11-26 11:00")
		s.do(sato, AnswerRecontact{Same: true}, func(f *Facts) { f.Other = old })
		old = s.other(old)
		old.Status, old.StaleAt, old.StaleTold = StatusWaiting, s.now, s.now
		s.do(sato, Reply{Message: MessageRef{Channel: "C1", TS: ts(t, "2025-11-26 12:00")}, Text: "Tokyo"}, func(f *Facts) { f.Other = old })
		require.Equal(t, StatusInProgress, s.other(old).Status)
		require.Contains(t, s.last.Notices, Notice(SettleStale{Inquiry: "INQ-7"}))
	})
	t.Run("what was forgotten still leads to the open one", func(t *testing.T) {
		s, old := again(t, "2025-11-26 11:00")
		s.do(sato, AnswerRecontact{Same: true}, func(f *Facts) { f.Other = old })
		old = s.other(old)
		s.q = s.q.Apply(Record{Event: Forgotten{}})
		s.do(tanaka, Reply{Message: MessageRef{Channel: "C1", TS: ts(t, "2025-11-26 12:00")}, Text: "again?"}, func(f *Facts) { f.Other = old })
		require.True(t, s.other(old).Answered())
		require.Empty(t, s.last.Events)
	})
	t.Run("no: two inquiries", func(t *testing.T) {
		s, old := again(t, "2025-11-26 11:00")
		s.do(sato, AnswerRecontact{}, func(f *Facts) { f.Other = old })
		require.Equal(t, StatusOpen, s.q.Status)
		require.Empty(t, s.q.Again)
		require.Empty(t, s.last.Also)
		require.Equal(t, "already", reason(t, s.try(sato, AnswerRecontact{Same: true})))
	})
	t.Run("it is open already: only merged", func(t *testing.T) {
		s, old := again(t, "2025-11-26 11:00")
		old = old.Apply(Record{Event: Reopened{}})
		s.do(tanaka, AnswerRecontact{Same: true}, func(f *Facts) { f.Other = old })
		require.Equal(t, old.ID, s.q.Of)
		require.NotContains(t, s.names(), "tell_reopened")
		require.Equal(t, old.Due, s.other(old).Due)
	})
	for _, c := range []struct {
		name   string
		by     PersonID
		change func(q, old *Inquiry)
		want   string
	}{
		{"somebody else's", kato, func(*Inquiry, *Inquiry) {}, "asker_or_member"},
		{"the old one is a duplicate by now", sato, func(_, old *Inquiry) { old.Of = "INQ-3" }, "duplicate_chain"},
		{"the old one is gone", sato, func(_, old *Inquiry) { old.ID = "" }, "no_such_inquiry"},
		{"others are grouped under the new one", sato, func(q, _ *Inquiry) { q.Duplicates = []InquiryID{"INQ-8"} }, "duplicate_has_own"},
		{"it is closed", sato, func(q, _ *Inquiry) { q.Status = StatusResolved }, "closed"},
	} {
		t.Run("refused: "+c.name, func(t *testing.T) {
			s, old := again(t, "2025-11-26 11:00")
			c.change(&s.q, &old)
			require.Equal(t, c.want, reason(t, s.try(c.by, AnswerRecontact{Same: true}, func(f *Facts) { f.Other = old })))
		})
	}
}

func TestTheSameQuestionWithinADayMeansThatThePagesDidNotHelp(t *testing.T) {
	for _, c := range []struct {
		name, at, text string
		solved         bool
		want           SelfSolve
	}{
		{"after silence", "2025-11-20 18:04", "assumerole?", false, SelfSolveEscalated},
		{"after solved", "2025-11-21 15:04", " AssumeRole? ", true, SelfSolveEscalated},
		{"a day and a second later", "2025-11-21 15:04:01", "AssumeRole?", false, SelfSolveSilent},
		{"another question", "2025-11-20 18:04", "AssumeRole with SSO?", false, SelfSolveSilent},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := newScene(t, "2025-11-20 15:04")
			before.ask(advised("question", true, knowledge.Urgency(0)))
			if c.solved {
				before.do(sato, Feedback{Answer: AnswerSolved})
			}
			before.q.ID = "INQ-7"
			s := newScene(t, c.at)
			s.do(sato, Ask{Asker: sato, Text: c.text, Place: Place{Channel: "C1", Thread: "2.0"}}, func(f *Facts) { f.Earlier = []Inquiry{before.q} })
			require.Equal(t, c.want, s.other(before.q).SelfSolve)
			require.Equal(t, c.solved, s.q.Again == "INQ-7", "a page's solution may be none, too")
		})
	}
}

// The first promise and the closing count where they were; who comes back
// counts in the week of the new message.
func TestARecontactInTheReport(t *testing.T) {
	s, old := again(t, "2025-11-26 11:00")
	record := func(subject, at string, by PersonID, e Event) Record {
		return Record{Subject: subject, At: tokyo(t, at), By: by, Event: e}
	}
	start := tokyo(t, "2025-11-26 11:00")
	histories := map[string][]Record{
		"INQ-7": {
			record("INQ-7", "2025-11-20 15:04", sato, Asked{Asker: sato, At: tokyo(t, "2025-11-20 15:04"), Due: old.Due, Text: old.Text}),
			record("INQ-7", "2025-11-20 16:04", tanaka, Replied{Member: true, First: true, Message: MessageRef{TS: ts(t, "2025-11-20 16:04")}}),
			record("INQ-7", "2025-11-20 16:05", tanaka, Resolved{}),
			record("INQ-7", "2025-11-26 11:30", sato, Joined{Duplicate: "INQ-9"}),
			record("INQ-7", "2025-11-26 11:30", sato, Reopened{Recontact: "INQ-9", Start: start, Due: start.Add(24 * time.Hour)}),
		},
		"INQ-9": {
			record("INQ-9", "2025-11-26 11:00", sato, Asked{Asker: sato, At: start, Due: start.Add(24 * time.Hour), Text: s.q.Text}),
			record("INQ-9", "2025-11-26 11:30", sato, Merged{Of: "INQ-7"}),
		},
	}
	both := Summarise(histories, nil, nil, tokyo(t, "2025-11-17 00:00"), tokyo(t, "2025-12-01 00:00"), tokyo(t, "2025-12-08 00:00"), 0)
	require.Equal(t, 1, both.Recontacts)
	require.Equal(t, 1, both.Reopened)
	require.Equal(t, []int{2, 1, 1}, []int{both.Asked, both.Duplicates, both.WorkItems})
	require.Equal(t, []int{1, 1, 1}, []int{both.Replied, both.InTime, both.Judged}, "the overdue second promise is not the first")
	require.Equal(t, time.Hour, both.MedianReply)

	later := Summarise(histories, nil, nil, tokyo(t, "2025-11-24 00:00"), tokyo(t, "2025-12-01 00:00"), tokyo(t, "2025-12-08 00:00"), 0)
	require.Equal(t, []int{1, 1}, []int{later.Recontacts, later.Asked})
}
