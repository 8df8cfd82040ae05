package knowledge

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func itoa(n int) string { return strconv.Itoa(n) }

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

var (
	shortcode = regexp.MustCompile(`\{\{[<%]-?[ \t]*(/?)[ \t]*([A-Za-z][\w/-]*)?([^{}]*?)/?[ \t]*-?[%>]\}\}`)
	argument  = regexp.MustCompile("([\\w-]+)[ \t]*=[ \t]*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([^\\s\"']+))")
	quoted    = regexp.MustCompile(`"([^"]*)"`)
	liquid    = regexp.MustCompile(`\{%-?.*?-?%\}`)
	jinja     = regexp.MustCompile(`\{\{[^{}<%]*\}\}`)
)

// shortcodes replaces Hugo's shortcodes and Liquid tags by what a reader of the
// site would see.
func (r *reader) shortcodes(line string) string {
	if !strings.Contains(line, "{{") && !strings.Contains(line, "{%") {
		return line
	}
	var out strings.Builder
	rest := line
	for {
		m := shortcode.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		if r.drop == "" {
			out.WriteString(rest[:m[0]])
		}
		closing := m[3] > m[2]
		name, args := "", rest[m[6]:m[7]]
		if m[4] >= 0 {
			name = rest[m[4]:m[5]]
		}
		rest = rest[m[1]:]
		if r.drop != "" {
			if closing && name == r.drop {
				r.drop = ""
			}
			continue
		}
		out.WriteString(r.shortcode(name, args, closing))
	}
	if r.drop == "" {
		out.WriteString(rest)
	}
	return liquid.ReplaceAllString(out.String(), "")
}

// shortcode is the text of one tag; it also notes blocks that are code or that
// nobody reads.
func (r *reader) shortcode(name, args string, closing bool) string {
	switch name {
	case "comment", "mermaid", "script", "style":
		if !closing {
			r.flush()
			r.drop = name
		}
		return ""
	case "highlight":
		r.flush()
		r.highlight = !closing
		return ""
	}
	if closing {
		return ""
	}
	switch name {
	case "glossary_tooltip", "glossary_definition":
		if text := namedArgument(args, "text"); text != "" || name == "glossary_definition" {
			return text
		}
		return strings.ReplaceAll(namedArgument(args, "term_id"), "-", " ")
	case "heading":
		return headingWord(firstQuoted(args))
	case "code_sample", "codenew", "code":
		if file := namedArgument(args, "file"); file != "" {
			r.flush()
			r.code(file)
			r.take(file)
		}
		return ""
	case "include", "readfile":
		file := namedArgument(args, "file")
		if file == "" {
			file = firstQuoted(args)
		}
		r.take(file)
		return ""
	case "tab", "card", "details", "alert", "note", "warning", "caution", "figure", "table":
		for _, key := range []string{"title", "name", "header", "summary", "caption"} {
			if text := namedArgument(args, key); text != "" {
				return text + " "
			}
		}
		return ""
	case "feature-state":
		return namedArgument(args, "feature_gate_name")
	}
	return ""
}

func namedArgument(args, key string) string {
	for _, m := range argument.FindAllStringSubmatch(args, -1) {
		if m[1] == key {
			return m[2] + m[3] + m[4] + m[5]
		}
	}
	return ""
}

func firstQuoted(args string) string {
	if m := quoted.FindStringSubmatch(args); m != nil {
		return m[1]
	}
	return strings.TrimSpace(args)
}

// headingWord is the heading that the Kubernetes site writes for a key.
func headingWord(key string) string {
	switch key {
	case "whatsnext":
		return "What's next"
	case "prerequisites":
		return "Before you begin"
	case "seealso":
		return "See also"
	case "objectives", "cleanup", "synopsis", "options", "parentoptions":
		return strings.ToUpper(key[:1]) + key[1:]
	}
	return key
}

var (
	image    = regexp.MustCompile(`!\[([^\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])?`)
	link     = regexp.MustCompile(`\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])`)
	brackets = regexp.MustCompile(`\[([^\[\]]+)\]`)
	footnote = regexp.MustCompile(`\[\^[^\]]+\]`)
	autolink = regexp.MustCompile(`<((?:https?|mailto|ftp):[^ >]*)>`)
	htmlTag  = regexp.MustCompile(`(?i)</?(?:a|abbr|article|aside|b|blockquote|br|button|caption|center|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|kbd|label|legend|li|link|main|mark|meta|nav|object|ol|option|p|path|picture|pre|q|s|samp|section|select|small|source|span|strike|strong|sub|summary|sup|table|tabitem|tabs|tbody|td|textarea|tfoot|th|thead|time|tr|tt|u|ul|var|video)(?:\s[^<>]*)?/?>`)
	strong   = regexp.MustCompile(`(\*\*|__)(\S(?:.*?\S)?)(\*\*|__)`)
	emphasis = regexp.MustCompile(`(^|[^\w*])[*_](\S(?:[^*_]*?\S)?)[*_]($|[^\w*])`)
	strike   = regexp.MustCompile(`~~(\S(?:.*?\S)?)~~`)
)

// plainInline is the text of a paragraph without its markup. Code spans stay
// letter for letter.
func plainInline(s string) string {
	text, spans := hideSpans(strings.Map(printable, s))
	text = markup(text)
	if len(spans) > 0 {
		var out strings.Builder
		for _, r := range text {
			if k := int(r - hiddenSpan); k >= 0 && k < len(spans) {
				out.WriteString(spans[k])
			} else {
				out.WriteRune(r)
			}
		}
		text = out.String()
	}
	return strings.Join(strings.Fields(strings.Map(printable, text)), " ")
}

// hiddenSpan stands for the first code span of a paragraph, the next character
// for the second and so on. It is the start of a private use plane, which
// printable has removed from the text.
const hiddenSpan = rune(0xf0000)

// hideSpans replaces every code span and every escaped character by a
// placeholder and returns their texts, so that no markup is seen in them.
func hideSpans(s string) (string, []string) {
	if !strings.ContainsAny(s, "`\\") {
		return s, nil
	}
	var out strings.Builder
	var spans []string
	for {
		i := strings.IndexAny(s, "`\\")
		if i < 0 || i+1 == len(s) || len(spans) == 0xfff0 {
			out.WriteString(s)
			return out.String(), spans
		}
		n := i + 1 // end of the opening marks
		if s[i] == '\\' {
			if !isPunctuation(s[i+1]) {
				out.WriteString(s[:n])
				s = s[n:]
				continue
			}
			out.WriteString(s[:i])
			out.WriteRune(hiddenSpan + rune(len(spans)))
			spans = append(spans, s[n:n+1])
			s = s[n+1:]
			continue
		}
		for n < len(s) && s[n] == '`' {
			n++
		}
		end := closingTicks(s[n:], n-i)
		if end < 0 {
			out.WriteString(s[:n])
			s = s[n:]
			continue
		}
		out.WriteString(s[:i])
		out.WriteRune(hiddenSpan + rune(len(spans)))
		spans = append(spans, strings.TrimSpace(s[n:n+end]))
		s = s[n+end+(n-i):]
	}
}

func isPunctuation(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}

// closingTicks is where a run of exactly n backticks begins; -1 if nowhere.
func closingTicks(s string, n int) int {
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		j := i
		for j < len(s) && s[j] == '`' {
			j++
		}
		if j-i == n {
			return i
		}
		i = j
	}
	return -1
}

func markup(s string) string {
	if s == "" {
		return ""
	}
	if strings.ContainsRune(s, '[') {
		s = image.ReplaceAllString(s, "$1")
		s = footnote.ReplaceAllString(s, "")
		s = link.ReplaceAllString(s, "$1")
		s = brackets.ReplaceAllString(s, "$1")
	}
	if strings.ContainsRune(s, '{') {
		s = headingID.ReplaceAllString(s, "")
		s = jinja.ReplaceAllString(s, "")
	}
	if strings.ContainsRune(s, '<') {
		s = autolink.ReplaceAllString(s, "$1")
		s = htmlTag.ReplaceAllString(s, " ")
	}
	if strings.ContainsAny(s, "*_~") {
		s = strong.ReplaceAllString(s, "$2")
		s = strike.ReplaceAllString(s, "$1")
		s = emphasis.ReplaceAllString(s, "$1$2$3")
		s = emphasis.ReplaceAllString(s, "$1$2$3") // neighbours share the blank between them
	}
	if strings.ContainsRune(s, '|') {
		s = strings.ReplaceAll(strings.Trim(strings.TrimSpace(s), "|"), "|", " ")
	}
	if strings.ContainsRune(s, '&') {
		s = html.UnescapeString(s)
	}
	return s
}

// printable drops control and invisible formatting characters, which could
// reorder or hide what a reader sees.
func printable(r rune) rune {
	switch {
	case ' ' <= r && r <= '~':
		return r
	case r == '\t' || r == '\n' || unicode.Is(unicode.Zs, r):
		return ' '
	case r == utf8.RuneError, unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		return -1
	}
	return r
}
