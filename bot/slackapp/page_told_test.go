package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
)

func TestAPageWaitsOnABranch(t *testing.T) {
	r := newRoom(t)
	n := triage.TellPage{Inquiry: "INQ-1", To: "UTANAKA", File: "docs/captured/inq-1.md", URL: "https://github.com/acme/handbook/compare/toban-pages?expand=1"}
	j := r.job(n)
	_, found, err := r.app.Find(t.Context(), j)
	require.NoError(t, err)
	require.False(t, found)
	_, err = r.app.Send(t.Context(), j)
	require.NoError(t, err)
	_, found, err = r.app.Find(t.Context(), j)
	require.NoError(t, err)
	require.True(t, found)
	told := r.newestDirect("tanaka")
	golden(t, "page_told.ja.txt", r.slack.PlainText(told))
	r.presses("tanaka", told.Channel, told.TS, actionOpen)

	n.Removed = true
	golden(t, "page_told.en.txt", r.read(t, shown{"removed", pageTold(phrase.For("en"), n)}))
}
