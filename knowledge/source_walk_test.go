package knowledge

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func symlink(t *testing.T, target, name string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
	require.NoError(t, os.Symlink(target, name))
}

// filesOf are the files that a library has read, and why others were left out.
func filesOf(l *Library) (files []string, left map[string]string) {
	left = map[string]string{}
	for _, s := range l.shards {
		for _, p := range s.pages {
			files = append(files, p.file)
		}
	}
	for _, s := range l.Report().Skipped {
		left[s.Path] = s.Reason
	}
	return files, left
}

func firstPage(t *testing.T, l *Library, words string) string {
	t.Helper()
	r, err := l.Search(t.Context(), Query{Text: words})
	require.NoError(t, err)
	require.NotEmpty(t, r.Hits)
	return r.Hits[0].Page
}

// A mounted ConfigMap is nothing but links, which an update swaps at once.
func TestAMountedConfigMap(t *testing.T) {
	docs := t.TempDir()
	const first, second = "..2026_11_21_10_00_00.1", "..2026_11_21_11_00_00.2"
	write(t, filepath.Join(docs, first, "queues.md"), "# Queues\n\nA queue keeps messages.\n")
	write(t, filepath.Join(docs, first, "how-to", "drain.md"), "# Draining\n\nDrain a node.\n\n{% include \"part.md\" %}\n")
	write(t, filepath.Join(docs, first, "how-to", "part.md"), "Cordon it first, says the shibboleth.\n")
	symlink(t, first, filepath.Join(docs, "..data"))
	symlink(t, "..data/queues.md", filepath.Join(docs, "queues.md"))
	symlink(t, "..data/how-to", filepath.Join(docs, "how-to"))
	l := open(t, Options{Sources: []Source{{Name: "handbook", Path: docs}}})
	files, left := filesOf(l)
	require.ElementsMatch(t, []string{"queues.md", "how-to/drain.md"}, files)
	require.Equal(t, map[string]string{"how-to/part.md": "no title: a fragment that other pages include"}, left)
	require.Equal(t, "handbook/how-to/drain.md", firstPage(t, l, "shibboleth"), "what a page includes is linked too")

	write(t, filepath.Join(docs, second, "queues.md"), "# Queues\n\nA queue keeps zebras.\n")
	symlink(t, second, filepath.Join(docs, "..data_tmp"))
	require.NoError(t, os.Rename(filepath.Join(docs, "..data_tmp"), filepath.Join(docs, "..data")))
	_, err := l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	files, left = filesOf(l)
	require.Equal(t, []string{"queues.md"}, files)
	require.Equal(t, map[string]string{"how-to": leftNowhere}, left)
	require.Equal(t, "handbook/queues.md", firstPage(t, l, "zebras"))
}

// Links are followed within the source and read nothing twice.
func TestWhereLinksLead(t *testing.T) {
	top := t.TempDir()
	docs := filepath.Join(top, "docs")
	page := func(name string) { write(t, filepath.Join(top, name), "# "+name+"\n\nText of "+name+".\n") }
	page("secret.md")
	page("docs/v2/queues.md")
	page("docs/.drafts/idea.md")
	page("docs/.git/config.md")
	symlink(t, "v2", filepath.Join(docs, "latest"))                   // read anyway
	symlink(t, "../v2/queues.md", filepath.Join(docs, "all", "q.md")) // the same
	symlink(t, "..", filepath.Join(docs, "v2", "up"))                 // a cycle
	symlink(t, "self.md", filepath.Join(docs, "self.md"))             // one of links
	symlink(t, "gone.md", filepath.Join(docs, "nowhere.md"))
	symlink(t, "../secret.md", filepath.Join(docs, "above.md"))
	symlink(t, filepath.Join(docs, "v2", "queues.md"), filepath.Join(docs, "absolute.md"))
	symlink(t, ".git", filepath.Join(docs, "history"))
	symlink(t, "history/config.md", filepath.Join(docs, "config.md"))
	symlink(t, ".drafts", filepath.Join(docs, "ideas")) // a hidden folder by a name that is not
	symlink(t, "idea.md", filepath.Join(docs, ".drafts", "same.md"))
	l := open(t, Options{Sources: []Source{{Name: "handbook", Path: docs}}})
	files, left := filesOf(l)
	require.ElementsMatch(t, []string{"v2/queues.md", "ideas/idea.md"}, files)
	require.Equal(t, map[string]string{
		"latest": leftTwice, "all/q.md": leftTwice, "v2/up": leftTwice, "ideas/same.md": leftTwice,
		"self.md": "cannot be read: 41 links follow each other", "nowhere.md": leftNowhere,
		"above.md": leftOutside, "absolute.md": leftOutside, "history": leftOutside, "config.md": leftOutside,
	}, left)
}

func TestTheSourceItselfMayBeALink(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "released", "queues.md"), "# Queues\n\nText.\n")
	symlink(t, "released", filepath.Join(top, "current"))
	files, left := filesOf(open(t, Options{Sources: []Source{{Name: "handbook", Path: filepath.Join(top, "current")}}}))
	require.Equal(t, []string{"queues.md"}, files)
	require.Empty(t, left)
}

// Of a repository, a source may be a part that is a link; what lies beside it
// can be linked into it.
func TestAPartOfATree(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "README.md"), "# All of it\n\nText.\n")
	write(t, filepath.Join(top, "content", "docs", "queues.md"), "# Queues\n\nText.\n")
	symlink(t, "content/docs", filepath.Join(top, "docs"))
	symlink(t, "../../README.md", filepath.Join(top, "content", "docs", "README.md"))
	tree, err := openTree(top, "docs")
	require.NoError(t, err)
	t.Cleanup(tree.close)
	files, skipped, err := (&Source{Name: "handbook"}).list(tree)
	require.NoError(t, err)
	require.Empty(t, skipped)
	var names []string
	for _, f := range files {
		names = append(names, f.name)
	}
	require.Equal(t, []string{"README.md", "queues.md"}, names)
}
