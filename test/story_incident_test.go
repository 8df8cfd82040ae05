package test

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"toban/test/fakedatadog"
	"toban/test/fakeslack"
)

// incidentVerbs are the sentences that only stories of incidents need.
func incidentVerbs() []verb {
	return []verb{
		sentence(`WHO runs TEXT in CH`, func(s *stage, m []string) { s.act(s.slack.Command(s.ctx(), m[1], "#"+m[3], m[2])) }),
		sentence(`WHO reads TEXT in CH`, func(s *stage, m []string) { s.shows(s.whispers(m[1], m[3]), m[2], true) }),
		sentence(`WHO reads TEXT before TEXT`, func(s *stage, m []string) { s.inOrder(s.private(m[1]), m[2], m[3]) }),
		sentence(`WHO gets the file TEXT with TEXT`, func(s *stage, m []string) { s.shows(s.file(m[1], m[2]), m[3], true) }),
		sentence(`WHO gets the file TEXT without TEXT`, func(s *stage, m []string) { s.shows(s.file(m[1], m[2]), m[3], false) }),
		sentence(`Datadog holds TEXT`, func(s *stage, m []string) { s.shows(s.hung(), m[1], true) }),
		sentence(`CH has the bookmark TEXT`, func(s *stage, m []string) { s.shows(s.bookmarks(m[1]), m[2], true) }),
		sentence(`CH has (\d+) bookmarks?`, func(s *stage, m []string) {
			if got := strings.Count(s.bookmarks(m[1]), "\n"); fmt.Sprint(got) != m[2] {
				s.fail("#%s has %d bookmarks, want %s:\n%s", m[1], got, m[2], s.bookmarks(m[1]))
			}
		}),
		sentence(`Datadog was told TEXT then TEXT, each once`, func(s *stage, m []string) {
			told := s.toldDatadog()
			for _, text := range m[1:] {
				if n := strings.Count(told, text); n != 1 {
					s.fail("Datadog was told %q %d times:\n%s", text, n, told)
				}
			}
			s.inOrder(told, m[1], m[2])
		}),
		sentence(`Datadog (forbids|allows) everything`, func(s *stage, m []string) {
			s.datadog.ClearFaults()
			if m[1] == "forbids" {
				s.datadog.Inject(fakedatadog.Fault{Trouble: fakedatadog.Forbidden, Times: -1})
			}
		}),
		sentence(`Datadog loses incident (\d+)`, func(s *stage, m []string) {
			for _, i := range s.datadog.Incidents() {
				if strconv.Itoa(i.PublicID) == m[1] {
					require.NoError(s.t, s.datadog.Remove(i.ID, ""))
				}
			}
		}),
		sentence(`Datadog keeps it as a test`, func(s *stage, _ []string) {
			for _, i := range s.datadog.Incidents() {
				if !i.Test {
					s.fail("incident #%d is a real one", i.PublicID)
				}
			}
		}),
	}
}

func (s *stage) inOrder(text, first, second string) {
	s.t.Helper()
	s.shows(text, first, true)
	s.shows(text, second, true)
	if strings.Index(text, first) > strings.Index(text, second) {
		s.fail("%q comes after %q in:\n%s", first, second, text)
	}
}

// whispers are what only one person sees at the top of a channel.
func (s *stage) whispers(who, channel string) string {
	var b strings.Builder
	for _, m := range s.slack.Messages(channel, who) {
		if m.Ephemeral {
			b.WriteString(s.slack.PlainText(m) + "\n")
		}
	}
	return b.String()
}

// file is the content of the newest file of that name in somebody's direct
// messages.
func (s *stage) file(who, name string) string {
	s.t.Helper()
	dm, err := s.slack.DM(who)
	if err != nil {
		s.fail("%s has no direct messages: %v", who, err)
	}
	var found *fakeslack.File
	for _, m := range s.slack.Messages(dm.ID, who) {
		for _, f := range m.Files {
			if f.Name == name {
				found = &f
			}
		}
	}
	if found == nil {
		s.fail("%s has no file %q", who, name)
	}
	return string(found.Content)
}

func (s *stage) bookmarks(channel string) string {
	c, _ := s.slack.Channel("#" + channel)
	var b strings.Builder
	for _, l := range c.Bookmarks {
		b.WriteString(l.Title + " " + l.URL + "\n")
	}
	return b.String()
}

// toldDatadog are the changes that took effect in Datadog, in their order.
func (s *stage) toldDatadog() string {
	var b strings.Builder
	for _, e := range s.datadog.Exchanges(0) {
		if e.Operation == "UpdateIncident" && e.Stored {
			b.WriteString(string(e.Request) + "\n")
		}
	}
	return b.String()
}

// hung are the follow-ups and attachments of all incidents in Datadog.
func (s *stage) hung() string {
	var b strings.Builder
	for _, i := range s.datadog.Incidents() {
		for _, t := range i.Todos {
			mark := "open"
			if t.Completed != "" {
				mark = "completed"
			}
			fmt.Fprintf(&b, "%s: %s\n", mark, t.Content)
		}
		for _, a := range i.Attachments {
			fmt.Fprintf(&b, "%s: %s\n%s\n", a.Type, a.Title, a.Content)
		}
	}
	return b.String()
}
