package test

import (
	"strings"
	"time"

	"toban/test/fakedatadog"
)

// The sentences that tell of a schedule that Datadog On-Call keeps.
func externalVerbs() []verb {
	return []verb{
		sentence(`Datadog keeps the rotation`, func(s *stage, _ []string) { s.schedule = "platform" }),
		sentence(`Datadog puts WHO on call from (\S+ \S+) to (\S+ \S+)`, func(s *stage, m []string) {
			s.putsOnCall(m[1], parseTime(s, m[2]), parseTime(s, m[3]))
		}),
		sentence(`WHO sees TEXT on the opened Home tab`, func(s *stage, m []string) {
			s.act(s.slack.OpenHome(s.ctx(), m[1]))
			v, ok := s.slack.Home(m[1])
			if !ok {
				s.fail("%s has no Home tab", m[1])
			}
			s.shows(s.slack.PlainView(v), m[2], true)
		}),
	}
}

// ownTurns is the rotation as the stories' configuration has it.
const ownTurns = `{handoff: "Mon 10:00", every: 1w, primary: [UTANAKA, UITO, USUZUKI], secondary: {offset: 2}, start: "2025-11-17 10:00"}`

// keptElsewhere is the configuration with the rotation kept in Datadog.
func (s *stage) keptElsewhere(text string) string {
	if s.schedule == "" {
		return text
	}
	id := s.datadog.SetShifts(s.schedule, "Asia/Tokyo", s.shifts...)
	// Weeks of looks every few minutes would take the test a while.
	return strings.Replace(text, ownTurns, "{source: datadog, schedule: "+id+"}", 1) + "external: {every: 1h}\n"
}

// keepsTurns fills the schedule in Datadog with the turns that the configuration
// has elsewhere. Hanako is known there and not in Slack.
func (s *stage) keepsTurns() {
	if s.schedule == "" {
		return
	}
	for _, name := range []string{"ito", "hanako"} {
		s.datadog.AddUser(fakedatadog.User{Name: name, Email: name + "@example.com"})
	}
	start := parseTime(s, "2025-11-17 10:00")
	for i := range 30 {
		from := start.AddDate(0, 0, 7*i)
		who := s.inDatadog([]string{"tanaka", "ito", "suzuki"}[i%3])
		s.shifts = append(s.shifts, fakedatadog.Shift{User: who, Start: from, End: from.AddDate(0, 0, 7)})
	}
}

// putsOnCall overrides the schedule in Datadog.
func (s *stage) putsOnCall(who string, from, to time.Time) {
	kept := []fakedatadog.Shift{{User: s.inDatadog(who), Start: from, End: to}}
	for _, sh := range s.shifts {
		before, after := sh, sh
		if before.End.After(from) {
			before.End = from
		}
		if after.Start.Before(to) {
			after.Start = to
		}
		for _, part := range []fakedatadog.Shift{before, after} {
			if part.Start.Before(part.End) {
				kept = append(kept, part)
			}
		}
	}
	s.shifts = kept
	s.datadog.SetShifts(s.schedule, "Asia/Tokyo", kept...)
}

func (s *stage) inDatadog(name string) fakedatadog.UserID {
	for _, u := range s.datadog.Users() {
		if u.Name == name {
			return u.ID
		}
	}
	s.fail("nobody in Datadog is called %s", name)
	return ""
}
