package test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"toban/test/fakeslack"
	"toban/test/fakewebhook"
)

// hookKey is the secret of every webhook of a story.
const hookKey = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"

// hooked is a webhook and its receiver, which outlives toban.
type hooked struct {
	*fakewebhook.Receiver

	name, more string // more of its configuration
	down       atomic.Bool
}

// hookVerbs are the sentences about webhooks.
func hookVerbs() []verb {
	return []verb{
		sentence(`webhook (\w+)`, func(s *stage, m []string) { s.addHook(m[1], "") }),
		sentence(`webhook (\w+) with (words|private)`, func(s *stage, m []string) { s.addHook(m[1], ", "+m[2]+": true") }),
		sentence(`webhook (\w+) of TEXT`, func(s *stage, m []string) { s.addHook(m[1], ", events: ["+m[2]+"]") }),
		sentence(`webhook (\w+) is (down|up)`, func(s *stage, m []string) { s.hook(m[1]).down.Store(m[2] == "down") }),
		sentence(`webhook (\w+) is (gone|back)`, func(s *stage, m []string) { s.hook(m[1]).SetGone(m[2] == "gone") }),
		sentence(`webhook (\w+) was told TEXT`, func(s *stage, m []string) { s.told(m[1], m[2]) }),
		sentence(`webhook (\w+) knows TEXT`, func(s *stage, m []string) { s.shows(s.hook(m[1]).text(), m[2], true) }),
		sentence(`webhook (\w+) does not know TEXT`, func(s *stage, m []string) { s.shows(s.hook(m[1]).text(), m[2], false) }),
		sentence(`webhook (\w+) was called (\d+) times?`, func(s *stage, m []string) {
			if got := s.hook(m[1]).Seen(); strconv.Itoa(got) != m[2] {
				s.fail("webhook %s was called %d times, want %s", m[1], got, m[2])
			}
		}),
	}
}

func (s *stage) addHook(name, more string) {
	s.hooks = append(s.hooks, &hooked{Receiver: fakewebhook.New(hookKey), name: name, more: more})
}

func (s *stage) hook(name string) *hooked {
	s.t.Helper()
	for _, h := range s.hooks {
		if h.name == name {
			return h
		}
	}
	s.t.Fatalf("line %d: there is no webhook %s", s.line, name)
	return nil
}

// hooksText is the configuration of the webhooks.
func (s *stage) hooksText() string {
	if len(s.hooks) == 0 {
		return ""
	}
	var text strings.Builder
	text.WriteString("webhooks:\n")
	for _, h := range s.hooks {
		fmt.Fprintf(&text, "  - {name: %s, url: \"https://%[1]s.test/toban\", secret: %s%s}\n", h.name, hookKey, h.more)
	}
	return text.String()
}

var errDown = errors.New("connection refused")

// toHooks carries calls to the receivers by their hosts.
func (s *stage) toHooks() http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		name, _, _ := strings.Cut(r.URL.Host, ".")
		h := s.hook(name)
		if h.down.Load() {
			return nil, errDown
		}
		return fakeslack.Direct(h.Receiver).RoundTrip(r)
	})
}

// text is all that the receiver was told.
func (h *hooked) text() string {
	var b strings.Builder
	for _, c := range h.Calls() {
		b.Write(c.Body)
		b.WriteByte('\n')
	}
	return b.String()
}

// told are the events that a receiver was told of, in their order, each once.
func (s *stage) told(name, want string) {
	h := s.hook(name)
	var got []string
	for _, c := range h.Calls() {
		got = append(got, c.Type)
	}
	if strings.Join(got, " ") != want {
		s.fail("webhook %s was told %q, want %q", name, strings.Join(got, " "), want)
	}
	if h.Forged() > 0 {
		s.fail("webhook %s had calls with a wrong signature", name)
	}
}
