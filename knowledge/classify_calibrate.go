package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// The thresholds of the classification reference, 8.4 and 8.5.
const (
	minCalibration   = 26   // traffic labels from which the temperature is fitted
	defaultTraffic   = 100  // traffic labels from which anything may be set silently
	defaultPrecision = 0.95 // of what is set silently, out of fold
	minOwnThreshold  = 20   // traffic labels of a class from which it has a threshold of its own
	minSilentSamples = 3    // traffic labels below which a class is never set silently
	conformalLevel   = 0.90 // share of messages whose true class should be among the choices
	calibrationTurns = 3    // of fitting temperature and offset
	maxChoices       = 3
	refusedShare     = 0.05 // of messages that belong to a class, for the sake of those that belong to none
	minShown         = 0.3  // probability below which the guess is not worth showing
)

// An outcome is what a head said about a lesson that it was not trained on.
type outcome struct {
	logits []float64
	class  int
	weight float64
}

// A calibration turns logits into honest probabilities and says which of them suffice.
// Its zero value is that of a head without traffic: temperature 1, nothing silent.
type calibration struct {
	Temperature float64   `json:"temperature"` // zero means 1
	Offset      float64   `json:"offset"`      // added to the logits of the classes that no button offers: being of all sorts, they are underrated
	Offered     int       `json:"offered"`     // classes before those
	Traffic     int       `json:"traffic"`     // labels that it was measured on
	PerClass    []int     `json:"per_class"`   // of them, per class
	Threshold   []float64 `json:"threshold"`   // per class: probability from which it is set silently; above 1 means never
	Overall     float64   `json:"overall"`     // the same for all classes together
	Reach       float64   `json:"reach"`       // classes at least this probable are the choices; zero means the best three
	Refuse      float64   `json:"refuse"`      // grip below which a message seems to belong to no class
	MinTraffic  int       `json:"min_traffic"`

	// Measured out of fold.
	Accuracy float64 `json:"accuracy"`
	Top3     float64 `json:"top3"`
	ECE      float64 `json:"ece"`
	LogLoss  float64 `json:"log_loss"`
	Coverage float64 `json:"coverage"` // share of messages above Overall
	Bins     []Bin   `json:"bins"`
}

// A Bin is one bar of a reliability diagram.
type Bin struct {
	From       float64 // confidences from here up to From + 1/10
	N          int
	Confidence float64 // mean
	Accuracy   float64
}

// never is a threshold that no probability reaches.
const never = 2

// calibrate fits the temperature and the thresholds on out-of-fold outcomes.
func calibrate(outcomes []outcome, classes, offered int, o TrainOptions) calibration {
	c := calibration{
		Temperature: 1, Offered: offered, Traffic: len(outcomes), PerClass: make([]int, classes), Threshold: slices.Repeat([]float64{never}, classes), Overall: never,
		MinTraffic: cmp.Or(o.MinTraffic, defaultTraffic),
	}
	for _, out := range outcomes {
		c.PerClass[out.class]++
	}
	if len(outcomes) == 0 {
		return c
	}
	if len(outcomes) >= minCalibration {
		c.fit(outcomes)
	}
	precision := cmp.Or(o.Precision, defaultPrecision)
	judged := make([]judgement, len(outcomes))
	top3 := 0
	scores := make([]float64, len(outcomes))
	var grips []float64 // of those that belong to an offered class
	for i, out := range outcomes {
		p := c.probabilities(out.logits)
		best := argmax(p)
		judged[i] = judgement{confidence: p[best], guess: best, right: best == out.class}
		scores[i] = p[out.class]
		c.LogLoss -= math.Log(max(p[out.class], 1e-12)) / float64(len(outcomes))
		if rank(p, out.class) < 3 {
			top3++
		}
		switch {
		case out.class >= offered:
		case best >= offered:
			grips = append(grips, 0) // refused whatever its grip
		default:
			grips = append(grips, grip(out.logits, p, offered))
		}
	}
	c.Accuracy = share(count(judged, func(j judgement) bool { return j.right }), len(judged))
	c.Top3 = share(top3, len(judged))
	c.ECE, c.Bins = reliability(judged)
	c.Overall = smallestThreshold(judged, precision)
	c.Coverage = share(count(judged, func(j judgement) bool { return j.confidence >= c.Overall }), len(judged))
	for class := range offered {
		c.Threshold[class] = c.ownThreshold(class, judged, precision)
	}
	if len(grips) >= minCalibration {
		slices.Sort(grips)
		c.Refuse = grips[int(refusedShare*float64(len(grips)))]
	}
	if len(outcomes) >= minCalibration {
		slices.Sort(scores)
		// The split conformal quantile: of n+1 exchangeable scores at most a tenth lie below it.
		c.Reach = scores[max(int((1-conformalLevel)*float64(len(scores)+1))-1, 0)]
	}
	return c
}

// grip tells how much a head has to say about a text; it is low for subjects that it was not taught.
//
// The probability alone only compares the classes with each other. How far the best logit stands above the mean of all tells how much of the text
// speaks for any class: together they part strangers from friends better than each of them.
func grip(logits, p []float64, offered int) float64 {
	best := argmax(p[:offered])
	mean := 0.0
	for _, l := range logits {
		mean += l / float64(len(logits))
	}
	return math.Sqrt(p[best]) * max(logits[best]-mean, 0)
}

// ownThreshold is the confidence from which a class is set silently.
func (c *calibration) ownThreshold(class int, judged []judgement, precision float64) float64 {
	switch n := c.PerClass[class]; {
	case n < minSilentSamples:
		return never
	case n < minOwnThreshold:
		return c.Overall
	}
	own := slices.DeleteFunc(slices.Clone(judged), func(j judgement) bool { return j.guess != class })
	threshold := smallestThreshold(own, precision)
	if threshold < never && !slices.ContainsFunc(own, func(j judgement) bool { return j.confidence < threshold }) {
		// None of its guesses speaks against going lower, so what holds for all classes together holds for it.
		threshold = min(threshold, c.Overall)
	}
	return threshold
}

func (c *calibration) probabilities(logits []float64) []float64 {
	p := make([]float64, len(logits))
	t := cmp.Or(c.Temperature, 1)
	for i, l := range logits {
		p[i] = l / t
		if i >= c.Offered {
			p[i] += c.Offset
		}
	}
	softmaxInto(p, p)
	return p
}

// fit finds temperature and offset with the least log-loss, in turns: each alone has one minimum.
func (c *calibration) fit(outcomes []outcome) {
	others := count(outcomes, func(o outcome) bool { return o.class >= c.Offered })
	for range calibrationTurns {
		c.Temperature = math.Exp(leastLoss(outcomes, math.Log(0.05), math.Log(10), func(x float64) calibration {
			return calibration{Temperature: math.Exp(x), Offset: c.Offset, Offered: c.Offered}
		}))
		if others < minCalibration {
			return
		}
		c.Offset = leastLoss(outcomes, -5, 5, func(x float64) calibration {
			return calibration{Temperature: c.Temperature, Offset: x, Offered: c.Offered}
		})
	}
}

// leastLoss finds by golden section the x between low and high whose calibration has the least log-loss.
func leastLoss(outcomes []outcome, low, high float64, at func(x float64) calibration) float64 {
	loss := func(x float64) float64 {
		c, sum := at(x), 0.0
		for _, o := range outcomes {
			sum -= o.weight * math.Log(max(c.probabilities(o.logits)[o.class], 1e-300))
		}
		return sum
	}
	ratio := (math.Sqrt(5) - 1) / 2
	x, y := high-ratio*(high-low), low+ratio*(high-low)
	atX, atY := loss(x), loss(y)
	for high-low > 1e-3 {
		if atX < atY {
			high, y, atY = y, x, atX
			x = high - ratio*(high-low)
			atX = loss(x)
		} else {
			low, x, atX = x, y, atY
			y = low + ratio*(high-low)
			atY = loss(y)
		}
	}
	return (low + high) / 2
}

// A judgement is a guess and whether it was right.
type judgement struct {
	confidence float64
	guess      int
	right      bool
}

// smallestThreshold is the least confidence from which on the guesses were right at the given rate, never if there is none.
// Half a standard error is added to the rate: the least of many candidates is the luckiest one, and luck does not repeat.
func smallestThreshold(judged []judgement, precision float64) float64 {
	sorted := slices.Clone(judged)
	slices.SortStableFunc(sorted, func(a, b judgement) int { return cmp.Compare(b.confidence, a.confidence) })
	threshold, right := float64(never), 0
	for i, j := range sorted {
		if j.right {
			right++
		}
		if i+1 < len(sorted) && sorted[i+1].confidence == j.confidence {
			continue
		}
		n := float64(i + 1)
		if float64(right) >= precision*n+math.Sqrt(precision*(1-precision)*n)/2 {
			threshold = j.confidence
		}
	}
	return threshold
}

// reliability compares confidence with accuracy in ten bins. The first result is the expected calibration error (Guo et al. 2017).
func reliability(judged []judgement) (float64, []Bin) {
	const n = 10
	bins := make([]Bin, n)
	for i := range bins {
		bins[i].From = float64(i) / n
	}
	for _, j := range judged {
		b := &bins[min(int(j.confidence*n), n-1)]
		b.N++
		b.Confidence += j.confidence
		if j.right {
			b.Accuracy++
		}
	}
	ece := 0.0
	for i := range bins {
		b := &bins[i]
		ece += math.Abs(b.Confidence-b.Accuracy) / float64(max(len(judged), 1))
		b.Confidence /= float64(max(b.N, 1))
		b.Accuracy /= float64(max(b.N, 1))
	}
	return ece, bins
}

func argmax(p []float64) int {
	best := 0
	for i, x := range p {
		if x > p[best] {
			best = i
		}
	}
	return best
}

// rank counts the classes ahead of class.
func rank(p []float64, class int) int {
	ahead := 0
	for i, x := range p {
		if x > p[class] || x == p[class] && i < class {
			ahead++
		}
	}
	return ahead
}

func count[T any](items []T, is func(T) bool) int {
	n := 0
	for _, x := range items {
		if is(x) {
			n++
		}
	}
	return n
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
