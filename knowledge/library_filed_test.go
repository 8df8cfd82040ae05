package knowledge

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// An article that has become a file is found once: as the file, unless only
// members may read that.
func TestAnArticleThatIsAFile(t *testing.T) {
	folder := t.TempDir()
	article := Article{Name: "inq-1", Lang: English, Markdown: "# When AssumeRole fails\n\nCorrect `sub` in the trust policy.\n"}
	file := "---\ntoban: inq-1\n---\n" + article.Markdown
	l, err := Open(t.Context(), Options{Sources: []Source{{Name: "handbook", Path: folder}}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	pages := func() (ids []string) {
		t.Helper()
		found, err := l.Search(t.Context(), Query{Text: "AssumeRole fails", Lang: English, Limit: 5})
		require.NoError(t, err)
		for _, h := range found.Hits {
			ids = append(ids, h.Page)
		}
		return ids
	}
	refresh := func() {
		t.Helper()
		_, err := l.Refresh(t.Context(), nil)
		require.NoError(t, err)
	}
	require.NoError(t, l.Publish([]Article{article}))
	require.Equal(t, []string{ArticleID("inq-1")}, pages())

	write(t, filepath.Join(folder, "inq-1.md"), "---\ntoban: inq-1\naudience: members\n---\n"+article.Markdown)
	refresh()
	require.Equal(t, []string{ArticleID("inq-1")}, pages(), "not everybody may read the file")
	write(t, filepath.Join(folder, "inq-1.md"), file)
	refresh()
	require.Equal(t, []string{"handbook/inq-1.md"}, pages())
	article.Markdown += "\nAnd wait a minute.\n"
	require.NoError(t, l.Publish([]Article{article}))
	require.Equal(t, []string{"handbook/inq-1.md"}, pages(), "also when it is approved again")

	write(t, filepath.Join(folder, "inq-1.md"), "# Something else\n\nAbout other things.\n")
	refresh()
	require.Equal(t, []string{ArticleID("inq-1")}, pages())
}
