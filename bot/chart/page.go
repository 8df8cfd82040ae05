package chart

import (
	"image/color"
	"iter"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// palette are the colours of the series, in an order that keeps neighbours in
// a stack apart in lightness too. They are those that Masataka Okabe and Kei
// Ito found for all kinds of colour vision ("Color Universal Design", 2008,
// https://jfly.uni-koeln.de/color/), with grey in place of black, which is the
// line's.
var palette = [...]color.Color{
	color.RGBA{0x00, 0x72, 0xB2, 0xFF}, // blue
	color.RGBA{0xE6, 0x9F, 0x00, 0xFF}, // orange
	color.RGBA{0x00, 0x9E, 0x73, 0xFF}, // bluish green
	color.RGBA{0x56, 0xB4, 0xE9, 0xFF}, // sky blue
	color.RGBA{0xD5, 0x5E, 0x00, 0xFF}, // vermilion
	color.RGBA{0xCC, 0x79, 0xA7, 0xFF}, // reddish purple
	color.RGBA{0xF0, 0xE4, 0x42, 0xFF}, // yellow
	color.RGBA{0x99, 0x99, 0x99, 0xFF}, // grey
}

var (
	paper = color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	ink   = color.RGBA{0x1D, 0x1C, 0x1D, 0xFF}
	quiet = color.RGBA{0x5A, 0x5F, 0x66, 0xFF}
	rule  = color.RGBA{0xE2, 0xE5, 0xE9, 0xFF}
	floor = color.RGBA{0x8A, 0x90, 0x99, 0xFF}
)

// Measures in pixels.
const (
	margin   = 36 // left and right
	above    = 28 // the title
	below    = 18 // the weeks
	gap      = 14 // between two texts side by side
	row      = 42 // a line of a legend
	swatch   = 26
	between  = 34   // two entries of a legend
	lined    = 96   // the line's band
	headroom = 37   // for the figures above the highest point
	foot     = 46   // the weeks under the bars
	widest   = 110  // a bar
	share    = 0.68 // of its week's width that a bar takes

	longestWeek = Width / 3 // label
)

// Sizes of text in pixels: a phone shows them at a third.
const (
	titleSize  = 40
	leastTitle = 30
	nameSize   = 31
	labelSize  = 30
)

// capital is the height of a capital letter of the font, in ems.
const capital = 0.73

// page is a picture in the making, filled from the top.
type page struct {
	draw.Canvas
	face typeface
	top  vg.Length // of what is still free
}

// bars fills the page. The line has a band of its own above the bars: drawn
// across them it would meet their figures, and its scale would be read as
// theirs.
func (p *page) bars(b Bars) error {
	p.title(b.Title)
	totals := b.totals()
	if !hasValue(totals) && (b.Line == nil || !hasValue(b.Line.Values)) {
		p.say(b.Empty)
		return nil
	}

	// Both axes are made before anything is drawn, so that their weeks stand
	// one above the other.
	amounts := p.axis(len(b.Weeks), greatest(totals), 1, 4)
	left := p.labelled(amounts)
	var measured *plot.Plot
	if b.Line != nil {
		finest := 0.1
		if !hasValue(b.Line.Values) {
			finest = 1
		}
		measured = p.axis(len(b.Weeks), greatest(b.Line.Values), finest, 3)
		left = max(left, p.labelled(measured))
	}
	slot := (Width - 2*margin - left) / vg.Length(len(b.Weeks))

	if b.Line != nil {
		p.lineName(*b.Line)
		p.top -= headroom + gap/2
		area := p.take(lined)
		if err := p.line(measured, b.Line.Values, slot); err != nil {
			return err
		}
		measured.Draw(draw.Crop(area, left-p.labelled(measured), 0, 0, 0))
		p.top -= gap + labelSize/2
	}

	p.legend(b.Series)
	p.top -= headroom + gap/2
	area := p.take(p.top - below - foot)
	if err := p.stack(amounts, b.Series, totals, slot); err != nil {
		return err
	}
	amounts.Draw(draw.Crop(area, left-p.labelled(amounts), 0, 0, 0))
	p.weeks(b.Weeks, margin+left, slot)
	return nil
}

// take is the next part of the page from the top, within the margins.
func (p *page) take(height vg.Length) draw.Canvas {
	area := draw.Crop(p.Canvas, margin, -margin, 0, 0)
	area.Max.Y = p.top
	p.top -= height
	area.Min.Y = p.top
	return area
}

// write puts a text with its left end at x, its capitals centred on y.
func (p *page) write(s string, sty text.Style, x, y vg.Length) {
	p.SetColor(sty.Color)
	p.FillString(p.face.handler.Fonts.Lookup(sty.Font, sty.Font.Size), vg.Point{X: x, Y: y - capital*sty.Font.Size/2}, s)
}

// title is as large as lets it fit, then cut.
func (p *page) title(s string) {
	s = p.face.printable(s)
	sty := p.face.style(titleSize, ink)
	for sty.Font.Size > leastTitle && sty.Width(s) > Width-2*margin {
		sty.Font.Size--
	}
	p.write(fit(s, sty, Width-2*margin), sty, margin, p.top-titleSize/2)
	p.top -= titleSize + gap
}

// say puts a sentence in the middle of the page.
func (p *page) say(s string) {
	sty := p.face.style(titleSize, quiet)
	s = p.face.printable(s)
	for sty.Font.Size > leastTitle && sty.Width(s) > Width-2*margin {
		sty.Font.Size--
	}
	s = fit(s, sty, Width-2*margin)
	p.write(s, sty, (Width-sty.Width(s))/2, Height/2)
}

// axis is an empty plot of some weeks, with round amounts up to the top one on
// the left.
func (p *page) axis(weeks int, top, finest float64, steps int) *plot.Plot {
	a := plot.New()
	a.TextHandler = p.face.handler
	a.BackgroundColor = nil
	a.HideX()
	a.X.Min, a.X.Max = -0.5, float64(weeks)-0.5
	a.Y.Min, a.Y.Max = 0, max(top, finest)
	a.X.Padding, a.Y.Padding = 0, 0
	a.Y.Width = 0
	a.Y.Tick.Width = 0
	a.Y.Tick.Marker = plot.ConstantTicks(ticks(top, finest, steps))
	a.Y.Tick.Label = p.face.style(labelSize, quiet)
	a.Y.Tick.Label.XAlign, a.Y.Tick.Label.YAlign = draw.XRight, draw.YCenter
	a.Y.Label.TextStyle = a.Y.Tick.Label
	a.Add(&plotter.Grid{Horizontal: draw.LineStyle{Color: rule, Width: 2}})
	return a
}

// labelled is the room that the amounts of an axis need.
func (p *page) labelled(a *plot.Plot) vg.Length {
	return a.DataCanvas(p.Canvas).Min.X - p.Min.X
}

// lineName is the line's entry in the legend.
func (p *page) lineName(l Line) {
	name, unit := p.face.printable(l.Name), p.face.printable(l.Unit)
	switch {
	case unit == "":
	case unit[0] < 0x80:
		name += " (" + unit + ")"
	default:
		name += "（" + unit + "）"
	}
	sty := p.face.style(nameSize, ink)
	y := p.top - row/2
	p.StrokeLine2(draw.LineStyle{Color: ink, Width: 5}, margin, y, margin+2*swatch, y)
	p.DrawGlyph(draw.GlyphStyle{Color: ink, Radius: 9, Shape: draw.CircleGlyph{}}, vg.Point{X: margin + swatch, Y: y})
	x := vg.Length(margin + 2*swatch + gap)
	p.write(fit(name, sty, Width-margin-x), sty, x, y)
	p.top -= row
}

// legend names the colours in at most three lines, cutting names only if they
// would need more.
func (p *page) legend(series []Series) {
	sty := p.face.style(nameSize, ink)
	const room = Width - 2*margin
	names := make([]string, len(series))
	var lines [][]int
	for perLine := 1; perLine <= 3; perLine++ {
		each := vg.Length(room-(perLine-1)*between)/vg.Length(perLine) - swatch - gap
		x := vg.Length(room)
		lines = nil
		for i, s := range series {
			names[i] = fit(p.face.printable(s.Name), sty, each)
			w := swatch + gap + sty.Width(names[i])
			if len(lines) == 0 || x+w > room+0.5 {
				lines, x = append(lines, nil), 0
			}
			lines[len(lines)-1] = append(lines[len(lines)-1], i)
			x += w + between
		}
		if len(lines) <= 3 {
			break
		}
	}
	for _, line := range lines {
		x, y := vg.Length(margin), p.top-row/2
		for _, i := range line {
			p.SetColor(palette[i])
			p.Fill(vg.Rectangle{Min: vg.Point{X: x, Y: y - swatch/2}, Max: vg.Point{X: x + swatch, Y: y + swatch/2}}.Path())
			p.write(names[i], sty, x+swatch+gap, y)
			x += swatch + gap + sty.Width(names[i]) + between
		}
		p.top -= row
	}
}

// weeks labels the bars, leaving out what would not fit but never the newest.
func (p *page) weeks(labels []string, left, slot vg.Length) {
	sty := p.face.style(labelSize, quiet)
	names, widths := make([]string, len(labels)), make([]vg.Length, len(labels))
	for week, l := range labels {
		names[week] = fit(p.face.printable(l), sty, longestWeek)
		widths[week] = sty.Width(names[week])
	}
	for week, x := range places(widths, left, slot) {
		p.write(names[week], sty, x, p.top-foot/2-2)
	}
}

// places are the weeks that are labelled, newest first, and where each label
// begins: under its bar, but moved inwards at the ends if it is wider than a
// slot.
func places(widths []vg.Length, left, slot vg.Length) iter.Seq2[int, vg.Length] {
	w := slices.Max(widths)
	every := nth(w+max(0, w-slot)+gap, slot)
	return func(yield func(int, vg.Length) bool) {
		for week := len(widths) - 1; week >= 0; week -= every {
			x := left + (vg.Length(week)+0.5)*slot - widths[week]/2
			if !yield(week, max(margin, min(x, Width-margin-widths[week]))) {
				return
			}
		}
	}
}

// nth is how many weeks apart texts of a width stand without touching.
func nth(width, slot vg.Length) int {
	return max(1, int(math.Ceil(float64(width/slot))))
}
