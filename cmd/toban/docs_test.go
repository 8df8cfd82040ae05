package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/config"
	"toban/knowledge"
)

// libraryConfig writes pages and a configuration of them.
func libraryConfig(t testing.TB, pages int) (file, index string) {
	t.Helper()
	dir := t.TempDir()
	docs := filepath.Join(dir, "docs")
	require.NoError(t, os.MkdirAll(docs, 0o700))
	for n := range pages {
		words := strings.Repeat(fmt.Sprintf("word%d of page%d and thing%d. ", n, n, n*7), 60)
		text := fmt.Sprintf("# Topic number%d\n\n%s\n\n## 設定%d\n\nページ%dの手順です。\n", n, words, n, n)
		require.NoError(t, os.WriteFile(filepath.Join(docs, fmt.Sprintf("page%d.md", n)), []byte(text), 0o600))
	}
	index = filepath.Join(dir, "toban.index")
	text := strings.NewReplacer("./docs", docs, "./toban.db", filepath.Join(dir, "toban.db")).Replace(config.Example())
	file = filepath.Join(dir, "toban.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file, index
}

// Whenever indexing is killed, the next run ends with a sound index and leaves
// nothing of the ones before.
func TestIndexingKilled(t *testing.T) {
	file, index := libraryConfig(t, 400)
	self, err := os.Executable()
	require.NoError(t, err)
	toban := filepath.Join(t.TempDir(), "toban") // by this name the test binary is the program
	require.NoError(t, os.Symlink(self, toban))
	indexing := func() *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), toban, "docs", "index", "--config", file)
		require.NoError(t, cmd.Start())
		return cmd
	}
	began := time.Now()
	require.NoError(t, indexing().Wait())
	whole := time.Since(began)
	const kills = 12
	for n := range kills {
		if n%2 == 0 {
			require.NoError(t, os.RemoveAll(index))
		}
		cmd := indexing()
		pause(t, whole*time.Duration(n+1)/(kills+1))
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
	}
	var out, complaints bytes.Buffer
	require.Zero(t, run([]string{"docs", "index", "--config", file}, nil, &out, &complaints), "%s", &complaints)
	require.Contains(t, out.String(), "400 pages")
	out.Reset()
	require.Zero(t, run([]string{"docs", "search", "--json", "--config", file, "word123 of page123"}, nil, &out, &complaints), "%s", &complaints)
	require.Contains(t, out.String(), `"title": "Topic number123"`)
	folders, err := filepath.Glob(filepath.Join(index, "docs-*"))
	require.NoError(t, err)
	require.Len(t, folders, 1)
}

// Beside a running toban documents can be searched and checked, and its index
// stays its own.
func TestDocumentsBesideARunningToban(t *testing.T) {
	file, index := libraryConfig(t, 3)
	running, err := knowledge.Open(t.Context(), knowledge.Options{Dir: index})
	require.NoError(t, err)
	defer func() { require.NoError(t, running.Close()) }()
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"docs", "search", "--config", file, "word2 of page2"}, 0, "Topic number2"},
		{[]string{"docs", "lint", "--config", file}, 0, "findings"},
		{[]string{"ask", "--config", file, "word2 of page2"}, 0, "Topic number2"},
		{[]string{"docs", "index", "--config", file}, 1, fmt.Sprintf("process %d): another toban is using it", os.Getpid())},
	} {
		t.Run(strings.Join(c.args[:2], " "), func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			var out bytes.Buffer
			require.Equal(t, c.code, run(c.args, nil, &out, &out), "%s", &out)
			require.Contains(t, out.String(), c.want)
			left, err := os.ReadDir(os.TempDir())
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}

// What a person reads of findings: places they can open, and how many of which
// rule.
func TestFindingsAreForPeople(t *testing.T) {
	var out bytes.Buffer
	printFindings(&out, []knowledge.Finding{
		{Source: "handbook", Path: ".", Rule: knowledge.RuleOwner, Message: "no page has an owner"},
		{Source: "site", Lang: knowledge.Japanese, Path: "how-to/drain.md", Rule: knowledge.RuleKind, Message: "no kind"},
		{Source: "site", Lang: knowledge.Japanese, Path: "how-to/drain.md", Line: 7, Rule: knowledge.RuleLink, Message: "link to gone.md, which does not exist"},
		{Source: "site", Lang: knowledge.English, Path: "how-to/drain.md", Rule: knowledge.RuleKind, Message: "no kind"},
	})
	require.Equal(t, `handbook: owner: no page has an owner
site (ja)/how-to/drain.md: kind: no kind
site (ja)/how-to/drain.md:7: link: link to gone.md, which does not exist
site (en)/how-to/drain.md: kind: no kind
4 findings: 2 kind, 1 link, 1 owner
`, out.String())
	out.Reset()
	printFindings(&out, nil)
	require.Equal(t, "no findings\n", out.String())
}

// An index leaves out hundreds of files for one reason at times.
func TestAnIndexNamesSomeOfWhatItLeavesOut(t *testing.T) {
	r := knowledge.IndexReport{Pages: 3, Sections: 9}
	for n := range skippedShown + 2 {
		r.Skipped = append(r.Skipped, knowledge.Skipped{Source: "site", Path: fmt.Sprintf("%02d.md", n), Reason: "draft"})
	}
	r.Skipped = append(r.Skipped, knowledge.Skipped{Source: "site", Lang: knowledge.Japanese, Path: "sjis.md", Reason: "not UTF-8"})
	var out bytes.Buffer
	printIndex(&out, r, knowledge.EmbedReport{})
	require.Contains(t, out.String(), "skipped  22: draft\n         site/00.md\n")
	require.Contains(t, out.String(), "         site/19.md\n         … and 2 more (--json lists all)\nskipped  1: not UTF-8\n         site (ja)/sjis.md\n")
}
