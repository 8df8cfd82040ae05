package slackapp

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

func TestMentionOpensOneInquiry(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban GitHub Actions から AWS に AssumeRole できません <b> & co")
	q := r.inquiry("INQ-1")
	require.Equal(t, "GitHub Actions から AWS に AssumeRole できません <b> & co", q.Text, "without the mention, unescaped once")
	require.Equal(t, triage.PersonID("USATO"), q.Asker)
	require.Equal(t, triage.TeamID("payments"), q.Team)
	require.Equal(t, triage.Place{Channel: ask, Thread: triage.MessageTS(ts), External: true}, q.Place)
	require.Equal(t, 1, r.count(), "message and app_mention are one act")
	require.NotEmpty(t, r.posts(ask, ts), "the card")
}

func TestWhoMaySpeak(t *testing.T) {
	for _, c := range []struct {
		name    string
		say     fakeslack.Message
		opens   bool
		private bool
	}{
		{"a mention where nobody configured anything", fakeslack.Message{User: "sato", Channel: team, Text: "@toban ログが見られません"}, true, false},
		{"a message without a mention", fakeslack.Message{User: "sato", Channel: ask, Text: "ログが見られません"}, false, false},
		{"every message in a watched channel", fakeslack.Message{User: "sato", Channel: "CALL", Text: "ログが見られません"}, true, false},
		{"a direct message", fakeslack.Message{User: "sato", Channel: "@toban", Text: "ログが見られません"}, true, true},
		{"a stranger in a shared channel", fakeslack.Message{User: "eve", Channel: ask, Text: "@toban VPN does not connect"}, true, false},
		{"a mention in the middle", fakeslack.Message{User: "sato", Channel: ask, Text: "すみません @toban ログが見られません"}, true, false},
		{"a mention with nothing but a file", fakeslack.Message{User: "sato", Channel: ask, Text: "@toban", Files: []fakeslack.File{{Name: "error.png"}}}, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRoom(t)
			_, err := r.slack.Say(t.Context(), c.say)
			require.NoError(t, err)
			r.settle()
			want := 0
			if c.opens {
				want = 1
			}
			require.Equal(t, want, r.count())
			if c.opens {
				require.Equal(t, c.private, r.inquiry("INQ-1").Place.Private)
			}
		})
	}
}

// In a channel shared with other workspaces the envelope's own team is the
// host's or the author's: what counts is to whose installation it was sent.
func TestToWhomAnEventIsSent(t *testing.T) {
	const ours, theirs = "T0FAKESLACK", "T666"
	for _, c := range []struct {
		name     string
		envelope string
		takes    bool
	}{
		{"our own channel", `"team_id":"` + ours + `","authorizations":[{"team_id":"` + ours + `"}]`, true},
		{"a channel of theirs", `"team_id":"` + theirs + `","context_team_id":"` + theirs + `","authorizations":[{"team_id":"` + ours + `"}]`, true},
		{"both installed it", `"team_id":"` + theirs + `","authorizations":[{"team_id":"` + theirs + `"},{"team_id":"` + ours + `"}]`, true},
		{"without authorizations, by its context", `"team_id":"` + theirs + `","context_team_id":"` + ours + `"`, true},
		{"without authorizations, by its team", `"team_id":"` + ours + `"`, true},
		{"authorizations of another shape", `"team_id":"` + ours + `","authorizations":"x"`, true},
		{"nothing is said", `"team_id":null`, true},
		{"their installation", `"team_id":"` + ours + `","context_team_id":"` + ours + `","authorizations":[{"team_id":"` + theirs + `"}]`, false},
		{"their context", `"team_id":"` + ours + `","context_team_id":"` + theirs + `"`, false},
		{"their team", `"team_id":"` + theirs + `"`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRoom(t)
			require.Equal(t, ours, r.slack.TeamID())
			r.post(PathEvents, `{"type":"event_callback","event_id":"Ev1",`+c.envelope+`,"event":{"type":"app_mention","user":"USATO","channel":"CASK","ts":"1763618640.000100","text":"<@U0TOBAN> the VPN is down"}}`)
			r.settle()
			want := 0
			if c.takes {
				want = 1
			}
			require.Equal(t, want, r.count())
		})
	}
}

// A bot user of another installation is not taken for ours.
func TestBotOfTheAuthorization(t *testing.T) {
	var e eventEnvelope
	require.NoError(t, json.Unmarshal([]byte(`{"authorizations":[{"team_id":"T2","user_id":"U2","is_bot":true},{"team_id":"T1","user_id":"U1","is_bot":true}]}`), &e))
	require.Equal(t, []string{"U1", "U2", "U2", ""}, []string{e.bot("T1"), e.bot("T2"), e.bot(""), e.bot("T3")})
}

// A partner's channel: our own people and theirs are heard, each as who they
// are, also when the message is read back from the history.
func TestChannelOfAnotherWorkspace(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	r.slack.AddChannel(fakeslack.Channel{ID: "CHOST", Name: "with-partner", Host: "T0OTHER", Members: []string{"sato", "tanaka", "eve", "toban"}})
	r.app.config.Channels = append(r.app.config.Channels, Channel{ID: "CHOST", Name: "with-partner", Intake: IntakeMention})
	require.NoError(t, r.app.CatchUp(ctx))
	ts := r.says("sato", "CHOST", "", "@toban VPN につながりません")
	r.says("eve", "CHOST", "", "@toban the VPN does not connect")
	require.Equal(t, 2, r.count())
	require.NoError(t, r.app.CatchUp(ctx))
	r.settle()
	require.Equal(t, 2, r.count(), "once each")

	r.app.desk.Policy.Members = append(r.app.desk.Policy.Members, "UEVE")
	r.says("eve", "CHOST", ts, "I look")
	require.False(t, r.inquiry("INQ-1").Answered(), "an answer of theirs is no answer of the team")
	r.says("tanaka", "CHOST", ts, "見ます")
	require.True(t, r.inquiry("INQ-1").Answered())
	require.NoError(t, r.slack.React(ctx, "tanaka", "CHOST", ts, emojiResolve))
	r.settle()
	require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status, "reactions too")
}

func TestSameEventThreeTimesAndAfterARestart(t *testing.T) {
	r := newRoom(t)
	r.slack.Inject(fakeslack.Fault{Method: "event/*", Kind: fakeslack.Duplicate{N: 2}})
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	require.Equal(t, 1, r.count())
	posts := len(r.posts(ask, ts))

	// A second process on the same store sees the keys of the first.
	again, err := New(r.app.config, r.app.deps)
	require.NoError(t, err)
	e := eventEnvelope{Type: "event_callback", Team: lenient(r.slack.TeamID()), EventID: "Ev-another"}
	e.Event.v = event{Type: "message", User: "USATO", Channel: ask, TS: lenient(ts), Text: lenient("<@" + r.slack.Bot().ID + "> ログが見られません")}
	require.NoError(t, again.takeEvent(t.Context(), e))
	r.settle()
	require.Equal(t, 1, r.count())
	require.Len(t, r.posts(ask, ts), posts)
}

func TestLoopsEndAtOnce(t *testing.T) {
	r := newRoom(t)
	bot := r.slack.Bot().ID
	for name, ev := range map[string]event{
		"our own message":     {Type: "message", User: lenient(bot), Text: "<@" + lenient(bot) + "> hello"},
		"another bot":         {Type: "message", User: "UALERT", BotID: "B1", Text: "<@" + lenient(bot) + "> CPU is high"},
		"a bot_message":       {Type: "message", Subtype: "bot_message", BotID: "B1", Text: "<@" + lenient(bot) + "> CPU is high"},
		"a topic":             {Type: "message", Subtype: "channel_topic", User: "USATO", Text: "<@" + lenient(bot) + "> topic"},
		"no user":             {Type: "message", Text: "<@" + lenient(bot) + "> hello"},
		"an unknown type":     {Type: "workflow_step_execute"},
		"a deletion too soon": {Type: "message", Subtype: "message_deleted", DeletedTS: "1.000001"},
	} {
		ev.Channel, ev.TS = ask, "1763618640.000100"
		e := eventEnvelope{Type: "event_callback", EventID: lenient("Ev " + name)}
		e.Event.v = ev
		require.NoError(t, r.app.takeEvent(t.Context(), e), name)
	}
	r.settle()
	require.Zero(t, r.count())
	require.Empty(t, r.slack.Messages(ask, "yamada"))
}

func TestThreads(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.pass(time.Hour)
	r.says("tanaka", ask, ts, "どの環境ですか？ <https://docs.example.com/logs|ここ> を見てください")
	q := r.inquiry("INQ-1")
	require.True(t, q.Answered())
	require.Equal(t, triage.PersonID("UTANAKA"), q.Owner, "the first reply claims")

	r.says("tanaka", ask, ts, "@toban 待ち")
	require.Equal(t, triage.StatusWaiting, r.inquiry("INQ-1").Status)
	r.says("sato", ask, ts, "本番です")
	require.Equal(t, triage.StatusInProgress, r.inquiry("INQ-1").Status, "the asker's answer ends waiting")

	r.says("tanaka", ask, ts, "@toban 解決しました。")
	require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status)
	require.Len(t, r.inquiry("INQ-1").Replies, 1, "a command is no reply")
	require.Contains(t, r.whispersIn("tanaka", ask, ts), "理由を入力")
}

func TestAdoptedThread(t *testing.T) {
	r := newRoom(t)
	root := r.says("kato", ask, "", "VPC につながらないのですが、誰かわかりますか？")
	r.says("emma", ask, root, "@toban これお願いします")
	q := r.inquiry("INQ-1")
	require.Equal(t, triage.PersonID("UKATO"), q.Asker)
	require.Equal(t, triage.PersonID("UEMMA"), q.Reporter)
	require.Equal(t, "VPC につながらないのですが、誰かわかりますか？\nこれお願いします", q.Text)
	require.Equal(t, triage.MessageTS(root), q.Source.TS)
	pings := 0
	for _, m := range r.posts(ask, root) {
		pings += strings.Count(m.Text, "<@UTANAKA>")
	}
	require.Equal(t, 1, pings, "Slack tells of one mention twice; the on-call hears of it once")
}

func TestNudge(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	r.says("tanaka", ask, ts, "見ます")
	r.says("sato", ask, ts, "@toban どうなりましたか")
	require.Contains(t, r.whispersIn("sato", ask, ts), "tanaka さんにお知らせしました")
	require.Contains(t, r.shows("INQ-1", triage.SlotPing), "🔔 sato さんが状況を尋ねています。\n@tanaka さん、担当としてお願いします。")
	r.pass(time.Hour)
	r.says("sato", ask, ts, "@toban まだですか")
	require.Contains(t, r.whispersIn("sato", ask, ts), "に一度お知らせ済みです")

	ts = r.says("emma", ask, "", "@toban how do I get a GPU node pool?")
	r.says("emma", ask, ts, "@toban any news?")
	require.Contains(t, r.whispersIn("emma", ask, ts), "tanaka has been told", "nobody owns it: whoever is on call")
	r.says("emma", ask, ts, "@toban hello?")
	require.Contains(t, r.whispersIn("emma", ask, ts), "Already nudged")
}

func TestEditAndDelete(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	require.NoError(t, r.slack.Edit(ctx, "sato", ask, ts, "@toban 監査ログが見られません"))
	r.settle()
	require.Equal(t, "監査ログが見られません", r.inquiry("INQ-1").Text)

	require.NoError(t, r.slack.Unfurl(ctx, ask, ts, "a page"))
	r.settle()
	require.Equal(t, "監査ログが見られません", r.inquiry("INQ-1").Text, "an unfolded link is no edit")

	answer := r.says("tanaka", ask, ts, "権限を付けました")
	require.True(t, r.inquiry("INQ-1").Answered())
	require.NoError(t, r.slack.Delete(ctx, "tanaka", ask, answer))
	r.settle()
	require.False(t, r.inquiry("INQ-1").Answered())

	require.NoError(t, r.slack.Delete(ctx, "sato", ask, ts))
	r.settle()
	q := r.inquiry("INQ-1")
	require.True(t, q.Gone)
	require.Equal(t, triage.StatusWithdrawn, q.Status)
	require.Equal(t, 1, r.count())
}

func TestEditThatAddsTheMention(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "ログが見られません")
	require.Zero(t, r.count())
	require.NoError(t, r.slack.Edit(t.Context(), "sato", ask, ts, "@toban ログが見られません"))
	r.settle()
	require.Equal(t, 1, r.count())
}

func TestReactions(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	react := func(user, emoji string) {
		t.Helper()
		r.pass(time.Second)
		require.NoError(t, r.slack.React(t.Context(), user, ask, ts, emoji))
		r.settle()
	}
	unreact := func(user, emoji string) {
		t.Helper()
		r.pass(time.Second)
		require.NoError(t, r.slack.Unreact(t.Context(), user, ask, ts, emoji))
		r.settle()
	}
	react("kato", "eyes")
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-1").Status, "only members claim")
	require.Empty(t, r.whispersIn("kato", ask, ts), "and nothing is said")
	react("tanaka", "eyes")
	require.Equal(t, triage.PersonID("UTANAKA"), r.inquiry("INQ-1").Owner)
	unreact("tanaka", "eyes")
	require.Empty(t, r.inquiry("INQ-1").Owner)
	react("tanaka", "hourglass_flowing_sand")
	require.Equal(t, triage.StatusWaiting, r.inquiry("INQ-1").Status)
	unreact("tanaka", "hourglass_flowing_sand")
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-1").Status, "nobody owned it before")
	react("sato", "white_check_mark")
	require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status, "the asker's own counts")
	unreact("sato", "white_check_mark")
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-1").Status)
	react("tanaka", "rotating_light")
	require.Contains(t, r.whispersIn("tanaka", ask, ts), "障害を宣言しますか")
	require.Empty(t, r.inquiry("INQ-1").Incident, "only a person's form declares")
}

func TestTicket(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	ts := r.says("kato", ask, "", "VPC につながりません")
	require.NoError(t, r.slack.React(ctx, "emma", ask, ts, "ticket"))
	r.settle()
	q := r.inquiry("INQ-1")
	require.Equal(t, triage.PersonID("UKATO"), q.Asker)
	require.Equal(t, triage.PersonID("UEMMA"), q.Reporter)
	require.Equal(t, "VPC につながりません", q.Text)
	require.NoError(t, r.slack.React(ctx, "sato", ask, ts, "ticket"))
	r.settle()
	require.Equal(t, 1, r.count())
	require.NoError(t, r.slack.Unreact(ctx, "sato", ask, ts, "ticket"))
	r.settle()
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-1").Status, "only who opened it takes it back")
	require.NoError(t, r.slack.Unreact(ctx, "emma", ask, ts, "ticket"))
	r.settle()
	require.Equal(t, triage.StatusWithdrawn, r.inquiry("INQ-1").Status, "though neither asker nor member")
}

func TestAThreadHasOneInquiry(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	ts := r.says("sato", ask, "", "@toban ログが見られません")
	reply := r.says("kato", ask, ts, "こちらでも見られません")
	require.NoError(t, r.slack.React(ctx, "emma", ask, reply, "ticket"))
	r.settle()
	require.Contains(t, r.whispers("emma", ask), "INQ-1 already")
	require.NoError(t, r.slack.MessageShortcut(ctx, "emma", shortcutCreateInquiry, ask, reply))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("emma")), "It is INQ-1 already", "before anybody types")
	require.Equal(t, 1, r.count())
}

func TestStrangersGetTitlesOnly(t *testing.T) {
	r := newRoom(t, searched(knowledge.Hit{Title: "VPN", Snippet: "the secret sentence"}))
	r.says("eve", ask, "", "@toban docs VPN")
	require.Contains(t, r.whispers("eve", ask), "VPN")
	require.NotContains(t, r.whispers("eve", ask), "secret")
	r.says("emma", ask, "", "@toban docs VPN")
	require.Contains(t, r.whispers("emma", ask), "secret")
}

func TestSlackIsAwayWhenWeStart(t *testing.T) {
	r := newRoom(t)
	r.slack.Inject(fakeslack.Fault{Method: "*", Kind: fakeslack.Slow{D: time.Minute}})
	began := time.Now()
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			body := strings.NewReplacer("Ev1", "Ev"+itoa(n), "000100", "0001"+itoa(10+n)).Replace(someEvent)
			require.Equal(t, http.StatusOK, r.post(PathEvents, body).Code)
		})
	}
	wg.Wait()
	require.Less(t, time.Since(began), 20*time.Second, "nobody waits for auth.test")
	require.Equal(t, 20, r.count())
	r.slack.ClearFaults()
}

// A shortcut works everywhere, also where toban may not speak.
func TestShortcutWhereTobanIsNot(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	r.slack.AddChannel(fakeslack.Channel{ID: "CRANDOM", Name: "random", Members: []string{"emma", "sato"}})
	r.slack.AddChannel(fakeslack.Channel{ID: "GSECRET", Name: "secret", Private: true, Members: []string{"emma"}})
	public := r.says("sato", "CRANDOM", "", "VPC につながりません")
	private := r.says("emma", "GSECRET", "", "between us")

	require.NoError(t, r.slack.MessageShortcut(ctx, "emma", shortcutCreateInquiry, "CRANDOM", public))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("emma")), "toban is not in this channel. It goes to")
	require.NoError(t, r.slack.Submit(ctx, "emma", "", nil))
	r.settle()
	q := r.inquiry("INQ-1")
	require.Equal(t, triage.ChannelID(ask), q.Place.Channel, "nothing is posted where nothing can be")
	require.Equal(t, triage.PersonID("USATO"), q.Asker)
	require.Contains(t, strings.Join(q.Links, " "), "/archives/CRANDOM/p")
	require.NotEmpty(t, r.card("INQ-1"))

	require.NoError(t, r.slack.MessageShortcut(ctx, "emma", shortcutCreateInquiry, "GSECRET", private))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("emma")), "Run /invite @toban")
	require.Equal(t, 1, r.count(), "a private message is quoted nowhere else")
}

// An alert bot is heard where the configuration lists it, and nowhere else.
func TestAlertBots(t *testing.T) {
	r := newRoom(t)
	for _, c := range []struct {
		name, event string
		inquiries   int
	}{
		{"listed", `{"type":"message","subtype":"bot_message","bot_id":"B0ALERTS","channel":"CALL","ts":"1763618640.000001","text":"","attachments":[{"title":"p99 of checkout is high","text":"3.2 s for 10 min","title_link":"https://app.datadoghq.com/monitors/7"}]}`, 1},
		{"the same once more", `{"type":"message","subtype":"bot_message","bot_id":"B0ALERTS","channel":"CALL","ts":"1763618640.000001","text":"p99"}`, 1},
		{"another bot", `{"type":"message","subtype":"bot_message","bot_id":"B0OTHER","channel":"CALL","ts":"1763618640.000002","text":"build passed"}`, 1},
		{"where only mentions count", `{"type":"message","subtype":"bot_message","bot_id":"B0ALERTS","channel":"CASK","ts":"1763618640.000003","text":"p99"}`, 1},
		{"in a thread", `{"type":"message","bot_id":"B0ALERTS","channel":"CALL","ts":"1763618640.000004","thread_ts":"1763618640.000001","text":"recovered"}`, 1},
		{"an edit", `{"type":"message","subtype":"message_changed","channel":"CALL","ts":"1763618640.000005","message":{"bot_id":"B0ALERTS","ts":"1763618640.000001","text":"new"}}`, 1},
		{"without words", `{"type":"message","bot_id":"B0ALERTS","channel":"CALL","ts":"1763618640.000006","text":" "}`, 1},
	} {
		var e eventEnvelope
		require.NoError(t, json.Unmarshal([]byte(`{"type":"event_callback","event_id":"Ev`+c.name+`","event":`+c.event+`}`), &e))
		require.NoError(t, r.app.takeEvent(t.Context(), e), c.name)
		require.Equal(t, c.inquiries, r.count(), c.name)
	}
	q := r.inquiry("INQ-1")
	require.Equal(t, "p99 of checkout is high\n3.2 s for 10 min\nhttps://app.datadoghq.com/monitors/7", q.Text)
	require.Equal(t, []string{"https://app.datadoghq.com/monitors/7"}, q.Links)
	require.True(t, q.Alert)
	r.says("sato", ask, "", "@toban p99")
	require.False(t, r.inquiry("INQ-2").Alert)
}

// Thanks below a closed inquiry ask nothing; the next words may.
func TestThanksDoNotReopen(t *testing.T) {
	r := newRoom(t)
	ts := r.says("emma", ask, "", "@toban how do I get a GPU node?")
	r.says("tanaka", ask, ts, "@toban 解決")
	for _, thanks := range []string{"thanks!", "great, thanks a lot 🙏", "Thank you so much, that worked."} {
		r.says("emma", ask, ts, thanks)
		require.Empty(t, r.whispersIn("emma", ask, ts), thanks)
	}
	r.says("emma", ask, ts, "It still does not work")
	require.Contains(t, r.whispersIn("emma", ask, ts), "Reopen it?")
}

// A greeting gets the menu, and a word that only a slash command knows a hint:
// neither disturbs anybody.
func TestGreetingsGetTheMenu(t *testing.T) {
	r := newRoom(t)
	for _, text := range []string{"@toban hello", "@toban こんにちは！", "@toban テスト", "@toban help me"} {
		r.says("sato", ask, "", text)
		require.Contains(t, r.whispers("sato", ask), "何をお手伝いしましょうか", text)
	}
	r.says("emma", ask, "", "@toban list")
	require.Contains(t, r.whispers("emma", ask), "Type /toban list")
	r.says("sato", ask, "", "@toban 一覧")
	require.Contains(t, r.whispers("sato", ask), "/toban 一覧 と入力してください")
	require.Zero(t, r.count())
	r.says("sato", ask, "", "@toban help me rotate a key")
	r.says("sato", ask, "", "@toban list of regions is empty in the console")
	require.Equal(t, 2, r.count())
}

// A ticket that is put back takes up what taking it away had withdrawn.
func TestTicketPutBack(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	ts := r.says("emma", ask, "", "the VPN is slow")
	require.NoError(t, r.slack.React(ctx, "sato", ask, ts, "ticket"))
	require.NoError(t, r.slack.Unreact(ctx, "sato", ask, ts, "ticket"))
	r.settle()
	require.Equal(t, triage.StatusWithdrawn, r.inquiry("INQ-1").Status)
	require.NoError(t, r.slack.React(ctx, "emma", ask, ts, "ticket"))
	r.settle()
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-1").Status)
	require.Equal(t, 1, r.count())
}

// What an inquiry waits for stands where the next person looks.
func TestWaitReason(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban 見積もりが欲しいです")
	r.says("tanaka", ask, ts, "@toban 待ち 見積もりの返事")
	card := func() string { return r.slack.PlainText(r.posts(ask, ts)[0]) }
	require.Contains(t, card(), "次: 見積もりの返事")
	const asked = "⏳ @sato さん、質問者としてご返信をお願いします（tanaka さんから）。\n> "
	require.Equal(t, asked+"見積もりの返事", r.shows("INQ-1", triage.SlotWaiting))
	r.runs("tanaka", "/toban wait INQ-1 上長の承認")
	r.settle()
	require.Contains(t, card(), "次: 上長の承認")
	require.Equal(t, asked+"上長の承認", r.shows("INQ-1", triage.SlotWaiting))
	require.Contains(t, r.runs("tanaka", "/toban wait INQ-1"), "すでに済んでいます（あなたの操作です）")
	require.Len(t, r.inquiry("INQ-1").Pauses, 1)
	r.says("sato", ask, ts, "承認されました")
	require.NotContains(t, card(), "次:")
	require.Equal(t, "⏳ sato さんの返信待ちは終わりました。", r.shows("INQ-1", triage.SlotWaiting))
}

// However it begins to wait, the asker reads it at once where they asked: in
// their own direct message, in their language.
func TestWaitingIsToldToTheAsker(t *testing.T) {
	for place, want := range map[string]string{
		ask: "⏳ @emma さん、質問者としてご返信をお願いします（tanaka さんから）。", "@toban": "⏳ @emma, tanaka is waiting for your answer, as the asker.",
	} {
		for name, waits := range map[string]func(*room){
			"button": func(r *room) {
				r.order("UTANAKA", "INQ-1", triage.Claim{})
				r.slot("tanaka", "INQ-1", cmp.Or(r.side(), triage.SlotCard), actionWait)
			},
			"command": func(r *room) { r.runs("tanaka", "/toban wait INQ-1") },
			"reaction": func(r *room) {
				at := r.inquiry("INQ-1").Where(cmp.Or(r.side(), triage.SlotCard))
				require.NoError(t, r.slack.React(t.Context(), "tanaka", string(at.Channel), string(at.TS), "hourglass_flowing_sand"))
				r.settle()
			},
		} {
			r := newRoom(t)
			ts := r.says("emma", place, "", saidIn(place, "the VPN is slow"))
			waits(r)
			require.Equal(t, triage.StatusWaiting, r.inquiry("INQ-1").Status, name)
			require.Equal(t, want, r.shows("INQ-1", triage.SlotWaiting), name)
			m, _ := r.slack.Message(string(r.inquiry("INQ-1").Where(triage.SlotWaiting).Channel), string(r.inquiry("INQ-1").Where(triage.SlotWaiting).TS))
			require.Equal(t, ts, m.ThreadTS)
		}
	}
	r := newRoom(t)
	r.says("tanaka", ask, "", "@toban ログが見られません")
	r.order("UTANAKA", "INQ-1", triage.Wait{})
	require.True(t, r.inquiry("INQ-1").Where(triage.SlotWaiting).IsZero(), "nobody is told of their own act")
}

// side is the slot of the team's side of INQ-1, "" of one asked in a channel.
func (r *room) side() triage.Slot {
	if r.inquiry("INQ-1").Place.Direct {
		return triage.SlotRoom
	}
	return ""
}

// A mention beside the thread of a room is a reply, and may be a new question.
func TestAnotherQuestionInARoom(t *testing.T) {
	r := newRoom(t)
	r.says("emma", r.dm("emma"), "", "The zebra quota is exhausted")
	room := r.group().ID
	r.says("emma", room, "", "@toban also: can you open port 443 for me?")
	require.Equal(t, 1, r.count())
	require.Contains(t, r.whispers("emma", room), "Taken as a reply about INQ-1")
	r.presses("emma", room, r.ephemeral("emma", room, "").TS, actionSendInquiry)
	require.Equal(t, 2, r.count())
	require.True(t, r.inquiry("INQ-2").Place.Private)
}
