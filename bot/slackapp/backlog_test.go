package slackapp

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// What was closed in the quarter as something that only the platform team can
// do for now is ranked by what it cost, whenever it was asked.
func TestTheBacklogIsRankedByMinutes(t *testing.T) {
	r := newRoom(t)
	require.Contains(t, r.runs("tanaka", "/toban backlog"), "90 日間に「今はプラットフォームのみ」で閉じた問い合わせはありません")
	closes := func(who triage.PersonID, text, area string, solver triage.Solver, minutes int) {
		id := r.asks(who, text)
		if area != "" {
			r.order("UTANAKA", id, triage.Reclassify{Area: area})
		}
		r.order("UTANAKA", id, triage.Resolve{Reasons: triage.Reasons{Solver: solver, Docs: triage.DocsNotAMatter, Minutes: minutes}})
		r.pass(1e9)
	}
	r.pass(-100 * 24 * 3600e9)
	closes("USATO", "bucket of last summer", "network", triage.SolverPlatformForNow, 500)
	old := r.asks("USATO", "asked long ago")
	r.pass(100 * 24 * 3600e9)
	r.order("UTANAKA", old, triage.Reclassify{Area: "network"})
	r.order("UTANAKA", old, triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverPlatformForNow, Docs: triage.DocsNotAMatter, Minutes: 30}})
	closes("USATO", "VPC", "network", triage.SolverPlatformForNow, 0)
	closes("UEMMA", "runner", "ci_cd", triage.SolverPlatformForNow, 90)
	closes("UKATO", "nobody sorted it", "", triage.SolverPlatformForNow, 0)
	closes("UKATO", "runner", "ci_cd", triage.SolverPlatformOnly, 300)

	golden(t, "backlog.ja.txt", r.runs("tanaka", "/toban 自動化候補")+"\n")
	items, err := r.app.desk.SelfService(t.Context())
	require.NoError(t, err)
	golden(t, "backlog.en.txt", strings.Join(r.app.Backlog("en", items), "\n")+"\n")
	areas, err := r.app.desk.Backlog(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]bool{"network": true, "ci_cd": true}, areas)
	require.Contains(t, r.runs("sato", "/toban backlog"), "メンバーが実行できます")
}
