package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Why a symbolic link is not followed.
const (
	leftOutside = "a symbolic link that is absolute or leads out of the source"
	leftTwice   = "a symbolic link to what is read anyway"
	leftNowhere = "a symbolic link that leads nowhere"
)

// mostLinks are followed from one to the next, as operating systems do.
const mostLinks = 40

// A found is what a walk meets: a file, or why there is none.
type found struct {
	name  string      // within the source's folder
	entry fs.DirEntry // of the file, also where a link leads to it
	left  string      // why a link is not followed, else empty
	err   error
}

// A walker goes through a tree, and then along the links that it has met: what
// it reads anyway is not read once more by another name.
type walker struct {
	tree  *tree
	visit func(found)
	seen  map[string]bool // real paths of the source's folders and files
	links []reached
}

// reached is the path by which something is reached, and where that really is.
type reached struct{ at, real string }

func (p reached) child(name string) reached {
	return reached{at: path.Join(p.at, name), real: path.Join(p.real, name)}
}

// walk hands every file of the source to visit. Links are followed to whatever
// is in the tree, as those of a mounted ConfigMap are. Hidden folders and those
// of packages are left out.
func (t *tree) walk(visit func(found)) error {
	t.byName = map[string][]string{}
	w := &walker{tree: t, visit: visit, seen: map[string]bool{}}
	if err := w.folder(reached{at: ".", real: "."}); err != nil {
		return err
	}
	for len(w.links) > 0 {
		link := w.links[0]
		w.links = w.links[1:]
		if err := w.follow(link); err != nil {
			return err
		}
	}
	return nil
}

// mark notes that a place is read, if it is of the source; it reports whether
// it is.
func (w *walker) mark(p reached) (name string, ours bool) {
	name, ours = w.tree.within(p.at)
	if ours || p.at == w.tree.folder {
		w.seen[p.real] = true
	}
	return name, ours
}

func (w *walker) folder(p reached) error {
	name, ours := w.mark(p)
	entries, err := fs.ReadDir(w.tree.root.FS(), p.real)
	switch {
	case err == nil:
	case p.at == "." || p.at == w.tree.folder:
		return err
	case ours:
		w.visit(found{name: name, err: err})
	}
	for _, entry := range entries {
		child := p.child(entry.Name())
		switch {
		case entry.Type()&fs.ModeSymlink != 0:
			if w.leadsToPages(child.at) {
				w.links = append(w.links, child)
			}
		case !entry.IsDir():
			w.file(child, entry)
		case child.at == w.tree.folder || !passedOver(entry.Name()):
			if err := w.folder(child); err != nil {
				return err
			}
		}
	}
	return nil
}

// passedOver tells folders in which no page is looked for.
func passedOver(name string) bool { return strings.HasPrefix(name, ".") || name == "node_modules" }

// leadsToPages tells a link in the source's folder, or on the way to it.
func (w *walker) leadsToPages(at string) bool {
	if at == w.tree.folder || strings.HasPrefix(w.tree.folder, at+"/") {
		return true
	}
	_, ours := w.tree.within(at)
	return ours && !passedOver(path.Base(at))
}

func (w *walker) file(p reached, entry fs.DirEntry) {
	name, ours := w.mark(p)
	if entry.Type().IsRegular() {
		base := path.Base(p.at)
		w.tree.byName[base] = append(w.tree.byName[base], p.at)
	}
	if ours {
		w.visit(found{name: name, entry: entry})
	}
}

// follow goes where a link leads.
func (w *walker) follow(link reached) error {
	name, _ := w.tree.within(link.at)
	target, info, err := w.tree.resolveLink(link.real)
	switch {
	case err != nil:
		w.visit(leftLink(name, err))
	case w.seen[target]:
		if info.IsDir() || isMarkdown(name) {
			w.visit(found{name: name, left: leftTwice})
		}
	case info.IsDir():
		return w.folder(reached{at: link.at, real: target})
	default:
		w.file(reached{at: link.at, real: target}, fs.FileInfoToDirEntry(info))
	}
	return nil
}

// leftLink is a link that leads to nothing that may be read.
func leftLink(name string, err error) found {
	switch {
	case errors.Is(err, errOutside):
		return found{name: name, left: leftOutside}
	case errors.Is(err, fs.ErrNotExist):
		return found{name: name, left: leftNowhere}
	}
	return found{name: name, err: err}
}

// errOutside is a link out of the tree, or into what Git keeps for itself: its
// configuration may hold a password.
var errOutside = errors.New("outside of the source")

// resolveLink is the path without links of something in the tree, and what is
// there.
func (t *tree) resolveLink(at string) (target string, info fs.FileInfo, err error) {
	var done []string
	links := 0
	for todo := strings.Split(at, "/"); len(todo) > 0; {
		part := todo[0]
		todo = todo[1:]
		switch part {
		case "", ".":
			continue
		case "..":
			if len(done) == 0 {
				return "", nil, errOutside
			}
			done = done[:len(done)-1]
			continue
		case ".git":
			return "", nil, errOutside
		}
		next := path.Join(path.Join(done...), part)
		info, err = t.root.Lstat(next)
		if err != nil {
			return "", nil, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			done = append(done, part)
			continue
		}
		if links++; links > mostLinks {
			return "", nil, fmt.Errorf("%d links follow each other", links)
		}
		leads, err := t.root.Readlink(next)
		if err != nil {
			return "", nil, err
		}
		if filepath.IsAbs(leads) {
			return "", nil, errOutside
		}
		todo = slices.Concat(strings.Split(filepath.ToSlash(leads), "/"), todo)
	}
	target = path.Join(".", path.Join(done...))
	info, err = t.root.Stat(target)
	return target, info, err
}
