package knowledge

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
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
)

// Finding is a flaw of a document.
type Finding struct {
	Source  string
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
			findings = append(findings, Finding{Source: s.Source, Path: s.Path, Rule: s.Rule, Message: s.Reason})
		}
	}
	now := l.now()
	for _, lang := range []Lang{English, Japanese} {
		s := l.shards[lang]
		if s == nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("check documents: %w", err)
		}
		titles := map[string][]*page{}
		for _, p := range s.pages {
			titles[p.source.Name+"\x00"+strings.ToLower(p.title)] = append(titles[p.source.Name+"\x00"+strings.ToLower(p.title)], p)
			findings = append(findings, lintPage(p, now)...)
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
	slices.SortFunc(findings, func(a, b Finding) int {
		for _, c := range []int{strings.Compare(a.Source, b.Source), strings.Compare(a.Path, b.Path), strings.Compare(string(a.Rule), string(b.Rule))} {
			if c != 0 {
				return c
			}
		}
		return a.Line - b.Line
	})
	return findings, nil
}

func (p *page) finding(rule Rule, message string) Finding {
	return Finding{Source: p.source.Name, Path: p.file, Rule: rule, Message: message}
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
		out = append(out, p.finding(RuleKind, "no kind: add kind: tutorial, how-to, reference or explanation to the front matter"))
	}
	if !p.updated.IsZero() && p.updated.Before(now.AddDate(-staleAfterYears, 0, 0)) {
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
