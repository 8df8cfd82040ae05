package triage

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var written = WriteArticle{URL: "https://example.slack.com/archives/CASK/p1", Article: ArticleText{
	Kind: "how-to", Title: "GPU ノードプールの申請", Question: "GPU が欲しい", Steps: "gpu.tf に追加します",
}}

func settle(state ArticleState, revision int) SettleArticle {
	return SettleArticle{State: state, Revision: revision}
}

func solvedScene(t *testing.T) *scene {
	s := newScene(t, "2025-11-20 15:04")
	s.ask(advised("question", false, 0))
	s.do(tanaka, Resolve{Reasons: Reasons{Solver: SolverAppTeam, Docs: DocsMissing}})
	return s
}

func TestAMemberProposesAnArticleAndTheLeadDecides(t *testing.T) {
	s := solvedScene(t)
	require.Equal(t, "denied", reason(t, s.try(sato, DraftArticle{})))
	s.do(tanaka, DraftArticle{})
	require.Equal(t, []Notice{SendArticle{Inquiry: "INQ-1", To: tanaka}}, s.last.Notices)
	require.Nil(t, s.q.Article, "a draft is not yet written")
	require.Equal(t, "no_article", reason(t, s.try(yamada, settle(ArticleApproved, 1))))

	require.Equal(t, "denied", reason(t, s.try(sato, written)))
	s.do(tanaka, written)
	require.Equal(t, []Notice{SendArticle{Inquiry: "INQ-1", To: yamada, By: tanaka, State: ArticleProposed}}, s.last.Notices)
	require.Equal(t, &Article{ArticleText: written.Article, State: ArticleProposed, Revision: 1, URL: written.URL, By: tanaka, At: s.now}, s.q.Article)
	require.Equal(t, "lead_only", reason(t, s.try(tanaka, settle(ArticleApproved, 1))))
	require.Equal(t, "denied", reason(t, s.try(sato, settle(ArticleApproved, 1))))

	require.Equal(t, "already", reason(t, s.try(tanaka, written)), "the lead is not asked twice about the same words")
	again := written
	again.Article.Steps = "gpu.tf に追加して plan を確かめます"
	s.do(suzuki, again)
	require.Equal(t, "article_changed", reason(t, s.try(yamada, settle(ArticleApproved, 1))), "nobody approves what they have not read")
	require.Equal(t, "already", reason(t, s.try(yamada, settle(ArticleRetracted, 2))), "it is not published")
	s.do(yamada, settle(ArticleApproved, 2))
	require.True(t, s.q.Article.Approved())
	require.Equal(t, yamada, s.q.Article.Decided)
	require.Equal(t, []Notice{SendArticle{Inquiry: "INQ-1", To: suzuki, By: yamada, State: ArticleApproved}}, s.last.Notices)
	require.Equal(t, "already", reason(t, s.try(yamada, settle(ArticleApproved, 2))))
	require.Equal(t, "already", reason(t, s.try(yamada, settle(ArticleDeclined, 2))))
	require.Equal(t, "article_approved", reason(t, s.try(tanaka, written)), "a published page is the lead's to change")

	s.do(yamada, written)
	require.True(t, s.q.Article.Approved())
	require.Equal(t, 3, s.q.Article.Revision)
	require.Empty(t, s.last.Notices, "nobody is told of their own act")
	s.do(yamada, settle(ArticleRetracted, 3))
	require.False(t, s.q.Article.Approved())
	require.Empty(t, s.last.Notices)
	s.do(tanaka, written)
	s.do(yamada, settle(ArticleDeclined, 4))
	require.Equal(t, []Notice{SendArticle{Inquiry: "INQ-1", To: tanaka, By: yamada, State: ArticleDeclined}}, s.last.Notices)
	require.Equal(t, "no_article", reason(t, s.try(yamada, settle(ArticleProposed, 4))), "nobody presses that")
}

func TestAnArticleNeedsWords(t *testing.T) {
	s := solvedScene(t)
	for _, c := range []struct {
		field  string
		change func(*ArticleText)
	}{
		{"title", func(a *ArticleText) { a.Title = " \n" }},
		{"question", func(a *ArticleText) { a.Question = "" }},
		{"steps", func(a *ArticleText) { a.Steps = "　" }},
	} {
		cmd := written
		c.change(&cmd.Article)
		err := s.try(tanaka, cmd)
		require.Equal(t, "empty_part", reason(t, err))
		var e *Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, c.field, e.Field)
	}
	long := written
	long.Article.Steps, long.Article.Title = strings.Repeat("手", MaxArticlePart+1), strings.Repeat("題", maxTitle+1)+"\nzwei"
	s.do(tanaka, long)
	require.LessOrEqual(t, len([]rune(s.q.Article.Steps)), MaxArticlePart)
	require.LessOrEqual(t, len([]rune(s.q.Article.Title)), maxTitle)
	s.q.Place.Private = true
	require.Equal(t, "private_article", reason(t, s.try(tanaka, written)))
}

func TestForgettingTakesTheArticleAlongAndAgeDoesNot(t *testing.T) {
	for _, c := range []struct {
		name  string
		by    PersonID
		state ArticleState
		kept  bool
	}{
		{"a lead forgets", yamada, ArticleApproved, false},
		{"it is old, and its article is a page for everybody", "", ArticleApproved, true},
		{"it is old, and its article was only proposed", "", ArticleProposed, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := solvedScene(t)
			s.do(tanaka, written)
			if c.state == ArticleApproved {
				s.do(yamada, settle(ArticleApproved, 1))
			}
			s.do(c.by, Forget{})
			require.Empty(t, s.q.Text)
			require.Equal(t, c.kept, s.q.Article.Approved())
			if !c.kept {
				require.Nil(t, s.q.Article)
				return
			}
			require.Equal(t, written.Article, s.q.Article.ArticleText)
			require.Equal(t, Erased, s.q.Article.By)
			s.do(yamada, Forget{})
			require.Nil(t, s.q.Article, "a person may still erase it")
		})
	}
}

func TestAPageThatHelpedTwiceClosesItsGap(t *testing.T) {
	asked := time.Date(2025, 11, 20, 6, 0, 0, 0, time.UTC)
	gap := func(id InquiryID, after time.Duration) Inquiry {
		return Inquiry{ID: id, Status: StatusResolved, Text: "how do I get a gpu node pool", Team: "payments", AskedAt: asked.Add(after)}
	}
	solved := func(id InquiryID, after time.Duration, page string) Inquiry {
		return Inquiry{
			ID: id, Asker: PersonID("U" + id), Status: StatusResolved, Text: "gpu node pool please", AskedAt: asked.Add(after), Answerable: true,
			SelfSolve: SelfSolveConfirmed, Suggestions: []Suggestion{{Page: page, URL: "https://docs.example.com/gpu"}},
		}
	}
	gaps := func(all ...Inquiry) (ids []InquiryID) {
		var list gapList
		for _, q := range all {
			var x extract
			x.settle(q)
			list.add(&x)
		}
		for _, g := range list.gaps() {
			ids = append(ids, g.Inquiries...)
		}
		return ids
	}
	const page = "answers/inq-1.md"
	first := gap("INQ-1", 0)
	first.Article = &Article{State: ArticleApproved}
	before := solved("INQ-9", -time.Hour, page)
	one, two := solved("INQ-3", 2*time.Hour, page), solved("INQ-4", 3*time.Hour, page)
	require.Equal(t, []InquiryID{"INQ-1", "INQ-2"}, gaps(before, first, gap("INQ-2", time.Hour), one), "one that it helped, and one before it was missed")
	require.Empty(t, gaps(first, gap("INQ-2", time.Hour), one, two))
	again := two
	again.Asker = one.Asker
	require.Equal(t, []InquiryID{"INQ-1", "INQ-2"}, gaps(first, gap("INQ-2", time.Hour), one, again), "one that it helped twice")
	one.Asker, again.Asker = Erased, Erased
	require.Empty(t, gaps(first, gap("INQ-2", time.Hour), one, again), "people whose names are gone")
	require.Equal(t, []InquiryID{"INQ-5"}, gaps(first, gap("INQ-2", time.Hour), one, two, gap("INQ-5", 4*time.Hour)), "it is missed again")
	require.Equal(t, []InquiryID{"INQ-1"}, gaps(first, one, solved("INQ-4", 3*time.Hour, "handbook/other")), "another page")
	first.Article.State = ArticleRetracted
	require.Equal(t, []InquiryID{"INQ-1"}, gaps(first, one, two), "it cannot be found")

	named := gap("INQ-1", 0)
	named.Reasons = Reasons{Docs: DocsExistsNotFound, Page: "https://docs.example.com/gpu"}
	named.Suggestions = []Suggestion{{Page: "handbook/gpu", URL: "https://docs.example.com/gpu"}}
	require.Empty(t, gaps(named, solved("INQ-3", time.Hour, "handbook/gpu"), solved("INQ-4", 2*time.Hour, "handbook/gpu")), "a page that exists and is found now")
	alias := gap("INQ-1", 0)
	alias.Alias = "handbook/gpu"
	require.Empty(t, gaps(alias, solved("INQ-3", time.Hour, "handbook/gpu"), solved("INQ-4", 2*time.Hour, "handbook/gpu")), "an alias")
}

func TestNoSecretStaysInAnArticle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cmd := written
		part := rapid.SampledFrom(cmd.Article.words()).Draw(rt, "part")
		*part = "キーは AKIAQ4MZ7XNB2KD5WLTE です"
		o, kinds := Order{Command: cmd}.concealed()
		require.NotEmpty(rt, kinds)
		for _, text := range new(o.Command.(WriteArticle).Article).words() {
			require.NotContains(rt, *text, "AKIAQ4MZ")
		}
	})
}

func TestAnIncidentTeachesOnceItIsOver(t *testing.T) {
	o := newOutage(t)
	require.Equal(t, "incident_running", o.refused(tanaka, written))
	o.do(tanaka, ChangeIncident{Status: IncidentResolved, Fixed: "rolled back"})
	require.Equal(t, "denied", o.refused(sato, written))
	o.do(tanaka, written)
	require.Equal(t, []Notice{SendArticle{Incident: "INC-1", To: yamada, By: tanaka, State: ArticleProposed}}, o.last.Notices)
	require.Equal(t, "lead_only", o.refused(tanaka, settle(ArticleApproved, 1)))
	require.Equal(t, "article_changed", o.refused(yamada, settle(ArticleApproved, 2)))
	o.do(yamada, settle(ArticleApproved, 1))
	require.True(t, o.i.Article.Approved())
	require.Equal(t, []Notice{SendArticle{Incident: "INC-1", To: tanaka, By: yamada, State: ArticleApproved}}, o.last.Notices)
	o.do(yamada, settle(ArticleRetracted, 1))
	require.False(t, o.i.Article.Approved())

	drill := newOutage(t, func(c *Declare) { c.Drill = true })
	drill.do(tanaka, ChangeIncident{Status: IncidentResolved})
	require.Equal(t, "drill_article", drill.refused(tanaka, written))
	require.False(t, drill.i.Teaches())
	private := newOutage(t, func(c *Declare) { c.Place.Private = true })
	private.do(tanaka, ChangeIncident{Status: IncidentResolved})
	require.Equal(t, "private_article", private.refused(tanaka, written))
}
