package knowledge

import (
	"cmp"
	"slices"
	"strings"
)

const maxWords = 3

// explain names the words of a folded text that spoke for a class, strongest first.
//
// A feature speaks for the class by its value times the distance of its weight from the mean over all classes. What it says is spread over the bytes it
// stands for. A Latin word gets the sum of its bytes; of a Japanese run, which has no blanks, the stretch that says most is cut out.
func (h *head) explain(folded string, found []occurrence, v vector, class int) []string {
	says := make([]float64, len(folded))
	k := h.model.classes
	for i := 0; i < len(found) && found[i].feature != unknown; {
		next := i + 1
		for next < len(found) && found[next].feature == found[i].feature {
			next++
		}
		feature := int(found[i].feature)
		at, _ := slices.BinarySearch(v.index, found[i].feature)
		mean := float32(0)
		for _, w := range h.model.weight[feature*k : feature*k+k] {
			mean += w / float32(k)
		}
		worth := float64(v.value[at] * (h.model.weight[feature*k+class] - mean))
		for _, o := range found[i:next] {
			each := worth / float64(next-i) / float64(o.end-o.start)
			for b := o.start; b < o.end; b++ {
				says[b] += each
			}
		}
		i = next
	}

	type word struct {
		text  string
		worth float64
	}
	var words []word
	add := func(start, end int) {
		total := 0.0
		for _, s := range says[start:end] {
			total += s
		}
		text := folded[start:end]
		if i := slices.IndexFunc(words, func(w word) bool { return w.text == text }); i >= 0 {
			words[i].worth += total
			return
		}
		words = append(words, word{text, total})
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
	slices.SortStableFunc(words, func(a, b word) int { return cmp.Compare(b.worth, a.worth) })
	var out []string
	for _, w := range words {
		if len(out) == maxWords || w.worth <= 0 || w.worth < words[0].worth/10 {
			break
		}
		out = append(out, strings.TrimSpace(w.text))
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
