package knowledge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What is left out is told with its reason, and whether that is a flaw.
func TestFilesThatAreNoPages(t *testing.T) {
	docs, outside := t.TempDir(), t.TempDir()
	write(t, filepath.Join(outside, "secret.md"), "# Not of this source\n\nText.\n")
	for name, text := range map[string]string{
		"good.md":             "# Good\n\nText.\n",
		"draft.md":            "---\ndraft: true\n---\nText\n",
		"unlisted.mdx":        "---\nunlisted: true\n---\nText\n",
		"toml.md":             "+++\n[build]\nrender = \"never\"\n+++\nText\n",
		"empty.md":            "---\ntitle: Nothing\n---\n<!-- soon -->\n",
		"sjis.md":             "# \x8e\xe8\x8f\x87\n",
		"_part.md":            "# A part\n\nText.\n",
		"_index.md":           "# The folder\n\nText.\n",
		"new/_index.md":       "---\ntitle: New\n---\n",
		"old/page.md":         "# Old\n\nText.\n",
		".hidden/page.md":     "# Hidden\n\nText.\n",
		"node_modules/x/r.md": "# Package\n\nText.\n",
		"picture.png":         "PNG",
	} {
		write(t, filepath.Join(docs, name), text)
	}
	require.NoError(t, os.Symlink(filepath.Join(outside, "secret.md"), filepath.Join(docs, "escape.md")))
	require.NoError(t, os.Symlink(".", filepath.Join(docs, "loop")))
	require.NoError(t, os.Symlink(outside, filepath.Join(docs, "away")))
	large, err := os.Create(filepath.Join(docs, "large.md"))
	require.NoError(t, err)
	require.NoError(t, large.Truncate(largestFile+1))
	require.NoError(t, large.Close())
	l := open(t, Options{Sources: []Source{{Name: "handbook", Path: docs, Exclude: []string{"old"}}}})
	report := l.Report()
	require.Equal(t, 2, report.Pages)
	reasons := map[string]string{}
	for _, s := range report.Skipped {
		require.Equal(t, "handbook", s.Source)
		reasons[s.Path] = strings.TrimSpace(string(s.Rule) + " " + s.Reason)
	}
	require.Equal(t, map[string]string{
		"draft.md":      "draft",
		"unlisted.mdx":  "unlisted",
		"toml.md":       "never published (build.render)",
		"empty.md":      "empty " + reasonEmpty,
		"new/_index.md": reasonFolder,
		"sjis.md":       "unreadable " + reasonEncoding,
		"_part.md":      "its name begins with _: a fragment that other pages include",
		"old/page.md":   reasonExcluded,
		"escape.md":     leftOutside,
		"loop":          leftTwice,
		"away":          leftOutside,
		"large.md":      "unreadable larger than 8 MB",
	}, reasons)
	findings, err := l.Lint(t.Context())
	require.NoError(t, err)
	flawed := map[string]bool{}
	for _, f := range findings {
		flawed[f.Path+" "+string(f.Rule)] = true
	}
	require.True(t, flawed["empty.md empty"] && flawed["sjis.md unreadable"] && flawed["large.md unreadable"], flawed)
	require.False(t, flawed["draft.md unreadable"], "what is left out on purpose is no flaw")
}

func TestKindOwnerAndAudienceOfAPage(t *testing.T) {
	docs := t.TempDir()
	for name, text := range map[string]string{
		"adr/0001-queues.md":     "# Why queues\n\nText.\n",
		"runbooks/queues.md":     "# Queues are full\n\nText.\n",
		"tutorials/queues.md":    "---\nkind: reference\nowners: [queues, '@aya']\naudience: members\n---\n# Sizes of queues\n\nText.\n",
		"getting-started/one.md": "# One\n\nText.\n",
		"misc/page.md":           "# Misc\n\nText.\n",
	} {
		write(t, filepath.Join(docs, name), text)
	}
	l := open(t, Options{Sources: []Source{{
		Name: "handbook", Path: docs, Owner: "platform",
		Kinds: map[DocKind][]string{Explanation: {"adr"}, HowTo: {"getting-started/**"}},
	}}})
	got := map[string][3]string{}
	for _, p := range l.shards[English].pages {
		audience := AudienceEveryone
		if p.members {
			audience = AudienceMembers
		}
		got[p.file] = [3]string{p.kind.String(), p.owner, audience}
	}
	require.Equal(t, map[string][3]string{
		"adr/0001-queues.md":     {"explanation", "platform", "everyone"},
		"runbooks/queues.md":     {"how-to", "platform", "everyone"},
		"tutorials/queues.md":    {"reference", "queues, @aya", "members"},
		"getting-started/one.md": {"how-to", "platform", "everyone"},
		"misc/page.md":           {"unknown", "platform", "everyone"},
	}, got)
	require.ErrorContains(t, Source{Name: "x", Path: "x", Kinds: map[DocKind][]string{"manual": {""}}}.Validate(), `kinds: "manual"`)
}

// Included files count as the text of the pages that include them, wherever
// site generators keep them, and never leave the source's folder.
func TestIncludes(t *testing.T) {
	parent := t.TempDir()
	docs := filepath.Join(parent, "docs")
	for name, text := range map[string]string{
		"docs/en/tasks/pods.md":             "# Pods\n\n{{% code_sample file=\"pods/simple.yaml\" %}}\n\n1. {{< include \"before.md\" >}} Then run it.\n",
		"docs/ja/tasks/pods.md":             "# ポッド\n\n{{% code_sample file=\"pods/simple.yaml\" %}}\n",
		"docs/en/examples/pods/simple.yaml": "kind: EnglishPod\n",
		"docs/ja/examples/pods/simple.yaml": "kind: JapanesePod\n",
		"docs/en/includes/before.md":        "---\ndraft: true\n---\nYou need a cluster.\n\n## Check it\n\nWith version.\n",
		"docs/en/mkdocs.md":                 "# Snippets\n\n```yaml\n--8<-- \"part.yaml:limits\"\n```\n\n--8<--\nlines.md\n--8<--\n\n```\n{% include 'part.yaml' %}\n```\n\n--8<-- \"missing.md\"\nEnd.\n",
		"docs/en/snippets/part.yaml":        "first: 1\n# --8<-- [start:limits]\ncpu: 2\n# --8<-- [end:limits]\nlast: 3\n",
		"docs/en/snippets/lines.md":         "One line.\n",
		"docs/en/escape.md":                 "# Escape\n\n--8<-- \"../../secret.txt\"\n--8<-- \"/etc/hostname\"\nEnd.\n",
		"docs/en/loop.md":                   "# Loop\n\n--8<-- \"again.md\"\n",
		"docs/en/again.md":                  "# Again\n\nround\n\n--8<-- \"loop.md\"\n",
		"docs/en/page.mdx":                  "import Part from './_part.mdx'\n\n# Page\n\n<Part />\n",
		"docs/en/_part.mdx":                 "Shared words.\n",
		"secret.txt":                        "secret words\n",
	} {
		write(t, filepath.Join(parent, name), text)
	}
	l := open(t, Options{Sources: []Source{{Name: "site", Path: docs}}})
	read := func(lang Lang, file string) string {
		for _, p := range l.shards[lang].pages {
			if p.file == file {
				return outline(document{sections: p.sections})
			}
		}
		return ""
	}
	require.Equal(t, "# Pods {pods}\nYou need a cluster.\n## Check it {check-it}\nWith version.\nThen run it.\n| pods/simple.yaml\n| kind: EnglishPod", sorted(read(English, "en/tasks/pods.md")))
	require.Contains(t, read(Japanese, "ja/tasks/pods.md"), "kind: JapanesePod", "the nearest file of a name")
	require.Equal(t, "# Snippets {snippets}\nOne line.\nEnd.\n| cpu: 2\n| first: 1\n| cpu: 2\n| last: 3", read(English, "en/mkdocs.md"))
	require.Equal(t, "# Escape {escape}\nEnd.", read(English, "en/escape.md"))
	require.Contains(t, read(English, "en/loop.md"), "round")
	require.Equal(t, "# Page {page}\nShared words.", read(English, "en/page.mdx"))

	// A page changes with what it includes, also when that comes or goes.
	write(t, filepath.Join(docs, "en", "snippets", "missing.md"), "Now it is there.\n")
	report, err := l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.True(t, report.Changed)
	require.Contains(t, read(English, "en/mkdocs.md"), "Now it is there.")
	for _, s := range report.Skipped {
		require.NotEqual(t, "en/mkdocs.md", s.Path)
	}
	report, err = l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.False(t, report.Changed, "nothing changed since")
}

// sorted puts the code of an outline last, as outline does within a section.
func sorted(outline string) string {
	var text, code []string
	for line := range strings.SplitSeq(outline, "\n") {
		if strings.HasPrefix(line, "|") {
			code = append(code, line)
		} else {
			text = append(text, line)
		}
	}
	return strings.Join(append(text, code...), "\n")
}

func TestTranslationsAreOnePage(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"en/ci/oidc.md":      "# Trust of GitHub Actions\n\nThe role is assumed.\n\n## Trust policy {#trust}\n\nThe sub has to match the repository.\n",
		"ja/ci/oidc.md":      "# GitHub Actions の信頼設定\n\nロールを引き受けます。\n\n## 信頼ポリシー {#trust}\n\nリポジトリと sub を一致させます。\n",
		"en/ci/only-here.md": "# Runners of our own\n\nEnglish alone has this page about runners.\n",
	} {
		write(t, filepath.Join(root, name), text)
	}
	for name, sources := range map[string][]Source{
		"folders of one source": {{Name: "site", Path: root, URL: "https://docs.example.com/{lang}/{page}"}},
		"sources of one name": {
			{Name: "site", Path: filepath.Join(root, "en"), Lang: English, URL: "https://docs.example.com/{lang}/{page}"},
			{Name: "site", Path: filepath.Join(root, "ja"), Lang: Japanese, URL: "https://docs.example.com/{lang}/{page}"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, Options{Sources: sources})
			ask := func(text string, reader Lang) Hit {
				t.Helper()
				r, err := l.Search(t.Context(), Query{Text: text, Lang: reader, Limit: 10})
				require.NoError(t, err)
				require.NotEmpty(t, r.Hits)
				pages := map[string]bool{}
				for _, h := range r.Hits {
					require.False(t, pages[h.Page], "%s is shown twice", h.Page)
					pages[h.Page] = true
				}
				return r.Hits[0]
			}
			en := ask("trust policy sub must match", English)
			require.Equal(t, "site/ci/oidc.md", en.Page)
			require.Equal(t, "Trust of GitHub Actions", en.Title)
			require.Equal(t, "Trust policy", en.Section)
			require.True(t, strings.HasSuffix(en.URL, "#trust"), en.URL)
			ja := ask("trust policy sub must match", Japanese)
			require.Equal(t, en.Page, ja.Page)
			require.Equal(t, "GitHub Actions の信頼設定", ja.Title)
			require.Equal(t, "信頼ポリシー", ja.Section, "the section that corresponds")
			alone := ask("自前の runners はどこ", Japanese)
			require.Equal(t, "site/ci/only-here.md", alone.Page)
			require.Equal(t, English, alone.Lang)
		})
	}
}

func TestAgeComesFromTheFrontMatterElseTheFile(t *testing.T) {
	docs := t.TempDir()
	at := time.Date(2025, 4, 1, 12, 0, 0, 0, time.UTC)
	write(t, filepath.Join(docs, "dated.md"), "+++\ntitle = \"Dated\"\nlastmod = 2025-01-02T03:04:05Z\n+++\nText\n")
	write(t, filepath.Join(docs, "plain.md"), "# Plain\n\nText\n")
	require.NoError(t, os.Chtimes(filepath.Join(docs, "plain.md"), at, at))
	l := open(t, Options{Sources: []Source{{Name: "handbook", Path: docs}}})
	for _, p := range l.shards[English].pages {
		want := at
		if p.file == "dated.md" {
			want = time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
		}
		require.True(t, want.Equal(p.updated), "%s: %s", p.file, p.updated)
	}
}
