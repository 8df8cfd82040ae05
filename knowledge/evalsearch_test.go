package knowledge

import (
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// handbook is the documentation of a platform that does not exist, partly in two
// languages, with questions about it.
const handbook = "testdata/handbook"

func handbookScores(tb testing.TB, gate Gate) SearchScores {
	tb.Helper()
	questions, err := os.Open(filepath.Join(handbook, "questions.jsonl"))
	require.NoError(tb, err)
	defer questions.Close()
	s, err := EvalSearch(tb.Context(), EvalSearchOptions{
		Docs: []EvalDocs{
			{Name: "handbook", Lang: English, Dir: filepath.Join(handbook, "en")},
			{Name: "handbook", Lang: Japanese, Dir: filepath.Join(handbook, "ja")},
		},
		Queries: questions, Gate: gate, Now: func() time.Time { return time.Time{} },
	})
	require.NoError(tb, err)
	return s
}

// usualScores are those with the usual gate; several tests look at them.
func usualScores(t *testing.T) SearchScores {
	t.Helper()
	usual.Do(func() { usual.scores = handbookScores(t, Gate{}) })
	require.NotEmpty(t, usual.scores.Questions)
	return usual.scores
}

var usual struct {
	sync.Once
	scores SearchScores
}

// A team's own small handbook is searched well from the first day. The floors
// leave two questions of leeway.
func TestHandbookQuestions(t *testing.T) {
	s := usualScores(t)
	for _, q := range s.Questions {
		first := ""
		if len(q.Result.Hits) > 0 {
			first = q.Result.Hits[0].Page
		}
		if q.Answerable && (q.Rank != 1 || !q.Result.Answered) || !q.Answerable && q.Result.Answered {
			t.Logf("%s answerable=%t rank=%d %s first=%s", q.ID, q.Answerable, q.Rank, q.Result.Verdict, first)
		}
	}
	t.Logf("hit@1 %.3f hit@3 %.3f mrr %.3f auc %.3f answered %.3f none %.3f", s.Hit1, s.Hit3, s.MRR10, s.NoneAUC, s.Answered, s.NoneSuggested)
	require.GreaterOrEqual(t, s.Hit1, 0.86)
	require.GreaterOrEqual(t, s.Hit3, 0.94)
	require.GreaterOrEqual(t, s.NoneAUC, 0.97)
	require.GreaterOrEqual(t, s.Answered, 0.84)
	require.LessOrEqual(t, s.NoneSuggested, 0.08)
}

// What the table says of a floor is what the gate does with it.
func TestTradeoffTellsWhatOtherFloorsShow(t *testing.T) {
	points := usualScores(t).Tradeoff
	require.Len(t, points, len(tradeoffFloors()))
	for i, p := range points {
		if i > 0 {
			require.LessOrEqual(t, p.Answered, points[i-1].Answered)
			require.LessOrEqual(t, p.NoneSuggested, points[i-1].NoneSuggested)
		}
		if p.Floor != 0.5 && p.Floor != 1 && p.Floor != 2.5 {
			continue
		}
		s := handbookScores(t, Gate{Floor: p.Floor})
		require.InDelta(t, s.Answered, p.Answered, 1e-9, "floor %g", p.Floor)
		require.InDelta(t, s.NoneSuggested, p.NoneSuggested, 1e-9, "floor %g", p.Floor)
	}
}

func handbookSources() []Source {
	return []Source{
		{Name: "handbook", Lang: English, Path: filepath.Join(handbook, "en")},
		{Name: "handbook", Lang: Japanese, Path: filepath.Join(handbook, "ja")},
	}
}

func devSources(b *testing.B) []Source {
	var sources []Source
	for _, d := range devDocs(b) {
		sources = append(sources, Source{Name: d.Name, Lang: d.Lang, Path: d.Dir})
	}
	return sources
}

func questionsIn(b *testing.B, path string) []evalRow {
	b.Helper()
	f, err := os.Open(path)
	require.NoError(b, err)
	defer f.Close()
	rows, err := readEvalRows(f)
	require.NoError(b, err)
	return rows
}

// BenchmarkIndex builds the index in memory; heap-MB is what it keeps.
func BenchmarkIndex(b *testing.B) {
	for _, c := range []struct {
		name    string
		sources func(b *testing.B) []Source
	}{
		{"handbook", func(*testing.B) []Source { return handbookSources() }},
		{"development", devSources},
	} {
		b.Run(c.name, func(b *testing.B) {
			sources := c.sources(b)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var last *Library
			for b.Loop() {
				if last != nil {
					require.NoError(b, last.Close())
				}
				var err error
				last, err = Open(b.Context(), Options{Sources: sources})
				require.NoError(b, err)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/(1<<20), "heap-MB")
			require.NoError(b, last.Close())
		})
	}
}

// BenchmarkSearch asks one question after the other; p50-ms and p99-ms are over
// all of them.
func BenchmarkSearch(b *testing.B) {
	for _, c := range []struct {
		name, questions string
		sources         func(b *testing.B) []Source
	}{
		{"handbook", filepath.Join(handbook, "questions.jsonl"), func(*testing.B) []Source { return handbookSources() }},
		{"development", filepath.Join(devData, "search", "queries.jsonl"), devSources},
	} {
		b.Run(c.name, func(b *testing.B) {
			l, err := Open(b.Context(), Options{Sources: c.sources(b)})
			require.NoError(b, err)
			defer l.Close()
			rows := questionsIn(b, c.questions)
			var times []float64
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				_, err := l.Search(b.Context(), Query{Text: rows[i%len(rows)].Text, Lang: rows[i%len(rows)].Lang})
				require.NoError(b, err)
				times = append(times, float64(time.Since(start))/float64(time.Millisecond))
			}
			b.ReportMetric(percentile(times, 0.50), "p50-ms")
			b.ReportMetric(percentile(times, 0.99), "p99-ms")
		})
	}
}

// Two indexes of the same pages score alike to the last bit, in whatever order
// the processors read the files.
func TestEqualPagesScoreAlike(t *testing.T) {
	first := usualScores(t)
	for range 2 {
		again := handbookScores(t, Gate{})
		for i, q := range first.Questions {
			require.Equal(t, q.Result.Hits, again.Questions[i].Result.Hits, "question %s", q.ID)
		}
	}
}
