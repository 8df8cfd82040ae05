package knowledge

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPublishAndExpiryDates(t *testing.T) {
	for text, want := range map[string][2]string{
		"---\npublishDate: 2026-12-01\n---\nText":                         {"2026-12-01", ""},
		"---\nexpiryDate: 2026-12-01T10:00:00+09:00\n---\nText":           {"", "2026-12-01"},
		"---\npublishdate: 2026-12-01\nunpublishdate: 2027/01/31\n---\nx": {"2026-12-01", "2027-01-31"},
		"+++\npublishDate = 2026-12-01\nexpiryDate = 2026-12-24\n+++\nx":  {"2026-12-01", "2026-12-24"},
		"---\npublishDate: soon\ndate: 2026-12-01\n---\nText":             {"", ""},
	} {
		f := readMarkdown(text).front
		got := [2]string{}
		for i, at := range []time.Time{f.published, f.expires} {
			if !at.IsZero() {
				got[i] = at.Format(time.DateOnly)
			}
		}
		require.Equal(t, want, got, text)
	}
}

// A page is found while its site shows it: from the next look after it begins
// to, and not a moment longer.
func TestPagesOfATime(t *testing.T) {
	docs := t.TempDir()
	write(t, filepath.Join(docs, "always.md"), "# Always\n\nThe walrus rests.\n")
	write(t, filepath.Join(docs, "sale.md"), "---\npublishDate: 2026-12-01\nexpiryDate: 2026-12-24\n---\n# Winter sale\n\nThe walrus sells.\n")
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	l := open(t, Options{Sources: []Source{{Name: "handbook", Path: docs}}, Now: func() time.Time { return now }})
	found := func() (files []string) {
		r, err := l.Search(t.Context(), Query{Text: "walrus"})
		require.NoError(t, err)
		for _, h := range r.Hits {
			files = append(files, h.Path)
		}
		return files
	}
	look := func() map[string]string {
		_, err := l.Refresh(t.Context(), nil)
		require.NoError(t, err)
		_, left := filesOf(l)
		return left
	}
	require.Equal(t, map[string]string{"sale.md": "not published before 2026-12-01"}, look())
	require.Equal(t, []string{"always.md"}, found())

	now = now.AddDate(0, 0, 1)
	require.Empty(t, look())
	require.ElementsMatch(t, []string{"always.md", "sale.md"}, found())

	now = time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
	require.Equal(t, []string{"always.md"}, found(), "before anybody has looked again")
	require.Equal(t, map[string]string{"sale.md": "expired on 2026-12-24"}, look())
	require.Equal(t, []string{"always.md"}, found())
}
