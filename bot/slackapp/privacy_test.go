package slackapp

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/test/fakeslack"
)

// What is asked in a private channel is private by whichever door it came in,
// also when Slack does not say what kind of channel it is.
func TestPrivateByEveryDoor(t *testing.T) {
	r := newRoom(t)
	ctx := t.Context()
	r.slack.AddChannel(fakeslack.Channel{ID: "CPRIV", Name: "secret", Private: true, Members: []string{"sato", "tanaka", "toban"}})
	r.app.config.Channels = append(r.app.config.Channels, Channel{ID: "CPRIV", Name: "secret", Intake: IntakeMention})
	require.NoError(t, r.app.CatchUp(ctx))
	n := 0
	private := func(door string) {
		t.Helper()
		n++
		id := triage.InquiryID(fmt.Sprint("INQ-", n))
		require.True(t, r.inquiry(id).Place.Private, door)
		require.Contains(t, r.runs("emma", "/toban show "+string(id)), "private place", door)
		require.NotContains(t, r.runs("emma", "/toban summary "+string(id)), "layoffs", door)
	}
	r.says("sato", "CPRIV", "", "@toban the layoffs plan cannot be opened")
	private("mention")

	ts := r.says("sato", "CPRIV", "", "the layoffs plan, again")
	require.NoError(t, r.slack.React(ctx, "tanaka", "CPRIV", ts, "ticket"))
	r.settle()
	private("ticket")

	ts = r.says("sato", "CPRIV", "", "the layoffs plan, a third time")
	require.NoError(t, r.slack.MessageShortcut(ctx, "tanaka", shortcutCreateInquiry, "CPRIV", ts))
	r.settle()
	require.NoError(t, r.slack.Submit(ctx, "tanaka", r.view("tanaka").ID, nil))
	r.settle()
	private("shortcut")

	root := r.says("sato", "CPRIV", "", "the layoffs plan is gone")
	r.says("tanaka", "CPRIV", root, "@toban please")
	private("adoption")

	var e eventEnvelope
	raw := `{"type":"event_callback","event_id":"Ev1","event":{"type":"app_mention","user":"USATO","channel":"CPRIV","ts":"1763620000.000001","text":"<@` +
		r.slack.Bot().ID + `> the layoffs plan once more"}}`
	require.NoError(t, json.Unmarshal([]byte(raw), &e))
	require.NoError(t, r.app.takeEvent(ctx, e))
	r.settle()
	private("a mention's event comes first")

	r.slack.Inject(fakeslack.Fault{Method: "conversations.info", Kind: fakeslack.HTTPStatus{Status: 500}})
	r.slack.AddChannel(fakeslack.Channel{ID: "CNEW", Name: "new", Private: true, Members: []string{"sato", "toban"}})
	r.says("sato", "CNEW", "", "@toban the layoffs plan in a new channel")
	private("Slack does not tell")
	r.slack.ClearFaults()

	r.away(time.Hour, func() {
		_, err := r.slack.Say(ctx, fakeslack.Message{User: "sato", Channel: "CPRIV", Text: "@toban the layoffs plan while away"})
		require.NoError(t, err)
	})
	require.NoError(t, r.app.CatchUp(ctx))
	r.settle()
	require.True(t, r.inquiry("INQ-7").Place.Private, "read back")
}

func TestPublicStaysPublic(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	require.False(t, r.inquiry("INQ-1").Place.Private)
	require.NotContains(t, r.runs("emma", "/toban show INQ-1"), "private place")
}

// People of other workspaces share a channel with us, not the help desk.
func TestStrangersReadTheirOwnAlone(t *testing.T) {
	r := newRoom(t)
	r.says("sato", "CALL", "", "the layoffs plan cannot be opened")
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "d", By: "UTANAKA", Command: triage.Declare{Title: "AWS is down", Severity: "SEV-2"}})
	require.NoError(t, err)
	r.settle()
	for _, line := range []string{"summary INQ-1", "まとめ INQ-1", "similar INQ-1", "similar", "incident list", "incident show INC-1", "note x"} {
		ts := r.says("eve", ask, "", "hello")
		r.says("eve", ask, ts, "@toban "+line)
		for _, m := range r.slack.Thread(ask, ts, "eve") {
			require.NotContains(t, r.slack.PlainText(m), "layoffs", line)
			require.NotContains(t, r.slack.PlainText(m), "AWS is down", line)
		}
	}
}

// Guests are in a few channels only: they see what they asked themselves, also
// when nothing was ever looked up about them, or when they are configured as
// members by mistake.
func TestGuestsReadTheirOwnAlone(t *testing.T) {
	for _, member := range []bool{false, true} {
		r := newRoom(t, func(_ *Config, d *Deps) {
			d.Report = d.Desk.Digest
			d.Search = func(context.Context, knowledge.Query) (knowledge.Result, error) {
				return knowledge.Result{Related: []knowledge.Related{{ID: "INQ-1"}, {ID: "INQ-2"}}}, nil
			}
			if member {
				d.Desk.Policy.Members = append(d.Desk.Policy.Members, "UGUEST")
			}
		})
		r.slack.AddChannel(fakeslack.Channel{ID: "COTHER", Name: "other", Members: []string{"sato", "tanaka", "toban"}})
		r.says("sato", "COTHER", "", "@toban merger documents cannot be opened")
		r.says("guest", ask, "", "@toban printer drivers are missing")
		r.runs("sato", "/toban docs merger checklist")

		for line, own := range map[string]string{
			"list all": "INQ-2", "list open": "INQ-2", "list": "", "list all area:ci_cd": "",
			"show INQ-1": "", "summary INQ-1": "", "similar INQ-1": "", "similar drivers": "INQ-2",
			"gaps": "printer", "stats": "printer",
		} {
			r.app.people.cache = make(map[triage.PersonID]entry)
			got := r.runs("guest", "/toban "+line)
			require.NotEmpty(t, got, line)
			require.NotContains(t, got, "merger", line)
			require.Contains(t, got, own, line)
			require.NotContains(t, strings.ReplaceAll(got, "INQ-142", ""), "INQ-1", line)
		}
		const theirs = "Guests and people of other workspaces can only look at their own inquiries."
		require.Equal(t, "No inquiry matches.\n"+theirs, r.runs("guest", "/toban list overdue"), "others may be")
		require.Contains(t, r.runs("guest", "/toban list all"), theirs)
		require.Contains(t, r.runs("guest", "/toban list mine"), "INQ-2")
		require.Equal(t, member, strings.Contains(r.runs("guest", "/toban list mine"), theirs))
		require.Contains(t, r.runs("guest", "/toban gaps"), theirs)
		require.Equal(t, "Guests and people of other workspaces can only look at their own inquiries.", r.runs("guest", "/toban show INQ-1"))
		require.Contains(t, r.runs("guest", "/toban show INQ-2"), "printer drivers")
		require.Contains(t, r.runs("emma", "/toban show INQ-1"), "merger", "anybody else may, in a public channel")
		require.Contains(t, r.runs("emma", "/toban gaps"), "merger")
		require.Contains(t, r.runs("emma", "/toban stats"), "merger")

		// What stands below the numbers is no way around either.
		for _, control := range []string{actionReportDetails, actionReportGaps} {
			r.runs("guest", "/toban stats")
			r.presses("guest", ask, r.ephemeral("guest", ask, "").TS, control)
			require.NotContains(t, r.whispers("guest", ask), "merger")
			require.NotContains(t, r.whispers("guest", ask), "INQ-1")
		}
	}
}

// Who somebody is decides what they read: while Slack does not tell, nobody but
// the configured members reads what others asked.
func TestUnknownReadersReadTheirOwn(t *testing.T) {
	r := newRoom(t)
	r.says("sato", ask, "", "@toban ログが見られません")
	r.slack.Inject(fakeslack.Fault{Method: "users.info", Kind: fakeslack.HTTPStatus{Status: 500}})
	r.app.people.cache = make(map[triage.PersonID]entry)
	for _, line := range []string{"show INQ-1", "list all", "gaps", "summary INQ-1"} {
		got := r.runs("kato", "/toban "+line)
		require.Contains(t, got, "ご所属を確認できません", line)
		require.NotContains(t, got, "ログ", line)
	}
	require.Contains(t, r.runs("sato", "/toban show INQ-1"), "ログ")
	require.Contains(t, r.runs("sato", "/toban list mine"), "ログ")
	require.Contains(t, r.runs("tanaka", "/toban show INQ-1"), "ログ")
}

// A public channel that is made private takes what was asked in it along.
func TestAChannelIsMadePrivate(t *testing.T) {
	for _, c := range []struct {
		name  string
		learn func(*room)
	}{
		{"Slack tells", func(r *room) {
			r.post(PathEvents, `{"type":"event_callback","event_id":"EvP","event":{"type":"message","subtype":"channel_convert_to_private","user":"USATO","channel":"COTHER","ts":"1763620000.000100","text":"made this channel *private*"}}`)
		}},
		{"the answer is old", func(r *room) { r.pass(readersFor) }},
		{"toban was put out too", func(r *room) {
			ch, _ := r.slack.Channel("COTHER")
			ch.Members = []string{"USATO"}
			r.slack.AddChannel(ch)
			r.pass(readersFor)
		}},
		{"Slack is away after a restart", func(r *room) {
			r.app.in.readers = readerships{}
			r.slack.Inject(fakeslack.Fault{Method: "conversations.info", Kind: fakeslack.HTTPStatus{Status: 500}})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRoom(t, func(_ *Config, d *Deps) { d.Report = d.Desk.Digest })
			r.slack.AddChannel(fakeslack.Channel{ID: "COTHER", Name: "other", Members: []string{"sato", "tanaka", "toban"}})
			r.says("sato", "COTHER", "", "@toban layoffs plan cannot be opened")
			require.Contains(t, r.runs("emma", "/toban show INQ-1"), "layoffs")

			r.slack.AddChannel(fakeslack.Channel{ID: "COTHER", Name: "other", Private: true, Members: []string{"sato", "tanaka", "toban"}})
			c.learn(r)
			for _, line := range []string{"show INQ-1", "summary INQ-1", "list all", "gaps", "stats"} {
				require.NotContains(t, r.runs("emma", "/toban "+line), "layoffs", line)
				require.Contains(t, r.runs("tanaka", "/toban "+line), "layoffs", line)
			}
			require.Contains(t, r.runs("emma", "/toban show INQ-1"), "private place")
			require.Contains(t, r.runs("sato", "/toban show INQ-1"), "layoffs")
			q, b := r.inquiry("INQ-1"), r.app.book("")
			breach := r.app.breach(t.Context(), b, triage.TellBreach{To: []triage.Mention{r.mention(triage.RoleOwner, "UTANAKA")}}, q)
			require.NotContains(t, r.read(t, shown{"breach", breach}), "layoffs")
		})
	}
}

// Where people of other workspaces read along, pages are offered by title and
// link alone, whoever asks; also once a channel is opened to them.
func TestPagesWhereOthersReadAlong(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Desk.Policy.Grace, d.Desk.Adviser = 10*time.Minute, excerpted{} })
	offered := func(channel, ts string) string {
		var b strings.Builder
		for _, m := range r.slack.Thread(channel, ts, "sato") {
			b.WriteString(r.slack.PlainText(m) + m.Text + "\n")
		}
		require.Contains(t, b.String(), "VPN の設定")
		return b.String()
	}
	for _, who := range []string{"eve", "sato"} {
		require.NotContains(t, offered(ask, r.says(who, ask, "", "@toban VPN does not connect")), "internal sentence", who)
	}
	ts := r.says("sato", "CALL", "", "VPN につながりません")
	require.Contains(t, offered("CALL", ts), "internal sentence")
	require.Contains(t, offered(r.dm("sato"), r.says("sato", r.dm("sato"), "", "VPN につながりません")), "internal sentence")

	r.shares("CALL", true)
	r.pass(readersFor)
	r.order("UTANAKA", "INQ-3", triage.Claim{})
	require.NotContains(t, offered("CALL", ts), "internal sentence")

	r.shares(ask, false)
	r.pass(readersFor)
	r.order("UTANAKA", "INQ-2", triage.Claim{})
	require.NotContains(t, offered(ask, string(r.inquiry("INQ-2").Place.Thread)), "internal sentence", "what was asked there was read by others")
}

// excerpted finds one page for everything, and a sentence of it.
type excerpted struct{}

func (excerpted) Advise(context.Context, string, triage.Lang) (knowledge.Advice, error) {
	return knowledge.Advice{Answered: true, Hits: []knowledge.Hit{
		{Title: "VPN の設定", URL: "https://docs.example.com/vpn", Page: "vpn", Snippet: "the internal sentence"},
	}}, nil
}

// The report and the list of gaps are read by more people than a private place
// is: its questions are counted, their words stay.
func TestPrivateWordsStayOutOfNumbers(t *testing.T) {
	r := newRoom(t, func(_ *Config, d *Deps) { d.Report = d.Desk.Digest })
	r.slack.AddChannel(fakeslack.Channel{ID: "CPRIV", Name: "secret", Private: true, Members: []string{"sato", "tanaka", "toban"}})
	r.slack.AddChannel(fakeslack.Channel{ID: "COTHER", Name: "other", Members: []string{"sato", "tanaka", "toban"}})
	r.says("sato", "CPRIV", "", "@toban layoffs plan cannot be opened")
	r.says("kato", r.dm("kato"), "", "layoffs letters cannot be printed")
	r.says("sato", "COTHER", "", "@toban layoffs list cannot be sorted")
	r.says("sato", ask, "", "@toban printer drivers are missing")
	r.order("UTANAKA", "INQ-1", triage.Wait{Reason: "layoffs approval"})
	r.order("UTANAKA", "INQ-1", triage.Resolve{Reasons: triage.Reasons{Solver: triage.SolverPlatformForNow, Docs: triage.DocsMissing, Minutes: 30, Note: "layoffs folder shared"}})
	r.slack.AddChannel(fakeslack.Channel{ID: "COTHER", Name: "other", Private: true, Members: []string{"sato", "tanaka", "toban"}})
	r.pass(readersFor)
	_, err := r.app.desk.Handle(t.Context(), triage.Order{Key: "report", Command: triage.PostReport{Period: "2025-W47"}})
	require.NoError(t, err)
	r.settle()
	var posts strings.Builder
	for _, m := range r.slack.Messages(team, "yamada") {
		posts.WriteString(r.slack.PlainText(m) + m.Text + "\n")
	}
	require.Contains(t, posts.String(), "📊")
	require.Contains(t, posts.String(), "printer", "what was asked in public is named")
	require.NotContains(t, posts.String(), "layoffs")
	for _, line := range []string{"stats", "gaps"} {
		got := r.runs("emma", "/toban "+line)
		require.Contains(t, got, "printer", line)
		require.NotContains(t, got, "layoffs", line)
	}
	for _, control := range []string{actionReportDetails, actionReportGaps} {
		r.runs("emma", "/toban stats")
		r.presses("emma", ask, r.ephemeral("emma", ask, "").TS, control)
		require.NotContains(t, r.whispers("emma", ask), "layoffs")
	}
}

// What solved a private inquiry is told where it was asked, and to the team.
func TestPrivateSolutionsStay(t *testing.T) {
	r := newRoom(t)
	dm, err := r.slack.DM("kato")
	require.NoError(t, err)
	r.says("kato", dm.ID, "", "AssumeRole が失敗します")
	ts := r.says("kato", ask, "", "@toban AssumeRole が失敗しています")
	r.orders("INQ-2", "UTANAKA", triage.Duplicate{Of: "INQ-1"})
	r.orders("INQ-1", "UTANAKA", triage.Resolve{Reasons: triage.Reasons{Note: "the SECRET role"}})
	r.settle()
	for _, m := range r.posts(ask, ts) {
		require.NotContains(t, r.slack.PlainText(m), "SECRET")
	}
	require.NotContains(t, r.runs("sato", "/toban show INQ-1"), "SECRET")
	require.Contains(t, r.runs("kato", "/toban show INQ-1"), "SECRET")
	require.Contains(t, r.runs("tanaka", "/toban show INQ-1"), "SECRET")
}

// A mention's own event may come first, and does not say where it is.
func TestMentionInARoomIsAboutItsInquiry(t *testing.T) {
	r := newRoom(t)
	r.says("emma", r.dm("emma"), "", "The zebra quota is exhausted")
	require.Equal(t, 1, r.count())
	bot, tm := r.app.whoAmI(t.Context(), "")
	require.NoError(t, r.app.heard(t.Context(), said{
		event: event{Type: "app_mention", User: "UTANAKA", Channel: lenient(r.group().ID), TS: "1763628800.000100", Text: lenient("<@" + bot + "> the quota needs an approval")},
		key:   "event/E2", bot: bot, team: tm, mention: true,
	}))
	require.Equal(t, 1, r.count())
	require.True(t, r.inquiry("INQ-1").Answered())
}

// Without a room the team's channel hears that a direct inquiry is open again,
// not why.
func TestReasonsOfDirectInquiriesStay(t *testing.T) {
	r := newRoom(t)
	r.slack.SetScopes(slices.DeleteFunc(fakeslack.DefaultScopes(), func(s string) bool { return s == "mpim:write" || s == "im:write" })...)
	r.says("emma", r.dm("emma"), "", "The zebra quota is exhausted")
	r.orders("INQ-1", "UTANAKA", triage.Resolve{})
	r.settle()
	r.orders("INQ-1", "UEMMA", triage.Reopen{Reason: "my ZEBRA is still wrong"})
	r.settle()
	for _, m := range r.slack.Messages(team, "suzuki") {
		require.NotContains(t, r.slack.PlainText(m), "ZEBRA")
	}
}
