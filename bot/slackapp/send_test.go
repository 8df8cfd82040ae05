package slackapp

import (
	"bytes"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/outbox"
	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
	"toban/test/fakeslack"
)

// job is a notice as the worker hands it over.
func (r *room) job(n triage.Notice) outbox.Job {
	r.t.Helper()
	return outbox.Job{ID: fmt.Sprintf("job-%T", n), Notice: n, Envelope: triage.EnvelopeOf(n), Attempts: 1, Queued: r.now}
}

// later lets retries come due.
func (r *room) later() {
	for range 6 {
		r.pass(6 * time.Minute)
		r.settle()
	}
}

// Whatever Slack does to one post, the thread holds one card and one ping: what
// got through is found, what did not is sent again.
func TestEveryMessageAppearsOnceUnderFaults(t *testing.T) {
	for _, kind := range []fakeslack.FaultKind{
		fakeslack.RateLimited{RetryAfter: 3 * time.Second},
		fakeslack.RateLimited{},
		fakeslack.ErrorCode{Code: "internal_error"},
		fakeslack.ErrorCode{Code: "ratelimited"},
		fakeslack.ErrorCode{},
		fakeslack.ErrorCode{Code: "token_revoked"},
		fakeslack.HTTPStatus{Status: 503},
		fakeslack.Reset{},
		fakeslack.ResetAfterStore{},
		fakeslack.Status500AfterStore{},
		fakeslack.GarbageBody{},
		fakeslack.EmptyBody{},
	} {
		for _, times := range []int{1, 2} {
			t.Run(fmt.Sprintf("%T%+v x%d", kind, kind, times), func(t *testing.T) {
				r := newRoom(t)
				r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Kind: kind, Times: times})
				ts := r.says("sato", ask, "", "@toban VPC につながりません")
				r.later()
				var cards, pings int
				for _, m := range r.posts(ask, ts) {
					cards += strings.Count(r.slack.PlainText(m), "担当する]")
					pings += strings.Count(m.Text, "<@UTANAKA>")
				}
				require.Equal(t, 1, cards, "cards")
				require.Equal(t, 1, pings, "pings")
				buried, err := r.store.BuriedJobs(t.Context(), 10)
				require.NoError(t, err)
				require.Empty(t, buried)
			})
		}
	}
}

// After an unclear outcome each kind of post is found where it was sent to, so
// that it is not sent twice.
func TestEveryPostIsFoundAgain(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Report = d.Desk.Digest })
	ts := r.says("sato", ask, "", "@toban VPC につながりません")
	other := r.says("kato", ask, "", "@toban ログが見られません")
	require.NotEmpty(t, other)
	out, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "declare", By: "UTANAKA", Command: triage.Declare{
		Inquiry: "INQ-1", Title: "API down", Severity: "SEV-1", Channel: true, Lang: knowledge.Japanese,
	}})
	require.NoError(t, err)
	r.settle()
	inc := out.Incident.ID
	made, err := r.app.desk.Incident(t.Context(), inc)
	require.NoError(t, err)
	require.NotEmpty(t, made.Channel)

	_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "action", By: "UITO", Incident: inc, Command: triage.AddAction{
		Text: "上限を上げる", Owner: "UITO", Due: rotation.CivilOf(r.now.AddDate(0, 0, 7)),
	}})
	require.NoError(t, err)
	r.orders("INQ-2", "UTANAKA", triage.Resolve{})
	r.orders("INQ-1", "UTANAKA", triage.Wait{})
	to := r.mention(triage.RoleLead, "UYAMADA")
	for _, n := range []triage.Notice{
		triage.Ping{Inquiry: "INQ-1", To: to},
		triage.PageSuspected{Inquiry: "INQ-1", To: []triage.Mention{to}},
		triage.WarnOwner{Inquiry: "INQ-1", To: to, Percent: 50},
		triage.WarnTeam{Inquiry: "INQ-1", To: to, Percent: 80},
		triage.TellBreach{Inquiry: "INQ-1", To: []triage.Mention{to}},
		triage.TellResolved{Inquiry: "INQ-1"},
		triage.TellMerged{Inquiry: "INQ-2", Of: "INQ-1"},
		triage.AskAsker{Inquiry: "INQ-1", By: "UTANAKA"},
		triage.TellReopened{Inquiry: "INQ-1", To: to},
		triage.AskReasons{To: "UTANAKA"},
		triage.TellIncident{Incident: inc, Inquiry: "INQ-1"},
		triage.TellUpdate{Incident: inc, By: "UTANAKA", Status: "rolling back"},
		triage.TellState{Incident: inc, Status: triage.IncidentResolved, By: "UTANAKA"},
		triage.AskUpdate{Incident: inc, To: to},
		triage.AskCommander{Incident: inc, Step: 1},
		triage.TellAction{Incident: inc, Action: 1, To: "UITO"},
		triage.RemindHandoff{Rotation: "platform", Boundary: r.handsOver(), To: to},
		triage.AskSteps{Rotation: "platform", To: to, Items: []triage.InquiryID{"INQ-1"}},
		triage.WarnHole{Rotation: "platform", To: to, Hole: triage.Span{From: r.now, To: r.now.Add(time.Hour)}},
		triage.WarnRefused{Rotation: "platform", Follower: triage.Follower{Topic: ask}, Code: "not_in_channel", To: to},
		triage.WarnRemote{Incident: "INC-1", Trouble: triage.TroubleKeys, To: to},
		triage.WarnHook{Hook: "board", To: to},
		triage.RemindStart{Rotation: "platform", To: to, Start: r.now.Add(time.Hour), End: r.now.Add(2 * time.Hour)},
		triage.AnnounceRoster{Change: triage.RosterChange{Rotation: "platform", At: r.now, Now: "UTANAKA"}},
		triage.AskEffort{Rotation: "platform", Boundary: r.now, To: "UTANAKA"},
		triage.ShowReport{Period: "2025-W47"},
	} {
		j := r.job(n)
		_, found, err := r.app.Find(t.Context(), j)
		require.NoError(t, err, "%T", n)
		require.False(t, found, "%T before it was sent", n)
		_, err = r.app.Send(t.Context(), j)
		require.NoError(t, err, "%T", n)
		_, found, err = r.app.Find(t.Context(), j)
		require.NoError(t, err, "%T", n)
		require.True(t, found, "%T after it was sent", n)
	}
	require.NotEmpty(t, r.posts(ask, ts))
}

func TestBlocksThatSlackRefusesLeaveTheText(t *testing.T) {
	r := newRoom(t)
	r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Kind: fakeslack.ErrorCode{Code: "invalid_blocks"}, Times: 1})
	ts := r.says("sato", ask, "", "@toban VPC につながりません")
	card := r.posts(ask, ts)[0]
	require.Empty(t, card.Blocks)
	require.Contains(t, card.Text, "INQ-1")
}

// The line of an incident is found also where it went instead.
func TestAnIncidentToldToTheLeadIsFoundAgain(t *testing.T) {
	r := newRoom(t)
	for _, ch := range []string{team, "CINC"} {
		r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Channel: ch, Kind: fakeslack.ErrorCode{Code: "is_archived"}})
	}
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "d", By: "UTANAKA", Command: triage.Declare{Title: "API", Severity: "SEV-1", Lang: knowledge.Japanese}})
	require.NoError(t, err)
	j := r.job(triage.ShowIncident{Incident: "INC-1"})
	sent, err := r.app.Send(t.Context(), j)
	require.NoError(t, err)
	again, found, err := r.app.Find(t.Context(), j)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, sent, again)
}

func TestUnreachableChannelsReachTheLead(t *testing.T) {
	for _, reason := range []string{"not_in_channel", "channel_not_found", "is_archived", "no_permission"} {
		t.Run(reason, func(t *testing.T) {
			r := newRoom(t)
			r.says("sato", ask, "", "@toban VPC につながりません")
			for _, ch := range []string{team, "CINC"} {
				r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Channel: ch, Kind: fakeslack.ErrorCode{Code: reason}})
			}
			_, err := r.app.Send(t.Context(), r.job(triage.TellBreach{Inquiry: "INQ-1", To: []triage.Mention{r.mention(triage.RoleLead, "UYAMADA")}}))
			require.NoError(t, err)
			_, err = r.app.desk.Handle(t.Context(), triage.Order{Key: "d", By: "UTANAKA", Command: triage.Declare{Title: "API", Severity: "SEV-1", Lang: knowledge.Japanese}})
			require.NoError(t, err)
			r.settle()
			dm, err := r.slack.DM("yamada")
			require.NoError(t, err)
			var all []string
			for _, m := range r.slack.Messages(dm.ID, "yamada") {
				all = append(all, r.slack.PlainText(m))
			}
			require.Contains(t, strings.Join(all, "\n"), "INQ-1 が期限を過ぎました")
			require.Contains(t, strings.Join(all, "\n"), "INC-1")

			i, err := r.app.desk.Incident(t.Context(), "INC-1")
			require.NoError(t, err)
			require.Equal(t, triage.ChannelID(dm.ID), i.Where(triage.SlotIncident).Channel, "edits follow the message")
		})
	}
}

func TestWhatIsRefusedForGoodShowsOnTheCard(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban VPC につながりません")
	r.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Channel: ask, Kind: fakeslack.ErrorCode{Code: "thread_not_found"}, Times: 1})
	r.orders("INQ-1", "UTANAKA", triage.Resolve{})
	r.settle()
	require.NotEmpty(t, r.inquiry("INQ-1").Bounces)
	r.orders("INQ-1", "UTANAKA", triage.Reopen{})
	r.settle()
	require.Contains(t, r.slack.PlainText(r.posts(ask, ts)[0]), "送れなかったお知らせがあります（1件）")
}

func TestADeletedCardComesBack(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban VPC につながりません")
	r.slack.Inject(fakeslack.Fault{Method: "chat.update", Kind: fakeslack.ErrorCode{Code: "message_not_found"}, Times: 1})
	first := r.inquiry("INQ-1").Where(triage.SlotCard)
	r.orders("INQ-1", "UTANAKA", triage.Claim{})
	r.settle()
	second := r.inquiry("INQ-1").Where(triage.SlotCard)
	require.NotEqual(t, first, second)
	m, ok := r.slack.Message(ask, string(second.TS))
	require.True(t, ok)
	require.Equal(t, ts, m.ThreadTS)
	require.Contains(t, r.slack.PlainText(m), "対応中")
}

func TestAWithdrawnInquiryTakesItsPingBack(t *testing.T) {
	r := newRoom(t)
	ts := r.says("sato", ask, "", "@toban VPC につながりません")
	ping := r.inquiry("INQ-1").Where(triage.SlotPing)
	require.NotEmpty(t, ping.TS)
	require.NoError(t, r.slack.Delete(t.Context(), "sato", ask, ts))
	r.settle()
	m, ok := r.slack.Message(ask, string(ping.TS))
	require.True(t, ok)
	require.Equal(t, "取り下げられました。", m.Text)
	require.NotContains(t, m.Text, "<@")
}

func TestIncidentChannels(t *testing.T) {
	declare := func(r *room, title string, private bool) triage.Incident {
		r.t.Helper()
		place := triage.Place{Channel: ask, Thread: "1763618640.000200", Private: private}
		out, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "ask", By: "UKATO", Command: triage.Ask{Asker: "UKATO", Place: place, Text: title, Lang: knowledge.Japanese}})
		require.NoError(r.t, err)
		out, err = r.app.desk.Handle(r.t.Context(), triage.Order{Key: "declare", By: "USUZUKI", Command: triage.Declare{
			Inquiry: out.Inquiry.ID, Title: title, Severity: "SEV-1", Channel: true, Lang: knowledge.Japanese,
		}})
		require.NoError(r.t, err)
		r.settle()
		i, err := r.app.desk.Incident(r.t.Context(), out.Incident.ID)
		require.NoError(r.t, err)
		return i
	}
	t.Run("made, furnished and pinned", func(t *testing.T) {
		r := newRoom(t)
		i := declare(r, "Prod API <502>!", false)
		require.Equal(t, "inc-1-prod-api-502", i.ChannelName)
		c, ok := r.slack.Channel(string(i.Channel))
		require.True(t, ok)
		require.False(t, c.Private)
		require.Subset(t, c.Members, []string{"USUZUKI", "UTANAKA"}, "the declarer and the on-call")
		require.Contains(t, c.Topic, "INC-1")
		require.Equal(t, []string{string(i.Where(triage.SlotBrief).TS)}, c.Pins)
	})
	t.Run("found again after an unclear creation", func(t *testing.T) {
		r := newRoom(t)
		r.slack.Inject(fakeslack.Fault{Method: "conversations.create", Kind: fakeslack.ResetAfterStore{}, Times: 1})
		before := len(r.slack.Channels(""))
		i := declare(r, "API", false)
		r.later()
		i, err := r.app.desk.Incident(t.Context(), i.ID)
		require.NoError(t, err)
		require.Equal(t, "inc-1-api", i.ChannelName)
		made := 0
		for _, c := range r.slack.Channels("")[before:] {
			if strings.HasPrefix(c.Name, "inc-") {
				made++
			}
		}
		require.Equal(t, 1, made)
	})
	t.Run("a channel of somebody else's is left alone", func(t *testing.T) {
		r := newRoom(t)
		r.slack.AddChannel(fakeslack.Channel{ID: "COLD", Name: "inc-1-api", Members: []string{"sato", "toban"}, Creator: "USATO"})
		i := declare(r, "API", false)
		require.Equal(t, "inc-1-api-2", i.ChannelName)
		require.NotEqual(t, triage.ChannelID("COLD"), i.Channel)
	})
	t.Run("private when the question was", func(t *testing.T) {
		r := newRoom(t)
		i := declare(r, "API", true)
		c, ok := r.slack.Channel(string(i.Channel))
		require.True(t, ok)
		require.True(t, c.Private)
	})
}

func TestPrivateQuestionsAreNotQuotedElsewhere(t *testing.T) {
	r := newRoom(t)
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "ask", By: "UKATO", Command: triage.Ask{
		Asker: "UKATO", Place: triage.Place{Channel: ask, Thread: "1763618640.000200", Private: true}, Text: "秘密の計画", Lang: knowledge.Japanese,
	}})
	require.NoError(t, err)
	r.orders("INQ-1", "UTANAKA", triage.Wait{Reason: "秘密の承認"})
	to := r.mention(triage.RoleOwner, "UTANAKA")
	duty := triage.Duty{Last: &triage.HandedOff{Moved: []triage.InquiryID{"INQ-1"}, Handoff: rotation.Handoff{Incoming: "UITO", Boundary: r.now}}}
	q, b := r.inquiry("INQ-1"), r.app.book("")
	for name, m := range map[string]message{
		"warning": r.app.warnTeam(t.Context(), b, triage.WarnTeam{To: to}, q),
		"breach":  r.app.breach(t.Context(), b, triage.TellBreach{To: []triage.Mention{to}}, q),
		"handoff": r.app.handoff(t.Context(), b, duty),
	} {
		require.Contains(t, r.read(t, shown{name, m})+m.text, "INQ-1", name)
		require.NotContains(t, r.read(t, shown{name, m})+m.text, "秘密", name)
	}
}

func TestPacingKeys(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban VPC につながりません")
	for _, c := range []struct {
		notice triage.Notice
		want   string
	}{
		{triage.Ping{Inquiry: "INQ-1"}, ask},
		{triage.ShowCard{Inquiry: "INQ-1"}, "edit/" + ask},
		{triage.TellBreach{Inquiry: "INQ-1"}, team},
		{triage.ShowIncident{Incident: "INC-1"}, "CINC"},
		{triage.TellUpdate{Incident: "INC-1"}, "CINC"},
		{triage.TellState{Incident: "INC-1"}, "CINC"},
		{triage.AskUpdate{Incident: "INC-9"}, "CINC"},
		{triage.FurnishChannel{Incident: "INC-1"}, ""},
		{triage.AskReasons{To: "UTANAKA"}, ""},
		{triage.Ping{Inquiry: "INQ-9"}, ""},
	} {
		require.Equal(t, c.want, r.app.Channel(t.Context(), r.job(c.notice)), "%T", c.notice)
	}
}

func TestTrendIsAPicture(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban CI が動きません")
	points, err := r.app.desk.Trend(t.Context(), "2025-W47", TrendWeeks)
	require.NoError(t, err)
	var ja, en bytes.Buffer
	require.NoError(t, r.app.Trend(&ja, "ja", points))
	require.NoError(t, r.app.Trend(&en, "en", points))
	for _, picture := range []*bytes.Buffer{&ja, &en} {
		size, err := png.DecodeConfig(bytes.NewReader(picture.Bytes()))
		require.NoError(t, err)
		require.Equal(t, 1200, size.Width)
	}
	require.NotEqual(t, ja.Bytes(), en.Bytes())
}
