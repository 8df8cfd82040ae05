package knowledge

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Every file is told of once, with its owner and what is wrong with it; what
// cannot be read has the owner of its source.
func TestPageStates(t *testing.T) {
	docs := t.TempDir()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for name, text := range map[string]string{
		"good.md":  "---\nowner: aya\n---\n# Good\n\nText.\n",
		"links.md": "# Links\n\nSee [a](gone.md) and [b](good.md#gone).\n",
		"bad.md":   "# \xff\xfe\n\nText.\n",
		"empty.md": "# Only a heading\n",
	} {
		write(t, filepath.Join(docs, name), text)
		require.NoError(t, os.Chtimes(filepath.Join(docs, name), now, now))
	}
	write(t, filepath.Join(docs, "old.md"), "---\nlastmod: 2025-11-19\n---\n# Old\n\nText.\n")
	l := open(t, Options{
		Sources: []Source{{Name: "handbook", Path: docs, URL: "https://docs.example.com/{page}", Owner: "platform"}},
		Now:     func() time.Time { return now },
	})
	require.NoError(t, l.Publish([]Article{{Name: "inq-7", Lang: English, Markdown: "# Written in Slack\n\nText.\n", Updated: now.AddDate(-2, 0, 0)}}))
	states, err := l.PageStates(t.Context())
	require.NoError(t, err)
	got := make(map[string]PageState)
	for _, s := range states {
		require.NotContains(t, got, s.Path)
		got[s.Path] = s
	}
	require.Len(t, got, 6)
	written := got["en/inq-7.md"]
	require.Equal(t, []any{ArticleID("inq-7"), "inq-7", true}, []any{written.Page, written.Article, written.Old})
	good := got["good.md"]
	require.True(t, good.Updated.Equal(now))
	good.Updated = time.Time{}
	require.Equal(t, PageState{
		Page: got["good.md"].Page, Title: "Good", URL: "https://docs.example.com/good/", Owner: "aya", Source: "handbook", Path: "good.md",
	}, good)
	require.NotEmpty(t, got["good.md"].Page)
	require.False(t, got["good.md"].Flawed())
	require.Equal(t, []string{"link to gone.md, which does not exist", "link to good.md#gone, but good.md has no such section"}, got["links.md"].Broken)
	require.True(t, got["old.md"].Old)
	for _, path := range []string{"bad.md", "empty.md"} {
		require.NotEmpty(t, got[path].Unreadable, path)
		require.Equal(t, "platform", got[path].Owner)
		require.Equal(t, path, got[path].Title)
	}
}
