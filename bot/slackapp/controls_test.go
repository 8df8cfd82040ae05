package slackapp

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// pings are the messages of an inquiry's thread that notify somebody.
func (r *room) pings(id triage.InquiryID, who triage.PersonID) (n int) {
	r.t.Helper()
	q := r.inquiry(id)
	for _, m := range r.posts(string(q.Place.Channel), string(q.Place.Thread)) {
		n += strings.Count(m.Text, "<@"+string(who)+">")
	}
	return n
}

// slot presses a control of one of an inquiry's posts.
func (r *room) slot(who string, id triage.InquiryID, slot triage.Slot, action string, value ...string) {
	r.t.Helper()
	at := r.inquiry(id).Where(slot)
	require.False(r.t, at.IsZero(), "%s has no %s", id, slot)
	r.presses(who, string(at.Channel), string(at.TS), action, value...)
}

// shows is what an inquiry's post says.
func (r *room) shows(id triage.InquiryID, slot triage.Slot) string {
	r.t.Helper()
	at := r.inquiry(id).Where(slot)
	m, ok := r.slack.Message(string(at.Channel), string(at.TS))
	require.True(r.t, ok, "%s has no %s", id, slot)
	return r.slack.PlainText(m)
}

// unsure is an adviser who cannot tell the area.
type unsure struct{}

func (unsure) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Classification: knowledge.Classification{Area: knowledge.Guess{
		Key: "network", Confidence: .4, Choices: []knowledge.Choice{{Key: "network"}, {Key: "ci_cd"}},
	}}}, nil
}

func uncertain(_ *Config, d *Deps) { d.Desk.Adviser = unsure{} }

func TestTheAreaIsAskedOnTheCard(t *testing.T) {
	asked := func(t *testing.T) *room {
		r := newRoom(t, uncertain)
		r.says("sato", ask, "", "@toban つながりません")
		require.Contains(t, r.shows("INQ-1", triage.SlotCard), "[ネットワーク] [CI/CD] [その他] [問い合わせではない]")
		return r
	}
	t.Run("one of those that were guessed", func(t *testing.T) {
		r := asked(t)
		r.slot("sato", "INQ-1", triage.SlotCard, actionPickArea+"/1")
		require.Equal(t, "ci_cd", r.inquiry("INQ-1").Area.Key)
		require.Equal(t, triage.PersonID("USATO"), r.inquiry("INQ-1").Area.By)
		require.Contains(t, r.shows("INQ-1", triage.SlotCard), "分野 CI/CD")
		require.NotContains(t, r.shows("INQ-1", triage.SlotCard), "[その他]", "asked once")
	})
	t.Run("none of these, and there is no other", func(t *testing.T) {
		r := asked(t)
		r.slot("sato", "INQ-1", triage.SlotCard, actionPickArea+"/other")
		require.Equal(t, knowledge.AreaOther, r.inquiry("INQ-1").Area.Key)
		require.Contains(t, r.shows("INQ-1", triage.SlotCard), "分野 その他")
	})
	t.Run("another one", func(t *testing.T) {
		r := newRoom(t, uncertain, func(c *Config, _ *Deps) {
			c.Areas = append(c.Areas, knowledge.Term{Key: "cost", Name: map[knowledge.Lang]string{"ja": "費用"}})
		})
		r.says("sato", ask, "", "@toban つながりません")
		r.slot("sato", "INQ-1", triage.SlotCard, actionReclassify+"/other")
		require.NoError(t, r.slack.Submit(t.Context(), "sato", "", map[string]any{}))
		r.settle()
		require.Empty(t, r.inquiry("INQ-1").Area.By, "nothing was chosen")
		require.Empty(t, r.inquiry("INQ-1").Kind.By, "what a form shows is nobody's word yet")
		r.slot("sato", "INQ-1", triage.SlotCard, actionReclassify+"/other")
		require.NoError(t, r.slack.Submit(t.Context(), "sato", "", map[string]any{reclassifyArea: "network"}))
		r.settle()
		require.Contains(t, r.shows("INQ-1", triage.SlotCard), "分野 ネットワーク")
	})
	t.Run("no inquiry at all", func(t *testing.T) {
		r := asked(t)
		before := len(r.posts(ask, string(r.inquiry("INQ-1").Place.Thread)))
		r.slot("sato", "INQ-1", triage.SlotCard, actionNotInquiry)
		require.Equal(t, triage.StatusWithdrawn, r.inquiry("INQ-1").Status)
		require.Contains(t, r.shows("INQ-1", triage.SlotPing), "取り下げられました。", "nobody looks for a question")
		require.Len(t, r.posts(ask, string(r.inquiry("INQ-1").Place.Thread)), before)
		require.Equal(t, knowledge.AreaNotInquiry, r.inquiry("INQ-1").Area.Key, "which can be learned")
		r.slot("sato", "INQ-1", triage.SlotCard, actionReopen)
		require.Contains(t, r.shows("INQ-1", triage.SlotPing), "取り下げられましたが、その後、再開しました。")
	})
}

// An area that was set without asking says so, can be changed at any time, and
// is checked once it is known what it was about.
func TestAnAreaSetWithoutAskingIsChangedOrChecked(t *testing.T) {
	set := func(t *testing.T) *room {
		r := newRoom(t, func(_ *Config, d *Deps) { d.Desk.Adviser = wellKnown{} })
		r.says("sato", ask, "", "@toban argocd が止まりました")
		require.Contains(t, r.shows("INQ-1", triage.SlotCard), "分野は自動で付けました ・ 決め手: argocd")
		require.NotContains(t, r.shows("INQ-1", triage.SlotCard), "[分類を直す]", "one button for one thing")
		return r
	}
	t.Run("changed while somebody works on it", func(t *testing.T) {
		r := set(t)
		r.slot("tanaka", "INQ-1", triage.SlotCard, actionClaim)
		r.slot("tanaka", "INQ-1", triage.SlotCard, actionReclassify+"/change")
		require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{reclassifyArea: "network"}))
		r.settle()
		require.Equal(t, triage.Label{Key: "network", Confidence: 1, Sure: true, By: "UTANAKA", Guess: "ci_cd", Audit: true}, r.inquiry("INQ-1").Area)
		require.NotContains(t, r.shows("INQ-1", triage.SlotCard), "自動で")
		r.order("UTANAKA", "INQ-1", triage.Resolve{})
		r.settle()
		require.NotContains(t, r.shows("INQ-1", triage.SlotCard), "合っていましたか", "somebody has said it")
	})
	t.Run("checked", func(t *testing.T) {
		r := set(t)
		r.order("UTANAKA", "INQ-1", triage.Resolve{})
		r.settle()
		require.Contains(t, r.shows("INQ-1", triage.SlotCard), "合っていましたか")
		r.slot("kato", "INQ-1", triage.SlotCard, actionPickArea+"/right")
		require.Empty(t, r.inquiry("INQ-1").Area.By, "it is for the asker and the team to say")
		r.slot("tanaka", "INQ-1", triage.SlotCard, actionPickArea+"/right")
		require.Equal(t, triage.Label{Key: "ci_cd", Confidence: 1, Sure: true, By: "UTANAKA", Guess: "ci_cd", Audit: true}, r.inquiry("INQ-1").Area)
		require.NotContains(t, r.shows("INQ-1", triage.SlotCard), "合っていましたか", "asked once")
	})
	t.Run("checked and wrong", func(t *testing.T) {
		r := set(t)
		r.order("UTANAKA", "INQ-1", triage.Resolve{})
		r.settle()
		r.slot("tanaka", "INQ-1", triage.SlotCard, actionReclassify+"/wrong")
		require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{reclassifyArea: knowledge.AreaOther}))
		r.settle()
		require.Contains(t, r.shows("INQ-1", triage.SlotCard), "分野 その他")
		require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status)
	})
}

// What an inquiry is sorted like is named to those who may read it.
func TestWhatAnAreaWasSetLikeIsNamedToWhoMayReadIt(t *testing.T) {
	r := newRoom(t)
	r.says("kato", ask, "", "@toban argocd")
	r.says("emma", "@toban", "", "argocd in private")
	r.app.desk.Adviser = wellKnown{}
	r.says("sato", ask, "", "@toban argocd が止まりました")
	require.Contains(t, r.shows("INQ-3", triage.SlotCard), "分野は自動で付けました ・ 決め手: argocd ・ 似た問い合わせ: INQ-1\n")
	r.order("UKATO", "INQ-1", triage.Withdraw{})
	r.order("UYAMADA", "INQ-1", triage.Forget{})
	r.order("UTANAKA", "INQ-3", triage.Claim{})
	r.settle()
	require.Contains(t, r.shows("INQ-3", triage.SlotCard), "決め手: argocd\n")
}

// wellKnown is an adviser who is sure of the area.
type wellKnown struct{}

func (wellKnown) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Classification: knowledge.Classification{Area: knowledge.Guess{
		Key: "ci_cd", Confidence: .99, Sure: true, Words: []string{"argocd"},
		Similar: []knowledge.Neighbour{{ID: "INQ-1"}, {ID: "INQ-2"}, {ID: "INQ-99"}},
	}}}, nil
}

func TestAnswersToASuggestion(t *testing.T) {
	suggested := func(t *testing.T) *room {
		r := newRoom(t, wellDocumented)
		r.says("sato", ask, "", "@toban 鍵を替えるには？")
		require.Zero(t, r.pings("INQ-1", "UTANAKA"))
		return r
	}
	for name, action := range map[string]string{"still need help": actionStillNeed, "not related": actionNotRelated} {
		t.Run(name, func(t *testing.T) {
			r := suggested(t)
			r.slot("sato", "INQ-1", triage.SlotSuggestion, action)
			require.Equal(t, 1, r.pings("INQ-1", "UTANAKA"), "at once")
			require.Contains(t, r.shows("INQ-1", triage.SlotSuggestion), "わかりました。tanaka さんにお知らせしました。")
			r.pass(time.Hour)
			r.reminds()
			require.Equal(t, 1, r.pings("INQ-1", "UTANAKA"), "not again when the grace is over")
		})
	}
	t.Run("solved, and then not", func(t *testing.T) {
		r := suggested(t)
		ts := string(r.inquiry("INQ-1").Place.Thread)
		r.slot("sato", "INQ-1", triage.SlotSuggestion, actionSolved)
		require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status)
		require.Contains(t, r.shows("INQ-1", triage.SlotSuggestion), "よかったです。INQ-1 を解決にしました。")
		require.Contains(t, r.shows("INQ-1", triage.SlotSuggestion), "[やっぱり困っている]")
		require.Len(t, r.posts(ask, ts), 2, "the card and the suggestion")

		r.slot("sato", "INQ-1", triage.SlotSuggestion, actionUnsolved)
		require.Contains(t, r.shows("INQ-1", triage.SlotCard), "📥 未対応")
		require.Equal(t, 1, r.pings("INQ-1", "UTANAKA"))
		require.Len(t, r.posts(ask, ts), 3)
		require.Equal(t, triage.SelfSolveEscalated, r.inquiry("INQ-1").SelfSolve, "it counts as not solved")
		r.slot("sato", "INQ-1", triage.SlotCard, actionMore, "withdraw|INQ-1")
		require.Contains(t, r.shows("INQ-1", triage.SlotPing), "取り下げられました。")
	})
}

func TestStillNeededAfterAResolution(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.order("UTANAKA", "INQ-1", triage.Claim{})
	r.order("UTANAKA", "INQ-1", triage.Resolve{Reasons: triage.Reasons{Note: "権限を付けました"}})
	before := r.pings("INQ-1", "UTANAKA")
	r.slot("kato", "INQ-1", triage.SlotResolved, actionStillAfter)
	require.True(t, r.inquiry("INQ-1").Status.Closed())
	require.Contains(t, r.whispersIn("kato", ask, ts), "質問者")
	r.slot("sato", "INQ-1", triage.SlotResolved, actionStillAfter)
	q := r.inquiry("INQ-1")
	require.Equal(t, triage.StatusInProgress, q.Status)
	require.Equal(t, triage.PersonID("UTANAKA"), q.Owner, "the owner is kept")
	require.Zero(t, q.ResolvedAt)
	require.Equal(t, before+1, r.pings("INQ-1", "UTANAKA"))

	r.order("UTANAKA", "INQ-1", triage.Resolve{Reasons: triage.Reasons{Note: "もう一度付けました"}})
	history, err := r.app.desk.History(t.Context(), "INQ-1")
	require.NoError(t, err)
	var notes []string
	for _, record := range history {
		if e, ok := record.Event.(triage.Resolved); ok {
			notes = append(notes, e.Reasons.Note)
		}
	}
	require.Equal(t, []string{"権限を付けました", "もう一度付けました"}, notes, "both closings are kept")
}

func TestTheQuestionsToAWaitingAsker(t *testing.T) {
	for action, want := range map[string]struct {
		status triage.Status
		says   string
	}{
		actionKeepWaiting: {triage.StatusWaiting, "わかりました。INQ-1 は閉じません。"},
		actionCloseStale:  {triage.StatusWithdrawn, "INQ-1 を閉じました。"},
	} {
		r := newRoom(t, func(_ *Config, d *Deps) { d.Desk.Policy.Stale = triage.Stale{Ask: 1, Close: 1} })
		r.says("sato", ask, "", "@toban ログが見られません")
		r.order("UTANAKA", "INQ-1", triage.Wait{})
		r.pass(24 * time.Hour)
		r.reminds()
		r.slot("sato", "INQ-1", triage.SlotStale, action)
		require.Equal(t, want.status, r.inquiry("INQ-1").Status, action)
		require.Contains(t, r.shows("INQ-1", triage.SlotStale), want.says)
	}
}

func TestTheQuestionWhetherItIsTheSameAgain(t *testing.T) {
	for action, want := range map[string]triage.Status{actionSameAgain: triage.StatusDuplicate, actionOther: triage.StatusOpen} {
		r := newRoom(t)
		r.says("kato", ask, "", "@toban "+sameQuestion)
		r.order("UTANAKA", "INQ-1", triage.Resolve{})
		r.pass(24 * time.Hour)
		r.says("kato", ask, "", "@toban "+sameQuestion)
		require.Contains(t, r.shows("INQ-2", triage.SlotCard), "INQ-1 の続きですか？")
		r.slot("kato", "INQ-2", triage.SlotCard, action)
		require.Equal(t, want, r.inquiry("INQ-2").Status, action)
		require.Equal(t, action == actionSameAgain, !r.inquiry("INQ-1").Status.Closed(), action)
	}
}

// changesHands lets the rotation's next boundary pass, and returns the post.
func (r *room) changesHands() triage.MessageRef {
	r.t.Helper()
	for range 2 {
		_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "handoff/" + r.now.String(), Rotation: "platform", Command: triage.CheckHandoff{}})
		require.NoError(r.t, err)
		r.pass(time.Date(2025, 11, 25, 10, 1, 0, 0, r.now.Location()).Sub(r.now))
		r.settle()
	}
	post := r.duty().Post
	require.False(r.t, post.IsZero(), "no handoff was posted")
	return post
}

func TestButtonsOfTheHandoff(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.says("kato", ask, "", "@toban VPC につながりません")
	r.order("UTANAKA", "INQ-1", triage.Claim{})
	r.order("UTANAKA", "INQ-2", triage.Claim{})
	post := r.changesHands()
	r.presses("tanaka", team, string(post.TS), actionKeep, "INQ-1")
	r.presses("tanaka", team, string(post.TS), actionPassOn, "INQ-2")
	require.Equal(t, triage.PersonID("UTANAKA"), r.inquiry("INQ-1").Owner)
	require.Equal(t, triage.PersonID("UITO"), r.inquiry("INQ-2").Owner)
	r.presses("tanaka", team, string(post.TS), actionAcceptHandoff)
	require.Zero(t, r.duty().Accepted)
	require.Contains(t, r.whispers("tanaka", team), "次の当番の ito さんが押せます")
	r.presses("ito", team, string(post.TS), actionAcceptHandoff)
	require.NotZero(t, r.duty().Accepted)
	m, _ := r.slack.Message(team, string(post.TS))
	require.NotContains(t, string(m.Blocks), actionAcceptHandoff)
}

// directWith is the newest of toban's direct messages to user that says that.
func (r *room) directWith(user, text string) fakeslack.Msg {
	r.t.Helper()
	for _, m := range slices.Backward(r.slack.Messages(r.dm(user), user)) {
		if strings.Contains(r.slack.PlainText(m), text) {
			return m
		}
	}
	require.Fail(r.t, "no such message", "%s reads %s", user, r.top(r.dm(user), user))
	return fakeslack.Msg{}
}

// An owner who kept an item over the handoff is warned, and gives it to who is
// on call after all.
func TestAskingForCoverOfOneInquiry(t *testing.T) {
	r := newRoom(t)
	r.pass(27 * time.Hour) // an hour before closing time
	r.says("sato", ask, "", "@toban ログが見られません")
	r.order("UTANAKA", "INQ-1", triage.Claim{})
	r.changesHands()
	r.order("UTANAKA", "INQ-1", triage.Keep{})
	r.reminds()
	warning := r.directWith("tanaka", "残り半分です")
	r.presses("tanaka", warning.Channel, warning.TS, actionOpen)
	require.Equal(t, triage.PersonID("UTANAKA"), r.inquiry("INQ-1").Owner, "looking changes nothing")
	r.presses("tanaka", warning.Channel, warning.TS, actionPassOn)
	require.Equal(t, triage.PersonID("UITO"), r.inquiry("INQ-1").Owner)
	require.Equal(t, 1, r.pings("INQ-1", "UITO"))
}

// Half the time is gone and the on-call cannot: the form for a cover is open at
// a press.
func TestTheWarningOpensTheFormForACover(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.pass(19*time.Hour + 2*time.Minute) // half was gone at night, the warning waited
	r.reminds()
	warning := r.directWith("tanaka", "残り半分です")
	r.presses("tanaka", warning.Channel, warning.TS, actionAskCover)
	require.Equal(t, viewDuty, r.view("tanaka").CallbackID)
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "当番の代わり")
}

func TestAnswersToASwap(t *testing.T) {
	for action, swapped := range map[string]bool{actionAcceptSwap: true, actionDeclineSwap: false} {
		r := newRoom(t)
		r.runs("ito", "/toban swap @suzuki 11/26 12/3")
		r.confirms("ito", actionConfirmDuty)
		asked := r.newestDirect("suzuki")
		r.presses("suzuki", asked.Channel, asked.TS, action)
		require.Equal(t, swapped, len(r.duty().Overrides) > 0, action)
	}
}

func TestButtonsOfAnIncident(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502", func(c *triage.Declare) { c.Channel = false })
	post := string(i.Where(triage.SlotIncident).TS)
	r.presses("tanaka", "CINC", post, actionIncidentStable)
	require.Equal(t, triage.IncidentStable, r.outage("INC-1").Status)
	m, _ := r.slack.Message("CINC", post)
	require.Contains(t, r.slack.PlainText(m), "🟡", "everybody sees it")
	require.NotContains(t, string(m.Blocks), actionIncidentStable)
	r.runs("tanaka", "/toban incident resolve 1")
	r.presses("tanaka", "CINC", post, actionIncidentReview)
	require.Equal(t, []string{"inc-1-review.md"}, r.files("tanaka"))
}

func TestButtonsUnderTheReport(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Report = d.Desk.Digest })
	for range 2 {
		r.says("emma", ask, "", "@toban how do I get a GPU node pool?")
	}
	for user, want := range map[string]struct{ details, gaps string }{
		"tanaka": {"分野: 未分類 2\nチーム: 決済 2\n古い未解決: INQ-1, INQ-2", "資料の不足（11/17(月)–11/23(日)）\n① how do I get a GPU node pool?（2件・1チーム）"},
		"emma": {
			"By area: unsorted 2\nBy team: Payments 2\nOldest open: INQ-1, INQ-2",
			"Doc gaps (Mon 17 Nov - Sun 23 Nov)\n1) how do I get a GPU node pool? (2 asks, 1 team)",
		},
	} {
		r.runs(user, "/toban stats")
		report := r.ephemeral(user, ask, "").TS
		r.presses(user, ask, report, actionReportDetails)
		require.Contains(t, r.whispers(user, ask), want.details)
		r.presses(user, ask, report, actionReportGaps)
		require.Contains(t, r.whispers(user, ask), want.gaps)
	}
}

func TestButtonsOfTheMenu(t *testing.T) {
	for user, want := range map[string]struct{ menu, mine, help, form string }{
		"sato": {"[質問する] [自分の問い合わせ] [今の当番] [使い方]", "自分の問い合わせ（1-1 / 1件）", "使い方", "質問する"},
		"emma": {"[Ask] [My inquiries] [On-call now] [Help]", "Your inquiries (1-1 of 1)", "How to use toban", "Ask the platform team"},
	} {
		r := newRoom(t)
		r.says(user, ask, "", "@toban how do I get a GPU node pool?")
		r.says(user, ask, "", "@toban")
		menu := r.ephemeral(user, ask, "")
		require.Contains(t, r.slack.PlainText(menu), want.menu)
		r.presses(user, ask, menu.TS, actionMenuMine)
		require.Contains(t, r.whispers(user, ask), want.mine)
		r.presses(user, ask, menu.TS, actionMenuHelp)
		require.Contains(t, r.whispers(user, ask), want.help)
		r.presses(user, ask, menu.TS, actionMenuAsk)
		require.Equal(t, viewAsk, r.view(user).CallbackID)
		require.Contains(t, r.slack.PlainView(r.view(user)), want.form)
	}
}
