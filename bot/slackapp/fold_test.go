package slackapp

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
)

func TestFold(t *testing.T) {
	for given, want := range map[string]string{
		"  Resolve ":           "resolve",
		"ＲＥＳＯＬＶＥ":              "resolve",
		"解決しました。":              "解決しました",
		"解決しました！！":             "解決しました",
		"help?":                "help",
		"?":                    "?",
		"？":                    "?",
		"dup　INQ-120":          "dup inq-120",
		"dup\u00a0INQ-120":     "dup inq-120",
		"re\u200bsolve":        "resolve",
		"“smart” 「corner」":     `"smart" "corner"`,
		"...":                  "",
		"ﾍﾙﾌﾟ":                 "ヘルプ",
		"wait\u3000for\u2009x": "wait for x",
		"":                     "",
	} {
		require.Equal(t, want, fold(given), "%q", given)
	}
}

func TestWords(t *testing.T) {
	require.Equal(t, []string{"area:CI/CD", "all in one", "x"}, words(`area:CI/CD "all in one" x`))
	require.Equal(t, []string{""}, words(`""`))
	require.Empty(t, words(""))
}

func TestMentionIsACommandOnlyFromEndToEnd(t *testing.T) {
	for given, want := range map[string]string{
		"take": "take", "claim": "take", "mine": "take", "担当": "take", "担当します": "take", "やります": "take", "ＴＡＫＥ！": "take",
		"assign <@U1>": "assign", "割当 <@U1>": "assign", "<@U1> にお願い": "assign", "<@U1>さんにお願いします。": "assign",
		"wait": "wait", "waiting": "wait", "待ち": "wait", "確認待ち": "wait", "wait for the log": "wait",
		"resolve": "resolve", "done": "resolve", "解決しました": "resolve", "完了": "resolve",
		"reopen": "reopen", "再オープン": "reopen", "dup INQ-120": "dup", "重複 １２０": "dup", "withdraw": "withdraw", "取り下げ": "withdraw",
		"incident": "incident", "障害 API が落ちています": "incident",
		"oncall": "oncall", "who": "oncall", "今日の当番": "oncall", "oncall next": "oncall", "当番 今週": "oncall", "oncall <@U1>": "oncall",
		"docs OIDC": "docs", "search OIDC": "docs", "検索 OIDC": "docs", "資料 OIDC": "docs",
		"help": "help", "?": "help", "使い方": "help", "help list": "help",

		"help me rotate a key": "", "take a look at this": "", "assign it to somebody": "", "done deal, thanks": "",
		"who can review my PR": "", "dup of the thing from yesterday": "", "resolve DNS for my pod": "", "担当者は誰ですか": "",
		"reopen the file": "", "mine is broken": "", "list open": "", "": "",
	} {
		c, _, ok := parseMention(given)
		if !ok {
			c.word.Name = ""
		}
		require.Equal(t, want, c.word.Name, "%q", given)
	}
}

func TestNearest(t *testing.T) {
	for given, want := range map[string]string{
		"resolv": "resolve", "claom": "claim", "hlep": "help", "oncal": "oncall", "incidemt": "incident", "かいけつ": "",
		"resolve": "", "redis": "", "wifi": "", "hello": "", "resolve it": "", "障碍": "", "dns": "", "vpc": "",
	} {
		got, _ := nearest(given, func(c command) bool { return c.mention })
		require.Equal(t, want, got, "%q", given)
	}
}

func TestSpellingsAreFoldedAndUnique(t *testing.T) {
	seen := make(map[string]string)
	for _, c := range commands() {
		for _, s := range c.word.Spellings() {
			require.Equal(t, fold(s), s)
			require.Empty(t, seen[s], "%q is a spelling of two commands", s)
			seen[s] = c.word.Name
		}
	}
}

func TestReferences(t *testing.T) {
	for given, want := range map[string]reference{
		"INQ-142": {inquiry: "INQ-142"}, "inq142": {inquiry: "INQ-142"}, "#142": {inquiry: "INQ-142"}, "１４２": {inquiry: "INQ-142"},
		"Inq-007": {inquiry: "INQ-7"}, "ＩＮＱー２９": {inquiry: "INQ-29"}, "INQ–29": {inquiry: "INQ-29"}, "INQ−29": {inquiry: "INQ-29"}, "ＩＮＣー７": {incident: "INC-7"},
		"INC-7": {incident: "INC-7"}, "inc7": {incident: "INC-7"},
		"<https://acme.slack.com/archives/C1/p1763618640000100?thread_ts=1&amp;cid=C1>": {message: triage.MessageRef{Channel: "C1", TS: "1763618640.000100"}},
		"https://acme.slack.com/archives/C1/p1763618640000100":                          {message: triage.MessageRef{Channel: "C1", TS: "1763618640.000100"}},
	} {
		got, ok := parseReference(given)
		require.True(t, ok, given)
		require.Equal(t, want, got, given)
	}
	for _, given := range []string{"", "INQ-", "12345678901", "INQ-1x", "https://evil.test/archives", "about 142"} {
		_, ok := parseReference(given)
		require.False(t, ok, given)
	}
}

func TestPlainText(t *testing.T) {
	name := func(id triage.PersonID) string { return map[triage.PersonID]string{"U1": "sato"}[id] }
	for given, want := range map[string]string{
		"a &lt;b&gt; &amp;amp; c":                     "a <b> &amp; c",
		"<@U1> and <@U2|ito> and <@U3>":               "@sato and @ito and @U3",
		"<#C1|ask> <#C2>":                             "#ask #C2",
		"<!here> <!subteam^S1|@sre> &lt;!channel&gt;": "@here @sre <!channel>",
		"<https://x.test|the page> <https://y.test>":  "the page (https://x.test) https://y.test",
		"<https://x.test/a|x.test/a>":                 "https://x.test/a",
		"<mailto:a@x.test|a@x.test>":                  "a@x.test",
		"<!date^1^{date}|1 Jan>":                      "1 Jan",
		"\xff broken":                                 "\uFFFD broken",
	} {
		require.Equal(t, want, plainText(given, name), given)
	}
	require.Equal(t, []string{"https://x.test?a=1&b=2"}, links("<https://x.test?a=1&amp;b=2|x> <https://x.test?a=1&amp;b=2> <@U1>"))
}

func FuzzMention(f *testing.F) {
	for _, s := range []string{"", "<@U0TOBAN> help", "<@U0TOBAN|toban>、解決。", "dup <https://a.slack.com/archives/C1/p1763618640000100|x>", "\"", "<@", "<!channel>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rest, _ := addressed(s, "U0TOBAN")
		once := fold(rest)
		if fold(once) != once {
			t.Errorf("fold(%q) = %q, folded again %q", rest, once, fold(once))
		}
		parseMention(rest)
		parse(rest)
		nearest(rest, func(c command) bool { return c.mention })
		parseReference(rest)
		if got := plainText(s, func(triage.PersonID) string { return "" }); !utf8.ValidString(got) {
			t.Errorf("plainText(%q) is not UTF-8", s)
		}
		words(tidy(s))
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(someEvent))
	f.Add([]byte(`{"type":"block_actions","user":{"id":"U1"},"actions":[{"selected_option":{"value":"assign|INQ-1"}}]}`))
	f.Add([]byte(`{"view":{"state":{"values":{"a":{"a":{"type":"checkboxes","selected_options":[]}}}}}}`))
	f.Add([]byte(`{"event":{"user":{"id":"U1"},"channel":{"id":"C1"},"files":[{}],"message":{"ts":""}}}`))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if e, err := decodeEvent(data); err == nil {
			eventKey(e)
			said{event: e.Event.v}.human()
		}
		if i, err := decodeInteraction(data); err == nil {
			i.View.v.input("a")
			i.View.v.checked("a")
			for _, p := range i.Actions.v {
				_ = p.value()
			}
		}
		var call slashCall
		_ = decodeObject(data, &call)
	})
}

func TestEveryReasonHasASentence(t *testing.T) {
	for _, reason := range coreReasons(t) {
		l, ok := phrase.Refusal(reason)
		require.True(t, ok, "no sentence for %q", reason)
		require.NotEmpty(t, l.JA)
		require.NotEmpty(t, l.EN)
	}
}
