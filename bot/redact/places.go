package redact

import (
	"encoding/base64"
	"strings"
)

// places marks what stands where secrets stand.
func (t *scan) places() {
	t.urls()
	t.dsns()
	t.hooks()
	t.infixes()
}

// urls marks the password of scheme://user:password@host, and of a user that
// is alone what can be no name.
func (t *scan) urls() {
	const most = 512 // of user and password together
	s := t.s
	for i := 0; ; {
		at := strings.Index(s[i:], "://")
		if at < 0 {
			return
		}
		at += i
		from := at + len("://")
		i = from
		if at == 0 || !is(s[at-1], alnum) {
			continue
		}
		end := from
		for end < len(s) && end < from+most && !is(s[end], blank|lineEnd) && strings.IndexByte("\"'<>`|\\", s[end]) < 0 {
			if s[end] == '[' && maskAt(s, end) > 0 {
				end += maskAt(s, end)
				continue
			}
			end++
		}
		end = min(end, len(s))
		if end < len(s) && strings.HasPrefix(s[end:], "<mailto:") {
			t.mailed(from, end)
			continue
		}
		from = min(from+maskAt(s, from), end)
		host := strings.LastIndexByte(untilAny(s[from:end], "/?#"), '@')
		colon := strings.IndexByte(s[from:end], ':')
		if host < 0 && colon >= 0 {
			// A password with a slash in it, unless it is a port and a path.
			if port := untilAny(s[from+colon+1:end], "/?#"); port != "" && !only(port, digit) && !template(port) {
				host = strings.LastIndexByte(s[from:end], '@')
			}
		}
		if host < 0 {
			continue
		}
		host += from
		if colon += from; colon < from || colon > host {
			t.loneUser(from, host, end)
			continue
		}
		if user := s[from:colon]; only(user, hexadec) && len(user) == 32 && strings.Contains(s[host:end], "sentry") {
			t.add(from, colon, sentryDSN)
		}
		if pass := s[colon+1 : host]; !template(pass) {
			t.add(colon+1, host, password)
		}
	}
}

// loneUser marks the user of scheme://user@host when it is the key of a Sentry
// DSN (docs.sentry.io) or too long and mixed for a name.
func (t *scan) loneUser(from, host, end int) {
	user, rest := t.s[from:host], t.s[host:end]
	_, project, _ := strings.Cut(rest, "/")
	switch {
	case len(user) == 32 && only(user, hexadec) && (strings.Contains(rest, "sentry") || only(project, digit)):
		t.add(from, host, sentryDSN)
	case len(user) >= 24 && only(user, word|dash) && random(user):
		t.add(from, host, token)
	}
}

// mailed marks the password of user:<mailto:password@host|password@host>, into
// which Slack turns user:password@host when it takes the end for an address.
func (t *scan) mailed(from, at int) {
	if at == from || t.s[at-1] != ':' {
		return
	}
	link := t.s[at:min(len(t.s), at+512)]
	shut := strings.IndexByte(link, '>')
	if shut < 0 {
		return
	}
	start := len("<mailto:")
	for part := range strings.SplitSeq(link[start:shut], "|") {
		if host := strings.LastIndexByte(part, '@'); host > 0 && !template(part[:host]) {
			t.add(at+start, at+start+host, password)
		}
		start += len(part) + 1
	}
}

// dsns marks user:password@tcp(host) of the MySQL driver for Go, and
// thin:user/password@host of Oracle.
func (t *scan) dsns() {
	s := t.s
	for _, marker := range []string{"@tcp(", "@unix("} {
		for i := 0; ; {
			at := strings.Index(s[i:], marker)
			if at < 0 {
				break
			}
			at += i
			i = at + len(marker)
			low := max(0, at-256)
			if gap := strings.LastIndexAny(s[low:at], " \t\r\n\"'`=<>"); gap >= 0 {
				low += gap + 1
			}
			if colon := strings.IndexByte(s[low:at], ':'); colon >= 0 && !template(s[low+colon+1:at]) {
				t.add(low+colon+1, at, password)
			}
		}
	}
	for i := 0; ; {
		at := strings.Index(s[i:], ":thin:")
		if at < 0 {
			return
		}
		i += at + len(":thin:")
		user := run(s, i, ident, 64)
		if user == i || user >= len(s) || s[user] != '/' {
			continue
		}
		if host := strings.IndexByte(s[user:min(len(s), user+128)], '@'); host > 0 && !strings.ContainsAny(s[user:user+host], " \n") && !template(s[user+1:user+host]) {
			t.add(user+1, user+host, password)
		}
	}
}

// hooks marks the part of a webhook's URL that lets anybody post to it.
func (t *scan) hooks() {
	s := t.s
	if !strings.Contains(s, ".com/") {
		return
	}
	for _, h := range []struct {
		before string // of what is secret
		skip   int    // elements of the path that are ids
	}{
		{"hooks.slack.com/services/", 0},
		{"hooks.slack.com/workflows/", 0},
		{"hooks.slack.com/triggers/", 0},
		{"hooks.slack-gov.com/services/", 0},
		{"discord.com/api/webhooks/", 1},
		{"discordapp.com/api/webhooks/", 1},
		{".webhook.office.com/webhookb2/", 0},
		{"outlook.office.com/webhook/", 0},
		{"events.pagerduty.com/integration/", 0},
		{"alert.victorops.com/integrations/generic/", 0},
		{"hooks.zapier.com/hooks/catch/", 1},
		{"maker.ifttt.com/trigger/", 2},
	} {
		for i := 0; ; {
			at := strings.Index(s[i:], h.before)
			if at < 0 {
				break
			}
			i += at + len(h.before)
			from := i
			for range h.skip {
				id := run(s, from, base64url, 64)
				if id >= len(s) || s[id] != '/' {
					break
				}
				from = id + 1
			}
			end := from
			for end < len(s) && (is(s[end], base64url|plus|dot) || s[end] == '@' || s[end] == '%') {
				end++
			}
			if end = back(s, end, dot, 3); end-from >= 16 {
				t.add(from, end, webhook)
			}
			i = max(i, end)
		}
	}
}

// infixes marks tokens that are known by what stands in their middle: an Azure
// client secret by xxxNQ~, a token of Terraform Cloud by .atlasv1. (gitleaks).
func (t *scan) infixes() {
	s := t.s
	for i := 0; ; {
		at := strings.Index(s[i:], "Q~")
		if at < 0 {
			break
		}
		at += i
		i = at + 2
		const body = base64url | dot | tilde
		start := back(s, at, body, 8)
		if at-start != 4 || !is(s[at-1], digit) {
			continue
		}
		if end := run(s, i, body, 48); end-i >= 28 && end-i <= 40 {
			t.add(start, back(s, end, dot, 1), clientKey)
			i = end
		}
	}
	for i := 0; ; {
		at := strings.Index(s[i:], ".atlasv1.")
		if at < 0 {
			return
		}
		at += i
		i = at + len(".atlasv1.")
		start := back(s, at, alnum, 20)
		if end := run(s, i, base64url|equals, 0); at-start >= 10 && end-i >= 30 {
			t.add(start, end, terraform)
			i = end
		}
	}
}

func untilAny(s, stops string) string {
	if i := strings.IndexAny(s, stops); i >= 0 {
		return s[:i]
	}
	return s
}

// pair says whether s is base64 of user:password, as HTTP and Docker write it.
func pair(s string) bool {
	raw, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		raw, err = base64.RawStdEncoding.DecodeString(s)
	}
	return err == nil && strings.IndexByte(string(raw), ':') >= 0 && only(s, base64std)
}
