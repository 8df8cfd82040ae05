package knowledge

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever is asked, in either language of either language's pages, what is
// looked for are words with a weight, each of something that was said.
func FuzzQuestion(f *testing.F) {
	for _, s := range []string{
		"imagePullSecrets が見つかりません", "Pod が起動しない\n```\nexit code 137\n```", "<@U1> <https://a.example|docs> &lt;ns&gt; :fire:",
		"どうすれば 監査ログ の保管期間を延ばせますか？", "how do I rotate a key", "ﾃﾞﾌﾟﾛｲ①", "```", "**What happened**\n<!-- x -->", "\xff\xfe 検索", "0123456789abcdef",
	} {
		f.Add(s)
	}
	tables := newWordTables([][]string{{"vault", "金庫", "secret store"}})
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 5000 {
			t.Skip("Slack's own limit is not the matter")
		}
		for _, own := range []Lang{English, Japanese} {
			for _, index := range []Lang{English, Japanese} {
				q := ask(clean(text), own, index, tables)
				for _, term := range q.terms {
					if term.term == "" || strings.ContainsAny(term.term, " \n\t") || utf8.ValidString(text) && !utf8.ValidString(term.term) {
						t.Fatalf("%s question of %s pages, %q: %q is no term", own, index, text, term.term)
					}
					if !(term.weight > 0) || math.IsInf(term.weight, 0) || term.root < 0 || term.root >= len(q.roots) {
						t.Fatalf("%s question of %s pages, %q: weight %v and root %d of %d", own, index, text, term.weight, term.root, len(q.roots))
					}
				}
				if again := ask(clean(text), own, index, tables); !reflect.DeepEqual(q, again) {
					t.Fatalf("%s question of %s pages, %q is not the same twice", own, index, text)
				}
			}
		}
	})
}
