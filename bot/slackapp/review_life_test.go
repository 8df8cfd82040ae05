package slackapp

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
)

// reviewed asks for reviews, as the severities of the product do.
func reviewed(_ *Config, d *Deps) {
	d.Desk.Policy.Incident.Review = map[triage.Severity]triage.ReviewTerm{"SEV-2": {Days: 5, Business: true}}
	d.Report = d.Desk.Digest
}

// ended declares an incident and ends it 41 minutes later.
func (r *room) ended(by, fix string) triage.Incident {
	r.t.Helper()
	i := r.declares("API 502", func(c *triage.Declare) { c.Affected, c.Commander = "決済 API", "USUZUKI" })
	r.pass(41 * time.Minute)
	r.runs(by, "/toban incident resolve 1 "+fix)
	return r.outage(i.ID)
}

func TestTheLifeOfAReview(t *testing.T) {
	r := newRoom(t, reviewed)
	_, err := r.app.self.get(t.Context())
	require.NoError(t, err)
	r.ended("tanaka", "デプロイを 1.4.1 に戻した")
	require.Contains(t, r.runs("tanaka", "/toban incident show 1"), "振り返り 期限 11/28(金)（suzuki）")
	require.Contains(t, r.home("suzuki"), "書く振り返り 1")

	r.pass(8 * 24 * time.Hour)
	_, err = r.app.desk.Remind(t.Context())
	require.NoError(t, err)
	r.settle()
	golden(t, "review_nudge.ja.txt", r.slack.PlainText(r.newestDirect("suzuki")))
	require.Contains(t, r.runs("tanaka", "/toban incident show 1"), "⚠️ 振り返り 期限切れ")
	require.Contains(t, r.runs("yamada", "/toban 統計 week"), "期限切れ: 振り返り 1件（INC-1）")

	require.Contains(t, r.runs("suzuki", "/toban incident review 1"), "[振り返りを書く…]")
	require.Contains(t, r.runs("tanaka", "/toban incident show 1"), "下書き中")
	r.presses("suzuki", ask, r.ephemeral("suzuki", ask, "").TS, actionReviewWrite)
	golden(t, "review_form.ja.txt", r.slack.PlainView(r.view("suzuki")))
	require.ErrorContains(t, r.slack.Submit(t.Context(), "suzuki", "", map[string]any{reviewSummary: " "}), "ここを書いてください")
	require.ErrorContains(t, r.slack.Submit(t.Context(), "suzuki", "", map[string]any{reviewLink: "社内 wiki"}), "https:// で始まる")
	require.NoError(t, r.slack.Submit(t.Context(), "suzuki", "", map[string]any{
		reviewSummary: "デプロイで API が 502 を返した。AKIAIOSFODNN7EXAMPLE", reviewCause: "接続プールが 1.5.0 で小さくなった", reviewWell: "切り戻しが速かった", reviewLink: "",
	}))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("suzuki")), "yamada さんに承認をお願いしました")
	require.NoError(t, r.slack.DismissViews(t.Context(), "suzuki"))
	require.NotContains(t, r.home("suzuki"), "書く振り返り")

	asked := r.newestDirect("yamada")
	golden(t, "review_asked.ja.txt", r.slack.PlainText(asked))
	r.presses("yamada", asked.Channel, asked.TS, actionReviewDecline)
	refused := r.newestDirect("suzuki")
	require.Contains(t, r.slack.PlainText(refused), "yamada さんが INC-1 API 502 の振り返りを差し戻しました")
	r.presses("suzuki", refused.Channel, refused.TS, actionReviewWrite)
	require.NoError(t, r.slack.Submit(t.Context(), "suzuki", "", nil))
	r.settle()
	_, published := r.app.IncidentReview(t.Context(), r.outage("INC-1"))
	require.False(t, published, "it waits")

	again := r.newestDirect("yamada")
	r.presses("yamada", again.Channel, again.TS, actionReviewApprove)
	require.Contains(t, r.slack.PlainText(r.newestDirect("suzuki")), "振り返りを承認しました")
	_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "action", By: "UITO", Incident: "INC-1", Command: triage.AddAction{
		Text: "上限にアラートを付ける", Owner: "UITO", Due: rotation.CivilOf(r.now.AddDate(0, 0, 7)), Aim: triage.AimNotice,
	}})
	require.NoError(t, err)
	page, published := r.app.IncidentReview(t.Context(), r.outage("INC-1"))
	require.True(t, published)
	require.Equal(t, "inc-1-review", page.Name)
	require.Equal(t, "直した方法", page.Answer)
	golden(t, "review_page.ja.md", anywhen(page.Markdown))

	r.presses("yamada", again.Channel, again.TS, actionReviewRetract)
	require.Contains(t, r.top(r.dm("yamada"), "yamada"), "承認を取り消しました")
	_, published = r.app.IncidentReview(t.Context(), r.outage("INC-1"))
	require.False(t, published)
}

func TestAReviewInEnglish(t *testing.T) {
	r := newRoom(t, reviewed, func(c *Config, d *Deps) {
		c.Language = "en"
		d.Desk.Policy.Leads = append(d.Desk.Policy.Leads, "ULEE")
	})
	_, err := r.app.self.get(t.Context())
	require.NoError(t, err)
	r.ended("lee", "rolled back to 1.4.1")
	r.runs("lee", "/toban incident review 1")
	r.presses("lee", ask, r.ephemeral("lee", ask, "").TS, actionReviewWrite)
	golden(t, "review_form.en.txt", r.slack.PlainView(r.view("lee")))
	require.NoError(t, r.slack.Submit(t.Context(), "lee", "", map[string]any{
		reviewSummary: "A deploy made the API answer 502.", reviewDetection: "An asker noticed.", reviewImpact: "Payments", reviewLink: "https://wiki.example.com/inc-1",
	}))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("lee")), "is asked to approve it")
	require.NoError(t, r.slack.DismissViews(t.Context(), "lee"))
	r.app.desk.Policy.Leads = []triage.PersonID{"UYAMADA", "ULEE"}
	b := r.app.book("en")
	golden(t, "review_asked.en.txt", r.read(t, shown{"asked", r.app.reviewMessage(t.Context(), b, triage.SendReview{Incident: "INC-1", By: "ULEE", State: triage.ArticleProposed}, r.outage("INC-1"))}))
	_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "approve", By: "UYAMADA", Incident: "INC-1", Command: triage.SettleReview{State: triage.ArticleApproved, Revision: 1}})
	require.NoError(t, err)
	r.settle()
	page, ok := r.app.IncidentReview(t.Context(), r.outage("INC-1"))
	require.True(t, ok)
	require.Equal(t, "https://wiki.example.com/inc-1", page.URL)
	require.True(t, strings.HasPrefix(page.Markdown, "---\ntitle: "))
	golden(t, "review_page.en.md", anywhen(page.Markdown))
}

// A review of what ran in a private place is written and approved like others,
// and found by nobody.
func TestAPrivateReviewIsNotPublished(t *testing.T) {
	r := newRoom(t, reviewed)
	for n, c := range []triage.Command{
		triage.Declare{Title: "給与 DB", Severity: "SEV-2", Lang: knowledge.Japanese, Place: triage.Place{Channel: "G1", Private: true}},
		triage.ChangeIncident{Status: triage.IncidentResolved},
		triage.WriteReview{Text: triage.ReviewText{Summary: "満杯"}},
	} {
		o := triage.Order{Key: "private/" + itoa(n), By: "USUZUKI", Command: c}
		if n > 0 {
			o.Incident = "INC-1"
		}
		_, err := r.app.desk.Handle(t.Context(), o)
		require.NoError(t, err)
	}
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "ok", By: "UYAMADA", Incident: "INC-1", Command: triage.SettleReview{State: triage.ArticleApproved, Revision: 1}})
	require.NoError(t, err)
	_, ok := r.app.IncidentReview(t.Context(), r.outage("INC-1"))
	require.False(t, ok)
}

// After an unclear outcome what was sent about a review is found again.
func TestWhatIsSaidAboutAReviewIsFoundAgain(t *testing.T) {
	r := newRoom(t, reviewed)
	r.ended("tanaka", "デプロイを 1.4.1 に戻した")
	for _, n := range []triage.Notice{
		triage.AskReview{Incident: "INC-1", To: "USUZUKI"},
		triage.AskReview{Incident: "INC-1", To: "UYAMADA", Owner: "USUZUKI"},
		triage.SendReview{Incident: "INC-1", To: "UYAMADA", By: "USUZUKI", State: triage.ArticleProposed},
	} {
		if _, ok := n.(triage.SendReview); ok {
			_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "write", By: "USUZUKI", Incident: "INC-1", Command: triage.WriteReview{Link: "https://wiki.example.com/1"}})
			require.NoError(t, err)
		}
		j := r.job(n)
		_, found, err := r.app.Find(t.Context(), j)
		require.NoError(t, err)
		require.False(t, found)
		_, err = r.app.Send(t.Context(), j)
		require.NoError(t, err)
		_, found, err = r.app.Find(t.Context(), j)
		require.NoError(t, err)
		require.True(t, found, "%T", n)
	}
}
