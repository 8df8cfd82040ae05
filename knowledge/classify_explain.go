package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

const maxWords = 3

// A Reasoning is a classification with everything that led to it.
type Reasoning struct {
	Classification Classification
	Kind           Opinion
	Area           Opinion // zero without areas
}

// An Opinion is what one head of the classifier thinks of a text.
type Opinion struct {
	Classes   []Choice       // every class with its probability, best first; those that no button offers too
	Words     []Contribution // what speaks for and against the class of the guess, strongest first
	Known     float64        // share of the text that the model has seen before, 0 to 1
	Threshold float64        // probability from which the class of the guess is set silently; above 1 means never
	Labels    int            // labels from traffic that the threshold rests on
	Needed    int            // labels from traffic before anything is set silently
}

// A Contribution is how much a word of a text speaks for a class.
type Contribution struct {
	Word   string  // in lower case; of a Japanese run the stretch that says most
	Weight float64 // logits above the mean of all classes, before the temperature; negative speaks against
}

// Explain classifies like [Classifier.Classify] and says why.
func (c *Classifier) Explain(text string) Reasoning {
	out, kind, area := c.classify(text)
	e := Reasoning{Classification: out, Kind: c.kind.opinion(kind, out.Kind)}
	if c.area != nil {
		e.Area = c.area.opinion(area, out.Area)
	}
	return e
}

func (h *head) opinion(r reading, g Guess) Opinion {
	o := Opinion{Known: r.vector.known, Labels: h.calibration.Traffic, Needed: h.calibration.MinTraffic}
	class := slices.Index(h.classes, g.Key)
	if class < 0 {
		return o
	}
	for i, key := range h.classes {
		o.Classes = append(o.Classes, Choice{Key: key, Confidence: r.p[i]})
	}
	slices.SortStableFunc(o.Classes, func(a, b Choice) int { return cmp.Compare(b.Confidence, a.Confidence) })
	o.Words, o.Threshold = h.contributions(r, class), h.calibration.Threshold[class]
	return o
}

// contributions say how much each word of a text speaks for a class, strongest first.
//
// A feature speaks for the class by its value times its weight, those of all classes together being zero. What it says is spread over the bytes it
// stands for. A Latin word gets the sum of its bytes; of a Japanese run, which has no blanks, the stretch that says most is cut out.
func (h *head) contributions(r reading, class int) []Contribution {
	folded, features := r.of.folded, r.of.features
	each := make([]float64, len(features)) // what one occurrence says
	for i, f := range features {
		if n := r.vector.number[i]; n != unknown {
			a := h.vocabulary.axes[n]
			each[i] = float64(r.vector.value[i]*a.worth*h.model.weight[int(a.column)*h.model.classes+class]) / float64(f.count)
		}
	}
	says := make([]float64, len(folded))
	for _, p := range r.of.places {
		if x := each[p.feature]; x != 0 {
			x /= float64(p.end - p.start)
			for b := p.start; b < p.end; b++ {
				says[b] += x
			}
		}
	}

	var words []Contribution
	add := func(start, end int) {
		total := 0.0
		for _, s := range says[start:end] {
			total += s
		}
		text := strings.TrimSpace(folded[start:end])
		if i := slices.IndexFunc(words, func(w Contribution) bool { return w.Word == text }); i >= 0 {
			words[i].Weight += total
			return
		}
		words = append(words, Contribution{text, total})
	}
	segments := cutSegments(folded)
	for i := 0; i < len(segments); {
		if s := segments[i]; s.script == scriptLatin {
			add(s.start, s.end())
			i++
			continue
		}
		end := runEnd(segments, i)
		if start, stop := loudest(says, segments[i:end]); stop > start {
			add(start, stop)
		}
		i = end
	}
	slices.SortStableFunc(words, func(a, b Contribution) int { return cmp.Compare(b.Weight, a.Weight) })
	return words
}

// loudestWords are the few words that decided.
func loudestWords(all []Contribution) []string {
	var out []string
	for _, w := range all {
		if len(out) == maxWords || w.Weight <= 0 || w.Weight < all[0].Weight/10 {
			break
		}
		out = append(out, w.Word)
	}
	return out
}

// loudest is the stretch of a Japanese run that says the most, each piece of it measured against a third of the loudest one.
// A kanji run and the hiragana after it stay together, since they mostly are one word; particles at the ends fall away.
func loudest(says []float64, run []segment) (start, end int) {
	type piece struct {
		start, end int
		worth      float64 // per byte
	}
	var pieces []piece
	for i := 0; i < len(run); i++ {
		p := piece{start: run[i].start, end: run[i].end()}
		if run[i].script == scriptHan && i+1 < len(run) && run[i+1].script == scriptHiragana && !particle(run[i+1].text) {
			i++
			p.end = run[i].end()
		}
		pieces = append(pieces, p)
	}
	loud := 0.0
	for i, p := range pieces {
		for _, s := range says[p.start:p.end] {
			pieces[i].worth += s / float64(p.end-p.start)
		}
		loud = max(loud, pieces[i].worth)
	}
	best, total, begin, from, to := 0.0, 0.0, 0, 0, 0
	for i, p := range pieces {
		if total <= 0 {
			total, begin = 0, i
		}
		total += (p.worth - loud/3) * float64(p.end-p.start)
		if total > best {
			best, from, to = total, begin, i+1
		}
	}
	isParticle := func(p piece) bool {
		return slices.ContainsFunc(run, func(s segment) bool { return s.start == p.start && s.end() == p.end && particle(s.text) })
	}
	for from < to && isParticle(pieces[from]) {
		from++
	}
	for from < to && isParticle(pieces[to-1]) {
		to--
	}
	if from == to {
		return 0, 0
	}
	start = pieces[from].start
	if first := pieces[from]; first.end-first.start >= 5*len("を") && slices.ContainsFunc(run, func(s segment) bool {
		return s.start == start && s.script == scriptHiragana && strings.ContainsAny(s.text[:len("を")], "をにが")
	}) {
		start += len("を")
	}
	return start, pieces[to-1].end
}

// particle tells whether hiragana only ties words together.
func particle(s string) bool {
	switch s {
	case "の", "を", "が", "は", "に", "で", "と", "へ", "も", "や", "か", "な", "から", "まで", "より", "には", "では", "とは", "への", "での", "お", "ご", "り", "い", "う", "し":
		return true
	}
	return false
}
