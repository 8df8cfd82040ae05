package slackapp

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// card is the ts of an inquiry's card.
func (r *room) card(id triage.InquiryID) string {
	r.t.Helper()
	ts := r.inquiry(id).Where(triage.SlotCard).TS
	require.NotEmpty(r.t, ts)
	return string(ts)
}

func TestPressesActOnTheRecord(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	card := r.card("INQ-1")

	r.presses("sato", ask, card, actionClaim)
	require.Empty(t, r.inquiry("INQ-1").Owner)
	require.Contains(t, r.whispersIn("sato", ask, ts), "Platform のメンバーが実行できます")

	r.presses("tanaka", ask, card, actionClaim)
	require.Equal(t, triage.PersonID("UTANAKA"), r.inquiry("INQ-1").Owner)
	r.presses("tanaka", ask, card, actionWait)
	require.Equal(t, triage.StatusWaiting, r.inquiry("INQ-1").Status)
	r.presses("tanaka", ask, card, actionResume)
	require.Equal(t, triage.StatusInProgress, r.inquiry("INQ-1").Status)
	r.presses("sato", ask, card, actionResolve)
	require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status, "the asker needs no form")
	r.presses("sato", ask, card, actionReopen)
	require.Equal(t, triage.StatusInProgress, r.inquiry("INQ-1").Status)
	r.presses("tanaka", ask, card, actionMore, "withdraw|INQ-1")
	require.Equal(t, triage.StatusWithdrawn, r.inquiry("INQ-1").Status)
}

func TestTwoPressAtOnce(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	card := r.card("INQ-1")
	require.NoError(t, r.slack.PressTogether(t.Context(), []string{"tanaka", "suzuki"}, ask, card, actionClaim))
	r.settle()
	winner, loser := "tanaka", "suzuki"
	if r.inquiry("INQ-1").Owner == "USUZUKI" {
		winner, loser = loser, winner
	}
	require.Contains(t, r.whispersIn(loser, ask, ts), "すでに "+winner+" さんが対応済みです")
	require.Empty(t, r.whispersIn(winner, ask, ts))
}

// Guests, people of other workspaces and bots have no powers, even when they
// are configured as members by mistake, by whatever they act, and also before
// anything was ever looked up about them.
func TestWhoMayNeverAct(t *testing.T) {
	for _, who := range []string{"eve", "guest", "robot"} {
		t.Run(who, func(t *testing.T) {
			r := newRoom(t)
			r.slack.AddUser(fakeslack.User{ID: "UROBOT", Name: "robot", Bot: true})
			c, _ := r.slack.Channel(ask)
			c.Members = append(c.Members, "UROBOT")
			r.slack.AddChannel(c)
			ts := r.says("sato", ask, "", "@toban ログが見られません")
			id := triage.PersonID("U" + strings.ToUpper(who))
			r.app.desk.Policy.Members = append(r.app.desk.Policy.Members, id)
			still := func(by string) {
				t.Helper()
				q := r.inquiry("INQ-1")
				require.Equal(t, triage.StatusOpen, q.Status, by)
				require.Empty(t, q.Owner, by)
				require.False(t, q.Answered(), by)
				require.Equal(t, 1, r.count(), by)
				r.app.people.cache = make(map[triage.PersonID]entry)
			}
			for _, emoji := range []string{emojiClaim, emojiResolve, emojiWait, emojiFAQ, emojiIncident} {
				require.NoError(t, r.slack.React(t.Context(), who, ask, ts, emoji))
				r.settle()
				still(emoji)
				require.Empty(t, r.whispersIn(who, ask, ts), "a reaction without power says nothing")
				dm, err := r.slack.DM(who)
				require.NoError(t, err)
				require.Empty(t, r.slack.Messages(dm.ID, who))
			}
			r.presses(who, ask, r.card("INQ-1"), actionClaim)
			still("a press")
			// Slack does not always say of which workspace an author is.
			bot, home := r.app.whoAmI(t.Context(), "")
			for n, text := range []string{"見ます", "<@" + bot + "> 解決"} {
				require.NoError(t, r.app.heard(t.Context(), said{
					event: event{Type: "message", User: lenient(id), Channel: ask, TS: lenient(fmt.Sprintf("1763628800.00010%d", n)), ThreadTS: lenient(ts), Text: lenient(text)},
					key:   fmt.Sprint("event/E", n), bot: bot, team: home,
				}))
				r.settle()
				still(text)
			}
		})
	}
}

// A ticket is put on a message by anybody of ours. People of other workspaces
// ask for themselves, and bots ask for nobody.
func TestWhoMayPutATicket(t *testing.T) {
	for _, c := range []struct {
		by, author string
		opens      bool
	}{
		{"kato", "sato", true},
		{"guest", "sato", true},
		{"eve", "eve", true},
		{"eve", "sato", false},
		{"robot", "sato", false},
	} {
		t.Run(c.by+" on a message of "+c.author, func(t *testing.T) {
			r := newRoom(t)
			r.slack.AddUser(fakeslack.User{ID: "UROBOT", Name: "robot", Bot: true})
			ch, _ := r.slack.Channel(ask)
			ch.Members = append(ch.Members, "UROBOT")
			r.slack.AddChannel(ch)
			ts := r.says(c.author, ask, "", "ログが見られません")
			require.NoError(t, r.slack.React(t.Context(), c.by, ask, ts, emojiAsk))
			r.settle()
			want := 0
			if c.opens {
				want = 1
			}
			require.Equal(t, want, r.count())
		})
	}
}

// The form for the reasons asks what only the team knows: who may not send it
// is told at the press.
func TestReasonsAreForMembers(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.order("UTANAKA", "INQ-1", triage.Resolve{})
	for _, who := range []string{"sato", "eve"} {
		r.presses(who, ask, r.card("INQ-1"), actionReasons)
		_, opened := r.slack.View(who)
		require.False(t, opened, who)
		require.Contains(t, r.whispersIn(who, ask, ts), "Platform", who)
	}
	r.presses("tanaka", ask, r.card("INQ-1"), actionReasons)
	require.Equal(t, viewResolve, r.view("tanaka").CallbackID)
}

func TestADuplicatesCardLeadsToTheOriginal(t *testing.T) {
	r := newRoom(t)
	first := r.says("sato", ask, "", "@toban VPC につながりません")
	r.says("kato", ask, "", "@toban VPC に入れません")
	r.orders("INQ-2", "UTANAKA", triage.Duplicate{Of: "INQ-1"})
	r.settle()
	head := r.app.card(t.Context(), r.inquiry("INQ-2")).blocks[0].(*slack.SectionBlock).Text.Text
	to := r.app.permalink(triage.MessageRef{Channel: ask, TS: triage.MessageTS(first)})
	require.NotEmpty(t, to)
	require.Contains(t, head, "🔁 <"+to+"|INQ-1> と重複")
}

func TestMenuAndDidYouMean(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban")
	require.Contains(t, r.whispers("sato", ask), "[質問する] [自分の問い合わせ] [今の当番] [使い方]")
	require.Zero(t, r.count())
	r.presses("sato", ask, r.ephemeral("sato", ask, "").TS, actionMenuOnCall)
	require.Contains(t, r.whispers("sato", ask), "今の当番: tanaka")

	r.says("emma", ask, "", "@toban resolve")
	require.Equal(t, "Use this inside the inquiry's thread.", r.whispers("emma", ask))
	r.says("emma", ask, "", "@toban hlep")
	require.Contains(t, r.whispers("emma", ask), "There is no hlep. Did you mean help?")
	require.Zero(t, r.count())
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionMeant)
	require.Contains(t, r.whispers("emma", ask), "How to use toban")

	r.says("emma", ask, "", "@toban claom")
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionSendInquiry)
	require.Equal(t, 1, r.count())
	require.Equal(t, "claom", r.inquiry("INQ-1").Text)
	require.Contains(t, r.whispers("emma", ask), "Sent as an inquiry: INQ-1")
}

// A word that acts on the inquiry of a thread says so outside of one, unless
// it names the inquiry.
func TestThreadWordsOutsideAThread(t *testing.T) {
	const threadOnly = "スレッドの中で使ってください。"
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.says("sato", ask, "", "@toban メトリクスが見られません")
	for _, c := range []struct{ text, want string }{
		{"重複 INQ-2", threadOnly},
		{"dup #2", threadOnly},
		{"重複", threadOnly},
		{"割当 @ito", threadOnly},
		{"@ito にお願い", threadOnly},
		{"待ち", threadOnly},
		{"解決", threadOnly},
		{"まとめ", threadOnly},
		{"FAQ", threadOnly},
		{"まとめ INQ-2", "メトリクスが見られません"},
		{"/toban 重複 INQ-2", "使い方: /toban 重複"},
	} {
		if strings.HasPrefix(c.text, "/") {
			r.runs("tanaka", c.text)
		} else {
			r.says("tanaka", ask, "", "@toban "+c.text)
		}
		if got := r.whispers("tanaka", ask); !strings.Contains(got, c.want) {
			t.Errorf("%q is answered with %q, want %q", c.text, got, c.want)
		}
		require.Equal(t, 2, r.count(), c.text)
	}
	r.runs("tanaka", "/toban dupp INQ-2")
	r.presses("tanaka", ask, r.ephemeral("tanaka", ask, "").TS, actionMeant)
	require.Contains(t, r.whispers("tanaka", ask), "使い方: /toban 重複", "where no thread could help")
	r.says("tanaka", ask, "", "@toban 重複 INQ-2 INQ-1")
	require.Equal(t, triage.InquiryID("INQ-1"), r.inquiry("INQ-2").Of)
}

func TestWordsMeantInAThread(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("tanaka", ask, ts, "@toban resolv")
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-1").Status)
	r.presses("tanaka", ask, r.ephemeral("tanaka", ask, ts).TS, actionMeant)
	v := r.view("tanaka")
	require.Equal(t, viewResolve, v.CallbackID, "with a press there is a trigger, so the form opens")
}

func TestSwallowedQuestion(t *testing.T) {
	r := newRoom(t)
	r.says("emma", ask, "", "@toban docs are wrong about OIDC")
	require.Zero(t, r.count())
	m := r.ephemeral("emma", ask, "")
	require.Contains(t, r.slack.PlainText(m), "[Send as inquiry]")
	r.presses("emma", ask, m.TS, actionSendInquiry)
	require.Equal(t, "docs are wrong about OIDC", r.inquiry("INQ-1").Text)
	require.Contains(t, r.whispers("emma", ask), "Sent as an inquiry: INQ-1", "in place of the search")
}

func TestResolveIsThreeClicks(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("tanaka", ask, ts, "権限を付けました https://docs.example.com/logs")
	r.presses("tanaka", ask, r.card("INQ-1"), actionResolve)
	golden(t, "modal_resolve.ja.txt", r.slack.PlainView(r.view("tanaka")))
	ctx := t.Context()
	err := r.slack.Submit(ctx, "tanaka", "", map[string]any{resolveSolver: "platform_only", resolveDocs: "not_a_docs_matter", resolveMinutes: severalDay})
	require.ErrorContains(t, err, "2 から 125 までの日数", "and what was chosen stays")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{resolveMinutes: "30"}))
	r.settle()
	q := r.inquiry("INQ-1")
	require.Equal(t, triage.StatusResolved, q.Status)
	require.Equal(t, triage.Reasons{
		Solver: triage.SolverPlatformOnly, Docs: triage.DocsNotAMatter, Minutes: 30,
		Note: "権限を付けました https://docs.example.com/logs", Page: "https://docs.example.com/logs",
	}, q.Reasons)

	r.presses("tanaka", ask, r.card("INQ-1"), actionReopen)
	r.presses("suzuki", ask, r.card("INQ-1"), actionResolve)
	r.presses("tanaka", ask, r.card("INQ-1"), actionResolve)
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{resolveSolver: "unknown", resolveDocs: "missing"}))
	err = r.slack.Submit(ctx, "suzuki", "", map[string]any{resolveSolver: "unknown", resolveDocs: "missing"})
	require.ErrorContains(t, err, "すでに tanaka さんが対応済みです", "a stale form says who was faster")
}

func TestReasonsLater(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("tanaka", ask, ts, "@toban done")
	r.presses("tanaka", ask, r.ephemeral("tanaka", ask, ts).TS, actionReasons)
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{
		resolveSolver: "app_team", resolveDocs: "found_enough", resolveMinutes: severalDay, resolveDays: "３",
	}))
	require.Equal(t, 3*dayMinutes, r.inquiry("INQ-1").Reasons.Minutes)
}

func TestDeclare(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	r.says("sato", ask, "", "@toban 本番の API が 502 を返し続けています")
	r.presses("tanaka", ask, r.card("INQ-1"), actionMore, "declare|INQ-1")
	golden(t, "modal_declare.ja.txt", r.slack.PlainView(r.view("tanaka")))

	err := r.slack.Submit(ctx, "tanaka", "", map[string]any{declareAffected: "決済 API"})
	require.ErrorContains(t, err, "影響と緊急度を選ぶか")
	err = r.slack.Submit(ctx, "tanaka", "", map[string]any{declareImpact: "one", declarePressure: "soon"})
	require.ErrorContains(t, err, "問い合わせの扱いです")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{declareImpact: "all"}))
	r.settle()
	i, err := r.app.desk.Incident(ctx, "INC-1")
	require.NoError(t, err)
	require.Equal(t, triage.Severity("SEV-2"), i.Severity, "everybody, today")
	require.Equal(t, "決済 API", i.Affected, "typed before the errors")
	require.Equal(t, []triage.InquiryID{"INQ-1"}, i.Inquiries)
	require.Equal(t, r.inquiry("INQ-1").AskedAt, i.DetectedAt)
	require.True(t, i.WantsChannel)
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "INC-1 本番の API が 502 を返し続けています を宣言しました")
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "一覧の投稿: #incidents")

	r.presses("suzuki", ask, r.card("INQ-1"), actionMore, "assign|INQ-1")
	require.NoError(t, r.slack.DismissViews(ctx, "suzuki"))
	require.NoError(t, r.slack.GlobalShortcut(ctx, "suzuki", shortcutDeclare))
	r.settle()
	form := r.slack.PlainView(r.view("suzuki"))
	require.Contains(t, form, "進行中の障害です。同じ件なら、宣言せずに参加してください。\nINC-1 SEV-2 本番の API が 502 を返し続けています")
	require.Contains(t, form, "[この障害に参加]")
}

func TestGuestsDoNotDeclare(t *testing.T) {
	r := newRoom(t)
	require.NoError(t, r.slack.GlobalShortcut(t.Context(), "guest", shortcutDeclare))
	r.settle()
	require.NotEqual(t, viewDeclare, r.view("guest").CallbackID)
	list, err := r.app.desk.Incidents(t.Context(), false)
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestAskForm(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.NoError(t, r.slack.GlobalShortcut(ctx, "emma", shortcutAsk))
	r.settle()
	golden(t, "modal_ask.en.txt", r.slack.PlainView(r.view("emma")))
	err := r.slack.Submit(ctx, "emma", "", map[string]any{askText: "how do I get a GPU node pool?", askLink: "not a link"})
	require.ErrorContains(t, err, "https://")
	require.NoError(t, r.slack.Submit(ctx, "emma", "", map[string]any{askTried: "the docs", askLink: "https://ci.example.com/1", askUrgency: "wish"}))
	r.settle()
	q := r.inquiry("INQ-1")
	require.Equal(t, "how do I get a GPU node pool?\n\nTried: the docs", q.Text)
	require.Equal(t, triage.UrgencyWish, q.Urgency)
	require.Equal(t, triage.ChannelID(ask), q.Place.Channel)
	require.Contains(t, r.slack.PlainView(r.view("emma")), "Sent as an inquiry: INQ-1")

	r.says("tanaka", ask, string(q.Where(triage.SlotCard).TS), "is it for training?")
	require.True(t, r.inquiry("INQ-1").Answered(), "the card is the root of its thread")
}

func TestShortcutOnAMessage(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	ts := r.says("kato", ask, "", "VPC につながりません")
	require.NoError(t, r.slack.MessageShortcut(ctx, "emma", shortcutCreateInquiry, ask, ts))
	r.settle()
	require.NoError(t, r.slack.Submit(ctx, "emma", "", nil))
	r.settle()
	q := r.inquiry("INQ-1")
	require.Equal(t, triage.PersonID("UKATO"), q.Asker)
	require.Equal(t, triage.PersonID("UEMMA"), q.Reporter)
	require.Equal(t, triage.MessageTS(ts), q.Place.Thread)

	r.pass(time.Minute)
	require.NoError(t, r.slack.MessageShortcut(ctx, "tanaka", shortcutDeclareHere, ask, ts))
	r.settle()
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{declareSeverity: "SEV-1"}))
	r.settle()
	require.Equal(t, triage.IncidentID("INC-1"), r.inquiry("INQ-1").Incident)

	note := r.says("suzuki", ask, ts, "ルートを戻しました")
	require.NoError(t, r.slack.MessageShortcut(ctx, "suzuki", shortcutAddTimeline, ask, note))
	r.settle()
	i, err := r.app.desk.Incident(ctx, "INC-1")
	require.NoError(t, err)
	require.Equal(t, "ルートを戻しました", i.Timeline[len(i.Timeline)-1].Text)

	require.NoError(t, r.slack.React(ctx, "suzuki", ask, ts, "pushpin"))
	r.settle()
	i, _ = r.app.desk.Incident(ctx, "INC-1")
	require.Equal(t, "VPC につながりません", i.Timeline[0].Text, "in the order of message time")
	require.NoError(t, r.slack.Unreact(ctx, "suzuki", ask, ts, "pushpin"))
	r.settle()
	i, _ = r.app.desk.Incident(ctx, "INC-1")
	require.NotEqual(t, "VPC につながりません", i.Timeline[0].Text)
}

func TestSmallForms(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	r.says("sato", ask, "", "@toban ログが見られません")
	r.says("kato", ask, "", "@toban ログが見えません")

	r.presses("tanaka", ask, r.card("INQ-1"), actionReclassify)
	golden(t, "modal_reclassify.ja.txt", r.slack.PlainView(r.view("tanaka")))
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{reclassifyArea: "network", reclassifyUrgency: "wish"}))
	require.Equal(t, "network", r.inquiry("INQ-1").Area.Key)
	require.Equal(t, triage.UrgencyWish, r.inquiry("INQ-1").Urgency)

	r.presses("tanaka", ask, r.card("INQ-1"), actionMore, "assign|INQ-1")
	golden(t, "modal_assign.ja.txt", r.slack.PlainView(r.view("tanaka")))
	require.ErrorContains(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{assignTo: "USATO"}), "メンバーではない")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{assignTo: "USUZUKI"}))
	require.Equal(t, triage.PersonID("USUZUKI"), r.inquiry("INQ-1").Owner)

	r.presses("tanaka", ask, r.card("INQ-2"), actionMore, "duplicate|INQ-2")
	golden(t, "modal_duplicate.ja.txt", r.slack.PlainView(r.view("tanaka")))
	require.ErrorContains(t, r.slack.Submit(ctx, "tanaka", "", nil), "番号を入力するか")
	require.ErrorContains(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{duplicateOf: "INQ-2"}), "それ自身")
	require.ErrorContains(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{duplicateOf: "INQ-99"}), "INQ-99 は見つかりません")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{duplicateOf: "inq1"}))
	require.Equal(t, triage.InquiryID("INQ-1"), r.inquiry("INQ-2").Of)
}

func TestExpiredTrigger(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.slack.Inject(fakeslack.Fault{Method: "views.open", Kind: fakeslack.ErrorCode{Code: "expired_trigger_id"}, Times: 1})
	r.presses("tanaka", ask, r.card("INQ-1"), actionMore, "assign|INQ-1")
	require.Contains(t, r.whispersIn("tanaka", ask, ts), "もう一度押してください")
}

func TestAcknowledgedWhileSlackStalls(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	card := r.card("INQ-1")
	r.slack.Inject(fakeslack.Fault{Method: "*", Kind: fakeslack.Slow{D: 10 * time.Second}})
	began := time.Now()
	require.NoError(t, r.slack.Press(t.Context(), "tanaka", ask, card, actionMore, "assign|INQ-1"))
	require.NoError(t, r.slack.Press(t.Context(), "tanaka", ask, card, actionClaim))
	_, err := r.slack.Say(t.Context(), fakeslack.Message{User: "kato", Channel: ask, Text: "@toban VPC につながりません"})
	require.NoError(t, err)
	require.Less(t, time.Since(began), 3*time.Second)
	require.Equal(t, triage.PersonID("UTANAKA"), r.inquiry("INQ-1").Owner)
	require.Equal(t, 2, r.count())
	r.slack.ClearFaults()
}

// forms opens every form for a user and returns what they see.
func (r *room) forms(user string) (shown []string) {
	r.t.Helper()
	for _, open := range []func(){
		func() { require.NoError(r.t, r.slack.GlobalShortcut(r.t.Context(), user, shortcutAsk)) },
		func() { require.NoError(r.t, r.slack.GlobalShortcut(r.t.Context(), user, shortcutDeclare)) },
		func() { r.presses(user, ask, r.card("INQ-1"), actionMore, "declare|INQ-1") },
		func() { r.presses(user, ask, r.card("INQ-1"), actionMore, "assign|INQ-1") },
		func() { r.presses(user, ask, r.card("INQ-1"), actionMore, "duplicate|INQ-1") },
		func() { r.presses(user, ask, r.card("INQ-1"), actionReclassify) },
		func() { r.runs(user, "/toban resolve 1") },
		func() { r.runs(user, "/toban cover") },
		func() { r.runs(user, "/toban swap") },
		func() { r.runs(user, "/toban away") },
		func() {
			r.runs(user, "/toban faq 1")
			draft := r.newestDirect(user)
			r.presses(user, draft.Channel, draft.TS, actionArticleEdit)
		},
	} {
		open()
		r.settle()
		v := r.view(user)
		require.NotEqual(r.t, "loading", v.CallbackID, "the form was refused")
		shown = append(shown, r.slack.PlainView(v))
		require.NoError(r.t, r.slack.DismissViews(r.t.Context(), user))
	}
	return shown
}

func TestFormsInBothLanguages(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.says("kato", ask, "", "@toban VPC につながりません")
	for _, user := range []string{"tanaka", "lee", "yamada"} { // yamada leads: she may ask for others
		golden(t, "forms."+user+".txt", strings.Join(r.forms(user), "\n\n"))
	}
}

// The workspace refuses what is over a limit, so what is shown fits.
func TestLongWordsFit(t *testing.T) {
	r := newRoom(t)
	long := strings.Repeat("とても長い質問です。🚨", 2000)
	for range 12 {
		r.says("sato", ask, "", "@toban "+long)
	}
	r.app.config.Areas = append(r.app.config.Areas, knowledge.Term{Key: "long", Name: map[knowledge.Lang]string{"ja": long, "en": long}})
	r.app.desk.Policy.Incident.Severities[0].Criteria = map[triage.Lang]string{"ja": long, "en": long}
	r.app.desk.Policy.Incident.Matrix.Impact[0].Text = map[triage.Lang]string{"ja": long, "en": long}
	for _, user := range []string{"tanaka", "lee"} {
		r.forms(user)
		require.Contains(t, r.runs(user, "/toban list open"), "INQ-12")
		require.Contains(t, r.runs(user, "/toban show 1"), "とても長い")
		require.NoError(t, r.slack.OpenHome(t.Context(), user))
		r.settle()
		v, ok := r.slack.Home(user)
		require.True(t, ok)
		require.Contains(t, r.slack.PlainView(v), "INQ-12")
	}
}

func TestOldSuggestionsOfferNothing(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Desk.Policy.Grace, d.Desk.Adviser = 10*time.Minute, advised{}
	})
	ts := r.says("sato", ask, "", "@toban AssumeRole できません")
	suggestion := func() string {
		for _, m := range r.posts(ask, ts) {
			if text := r.slack.PlainText(m); strings.Contains(text, "OIDC") {
				return text
			}
		}
		return ""
	}
	require.Contains(t, suggestion(), "押さなくても10分後に当番へお知らせします")
	r.pass(11 * time.Minute)
	_, err := r.app.desk.Remind(t.Context())
	require.NoError(t, err)
	r.settle()
	require.NotContains(t, suggestion(), "押さなくても", "the on-call has been told")
	require.Contains(t, suggestion(), "[解決した]")
	r.says("sato", ask, ts, "@toban 取り下げ")
	require.Contains(t, suggestion(), "INQ-1 は閉じました")
	require.NotContains(t, suggestion(), "[解決した]")
	r.says("tanaka", ask, ts, "@toban 再開")
	require.Contains(t, suggestion(), "[解決した]")
}

func TestThanksAreAnswered(t *testing.T) {
	r := newRoom(t)
	ts := r.says("emma", ask, "", "@toban how do I get a GPU node?")
	r.says("tanaka", ask, ts, "Ask with the form.")
	r.says("tanaka", ask, ts, "@toban 解決")
	posts := r.posts(ask, ts)
	resolved := posts[len(posts)-1].TS
	r.presses("sato", ask, resolved, actionHelped)
	require.Contains(t, r.whispersIn("sato", ask, ts), "質問者の emma さん")
	r.presses("emma", ask, resolved, actionHelped)
	require.Contains(t, r.whispersIn("emma", ask, ts), "Glad it helped. It is noted.")
	posts = r.posts(ask, ts)
	require.Contains(t, posts[len(posts)-1].Text, "役に立ったとのことです。")
	require.NotContains(t, string(posts[len(posts)-1].Blocks), actionHelped, "nobody is asked twice")
}

func TestNobodyIsAskedWhetherTheirOwnWordHelped(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("sato", ask, ts, "@toban 解決しました")
	posts := r.posts(ask, ts)
	last := posts[len(posts)-1]
	require.Contains(t, last.Text, "sato さんが解決にしました")
	require.NotContains(t, string(last.Blocks), actionHelped)
}

func TestMentionInAClosedThreadIsAnsweredOnce(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("tanaka", ask, ts, "@toban 解決")
	r.says("sato", ask, ts, "@toban まだ見られません")
	whispers := 0
	for _, m := range r.slack.Thread(ask, ts, "sato") {
		if m.Ephemeral {
			whispers++
			require.Contains(t, r.slack.PlainText(m), "[再開する]")
		}
	}
	require.Equal(t, 1, whispers)
}

func TestMarksOfOthersFormatNothing(t *testing.T) {
	for given, want := range map[string]string{
		"*bold* and ~gone~":         "∗bold∗ and ∼gone∼",
		"`kubectl get po` ```x":     "ˋkubectl get poˋ ˋˋˋx",
		"my_app_name stays":         "my_app_name stays",
		"_slanted_ my_app":          "ˍslantedˍ my_app",
		"5 * 3, ~/.kube/config":     "5 * 3, ~/.kube/config",
		"https://x.test/a_b_c?d=~e": "https://x.test/a_b_c?d=~e",
		"<!here> & co":              "&lt;!here&gt; &amp; co",
	} {
		require.Equal(t, want, escape(given))
	}
}

// advised finds one page for everything.
type advised struct{}

func (advised) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Answered: true, Hits: []knowledge.Hit{{Title: "OIDC", URL: "https://docs.example.com/oidc", Page: "oidc"}}}, nil
}
