package config

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"toban/bot/triage"
	"toban/rotation"
)

// External is how schedules that other systems keep are followed.
type External struct {
	Every   time.Duration `yaml:"every"`   // between two looks; 0 means 5 min
	Timeout time.Duration `yaml:"timeout"` // of one look; 0 means 30 s
	// People are Slack user ids by what the other systems call people: an id,
	// an address or a name there. Who is not listed is looked for in Slack by
	// their address.
	People map[string]triage.PersonID `yaml:"people"`
}

// PagerDuty is needed for rotations with source: pagerduty alone.
type PagerDuty struct {
	Token Secret `yaml:"token"` // of the REST API, read-only suffices
	URL   string `yaml:"url"`   // for accounts in the EU, tests and proxies; empty means https://api.pagerduty.com
}

// Bounds of asking: more often is of no use, less often is late.
const (
	shortestLook = 30 * time.Second
	longestLook  = time.Hour
)

func (l *loader) external(c *Config) {
	for _, name := range slices.Sorted(maps.Keys(c.Rotations)) {
		switch c.Rotations[name].Source {
		case rotation.Datadog:
			if !c.Datadog.Enabled() && !l.env.Offline {
				l.wrong("rotations."+name+".source", "datadog needs datadog.api_key and datadog.app_key")
			}
		case rotation.PagerDuty:
			l.secret("pagerduty.token", c.PagerDuty.Token, "")
		}
	}
	if u := c.PagerDuty.URL; u != "" && !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") {
		l.wrong("pagerduty.url", "%q is no address; for an account in the EU write https://api.eu.pagerduty.com", u)
	}
	if e := c.External.Every; e != 0 && (e < shortestLook || e > longestLook) {
		l.wrong("external.every", "%s is not between %s and %s", e, shortestLook, longestLook)
	}
	if t := c.External.Timeout; t < 0 || t > time.Minute {
		l.wrong("external.timeout", "%s is not between 0 and a minute", t)
	}
	for _, who := range slices.Sorted(maps.Keys(c.External.People)) {
		key, id := "external.people."+who, c.External.People[who]
		if l.person(key, id); slackUser.MatchString(string(id)) && !slices.Contains(c.everybody(), id) {
			l.wrong(key, "%q is not in team.members", id)
		}
	}
}

// hideAddresses is c with the addresses of calendars and webhooks hidden but for
// their host: who knows such an address may read the calendar, or write there.
func (c *Config) hideAddresses() *Config {
	shown := *c
	shown.Rotations = maps.Clone(c.Rotations)
	for name, spec := range shown.Rotations {
		if u, err := url.Parse(spec.Schedule); spec.Source == rotation.ICal && err == nil && u.Host != "" {
			spec.Schedule = u.Scheme + "://" + u.Host + "/" + hidden
			shown.Rotations[name] = spec
		}
	}
	shown.Webhooks = slices.Clone(c.Webhooks)
	for i, h := range shown.Webhooks {
		if u, err := url.Parse(h.URL); err == nil && u.Host != "" {
			shown.Webhooks[i].URL = u.Scheme + "://" + u.Host + "/" + hidden
		}
	}
	return &shown
}
