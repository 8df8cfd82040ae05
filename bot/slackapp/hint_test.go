package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// answered is what somebody was last told in a place: to a mention in a
// channel, or to the same words in a direct message.
func (r *room) answered(who, place string) string {
	if place == ask {
		return r.whispers(who, ask)
	}
	all := r.slack.Messages(r.dm(who), who)
	return r.slack.PlainText(all[len(all)-1])
}

// What stands in help with its arguments is a command that was typed in the
// wrong place, not a question: it opens nothing, and a press runs it.
func TestACommandWithItsArgumentsIsNoQuestion(t *testing.T) {
	for text, shown := range map[string]string{
		"list mine": "list mine", "LIST overdue area:network": "list overdue area:network", "一覧 期限切れ": "list 期限切れ",
		"show INQ-1": "show INQ-1", "表示 ＩＮＱー１": "show ＩＮＱー１", "forget inq1": "forget inq1",
		"lang ja": "lang ja", "言語 en": "lang en", "config check": "config check", "handoff preview": "handoff preview",
		"stats lastweek": "stats lastweek", "統計 2025-W47 area:network": "stats 2025-W47 area:network", "export csv lastweek": "export csv lastweek", "export incidents json": "export incidents json",
		"cover list": "cover list", "cover @ito 12/3 12/4": "cover @ito 12/3 12/4", "代わり 募集 12/3": "cover 募集 12/3",
		"swap @ito 12/3 12/10": "swap @ito 12/3 12/10", "away tomorrow": "away tomorrow", "gaps": "gaps",
	} {
		for _, place := range []string{ask, "@toban"} {
			r := newRoom(t)
			r.says("emma", place, "", saidIn(place, text))
			require.Zero(t, r.count(), "%q in %s", text, place)
			require.Contains(t, r.answered("emma", place), "Type /toban "+shown+".\n[Run it] [Send as inquiry]", place)
		}
	}
	for _, question := range []string{
		"show me the logs", "list of nodes is wrong", "lang packs are missing", "config check fails in CI", "stats of the API are empty",
		"export csv from Datadog", "export incidents to Datadog", "cover letter", "away message", "swap space is full", "handoff of the pager", "load balancer", "forget the last one",
		"show INC-1x", "list all pods", "表示 が遅いです", "言語 設定",
	} {
		r := newRoom(t)
		r.says("emma", ask, "", "@toban "+question)
		require.Equal(t, 1, r.count(), question)
		require.Equal(t, question, r.inquiry("INQ-1").Text)
	}
}

// saidIn is text as it is said in a place: with toban's name in a channel.
func saidIn(place, text string) string {
	if place == ask {
		return "@toban " + text
	}
	return text
}

func TestACommandFromTheWrongPlaceIsRunByAPress(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.says("sato", ask, "", "@toban 一覧 自分")
	require.Contains(t, r.whispers("sato", ask), "/toban 一覧 自分 と入力してください。\n[実行する] [問い合わせとして送る]")
	r.presses("sato", ask, r.ephemeral("sato", ask, "").TS, actionMeant)
	require.Contains(t, r.whispers("sato", ask), "自分の問い合わせ（1-1 / 1")

	r.says("emma", "@toban", "", "lang ja")
	all := r.slack.Messages(r.dm("emma"), "emma")
	r.presses("emma", r.dm("emma"), all[len(all)-1].TS, actionMeant)
	require.Contains(t, r.answered("emma", "@toban"), "日本語")

	r.says("sato", ask, "", "@toban show INQ-77")
	r.presses("sato", ask, r.ephemeral("sato", ask, "").TS, actionSendInquiry)
	require.Equal(t, "show INQ-77", r.inquiry("INQ-2").Text, "it was a question after all")
}

// Words that people try before they know the commands lead to those that are
// meant, in both languages.
func TestWordsThatMeanACommand(t *testing.T) {
	for _, c := range []struct{ who, text, want string }{
		{"emma", "status", "Did you mean /toban list mine or /toban stats?\n[list mine] [stats] [Send as inquiry]"},
		{"sato", "状況", "`/toban 一覧 自分` か /toban 統計 のことですか？\n[一覧 自分] [統計] [問い合わせとして送る]"},
		{"emma", "Close it!", "Did you mean resolve or withdraw?\n[resolve] [withdraw] [Send as inquiry]"},
		{"sato", "閉じて", "`解決` か 取り下げ のことですか？\n[解決] [取り下げ] [問い合わせとして送る]"},
		{"emma", "never mind", "Did you mean withdraw?\n[Yes] [Send as inquiry]"},
		{"sato", "取消", "`取り下げ` のことですか？\n[はい] [問い合わせとして送る]"},
		{"emma", "exprot", "Did you mean /toban export?\n[Yes] [Send as inquiry]"},
	} {
		for _, place := range []string{ask, "@toban"} {
			r := newRoom(t)
			r.says(c.who, place, "", saidIn(place, c.text))
			require.Zero(t, r.count(), c.text)
			require.Contains(t, r.answered(c.who, place), c.want, place)
		}
	}
	r := newRoom(t)
	require.Contains(t, r.runs("emma", "/toban status"), "Did you mean /toban list mine or /toban stats?\n[list mine] [stats]")
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionMeant)
	require.Contains(t, r.whispers("emma", ask), "No inquiry matches.")
	require.Contains(t, r.runs("sato", "/toban 取消 INQ-9"), "`/toban 取り下げ` のことですか？\n[はい]")
	r.presses("sato", ask, r.ephemeral("sato", ask, "").TS, actionMeant)
	require.Contains(t, r.whispers("sato", ask), "INQ-9 は見つかりません")
}

// In the thread of an inquiry a word is said about it: one that may close it
// is asked back about, every other one is a nudge.
func TestWordsThatMeanACommandInAThread(t *testing.T) {
	r := newRoom(t)
	ts := r.says("emma", ask, "", "@toban the VPN is slow")
	r.says("emma", ask, ts, "@toban status?")
	require.Contains(t, r.whispersIn("emma", ask, ts), "tanaka has been told")
	r.says("emma", ask, ts, "@toban cancel")
	require.Contains(t, r.whispersIn("emma", ask, ts), "Did you mean withdraw?")
	r.presses("emma", ask, r.ephemeral("emma", ask, ts).TS, actionMeant)
	require.Equal(t, triage.StatusWithdrawn, r.inquiry("INQ-1").Status)
	require.Contains(t, r.whispersIn("emma", ask, ts), "INQ-1 is withdrawn.")
}

// "mine" takes an inquiry for the team. From everybody else it asks for their
// own list.
func TestMineIsAList(t *testing.T) {
	for _, c := range []struct{ who, want string }{{"sato", "自分の問い合わせ（1-1 / 1"}, {"emma", "Your inquiries (1-1 of 1)"}, {"guest", "1-1"}} {
		r := newRoom(t)
		ts := r.says(c.who, ask, "", "@toban the VPN is slow")
		require.Contains(t, r.runs(c.who, "/toban mine"), c.want)
		r.says(c.who, ask, "", "@toban mine")
		require.Contains(t, r.whispers(c.who, ask), c.want)
		r.says(c.who, ask, ts, "@toban mine")
		require.Contains(t, r.whispersIn(c.who, ask, ts), "Platform", "in a thread it would take the inquiry")
		require.Equal(t, 1, r.count())
	}
	r := newRoom(t)
	require.Contains(t, r.runs("tanaka", "/toban mine"), "使い方")
	r.says("sato", ask, "", "@toban ログが見られません")
	require.Contains(t, r.runs("tanaka", "/toban mine 1"), "INQ-1 を担当にしました")
}

// What acts on an inquiry from outside of its thread is confirmed where it was
// said, as the slash command does.
func TestWordsWithAnIDAreConfirmed(t *testing.T) {
	for _, c := range []struct{ who, text, want string }{
		{"emma", "resolve INQ-1", "INQ-1 is resolved."},
		{"sato", "解決 INQ-1", "INQ-1 を解決にしました。"},
		{"emma", "withdraw INQ-1", "INQ-1 is withdrawn."},
		{"tanaka", "担当 INQ-1", "INQ-1 を担当にしました。"},
		{"tanaka", "割当 INQ-1 @ito", "INQ-1 の担当を ito さんにしました。"},
		{"tanaka", "待ち INQ-1", "INQ-1 を質問者の返信待ちにしました。"},
		{"tanaka", "待ち INQ-1 ログ", "INQ-1 を質問者の返信待ちにしました。"},
		{"tanaka", "重複 INQ-1 INQ-2", "INQ-1 を INQ-2 と同じ件にまとめました。"},
	} {
		asker := c.who
		if asker == "tanaka" {
			asker = "sato"
		}
		for _, place := range []string{ask, "@toban"} {
			r := newRoom(t)
			r.says(asker, ask, "", "@toban the VPN is slow")
			r.says("kato", ask, "", "@toban ログが見られません")
			r.says(c.who, place, "", saidIn(place, c.text))
			require.Equal(t, 2, r.count(), c.text)
			require.Contains(t, r.answered(c.who, place), c.want, "%q in %s", c.text, place)
		}
	}
	r := newRoom(t)
	r.says("sato", ask, "", "@toban 待ち INQ-9 の件はどうなりましたか")
	require.Equal(t, 1, r.count(), "from somebody who cannot make it wait it is a question")
	r.says("tanaka", ask, "", "@toban wait 5 minutes after the deploy?")
	require.Equal(t, 2, r.count(), "a number is no id in a sentence")
}

// In one's own direct message nothing shows a change but the card above.
func TestWordsInADirectThreadAreConfirmed(t *testing.T) {
	for who, want := range map[string][2]string{
		"sato": {"INQ-1 を取り下げました。", "INQ-1 を再開しました。"},
		"emma": {"INQ-1 is withdrawn.", "INQ-1 is open again."},
	} {
		r := newRoom(t)
		ts := r.says(who, "@toban", "", "the VPN is slow")
		last := func() string {
			all := r.slack.Thread(r.dm(who), ts, who)
			return r.slack.PlainText(all[len(all)-1])
		}
		r.says(who, r.dm(who), ts, "取り下げ")
		require.Equal(t, want[0], last())
		r.says(who, r.dm(who), ts, "再開")
		require.Equal(t, want[1], last())
	}
}

// toban's name alone in one's own thread also offers what ends it.
func TestMenuInAThread(t *testing.T) {
	r := newRoom(t)
	ts := r.says("emma", ask, "", "@toban the VPN is slow")
	menu := func(who string) string {
		r.says(who, ask, ts, "@toban")
		return r.whispersIn(who, ask, ts)
	}
	require.Contains(t, menu("emma"), "[Help]\n[Resolve] [Withdraw]")
	require.Contains(t, menu("tanaka"), "[使い方]\n[解決] [取り下げ]")
	require.NotContains(t, menu("kato"), "[解決]")
	r.presses("emma", ask, r.ephemeral("emma", ask, ts).TS, actionNotInquiry+"/withdraw")
	require.Equal(t, triage.StatusWithdrawn, r.inquiry("INQ-1").Status)
	require.Contains(t, menu("emma"), "[Help]\n[Reopen]")
	r.presses("emma", ask, r.ephemeral("emma", ask, ts).TS, actionReopen)
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-1").Status)
}
