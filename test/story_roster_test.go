package test

import "strings"

// The sentences about how the rotation is configured.
func rosterVerbs() []verb {
	return []verb{
		sentence(`the rotation becomes TEXT`, func(s *stage, m []string) {
			s.rotation = m[1]
			s.restart(0)
		}),
		sentence(`WHO (?:was|is|will be) on call at (\S+ \S+)`, func(s *stage, m []string) { s.onCallAt(m[1], m[2]) }),
	}
}

// firstRotation is how every story begins.
const firstRotation = `{handoff: "Mon 10:00", every: 1w, primary: [UTANAKA, UITO, USUZUKI], secondary: {offset: 2}, start: "2025-11-17 10:00"}`

// rotated is the configuration with the rotation as it is now.
func (s *stage) rotated(text string) string {
	if s.rotation == "" {
		return text
	}
	return strings.Replace(text, firstRotation, s.rotation, 1)
}

func (s *stage) onCallAt(who, at string) {
	shift, err := s.bot.Desk().OnCall(s.ctx(), "platform", parseTime(s, at))
	if err != nil || shift.Primary != "U"+strings.ToUpper(who) {
		s.fail("%s is not on call at %s, but %q (%v)", who, at, shift.Primary, err)
	}
}
