package knowledge

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLinksLeadToPages(t *testing.T) {
	source := &Source{Name: "docs"}
	lexicon := newLexicon()
	var pages []*page
	for _, file := range []string{"concepts/pods.md", "concepts/_index.md", "tasks/run/restart.md", "tasks/run/README.md", "home.md"} {
		pages = append(pages, &page{source: source, canonical: "docs/" + file})
	}
	at := newSite(pages)
	for _, c := range []struct{ from, target, want string }{
		{"tasks/run/restart.md", "../../concepts/pods.md", "concepts/pods.md"},
		{"tasks/run/restart.md", "README.md", "tasks/run/README.md"},
		{"tasks/run/restart.md", "./", "tasks/run/README.md"},
		{"tasks/run/restart.md", "../../../concepts/pods/", "concepts/pods.md"}, // from the published page
		{"home.md", "/concepts/pods/", "concepts/pods.md"},
		{"home.md", "/docs/concepts/pods/", "concepts/pods.md"}, // below the site's own prefix
		{"home.md", "/concepts/", "concepts/_index.md"},
		{"home.md", "/blog/home/", ""}, // one segment is no proof
		{"home.md", "missing.md", ""},
	} {
		var from *page
		for _, p := range pages {
			if p.canonical == "docs/"+c.from {
				from = p
			}
		}
		got := ""
		if p := at.resolve(from, c.target); p != nil {
			got = p.canonical[len("docs/"):]
		}
		if got != c.want {
			t.Errorf("%s from %s leads to %q, want %q", c.target, c.from, got, c.want)
		}
	}
	src := "See [the restart guide](tasks/run/restart.md#now), ![a picture](x.png) and [elsewhere](https://example.com).\n```\n[code](concepts/pods.md)\n```\n[**pods**](concepts/pods.md \"title\") [here](#top)\n"
	var targets []string
	for _, r := range referencesIn(src, lexicon) {
		targets = append(targets, r.target)
	}
	require.Equal(t, []string{"tasks/run/restart.md", "x.png", "concepts/pods.md"}, targets)
}

// What other pages call a page is what people look for it by.
func TestAPageIsFoundByWhatOthersCallIt(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.md":     "# Cluster access\n\nAsk a lead for the bastion role, then run the login command of the jump host.\n",
		"b.md":     "# Cluster costs\n\nAsk a lead for the report, then read the numbers of the month.\n",
		"index.md": "# Start\n\nNew here? Read the [onboarding checklist](a.md) first.\n",
		"hire.md":  "# Hiring\n\nEverybody new works through the [onboarding checklist](./a.md) with a mentor.\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	l, err := Open(t.Context(), Options{Sources: []Source{{Name: "handbook", Path: dir}}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	r, err := l.Search(t.Context(), Query{Text: "onboarding checklist of cluster access", Explain: true})
	require.NoError(t, err)
	require.Equal(t, "handbook/a.md", r.Hits[0].Page)
	linked := 0
	for _, term := range r.Hits[0].Trace.Parts[0].Terms {
		linked += term.Linked
	}
	require.Equal(t, 4, linked, "two words, two pages")
}
