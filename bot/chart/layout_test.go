package chart

import (
	"image/color"
	"maps"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"
)

func TestFigures(t *testing.T) {
	for _, c := range []struct {
		value        float64
		figure, tiny string
	}{
		{0, "0", "0"},
		{0.02, "<0.1", "<0.1"},
		{0.05, "0.1", "0.1"},
		{2, "2", "2"},
		{2.44, "2.4", "2.4"},
		{9.94, "9.9", "9.9"},
		{9.96, "10", "10"},
		{12.6, "13", "13"},
		{999, "999", "999"},
		{999.6, "1,000", "1k"},
		{1234, "1,234", "1.2k"},
		{10_000, "10,000", "10k"},
		{999_900, "999,900", "1M"},
		{1_250_000, "1,250,000", "1.2M"},
		{1e12, "1,000,000,000,000", "1T"},
	} {
		require.Equal(t, c.figure, figure(c.value))
		require.Equal(t, c.tiny, short(c.value))
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		top, finest float64
		steps       int
		want        string
	}{
		{0, 1, 4, "0 1"},
		{1, 1, 4, "0 1"},
		{3, 1, 4, "0 1 2 3"},
		{7.9, 0.1, 3, "0 5"},
		{0.02, 0.1, 3, "0 0.1"},
		{0.7, 0.1, 3, "0 0.5"},
		{1.4, 0.1, 3, "0 0.5 1.0"},
		{31, 1, 4, "0 10 20 30"},
		{10_000, 1, 4, "0 5,000 10,000"},
		{400_000, 1, 4, "0 100k 200k 300k 400k"},
	} {
		var got []string
		for _, tick := range ticks(c.top, c.finest, c.steps) {
			got = append(got, tick.Label)
		}
		require.Equal(t, c.want, strings.Join(got, " "), "up to %g", c.top)
	}
}

func TestTicksAreRoundAndBelowTheTop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		top := rapid.Float64Range(0, 1e13).Draw(t, "top")
		finest := rapid.SampledFrom([]float64{0.1, 1}).Draw(t, "finest")
		steps := rapid.IntRange(3, 6).Draw(t, "steps")
		got := ticks(top, finest, steps)
		if len(got) < 2 || len(got) > steps+1 {
			t.Fatalf("%d ticks up to %g", len(got), top)
		}
		seen := make(map[string]bool)
		for _, tick := range got {
			if tick.Value > max(top, finest) || seen[tick.Label] {
				t.Fatalf("tick %q up to %g in %v", tick.Label, top, got)
			}
			seen[tick.Label] = true
		}
	})
}

func TestWeeksDoNotTouch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.Float64Range(0, longestWeek)
		left := margin + vg.Length(rapid.Float64Range(10, 200).Draw(t, "left"))
		raw := rapid.SliceOfN(width, 1, MaxWeeks).Draw(t, "widths")
		widths := make([]vg.Length, len(raw))
		for i, w := range raw {
			widths[i] = vg.Length(w)
		}
		slot := (Width - margin - left) / vg.Length(len(widths))
		placed := maps.Collect(places(widths, left, slot))
		if _, ok := placed[len(widths)-1]; !ok {
			t.Fatalf("the newest week has no label")
		}
		before := vg.Length(margin - gap)
		for week := range widths {
			x, ok := placed[week]
			if !ok {
				continue
			}
			if x < before+gap-1e-6 {
				t.Fatalf("the label of week %d begins at %g, %g after the one before it", week, x, x-before)
			}
			before = x + widths[week]
		}
		if before > Width-margin+1e-6 {
			t.Fatalf("the last label ends at %g", before)
		}
	})
}

func TestPrintable(t *testing.T) {
	face, err := loadTypeface()
	require.NoError(t, err)
	for in, want := range map[string]string{
		"プラットフォームのみ":             "プラットフォームのみ",
		"初回返信の中央値（時間）～①㈱髙﨑":      "初回返信の中央値（時間）～①〓髙﨑",
		" two\nlines\tand more ": "two lines and more",
		"Zoë – “naïve” …":        "Zoë – “naïve” …",
		"done 🙂":                 "done 〓",
		"e\u200bn\ufe0fd\x00":    "end",
		"\xff":                   "〓",
		"":                       "",
	} {
		require.Equal(t, want, face.printable(in))
	}
	require.Len(t, []rune(face.printable(strings.Repeat("長", 1<<20))), longest)
}

func TestFit(t *testing.T) {
	face, err := loadTypeface()
	require.NoError(t, err)
	sty := face.style(30, ink)
	require.Equal(t, "文書", fit("文書", sty, 60))
	require.Equal(t, "文…", fit("文書が", sty, 60))
	require.Equal(t, "one…", fit("one two", sty, sty.Width("one t…")-1))
	require.Empty(t, fit("文書", sty, 3))
}

// Text has the contrast that WCAG 2.2 asks for, 4.5:1 (criterion 1.4.3).
func TestTextStandsOutFromPaper(t *testing.T) {
	for _, c := range []color.RGBA{ink, quiet} {
		if got := contrast(c, paper); got < 4.5 {
			t.Errorf("text in %v has a contrast of %.1f", c, got)
		}
	}
}

// contrast is WCAG's ratio of relative luminances.
func contrast(dark, light color.RGBA) float64 {
	luminance := func(c color.RGBA) float64 {
		linear := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	}
	return (luminance(light) + 0.05) / (luminance(dark) + 0.05)
}
