package publish

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"toban/bot/redact"
	"toban/knowledge"
)

// commit brings the file of a page up to date as one commit, and pushes it. It
// begins with what the server has: a commit that could not be pushed is made
// anew by the next try, on top of what others have pushed since.
func (f *Files) commit(ctx context.Context, page knowledge.Article, approved bool) (change, error) {
	if err := f.checkout(ctx); err != nil {
		return change{}, err
	}
	done, err := write(filepath.Join(f.config.Clone, filepath.FromSlash(f.config.Folder)), page, approved)
	if err != nil || done.what == unchanged {
		return change{}, err
	}
	if f.config.Folder != "" {
		done.file = strings.Trim(f.config.Folder, "/") + "/" + done.file
	}
	title := page.Name
	if approved {
		title, _ = redact.Text(titleOf(page))
	}
	for _, args := range [][]string{
		{"add", "--all", "--", done.file},
		{
			"-c", "user.name=toban", "-c", "user.email=toban@localhost", "-c", "commit.gpgsign=false",
			"commit", "--quiet", "--no-verify", "--message=docs: " + done.what + " " + title,
		},
		{"push", "--quiet", "origin", "HEAD:refs/heads/" + f.config.Branch},
	} {
		if err := knowledge.RunGit(ctx, f.config.Clone, args...); err != nil {
			return change{}, err
		}
	}
	return done, nil
}

// titleOf is the title in a page's front matter.
func titleOf(page knowledge.Article) string {
	for line := range strings.Lines(page.Markdown) {
		if title, ok := strings.CutPrefix(line, "title: "); ok {
			return strings.Trim(strings.TrimSpace(title), `"`)
		}
	}
	return page.Name
}

// baseRef is where the working copy keeps what the branch begins with.
const baseRef = "refs/toban/base"

// checkout makes the working copy what the branch is on the server: its base,
// while nobody has pushed to it.
func (f *Files) checkout(ctx context.Context) error {
	if err := f.clone(ctx); err != nil {
		return err
	}
	git := func(args ...string) error { return knowledge.RunGit(ctx, f.config.Clone, args...) }
	// One fetch for both: a pattern may match nothing, and prunes what is gone.
	known, base := "refs/remotes/origin/"+f.config.Branch, "HEAD"
	if f.config.Base != "" {
		base = "refs/heads/" + f.config.Base
	}
	if err := git("fetch", "--quiet", "--depth=1", "--no-tags", "--prune", "origin",
		"+refs/heads/"+f.config.Branch+"*:"+known+"*", "+"+base+":"+baseRef); err != nil {
		return err
	}
	from := known
	if git("rev-parse", "--quiet", "--verify", known) != nil {
		from = baseRef
	}
	if err := git("checkout", "--quiet", "--force", "--detach", from); err != nil {
		return err
	}
	return git("clean", "--quiet", "--force", "-d", "-x")
}

// clone makes the working copy when there is none. One whose making was cut
// short has not got its name yet.
func (f *Files) clone(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(f.config.Clone, ".git")); err == nil {
		return knowledge.RunGit(ctx, f.config.Clone, "remote", "set-url", "origin", f.config.Git)
	}
	fresh := f.config.Clone + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("remove half a clone: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(fresh), 0o700); err != nil {
		return fmt.Errorf("make folder for the clone: %w", err)
	}
	if err := knowledge.RunGit(ctx, filepath.Dir(fresh), "clone", "--quiet", "--depth=1", "--no-tags", "--", f.config.Git, fresh); err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	return os.Rename(fresh, f.config.Clone)
}

// reach reports why commits cannot be pushed, without pushing one.
func (f *Files) reach(ctx context.Context) error {
	if err := f.checkout(ctx); err != nil {
		return err
	}
	return knowledge.RunGit(ctx, f.config.Clone, "push", "--quiet", "--dry-run", "origin", "HEAD:refs/heads/"+f.config.Branch)
}

// compareURL is where GitHub offers to make a pull request of the branch, empty
// for other servers and for the base itself.
func (f *Files) compareURL() string {
	address := strings.TrimSuffix(f.config.Git, ".git")
	if at, ok := strings.CutPrefix(address, "git@github.com:"); ok {
		address = "https://github.com/" + at
	}
	u, err := url.Parse(address)
	if f.config.Git == "" || err != nil || u.Hostname() != "github.com" || f.config.Branch == f.config.Base {
		return ""
	}
	heads := f.config.Branch
	if f.config.Base != "" { // else GitHub takes the default branch, as the commits did
		heads = f.config.Base + "..." + heads
	}
	return (&url.URL{Scheme: "https", Host: "github.com", Path: u.Path}).JoinPath("compare", heads).String() + "?expand=1"
}
