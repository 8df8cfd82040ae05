package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// largestFile is the most bytes of a file that is read. The largest page known
// of is a generated table of 1.3 MB.
const largestFile = 8 << 20

// Reasons for leaving a file out that are flaws of the file.
const (
	reasonEmpty      = "empty once markup is removed"
	reasonEncoding   = "not UTF-8"
	reasonDuplicate  = "another source of this name has the same file"
	reasonUnreadable = "cannot be read: "
	reasonLarge      = "larger than "
)

// A page is one readable file. It is never changed once made.
type page struct {
	id        string // unique within a library
	canonical string // the same for all translations
	source    *Source
	file      string // path within the source's folder, with slashes
	lang      Lang
	title     string
	phrases   []string // what else people call it
	summary   string   // description from the front matter
	kind      DocKind
	updated   time.Time
	members   bool // only members may see it
	demoted   bool
	url       string // overrides the source's URL rule
	answer    string // heading of the section that hits show, whichever matches
	sections  []section
	titled    bool // the title comes from the file, not from its name
	broken    error
	terms     *docTerms

	content  [sha256.Size]byte // hash of the file
	modified time.Time         // of the file
}

// hash identifies what the index holds of the page.
func (p *page) hash() string {
	h := sha256.New()
	h.Write(p.content[:])
	h.Write([]byte(p.canonical))
	if p.members {
		h.Write([]byte("\x00" + AudienceMembers))
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// link is the address of a section of the page.
func (p *page) link(anchor string) string {
	if p.url == "" {
		return p.source.link(p.file, p.lang, anchor)
	}
	if anchor == "" || p.source == answers { // a message has no sections
		return p.url
	}
	return p.url + "#" + anchor
}

// A file to read, found by walking a source.
type file struct {
	source *Source
	root   *os.Root
	name   string
	info   fs.FileInfo
}

// list walks a source's folder. Names come in lexical order.
func (s *Source) list(root *os.Root) (files []file, skipped []Skipped, err error) {
	include, exclude := compilePatterns(s.Include), compilePatterns(s.Exclude)
	skip := func(name, reason string) {
		skipped = append(skipped, Skipped{Source: s.Name, Path: name, Reason: reason})
	}
	err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			if name == "." {
				return err
			}
			skip(name, reasonUnreadable+cause(err))
			return nil
		}
		if entry.IsDir() {
			if base := path.Base(name); name != "." && (strings.HasPrefix(base, ".") || base == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		switch strings.ToLower(path.Ext(name)) {
		case ".md", ".markdown", ".mdx":
		default:
			return nil
		}
		if len(include) > 0 && !include.match(name) || exclude.match(name) {
			skip(name, "excluded by the source's patterns")
			return nil
		}
		info, err := entry.Info()
		switch {
		case err != nil:
			skip(name, reasonUnreadable+cause(err))
		case !info.Mode().IsRegular():
			skip(name, "not a regular file")
		case info.Size() > largestFile:
			skip(name, fmt.Sprintf("%s%d MB", reasonLarge, largestFile>>20))
		default:
			files = append(files, file{source: s, root: root, name: name, info: info})
		}
		return nil
	})
	return files, skipped, err
}

// cause is an error without the path that the caller tells anyway.
func cause(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// readFiles reads files with all processors and hands each to use; use is called
// from several goroutines at once. Reading stops when ctx ends.
func readFiles(ctx context.Context, files []file, use func(i int, content []byte, err error)) error {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				content, err := files[i].root.ReadFile(files[i].name)
				use(i, content, err)
			}
		})
	}
	group.Wait()
	return ctx.Err()
}

// readPage makes a page of a file, or says why it is none.
func readPage(f file, content []byte) (p *page, reason string) {
	if !utf8.Valid(content) {
		return nil, reasonEncoding
	}
	text := string(content)
	d := readMarkdown(text)
	if d.front.hidden != "" {
		return nil, d.front.hidden
	}
	if d.empty() {
		return nil, reasonEmpty
	}
	return newPage(f.source, f.name, text, d, f.info.ModTime()), ""
}

// newPage makes a page of what its Markdown says. modified stands in where the
// front matter names no date.
func newPage(source *Source, name, text string, d document, modified time.Time) *page {
	canonical, lang := source.identify(name)
	if lang == "" {
		lang = pageLang(text)
	}
	p := &page{
		canonical: canonical,
		source:    source,
		file:      name,
		lang:      lang,
		phrases:   d.front.phrases,
		summary:   d.front.description,
		kind:      d.front.kind,
		updated:   d.front.updated,
		url:       d.front.url,
		sections:  d.sections,
		titled:    true,
		broken:    d.broken,
		members:   source.Audience == AudienceMembers || d.front.audience == AudienceMembers,
	}
	p.id = string(lang) + ":" + source.Name + "/" + name
	switch {
	case d.front.title != "":
		p.title = d.front.title
	case d.heading != "":
		p.title = d.heading
	default:
		p.title, p.titled = titleOfPath(name), false
	}
	if d.front.linkTitle != "" && d.front.linkTitle != p.title {
		p.phrases = append(p.phrases, d.front.linkTitle)
	}
	if p.kind == "" {
		p.kind = kindOfPath(name)
	}
	demote := source.Demote
	if demote == nil {
		demote = defaultDemote
	}
	p.demoted = compilePatterns(demote).match(strings.TrimSuffix(name, path.Ext(name)))
	if p.updated.IsZero() {
		p.updated = modified
	}
	return p
}

// titleOfPath makes a title of a file's name, of its folder's for index files.
func titleOfPath(name string) string {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	switch strings.ToLower(base) {
	case "_index", "index", "readme":
		if dir := path.Base(path.Dir(name)); dir != "." {
			base = dir
		}
	}
	base = strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(base))
	if base == "" {
		return name
	}
	return strings.ToUpper(base[:1]) + base[1:]
}

// dropFragments takes out the files that others include. Where nearly every page
// of a source has a title, a file without one is a fragment, not a page: the
// Kubernetes site keeps a hundred such files, while whole MkDocs sites do without
// titles.
func dropFragments(pages []*page) (kept []*page, skipped []Skipped) {
	type count struct{ all, titled int }
	counts := map[*Source]count{}
	for _, p := range pages {
		c := counts[p.source]
		c.all++
		if p.titled {
			c.titled++
		}
		counts[p.source] = c
	}
	for _, p := range pages {
		c := counts[p.source]
		if !p.titled && c.titled*4 >= c.all*3 {
			skipped = append(skipped, Skipped{Source: p.source.Name, Path: p.file, Reason: "no title: a fragment that other pages include"})
			continue
		}
		kept = append(kept, p)
	}
	return kept, skipped
}

// openRoot opens the folder of a source. index is its place in the configuration.
func (s *Source) openRoot(index int, folder string) (*os.Root, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("knowledge.sources[%d].path: open documents of %s at %s: %s", index, s.Name, folder, cause(err))
	}
	return root, nil
}

func sortPages(pages []*page) {
	slices.SortFunc(pages, func(a, b *page) int { return strings.Compare(a.id, b.id) })
}

// sortSkipped orders by source and path, so that reports can be compared.
func sortSkipped(skipped []Skipped) {
	slices.SortFunc(skipped, func(a, b Skipped) int {
		if c := strings.Compare(a.Source, b.Source); c != 0 {
			return c
		}
		return strings.Compare(a.Path, b.Path)
	})
}
