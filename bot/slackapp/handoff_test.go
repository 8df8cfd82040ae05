package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
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
