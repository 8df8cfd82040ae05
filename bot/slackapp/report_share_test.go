package slackapp

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// On-call's share reads the same under the post, behind its button, in the file
// and on the command line, and names nobody.
func TestOnCallsShareIsTheSameEverywhere(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Report = d.Desk.Digest })
	ts := r.says("sato", ask, "", "@toban VPC につながりません")
	r.says("tanaka", ask, ts, "見てみます") // on call
	r.pass(time.Hour)
	r.says("suzuki", ask, ts, "経路が足りませんでした")
	r.order("USUZUKI", "INQ-1", triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverPlatformOnly, Docs: triage.DocsNotAMatter, Minutes: 60, Note: "経路"}})
	const share = "当番が受けた分: 割り込み 1/2 ・ 時間 30分（全体 約1時間）"

	r.runs("emma", "/toban lang ja")
	r.runs("emma", "/toban stats")
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionReportDetails)
	require.Contains(t, r.whispers("emma", ask), share)
	require.NotContains(t, r.whispers("emma", ask), "tanaka")

	r.runs("yamada", "/toban stats")
	r.presses("yamada", ask, r.ephemeral("yamada", ask, "").TS, actionReportCSV)
	file := string(r.newestDirect("yamada").Files[0].Content)
	require.Contains(t, file, "\ninterruptions,2\ninterruptions_on_call,1\n")
	require.Contains(t, file, "\nworked_minutes,60\nworked_minutes_on_call,30\n")

	report, err := r.app.desk.Report(t.Context(), "2025-W47", "")
	require.NoError(t, err)
	require.Contains(t, strings.Join(r.app.Report("ja", report), "\n"), share)

	_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "report/2025-W47", Command: triage.PostReport{Period: "2025-W47"}})
	require.NoError(t, err)
	r.later()
	var under strings.Builder
	for _, m := range r.slack.Messages(team, "tanaka") {
		for _, reply := range r.slack.Thread(team, m.TS, "tanaka") {
			under.WriteString(reply.Text)
		}
	}
	require.Contains(t, under.String(), share)
}
