package knowledge

import (
	"maps"
	"slices"
)

// A vectorTable is what questions are compared with. It is never changed once
// made.
type vectorTable struct {
	origin vectorOrigin
	rows   []vectorRow
	data   []float32 // the vectors of rows, one after the other
	scale  nearnessScale
}

type vectorRow struct {
	page    *page
	section int
}

// similarities are the cosines of a vector with every row. Comparing with all of
// them is exact, and takes milliseconds for the corpora of a team, so that there
// is no need of an approximate index.
func (t *vectorTable) similarities(v []float32) []float32 {
	out := make([]float32, len(t.rows))
	n := len(v)
	for i := range out {
		out[i] = inner(t.data[i*n:(i+1)*n], v)
	}
	return out
}

// inner is the inner product of two vectors of one length. Its four sums do not
// wait for each other, and slices of a fixed length spare the checks of bounds.
func inner(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	for len(a) >= 8 && len(b) >= 8 {
		x, y := a[:8:8], b[:8:8]
		s0 += x[0]*y[0] + x[4]*y[4]
		s1 += x[1]*y[1] + x[5]*y[5]
		s2 += x[2]*y[2] + x[6]*y[6]
		s3 += x[3]*y[3] + x[7]*y[7]
		a, b = a[8:], b[8:]
	}
	for i, x := range a {
		s0 += x * b[i]
	}
	return (s0 + s1) + (s2 + s3)
}

// Constants of a [nearnessScale].
const (
	calibrationTitles = 64   // at most
	fewestTitles      = 10   // with fewer nothing can be said
	certainShare      = 0.95 // of the questions that no page answers stay below certain
	foundShare        = 0.5  // of the titles find their page, or the model has no say
	farPages          = 10   // one page in so many competes for a title …
	mostFarPages      = 20   // … and no more than these
)

// A nearnessScale says what a cosine is worth over one corpus and one model:
// .8 is far for one model and near for another.
//
// Titles of pages stand for questions. The page itself left out, the nearest
// other page shows how near a question comes that no page answers although it is
// about the same things; the pages behind it show how near pages are that
// merely are about something similar.
type nearnessScale struct {
	usable  bool    // most titles find their page
	far     float64 // median of the last page that competes: worth 0
	near    float64 // median of the nearest pages: worth 1
	certain float64 // above it the nearest page is believed without a shared word
}

// calibrate compares titles, given as passages with their vectors, with all rows.
func (t *vectorTable) calibrate(titles []passage, vectors [][]float32) {
	var far, near, other []float64
	found := 0
	for i, title := range titles {
		if vectors[i] == nil {
			continue
		}
		own, others := t.around(title, vectors[i])
		if len(others) == 0 {
			continue
		}
		last := others[min(max(len(others)/farPages, 1), mostFarPages, len(others))-1]
		far, near, other = append(far, last), append(near, max(own, others[0])), append(other, others[0])
		if own > last {
			found++
		}
	}
	if len(far) < fewestTitles {
		return
	}
	s := nearnessScale{far: percentile(far, 0.5), near: percentile(near, 0.5), certain: percentile(other, certainShare)}
	s.usable = float64(found) >= foundShare*float64(len(far)) && s.near > s.far
	t.scale = s
}

// around are the cosines of a title with its own page, -1 if that has no
// vector, and with all others, nearest first.
func (t *vectorTable) around(title passage, v []float32) (own float64, others []float64) {
	own = -1
	best := map[string]float64{}
	for i, cos := range t.similarities(v) {
		page := t.rows[i].page.canonical
		if have, ok := best[page]; !ok || float64(cos) > have {
			best[page] = float64(cos)
		}
	}
	if cos, ok := best[title.page.canonical]; ok {
		own = cos
		delete(best, title.page.canonical)
	}
	others = slices.Sorted(maps.Values(best))
	slices.Reverse(others)
	return own, others
}

// worth is a cosine on a scale from 0, as near as many pages are, to 1, as near
// as the nearest ones are.
func (s nearnessScale) worth(cos float64) float64 {
	if !s.usable {
		return 0
	}
	return min(max((cos-s.far)/(s.near-s.far), 0), 1)
}

// believed says that a page need not share a word with the question.
func (s nearnessScale) believed(cos float64) bool { return s.usable && cos > s.certain }

// newVectorTable takes the passages that have a vector.
func newVectorTable(origin vectorOrigin, passages []passage, vectors [][]float32) *vectorTable {
	t := &vectorTable{origin: origin}
	have := len(vectors) - count(vectors, func(v []float32) bool { return v == nil })
	t.rows, t.data = make([]vectorRow, 0, have), make([]float32, 0, have*origin.Dimensions)
	for i, p := range passages {
		if vectors[i] != nil {
			t.rows = append(t.rows, vectorRow{page: p.page, section: p.section})
			t.data = append(t.data, vectors[i]...)
		}
	}
	t.rows = slices.Clip(t.rows)
	return t
}
