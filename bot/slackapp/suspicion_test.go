package slackapp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// Whoever asks says with one press that production is affected, and takes it
// back with another; a stranger's press changes nothing.
func TestProductionIsAffectedAndNotAfterAll(t *testing.T) {
	r := newRoom(t)
	r.pass(8 * time.Hour) // at night
	ts := r.says("emma", ask, "", "@toban The exports page shows last week's rows")
	card := string(r.inquiry("INQ-1").Where(triage.SlotCard).TS)

	r.presses("kato", ask, card, actionAffected)
	require.Equal(t, triage.UrgencyNormal, r.inquiry("INQ-1").Urgency)
	require.Contains(t, r.ephemeral("kato", ask, ts).Text, "これは質問者か")

	r.presses("emma", ask, card, actionAffected)
	require.Equal(t, triage.UrgencyUrgent, r.inquiry("INQ-1").Urgency)
	require.Contains(t, r.thread(ask, ts, "emma"), "@tanaka", "paged at once, at night too")

	r.presses("emma", ask, card, actionCalm)
	require.Equal(t, triage.UrgencyNormal, r.inquiry("INQ-1").Urgency)
	require.Contains(t, r.thread(ask, ts, "tanaka"), "emma さんによると、本番への影響はありません。")
}
