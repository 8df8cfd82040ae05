package fakeslack_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

func TestTypedText(t *testing.T) {
	for _, c := range []struct{ name, typed, want string }{
		{"escapes once", "a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"},
		{"typed tokens are inert", "<@U1> <!channel>", "&lt;@U1&gt; &lt;!channel&gt;"},
		{"Japanese follows a mention", "@tobanさん", "<@U0TOBAN>さん"},
		{"letters do not", "@tobanx", "@tobanx"},
		{"mail address", "mail me@example.com.", "mail <mailto:me@example.com|me@example.com>."},
		{"full name", "@Emma Stone hi", "<@U3> hi"},
		{"group", "@toban-oncall", "<!subteam^S1>"},
		{"broadcast", "@here @channel", "<!here> <!channel>"},
		{"gone people are not found", "@gone", "@gone"},
		{"channel", "see #random, #nowhere", "see <#C2|random>, #nowhere"},
		{"url with punctuation", "(https://x.test/a).", "(<https://x.test/a>)."},
		{"code stays", "`@toban <x>` @toban", "`@toban &lt;x&gt;` <@U0TOBAN>"},
		{"fence stays", "```\n#random\n```", "```\n#random\n```"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := office(fakeslack.Options{})
			say(t, w, "sato", "C1", c.typed)
			m := w.Messages("C1", "sato")[0]
			require.Equal(t, c.want, m.Text)
		})
	}
}

func TestReading(t *testing.T) {
	for _, c := range []struct{ name, sent, want string }{
		{"names", "<@U1> <#C2> <#C2|x> <!subteam^S1|@x> <!here>", "@佐藤 #random #random @toban-oncall @here"},
		{"links", "<https://x.test|page> <https://y.test>", "page https://y.test"},
		{"dates", "due <!date^1763701200^{date_short_pretty}|11/25(火) 17:00 JST>", "due 11/25(火) 17:00 JST"},
		{"emphasis", "*bold* and _this_, `code`", "bold and this, code"},
		{"emphasis that fails between letters", "これは*太字*です", "これは*太字*です"},
		{"escapes", "&lt;@U1&gt; &amp;amp;", "<@U1> &amp;"},
		{"half a token", "a < b", "a < b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := office(fakeslack.Options{})
			require.Equal(t, c.want, w.PlainText(fakeslack.Msg{Text: c.sent}))
		})
	}
}

// What people type comes back as they typed it, less the marks of emphasis.
func FuzzTypedText(f *testing.F) {
	for _, s := range []string{"@toban hi", "#random", "a&b<c>", "https://", "`x", "me@x.y", "@佐藤さん"} {
		f.Add(s)
	}
	w := office(fakeslack.Options{})
	f.Fuzz(func(t *testing.T, typed string) {
		ts := say(t, w, "sato", "C1", typed)
		m, _ := w.Message("C1", ts)
		_ = w.PlainText(m)
		require.True(t, json.Valid(m.Blocks))
		open := strings.Count(m.Text, "<")
		require.GreaterOrEqual(t, strings.Count(m.Text, ">"), open, "only whole tokens: %q", m.Text)
		require.NoError(t, w.Delete(ctx(t), "sato", "C1", ts))
	})
}

// TestPlainText renders every kind of block; UPDATE=1 rewrites the golden.
func TestPlainText(t *testing.T) {
	w := office(fakeslack.Options{})
	blocks, err := os.ReadFile(filepath.Join("testdata", "blocks.json"))
	require.NoError(t, err)
	got := w.PlainText(fakeslack.Msg{BotID: w.BotID(), Text: "fallback", Blocks: blocks}) + "\n"
	golden := filepath.Join("testdata", "blocks.golden")
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
