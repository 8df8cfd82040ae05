package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// The command of an incident goes along only when its commander lets it go.
func TestTheCommandIsHandedOverFromThePost(t *testing.T) {
	r := newRoom(t)
	r.declares("API 502", func(c *triage.Declare) { c.Commander = "UTANAKA" })
	post := r.changesHands()
	shown := func() string {
		m, ok := r.slack.Message(team, string(post.TS))
		require.True(t, ok)
		return r.slack.PlainText(m)
	}
	require.Contains(t, shown(), "🚨 INC-1 SEV-2 API 502")
	r.presses("ito", team, string(post.TS), actionGiveCommand)
	require.Contains(t, r.whispers("ito", team), "指揮者の tanaka さんとリード")
	require.Equal(t, triage.PersonID("UTANAKA"), r.outage("INC-1").Commander)
	r.presses("tanaka", team, string(post.TS), actionGiveCommand)
	require.Equal(t, triage.PersonID("UITO"), r.outage("INC-1").Commander)
	require.Contains(t, shown(), "指揮者 ito")
	require.NotContains(t, shown(), "指揮を引き継ぐ")
	for _, forged := range []string{"", "INC-1", "INQ-1|platform", "INC-9|platform", "INC-1|nowhere"} {
		require.NoError(t, r.app.giveCommand(t.Context(), act{key: "forged/" + forged, by: "UITO", channel: team}, forged), forged)
	}
	require.Equal(t, triage.PersonID("UITO"), r.outage("INC-1").Commander)
}

// Who goes on call is told what incidents that are over still owe, by whom; the
// post of a team that owes nothing has no such line, and drills owe nothing.
func TestTheHandoffNamesWhatIncidentsOwe(t *testing.T) {
	r := newRoom(t, reviewed)
	r.ended("tanaka", "デプロイを 1.4.1 に戻した")
	drill := r.declares("訓練", func(c *triage.Declare) { c.Inquiry, c.Drill = "", true })
	add := func(id triage.IncidentID, owner triage.PersonID, text string, day int) {
		t.Helper()
		due := rotation.CivilOf(r.now).Date().AddDays(day)
		_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: text, By: "USUZUKI", Incident: id, Command: triage.AddAction{Text: text, Owner: owner, Due: due}})
		require.NoError(t, err)
	}
	add("INC-1", "UITO", "プールの上限を見張る", 1)
	add("INC-1", "UTANAKA", "手順を書く", 30)
	add("INC-1", "USUZUKI", "監視を足す", 2)
	add(drill.ID, "UITO", "訓練のあと", 1)
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "done", By: "USUZUKI", Incident: "INC-1", Command: triage.SettleAction{N: 3, State: triage.ActionDone}})
	require.NoError(t, err)
	post := r.changesHands()
	m, ok := r.slack.Message(team, string(post.TS))
	require.True(t, ok)
	require.Contains(t, r.slack.PlainText(m), "書かれていない振り返り: INC-1（suzuki） ・ 期限切れの対応策: INC-1 の 1（ito）")
	require.Equal(t, "Reviews owed: INC-1 (suzuki) · Follow-ups overdue: INC-1 no. 1 (ito)", r.app.handoffDues(t.Context(), phrase.For("en")))
	require.NotContains(t, string(m.Blocks), "<@USUZUKI>", "named, not mentioned")

	quiet := newRoom(t, reviewed)
	quiet.changesHands()
	require.Empty(t, quiet.app.handoffDues(t.Context(), phrase.For("en")))
}
