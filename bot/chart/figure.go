package chart

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// figure is a value as it stands at a bar or a point: one decimal below ten,
// thousands in groups.
func figure(v float64) string {
	switch {
	case v > 0 && v < 0.05:
		return "<0.1"
	case v < 9.95:
		return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
	default:
		return grouped(strconv.FormatFloat(v, 'f', 0, 64))
	}
}

// short is a value where there is no room for its figure: 12k, 3.4M.
func short(v float64) string {
	for _, unit := range []struct {
		size float64
		sign string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if v >= unit.size*0.9995 {
			return figure(v/unit.size) + unit.sign
		}
	}
	return figure(v)
}

// grouped puts commas between the thousands of a whole number.
func grouped(digits string) string {
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// ticks are the round values of an axis from zero up to top, in at most steps
// steps (three or more), none smaller than finest.
func ticks(top, finest float64, steps int) []plot.Tick {
	top = max(top, finest)
	step := max(finest, roundUp(top/float64(steps)))
	decimals := max(0, int(-math.Floor(math.Log10(step)+1e-9)))
	out := []plot.Tick{{Value: 0, Label: "0"}}
	for i := 1; i <= steps; i++ {
		at := float64(i) * step
		if at > top*(1+1e-9) {
			break
		}
		label := grouped(strconv.FormatFloat(at, 'f', 0, 64))
		switch {
		case at >= 1e5:
			label = short(at)
		case decimals > 0:
			label = strconv.FormatFloat(at, 'f', decimals, 64)
		}
		out = append(out, plot.Tick{Value: min(at, top), Label: label})
	}
	return out
}

// roundUp is the next of 1, 2, 5, 10, 20, … and their fractions, zero for zero.
func roundUp(v float64) float64 {
	if v <= 0 {
		return 0
	}
	size := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if v <= m*size*(1+1e-9) {
			return m * size
		}
	}
	return 10 * size
}
