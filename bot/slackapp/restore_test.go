package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// The button asks once more, and what fixed it; all who followed hear it.
func TestResolvingAnIncident(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502")
	post := string(i.Where(triage.SlotIncident).TS)
	r.presses("kato", "CINC", post, actionIncidentResolve)
	require.Contains(t, r.slack.PlainView(r.view("kato")), "Platform のメンバーが実行できます")
	require.NoError(t, r.slack.DismissViews(t.Context(), "kato"))

	r.presses("tanaka", "CINC", post, actionIncidentResolve)
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "何で直りましたか")
	require.Equal(t, triage.IncidentActive, r.outage("INC-1").Status, "nothing happens by the press alone")
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{restoreFixed: "デプロイを\n1.4.1 に戻した"}))
	r.settle()
	require.Equal(t, triage.IncidentResolved, r.outage("INC-1").Status)
	require.Equal(t, "デプロイを 1.4.1 に戻した", r.outage("INC-1").Fixed, "one line")

	r.presses("ito", "CINC", post, actionIncidentReopen)
	require.Equal(t, triage.IncidentActive, r.outage("INC-1").Status)
	require.Contains(t, r.runs("tanaka", "/toban incident resolve INC-1 別のノードに移した"), "INC-1 を復旧にしました")
	require.Equal(t, "別のノードに移した", r.outage("INC-1").Fixed)
	require.Contains(t, r.runs("kato", "/toban incident reopen INC-1"), "Platform のメンバーが実行できます")
	require.Contains(t, r.runs("tanaka", "/toban 障害 再開 INC-1"), "INC-1 を再開しました")
	require.Contains(t, r.runs("tanaka", "/toban 障害 再開 INC-1"), "すでに")
}

func TestADrillSaysSoToTheEnd(t *testing.T) {
	r := newRoom(t)
	r.runs("tanaka", "/toban 障害 訓練")
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{declareSeverity: "SEV-1"}))
	r.settle()
	text := r.slack.PlainView(r.view("tanaka"))
	require.Contains(t, text, "訓練を始める")
	require.Contains(t, text, "訓練 INC-1")
	require.NotContains(t, text, "宣言")
}

func TestATitleHasNoMention(t *testing.T) {
	r := newRoom(t)
	bot, _ := r.app.whoAmI(t.Context(), "")
	require.Equal(t, "本番が落ちました", r.app.declareTitle(t.Context(), "<@"+bot+"> 本番が落ちました"))
	require.Equal(t, "本番が落ちました", r.app.declareTitle(t.Context(), "本番が落ちました"))
}
