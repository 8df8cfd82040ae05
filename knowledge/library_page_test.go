package knowledge

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPageAt(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"logs.en.md": "# Where logs are\n\nEvery service writes them to one place.\n",
		"logs.ja.md": "# ログの見方\n\nサービスの記録は一か所にあります。\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	l, err := Open(t.Context(), Options{Sources: []Source{{Name: "handbook", Path: dir, URL: "https://docs.example.com/{path}"}}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	for _, c := range []struct {
		name, url string
		lang      Lang
		title     string // empty when no page is found
	}{
		{"the page", "https://docs.example.com/logs.en.md", English, "Where logs are"},
		{"one of its sections", "https://docs.example.com/logs.en.md#one-place", English, "Where logs are"},
		{"its translation, for a reader of the other language", " https://docs.example.com/logs.en.md ", Japanese, "ログの見方"},
		{"a page of another site", "https://example.org/logs.en.md", English, ""},
		{"the site itself", "https://docs.example.com/", English, ""},
		{"nothing", "", English, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, ok := l.PageAt(c.url, c.lang)
			require.Equal(t, c.title != "", ok)
			require.Equal(t, c.title, p.Title)
			require.Equal(t, ok, p.ID != "")
		})
	}
}
