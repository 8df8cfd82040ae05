package config

import (
	"net/netip"
	"net/url"
	"strings"
)

// PublicURL is where others reach http.listen, without a slash at its end; ""
// when the file does not say.
func (c *Config) PublicURL() string { return strings.TrimRight(c.HTTP.URL, "/") }

// leastToken is how many characters a token of the API has at least: 128 bits
// written in hexadecimal.
const leastToken = 32

// apiToken checks the token that opens the API.
func (l *loader) apiToken(c *Config) {
	const key = "http.api_token"
	switch token := c.HTTP.APIToken; {
	case token == "":
	case token.placeholder():
		l.wrong(key, "is left as an example gives it; make one with: openssl rand -hex 32")
	case len(token.Reveal()) < leastToken:
		l.wrong(key, "has fewer than %d characters and could be guessed; make one with: openssl rand -hex 32", leastToken)
	case c.HTTP.Listen == "" && c.Slack.Mode != "http":
		l.wrong(key, "needs http.listen, where toban serves the API")
	}
}

// http checks the address that calendars are given out under.
func (l *loader) http(c *Config) {
	if c.HTTP.URL == "" {
		return
	}
	const key = "http.url"
	u, err := url.Parse(c.HTTP.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		l.wrong(key, "%q is no address; write one such as https://toban.example.com", c.HTTP.URL)
		return
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		l.wrong(key, "%q must end after the host or a path: no query, fragment or password", c.HTTP.URL)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		l.wrong(key, "%q must begin with https://: whoever reads along could open the calendars", c.HTTP.URL)
	}
	if c.HTTP.Listen == "" && c.Slack.Mode != "http" {
		l.wrong(key, "needs http.listen, where toban serves what stands under it")
	}
}

// Published reports whether others than this machine may reach http.listen:
// Slack has to over HTTP, and http.url says so of itself.
func (c *Config) Published() bool {
	u, err := url.Parse(c.HTTP.URL)
	return c.Slack.Mode == "http" || err != nil || u.Host != "" && !loopback(u.Hostname())
}

// loopback reports whether a host, without its port, is this machine.
func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
