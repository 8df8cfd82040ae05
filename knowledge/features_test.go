package knowledge

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadSlack(t *testing.T) {
	for _, c := range []struct{ name, text, own, aside string }{
		{"plain", "pods are pending", "pods are pending", ""},
		{"mentions go, channels stay", "<@U1|aya> see <#C2|ops> <!here>", "see  ops", ""},
		{"a link is its words", "see <https://example.com/runbooks/dns?x=1#y|the page>", "see  the page example.com runbooks dns", ""},
		{"a bare address", "see https://example.com/runbooks/dns?x=1", "see example.com runbooks dns", ""},
		{"entities once", "a &lt;b&gt; &amp;amp; c", "a <b> &amp; c", ""},
		{"an escaped mention is text", "use &lt;@U1&gt;", "use <@U1>", ""},
		{"quotes are not the asker's", "&gt; it failed\nwhy?", "why?", "it failed"},
		{"the last error line of a code block", "help\n```start\nerror: a\nerror: b\nend```", "help", "error: b"},
		{"an unclosed code block", "help\n```panic: x", "help", "panic: x"},
		{"no error: the first line", "```one\ntwo```", "", "one"},
		{"bytes that are no text", "a\xffb", "a b", ""},
	} {
		got := readSlack(c.text)
		if got.own != c.own || got.aside != c.aside {
			t.Errorf("%s: %q reads as %q and %q, want %q and %q", c.name, c.text, got.own, got.aside, c.own, c.aside)
		}
	}
	require.Len(t, []rune(readSlack(strings.Repeat("語", 9000)).own), maxTextRunes)
	require.Len(t, []rune(readSlack("```"+strings.Repeat("語", 900)).aside), maxAsideRunes)
}

func featuresOf(text string, of group) []string {
	var out []string
	eachFeature(foldText(text), func(key []byte, _, _ int) {
		if group(key[0]) == of {
			out = append(out, string(key[1:]))
		}
	})
	return out
}

func TestFeatures(t *testing.T) {
	require.Equal(t, []string{"pods", "are", "pods are", "pending", "are pending", "pods * pending"}, featuresOf("Pods are PENDING!", groupWord))
	require.Equal(t, []string{"pod", "pend", "pend pod"}, featuresOf("Pods are pending", groupStem), "stems without stop words, pairs in one order")
	require.Equal(t, []string{" a", "a ", " a "}, featuresOf("a", groupChar))
	require.Equal(t, []string{"証", "明", "書", "証明", "明書", "証明書"}, featuresOf("証明書", groupChar))
	require.Equal(t, []string{"証明書", "更新", "更新 証明書"}, featuresOf("証明書の更新", groupStem))
	require.Empty(t, featuresOf("証明書の更新", groupWord))
	require.Equal(t, featuresOf("サーバー", groupChar), featuresOf("ｻｰﾊﾞｰ", groupChar), "half-width kana")
	require.Equal(t, featuresOf("API", groupWord), featuresOf("ＡＰＩ", groupWord), "full-width letters")
}

func TestVector(t *testing.T) {
	v := newVocabulary([]string{"pods pending", "pods gone", "証明書"}, nil, 1)
	whole := v.weigh(v.read("pods pending")).vector(nil)
	require.InDelta(t, 1, lengthOf(whole), 1e-6)
	require.InDelta(t, 1, whole.known, 1e-9)
	require.True(t, slices.IsSorted(whole.index))

	part := v.weigh(v.read("pods pending because of strangers")).vector(nil)
	require.InDelta(t, 1, lengthOf(part), 1e-6, "what is known is weighed as if it were all")
	require.Less(t, part.known, 0.6)
	require.Zero(t, v.weigh(v.read("ω")).vector(nil).known)

	common := newVocabulary([]string{"pods pending"}, []string{"pods", "pods", "pods"}, 1)
	require.Less(t, common.idf[common.number["\x00pods"]], common.idf[common.number["\x00pending"]], "unlabelled text tells what is common")
	require.NotContains(t, newVocabulary([]string{"aa bb", "aa cc"}, nil, 2).number, "\x00bb")
}

func lengthOf(v vector) float64 {
	sum := 0.0
	for _, x := range v.value {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

func FuzzFeatures(f *testing.F) {
	for _, s := range []string{"", "Pods are pending", "証明書の更新をお願いします", "ｻｰﾊﾞｰ API ＡＢＣ", "> q\n```x\nerror```", "<@U1> <https://a/b|c>", "e\u0301 \u3099か\u3099", "\xff\xfe", "İstanbul ß ﬁ"} {
		f.Add(s)
	}
	c, err := Train(DefaultTaxonomy(), nil, TrainOptions{})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, text string) {
		folded := foldMessage(text)
		eachFeature(folded, func(key []byte, start, end int) {
			if start < 0 || end > len(folded) || start >= end {
				t.Fatalf("feature %q stands for [%d:%d] of %q", key, start, end, folded)
			}
			if len(key) < 2 || group(key[0]) >= groups {
				t.Fatalf("key %q", key)
			}
		})
		got := c.Classify(text)
		if got.Area.Confidence < 0 || got.Area.Confidence > 1+1e-9 || math.IsNaN(got.Area.Confidence) || math.IsNaN(got.Kind.Confidence) {
			t.Fatalf("confidence %v, %v of %q", got.Area.Confidence, got.Kind.Confidence, text)
		}
		for _, w := range got.Area.Words {
			if !strings.Contains(folded, w) {
				t.Fatalf("word %q is not in %q", w, folded)
			}
		}
	})
}
