package knowledge

import (
	"hash/fnv"
	"math"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// The fields of a page that count differently.
type field int

const (
	inTitle field = iota
	inHeadings
	inPath
	inBody
	inCode
	fieldCount
)

// A termID is a term's number in a lexicon; zero is no term.
type termID uint32

// A lexicon numbers terms. It only grows; its methods may be called concurrently.
type lexicon struct {
	mu    sync.RWMutex
	ids   map[string]termID
	words []string // by number; words[0] is empty
	keys  []uint64 // hashes of words: numbers depend on which page was read first
}

func newLexicon() *lexicon {
	return &lexicon{ids: map[string]termID{}, words: []string{""}, keys: []uint64{0}}
}

// find returns the number of a known term, else zero.
func (l *lexicon) find(term string) termID {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.ids[term]
}

// add returns the number of a term, a new one if need be.
func (l *lexicon) add(term string) termID {
	if id := l.find(term); id != 0 {
		return id
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if id, ok := l.ids[term]; ok {
		return id
	}
	term = strings.Clone(term) // do not keep the page alive
	id := termID(len(l.words))
	l.ids[term] = id
	l.words = append(l.words, term)
	l.keys = append(l.keys, wordKey(term))
	return id
}

func (l *lexicon) size() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.words)
}

// wordKey is the FNV-1a hash of a term.
func wordKey(term string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(term)) // never fails
	return h.Sum64()
}

// known returns the keys of all terms so far, by number.
func (l *lexicon) known() []uint64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.keys
}

func (l *lexicon) word(id termID) string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.words[id]
}

// A posting says how often a term occurs in each field; counts stop at 65535.
type posting struct {
	term termID
	in   [fieldCount]uint16
}

// bag is the terms of a text: postings ordered by term, and field lengths in
// terms.
type bag struct {
	postings []posting
	length   [fieldCount]uint32
}

// find returns the posting of a term, nil if the text lacks it.
func (b *bag) find(id termID) *posting {
	i, ok := slices.BinarySearchFunc(b.postings, id, func(p posting, id termID) int { return int(p.term) - int(id) })
	if !ok {
		return nil
	}
	return &b.postings[i]
}

// docTerms is what ranking needs of a page.
type docTerms struct {
	page     bag
	sections []bag // as the page's sections
	// runs are the terms of title, headings and body in order; zero is a gap
	// left by a word too common to be a term.
	runs [inBody + 1][]termID
}

// bagMaker collects the terms of one page.
type bagMaker struct {
	lexicon *lexicon
	counts  map[termID]*posting
	length  [fieldCount]uint32
}

func (m *bagMaker) add(text string, f field, run *[]termID) {
	analyze(text, func(t token) {
		if t.stop {
			if run != nil && !t.part {
				*run = append(*run, 0)
			}
			return
		}
		id := m.lexicon.add(t.term)
		p := m.counts[id]
		if p == nil {
			p = &posting{term: id}
			m.counts[id] = p
		}
		if p.in[f] < math.MaxUint16 {
			p.in[f]++
		}
		m.length[f]++
		if run != nil && !t.part {
			*run = append(*run, id)
		}
	})
	if run != nil {
		*run = append(*run, 0, 0) // sentences are no neighbours
	}
}

func (m *bagMaker) take() bag {
	b := bag{length: m.length, postings: make([]posting, 0, len(m.counts))}
	for _, p := range m.counts {
		b.postings = append(b.postings, *p)
	}
	slices.SortFunc(b.postings, func(a, b posting) int { return int(a.term) - int(b.term) })
	clear(m.counts)
	m.length = [fieldCount]uint32{}
	return b
}

// merge adds the terms of a part to the whole, every section's heading being one
// of the page's headings.
func (m *bagMaker) merge(b bag) {
	for _, p := range b.postings {
		sum := m.counts[p.term]
		if sum == nil {
			sum = &posting{term: p.term}
			m.counts[p.term] = sum
		}
		for f, n := range p.in {
			to := f
			if field(f) == inTitle {
				to = int(inHeadings)
			}
			sum.in[to] = uint16(min(int(sum.in[to])+int(n), math.MaxUint16))
		}
	}
	for f, n := range b.length {
		if field(f) == inTitle {
			f = int(inHeadings)
		}
		m.length[f] += n
	}
}

// termsOf analyzes a page.
func termsOf(p *page, lexicon *lexicon) *docTerms {
	m := &bagMaker{lexicon: lexicon, counts: map[termID]*posting{}}
	t := &docTerms{sections: make([]bag, len(p.sections))}
	headings, body := &t.runs[inHeadings], &t.runs[inBody]
	for i, s := range p.sections {
		if s.Heading != p.title {
			m.add(s.Heading, inTitle, headings)
		}
		for _, minor := range s.Minor {
			m.add(minor, inHeadings, headings)
		}
		for _, text := range s.Text {
			m.add(text, inBody, body)
		}
		for _, line := range s.Code {
			m.add(line, inCode, nil)
		}
		t.sections[i] = m.take()
	}
	for i := range t.sections {
		m.merge(t.sections[i])
	}
	m.add(p.title, inTitle, &t.runs[inTitle])
	for _, phrase := range p.phrases {
		m.add(phrase, inHeadings, headings)
	}
	m.add(pathWords(p.canonical), inPath, nil)
	if p.summary != "" {
		m.add(p.summary, inBody, body)
	}
	t.page = m.take()
	return t
}

// pathWords is the canonical path as words, without what says nothing.
func pathWords(canonical string) string {
	canonical = strings.TrimSuffix(strings.TrimSuffix(canonical, ".md"), ".mdx")
	canonical = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(canonical, "/_index"), "/index"), "/README")
	return strings.NewReplacer("/", " ", "-", " ", "_", " ").Replace(canonical)
}

// bleveText is a page as bleve sees it: its terms, titles twice, in any order,
// since neither positions nor the text itself are kept.
func (t *docTerms) bleveText(lexicon *lexicon) string {
	var b strings.Builder
	for _, p := range t.page.postings {
		n := int(p.in[inTitle])
		for _, c := range p.in {
			n += int(c)
		}
		word := lexicon.word(p.term)
		for range min(n, 1000) {
			b.WriteString(word)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// pairCounts counts in how many pages two terms are neighbours. Pairs share
// slots by hash, so that the table stays small; a count may be too high, never
// too low.
type pairCounts struct {
	slots []uint16
	shift uint8
}

func countPairs(docs []*page, lexicon *lexicon) pairCounts {
	keys := lexicon.known()
	n := 0
	for _, d := range docs {
		for _, run := range d.terms.runs {
			n += len(run)
		}
	}
	size := min(max(bits.Len(uint(n)), 8), 21)
	c := pairCounts{slots: make([]uint16, 1<<size), shift: uint8(64 - size)}
	seen := make([]uint32, 1<<size)
	for i, d := range docs {
		for _, run := range d.terms.runs {
			neighbours(run, func(a, b termID) {
				slot := c.slot(keys[a], keys[b])
				if seen[slot] != uint32(i+1) {
					seen[slot] = uint32(i + 1)
					if c.slots[slot] < math.MaxUint16 {
						c.slots[slot]++
					}
				}
			})
		}
	}
	return c
}

// slot is the place of a pair of terms, told by their keys.
func (c pairCounts) slot(a, b uint64) uint64 {
	return (bits.RotateLeft64(a, 32) ^ b) * 0x9e3779b97f4a7c15 >> c.shift
}

// neighbours tells the pairs of terms with at most one dropped word between them.
func neighbours(run []termID, pair func(a, b termID)) {
	for i, a := range run {
		if a == 0 {
			continue
		}
		if i+1 < len(run) && run[i+1] != 0 {
			pair(a, run[i+1])
		} else if i+2 < len(run) && run[i+2] != 0 {
			pair(a, run[i+2])
		}
	}
}
