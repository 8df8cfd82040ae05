// Package pagerduty reads on-call schedules of PagerDuty. It is the only package
// that knows PagerDuty's client.
package pagerduty

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/PagerDuty/go-pagerduty"

	"toban/bot/external"
)

// Config is how PagerDuty is reached.
type Config struct {
	Token     string            // of the REST API, may be read-only
	URL       string            // empty means https://api.pagerduty.com
	Transport http.RoundTripper // nil means one with timeouts
}

const (
	defaultURL = "https://api.pagerduty.com"
	mostBytes  = 8 << 20 // of one answer
)

// Schedule is a schedule of PagerDuty. It implements [external.Source].
type Schedule struct {
	config Config
	id     string
	client *http.Client
}

// New returns the schedule with an id; it makes no call.
func New(c Config, id string) *Schedule {
	c.URL = cmp.Or(c.URL, defaultURL)
	return &Schedule{config: c, id: id, client: external.Client(c.Transport, mostBytes)}
}

// Shifts implements [external.Source]. They are those of the final schedule:
// layers and overrides as PagerDuty lays them on each other.
func (s *Schedule) Shifts(ctx context.Context, from, to time.Time) (external.Answer, error) {
	last := &last{client: s.client}
	api := pagerduty.NewClient(s.config.Token, pagerduty.WithAPIEndpoint(s.config.URL))
	api.HTTPClient = last
	since, until := from.UTC().Format(time.RFC3339), to.UTC().Format(time.RFC3339)

	schedule, err := api.GetScheduleWithContext(ctx, s.id, pagerduty.GetScheduleOptions{TimeZone: "UTC", Since: since, Until: until})
	if err != nil {
		return external.Answer{}, last.failed(err)
	}
	if schedule.ID == "" { // well-formed, and not a schedule
		return external.Answer{}, external.Unreadablef("PagerDuty answers without a schedule")
	}
	// Entries name people by reference only; their addresses are told here.
	users, err := api.ListOnCallUsersWithContext(ctx, s.id, pagerduty.ListOnCallUsersOptions{Since: since, Until: until})
	if err != nil {
		return external.Answer{}, last.failed(err)
	}
	people := make(map[string]external.Person)
	for _, u := range users {
		people[u.ID] = external.Person{ID: u.ID, Email: u.Email, Name: u.Name}
	}
	answer := external.Answer{Until: to}
	for _, e := range schedule.FinalSchedule.RenderedScheduleEntries {
		shift, err := shiftOf(e, people)
		if err != nil {
			return external.Answer{}, err
		}
		answer.Shifts = append(answer.Shifts, shift)
	}
	return answer, nil
}

func shiftOf(e pagerduty.RenderedScheduleEntry, people map[string]external.Person) (external.Shift, error) {
	start, err := time.Parse(time.RFC3339, e.Start)
	if err != nil {
		return external.Shift{}, external.Unreadablef("PagerDuty's schedule has an entry that starts at %q", e.Start)
	}
	end, err := time.Parse(time.RFC3339, e.End)
	if err != nil {
		return external.Shift{}, external.Unreadablef("PagerDuty's schedule has an entry that ends at %q", e.End)
	}
	p, ok := people[e.User.ID]
	if !ok {
		p = external.Person{ID: e.User.ID, Name: e.User.Summary}
	}
	return external.Shift{Person: p, Start: start.UTC(), End: end.UTC()}, nil
}

// last notes how the last call was answered: the library's errors do not say how
// long to wait, nor what became of the connection.
type last struct {
	client *http.Client
	status int
	reset  string
	err    error
}

// Do implements the library's HTTPClient.
func (l *last) Do(r *http.Request) (*http.Response, error) {
	l.status, l.reset, l.err = 0, "", nil
	res, err := l.client.Do(r) //nolint:gosec // the address is that of the configuration
	if err != nil {
		l.err = err
		return nil, err
	}
	l.status, l.reset = res.StatusCode, res.Header.Get("Ratelimit-Reset")
	return res, nil
}

// failed is a failed call as an error of a source.
func (l *last) failed(err error) error {
	if l.err != nil {
		err = l.err
	}
	return external.Refused(l.status, l.reset, err)
}
