package triage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What everybody may find is written as a file, and the file follows it.
func TestAReviewIsPublishedAsAFile(t *testing.T) {
	o := restored(t, "SEV-2", "2025-11-21 18:00")
	page := []PublishPage{{Incident: "INC-1", Review: true}}
	o.policy.Publish = true
	o.do(suzuki, WriteReview{Text: ReviewText{Summary: "s"}})
	require.Empty(t, told[PublishPage](o.last))
	o.do(lead, SettleReview{State: ArticleApproved, Revision: 1})
	require.Equal(t, page, told[PublishPage](o.last))
	o.do(suzuki, AddAction{Text: "x", Owner: suzuki, Due: date(t, "2025-12-01")})
	require.Equal(t, page, told[PublishPage](o.last), "it lists the actions")
	o.do(suzuki, SettleAction{N: 1, State: ActionDone})
	require.Equal(t, page, told[PublishPage](o.last))
	o.do(lead, WriteReview{Text: ReviewText{Summary: "t"}})
	require.Equal(t, page, told[PublishPage](o.last), "it waits again")
	o.do(tanaka, WriteArticle{Article: ArticleText{Title: "a", Question: "q", Steps: "s"}})
	require.Empty(t, told[PublishPage](o.last), "only proposed")
	o.do(lead, SettleArticle{State: ArticleApproved, Revision: 1})
	require.Equal(t, []PublishPage{{Incident: "INC-1"}}, told[PublishPage](o.last))
	o.do(lead, SettleArticle{State: ArticleRetracted, Revision: 1})
	require.Equal(t, []PublishPage{{Incident: "INC-1"}}, told[PublishPage](o.last))

	o.policy.Publish = false
	o.do(lead, WriteArticle{Article: ArticleText{Title: "a", Question: "q", Steps: "s"}})
	require.Empty(t, told[PublishPage](o.last))
}

func TestWhoHearsOfAPageOnABranch(t *testing.T) {
	o := restored(t, "SEV-2", "2025-11-21 18:00")
	o.do(lead, WriteArticle{Article: ArticleText{Title: "a", Question: "q", Steps: "s"}})
	o.do("", NotePage{File: "inc-1.md", URL: "https://github.com/a/b/compare/c"})
	require.Equal(t, []TellPage{{Incident: "INC-1", To: lead, File: "inc-1.md", URL: "https://github.com/a/b/compare/c"}}, told[TellPage](o.last))
	o.do("", NotePage{File: "inc-1.md"})
	require.Empty(t, o.last.Notices, "a folder is no news")
	o.do("", NotePage{Review: true, File: "inc-1-review.md", URL: "https://github.com/a/b/compare/c"})
	require.Empty(t, o.last.Notices, "nobody has decided about it")
}

func TestAForgottenArticleIsRemovedAsAFile(t *testing.T) {
	p := policy(t)
	p.Publish = true
	q := Inquiry{ID: "INQ-1", Version: 3, Status: StatusResolved, Article: &Article{State: ArticleApproved, Decided: lead}}
	d, err := p.Decide(State{Inquiry: q}, Order{Key: "k", By: lead, Inquiry: "INQ-1", Command: Forget{}}, Facts{Now: tokyo(t, "2025-11-21 18:00")})
	require.NoError(t, err)
	require.Equal(t, []PublishPage{{Inquiry: "INQ-1"}}, told[PublishPage](d))
	d, err = p.Decide(State{Inquiry: q}, Order{Key: "k", Inquiry: "INQ-1", Command: Forget{}}, Facts{Now: tokyo(t, "2025-11-21 18:00")})
	require.NoError(t, err)
	require.Empty(t, told[PublishPage](d), "age leaves the page, which names nobody")
}

// What follows from an incident is kept in Datadog too, where the incident is.
func TestWhatFollowsIsPushedToDatadog(t *testing.T) {
	for _, wanted := range []bool{true, false} {
		o := restored(t, "SEV-2", "2025-11-21 18:00")
		o.i.Datadog.Wanted = wanted
		var pushed []Notice
		for _, c := range []struct {
			by PersonID
			do Command
		}{
			{suzuki, AddAction{Text: "x", Owner: suzuki, Due: date(t, "2025-12-01")}},
			{suzuki, SettleAction{N: 1, State: ActionDone}},
			{suzuki, WriteReview{Text: ReviewText{Summary: "s"}}},
			{lead, SettleReview{State: ArticleApproved, Revision: 1}},
		} {
			o.do(c.by, c.do)
			for _, n := range o.last.Notices {
				if EnvelopeOf(n).Via == ViaDatadog {
					pushed = append(pushed, n)
				}
			}
		}
		want := []Notice{PushAction{Incident: "INC-1", Action: 1}, PushAction{Incident: "INC-1", Action: 1}, PushReview{Incident: "INC-1"}}
		if !wanted {
			want = nil
		}
		require.Equal(t, want, pushed)
	}
}
