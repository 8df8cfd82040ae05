package web

import (
	"math"
	"slices"
	"strconv"

	"golang.org/x/text/width"
)

// A plot is a bar chart as SVG: the template draws it, the style colours it,
// for a page may have no styles of its own. Measures are units of its view box.
type plot struct {
	Title         string
	Width, Height int
	Times         bool // it goes from what was to what is: the end counts most
	Bars          []plotBar
	Totals        []plotText
	Labels        []plotText
	Rules         []plotRule
	Legend        []plotKey
}

type plotBar struct {
	X, Y, W, H float64
	Class      string
	Says       string
}

type plotText struct {
	X, Y   float64
	Text   string
	Anchor string // of SVG; empty means middle
}

// A plotRule is a line through the plot at a round amount.
type plotRule struct {
	X1, Y1, X2, Y2 float64
	Label          plotText
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

// stacked draws the series on top of each other, the first at the bottom; labels
// are periods, the latest last.
func stacked(title string, labels []string, all []series) plot {
	p := plot{Title: title, Width: plotWidth, Height: plotHeight, Times: true}
	totals := make([]float64, len(labels))
	for _, s := range all {
		for n, value := range s.values {
			totals[n] += value
		}
	}
	step, top := scale(totals)
	room := float64(plotHeight - plotTop - plotFoot)
	y := func(amount float64) float64 { return tenth(plotTop + room*(1-amount/top)) }
	for amount := 0.0; amount <= top+step/2; amount += step {
		p.Rules = append(p.Rules, plotRule{
			X1: plotLeft, Y1: y(amount), X2: plotWidth, Y2: y(amount),
			Label: plotText{X: plotLeft - 6, Y: tenth(y(amount) + 4), Text: number(amount), Anchor: "end"},
		})
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

// scale is the round amounts at which a plot is ruled, and the last of them,
// for what is to be drawn.
func scale(amounts []float64) (step, top float64) {
	highest := 0.0
	for _, amount := range amounts {
		highest = max(highest, amount)
	}
	step = roundStep(highest / 4)
	return step, max(math.Ceil(highest/step), 1) * step
}

// Measures of a plot whose bars lie.
const (
	acrossLeft  = 190 // names
	acrossRight = 30  // the amount beyond the longest bar
	acrossTop   = 20  // amounts
	acrossBar   = 14
	acrossGap   = 12 // between names
	nameColumns = 28 // of a name, in characters half as wide as high
)

// across draws how much there is of each label, and how much there was before,
// as lying bars: names find room beside them, however many there are.
func across(title string, labels []string, now, before series) plot {
	step, top := scale(slices.Concat(now.values, before.values))
	step = max(step, 1) // nothing is counted in parts
	top = max(top, step)
	const slot = 2*acrossBar + acrossGap
	p := plot{Title: title, Width: plotWidth, Height: acrossTop + slot*len(labels)}
	x := func(amount float64) float64 { return tenth(acrossLeft + (plotWidth-acrossLeft-acrossRight)*amount/top) }
	for amount := 0.0; amount <= top+step/2; amount += step {
		p.Rules = append(p.Rules, plotRule{
			X1: x(amount), Y1: acrossTop, X2: x(amount), Y2: float64(p.Height), Label: plotText{X: x(amount), Y: acrossTop - 6, Text: number(amount)},
		})
	}
	draw := func(s series, class string, below float64) {
		p.Legend = append(p.Legend, plotKey{Class: class, Name: s.name})
		for n, value := range s.values {
			y := float64(acrossTop+slot*n+acrossGap/2) + below
			p.Totals = append(p.Totals, plotText{X: x(value) + 5, Y: y + acrossBar - 3, Text: number(value), Anchor: "start"})
			if value > 0 {
				p.Bars = append(p.Bars, plotBar{X: acrossLeft, Y: y, W: tenth(x(value) - acrossLeft), H: acrossBar, Class: class, Says: labels[n] + " " + s.name + ": " + number(value)})
			}
		}
	}
	draw(now, "s0", 0)
	draw(before, "s6", acrossBar)
	for n, label := range labels {
		p.Labels = append(p.Labels, plotText{
			X: acrossLeft - 8, Y: float64(acrossTop + slot*n + slot/2 + 4), Text: narrowed(label, nameColumns), Anchor: "end",
		})
	}
	return p
}

// narrowed is as much of a name as fits so many columns, of which wide
// characters take two (Unicode Standard Annex #11).
func narrowed(name string, columns int) string {
	used := 0
	runes := []rune(name)
	for n, r := range runes {
		used++
		if wide(r) {
			used++
		}
		if used > columns {
			return string(runes[:n-1]) + "…"
		}
	}
	return name
}

func wide(r rune) bool {
	k := width.LookupRune(r).Kind()
	return k == width.EastAsianWide || k == width.EastAsianFullwidth
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
