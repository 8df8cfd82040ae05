package knowledge

import (
	"slices"
	"strings"
	"testing"
)

func TestKatakanaWordsAreFoundAtTheJointsOfCompounds(t *testing.T) {
	known := newWordTables(nil).katakana
	for _, c := range []struct {
		text, word string
		want       bool
	}{
		{"ログを見たい", "ログ", true},
		{"アクセスログを見たい", "ログ", true},
		{"サービスのカタログを見たい", "ログ", false},
		{"プログラムが動かない", "ログ", false},
		{"プロブログを書いた", "ログ", false},
		{"ノードポートを開けたい", "ポート", true},
		{"レポートを出したい", "ポート", false},
		{"サポートに聞いた", "ポート", false},
		{"イメージのプルに失敗する", "プル", true},
		{"サンプルを探している", "プル", false},
		{"カタログとログ", "ログ", true},
		{"マイクロサービスを公開したい", "サービス", true}, // long words may stand anywhere
		{"証明書の有効期限", "期限", true},
	} {
		if got := (phrase{text: c.word}).in(c.text, known); got != c.want {
			t.Errorf("%s in %s: %t, want %t", c.word, c.text, got, c.want)
		}
	}
}

// What a question is looked for by, over pages in English or Japanese.
func TestQuestionsAreAskedInTheWordsOfPages(t *testing.T) {
	tables := newWordTables([][]string{{"vault", "secret store"}})
	for _, c := range []struct {
		name, text string
		over       Lang
		has, lacks []string
	}{
		{"a symptom leads to its cause", "Why do I see 504 errors during deploys?", English, []string{"graceful termination", "readiness"}, nil},
		{"half of a symptom does not", "504 from the gateway", English, []string{"gateway timeout"}, []string{"readiness"}},
		{"words too common to be terms decide too", "the value is not updated", English, []string{"refresh"}, nil},
		{"without them the symptom is another", "the value is updated", English, nil, []string{"interval"}},
		{"the team's own words", "vault is sealed", English, []string{"store"}, nil},
		{"Japanese words in English", "証明書の期限が切れました", English, []string{"certificate", "expiration"}, nil},
		{"no word within another", "サービスカタログはどこですか", English, []string{"catalog", "service"}, []string{"logging"}},
		{"English words in Japanese", "who may approve a bucket", Japanese, []string{"バケ", "承認"}, nil},
		{"politeness is no subject", "お世話になっております、困っています。証明書について教えてください", Japanese, []string{"証明"}, []string{"世話", "困っ", "教え"}},
		{"nor are remarks of issue templates", "<!-- please search duplicates first -->\nsync fails", English, []string{"sync"}, []string{"duplicates"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var terms []string
			for _, q := range ask(clean(c.text), DetectLang(c.text), c.over, tables).terms {
				terms = append(terms, q.term)
			}
			for _, phrase := range c.has {
				for _, term := range termsIn(phrase) {
					if !slices.Contains(terms, term) {
						t.Errorf("%q is not asked for: %q", term, terms)
					}
				}
			}
			for _, phrase := range c.lacks {
				for _, term := range termsIn(phrase) {
					if slices.Contains(terms, term) {
						t.Errorf("%q is asked for: %q", term, terms)
					}
				}
			}
		})
	}
}

// Every line of the tables can be read and adds something.
func TestWordTablesAreWellFormed(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(japaneseTable)) {
		at := strings.IndexAny(line, "=:")
		if at < 0 || len(strings.Fields(line[:at])) == 0 || len(termsIn(line[at+1:])) == 0 {
			t.Errorf("japaneseTable: %q has no word on one of its sides", line)
		}
	}
	for line := range strings.Lines(strings.TrimSpace(causeTable)) {
		symptom, causes, _ := strings.Cut(line, ":")
		if len(wordsIn(symptom)) == 0 || len(termsIn(causes)) == 0 {
			t.Errorf("causeTable: %q has no word on one of its sides", line)
		}
	}
	for line := range strings.Lines(strings.TrimSpace(synonymTable)) {
		if len(commaList(line)) < 2 {
			t.Errorf("synonymTable: %q is no group", line)
		}
	}
}
