package slackapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

func (r *room) searches() []triage.Search {
	r.t.Helper()
	list, err := r.app.desk.Searches(r.t.Context(), r.now.AddDate(0, -1, 0), r.now.AddDate(0, 0, 1))
	require.NoError(r.t, err)
	return list
}

func TestSearchResultsAreJudged(t *testing.T) {
	oidc := knowledge.Hit{Page: "handbook/oidc.md", Title: "OIDC", URL: "https://docs.example.com/oidc"}
	iam := knowledge.Hit{Page: "handbook/iam.md", Title: "IAM roles", URL: "https://docs.example.com/iam"}
	r := newRoom(t, searched(oidc, iam))
	r.runs("sato", "/toban 検索 ロールの引き受け AKIAIOSFODNN7EXAMPLE")
	require.Empty(t, r.searches(), "what is found is noted when somebody says so")
	results := r.ephemeral("sato", ask, "")
	r.presses("sato", ask, results.TS, actionDocsHelped+"/1")
	require.Len(t, r.searches(), 1)
	got := r.searches()[0]
	require.Equal(t, triage.SearchHelped, got.Outcome)
	require.Equal(t, "handbook/iam.md", got.Page)
	require.Equal(t, triage.PersonID("USATO"), got.By)
	require.Equal(t, triage.TeamID("payments"), got.Team)
	require.NotContains(t, got.Words, "AKIAIOSFODNN7")
	thanks := r.whispers("sato", ask)
	require.Contains(t, thanks, "お役に立ててよかったです。記録しました。")
	require.Contains(t, thanks, "IAM roles")
	require.NotContains(t, thanks, "これは違う")

	r.runs("emma", "/toban docs assume a role")
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionDocsUnhelpful)
	require.Equal(t, triage.SearchUnhelpful, r.searches()[1].Outcome)
	require.Empty(t, r.searches()[1].Page)
	require.Contains(t, r.whispers("emma", ask), `It is noted that nothing fitted "assume a role". You can also ask a person.`)
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionSendInquiry)
	require.Equal(t, "assume a role", r.inquiry("INQ-1").Text)
	require.Contains(t, r.runs("tanaka", "/toban gaps"), "assume a role")
}

// Two screens show the same results: the second press changes nothing.
func TestASearchIsJudgedOnceByWhoeverPressesTwice(t *testing.T) {
	r := newRoom(t, searched(knowledge.Hit{Page: "handbook/oidc.md", Title: "OIDC"}))
	s := docsSearch{ID: triage.NewSearchID(r.now, "k"), Words: "OIDC", Page: "handbook/oidc.md"}
	for n, outcome := range []triage.SearchOutcome{triage.SearchHelped, triage.SearchUnhelpful} {
		require.NoError(t, r.app.judgedSearch(t.Context(), act{key: itoa(n), by: "USATO", channel: ask}, s.String(), outcome))
		r.settle()
	}
	require.Len(t, r.searches(), 1)
	require.Equal(t, triage.SearchHelped, r.searches()[0].Outcome)
	require.Contains(t, r.whispers("sato", ask), "すでに済んでいます（あなたの操作です）。")
}

func TestMissedSearchesAreNotedWithoutWhatIsPrivate(t *testing.T) {
	r := newRoom(t, searched())
	r.slack.AddChannel(fakeslack.Channel{ID: "CPRIV", Name: "secret", Private: true, Members: []string{"sato", "toban"}})
	r.runs("kato", "/toban docs gpu node pool")
	r.says("eve", ask, "", "@toban docs gpu node pool") // from another workspace
	r.pass(time.Second)
	require.NoError(t, r.slack.Command(t.Context(), "sato", "CPRIV", "/toban docs layoffs"))
	r.settle()
	r.says("sato", r.dm("sato"), "", "docs acquisitions")
	var words []string
	for _, s := range r.searches() {
		require.Equal(t, triage.SearchMissed, s.Outcome)
		words = append(words, s.Words)
	}
	require.Equal(t, []string{"gpu node pool", "", ""}, words)
	gaps := r.runs("tanaka", "/toban gaps")
	require.Contains(t, gaps, "gpu node pool")
	require.Contains(t, gaps, "うち検索 1件")
	require.NotContains(t, gaps, "layoffs")
}
