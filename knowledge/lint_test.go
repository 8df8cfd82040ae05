package knowledge

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLint(t *testing.T) {
	docs := t.TempDir()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for name, text := range map[string]string{
		"good.md":         "---\nkind: how-to\nowner: platform\n---\n# Good\n\n[a](how-to/other.md#the-section), [b](#deep), [c](https://example.com/x.md), [d](../README.md), [e](left-out/x.md), [f](how-to/other.md#by-hand).\n\n#### Deep\n",
		"how-to/other.md": "---\nowner: platform\n---\n# Other\n\n## The section {#the_section}\n\n<a id=\"by-hand\"></a>Text.\n",
		"links.md":        "---\nkind: how-to\nowner: platform\n---\n# Links\n\nSee [a](gone.md)\nand [b](how-to/other.md#gone).\n\n[c]: draft.md\n\n`[code](gone.md)` and [d](#nowhere)\n",
		"draft.md":        "---\ndraft: true\n---\nText\n",
		"left-out/x.md":   "# Left out\n",
		"front.md":        "---\ntitle: [open\n---\n# Front\n\nText.\n",
		"empty.md":        "# Only a heading\n",
		"double.md":       "---\nkind: how-to\nowner: x\n---\n# Good\n\nText.\n",
		"untitled.md":     "Text without a title.\n",
	} {
		write(t, filepath.Join(docs, name), text)
		require.NoError(t, os.Chtimes(filepath.Join(docs, name), now, now))
	}
	write(t, filepath.Join(docs, "old.md"), "---\nkind: reference\nowner: x\nlastmod: 2025-11-19\n---\n# Old\n\nText.\n")
	none := t.TempDir()
	write(t, filepath.Join(none, "how-to", "page.md"), "# A page\n\nText.\n")
	require.NoError(t, os.Chtimes(filepath.Join(none, "how-to", "page.md"), now, now))
	l := open(t, Options{
		Sources: []Source{{Name: "handbook", Path: docs, Exclude: []string{"left-out"}}, {Name: "unowned", Path: none}},
		Now:     func() time.Time { return now },
	})
	findings, err := l.Lint(t.Context())
	require.NoError(t, err)
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%s/%s:%d %s: %s", f.Source, f.Path, f.Line, f.Rule, f.Message))
	}
	require.Equal(t, strings.TrimSpace(`
handbook/double.md:0 duplicate: title "Good" is also that of good.md
handbook/empty.md:0 empty: empty once markup is removed
handbook/front.md:1 front-matter: read front matter: [1:8] sequence end token ']' not found
handbook/front.md:0 kind: no kind: add kind: tutorial, how-to, reference or explanation to the front matter, or kinds: with its folder to the source
handbook/front.md:0 owner: no owner: add owner: to the front matter, or to the source for all of its pages
handbook/good.md:0 duplicate: title "Good" is also that of double.md
handbook/links.md:7 link: link to gone.md, which does not exist
handbook/links.md:7 link: link to how-to/other.md#gone, but how-to/other.md has no such section
handbook/links.md:10 link: link to draft.md, which is no page: draft
handbook/links.md:12 link: link to #nowhere, but links.md has no such section
handbook/old.md:0 stale: last updated on 2025-11-19
handbook/untitled.md:0 kind: no kind: add kind: tutorial, how-to, reference or explanation to the front matter, or kinds: with its folder to the source
handbook/untitled.md:0 owner: no owner: add owner: to the front matter, or to the source for all of its pages
handbook/untitled.md:0 title: no title in the front matter and no level-one heading
unowned/.:0 owner: no page has an owner: add owner: to the source, or to the front matter of its pages`), strings.Join(got, "\n"))
}

// Approved answers are no files: nobody can mend them in one.
func TestLintLeavesArticlesAlone(t *testing.T) {
	l := open(t, Options{})
	require.NoError(t, l.Publish([]Article{{Name: "inq-1", Lang: English, Markdown: "# Rotate a key\n\nRun [this](gone.md).\n"}}))
	findings, err := l.Lint(t.Context())
	require.NoError(t, err)
	require.Empty(t, findings)
}
