package slackapp

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// paced asks for updates, as the severities of the product do.
func paced(_ *Config, d *Deps) {
	d.Desk.Policy.Incident.Severities[0].Update = 15 * time.Minute
	d.Desk.Policy.Incident.Severities[1].Update = 30 * time.Minute
	d.Desk.Policy.Incident.Runbook = "https://docs.example.com/incidents"
}

// declares opens an incident from kato's question, with a channel, by suzuki.
func (r *room) declares(title string, change ...func(*triage.Declare)) triage.Incident {
	r.t.Helper()
	r.says("kato", ask, "", "@toban 本番の API が 502 を返し続けています")
	c := triage.Declare{Inquiry: "INQ-1", Title: title, Severity: "SEV-2", Channel: true, Lang: knowledge.Japanese}
	for _, f := range change {
		f(&c)
	}
	out, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "declare/" + title, By: "USUZUKI", Command: c})
	require.NoError(r.t, err)
	r.settle()
	return r.outage(out.Incident.ID)
}

func (r *room) outage(id triage.IncidentID) triage.Incident {
	r.t.Helper()
	i, err := r.app.desk.Incident(r.t.Context(), id)
	require.NoError(r.t, err)
	return i
}

func TestHelpOfIncidents(t *testing.T) {
	r := newRoom(t)
	golden(t, "help_incident.ja.txt", r.runs("tanaka", "/toban ヘルプ 障害"))
	golden(t, "help_incident.en.txt", r.runs("lee", "/toban help incident"))
	golden(t, "help_incident_asker.ja.txt", r.runs("sato", "/toban ヘルプ 障害"))
	golden(t, "help_incident_asker.en.txt", r.runs("emma", "/toban help incident"))
	require.Contains(t, r.runs("lee", "/toban incident frobnicate"), "Usage: /toban incident new|list|show|update")
	require.Contains(t, r.runs("emma", "/toban incident frobnicate"), "Usage: /toban incident new|list|show|stats|drill. ")
	require.Contains(t, r.runs("guest", "/toban incident frobnicate"), "Usage: /toban incident list|show|stats. Example: /toban incident list")
	require.Contains(t, r.runs("lee", "/toban incident update"), "No incident is running. For one that is over, give its number")
	require.NotContains(t, r.runs("emma", "/toban help"), "/toban note", "incident note does it")
}

// Who has a role in a running incident may do more than other askers, and is
// told so.
func TestHelpOfARole(t *testing.T) {
	r := newRoom(t)
	r.declares("API 502")
	for _, c := range []struct {
		role triage.ChangeIncident
		want string
	}{
		{triage.ChangeIncident{Scribe: "UEMMA"}, "Usage: /toban incident new|list|show|update|note|review|stats|action|drill."},
		{triage.ChangeIncident{Commander: "UEMMA"}, "Usage: /toban incident new|list|show|update|severity|role|note|resolve|reopen|review|impact|cause|stats|action|drill."},
	} {
		_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: c.want, By: "UTANAKA", Incident: "INC-1", Command: c.role})
		require.NoError(t, err)
		require.Contains(t, r.runs("emma", "/toban incident frobnicate"), c.want)
	}
}

// Guests learn that something is going on; nobody is shown a button that they
// may not press.
func TestIncidentsForThoseWithoutPowers(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) {
		d.Search = func(context.Context, knowledge.Query) (knowledge.Result, error) {
			return knowledge.Result{Related: []knowledge.Related{{ID: "INC-1"}}}, nil
		}
	})
	r.declares("merger API answers 502")
	for _, line := range []string{"incident list", "incident show 1"} {
		got := r.runs("guest", "/toban "+line)
		require.Contains(t, got, "INC-1 · SEV-2", line)
		require.Contains(t, got, "Guests and people of other workspaces see an outline only.", line)
		for _, kept := range []string{"merger", "INQ-1", "suzuki", "#", "["} {
			require.NotContains(t, got, kept, line)
		}
	}
	require.NotContains(t, r.runs("guest", "/toban similar merger"), "INC-1")
	require.Contains(t, r.runs("emma", "/toban similar merger"), "INC-1")
	r.says("guest", ask, "", "@toban incident my pod is down")
	require.Contains(t, r.whispers("guest", ask), "Members of Platform can do this.\nWas it a question rather than an incident?\n[Send as inquiry]")

	shown := r.runs("emma", "/toban incident show 1")
	require.Contains(t, shown, "merger API answers 502")
	require.NotContains(t, shown, "[Update]")
	require.Contains(t, r.runs("lee", "/toban incident show 1"), "[Update]")

	r.declares("payroll is wrong", func(c *triage.Declare) { c.Inquiry = "" })
	ask := r.runs("guest", "/toban incident show")
	require.Contains(t, ask, "INC-2, INC-1")
	require.NotContains(t, ask, "payroll")
}

// In a direct message only the asker reads the card: a guest is not offered to
// declare.
func TestTheCardOfAGuestOffersNoDeclaration(t *testing.T) {
	for who, offered := range map[string]bool{"guest": false, "emma": true} {
		r := newRoom(t)
		ts := r.says(who, "@toban", "", "the VPN is slow")
		card := r.slack.PlainText(r.slack.Thread(r.dm(who), ts, who)[1])
		require.Contains(t, card, "[Resolve]", who)
		require.Equal(t, offered, strings.Contains(card, "[Declare incident]"), who)
	}
}

func TestUpdateForm(t *testing.T) {
	r := newRoom(t, paced)
	r.declares("API 502", func(c *triage.Declare) { c.Affected = "決済 API" })
	ctx := t.Context()
	for user, lang := range map[string]string{"tanaka": "ja", "lee": "en"} {
		r.runs(user, "/toban incident update")
		golden(t, "modal_update."+lang+".txt", r.slack.PlainView(r.view(user)))
		require.NoError(t, r.slack.DismissViews(ctx, user))
	}
	r.runs("kato", "/toban incident update")
	require.Contains(t, r.slack.PlainView(r.view("kato")), "Platform のメンバーが実行できます")

	r.runs("tanaka", "/toban incident update 1")
	r.pass(31 * time.Minute)
	require.ErrorContains(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{updateStatus: "切り戻し中です"}), "これからの時刻", "the form lay open too long")
	r.runs("tanaka", "/toban incident update 1")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{updateStatus: "切り戻し中です\n<!channel>"}))
	r.settle()
	i := r.outage("INC-1")
	require.Equal(t, "切り戻し中です <!channel>", i.Summary)
	require.Equal(t, "決済 API", i.Affected, "filled in already")
	require.WithinDuration(t, i.UpdatedAt.Add(30*time.Minute), i.NextUpdate, time.Minute)
	lines := r.slack.Messages("CINC", "yamada")
	line := lines[len(lines)-1]
	golden(t, "update_line.ja.txt", r.slack.PlainText(line))
	require.NotContains(t, line.Text, "<!channel>")
	r.runs("tanaka", "/toban incident update 1")
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "前回")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{updateStatus: "鍵 AKIAIOSFODNN7EXAMPLQ を消しました"}))
	require.NotContains(t, r.outage("INC-1").Summary, "AKIAIOSFODNN7EXAMPLQ", "a pasted secret is told to nobody")
}

func TestWhichIncident(t *testing.T) {
	r := newRoom(t)
	first := r.declares("API 502")
	require.Contains(t, r.runs("tanaka", "/toban 障害 記録 3 台が落ちました"), "INC-1 の記録に追加しました", "a number at the front is no incident's")
	require.Equal(t, "3 台が落ちました", r.outage("INC-1").Timeline[1].Text)
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "second", By: "USUZUKI", Command: triage.Declare{Title: "DNS", Severity: "SEV-1", Lang: "ja"}})
	require.NoError(t, err)
	require.Contains(t, r.runs("tanaka", "/toban 障害 更新"), "進行中: INC-2 DNS、INC-1 API 502")
	require.Contains(t, r.runs("tanaka", "/toban 障害 重大度 2 SEV-2"), "INC-2 の重大度を SEV-2 大 にしました")
	require.Contains(t, r.runs("tanaka", "/toban 障害 重大度"), "進行中:")
	require.Contains(t, r.runs("tanaka", "/toban 障害 役割 INC-1 社長 @ito"), "役割 社長 はありません。使えるのは 指揮者、連絡係、記録係 です")
	require.Contains(t, r.runs("tanaka", "/toban 障害 役割 INC-1 記録係"), "記録係にする人を @ で1人指定してください")
	require.Contains(t, r.runs("tanaka", "/toban 障害 role INC-1 書記 @tanaka"), "INC-1 の記録係を tanaka さんにしました")
	require.Contains(t, r.runs("tanaka", "/toban 障害 役割 INC-9 指揮者 @ito"), "INC-9 は見つかりません")
	require.Contains(t, r.runs("tanaka", "/toban 障害 役割 INC-1 連絡係 @ito"), "INC-1 の連絡係を ito さんにしました")
	r.settle()
	c, ok := r.slack.Channel(string(first.Channel))
	require.True(t, ok)
	require.Contains(t, c.Members, "UITO", "who gets a role is brought in")
}

func TestNoteByMention(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502")
	channel := string(i.Channel)
	thread := string(r.inquiry("INQ-1").Place.Thread)
	texts := func() (out []string) {
		for _, e := range r.outage("INC-1").Timeline {
			if e.What == "note" {
				out = append(out, e.Text+"/"+string(e.By))
			}
		}
		return out
	}
	r.says("suzuki", channel, "", "@toban 記録　切り戻しました。")
	r.says("tanaka", ask, thread, "@toban note it is back")
	require.Equal(t, []string{"切り戻しました。/USUZUKI", "it is back/UTANAKA"}, texts(), "as typed, in the channel and in the thread")
	require.Contains(t, r.whispers("suzuki", channel), "INC-1 の記録に追加しました")
	require.Contains(t, r.whispers("suzuki", channel), "[問い合わせとして送る]", "it may have been a question")

	before := r.count()
	r.says("emma", ask, "", "@toban note that the docs are wrong")
	require.Contains(t, r.whispers("emma", ask), "No incident is running here")
	require.Equal(t, before, r.count())
	r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, actionSendInquiry)
	require.Equal(t, before+1, r.count(), "and can be sent as one")
	r.says("kato", channel, "", "@toban 記録 まだ落ちています")
	require.Contains(t, r.whispers("kato", channel), "Platform のメンバーが実行できます")
	require.Len(t, texts(), 2)
}

func TestReviewDraft(t *testing.T) {
	r := newRoom(t, paced)
	i := r.declares("API <502> | *all*", func(c *triage.Declare) { c.Affected = "決済 API" })
	r.says("suzuki", string(i.Channel), "", "@toban 記録 [デプロイ](http://evil.test) を疑う | `rm`")
	r.runs("tanaka", "/toban incident role commander @tanaka")
	r.runs("tanaka", "/toban incident update")
	require.NoError(t, r.slack.Submit(t.Context(), "tanaka", "", map[string]any{updateStatus: "切り戻し中です"}))
	r.pass(40 * time.Minute)
	require.Contains(t, r.runs("tanaka", "/toban incident resolve"), "（宣言から 40分）")
	for user, lang := range map[string]string{"tanaka": "ja", "lee": "en"} {
		r.runs(user, "/toban incident review INC-1")
		dm, err := r.slack.DM(user)
		require.NoError(t, err)
		all := r.slack.Messages(dm.ID, user)
		golden(t, "review."+lang+".md", string(all[len(all)-1].Files[0].Content))
	}
	require.Contains(t, r.runs("emma", "/toban incident review 1"), "Members of Platform can do this")
	r.slack.Inject(fakeslack.Fault{Method: "files.getUploadURLExternal", Kind: fakeslack.ErrorCode{Code: "not_allowed"}})
	require.Contains(t, r.runs("lee", "/toban incident review 1"), "inc-1-review.md could not be sent")
}

func TestBookmarks(t *testing.T) {
	r := newRoom(t, paced)
	_, err := r.app.self.get(t.Context())
	require.NoError(t, err)
	i := r.declares("API 502")
	links := func() (out []string) {
		c, _ := r.slack.Channel(string(i.Channel))
		for _, l := range c.Bookmarks {
			out = append(out, l.Title)
		}
		return out
	}
	want := []string{"障害対応の手順", "元の問い合わせ INQ-1", "INC-1 の一覧の投稿"}
	require.Equal(t, want, links())
	r.runs("tanaka", "/toban incident severity SEV-1")
	require.Equal(t, want, links(), "each once")

	r = newRoom(t, paced)
	r.slack.Inject(fakeslack.Fault{Method: "bookmarks.list", Kind: fakeslack.ErrorCode{Code: "missing_scope"}, Times: 9})
	i = r.declares("API 502")
	require.Empty(t, links())
	require.NotEmpty(t, r.outage("INC-1").Where(triage.SlotBrief), "an app installed before works without")
}

func TestWorkedOnInTheThreadWithoutAChannel(t *testing.T) {
	r := newRoom(t, paced)
	i := r.declares("API 502", func(c *triage.Declare) { c.Channel = false })
	post := string(i.Where(triage.SlotIncident).TS)
	r.pass(2 * time.Minute)
	_, err := r.app.desk.Remind(t.Context())
	require.NoError(t, err)
	r.settle()
	require.Contains(t, r.slack.PlainText(r.posts("CINC", post)[1]), "指揮者がまだ仮のままです")
	r.says("suzuki", "CINC", post, "@toban note rolled back")
	require.Equal(t, "rolled back", r.outage("INC-1").Timeline[1].Text)
}

func TestADatadogChannelWithoutTobanIsNoReasonForSilence(t *testing.T) {
	r := newRoom(t, paced)
	i := r.declares("API 502", func(c *triage.Declare) { c.Channel = false })
	r.slack.AddChannel(fakeslack.Channel{ID: "CDD", Name: "incident-1", Members: []string{"suzuki"}})
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "found", Incident: "INC-1", Command: triage.ChannelFound{Channel: "CDD", Name: "incident-1", Foreign: true}})
	require.NoError(t, err)
	r.pass(2 * time.Minute)
	_, err = r.app.desk.Remind(t.Context())
	require.NoError(t, err)
	r.settle()
	posts := r.posts("CINC", string(i.Where(triage.SlotIncident).TS))
	require.Contains(t, r.slack.PlainText(posts[len(posts)-1]), "指揮者がまだ仮のままです")
}

func TestPrivateIncidentsKeepTheirTimeline(t *testing.T) {
	r := newRoom(t)
	r.says("sato", "@toban", "", "給与 DB が落ちています")
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "declare", By: "USUZUKI", Command: triage.Declare{Inquiry: "INQ-1", Title: "DB", Severity: "SEV-1", Channel: true, Lang: "ja"}})
	require.NoError(t, err)
	r.settle()
	r.runs("tanaka", "/toban 障害 記録 INC-1 秘密の理由")
	require.Contains(t, r.runs("tanaka", "/toban 障害 表示 INC-1"), "秘密の理由")
	require.NotContains(t, r.runs("emma", "/toban incident show INC-1"), "秘密の理由")
	require.Contains(t, r.whispers("emma", ask), "only members see its timeline")
}

func TestALongTimelineSaysWhatIsLeftOut(t *testing.T) {
	r := newRoom(t)
	i := r.incident(func(i *triage.Incident) {
		for n := range 40 {
			i.Timeline = append(i.Timeline, triage.TimelineEntry{At: r.now, What: "note", Text: fmt.Sprintf("%d %s", n, strings.Repeat("長い", 200)), By: "UTANAKA"})
		}
	})
	text := r.read(t, shown{"brief", r.app.brief(t.Context(), r.app.book(""), i)})
	require.Contains(t, text, "39 長い", "the latest stays")
	require.Regexp(t, `…ほか 3\d 件`, text)
}

// Whoever takes command from elsewhere is brought into the channel, also who is
// neither on call nor had a role.
func TestWhoTakesCommandIsBroughtIn(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502")
	c, _ := r.slack.Channel(string(i.Channel))
	require.NotContains(t, c.Members, "UITO")
	r.presses("ito", "CINC", string(i.Where(triage.SlotIncident).TS), actionTakeCommand)
	c, _ = r.slack.Channel(string(i.Channel))
	require.Contains(t, c.Members, "UITO")
}

func TestAnOldButtonTakesNoCommand(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502")
	post := string(i.Where(triage.SlotIncident).TS)
	r.presses("tanaka", "CINC", post, actionTakeCommand)
	require.Equal(t, triage.PersonID("UTANAKA"), r.outage("INC-1").Commander)
	require.NoError(t, r.app.incident(t.Context(), act{key: "late", by: "UITO", channel: "CINC"}, "INC-1", triage.TakeCommand{}))
	r.settle()
	require.Equal(t, triage.PersonID("UTANAKA"), r.outage("INC-1").Commander)
	require.Contains(t, r.whispers("ito", "CINC"), "すでに tanaka さんが対応済みです")
}

// Slash commands do not work in threads, so every word works in a mention too:
// where an incident is worked on, or with its number. Everything else is the
// title of a new one.
func TestIncidentWordsInAMention(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502", func(c *triage.Declare) { c.Channel = false })
	post := string(i.Where(triage.SlotIncident).TS)
	thread := string(r.inquiry("INQ-1").Place.Thread)
	answer := func(user, channel, thread, text string) string {
		r.t.Helper()
		r.says(user, channel, thread, text)
		return r.whispersIn(user, channel, thread)
	}
	require.Contains(t, answer("tanaka", "CINC", post, "@toban 障害 重大度 SEV-1"), "INC-1 の重大度を SEV-1 重大 にしました")
	require.Contains(t, answer("tanaka", ask, thread, "@toban 障害 役割 指揮者 @ito"), "INC-1 の指揮者を ito さんにしました")
	require.Contains(t, answer("tanaka", "CINC", post, "@toban incident show"), "時系列")
	require.Contains(t, answer("tanaka", "CINC", post, "@toban 障害 記録 切り戻しました"), "INC-1 の記録に追加しました")
	require.Contains(t, answer("tanaka", "CINC", post, "@toban 障害 更新"), "[更新する]")
	r.presses("tanaka", "CINC", r.ephemeral("tanaka", "CINC", post).TS, actionIncidentUpdate)
	require.Equal(t, viewUpdate, r.view("tanaka").CallbackID)

	r.says("tanaka", ask, "", "@toban incident resolve INC-1")
	require.Contains(t, r.whispers("tanaka", ask), "INC-1 を復旧にしました")
	r.says("tanaka", ask, "", "@toban 障害 一覧")
	require.Contains(t, r.whispers("tanaka", ask), "進行中の障害はありません")

	for _, title := range []string{"resolve", "list of users is empty", "severity of the alert is wrong", "show stopper in checkout", "update of nodes fails", "drill"} {
		r.says("emma", ask, "", "@toban incident "+title)
		m := r.ephemeral("emma", ask, "")
		require.Contains(t, r.slack.PlainText(m), "[Declare…]", title)
		r.presses("emma", ask, m.TS, actionDeclare)
		require.Contains(t, r.slack.PlainView(r.view("emma")), title)
		require.NoError(t, r.slack.DismissViews(t.Context(), "emma"))
	}
}

func TestPinsOfThoseWithARole(t *testing.T) {
	r := newRoom(t)
	i := r.declares("API 502")
	r.runs("tanaka", "/toban incident role scribe @kato")
	ts := r.says("suzuki", string(i.Channel), "", "デプロイを疑っています")
	require.NoError(t, r.slack.React(t.Context(), "kato", string(i.Channel), ts, r.app.config.Emoji.Timeline))
	r.settle()
	last := r.outage("INC-1").Timeline
	require.Equal(t, "デプロイを疑っています", last[len(last)-1].Text)
	require.Equal(t, triage.PersonID("USUZUKI"), last[len(last)-1].By, "whose words they are")
	require.NoError(t, r.slack.React(t.Context(), "tanaka", string(i.Channel), ts, r.app.config.Emoji.Timeline))
	require.NoError(t, r.slack.Unreact(t.Context(), "tanaka", string(i.Channel), ts, r.app.config.Emoji.Timeline))
	r.settle()
	require.Len(t, r.outage("INC-1").Timeline, len(last), "kato's pin keeps it")
	require.NoError(t, r.slack.Unreact(t.Context(), "kato", string(i.Channel), ts, r.app.config.Emoji.Timeline))
	r.settle()
	require.Len(t, r.outage("INC-1").Timeline, len(last)-1)
}

// Whoever declares may say since when others are affected, as the command takes
// it; what the form filled in, left as it is, is nobody's word.
func TestDeclareSaysSinceWhen(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	r.says("sato", ask, "", "@toban 本番の API が 502 を返し続けています")
	r.pass(20 * time.Minute)
	r.presses("tanaka", ask, r.card("INQ-1"), actionMore, "declare|INQ-1")
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "2025-11-20 15:04", "of the inquiry")
	require.ErrorContains(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{declareSeverity: "SEV-2", declareBegan: "そのうち"}), "そのうち")
	require.ErrorContains(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{declareSeverity: "SEV-2", declareBegan: "2025-11-20 15:30"}), "過ぎた時刻")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{declareSeverity: "SEV-2", declareBegan: "１４:５０"}))
	r.settle()
	i := r.outage("INC-1")
	require.Equal(t, "2025-11-20 14:50", r.app.typed(i.ImpactStart))
	require.Equal(t, "2025-11-20 15:04", r.app.typed(i.DetectedAt), "toban learned of it with the inquiry")

	r.says("kato", ask, "", "@toban 検索が落ちています")
	r.presses("tanaka", ask, r.card("INQ-2"), actionMore, "declare|INQ-2")
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{declareSeverity: "SEV-2"}))
	r.settle()
	require.Zero(t, r.outage("INC-2").ImpactStart)

	require.NoError(t, r.slack.DismissViews(ctx, "tanaka"))
	require.NoError(t, r.slack.GlobalShortcut(ctx, "tanaka", shortcutDeclare))
	r.settle()
	require.NoError(t, r.slack.Submit(ctx, "tanaka", "", map[string]any{declareName: "CI が遅い", declareSeverity: "SEV-2", declareBegan: "11/19 22:00"}))
	r.settle()
	require.Equal(t, "2025-11-19 22:00", r.app.typed(r.outage("INC-3").ImpactStart))
}
