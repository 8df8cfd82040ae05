package knowledge

// togetherSpan is how many places of a text count as one place, those of words
// too common to be terms included: two or three sentences.
const togetherSpan = 30

// together returns the largest share of the question that a page has within one
// span of its title, headings or body, from 0 to 1. Words that stand together
// treat one thing, those strewn over a long page may treat many.
func (w *weighing) together(t *docTerms) float64 {
	best := 0.0
	for _, run := range t.runs {
		clear(w.within)
		worth := 0.0
		for i, id := range run {
			if root := w.rootAt[id]; root > 0 {
				if w.within[root-1]++; w.within[root-1] == 1 {
					worth += w.roots[root-1]
					best = max(best, worth)
				}
			}
			if i+1 < togetherSpan {
				continue
			}
			if root := w.rootAt[run[i+1-togetherSpan]]; root > 0 {
				if w.within[root-1]--; w.within[root-1] == 0 {
					worth -= w.roots[root-1]
				}
			}
		}
	}
	if w.all > 0 {
		best /= w.all
	}
	return min(best, 1)
}
