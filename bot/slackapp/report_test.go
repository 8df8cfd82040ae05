package slackapp

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"image/png"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/outbox"
	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// oidcPages knows pages about OIDC, and files what it knows under CI/CD.
type oidcPages struct{}

func (oidcPages) Advise(_ context.Context, text string, _ triage.Lang) (knowledge.Advice, error) {
	if !strings.Contains(text, "OIDC") {
		return knowledge.Advice{}, nil
	}
	return knowledge.Advice{
		Answered: true, Hits: []knowledge.Hit{{Title: "OIDC", URL: "https://docs.example.com/oidc", Page: "oidc"}},
		Classification: knowledge.Classification{Area: knowledge.Guess{Key: "ci_cd", Confidence: .99, Sure: true}},
	}, nil
}

// at puts the clock forward to a time such as "11-17 10:00".
func (r *room) at(text string) {
	r.t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", "2025-"+text, r.now.Location())
	require.NoError(r.t, err)
	r.pass(when.Sub(r.now))
	r.reminds()
}

// asks is a question that came in now.
func (r *room) asks(who triage.PersonID, text string) triage.InquiryID {
	r.t.Helper()
	out, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "ask/" + r.now.String(), By: who, Command: r.app.ask(r.t.Context(), act{by: who}, triage.Ask{
		Text: text, Place: triage.Place{Channel: ask, Thread: triage.MessageTS(fmt.Sprintf("%d.000100", r.now.Unix()))},
	})})
	require.NoError(r.t, err)
	return out.Inquiry.ID
}

// TestTheWeekOfTheReport lets a week happen as the desk is told of it: 13
// people ask, and two of them wait still. The post and the file tell of it,
// every number from the record.
func TestTheWeekOfTheReport(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Desk.Adviser, d.Desk.Policy.Grace, d.Report = oidcPages{}, 10*time.Minute, d.Desk.Digest
	})
	r.pass(-31 * 24 * time.Hour)
	for _, week := range []struct {
		day string
		n   int
	}{{"10-20", 8}, {"10-27", 8}, {"11-04", 9}, {"11-10", 9}} {
		for n := range week.n {
			r.at(fmt.Sprintf("%s 1%d:%02d", week.day, n/6, n%6*10))
			r.order("UKATO", r.asks("UKATO", strings.Repeat("x", n+1)+week.day), triage.Withdraw{})
		}
	}

	const tanaka = triage.PersonID("UTANAKA")
	var ids []triage.InquiryID // of the week, as they come in
	says := func(who triage.PersonID, text string) func() {
		return func() { ids = append(ids, r.asks(who, text)) }
	}
	answers := func(n int, by triage.PersonID, a triage.Answer) func() {
		return func() { r.order(by, ids[n-1], triage.Feedback{Answer: a}) }
	}
	replies := func(n int) func() {
		return func() {
			r.order(tanaka, ids[n-1], triage.Reply{Message: triage.MessageRef{Channel: ask, TS: triage.MessageTS(fmt.Sprintf("%d.000200", r.now.Unix()))}, Text: "見ます"})
		}
	}
	resolves := func(n int, solver triage.Solver, docs triage.Documented, minutes int) func() {
		return func() {
			r.order(tanaka, ids[n-1], triage.Resolve{Reasons: triage.Reasons{Solver: solver, Docs: docs, Minutes: minutes}})
		}
	}
	incident := func(c triage.Command) func() {
		return func() {
			o := triage.Order{Key: "incident/" + r.now.String(), By: "USUZUKI", Command: c}
			if _, ok := c.(triage.Declare); !ok {
				o.Incident = "INC-1"
			}
			_, err := r.app.desk.Handle(t.Context(), o)
			require.NoError(t, err)
		}
	}
	for _, deed := range []struct {
		at string
		do func()
	}{
		{"11-17 10:00", says("USATO", "OIDC の設定手順はどこですか")},
		{"11-17 10:05", answers(1, "USATO", triage.AnswerSolved)},
		{"11-17 11:00", says("UKATO", "GitHub Actions の OIDC で role を使いたい")},
		{"11-17 11:02", answers(2, "UKATO", triage.AnswerSolved)},
		{"11-17 13:00", says("UEMMA", "how do I set up OIDC for a new repository?")},
		{"11-17 13:08", answers(3, "UEMMA", triage.AnswerSolved)},
		{"11-17 14:00", says("USATO", "OIDC の sub が違うと言われます")},
		{"11-17 14:01", answers(4, "USATO", triage.AnswerStillNeed)},
		{"11-17 14:20", replies(4)},
		{"11-17 15:00", resolves(4, triage.SolverPlatformOnly, triage.DocsNotAMatter, 60)},
		{"11-18 10:00", says("UKATO", "OIDC の token が期限切れになります")},
		{"11-18 10:02", answers(5, "UKATO", triage.AnswerStillNeed)},
		{"11-18 10:30", replies(5)},
		{"11-18 11:00", resolves(5, triage.SolverPlatformOnly, triage.DocsFoundEnough, 30)},
		{"11-18 13:00", says("UEMMA", "OIDC fails only in the staging account")},
		{"11-18 13:01", answers(6, "UEMMA", triage.AnswerNotRelated)},
		{"11-18 13:40", replies(6)},
		{"11-18 15:00", says("UKATO", "OIDC のエラーの読み方を知りたい")},
		{"11-18 15:01", answers(7, "UKATO", triage.AnswerStillNeed)},
		{"11-18 15:50", replies(7)},
		{"11-18 16:00", resolves(6, triage.SolverPlatformOnly, triage.DocsNotAMatter, 120)},
		{"11-18 17:00", resolves(7, triage.SolverAppTeam, triage.DocsFoundEnough, 15)},
		{"11-19 10:00", says("USATO", "OIDC の audience は何を書きますか")},
		{"11-19 10:30", says("UKATO", "OIDC を社外の組織にも許可できますか")},
		{"11-19 11:20", replies(8)},
		{"11-19 12:30", replies(9)},
		{"11-19 13:00", says("USATO", "S3 バケットを作ってください")},
		{"11-19 13:10", resolves(8, triage.SolverPlatformOnly, triage.DocsExistsWrongOrOld, 45)},
		{"11-19 14:00", says("UKATO", "ログ用の S3 バケットを作ってください")},
		{"11-19 16:00", replies(10)},
		{"11-19 16:30", resolves(10, triage.SolverPlatformForNow, triage.DocsNotAMatter, 40)},
		{"11-19 18:00", replies(11)},
		{"11-19 18:30", resolves(11, triage.SolverPlatformForNow, triage.DocsNotAMatter, 40)},
		{"11-20 10:00", says("UEMMA", "how do I get a GPU node pool?")},
		{"11-20 11:00", says("USATO", "GPU node pool の上限を上げてください")},
		{"11-20 15:00", replies(12)},
		{"11-20 17:00", resolves(12, triage.SolverAppTeam, triage.DocsMissing, 220)},
		{"11-21 10:06", incident(triage.Declare{Title: "API 502", Severity: "SEV-2", Lang: "ja"})},
		{"11-21 10:47", incident(triage.ChangeIncident{Status: triage.IncidentResolved})},
		{"11-21 13:00", replies(13)}, // two hours late
		{"11-21 14:00", func() { r.order("USUZUKI", ids[8], triage.Reclassify{Area: "network"}) }},
		{"11-21 15:00", func() { r.order(tanaka, ids[12], triage.Wait{}) }},
	} {
		r.at(deed.at)
		deed.do()
	}
	r.at("11-25 10:05") // a Tuesday: Monday is a holiday

	digest, err := r.app.desk.Digest(t.Context(), "2025-W47")
	require.NoError(t, err)
	for _, lang := range []triage.Lang{"ja", "en"} {
		golden(t, "report_week."+string(lang)+".txt", r.read(t, shown{"the week", r.app.report(r.app.book(lang), digest)}))
	}

	rows, err := r.app.desk.Export(t.Context(), "2025-W47")
	require.NoError(t, err)
	var file bytes.Buffer
	require.NoError(t, triage.ExportCSV(&file, rows))
	records, err := csv.NewReader(&file).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, 1+13)
	column := func(name string) []string {
		at := slices.Index(records[0], name)
		require.GreaterOrEqual(t, at, 0, name)
		var out []string
		for _, r := range records[1:] {
			out = append(out, r[at])
		}
		return out
	}
	count := func(name string, values ...string) (n int) {
		for _, v := range column(name) {
			if slices.Contains(values, v) {
				n++
			}
		}
		return n
	}
	minutes := 0
	for _, m := range column("minutes") {
		n, err := strconv.Atoi(m)
		require.NoError(t, err)
		minutes += n
	}
	var took []int
	for _, m := range column("first_reply_minutes") {
		if n, err := strconv.Atoi(m); err == nil {
			took = append(took, n)
		}
	}
	slices.Sort(took)
	require.Equal(t, digest.Asked, len(records)-1)
	require.Equal(t, digest.Minutes, minutes)
	require.Len(t, took, digest.Replied)
	require.Equal(t, digest.MedianReply, time.Duration(took[(len(took)-1)/2])*time.Minute)
	require.Equal(t, digest.Breached, count("breached", "true"))
	require.Equal(t, digest.Resolved, count("status", "resolved"))
	require.Equal(t, digest.Carried, count("status", "open", "in_progress", "waiting"))
	require.Equal(t, digest.Confirmed, count("self_solve", "confirmed"))
	require.Equal(t, digest.Escalated, count("self_solve", "escalated"))
	for _, class := range triage.CloseClasses() {
		require.Equal(t, digest.Classes[class], count("class", string(class)), class)
	}
	require.Equal(t, digest.Reasoned, len(rows)-count("class", ""))
}

// Pages on offer count when their asker has answered, or has had the time to:
// not yet answered is no silence.
func TestSuggestionsCountOnceTheirWaitIsOver(t *testing.T) {
	const silent, solved = "提案 1回 → 解決した 0 / まだ困っている 0 / 反応なし 1", "提案 1回 → 解決した 1 / まだ困っている 0 / 反応なし 0"
	reported := func(_ *Config, d *Deps) { d.Report = d.Desk.Digest }
	r := newRoom(t, wellDocumented, reported)
	r.says("sato", ask, "", "@toban 鍵を替えるには？")
	require.NotContains(t, r.runs("sato", "/toban 統計"), "提案")
	r.pass(9 * time.Minute)
	require.NotContains(t, r.runs("sato", "/toban 統計"), "提案")
	r.pass(time.Minute)
	r.reminds()
	require.Contains(t, r.runs("sato", "/toban 統計"), silent)

	r = newRoom(t, wellDocumented, reported)
	r.says("sato", ask, "", "@toban 鍵を替えるには？")
	r.slot("sato", "INQ-1", triage.SlotSuggestion, actionSolved)
	require.Contains(t, r.runs("sato", "/toban 統計"), solved, "a press is an answer at once")

	r = newRoom(t, wellDocumented, reported)
	r.pass(8 * time.Hour)
	r.says("sato", ask, "", "@toban 鍵を替えるには？")
	r.pass(11 * time.Minute)
	r.reminds()
	require.Zero(t, r.pings("INQ-1", "UTANAKA"), "nobody is there")
	require.Contains(t, r.runs("sato", "/toban 統計"), silent, "but the wait is over")
}

// Whatever Slack does to an upload, the post has its picture once, with words
// for who cannot see it.
func TestTheReportHasItsPictureOnce(t *testing.T) {
	for _, kind := range []fakeslack.FaultKind{
		nil, fakeslack.ErrorCode{Code: "internal_error"}, fakeslack.RateLimited{RetryAfter: time.Second}, fakeslack.ResetAfterStore{}, fakeslack.Status500AfterStore{},
	} {
		t.Run(fmt.Sprintf("%T", kind), func(t *testing.T) {
			r := newRoom(t, func(_ *Config, d *Deps) { d.Report = d.Desk.Digest })
			r.says("sato", ask, "", "@toban VPC につながりません")
			if kind != nil {
				r.slack.Inject(fakeslack.Fault{Method: "files.completeUploadExternal", Kind: kind, Times: 1})
			}
			_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "report/2025-W47", Command: triage.PostReport{Period: "2025-W47"}})
			require.NoError(t, err)
			r.later()
			var files []fakeslack.File
			var text []string
			for _, m := range r.slack.Messages(team, "tanaka") {
				for _, reply := range r.slack.Thread(team, m.TS, "tanaka") {
					files, text = append(files, reply.Files...), append(text, reply.Text)
				}
			}
			require.Len(t, files, 1, "%s", text)
			require.Equal(t, "toban-2025-W47.png", files[0].Name)
			require.Contains(t, files[0].Alt, "11/17 1件")
			require.Contains(t, files[0].Alt, "理由なし・未完了 1\n")
			picture, err := png.Decode(bytes.NewReader(files[0].Content))
			require.NoError(t, err)
			require.Positive(t, picture.Bounds().Dx())
		})
	}
}

// Where the report's channel cannot be posted to the lead has the report, all of
// it in their language, and other channels do not wait for it.
func TestTheLeadHasTheReportInOneLanguage(t *testing.T) {
	r := newRoom(t, func(c *Config, d *Deps) {
		d.Report, c.ReportChannel = d.Desk.Digest, "CGONE"
		d.Desk.Policy.Leads = []triage.PersonID{"ULEE"}
	})
	r.says("sato", ask, "", "@toban VPC につながりません")
	require.Equal(t, "CGONE", r.app.Channel(t.Context(), outbox.Job{Notice: triage.ShowReport{Period: "2025-W47"}}))
	require.Empty(t, r.app.Channel(t.Context(), outbox.Job{Notice: triage.ShowReport{Period: "2025-W47", Owner: "ULEE"}}), "direct messages are on their own")
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "report/2025-W47", Command: triage.PostReport{Period: "2025-W47"}})
	require.NoError(t, err)
	r.later()
	dm := r.dm("lee")
	var said []string
	for _, m := range r.slack.Messages(dm, "lee") {
		for _, reply := range r.slack.Thread(dm, m.TS, "lee") {
			said = append(said, reply.Text)
			for _, f := range reply.Files {
				said = append(said, f.Title, f.Alt)
			}
		}
	}
	text := strings.Join(said, "\n")
	require.Contains(t, text, "📊 Inquiries this week")
	require.Contains(t, text, "By team: Payments 1")
	require.Contains(t, text, "Inquiries, by who could have solved them")
	require.NotContains(t, text, "チーム")
}

// Who cannot see the picture reads what it shows: the classes, and each week.
func TestThePictureOfATrendInWords(t *testing.T) {
	r := newRoom(t)
	points := make([]triage.TrendPoint, TrendWeeks)
	for n := range points {
		points[n] = triage.TrendPoint{
			Period: "2025-W47", From: r.now.AddDate(0, 0, 7*(n-TrendWeeks)), Asked: 130, Unexplained: 30, Replied: 125, MedianReply: 80 * time.Minute,
			Classes: map[triage.CloseClass]int{triage.ClassOnlyPlatform: 60, triage.ClassNotDocumented: 40},
		}
	}
	ja, en := r.app.trendText(r.app.book("ja"), points), r.app.trendText(r.app.book("en"), points)
	require.Contains(t, ja, "\nプラットフォームのみ 720 ・ 資料なし 480 ・ 理由なし・未完了 360\n")
	require.Contains(t, ja, "\n11/13 130件 ・ 初回返信の中央値 1時間20分")
	require.Contains(t, en, "\nplatform only 720 · not documented 480 · no reason, or open 360\n")
	require.LessOrEqual(t, units(en), limitAlt)
}
