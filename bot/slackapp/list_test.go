package slackapp

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func TestListsAreNamedAndCombined(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.says("kato", ask, "", "@toban VPC につながりません")
	r.runs("tanaka", "/toban take 1")
	r.runs("tanaka", "/toban wait 1")
	r.orders("INQ-2", "UTANAKA", triage.Reclassify{Area: "network"})

	for _, c := range []struct{ who, typed, want string }{
		{"sato", "/toban 一覧", "自分の問い合わせ（1-1 / 1件）"},
		{"tanaka", "/toban list", "未完了の問い合わせ（1-2 / 2件）"},
		{"tanaka", "/toban list mine", "自分の担当（1-1 / 1件）"},
		{"tanaka", "/toban list mine waiting", "自分の担当 ・ 返信待ち（1-1 / 1件）"},
		{"tanaka", "/toban list waiting mine", "自分の担当 ・ 返信待ち（1-1 / 1件）"},
		{"kato", "/toban list mine waiting", "該当する問い合わせはありません。"},
		{"kato", "/toban list mine open", "自分の問い合わせ ・ 未完了（1-1 / 1件）"},
		{"tanaka", "/toban 一覧 分野:ネットワーク", "未完了の問い合わせ ・ 分野 ネットワーク（1-1 / 1件）"},
		{"emma", "/toban list all area:network", "All inquiries · Area Network (1-1 of 1)"},
		{"emma", "/toban list foo", "I don't know foo. Use one of mine, open, unassigned, waiting, overdue, all, area:…, team:…."},
		{"sato", "/toban list foo", "使えるのは 自分、未完了、未対応、返信待ち、期限切れ、すべて、area:…、team:… です"},
		{"emma", "/toban list area:nonsense", "There is no area nonsense. There are "},
		{"emma", "/toban list team:nonsense", "There is no team nonsense. There are "},
	} {
		require.Contains(t, r.runs(c.who, c.typed), c.want, c.typed)
	}
	require.True(t, parseListing("mine|||INQ-1").mine, "a button of an earlier version")
}

// Each list shows what belongs on it, and says what it is.
func TestEveryList(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.says("kato", ask, "", "@toban VPC につながりません")
	r.says("emma", ask, "", "@toban how do I get a GPU node pool?")
	r.order("UTANAKA", "INQ-1", triage.Wait{})
	r.order("UTANAKA", "INQ-2", triage.Reclassify{Area: "network"})
	r.order("UTANAKA", "INQ-3", triage.Resolve{})
	r.pass(25 * time.Hour)
	r.says("kato", ask, "", "@toban 証明書の更新が止まりました")
	for _, c := range []struct {
		line, ja, en string
		rows         []string
	}{
		{"list open", "未完了の問い合わせ（1-3 / 3件）", "Open inquiries (1-3 of 3)", []string{"INQ-4", "INQ-2", "INQ-1"}},
		{"list unassigned", "未対応の問い合わせ（1-2 / 2件）", "Unassigned inquiries (1-2 of 2)", []string{"INQ-4", "INQ-2"}},
		{"list waiting", "返信待ちの問い合わせ（1-1 / 1件）", "Inquiries that wait for the asker (1-1 of 1)", []string{"INQ-1"}},
		{"list overdue", "期限切れの問い合わせ（1-2 / 2件）", "Overdue inquiries (1-2 of 2)", []string{"INQ-2", "INQ-1"}},
		{"list all", "すべての問い合わせ（1-4 / 4件）", "All inquiries (1-4 of 4)", []string{"INQ-4", "INQ-3", "INQ-2", "INQ-1"}},
		{"list all team:payments", "すべての問い合わせ ・ チーム 決済（1-2 / 2件）", "All inquiries · Team Payments (1-2 of 2)", []string{"INQ-3", "INQ-1"}},
		{"list team:Payments", "未完了の問い合わせ ・ チーム 決済（1-1 / 1件）", "Open inquiries · Team Payments (1-1 of 1)", []string{"INQ-1"}},
		{"list overdue area:network", "期限切れの問い合わせ ・ 分野 ネットワーク（1-1 / 1件）", "Overdue inquiries · Area Network (1-1 of 1)", []string{"INQ-2"}},
	} {
		for who, want := range map[string]string{"tanaka": c.ja, "lee": c.en} {
			shown := r.runs(who, "/toban "+c.line)
			require.Contains(t, shown, want, c.line)
			require.Equal(t, c.rows, inquiryID.FindAllString(shown, -1), c.line)
		}
	}
}

var inquiryID = regexp.MustCompile(`INQ-\d+`)

func TestStatisticsOfOneArea(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.says("kato", ask, "", "@toban VPC につながりません")
	r.orders("INQ-2", "UTANAKA", triage.Reclassify{Area: "network"})
	r.app.deps.Report = r.app.desk.Digest
	require.Contains(t, r.runs("emma", "/toban stats"), "Inquiries this week")
	network := r.runs("emma", "/toban stats area:network")
	require.Contains(t, network, ": 1 (week before 0, 4-week mean 0) · Area Network")
	require.NotContains(t, network, "Incidents", "an incident has no area")
	require.Contains(t, r.runs("emma", "/toban stats month area:Network"), "Inquiries this month (Sat 1 Nov - Sun 30 Nov): 1 · Area Network", "nothing to compare the first month with")
	require.Contains(t, r.runs("sato", "/toban 統計 先月"), "先月の問い合わせ")
	require.Contains(t, r.runs("emma", "/toban stats lastmonth"), "last month")
	require.Contains(t, r.runs("emma", "/toban stats area:nonsense"), "There is no area nonsense")
	require.Contains(t, r.runs("emma", "/toban stats yesterday"), "yesterday is neither a week nor a month", "in the words that were typed")
}

func TestHomeLeadsOn(t *testing.T) {
	r := newRoom(t)
	for range homeRows + 4 {
		r.says("sato", ask, "", "@toban ログが見られません")
	}
	r.says("kato", ask, "", "@toban CI について教えてください")
	r.orders("INQ-13", "UTANAKA", triage.Reclassify{Urgency: triage.UrgencyUrgent})
	r.app.showHome(t.Context(), "UYAMADA")
	home, ok := r.slack.Home("yamada")
	require.True(t, ok)
	text := r.slack.PlainView(home)
	require.Contains(t, text, "自分の次の当番")
	require.Contains(t, text, "問い合わせにかかった手間")
	require.Contains(t, text, "担当なし 13\n• 🔴 INQ-13", "what may be an incident comes first")
	require.NoError(t, r.slack.PressView(t.Context(), "yamada", home.ID, actionHomeList+"/unassigned"))
	r.settle()
	text = r.slack.PlainView(r.view("yamada"))
	require.Contains(t, text, "未対応の問い合わせ（1-10 / 13件）")
	require.NoError(t, r.slack.PressView(t.Context(), "yamada", r.view("yamada").ID, actionPageNext))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("yamada")), "未対応の問い合わせ（11-13 / 13件）")
}

func TestUsageIsThatOfThePlace(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("tanaka", ask, ts, "@toban 重複")
	require.Contains(t, r.whispersIn("tanaka", ask, ts), "使い方: @toban 重複 INQ-120")
	require.NotContains(t, r.whispersIn("tanaka", ask, ts), "/toban")
	require.Equal(t, "Usage: /toban show INQ-142", r.runs("emma", "/toban show"))
	r.says("tanaka", ask, ts, "@toban reopen")
	require.Contains(t, r.whispersIn("tanaka", ask, ts), "INQ-1 は閉じていません。")
}

func TestASecretInAReply(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("sato", ask, ts, "パスワードは password=Tr0ub4dor3xQ です")
	require.Contains(t, r.whispersIn("sato", ask, ts), "返信に秘密らしい文字列（パスワード）があります")
}
