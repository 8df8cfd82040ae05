package knowledge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// DocID identifies a document given to [Library.Put].
type DocID string

// Doc is a document that is not a file: a solved inquiry, an incident review, a
// question answered in a FAQ.
type Doc struct {
	ID       DocID
	Title    string
	Text     string // the question and what solved it
	URL      string
	Audience string    // AudienceMembers or AudienceEveryone; empty means everyone
	Updated  time.Time // when it was solved
	// Pages are canonical ids (Hit.Page) of pages that solved it. They rise for
	// questions that resemble this one.
	Pages []string
	// Solved is the one of them of which its asker said that it solved it, and
	// Asker who that is: people whom a page helped are counted, see Hit.Helped.
	Solved string
	Asker  string
}

// Related is a document given to [Library.Put] that resembles a question.
type Related struct {
	ID         DocID
	Title      string
	URL        string
	Updated    time.Time
	Similarity float64 // cosine of the two texts, 0 to 1
}

const (
	voters         = 5    // documents nearest to a question that vote
	leastVote      = 0.1  // similarity below which a document has no say
	leastRelated   = 0.3  // similarity from which a document is worth showing
	relatedTerms   = 2    // words that it must share with the question
	relatedMaximum = 3    // documents returned unless more are asked for
	titleShare     = 2.0  // a word of the title counts this many times
	longestDoc     = 4000 // bytes of a document's text that are compared
)

// A memory holds the documents that are not files. They are few compared with
// pages, so every question is compared with all that share a word with it.
type memory struct {
	docs  map[DocID]*remembered
	terms map[string]map[DocID]float64 // dampened frequency of a term by document

	texts  int                       // documents with words
	helped map[string]map[string]int // documents by page that solved them and asker
}

type remembered struct {
	doc   Doc
	terms map[string]float64
}

// Put adds documents, replacing those of the same id. They live in memory only:
// give them again after Open.
func (l *Library) Put(ctx context.Context, docs ...Doc) error {
	prepared := make([]*remembered, 0, len(docs))
	for _, d := range docs {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("remember documents: %w", err)
		}
		if d.ID == "" {
			return errors.New("remember document: id is empty")
		}
		prepared = append(prepared, remember(d))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return errClosed
	}
	for _, r := range prepared {
		l.memory.forget(r.doc.ID)
		l.memory.add(r)
	}
	return nil
}

// Forget removes documents given to Put. Unknown ids are ignored.
func (l *Library) Forget(_ context.Context, ids ...DocID) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return errClosed
	}
	for _, id := range ids {
		l.memory.forget(id)
	}
	return nil
}

func remember(d Doc) *remembered {
	r := &remembered{doc: d, terms: map[string]float64{}}
	r.doc.Pages = slices.Clone(d.Pages)
	count := func(text string, n float64) {
		c := clean(text)
		for _, part := range []string{c.title, c.body, c.code} {
			analyze(part, func(t token) {
				if !t.stop {
					r.terms[t.term] += n
				}
			})
		}
	}
	count(d.Title, titleShare)
	count(d.Text[:min(len(d.Text), longestDoc)], 1)
	for term, n := range r.terms {
		r.terms[term] = 1 + math.Log(n)
	}
	return r
}

func (m *memory) add(r *remembered) {
	if m.docs == nil {
		m.docs, m.terms = map[DocID]*remembered{}, map[string]map[DocID]float64{}
		m.helped = map[string]map[string]int{}
	}
	m.docs[r.doc.ID] = r
	if page := r.doc.Solved; page != "" {
		if m.helped[page] == nil {
			m.helped[page] = map[string]int{}
		}
		m.helped[page][r.doc.Asker]++
	}
	if len(r.terms) > 0 {
		m.texts++
	}
	for term, n := range r.terms {
		if m.terms[term] == nil {
			m.terms[term] = map[DocID]float64{}
		}
		m.terms[term][r.doc.ID] = n
	}
}

func (m *memory) forget(id DocID) {
	r := m.docs[id]
	if r == nil {
		return
	}
	delete(m.docs, id)
	if people := m.helped[r.doc.Solved]; people != nil {
		if people[r.doc.Asker]--; people[r.doc.Asker] == 0 {
			delete(people, r.doc.Asker)
		}
	}
	if len(r.terms) > 0 {
		m.texts--
	}
	for term := range r.terms {
		if delete(m.terms[term], id); len(m.terms[term]) == 0 {
			delete(m.terms, term)
		}
	}
}

// neighbourhood is what the memory says about a question.
type neighbourhood struct {
	votes   map[string]float64 // by canonical page
	related []Related
}

// near compares a question with the documents by the cosine of their term
// vectors, weighted by rarity among the documents.
func (m *memory) near(text cleaned, q Query) neighbourhood {
	if len(m.docs) == 0 {
		return neighbourhood{}
	}
	asked := remember(Doc{Title: text.title, Text: text.body + "\n" + text.code})
	rare := func(term string) float64 { return idf(m.texts, len(m.terms[term])) }
	type similarity struct {
		*remembered
		dot    float64
		shared int
	}
	by := map[DocID]*similarity{}
	norm := 0.0
	for _, term := range sortedTerms(asked.terms) {
		w := asked.terms[term] * rare(term)
		norm += w * w
		for id, n := range m.terms[term] {
			s := by[id]
			if s == nil {
				s = &similarity{remembered: m.docs[id]}
				by[id] = s
			}
			s.dot += w * n * rare(term)
			s.shared++
		}
	}
	var nearest []similarity
	for _, s := range by {
		if q.Audience != AudienceMembers && s.doc.Audience == AudienceMembers {
			continue
		}
		own := 0.0
		for _, term := range sortedTerms(s.terms) {
			w := s.terms[term] * rare(term)
			own += w * w
		}
		if s.dot /= math.Sqrt(norm*own) + 1e-12; s.dot >= leastVote {
			nearest = append(nearest, *s)
		}
	}
	slices.SortFunc(nearest, func(a, b similarity) int {
		switch {
		case a.dot > b.dot:
			return -1
		case a.dot < b.dot:
			return 1
		}
		return strings.Compare(string(a.doc.ID), string(b.doc.ID))
	})
	found := neighbourhood{votes: map[string]float64{}}
	for i, s := range nearest {
		if i < voters {
			for _, page := range s.doc.Pages {
				found.votes[page] = max(found.votes[page], s.dot)
			}
		}
		alike := s.dot >= leastRelated && s.shared >= relatedTerms && (q.Among == nil || q.Among(s.doc.ID))
		if alike && len(found.related) < cmp.Or(q.Related, relatedMaximum) {
			found.related = append(found.related, Related{
				ID: s.doc.ID, Title: s.doc.Title, URL: s.doc.URL, Updated: s.doc.Updated, Similarity: s.dot,
			})
		}
	}
	return found
}

// sortedTerms gives sums an order: floating point depends on it.
func sortedTerms(terms map[string]float64) []string {
	return slices.Sorted(maps.Keys(terms))
}
