package test

import (
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"toban/test/fakeslack"
)

// directVerbs are the sentences about direct messages, group direct messages
// and what is written while toban is away.
func directVerbs() []verb {
	return []verb{
		sentence(`WHO says TEXT to toban`, func(s *stage, m []string) {
			dm, err := s.slack.DM(m[1])
			require.NoError(s.t, err)
			s.says(m[1], m[2], dm.ID)
		}),
		sentence(`in the group of WHO`, func(s *stage, m []string) { s.inGroup(m[1]) }),
		sentence(`WHO is in the group`, func(s *stage, m []string) { s.member(m[1], true) }),
		sentence(`WHO is not in the group`, func(s *stage, m []string) { s.member(m[1], false) }),
		sentence(`nobody is in a group`, func(s *stage, _ []string) {
			if len(s.groups()) > 0 {
				s.fail("a group direct message is open")
			}
		}),
		sentence(`toban goes down`, func(s *stage, _ []string) {
			s.stop()
			s.stop = nil
			s.slack.ConnectHTTP(fakeslack.HTTPApp{})
		}),
		sentence(`toban comes back`, func(s *stage, _ []string) {
			s.open(s.path)
			time.Sleep(time.Minute)
			s.settle()
		}),
	}
}

func (s *stage) groups() []fakeslack.Channel {
	return slices.DeleteFunc(s.slack.Channels(""), func(c fakeslack.Channel) bool { return !c.MPIM })
}

// inGroup goes to the newest thread of the group direct message that somebody
// is in.
func (s *stage) inGroup(who string) {
	for _, c := range slices.Backward(s.groups()) {
		for _, m := range slices.Backward(s.slack.Messages(c.ID, who)) {
			s.channel, s.thread = c.ID, m.TS
			return
		}
	}
	s.fail("%s is in no group direct message", who)
}

func (s *stage) member(who string, wanted bool) {
	u, ok := s.slack.Channel(s.channel)
	if !ok || !u.MPIM {
		s.fail("this is no group direct message")
	}
	if slices.Contains(u.Members, "U"+strings.ToUpper(who)) != wanted {
		s.fail("the group direct message holds %v", u.Members)
	}
}

// viewer is somebody who can read where the story is.
func (s *stage) viewer() string {
	if c, ok := s.slack.Channel(s.channel); ok && (c.IM || c.MPIM) {
		for _, id := range c.Members {
			if id != s.slack.Bot().ID {
				return id
			}
		}
	}
	return "UYAMADA"
}
