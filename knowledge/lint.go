package knowledge

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
)

// A Rule is a kind of flaw that [Library.Lint] finds.
type Rule string

// The rules.
const (
	RuleFrontMatter Rule = "front-matter" // the front matter cannot be read
	RuleEmpty       Rule = "empty"        // nothing is left once markup is removed
	RuleTitle       Rule = "title"        // no title, so the file's name is shown
	RuleDuplicate   Rule = "duplicate"    // several pages of a language have one title
	RuleKind        Rule = "kind"         // it is unknown whether it is a tutorial, a how-to, a reference or an explanation
	RuleStale       Rule = "stale"        // not touched for a year
	RuleUnreadable  Rule = "unreadable"   // the file cannot be read or is too large
	RuleLong        Rule = "long"         // so long that nobody finds anything on it
	RuleLink        Rule = "link"         // a link to a page or section of the source that is not there
	RuleOwner       Rule = "owner"        // nobody is named who keeps the page right
)

// Finding is a flaw of a document.
type Finding struct {
	Source  string
	Lang    Lang // of the source, where it has one: others may have its name
	Path    string
	Line    int // from 1; 0 means the whole file
	Rule    Rule
	Message string // one sentence without a period, in English
}

const (
	staleAfterYears = 1
	longPage        = 100_000 // bytes of text and code
)

// Lint looks for flaws in the documents as of the last refresh, ordered by
// source and path. Stale is judged by the front matter's date, else by the
// file's modification time.
func (l *Library) Lint(ctx context.Context) ([]Finding, error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.closed {
		return nil, errClosed
	}
	var findings []Finding
	for _, s := range l.report.Skipped {
		if s.Rule != "" {
			findings = append(findings, Finding{Source: s.Source, Lang: s.Lang, Path: s.Path, Rule: s.Rule, Message: s.Reason})
		}
	}
	now, corpus := l.now(), l.corpus()
	for _, lang := range []Lang{English, Japanese} {
		s := l.shards[lang]
		if s == nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("check documents: %w", err)
		}
		titles := map[string][]*page{}
		for _, p := range s.filed() {
			titles[p.source.Name+"\x00"+strings.ToLower(p.title)] = append(titles[p.source.Name+"\x00"+strings.ToLower(p.title)], p)
			findings = append(findings, lintPage(p, now)...)
			findings = append(findings, corpus.lintLinks(p)...)
			if p.owner == "" && corpus.owned[p.source.Name] {
				findings = append(findings, p.finding(RuleOwner, "no owner: add owner: to the front matter, or to the source for all of its pages"))
			}
		}
		for _, same := range titles {
			for i, p := range same {
				if len(same) > 1 {
					other := same[(i+1)%len(same)]
					findings = append(findings, p.finding(RuleDuplicate, fmt.Sprintf("title %q is also that of %s", p.title, other.file)))
				}
			}
		}
	}
	for _, s := range l.sources {
		if !corpus.owned[s.Name] {
			corpus.owned[s.Name] = true // once is enough
			findings = append(findings, Finding{Source: s.Name, Path: ".", Rule: RuleOwner, Message: "no page has an owner: add owner: to the source, or to the front matter of its pages"})
		}
	}
	slices.SortFunc(findings, func(a, b Finding) int {
		for _, c := range []int{strings.Compare(a.Source, b.Source), strings.Compare(string(a.Lang), string(b.Lang)), strings.Compare(a.Path, b.Path), strings.Compare(string(a.Rule), string(b.Rule))} {
			if c != 0 {
				return c
			}
		}
		return a.Line - b.Line
	})
	return findings, nil
}

func (p *page) finding(rule Rule, message string) Finding {
	return Finding{Source: p.source.Name, Lang: p.source.Lang, Path: p.file, Rule: rule, Message: message}
}

// stale reports whether the page was not touched for a year.
func (p *page) stale(now time.Time) bool {
	return !p.updated.IsZero() && p.updated.Before(now.AddDate(-staleAfterYears, 0, 0))
}

func lintPage(p *page, now time.Time) []Finding {
	var out []Finding
	if p.broken != nil {
		f := p.finding(RuleFrontMatter, p.broken.Error())
		f.Line = 1
		out = append(out, f)
	}
	if !p.titled {
		out = append(out, p.finding(RuleTitle, "no title in the front matter and no level-one heading"))
	}
	if p.kind == "" {
		out = append(out, p.finding(RuleKind, "no kind: add kind: tutorial, how-to, reference or explanation to the front matter, or kinds: with its folder to the source"))
	}
	if p.stale(now) {
		out = append(out, p.finding(RuleStale, "last updated on "+p.updated.Format(time.DateOnly)))
	}
	size := 0
	for _, s := range p.sections {
		for _, text := range s.Text {
			size += len(text)
		}
		for _, line := range s.Code {
			size += len(line)
		}
	}
	if size > longPage {
		out = append(out, p.finding(RuleLong, fmt.Sprintf("%d kB of text on one page", size/1000)))
	}
	return out
}

// corpus is what links between the files of sources can lead to.
type corpus struct {
	pages   map[pageKey]*page
	skipped map[skippedKey]Skipped
	owned   map[string]bool // sources of which a page has an owner, by name
}

type skippedKey struct {
	source string
	lang   Lang
	path   string
}

func (l *Library) corpus() corpus {
	c := corpus{pages: map[pageKey]*page{}, skipped: map[skippedKey]Skipped{}, owned: map[string]bool{}}
	for _, s := range l.shards {
		for _, p := range s.pages {
			c.pages[pageKey{p.source, p.file}] = p
			if p.owner != "" {
				c.owned[p.source.Name] = true
			}
		}
	}
	for _, s := range l.report.Skipped {
		c.skipped[skippedKey{s.Source, s.Lang, s.Path}] = s
	}
	return c
}

// lintLinks checks the links of a page to files of its source. What patterns
// exclude may be published all the same, and what lies above the source's folder
// is not known.
func (c corpus) lintLinks(p *page) []Finding {
	var out []Finding
	for _, link := range p.links {
		file, anchor, _ := strings.Cut(link.target, "#")
		at := p.file
		if file != "" {
			if unescaped, err := url.PathUnescape(file); err == nil {
				file = unescaped
			}
			at = path.Join(path.Dir(p.file), file)
		}
		if !isLocalPath(at) {
			continue
		}
		f := p.finding(RuleLink, "")
		f.Line = link.line
		target := c.pages[pageKey{p.source, at}]
		skipped, known := c.skipped[skippedKey{p.source.Name, p.source.Lang, at}]
		switch {
		case target != nil && (anchor == "" || target.has(anchor)):
			continue
		case target != nil:
			f.Message = fmt.Sprintf("link to %s, but %s has no such section", link.target, at)
		case known && (skipped.Reason == reasonExcluded || skipped.Reason == reasonFolder):
			continue
		case known:
			f.Message = fmt.Sprintf("link to %s, which is no page: %s", at, skipped.Reason)
		default:
			f.Message = fmt.Sprintf("link to %s, which does not exist", at)
		}
		out = append(out, f)
	}
	return out
}

// has tells whether a page has a place of that name. Generators differ in how
// they make names of headings, so that only letters and digits are compared.
func (p *page) has(anchor string) bool {
	if unescaped, err := url.PathUnescape(anchor); err == nil {
		anchor = unescaped
	}
	want := squeezeAnchor(anchor)
	if want == "" || want == "top" {
		return true
	}
	for _, s := range p.sections {
		if squeezeAnchor(s.Anchor) == want {
			return true
		}
		for _, a := range s.Anchors {
			if squeezeAnchor(a) == want {
				return true
			}
		}
	}
	return false
}

func squeezeAnchor(anchor string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, anchor)
}
