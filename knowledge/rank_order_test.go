package knowledge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// filler is text that shares no word with the questions below.
var filler = strings.Repeat("Nothing of interest happens in the meantime, apart from rain and wind over the harbour. ", 8)

// Of pages with the same words the one comes first that treats the question.
func TestTheOrderOfPagesWithTheSameWords(t *testing.T) {
	for _, c := range []struct {
		name     string
		pages    map[string]string
		question string
		want     string // the first page
	}{
		{
			name: "words that stand together treat one thing",
			pages: map[string]string{
				"a.md": "# First\n\nA volume is blue. " + filler + "Every snapshot is green. " + filler + "The quota is red.\n",
				"b.md": "# Second\n\nA volume is blue. Every snapshot is green. The quota is red. " + filler + filler + "\n",
			},
			question: "snapshot of a volume exceeds the quota",
			want:     "b.md",
		},
		{
			name: "a question that has the whole title is about the page",
			pages: map[string]string{
				"a.md": "# Cluster upgrade policy\n\nA node pool is drained before the cluster upgrade. Pools wait. " + filler + "\n",
				"b.md": "# Cluster upgrade\n\nA node pool is drained before the cluster upgrade. " + filler + "\n",
			},
			question: "when is the node pool drained during a cluster upgrade?",
			want:     "b.md",
		},
		{
			name: "who has a task at hand wants no lesson",
			pages: map[string]string{
				"a.md": "---\nkind: tutorial\n---\n# Message broker\n\nCreate a queue with the broker tool. " + filler + "\n",
				"b.md": "# Message broker\n\nCreate a queue with the broker tool. " + filler + "\n",
			},
			question: "how do I create a queue on the broker?",
			want:     "b.md",
		},
		{
			name: "who asks for a lesson gets it",
			pages: map[string]string{
				"a.md": "---\nkind: tutorial\n---\n# Message broker\n\nCreate a queue with the broker tool. " + filler + "\n",
				"b.md": "# Message broker\n\nCreate a queue with the broker tool. " + filler + "\n",
			},
			question: "is there a walkthrough, how do I create a queue on the broker?",
			want:     "a.md",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := openPages(t, c.pages)
			r, err := l.Search(t.Context(), Query{Text: c.question, Explain: true})
			require.NoError(t, err)
			require.NotEmpty(t, r.Hits)
			require.Equal(t, "docs/"+c.want, r.Hits[0].Page)
		})
	}
}

// openPages indexes files of Markdown, by their paths.
func openPages(t *testing.T, pages map[string]string) *Library {
	t.Helper()
	dir := t.TempDir()
	for name, text := range pages {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	l, err := Open(t.Context(), Options{Sources: []Source{{Name: "docs", Path: dir}}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}

// A translation is no second opinion, although the scores of both add up.
func TestATranslationIsNoSecondOpinion(t *testing.T) {
	l := openPages(t, map[string]string{
		"en/quota.md": "# Storage quota\n\nRaise the quota of a volume in the console.\n",
		"ja/quota.md": "# ストレージの上限\n\nボリュームの上限は管理画面で引き上げます。\n",
	})
	r, err := l.Search(t.Context(), Query{Text: "ボリュームの上限を引き上げたい", Explain: true})
	require.NoError(t, err)
	require.Len(t, r.Hits, 1)
	trace := r.Hits[0].Trace
	require.Len(t, trace.Parts, 2)
	require.Equal(t, []TraceFactor{{Name: "both languages", By: bothLanguages}}, trace.Placing)
}

func TestTogetherIsTheShareWithinOneSpan(t *testing.T) {
	w := &weighing{rootAt: []uint16{0, 1, 2, 3, 1}, within: make([]int, 3), roots: []float64{3, 2, 1}, all: 6}
	far := make([]termID, togetherSpan)
	for _, c := range []struct {
		name string
		run  []termID
		want float64
	}{
		{"nothing of the question", []termID{0, 0}, 0},
		{"all of it", []termID{1, 0, 2, 3}, 1},
		{"two forms of a word count once", []termID{1, 4}, 0.5},
		{"the last place of the span counts", append(append([]termID{1}, far[2:]...), 2), 5.0 / 6},
		{"the next one does not", append(append([]termID{1}, far[1:]...), 2), 0.5},
		{"the best span counts", append(append([]termID{3}, far...), 1, 2), 5.0 / 6},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := w.together(&docTerms{runs: [inBody + 1][]termID{inBody: c.run}})
			require.InDelta(t, c.want, got, 1e-9)
		})
	}
}
