package config

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"toban/bot/triage"
)

// Hook is another system that is told of changes of state by webhooks.
type Hook struct {
	Name           string             `yaml:"name"`            // unique; renaming it drops what waits for it and what it refused
	URL            string             `yaml:"url"`             // https; http on this machine alone
	Secret         Secret             `yaml:"secret"`          // whsec_ and base64, known to the receiver too
	PreviousSecret Secret             `yaml:"previous_secret"` // signed with too while the receiver changes to secret; empty means none
	Events         []triage.HookEvent `yaml:"events"`          // empty means all, see `toban webhook events`
	Private        bool               `yaml:"private"`         // tells of inquiries and incidents of private places too
	Words          bool               `yaml:"words"`           // sends questions, titles and ids of people too
}

// Secrets are the keys that calls are signed with, the present one first.
func (h Hook) Secrets() []string {
	list := []string{h.Secret.Reveal()}
	if h.PreviousSecret != "" {
		list = append(list, h.PreviousSecret.Reveal())
	}
	return list
}

func (c *Config) hooks() []triage.Hook {
	var list []triage.Hook
	for _, h := range c.Webhooks {
		list = append(list, triage.Hook{Name: h.Name, Events: h.Events, Private: h.Private, Words: h.Words})
	}
	return list
}

var hookName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

func (l *loader) hooks(c *Config) {
	for i, h := range c.Webhooks {
		key := fmt.Sprintf("webhooks[%d]", i)
		switch {
		case h.Name == "":
			l.wrong(key, "missing name; write a short one of a-z, 0-9 and -, such as board")
		case !hookName.MatchString(h.Name):
			l.wrong(key+".name", "%q is no name; write a-z, 0-9 and - alone, at most 40 of them", h.Name)
		case slices.ContainsFunc(c.Webhooks[:i], func(o Hook) bool { return o.Name == h.Name }):
			l.wrong(key+".name", "%s stands there twice; give each its own name", h.Name)
		}
		l.hookURL(key+".url", h.URL)
		l.hookSecret(key+".secret", h.Secret)
		if h.PreviousSecret != "" {
			l.hookSecret(key+".previous_secret", h.PreviousSecret)
		}
		l.hookEvents(key+".events", h.Events)
	}
}

// hookURL tells of an address by its host alone: the rest may hold a token.
func (l *loader) hookURL(key, address string) {
	u, err := url.Parse(address)
	switch {
	case address == "":
		l.wrong(key, "missing; write where the receiver takes calls, such as https://board.example.com/toban")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		l.wrong(key, "is no address; write one such as https://board.example.com/toban")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		l.wrong(key, "http://%s must begin with https://: others could read along", u.Host)
	case u.User != nil:
		l.wrong(key, "must hold no user and password; the receiver knows toban by the signature")
	}
}

// Length of a key in bytes, as the specification of Standard Webhooks asks for.
const (
	leastHookKey = 24
	mostHookKey  = 64
)

const makeHookSecret = `make one with: echo "whsec_$(openssl rand -base64 32)"`

func (l *loader) hookSecret(key string, s Secret) {
	text, ok := strings.CutPrefix(s.Reveal(), "whsec_")
	raw, err := base64.StdEncoding.DecodeString(text)
	switch {
	case s == "" && l.env.Offline:
	case s == "":
		l.wrong(key, "missing; %s", makeHookSecret)
	case s.placeholder():
		l.wrong(key, "is left as an example gives it; %s", makeHookSecret)
	case !ok:
		l.wrong(key, "does not begin with whsec_; %s", makeHookSecret)
	case err != nil:
		l.wrong(key, "is not base64 after whsec_; %s", makeHookSecret)
	case len(raw) < leastHookKey || len(raw) > mostHookKey:
		l.wrong(key, "has %d bytes, %d to %d are asked for; %s", len(raw), leastHookKey, mostHookKey, makeHookSecret)
	}
}

func (l *loader) hookEvents(key string, events []triage.HookEvent) {
	var known []string
	for _, e := range triage.HookEvents() {
		known = append(known, string(e))
	}
	for i, e := range events {
		at := fmt.Sprintf("%s[%d]", key, i)
		if slices.Contains(known, string(e)) {
			continue
		}
		if best := nearest(string(e), known); best != "" {
			l.wrong(at, "there is no event %q; did you mean %q?", e, best)
		} else {
			l.wrong(at, "there is no event %q; `toban webhook events` lists them", e)
		}
	}
}
