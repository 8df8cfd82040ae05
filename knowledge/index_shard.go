package knowledge

import (
	"slices"
	"strings"
)

// A shard is everything ranking needs to know about the pages of one language.
// It is never changed once made.
type shard struct {
	pages     []*page // ordered by id
	canonical map[string]*page
	sections  int
	stats     fieldStats // of pages
	parts     fieldStats // of sections
	pairs     pairCounts
	called    map[*page]*incoming // by links from other pages
}

// fieldStats are the figures that BM25F wants of a set of texts.
type fieldStats struct {
	n    int
	df   []uint32            // by term: texts that hold it
	mean [fieldCount]float64 // length of a field in terms
}

func (s *fieldStats) frequency(id termID) int {
	if int(id) >= len(s.df) {
		return 0
	}
	return int(s.df[id])
}

// newShard takes pages ordered by id.
func newShard(pages []*page, lexicon *lexicon) *shard {
	size := lexicon.size()
	s := &shard{pages: pages, canonical: make(map[string]*page, len(pages))}
	whole := &statsMaker{df: make([]uint32, size)}
	part := &statsMaker{df: make([]uint32, size)}
	for _, p := range pages {
		s.canonical[p.canonical] = p
		whole.add(&p.terms.page)
		for i := range p.terms.sections {
			part.add(&p.terms.sections[i])
		}
	}
	s.stats, s.parts = whole.stats(), part.stats()
	s.sections = s.parts.n
	s.pairs = countPairs(pages, lexicon)
	s.called = calledBy(pages)
	return s
}

type statsMaker struct {
	n     int
	df    []uint32
	total [fieldCount]uint64
}

func (m *statsMaker) add(b *bag) {
	m.n++
	for _, p := range b.postings {
		m.df[p.term]++
	}
	for f, n := range b.length {
		m.total[f] += uint64(n)
	}
}

func (m *statsMaker) stats() fieldStats {
	s := fieldStats{n: m.n, df: m.df}
	for f, n := range m.total {
		s.mean[f] = max(float64(n)/float64(max(m.n, 1)), 1)
	}
	return s
}

// find returns the page of an id, nil if the shard has none such.
func (s *shard) find(id string) *page {
	i, ok := slices.BinarySearchFunc(s.pages, id, func(p *page, id string) int { return strings.Compare(p.id, id) })
	if !ok {
		return nil
	}
	return s.pages[i]
}
