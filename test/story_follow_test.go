package test

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"toban/config"
	"toban/test/fakeslack"
)

// onCallGroup is the user group that follows the on-call in stories in which
// something does.
const onCallGroup = "S1"

// followVerbs are the sentences about what shows in Slack who is on call.
func followVerbs() []verb {
	return []verb{
		sentence(`a user group and the topic of #ask-platform follow the on-call`, func(s *stage, _ []string) { s.follows = true }),
		sentence(`the user group holds WHO`, func(s *stage, m []string) { s.holds(m[1]) }),
		sentence(`the topic of CH is TEXT`, func(s *stage, m []string) { s.topicIs(m[1], m[2]) }),
		sentence(`the topic of CH was set (\d+) times? by toban`, func(s *stage, m []string) { s.topicSet(m[1], m[2]) }),
		sentence(`WHO sets the topic of CH to TEXT`, func(s *stage, m []string) { s.act(s.slack.SetTopic(s.ctx(), m[1], m[2], m[3])) }),
		sentence(`Slack (refuses|takes) changes of the user group`, func(s *stage, m []string) { s.slack.DenyUserGroups(m[1] == "refuses") }),
		sentence(`Slack takes (\S+) to answer about the user group`, func(s *stage, m []string) {
			s.slack.Inject(fakeslack.Fault{Method: "usergroups.*", Kind: fakeslack.Slow{D: span(s, m[1])}, Times: 1})
		}),
		sentence(`WHO sees TEXT at Home`, func(s *stage, m []string) { s.seesAtHome(m[1], m[2]) }),
	}
}

// followed is a configuration's text in which a group and a topic follow.
func followed(text string) string {
	const start = `start: "2025-11-17 10:00"`
	return strings.Replace(text, start, start+", user_group: "+onCallGroup+", topic: [CASK]", 1)
}

// manifestOf is what the manifest is made from.
func (s *stage) manifestOf() *config.Config {
	cfg := &config.Config{}
	if s.follows {
		cfg.Rotations = map[string]config.RotationSpec{"platform": {UserGroup: onCallGroup}}
	}
	return cfg
}

// addGroup makes the user group, as people do.
func (s *stage) addGroup() {
	if s.follows {
		s.slack.AddUserGroup(fakeslack.UserGroup{ID: onCallGroup, Name: "On call", Handle: "oncall-platform", Users: []string{"UYAMADA", "UITO"}})
	}
}

func (s *stage) holds(who string) {
	if got := s.slack.UserGroups()[0].Users; !slices.Equal(got, []string{"U" + strings.ToUpper(who)}) {
		s.fail("the user group holds %v, want %s", got, who)
	}
}

func (s *stage) topicIs(channel, want string) {
	ch, ok := s.slack.Channel("#" + channel)
	require.True(s.t, ok)
	if ch.Topic != want {
		s.fail("the topic of #%s is %q, want %q", channel, ch.Topic, want)
	}
}

// topicSet counts the lines that Slack writes at each change.
func (s *stage) topicSet(channel, n string) {
	got := 0
	for _, m := range s.slack.Messages(channel, "UYAMADA") {
		if m.Subtype == "channel_topic" && m.User == s.slack.Bot().ID {
			got++
		}
	}
	if strconv.Itoa(got) != n {
		s.fail("toban has set the topic of #%s %d times, want %s", channel, got, n)
	}
}

func (s *stage) seesAtHome(who, want string) {
	s.act(s.slack.OpenHome(s.ctx(), who))
	v, ok := s.slack.Home("U" + strings.ToUpper(who))
	if !ok {
		s.fail("%s sees nothing at Home", who)
	}
	s.shows(s.slack.PlainView(v), want, true)
}
