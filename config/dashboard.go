package config

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// Dashboard is who sees the team's numbers at http.listen. Without a way to
// say who one is, only browsers on this machine do, and only where nobody else
// reaches it.
type Dashboard struct {
	SignIn  SignIn        `yaml:"sign_in"`
	Proxy   Proxy         `yaml:"proxy"`
	Session time.Duration `yaml:"session"` // after which one signs in again; 0 means 12 h
}

// SignIn is Sign in with Slack.
type SignIn struct {
	ClientID     string `yaml:"client_id"` // of the Slack app, under Basic Information
	ClientSecret Secret `yaml:"client_secret"`
	Issuer       string `yaml:"issuer"` // for tests and proxies; empty means https://slack.com
}

// Enabled reports whether people sign in with Slack.
func (s SignIn) Enabled() bool { return s != SignIn{} }

// Proxy is a proxy in front of toban that authenticates people.
type Proxy struct {
	Header  string   `yaml:"header"`  // in which it says who that is, by their address in Slack: X-Forwarded-Email
	Trusted []string `yaml:"trusted"` // networks that its connections come from, such as 10.0.0.0/8
}

// Enabled reports whether a proxy says who people are.
func (p Proxy) Enabled() bool { return p.Header != "" || len(p.Trusted) > 0 }

// Networks are the networks that are trusted.
func (p Proxy) Networks() []netip.Prefix {
	var out []netip.Prefix
	for _, text := range p.Trusted {
		if prefix, err := network(text); err == nil { // Load has refused others
			out = append(out, prefix)
		}
	}
	return out
}

// network reads a network, or a single address. IPv4 in the clothes of IPv6 is
// IPv4, as the addresses are that it is compared with.
func network(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	const mapped = 96 // bits before the address: RFC 4291, 2.5.5.2
	switch {
	case err != nil || !p.Addr().Is4In6():
	case p.Bits() < mapped: // the bits of an IPv4 network, as if the address were one
		err = fmt.Errorf("%s has fewer than %d bits", text, mapped)
	default:
		p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-mapped)
	}
	return p.Masked(), err
}

// DefaultSession is how long a session lasts: a working day.
const DefaultSession = 12 * time.Hour

// Bounds of a session: shorter ones have people sign in all the time, longer
// ones outlive a lost laptop.
const (
	shortestSession = 5 * time.Minute
	longestSession  = 30 * 24 * time.Hour
)

// widest is how few bits of a network are trusted at least: fewer are half the
// internet.
const widest = 4

func (l *loader) dashboard(c *Config) {
	d := c.Dashboard
	if s := d.Session; s != 0 && (s < shortestSession || s > longestSession) {
		l.wrong("dashboard.session", "%s is not between %s and %s; write one such as 12h", s, shortestSession, longestSession)
	}
	if d.SignIn.Enabled() {
		l.signIn(c)
	}
	if !d.Proxy.Enabled() {
		return
	}
	if d.SignIn.Enabled() {
		l.wrong("dashboard.proxy", "there is dashboard.sign_in already; keep one of them")
	}
	if !headerName(d.Proxy.Header) {
		l.wrong("dashboard.proxy.header", "%q is no name of a header; write the one in which the proxy gives people's addresses, such as X-Forwarded-Email", d.Proxy.Header)
	}
	if len(d.Proxy.Trusted) == 0 {
		l.wrong("dashboard.proxy.trusted", "list the networks that the proxy's connections come from, such as [10.0.0.0/8]: else anybody could say who they are")
	}
	for _, text := range d.Proxy.Trusted {
		p, err := network(text)
		switch {
		case err != nil:
			l.wrong("dashboard.proxy.trusted", "%q is no network; write one such as 10.0.0.0/8 or 192.0.2.7", text)
		case p.Bits() < widest:
			l.wrong("dashboard.proxy.trusted", "%s is nearly every address: anybody could say who they are; list the proxy's own", text)
		}
	}
	l.served(c, "dashboard.proxy")
}

func (l *loader) signIn(c *Config) {
	s := c.Dashboard.SignIn
	if s.ClientID == "" {
		l.wrong("dashboard.sign_in.client_id", "is missing; the Slack app shows it under Basic Information")
	}
	l.secret("dashboard.sign_in.client_secret", s.ClientSecret, "")
	if s.Issuer != "" && !strings.HasPrefix(s.Issuer, "https://") && !strings.HasPrefix(s.Issuer, "http://") {
		l.wrong("dashboard.sign_in.issuer", "%q is no address; leave it out for Slack itself", s.Issuer)
	}
	if c.HTTP.URL == "" {
		l.wrong("dashboard.sign_in", "needs http.url, where Slack sends people back to; add %s/signin/callback there to the app's redirect URLs", "https://your-host")
	}
	l.served(c, "dashboard.sign_in")
}

// served says that something at a key needs an address to be served at.
func (l *loader) served(c *Config, key string) {
	if c.HTTP.Listen == "" && c.Slack.Mode != "http" {
		l.wrong(key, "needs http.listen, where toban serves the pages")
	}
}

// headerName reports whether text can be the name of a header: RFC 9110, 5.1.
func headerName(text string) bool {
	const characters = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
	return text != "" && http.CanonicalHeaderKey(text) != "Host" && strings.Trim(strings.ToLower(text), characters) == ""
}

// DashboardURL is where others find the pages, without a slash at the end; ""
// where nobody was told an address, and where nobody would get in.
func (c *Config) DashboardURL() string {
	if !c.Dashboard.SignIn.Enabled() && !c.Dashboard.Proxy.Enabled() && c.Published() {
		return ""
	}
	return c.PublicURL()
}
