package config

import (
	"fmt"
	"regexp"
	"strconv"

	"toban/bot/triage"
)

// Stale says when an inquiry that waits for its asker is given up.
type Stale struct {
	Ask   BusinessDays `yaml:"ask"`   // without the asker, until they are asked; empty means 5bd
	Close BusinessDays `yaml:"close"` // after that, until it is withdrawn; empty means 2bd
}

// BusinessDays is a number of business days such as 5bd. 0 and off disable
// what they are for.
type BusinessDays string

// Defaults of [Stale].
const (
	DefaultStaleAsk   BusinessDays = "5bd"
	DefaultStaleClose BusinessDays = "2bd"
)

var businessDays = regexp.MustCompile(`^([1-9][0-9]?)bd$`)

// days is the number, or fallback's when nothing is written.
func (d BusinessDays) days(fallback BusinessDays) (int, error) {
	if d == "" {
		d = fallback
	}
	if d == "0" || d == "0bd" || d == "off" {
		return 0, nil
	}
	m := businessDays.FindStringSubmatch(string(d))
	if m == nil {
		return 0, fmt.Errorf("%q is no number of business days; write one such as 5bd (at most 99bd), or off", string(d))
	}
	return strconv.Atoi(m[1])
}

// policy is the configured patience; Load has refused what cannot be read.
func (s Stale) policy() triage.Stale {
	ask, _ := s.Ask.days(DefaultStaleAsk)
	shut, _ := s.Close.days(DefaultStaleClose)
	return triage.Stale{Ask: ask, Close: shut}
}

func (l *loader) stale(c *Config) {
	if _, err := c.Stale.Ask.days(DefaultStaleAsk); err != nil {
		l.wrong("stale.ask", "%s", err)
	}
	if _, err := c.Stale.Close.days(DefaultStaleClose); err != nil {
		l.wrong("stale.close", "%s", err)
	}
}
