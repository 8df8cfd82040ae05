package slackapp

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// A report leads to its page, where its numbers lead to their inquiries; one
// of nothing, and one without a dashboard, does not.
func TestAReportLeadsToItsPage(t *testing.T) {
	week := triage.Digest{Period: "2025-W47", Asked: 3}
	for _, c := range []struct {
		name, lang, url string
		digest          triage.Digest
		want            string // in the last block
	}{
		{"ja", "ja", "https://toban.example.com/x", week, "<https://toban.example.com/x/week?p=2025-W47|数字のもとになった問い合わせをダッシュボードで見る>"},
		{"en", "en", "https://toban.example.com", week, "<https://toban.example.com/week?p=2025-W47|See the inquiries behind these numbers on the dashboard>"},
		{"an area", "en", "https://toban.example.com", triage.Digest{Period: "2025-11", Area: "ci_cd", Asked: 1}, "/week?area=ci_cd&p=2025-11|"},
		{"no dashboard", "en", "", week, ""},
		{"nothing happened", "en", "https://toban.example.com", triage.Digest{Period: "2025-W47"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRoom(t, func(cfg *Config, _ *Deps) { cfg.DashboardURL = c.url })
			blocks := r.app.report(phrase.For(c.lang), c.digest).blocks
			last, err := json.Marshal(blocks[len(blocks)-1])
			require.NoError(t, err)
			var shown struct {
				Type     string
				Elements []struct {
					Text any
				}
			}
			require.NoError(t, json.Unmarshal(last, &shown))
			if c.want == "" {
				require.Equal(t, "actions", shown.Type)
				return
			}
			require.Equal(t, "context", shown.Type)
			require.Contains(t, shown.Elements[0].Text, c.want)
		})
	}
}
