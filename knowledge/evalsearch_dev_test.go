package knowledge

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// devData is where the development documents and questions lie, beside a
// checkout. They are not part of the repository.
const devData = "../../shared/data"

func devDocs(tb testing.TB) []EvalDocs {
	tb.Helper()
	if _, err := os.Stat(devData); err != nil {
		tb.Skip("no development data beside the checkout: ", err)
	}
	var docs []EvalDocs
	for _, d := range []EvalDocs{
		{Name: "k8s", Lang: English},
		{Name: "k8s", Lang: Japanese},
		{Name: "argocd", Lang: English},
		{Name: "certmanager", Lang: English},
		{Name: "eso", Lang: English},
		{Name: "ingressnginx", Lang: English},
		{Name: "karpenter", Lang: English},
	} {
		d.Dir = filepath.Join(devData, "docs", d.Name, string(d.Lang))
		docs = append(docs, d)
	}
	return docs
}

func devScores(tb testing.TB) SearchScores {
	tb.Helper()
	docs := devDocs(tb)
	questions, err := os.Open(filepath.Join(devData, "search", "queries.jsonl"))
	require.NoError(tb, err)
	defer questions.Close()
	scores, err := EvalSearch(tb.Context(), EvalSearchOptions{Docs: docs, Queries: questions})
	require.NoError(tb, err)
	return scores
}

// skipFigures skips a test of quality where it would only cost time.
func skipFigures(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes many seconds")
	}
	if underRace {
		t.Skip("the race detector makes it ten times as long and changes no figure: run it without")
	}
}

// Search on the development questions is at least as good as when it was tuned,
// two questions of leeway.
func TestDevelopmentQuestions(t *testing.T) {
	skipFigures(t)
	s := devScores(t)
	for _, q := range s.Questions {
		first := ""
		if len(q.Result.Hits) > 0 {
			first = q.Result.Hits[0].Page
		}
		t.Logf("%s %s answerable=%t rank=%d answered=%t first=%s", q.ID, q.Lang, q.Answerable, q.Rank, q.Result.Answered, first)
	}
	t.Logf("hit@1 %.3f hit@3 %.3f hit@5 %.3f mrr %.3f auc %.3f answered %.2f none %.2f p50 %.1f ms p99 %.1f ms index %.1f s",
		s.Hit1, s.Hit3, s.Hit5, s.MRR10, s.NoneAUC, s.Answered, s.NoneSuggested, s.P50, s.P99, s.IndexSeconds)
	require.GreaterOrEqual(t, s.Hit3, 0.80)
	require.GreaterOrEqual(t, s.MRR10, 0.76)
	require.GreaterOrEqual(t, s.NoneAUC, 0.97)
}
