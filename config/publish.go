package config

import (
	"cmp"
	"path"
	"path/filepath"
	"strings"
)

// Publish says where pages that were approved in Slack are written as Markdown
// files. The zero Publish writes none.
type Publish struct {
	Path   string `yaml:"path"`   // folder
	Git    string `yaml:"git"`    // or the address of a repository
	Branch string `yaml:"branch"` // of the commits; empty means toban-pages
	Base   string `yaml:"base"`   // from which the branch is made; empty means the repository's default branch
	Folder string `yaml:"folder"` // within the repository; empty means its root
}

// DefaultPublishBranch is where commits of pages go.
const DefaultPublishBranch = "toban-pages"

// Enabled reports whether pages are written as files.
func (p Publish) Enabled() bool { return p.Path != "" || p.Git != "" }

// BranchName is the branch of the commits.
func (p Publish) BranchName() string { return cmp.Or(p.Branch, DefaultPublishBranch) }

// PublishDir is the folder of the working copy in which pages are committed.
func (c *Config) PublishDir() string { return filepath.Join(c.IndexDir(), "publish") }

func (l *loader) publish(c *Config) {
	p := c.Knowledge.Publish
	if !p.Enabled() && p == (Publish{}) {
		return
	}
	switch {
	case p.Path != "" && p.Git != "":
		l.wrong("knowledge.publish", "path and git exclude each other: write pages into a folder, or commit them")
	case !p.Enabled():
		l.wrong("knowledge.publish", "missing path or git: where pages are written")
	case p.Path != "" && p != (Publish{Path: p.Path}):
		l.wrong("knowledge.publish", "branch, base and folder belong to git; with path, name the folder itself")
	}
	if strings.HasPrefix(p.Git, "-") {
		l.wrong("knowledge.publish.git", "%q is no address of a repository", p.Git)
	}
	if f := p.Folder; f != "" && (path.IsAbs(f) || path.Clean(f) != strings.TrimSuffix(f, "/") || strings.HasPrefix(f, "..")) {
		l.wrong("knowledge.publish.folder", "%q is no folder within the repository; write one such as docs/captured", f)
	}
	for key, name := range map[string]string{"branch": p.Branch, "base": p.Base} {
		if strings.ContainsAny(name, " ~^:?*[\\") || strings.HasPrefix(name, "-") {
			l.wrong("knowledge.publish."+key, "%q is no name of a branch", name)
		}
	}
}
