package slackapp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// A team's own words for reasons stand on its forms and in its reports; what
// is stored stays the same.
func TestReasonsInTheTeamsOwnWords(t *testing.T) {
	r := newRoom(t, func(c *Config, _ *Deps) {
		c.Reasons = triage.ReasonTexts{
			Solver: map[string]triage.ReasonText{"app_team": {
				Name: map[triage.Lang]string{"ja": "開発チームでもできた"}, Description: map[triage.Lang]string{"ja": "権限も手順もあった"},
			}},
			Documented: map[string]triage.ReasonText{"missing": {Name: map[triage.Lang]string{"ja": "書いていない", "en": "Never written"}}},
		}
	})
	ctx := t.Context()
	r.says("sato", ask, "", "@toban ログが見られません")
	r.presses("tanaka", ask, r.card("INQ-1"), actionClaim)
	r.settle()
	r.presses("tanaka", ask, r.card("INQ-1"), actionResolve)
	form := r.slack.PlainView(r.view("tanaka"))
	require.Contains(t, form, "開発チームでもできた")
	require.Contains(t, form, "書いていない")
	require.Contains(t, form, "プラットフォームだけ", "the others are called as ever")
	require.NotContains(t, form, "アプリチームでもできた")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{resolveSolver: "app_team", resolveDocs: "missing", resolveMinutes: "5"}))
	r.settle()
	q := r.inquiry("INQ-1")
	require.Equal(t, triage.SolverAppTeam, q.Reasons.Solver)
	require.Equal(t, triage.DocsMissing, q.Reasons.Docs)

	d := triage.Digest{Asked: 2, Resolved: 2, Reasoned: 2, Classes: map[triage.CloseClass]int{triage.ClassAppTeam: 1, triage.ClassNotDocumented: 1}}
	ja, en := strings.Join(r.app.Report("ja", triage.Report{Digest: d}), "\n"), strings.Join(r.app.Report("en", triage.Report{Digest: d}), "\n")
	require.Contains(t, ja, "開発チームでもできた 1 ・ 書いていない 1")
	require.Contains(t, en, "app team could 1 · Never written 1", "ours, in a language without their words")

	first := r.app.solvers(phrase.For("ja"))[2]
	require.Equal(t, choice{value: "app_team", text: "開発チームでもできた", about: "権限も手順もあった"}, first)
}
