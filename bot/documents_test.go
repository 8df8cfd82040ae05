package bot

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
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

func TestWhenSourcesAreLookedAt(t *testing.T) {
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC)
	l := newLookout(config.Knowledge{Every: 5 * time.Minute, Sources: []knowledge.Source{
		{Name: "handbook", Path: "x"},
		{Name: "runbooks", Git: "x", Every: time.Minute},
		{Name: "site", Git: "x", Lang: knowledge.English, Every: time.Hour},
		{Name: "site", Git: "x", Lang: knowledge.Japanese},
	}}, at)
	step := func(d time.Duration, want ...string) {
		t.Helper()
		at = at.Add(d)
		require.Equal(t, want, l.due(at))
	}
	require.Equal(t, time.Minute, l.wait(at))
	step(59*time.Second, []string(nil)...)
	step(time.Second, "runbooks")
	step(4*time.Minute, "handbook", "runbooks", "site")
	require.Equal(t, time.Minute, l.wait(at))
	git := func(w watched) bool { return w.git }

	step(10 * time.Second)
	l.urge(at, git)
	require.Zero(t, l.wait(at))
	step(0, "runbooks", "site")
	for range 50 { // a storm of pushes is one look
		l.urge(at, git)
	}
	step(9 * time.Second)
	require.Equal(t, time.Second, l.wait(at))
	step(time.Second, "runbooks", "site")
	step(49 * time.Second)
	require.Equal(t, config.DefaultEvery, newLookout(config.Knowledge{}, at).wait(at))
}

// A push that the Git server announces is searched at once, long before the
// next look.
func TestAPushIsLookedAtAtOnce(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	bare, work := filepath.Join(t.TempDir(), "docs.git"), t.TempDir()
	git := func(args ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
		command.Dir = work
		out, err := command.CombinedOutput()
		require.NoError(t, err, "git %v: %s", args, out)
	}
	push := func(name, text string) {
		t.Helper()
		require.NoError(t, os.WriteFile(filepath.Join(work, name), []byte(text), 0o600))
		git("add", "--all")
		git("commit", "--quiet", "--message=docs")
		git("push", "--quiet", "origin", "HEAD:main")
	}
	git("init", "--quiet", "--bare", "--initial-branch=main", bare)
	git("clone", "--quiet", bare, ".")
	push("logs.md", "# Where logs are\n\nIn one place.\n")

	w := newWard(t)
	const secret = "a secret of enough letters"
	w.start(t, `knowledge: {`, fmt.Sprintf(`knowledge: {webhook: {secret: %q}, every: 1h, `, secret), `sources: [`, fmt.Sprintf(`sources: [{name: runbooks, git: %q}, `, bare))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.keepFresh(ctx) }()
	defer func() {
		stop()
		require.NoError(t, <-done)
	}()
	server := httptest.NewServer(w.Handler())
	defer server.Close()
	announce := func(token string) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/docs/webhook", strings.NewReader("{}"))
		require.NoError(t, err)
		req.Header.Set("X-Gitlab-Token", token)
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		return res.StatusCode
	}
	push("alerts.md", "# Silence an alert\n\nFor an hour.\n")
	require.Equal(t, http.StatusUnauthorized, announce("something else"))
	require.Equal(t, http.StatusAccepted, announce(secret))
	require.Eventually(t, func() bool { return w.library.Report().Sources[0].Pages == 2 }, 20*time.Second, 5*time.Millisecond)
}
