package knowledge

// Trace says what made the place of a hit. Points add up, then factors
// multiply them; over the translations of a page the results add up again.
type Trace struct {
	Parts     []TracePart
	Placing   []TraceFactor // of the sum, for the order alone: they are no evidence
	Votes     float64       // similarity to inquiries that the page solved, 0 to 1
	Matched   int           // words of the question that the page has
	Coverage  float64       // their share of the question's worth, 0 to 1
	Titled    float64       // share of the question that stands in the title, 0 to 1
	Evidence  float64       // Σ points · factors · coverage of all translations
	Threshold float64       // evidence of score 1, see [Gauge]
}

// TracePart is one translation of a page.
type TracePart struct {
	Lang     Lang
	Path     string
	Terms    []TraceTerm // those that the page has, in the question's order
	Pairs    float64     // points for neighbouring words that are neighbours here
	Section  float64     // points of the best section
	Heading  string      // of that section
	Factors  []TraceFactor
	Coverage float64 // share of the question, as far as it can be asked in this language
	Total    float64 // points times factors

	lexicon *lexicon
	roots   []string
}

// TraceTerm is a word that was looked for and found.
type TraceTerm struct {
	Term   string  // as indexed: a stem, or a pair of Japanese characters
	For    string  // the word or phrase of the question that it stands for
	Weight float64 // in the question
	Rarity float64 // inverse document frequency, dampened
	// Counts by place; Linked counts pages that use the word in a link to here.
	Title, Headings, Path, Body, Code, Linked int
	Points                                    float64
}

// TraceFactor multiplies the points; 1 changes nothing.
type TraceFactor struct {
	Name string // coverage, together, linked, demoted, named; both languages, whole name, lesson
	By   float64
}

// explain scores the translations of a contender again and tells how.
func (l *Library) explain(r ranking, c contender, g Gauge) *Trace {
	e := &Trace{
		Placing: c.placing(), Votes: c.votes, Matched: c.matched, Coverage: c.coverage, Titled: c.titled,
		Evidence: c.evidence, Threshold: g.Threshold,
	}
	for _, s := range c.others {
		w := r.weighings[s.page.lang]
		part := &TracePart{Lang: s.page.lang, Path: s.page.file, lexicon: l.lexicon, roots: w.question.roots}
		again := w.score(s.page, part)
		part.Heading, part.Coverage = s.page.sections[again.section].Heading, again.coverage
		boost := r.boost(s.page)
		part.factor("named", boost)
		part.Total = again.raw * boost
		e.Parts = append(e.Parts, *part)
	}
	return e
}

// term notes a word that was found. Like the other methods it does nothing on
// nil, which stands for nobody asking.
func (e *TracePart) term(x *weighted, found *posting, points float64, called *incoming, anchor float64) {
	if e == nil || points == 0 && anchor == 0 {
		return
	}
	t := TraceTerm{
		Term: e.lexicon.word(x.id), For: e.roots[x.root], Weight: x.weight, Rarity: x.idf,
		Linked: called.times(x.id), Points: points + anchor,
	}
	if found != nil {
		t.Title, t.Headings, t.Path = int(found.in[inTitle]), int(found.in[inHeadings]), int(found.in[inPath])
		t.Body, t.Code = int(found.in[inBody]), int(found.in[inCode])
	}
	e.Terms = append(e.Terms, t)
}

func (e *TracePart) sums(pairs, section float64) {
	if e != nil {
		e.Pairs, e.Section = pairs, section
	}
}

func (e *TracePart) factor(name string, by float64) {
	if e != nil {
		e.Factors = append(e.Factors, TraceFactor{Name: name, By: by})
	}
}
