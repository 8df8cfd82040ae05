package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// stack adds the bars and their totals to a plot.
func (p *page) stack(to *plot.Plot, series []Series, totals []float64, slot vg.Length) error {
	var below *plotter.BarChart
	for i, s := range series {
		heights := make(plotter.Values, len(s.Values))
		for week, v := range s.Values {
			if !math.IsNaN(v) {
				heights[week] = v
			}
		}
		bars, err := plotter.NewBarChart(heights, min(widest, slot*share))
		if err != nil {
			return err
		}
		bars.Color = palette[i]
		bars.LineStyle = draw.LineStyle{Color: paper, Width: min(2, slot/20)}
		if below != nil {
			bars.StackOn(below)
		}
		below = bars
		to.Add(unpadded{bars})
	}
	to.Add(ground{})

	to.Add(p.readings(totals, slot, false))
	return nil
}

// line adds the points and what joins them to a plot.
func (p *page) line(to *plot.Plot, of []float64, slot vg.Length) error {
	to.Add(ground{})
	var points, run plotter.XYs
	for week, v := range of {
		if !math.IsNaN(v) {
			points = append(points, plotter.XY{X: float64(week), Y: v})
			run = append(run, points[len(points)-1])
		}
		if len(run) > 1 && (math.IsNaN(v) || week == len(of)-1) {
			l, err := plotter.NewLine(run)
			if err != nil {
				return err
			}
			l.LineStyle = draw.LineStyle{Color: ink, Width: 5}
			to.Add(unpadded{l})
		}
		if math.IsNaN(v) {
			run = nil
		}
	}
	if len(points) == 0 {
		to.Add(nothing{p})
		return nil
	}
	for _, glyph := range []draw.GlyphStyle{
		{Color: paper, Radius: 12, Shape: draw.CircleGlyph{}},
		{Color: ink, Radius: 9, Shape: draw.CircleGlyph{}},
	} {
		glyph.Radius = min(glyph.Radius, slot/3)
		dots, err := plotter.NewScatter(points)
		if err != nil {
			return err
		}
		dots.GlyphStyle = glyph
		to.Add(unpadded{dots})
	}
	to.Add(p.readings(of, slot, true))
	return nil
}

// ground is the line at zero.
type ground struct{}

// Plot draws it from the first week to the last.
func (ground) Plot(c draw.Canvas, of *plot.Plot) {
	_, y := of.Transforms(&c)
	c.StrokeLine2(draw.LineStyle{Color: floor, Width: 2}, c.Min.X, y(0), c.Max.X, y(0))
}

// unpadded plots without asking for room, so that the weeks of both plots stay
// in line: all there is to plot ends half a week before the edge.
type unpadded struct{ plot.Plotter }

// readings are the figures at the points of a line or on top of the bars.
type readings struct {
	page   *page
	of     []float64
	shown  []int // weeks
	write  func(float64) string
	sty    text.Style
	onLine bool
}

// readings are figures for all weeks, shortened if that makes room for all;
// else for the newest week of a line and the greatest of bars, and the other
// one too if nothing is in its way.
func (p *page) readings(of []float64, slot vg.Length, onLine bool) readings {
	r := readings{page: p, of: of, sty: p.face.style(labelSize, ink), onLine: onLine}
	var present []int
	for week, v := range of {
		if !math.IsNaN(v) {
			present = append(present, week)
		}
	}
	if len(present) == 0 {
		return r
	}
	var apart int
	for _, r.write = range []func(float64) string{figure, short} {
		var widest vg.Length
		for _, week := range present {
			widest = max(widest, r.sty.Width(r.write(of[week])))
		}
		if apart = nth(widest+gap/2, slot); apart == 1 {
			r.shown = present
			return r
		}
	}
	newest, peak := present[len(present)-1], slices.Index(of, greatest(of))
	switch free := greatest(of[max(0, newest-apart):]) <= of[newest]; {
	case onLine && newest-peak <= apart:
		r.shown = []int{newest}
	case !onLine && (newest-peak <= apart || !free):
		r.shown = []int{peak}
	default:
		r.shown = []int{peak, newest}
	}
	return r
}

// Plot writes each above its week, or below a point where the line turns
// upwards.
func (r readings) Plot(c draw.Canvas, on *plot.Plot) {
	x, y := on.Transforms(&c)
	for _, week := range r.shown {
		s := r.write(r.of[week])
		w := r.sty.Width(s)
		at := vg.Point{
			X: max(margin, min(x(float64(week))-w/2, Width-margin/2-w)),
			Y: y(r.of[week]),
		}
		away := vg.Length(labelSize/2 + 7)
		if r.onLine {
			away += 5
		}
		if r.onLine && r.valley(week) && at.Y-away-labelSize/2 > c.Min.Y {
			at.Y -= away
		} else {
			at.Y += away
		}
		// Paper around the figure keeps it legible where it meets the line.
		halo := r.sty
		halo.Color = paper
		for _, by := range []vg.Point{{X: -4}, {X: 4}, {Y: -4}, {Y: 4}, {X: -3, Y: -3}, {X: -3, Y: 3}, {X: 3, Y: -3}, {X: 3, Y: 3}} {
			r.page.write(s, halo, at.X+by.X, at.Y+by.Y)
		}
		r.page.write(s, r.sty, at.X, at.Y)
	}
}

// nothing says that a line has no point.
type nothing struct{ page *page }

// Plot draws a dash in the middle.
func (n nothing) Plot(c draw.Canvas, _ *plot.Plot) {
	sty := n.page.face.style(titleSize, quiet)
	n.page.write(dash, sty, c.Center().X-sty.Width(dash)/2, c.Center().Y)
}

const dash = "–"

// valley reports whether no neighbour is lower and one is higher.
func (r readings) valley(i int) bool {
	higher := false
	for _, j := range []int{i - 1, i + 1} {
		if j < 0 || j >= len(r.of) || math.IsNaN(r.of[j]) {
			continue
		}
		if r.of[j] < r.of[i] {
			return false
		}
		higher = higher || r.of[j] > r.of[i]
	}
	return higher
}
