package knowledge

import (
	"math"
	"slices"
)

// A feature of a text.
type feature struct {
	id    uint64 // see featureID
	count int32  // how often it occurs
}

func (f feature) group() group { return group(f.id % groups) }

// featureID stands for a feature wherever it is stored or compared: a hash of its key and its group. Of a million features no two share an ID but once in
// ten million times.
func featureID(key []byte) uint64 {
	h := fnv1a(key)
	// The finalizer of MurmurHash3 spreads what short keys differ in over all bits.
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	return h - h%groups + uint64(key[0])
}

// A place is where a feature stands in a text, in bytes.
type place struct {
	feature    int32 // its index among the distinct ones
	start, end int32
}

// readFeatures finds the distinct features of a folded text in order of first appearance, and where each of them stands.
func readFeatures(folded string) ([]feature, []place) {
	features, places := make([]feature, 0, 4*len(folded)+16), make([]place, 0, 5*len(folded)+16)
	slots := make([]int32, 1024) // 1 + index of a feature, at its ID or behind; zero is free
	slot := func(id uint64) int {
		i := int(id>>32) & (len(slots) - 1)
		for slots[i] != 0 && features[slots[i]-1].id != id {
			i = (i + 1) & (len(slots) - 1)
		}
		return i
	}
	eachFeature(folded, func(key []byte, start, end int) {
		id := featureID(key)
		i := slot(id)
		if slots[i] == 0 {
			features = append(features, feature{id: id})
			slots[i] = int32(len(features))
		}
		at := slots[i] - 1
		features[at].count++
		places = append(places, place{feature: at, start: int32(start), end: int32(end)})
		if 2*len(features) > len(slots) {
			slots = make([]int32, 4*len(slots))
			for j, f := range features {
				slots[slot(f.id)] = int32(j) + 1
			}
		}
	})
	return features, places
}

// A frequency says in how many of some texts each feature is.
type frequency struct {
	texts int
	of    map[uint64]int32
}

func (f *frequency) add(features []feature) {
	f.texts++
	for _, x := range features {
		f.of[x.id]++
	}
}

// An axis is what a vocabulary knows of a feature.
type axis struct {
	worth  float32 // the square of its inverse document frequency ln((1+N)/(1+df)) + 1: TF-IDF vectors meet only in inner products
	column int32   // features that the same training texts have equally often share one; it numbers the weights of the model
}

// A vocabulary numbers the features of the training texts in the order of their IDs and knows how telling each is.
type vocabulary struct {
	ids     []uint64 // ascending
	axes    []axis
	columns int
	unseen  float32 // worth of a feature that no text has

	// Derived from the IDs: those whose first bits are b are ids[first[b]:first[b+1]].
	first []int32
	shift int
}

// newVocabulary numbers the features that at least minDF of the texts have. The background texts add no features, they only tell which are common.
// Every feature has a column of its own until [vocabulary.merge].
func newVocabulary(texts [][]feature, background frequency, minDF int32) *vocabulary {
	df := frequency{of: make(map[uint64]int32, 64*len(texts))}
	for _, t := range texts {
		df.add(t)
	}
	v := &vocabulary{ids: make([]uint64, 0, len(df.of))}
	for id, n := range df.of {
		if n >= minDF {
			v.ids = append(v.ids, id)
		}
	}
	slices.Sort(v.ids)
	v.columns = len(v.ids)
	v.axes = make([]axis, len(v.ids))
	worth := func(in int32) float32 {
		idf := math.Log((1+float64(df.texts+background.texts))/(1+float64(in))) + 1
		return float32(idf * idf)
	}
	for i, id := range v.ids {
		v.axes[i] = axis{worth: worth(df.of[id] + background.of[id]), column: int32(i)}
	}
	v.unseen = worth(0)
	v.index()
	return v
}

// index makes features be found: by their first bits, so many that few share them.
func (v *vocabulary) index() {
	bits := 0
	for len(v.ids)>>bits > 2 {
		bits++
	}
	v.shift = 64 - bits
	v.first = make([]int32, 1<<bits+1)
	for _, id := range v.ids {
		v.first[id>>v.shift+1]++
	}
	for b := range 1 << bits {
		v.first[b+1] += v.first[b]
	}
}

// unknown is the number of everything outside the vocabulary.
const unknown = -1

func (v *vocabulary) find(id uint64) int32 {
	b := id >> v.shift
	for i := v.first[b]; i < v.first[b+1]; i++ {
		if v.ids[i] == id {
			return i
		}
	}
	return unknown
}

// numbers are those of the features, each in its place.
func (v *vocabulary) numbers(features []feature) []int32 {
	out := make([]int32, len(features))
	for i, f := range features {
		out[i] = v.find(f.id)
	}
	return out
}

// A vector is a text in the space of a vocabulary.
type vector struct {
	number []int32   // of its features, some unknown
	value  []float32 // sublinear term frequency in balance, zero of what is unknown; times the inverse document frequency it would be TF-IDF of length one
	known  float64   // share of the text that the vocabulary knows, 0 to 1; of how much of the text the weights speak
}

// vector brings each group of features to its share and the whole to length one. numbers are those of the features.
// Those whose column is not seen count as unknown; a nil seen means that all are.
func (v *vocabulary) vector(features []feature, numbers []int32, seen []bool) vector {
	out := vector{number: make([]int32, len(features)), value: make([]float32, len(features))}
	var square, all [groups]float64
	for i, f := range features {
		frequency, worth, n := termFrequency(f.count), v.unseen, numbers[i]
		out.number[i] = unknown
		if n != unknown {
			worth = v.axes[n].worth
		}
		squared := float64(frequency * frequency * float64(worth))
		all[f.group()] += squared
		if n != unknown && (seen == nil || seen[v.axes[n].column]) {
			square[f.group()] += squared
			out.number[i], out.value[i] = n, float32(frequency)
		}
	}
	var known, present float64
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
	for i, f := range features {
		out.value[i] *= scale[f.group()]
	}
	return out
}

// termFrequency is sublinear: what is said twice is not twice as telling.
func termFrequency(count int32) float64 {
	if count == 1 {
		return 1
	}
	return 1 + math.Log(float64(count))
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
