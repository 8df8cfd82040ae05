package slackapp

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/rotation"
)

// How a review and the actions of an incident are spoken of in every state.
func TestWordsOfReviewsAndActions(t *testing.T) {
	r := newRoom(t)
	ctx, a := t.Context(), r.app
	due, err := rotation.ParseCivil("2025-11-20")
	require.NoError(t, err)
	base := r.incident(func(i *triage.Incident) { i.Status, i.Commander, i.Acting = triage.IncidentResolved, "USUZUKI", false })
	for _, lang := range []triage.Lang{"ja", "en"} {
		b := a.book(lang)
		var said []string
		for _, c := range []struct {
			name   string
			review triage.Review
		}{
			{"owed", triage.Review{Due: r.now.Add(time.Hour)}},
			{"overdue, begun", triage.Review{Due: r.now.Add(-time.Hour), DraftedAt: r.now}},
			{"waits", triage.Review{State: triage.ArticleProposed, By: "UTANAKA"}},
			{"sent back", triage.Review{State: triage.ArticleDeclined, By: "UTANAKA"}},
			{"approved", triage.Review{State: triage.ArticleApproved, Link: "https://wiki.example.com/1"}},
			{"nobody asks", triage.Review{}},
			{"taken back", triage.Review{State: triage.ArticleRetracted}},
		} {
			i := base
			i.Review = &c.review
			said = append(said, c.name+": "+a.reviewLine(ctx, b, i))
		}
		i := base
		i.Review = &triage.Review{Due: r.now, By: "UTANAKA", State: triage.ArticleApproved, ReviewText: triage.ReviewText{Summary: "x"}, Revision: 1}
		for _, m := range []message{
			a.reviewNudge(ctx, b, triage.AskReview{To: "USUZUKI"}, i), a.reviewNudge(ctx, b, triage.AskReview{To: "UYAMADA", Owner: "USUZUKI"}, i),
			a.reviewMessage(ctx, b, triage.SendReview{By: "UYAMADA", State: triage.ArticleApproved}, i),
			a.reviewMessage(ctx, b, triage.SendReview{By: "UYAMADA", State: triage.ArticleDeclined}, i),
			a.reviewMessage(ctx, b, triage.SendReview{By: "UTANAKA", State: triage.ArticleProposed}, i),
		} {
			said = append(said, r.read(t, shown{"", m}))
		}
		x := triage.Action{N: 1, Text: "上限を上げる", Owner: "UITO", Due: due, Aim: triage.AimMitigate}
		for _, days := range []int{0, 1} {
			x.Due = due.AddDays(-days)
			said = append(said, r.read(t, shown{"", a.actionAsked(ctx, b, triage.TellAction{To: "UITO"}, i, x)}))
		}
		x.State, x.Settled = triage.ActionDropped, "UTANAKA"
		said = append(said, a.actionRow(ctx, b, x), owedLine(b, triage.Owed{
			Reviews: []triage.IncidentID{"INC-1", "INC-4"}, Actions: []triage.OwedActions{{Incident: "INC-2", N: 3}},
		}), "nothing owed: "+owedLine(b, triage.Owed{}))
		golden(t, "review_words."+string(lang)+".txt", strings.Join(said, "\n"))
	}
}
