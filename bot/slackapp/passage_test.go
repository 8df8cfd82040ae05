package slackapp

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"
)

// ranges are the places of words in a text, in their order.
func ranges(text string, words ...string) (out [][2]int) {
	at := 0
	for _, w := range words {
		i := at + strings.Index(text[at:], w)
		at = i + len(w)
		out = append(out, [2]int{i, at})
	}
	return out
}

// bolds shows a passage with what is in bold in brackets.
func bolds(t *testing.T, b *slack.RichTextBlock) string {
	t.Helper()
	if b == nil {
		return ""
	}
	var out strings.Builder
	quote, ok := b.Elements[0].(*slack.RichTextQuote)
	require.True(t, ok)
	for _, e := range quote.Elements {
		part, ok := e.(*slack.RichTextSectionTextElement)
		require.True(t, ok)
		if part.Style != nil && part.Style.Bold {
			out.WriteString("[" + part.Text + "]")
		} else {
			out.WriteString(part.Text)
		}
	}
	return out.String()
}

func TestPassagesMarkWhatMatches(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		words []string
		want  string
	}{
		"English":             {"Set role-to-assume in the trust policy.", []string{"role-to-assume", "policy"}, "Set [role-to-assume] in the trust [policy]."},
		"within Japanese":     {"信頼ポリシーの sub を合わせます", []string{"ポリシー", "sub"}, "信頼[ポリシー]の [sub] を合わせます"},
		"nothing matches":     {"one * alone", nil, "one * alone"},
		"marks are text":      {"run `a*b` ~now~ _yes_", []string{"a*b"}, "run `[a*b]` ~now~ _yes_"},
		"so are mentions":     {"<!channel> <@U1> & <https://x|y>", []string{"U1"}, "<!channel> <@[U1]> & <https://x|y>"},
		"emoji":               {"🚀👩‍💻 deploy", []string{"deploy"}, "🚀👩‍💻 [deploy]"},
		"right to left":       {"مرحبا deploy بالعالم", []string{"deploy"}, "مرحبا [deploy] بالعالم"},
		"blanks are brought":  {"a\n  b", []string{"b"}, "a b"},
		"nothing to be shown": {" \n", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, bolds(t, passage(c.text, ranges(c.text, c.words...))))
		})
	}
	long := strings.Repeat("word ", 60) + "end"
	got := bolds(t, passage(long, append(ranges(long, "word"), ranges(long, "end")...)))
	require.True(t, strings.HasPrefix(got, "[word] word"), got)
	require.True(t, strings.HasSuffix(got, "…"), got)
	require.Equal(t, 1, strings.Count(got, "["))
	require.Equal(t, "text", bolds(t, passage("text", [][2]int{{-1, 2}, {3, 9}, {2, 2}})), "ranges that cannot be are ignored")
}
