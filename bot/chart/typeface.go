package chart

import (
	_ "embed"
	"fmt"
	"image/color"
	"sort"
	"strings"
	"unicode"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

//go:embed fonts/mplus1p-medium-jisx0208.ttf
var mplus []byte

const (
	missing  = '\u3013' // geta mark
	ellipsis = "…"
	longest  = 300 // runes of a text that are looked at; no line holds as many
)

// typeface is the one font of every picture.
type typeface struct {
	name    font.Font
	outline *opentype.Font
	handler text.Plain
}

func loadTypeface() (typeface, error) {
	outline, err := opentype.Parse(mplus)
	if err != nil {
		return typeface{}, fmt.Errorf("read the built-in font: %w", err)
	}
	name := font.Font{Typeface: "M PLUS 1p"}
	fonts := font.NewCache(font.Collection{{Font: name, Face: outline}})
	return typeface{name: name, outline: outline, handler: text.Plain{Fonts: fonts}}, nil
}

// style is text of a size in pixels.
func (f typeface) style(size vg.Length, c color.Color) text.Style {
	return text.Style{Color: c, Font: font.From(f.name, size), Handler: f.handler}
}

// printable is one line of s that has only characters of the font.
func (f typeface) printable(s string) string {
	var (
		line  strings.Builder
		buf   sfnt.Buffer
		runes int
	)
	for _, r := range s {
		if runes++; runes > longest {
			break
		}
		switch i, err := f.outline.GlyphIndex(&buf, r); {
		case unicode.IsSpace(r):
			line.WriteByte(' ')
		case unicode.In(r, unicode.C, unicode.Mn) && i == 0:
			// Joiners and variation selectors have no shape of their own.
		case i == 0 || err != nil:
			line.WriteRune(missing)
		default:
			line.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(line.String()), " ")
}

// fit is s, cut with an ellipsis if it is wider than room.
func fit(s string, sty text.Style, room vg.Length) string {
	if sty.Width(s) <= room {
		return s
	}
	runes := []rune(s)
	cut := func(n int) string { return strings.TrimSpace(string(runes[:n])) + ellipsis }
	// n is the least number of runes that is too many.
	n := 1 + sort.Search(len(runes)-1, func(i int) bool { return sty.Width(cut(i+1)) > room })
	if n == 1 {
		return ""
	}
	return cut(n - 1)
}
