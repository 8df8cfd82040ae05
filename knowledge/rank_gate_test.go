package knowledge

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGaugeGoesWithChanceAndWithTheHeadings(t *testing.T) {
	many := func(v float64, n int) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = v
		}
		return out
	}
	threshold := func(lang Lang, unrelated, heading float64) float64 {
		headings := many(heading, 24)
		return gaugeOf(lang, signal(lang, headings), many(unrelated, 60), headings).Threshold
	}
	reference := threshold(English, 20, referenceEnglish)
	require.InDelta(t, reference, threshold(Japanese, 20, referenceJapanese), 0.01, "both languages have a reference")
	require.Greater(t, threshold(English, 30, referenceEnglish), reference, "chance scores more here")
	require.InDelta(t, reference/2, threshold(English, 20, referenceEnglish/2), 0.01, "words can score half as much")
	require.Positive(t, threshold(English, 0, referenceEnglish/4), "chance scores nothing")
	require.InDelta(t, leastThreshold, gaugeOf(English, signal(English, nil), nil, nil).Threshold, 1e-9, "no pages")

	g := gaugeOf(English, 1, append(many(10, 57), many(500, 3)...), append(many(60, 9), 1))
	require.InDelta(t, 0.95, g.Rejected, 0.001)
	require.InDelta(t, 0.9, g.Accepted, 0.001)
}

func TestGateJudgesTheFirstPage(t *testing.T) {
	g := DefaultGate()
	for _, c := range []struct {
		name  string
		best  contender
		score float64
		want  Verdict
	}{
		{"a score above the floor", contender{matched: 2}, 1, VerdictScore},
		{"just below", contender{matched: 2}, 0.99, VerdictBelow},
		{"one rare word says little", contender{matched: 1}, 3, VerdictWords},
		{"unless it is the title", contender{matched: 1, titled: 0.8}, 0.1, VerdictNamed},
		{"the title within a question", contender{matched: 2, named: 1, coverage: 0.4}, 0.1, VerdictNamed},
		{"the title somewhere in a long text", contender{matched: 2, named: 1, coverage: 0.1}, 0.1, VerdictBelow},
		{"it solved the same", contender{votes: trustedVote}, 0, VerdictVoted},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, g.judge(c.best, c.score))
			require.Equal(t, strings.HasPrefix(string(c.want), "s") || c.want == VerdictNamed, c.want.Shown())
		})
	}
}

// madeUp writes a corpus of n pages about made-up components.
func madeUp(tb testing.TB, n int) Source {
	tb.Helper()
	dir := tb.TempDir()
	parts := []string{"ka", "ro", "mi", "ten", "su", "bel", "dor", "fin", "gar", "hul", "jin", "lom"}
	word := func(k int) string {
		return parts[k%12] + parts[k/12%12] + parts[k/144%12] + parts[(k*7+3)%12]
	}
	tasks := []string{"Install", "Upgrade", "Monitor", "Back up", "Restore", "Scale", "Debug", "Secure"}
	for i := range n {
		name, other := word(i), word(i*31+5)
		var text strings.Builder
		fmt.Fprintf(&text, "# %s the %s controller\n\nThe %s controller watches every %s object of the cluster and reports its state.\n\n", tasks[i%8], name, name, other)
		for s := range 4 {
			detail := word(i*17 + s*101)
			fmt.Fprintf(&text, "## %s of the %s queue\n\nWhen the %s queue grows, the pods of %s wait for a node. Raise the %s limit in its configuration, then restart the deployment.\n\n", tasks[(i+s)%8], detail, detail, name, detail)
		}
		require.NoError(tb, os.WriteFile(filepath.Join(dir, fmt.Sprintf("page-%05d.md", i)), []byte(text.String()), 0o600))
	}
	return Source{Name: "made", Path: dir}
}

// Twenty pages and two thousand of the same kind are judged alike, without a
// setting.
func TestGateFitsCorporaOfEverySize(t *testing.T) {
	for _, n := range []int{20, 2000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			if n > 1000 && testing.Short() {
				t.Skip("indexes two thousand pages")
			}
			l, err := Open(t.Context(), Options{Sources: []Source{madeUp(t, n)}})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, l.Close()) })
			g := l.Report().Gauges[0]
			require.Equal(t, English, g.Lang)
			require.GreaterOrEqual(t, g.Rejected, 0.9)
			require.GreaterOrEqual(t, g.Accepted, 0.7)

			again, err := l.gauge(t.Context(), shelf{boxes: l.boxes, shards: l.shards})
			require.NoError(t, err)
			require.Equal(t, g, again[English], "equal pages give equal figures")

			for question, want := range map[string]bool{
				"how do I debug the " + l.shards[English].pages[6].title[len("Debug the "):] + "? its queue grows and pods wait": true,
				"does anybody know a good restaurant for the team dinner on Friday?":                                             false,
				"the video call has no picture since the update of my browser":                                                   false,
			} {
				r, err := l.Search(t.Context(), Query{Text: question})
				require.NoError(t, err)
				require.Equal(t, want, r.Answered, "%s: %s", question, r.Verdict)
			}
		})
	}
}

func TestFloorMovesTheGate(t *testing.T) {
	source := madeUp(t, 20)
	const question = "pods wait for a node and the queue grows, raise the limit?"
	shown := func(floor float64) bool {
		l, err := Open(t.Context(), Options{Sources: []Source{source}, Gate: Gate{Floor: floor}})
		require.NoError(t, err)
		defer l.Close()
		r, err := l.Search(t.Context(), Query{Text: question})
		require.NoError(t, err)
		return r.Answered
	}
	require.True(t, shown(0.01))
	require.False(t, shown(100))
}

// A refresh that finds other pages measures again.
func TestGaugeFollowsThePages(t *testing.T) {
	source := madeUp(t, 20)
	l, err := Open(t.Context(), Options{Sources: []Source{source}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	before := l.Report().Gauges
	require.Len(t, before, 2)

	report, err := l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, before, report.Gauges, "the same pages")

	text := "# Lunch and meeting rooms\n\nWho wants to join for lunch? The meeting room on the third floor is double booked. Hope you had a nice weekend.\n"
	for i := range 20 {
		require.NoError(t, os.WriteFile(filepath.Join(source.Path, fmt.Sprintf("lunch-%d.md", i)), []byte(strings.ReplaceAll(text, "third", fmt.Sprint("floor", i))), 0o600))
	}
	report, err = l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.NotEqual(t, before, report.Gauges)
	require.Equal(t, report.Gauges, l.Report().Gauges)
}

// Articles are measured with the pages at the next refresh, which finds no file
// changed.
func TestGaugeFollowsArticles(t *testing.T) {
	l, err := Open(t.Context(), Options{Sources: []Source{madeUp(t, 5)}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	before := l.Report().Gauges
	var articles []Article
	for i := range 5 {
		articles = append(articles, Article{Name: fmt.Sprint("a", i), Lang: English, Markdown: fmt.Sprintf("# Lunch for meeting %d\n\nWho wants to join for lunch in room %d?\n", i, i)})
	}
	require.NoError(t, l.Publish(articles))
	require.Equal(t, before, l.Report().Gauges)
	report, err := l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.NotEqual(t, before, report.Gauges)
}
