package triage

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
)

// guessed is the advice of a classifier that has an opinion.
func guessed(area string, sure bool, choices ...string) *knowledge.Advice {
	g := knowledge.Guess{Key: area, Confidence: .6, Sure: sure}
	for _, c := range choices {
		g.Choices = append(g.Choices, knowledge.Choice{Key: c})
	}
	return &knowledge.Advice{Classification: knowledge.Classification{Kind: knowledge.Guess{Key: KindQuestion, Confidence: .9}, Area: g}}
}

func TestWhatAnInquiryTeaches(t *testing.T) {
	confirmed := knowledge.Sample{ID: "INQ-1", Text: "sync stopped", Area: "ci_cd", Lang: "en", Source: knowledge.SourceConfirm}
	corrected := confirmed
	corrected.Area, corrected.Source = "network", knowledge.SourceCorrection
	nothing := confirmed
	nothing.Area, nothing.Source = knowledge.AreaNotInquiry, knowledge.SourceCorrection
	kind := knowledge.Sample{ID: "INQ-1", Text: "sync stopped", Kind: "request", Lang: "en", Source: knowledge.SourceCorrection}
	base := Inquiry{
		ID: "INQ-1", Status: StatusOpen, Asker: sato, Text: "sync stopped", Lang: "en", Place: Place{Channel: "C1", Thread: "1.0"},
		Kind: Label{Key: "question"}, Area: Label{Key: "ci_cd", Choices: []string{"ci_cd", "network"}},
	}
	says := func(e Reclassified) func(*Inquiry) {
		return func(q *Inquiry) {
			e.AreaGuess = q.Area.guess()
			*q = q.Apply(Record{By: tanaka, Event: e})
		}
	}
	all := func(fs ...func(*Inquiry)) func(*Inquiry) {
		return func(q *Inquiry) {
			for _, f := range fs {
				f(q)
			}
		}
	}
	right := says(Reclassified{Area: "ci_cd"})
	for _, c := range []struct {
		when string
		do   func(*Inquiry)
		want knowledge.Sample // zero: none
	}{
		{"a guess nobody has looked at", func(*Inquiry) {}, knowledge.Sample{}},
		{"a guess set without asking", func(q *Inquiry) { q.Area.Sure = true }, knowledge.Sample{}},
		{"urgency alone was corrected", says(Reclassified{Urgency: UrgencyUrgent}), knowledge.Sample{}},
		{"a candidate was pressed that had been the guess", right, confirmed},
		{"another candidate was pressed", says(Reclassified{Area: "network"}), corrected},
		{"changed twice: the last word counts, beside what the guess had been", all(says(Reclassified{Area: "network"}), right), confirmed},
		{"the kind was corrected", says(Reclassified{Kind: "request"}), kind},
		{"resolved", all(right, func(q *Inquiry) { q.Status = StatusResolved }), confirmed},
		{"edited: as it is now", all(right, func(q *Inquiry) { *q = q.Apply(Record{By: sato, Event: Edited{Text: "sync stopped"}}) }), confirmed},
		{"withdrawn", all(right, func(q *Inquiry) { q.Status = StatusWithdrawn }), knowledge.Sample{}},
		{"withdrawn because it was none", all(says(Reclassified{Area: knowledge.AreaNotInquiry}), func(q *Inquiry) { q.Status = StatusWithdrawn }), nothing},
		{"its message was deleted", all(right, func(q *Inquiry) { q.Gone = true }), knowledge.Sample{}},
		{"forgotten", all(right, func(q *Inquiry) { *q = q.Apply(Record{Event: Forgotten{}}) }), knowledge.Sample{}},
		{"asked in a private channel", all(right, func(q *Inquiry) { q.Place.Private = true }), knowledge.Sample{}},
		{"its channel was made private", all(right, func(q *Inquiry) { *q = q.Apply(Record{Event: Secluded{}}) }), knowledge.Sample{}},
		{"asked in a direct message", all(right, func(q *Inquiry) { q.Place.Direct = true }), knowledge.Sample{}},
	} {
		q := base
		c.do(&q)
		got, ok := q.Sample()
		require.Equal(t, c.want, got, c.when)
		require.Equal(t, c.want != knowledge.Sample{}, ok, c.when)
	}
}

func TestAnEditKeepsAPersonsLabel(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(func(f *Facts) { f.Advice = guessed("ci_cd", false, "ci_cd", "network") })
	s.do(tanaka, Reclassify{Area: "network"})
	s.do(sato, Edit{Text: "argocd argocd"}, func(f *Facts) { f.Advice = guessed("ci_cd", true) })
	require.Equal(t, Label{Key: "network", Confidence: 1, Sure: true, By: tanaka, Guess: "ci_cd"}, s.q.Area)
}

func TestNoInquiryIsALabel(t *testing.T) {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(func(f *Facts) { f.Advice = guessed("ci_cd", false, "ci_cd", "network") })
	s.do(tanaka, Withdraw{NotInquiry: true})
	require.Equal(t, StatusWithdrawn, s.q.Status)
	sample, ok := s.q.Sample()
	require.True(t, ok)
	require.Equal(t, knowledge.AreaNotInquiry, sample.Area)
	s.do(sato, Reopen{})
	require.Equal(t, Label{}, s.q.Area, "whoever reopens it says that it was one")
	_, ok = s.q.Sample()
	require.False(t, ok)
}
