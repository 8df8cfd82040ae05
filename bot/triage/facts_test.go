package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
)

func TestFactsAreAskedForWhileSomebodyIsWaitedFor(t *testing.T) {
	member := Reply{Message: MessageRef{Channel: "C1", TS: "1763700000.000100"}, Text: "look at the role"}
	asker := Reply{Message: MessageRef{Channel: "C1", TS: "1763700000.000100"}, Text: "it is the api repository"}
	pages := func(f *Facts) {
		f.Advice = &knowledge.Advice{Answered: true, Hits: []knowledge.Hit{{Page: "oidc"}}}
	}
	reminded := Remind{Reminder: Reminder{Kind: RemindGrace}}
	for name, c := range map[string]struct {
		happens func(s *scene)
		want    bool
	}{
		"asked":                {func(*scene) {}, true},
		"claimed":              {func(s *scene) { s.do(tanaka, Claim{}) }, true},
		"answered by a member": {func(s *scene) { s.do(tanaka, member) }, false},
		"its asker said more":  {func(s *scene) { s.do(sato, asker) }, false},
		"its asker said thanks": {func(s *scene) {
			thanks := asker
			thanks.Idle = true
			s.do(sato, thanks)
		}, true},
		"somebody else wrote":            {func(s *scene) { s.do(kato, asker) }, true},
		"closed":                         {func(s *scene) { s.do(sato, Withdraw{}) }, false},
		"urgent":                         {func(s *scene) { s.do(tanaka, Reclassify{Urgency: UrgencyUrgent}) }, false},
		"moved to an area that has none": {func(s *scene) { s.do(tanaka, Reclassify{Area: "network"}) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, "2025-11-20 15:04")
			s.policy.Facts = map[string]map[Lang][]string{"ci_cd": {"ja": {"リポジトリ"}}}
			s.do(sato, Ask{Asker: sato, Text: "AssumeRole", Area: "ci_cd", Place: Place{Channel: "C1", Thread: "1.0"}, Lang: "ja"})
			c.happens(s)
			require.Equal(t, c.want, len(s.policy.FactsWanted(s.q, "ja")) > 0)
			if !c.want {
				require.Contains(t, s.last.Notices, Notice(ShowCard{Inquiry: s.q.ID}))
			}
		})
	}
	t.Run("not while pages are on offer", func(t *testing.T) {
		s := newScene(t, "2025-11-20 15:04")
		s.policy.Facts = map[string]map[Lang][]string{"ci_cd": {"ja": {"リポジトリ"}}}
		s.do(sato, Ask{Asker: sato, Text: "AssumeRole", Area: "ci_cd", Place: Place{Channel: "C1", Thread: "1.0"}, Lang: "ja"}, pages)
		require.Empty(t, s.policy.FactsWanted(s.q, "ja"))
		s.now = s.now.Add(10 * time.Minute)
		s.do("", reminded)
		require.Equal(t, []string{"リポジトリ"}, s.policy.FactsWanted(s.q, "en"), "in the language there is")
		require.Contains(t, s.last.Notices, Notice(ShowCard{Inquiry: s.q.ID}))
	})
	t.Run("no card is drawn for nothing", func(t *testing.T) {
		s := newScene(t, "2025-11-20 15:04")
		s.do(sato, Ask{Asker: sato, Text: "AssumeRole", Area: "ci_cd", Place: Place{Channel: "C1", Thread: "1.0"}, Lang: "ja"})
		s.do(sato, asker)
		require.Empty(t, s.last.Notices)
	})
}
