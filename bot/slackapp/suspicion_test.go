package slackapp

import (
	"encoding/json"
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

// The monitor has just said the same: whoever asks about it is asked whether
// production is affected.
func TestAnAlertMakesAQuestionASuspicion(t *testing.T) {
	r := newRoom(t)
	var e eventEnvelope
	require.NoError(t, json.Unmarshal([]byte(`{"type":"event_callback","event_id":"Ev1","event":{"type":"message","subtype":"bot_message",
		"bot_id":"B0ALERTS","channel":"CALL","ts":"1763618640.000001","text":"","attachments":[{"title":"Triggered: p99 latency of exports is high"}]}}`), &e))
	require.NoError(t, r.app.takeEvent(t.Context(), e))
	r.settle()
	ts := r.says("emma", ask, "", "@toban what decides the p99 latency of exports?")
	require.Contains(t, r.thread(ask, ts, "emma"), "本番の利用者に影響が出ていますか")
}

func TestAnInquiryBecomesPartOfARunningIncident(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502 for exports")
	ts := r.says("emma", ask, "", "@toban which exports use the API with 502?")
	q := r.inquiry("INQ-2")
	require.Equal(t, i.ID, q.Running)
	card := string(q.Where(triage.SlotCard).TS)
	require.Contains(t, r.thread(ask, ts, "emma"), "INC-1 に対応中です。")

	r.presses("emma", ask, card, actionJoinIncident)
	require.Equal(t, i.ID, r.inquiry("INQ-2").Incident)
	require.Equal(t, []triage.InquiryID{"INQ-1", "INQ-2"}, r.outage(i.ID).Inquiries)
	require.NotContains(t, r.thread(ask, ts, "emma"), "[INC-1 の件です]")
}
