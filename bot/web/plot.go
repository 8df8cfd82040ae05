package web

import (
	"math"
	"strconv"
)

// A plot is a bar chart as SVG: the template draws it, the style colours it,
// for a page may have no styles of its own. Measures are units of its view box.
type plot struct {
	Title         string
	Width, Height int
	Bars          []plotBar
	Totals        []plotText
	Labels        []plotText
	Rules         []plotRule
	Legend        []plotKey
	Left, Right   int
}

type plotBar struct {
	X, Y, W, H float64
	Class      string
	Says       string
}

type plotText struct {
	X, Y float64
	Text string
}

// A plotRule is a line across the plot at a round amount.
type plotRule struct {
	Y    float64
	Text string
}

type plotKey struct{ Class, Name string }

// series are amounts of one kind, one for each label.
type series struct {
	name   string
	values []float64
}

func newSeries(name string) series { return series{name: name} }

// Measures of a plot.
const (
	plotWidth  = 720
	plotHeight = 280
	plotLeft   = 40 // amounts
	plotTop    = 22 // the total above the highest bar
	plotFoot   = 26 // labels
	barShare   = 0.7
)

// stacked draws the series on top of each other, the first at the bottom.
func stacked(title string, labels []string, all []series) plot {
	p := plot{Title: title, Width: plotWidth, Height: plotHeight, Left: plotLeft, Right: plotWidth}
	totals := make([]float64, len(labels))
	for _, s := range all {
		for n, value := range s.values {
			totals[n] += value
		}
	}
	highest := 0.0
	for _, total := range totals {
		highest = max(highest, total)
	}
	step := roundStep(highest / 4)
	top := max(math.Ceil(highest/step), 1) * step
	room := float64(plotHeight - plotTop - plotFoot)
	y := func(amount float64) float64 { return tenth(plotTop + room*(1-amount/top)) }
	for amount := 0.0; amount <= top+step/2; amount += step {
		p.Rules = append(p.Rules, plotRule{Y: y(amount), Text: number(amount)})
	}
	slot := float64(plotWidth-plotLeft) / float64(max(len(labels), 1))
	below := make([]float64, len(labels))
	for i, s := range all {
		class := "s" + strconv.Itoa(i)
		if len(all) > 1 {
			p.Legend = append(p.Legend, plotKey{Class: class, Name: s.name})
		}
		for n, value := range s.values {
			if value == 0 {
				continue
			}
			x := plotLeft + slot*(float64(n)+(1-barShare)/2)
			p.Bars = append(p.Bars, plotBar{
				X: tenth(x), Y: y(below[n] + value), W: tenth(slot * barShare), H: tenth(room * value / top), Class: class,
				Says: labels[n] + " " + s.name + ": " + number(value),
			})
			below[n] += value
		}
	}
	for n, label := range labels {
		x := tenth(plotLeft + slot*(float64(n)+0.5))
		p.Labels = append(p.Labels, plotText{X: x, Y: plotHeight - 8, Text: label})
		if totals[n] > 0 {
			p.Totals = append(p.Totals, plotText{X: x, Y: y(totals[n]) - 5, Text: number(totals[n])})
		}
	}
	return p
}

// roundStep is 1, 2 or 5 times a power of ten, at least a tenth and at least as
// large as what is given.
func roundStep(least float64) float64 {
	for size := 0.1; ; size *= 10 {
		for _, m := range []float64{1, 2, 5} {
			if m*size >= least {
				return m * size
			}
		}
	}
}

func tenth(f float64) float64 { return math.Round(f*10) / 10 }

func number(f float64) string { return strconv.FormatFloat(tenth(f), 'f', -1, 64) }
