package slackapp

import (
	"testing"

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
		{"sato", "/toban 一覧", "自分の問い合わせ（1-1 / 1 件）"},
		{"tanaka", "/toban list", "未完了の問い合わせ（1-2 / 2 件）"},
		{"tanaka", "/toban list mine", "自分の担当（1-1 / 1 件）"},
		{"tanaka", "/toban list mine waiting", "自分の担当 ・ 返信待ち（1-1 / 1 件）"},
		{"tanaka", "/toban list waiting mine", "自分の担当 ・ 返信待ち（1-1 / 1 件）"},
		{"kato", "/toban list mine waiting", "該当する問い合わせはありません。"},
		{"kato", "/toban list mine open", "自分の問い合わせ ・ 未完了（1-1 / 1 件）"},
		{"tanaka", "/toban 一覧 分野:ネットワーク", "未完了の問い合わせ ・ 分野 ネットワーク（1-1 / 1 件）"},
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
