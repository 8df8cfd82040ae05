// Package publish writes the pages that the team approved in Slack as Markdown
// files: into a folder, or as commits on a branch of a Git repository.
//
// A file is what its page is now. Publishing renders the present page and
// changes what differs, so that doing it again does nothing, and a page that was
// taken back is removed. A file is toban's only when its front matter says so:
// what somebody else has put under the same name is left alone.
package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"toban/bot/outbox"
	"toban/bot/redact"
	"toban/bot/triage"
	"toban/knowledge"
)

// Config says where pages go. Either Path or Git is required, and Page and Log
// always.
type Config struct {
	Path string // folder

	Git    string // address of the repository
	Branch string // of the commits; made from Base when it is not there
	Base   string // empty means the repository's default branch
	Folder string // within the repository, with slashes; empty means its root
	Clone  string // folder of the working copy, made when it is not there

	// Page is the page of a notice as it is now; ok is false when it is to be
	// found no more, and its Name is given all the same.
	Page func(ctx context.Context, n triage.PublishPage) (page knowledge.Article, ok bool, err error)
	Log  *slog.Logger
}

// Files writes pages. It is safe for concurrent use; one page is written at a
// time.
type Files struct {
	config Config
	mu     sync.Mutex // the folder and its working copy
}

// New returns a Files that writes where c says. It touches nothing yet.
func New(c Config) *Files { return &Files{config: c} }

// Channel implements [outbox.Sender]; nothing is paced.
func (*Files) Channel(context.Context, outbox.Job) string { return "" }

// Find implements [outbox.Sender]: a page is written again by its content, so
// that nothing has to be found.
func (*Files) Find(context.Context, outbox.Job) (outbox.Receipt, bool, error) {
	return outbox.Receipt{}, false, nil
}

// Send implements [outbox.Sender].
func (f *Files) Send(ctx context.Context, j outbox.Job) (outbox.Receipt, error) {
	n, ok := j.Notice.(triage.PublishPage)
	if !ok {
		return outbox.Receipt{}, outbox.Permanent(fmt.Errorf("notice %s is no page", j.Envelope.Name))
	}
	page, approved, err := f.config.Page(ctx, n)
	switch {
	case triage.KindOf(err) == triage.NotFound:
		return outbox.Receipt{}, outbox.Permanent(err)
	case err != nil:
		return outbox.Receipt{}, outbox.RetryAfter(err, 0)
	}
	if !f.mu.TryLock() { // a page that waits must not take the place of a message
		return outbox.Receipt{}, outbox.RetryAfter(errors.New("another page is being written"), time.Second)
	}
	defer f.mu.Unlock()
	done, err := f.publish(ctx, page, approved)
	if err != nil { // the disk or the server may be better next time
		return outbox.Receipt{}, outbox.RetryAfter(fmt.Errorf("publish %s: %w", page.Name, err), 0)
	}
	if done.what == unchanged {
		return outbox.Receipt{}, nil
	}
	f.config.Log.InfoContext(ctx, "page published", "page", page.Name, "file", done.file, "what", done.what)
	return outbox.Receipt{Orders: []triage.Order{{Inquiry: n.Inquiry, Incident: n.Incident, Command: triage.NotePage{
		Review: n.Review, File: done.file, URL: f.compareURL(), Removed: done.what == removed,
	}}}}, nil
}

// Verbs of what happened to a file, as they begin a commit.
const (
	unchanged = ""
	added     = "add"
	updated   = "update"
	removed   = "remove"
)

// A change is what publishing did.
type change struct {
	what string
	file string // relative to the folder, or to the repository
}

func (f *Files) publish(ctx context.Context, page knowledge.Article, approved bool) (change, error) {
	if f.config.Git != "" {
		return f.commit(ctx, page, approved)
	}
	return write(f.config.Path, page, approved)
}

// write brings the file of a page in a folder up to date.
func write(folder string, page knowledge.Article, approved bool) (change, error) {
	name, old, err := find(folder, page.Name)
	if err != nil {
		return change{}, err
	}
	at := filepath.Join(folder, name)
	switch {
	case !approved && old == "":
		return change{}, nil
	case !approved:
		return change{removed, name}, os.Remove(at)
	}
	text := marked(page)
	if text == old {
		return change{}, nil
	}
	done := change{updated, name}
	if old == "" {
		done.what = added
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // documents are for everybody
		return change{}, err
	}
	return done, replace(at, text)
}

// replace writes a file so that a reader sees the old text or the new one.
func replace(at, text string) error {
	draft := at + ".new"
	if err := os.WriteFile(draft, []byte(text), 0o644); err != nil { //nolint:gosec // documents are for everybody
		return err
	}
	return os.Rename(draft, at)
}

// namesTried bounds how many files of other people may stand in a page's way.
const namesTried = 100

// find is the file of a page in a folder, and its text: the page's name, or a
// number after it where somebody else's file stands. The text is empty while
// there is none; then the name is the first that is free.
func find(folder, page string) (name, text string, err error) {
	free := ""
	for n := 1; n <= namesTried; n++ {
		name = page + ".md"
		if n > 1 {
			name = fmt.Sprintf("%s-%d.md", page, n)
		}
		data, err := os.ReadFile(filepath.Join(folder, name)) //nolint:gosec // names are ours
		switch {
		case errors.Is(err, os.ErrNotExist):
			free = cmp.Or(free, name) // ours may stand behind one that is gone
		case err != nil:
			return "", "", err
		case strings.Contains(front(string(data)), "\n"+mark(page)+"\n"):
			return name, string(data), nil
		}
	}
	if free == "" {
		return "", "", fmt.Errorf("%s.md and %d names after it are taken by other files", page, namesTried-1)
	}
	return free, "", nil
}

// mark is the line of the front matter by which toban knows its own file, and
// search the page that the file stands for.
func mark(page string) string { return knowledge.ArticleKey + ": " + page }

// front is the front matter of a file, empty when it has none.
func front(text string) string {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return ""
	}
	before, _, ok := strings.Cut(rest, "\n---\n")
	if !ok {
		return ""
	}
	return "\n" + before + "\n"
}

// marked is a page as a file: with the mark, where it comes from, and without
// secrets, whoever let them pass.
func marked(page knowledge.Article) string {
	head := "---\n" + mark(page.Name) + "\n"
	if page.URL != "" {
		head += "source: " + page.URL + "\n"
	}
	text, _ := redact.Text(head + strings.TrimPrefix(page.Markdown, "---\n"))
	return text
}

// Check reports why pages cannot be published, nil when they can.
func (f *Files) Check(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.config.Git != "" {
		return f.reach(ctx)
	}
	if err := os.MkdirAll(f.config.Path, 0o755); err != nil { //nolint:gosec // documents are for everybody
		return err
	}
	probe, err := os.CreateTemp(f.config.Path, ".toban-*")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}
