package slackapp

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// drafts are the direct messages that offer to write an article.
func (r *room) drafts(user string) int {
	return strings.Count(r.top(r.dm(user), user), "下書きです")
}

// files are the files in a person's direct messages with toban.
func (r *room) files(user string) (names []string) {
	for _, m := range r.slack.Messages(r.dm(user), user) {
		for _, f := range m.Files {
			names = append(names, f.Name)
		}
	}
	return names
}

func TestEveryDoorLeadsToTheDraftOfAnArticle(t *testing.T) {
	r := newRoom(t)
	ts := r.solved(t)
	require.Contains(t, r.runs("emma", "/toban faq INQ-1"), "Members of Platform can do this")
	require.Contains(t, r.runs("tanaka", "/toban ナレッジ化 INQ-1"), "下書きをダイレクトメッセージで送ります")
	require.Equal(t, 1, r.drafts("tanaka"))
	require.NoError(t, r.slack.React(t.Context(), "sato", ask, ts, "brain"))
	r.settle()
	require.Zero(t, r.drafts("sato"), "an asker's does nothing and says nothing")
	require.NoError(t, r.slack.React(t.Context(), "tanaka", ask, ts, "brain"))
	r.settle()
	require.Equal(t, 2, r.drafts("tanaka"))
	require.NoError(t, r.slack.MessageShortcut(t.Context(), "tanaka", shortcutSaveKnowledge, ask, ts))
	r.settle()
	require.Equal(t, 3, r.drafts("tanaka"))
	r.says("tanaka", ask, ts, "@toban FAQ")
	require.Equal(t, 4, r.drafts("tanaka"))
	r.says("sato", ask, "", "@toban VPC につながりません")
	r.presses("tanaka", ask, r.card("INQ-2"), actionMore, joined(moreFAQ, "INQ-2"))
	require.Equal(t, 5, r.drafts("tanaka"))
	other := r.says("sato", ask, "", "no inquiry")
	require.NoError(t, r.slack.MessageShortcut(t.Context(), "tanaka", shortcutSaveKnowledge, ask, other))
	r.settle()
	require.Contains(t, r.whispers("tanaka", ask)+r.whispersIn("tanaka", ask, other), "問い合わせがありません")
	require.Equal(t, 5, r.drafts("tanaka"))
}

func TestWritingAnArticle(t *testing.T) {
	r := newRoom(t)
	r.solved(t)
	r.runs("tanaka", "/toban faq INQ-1")
	draft := r.newestDirect("tanaka")
	golden(t, "article_draft.ja.txt", r.slack.PlainText(draft))
	r.presses("tanaka", draft.Channel, draft.TS, actionArticleFile)
	require.Equal(t, []string{"inq-1.md"}, r.files("tanaka"))

	r.presses("tanaka", draft.Channel, draft.TS, actionArticleEdit)
	golden(t, "article_form.ja.txt", r.slack.PlainView(r.view("tanaka")))
	err := r.slack.Submit(t.Context(), "tanaka", "", map[string]any{articleSteps: " "})
	require.ErrorContains(t, err, "ここを書いてください")
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{
		articleTitle: "AssumeRole が失敗するとき", articleSteps: "1. 信頼ポリシーの sub を直します\n2. ジョブを再実行します", articleCause: "sub が違います",
	}))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "リードの yamada さんに提案しました")
	require.NoError(t, r.slack.DismissViews(t.Context(), "tanaka"))

	asked := r.newestDirect("yamada")
	golden(t, "article_asked.ja.txt", r.slack.PlainText(asked))
	r.presses("yamada", asked.Channel, asked.TS, actionArticleApprove)
	require.True(t, r.inquiry("INQ-1").Article.Approved())
	require.Contains(t, r.top(r.dm("yamada"), "yamada"), "公開しました。「AssumeRole が失敗するとき」")
	require.Contains(t, r.slack.PlainText(r.newestDirect("tanaka")), "yamada さんが公開しました")

	article, ok := r.app.Article(r.inquiry("INQ-1"))
	require.True(t, ok)
	require.Equal(t, "inq-1", article.Name)
	golden(t, "article.ja.md", article.Markdown)

	r.presses("yamada", asked.Channel, asked.TS, actionArticleRetract)
	require.False(t, r.inquiry("INQ-1").Article.Approved())
	_, ok = r.app.Article(r.inquiry("INQ-1"))
	require.False(t, ok)
	require.Contains(t, r.top(r.dm("yamada"), "yamada"), "公開をやめました")
}

func TestALeadPublishesAtOnce(t *testing.T) {
	r := newRoom(t)
	r.solved(t)
	r.app.desk.Policy.Leads = append(r.app.desk.Policy.Leads, "ULEE")
	r.runs("lee", "/toban faq INQ-1")
	draft := r.newestDirect("lee")
	golden(t, "article_draft.en.txt", r.slack.PlainText(draft))
	r.presses("lee", draft.Channel, draft.TS, actionArticleEdit)
	golden(t, "article_form.en.txt", r.slack.PlainView(r.view("lee")))
	require.NoError(t, r.slack.Submit(t.Context(), "lee", "", map[string]any{articleTitle: "AssumeRole fails", articleSteps: "Fix `sub` in the trust policy."}))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("lee")), "Published. “AssumeRole fails”")
	require.True(t, r.inquiry("INQ-1").Article.Approved())
	article, _ := r.app.Article(r.inquiry("INQ-1"))
	golden(t, "article.en.md", article.Markdown)
	require.NoError(t, r.slack.PressView(t.Context(), "lee", r.view("lee").ID, actionArticleRetract))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("lee")), "no longer published")
	require.False(t, r.inquiry("INQ-1").Article.Approved())
}

func TestAStalePressDecidesNothing(t *testing.T) {
	r := newRoom(t)
	r.solved(t)
	propose := func(title string) {
		t.Helper()
		r.order("UTANAKA", "INQ-1", triage.WriteArticle{Article: triage.ArticleText{Title: title, Question: "q", Steps: "s"}})
	}
	propose("一つ目")
	first := r.newestDirect("yamada")
	r.pass(time.Minute)
	propose("二つ目")
	second := r.newestDirect("yamada")
	r.presses("yamada", first.Channel, first.TS, actionArticleApprove)
	require.False(t, r.inquiry("INQ-1").Article.Approved())
	require.Contains(t, r.top(r.dm("yamada"), "yamada"), "その後書き直されました")
	r.presses("yamada", second.Channel, second.TS, actionArticleDecline)
	require.Equal(t, triage.ArticleDeclined, r.inquiry("INQ-1").Article.State)
	require.Contains(t, r.top(r.dm("yamada"), "yamada"), "見送りました。tanaka さんにお知らせします")
	told := r.newestDirect("tanaka")
	require.Contains(t, r.slack.PlainText(told), "「二つ目」の公開を見送りました")
	r.presses("tanaka", told.Channel, told.TS, actionArticleEdit)
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "二つ目", "it goes on from there")
}

func TestAPrivateInquiryIsNotPublished(t *testing.T) {
	r := newRoom(t)
	r.solved(t)
	private := r.inquiry("INQ-1")
	private.Place.Private = true
	require.NoError(t, r.store.Update(t.Context(), func(tx triage.Tx) error { return tx.PutInquiry(private) }))
	r.runs("tanaka", "/toban faq INQ-1")
	draft := r.newestDirect("tanaka")
	require.Contains(t, r.slack.PlainText(draft), "公開はできません。ファイルで受け取れます。")
	require.NotContains(t, string(draft.Blocks), actionArticleEdit)
	r.presses("tanaka", draft.Channel, draft.TS, actionArticleFile)
	require.Equal(t, []string{"inq-1.md"}, r.files("tanaka"))
}
