package chart_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/chart"
)

var none = math.NaN()

// quarter is the picture of an ordinary quarter of a platform team.
func quarter() chart.Bars {
	return chart.Bars{
		Title: "週ごとの問い合わせ（終わり方別）",
		Weeks: []string{"8/31", "9/7", "9/14", "9/21", "9/28", "10/5", "10/12", "10/19", "10/26", "11/2", "11/9", "11/16"},
		Series: []chart.Series{
			{Name: "プラットフォームのみ", Values: []float64{9, 12, 8, 5, 11, 10, 14, 9, 8, 7, 10, 9}},
			{Name: "今はプラットフォーム", Values: []float64{4, 3, 5, 2, 4, 6, 3, 4, 5, 3, 2, 3}},
			{Name: "アプリのチーム", Values: []float64{6, 5, 7, 3, 6, 4, 5, 6, 4, 5, 6, 3}},
			{Name: "文書が見つからなかった", Values: []float64{5, 4, 6, 2, 3, 5, 4, 3, 2, 2, 1, 2}},
			{Name: "文書がなかった", Values: []float64{3, 5, 2, 1, 4, 2, 3, 2, 3, 1, 2, 1}},
			{Name: "その他", Values: []float64{1, 0, 2, 1, 0, 1, 2, 0, 1, 1, 0, 1}},
		},
		Line:  &chart.Line{Name: "初回返信の中央値", Unit: "時間", Values: []float64{5.5, 6.2, 4.8, 7.9, 4.1, 3.6, 3.9, 2.8, 3.1, 2.2, 1.9, 2.4}},
		Empty: "この期間の問い合わせはありません",
	}
}

func english() chart.Bars {
	b := quarter()
	b.Title = "Inquiries per week, by how they were closed"
	for i, name := range []string{"Only platform", "Platform for now", "App team", "Document not found", "Not documented", "Other"} {
		b.Series[i].Name = name
	}
	b.Line.Name, b.Line.Unit = "Median time to first reply", "h"
	b.Empty = "No inquiries in these weeks"
	return b
}

// weeks are labels of n weeks and, for each, a value.
func weeks(n int, value func(i int) float64) (labels []string, values []float64) {
	for i := range n {
		labels = append(labels, "2026-W"+strconv.Itoa(i+1))
		values = append(values, value(i))
	}
	return labels, values
}

func pictures() map[string]chart.Bars {
	out := map[string]chart.Bars{
		"quarter.ja": quarter(),
		"quarter.en": english(),
		"empty.ja":   {Title: quarter().Title, Empty: quarter().Empty},
	}

	one := english()
	one.Weeks = []string{"2026-W47"}
	out["one-week"] = one

	quiet := quarter()
	for i := range quiet.Series {
		quiet.Series[i].Values = make([]float64, 12)
	}
	quiet.Line.Values = nil
	out["quiet"] = quiet

	gaps := english()
	gaps.Series[0].Values = []float64{9, none, 8, -5, 11, math.Inf(1), 14, 9, 8, 7, 10, 9}
	for i := 1; i < 6; i++ {
		gaps.Series[i].Values = gaps.Series[i].Values[:1]
	}
	gaps.Line.Values = []float64{5, none, 4, 7.9, none, none, 0, 0.02, 3.1, none, none, 2.4}
	out["gaps"] = gaps

	huge := english()
	huge.Series[0].Values = []float64{9, 12, 8, 5, 10000, 10, 14, 9, 8, 7, 10, 9}
	huge.Line.Values[4] = 10000
	out["huge"] = huge

	long := quarter()
	long.Title = strings.Repeat("とても長い題名のある週報", 6)
	for i := range long.Series {
		long.Series[i].Name = strings.Repeat(long.Series[i].Name, 5)
	}
	for i := range long.Weeks {
		long.Weeks[i] = "2026年" + long.Weeks[i] + "から始まる週"
	}
	long.Line.Name = strings.Repeat(long.Line.Name, 9)
	out["long-words.ja"] = long

	year := english()
	year.Weeks, year.Line.Values = weeks(60, func(i int) float64 { return 3 + 2*math.Sin(float64(i)/4) })
	for s := range year.Series {
		_, year.Series[s].Values = weeks(60, func(i int) float64 { return float64((i*7 + s*11) % (60 + s)) })
	}
	out["year"] = year

	bars := english()
	bars.Line = nil
	bars.Series = append(bars.Series,
		chart.Series{Name: "Withdrawn", Values: []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}},
		chart.Series{Name: "Open 🙂 ①髙", Values: []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}})
	out["bars-alone"] = bars
	return out
}

func render(t testing.TB, b chart.Bars) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, b.PNG(&out))
	return out.Bytes()
}

func decode(t testing.TB, picture []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	require.Equal(t, image.Rect(0, 0, chart.Width, chart.Height), img.Bounds())
	return img
}

func TestPicturesLookAsAgreed(t *testing.T) {
	for name, b := range pictures() {
		t.Run(name, func(t *testing.T) {
			got := render(t, b)
			file := filepath.Join("testdata", name+".png")
			if os.Getenv("UPDATE") != "" {
				require.NoError(t, os.WriteFile(file, got, 0o600))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			if n, at := differing(decode(t, got), decode(t, want)); n > 0 {
				t.Errorf("%d pixels differ from %s, the first at %s; UPDATE=1 accepts them", n, file, at)
			}
		})
	}
}

// differing counts the pixels that are not the same to the eye: processors
// that fuse multiplications round the edge of a shape differently.
func differing(a, b image.Image) (n int, first image.Point) {
	const near = 3 * 0x101
	far := func(x, y uint32) bool { return max(x, y)-min(x, y) > near }
	for y := range chart.Height {
		for x := range chart.Width {
			ar, ag, ab, aa := a.At(x, y).RGBA()
			br, bg, bb, ba := b.At(x, y).RGBA()
			if far(ar, br) || far(ag, bg) || far(ab, bb) || far(aa, ba) {
				if n++; n == 1 {
					first = image.Pt(x, y)
				}
			}
		}
	}
	return n, first
}

// A picture stands on Slack's light and dark background alike: it has its own,
// and nothing in it reaches the edge.
func TestPicturesHaveAFrameOfPaper(t *testing.T) {
	for name, b := range pictures() {
		t.Run(name, func(t *testing.T) { framed(t, decode(t, render(t, b))) })
	}
}

func framed(t *testing.T, img image.Image) {
	t.Helper()
	rgba, ok := img.(*image.RGBA)
	require.True(t, ok, "the picture is a %T", img)
	require.True(t, rgba.Opaque(), "the background shines through")
	const frame = 12
	inner := img.Bounds().Inset(frame)
	for y := range chart.Height {
		for x := 0; x < chart.Width; x++ {
			if image.Pt(x, y).In(inner) {
				x = inner.Max.X
			}
			if c := rgba.RGBAAt(x, y); min(c.R, c.G, c.B) != 0xFF {
				t.Fatalf("something is drawn at %d, %d, in the frame", x, y)
			}
		}
	}
}

func TestEqualInputMakesEqualBytes(t *testing.T) {
	want := render(t, quarter())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var got bytes.Buffer
			if err := quarter().PNG(&got); err != nil || !bytes.Equal(got.Bytes(), want) {
				t.Errorf("another picture of the same quarter, error %v", err)
			}
		})
	}
	wg.Wait()
}

func TestWhatIsNoValueIsNotDrawn(t *testing.T) {
	with := func(v ...float64) []byte {
		b := quarter()
		b.Series[0].Values = append([]float64{9, 12}, v...)
		b.Line.Values = append([]float64{5.5, 6.2}, v...)
		return render(t, b)
	}
	want := with()
	require.NotEqual(t, want, with(0), "zero is a value")
	for _, v := range []float64{none, -1, math.Inf(1), math.Inf(-1), 1.1e12, math.MaxFloat64} {
		require.Equal(t, want, with(v), "%g is drawn", v)
	}
	long := append(slices.Repeat([]float64{none}, 10), 7, 8)
	require.Equal(t, want, with(long...), "a value without a week is drawn")
}

func TestTheNewestWeeksAreDrawn(t *testing.T) {
	year := pictures()["year"]
	want := render(t, year)

	cut := len(year.Weeks) - chart.MaxWeeks
	year.Weeks = year.Weeks[cut:]
	year.Line.Values = year.Line.Values[cut:]
	for i := range year.Series {
		year.Series[i].Values = year.Series[i].Values[cut:]
	}
	require.Equal(t, want, render(t, year))
}

func TestInputIsLeftAlone(t *testing.T) {
	b, same := pictures()["year"], pictures()["year"]
	render(t, b)
	require.Equal(t, same, b)
}

func TestAPictureWithoutValuesSaysSo(t *testing.T) {
	said := render(t, chart.Bars{Empty: "No inquiries"})
	require.NotEqual(t, render(t, chart.Bars{}), said)
	for name, b := range map[string]chart.Bars{
		"no series":          {Weeks: []string{"11/16"}},
		"no weeks":           {Series: []chart.Series{{Name: "Other", Values: []float64{3}}}},
		"no value":           {Weeks: []string{"11/16"}, Series: []chart.Series{{Name: "Other", Values: []float64{none}}}},
		"no value in a line": {Weeks: []string{"11/16"}, Line: &chart.Line{Name: "Median", Values: []float64{none}}},
	} {
		b.Empty = "No inquiries"
		require.Equal(t, said, render(t, b), name)
	}
}

func TestMoreSeriesThanColours(t *testing.T) {
	b := chart.Bars{Weeks: []string{"11/16"}, Series: make([]chart.Series, chart.MaxSeries)}
	require.NoError(t, b.PNG(io.Discard))
	b.Series = append(b.Series, chart.Series{})
	require.EqualError(t, b.PNG(io.Discard), "draw bars of 9 series: there are colours for 8")
}

func TestAWriterThatFails(t *testing.T) {
	r, w := io.Pipe()
	require.NoError(t, r.CloseWithError(io.ErrShortWrite))
	require.ErrorIs(t, quarter().PNG(w), io.ErrShortWrite)
}

// Whatever the names and the values are, there is a picture and nothing in it
// is cut off.
func FuzzBars(f *testing.F) {
	f.Add("週報", "11/16", "プラットフォームのみ", "時間", uint8(12), uint8(6), []byte("\x00\x00\x00\x00\x00\x00\x24\x40"))
	f.Add("", "", "", "", uint8(0), uint8(0), []byte{})
	f.Add("\xff\n\u202e", "🙂", strings.Repeat("W", 400), "\x00", uint8(1), uint8(8), bytes.Repeat([]byte{0x7F, 0xF0}, 40))
	f.Add("e\u0301", strings.Repeat("年", 99), "か\u3099", "h", uint8(200), uint8(3), []byte("\x4d\x26\x40\x40\xd9\x0c\x6e\x42"))
	f.Fuzz(func(t *testing.T, title, week, name, unit string, weeks, series uint8, raw []byte) {
		var all []float64
		for ; len(raw) >= 8; raw = raw[8:] {
			all = append(all, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		}
		b := chart.Bars{
			Title: title, Empty: name, Weeks: slices.Repeat([]string{week}, int(weeks)),
			Line: &chart.Line{Name: name, Unit: unit, Values: all},
		}
		for i := range int(series) % (chart.MaxSeries + 1) {
			b.Series = append(b.Series, chart.Series{Name: name, Values: all[min(i, len(all)):]})
		}
		framed(t, decode(t, render(t, b)))
	})
}

func BenchmarkBars(b *testing.B) {
	picture := quarter()
	b.ReportAllocs()
	for b.Loop() {
		if err := picture.PNG(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
