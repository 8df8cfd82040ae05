package knowledge

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// passageLength is about how much text one vector stands for, in
	// characters: a few paragraphs, which models for 512 tokens still read.
	passageLength = 1200
	// mostPassages of a page have vectors. What a page answers stands in its
	// beginning, and generated references of a megabyte answer little.
	mostPassages = 6
	// mostVectorBytes bounds the vectors in memory and in the cache. Where it
	// is too little for all passages, the beginnings of pages come first.
	mostVectorBytes = 128 << 20
)

// A vectorKey is the hash of what a vector stands for.
type vectorKey [sha256.Size]byte

// A passage is a part of a page that has a vector of its own. One without a
// page is a title that calibrates, see nearnessScale.
type passage struct {
	page    *page
	section int // the one it begins in
	part    int // its place among the passages of the page
	text    string
	key     vectorKey
}

func newPassage(p *page, section, part int, text string) passage {
	return passage{page: p, section: section, part: part, text: text, key: sha256.Sum256([]byte(text))}
}

// passagesOf cuts a page at paragraphs. Each passage begins with the title,
// without which most of them have no subject.
func passagesOf(p *page, prefix string) []passage {
	head := prefix + p.title + "\n"
	var out []passage
	var body strings.Builder
	size, from := 0, 0
	flush := func() {
		if size > 0 {
			out = append(out, newPassage(p, from, len(out), head+body.String()))
		}
		body.Reset()
		size = 0
	}
	add := func(section int, line string) {
		if size == 0 {
			from = section
		}
		body.WriteString(line + "\n")
		size += utf8.RuneCountInString(line)
	}
	if p.summary != "" {
		add(0, p.summary)
	}
	for i, s := range p.sections {
		if size > passageLength/2 {
			flush()
		}
		if s.Heading != "" && s.Heading != p.title {
			add(i, s.Heading)
		}
		lines := s.Text
		if len(lines) == 0 {
			lines = s.Code
		}
		for _, line := range lines {
			line = beginning(line, passageLength)
			if size+utf8.RuneCountInString(line) > passageLength {
				flush()
			}
			add(i, line)
			if len(out) == mostPassages {
				return out
			}
		}
	}
	flush()
	return out[:min(len(out), mostPassages)]
}

// beginning is at most n characters of a text.
func beginning(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// wanted are the passages to have vectors, most important first, and the titles
// to calibrate with.
func (l *Library) wanted() (passages, titles []passage) {
	spec := l.embedder.spec
	l.mu.RLock()
	defer l.mu.RUnlock()
	called := map[string]*page{}
	for _, lang := range []Lang{English, Japanese} {
		s := l.shards[lang]
		if s == nil {
			continue
		}
		for _, p := range s.pages {
			if p.source == answers || p.source.NoEmbeddings {
				continue
			}
			passages = append(passages, passagesOf(p, spec.PagePrefix)...)
			if first, ok := called[p.title]; ok && (first == nil || first.canonical != p.canonical) {
				called[p.title] = nil // says too little to tell pages apart
			} else if !ok {
				called[p.title] = p
			}
		}
	}
	slices.SortStableFunc(passages, func(a, b passage) int {
		return cmp.Or(a.part-b.part, strings.Compare(a.page.id, b.page.id))
	})
	for title, p := range called {
		if p != nil && title != "" {
			titles = append(titles, newPassage(p, 0, 0, spec.QuestionPrefix+title))
		}
	}
	// The order of hashes is as good as a lot, and the same every time.
	slices.SortFunc(titles, func(a, b passage) int { return strings.Compare(string(a.key[:]), string(b.key[:])) })
	return passages, titles[:min(len(titles), calibrationTitles)]
}
