package knowledge

import "math"

// A design is the matrix of the training texts, texts by columns. Features that the same texts have equally often are one column of it: most n-grams of a
// rare word stand or fall together.
type design struct {
	rows  [][]entry
	worth []float32 // per column, of its features together
}

// An entry is a column that a text has, and the value of one of its features.
type entry struct {
	column int32
	value  float32
}

// newDesign gives the features of v their columns, numbered in the order in which the rows have them first.
func newDesign(v *vocabulary, rows []vector) *design {
	signature := make([]uint64, len(v.axes))
	for i, row := range rows {
		for j, n := range row.number {
			if n != unknown {
				s := signature[n] ^ (uint64(i+1)<<32 | uint64(math.Float32bits(row.value[j])))
				s *= 0x9e3779b97f4a7c15
				signature[n] = s ^ s>>29
			}
		}
	}
	const unnumbered = -1
	for n := range v.axes {
		v.axes[n].column = unnumbered
	}
	d := &design{rows: make([][]entry, len(rows))}
	columns := make(map[uint64]int32, len(v.axes)/4)
	number := func(n int32) (first bool) {
		column, again := columns[signature[n]]
		if !again {
			column = int32(len(columns))
			columns[signature[n]] = column
			d.worth = append(d.worth, 0)
		}
		v.axes[n].column = column
		d.worth[column] += v.axes[n].worth
		return !again
	}
	leads := make([]bool, len(v.axes)) // of each column the first feature stands for all
	for i, row := range rows {
		d.rows[i] = make([]entry, 0, len(row.number))
		for j, n := range row.number {
			if n == unknown {
				continue
			}
			if v.axes[n].column == unnumbered {
				leads[n] = number(n)
			}
			if leads[n] {
				d.rows[i] = append(d.rows[i], entry{v.axes[n].column, row.value[j]})
			}
		}
	}
	for n, a := range v.axes {
		if a.column == unnumbered { // no text has it
			number(int32(n))
		}
	}
	v.columns = len(d.worth)
	return d
}

// seen tells of each column whether one of some rows has it.
func (d *design) seen(part []int) []bool {
	out := make([]bool, len(d.worth))
	for _, i := range part {
		for _, e := range d.rows[i] {
			out[e.column] = true
		}
	}
	return out
}

// A product multiplies with XXᵀ, X being some rows of a design.
//
// It goes by way of the columns: first Xᵀ, then X, both read along what is written, so that sums stay in registers. A column that only one of the rows has
// adds to the diagonal and is left out.
type product struct {
	classes          int
	columns, rows    sparse
	alone            []float64 // per row: squared length of what no other row has
	length           []float64 // per row, squared
	before, on, then []float32 // rows, columns and rows, each with as many classes as are done at once
}

func newProduct(d *design, part []int, classes int) *product {
	n := len(part)
	x := &product{classes: classes, alone: make([]float64, n), length: make([]float64, n)}
	having := make([]int32, len(d.worth)) // rows that have the column
	for _, i := range part {
		for _, e := range d.rows[i] {
			having[e.column]++
		}
	}
	number := make([]int32, len(d.worth)) // of the columns that are left
	x.columns.start = append(x.columns.start, 0)
	for c, rows := range having {
		if rows > 1 {
			number[c] = int32(len(x.columns.start) - 1)
			x.columns.start = append(x.columns.start, x.columns.end()+rows)
		}
	}
	size := x.columns.end()
	x.columns.index, x.columns.value = make([]int32, size), make([]float32, size)
	x.rows = sparse{start: make([]int32, 1, n+1), index: make([]int32, 0, size), value: make([]float32, 0, size)}
	next := append([]int32(nil), x.columns.start...)
	for r, i := range part {
		for _, e := range d.rows[i] {
			square := float64(e.value) * float64(e.value) * float64(d.worth[e.column])
			x.length[r] += square
			if having[e.column] == 1 {
				x.alone[r] += square
				continue
			}
			c := number[e.column]
			x.rows.index, x.rows.value = append(x.rows.index, c), append(x.rows.value, e.value)
			x.columns.index[next[c]], x.columns.value[next[c]] = int32(r), e.value*d.worth[e.column]
			next[c]++
		}
		x.rows.start = append(x.rows.start, int32(len(x.rows.index)))
	}
	x.before, x.then = make([]float32, n*lanes), make([]float32, n*lanes)
	x.on = make([]float32, (len(x.columns.start)-1)*lanes)
	return x
}

// lanes is how many classes are multiplied at once at most.
const lanes = 8

// gram sets out to XXᵀa. The classes of a sum to zero in each row, and so do those of the product: the last one is what the others leave.
func (x *product) gram(out, a []float64) {
	k := x.classes
	n := len(x.alone)
	for i := range n {
		out[i*k+k-1] = 0
	}
	for from := 0; from < k-1; from += lanes {
		here := min(k-1-from, lanes)
		width := lanes
		switch {
		case here == 1:
			width = 1
		case here <= lanes/2:
			width = lanes / 2
		}
		for i := range n {
			row := x.before[i*width : (i+1)*width]
			for c, w := range a[i*k+from : i*k+from+here] {
				row[c] = float32(w)
			}
			clear(row[here:])
		}
		x.columns.multiply(x.on, x.before, width)
		x.rows.multiply(x.then, x.on, width)
		for i := range n {
			last := &out[i*k+k-1]
			for c := range here {
				p := float64(x.then[i*width+c]) + float64(x.alone[i]*a[i*k+from+c])
				out[i*k+from+c] = p
				*last -= p
			}
		}
	}
}

// apart is what ⟨a, XXᵀa⟩ would be if the rows had nothing in common. Where they
// cancel each other the product is much less than that, and below a share of
// rounding of it there is nothing but the rounding of its float32 sums.
func (x *product) apart(a []float64) float64 {
	sum := 0.0
	for i, length := range x.length {
		for _, v := range a[i*x.classes : (i+1)*x.classes] {
			sum += length * v * v
		}
	}
	return sum
}

const rounding = 1e-6

// A sparse matrix has the entries of row i at start[i]:start[i+1].
type sparse struct {
	start, index []int32
	value        []float32
}

func (m *sparse) end() int32 { return m.start[len(m.start)-1] }

// multiply sets out to the product with in, a matrix of 1, lanes/2 or lanes columns.
func (m *sparse) multiply(out, in []float32, width int) {
	switch width {
	case 1:
		m.multiply1(out, in)
	case lanes / 2:
		m.multiply4(out, in)
	default:
		m.multiply8(out, in)
	}
}

func (m *sparse) multiply1(out, in []float32) {
	for i := range len(m.start) - 1 {
		index := m.index[m.start[i]:m.start[i+1]]
		value := m.value[m.start[i]:m.start[i+1]][:len(index)]
		sum, other := float32(0), float32(0)
		for len(index) > 1 {
			sum += float32(value[0] * in[index[0]])
			other += float32(value[1] * in[index[1]])
			index, value = index[2:], value[2:]
		}
		if len(index) > 0 {
			sum += float32(value[0] * in[index[0]])
		}
		out[i] = sum + other
	}
}

func (m *sparse) multiply4(out, in []float32) {
	for i := range len(m.start) - 1 {
		index := m.index[m.start[i]:m.start[i+1]]
		value := m.value[m.start[i]:m.start[i+1]][:len(index)]
		var s0, s1, s2, s3, o0, o1, o2, o3 float32
		for len(index) > 1 {
			v, x := value[0], (*[lanes / 2]float32)(in[int(index[0])*lanes/2:])
			w, y := value[1], (*[lanes / 2]float32)(in[int(index[1])*lanes/2:])
			s0 += float32(v * x[0])
			o0 += float32(w * y[0])
			s1 += float32(v * x[1])
			o1 += float32(w * y[1])
			s2 += float32(v * x[2])
			o2 += float32(w * y[2])
			s3 += float32(v * x[3])
			o3 += float32(w * y[3])
			index, value = index[2:], value[2:]
		}
		if len(index) > 0 {
			v, x := value[0], (*[lanes / 2]float32)(in[int(index[0])*lanes/2:])
			s0 += float32(v * x[0])
			s1 += float32(v * x[1])
			s2 += float32(v * x[2])
			s3 += float32(v * x[3])
		}
		*(*[lanes / 2]float32)(out[i*lanes/2:]) = [lanes / 2]float32{s0 + o0, s1 + o1, s2 + o2, s3 + o3}
	}
}

func (m *sparse) multiply8(out, in []float32) {
	for i := range len(m.start) - 1 {
		index := m.index[m.start[i]:m.start[i+1]]
		value := m.value[m.start[i]:m.start[i+1]][:len(index)]
		var s0, s1, s2, s3, s4, s5, s6, s7 float32
		for j, at := range index {
			v, x := value[j], (*[lanes]float32)(in[int(at)*lanes:])
			s0 += float32(v * x[0])
			s1 += float32(v * x[1])
			s2 += float32(v * x[2])
			s3 += float32(v * x[3])
			s4 += float32(v * x[4])
			s5 += float32(v * x[5])
			s6 += float32(v * x[6])
			s7 += float32(v * x[7])
		}
		*(*[lanes]float32)(out[i*lanes:]) = [lanes]float32{s0, s1, s2, s3, s4, s5, s6, s7}
	}
}
