package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"toban/bot/triage"
)

// ReviewTerm is how long after an incident its review is owed: 3d, 5bd for
// business days, or optional.
type ReviewTerm string

// optionalReview is the term of what nobody is asked for.
const optionalReview ReviewTerm = "optional"

var reviewTerm = regexp.MustCompile(`^([1-9][0-9]?)(b?)d$`)

// defaultReviews are the terms of PagerDuty's public practice.
func defaultReviews() map[triage.Severity]ReviewTerm {
	return map[triage.Severity]ReviewTerm{"SEV-1": "3d", "SEV-2": "5bd"}
}

func (t ReviewTerm) term() (triage.ReviewTerm, error) {
	if t == optionalReview {
		return triage.ReviewTerm{}, nil
	}
	m := reviewTerm.FindStringSubmatch(string(t))
	if m == nil {
		return triage.ReviewTerm{}, fmt.Errorf("%q is no time for a review; write 3d, 5bd for business days (at most 99), or optional", string(t))
	}
	days, err := strconv.Atoi(m[1])
	return triage.ReviewTerm{Days: days, Business: m[2] != ""}, err
}

// reviews are when reviews are owed; Load has refused what cannot be read.
func (c *Config) reviews() map[triage.Severity]triage.ReviewTerm {
	terms := c.Incident.Review
	if terms == nil {
		terms = defaultReviews()
	}
	out := make(map[triage.Severity]triage.ReviewTerm, len(terms))
	for s, t := range terms {
		out[s], _ = t.term()
	}
	return out
}

func (l *loader) reviews(c *Config) {
	policy := c.incident()
	for _, s := range slices.Sorted(maps.Keys(c.Incident.Review)) {
		at := "incident.review." + string(s)
		if !policy.Knows(s) {
			l.wrong(at, "severity %q is not in incident.severities", s)
		}
		if _, err := c.Incident.Review[s].term(); err != nil {
			l.wrong(at, "%s", err)
		}
	}
}
