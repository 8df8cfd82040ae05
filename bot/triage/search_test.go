package triage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// searches notes what became of a search; the same name is the same search.
func (o *office) searches(name string, who triage.PersonID, words string, outcome triage.SearchOutcome, page string) error {
	o.n++
	_, err := o.Handle(context.Background(), triage.Order{Key: fmt.Sprint("k", o.n), By: who, Command: triage.NoteSearch{
		Search: triage.NewSearchID(o.now, name), Team: triage.TeamID("team of " + who), Words: words, Outcome: outcome, Page: page,
	}})
	return err
}

func (o *office) gaps() []triage.Gap {
	o.t.Helper()
	gaps, err := o.Gaps(context.Background())
	require.NoError(o.t, err)
	return gaps
}

func TestASearchIsJudgedOnce(t *testing.T) {
	o := newOffice(t).at("2025-11-30 23:59")
	require.NoError(t, o.searches("a", sato, "gpu node pool", triage.SearchMissed, ""))
	require.Equal(t, triage.Conflict, triage.KindOf(o.searches("a", sato, "gpu node pool", triage.SearchMissed, "")))
	require.NoError(t, o.searches("a", sato, "gpu node pool", triage.SearchUnhelpful, ""), "what was missed can be judged")
	err := o.searches("a", sato, "gpu node pool", triage.SearchHelped, "handbook/gpu.md")
	require.Equal(t, triage.Conflict, triage.KindOf(err))
	require.NoError(t, o.searches("b", sato, "gpu node pool", triage.SearchHelped, "handbook/gpu.md"))

	list, err := o.Searches(t.Context(), o.now.AddDate(0, -2, 0), o.now.Add(time.Minute))
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, triage.SearchUnhelpful, list[0].Outcome)
	require.Equal(t, "handbook/gpu.md", list[1].Page)
	require.Equal(t, sato, list[1].By)
}

func TestSearchesAreAsksOfTheGaps(t *testing.T) {
	o := newOffice(t).at("2025-10-31 10:00")
	require.NoError(t, o.searches("a", sato, "gpu node pool", triage.SearchMissed, ""))
	o.at("2025-11-20 10:00")
	require.NoError(t, o.searches("b", suzuki, "gpu node pool please", triage.SearchUnhelpful, ""))
	require.NoError(t, o.searches("c", tanaka, "gpu node pool", triage.SearchHelped, "handbook/gpu.md"))
	require.NoError(t, o.searches("d", tanaka, "", triage.SearchMissed, ""), "what only the searcher may read")
	id := o.ask("how do I get a gpu node pool")

	gaps := o.gaps()
	require.Len(t, gaps, 1)
	require.Equal(t, 3, gaps[0].Asks)
	require.Equal(t, 2, gaps[0].Searches)
	require.Equal(t, 3, gaps[0].Teams)
	require.Equal(t, []triage.InquiryID{id}, gaps[0].Inquiries)

	week, err := o.Digest(t.Context(), "2025-W47")
	require.NoError(t, err)
	require.Len(t, week.Gaps, 1)
	require.Equal(t, 2, week.Gaps[0].Asks, "of that week")
	area, err := o.DigestOf(t.Context(), "2025-W47", "ci_cd")
	require.NoError(t, err)
	require.Empty(t, area.Gaps, "a search has no area")

	o.at("2026-02-25 10:00")
	require.Empty(t, o.gaps(), "after ninety days")
}

func TestSearchingAgainIsOneAsk(t *testing.T) {
	o := newOffice(t).at("2025-11-20 10:00")
	for _, name := range []string{"a", "b"} {
		require.NoError(t, o.searches(name, sato, "gpu node pool", triage.SearchMissed, ""))
		o.now = o.now.Add(time.Minute)
	}
	require.Equal(t, 1, o.gaps()[0].Asks)
	o.ask("how do I get a gpu node pool") // sato asks a person now
	require.Equal(t, 1, o.gaps()[0].Asks)
	require.Zero(t, o.gaps()[0].Searches)
	o.now = o.now.Add(time.Hour)
	require.NoError(t, o.searches("c", sato, "gpu node pool", triage.SearchMissed, ""))
	require.Equal(t, 1, o.gaps()[0].Asks)
	o.now = o.now.Add(48 * time.Hour)
	require.NoError(t, o.searches("d", sato, "gpu node pool", triage.SearchMissed, ""))
	require.Equal(t, 2, o.gaps()[0].Asks, "days later it is asked again")
}

// A page that helped those who searched answers what the team says it answers.
func TestAPageThatHelpsSearchersClosesItsGap(t *testing.T) {
	o := newOffice(t).at("2025-11-18 10:00")
	o.Policy.Leads = []triage.PersonID{tanaka}
	id := o.ask("how do I get a gpu node pool")
	o.order(id, tanaka, triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsExistsNotFound}})
	o.order(id, tanaka, triage.AddAlias{Page: "handbook/gpu.md"})
	require.Len(t, o.gaps(), 1)
	o.now = o.now.Add(time.Hour)
	require.NoError(t, o.searches("a", sato, "gpu", triage.SearchHelped, "handbook/gpu.md"))
	require.Len(t, o.gaps(), 1)
	require.NoError(t, o.searches("b", suzuki, "gpu", triage.SearchHelped, "handbook/gpu.md"))
	require.Empty(t, o.gaps())
}

func TestWordsOfOldSearchesAreErased(t *testing.T) {
	o := newOffice(t).at("2025-11-02 10:00")
	require.NoError(t, o.searches("a", sato, "payroll of the board", triage.SearchUnhelpful, ""))
	o.at("2025-11-20 10:00")
	require.NoError(t, o.searches("b", sato, "gpu node pool", triage.SearchUnhelpful, ""))
	o.at("2025-12-01 10:00")
	for range 2 { // harmless a second time
		require.NoError(t, o.ExpireSearches(t.Context(), o.now.AddDate(0, 0, -20)))
	}
	list, err := o.History(t.Context(), "docs/2025-11")
	require.NoError(t, err)
	data, err := json.Marshal(list)
	require.NoError(t, err)
	require.NotContains(t, string(data), "payroll")
	require.Equal(t, triage.Erased, list[0].By)
	require.Contains(t, string(data), "gpu node pool")
	require.Equal(t, sato, list[1].By)
	require.Equal(t, triage.TeamID("team of "+sato), list[0].Event.(triage.Searched).Team, "numbers stay")
}

func TestSecretsOfASearchAreNotKept(t *testing.T) {
	o := newOffice(t).at("2025-11-20 10:00")
	require.NoError(t, o.searches("a", sato, "why is AKIAIOSFODNN7EXAMPLE refused", triage.SearchMissed, ""))
	list, err := o.History(t.Context(), "docs/2025-11")
	require.NoError(t, err)
	require.NotContains(t, list[0].Event.(triage.Searched).Words, "AKIAIOSFODNN7")
}
