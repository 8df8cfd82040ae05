package test

import (
	"slices"
	"strings"
)

// The sentences that tell of one of several inquiries in the same message.
func handoffVerbs() []verb {
	return []verb{
		sentence(`WHO presses TEXT on (INQ-\d+) in CH`, func(s *stage, m []string) { s.pressesOn(m[3], m[2], m[4], m[1]) }),
		sentence(`WHO and WHO press TEXT on (INQ-\d+) in CH`, func(s *stage, m []string) { s.pressesOn(m[4], m[3], m[5], m[1], m[2]) }),
	}
}

// pressesOn presses an inquiry's button in the newest message that has one.
// Several people press before any of their screens is redrawn, in that order.
func (s *stage) pressesOn(inquiry, control, channel string, people ...string) {
	for _, m := range slices.Backward(s.slack.Messages(channel, people[0])) {
		if !strings.Contains(string(m.Blocks), control) {
			continue
		}
		s.act(s.slack.PressTogether(s.ctx(), people, m.Channel, m.TS, control, inquiry))
		return
	}
	s.fail("nobody finds anything to press called %q on %s", control, inquiry)
}
