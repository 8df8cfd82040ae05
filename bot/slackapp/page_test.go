package slackapp

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// A page offers to declare until somebody has; then all of them lead to the
// incident, also one that was posted a moment too late.
func TestPagesLeadToTheIncident(t *testing.T) {
	for _, lang := range []triage.Lang{knowledge.Japanese, knowledge.English} {
		r := newRoom(t, func(c *Config, _ *Deps) { c.Language = lang })
		_, err := r.app.self.get(t.Context())
		require.NoError(t, err)
		ts := r.says("kato", ask, "", "@toban the API answers 502")
		r.orders("INQ-1", "UKATO", triage.Reclassify{Urgency: triage.UrgencyUrgent})
		r.settle()
		r.pass(6 * time.Minute)
		r.reminds()
		require.Equal(t, 2, strings.Count(r.thread(ask, ts, "kato"), r.app.book(lang).Say(phrase.PageHint)), "the on-call and the secondary")

		_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "d", By: "USUZUKI", Command: triage.Declare{
			Inquiry: "INQ-1", Title: "API 502", Severity: "SEV-2", Channel: true, Lang: lang,
		}})
		require.NoError(t, err)
		r.settle()
		var pages []string
		for _, ref := range r.inquiry("INQ-1").Paged() {
			if m, ok := r.slack.Message(ask, string(ref.TS)); ok {
				pages = append(pages, r.slack.PlainText(m))
			}
		}
		golden(t, "page_over."+string(lang)+".txt", strings.Join(pages, "\n"))

		step := triage.PageSlot(2)
		m := r.app.page(t.Context(), r.app.book(lang), triage.PageSuspected{Inquiry: "INQ-1", Step: 2, To: []triage.Mention{r.mention(triage.RoleLead, "UYAMADA")}}, r.sample())
		late, err := r.app.post(t.Context(), r.job(triage.PageSuspected{Inquiry: "INQ-1", Step: 2}), r.app.book(lang), ask, triage.MessageTS(ts), m)
		require.NoError(t, err)
		r.orders("INQ-1", "", triage.Posted{Slot: step, Message: late})
		r.settle()
		got, _ := r.slack.Message(ask, string(late.TS))
		require.NotContains(t, string(got.Blocks), "action_id")
	}
}
