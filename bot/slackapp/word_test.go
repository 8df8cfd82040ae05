package slackapp

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// A wordRow is a mentioned command and what becomes of it where it may be said. The room
// has INQ-1 by sato, and tanaka says it; done looks at the record.
type wordRow struct {
	args    string // after each spelling
	more    []string
	closed  bool // said about a closed inquiry
	done    func(r *room) bool
	thread  string // whispered in the thread of INQ-1; empty for no word
	channel string // whispered at the top of the channel
	direct  string // answered in a direct message
}

// What is said where a word has nothing to be about, or may be a question's.
const (
	onlyInThreads = "スレッドの中で使ってください。"
	noIncident    = "ここには進行中の障害がありません。"
	asNote        = "障害のチャンネルかスレッドで使ってください。\n記録ではなく質問でしたか？\n[問い合わせとして送る]"
	asIncident    = "[障害を宣言…]\n障害ではなく質問でしたか？\n[問い合わせとして送る]"
	asSearch      = "1. GitHub Actions OIDC [役に立った]\n[これは違う]\n検索ではなく質問でしたか？\n[問い合わせとして送る]"
)

func mentionedWords() map[string]wordRow {
	is := func(s triage.Status) func(*room) bool {
		return func(r *room) bool { return r.inquiry("INQ-1").Status == s }
	}
	owned := func(by triage.PersonID) func(*room) bool {
		return func(r *room) bool { return r.inquiry("INQ-1").Owner == by }
	}
	endings := make([]string, 0, 2*len(phrase.AssignEndings()))
	for _, ending := range phrase.AssignEndings() {
		endings = append(endings, "@ito"+ending, "@ito "+ending)
	}
	return map[string]wordRow{
		"take":     {done: owned("UTANAKA"), channel: onlyInThreads, direct: onlyInThreads},
		"assign":   {args: " @ito", more: endings, done: owned("UITO"), channel: onlyInThreads, direct: onlyInThreads},
		"wait":     {done: is(triage.StatusWaiting), channel: onlyInThreads, direct: onlyInThreads},
		"resolve":  {done: is(triage.StatusResolved), thread: "[理由を入力]", channel: onlyInThreads, direct: onlyInThreads},
		"reopen":   {closed: true, done: is(triage.StatusOpen), channel: onlyInThreads, direct: onlyInThreads},
		"withdraw": {done: is(triage.StatusWithdrawn), thread: "INQ-1 を取り下げました。", channel: onlyInThreads, direct: onlyInThreads},
		"dup":      {args: " INQ-2", done: is(triage.StatusDuplicate), channel: onlyInThreads, direct: onlyInThreads},
		"docs":     {args: " OIDC", thread: "1. GitHub Actions OIDC", channel: asSearch, direct: asSearch},
		"similar":  {thread: "似たもの", channel: onlyInThreads, direct: onlyInThreads},
		"summary":  {thread: "INQ-1 📥 未対応\n質問: sato", channel: onlyInThreads, direct: onlyInThreads},
		"faq":      {thread: "下書きをダイレクトメッセージで送ります", channel: onlyInThreads, direct: onlyInThreads},
		"oncall":   {thread: "今の当番: tanaka", channel: "今の当番: tanaka", direct: "今の当番: tanaka"},
		"incident": {args: " API 502", thread: "[障害を宣言…]", channel: asIncident, direct: asIncident},
		"note":     {args: " 切り戻しました", thread: noIncident, channel: noIncident + asNote, direct: noIncident + asNote},
		"help":     {thread: "使い方", channel: "使い方", direct: "使い方"},
	}
}

// TestEveryMentionWord runs each spelling of each word that a mention
// understands, in each place.
func TestEveryMentionWord(t *testing.T) {
	rows := mentionedWords()
	for _, c := range commands() {
		if !c.mention {
			continue
		}
		row, ok := rows[c.word.Name]
		require.True(t, ok, "%s is not in the table", c.word.Name)
		said := row.more
		for _, s := range c.word.Spellings() {
			said = append(said, s+row.args)
		}
		for _, words := range said {
			for place, want := range map[string]string{"thread": row.thread, "channel": row.channel, "direct": row.direct} {
				t.Run(fmt.Sprint(words, " in a ", place), func(t *testing.T) {
					t.Parallel()
					r := newRoom(t, searched(knowledge.Hit{Title: "GitHub Actions OIDC"}))
					ts := r.says("sato", ask, "", "@toban ログが見られません")
					r.says("kato", ask, "", "@toban VPC につながりません")
					if row.closed {
						r.order("UTANAKA", "INQ-1", triage.Resolve{})
					}
					before := r.inquiry("INQ-1")
					var answer string
					switch place {
					case "thread":
						r.says("tanaka", ask, ts, "@toban "+words)
						answer = r.whispersIn("tanaka", ask, ts)
					case "channel":
						r.says("tanaka", ask, "", "@toban "+words)
						answer = r.whispers("tanaka", ask)
					case "direct":
						r.says("tanaka", r.dm("tanaka"), "", words)
						all := r.slack.Messages(r.dm("tanaka"), "tanaka")
						answer = r.slack.PlainText(all[len(all)-1])
					}
					require.Equal(t, 2, r.count(), "a command is no question")
					if !strings.Contains(answer, want) || want == "" && answer != "" {
						t.Errorf("the answer is %q, want %q", answer, want)
					}
					if place == "thread" && row.done != nil {
						require.True(t, row.done(r), "nothing came of it")
						return
					}
					require.Equal(t, before.Status, r.inquiry("INQ-1").Status)
					require.Equal(t, before.Owner, r.inquiry("INQ-1").Owner)
				})
			}
		}
	}
}

// wide is a word in full-width letters, as a Japanese keyboard writes it.
func wide(s string) string {
	return strings.Map(func(c rune) rune {
		if c > ' ' && c <= '~' {
			return c - '!' + '！'
		}
		return c
	}, s)
}

// TestAWordIsACommandOnlyAlone is rule 3 for every spelling: it counts however
// it is typed, and not as a part of a sentence.
func TestAWordIsACommandOnlyAlone(t *testing.T) {
	for _, c := range commands() {
		if !c.mention {
			continue
		}
		for _, s := range c.word.Spellings() {
			for _, typed := range []string{
				s, "  " + s + "\u00a0", strings.ToUpper(s), wide(s), s + "。", s + ".", s + "！", s + "!", s + "？？", "\u3000" + s + "\u200b", "\n" + s + "\n",
			} {
				got, rest, ok := parseMention(typed)
				require.True(t, ok && got.word.Name == c.word.Name && rest == "", "%q means %q %q", typed, got.word.Name, rest)
			}
			sentences := []string{"please " + s, "これは" + s + "ですか", "the " + s + " page", "`" + s + "`"}
			if c.takes != takesText && c.takes != takesReason {
				sentences = append(sentences, s+" of my pod does not work", s+" について教えてください")
			}
			if unicode.IsLetter([]rune(s)[0]) {
				sentences = append(sentences, s+"less", s+"について教えてください")
			}
			for _, typed := range sentences {
				if got, _, ok := parseMention(typed); ok {
					t.Errorf("%q is taken for %q", typed, got.word.Name)
				}
			}
		}
	}
}

// outcome is what a line typed by somebody leads to: what they are shown, and
// what stands in the record.
func outcome(t *testing.T, who, typed string) string {
	t.Helper()
	r := newRoom(t, searched(knowledge.Hit{Title: "GitHub Actions OIDC"}), func(_ *Config, d *Deps) {
		d.Report, d.Settings = d.Desk.Digest, settings{}
	})
	r.says("sato", ask, "", "@toban ログが見られません")
	r.says("kato", ask, "", "@toban VPC につながりません")
	r.says("emma", ask, "", "@toban how do I get a GPU node pool?")
	r.order("UTANAKA", "INQ-1", triage.Claim{})
	r.order("UTANAKA", "INQ-2", triage.Wait{})
	r.order("UTANAKA", "INQ-2", triage.Reclassify{Area: "network"})
	r.order("UTANAKA", "INQ-3", triage.Resolve{})
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "declare", By: "USUZUKI", Command: triage.Declare{Title: "API 502", Severity: "SEV-2", Lang: "ja"}})
	require.NoError(t, err)
	r.settle()
	r.pass(25 * time.Hour)
	r.runs(who, "/toban "+typed)
	var b strings.Builder
	b.WriteString(r.told(who) + "\n" + strings.Join(r.files(who), " "))
	for _, id := range []triage.InquiryID{"INQ-1", "INQ-2", "INQ-3"} {
		q := r.inquiry(id)
		fmt.Fprintln(&b, q.ID, q.Status, q.Owner, q.Of, q.WaitsFor, q.Forgotten)
	}
	i := r.outage("INC-1")
	fmt.Fprintln(&b, i.Status, i.Severity, i.Commander, i.Comms, i.Scribe, len(i.Timeline))
	return b.String()
}

// What can be typed after /toban works in either language, word for word.
func TestSlashWordsOfBothLanguages(t *testing.T) {
	type row struct{ who, args string }
	rows := map[string]row{
		"ask": {"sato", " GPU"}, "list": {"sato", ""}, "show": {"sato", " 1"}, "take": {"ito", " 2"}, "assign": {"ito", " 1 @suzuki"},
		"wait": {"ito", " 1 見積もり"}, "resolve": {"sato", " 1"}, "reopen": {"ito", " 3"}, "withdraw": {"sato", " 1"}, "dup": {"ito", " 1 2"},
		"docs": {"sato", " OIDC"}, "similar": {"sato", " 1"}, "summary": {"sato", " 1"}, "faq": {"ito", " 3"}, "oncall": {"sato", ""},
		"cover": {"ito", " @suzuki 11/26"}, "swap": {"ito", " @suzuki 11/26 12/3"}, "away": {"ito", " 11/26"}, "handoff": {"ito", ""},
		"incident": {"sato", " list"}, "note": {"ito", " INC-1 x"}, "stats": {"sato", ""}, "gaps": {"sato", ""}, "alerts": {"ito", ""}, "backlog": {"ito", ""}, "load": {"ito", ""},
		"export": {"yamada", " csv"}, "forget": {"yamada", " 3"}, "lang": {"emma", " ja"}, "config": {"yamada", " show"}, "doctor": {"yamada", ""},
		"help": {"sato", ""},
	}
	same := func(who string, lines ...string) {
		t.Run(strings.Join(lines, " = "), func(t *testing.T) {
			t.Parallel()
			want := outcome(t, who, lines[0])
			require.NotContains(t, want, "はありません。/toban", "it is a command")
			for _, line := range lines[1:] {
				require.Equal(t, want, outcome(t, who, line), line)
			}
		})
	}
	for _, c := range commands() {
		row, ok := rows[c.word.Name]
		require.True(t, ok, "%s is not in the table", c.word.Name)
		var lines []string
		for _, s := range c.word.Spellings() {
			lines = append(lines, s+row.args)
		}
		same(row.who, lines...)
	}
	for _, l := range [][]string{
		{"list mine", "一覧 自分"},
		{"list open", "一覧 未完了"},
		{"list unassigned", "一覧 未対応"},
		{"list waiting", "一覧 返信待ち"},
		{"list overdue", "一覧 期限切れ"},
		{"list all", "一覧 すべて"},
		{"list all area:network", "一覧 すべて 分野:ネットワーク"},
		{"list all team:payments", "一覧 すべて チーム:決済"},
		{"oncall next", "当番 次"},
		{"oncall week", "当番 今週"},
		{"stats week", "統計 今週"},
		{"stats lastweek", "統計 先週"},
		{"stats month", "統計 今月"},
		{"stats lastmonth", "統計 先月"},
		{"export csv lastweek", "出力 CSV 先週"},
		{"export json month", "出力 JSON 今月", "export inquiries json 今月", "出力 問い合わせ json month"},
		{"export incidents csv", "出力 障害 CSV"},
		{"config check", "設定 確認"},
		{"config reload", "設定 再読込"},
		{"cover list", "代わり 一覧"},
		{"cover open 11/26", "代わり 募集 11/26", "代わり 誰か 11/26", "代わり だれか 11/26"},
		{"handoff preview", "引き継ぎ 確認", "引継ぎ 確認"},
		{"handoff now", "引き継ぎ 今すぐ", "引継 今"},
		{"handoff note x", "引き継ぎ 注意 x", "引き継ぎ メモ x"},
		{"incident new x", "障害 宣言 x"},
		{"incident show 1", "障害 表示 1"},
		{"incident update 1", "障害 更新 1"},
		{"incident drill", "障害 訓練"},
		{"incident severity 1 SEV-1", "障害 重大度 1 SEV-1", "障害 sev 1 重大"},
		{"incident note x", "障害 記録 x"},
		{"incident adopt IR-1", "障害 取り込み IR-1", "障害 取り込む #1"},
		{"incident resolve 1", "障害 解決 1"},
		{"incident reopen 1", "障害 再開 1", "障害 再オープン 1"},
		{"incident review 1", "障害 振り返り 1", "障害 ふりかえり 1", "incident postmortem 1"},
		{"incident role 1 commander @ito", "障害 役割 1 指揮者 @ito", "incident role 1 ic @ito", "障害 役割 1 指揮 @ito"},
		{"incident role 1 comms @ito", "障害 役割 1 連絡係 @ito", "障害 役割 1 連絡 @ito"},
		{"incident role 1 scribe @ito", "障害 役割 1 記録係 @ito", "障害 役割 1 書記 @ito", "障害 役割 1 記録 @ito"},
		{"lang en", "言語 英語", "lang english"},
		{"lang ja", "言語 日本語", "lang japanese"},
		{"lang auto", "言語 自動"},
	} {
		same("yamada", l...)
	}
}
