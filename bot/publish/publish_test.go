package publish

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/outbox"
	"toban/bot/triage"
	"toban/knowledge"
)

const articleText = `---
title: "AssumeRole が失敗するとき"
kind: how-to
updated: 2025-11-20
---
# AssumeRole が失敗するとき

## 手順

sub を直します。鍵は AKIAIOSFODNN7EXAMPLE です。
`

const filedText = `---
toban: inq-1
source: https://acme.slack.com/archives/CASK/p1
title: "AssumeRole が失敗するとき"
kind: how-to
updated: 2025-11-20
---
# AssumeRole が失敗するとき

## 手順

sub を直します。鍵は [secret:aws-access-key] です。
`

// A shelf is what is approved, with what publishes it.
type shelf struct {
	t        *testing.T
	files    *Files
	page     knowledge.Article
	approved bool
}

func newShelf(t *testing.T, c Config) *shelf {
	t.Helper()
	s := &shelf{
		t: t, approved: true,
		page: knowledge.Article{Name: "inq-1", Markdown: articleText, URL: "https://acme.slack.com/archives/CASK/p1"},
	}
	c.Log = slog.New(slog.DiscardHandler)
	c.Page = func(context.Context, triage.PublishPage) (knowledge.Article, bool, error) {
		return s.page, s.approved, nil
	}
	s.files = New(c)
	return s
}

// send publishes the page and returns its receipt, zero when nothing changed.
func (s *shelf) send() (triage.NotePage, error) {
	s.t.Helper()
	n := triage.PublishPage{Inquiry: "INQ-1"}
	r, err := s.files.Send(s.t.Context(), outbox.Job{ID: "1", Notice: n, Envelope: triage.EnvelopeOf(n)})
	if err != nil || len(r.Orders) == 0 {
		return triage.NotePage{}, err
	}
	require.Equal(s.t, triage.InquiryID("INQ-1"), r.Orders[0].Inquiry)
	return r.Orders[0].Command.(triage.NotePage), nil
}

func (s *shelf) sent() triage.NotePage {
	s.t.Helper()
	note, err := s.send()
	require.NoError(s.t, err)
	return note
}

func TestAPageIsAFileOfAFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "docs", "captured")
	s := newShelf(t, Config{Path: folder})
	require.NoError(t, s.files.Check(t.Context()))
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		return string(data)
	}
	require.Equal(t, triage.NotePage{File: "inq-1.md"}, s.sent())
	require.Equal(t, filedText, read("inq-1.md"))
	require.Zero(t, s.sent(), "it stands there already")

	s.page.Markdown = strings.ReplaceAll(articleText, "sub を直します", "aud を直します")
	require.Equal(t, "inq-1.md", s.sent().File, "in place")
	require.Contains(t, read("inq-1.md"), "aud を直します")

	s.approved = false
	require.Equal(t, triage.NotePage{File: "inq-1.md", Removed: true}, s.sent())
	require.Zero(t, s.sent())
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left, "nothing is left behind, not even of the check")
}

// What somebody else has put under the name is theirs.
func TestAForeignFileIsLeftAlone(t *testing.T) {
	folder := t.TempDir()
	own := filepath.Join(folder, "inq-1.md")
	require.NoError(t, os.WriteFile(own, []byte("# Mine\n\n---\ntoban: inq-1\n---\n"), 0o600))
	s := newShelf(t, Config{Path: folder})
	require.Equal(t, "inq-1-2.md", s.sent().File)
	require.Zero(t, s.sent())
	require.NoError(t, os.Rename(own, own+".moved"))
	require.Zero(t, s.sent(), "ours stays where it is")
	require.NoError(t, os.Rename(own+".moved", own))
	s.approved = false
	require.Equal(t, triage.NotePage{File: "inq-1-2.md", Removed: true}, s.sent())
	require.FileExists(t, own)
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "docs")
	require.NoError(t, os.WriteFile(blocked, nil, 0o600))
	s := newShelf(t, Config{Path: blocked})
	require.Error(t, s.files.Check(t.Context()))
	_, err := s.send()
	require.Error(t, err)
	require.NoError(t, os.Remove(blocked))
	require.Equal(t, "inq-1.md", s.sent().File, "the next try does it")
}

// A repository on disk that others push to as well.
type repository struct {
	t    *testing.T
	bare string
	work string
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	r := &repository{t: t, bare: filepath.Join(t.TempDir(), "handbook.git"), work: t.TempDir()}
	r.git(r.work, "init", "--quiet", "--bare", "--initial-branch=main", r.bare)
	r.git(r.work, "clone", "--quiet", r.bare, ".")
	require.NoError(t, os.WriteFile(filepath.Join(r.work, "README.md"), []byte("# Handbook\n"), 0o600))
	r.git(r.work, "checkout", "--quiet", "-B", "main")
	r.git(r.work, "add", "--all")
	r.git(r.work, "commit", "--quiet", "--message=begin")
	r.git(r.work, "push", "--quiet", "origin", "main")
	return r
}

func (r *repository) git(dir string, args ...string) string {
	r.t.Helper()
	command := exec.CommandContext(r.t.Context(), "git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
	command.Dir = dir
	out, err := command.CombinedOutput()
	require.NoError(r.t, err, "git %v: %s", args, out)
	return strings.TrimSpace(string(out))
}

// log are the subjects of a branch's commits, newest first.
func (r *repository) log(branch string) []string {
	r.t.Helper()
	return strings.Split(r.git(r.bare, "log", "--format=%s", branch), "\n")
}

func TestAPageIsACommitOnABranch(t *testing.T) {
	r := newRepository(t)
	c := Config{Git: r.bare, Branch: "toban-pages", Folder: "docs/captured", Clone: filepath.Join(t.TempDir(), "index", "publish")}
	s := newShelf(t, c)
	require.NoError(t, s.files.Check(t.Context()))
	require.Equal(t, "docs/captured/inq-1.md", s.sent().File)
	require.Equal(t, []string{"docs: add AssumeRole が失敗するとき", "begin"}, r.log("toban-pages"))
	require.Equal(t, strings.TrimSpace(filedText), r.git(r.bare, "show", "toban-pages:docs/captured/inq-1.md"))
	require.Equal(t, "toban <toban@localhost>", r.git(r.bare, "log", "-1", "--format=%an <%ae>", "toban-pages"))
	require.Equal(t, []string{"begin"}, r.log("main"), "which people merge")
	require.Zero(t, s.sent(), "no empty commit")

	// Somebody corrects the page on the branch, and it is approved again.
	r.git(r.work, "fetch", "--quiet", "origin", "toban-pages")
	r.git(r.work, "checkout", "--quiet", "-B", "toban-pages", "FETCH_HEAD")
	require.NoError(t, os.WriteFile(filepath.Join(r.work, "extra.md"), []byte("# Extra\n"), 0o600))
	r.git(r.work, "add", "--all")
	r.git(r.work, "commit", "--quiet", "--message=by hand")
	r.git(r.work, "push", "--quiet", "origin", "toban-pages")
	s = newShelf(t, c) // after a restart
	s.page.Markdown = strings.ReplaceAll(articleText, "sub を", "aud を")
	require.Equal(t, "docs/captured/inq-1.md", s.sent().File)
	s.approved = false
	require.True(t, s.sent().Removed)
	require.Equal(t, []string{"docs: remove inq-1", "docs: update AssumeRole が失敗するとき", "by hand", "docs: add AssumeRole が失敗するとき", "begin"}, r.log("toban-pages"))

	// The branch was merged and deleted: the next page begins with its base.
	r.git(r.bare, "branch", "-D", "toban-pages")
	s.approved = true
	require.NotZero(t, s.sent())
	require.Len(t, r.log("toban-pages"), 2)
}

// A commit that could not be pushed is made anew: the page gets there once.
func TestAPushThatIsRefusedIsDoneAgain(t *testing.T) {
	r := newRepository(t)
	hook := filepath.Join(r.bare, "hooks", "pre-receive")
	require.NoError(t, os.WriteFile(hook, []byte("#!/bin/sh\nexit 1\n"), 0o700))
	s := newShelf(t, Config{Git: r.bare, Branch: "toban-pages", Clone: filepath.Join(t.TempDir(), "publish")})
	_, err := s.send()
	require.ErrorContains(t, err, "publish inq-1")
	require.NoError(t, os.Remove(hook))
	require.Equal(t, "inq-1.md", s.sent().File)
	require.Equal(t, []string{"docs: add AssumeRole が失敗するとき", "begin"}, r.log("toban-pages"))
}

func TestARepositoryThatIsNotThere(t *testing.T) {
	newRepository(t) // or skip
	s := newShelf(t, Config{Git: filepath.Join(t.TempDir(), "none.git"), Branch: "toban-pages", Clone: filepath.Join(t.TempDir(), "publish")})
	require.Error(t, s.files.Check(t.Context()))
	_, err := s.send()
	require.Error(t, err)
}

func TestTheLinkToAPullRequest(t *testing.T) {
	for address, want := range map[string]string{
		"https://github.com/acme/handbook.git":         "https://github.com/acme/handbook/compare/toban-pages?expand=1",
		"https://token@github.com/acme/handbook":       "https://github.com/acme/handbook/compare/toban-pages?expand=1",
		"git@github.com:acme/handbook.git":             "https://github.com/acme/handbook/compare/toban-pages?expand=1",
		"ssh://git@github.com/acme/handbook.git":       "https://github.com/acme/handbook/compare/toban-pages?expand=1",
		"https://git.example.com/acme/handbook.git":    "",
		"/srv/git/handbook.git":                        "",
		"https://github.com.example.com/acme/handbook": "",
		"": "",
	} {
		require.Equal(t, want, New(Config{Git: address, Branch: "toban-pages"}).compareURL(), address)
	}
	require.Empty(t, New(Config{Git: "https://github.com/acme/handbook", Branch: "main", Base: "main"}).compareURL())
	require.Equal(t, "https://github.com/acme/handbook/compare/docs/live...toban-pages?expand=1",
		New(Config{Git: "https://github.com/acme/handbook", Branch: "toban-pages", Base: "docs/live"}).compareURL(), "into what it was made from")
}
