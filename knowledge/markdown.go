package knowledge

import (
	"hash"
	"regexp"
	"strings"
	"unicode"
)

// readerVersion belongs to the schema of an index: raise it with every change
// of what is read of a file.
const readerVersion = "1"

// document is what the Markdown reader makes of one file.
type document struct {
	front    frontMatter
	heading  string // the first level-one heading, plain
	sections []section
	links    []localLink // relative ones, which the source's own files must keep
	broken   error       // why the front matter could not be read; the rest was
	// included is a hash of what other files contributed; empty where the page
	// includes nothing.
	included string
}

// A localLink is a link from a page to another of its source, or within itself.
type localLink struct {
	target string // as written, such as ../ci/oidc.md#role
	line   int
}

// A section reaches from a heading of level one to three to the next one. The
// first section may have no heading.
type section struct {
	Heading string
	Level   int
	Anchor  string
	Line    int      // of the heading in the file, from 1
	Text    []string // paragraphs, list items and table rows in plain text
	Code    []string // lines of code blocks
	Minor   []string // headings below level three, also present in Text
	Anchors []string // of Minor and of HTML elements, which links may name
}

func (s section) empty() bool { return len(s.Text) == 0 && len(s.Code) == 0 }

// empty tells whether nothing readable is left.
func (d document) empty() bool {
	for _, s := range d.sections {
		if !s.empty() {
			return false
		}
	}
	return true
}

// A dialect is what the text of a file alone does not tell.
type dialect struct {
	mdx bool // JSX elements and expressions are markup, not placeholders
	// include returns the text of a file that a page takes in, by the name that
	// the page gives it; nil knows no files.
	include func(name string) (text string, ok bool)
}

// readMarkdown reads Markdown that stands alone.
func readMarkdown(src string) document { return readDialect(src, dialect{}) }

// readDialect reads a file of any of the dialects in use: CommonMark, Hugo with
// shortcodes, MkDocs, Docusaurus. It never fails: what it does not understand
// stays as text.
//
// It goes by lines and is no CommonMark parser on purpose. Search wants
// paragraphs, code and headings with their anchors, and those of all dialects
// at once: a parser of CommonMark takes the inside of "!!! note" for code,
// shortcodes and JSX for text or HTML, and "--8<--" for a paragraph, so that as
// much would be left to do before and after it. Where the two speak of the same
// thing, on plain CommonMark, a test holds this one to goldmark's answer.
func readDialect(src string, speech dialect) document {
	src = strings.TrimPrefix(src, "\ufeff")
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	var d document
	var skipped int
	d.front, src, skipped, d.broken = readFrontMatter(src)
	r := reader{dialect: speech, slugs: map[string]int{}, line: skipped}
	r.sections = []section{{Line: skipped + 1}}
	for line := range strings.SplitSeq(src, "\n") {
		r.line++
		r.read(line)
	}
	r.flush()
	d.sections, d.heading, d.links = r.sections, r.title, r.links
	if len(d.sections) > 1 && d.sections[0].empty() {
		d.sections[1].Anchors = append(d.sections[0].Anchors, d.sections[1].Anchors...)
		d.sections = d.sections[1:]
	}
	if r.included != nil {
		d.included = string(r.included.Sum(nil))
	}
	return d
}

// reader goes through a file line by line.
type reader struct {
	dialect

	line     int
	sections []section
	title    string
	slugs    map[string]int
	links    []localLink

	fence     string // the open fence's marks; empty outside
	paragraph []string
	began     int    // line of the paragraph's beginning
	comment   bool   // within <!-- -->
	remark    bool   // within {/* */}
	element   bool   // within the attributes of a JSX element
	unclosed  int    // brackets of an MDX statement that are open
	snippets  bool   // within a block of names of files to include
	drop      string // within a block shortcode whose inside is not text, its name
	highlight bool   // within a highlight shortcode
	script    string // within <style>, <script> or <svg>

	included hash.Hash         // of what was included; nil before
	depth    int               // of includes within includes
	taken    int               // bytes included so far
	partials map[string]string // components imported from Markdown files, by name
}

var (
	fenceLine    = regexp.MustCompile("^[ \t]*(?:>[ \t]*)*(?:[-*+]|[0-9]{1,9}[.)])?[ \t]*(`{3,}|~{3,})(.*)$")
	atxHeading   = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$`)
	setextMark   = regexp.MustCompile(`^ {0,3}(=+|-+)[ \t]*$`)
	headingID    = regexp.MustCompile(`[ \t]*\{:?[ \t]*#([^\s}]+)[^}]*\}[ \t]*$`)
	headingAttr  = regexp.MustCompile(`[ \t]*\{:?[ \t]*\.[^}]*\}[ \t]*$`)
	directive    = regexp.MustCompile(`^[ \t]*(?:!!!|\?\?\?\+?|===\+?|:::+)[ \t]*([A-Za-z-]*)[ \t]*(.*?)[ \t]*$`)
	listMark     = regexp.MustCompile(`^[ \t]*(?:>[ \t]*)*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?`)
	quoteMark    = regexp.MustCompile(`^[ \t]*(?:>[ \t]?)+(?:\[!([A-Za-z]+)\])?`)
	tableRule    = regexp.MustCompile(`^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*$`)
	thematic     = regexp.MustCompile(`^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$`)
	referenceDef = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:[ \t]*\S+`)
)

func (r *reader) read(line string) {
	if r.fence != "" {
		if m := fenceLine.FindStringSubmatch(line); m != nil && m[1][0] == r.fence[0] && len(m[1]) >= len(r.fence) && strings.TrimSpace(m[2]) == "" {
			r.fence = ""
			return
		}
		if !r.includes(line) {
			r.code(line)
		}
		return
	}
	line = r.uncomment(line)
	if r.includes(line) {
		return
	}
	if r.isStatement(line) {
		return
	}
	if m := fenceLine.FindStringSubmatch(line); m != nil && r.drop == "" && (m[1][0] == '~' || !strings.Contains(m[2], "`")) {
		r.flush()
		r.fence = m[1]
		return
	}
	line = r.shortcodes(line)
	if r.drop != "" {
		return
	}
	if r.highlight {
		r.code(line)
		return
	}
	line = r.unscript(line)
	r.noteAnchors(line)
	line = r.unjsx(line)
	if m := setextMark.FindStringSubmatch(line); m != nil && len(r.paragraph) > 0 && (m[1][0] == '=' || len(m[1]) > 1) {
		text := r.paragraph[len(r.paragraph)-1]
		if m[1][0] == '=' || !listMark.MatchString(text) && !strings.Contains(text, "|") && !strings.HasPrefix(text, ">") {
			r.paragraph = r.paragraph[:len(r.paragraph)-1]
			level := 2
			if m[1][0] == '=' {
				level = 1
			}
			r.head(level, text)
			return
		}
	}
	if m := atxHeading.FindStringSubmatch(line); m != nil {
		r.head(len(m[1]), m[2])
		return
	}
	switch {
	case strings.TrimSpace(line) == "":
		r.flush()
	case thematic.MatchString(line), tableRule.MatchString(line) && strings.Contains(line, "-"):
		r.flush()
	case referenceDef.MatchString(line):
		r.flush()
		if m := definedTarget.FindStringSubmatch(line); m != nil {
			r.noteLink(m[1], r.line)
		}
	default:
		if m := directive.FindStringSubmatch(line); m != nil {
			r.flush()
			r.append(strings.Trim(m[2], `"'`))
			return
		}
		if listMark.MatchString(line) || strings.HasPrefix(strings.TrimSpace(line), "|") {
			r.flush()
			line = listMark.ReplaceAllString(line, "")
		}
		r.append(quoteMark.ReplaceAllString(line, ""))
	}
}

func (r *reader) append(line string) {
	if len(r.paragraph) == 0 {
		r.began = r.line
	}
	r.paragraph = append(r.paragraph, line)
}

// uncomment cuts HTML comments, which may span lines. A comment mark in a code
// span is text.
func (r *reader) uncomment(line string) string {
	var out strings.Builder
	for {
		if r.comment {
			_, rest, ok := strings.Cut(line, "-->")
			if !ok {
				return out.String()
			}
			r.comment, line = false, rest
		}
		before, rest, ok := strings.Cut(line, "<!--")
		if !ok || strings.Count(before, "`")%2 == 1 {
			out.WriteString(line)
			return out.String()
		}
		out.WriteString(before)
		r.comment, line = true, rest
	}
}

var scriptTag = regexp.MustCompile(`(?i)<(style|script|svg)\b[^>]*>`)

// unscript cuts elements whose inside is not text.
func (r *reader) unscript(line string) string {
	if r.script == "" {
		m := scriptTag.FindStringSubmatchIndex(line)
		if m == nil || strings.Count(line[:m[0]], "`")%2 == 1 {
			return line
		}
		before := line[:m[0]]
		r.script = strings.ToLower(line[m[2]:m[3]])
		return before + r.unscript(line[m[1]:])
	}
	i := strings.Index(strings.ToLower(line), "</"+r.script)
	if i < 0 {
		return ""
	}
	r.script = ""
	if _, rest, ok := strings.Cut(line[i:], ">"); ok {
		return r.unscript(rest)
	}
	return ""
}

func (r *reader) current() *section { return &r.sections[len(r.sections)-1] }

func (r *reader) code(line string) {
	if line = strings.TrimRight(line, " \t"); line != "" {
		s := r.current()
		s.Code = append(s.Code, line)
	}
}

// flush ends the paragraph.
func (r *reader) flush() {
	if len(r.paragraph) == 0 {
		return
	}
	text := joinLines(r.paragraph)
	r.paragraph = r.paragraph[:0]
	r.noteLinks(text)
	if text = plainInline(text); text != "" {
		s := r.current()
		s.Text = append(s.Text, text)
	}
}

// joinLines joins the lines of a paragraph: with a blank between words, with
// nothing between Japanese characters.
func joinLines(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			last, first := lastRune(b.String()), firstRune(line)
			if !glued(last) || !glued(first) {
				b.WriteByte(' ')
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

func glued(r rune) bool { return isCJK(r) || 0x3001 <= r && r <= 0x301f || 0xff01 <= r && r <= 0xff60 }

// head begins a section, or below level three a paragraph.
func (r *reader) head(level int, raw string) {
	r.flush()
	anchor := ""
	if m := headingID.FindStringSubmatchIndex(raw); m != nil {
		anchor = raw[m[2]:m[3]]
		raw = raw[:m[0]]
	}
	text := plainInline(headingAttr.ReplaceAllString(raw, ""))
	if text == "" {
		return
	}
	if anchor == "" {
		anchor = r.slug(text)
	}
	if level > 3 {
		s := r.current()
		s.Minor = append(s.Minor, text)
		s.Anchors = append(s.Anchors, anchor)
		s.Text = append(s.Text, text)
		return
	}
	if level == 1 && r.title == "" {
		r.title = text
	}
	r.sections = append(r.sections, section{Heading: text, Level: level, Anchor: anchor, Line: r.line})
}

// slug is the anchor that GitHub, Hugo and most other generators give a heading:
// lower case, letters, digits, "-" and "_", blanks as "-", numbered when taken.
func (r *reader) slug(heading string) string {
	s := strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '-'
		case c == '-' || c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c):
			return unicode.ToLower(c)
		}
		return -1
	}, heading)
	n := r.slugs[s]
	r.slugs[s]++
	if n > 0 {
		s += "-" + itoa(n)
	}
	return s
}
