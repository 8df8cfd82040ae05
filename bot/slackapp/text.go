package slackapp

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"toban/bot/triage"
)

// markup is a link, mention or date in Slack's markup.
var markup = regexp.MustCompile(`<([^<>]*)>`)

// mentioned is a user's mention alone.
var mentioned = regexp.MustCompile(`^<@([A-Z0-9]+)(?:\|[^<>]*)?>$`)

// plainText is delivered text as people read it: tokens in words, unescaped
// once. name says how a person is called; "" leaves the id.
func plainText(raw string, name func(triage.PersonID) string) string {
	raw = strings.ToValidUTF8(raw, "\uFFFD")
	text := markup.ReplaceAllStringFunc(raw, func(t string) string {
		inner := t[1 : len(t)-1]
		head, label, labelled := strings.Cut(inner, "|")
		switch {
		case strings.HasPrefix(head, "@"):
			id := triage.PersonID(head[1:])
			if n := name(id); n != "" {
				return "@" + n
			}
			if labelled && label != "" {
				return "@" + strings.TrimPrefix(label, "@")
			}
			return head
		case strings.HasPrefix(head, "#"):
			if labelled && label != "" {
				return "#" + label
			}
			return head
		case strings.HasPrefix(head, "!date^"), strings.HasPrefix(head, "!subteam^"):
			if labelled {
				return label
			}
			return ""
		case strings.HasPrefix(head, "!"):
			return "@" + head[1:]
		case labelled && label != "" && label != head && !strings.HasSuffix(head, label):
			return label + " (" + head + ")"
		}
		return strings.TrimPrefix(strings.TrimPrefix(head, "mailto:"), "tel:")
	})
	return strings.TrimSpace(unescape(text))
}

// links are the web links of a delivered text, each once, in their order.
func links(raw string) []string {
	var out []string
	for _, m := range markup.FindAllStringSubmatch(raw, -1) {
		head, _, _ := strings.Cut(m[1], "|")
		if !strings.HasPrefix(head, "https://") && !strings.HasPrefix(head, "http://") {
			continue
		}
		if head = unescape(head); !slices.Contains(out, head) {
			out = append(out, head)
		}
	}
	return out
}

// addressed reports whether raw mentions the bot, and what is said apart from
// mentions of the bot at its front. A bot whose id is not known yet is any
// mention at the front.
func addressed(raw, bot string) (rest string, ok bool) {
	rest = strings.TrimSpace(raw)
	for {
		m := markup.FindStringIndex(rest)
		if m == nil || m[0] != 0 || !strings.HasPrefix(rest, "<@") {
			break
		}
		id, _, _ := strings.Cut(rest[2:m[1]-1], "|")
		if bot != "" && id != bot || bot == "" && ok {
			break
		}
		ok = true
		rest = strings.TrimLeft(rest[m[1]:], afterName)
		for strings.HasPrefix(rest, ":") && !beginsWithEmoji(rest) {
			rest = strings.TrimLeft(rest[1:], afterName)
		}
	}
	if !ok && bot != "" && (strings.Contains(raw, "<@"+bot+">") || strings.Contains(raw, "<@"+bot+"|")) {
		return rest, true
	}
	return rest, ok
}

// personOf reads a text that is nothing but a person's mention.
func personOf(text string) (triage.PersonID, bool) {
	m := mentioned.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return "", false
	}
	return triage.PersonID(m[1]), true
}

// A reference is an inquiry or incident as people name it: by its number, or
// by a link to a message.
type reference struct {
	inquiry  triage.InquiryID
	incident triage.IncidentID
	message  triage.MessageRef // of a permalink, to be looked up
}

// joiners stand between the letters and the number: a Japanese keyboard has the
// long-vowel mark, and others have dashes, where the hyphen is.
const joiners = `-_ #\x{30fc}\x{2010}-\x{2015}\x{2212}`

var (
	inquiryNumber  = regexp.MustCompile(`^(?i:inq)?[` + joiners + `]*([0-9]{1,9})$`)
	incidentNumber = regexp.MustCompile(`^(?i:inc)[` + joiners + `]*([0-9]{1,9})$`)
	permalink      = regexp.MustCompile(`^https://[^/]+/archives/([A-Z0-9]+)/p([0-9]{10,16})([0-9]{6})(?:\?.*)?$`)
)

// parseReference reads INQ-142, inq142, #142, 142, INC-7 or a permalink.
func parseReference(text string) (reference, bool) {
	text = strings.Trim(tidy(text), `"`)
	if inner, ok := strings.CutPrefix(text, "<"); ok {
		text, _, _ = strings.Cut(strings.TrimSuffix(inner, ">"), "|")
		text = unescape(text)
	}
	if m := incidentNumber.FindStringSubmatch(text); m != nil {
		return reference{incident: triage.IncidentID("INC-" + number(m[1]))}, true
	}
	if m := inquiryNumber.FindStringSubmatch(text); m != nil {
		return reference{inquiry: triage.InquiryID("INQ-" + number(m[1]))}, true
	}
	if m := permalink.FindStringSubmatch(text); m != nil {
		return reference{message: triage.MessageRef{
			Channel: triage.ChannelID(m[1]), TS: triage.MessageTS(m[2] + "." + m[3]),
		}}, true
	}
	return reference{}, false
}

// spelt reports whether text names an inquiry by more than a bare number,
// which may be part of what somebody writes.
func spelt(text string) bool {
	named, ok := parseReference(text)
	return ok && named.incident == "" && strings.Trim(text, "0123456789") != ""
}

// number drops leading zeros.
func number(digits string) string {
	n, _ := strconv.Atoi(digits)
	return strconv.Itoa(n)
}

// remembered is a person's name without asking Slack, "" when it is not
// known.
func (p *people) remembered(id triage.PersonID) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.cache[id]; e.person.Name != string(id) {
		return e.person.Name
	}
	return ""
}
