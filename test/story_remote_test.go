package test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/stretchr/testify/require"

	"toban/bot"
	"toban/test/fakedatadog"
	"toban/test/fakeslack"
)

// hookSecret is what Datadog sends along with its word.
const hookSecret = "the secret of the webhook"

// remoteVerbs are the sentences about what people do in Datadog.
func remoteVerbs() []verb {
	return []verb{
		sentence(`toban adopts what is declared in Datadog`, func(s *stage, _ []string) { s.adopts = true }),
		sentence(`Datadog tells toban by webhook`, func(s *stage, _ []string) { s.hooked(1) }),
		sentence(`Datadog tells toban everything twice`, func(s *stage, _ []string) { s.hooked(2) }),
		sentence(`Datadog refuses the next incident`, func(s *stage, _ []string) {
			s.datadog.Inject(fakedatadog.Fault{Operation: "CreateIncident", Trouble: fakedatadog.Invalid})
		}),
		sentence(`WHO declares TEXT as (\S+) in Datadog`, func(s *stage, m []string) { s.declaresThere(m[1], m[2], m[3]) }),
		sentence(`WHO sets (\w+) of incident (\d+) to TEXT in Datadog`, func(s *stage, m []string) { s.setsThere(m[1], m[2], m[3], m[4]) }),
		sentence(`WHO declares TEXT as (\S+) in Datadog while toban is down for (\S+)`, func(s *stage, m []string) {
			s.whileDown(span(s, m[4]).String(), func() { s.declaresThere(m[1], m[2], m[3]) })
		}),
		sentence(`WHO declares and resolves TEXT as (\S+) in Datadog while toban is down for (\S+)`, func(s *stage, m []string) {
			s.whileDown(span(s, m[4]).String(), func() {
				s.declaresThere(m[1], m[2], m[3])
				s.wait("20m")
				s.remoteResolves(strconv.Itoa(len(s.datadog.Incidents())))
			})
		}),
	}
}

// hooked sets Datadog's webhook up as toban says, which delivers each word so
// often. While toban is down, nothing arrives.
func (s *stage) hooked(times int) {
	setup := bot.DatadogHook(s.config(s.path), true)
	client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		if s.stop == nil {
			return nil, errors.New("connection refused")
		}
		return fakeslack.Direct(s.bot.Handler()).RoundTrip(r)
	})}
	for range times {
		s.datadog.AddWebhook(fakedatadog.Webhook{URL: setup.URL, Headers: setup.Headers, Payload: setup.Payload, Client: client})
	}
}

type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// whileDown stops toban, lets something happen, and starts it again.
func (s *stage) whileDown(away string, do func()) {
	path := s.path
	s.stop()
	s.stop = nil
	do()
	s.wait(away)
	s.open(path)
	s.settle()
}

// there is a person's account in Datadog.
func (s *stage) there(who string) fakedatadog.UserID {
	for _, u := range s.datadog.Users() {
		if u.Name == who {
			return u.ID
		}
	}
	return s.datadog.AddUser(fakedatadog.User{Name: who, Email: who + "@elsewhere.example"}).ID
}

func (s *stage) declaresThere(who, title, severity string) {
	s.datadog.Declare(fakedatadog.Declaration{Title: title, Severity: severity, By: s.there(who)})
	s.settle()
}

func (s *stage) setsThere(who, what, n, text string) {
	s.t.Helper()
	by := s.there(who)
	for _, i := range s.datadog.Incidents() {
		if strconv.Itoa(i.PublicID) != n {
			continue
		}
		var err error
		switch what {
		case "title":
			err = s.datadog.Rename(i.ID, text, by)
		case "severity":
			err = s.datadog.SetSeverity(i.ID, text, by)
		case "state":
			err = s.datadog.SetState(i.ID, text, by)
		case "summary":
			err = s.datadog.SetSummary(i.ID, text, by)
		case "impact":
			err = s.datadog.SetImpact(i.ID, text, by)
		case "commander":
			err = s.datadog.SetCommander(i.ID, s.there(text), by)
		default:
			err = fmt.Errorf("nobody sets %s", what)
		}
		require.NoError(s.t, err)
		s.settle()
		return
	}
	s.fail("Datadog has no incident %s", n)
}
