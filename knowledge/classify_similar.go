package knowledge

import (
	"cmp"
	"slices"
)

const (
	maxSimilar = 2
	minSimilar = 0.15 // cosine; below it two texts only share common words
)

// A Neighbour is a labelled message that a text resembles.
type Neighbour struct {
	ID         string  // of the sample
	Key        string  // its label
	Similarity float64 // cosine in the model's own space, 0 to 1
}

// An evidence finds the labelled messages that a text resembles. Of a message it keeps the ID, the label and the numbers of its features, no text; whoever
// may show the message looks it up by its ID. What has been forgotten is gone with the next training, since nothing is carried over from the last one.
type evidence struct {
	ids      []string
	classes  []int32
	features [][]int32 // per message, ascending

	// Derived from the above.
	groupOf []group           // per feature
	having  [][]int32         // per feature: messages that have it
	scale   [][groups]float32 // per message and group: what its idf is multiplied with
}

// newEvidence keeps the lessons that are messages. Rows are those of the lessons.
func newEvidence(v *vocabulary, lessons []lesson, rows []vector) *evidence {
	m := &evidence{}
	for i, l := range lessons {
		if l.message != "" {
			m.ids, m.classes, m.features = append(m.ids, l.message), append(m.classes, l.class), append(m.features, rows[i].index)
		}
	}
	m.derive(v)
	return m
}

func (m *evidence) derive(v *vocabulary) {
	m.groupOf = make([]group, len(v.idf))
	for key, i := range v.number {
		m.groupOf[i] = group(key[0])
	}
	m.having = make([][]int32, len(v.idf))
	m.scale = make([][groups]float32, len(m.ids))
	for i, features := range m.features {
		var square [groups]float64
		for _, f := range features {
			m.having[f] = append(m.having[f], int32(i))
			square[m.groupOf[f]] += float64(v.idf[f]) * float64(v.idf[f])
		}
		m.scale[i] = balance(square)
	}
}

// similar lists the messages most like r, best first. classes are the keys of the head.
func (m *evidence) similar(v *vocabulary, classes []string, r vector) []Neighbour {
	if len(m.ids) == 0 {
		return nil
	}
	likeness := make([]float32, len(m.ids))
	for i, f := range r.index {
		x := r.value[i] * v.idf[f]
		for _, message := range m.having[f] {
			likeness[message] += float32(x * m.scale[message][m.groupOf[f]])
		}
	}
	var best []int
	for i, x := range likeness {
		if x < minSimilar || len(best) == maxSimilar && x <= likeness[best[maxSimilar-1]] {
			continue
		}
		best = append(best[:min(len(best), maxSimilar-1)], i)
		slices.SortStableFunc(best, func(a, b int) int { return cmp.Compare(likeness[b], likeness[a]) })
	}
	out := make([]Neighbour, 0, maxSimilar)
	for _, i := range best {
		out = append(out, Neighbour{ID: m.ids[i], Key: classes[m.classes[i]], Similarity: min(float64(likeness[i]), 1)})
	}
	return out
}
