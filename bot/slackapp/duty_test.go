package slackapp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/rotation"
)

// handsOver has tanaka's turn passed on to ito, and returns its boundary.
func (r *room) handsOver() time.Time {
	r.t.Helper()
	boundary := time.Date(2025, 11, 25, 10, 0, 0, 0, r.now.Location())
	require.NoError(r.t, r.app.desk.Store.Update(r.t.Context(), func(tx triage.Tx) error {
		d, err := tx.Duty("platform")
		d.Rotation = "platform"
		d.Last = &triage.HandedOff{Handoff: rotation.Handoff{Boundary: boundary, Outgoing: "UTANAKA", Incoming: "UITO", Why: rotation.Why{Reason: rotation.OwnTurn}}}
		return errors.Join(err, tx.PutDuty(d))
	}))
	return boundary
}

// confirms presses a button of the newest private message in #ask-platform.
func (r *room) confirms(user, action string) string {
	r.t.Helper()
	r.presses(user, ask, r.ephemeral(user, ask, "").TS, action)
	return r.whispers(user, ask)
}

func (r *room) duty() triage.Duty {
	r.t.Helper()
	d, err := r.app.desk.Duty(r.t.Context(), "platform")
	require.NoError(r.t, err)
	return d
}

// direct is what toban has written to somebody in direct messages.
func (r *room) direct(user string) string {
	r.t.Helper()
	dm, err := r.slack.DM(user)
	require.NoError(r.t, err)
	var lines []string
	for _, m := range r.slack.Messages(dm.ID, user) {
		lines = append(lines, r.slack.PlainText(m))
	}
	return strings.Join(lines, "\n\n")
}

func TestCoverIsPreviewedConfirmedAndUndone(t *testing.T) {
	r := newRoom(t)
	golden(t, "cover_preview.ja.txt", r.runs("ito", "/toban 代わり @suzuki 11/26 11/27"))
	require.Empty(t, r.duty().Overrides, "a preview changes nothing")
	require.Contains(t, r.confirms("ito", actionDropDuty), "やめました")
	require.Empty(t, r.duty().Overrides)

	r.runs("ito", "/toban 代わり @suzuki 11/26 11/27")
	preview := r.ephemeral("ito", ask, "").TS
	golden(t, "cover_done.ja.txt", r.confirms("ito", actionConfirmDuty))
	golden(t, "cover_told.ja.txt", r.direct("suzuki"))
	require.Len(t, r.duty().Overrides, 1)
	require.Error(t, r.slack.Press(t.Context(), "ito", ask, preview, actionConfirmDuty), "the preview has become its result")
	golden(t, "changes.ja.txt", r.runs("ito", "/toban 代わり 一覧"))
	golden(t, "changes.en.txt", r.runs("lee", "/toban cover list"))
	require.NotContains(t, r.runs("lee", "/toban cover list"), "[Undo]")
	require.Contains(t, r.runs("yamada", "/toban cover list"), "取り消す")
	require.Contains(t, r.confirms("yamada", actionUndoDuty), "取り消しました")
	require.False(t, r.duty().Overrides[0].Cancelled.IsZero())
	require.Contains(t, r.runs("ito", "/toban 代わり 一覧"), "これからの変更はありません")
}

func TestOneDraftIsConfirmedOnce(t *testing.T) {
	r := newRoom(t)
	r.runs("ito", "/toban 代わり 募集 11/26")
	preview := r.ephemeral("ito", ask, "")
	require.NoError(t, r.slack.Press(t.Context(), "ito", ask, preview.TS, actionConfirmDuty))
	if err := r.slack.Press(t.Context(), "ito", ask, preview.TS, actionConfirmDuty); err != nil { // before the screen is redrawn
		require.ErrorContains(t, err, "no_such_control", "or after it")
	}
	r.settle()
	require.Len(t, r.duty().Requests, 1)
	require.Len(t, r.posts(team, r.duty().Requests[0].Post.Key()[len(team)+1:]), 1)
}

func TestOpenCoverInEnglish(t *testing.T) {
	r := newRoom(t, func(c *Config, d *Deps) {
		c.Language = "en"
		cal := d.Desk.Policy.Calendar
		duty, err := rotation.Spec{Handoff: "Mon 10:00", Primary: []string{"ULEE", "UITO"}, Start: "2025-11-17 10:00"}.Build(cal)
		require.NoError(t, err)
		d.Desk.Schedules["platform"] = duty
	})
	golden(t, "cover_open_preview.en.txt", r.runs("lee", "/toban cover open 11/21 11/22"))
	golden(t, "cover_open_done.en.txt", r.confirms("lee", actionConfirmDuty))
	post := string(r.duty().Requests[0].Post.TS)
	golden(t, "cover_open.en.txt", r.slack.PlainText(r.posts(team, post)[0]))
	r.presses("suzuki", team, post, actionTakeCover)
	golden(t, "cover_taken.en.txt", r.slack.PlainText(r.posts(team, post)[0]))
	require.Contains(t, r.direct("lee"), "suzuki covers. Cover: suzuki for lee, Fri 21 - Sat 22 Nov JST (by suzuki)")

	golden(t, "swap_preview.ja.txt", r.runs("ito", "/toban swap @lee 11/26 12/3"))
	golden(t, "swap_asked.ja.txt", r.confirms("ito", actionConfirmDuty))
	golden(t, "swap_ask.en.txt", r.direct("lee"))
	golden(t, "away_preview.en.txt", r.runs("lee", "/toban away tomorrow next fri"))
	golden(t, "handoff_now.en.txt", r.runs("lee", "/toban handoff now"))
	golden(t, "handoff_preview.en.txt", r.runs("lee", "/toban handoff"))
}

func TestUndoingATakenCoverIsSeenByTheTeam(t *testing.T) {
	r := newRoom(t)
	r.runs("ito", "/toban 代わり 募集 11/26")
	r.confirms("ito", actionConfirmDuty)
	post := string(r.duty().Requests[0].Post.TS)
	r.presses("suzuki", team, post, actionTakeCover)
	require.Contains(t, r.slack.PlainText(r.posts(team, post)[0]), "✅ suzuki さんが代わります")
	r.runs("ito", "/toban 代わり 一覧")
	r.confirms("ito", actionUndoDuty)
	golden(t, "cover_undone.ja.txt", r.slack.PlainText(r.posts(team, post)[0]))
}

func TestOnCallNamesTheTurnsOwnBounds(t *testing.T) {
	r := newRoom(t)
	r.runs("tanaka", "/toban handoff now")
	r.confirms("tanaka", actionConfirmDuty)
	r.runs("ito", "/toban cover @suzuki 11/26 11/27")
	r.confirms("ito", actionConfirmDuty)
	var said []string
	for _, line := range []string{"/toban 当番", "/toban 当番 次", "/toban 当番 今週", "/toban 当番 @ito", "/toban 当番 @suzuki", "/toban 当番 @lee"} {
		said = append(said, line, r.runs("sato", line), "")
	}
	golden(t, "oncall_arranged.ja.txt", strings.Join(said, "\n"))
	said = nil
	for _, line := range []string{"/toban oncall", "/toban oncall next", "/toban oncall week", "/toban oncall @suzuki", "/toban oncall @tanaka"} {
		said = append(said, line, r.runs("lee", line), "")
	}
	golden(t, "oncall_arranged.en.txt", strings.Join(said, "\n"))
}

func TestACoverWithoutEffectIsMarked(t *testing.T) {
	r := newRoom(t)
	r.runs("ito", "/toban cover @suzuki 11/26")
	r.confirms("ito", actionConfirmDuty)
	r.runs("suzuki", "/toban cover @tanaka 11/26")
	r.confirms("suzuki", actionConfirmDuty)
	const ja, en = "（今の当番表では効果がありません）", "(no effect on the present schedule)"
	require.NotContains(t, r.runs("yamada", "/toban 代わり 一覧"), ja)
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "undo", By: "UYAMADA", Rotation: "platform", Command: triage.CancelChange{Change: 1}})
	require.NoError(t, err)
	require.Contains(t, r.runs("yamada", "/toban 代わり 一覧"), ja)
	require.Contains(t, r.runs("lee", "/toban cover list"), en)
}

// Who covers until their own turn hears of both, each with its own bounds.
func TestACoverThatMeetsTheOwnTurnIsToldApart(t *testing.T) {
	r := newRoom(t)
	r.runs("tanaka", "/toban away 11/24 11/26")
	r.confirms("tanaka", actionConfirmDuty)
	cover, own := "11/24(月) 00:00 JST 〜 11/25(火) 10:00 JST ・ tanaka さんが不在のため代わり", "11/25(火) 10:00 JST 〜 12/1(月) 10:00 JST"
	require.Equal(t, "ito さんの当番: "+cover+"\nito さんの次の順番: "+own, r.runs("sato", "/toban 当番 @ito"))
	require.Equal(t, "次の当番: ito ・ "+cover, r.runs("sato", "/toban 当番 次"))
	require.Contains(t, r.runs("sato", "/toban 当番 今週"), "11/24(月) 00:00 JST 〜 12/1(月) 10:00 JST  ito")
}

func TestDutyCommandsSayWhatIsWrong(t *testing.T) {
	r := newRoom(t)
	for line, want := range map[string]string{
		"/toban cover @suzuki":                   "/toban 代わり @suzuki 12/3 12/4",
		"/toban cover somebody 12/3":             "/toban 代わり @suzuki 12/3 12/4",
		"/toban cover @suzuki soon":              "soon を日付として読めません",
		"/toban cover @suzuki 11/21 13/40":       "13/40 を日付として読めません",
		"/toban cover @suzuki 11/21 10:00":       "終わりの日時も書いてください",
		"/toban cover @suzuki 11/21 11/22 11/23": "11/23 を日付として読めません",
		"/toban cover @suzuki 2025-11-01":        "はもう過ぎています",
		"/toban cover @suzuki 11/13":             "11/13(木) 00:00 JST はもう過ぎています。これからの日時を書いてください。来年のことなら、2026-11-13 のように年も書いてください。",
		"/toban away 11/20 10:00 11/20 19:00":    "来年のことなら、2026-11-20 10:00 のように",
		"/toban away 11/18 11/25":                "来年のことなら、2026-11-18 のように",
		"/toban swap @ito 11/26 9/22":            "来年のことなら、2026-09-22 のように",
		"/toban away 9/10 9/11":                  "2026/9/10(木)–2026/9/11(金) JST",
		"/toban cover @suzuki 11/22 2025-11-21":  "終わりが始まりより前です",
		"/toban away 11/25 11/20":                "終わりが始まりより前です",
		"/toban away 11/25 10:00 11/20 10:00":    "終わりが始まりより前です",
		"/toban away 12/30 1/3":                  "12/30(火)–2026/1/3(土) JST",
		"/toban away 2026-11-25 2026-11-27":      "2026/11/25(水)–2026/11/27(金) JST",
		"/toban away 12/30 10:00 1/3 10:00":      "12/30(火) 10:00–2026/1/3(土) 10:00 JST",
		"/toban cover @kato 11/21":               "kato さんは Platform のメンバーではないため",
		"/toban cover @guest 11/21":              "guest さんは Platform のメンバーではないため",
		"/toban cover @nobody 11/21":             "使い方",
		"/toban cover @tanaka 11/21":             "tanaka さん自身の当番です",
		"/toban cover @suzuki @ito 11/26":        "ito さんの当番を変えられるのは本人とリードです",
		"/toban swap @ito":                       "/toban 交代 @ito 12/3 12/10",
		"/toban swap @ito 11/21 never":           "never を日付として読めません",
		"/toban swap @ito 11/21 11/26":           "tanaka さんの当番はもう始まっています",
		"/toban away @ito 11/26":                 "ito さんの休みを登録できるのは本人とリードです",
		"/toban handoff later":                   "使い方",
		"/toban handoff note":                    "使い方",
	} {
		require.Contains(t, r.runs("tanaka", line), want, line)
	}
	for _, line := range []string{"/toban cover @suzuki 11/26", "/toban cover list", "/toban swap @ito 11/26 12/3", "/toban away 11/26", "/toban handoff"} {
		require.Contains(t, r.runs("sato", line), "これは Platform のメンバーが実行できます", line)
		require.Contains(t, r.runs("guest", line), "Platform", line)
	}
	require.Zero(t, r.duty().Version)
}

func TestALongListOfChangesIsPaged(t *testing.T) {
	r := newRoom(t)
	for n := range pageSize + 3 {
		day := time.Date(2025, 11, 25, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 21*n).Format(time.DateOnly)
		r.runs("yamada", fmt.Sprintf("/toban 休み @ito %s", day))
		r.confirms("yamada", actionConfirmDuty)
	}
	text := r.runs("yamada", "/toban cover list")
	require.Equal(t, pageSize, strings.Count(text, "休み:"))
	require.Contains(t, text, "次の 3件")
	first := r.ephemeral("yamada", ask, "").TS
	r.presses("yamada", ask, first, actionPageNext)
	rest := r.whispers("yamada", ask)
	require.Equal(t, 3, strings.Count(rest, "休み:"))
	require.Contains(t, rest, "取り消す")
	require.NotContains(t, rest, "次の")

	m, err := r.app.nextPage(t.Context(), r.app.book("ja"), act{by: "UYAMADA"}, pageChanges+"10")
	require.NoError(t, err)
	require.Len(t, m.blocks, 4)
	_, err = r.app.nextPage(t.Context(), r.app.book("ja"), act{by: "USATO"}, pageChanges+"10")
	require.Equal(t, triage.Denied, triage.KindOf(err), "a value that somebody made up opens no list")
	for _, value := range []string{"-3", "x", "999"} {
		m, err = r.app.nextPage(t.Context(), r.app.book("ja"), act{by: "UYAMADA"}, pageChanges+value)
		require.NoError(t, err)
		require.Len(t, m.blocks, 1+pageSize+1, "the beginning")
	}
}

func TestIncidentsArePaged(t *testing.T) {
	r := newRoom(t)
	declare := func(title string) {
		_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: title, By: "UTANAKA", Command: triage.Declare{Title: title, Severity: "SEV-2"}})
		require.NoError(t, err)
	}
	for n := range pageSize + 2 {
		declare(fmt.Sprint("outage ", n))
	}
	text := r.runs("emma", "/toban incident list")
	require.Contains(t, text, "INC-12 ")
	require.NotContains(t, text, "INC-2 ")
	require.Contains(t, text, "Next 2")
	first := r.ephemeral("emma", ask, "").TS
	declare("another")
	r.presses("emma", ask, first, actionPageNext)
	text = r.whispers("emma", ask)
	require.Contains(t, text, "INC-2 ", "what was declared meanwhile shifts no page")
	require.Contains(t, text, "INC-1 ")
	require.NotContains(t, text, "INC-3 ")
	require.NotContains(t, text, "Next")
}

func TestAForgedDraftIsDecidedAgain(t *testing.T) {
	r := newRoom(t)
	r.runs("ito", "/toban 代わり @suzuki 11/26")
	m := r.ephemeral("ito", ask, "")
	for _, value := range []string{
		"", "{", `{"k":"cover"}`, `{"k":"sudo","r":"platform"}`, `{"k":"cover","r":"nowhere","p":"USUZUKI","a":{"s":1764082800,"e":1764169200}}`,
		`{"k":"cover","r":"platform","p":"UKATO","f":"UTANAKA","a":{"s":1764082800,"e":1764169200},"n":"x"}`,
	} {
		c := act{key: "k" + value, by: "UITO", channel: ask}
		require.NoError(t, r.app.dutyPressed(t.Context(), c, actionConfirmDuty, value))
		require.NoError(t, r.app.dutyPressed(t.Context(), c, actionTakeCover, value))
		r.settle()
	}
	require.NotEmpty(t, m.TS)
	require.Zero(t, r.duty().Version)
}

func TestDutyForms(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	r.runs("ito", "/toban cover")
	golden(t, "form_cover.ja.txt", r.slack.PlainView(r.view("ito")))
	err := r.slack.Submit(ctx, "ito", "", map[string]any{dutyPerson: "UKATO", dutyFrom: "2025-11-26", dutyTo: "2025-11-27"})
	require.ErrorContains(t, err, "person: kato さんは Platform のメンバーではないため", "below the field, and nothing typed is lost")
	require.NoError(t, r.slack.Submit(ctx, "ito", "", map[string]any{dutyPerson: "USUZUKI", dutyFrom: "2025-11-26", dutyTo: "2025-11-27"}))
	require.Equal(t, viewDutyConfirm, r.view("ito").CallbackID)
	golden(t, "form_cover_preview.ja.txt", r.slack.PlainView(r.view("ito")))
	require.Empty(t, r.duty().Overrides)
	require.NoError(t, r.slack.Submit(ctx, "ito", "", nil))
	r.settle()
	golden(t, "form_cover_done.ja.txt", r.slack.PlainView(r.view("ito")))
	require.Len(t, r.duty().Overrides, 1)

	r.runs("lee", "/toban swap")
	golden(t, "form_swap.en.txt", r.slack.PlainView(r.view("lee")))
	r.runs("yamada", "/toban away")
	golden(t, "form_away.ja.txt", r.slack.PlainView(r.view("yamada")))
	require.NoError(t, r.slack.Submit(ctx, "yamada", "", map[string]any{dutyPerson: "UITO", dutyFrom: "2025-11-28"}))
	require.Contains(t, r.slack.PlainView(r.view("yamada")), "ito さんが休みます: 11/28(金) JST")
	require.Contains(t, r.runs("sato", "/toban cover"), "これは Platform のメンバーが実行できます")
}

// Whatever is arranged, each view fits Slack and counts what it leaves out.
func TestDutyViewsBeyondTheirLimits(t *testing.T) {
	for _, lang := range []triage.Lang{"ja", "en"} {
		r := newRoom(t, func(c *Config, _ *Deps) { c.Language = lang })
		ctx, b := t.Context(), r.app.book("")
		var spans []triage.Span
		plan := triage.Draft{}
		for n := range 200 {
			from := r.now.AddDate(0, 0, 2*n)
			spans = append(spans, triage.Span{From: from, To: from.Add(36 * time.Hour)})
			plan.Plan = append(plan.Plan, rotation.Shift{Start: from, End: from.Add(48 * time.Hour), Primary: "UITO"})
		}
		plan.Spans = spans
		q := triage.Request{Change: 1, Kind: triage.RequestCover, By: "UITO", For: "UITO", Spans: spans, State: triage.RequestOpen}
		duty := triage.Duty{Rotation: "platform", Changed: 1, Requests: []triage.Request{q}}
		left := b.Say(phrase.AndMore, "n", itoa(195))
		for name, m := range map[string]message{
			"cover":  r.app.coverPost(ctx, b, "platform", q),
			"news":   r.app.requestNews(ctx, b, duty, q, triage.Mention{Person: "UYAMADA", As: triage.RoleLead}),
			"duty":   r.app.dutyNews(ctx, b, duty, triage.TellDuty{Change: 1, By: "UITO", To: "USUZUKI", Gains: spans, Loses: spans}),
			"change": {text: r.app.change(ctx, b, duty, 1)},
		} {
			require.Contains(t, m.text, left, name)
			require.NotEmpty(t, r.read(t, shown{name, m}), name)
		}
		text := r.app.previewText(ctx, b, draft{Kind: draftAway, Person: "UITO"}, plan)
		require.Contains(t, text, b.Say(phrase.AndMore, "n", itoa(200-shownTurns)))
	}
}

// failing is a store that refuses one transaction of a rotation.
type failing struct {
	triage.Store
	rotation triage.RotationID
}

type failingTx struct {
	triage.Tx
	store *failing
}

func (s *failing) Update(ctx context.Context, fn func(triage.Tx) error) error {
	return s.Store.Update(ctx, func(tx triage.Tx) error { return fn(failingTx{tx, s}) })
}

func (tx failingTx) PutDuty(d triage.Duty) error {
	if d.Rotation == tx.store.rotation {
		tx.store.rotation = ""
		return errors.New("disk full")
	}
	return tx.Tx.PutDuty(d)
}

// absences are those that a rotation knows.
func (r *room) absences(id triage.RotationID) []triage.Absence {
	r.t.Helper()
	d, err := r.app.desk.Duty(r.t.Context(), id)
	require.NoError(r.t, err)
	return d.Away
}

func TestAnAbsenceThatCameHalfwayIsCompletedByTheNextPress(t *testing.T) {
	r := newRoom(t, twoRotations(t))
	r.runs("ito", "/toban 休み 11/26")
	r.app.desk.Store = &failing{Store: r.store, rotation: "platform"}
	preview := r.ephemeral("ito", ask, "").TS
	require.Error(t, r.slack.Press(t.Context(), "ito", ask, preview, actionConfirmDuty), "Slack says so")
	r.settle()
	require.Len(t, r.absences("network"), 1)
	require.Empty(t, r.absences("platform"))

	require.Contains(t, r.confirms("ito", actionConfirmDuty), "network")
	require.Len(t, r.absences("network"), 1, "the first rotation once")
	require.Len(t, r.absences("platform"), 1)
}

func TestAnAbsenceThatOneRotationKnowsIsToldTheOthers(t *testing.T) {
	r := newRoom(t, twoRotations(t))
	day := time.Date(2025, 11, 26, 0, 0, 0, 0, r.now.Location())
	_, err := r.app.desk.Handle(t.Context(), triage.Order{
		Key: "k", By: "UITO", Rotation: "network", Command: triage.BeAway{From: day, To: day.AddDate(0, 0, 1)},
	})
	require.NoError(t, err)
	r.runs("ito", "/toban 休み 11/26")
	r.confirms("ito", actionConfirmDuty)
	require.Len(t, r.absences("network"), 1)
	require.Len(t, r.absences("platform"), 1)
}

// twoRotations adds rotation network with ito, and one without.
func twoRotations(t *testing.T) func(*Config, *Deps) {
	return func(_ *Config, d *Deps) {
		cal := d.Desk.Policy.Calendar
		network, err := rotation.Spec{Handoff: "Mon 10:00", Primary: []string{"USUZUKI", "UITO"}, Start: "2025-11-17 10:00"}.Build(cal)
		require.NoError(t, err)
		d.Desk.Schedules["network"] = network
		other, err := rotation.Spec{Handoff: "Mon 10:00", Primary: []string{"ULEE"}, Start: "2025-11-17 10:00"}.Build(cal)
		require.NoError(t, err)
		d.Desk.Schedules["other"] = other
	}
}

func TestAwayCountsInEveryRotationOfThePerson(t *testing.T) {
	r := newRoom(t, twoRotations(t))
	require.Contains(t, r.runs("ito", "/toban 当番"), "今の当番（network）: suzuki", "several rotations are named")
	require.Contains(t, r.runs("ito", "/toban 当番 今週"), "platform")
	golden(t, "away_everywhere.ja.txt", r.runs("ito", "/toban 休み 11/26")+"\n\n"+r.confirms("ito", actionConfirmDuty))
	for id, want := range map[triage.RotationID]string{"platform": "USUZUKI", "network": "USUZUKI", "other": "ULEE"} {
		s, err := r.app.desk.OnCall(t.Context(), id, time.Date(2025, 11, 26, 12, 0, 0, 0, r.now.Location()))
		require.NoError(t, err)
		require.Equal(t, want, s.Primary, id)
	}
	d, err := r.app.desk.Duty(t.Context(), "other")
	require.NoError(t, err)
	require.Zero(t, d.Version)
	require.Contains(t, r.confirms("ito", actionUndoDuty+"/1"), "取り消しました")
}
