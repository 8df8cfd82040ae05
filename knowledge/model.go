package knowledge

import (
	"context"
	"math"
)

// biasValue is the value of the constant feature that every text has. Being larger than any other it makes the bias almost free of the penalty.
const biasValue = 2

// A fit is what [fitSoftmax] needs to know beside the data.
type fit struct {
	classes    int
	features   int
	penalty    float64 // of the squared weights; 1/C
	iterations int
	tolerance  float64 // stop when the gradient has shrunk to this share of its first length
}

// A softmax is a multinomial logistic regression.
type softmax struct {
	classes int
	weight  []float32 // features x classes
	bias    []float32
}

// fitSoftmax minimises the weighted log-loss plus penalty/2 times the squared weights by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5).
//
// All weights that L-BFGS can reach are sums of training rows, W = XᵀA. So it works on A, rows x classes, and keeps beside each such A the
// product U = XXᵀA, in which inner products of weights are dot products: ⟨W₁,W₂⟩ = ⟨A₁,U₂⟩. With many more features than rows that needs a
// fraction of the memory, and the line search costs no product with X. Sums run in one fixed order, so that equal input gives equal bits.
func fitSoftmax(ctx context.Context, rows []vector, label []int32, weight []float64, f fit) (*softmax, error) {
	n, k := len(rows), f.classes
	x := product{rows: rows, classes: k, buffer: make([]float32, f.features*k)}
	a, u := make([]float64, n*k), make([]float64, n*k)  // the weights and the logits
	g, gu := make([]float64, n*k), make([]float64, n*k) // the gradient
	d, du := make([]float64, n*k), make([]float64, n*k) // the direction
	probability := make([]float64, k)
	var history []step

	// slope sets g to the gradient in terms of rows, at logits u.
	slope := func() {
		for i := range n {
			softmaxInto(probability, u[i*k:(i+1)*k])
			for c, p := range probability {
				if int32(c) == label[i] {
					p--
				}
				g[i*k+c] = weight[i]*p + f.penalty*a[i*k+c]
			}
		}
		x.gram(gu, g)
	}
	slope()
	first := math.Sqrt(max(dot(g, gu), 0))
	for range f.iterations {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if norm := math.Sqrt(max(dot(g, gu), 0)); norm <= f.tolerance*first || norm == 0 {
			break
		}
		descend(d, du, g, gu, history)
		t := lineSearch(u, du, label, weight, k, f.penalty*dot(a, du), f.penalty*dot(d, du), len(history) == 0)
		if t == 0 {
			break
		}
		s := step{s: make([]float32, n*k), su: make([]float32, n*k), y: make([]float32, n*k), yu: make([]float32, n*k)}
		if len(history) == 6 {
			s = history[0]
			history = append(history[:0], history[1:]...)
		}
		for i := range d {
			s.s[i], s.su[i] = float32(t*d[i]), float32(t*du[i])
			a[i] += t * d[i]
			u[i] += t * du[i]
			s.y[i], s.yu[i] = float32(-g[i]), float32(-gu[i])
		}
		slope()
		for i := range g {
			s.y[i] += float32(g[i])
			s.yu[i] += float32(gu[i])
		}
		if s.curvature = dot32(s.s, s.yu); s.curvature > 0 {
			history = append(history, s)
		}
	}
	return x.weights(a), nil
}

// A step is one pair of the L-BFGS history: how the weights moved and how the gradient changed, each with its product.
type step struct {
	s, su, y, yu []float32
	curvature    float64
}

// descend sets d to minus the inverse Hessian, as far as the history knows it, times the gradient.
func descend(d, du, g, gu []float64, history []step) {
	copy(d, g)
	copy(du, gu)
	alpha := make([]float64, len(history))
	for i := len(history) - 1; i >= 0; i-- {
		h := history[i]
		alpha[i] = dotMixed(h.su, d) / h.curvature
		for j := range d {
			d[j] -= alpha[i] * float64(h.y[j])
			du[j] -= alpha[i] * float64(h.yu[j])
		}
	}
	scale := 1.0
	if len(history) > 0 {
		h := history[len(history)-1]
		scale = h.curvature / dot32(h.y, h.yu)
	}
	for j := range d {
		d[j] *= scale
		du[j] *= scale
	}
	for i, h := range history {
		beta := alpha[i] - dotMixed(h.yu, d)/h.curvature
		for j := range d {
			d[j] += beta * float64(h.s[j])
			du[j] += beta * float64(h.su[j])
		}
	}
	for j := range d {
		d[j], du[j] = -d[j], -du[j]
	}
}

// lineSearch finds how far to go from logits u along du: a few secant steps towards a zero of the slope. The objective is convex, so the slope only rises.
func lineSearch(u, du []float64, label []int32, weight []float64, k int, linear, quadratic float64, isFirst bool) float64 {
	logits, probability := make([]float64, k), make([]float64, k)
	slope := func(t float64) float64 {
		sum := linear + t*quadratic
		for i, w := range weight {
			row := du[i*k : (i+1)*k]
			for c := range row {
				logits[c] = u[i*k+c] + t*row[c]
			}
			softmaxInto(probability, logits)
			part := -row[label[i]]
			for c, p := range probability {
				part += p * row[c]
			}
			sum += w * part
		}
		return sum
	}
	low, atLow := 0.0, slope(0)
	if !(atLow < 0) {
		return 0
	}
	start, t := atLow, 1.0
	evaluations := 3
	if isFirst {
		evaluations = 12
	}
	high, atHigh := math.Inf(1), 0.0
	for range evaluations {
		at := slope(t)
		if math.Abs(at) <= -0.1*start {
			return t
		}
		if at < 0 {
			low, atLow = t, at
		} else {
			high, atHigh = t, at
		}
		if math.IsInf(high, 1) {
			t *= 4
			continue
		}
		t = low + (high-low)*min(max(-atLow/(atHigh-atLow), 0.05), 0.95)
	}
	return t
}

// A product multiplies with the matrix whose rows are the training texts, each with a constant feature.
type product struct {
	rows    []vector
	classes int
	buffer  []float32 // features x classes
}

// scatter sets the buffer to Xᵀa and returns the constant feature's part.
func (x *product) scatter(a []float64) []float64 {
	k := x.classes
	clear(x.buffer)
	bias := make([]float64, k)
	from := make([]float32, k)
	for i, row := range x.rows {
		for c := range k {
			from[c] = float32(a[i*k+c])
			bias[c] += biasValue * a[i*k+c]
		}
		for j, f := range row.index {
			v := row.value[j]
			to := x.buffer[int(f)*k:][:len(from)]
			for c, r := range from {
				to[c] += float32(v * r)
			}
		}
	}
	return bias
}

// gram sets out to XXᵀa.
func (x *product) gram(out, a []float64) {
	k := x.classes
	bias := x.scatter(a)
	sum := make([]float32, k)
	for i, row := range x.rows {
		clear(sum)
		for j, f := range row.index {
			v := row.value[j]
			from := x.buffer[int(f)*k:][:len(sum)]
			for c, r := range from {
				sum[c] += float32(v * r)
			}
		}
		for c := range k {
			out[i*k+c] = float64(sum[c]) + biasValue*bias[c]
		}
	}
}

// weights turns a into weights of features. The product cannot be used afterwards.
func (x *product) weights(a []float64) *softmax {
	bias := x.scatter(a)
	m := &softmax{classes: x.classes, weight: x.buffer, bias: make([]float32, x.classes)}
	for c, b := range bias {
		m.bias[c] = float32(biasValue * b)
	}
	x.buffer = nil
	return m
}

// logits scores every class. The less of the text is known, the flatter: that changes no answer, it only makes the guess humbler,
// which lowers the calibration error with few labels and sets foreign subjects apart.
func (m *softmax) logits(v vector) []float64 {
	k := m.classes
	sum := make([]float32, k)
	copy(sum, m.bias)
	for j, f := range v.index {
		x := v.value[j]
		for c, w := range m.weight[int(f)*k : int(f)*k+k] {
			sum[c] += float32(x * w)
		}
	}
	humility := math.Sqrt(math.Sqrt(v.known))
	out := make([]float64, k)
	for c, s := range sum {
		out[c] = float64(s) * humility
	}
	return out
}

// softmaxInto sets p to the probabilities of logits.
func softmaxInto(p, logits []float64) {
	most := math.Inf(-1)
	for _, l := range logits {
		most = max(most, l)
	}
	sum := 0.0
	for c, l := range logits {
		p[c] = math.Exp(l - most)
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x * b[i])
	}
	return sum
}

func dot32(a, b []float32) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x) * float64(b[i])
	}
	return sum
}

func dotMixed(a []float32, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x) * b[i]
	}
	return sum
}
