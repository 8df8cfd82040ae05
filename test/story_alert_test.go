package test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"toban/bot/web"
	"toban/test/fakedatadog"
)

// alertVerbs are the sentences that only stories of alerts need.
func alertVerbs() []verb {
	return []verb{
		sentence(`with alerts`, func(s *stage, _ []string) { s.alerts = true }),
		sentence(`monitor (\d+) says TEXT of TEXT`, func(s *stage, m []string) { s.monitor(m[1], m[2], m[3], "") }),
		sentence(`monitor (\d+) says TEXT of TEXT with priority (P\d)`, func(s *stage, m []string) { s.monitor(m[1], m[2], m[3], m[4]) }),
		sentence(`monitor (\d+) says TEXT of TEXT, twice over`, func(s *stage, m []string) {
			s.monitor(m[1], m[2], m[3], "")
			s.events--
			s.monitor(m[1], m[2], m[3], "")
		}),
		sentence(`monitor (\d+) says TEXT of (\d+) groups`, func(s *stage, m []string) {
			for n := range number(s, m[3]) {
				s.deliver(m[1], m[2], fmt.Sprint("host:", n), "")
			}
			s.settle()
		}),
	}
}

func number(s *stage, text string) int {
	var n int
	if _, err := fmt.Sscan(text, &n); err != nil {
		s.fail("%q is no number", text)
	}
	return n
}

// alerting has the team's channel hold the cards of alerts.
func alerting(text string) string {
	text = strings.Replace(text, "\nincident: ", "\nalerts: {channel: platform-team}\nincident: ", 1)
	return strings.Replace(text, "\nhttp: {", "\nhttp: {listen: \"127.0.0.1:8080\", ", 1)
}

// monitor is what a monitor of Datadog says, as its webhook delivers it.
func (s *stage) monitor(id, transition, group, priority string) {
	s.t.Helper()
	s.deliver(id, transition, group, priority)
	s.settle()
}

func (s *stage) deliver(id, transition, group, priority string) {
	s.t.Helper()
	s.events++
	body, err := json.Marshal(map[string]string{
		"monitor_id": id, "monitor_group": group, "transition": transition, "priority": priority, "event": fmt.Sprint(s.events),
		"at": fmt.Sprint(time.Now().UnixMilli()), "url": "https://app.datadoghq.com/event/" + id, "title": "Disk is full",
	})
	if err != nil {
		s.fail("%v", err)
	}
	r := httptest.NewRequestWithContext(s.ctx(), http.MethodPost, web.DatadogPath, strings.NewReader(string(body)))
	r.Header.Set(web.DatadogHeader, hookSecret)
	w := httptest.NewRecorder()
	s.bot.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusAccepted {
		s.fail("the webhook answers %d: %s", w.Code, w.Body)
	}
}

// pagingVerbs are the sentences about pages through Datadog On-Call.
func pagingVerbs() []verb {
	return []verb{
		sentence(`with paging`, func(s *stage, _ []string) { s.paging = true }),
		sentence(`Datadog has paged (\d+) times?`, func(s *stage, m []string) {
			if got := len(s.datadog.Pages()); got != number(s, m[1]) {
				s.fail("Datadog has paged %d times, want %s", got, m[1])
			}
		}),
		sentence(`the last page is (triggered|acknowledged|resolved)`, func(s *stage, m []string) {
			pages := s.datadog.Pages()
			if len(pages) == 0 || pages[len(pages)-1].Status != m[1] {
				s.fail("the last of these pages is not %s: %+v", m[1], pages)
			}
		}),
		sentence(`Datadog sends the next page and answers 500`, func(s *stage, _ []string) {
			s.datadog.Inject(fakedatadog.Fault{Operation: "CreateOnCallPage", Trouble: fakedatadog.ServerError, Stored: true})
		}),
	}
}
