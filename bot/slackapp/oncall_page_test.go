package slackapp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// paging has incidents paged through Datadog, which this room does not have:
// every page is refused.
func paging(_ *Config, d *Deps) {
	d.Desk.Policy.Incident.Datadog = true
	d.Desk.Policy.Incident.Page = triage.PagePolicy{Team: "platform", Severity: map[triage.Severity]triage.PageUrgency{"SEV-1": triage.PageHigh}}
}

// Of a page that did not arrive the on-call is told in Slack, and only a press
// of the team pages again.
func TestPageAgain(t *testing.T) {
	r := newRoom(t, paging)
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "declare", By: "USATO", Command: triage.Declare{Title: "API 502", Severity: "SEV-1", Lang: "ja"}})
	require.NoError(t, err)
	r.settle()
	i := r.outage("INC-1")
	require.Equal(t, triage.PageRefused, i.Page.State)
	asked := i.Where(triage.PageAgainSlot(1))
	m, ok := r.slack.Message("CINC", string(asked.TS))
	require.True(t, ok)
	golden(t, "page_again.ja.txt", r.slack.PlainText(m))

	r.presses("sato", "CINC", string(asked.TS), actionPageAgain)
	require.Equal(t, 1, r.outage("INC-1").Page.N)
	r.presses("tanaka", "CINC", string(asked.TS), actionPageAgain)
	require.Equal(t, 2, r.outage("INC-1").Page.N)
	m, _ = r.slack.Message("CINC", string(asked.TS))
	require.Equal(t, "📟 もう一度呼び出しています。", r.slack.PlainText(m))
	require.False(t, r.outage("INC-1").Where(triage.PageAgainSlot(2)).IsZero(), "that one did not arrive either")
}
