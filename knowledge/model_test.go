package knowledge

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var testFit = fit{penalty: 0.05, iterations: 200, tolerance: 1e-7}

func TestFitSoftmaxFindsTheMinimum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, features := rapid.IntRange(2, 4).Draw(t, "classes"), 5
		n := rapid.IntRange(k, 12).Draw(t, "rows")
		v := &vocabulary{}
		for range features {
			v.axes = append(v.axes, axis{worth: float32(rapid.Float64Range(0.5, 2).Draw(t, "worth"))})
		}
		rows, whole, label, weight := make([]vector, n), make([]int, n), make([]int32, n), make([]float64, n)
		for i := range rows {
			for f := range features {
				if x := rapid.SampledFrom([]float64{-1, -0.3, 0, 0, 0.5, 0.5, 1}).Draw(t, "x"); x != 0 {
					rows[i].number = append(rows[i].number, int32(f))
					rows[i].value = append(rows[i].value, float32(x))
				}
			}
			rows[i].known = 1
			whole[i] = i
			label[i] = int32(rapid.IntRange(0, k-1).Draw(t, "label"))
			weight[i] = rapid.Float64Range(0.1, 2).Draw(t, "weight")
		}
		f := testFit
		f.classes = k
		m, err := fitSoftmax(context.Background(), newDesign(v, rows), whole, label, weight, f)
		if err != nil {
			t.Fatal(err)
		}
		// The gradient vanishes at the minimum of a convex function, as far as
		// float32 can tell: rows that repeat each other with other labels cancel
		// and leave a rounding error of their sums.
		apart := 0.0
		for i, row := range rows {
			for j, n := range row.number {
				apart += 2 * weight[i] * weight[i] * float64(v.axes[n].worth*row.value[j]*row.value[j])
			}
		}
		gradient := make([]float64, features*k)
		for j := range features {
			for c := range k {
				gradient[j*k+c] = f.penalty * math.Sqrt(float64(v.axes[j].worth)) * float64(m.weight[int(v.axes[j].column)*k+c])
			}
		}
		p := make([]float64, k)
		for i, row := range rows {
			softmaxInto(p, m.logits(row, v.axes))
			for j, feature := range row.number {
				for c := range k {
					d := p[c]
					if int32(c) == label[i] {
						d--
					}
					gradient[int(feature)*k+c] += weight[i] * d * float64(row.value[j]) * math.Sqrt(float64(v.axes[feature].worth))
				}
			}
		}
		for j, g := range gradient {
			if math.Abs(g) > max(2e-3, 2*math.Sqrt(rounding*apart)) {
				t.Fatalf("gradient[%d] = %g at the fitted weights", j, g)
			}
		}
	})
}

// Classes are multiplied one, four or eight at a time; the product is the same.
func TestProductIsThatOfTheWholeMatrix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, n, features := rapid.IntRange(2, 20).Draw(t, "classes"), rapid.IntRange(1, 9).Draw(t, "rows"), 12
		v := &vocabulary{axes: make([]axis, features)}
		for i := range v.axes {
			v.axes[i].worth = float32(rapid.IntRange(1, 4).Draw(t, "worth"))
		}
		whole := make([][]float64, n)
		rows, part := make([]vector, n), []int(nil)
		for i := range rows {
			whole[i] = make([]float64, features)
			for f := range features {
				if x := rapid.IntRange(-2, 1).Draw(t, "x"); x > -2 {
					whole[i][f] = float64(x)
					rows[i].number, rows[i].value = append(rows[i].number, int32(f)), append(rows[i].value, float32(x))
				}
			}
			if i == 0 || rapid.Bool().Draw(t, "taken") {
				part = append(part, i)
			}
		}
		a := make([]float64, len(part)*k)
		for i := range a {
			if i%k < k-1 {
				a[i] = float64(rapid.IntRange(-3, 3).Draw(t, "a"))
				a[i-i%k+k-1] -= a[i]
			}
		}
		got := make([]float64, len(a))
		newProduct(newDesign(v, rows), part, k).gram(got, a)
		for i, row := range part {
			for c := range k {
				want := 0.0
				for j, other := range part {
					inner := 0.0
					for f := range features {
						inner += whole[row][f] * whole[other][f] * float64(v.axes[f].worth)
					}
					want += inner * a[j*k+c]
				}
				if math.Abs(got[i*k+c]-want) > 1e-3 {
					t.Fatalf("row %d, class %d: %g, want %g", i, c, got[i*k+c], want)
				}
			}
		}
	})
}

func TestFeaturesOfTheSameTextsShareAColumn(t *testing.T) {
	texts := []string{"kubelet", "kubelet api", "api api"}
	read, v := make(textFeatures), vocabularyOf(texts, nil, 1)
	rows := make([]vector, len(texts))
	for i, text := range texts {
		rows[i] = v.vector(read.read(text), v.numbers(read.read(text)), nil)
	}
	newDesign(v, rows)
	column := func(key string) int32 { return v.axes[v.find(featureID([]byte(key)))].column }
	require.Equal(t, column("\x01kube"), column("\x01elet"))
	require.NotEqual(t, column("\x01kube"), column("\x00kubelet"), "of another group")
	require.NotEqual(t, column("\x00kubelet"), column("\x00api"))
	require.Less(t, v.columns, len(v.ids)/2)
}

func TestFitSoftmaxStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := TrainContext(ctx, DefaultTaxonomy(), nil, TrainOptions{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestTemperature(t *testing.T) {
	// Logits that claim e⁴ to 1 and are right three times out of four: honest odds are 3 to 1.
	var outcomes []outcome
	for i := range 40 {
		o := outcome{logits: []float64{4, 0}, weight: 1}
		if i%4 == 0 {
			o.class = 1
		}
		outcomes = append(outcomes, o)
	}
	require.InDelta(t, 4/math.Log(3), calibrate(outcomes, 2, 2, TrainOptions{}).Temperature, 0.02)
	c := calibrate(outcomes, 2, 2, TrainOptions{})
	require.InDelta(t, 0.75, c.Accuracy, 1e-9)
	require.InDelta(t, 0, c.ECE, 1e-3)
	require.InDelta(t, float64(never), c.Overall, 0, "three of four is not 95 %")
	require.InDelta(t, 1.0, calibrate(outcomes[:25], 2, 2, TrainOptions{}).Temperature, 0, "25 labels are too few to fit it")
	require.Equal(t, []int{0, 0}, calibrate(nil, 2, 2, TrainOptions{}).PerClass)
}

func TestOffsetOfWhatNoButtonOffers(t *testing.T) {
	// Logits that see two to one against "other", which is right as often as the class.
	var outcomes []outcome
	for i := range 80 {
		outcomes = append(outcomes, outcome{logits: []float64{math.Log(2), 0, -20}, class: i % 2, weight: 1})
	}
	c := calibrate(outcomes, 3, 1, TrainOptions{})
	p := c.probabilities([]float64{math.Log(2), 0, -20})
	require.InDelta(t, .5, p[0], .01)
	require.InDelta(t, .5, p[1], .01)
	require.Positive(t, c.Offset)
	require.Zero(t, calibrate(outcomes, 3, 3, TrainOptions{}).Offset, "all classes are offered")
	require.Zero(t, calibrate(outcomes[:50], 3, 1, TrainOptions{}).Offset, "25 labels are too few to fit it")
}

func TestSmallestThreshold(t *testing.T) {
	judged := func(confidence float64, right ...bool) []judgement {
		var out []judgement
		for i, r := range right {
			out = append(out, judgement{confidence: confidence - float64(i)/1000, right: r})
		}
		return out
	}
	yes := func(n int) []bool {
		out := make([]bool, n)
		for i := range out {
			out[i] = true
		}
		return out
	}
	require.InDelta(t, float64(never), smallestThreshold(nil, 0.95), 0)
	require.InDelta(t, float64(never), smallestThreshold(judged(0.9, false, true, true), 0.95), 0)
	require.InDelta(t, 0.9-0.029, smallestThreshold(judged(0.9, append(yes(30), false, false, false)...), 0.95), 1e-9)
	require.InDelta(t, 0.9-0.099, smallestThreshold(judged(0.9, append(append(yes(60), false), yes(39)...)...), 0.95), 1e-9)
	ties := []judgement{{confidence: 0.5, right: true}, {confidence: 0.5}}
	require.InDelta(t, float64(never), smallestThreshold(ties, 0.95), 0, "equal confidences stand or fall together")
}

func TestOwnThreshold(t *testing.T) {
	guesses := func(confidence float64, n, right int) []judgement {
		out := make([]judgement, n)
		for i := range out {
			out[i] = judgement{confidence: confidence, right: i < right}
		}
		return out
	}
	for _, c := range []struct {
		name   string
		labels int
		own    []judgement
		want   float64
	}{
		{"two labels are too few to be silent", 2, guesses(.99, 30, 30), never},
		{"below 20 labels the threshold of all", 19, guesses(.99, 30, 10), .7},
		{"its own from 20 on", 20, slices.Concat(guesses(.9, 30, 30), guesses(.8, 10, 5)), .9},
		{"always right: as low as all together", 20, guesses(.99, 30, 30), .7},
		{"always right far below the others", 20, guesses(.6, 30, 30), .6},
		{"never right often enough", 20, guesses(.99, 30, 20), never},
		{"never guessed", 20, nil, never},
		{"guessed too seldom to tell", 20, guesses(.99, 4, 4), never},
	} {
		of := calibration{PerClass: []int{c.labels}, Overall: .7}
		if got := of.ownThreshold(0, c.own, defaultPrecision); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestFoldsKeepEveryClassInEveryPart(t *testing.T) {
	var lessons []lesson
	for i := range 25 {
		lessons = append(lessons, lesson{id: string(rune('a' + i)), class: int32(i / 5), traffic: true})
	}
	lessons = append(lessons, lesson{class: 0})
	fold := folds(lessons)
	require.Equal(t, -1, fold[25], "what the taxonomy says is always learned")
	seen := map[[2]int]int{}
	for i, f := range fold[:25] {
		seen[[2]int{int(lessons[i].class), f}]++
	}
	require.Len(t, seen, 25)
}
