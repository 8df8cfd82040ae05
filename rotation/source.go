package rotation

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
)

// The systems that keep schedules, as [Spec].Source names them.
const (
	Datadog   = "datadog"
	PagerDuty = "pagerduty"
	ICal      = "ical"
	builtin   = "builtin"
)

var (
	datadogID   = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	pagerdutyID = regexp.MustCompile(`^[A-Z0-9]{6,20}$`)
)

// follow checks what is written of a schedule that another system keeps.
func (s Spec) follow(bad *mistakes) {
	switch {
	case s.Schedule == "":
		bad.add("schedule", "", "missing: which schedule of %s", s.Source)
	case s.Source == Datadog && !datadogID.MatchString(s.Schedule):
		bad.add("schedule", s.Schedule, "no id of a Datadog schedule; it stands in the address of the schedule's page, such as 3653d3c6-0c75-11ea-ad28-fb5701eabc7d")
	case s.Source == PagerDuty && !pagerdutyID.MatchString(s.Schedule):
		bad.add("schedule", s.Schedule, "no id of a PagerDuty schedule; it stands in the address of the schedule's page, such as PI7DH85")
	case s.Source == ICal:
		if _, _, err := CalendarAddress(s.Schedule); err != nil {
			bad.add("schedule", "", "%v", err) // whoever knows the address may read the calendar
		}
	}
	if len(s.Primary) > 0 || len(s.Layers) > 0 {
		bad.add("primary", "", "the members come from %s, list none here", s.Source)
	}
	for _, own := range []struct{ key, value string }{
		{"handoff", s.Handoff}, {"every", s.Every}, {"on_holiday", s.OnHoliday}, {"start", s.Start}, {"end", s.End},
	} {
		if own.value != "" {
			bad.add(own.key, own.value, "the turns come from %s, leave it out", s.Source)
		}
	}
	if len(s.Duty) > 0 {
		bad.add("duty", "", "the turns come from %s, leave it out", s.Source)
	}
	if s.Secondary != (Second{}) {
		bad.add("secondary", "", "of two people on call at once in %s the other one is second, leave it out", s.Source)
	}
}

// CalendarAddress reads where a calendar is: a path after "file:", or an https
// address. Its error does not repeat the address, which may be a secret.
func CalendarAddress(address string) (path string, u *url.URL, err error) {
	if path, ok := strings.CutPrefix(address, "file:"); ok {
		if path = strings.TrimPrefix(path, "//"); strings.Trim(path, "/") == "" {
			return "", nil, errors.New("names no file, write file:/path/oncall.ics")
		}
		return path, nil, nil
	}
	u, err = url.Parse(address)
	switch {
	case err == nil && u.Scheme == "webcal":
		return "", nil, errors.New("write https:// instead of webcal://")
	case err != nil || u.Scheme != "https" || u.Host == "":
		return "", nil, errors.New("want an address that begins with https:// or file: and a path")
	}
	return "", u, nil
}
