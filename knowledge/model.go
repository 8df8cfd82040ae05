package knowledge

import (
	"context"
	"math"
)

// biasScale is by how much the bias of a class moves with the parameter it is made of. A bias of scale 1 is so much steeper than everything else that the
// first ten iterations are spent on it. biasPenalty is the penalty of a squared bias in terms of that of a weight: it is almost free.
const (
	biasScale   = 0.25
	biasPenalty = 0.25
)

// A fit is what [fitSoftmax] needs to know beside the data.
type fit struct {
	classes    int
	penalty    float64 // of the squared weights; 1/C
	iterations int
	tolerance  float64 // stop when the gradient has shrunk to this share of its first length
}

// A softmax is a multinomial logistic regression. The weights of all classes together are zero, and so are their biases.
type softmax struct {
	classes int
	weight  []float32 // columns x classes; a feature weighs as much as its column times the root of its worth
	bias    []float32
}

// fitSoftmax minimises the weighted log-loss plus penalty/2 times the squared weights by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5).
//
// All weights that L-BFGS can reach are sums of training rows, W = XᵀA. So it works on A, rows x classes, and keeps beside each such A the
// product U = XXᵀA, in which inner products of weights are dot products: ⟨W₁,W₂⟩ = ⟨A₁,U₂⟩. With many more features than rows that needs a
// fraction of the memory, and the line search costs no product with X. The parameters of the biases follow as one more row of A, which is its own product.
// Sums run in one fixed order, so that equal input gives equal bits.
//
// It learns the rows of the design that part lists; label and weight are theirs.
func fitSoftmax(ctx context.Context, rows *design, part []int, label []int32, weight []float64, f fit) (*softmax, error) {
	k := f.classes
	texts := len(part) * k
	size := texts + k
	x := newProduct(rows, part, k)
	a := make([]float64, size)                            // the weights
	g, gu := make([]float64, size), make([]float64, size) // the gradient
	d, du := make([]float64, size), make([]float64, size) // the direction
	line := lineSearch{label: label, weight: weight, classes: k, from: make([]float64, texts), along: make([]float64, texts), error: make([]float64, texts)}
	var history []step

	gradient := func() {
		clear(g[texts:])
		for i := 0; i < texts; i += k {
			for c, e := range line.error[i : i+k] {
				g[i+c] = e + f.penalty*a[i+c]
				g[texts+c] += biasScale * e
			}
		}
		for c, b := range a[texts:] {
			g[texts+c] += f.penalty * biasPenalty * biasScale * biasScale * b
		}
		x.gram(gu[:texts], g[:texts])
		copy(gu[texts:], g[texts:])
	}
	line.slope(0)
	gradient()
	first := math.Sqrt(max(dot(g, gu), 0))
	for range f.iterations {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		square := max(dot(g, gu), 0)
		if math.Sqrt(square) <= f.tolerance*first || square <= rounding*x.apart(g) {
			break
		}
		descend(d, du, g, gu, history)
		for i := 0; i < texts; i += k {
			for c, b := range du[texts:] {
				line.along[i+c] = du[i+c] + biasScale*b
			}
		}
		line.linear = f.penalty * (dot(a[:texts], du[:texts]) + biasPenalty*biasScale*biasScale*dot(a[texts:], du[texts:]))
		line.quadratic = f.penalty * (dot(d[:texts], du[:texts]) + biasPenalty*biasScale*biasScale*dot(d[texts:], du[texts:]))
		t := line.search(dot(g, du), len(history) == 0)
		if t == 0 {
			break
		}
		s := step{s: make([]float32, size), su: make([]float32, size), y: make([]float32, size), yu: make([]float32, size)}
		if len(history) == historySteps {
			s = history[0]
			history = append(history[:0], history[1:]...)
		}
		for i := range d {
			s.s[i], s.su[i] = float32(t*d[i]), float32(t*du[i])
			a[i] += t * d[i]
			s.y[i], s.yu[i] = float32(-g[i]), float32(-gu[i])
		}
		for i, l := range line.along {
			line.from[i] += t * l
		}
		gradient()
		for i := range g {
			s.y[i] += float32(g[i])
			s.yu[i] += float32(gu[i])
		}
		if s.curvature = dot32(s.s, s.yu); s.curvature > 0 {
			history = append(history, s)
		}
	}
	return rows.weights(part, a, k), nil
}

// weights turns a, given in terms of some rows and of the biases, into weights of columns.
func (d *design) weights(part []int, a []float64, k int) *softmax {
	m := &softmax{classes: k, weight: make([]float32, len(d.worth)*k), bias: make([]float32, k)}
	from := make([]float32, k)
	for r, i := range part {
		for c, w := range a[r*k : (r+1)*k] {
			from[c] = float32(w)
		}
		for _, e := range d.rows[i] {
			to := m.weight[int(e.column)*k:][:len(from)]
			for c, w := range from {
				to[c] += float32(e.value * w)
			}
		}
	}
	for c, b := range a[len(part)*k:] {
		m.bias[c] = float32(biasScale * b)
	}
	return m
}

// historySteps is how far back L-BFGS remembers.
const historySteps = 10

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

// A lineSearch looks for the lowest point from some logits along others.
type lineSearch struct {
	label             []int32
	weight            []float64
	classes           int
	from, along       []float64
	linear, quadratic float64   // the slope of the penalty is linear + t * quadratic
	error             []float64 // what the point looked at last gives too much probability to, weighted
}

// slope is that of the objective at t.
func (l *lineSearch) slope(t float64) float64 {
	sum := l.linear + t*l.quadratic
	k := l.classes
	for i, w := range l.weight {
		from, along, p := l.from[i*k:(i+1)*k], l.along[i*k:(i+1)*k], l.error[i*k:(i+1)*k]
		for c, d := range along {
			p[c] = from[c] + t*d
		}
		softmaxInto(p, p)
		p[l.label[i]]--
		for c, d := range along {
			p[c] *= w
			sum += p[c] * d
		}
	}
	return sum
}

// search finds how far to go, zero if there is no way down, and leaves the errors there: a few secant steps towards a zero of the slope, which is start
// where it begins. The objective is convex, so the slope only rises.
func (l *lineSearch) search(start float64, isFirst bool) float64 {
	if !(start < 0) {
		return 0
	}
	low, atLow := 0.0, start
	high, atHigh := math.Inf(1), 0.0
	evaluations := 3
	if isFirst {
		evaluations = 12
	}
	t := 1.0
	for range evaluations {
		at := l.slope(t)
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
	l.slope(t)
	return t
}

// logits scores every class. The less of the text is known, the flatter: that changes no answer, it only makes the guess humbler,
// which lowers the calibration error with few labels and sets foreign subjects apart.
func (m *softmax) logits(v vector, axes []axis) []float64 {
	k := m.classes
	sum := make([]float32, k)
	copy(sum, m.bias)
	for j, n := range v.number {
		if n == unknown {
			continue
		}
		x := v.value[j] * axes[n].worth
		for c, w := range m.weight[int(axes[n].column)*k:][:len(sum)] {
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
