package knowledge

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

func TestAnalyze(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"words are stemmed and lower case":        {"Restarting Pods", "restart pod"},
		"function words and politeness vanish":    {"could you please help me with the deploy, thanks", "deploi"},
		"contractions vanish":                     {"it doesn't work, don't know", "work"},
		"an identifier comes whole and in parts":  {"imagePullSecrets", "imagepullsecrets imag pull secret"},
		"an acronym ends where a word begins":     {"HTTPServer", "httpserver http server"},
		"the plural of an acronym is one word":    {"PVCs", "pvc"},
		"connectors vanish from the whole":        {"load-balancer LoadBalancer", "loadbalancer load balanc loadbalancer load balanc"},
		"digits do not cut":                       {"k8s x509 s3", "k8s x509 s3"},
		"status codes stay, other numbers vanish": {"504 on port 8080", "504 port"},
		"versions come whole":                     {"v1.36.2", "v1362 v1"},
		"Japanese comes in pairs":                 {"権限付与", "権限 限付 付与"},
		"pairs of hiragana are grammar":           {"権限をください", "権限 限を"},
		"a lone kanji is a term":                  {"a 鍵 b", "鍵"},
		"a lone hiragana is none":                 {"x の y", ""},
		"scripts do not mix":                      {"Podが再起動", "pod が再 再起 起動"},
		"full width is folded":                    {"ＫＵＢＥＣＴＬ", "kubectl"},
		"half-width katakana is folded":           {"ﾃﾞﾌﾟﾛｲ", "デプ プロ ロイ"},
		"no words":                                {"… !? — 🎉", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var terms []string
			analyze(c.text, func(tok token) {
				if !tok.stop {
					terms = append(terms, tok.term)
				}
			})
			require.Equal(t, c.want, strings.Join(terms, " "))
		})
	}
}

func TestAnalyzeOffsetsCountTheTextAsGiven(t *testing.T) {
	text := "①ﾃﾞﾌﾟﾛｲ が ＡＢＣ-def に"
	got := map[string]string{}
	analyze(text, func(tok token) { got[tok.term] = text[tok.from:tok.to] })
	require.Equal(t, "ﾃﾞﾌﾟ", got["デプ"])
	require.Equal(t, "ＡＢＣ-def", got["abcdef"])
	require.Equal(t, "def", got["def"])
}

func TestDetectLang(t *testing.T) {
	for text, want := range map[string]Lang{
		"":                                  English,
		"why does my Pod restart?":          English,
		"Podが再起動します":                        Japanese,
		"権限不足":                              Japanese,
		"the word 東京 alone is not Japanese": English,
		"ｴﾗｰ in CI":                         Japanese,
	} {
		require.Equal(t, want, DetectLang(text), text)
	}
}

func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{"imagePullSecrets", "ﾃﾞﾌﾟﾛｲ①", "don’t", "-a.b_c'", "が\u3099", "\xff\xfe", "e\u0301tat", "ﷺ", "İstanbul-ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		analyze(text, func(tok token) {
			if tok.from < 0 || tok.from >= tok.to || tok.to > len(text) {
				t.Fatalf("token %q of %q has the range %d to %d", tok.term, text, tok.from, tok.to)
			}
			if !tok.part && !isCJK(firstRune(tok.term)) && tok.from < at {
				t.Fatalf("token %q of %q goes back to %d from %d", tok.term, text, tok.from, at)
			}
			at = tok.from
			if utf8.ValidString(text) && (!utf8.ValidString(tok.term) || strings.ContainsAny(tok.term, " \n")) {
				t.Fatalf("token %q of %q is no word", tok.term, text)
			}
			if norm.NFKC.IsNormalString(text) && utf8.ValidString(text) && !utf8.ValidString(text[tok.from:tok.to]) {
				t.Fatalf("token %q of %q cuts a character", tok.term, text)
			}
		})
	})
}
