package knowledge

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAVectorSurvivesTheFile(t *testing.T) {
	v := []float32{0.5, -1, float32(math.Pi), math.SmallestNonzeroFloat32}
	data := encodeVector(v)
	require.Equal(t, v, decodeVector(data, 4))
	require.Nil(t, decodeVector(data, 3), "of another size")
	require.Nil(t, decodeVector(nil, 4))
	require.Nil(t, decodeVector(nil, 0))
	for i := range data {
		data[i] ^= 4
		require.Nil(t, decodeVector(data, 4), "byte %d is damaged", i)
		data[i] ^= 4
	}
}

func TestPagesAreCutAtParagraphs(t *testing.T) {
	paragraph := func(r string, n int) string { return strings.Repeat(r, n) }
	for _, c := range []struct {
		name string
		page page
		want []string
		at   []int // sections that passages begin in
	}{
		{"short", page{title: "T", summary: "S", sections: []section{{Heading: "T", Text: []string{"a", "b"}}}}, []string{"T\nS\na\nb\n"}, []int{0}},
		{"sections that fit together", page{title: "T", sections: []section{{Text: []string{"a"}}, {Heading: "H", Text: []string{"b"}}}}, []string{"T\na\nH\nb\n"}, []int{0}},
		{"code where there is no text", page{title: "T", sections: []section{{Code: []string{"ls"}}, {Text: []string{"a"}, Code: []string{"rm"}}}}, []string{"T\nls\na\n"}, []int{0}},
		{
			"sections that do not",
			page{title: "T", sections: []section{{Text: []string{paragraph("a", 700)}}, {Heading: "H", Text: []string{paragraph("b", 700)}}}},
			[]string{"T\n" + paragraph("a", 700) + "\n", "T\nH\n" + paragraph("b", 700) + "\n"},
			[]int{0, 1},
		},
		{
			"a long section",
			page{title: "T", sections: []section{{Heading: "H", Text: []string{paragraph("あ", 900), paragraph("い", 900)}}}},
			[]string{"T\nH\n" + paragraph("あ", 900) + "\n", "T\n" + paragraph("い", 900) + "\n"},
			[]int{0, 0},
		},
		{"an endless line", page{title: "T", sections: []section{{Text: []string{paragraph("字", 99_999)}}}}, []string{"T\n" + paragraph("字", passageLength) + "\n"}, []int{0}},
		{"empty", page{title: "T", sections: []section{{}}}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var texts []string
			var at []int
			for i, p := range passagesOf(&c.page, "") {
				texts, at = append(texts, p.text), append(at, p.section)
				require.Equal(t, i, p.part)
			}
			require.Equal(t, c.want, texts)
			require.Equal(t, c.at, at)
		})
	}
	long := page{title: "T"}
	for range 100 {
		long.sections = append(long.sections, section{Text: []string{paragraph("x", 1000)}})
	}
	require.Len(t, passagesOf(&long, ""), mostPassages)
}

// What cosines are worth depends on the model: one whose vectors all lie close
// together is as good as one that spreads them, and one that tells nothing apart
// has no say.
func TestNearnessIsOfTheModel(t *testing.T) {
	for _, c := range []struct {
		name   string
		common float32 // what all vectors have in common
		own    float32 // what a title and its page have in common
		usable bool
	}{
		{"spread", 0, 1, true},
		{"close together", 3, 1, true},
		{"all the same", 1, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			const n, size = 40, 64
			var titles, passages []passage
			var asked, vectors [][]float32
			for i := range n {
				p := &page{canonical: fmt.Sprint(i)}
				title, text := make([]float32, size), make([]float32, size)
				for d := range size {
					subject := float32(random.NormFloat64())
					title[d] = c.common + c.own*subject + 0.1*float32(random.NormFloat64())
					text[d] = c.common + c.own*subject + 0.1*float32(random.NormFloat64())
				}
				require.True(t, normalise(title) && normalise(text))
				passages, vectors = append(passages, passage{page: p}), append(vectors, text)
				titles, asked = append(titles, passage{page: p}), append(asked, title)
			}
			table := newVectorTable(vectorOrigin{Dimensions: size}, passages, vectors)
			table.calibrate(titles, asked)
			s := table.scale
			require.Equal(t, c.usable, s.usable)
			if !c.usable {
				require.Zero(t, s.worth(1))
				require.False(t, s.believed(1))
				return
			}
			require.Zero(t, s.worth(s.far))
			require.InDelta(t, 0.5, s.worth((s.far+s.near)/2), 1e-9)
			require.InDelta(t, 1, s.worth(1), 1e-9)
			require.Zero(t, s.worth(-1))
			require.False(t, s.believed(s.certain), "as near as other pages come")
			require.True(t, s.believed(s.near))
			few := newVectorTable(vectorOrigin{Dimensions: size}, passages, vectors)
			few.calibrate(titles[:fewestTitles-1], asked)
			require.False(t, few.scale.usable, "too little to go by")
		})
	}
}

// What words find passes the gate by words alone, and in the order by both.
func TestWordsAndMeaningTogether(t *testing.T) {
	l := &Library{gate: DefaultGate(), shards: map[Lang]*shard{}}
	const size = 4
	table := &vectorTable{scale: nearnessScale{usable: true, far: 0.2, near: 0.8, certain: 0.5}}
	pages := map[string]*page{}
	for _, x := range []struct {
		name string
		cos  float32
	}{{"a", 0.2}, {"b", 0.75}, {"far", 0.3}, {"near", 0.79}, {"private", 0.9}} {
		p := &page{id: x.name, canonical: x.name, lang: English, members: x.name == "private", sections: []section{{}}}
		pages[x.name] = p
		table.rows = append(table.rows, vectorRow{page: p})
		table.data = append(table.data, x.cos, 0, 0, 0)
	}
	l.shards[English] = &shard{pages: []*page{pages["a"], pages["b"], pages["far"], pages["near"], pages["private"]}}
	m := meaning{table: table, vector: []float32{1, 0, 0, 0}}
	require.Len(t, m.vector, size)
	gauge := Gauge{Threshold: 60}
	found := func(name string, rank, evidence float64) contender {
		return contender{canonical: name, best: scored{page: pages[name]}, rank: rank, evidence: evidence, matched: 3, coverage: 0.9}
	}
	names := func(all []contender) (out []string) {
		for _, c := range all {
			out = append(out, c.canonical)
		}
		return out
	}
	for _, c := range []struct {
		name    string
		words   []contender
		m       meaning
		members bool
		first   string
		want    []string
	}{
		{"off", []contender{found("a", 0.4, 90)}, meaning{}, false, "a", []string{"a"}},
		{"off and nothing", nil, meaning{}, false, "", nil},
		{"words are sure", []contender{found("a", 0.4, 90), found("b", 0.3, 70)}, m, false, "a", []string{"b", "a", "near"}},
		{"words are far ahead", []contender{found("a", 0.9, 200), found("b", 0.1, 20)}, m, false, "a", []string{"a", "b", "near"}},
		{"words are not sure", []contender{found("a", 0.2, 10)}, m, false, "near", []string{"near", "a", "b"}},
		{"no words", nil, m, false, "near", []string{"near", "b"}},
		{"a member", nil, m, true, "private", []string{"private", "near", "b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			first, all := l.fuse(c.words, c.m, viewer{members: c.members}, gauge)
			require.Equal(t, c.want, names(all))
			require.Equal(t, c.first, first.canonical)
			if len(all) > 0 {
				require.InDelta(t, first.rank, all[0].rank, 1e-9, "ranks are on the scale of the gate's page")
			}
			verdict := l.gate.judge(first, gauge.score(first))
			require.Equal(t, len(all) > 0, verdict.Shown())
			require.Equal(t, first.believed, verdict == VerdictMeant, "only words make a strong match")
		})
	}
}

func BenchmarkSimilarities(b *testing.B) {
	for _, c := range []struct{ rows, size int }{{2007, 1536}, {8000, 1536}, {19697, 768}} {
		b.Run(fmt.Sprintf("%dx%d", c.rows, c.size), func(b *testing.B) {
			table := &vectorTable{rows: make([]vectorRow, c.rows), data: make([]float32, c.rows*c.size)}
			random := rand.New(rand.NewPCG(1, 2))
			for i := range table.data {
				table.data[i] = random.Float32()
			}
			v := table.data[:c.size]
			b.SetBytes(int64(4 * len(table.data)))
			b.ReportAllocs()
			for b.Loop() {
				table.similarities(v)
			}
		})
	}
}
