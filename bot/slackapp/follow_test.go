package slackapp

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/rotation"
	"toban/test/fakeslack"
)

const onCallGroup = "S1"

// following has a user group and the topic of #ask-platform follow the on-call.
func following(c *Config, _ *Deps) {
	c.Follow = []Follow{{Rotation: "platform", UserGroup: onCallGroup, Topics: []triage.ChannelID{ask}}}
}

// newFollowing is a room with a user group, in which what changes Slack is counted.
func newFollowing(t *testing.T, change ...func(*Config, *Deps)) (r *room, writes func() int) {
	t.Helper()
	r = newRoom(t, append([]func(*Config, *Deps){following}, change...)...)
	r.slack.AddUserGroup(fakeslack.UserGroup{ID: onCallGroup, Handle: "oncall-platform", Users: []string{"UYAMADA", "ULEE"}})
	n := 0
	r.app.http.Transport = counting{r.app.http.Transport, func(path string) bool {
		if strings.HasSuffix(path, "usergroups.users.update") || strings.HasSuffix(path, "conversations.setTopic") {
			n++
		}
		return true
	}}
	return r, func() int { return n }
}

func (r *room) follows() { r.app.follow(r.t.Context(), r.app.followers.all) }

func (r *room) groupHolds() []string { return r.slack.UserGroups()[0].Users }

func (r *room) topicOf(channel string) string {
	r.t.Helper()
	ch, ok := r.slack.Channel(channel)
	require.True(r.t, ok)
	return ch.Topic
}

// nextTurn lets the next turn begin and have it announced.
func (r *room) nextTurn() {
	r.t.Helper()
	r.checks()
	r.mu.Lock()
	r.now = time.Date(2025, 11, 25, 10, 0, 0, 0, r.now.Location())
	r.mu.Unlock()
	r.checks()
}

func (r *room) checks() {
	r.t.Helper()
	_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "look/" + r.now.String(), Rotation: "platform", Command: triage.CheckHandoff{}})
	require.NoError(r.t, err)
	r.settle()
}

func TestGroupAndTopicFollowTheOnCall(t *testing.T) {
	r, writes := newFollowing(t)
	require.NoError(t, r.slack.SetTopic(t.Context(), "kato", ask, "質問は /toban ask で & <docs>"))
	r.follows()
	require.Equal(t, []string{"UTANAKA"}, r.groupHolds(), "who is not on call leaves it")
	require.Equal(t, "質問は /toban ask で & <docs> 【platform の当番：tanaka】", r.topicOf(ask))
	require.Equal(t, 2, writes())
	r.follows()
	r.pass(2 * time.Hour)
	r.follows()
	require.Equal(t, 2, writes(), "what is right is not written again")

	r.runs("tanaka", "/toban handoff now")
	r.confirms("tanaka", actionConfirmDuty)
	r.follows()
	require.Equal(t, []string{"UITO"}, r.groupHolds())
	require.Equal(t, "質問は /toban ask で & <docs> 【platform の当番：ito】", r.topicOf(ask))
	require.Equal(t, 4, writes())

	// People move the part, and write around it.
	require.NoError(t, r.slack.SetTopic(t.Context(), "kato", ask, "【platform の当番：ito】 先に資料を"))
	r.slack.AddUserGroup(fakeslack.UserGroup{ID: onCallGroup, Handle: "oncall-platform", Users: []string{"UITO", "UKATO"}})
	r.follows()
	require.Equal(t, 4, writes(), "what people do is looked for now and then")
	r.pass(followAgain)
	r.follows()
	require.Equal(t, []string{"UITO"}, r.groupHolds())
	require.Equal(t, "【platform の当番：ito】 先に資料を", r.topicOf(ask), "it stays where they put it")
	require.Equal(t, 5, writes())
}

// Nobody is on call: Slack takes no empty group, and the lead gets what has
// nobody.
func TestAHoleIsTheLeads(t *testing.T) {
	r, _ := newFollowing(t, func(c *Config, d *Deps) {
		c.Language = "en"
		duty, err := rotation.Spec{
			Handoff: "Mon 10:00", Primary: []string{"UTANAKA"}, Start: "2025-11-17 10:00", End: "2025-11-20 16:00",
		}.Build(d.Desk.Policy.Calendar)
		require.NoError(t, err)
		d.Desk.Schedules["platform"] = duty
	})
	r.follows()
	require.Equal(t, "[platform on call: tanaka]", r.topicOf(ask))
	r.pass(time.Hour)
	r.follows()
	require.Equal(t, []string{"UYAMADA"}, r.groupHolds())
	require.Equal(t, "[platform on call: nobody, lead yamada]", r.topicOf(ask))
	require.Contains(t, r.runs("lee", "/toban oncall"), "yamada")
}

// Who has left is skipped before anybody else has looked: Slack would refuse
// them.
func TestWhoHasLeftIsNotPutIntoTheGroup(t *testing.T) {
	r, _ := newFollowing(t)
	r.app.desk.Gone = r.app.Gone
	r.slack.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka", Deleted: true})
	r.follows()
	require.Equal(t, []string{"UITO"}, r.groupHolds())
	require.Equal(t, "【platform の当番：ito】", r.topicOf(ask))
}

// Slack refuses one thing for good: it rests for a day, an admin hears of it
// once a day, and the other and the handoff go on.
func TestARefusalIsToldOnceADay(t *testing.T) {
	for name, c := range map[string]struct {
		refuse func(*room)
		told   string
	}{
		"the workspace lets nobody edit groups": {
			func(r *room) { r.slack.DenyUserGroups(true) },
			"@oncall-platform（ユーザーグループ）に今の当番を反映できません（当番表 platform、permission_denied）。ワークスペースの設定で",
		},
		"a free plan":              {func(r *room) { r.slack.FreePlan(true) }, "plan_upgrade_required）。ユーザーグループは有料プランで使えます。"},
		"an installation from old": {func(r *room) { r.slack.SetScopes(slices.Concat(Config{}.scopes())...) }, "missing_scope）。`toban manifest` で"},
		"a group that is gone": {
			func(r *room) {
				r.slack.Inject(fakeslack.Fault{Method: "usergroups.users.*", Kind: fakeslack.ErrorCode{Code: "no_such_subteam"}})
			}, "no_such_subteam）。設定の ID を確かめてください。",
		},
		"something unheard of": {
			func(r *room) {
				r.slack.Inject(fakeslack.Fault{Method: "usergroups.users.update", Kind: fakeslack.ErrorCode{Code: "moon_phase"}})
			}, "moon_phase）。ワークスペースの設定を確かめるか",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, writes := newFollowing(t)
			c.refuse(r)
			r.follows()
			r.settle()
			require.Equal(t, 1, strings.Count(r.direct("yamada"), c.told))
			require.Equal(t, []string{"UYAMADA", "ULEE"}, r.groupHolds())
			require.Equal(t, "【platform の当番：tanaka】", r.topicOf(ask), "none blocks another")
			tried := writes()

			r.pass(2 * time.Hour)
			r.app.followers = newFollowers(r.app.config.Follow) // toban was started again
			r.follows()
			r.nextTurn()
			require.Equal(t, "【platform の当番：ito】", r.topicOf(ask))
			require.Contains(t, r.slack.PlainText(r.latest(team)), "当番交代  @tanaka → @ito", "never a reason to fail")
			require.Equal(t, 2, strings.Count(r.direct("yamada"), c.told), "on the 25th again")
			r.follows()
			require.LessOrEqual(t, writes(), tried+4)

			r.slack.DenyUserGroups(false)
			r.slack.FreePlan(false)
			r.slack.ClearFaults()
			r.slack.SetScopes(slices.Concat(r.app.config.scopes())...)
			r.pass(followRest)
			r.follows()
			r.settle()
			require.Equal(t, []string{"UITO"}, r.groupHolds())
			require.Equal(t, 2, strings.Count(r.direct("yamada"), c.told))
		})
	}
}

// latest is the newest message in a channel.
func (r *room) latest(channel string) fakeslack.Msg {
	r.t.Helper()
	all := r.slack.Messages(channel, "yamada")
	require.NotEmpty(r.t, all)
	return all[len(all)-1]
}

// At night a refusal waits: nobody waits for what it is about.
func TestARefusalIsToldInOpeningHours(t *testing.T) {
	r, _ := newFollowing(t)
	r.slack.DenyUserGroups(true)
	r.pass(7 * time.Hour)
	r.follows()
	r.settle()
	require.NotContains(t, r.direct("yamada"), "permission_denied")
	r.pass(12 * time.Hour)
	r.settle()
	require.Contains(t, r.direct("yamada"), "permission_denied")
}

// What is wrong with one person is over with the next.
func TestARefusedPersonDoesNotKeepTheNextOut(t *testing.T) {
	r, _ := newFollowing(t)
	r.slack.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka", Restricted: true})
	r.follows()
	require.Equal(t, []string{"UYAMADA", "ULEE"}, r.groupHolds())
	r.nextTurn()
	require.Equal(t, []string{"UITO"}, r.groupHolds())
}

func TestWhatDoesNotGetThroughIsTriedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		kind  fakeslack.FaultKind
		after time.Duration
	}{
		"too many calls":  {fakeslack.RateLimited{RetryAfter: 90 * time.Second}, 90 * time.Second},
		"a bad gateway":   {fakeslack.HTTPStatus{Status: http.StatusBadGateway}, firstFollow},
		"a broken answer": {fakeslack.GarbageBody{}, firstFollow},
		"Slack's trouble": {fakeslack.ErrorCode{Code: "internal_error"}, firstFollow},
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := newFollowing(t)
			r.slack.Inject(fakeslack.Fault{Method: "usergroups.users.list", Kind: c.kind, Times: 1})
			r.follows()
			require.Equal(t, []string{"UYAMADA", "ULEE"}, r.groupHolds())
			require.Equal(t, "【platform の当番：tanaka】", r.topicOf(ask), "none blocks another")
			r.pass(c.after - time.Second)
			r.follows()
			require.Equal(t, []string{"UYAMADA", "ULEE"}, r.groupHolds())
			r.pass(time.Second)
			r.follows()
			require.Equal(t, []string{"UTANAKA"}, r.groupHolds())
			require.NotContains(t, r.direct("yamada"), "反映できません")
		})
	}
}

// Slack did it and did not say so: the next look sees that nothing is left.
func TestAnAnswerThatWasLostIsNotWrittenTwice(t *testing.T) {
	r, writes := newFollowing(t)
	r.slack.Inject(fakeslack.Fault{Method: "conversations.setTopic", Kind: fakeslack.Status500AfterStore{}, Times: 1})
	r.follows()
	r.pass(time.Minute)
	r.follows()
	require.Equal(t, 2, writes())
	require.Equal(t, "【platform の当番：tanaka】", r.topicOf(ask))
}

// What was written without an answer is looked at again, also when the person
// on call is by then the one who was seen last.
func TestALostAnswerIsNotMistakenForWhatWasSeen(t *testing.T) {
	r, _ := newFollowing(t)
	r.follows()
	r.runs("yamada", "/toban cover @suzuki 11/20 16:00 11/20 16:05")
	r.confirms("yamada", actionConfirmDuty)
	r.mu.Lock()
	r.now = time.Date(2025, 11, 20, 16, 4, 59, 0, r.now.Location())
	r.mu.Unlock()
	r.slack.Inject(fakeslack.Fault{Method: "usergroups.users.update", Kind: fakeslack.ResetAfterStore{}, Times: 1})
	r.follows()
	require.Equal(t, []string{"USUZUKI"}, r.groupHolds())
	r.pass(firstFollow)
	r.follows()
	require.Equal(t, []string{"UTANAKA"}, r.groupHolds())
}

// Whoever reads the handoff finds the group and the topic at the new person.
func TestTheHandoffIsPostedAfterGroupAndTopic(t *testing.T) {
	r, _ := newFollowing(t)
	r.follows()
	var order []string
	r.app.http.Transport = counting{r.app.http.Transport, func(path string) bool {
		switch method := path[strings.LastIndex(path, "/")+1:]; method {
		case "usergroups.users.update", "conversations.setTopic", "chat.postMessage":
			order = append(order, method)
		}
		return true
	}}
	r.nextTurn()
	require.GreaterOrEqual(t, len(order), 3)
	require.Equal(t, []string{"usergroups.users.update", "conversations.setTopic", "chat.postMessage"}, order[:3])
	require.NotContains(t, order[3:], "conversations.setTopic")
}

// A schedule that another system has not told yet puts nobody in the place of
// who is shown: a restart while that system is away changes nothing.
func TestNothingFollowsAScheduleNotReadYet(t *testing.T) {
	r, writes := newFollowing(t)
	base, ok := r.app.desk.Schedules["platform"].(*rotation.Rotation)
	require.True(t, ok)
	shift := rotation.Shift{Start: r.now.Add(-time.Hour), End: r.now.Add(time.Hour), Primary: "UITO"}
	for _, c := range []struct {
		known  rotation.Dated
		writes int
	}{
		{rotation.Dated{Until: r.now.Add(-time.Minute)}, 0},
		{rotation.Dated{AsOf: r.now, Until: r.now.Add(time.Hour), Shifts: []rotation.Shift{shift}}, 2},
	} {
		r.app.desk.Schedules["platform"] = base.From(c.known)
		r.follows()
		require.Equal(t, c.writes, writes())
	}
	require.Equal(t, []string{"UITO"}, r.groupHolds())
}

// The name of somebody whom Slack does not tell yet is awaited.
func TestATopicNamesNoIDs(t *testing.T) {
	r, _ := newFollowing(t)
	r.slack.Inject(fakeslack.Fault{Method: "users.info", Kind: fakeslack.HTTPStatus{Status: http.StatusBadGateway}})
	r.follows()
	require.Empty(t, r.topicOf(ask))
	require.Equal(t, []string{"UTANAKA"}, r.groupHolds())
	r.slack.ClearFaults()
	r.pass(time.Hour)
	r.follows()
	require.Equal(t, "【platform の当番：tanaka】", r.topicOf(ask))
}

func TestTopics(t *testing.T) {
	long := strings.Repeat("あ", 230)
	for _, c := range []struct {
		name, lang, rotation string
		have                 string
		who                  holder
		want                 string // empty: there is no room
	}{
		{name: "nothing there", want: "【platform の当番：ito】"},
		{name: "in English", lang: "en", want: "[platform on call: ito]"},
		{name: "behind what people wrote", have: "docs: <https://docs.example.com> &amp; :wave: ", want: "docs: <https://docs.example.com> &amp; :wave:  【platform の当番：ito】"},
		{name: "where it stood", have: "a 【platform の当番：tanaka】 b", want: "a 【platform の当番：ito】 b"},
		{name: "somebody wrote into it", have: "【platform の当番：tanaka (今日まで)】", want: "【platform の当番：ito】"},
		{name: "somebody copied it", have: "【platform の当番：tanaka】 / 【platform の当番：tanaka】", want: "【platform の当番：ito】 / 【platform の当番：ito】"},
		{name: "in the other language", have: "x [platform on call: tanaka] y", want: "x 【platform の当番：ito】 y"},
		{name: "that of another rotation stays", have: "【network の当番：tanaka】", want: "【network の当番：tanaka】 【platform の当番：ito】"},
		{name: "a rotation with a name for a pattern", rotation: "a.*(b", have: "【a.*(b の当番：tanaka】 【axx(b の当番：x】", want: "【a.*(b の当番：ito】 【axx(b の当番：x】"},
		{name: "half a mark is people's", have: "【platform の当番：tanaka", want: "【platform の当番：tanaka 【platform の当番：ito】"},
		{name: "nobody", who: holder{person: "UYAMADA", name: "yamada", nobody: true}, want: "【platform の当番：なし（リード yamada）】"},
		{name: "what would end the mark", who: holder{name: "i[t]o【x】 <!here> & 😀🇯🇵\u200d"}, want: "【platform の当番：i(t)o(x) &lt;!here&gt; &amp;】"},
		{name: "a name of emoji alone", who: holder{person: "UITO", name: "😀"}, want: "【platform の当番：UITO】"},
		{name: "a long name", who: holder{name: strings.Repeat("a", 100)}, want: "【platform の当番：" + strings.Repeat("a", 59) + "…】"},
		{name: "room for a part of the name", have: long, who: holder{name: "nakamura"}, want: long + " 【platform の当番：nak…】"},
		{name: "no room", have: strings.Repeat("x", 240)},
		{name: "no room for the name", have: strings.Repeat("x", 234), who: holder{name: "nakamura"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRoom(t, func(conf *Config, _ *Deps) {
				if c.lang != "" {
					conf.Language = triage.Lang(c.lang)
				}
			})
			if c.who.name == "" {
				c.who = holder{person: "UITO", name: "ito"}
			}
			if c.rotation == "" {
				c.rotation = "platform"
			}
			f := &follower{rotation: triage.RotationID(c.rotation), Follower: triage.Follower{Topic: ask}}
			got, err := r.app.topic(f, c.have, c.who)
			if c.want == "" {
				require.Equal(t, "too_long", code(err))
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			again, err := r.app.topic(f, got, c.who)
			require.NoError(t, err)
			require.Equal(t, got, again, "what it says is left alone")
		})
	}
}

// Several rotations share a topic, each with its own part.
func TestSeveralRotationsShareATopic(t *testing.T) {
	r, _ := newFollowing(t, func(c *Config, d *Deps) {
		c.Follow = append(c.Follow, Follow{Rotation: "network", Topics: []triage.ChannelID{ask}})
		duty, err := rotation.Spec{Handoff: "Mon 10:00", Primary: []string{"USUZUKI", "UITO"}, Start: "2025-11-17 10:00"}.Build(d.Desk.Policy.Calendar)
		require.NoError(t, err)
		d.Desk.Schedules["network"] = duty
	})
	r.follows()
	require.Equal(t, "【platform の当番：tanaka】 【network の当番：suzuki】", r.topicOf(ask))
	r.mu.Lock()
	r.now = time.Date(2025, 11, 25, 10, 0, 0, 0, r.now.Location())
	r.mu.Unlock()
	r.follows()
	require.Equal(t, "【platform の当番：ito】 【network の当番：ito】", r.topicOf(ask))
}
