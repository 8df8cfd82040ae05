package knowledge

import (
	"regexp"
	"strings"
)

var (
	// mdxImport makes a file MDX whatever its name says: Docusaurus reads all
	// files so.
	mdxImport    = regexp.MustCompile(`^import[ \t]+(?:[^'"]*[ \t}]from[ \t]*)?['"][^'"]+['"];?[ \t]*$`)
	mdxStatement = regexp.MustCompile(`^(?:import|export)(?:[ \t{*]|$)`)
	mdxPartial   = regexp.MustCompile(`^import[ \t]+([A-Z]\w*)[ \t]+from[ \t]*['"]([^'"]+\.mdx?)['"]`)
	mdxValue     = regexp.MustCompile(`\{[A-Za-z_][\w.]*\}`)
	jsxTag       = regexp.MustCompile(`<(/?)([A-Z][\w.]*)((?:\s+[\w:-]+(?:=(?:"[^"]*"|'[^']*'|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}))?)*)\s*(/?)>`)
	jsxOpen      = regexp.MustCompile(`^[ \t]*<[A-Z][\w.]*[^<>]*$`)
)

// isStatement tells lines of MDX's imports and exports, which may span several.
func (r *reader) isStatement(line string) bool {
	if r.unclosed > 0 && !atxHeading.MatchString(line) { // a heading ends what nobody closed
		r.unclosed += opened(line)
		return true
	}
	r.unclosed = 0
	if len(r.paragraph) > 0 || !mdxImport.MatchString(line) && !(r.mdx && mdxStatement.MatchString(line)) {
		return false
	}
	r.mdx = true
	if m := mdxPartial.FindStringSubmatch(line); m != nil {
		if r.partials == nil {
			r.partials = map[string]string{}
		}
		r.partials[m[1]] = m[2]
	}
	r.unclosed = max(opened(line), 0)
	return true
}

// opened is how many more brackets a line opens than it closes.
func opened(line string) int {
	n := 0
	for _, c := range line {
		switch c {
		case '{', '(', '[':
			n++
		case '}', ')', ']':
			n--
		}
	}
	return n
}

// unjsx replaces the elements, expressions and comments of MDX by what a reader
// sees of them; a component that is an imported file is read.
func (r *reader) unjsx(line string) string {
	if !r.mdx {
		return line
	}
	line = r.unremark(line)
	if r.element { // the attributes of an element, up to its end
		_, rest, ok := strings.Cut(line, ">")
		if r.element = !ok; !ok {
			return ""
		}
		line = rest
	}
	if !strings.ContainsAny(line, "<{") {
		return line
	}
	var out strings.Builder
	for {
		m := jsxTag.FindStringSubmatchIndex(line)
		if m == nil {
			break
		}
		before, whole := line[:m[0]], line[m[0]:m[1]]
		name, attributes := line[m[4]:m[5]], line[m[6]:m[7]]
		line = line[m[1]:]
		out.WriteString(before)
		if strings.Count(out.String(), "`")%2 == 1 {
			out.WriteString(whole)
			continue
		}
		if file, ok := r.partials[name]; ok && m[3] == m[2] {
			r.take(file)
		}
		for _, key := range []string{"label", "title", "summary", "alt"} {
			if text := namedArgument(attributes, key); text != "" {
				out.WriteString(text + " ")
				break
			}
		}
	}
	if jsxOpen.MatchString(line) && strings.Count(out.String()+line, "`") == 0 {
		r.element, line = true, ""
	}
	out.WriteString(line)
	line = out.String()
	if strings.Contains(line, "`") {
		return line
	}
	return mdxValue.ReplaceAllString(line, "")
}

// unremark cuts MDX's comments, which may span lines.
func (r *reader) unremark(line string) string {
	var out strings.Builder
	for {
		if r.remark {
			_, rest, ok := strings.Cut(line, "*/}")
			if !ok {
				return out.String()
			}
			r.remark, line = false, rest
		}
		before, rest, ok := strings.Cut(line, "{/*")
		if !ok || strings.Count(before, "`")%2 == 1 {
			out.WriteString(line)
			return out.String()
		}
		out.WriteString(before)
		r.remark, line = true, rest
	}
}
