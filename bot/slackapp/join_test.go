package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

func TestARunningIncidentIsJoinedInsteadOfDeclared(t *testing.T) {
	r := newRoom(t)
	r.declares("API 502")
	r.says("sato", ask, "", "@toban 決済が止まっています")
	r.settle()
	declare := func(who string) {
		t.Helper()
		r.presses(who, ask, r.card("INQ-2"), actionMore, "declare|INQ-2")
		r.settle()
		require.NoError(t, r.slack.PressView(t.Context(), who, r.view(who).ID, actionJoinInstead+"/0"))
		r.settle()
	}
	declare("kato")
	require.Contains(t, r.slack.PlainView(r.view("kato")), "質問者か Platform のメンバーが実行できます")
	require.Empty(t, r.inquiry("INQ-2").Incident)

	declare("tanaka")
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "宣言はしていません。INQ-2 を INC-1 に加えました。")
	require.Equal(t, triage.IncidentID("INC-1"), r.inquiry("INQ-2").Incident)
	list, err := r.app.desk.Incidents(t.Context(), false)
	require.NoError(t, err)
	require.Len(t, list, 1)

	require.NoError(t, r.slack.GlobalShortcut(t.Context(), "emma", shortcutDeclare))
	r.settle()
	require.NoError(t, r.slack.PressView(t.Context(), "emma", r.view("emma").ID, actionJoinInstead+"/0"))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("emma")), "Nothing was declared. This is where INC-1 is worked on.")
}
