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

// group is the only group direct message there is.
func (r *room) group() fakeslack.Channel {
	r.t.Helper()
	var all []fakeslack.Channel
	for _, c := range r.slack.Channels("") {
		if c.MPIM {
			all = append(all, c)
		}
	}
	require.Len(r.t, all, 1, "group direct messages")
	return all[0]
}

func (r *room) groups() int {
	n := 0
	for _, c := range r.slack.Channels("") {
		if c.MPIM {
			n++
		}
	}
	return n
}

// thread is what viewer reads in a thread.
func (r *room) thread(channel, ts, viewer string) string {
	var b strings.Builder
	for _, m := range r.slack.Thread(channel, ts, viewer) {
		b.WriteString(m.User + ": " + r.slack.PlainText(m) + "\n")
	}
	return b.String()
}

func (r *room) dm(user string) string {
	r.t.Helper()
	c, err := r.slack.DM(user)
	require.NoError(r.t, err)
	return c.ID
}

// read what viewer sees at the top of a conversation.
func (r *room) top(channel, viewer string) string {
	var b strings.Builder
	for _, m := range r.slack.Messages(channel, viewer) {
		b.WriteString(r.slack.PlainText(m) + "\n")
	}
	return b.String()
}

// wellDocumented has every question answered by a page.
func wellDocumented(_ *Config, d *Deps) {
	d.Desk.Adviser = oneAnswer{}
	d.Desk.Policy.Grace = 10 * time.Minute
}

func TestDirectInquiryStaysBetweenTheTwo(t *testing.T) {
	r := newRoom(t, wellDocumented)
	ts := r.says("emma", "@toban", "", "How do I rotate a key?")
	dm := r.dm("emma")
	q := r.inquiry("INQ-1")
	require.True(t, q.Place.Direct)
	require.True(t, q.Place.Private)
	require.Equal(t, knowledge.English, q.Lang)
	seen := r.thread(dm, ts, "emma")
	require.Contains(t, seen, "First reply due", "in the asker's language")
	require.Contains(t, seen, "Do they solve it?")
	require.NotContains(t, seen, "Take it", "the asker is not offered to take it")
	require.Contains(t, seen, "Withdraw")

	r.presses("emma", dm, string(q.Where(triage.SlotSuggestion).TS), actionSolved)
	require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status)
	require.Zero(t, r.groups(), "nobody was disturbed")
	require.Empty(t, r.slack.Messages(team, "tanaka"))
}

// Whoever takes a question back has asked one: nothing is learned from it.
func TestADirectInquiryIsWithdrawnByItsButton(t *testing.T) {
	r := newRoom(t, wellDocumented)
	r.says("emma", "@toban", "", "How do I rotate a key?")
	r.slot("emma", "INQ-1", triage.SlotCard, actionWithdraw)
	require.Equal(t, triage.StatusWithdrawn, r.inquiry("INQ-1").Status)
	require.Empty(t, r.inquiry("INQ-1").Area.By)
}

// In a thread with toban alone a word is for toban, with or without a mention.
func TestWordsInADirectThread(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", "@toban", "", "ログが見られません")
	dm := r.dm("sato")
	r.says("sato", dm, ts, "昨日から")
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-1").Status)
	r.says("sato", dm, ts, "解決")
	require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status)
	r.says("sato", dm, ts, "再開")
	require.Equal(t, triage.StatusOpen, r.inquiry("INQ-1").Status)
	r.says("sato", dm, ts, "当番")
	require.Contains(t, r.thread(dm, ts, "sato"), "今の当番: tanaka")
	r.says("sato", dm, ts, "解決 できていません")
	r.says("sato", dm, ts, "取り下げ")
	require.Equal(t, triage.StatusWithdrawn, r.inquiry("INQ-1").Status)
	told := r.thread(r.group().ID, string(r.inquiry("INQ-1").Where(triage.SlotRoom).TS), "tanaka")
	for _, word := range []string{"> 解決\n", "> 再開\n", "> 当番\n", "> 取り下げ\n"} {
		require.NotContains(t, told+"\n", word)
	}
	require.Contains(t, told, "昨日から")
	require.Contains(t, told, "解決 できていません", "a sentence is passed on")
}

func TestDirectInquiryFollowsTheChosenLanguage(t *testing.T) {
	r := newRoom(t)
	r.runs("sato", "/toban lang en")
	ts := r.says("sato", "@toban", "", "ログが見られません")
	require.Contains(t, r.thread(r.dm("sato"), ts, "sato"), "First reply due")
}

func TestDirectInquiryReachesTheTeam(t *testing.T) {
	r := newRoom(t)
	ts := r.says("emma", "@toban", "", "Logs are missing <b>")
	dm, group := r.dm("emma"), r.group()
	require.ElementsMatch(t, []string{"UEMMA", "UTANAKA", "USUZUKI", "UYAMADA", "UITO", "ULEE", r.slack.Bot().ID}, group.Members)
	root := r.inquiry("INQ-1").Where(triage.SlotRoom)
	require.Equal(t, triage.ChannelID(group.ID), root.Channel)
	golden(t, "direct_room.ja.txt", strings.TrimSpace(r.thread(group.ID, string(root.TS), "tanaka")))
	golden(t, "direct_asker.en.txt", strings.TrimSpace(r.thread(dm, ts, "emma")))
	require.NotContains(t, r.thread(dm, ts, "emma"), "<@UTANAKA>")
	require.NotContains(t, r.top(team, "tanaka"), "Logs")

	// The asker goes on where only toban reads; the team is shown it.
	r.says("emma", dm, ts, "only since noon")
	require.Contains(t, r.thread(group.ID, string(root.TS), "tanaka"), "emma さんが DM に書きました。\n> only since noon")

	r.pass(time.Hour)
	r.says("tanaka", group.ID, string(root.TS), "見ています")
	q := r.inquiry("INQ-1")
	require.True(t, q.Answered(), "the first reply")
	require.Equal(t, triage.PersonID("UTANAKA"), q.Owner)
	require.NotContains(t, r.thread(dm, ts, "emma"), "見ています", "the asker reads it in the group")

	r.orders("INQ-1", "UTANAKA", triage.Wait{})
	r.settle()
	r.says("emma", dm, ts, "in production")
	require.Equal(t, triage.StatusInProgress, r.inquiry("INQ-1").Status, "the asker's words in the direct message count")
	r.orders("INQ-1", "UTANAKA", triage.Wait{})
	r.settle()
	r.says("emma", group.ID, string(root.TS), "and in staging")
	require.Equal(t, triage.StatusInProgress, r.inquiry("INQ-1").Status, "those in the group too")

	r.orders("INQ-1", "UTANAKA", triage.Resolve{Reasons: triage.Reasons{Note: "agent restarted"}})
	r.settle()
	require.Contains(t, r.thread(dm, ts, "emma"), "Resolved by tanaka: agent restarted")
	require.Contains(t, r.thread(group.ID, string(root.TS), "tanaka"), "tanaka さんが解決にしました: agent restarted")
	require.Contains(t, r.slack.PlainText(r.slack.Thread(group.ID, string(root.TS), "tanaka")[0]), "✅ 解決", "the root follows the state")

	r.says("emma", dm, ts, "it is back")
	require.Contains(t, r.thread(dm, ts, "emma"), "INQ-1 is closed. Reopen it?")
	require.Empty(t, r.buried())
}

func (r *room) buried() []string {
	jobs, err := r.store.BuriedJobs(r.t.Context(), 10)
	require.NoError(r.t, err)
	var out []string
	for _, j := range jobs {
		out = append(out, j.Envelope.Name+": "+j.Reason)
	}
	return out
}

// What is written before anybody of the team can read along is not lost.
func TestARoomBeginsWithEverythingSaid(t *testing.T) {
	r := newRoom(t, wellDocumented)
	ts := r.says("sato", "@toban", "", "ログが見られません")
	dm := r.dm("sato")
	for n := range asidesShown + 2 {
		r.says("sato", dm, ts, "追加 "+itoa(n))
	}
	require.Zero(t, r.groups())
	r.presses("sato", dm, string(r.inquiry("INQ-1").Where(triage.SlotSuggestion).TS), actionStillNeed)
	root := r.inquiry("INQ-1").Where(triage.SlotRoom)
	first := r.slack.PlainText(r.slack.Thread(r.group().ID, string(root.TS), "tanaka")[0])
	require.Contains(t, first, "ログが見られません")
	require.Contains(t, first, "追加 0")
	require.Contains(t, first, "…ほか 2 件")
}

func TestAClaimOpensTheRoom(t *testing.T) {
	r := newRoom(t, wellDocumented)
	r.says("sato", "@toban", "", "ログが見られません")
	require.Zero(t, r.groups())
	r.runs("ito", "/toban 担当 INQ-1")
	require.Contains(t, r.group().Members, "UITO")
}

// Nobody can be added to a group direct message: for somebody who is not in it,
// another one is opened.
func TestARoomMovesForWhoeverIsMentioned(t *testing.T) {
	r := newRoom(t)
	for _, name := range []string{"a", "b", "c", "d"} {
		r.slack.AddUser(fakeslack.User{ID: "UA" + strings.ToUpper(name), Name: name})
		r.app.desk.Policy.Members = append([]triage.PersonID{triage.PersonID("UA" + strings.ToUpper(name))}, r.app.desk.Policy.Members...)
	}
	r.says("sato", "@toban", "", "ログが見られません")
	first := r.inquiry("INQ-1").Where(triage.SlotRoom)
	c, ok := r.slack.Channel(string(first.Channel))
	require.True(t, ok)
	require.Len(t, c.Members, roomMost+1)
	require.NotContains(t, c.Members, "ULEE")

	r.orders("INQ-1", "UTANAKA", triage.Assign{To: "ULEE"})
	r.settle()
	second := r.inquiry("INQ-1").Where(triage.SlotRoom)
	require.NotEqual(t, first, second)
	c, ok = r.slack.Channel(string(second.Channel))
	require.True(t, ok)
	require.Subset(t, c.Members, []string{"USATO", "ULEE", "UTANAKA"})
	require.Len(t, r.slack.Thread(string(second.Channel), string(second.TS), "lee"), 2, "root and ping")
	require.Contains(t, r.thread(string(first.Channel), string(first.TS), "tanaka"), "lee さんが加わるため、続きは別のグループ DM で行います。")
	r.says("tanaka", string(first.Channel), string(first.TS), "lee さんお願いします")
	require.True(t, r.inquiry("INQ-1").Answered(), "the room that was left still belongs to it")

	// A warning leads nobody to where they cannot read.
	_, err := r.app.self.get(t.Context())
	require.NoError(t, err)
	r.app.desk.Policy.Members = append(r.app.desk.Policy.Members, "UKATO")
	kato := r.mention(triage.RoleOnCall, "UKATO")
	for _, c := range []struct {
		n     triage.Notice
		where string
	}{
		{triage.WarnOwner{Inquiry: "INQ-1", To: kato, Percent: 50}, r.dm("kato")},
		{triage.WarnTeam{Inquiry: "INQ-1", To: kato, Percent: 80}, team},
		{triage.TellBreach{Inquiry: "INQ-1", To: []triage.Mention{r.mention(triage.RoleSecondary, "USUZUKI"), kato}}, team},
	} {
		receipt, err := r.app.Send(t.Context(), r.job(c.n))
		require.NoError(t, err)
		require.NotEmpty(t, receipt.Orders, "%T", c.n)
		moved := receipt.Orders[0].Command.(triage.Posted) // what follows says where the warning stands
		require.Equal(t, triage.SlotRoom, moved.Slot, "%T", c.n)
		third := moved.Message
		room, ok := r.slack.Channel(string(third.Channel))
		require.True(t, ok)
		require.Contains(t, room.Members, "UKATO")
		warned := r.slack.Messages(c.where, "kato")
		require.Contains(t, string(warned[len(warned)-1].Blocks), "/archives/"+string(third.Channel)+"/p")
	}
	require.Empty(t, r.buried())
}

func TestPeopleWriteBesideTheThread(t *testing.T) {
	r := newRoom(t)
	r.says("sato", "@toban", "", "ログが見られません")
	group := r.group().ID
	r.says("tanaka", group, "", "見ます")
	require.True(t, r.inquiry("INQ-1").Answered())
	r.says("sato", group, "", "本番です")
	require.Equal(t, 1, r.count(), "no new inquiry")
	r.says("tanaka", group, "", "@toban 解決")
	require.Equal(t, triage.StatusResolved, r.inquiry("INQ-1").Status)
	r.says("tanaka", group, "", "ではまた")
	require.Equal(t, 1, r.count())
}

func TestARoomWithoutTheScope(t *testing.T) {
	r := newRoom(t)
	r.slack.SetScopes(slices.DeleteFunc(fakeslack.DefaultScopes(), func(s string) bool { return strings.HasPrefix(s, "mpim") })...)
	ts := r.says("emma", "@toban", "", "Logs are secret")
	require.Zero(t, r.groups())
	dm, desk := r.dm("emma"), r.dm("tanaka")
	root := r.inquiry("INQ-1").Where(triage.SlotRelay)
	require.Equal(t, triage.ChannelID(desk), root.Channel, "the on-call is told alone")
	require.Contains(t, r.thread(desk, string(root.TS), "tanaka"), "Logs are secret")
	said := r.top(team, "tanaka")
	require.Contains(t, said, "INQ-1")
	require.Contains(t, said, "tanaka")
	require.NotContains(t, said, "secret", "a private place is not quoted")
	require.Contains(t, r.thread(dm, ts, "emma"), "Their answer comes in this thread")

	r.says("emma", dm, ts, "since noon")
	require.Contains(t, r.thread(desk, string(root.TS), "tanaka"), "since noon")
	r.says("tanaka", desk, string(root.TS), "見ています")
	require.True(t, r.inquiry("INQ-1").Answered())
	require.Contains(t, r.thread(dm, ts, "emma"), "tanaka (Platform) answered:\n> 見ています")

	ping := r.inquiry("INQ-1").Where(triage.SlotPing)
	require.Equal(t, triage.ChannelID(team), ping.Channel)
	r.says("ito", team, string(ping.TS), "再起動しました")
	require.Contains(t, r.thread(dm, ts, "emma"), "ito (Platform) answered:\n> 再起動しました", "from the team's channel too")
	require.Empty(t, r.buried())
}

func TestARelaySpeaksItsReadersLanguage(t *testing.T) {
	r := newRoom(t)
	r.runs("tanaka", "/toban lang en")
	r.slack.SetScopes(slices.DeleteFunc(fakeslack.DefaultScopes(), func(s string) bool { return s == "mpim:write" })...)
	r.says("sato", "@toban", "", "ログが見られません")
	root := r.inquiry("INQ-1").Where(triage.SlotRelay)
	r.app.rooms.direct = make(map[triage.PersonID]triage.ChannelID) // as after a restart
	r.orders("INQ-1", "UTANAKA", triage.Claim{})
	r.settle()
	seen := r.thread(string(root.Channel), string(root.TS), "tanaka")
	require.Contains(t, seen, "sato asked this in a direct message")
	require.Contains(t, seen, "In progress")
	require.NotContains(t, seen, "対応中")

	// Somebody else takes it: the words come to them.
	r.orders("INQ-1", "UTANAKA", triage.Assign{To: "UITO"})
	r.settle()
	moved := r.inquiry("INQ-1").Where(triage.SlotRelay)
	require.Equal(t, triage.ChannelID(r.dm("ito")), moved.Channel)
	require.Contains(t, r.thread(string(moved.Channel), string(moved.TS), "ito"), "ログが見られません")
}

func TestARoomWithoutSomebody(t *testing.T) {
	t.Run("who has left is left out", func(t *testing.T) {
		r := newRoom(t)
		r.slack.AddUser(fakeslack.User{ID: "UITO", Name: "ito", Deleted: true})
		r.says("sato", "@toban", "", "ログが見られません")
		require.NotContains(t, r.group().Members, "UITO")
	})
	t.Run("refused for everybody, opened for those who are needed", func(t *testing.T) {
		r := newRoom(t)
		r.slack.Inject(fakeslack.Fault{Method: "conversations.open", Kind: fakeslack.ErrorCode{Code: "user_disabled"}, Times: 1})
		r.says("sato", "@toban", "", "ログが見られません")
		require.ElementsMatch(t, []string{"USATO", "UTANAKA", "USUZUKI", "UYAMADA", r.slack.Bot().ID}, r.group().Members)
	})
	t.Run("the first of those who are needed cannot be written to", func(t *testing.T) {
		r := newRoom(t)
		r.slack.Inject(fakeslack.Fault{Method: "conversations.open", Kind: fakeslack.ErrorCode{Code: "user_not_visible"}, Times: 3})
		r.says("sato", "@toban", "", "ログが見られません")
		require.Equal(t, triage.ChannelID(r.dm("suzuki")), r.inquiry("INQ-1").Where(triage.SlotRelay).Channel)
	})
	t.Run("nobody at all", func(t *testing.T) {
		r := newRoom(t)
		r.slack.Inject(fakeslack.Fault{Method: "conversations.open", Kind: fakeslack.ErrorCode{Code: "user_not_visible"}, Times: 5})
		r.says("sato", "@toban", "", "ログが見られません")
		require.Len(t, r.buried(), 1, "the room alone")
		require.Contains(t, r.top(team, "tanaka"), "INQ-1 は sato さんが DM で送った問い合わせです", "the ping is not lost")
	})
}

// Whatever Slack does to one post, each side has one of everything.
func TestDirectMessagesAppearOnceUnderFaults(t *testing.T) {
	for _, kind := range []fakeslack.FaultKind{
		fakeslack.ErrorCode{Code: "internal_error"}, fakeslack.RateLimited{RetryAfter: 3 * time.Second}, fakeslack.ResetAfterStore{}, fakeslack.Status500AfterStore{},
	} {
		r := newRoom(t)
		r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Kind: kind, Times: 2})
		ts := r.says("sato", "@toban", "", "ログが見られません")
		r.later()
		group := r.group().ID
		require.Len(t, r.slack.Messages(group, "tanaka"), 1, "%T: roots", kind)
		root := string(r.inquiry("INQ-1").Where(triage.SlotRoom).TS)
		require.Len(t, r.slack.Thread(group, root, "tanaka"), 2, "%T: root and ping", kind)

		r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Channel: group, Kind: kind, Times: 1})
		r.orders("INQ-1", "UTANAKA", triage.Resolve{})
		r.later()
		require.Equal(t, 1, strings.Count(r.thread(r.dm("sato"), ts, "sato"), "さんが解決にしました"), "%T: the asker's", kind)
		require.Equal(t, 1, strings.Count(r.thread(group, root, "tanaka"), "さんが解決にしました"), "%T: the team's", kind)
		require.Empty(t, r.buried())
	}
}

func TestWarningsLeadToTheRoom(t *testing.T) {
	r := newRoom(t)
	r.says("sato", "@toban", "", "秘密の計画")
	_, err := r.app.self.get(t.Context())
	require.NoError(t, err)
	to := r.mention(triage.RoleOwner, "UTANAKA")
	q, b := r.inquiry("INQ-1"), r.app.book("")
	for name, m := range map[string]message{
		"warning": r.app.warnTeam(t.Context(), b, triage.WarnTeam{To: to}, q),
		"breach":  r.app.breach(t.Context(), b, triage.TellBreach{To: []triage.Mention{to}}, q),
	} {
		all := r.read(t, shown{name, m}) + m.text
		require.NotContains(t, all, "秘密", name)
		require.NotContains(t, r.app.inquiryLink(q), string(q.Place.Channel), name)
	}
	require.Contains(t, r.app.inquiryLink(q), "/archives/"+r.group().ID+"/p")
	q.Messages = nil
	require.Equal(t, "INQ-1", r.app.inquiryLink(q), "no link to what nobody can open")
}

func TestReactionsInTheRoom(t *testing.T) {
	r := newRoom(t)
	r.says("sato", "@toban", "", "ログが見られません")
	root := r.inquiry("INQ-1").Where(triage.SlotRoom)
	require.NoError(t, r.slack.React(t.Context(), "tanaka", string(root.Channel), string(root.TS), "eyes"))
	r.settle()
	require.Equal(t, triage.PersonID("UTANAKA"), r.inquiry("INQ-1").Owner)
}

func TestMessagesThatAskNothing(t *testing.T) {
	for text, want := range map[string]bool{
		"👍": true, ":+1:": true, ":bow::skin-tone-2: !": true, "ありがとう": true, "ありがとうございます！🙏": true, "OK": true, "ok!!": true, "thanks :)": true,
		"Thank you!": true, "…": true, "（笑）": false, "502": false, "VPN": false, "ありがとうございます。ログも見たいです": false, "ok なのに 502": false,
		"help": false,
	} {
		require.Equal(t, want, idle(text), text)
	}
	r := newRoom(t)
	r.says("sato", "@toban", "", "👍")
	require.Contains(t, r.top(r.dm("sato"), "sato"), "何をお手伝いしましょうか？")
	r.says("kato", "@toban", "", "ありがとうございます！")
	require.Contains(t, r.top(r.dm("kato"), "kato"), "何をお手伝いしましょうか？")
	r.says("sato", ask, "", "@toban :bow:")
	require.Contains(t, r.whispers("sato", ask), "何をお手伝いしましょうか？")
	r.says("kato", ask, "", "@toban ありがとうございます！")
	require.Empty(t, r.whispers("kato", ask))
	require.Zero(t, r.count())
}

func TestAnAnswerBelowTheMenuIsNotLost(t *testing.T) {
	r := newRoom(t)
	r.says("sato", "@toban", "", "👍")
	dm := r.dm("sato")
	menu := r.slack.Messages(dm, "sato")[1]
	r.says("sato", dm, menu.TS, "🙏")
	require.Len(t, r.slack.Thread(dm, menu.TS, "sato"), 2)
	reply := r.says("sato", dm, menu.TS, "VPC につながりません")
	all := r.slack.Thread(dm, menu.TS, "sato")
	require.Contains(t, r.slack.PlainText(all[len(all)-1]), "問い合わせとして送りますか？")
	require.Zero(t, r.count())
	r.presses("sato", dm, all[len(all)-1].TS, actionSendInquiry)
	q := r.inquiry("INQ-1")
	require.Equal(t, "VPC につながりません", q.Text)
	require.True(t, q.Place.Direct)
	require.Equal(t, triage.MessageTS(reply), q.Source.TS)

	r.says("tanaka", "@toban", "", "👍")
	desk := r.dm("tanaka")
	notice := r.slack.Messages(desk, "tanaka")[1]
	r.says("tanaka", desk, notice.TS, "わかりました、後で見ます")
	require.Len(t, r.slack.Thread(desk, notice.TS, "tanaka"), 2, "members talk below what they are told")
}

func TestCatchUpOfDirectMessages(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.NoError(t, r.app.CatchUp(ctx), "the first look only sets the watermarks")
	ts := r.says("sato", "@toban", "", "ログが見られません")
	group := r.group().ID
	quiet := func(m fakeslack.Message) {
		t.Helper()
		r.pass(time.Second)
		_, err := r.slack.Say(ctx, m)
		require.NoError(t, err)
	}
	r.away(time.Hour, func() {
		quiet(fakeslack.Message{User: "emma", Channel: "@toban", Text: "How do I get a GPU node?"})
		quiet(fakeslack.Message{User: "kato", Channel: "@toban", Text: "👍"})
		quiet(fakeslack.Message{User: "yamada", Channel: "@toban", Text: "oncall"})
		quiet(fakeslack.Message{User: "sato", Channel: r.dm("sato"), Thread: ts, Text: "本番です"})
		quiet(fakeslack.Message{User: "tanaka", Channel: group, Text: "見ています"})
	})
	require.Equal(t, 1, r.count())
	for range 2 {
		require.NoError(t, r.app.CatchUp(ctx))
		r.settle()
		require.Equal(t, 2, r.count())
		require.True(t, r.inquiry("INQ-2").Late)
		require.True(t, r.inquiry("INQ-2").Place.Direct)
		require.True(t, r.inquiry("INQ-1").Answered())
		root := r.inquiry("INQ-1").Where(triage.SlotRoom)
		require.Equal(t, 1, strings.Count(r.thread(group, string(root.TS), "tanaka"), "本番です"))
	}
}

func TestCatchUpOfDirectMessagesIsFrugal(t *testing.T) {
	r := newRoom(t)
	require.True(t, r.app.directDue(false))
	r.pass(10 * time.Minute)
	require.False(t, r.app.directDue(false), "not with every look")
	require.True(t, r.app.directDue(true), "but after a gap")
	r.pass(time.Hour)
	require.True(t, r.app.directDue(false))

	require.NoError(t, r.app.CatchUp(t.Context()))
	r.slack.SetScopes(slices.DeleteFunc(fakeslack.DefaultScopes(), func(s string) bool { return strings.HasPrefix(s, "im:") })...)
	require.NoError(t, r.app.CatchUp(t.Context()), "a missing scope does not hold up the channels")
}

func TestAMisspeltCommandReadBackIsNoInquiry(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	require.NoError(t, r.app.CatchUp(ctx))
	r.away(time.Hour, func() {
		r.pass(time.Second)
		_, err := r.slack.Say(ctx, fakeslack.Message{User: "sato", Channel: ask, Text: "@toban helpp"})
		require.NoError(t, err)
	})
	for range 2 {
		require.NoError(t, r.app.CatchUp(ctx))
		r.settle()
	}
	require.Zero(t, r.count())
	asked := 0
	for _, m := range r.slack.Messages(ask, "sato") {
		if m.Ephemeral && strings.Contains(r.slack.PlainText(m), "helpp") {
			asked++
		}
	}
	require.Equal(t, 1, asked)
}

// oneAnswer has one page that answers everything.
type oneAnswer struct{}

func (oneAnswer) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Answered: true, Hits: []knowledge.Hit{{Title: "Keys", URL: "https://docs.example.com/keys", Lang: knowledge.English}}}, nil
}
