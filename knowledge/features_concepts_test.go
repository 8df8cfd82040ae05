package knowledge

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// notionsOf are the notions of a text, those of one place joined by a bar.
func notionsOf(text string) string {
	var out []string
	eachFeature(foldText(text), func(key []byte, _, _ int) {
		if k := string(key[1:]); group(key[0]) == groupConcept && !strings.Contains(k, " ") {
			out = append(out, k)
		}
	})
	return strings.Join(out, " ")
}

func TestConcepts(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"inflections", "refunds refunded refunding", "=refund =refund =refund"},
		{"the other language", "返金", "=refund"},
		{"words without a concept stand for themselves", "the falcon gateways", "falcon =ingress"},
		{"a word of two concepts", "book", "=book =reserve"},
		{"a pair", "top up", "=deposit"},
		{"only one of a pair", "top secrets", "top =secret"},
		{"stop words count where they have a concept", "how do I", "=how"},
		{"kanji and hiragana in one word", "引き出したい", "=withdraw =need"},
		{"the rest of a run of kanji", "金融口座開設", "金融 =account 開設"},
		{"one kanji that is a word", "5分", "5 =hour"},
		{"one kanji within a word", "自分", "自分"},
		{"the longest word wins", "再起動", "=restart"},
		{"katakana", "デプロイパイプライン", "=deploy =build"},
		{"hiragana alone says nothing", "それがですね", ""},
		{"nothing", "", ""},
	} {
		if got := notionsOf(c.text); got != c.want {
			t.Errorf("%s: %q means %q, want %q", c.name, c.text, got, c.want)
		}
	}
}

func TestNotionsArePaired(t *testing.T) {
	var pairs []string
	eachFeature("refund the falcon", func(key []byte, start, end int) {
		if group(key[0]) == groupConcept && strings.Contains(string(key), " ") {
			pairs = append(pairs, string(key[1:]))
			require.Equal(t, [2]int{0, len("refund the falcon")}, [2]int{start, end})
		}
	})
	require.Equal(t, []string{"=refund falcon"}, pairs)
}

func TestConceptTable(t *testing.T) {
	names := make(map[string]bool)
	for line := range strings.Lines(conceptTable) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if len(words) < 2 {
			t.Errorf("%q: one word is no concept", line)
		}
		if names[words[0]] {
			t.Errorf("%q names two concepts", words[0])
		}
		names[words[0]] = true
		if slices.Sort(words); len(slices.Compact(slices.Clone(words))) < len(words) {
			t.Errorf("%q: a word comes twice", line)
		}
		for _, w := range words {
			if w != foldText(w) {
				t.Errorf("%q is never read: write %q", w, foldText(w))
			}
			parts := strings.Split(w, "_")
			for _, p := range parts {
				if segments := cutSegments(p); len(parts) > 2 || w[0] < utf8.RuneSelf && (len(segments) != 1 || segments[0].text != p) {
					t.Errorf("%q is neither a word nor a pair of words", w)
				}
			}
		}
	}
	require.Greater(t, len(names), 200)
}

// Words that a team never labelled are understood by what they mean.
func TestASynonymOfACorrectionIsUnderstood(t *testing.T) {
	samples := []Sample{
		{ID: "1", Text: "my reimbursement is missing", Area: "data", Source: SourceCorrection},
		{ID: "2", Text: "where is the chargeback", Area: "data", Source: SourceCorrection},
	}
	require.NotEqual(t, "data", defaultClassifier(t).Classify("返金はいつですか").Area.Key)
	require.Equal(t, "data", defaultClassifier(t, samples...).Classify("返金はいつですか").Area.Key)
}
