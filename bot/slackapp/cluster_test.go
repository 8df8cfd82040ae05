package slackapp

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
)

// networked puts every question into one area.
func networked(_ *Config, d *Deps) {
	d.Desk.Adviser = allNetwork{}
}

type allNetwork struct{}

func (allNetwork) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Classification: knowledge.Classification{Area: knowledge.Guess{Key: "network", Confidence: .9}}}, nil
}

// What was asked in private counts towards a cluster, and its words stay where
// they are.
func TestAClusterQuotesNothingPrivate(t *testing.T) {
	r := newRoom(t, networked)
	ts := r.says("sato", r.dm("sato"), "", "買収先の VPN が切れた")
	r.says("kato", ask, "", "@toban VPC につながりません")
	r.says("emma", ask, "", "@toban the VPC is down")
	posts := r.slack.Messages(team, "tanaka")
	card := posts[len(posts)-1]
	text := r.slack.PlainText(card)
	require.Contains(t, text, "🧩 ネットワーク: 同じ原因かもしれません（3件")
	require.Contains(t, text, "非公開の場所での質問")
	require.NotContains(t, text+card.Text, "買収先")

	r.presses("tanaka", team, card.TS, actionDeclare)
	form := r.slack.PlainView(r.view("tanaka"))
	golden(t, "modal_declare_cluster.ja.txt", form)
	require.NotContains(t, form, "買収先")
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{declareName: "VPC", declareSeverity: "SEV-1"}))
	r.settle()
	i := r.outage("INC-1")
	require.Len(t, i.Inquiries, 3)
	require.False(t, i.Origin.Private)
	require.Equal(t, r.inquiry("INQ-1").AskedAt, i.DetectedAt)
	require.Contains(t, r.thread(r.dm("sato"), ts, "sato"), "INC-1")
}

func TestAClusterIsAskedAboutOnce(t *testing.T) {
	r := newRoom(t, networked)
	for _, who := range []string{"sato", "kato", "emma", "lee"} {
		r.says(who, ask, "", "@toban the VPC is down")
	}
	cards := 0
	for _, m := range r.slack.Messages(team, "tanaka") {
		if strings.Contains(r.slack.PlainText(m), "🧩") {
			cards++
			r.presses("sato", team, m.TS, actionGroup)
			require.Contains(t, r.whispers("sato", team), "メンバーが実行できます")
			r.presses("tanaka", team, m.TS, actionUnrelated)
		}
	}
	require.Equal(t, 1, cards)
	require.Equal(t, triage.ClusterUnrelated, r.inquiry("INQ-3").Cluster.State)
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-3").Status)
}
