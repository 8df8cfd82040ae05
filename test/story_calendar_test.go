package test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// The sentences that tell of calendars: feeds and pages.
func calendarVerbs() []verb {
	return []verb{
		sentence(`WHO's calendar app shows TEXT now`, func(s *stage, m []string) { s.shows(s.entries(m[1], s.address(m[1], "people/")), m[2], true) }),
		sentence(`WHO's calendar app shows nothing now`, func(s *stage, m []string) { s.shows(s.entries(m[1], s.address(m[1], "people/")), "nothing", true) }),
		sentence(`the calendar that WHO was given shows TEXT now`, func(s *stage, m []string) { s.shows(s.entries(m[1], s.address(m[1], "platform")), m[2], true) }),
		sentence(`the page that WHO was given shows TEXT`, func(s *stage, m []string) {
			page := strings.Replace(s.address(m[1], "platform"), ".ics", "", 1)
			s.shows(plainTags.ReplaceAllString(s.fetch(page, http.StatusOK), ""), m[2], true)
		}),
		sentence(`the calendar that WHO was given is gone`, func(s *stage, m []string) { s.fetch(s.address(m[1], "platform"), http.StatusNotFound) }),
	}
}

var (
	plainTags = regexp.MustCompile(`<[^>]*>`)
	feedPath  = regexp.MustCompile(`https://toban\.test(/calendar/([\w/]+)\.ics\?token=\w+)`)
)

// address is the path of the first calendar of a kind that somebody was given.
func (s *stage) address(who, kind string) string {
	for _, m := range feedPath.FindAllStringSubmatch(s.private(who), -1) {
		if strings.HasPrefix(m[2], kind) {
			return m[1]
		}
	}
	s.fail("%s was given no address of %s", who, kind)
	return ""
}

func (s *stage) fetch(path string, want int) string {
	w := httptest.NewRecorder()
	s.bot.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != want {
		s.fail("GET %s = %d, want %d", path, w.Code, want)
	}
	return w.Body.String()
}

// entries are what a calendar app shows of a feed at this moment.
func (s *stage) entries(who, path string) string {
	cal, err := ics.ParseCalendar(strings.NewReader(s.fetch(path, http.StatusOK)))
	if err != nil {
		s.fail("%s's calendar app cannot read it: %v", who, err)
	}
	shown := []string{}
	for _, e := range cal.Events() {
		start, startErr := e.GetStartAt()
		end, endErr := e.GetEndAt()
		if startErr != nil || endErr != nil {
			s.fail("%s's calendar app cannot place %s: %v %v", who, e.Id(), startErr, endErr)
		}
		if now := time.Now(); start.After(now) || !end.After(now) {
			continue
		}
		shown = append(shown, e.GetProperty(ics.ComponentPropertySummary).Value+": "+e.GetProperty(ics.ComponentPropertyDescription).Value)
	}
	if len(shown) == 0 {
		return "nothing"
	}
	return strings.Join(shown, "\n")
}
