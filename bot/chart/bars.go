package chart

import (
	"fmt"
	"image/png"
	"io"
	"math"
	"slices"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Size of every picture in pixels. Slack scales it down, to about 360 points
// on a phone, where three pixels are a point.
const (
	Width  = 1200
	Height = 675
)

// Limits of one picture. Of more weeks the newest are drawn; more series than
// there are colours are an error.
const (
	MaxWeeks  = 53
	MaxSeries = len(palette)
)

// most is the largest value that is drawn; sums of it stay exact.
const most = 1e12

// Bars are amounts per week: stacked bars, above them a line that shares the
// weeks and has an axis of its own. The zero value is a picture without
// anything to show.
type Bars struct {
	Title  string
	Weeks  []string // axis labels, oldest first
	Series []Series // stacked from the bottom in this order
	Line   *Line    // nil: only bars
	Empty  string   // said in the picture when there is no value at all
}

// A Series is one part of every bar. Values go with the weeks by index. What
// is missing, negative, not finite or above 10^12 is no value and not drawn;
// zero is a value.
type Series struct {
	Name   string
	Values []float64
}

// A Line has at most one value per week, under the rules of Series. It breaks
// where a week has none.
type Line struct {
	Name   string
	Values []float64
	Unit   string // follows the name in brackets; empty: nothing does
}

// PNG writes the picture, Width by Height pixels on a background of its own.
func (b Bars) PNG(w io.Writer) error {
	if len(b.Series) > MaxSeries {
		return fmt.Errorf("draw bars of %d series: there are colours for %d", len(b.Series), MaxSeries)
	}
	face, err := loadTypeface()
	if err != nil {
		return err
	}
	// At 72 dots per inch a point is a pixel.
	img := vgimg.NewWith(vgimg.UseWH(Width, Height), vgimg.UseDPI(72), vgimg.UseBackgroundColor(paper))
	p := page{Canvas: draw.New(img), face: face, top: Height - above}
	if err := p.bars(b.sane()); err != nil {
		return fmt.Errorf("draw bars: %w", err)
	}
	if err := png.Encode(w, img.Image()); err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	return nil
}

// sane is a copy with at most MaxWeeks weeks, a value for each of them in
// every series, and NaN for each that is none.
func (b Bars) sane() Bars {
	from, to := max(0, len(b.Weeks)-MaxWeeks), len(b.Weeks)
	b.Weeks = b.Weeks[from:]
	b.Series = slices.Clone(b.Series)
	for i := range b.Series {
		b.Series[i].Values = values(b.Series[i].Values, from, to)
	}
	if b.Line != nil {
		line := *b.Line
		line.Values = values(line.Values, from, to)
		b.Line = &line
	}
	return b
}

// values are those of the weeks in [from, to).
func values(of []float64, from, to int) []float64 {
	out := make([]float64, 0, to-from)
	for i := from; i < to; i++ {
		v := math.NaN()
		if i < len(of) && of[i] >= 0 && of[i] <= most {
			v = of[i]
		}
		out = append(out, v)
	}
	return out
}

// totals are the heights of the bars, NaN where no series has a value.
func (b Bars) totals() []float64 {
	out := make([]float64, len(b.Weeks))
	for week := range out {
		out[week] = math.NaN()
		for _, s := range b.Series {
			switch v := s.Values[week]; {
			case math.IsNaN(v):
			case math.IsNaN(out[week]):
				out[week] = v
			default:
				out[week] += v
			}
		}
	}
	return out
}

// hasValue reports whether any of the values is one.
func hasValue(of []float64) bool {
	return slices.ContainsFunc(of, func(v float64) bool { return !math.IsNaN(v) })
}

// greatest is the largest value, zero without any.
func greatest(of []float64) float64 {
	var top float64
	for _, v := range of {
		if v > top { // never true for NaN
			top = v
		}
	}
	return top
}
