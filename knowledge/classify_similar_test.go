package knowledge

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSimilarMessages(t *testing.T) {
	samples := []Sample{
		{ID: "pg", Text: "please restore the postgres database of yesterday", Area: "data", Kind: "request", Source: SourceCorrection},
		{ID: "pg2", Text: "postgres restore takes too long", Area: "data", Source: SourceConfirm},
		{ID: "tls", Text: "証明書の期限が切れました", Area: "tls", Source: SourceImport},
		{ID: "cat", Text: "the cat sleeps", Area: AreaOther, Source: SourceCorrection},
		{Text: "restore postgres", Area: "data", Source: SourceCorrection},
	}
	c := defaultClassifier(t, samples...)
	for _, m := range []struct {
		text string
		want []string // ID and label
	}{
		{"can you restore our postgres?", []string{"pg data", "pg2 data"}},
		{"証明書の期限を教えてください", []string{"tls tls"}},
		{"the cat sleeps", []string{"cat other"}},
		{"why did our bill double?", nil},
		{"ω", nil},
	} {
		var got []string
		before := 1.0
		for _, n := range c.Classify(m.text).Area.Similar {
			got = append(got, n.ID+" "+n.Key)
			if n.Similarity > before || n.Similarity < minSimilar {
				t.Errorf("%q: similarity %v after %v", m.text, n.Similarity, before)
			}
			before = n.Similarity
		}
		require.Equal(t, m.want, got, m.text)
	}
	require.InDelta(t, 1, c.Classify("the cat sleeps").Area.Similar[0].Similarity, 1e-5, "itself")
	require.Equal(t, "request", c.Classify("restore the postgres database").Kind.Similar[0].Key, "each head shows its own labels")
}

// A model tells nothing of a message that was not among its samples, and no text of one that was.
func TestWhatIsForgottenIsNotShown(t *testing.T) {
	kept := Sample{ID: "1700000001.000100", Text: "falcon gateway rejects the batch", Area: "data", Source: SourceCorrection}
	gone := Sample{ID: "1700000002.000200", Text: "falcon gateway is slow", Area: "data", Source: SourceCorrection}
	with, err := defaultClassifier(t, kept, gone).MarshalBinary()
	require.NoError(t, err)
	require.Contains(t, string(with), gone.ID)
	require.NotContains(t, string(with), gone.Text)

	c := defaultClassifier(t, kept)
	without, err := c.MarshalBinary()
	require.NoError(t, err)
	require.NotContains(t, string(without), gone.ID)
	require.Equal(t, kept.ID, c.Classify(gone.Text).Area.Similar[0].ID)
}

func TestExplain(t *testing.T) {
	c := taught()
	const text = "please give 7 the reader role"
	e := c.Explain(text)
	require.Equal(t, c.Classify(text), e.Classification)
	require.Len(t, e.Area.Classes, len(DefaultTaxonomy().Areas)+1, "and what is no inquiry")
	require.Equal(t, e.Classification.Area.Key, e.Area.Classes[0].Key)
	sum := 0.0
	for _, class := range e.Area.Classes {
		sum += class.Confidence
	}
	require.InDelta(t, 1, sum, 1e-9)
	require.Equal(t, 200, e.Area.Labels)
	require.Equal(t, defaultTraffic, e.Area.Needed)
	require.Positive(t, e.Area.Words[0].Weight)
	require.InDelta(t, .6, e.Area.Known, .2)
	require.Empty(t, c.Explain("ω").Area.Classes, "nothing is said about what cannot be read")
}

// sealed replaces the checksum by the right one, so that what it protects is reached.
func sealed(data []byte) []byte {
	if len(data) < 4 {
		return data
	}
	body := slices.Clone(data[:len(data)-4])
	return binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(body))
}

// Whatever bytes are read as a stored classifier, they are refused or answer.
func FuzzUnmarshalClassifier(f *testing.F) {
	term := func(key string) Term {
		return Term{Key: key, Name: map[Lang]string{English: key}, Keywords: map[Lang][]string{English: {key + "s"}}}
	}
	small := Taxonomy{Kinds: []Term{term("ask"), term("tell")}}
	c, err := Train(small, []Sample{{ID: "1", Text: "we ask", Kind: "ask", Source: SourceCorrection}}, TrainOptions{})
	require.NoError(f, err)
	data, err := c.MarshalBinary()
	require.NoError(f, err)
	f.Add(data)
	f.Add(data[:len(data)-4])
	f.Fuzz(func(_ *testing.T, data []byte) {
		var d Classifier
		if d.UnmarshalBinary(sealed(data)) == nil {
			d.Classify("we ask and tell")
		}
	})
}
