package triage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReasonsAreGuessedFromTheRecord(t *testing.T) {
	suggested := []Suggestion{{URL: "https://docs.example.com/oidc#sub"}, {Title: "without a link"}}
	for _, c := range []struct {
		name              string
		q                 Inquiry
		backlog, searched bool
		want              Guess
	}{
		{"nothing to go by", Inquiry{Suggestions: suggested}, false, true, Guess{}},
		{"its area waits for self-service", Inquiry{Suggestions: suggested}, true, true, Guess{Solver: SolverPlatformForNow}},
		{
			"a suggested page was linked",
			Inquiry{Suggestions: suggested, LastLinks: []string{"https://ci.example.com/1", "https://docs.example.com/oidc/"}},
			false, true,
			Guess{Docs: DocsExistsNotFound},
		},
		{"another page was linked", Inquiry{Suggestions: suggested, LastLinks: []string{"https://docs.example.com/iam"}}, false, true, Guess{}},
		{"no page at all", Inquiry{}, false, true, Guess{Docs: DocsMissing}},
		{"nobody looked for one", Inquiry{}, false, false, Guess{}},
		{"what is given is not guessed", Inquiry{Reasons: Reasons{Solver: SolverAppTeam, Docs: DocsFoundEnough}}, true, true, Guess{}},
		{"one of them is", Inquiry{Reasons: Reasons{Docs: DocsFoundEnough}}, true, true, Guess{Solver: SolverPlatformForNow}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, GuessReasons(c.q, c.backlog, c.searched))
		})
	}
}

func TestWhetherAGuessWasKept(t *testing.T) {
	given := Reasons{Solver: SolverAppTeam, Docs: DocsMissing}
	for _, c := range []struct {
		name          string
		guess         Guess
		kept, guessed int
	}{
		{"none was made", Guess{}, 0, 0},
		{"both kept", Guess{Solver: SolverAppTeam, Docs: DocsMissing}, 2, 2},
		{"one corrected", Guess{Solver: SolverPlatformForNow, Docs: DocsMissing}, 1, 2},
		{"one made, and corrected", Guess{Docs: DocsExistsNotFound}, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			kept, guessed := c.guess.Kept(given)
			require.Equal(t, []int{c.kept, c.guessed}, []int{kept, guessed})
		})
	}
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("request", false, 0))
	s.do(tanaka, Resolve{Reasons: given, Guess: Guess{Docs: DocsMissing}})
	require.Equal(t, Resolved{Reasons: given, Guess: Guess{Docs: DocsMissing}}, s.last.Events[0], "it is in the history")

	corrected := Reasons{Solver: SolverAppTeam, Docs: DocsExistsNotFound}
	s.do(tanaka, GiveReasons{Reasons: corrected, Guess: Guess{Solver: SolverPlatformForNow}})
	require.Equal(t, Guess{Solver: SolverPlatformForNow, Docs: DocsMissing}, s.q.Guess, "a second form fills in nothing that is given")
	kept, guessed := s.q.Guess.Kept(s.q.Reasons)
	require.Equal(t, []int{0, 2}, []int{kept, guessed}, "what is corrected later was not kept")
}

func TestReasonsAreAskedForByPersonAndOpening(t *testing.T) {
	for _, c := range []struct {
		name, at string
		by       PersonID
		want     string // instant of the reminder, empty for none
	}{
		{"in the afternoon", "2025-11-20 15:04", tanaka, "2025-11-21 10:00"},
		{"before a long weekend", "2025-11-21 18:59", tanaka, "2025-11-25 10:00"},
		{"on the weekend", "2025-11-22 12:00", tanaka, "2025-11-25 10:00"},
		{"an asker owes none", "2025-11-20 15:04", sato, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, c.at)
			s.ask(advised("request", false, 0))
			s.do(c.by, Resolve{})
			if c.want == "" {
				require.Empty(t, s.reminders(RemindReasons))
				return
			}
			s.setFor(RemindReasons, c.want)
			require.Equal(t, ReasonsSubject(c.by), s.last.Reminders[len(s.last.Reminders)-1].Subject)
		})
	}
	p, o := policy(t), Order{Key: "k", Command: Remind{Reminder: reasonsReminder(tanaka, tokyo(t, "2025-11-21 10:00"))}}
	d, err := p.Decide(State{}, o, Facts{Unreasoned: 3})
	require.NoError(t, err)
	require.Equal(t, []Notice{AskReasons{To: tanaka}}, d.Notices, "one message, whatever it lists")
	d, err = p.Decide(State{}, o, Facts{})
	require.NoError(t, err)
	require.Empty(t, d.Notices, "all was filled in since")
}

func TestAMemberProposesAnAliasAndTheLeadDecides(t *testing.T) {
	const page = "handbook/oidc"
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("question", true, 0))
	s.do(tanaka, Resolve{Reasons: Reasons{Solver: SolverAppTeam, Docs: DocsExistsNotFound}})
	require.Equal(t, "denied", reason(t, s.try(sato, AddAlias{Page: page})))
	require.Equal(t, "no_page", reason(t, s.try(tanaka, AddAlias{})))
	s.do(tanaka, AddAlias{Page: page})
	require.Equal(t, []Notice{ProposeAlias{Inquiry: "INQ-1", To: yamada, By: tanaka}}, s.last.Notices)
	require.Empty(t, s.q.Alias)
	require.Equal(t, "already", reason(t, s.try(suzuki, AddAlias{Page: page})), "it is proposed once")
	s.do(yamada, AddAlias{Page: page})
	require.Equal(t, page, s.q.Alias)
	require.Empty(t, s.last.Notices)
	require.Equal(t, "already", reason(t, s.try(yamada, AddAlias{Page: page})))
	require.Equal(t, "already", reason(t, s.try(tanaka, AddAlias{Page: page})))
}
