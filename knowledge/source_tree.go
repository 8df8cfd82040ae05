package knowledge

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A tree is the folder that a source is read from. What pages include is looked
// for in all of it: with Git in the whole repository, else in the source's
// folder. Nothing outside of it can be reached, by links neither; only the
// folder itself may be one.
type tree struct {
	root   *os.Root
	folder string // of the source within root, "." for all of it

	byName map[string][]string // files of root by their last name; set by walk
	taken  sync.Map            // paths of Markdown files that were included
}

// openTree opens folder, of which a source may only be a part.
func openTree(folder, part string) (*tree, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	t := &tree{root: root, folder: path.Clean(filepath.ToSlash(part))}
	info, err := root.Stat(t.folder)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is not a folder", t.folder)
	}
	if err != nil {
		_ = root.Close() // it was only looked at
		return nil, err
	}
	return t, nil
}

func (t *tree) close() { _ = t.root.Close() } // it was only read

// within is the path in the source's folder of what lies in it.
func (t *tree) within(at string) (name string, ok bool) {
	if t.folder == "." {
		return at, true
	}
	return strings.CutPrefix(at, t.folder+"/")
}

func (t *tree) read(name string) ([]byte, error) { return t.root.ReadFile(path.Join(t.folder, name)) }

// include returns the text of a file that a page asks for. Site generators look
// for such files in folders of their own configuration, so that any file counts
// whose path ends as asked, the nearest to the page first.
func (t *tree) include(page, name string) (string, bool) {
	at := t.resolve(path.Join(t.folder, page), strings.TrimSpace(name))
	if at == "" {
		return "", false
	}
	if info, err := t.root.Stat(at); err != nil || info.Size() > maxIncluded {
		return "", false
	}
	content, err := t.root.ReadFile(at)
	if err != nil || !utf8.Valid(content) {
		return "", false
	}
	if isMarkdown(at) {
		t.taken.Store(at, true)
	}
	return string(content), true
}

func (t *tree) resolve(page, name string) string {
	name = path.Clean(filepath.ToSlash(name))
	all := t.byName[path.Base(name)]
	dir := path.Dir(page)
	if exact := path.Join(dir, name); slices.Contains(all, exact) {
		return exact
	}
	for strings.HasPrefix(name, "../") || strings.HasPrefix(name, "/") {
		_, name, _ = strings.Cut(name, "/")
	}
	best, nearest := "", -1
	for _, at := range all {
		if !strings.HasSuffix("/"+at, "/"+name) || at == page {
			continue
		}
		if n := sharedFolders(dir, path.Dir(at)); n > nearest {
			best, nearest = at, n
		}
	}
	return best
}

// sharedFolders is how many folders two paths have in common from the root on.
func sharedFolders(a, b string) int {
	n := 0
	other := strings.Split(b, "/")
	for i, part := range strings.Split(a, "/") {
		if i >= len(other) || other[i] != part {
			break
		}
		n++
	}
	return n
}

// included tells whether a page was seen to be part of another.
func (t *tree) included(name string) bool {
	_, ok := t.taken.Load(path.Join(t.folder, name))
	return ok
}
