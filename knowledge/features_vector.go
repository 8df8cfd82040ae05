package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// A vector is a text in the space of a vocabulary: ascending feature numbers and their weights.
type vector struct {
	index []int32
	value []float32
	known float64 // share of the text that the vocabulary knows, 0 to 1; of how much of the text the weights speak
}

// A vocabulary numbers the features of the training texts and knows how telling each is.
type vocabulary struct {
	number map[string]int32 // feature key to number
	idf    []float32        // ln((1+N)/(1+df)) + 1
	unseen float32          // the idf of a feature that no text has
}

// newVocabulary numbers the features that at least minDF of the texts have, in order of first appearance.
// The background texts add no features, they only tell which are common. All texts are folded.
func newVocabulary(texts, background []string, minDF int) *vocabulary {
	number := make(map[string]int32, 64*len(texts))
	var keys []string
	var df, last []int32
	count := func(doc int, text string, grow bool) {
		eachFeature(text, func(key []byte, _, _ int) {
			i, known := number[string(key)]
			if !known {
				if !grow {
					return
				}
				i = int32(len(df))
				keys = append(keys, string(key))
				number[keys[i]] = i
				df, last = append(df, 0), append(last, -1)
			}
			if last[i] != int32(doc) {
				last[i] = int32(doc)
				df[i]++
			}
		})
	}
	for i, t := range texts {
		count(i, t, true)
	}
	if minDF > 1 {
		kept := 0
		clear(number)
		for i, k := range keys {
			if df[i] >= int32(minDF) {
				number[k] = int32(kept)
				df[kept], last[kept] = df[i], last[i]
				kept++
			}
		}
		df, last = df[:kept], last[:kept]
	}
	for i, t := range background {
		count(len(texts)+i, t, false)
	}
	n := float64(len(texts) + len(background))
	v := &vocabulary{number: number, idf: make([]float32, len(df)), unseen: float32(math.Log(1+n) + 1)}
	for i, d := range df {
		v.idf[i] = float32(math.Log((1+n)/(1+float64(d))) + 1)
	}
	return v
}

// An occurrence is a known feature at a place of a text.
type occurrence struct {
	feature    int32
	group      group
	start, end int
	stranger   uint64 // tells unknown features apart
}

// unknown is the feature number of everything outside the vocabulary.
const unknown = math.MaxInt32

// read finds the features of a folded text, sorted by number; the unknown ones come last.
func (v *vocabulary) read(folded string) []occurrence {
	found := make([]occurrence, 0, 4*len(folded)+16)
	eachFeature(folded, func(key []byte, start, end int) {
		o := occurrence{feature: unknown, group: group(key[0]), start: start, end: end}
		if i, ok := v.number[string(key)]; ok {
			o.feature = i
		} else {
			o.stranger = fnv1a(key)
		}
		found = append(found, o)
	})
	slices.SortFunc(found, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.feature, b.feature), cmp.Compare(a.stranger, b.stranger))
	})
	return found
}

// A rawVector is a text before its groups are brought to their lengths.
type rawVector struct {
	index    []int32
	value    []float32 // sublinear term frequency times idf
	group    []group
	stranger [groups]float64 // squared values of unknown features
}

func (v *vocabulary) weigh(found []occurrence) rawVector {
	var w rawVector
	for i := 0; i < len(found); {
		first := found[i]
		j := i
		for j < len(found) && found[j].feature == first.feature && found[j].stranger == first.stranger {
			j++
		}
		frequency := 1 + math.Log(float64(j-i))
		if first.feature == unknown {
			x := frequency * float64(v.unseen)
			w.stranger[first.group] += float64(x * x)
		} else {
			w.index = append(w.index, first.feature)
			w.value = append(w.value, float32(frequency*float64(v.idf[first.feature])))
			w.group = append(w.group, first.group)
		}
		i = j
	}
	return w
}

// vector brings each group to its share and the whole to length one. Features that are not seen count as unknown; a nil seen means that all are.
func (r rawVector) vector(seen []bool) vector {
	var known, present float64
	var square, all [groups]float64
	all = r.stranger
	for i, f := range r.index {
		x := float64(r.value[i]) * float64(r.value[i])
		all[r.group[i]] += x
		if seen == nil || seen[f] {
			square[r.group[i]] += x
		}
	}
	var out vector
	for g := range group(groups) {
		if all[g] > 0 {
			present += g.share()
			known += float64(g.share() * square[g] / all[g])
		}
	}
	if known == 0 {
		return out
	}
	out.known = known / present
	scale := balance(square)
	for i, f := range r.index {
		if seen == nil || seen[f] {
			out.index = append(out.index, f)
			out.value = append(out.value, r.value[i]*scale[r.group[i]])
		}
	}
	return out
}

// balance is what the values of each group are multiplied with to bring the group to its share and the whole to length one.
// square has the squared length of each group.
func balance(square [groups]float64) (scale [groups]float32) {
	present := 0.0
	for g := range group(groups) {
		if square[g] > 0 {
			present += g.share()
		}
	}
	for g := range group(groups) {
		if square[g] > 0 {
			scale[g] = float32(math.Sqrt(g.share() / (square[g] * present)))
		}
	}
	return scale
}

// fnv1a is the hash of Fowler, Noll and Vo, 64 bits.
func fnv1a(key []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range key {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return h
}
