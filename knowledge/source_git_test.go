package knowledge

import (
	"context"
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A repository on disk, with a working copy to commit in.
type repository struct {
	t    *testing.T
	bare string // what is cloned
	work string
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	r := &repository{t: t, bare: filepath.Join(t.TempDir(), "docs.git"), work: t.TempDir()}
	r.git(r.work, "init", "--quiet", "--bare", "--initial-branch=main", r.bare)
	r.git(r.work, "clone", "--quiet", r.bare, ".")
	return r
}

func (r *repository) git(dir string, args ...string) {
	r.t.Helper()
	command := exec.CommandContext(r.t.Context(), "git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
	command.Dir = dir
	out, err := command.CombinedOutput()
	require.NoError(r.t, err, "git %v: %s", args, out)
}

// push commits files, an empty text being a file removed, and pushes them.
func (r *repository) push(branch string, files map[string]string) {
	r.t.Helper()
	r.git(r.work, "checkout", "--quiet", "-B", branch)
	for name, text := range files {
		if text == "" {
			require.NoError(r.t, os.Remove(filepath.Join(r.work, name)))
			continue
		}
		write(r.t, filepath.Join(r.work, name), text)
	}
	r.git(r.work, "add", "--all")
	r.git(r.work, "commit", "--quiet", "--allow-empty", "--message=docs")
	r.git(r.work, "push", "--quiet", "--force", "origin", branch)
}

func TestAGitSource(t *testing.T) {
	r := newRepository(t)
	r.push("main", map[string]string{
		"docs/logs.md":         "# Where logs are\n\n--8<-- \"snippets/warn.txt\"\n\nIn one place.\n",
		"snippets/warn.txt":    "retention: 30 days\n",
		"docs/dated.md":        "---\nlastmod: 2025-03-01\n---\n# Rotate a key\n\nWith a command.\n",
		"elsewhere/secrets.md": "# Secrets\n\nNot of this source.\n",
	})
	index := t.TempDir()
	o := Options{Dir: index, Sources: []Source{{Name: "handbook", Git: r.bare, Path: "docs"}}}
	l, err := Open(t.Context(), o)
	require.NoError(t, err)
	refresh := func() IndexReport {
		t.Helper()
		report, err := l.Refresh(t.Context(), nil)
		require.NoError(t, err)
		return report
	}
	hit := func(text string) Hit {
		t.Helper()
		found, err := l.Search(t.Context(), Query{Text: text})
		require.NoError(t, err)
		if len(found.Hits) == 0 {
			return Hit{}
		}
		return found.Hits[0]
	}
	require.Equal(t, 2, l.Report().Pages)
	require.Equal(t, "handbook/logs.md", hit("retention of logs").Page)
	require.True(t, hit("where logs are").Updated.IsZero(), "when the file was cloned says nothing of its age")
	require.Equal(t, "2025-03-01", hit("rotate a key").Updated.Format("2006-01-02"))
	shallow := exec.CommandContext(t.Context(), "git", "-C", clones(t, index)[0], "rev-list", "--count", "HEAD")
	count, err := shallow.Output()
	require.NoError(t, err)
	require.Equal(t, "1\n", string(count), "no history is fetched")

	t.Run("a commit", func(t *testing.T) {
		r.push("main", map[string]string{"docs/alerts.md": "# Silence an alert\n\nFor an hour.\n"})
		require.True(t, refresh().Changed)
		require.Equal(t, "handbook/alerts.md", hit("silence an alert").Page)
		require.False(t, refresh().Changed)
	})
	t.Run("an included file alone", func(t *testing.T) {
		r.push("main", map[string]string{"snippets/warn.txt": "retention: fortnight\n"})
		require.True(t, refresh().Changed)
		require.Equal(t, "handbook/logs.md", hit("fortnight").Page)
	})
	t.Run("history written anew", func(t *testing.T) {
		r.git(r.work, "checkout", "--quiet", "--orphan", "other")
		r.push("main", map[string]string{"docs/alerts.md": "", "docs/costs.md": "# What a cluster costs\n\nA lot.\n"})
		require.True(t, refresh().Changed)
		require.Equal(t, "handbook/costs.md", hit("what a cluster costs").Page)
		require.NotEqual(t, "handbook/alerts.md", hit("silence an alert").Page)
	})
	t.Run("a clone that is no longer one", func(t *testing.T) {
		for _, clone := range clones(t, index) {
			require.NoError(t, os.RemoveAll(filepath.Join(clone, ".git", "objects")))
			write(t, filepath.Join(clone, ".git", "index.lock"), "")
		}
		report := refresh()
		require.Empty(t, report.Sources[0].Problem)
		require.Equal(t, "handbook/costs.md", hit("what a cluster costs").Page)
	})
	t.Run("the remote is away, also over a restart", func(t *testing.T) {
		require.NoError(t, os.Rename(r.bare, r.bare+".away"))
		report := refresh()
		require.Contains(t, report.Sources[0].Problem, "does not exist")
		require.Equal(t, "handbook/costs.md", hit("what a cluster costs").Page)
		require.NoError(t, l.Close())
		l, err = Open(t.Context(), o)
		require.NoError(t, err)
		require.NotEmpty(t, l.Report().Sources[0].Problem)
		require.Equal(t, 3, l.Report().Sources[0].Pages)
		require.Equal(t, "handbook/costs.md", hit("what a cluster costs").Page)
		require.NoError(t, os.Rename(r.bare+".away", r.bare))
		require.Empty(t, refresh().Sources[0].Problem)
	})
	require.NoError(t, l.Close())
}

func clones(t testing.TB, index string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(index, "git", "*"))
	require.NoError(t, err)
	require.Len(t, names, 1)
	return names
}

// A source that cannot be fetched keeps nobody from working: the others are
// searched, and the report says what is wrong without telling a secret.
func TestAGitSourceThatCannotBeFetched(t *testing.T) {
	r := newRepository(t)
	r.push("main", map[string]string{"logs.md": "# Where logs are\n\nIn one place.\n"})
	guarded := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer guarded.Close()
	nobody, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, nobody.Close())
	docs := t.TempDir()
	write(t, filepath.Join(docs, "alerts.md"), "# Silence an alert\n\nFor an hour.\n")
	for name, c := range map[string]struct {
		source Source
		want   string
	}{
		"a branch that is missing": {Source{Git: r.bare, Branch: "release"}, "Remote branch release not found"},
		"a folder that is missing": {Source{Git: r.bare, Path: "docs"}, "no such file or directory"},
		"refused":                  {Source{Git: strings.Replace(guarded.URL, "://", "://bot:s3cret@", 1) + "/docs.git"}, "Authentication failed"},
		"unreachable":              {Source{Git: "http://token-s3cret@" + nobody.Addr().String() + "/docs.git"}, "unable to access"},
		"no repository":            {Source{Git: docs}, "does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			c.source.Name = "remote"
			index := t.TempDir()
			l := open(t, Options{Dir: index, Sources: []Source{c.source, {Name: "handbook", Path: docs}}})
			require.Equal(t, "handbook/alerts.md", first(t, l, "silence an alert"))
			report := l.Report()
			require.Contains(t, report.Sources[0].Problem, c.want)
			require.NotContains(t, report.Sources[0].Problem, "s3cret")
			require.True(t, report.Sources[0].At.IsZero())
			require.Equal(t, []Skipped{{Source: "remote", Path: ".", Reason: reasonSource + report.Sources[0].Problem, Rule: RuleUnreadable}}, report.Skipped)
			require.Empty(t, report.Sources[1].Problem)
			left, err := filepath.Glob(filepath.Join(index, "git", "*.new"))
			require.NoError(t, err)
			require.Empty(t, left, "nothing half done is left")
		})
	}
}

// Over HTTP, as from a server.
func TestAGitSourceOverHTTP(t *testing.T) {
	r := newRepository(t)
	r.push("main", map[string]string{"logs.md": "# Where logs are\n\nIn one place.\n"})
	path, err := exec.CommandContext(t.Context(), "git", "--exec-path").Output()
	require.NoError(t, err)
	server := httptest.NewServer(&cgi.Handler{
		Path: filepath.Join(strings.TrimSpace(string(path)), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + filepath.Dir(r.bare), "GIT_HTTP_EXPORT_ALL=1"},
	})
	defer server.Close()
	l := open(t, Options{Dir: t.TempDir(), Sources: []Source{{Name: "handbook", Git: server.URL + "/docs.git", Branch: "main"}}})
	require.Empty(t, l.Report().Sources[0].Problem)
	require.Equal(t, "handbook/logs.md", first(t, l, "where logs are"))
}

// A refresh of one source leaves the others as they are, and what is known of
// them.
func TestARefreshOfOneSource(t *testing.T) {
	one, other := t.TempDir(), t.TempDir()
	write(t, filepath.Join(one, "logs.md"), "# Where logs are\n\nIn one place.\n")
	write(t, filepath.Join(other, "alerts.md"), "# Silence an alert\n\nFor an hour.\n")
	write(t, filepath.Join(other, "draft.md"), "---\ndraft: true\n---\n# Not yet\n")
	l := open(t, Options{Sources: []Source{{Name: "one", Path: one}, {Name: "other", Path: other}}})
	write(t, filepath.Join(one, "costs.md"), "# What a cluster costs\n\nA lot.\n")
	write(t, filepath.Join(other, "queues.md"), "# Make a queue\n\nWith a form.\n")
	report, err := l.Refresh(t.Context(), nil, "one")
	require.NoError(t, err)
	require.Equal(t, 3, report.Pages)
	require.Equal(t, []Skipped{{Source: "other", Path: "draft.md", Reason: "draft"}}, report.Skipped)
	require.Equal(t, 1, report.Sources[1].Pages)
	require.Equal(t, "one/costs.md", first(t, l, "what a cluster costs"))
	require.NotEqual(t, "other/queues.md", first(t, l, "make a queue"))
	_, err = l.Refresh(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "other/queues.md", first(t, l, "make a queue"))
}

func TestRedact(t *testing.T) {
	for line, want := range map[string]string{
		"unable to access 'https://bot:s3cret@git.example.com/docs.git/': refused": "unable to access 'https://[secret]@git.example.com/docs.git/': refused",
		"https://tok3n@a.example and ssh://git@b.example/x":                        "https://[secret]@a.example and ssh://[secret]@b.example/x",
		"no address":                 "no address",
		"https://git.example.com/@x": "https://git.example.com/@x",
	} {
		require.Equal(t, want, redact(line))
	}
}

// A context that ends is no broken source.
func TestFetchingStopsWithItsContext(t *testing.T) {
	r := newRepository(t)
	r.push("main", map[string]string{"logs.md": "# Where logs are\n\nIn one place.\n"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Open(ctx, Options{Dir: t.TempDir(), Sources: []Source{{Name: "handbook", Git: r.bare}}})
	require.ErrorIs(t, err, context.Canceled)
}
