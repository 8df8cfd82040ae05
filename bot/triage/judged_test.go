package triage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// What askers say of the page that was offered first is its judgement; silence
// says nothing, and what is older than a quarter no longer counts.
func TestPagesAreJudgedByTheirAskers(t *testing.T) {
	o := newOffice(t)
	o.Adviser = offering{}
	press := func(at string, a triage.Answer) {
		o.at(at)
		o.order(o.ask("a page fits"), sato, triage.Feedback{Answer: a})
	}
	press("2025-08-01 11:00", triage.AnswerNotRelated)
	press("2025-11-11 11:00", triage.AnswerSolved)
	press("2025-11-14 11:00", triage.AnswerNotRelated)
	o.at("2025-11-18 11:00").ask("nobody presses")
	judged, err := o.Judgements(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]triage.Judgement{"handbook/a.md": {Helped: 1, Unhelpful: 1}}, judged)
	require.False(t, judged["handbook/a.md"].Misleads())

	press("2025-11-21 11:00", triage.AnswerStillNeed)
	judged, err = o.Judgements(t.Context())
	require.NoError(t, err)
	require.True(t, judged["handbook/a.md"].Misleads())
	require.False(t, triage.Judgement{Unhelpful: 1}.Misleads(), "one asker is not enough")
}
