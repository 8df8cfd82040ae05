package knowledge

import (
	"regexp"
	"strings"
)

var (
	linkTarget    = regexp.MustCompile(`\]\([ \t]*<?([^)\s<>]+)`)
	definedTarget = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:[ \t]*<?([^\s<>]+)`)
	htmlID        = regexp.MustCompile(`<[A-Za-z][^<>]*?[ \t](?:id|name)=["']([^"'<>]+)["']`)
)

// noteLinks remembers the links of a paragraph that stay within the source.
func (r *reader) noteLinks(text string) {
	if !strings.Contains(text, "](") {
		return
	}
	text, _ = hideSpans(text)
	for _, m := range linkTarget.FindAllStringSubmatch(text, -1) {
		r.noteLink(m[1], r.began)
	}
}

// noteLink remembers a link to a file of Markdown or to a place on the page.
// Others lead where only the site itself knows the way.
func (r *reader) noteLink(target string, line int) {
	if r.depth > 0 || strings.Contains(target, "://") || strings.ContainsAny(target, "{}") {
		return
	}
	file, anchor, _ := strings.Cut(target, "#")
	if file == "" && anchor != "" || isMarkdown(file) && !strings.HasPrefix(file, "/") {
		r.links = append(r.links, localLink{target: target, line: line})
	}
}

// noteAnchors remembers the places that HTML elements of a line name.
func (r *reader) noteAnchors(line string) {
	if !strings.Contains(line, "<") {
		return
	}
	for _, m := range htmlID.FindAllStringSubmatch(line, -1) {
		s := r.current()
		s.Anchors = append(s.Anchors, m[1])
	}
}
