package knowledge

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
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
	reasonFolder     = "the page of a folder, without text of its own"
	reasonEncoding   = "not UTF-8"
	reasonDuplicate  = "another source of this name has the same file"
	reasonUnreadable = "cannot be read: "
	reasonLarge      = "larger than "
	reasonExcluded   = "excluded by the source's patterns"
	reasonSource     = "source cannot be brought up to date: "
)

// A page is one readable file. It is never changed once made.
type page struct {
	id         string // unique within a library
	canonical  string // the same for all translations
	source     *Source
	file       string // path within the source's folder, with slashes
	lang       Lang
	title      string
	phrases    []string // what else people call it
	summary    string   // description from the front matter
	kind       DocKind
	owner      string
	updated    time.Time // zero where nothing tells
	published  time.Time // from when its site shows it; zero means always
	expires    time.Time // from when no more; zero means never
	members    bool      // only members may see it
	demoted    bool
	article    string // name of the article that the file stands for, see ArticleKey
	url        string // overrides the source's URL rule
	answer     string // heading of the section that hits show, whichever matches
	sections   []section
	links      []localLink
	included   string // see document
	titled     bool   // the title comes from the file, not from its name
	fronted    bool   // from its front matter
	broken     error
	terms      *docTerms
	references []reference // links to other pages

	raw      [sha256.Size]byte // hash of the file
	content  [sha256.Size]byte // of the file and of what it includes
	modified time.Time         // of the file
}

// expired reports whether the page's site shows it no more.
func (p *page) expired(now time.Time) bool { return !p.expires.IsZero() && !now.Before(p.expires) }

// untimely says why the page's site does not show it now, empty if it does.
func (p *page) untimely(now time.Time) string {
	switch {
	case now.Before(p.published):
		return "not published before " + p.published.Format(time.DateOnly)
	case p.expired(now):
		return "expired on " + p.expires.Format(time.DateOnly)
	}
	return ""
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
	tree   *tree
	name   string // within the source's folder
	info   fs.FileInfo
}

func (s *Source) skip(name string, rule Rule, reason string) Skipped {
	return Skipped{Source: s.Name, Lang: s.Lang, Path: name, Rule: rule, Reason: reason}
}

// list walks a source's folder. Files come in the lexical order of their names.
func (s *Source) list(t *tree) (files []file, skipped []Skipped, err error) {
	rules := s.compile()
	skip := func(name string, rule Rule, reason string) {
		skipped = append(skipped, s.skip(name, rule, reason))
	}
	err = t.walk(func(f found) {
		name := f.name
		if f.err != nil {
			skip(name, RuleUnreadable, reasonUnreadable+cause(f.err))
			return
		}
		if !isMarkdown(name) && f.left == "" {
			return
		}
		if len(rules.include) > 0 && !rules.include.match(name) || rules.exclude.match(name) {
			skip(name, "", reasonExcluded)
			return
		}
		if f.left != "" {
			skip(name, "", f.left)
			return
		}
		if base := path.Base(name); strings.HasPrefix(base, "_") && !strings.HasPrefix(base, "_index.") {
			skip(name, "", "its name begins with _: a fragment that other pages include")
			return
		}
		info, err := f.entry.Info()
		switch {
		case err != nil:
			skip(name, RuleUnreadable, reasonUnreadable+cause(err))
		case !info.Mode().IsRegular():
			skip(name, RuleUnreadable, "not a regular file")
		case info.Size() > largestFile:
			skip(name, RuleUnreadable, fmt.Sprintf("%s%d MB", reasonLarge, largestFile>>20))
		default:
			files = append(files, file{source: s, tree: t, name: name, info: info})
		}
	})
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
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
				content, err := files[i].tree.read(files[i].name)
				use(i, content, err)
			}
		})
	}
	group.Wait()
	return ctx.Err()
}

// readPage makes a page of a file, or says why it is none and which rule that
// breaks, if any.
func readPage(f file, content []byte) (p *page, rule Rule, reason string) {
	if !utf8.Valid(content) {
		return nil, RuleUnreadable, reasonEncoding
	}
	text := string(content)
	d := readDialect(text, dialect{
		mdx:     strings.EqualFold(path.Ext(f.name), ".mdx"),
		include: func(name string) (string, bool) { return f.tree.include(f.name, name) },
	})
	if d.front.hidden != "" {
		return nil, "", d.front.hidden
	}
	switch {
	case d.empty() && isIndex(f.name) && d.front.title != "": // a site lists the folder's pages there
		return nil, "", reasonFolder
	case d.empty():
		return nil, RuleEmpty, reasonEmpty
	}
	modified := f.info.ModTime()
	if f.source.Git != "" {
		modified = time.Time{} // a shallow clone knows when it was made, not when a page was written
	}
	return newPage(f.source, f.name, text, d, modified), "", ""
}

// newPage makes a page of what its Markdown says. modified, which may be zero,
// stands in where the front matter names no date.
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
		published: d.front.published,
		expires:   d.front.expires,
		url:       d.front.url,
		article:   d.front.article,
		sections:  d.sections,
		links:     d.links,
		included:  d.included,
		owner:     cmp.Or(d.front.owner, source.Owner),
		titled:    true,
		broken:    d.broken,
		members:   source.Audience == AudienceMembers || d.front.audience == AudienceMembers,
	}
	p.id = string(lang) + ":" + source.Name + "/" + name
	switch {
	case d.front.title != "":
		p.title, p.fronted = d.front.title, true
	case d.heading != "":
		p.title = d.heading
	default:
		p.title, p.titled = titleOfPath(name), false
	}
	if d.front.linkTitle != "" && d.front.linkTitle != p.title {
		p.phrases = append(p.phrases, d.front.linkTitle)
	}
	rules := source.compile()
	if p.kind == "" {
		p.kind = rules.kindOf(name)
	}
	p.demoted = rules.demote.match(strings.TrimSuffix(name, path.Ext(name)))
	if p.updated.IsZero() {
		p.updated = modified
	}
	return p
}

// titleOfPath makes a title of a file's name, of its folder's for index files.
func titleOfPath(name string) string {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if dir := path.Base(path.Dir(name)); isIndex(name) && dir != "." {
		base = dir
	}
	base = strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(base))
	if base == "" {
		return name
	}
	return strings.ToUpper(base[:1]) + base[1:]
}

// dropFragments takes out the files that others include. Where nearly every page
// of a source has a title in its front matter, a file without any is a fragment,
// not a page: the Kubernetes site keeps a hundred such files, while whole MkDocs
// sites do without titles. So is one without that another page was seen to
// include. The page of a folder needs no title, it has the folder's name.
func dropFragments(pages []*page, included func(*page) bool) (kept []*page, skipped []Skipped) {
	type count struct{ all, fronted int }
	counts := map[*Source]count{}
	for _, p := range pages {
		c := counts[p.source]
		c.all++
		if p.fronted {
			c.fronted++
		}
		counts[p.source] = c
	}
	for _, p := range pages {
		c := counts[p.source]
		if !p.titled && (included(p) || !isIndex(p.file) && c.fronted*4 >= c.all*3) {
			skipped = append(skipped, p.source.skip(p.file, "", "no title: a fragment that other pages include"))
			continue
		}
		kept = append(kept, p)
	}
	return kept, skipped
}

// isIndex tells files that are the page of their folder.
func isIndex(file string) bool {
	base := path.Base(file)
	switch strings.ToLower(strings.TrimSuffix(base, path.Ext(base))) {
	case "_index", "index", "readme":
		return true
	}
	return false
}

func sortPages(pages []*page) {
	slices.SortFunc(pages, func(a, b *page) int { return strings.Compare(a.id, b.id) })
}

// sortSkipped orders by source and path, so that reports can be compared.
func sortSkipped(skipped []Skipped) {
	slices.SortFunc(skipped, func(a, b Skipped) int {
		return cmp.Or(strings.Compare(a.Source, b.Source), strings.Compare(string(a.Lang), string(b.Lang)), strings.Compare(a.Path, b.Path))
	})
}
