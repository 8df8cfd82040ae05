package redact

import (
	"strings"
	"unicode/utf8"
)

// quotes are what encloses values, the longer of two first.
var quotes = [][2]string{
	{`\"`, `\"`},
	{`\'`, `\'`},
	{`"""`, `"""`},
	{"```", "```"},
	{`"`, `"`},
	{`'`, `'`},
	{"`", "`"},
	{"&quot;", "&quot;"},
	{"\u201c", "\u201d"},
	{"\u201d", "\u201d"},
	{"\u2018", "\u2019"},
	{"\u300c", "\u300d"},
	{"\u300e", "\u300f"},
	{"\u00ab", "\u00bb"},
	{"**", "**"},
}

// readValue reads the value at i. A value in a query ends at an ampersand.
func readValue(s string, i int, query bool) value {
	const longest = 4096 // of a quoted value
	for i+1 < len(s) && strings.IndexByte("brRu@", s[i]) >= 0 && strings.IndexByte("\"'", s[i+1]) >= 0 {
		i++ // b"…" of Python, @"…" of C#
	}
	for _, q := range quotes {
		if !strings.HasPrefix(s[i:], q[0]) {
			continue
		}
		from := i + len(q[0])
		line := untilAny(s[from:min(len(s), from+longest)], "\n")
		if n := closing(line, q[1]); n >= 0 {
			return value{start: from, end: from + n, after: from + n + len(q[1]), quoted: true}
		}
		i = from
		break
	}
	if i+1 < len(s) && s[i] == '*' && is(s[i+1], alnum) { // emphasis
		i++
	}
	if strings.HasPrefix(s[i:], "<mailto:") { // a password that Slack took for an address
		if shut := strings.IndexByte(s[i:min(len(s), i+300)], '>'); shut > 0 {
			if address, label, ok := strings.Cut(s[i+len("<mailto:"):i+shut], "|"); ok && address == label {
				return value{start: i, end: i + shut + 1, after: i + shut + 1, quoted: true}
			}
		}
	}
	end := bareEnd(s, i, query)
	cut := end
	for cut > i {
		c := s[cut-1]
		if c == ')' && strings.Contains(s[i:cut], "(") || c == ']' && strings.Contains(s[i:cut], "[") || c == '}' && strings.Contains(s[i:cut], "{") {
			break
		}
		if strings.IndexByte(".,;:)]}*", c) < 0 || strings.Trim(s[i:cut], "*") == "" || c == ';' && entityBefore(s[i:cut]) || c == ':' && s[i] == ':' {
			break
		}
		cut--
	}
	return value{start: i, end: cut, after: cut}
}

// closing is where the quote ends what line begins with, or -1.
func closing(line, quote string) int {
	if len(quote) > 1 {
		return strings.Index(line, quote)
	}
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\':
			i++
		case line[i] != quote[0]:
		case quote == "'" && i > 0 && i+2 < len(line) && line[i+1] == '\'' && is(line[i+2], word):
			i++ // SQL's way to write one
		default:
			return i
		}
	}
	return -1
}

// entityBefore says whether v ends in one of the three entities that Slack
// writes for &, < and >.
func entityBefore(v string) bool {
	return strings.HasSuffix(v, "&amp;") || strings.HasSuffix(v, "&lt;") || strings.HasSuffix(v, "&gt;")
}

// parameter says whether the ampersand at i begins the next one of a query.
func parameter(s string, i int) bool {
	from := i + 1
	if strings.HasPrefix(s[i:], "&amp;") {
		from = i + len("&amp;")
	}
	end := run(s, from, ident, 40)
	return end > from && end < len(s) && s[end] == '='
}

// bareEnd is the end of a value without quotes.
func bareEnd(s string, i int, query bool) int {
	for start := i; i < len(s); {
		c := s[i]
		switch {
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(s[i:])
			letter := r >= 0xc0 && r <= 0x52f || r >= 0xff10 && r <= 0xff5a
			stars := r == 0x25cf || r == 0x2022 || r == 0x2026 || r == 0xff0a
			if !letter && !stars {
				return i
			}
			i += n
		case c <= ' ' || c == '<' || c == '>' || c == '|' || c == '`' || c == 0x7f:
			return i
		case c == '"' || c == '\'':
			if i == start || i+1 >= len(s) || !is(s[i+1], alnum|marks) {
				return i
			}
			i++
		case c == '\\' && i+1 < len(s) && strings.IndexByte("nrt\"'\\", s[i+1]) >= 0:
			return i
		case c == '&':
			switch {
			case query || strings.HasPrefix(s[i:], "&gt;") && i == start || strings.HasPrefix(s[i:], "&quot;"):
				return i
			case strings.HasPrefix(s[i:], "&lt;/"), parameter(s, i):
				return i
			case strings.HasPrefix(s[i:], "&amp;"):
				i += len("&amp;")
			case strings.HasPrefix(s[i:], "&lt;") || strings.HasPrefix(s[i:], "&gt;"):
				i += len("&lt;")
			default:
				i++
			}
		case c == '#' && query:
			return i
		case c == ';':
			return i
		case c == ',':
			next := i + 1
			if next >= len(s) || is(s[next], blank|lineEnd) || strings.IndexByte("\"'`}", s[next]) >= 0 {
				return i
			}
			if word := run(s, next, ident, 40); word > next && word < len(s) && (s[word] == '=' || s[word] == ':') {
				return i
			}
			i++
		case c == '[' && maskAt(s, i) > 0:
			return i
		default:
			i++
		}
	}
	return i
}

// spaces is the end of the blanks at i, those of full width among them.
func spaces(s string, i int) int {
	for i < len(s) {
		switch {
		case is(s[i], blank):
			i++
		case strings.HasPrefix(s[i:], "\u3000"), strings.HasPrefix(s[i:], "\u200b"):
			i += 3
		case strings.HasPrefix(s[i:], "\u00a0"):
			i += 2
		default:
			return i
		}
	}
	return i
}

// aside is the length of a short remark in parentheses, or 0.
func aside(s string) int {
	open, shut := "(", ")"
	if strings.HasPrefix(s, "\uff08") {
		open, shut = "\uff08", "\uff09"
	}
	if !strings.HasPrefix(s, open) {
		return 0
	}
	line := s[len(open):min(len(s), 64)]
	at := strings.Index(line, shut)
	if at < 0 || strings.ContainsAny(line[:at], "\n\"'") {
		return 0
	}
	return len(open) + at + len(shut)
}

// prior is the byte before i, or 0.
func prior(s string, i int) byte {
	if i <= 0 || i > len(s) {
		return 0
	}
	return s[i-1]
}
