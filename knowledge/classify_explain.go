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
	for i, next := 0, 0; i < len(found) && found[i].feature != unknown; i = next {
		next = i + 1
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
		if start, stop := loudest(folded, says, segments[i].start, segments[end-1].end()); stop > start {
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

// loudest is the stretch of folded[from:to] whose runes say the most, each measured against a third of the loudest rune.
func loudest(folded string, says []float64, from, to int) (start, end int) {
	type place struct {
		at    int
		worth float64
	}
	var runes []place
	loud := 0.0
	for i := range folded[from:to] {
		runes = append(runes, place{at: from + i})
	}
	for i := range runes {
		stop := to
		if i+1 < len(runes) {
			stop = runes[i+1].at
		}
		for _, s := range says[runes[i].at:stop] {
			runes[i].worth += s
		}
		loud = max(loud, runes[i].worth)
	}
	best, total, begin := 0.0, 0.0, 0
	for i, r := range runes {
		if total <= 0 {
			total, begin = 0, i
		}
		total += r.worth - loud/3
		if total > best {
			best, start, end = total, runes[begin].at, to
			if i+1 < len(runes) {
				end = runes[i+1].at
			}
		}
	}
	return start, end
}
