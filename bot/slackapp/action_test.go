package slackapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func TestActionsOfAnIncident(t *testing.T) {
	r := newRoom(t)
	r.declares("API 502")
	require.Contains(t, r.runs("tanaka", "/toban incident action INC-1 @sato"), "/toban 障害 対応策 [INC-7] [@人 12/1 文|変更 2 @人 12/5]")
	require.Contains(t, r.runs("tanaka", "/toban 障害 対応策 INC-1 @sato 12/1 接続プールに Alert を付ける"), "接続プールに Alert を付ける ・ 再発を防ぐ ・ 担当 sato ・ 期限 12/1(月)")
	given := r.newestDirect("sato")
	golden(t, "action_given.ja.txt", r.slack.PlainText(given))
	require.Contains(t, r.runs("kato", "/toban incident action INC-1 @sato 12/1 x"), "のメンバーが実行できます")
	require.Contains(t, r.runs("tanaka", "/toban incident action INC-1 @guest 12/1 x"), "役割を持てません")

	require.Contains(t, r.runs("lee", "/toban incident action INC-1"), "")
	golden(t, "action_form.en.txt", r.slack.PlainView(r.view("lee")))
	require.ErrorContains(t, r.slack.Submit(t.Context(), "lee", "", map[string]any{actionInputText: "x", actionInputDue: "2025-11-01"}), "Choose today or a day to come")
	require.NoError(t, r.slack.Submit(t.Context(), "lee", "", map[string]any{
		actionInputText: "Page on 5xx", actionInputAim: "notice", actionInputOwner: "ULEE", actionInputDue: "2025-11-28",
	}))
	r.settle()
	golden(t, "action_added.en.txt", r.slack.PlainView(r.view("lee")))
	require.NoError(t, r.slack.PressView(t.Context(), "lee", r.view("lee").ID, actionActionAdd))
	require.NoError(t, r.slack.DismissViews(t.Context(), "lee"))

	golden(t, "action_shown.en.txt", r.runs("lee", "/toban incident show INC-1"))
	r.pass(14 * 24 * time.Hour)
	golden(t, "action_shown.ja.txt", r.runs("tanaka", "/toban incident show INC-1"))
	require.NotContains(t, r.runs("kato", "/toban incident show INC-1"), "[完了]", "whose it is not")
	golden(t, "action_home.en.txt", r.home("lee"))

	r.presses("sato", given.Channel, given.TS, actionActionDone)
	require.Contains(t, r.top(r.dm("sato"), "sato"), "INC-1 の対応策 1 を完了にしました")
	x, _ := r.outage("INC-1").Action(1)
	require.Equal(t, triage.ActionDone, x.State)
	r.runs("tanaka", "/toban incident show INC-1")
	r.presses("tanaka", ask, r.ephemeral("tanaka", ask, "").TS, actionActionDrop)
	require.Contains(t, r.whispers("tanaka", ask), "INC-1 の対応策 2 を取りやめました: Page on 5xx")
	require.Contains(t, r.runs("tanaka", "/toban incident show INC-1"), "対応策 2/2 済み")
}

// Who does an action, and by when, can change: by command and by form, by its
// owner and by members. A new owner is told.
func TestAnActionIsChanged(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502")
	r.runs("tanaka", "/toban incident action INC-1 @sato 12/1 上限を上げる")
	action := func() string {
		x, ok := r.outage("INC-1").Action(1)
		require.True(t, ok)
		return string(x.Owner) + " " + x.Due.String()[:10]
	}
	require.Contains(t, r.runs("tanaka", "/toban 障害 対応策 INC-1 変更 1 @kato 12/5"), "INC-1 の対応策を変えました: 1. 上限を上げる ・ 再発を防ぐ ・ 担当 kato ・ 期限 12/5(金)")
	require.Equal(t, "UKATO 2025-12-05", action())
	require.Contains(t, r.top(r.dm("kato"), "kato"), "tanaka さんが INC-1 API 502 の対応策の担当をあなたにしました")
	require.Contains(t, r.runs("sato", "/toban incident action INC-1 change 1 12/6"), "のメンバーが実行できます", "it is not theirs any more")
	require.Contains(t, r.runs("kato", "/toban incident action INC-1 change 1 12/8"), "期限 12/8(月)")
	require.Equal(t, "UKATO 2025-12-08", action())
	require.Contains(t, r.runs("tanaka", "/toban incident action INC-1 change 1 @guest"), "役割を持てません")
	require.Contains(t, r.runs("tanaka", "/toban incident action INC-1 change 2 12/8"), "その番号の対応策はありません")
	require.Contains(t, r.runs("tanaka", "/toban incident action INC-1 change 1 later"), "/toban 障害 対応策 [INC-7]")
	r.says("suzuki", string(i.Channel), "", "@toban 障害 対応策 変更 1 12/9")
	require.Equal(t, "UKATO 2025-12-09", action())

	r.runs("lee", "/toban incident show INC-1")
	r.presses("lee", ask, r.ephemeral("lee", ask, "").TS, actionActionEdit)
	golden(t, "action_change_form.en.txt", r.slack.PlainView(r.view("lee")))
	require.ErrorContains(t, r.slack.Submit(t.Context(), "lee", "", map[string]any{actionInputDue: "2025-11-01"}), "Choose today or a day to come")
	require.NoError(t, r.slack.Submit(t.Context(), "lee", "", map[string]any{actionInputOwner: "ULEE", actionInputDue: "2025-12-10"}))
	require.Equal(t, "ULEE 2025-12-10", action())
	golden(t, "action_changed.en.txt", r.slack.PlainView(r.view("lee")))
	require.NoError(t, r.slack.DismissViews(t.Context(), "lee"))

	asked := r.newestDirect("kato")
	r.presses("kato", asked.Channel, asked.TS, actionActionEdit)
	require.Contains(t, r.slack.PlainView(r.view("kato")), "のメンバーが実行できます", "what is somebody else's by now is not theirs to change")
}

// An action asked about in one line of a mention counts where its incident is
// worked on.
func TestAnActionByMention(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502")
	r.says("suzuki", string(i.Channel), "", "@toban 対応策 @sato 12/1 x")
	require.Empty(t, r.outage(i.ID).Actions)
	r.says("suzuki", string(i.Channel), "", "@toban 障害 対応策 @sato 12/1 上限を上げる")
	require.Len(t, r.outage(i.ID).Actions, 1)
	require.Equal(t, "上限を上げる", r.outage(i.ID).Actions[0].Text)
}

// home is a person's Home tab as they open it now.
func (r *room) home(user string) string {
	r.t.Helper()
	require.NoError(r.t, r.slack.OpenHome(r.t.Context(), user))
	r.settle()
	v, ok := r.slack.Home(user)
	require.True(r.t, ok)
	return r.slack.PlainView(v)
}
