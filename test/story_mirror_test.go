package test

import (
	"strings"

	"toban/test/fakeslack"
)

// mirrorVerbs are the sentences about a team that is told of its questions.
func mirrorVerbs() []verb {
	return []verb{
		sentence(`payments is told of its questions in #payments-dev`, func(s *stage, _ []string) { s.mirrors = true }),
	}
}

// mirroring is a configuration's text in which payments is told.
func mirroring(text string) string {
	const members = "members: [USATO, UEMMA]"
	return strings.Replace(text, members, members+", mirror: CPAY", 1)
}

// addMirror makes the channel of payments.
func (s *stage) addMirror() {
	if s.mirrors {
		s.slack.AddChannel(fakeslack.Channel{ID: "CPAY", Name: "payments-dev", Members: []string{"USATO", "UEMMA", s.slack.Bot().ID}})
	}
}
