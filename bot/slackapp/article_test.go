package slackapp

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
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

// anywhen is text without the instants of toban's own posts, whose order in
// different channels is nobody's promise.
func anywhen(text string) string {
	return regexp.MustCompile(`/CINC/p\d+`).ReplaceAllString(text, "/CINC/p…")
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
	require.NotContains(t, r.top(r.dm("tanaka"), "tanaka"), "ダイレクトメッセージで送りました", "it stands there")

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

	article, ok := r.app.InquiryArticle(r.inquiry("INQ-1"))
	require.True(t, ok)
	require.Equal(t, "inq-1", article.Name)
	golden(t, "article.ja.md", article.Markdown)

	r.presses("yamada", asked.Channel, asked.TS, actionArticleRetract)
	require.False(t, r.inquiry("INQ-1").Article.Approved())
	_, ok = r.app.InquiryArticle(r.inquiry("INQ-1"))
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
	article, _ := r.app.InquiryArticle(r.inquiry("INQ-1"))
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

// What an incident taught becomes a page like what an inquiry did: the message
// with the review's draft leads there, a member proposes, a lead decides.
func TestAnIncidentBecomesAPage(t *testing.T) {
	r := newRoom(t)
	_, err := r.app.self.get(t.Context())
	require.NoError(t, err)
	r.declares("API 502", func(c *triage.Declare) { c.Affected = "決済 API（@sato に確認）" })
	r.pass(41 * time.Minute)
	require.NotContains(t, r.runs("tanaka", "/toban incident review 1"), "資料にすると", "it is still running")
	r.runs("tanaka", "/toban incident resolve 1 @suzuki がデプロイを 1.4.1 に戻した")

	require.Contains(t, r.runs("tanaka", "/toban incident review 1"), "[確かめて提案…]")
	r.presses("tanaka", ask, r.ephemeral("tanaka", ask, "").TS, actionArticleEdit)
	golden(t, "article_incident_form.ja.txt", r.slack.PlainView(r.view("tanaka")))
	require.ErrorContains(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{articleSteps: " "}), "ここを書いてください")
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{
		articleTitle: "API が 502 を返すとき", articleCause: "1.5.0 の接続プール", articleSteps: "デプロイを 1.4.1 に戻す",
	}))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "リードの yamada さんに提案しました")
	require.NoError(t, r.slack.DismissViews(t.Context(), "tanaka"))

	asked := r.newestDirect("yamada")
	golden(t, "article_incident_asked.ja.txt", r.slack.PlainText(asked))
	require.Contains(t, r.runs("yamada", "/toban incident review 1"), "[確かめて公開…]")
	r.presses("yamada", asked.Channel, asked.TS, actionArticleApprove)
	require.Contains(t, r.slack.PlainText(r.newestDirect("tanaka")), "yamada さんが公開しました")
	article, ok := r.app.IncidentArticle(t.Context(), r.outage("INC-1"))
	require.True(t, ok)
	require.Equal(t, "inc-1", article.Name)
	require.Equal(t, "直した方法", article.Answer)
	golden(t, "article_incident.ja.md", anywhen(article.Markdown))

	r.presses("yamada", asked.Channel, asked.TS, actionArticleRetract)
	require.Contains(t, r.top(r.dm("yamada"), "yamada"), "公開をやめました")
	_, ok = r.app.IncidentArticle(t.Context(), r.outage("INC-1"))
	require.False(t, ok)
}

func TestAnIncidentBecomesAPageInEnglish(t *testing.T) {
	r := newRoom(t)
	_, err := r.app.self.get(t.Context())
	require.NoError(t, err)
	r.app.desk.Policy.Leads = append(r.app.desk.Policy.Leads, "ULEE")
	r.says("kato", ask, "", "@toban the API answers 502")
	_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "d", By: "USUZUKI", Command: triage.Declare{
		Inquiry: "INQ-1", Title: "API 502", Severity: "SEV-2", Lang: "en", Affected: "Payments",
	}})
	require.NoError(t, err)
	r.settle()
	r.runs("lee", "/toban incident resolve 1 rolled back to 1.4.1")
	require.Contains(t, r.runs("lee", "/toban incident review 1"), "[Check and publish…]")
	r.presses("lee", ask, r.ephemeral("lee", ask, "").TS, actionArticleEdit)
	golden(t, "article_incident_form.en.txt", r.slack.PlainView(r.view("lee")))
	require.NoError(t, r.slack.Submit(t.Context(), "lee", "", nil))
	r.settle()
	article, ok := r.app.IncidentArticle(t.Context(), r.outage("INC-1"))
	require.True(t, ok)
	golden(t, "article_incident.en.md", anywhen(article.Markdown))
}

func TestADrillAndAPrivateIncidentAreNotPublished(t *testing.T) {
	r := newRoom(t)
	for n, c := range []triage.Declare{
		{Title: "API 502", Severity: "SEV-2", Lang: "ja", Drill: true},
		{Title: "給与 DB", Severity: "SEV-2", Lang: "ja", Place: triage.Place{Channel: "G1", Private: true}},
	} {
		id := "INC-" + itoa(n+1)
		_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: id, By: "USUZUKI", Command: c})
		require.NoError(t, err)
		r.runs("tanaka", "/toban incident resolve "+id+" 戻した")
		said := r.runs("tanaka", "/toban incident review "+id)
		require.Contains(t, said, "振り返りの下書き")
		require.NotContains(t, said, "確かめて")
	}
}

// A proposal that waits while its channel becomes private is not published: its
// words would be found by everybody.
func TestWhatIsPrivateByNowIsNotPublished(t *testing.T) {
	r := newRoom(t)
	r.solved(t)
	r.order("UTANAKA", "INQ-1", triage.WriteArticle{Article: triage.ArticleText{Kind: knowledge.HowTo, Title: "一つ目", Question: "q", Steps: "s"}})
	asked := r.newestDirect("yamada")
	r.presses("yamada", asked.Channel, asked.TS, actionArticleEdit)
	ch, ok := r.slack.Channel(ask)
	require.True(t, ok)
	ch.Private = true
	r.slack.AddChannel(ch)
	r.pass(readersFor)
	require.ErrorContains(t, r.slack.Submit(t.Context(), "yamada", "", nil), "非公開")
	require.NoError(t, r.slack.DismissViews(t.Context(), "yamada"))
	r.presses("yamada", asked.Channel, asked.TS, actionArticleApprove)
	require.Contains(t, r.top(r.dm("yamada"), "yamada"), "非公開")
	require.False(t, r.inquiry("INQ-1").Article.Approved())
}
