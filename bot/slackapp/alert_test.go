package slackapp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

const alerts = "CALL"

// alerting has the alerts of B0ALERTS stand in a channel of their own.
func alerting(c *Config, d *Deps) {
	c.AlertChannel, c.AlertBots, c.AlertMutes = alerts, []string{"B0ALERTS"}, []time.Duration{time.Hour, 24 * time.Hour}
	d.Desk.Policy.Alerts = triage.AlertPolicy{On: true, Flap: 15 * time.Minute, Cards: 3, Storm: 5 * time.Minute}
}

// alerts is a message of the alert bot in a channel, with a title that links to
// its monitor.
func (r *room) alerts(channel, title, link string) {
	r.t.Helper()
	r.n++
	event, err := json.Marshal(map[string]any{"type": "event_callback", "event_id": fmt.Sprint("Ev", r.n), "event": map[string]any{
		"type": "message", "subtype": "bot_message", "bot_id": "B0ALERTS", "channel": channel, "ts": fmt.Sprintf("%d.%06d", r.now.Unix(), r.n),
		"attachments": []map[string]string{{"title": title, "title_link": link}},
	}})
	require.NoError(r.t, err)
	var e eventEnvelope
	require.NoError(r.t, json.Unmarshal(event, &e))
	require.NoError(r.t, r.app.takeEvent(r.t.Context(), e))
	r.settle()
}

// signals is what a monitor of no bot says.
func (r *room) signals(monitor string) {
	r.t.Helper()
	r.app.desk.Policy.Alerts = triage.AlertPolicy{On: true, Cards: 3}
	_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "signal/" + monitor, Command: triage.TakeAlert{Signal: triage.AlertSignal{
		Monitor: monitor, Title: "Disk is full", State: triage.AlertTriggered, At: r.now,
	}}})
	require.NoError(r.t, err)
}

func (r *room) disk(group string) {
	r.t.Helper()
	r.alerts(team, "Triggered: Disk is full", "https://app.datadoghq.com/monitors/42?group=host%3A"+group)
}

func (r *room) alert(id triage.AlertID) triage.Alert {
	r.t.Helper()
	_, alert, err := r.app.alertOf(r.t.Context(), id)
	require.NoError(r.t, err)
	return alert
}

// alertText is an alert's card as people read it.
func (r *room) alertText(id triage.AlertID) string {
	r.t.Helper()
	m, ok := r.slack.Message(alerts, string(r.alert(id).Message.TS))
	require.True(r.t, ok, "%s has no card", id)
	return r.slack.PlainText(m)
}

func (r *room) onAlert(who string, id triage.AlertID, action string, value ...string) {
	r.t.Helper()
	r.presses(who, alerts, string(r.alert(id).Message.TS), action, value...)
}

func TestAlertMessagesOfBots(t *testing.T) {
	monitor := "https://app.datadoghq.com/monitors/42?from_ts=1&group=host%3Adb-1"
	for _, c := range []struct {
		text, link string
		want       triage.AlertSignal
	}{
		{"Triggered: Disk is full on host:db-1", monitor, triage.AlertSignal{Monitor: "42", Group: "host:db-1", Title: "Disk is full on host:db-1", State: triage.AlertTriggered}},
		{"Re-Triggered: Disk is full", monitor, triage.AlertSignal{Monitor: "42", Group: "host:db-1", Title: "Disk is full", State: triage.AlertTriggered}},
		{"Recovered: Disk is full", monitor, triage.AlertSignal{Monitor: "42", Group: "host:db-1", Title: "Disk is full", State: triage.AlertRecovered}},
		{"No data: Disk is full", monitor, triage.AlertSignal{Monitor: "42", Group: "host:db-1", Title: "Disk is full", State: triage.AlertNoData}},
		{"[P1] [Triggered on {host:db-1}] Disk is full", "", triage.AlertSignal{Monitor: "disk is full", Group: "host:db-1", Title: "Disk is full", State: triage.AlertTriggered, Priority: 1}},
		{"Warn: [P3] Disk is full", "", triage.AlertSignal{Monitor: "disk is full", Title: "Disk is full", State: triage.AlertWarned, Priority: 3}},
		{"[FIRING:2] HighLatency (checkout)", "https://am.example.com/#/alerts", triage.AlertSignal{Monitor: "highlatency (checkout)", Title: "HighLatency (checkout)", State: triage.AlertTriggered}},
		{"[RESOLVED] HighLatency (checkout)", "", triage.AlertSignal{Monitor: "highlatency (checkout)", Title: "HighLatency (checkout)", State: triage.AlertRecovered}},
		{":red_circle: [Alerting] p99 of checkout\n3.2 s", "", triage.AlertSignal{Monitor: "p99 of checkout", Title: "p99 of checkout", State: triage.AlertTriggered}},
		{"[OK] p99 of checkout", "", triage.AlertSignal{Monitor: "p99 of checkout", Title: "p99 of checkout", State: triage.AlertRecovered}},
		{"OK computer is down", "", triage.AlertSignal{Monitor: "ok computer is down", Title: "OK computer is down", State: triage.AlertTriggered}},
		{"p99 of checkout is high", "", triage.AlertSignal{Monitor: "p99 of checkout is high", Title: "p99 of checkout is high", State: triage.AlertTriggered}},
		{"  ", "", triage.AlertSignal{State: triage.AlertTriggered}},
	} {
		c.want.Link = c.link
		require.Equal(t, c.want, readAlert(c.text, c.link, time.Time{}), c.text)
	}
}

func FuzzAlertMessages(f *testing.F) {
	for _, text := range []string{"Triggered: Disk", "[P1] [Triggered on {host:db-1}] Disk", "[FIRING:2] a", "[OK]", ""} {
		f.Add(text, "https://app.datadoghq.com/monitors/42?group=a")
	}
	f.Fuzz(func(t *testing.T, text, link string) {
		s := readAlert(text, link, time.Time{})
		require.GreaterOrEqual(t, s.Priority, 0)
		require.LessOrEqual(t, s.Priority, 5)
		require.NotContains(t, s.Title, "\n")
		require.Equal(t, strings.TrimSpace(s.Title), s.Title)
	})
}

// The same monitor and group is one card and one mention, wherever its bot
// posts; other bots and channels that toban was not given are ignored.
func TestAlertsOfABotAreOneCard(t *testing.T) {
	r := newRoom(t, alerting)
	r.disk("db-1")
	first := r.alertText("ALT-1")
	require.Contains(t, first, "@tanaka さん、確認をお願いします。（当番・11/25(火) 10:00 まで）")
	require.Contains(t, first, "🔥 発生中")
	r.pass(time.Hour)
	r.disk("db-1")
	r.alerts("CNOWHERE", "Triggered: Else", "")
	r.alerts(ask, "Recovered: Disk is full", "https://app.datadoghq.com/monitors/42?group=host%3Adb-1")
	require.Len(t, r.slack.Messages(alerts, "tanaka"), 1)
	card := r.alertText("ALT-1")
	require.Contains(t, card, "✅ 復旧")
	require.Contains(t, card, "2回")
	require.NotContains(t, card, "@tanaka", "an edit mentions nobody")
	require.Zero(t, r.count(), "an alert is no inquiry")
}

// Every control of the card does what it says, and says by whom.
func TestAlertControls(t *testing.T) {
	r := newRoom(t, alerting)
	r.disk("db-1")
	r.onAlert("tanaka", "ALT-1", actionAlertSee)
	require.Contains(t, r.alertText("ALT-1"), "tanaka さんが確認しています。")

	r.onAlert("tanaka", "ALT-1", actionAlertMute, "1h0m0s|ALT-1")
	require.Contains(t, r.alertText("ALT-1"), "🔕 tanaka さんが 11/20(木) 16:04 まで")
	r.onAlert("suzuki", "ALT-1", actionAlertLoud)
	require.NotContains(t, r.alertText("ALT-1"), "🔕")
	r.onAlert("tanaka", "ALT-1", actionAlertMute, "|ALT-1")
	require.Contains(t, r.alertText("ALT-1"), "復旧するまでミュート")

	r.onAlert("tanaka", "ALT-1", actionAlertGroup)
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "まとめる先がありません")

	r.pass(time.Minute)
	r.disk("db-2")
	r.onAlert("tanaka", "ALT-2", actionAlertGroup)
	golden(t, "modal_alert_group.ja.txt", r.slack.PlainView(r.view("tanaka")))
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{alertGroupTo: "ALT-1"}))
	r.settle()
	require.Contains(t, r.alertText("ALT-2"), "tanaka さんが ALT-1 にまとめました。")
	require.Contains(t, r.alertText("ALT-1"), "まとめたアラート: ALT-2")

	r.onAlert("tanaka", "ALT-1", actionAlertFalse)
	require.Contains(t, r.alertText("ALT-1"), "tanaka さんが「誤報」としました。")

	r.pass(10 * time.Minute)
	r.disk("db-3")
	r.onAlert("ito", "ALT-3", actionAlertInquire)
	require.Contains(t, r.alertText("ALT-3"), "INQ-1")
	q := r.inquiry("INQ-1")
	require.Equal(t, "Disk is full (host:db-3)", q.Text)
	require.EqualValues(t, "UITO", q.Asker)
	require.Equal(t, r.alert("ALT-3").Message, q.Place.Root())

	r.disk("db-4")
	r.onAlert("tanaka", "ALT-4", actionDeclare)
	golden(t, "modal_declare_alert.ja.txt", r.slack.PlainView(r.view("tanaka")))
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{declareSeverity: "SEV-1"}))
	r.settle()
	require.Contains(t, r.alertText("ALT-4"), "tanaka さんが INC-1 を宣言しました。")
	i := r.outage("INC-1")
	require.Equal(t, "Disk is full (host:db-4)", i.Title)
	require.Equal(t, r.alert("ALT-4").FirstAt, i.DetectedAt)

	r.disk("db-5")
	r.onAlert("tanaka", "ALT-5", actionAlertGroup)
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{alertGroupTo: "INC-1"}))
	r.settle()
	require.Contains(t, r.outage("INC-1").Timeline[len(r.outage("INC-1").Timeline)-1].Text, "ALT-5 Disk is full (host:db-5)")
}

// All alerts that fire can be listed, page by page.
func TestListOfAlerts(t *testing.T) {
	r := newRoom(t, alerting)
	require.Contains(t, r.runs("tanaka", "/toban alerts"), "発生中のアラートはありません。")
	for n := range 13 {
		r.disk(fmt.Sprint("db-", n+1))
	}
	r.onAlert("tanaka", "ALT-1", actionAlertFalse)
	r.onAlert("tanaka", "ALT-3", actionAlertGroup)
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{alertGroupTo: "ALT-2"}))
	r.settle()
	first := r.runs("tanaka", "/toban アラート")
	require.Contains(t, first, "発生中のアラート（11件）")
	require.Contains(t, first, "ALT-13")
	require.NotContains(t, first, "*ALT-2*")
	m := r.ephemeral("tanaka", ask, "")
	r.presses("tanaka", ask, m.TS, actionPageNext)
	require.Contains(t, r.whispers("tanaka", ask), "まとめたアラート: ALT-3")
	require.Contains(t, r.runs("sato", "/toban alerts"), "メンバーが実行できます")
}
