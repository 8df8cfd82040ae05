package phrase

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
)

// written reads every Line of the package's source, under the place it stands
// at.
func written(t *testing.T) map[string]Line {
	t.Helper()
	files := token.NewFileSet()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	lines := make(map[string]Line)
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, e.Name(), nil, 0)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if kind, ok := lit.Type.(*ast.Ident); !ok || kind.Name != "Line" {
				return true
			}
			fields := make(map[string]string)
			for _, x := range lit.Elts {
				pair, ok := x.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				key, named := pair.Key.(*ast.Ident)
				value, ok := pair.Value.(*ast.BasicLit)
				if !named || !ok || value.Kind != token.STRING {
					continue
				}
				text, err := strconv.Unquote(value.Value)
				require.NoError(t, err)
				fields[key.Name] = text
			}
			if len(fields) > 0 {
				lines[files.Position(lit.Pos()).String()] = Line{JA: fields["JA"], EN: fields["EN"]}
			}
			return true
		})
	}
	require.Greater(t, len(lines), 200, "the lines are found")
	return lines
}

func placeholders(s string) []string {
	all := regexp.MustCompile(`\{[a-z_]+\}`).FindAllString(s, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

func japanese(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// Beside Japanese parentheses are full-width; code and Markdown's links are as
// they are typed.
func TestJapaneseParenthesesAreFullWidth(t *testing.T) {
	code := regexp.MustCompile("`[^`]*`|\\]\\([^)]*\\)")
	for at, l := range written(t) {
		text := code.ReplaceAllString(l.JA, "")
		require.False(t, strings.ContainsAny(text, "()") && strings.ContainsFunc(text, japanese), "%s: %q", at, l.JA)
	}
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	for at, l := range written(t) {
		require.NotEmpty(t, l.JA, "%s: no Japanese for %q", at, l.EN)
		require.NotEmpty(t, l.EN, "%s: no English for %q", at, l.JA)
		require.Equal(t, placeholders(l.EN), placeholders(l.JA), "%s: %q and %q", at, l.EN, l.JA)
		require.False(t, strings.ContainsFunc(l.EN, japanese), "%s: Japanese in %q", at, l.EN)
	}
}

// Japanese is punctuated in full width, and is never emphasised where Slack
// would show the asterisks: between kana.
func TestJapaneseIsWrittenAsJapanese(t *testing.T) {
	const narrow = ",.!?;"
	for at, l := range written(t) {
		runes := []rune(l.JA)
		for i, r := range runes {
			if i == 0 || !japanese(runes[i-1]) {
				continue
			}
			require.False(t, strings.ContainsRune(narrow, r), "%s: %q after %q in %q", at, r, runes[i-1], l.JA)
			require.NotEqual(t, '*', r, "%s: emphasis at kana in %q", at, l.JA)
		}
		require.NotRegexp(t, `\*[\p{Han}\p{Hiragana}\p{Katakana}]`, l.JA, at)
	}
}

func TestSayReplacesByName(t *testing.T) {
	l := Line{JA: "{who} さん、{n}件です。", EN: "{n} for {who}."}
	require.Equal(t, "佐藤 さん、3件です。", For("ja-JP").Say(l, "who", "佐藤", "n", "3"))
	require.Equal(t, "3 for {n}.", For("en-US").Say(l, "who", "{n}", "n", "3"), "a value is never read as a placeholder")
	require.Equal(t, "{n} for {who}.", Book{}.Say(l), "the zero book speaks English")
	require.Equal(t, English, For("de").Lang())
}

func TestSpans(t *testing.T) {
	for _, c := range []struct {
		d      time.Duration
		ja, en string
	}{
		{30 * time.Second, "1分未満", "under a minute"},
		{86 * time.Minute, "1時間26分", "1 h 26 min"},
		{24 * time.Hour, "1日", "1 d"},
		{26*time.Hour + 5*time.Minute, "1日2時間", "1 d 2 h"},
	} {
		require.Equal(t, c.ja, For("ja").Duration(c.d))
		require.Equal(t, c.en, For("en").Duration(c.d))
	}
}

func TestDatesAsPeopleWriteThem(t *testing.T) {
	at := time.Date(2025, 11, 25, 17, 0, 0, 0, time.FixedZone("JST", 9*3600))
	require.Equal(t, "11/25(火) 17:00 JST", For("ja").When(at))
	require.Equal(t, "Tue 25 Nov 17:00 JST", For("en").When(at))
}
