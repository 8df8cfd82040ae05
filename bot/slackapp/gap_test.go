package slackapp

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/knowledge"
)

// below finds one page for everything, never well enough to suggest it.
func below(_ *Config, d *Deps) {
	d.Search = func(context.Context, knowledge.Query) (knowledge.Result, error) {
		return knowledge.Result{Hits: []knowledge.Hit{{Page: "handbook/gpu.md", Title: "Accelerators", URL: "https://docs.example.com/gpu"}}}, nil
	}
}

// A gap shows the page that comes closest. A lead lets its words find it, a
// member writes the page, of the kind that the question calls for; others read.
func TestAGapIsClosedFromTheList(t *testing.T) {
	pages := &handbook{lacking: []string{"GPU", "node", "pool", "<b>", "five", "six", "seven", "eight", "nine", "ten"}}
	r := newRoom(t, below, func(_ *Config, d *Deps) { d.Pages = pages })
	r.says("emma", ask, "", "@toban why is there no GPU node pool?")
	for user, want := range map[string]string{"yamada": "gap_lead.ja", "tanaka": "gap_member.ja", "emma": "gap_asker.en"} {
		r.runs(user, "/toban gaps")
		golden(t, want+".txt", r.slack.PlainText(r.ephemeral(user, ask, "")))
	}
	r.presses("tanaka", ask, r.ephemeral("tanaka", ask, "").TS, actionArticleEdit)
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "解説", "why calls for an explanation")

	r.presses("yamada", ask, r.ephemeral("yamada", ask, "").TS, actionGapAlias)
	require.Contains(t, r.whispers("yamada", ask), "この言い方で「Accelerators」が見つかります")
	require.Equal(t, "handbook/gpu.md", r.inquiry("INQ-1").Alias)
	require.Len(t, pages.learnt, 1)
	require.NoError(t, r.app.addGapAlias(t.Context(), act{key: "k", by: "UTANAKA", channel: ask}, "INQ-1|handbook/other.md"))
	r.settle()
	require.Contains(t, r.whispers("tanaka", ask), "リードと管理者が実行できます")
}

// The page that the list shows is the one that the press is about: also where
// the question goes on below its first line, and for a reader of English.
func TestThePageOfAGapIsThePageOfItsAlias(t *testing.T) {
	byWords := func(_ *Config, d *Deps) {
		d.Search = func(_ context.Context, q knowledge.Query) (knowledge.Result, error) {
			page := "gpu." + string(q.Lang)
			if strings.Contains(q.Text, "by Friday") {
				page = "quota." + string(q.Lang)
			}
			return knowledge.Result{Hits: []knowledge.Hit{{Page: page, Title: page, URL: "https://docs.example.com/" + page}}}, nil
		}
	}
	r := newRoom(t, byWords, func(_ *Config, d *Deps) {
		d.Pages = &handbook{}
		d.Desk.Policy.Leads = append(d.Desk.Policy.Leads, "ULEE")
	})
	r.says("emma", ask, "", "@toban why is there no GPU node pool?\nWe need eight of them by Friday")
	r.runs("lee", "/toban gaps")
	list := r.ephemeral("lee", ask, "")
	require.Contains(t, r.slack.PlainText(list), "quota.en")
	r.presses("lee", ask, list.TS, actionGapAlias)
	require.Equal(t, "quota.en", r.inquiry("INQ-1").Alias)
}
