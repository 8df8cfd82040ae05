package knowledge

import (
	"crypto/sha256"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	maxDepth    = 4       // includes within includes that are followed
	maxIncluded = 1 << 20 // bytes that a page takes in at most
)

var (
	snippetLine  = regexp.MustCompile(`^[ \t]*(?:>[ \t]*)*-+8<-+[ \t]+["']([^"']+)["'][ \t]*$`)
	snippetBlock = regexp.MustCompile(`^[ \t]*-+8<-+[ \t]*$`)
	snippetMark  = regexp.MustCompile(`-+8<-+[ \t]*\[[ \t]*(start|end)[ \t]*:[ \t]*([\w-]+)[ \t]*\]`)
	includeTag   = regexp.MustCompile(`^[ \t]*\{%-?[ \t]*include(?:-markdown)?[ \t]+["']([^"']+)["'][^%]*%\}[ \t]*$`)
)

// includes reads the file that a line asks for, in the notation of MkDocs'
// snippets or of Jinja, and tells whether the line is used up by that.
func (r *reader) includes(line string) bool {
	if r.snippets {
		if snippetBlock.MatchString(line) {
			r.snippets = false
		} else if name := strings.TrimSpace(line); name != "" && !strings.HasPrefix(name, ";") {
			r.take(name)
		}
		return true
	}
	switch {
	case strings.Contains(line, "8<-"):
		if m := snippetLine.FindStringSubmatch(line); m != nil {
			return r.take(m[1]) || r.fence == ""
		}
		r.snippets = r.include != nil && snippetBlock.MatchString(line)
		return r.snippets
	case strings.Contains(line, "{%"):
		if m := includeTag.FindStringSubmatch(line); m != nil {
			return r.take(m[1])
		}
	}
	return false
}

// take reads a file into the page, Markdown as part of its text and anything
// else as code. A part of the file may be named after a colon: a section or
// lines.
func (r *reader) take(name string) bool {
	if r.include == nil || r.depth >= maxDepth {
		return false
	}
	if r.included == nil {
		r.included = sha256.New()
	}
	file, part, _ := strings.Cut(name, ":")
	text, ok := r.include(file)
	if !ok || r.taken+len(text) > maxIncluded {
		return false
	}
	r.taken += len(text)
	_, _ = io.WriteString(r.included, name+"\x00"+text+"\x00") // a hash takes everything
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if r.fence != "" || !isMarkdown(file) {
		for _, line := range excerpt(text, part) {
			r.code(line)
		}
		return true
	}
	_, text, _, _ = readFrontMatter(text)
	r.flush()
	inner := *r
	inner.depth, inner.snippets = r.depth+1, false
	for _, line := range excerpt(text, part) {
		inner.read(line)
	}
	inner.flush()
	// What a file leaves open ends with it.
	r.sections, r.title, r.links, r.taken = inner.sections, inner.title, inner.links, inner.taken
	return true
}

// excerpt is a part of a text in lines: all of it, a section between marks, or
// lines such as "3:10". The marks themselves are no text.
func excerpt(text, part string) []string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if from, to, ok := lineRange(part, len(lines)); ok {
		lines = lines[from:to]
		part = ""
	}
	inside := part == ""
	return slices.DeleteFunc(lines, func(line string) bool {
		if m := snippetMark.FindStringSubmatch(line); m != nil {
			if m[2] == part {
				inside = m[1] == "start"
			}
			return true
		}
		return !inside
	})
}

// lineRange understands "3", "3:", "3:10" and ":10" as Go's indices of lines.
func lineRange(part string, n int) (from, to int, ok bool) {
	first, last, ranged := strings.Cut(part, ":")
	from, to = 1, n
	var err error
	if first != "" {
		if from, err = strconv.Atoi(first); err != nil {
			return 0, 0, false
		}
		if !ranged {
			to = from
		}
	}
	if last != "" {
		if to, err = strconv.Atoi(last); err != nil {
			return 0, 0, false
		}
	}
	if part == "" || from < 1 || to < from || from > n {
		return 0, 0, false
	}
	return from - 1, min(to, n), true
}

func isMarkdown(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".mdx":
		return true
	}
	return false
}
