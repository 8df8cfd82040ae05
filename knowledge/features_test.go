package knowledge

import (
	"fmt"
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

func TestReadFeatures(t *testing.T) {
	var long strings.Builder
	for i := range 300 {
		fmt.Fprintf(&long, "word%d 証明書%d ", i, i)
	}
	for _, text := range []string{"", "to be or not to be", "証明書の証明書", long.String()} {
		count := make(map[uint64]int32)
		var order []uint64
		var stand []place
		eachFeature(text, func(key []byte, start, end int) {
			id := featureID(key)
			if count[id]++; count[id] == 1 {
				order = append(order, id)
			}
			stand = append(stand, place{feature: int32(slices.Index(order, id)), start: int32(start), end: int32(end)})
			require.Equal(t, group(key[0]), feature{id: id}.group())
		})
		features, places := readFeatures(text)
		require.Len(t, features, len(order))
		for i, f := range features {
			require.Equal(t, feature{order[i], count[order[i]]}, f)
		}
		require.Len(t, places, len(stand))
		for i, p := range places {
			require.Equal(t, stand[i], p)
		}
	}
}

func TestFindFeatures(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 1000} {
		v := &vocabulary{}
		for i := range n {
			v.ids = append(v.ids, featureID(fmt.Appendf(nil, "\x01%d", i)))
		}
		slices.Sort(v.ids)
		v.index()
		for i, id := range v.ids {
			require.EqualValues(t, i, v.find(id))
		}
		require.EqualValues(t, unknown, v.find(featureID([]byte("\x01none"))))
	}
}

func vocabularyOf(texts, background []string, minDF int32) *vocabulary {
	read := make(textFeatures)
	var features [][]feature
	for _, t := range texts {
		features = append(features, read.read(t))
	}
	return newVocabulary(features, read.count(background), minDF)
}

func (v *vocabulary) vectorOf(text string) vector {
	features, _ := readFeatures(text)
	return v.vector(features, v.numbers(features), nil)
}

func TestVector(t *testing.T) {
	v := vocabularyOf([]string{"pods pending", "pods gone", "証明書"}, nil, 1)
	whole := v.vectorOf("pods pending")
	require.InDelta(t, 1, v.lengthOf(whole), 1e-6)
	require.InDelta(t, 1, whole.known, 1e-9)

	part := v.vectorOf("pods pending because of strangers")
	require.InDelta(t, 1, v.lengthOf(part), 1e-6, "what is known is weighed as if it were all")
	require.Less(t, part.known, 0.6)
	require.Zero(t, v.vectorOf("ω").known)

	common := vocabularyOf([]string{"pods pending"}, []string{"pods", "pods", "pods"}, 1)
	worth := func(key string) float32 { return common.axes[common.find(featureID([]byte(key)))].worth }
	require.Less(t, worth("\x00pods"), worth("\x00pending"), "unlabelled text tells what is common")
	require.EqualValues(t, unknown, vocabularyOf([]string{"aa bb", "aa cc"}, nil, 2).find(featureID([]byte("\x00bb"))))
}

func (v *vocabulary) lengthOf(x vector) float64 {
	sum := 0.0
	for i, n := range x.number {
		if n != unknown {
			sum += float64(x.value[i]*x.value[i]) * float64(v.axes[n].worth)
		}
	}
	return math.Sqrt(sum)
}

func FuzzFeatures(f *testing.F) {
	for _, s := range []string{"", "Pods are pending", "証明書の更新をお願いします", "ｻｰﾊﾞｰ API ＡＢＣ", "> q\n```x\nerror```", "<@U1> <https://a/b|c>", "e\u0301 \u3099か\u3099", "\xff\xfe", "İstanbul ß ﬁ"} {
		f.Add(s)
	}
	c := seeded()
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
