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

// An evidence finds the labelled messages that a text resembles. Of a message it keeps the ID, the label and the numbers of its columns, no text; whoever
// may show the message looks it up by its ID. What has been forgotten is gone with the next training, since nothing is carried over from the last one.
type evidence struct {
	ids     []string
	classes []int32
	columns [][]int32 // per message, ascending

	// Derived from the above.
	having [][]int32         // per column: messages that have it
	scale  [][groups]float32 // per message and group: what its inverse document frequencies are multiplied with
}

// newEvidence keeps the lessons that are messages. The rows of the design are those of the lessons.
func newEvidence(v *vocabulary, lessons []lesson, rows *design) *evidence {
	m := &evidence{}
	for i, l := range lessons {
		if l.message != "" {
			columns := make([]int32, len(rows.rows[i]))
			for j, e := range rows.rows[i] {
				columns[j] = e.column
			}
			slices.Sort(columns)
			m.ids, m.classes, m.columns = append(m.ids, l.message), append(m.classes, l.class), append(m.columns, columns)
		}
	}
	m.derive(v)
	return m
}

func (m *evidence) derive(v *vocabulary) {
	if len(m.ids) == 0 {
		return
	}
	worth := make([][groups]float64, v.columns)
	for i, id := range v.ids {
		worth[v.axes[i].column][id%groups] += float64(v.axes[i].worth)
	}
	m.having = make([][]int32, v.columns)
	m.scale = make([][groups]float32, len(m.ids))
	for i, columns := range m.columns {
		var square [groups]float64
		for _, c := range columns {
			m.having[c] = append(m.having[c], int32(i))
			for g, w := range worth[c] {
				square[g] += w
			}
		}
		m.scale[i] = balance(square)
	}
}

// similar lists the messages most like r, best first. classes are the keys of the head.
func (m *evidence) similar(v *vocabulary, classes []string, r reading) []Neighbour {
	if len(m.ids) == 0 {
		return nil
	}
	likeness := make([]float32, len(m.ids))
	for i, n := range r.vector.number {
		if n == unknown {
			continue
		}
		x, g := r.vector.value[i]*v.axes[n].worth, r.of.features[i].group()
		for _, message := range m.having[v.axes[n].column] {
			likeness[message] += float32(x * m.scale[message][g])
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
