package slackapp

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// newestDirect is the newest of toban's direct messages to user.
func (r *room) newestDirect(user string) fakeslack.Msg {
	r.t.Helper()
	dm, err := r.slack.DM(user)
	require.NoError(r.t, err)
	all := r.slack.Messages(dm.ID, user)
	require.NotEmpty(r.t, all, "%s has no direct message", user)
	return all[len(all)-1]
}

// reminds carries out what is due.
func (r *room) reminds() {
	r.t.Helper()
	_, err := r.app.desk.Remind(r.t.Context())
	require.NoError(r.t, err)
	r.settle()
}

// owes lets a person close several inquiries without reasons, and be asked on
// the next business day.
func (r *room) owes(user string, texts ...string) {
	r.t.Helper()
	for i, text := range texts {
		r.says("sato", ask, "", "@toban "+text)
		r.orders(triage.InquiryID("INQ-"+itoa(i+1)), triage.PersonID("U"+strings.ToUpper(user)), triage.Resolve{})
	}
	r.pass(20 * time.Hour) // Friday
	r.reminds()
	m := r.newestDirect(user)
	r.presses(user, m.Channel, m.TS, actionReasonsAll)
}

func TestReasonsOfSeveral(t *testing.T) {
	for _, who := range []struct{ user, lang string }{{"tanaka", "ja"}, {"lee", "en"}} {
		t.Run(who.lang, func(t *testing.T) {
			r := newRoom(t)
			r.owes(who.user, "ログが見られません", "VPC につながりません", "新しい環境を作れますか")
			golden(t, "modal_reasons."+who.lang+".txt", r.slack.PlainView(r.view(who.user)))
			require.NoError(t, r.slack.Submit(t.Context(), who.user, "", map[string]any{
				"solver/INQ-1": "app_team", "docs/INQ-1": "missing", "minutes/INQ-1": "15",
				"solver/INQ-3": "platform_for_now", "docs/INQ-3": "not_a_docs_matter",
			}))
			r.settle()
			require.Equal(t, triage.Reasons{Solver: triage.SolverAppTeam, Docs: triage.DocsMissing, Minutes: 15}, r.inquiry("INQ-1").Reasons)
			require.Equal(t, triage.Reasons{Solver: triage.SolverPlatformForNow, Docs: triage.DocsNotAMatter}, r.inquiry("INQ-3").Reasons)
			golden(t, "modal_reasons_left."+who.lang+".txt", r.slack.PlainView(r.view(who.user)))
		})
	}
}

func TestReasonsOfSeveralThatCannotBeSaved(t *testing.T) {
	full := map[string]any{
		"solver/INQ-1": "app_team", "docs/INQ-1": "missing", "solver/INQ-2": "unknown", "docs/INQ-2": "found_enough",
	}
	t.Run("filled in by half", func(t *testing.T) {
		r := newRoom(t)
		r.owes("tanaka", "ログが見られません", "VPC につながりません")
		err := r.slack.Submit(t.Context(), "tanaka", "", map[string]any{"solver/INQ-1": "app_team", "minutes/INQ-2": "15"})
		require.ErrorContains(t, err, "docs/INQ-1")
		require.ErrorContains(t, err, "solver/INQ-2")
		require.False(t, r.inquiry("INQ-1").Reasons.Given(), "nothing is saved before all of it can be")
		require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{"docs/INQ-1": "missing", "solver/INQ-2": "unknown", "docs/INQ-2": "found_enough"}))
		require.Equal(t, 15, r.inquiry("INQ-2").Reasons.Minutes, "typed before the error")
	})
	t.Run("empty", func(t *testing.T) {
		r := newRoom(t)
		r.owes("tanaka", "ログが見られません")
		require.ErrorContains(t, r.slack.Submit(t.Context(), "tanaka", "", nil), "少なくとも1件")
	})
	t.Run("one was opened again meanwhile", func(t *testing.T) {
		r := newRoom(t)
		r.owes("tanaka", "ログが見られません", "VPC につながりません")
		r.orders("INQ-1", "USATO", triage.Reopen{})
		require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", full))
		require.True(t, r.inquiry("INQ-2").Reasons.Given(), "the others are saved")
		shown := r.slack.PlainView(r.view("tanaka"))
		require.Contains(t, shown, "INQ-1 はまだ解決になっていません。")
		require.Contains(t, shown, "1件の理由を保存しました。")
	})
	t.Run("somebody else gave them meanwhile", func(t *testing.T) {
		r := newRoom(t)
		r.owes("tanaka", "ログが見られません", "VPC につながりません")
		r.orders("INQ-1", "USUZUKI", triage.GiveReasons{Reasons: triage.Reasons{Solver: triage.SolverOtherTeam, Docs: triage.DocsNotAMatter}})
		require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", full))
		require.Equal(t, triage.SolverOtherTeam, r.inquiry("INQ-1").Reasons.Solver, "a late form changes nothing")
		require.Contains(t, r.slack.PlainView(r.view("tanaka")), "INQ-1: すでにそうなっています。")
	})
}

func TestManyWithoutReasonsComeInPages(t *testing.T) {
	r := newRoom(t)
	var texts []string
	for i := range reasonsRows + 2 {
		texts = append(texts, "ログが見られません "+itoa(i))
	}
	r.owes("tanaka", texts...)
	require.Contains(t, r.slack.PlainText(r.newestDirect("tanaka")), "…ほか 2 件")
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "…ほか 2 件")
	require.NoError(t, r.slack.DismissViews(t.Context(), "tanaka"))
	require.NoError(t, r.slack.OpenHome(t.Context(), "tanaka"))
	r.settle()
	home, ok := r.slack.Home("tanaka")
	require.True(t, ok)
	require.Contains(t, r.slack.PlainView(home), "[一括入力]")
	require.NoError(t, r.slack.PressView(t.Context(), "tanaka", home.ID, actionReasonsAll))
	r.settle()
	answers := make(map[string]any)
	for i := 3; i <= reasonsRows+2; i++ { // the latest come first
		answers["solver/INQ-"+itoa(i)], answers["docs/INQ-"+itoa(i)] = "unknown", "found_enough"
	}
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", answers))
	shown := r.slack.PlainView(r.view("tanaka"))
	require.Contains(t, shown, "10件の理由を保存しました。残り 2件です。")
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{
		"solver/INQ-1": "unknown", "docs/INQ-1": "found_enough", "solver/INQ-2": "unknown", "docs/INQ-2": "found_enough",
	}))
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "理由の未入力はありません。")
}

// The form guesses by the rules, and the history keeps what it guessed.
func TestTheResolveFormGuesses(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Search = func(context.Context, knowledge.Query) (knowledge.Result, error) { return knowledge.Result{}, nil }
	})
	r.says("sato", ask, "", "@toban S3 バケットを作ってください")
	r.orders("INQ-1", "UTANAKA", triage.Reclassify{Area: "network"})
	r.orders("INQ-1", "UTANAKA", triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverPlatformForNow, Docs: triage.DocsNotAMatter}})
	r.says("kato", ask, "", "@toban 別の S3 バケットも作ってください")
	r.orders("INQ-2", "UTANAKA", triage.Reclassify{Area: "network"})
	r.settle()
	r.presses("tanaka", ask, r.card("INQ-2"), actionMore, "assign|INQ-2")
	require.NoError(t, r.slack.DismissViews(t.Context(), "tanaka"))
	r.orders("INQ-2", "UTANAKA", triage.Claim{})
	r.settle()
	r.presses("tanaka", ask, r.card("INQ-2"), actionResolve)
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{resolveDocs: "found_enough"}), "the solver is filled in")
	r.settle()
	q := r.inquiry("INQ-2")
	require.Equal(t, triage.SolverPlatformForNow, q.Reasons.Solver)
	require.Equal(t, triage.Guess{Solver: triage.SolverPlatformForNow, Docs: triage.DocsMissing}, q.Guess)
	kept, guessed := q.Guess.Kept(q.Reasons)
	require.Equal(t, []int{1, 2}, []int{kept, guessed})
}

func TestTheQuestionWhetherToCloseIsSentOnceAndSettled(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Desk.Policy.Stale = triage.Stale{Ask: 1, Close: 1} })
	r.says("emma", ask, "", "@toban how do I get a GPU node pool?")
	r.orders("INQ-1", "UTANAKA", triage.Wait{})
	r.pass(24 * time.Hour)
	r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Kind: fakeslack.Status500AfterStore{}, Times: 1})
	r.reminds()
	r.pass(10 * time.Minute)
	r.settle()
	dm, err := r.slack.DM("emma")
	require.NoError(t, err)
	require.Len(t, r.slack.Messages(dm.ID, "emma"), 1, "found again after an unclear answer")
	require.False(t, r.inquiry("INQ-1").StaleTold.IsZero())
	m := r.newestDirect("emma")
	require.Contains(t, r.slack.PlainText(m), "INQ-1 is waiting for you and closes in 1 business day.")

	r.presses("tanaka", ask, r.card("INQ-1"), actionResume)
	require.Contains(t, r.slack.PlainText(r.newestDirect("emma")), "INQ-1 no longer waits for you (👀 In progress)")
	_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "late", By: "UEMMA", Inquiry: "INQ-1", Command: triage.AnswerStale{Close: true}})
	require.Error(t, err, "a press that crossed it")
}

func TestAPrivateInquiryIsNotQuotedByItsRecontact(t *testing.T) {
	r := newRoom(t)
	old := r.stored("秘密の計画")
	private := r.inquiry(old)
	private.Place.Private = true
	require.NoError(t, r.store.Update(t.Context(), func(tx triage.Tx) error { return tx.PutInquiry(private) }))
	m := r.app.card(t.Context(), r.sample(func(q *triage.Inquiry) { q.Again = old }))
	text := r.read(t, shown{"card", m})
	require.Contains(t, text, "INQ-1 の続きですか？")
	require.NotContains(t, text, "秘密")
}

// handbook is one page that no search finds, and what it was taught.
type handbook struct {
	learnt  []triage.Inquiry
	lacking []string
}

func (h *handbook) PageAt(url string, _ knowledge.Lang) (knowledge.Page, bool) {
	return knowledge.Page{ID: "logs", Title: "ログの見方"}, url == "https://docs.example.com/logs"
}

func (h *handbook) Lacks(string, string) []string { return h.lacking }

func (h *handbook) Learn(_ context.Context, q triage.Inquiry) error {
	h.learnt = append(h.learnt, q)
	return nil
}

func TestClosingOffersAnAlias(t *testing.T) {
	pages := &handbook{lacking: []string{"記録"}}
	r := newRoom(t, func(_ *Config, d *Deps) { d.Pages = pages })
	resolve := func(id triage.InquiryID, who, page, docs string) {
		t.Helper()
		r.says("sato", ask, "", "@toban 記録が見られません")
		r.orders(id, triage.PersonID("U"+strings.ToUpper(who)), triage.Claim{})
		r.settle()
		r.presses(who, ask, r.card(id), actionResolve)
		require.NoError(t, r.slack.Submit(t.Context(), who, "", map[string]any{resolveSolver: "app_team", resolveDocs: docs, resolvePage: page}))
		r.settle()
	}
	resolve("INQ-1", "yamada", "https://docs.example.com/logs#how", "exists_not_found")
	_, open := r.slack.View("yamada")
	require.False(t, open, "the page is named without its anchor here, so nothing is offered")

	resolve("INQ-2", "yamada", "https://docs.example.com/logs", "exists_not_found")
	golden(t, "modal_alias.ja.txt", r.slack.PlainView(r.view("yamada")))
	require.NoError(t, r.slack.PressView(t.Context(), "yamada", r.view("yamada").ID, actionAlias))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("yamada")), "追加しました。この言い方で「ログの見方」が見つかります。")
	require.Len(t, pages.learnt, 1)
	require.Equal(t, "logs", pages.learnt[0].Alias)
	require.Equal(t, "記録が見られません", pages.learnt[0].Text)
	require.NoError(t, r.slack.DismissViews(t.Context(), "yamada"))

	resolve("INQ-3", "yamada", "https://docs.example.com/logs", "found_enough")
	_, open = r.slack.View("yamada")
	require.False(t, open, "it was found")
}

// At night nobody is told in ten minutes, whatever the asker presses.
func TestASuggestionAtNightPromisesTheMorning(t *testing.T) {
	r := newRoom(t, wellDocumented)
	r.pass(7 * time.Hour)
	ts := r.says("emma", ask, "", "@toban How do I rotate a key?")
	seen := r.thread(ask, ts, "emma")
	require.Contains(t, seen, "押さなくても 11/21(金) 10:00 JST に当番へお知らせします。")
	require.NotContains(t, seen, "分後")
	require.Zero(t, r.inquiry("INQ-1").PingedAt)
}

// What is reopened without its first message is told in the channel, where its
// number leads back.
func TestReopenedWithoutItsMessage(t *testing.T) {
	r := newRoom(t)
	ts := r.says("emma", ask, "", "@toban my Kafka consumer lags a lot")
	require.NoError(t, r.slack.Delete(t.Context(), "emma", ask, ts))
	r.settle()
	require.Equal(t, triage.StatusWithdrawn, r.inquiry("INQ-1").Status)
	r.presses("emma", ask, string(r.inquiry("INQ-1").Where(triage.SlotCard).TS), actionReopen)
	require.Contains(t, r.top(ask, "tanaka"), "tanaka さん、INQ-1 が再開されました。")
	told := r.slack.Messages(ask, "tanaka")
	require.Contains(t, told[len(told)-1].Text, "|INQ-1>", "a link")
}
