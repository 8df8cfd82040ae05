package knowledge

import (
	"math"
	"path"
	"regexp"
	"strings"
)

// A reference is a link from one page to another: what the writers of other
// pages call a page is often what askers call it.
type reference struct {
	target string // as written, without query and fragment
	terms  []termID
}

var (
	inlineLink = regexp.MustCompile(`\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(<?([^()\s<>]+)[^()]*\)`)
	linkScheme = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:|^//`)
)

// referencesIn finds the links of a page to other pages of its site, those in
// code blocks apart.
func referencesIn(src string, lexicon *lexicon) []reference {
	var refs []reference
	fence := ""
	for line := range strings.Lines(src) {
		if m := fenceLine.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			switch {
			case fence == "":
				fence = m[1][:3]
			case strings.HasPrefix(m[1], fence):
				fence = ""
			}
			continue
		}
		if fence != "" || !strings.Contains(line, "](") {
			continue
		}
		for _, m := range inlineLink.FindAllStringSubmatch(line, -1) {
			target, _, _ := strings.Cut(m[2], "#")
			target, _, _ = strings.Cut(target, "?")
			if target == "" || linkScheme.MatchString(target) {
				continue
			}
			r := reference{target: target}
			analyze(plainInline(m[1]), func(t token) {
				if !t.stop {
					r.terms = append(r.terms, lexicon.add(t.term))
				}
			})
			if len(r.terms) > 0 {
				refs = append(refs, r)
			}
		}
	}
	return refs
}

// A site finds pages by what links to them say.
type site map[string]*page

func siteKey(s *Source, published string) string {
	return s.Name + "/" + strings.ToLower(strings.Trim(published, "/"))
}

func newSite(pages []*page) site {
	at := make(site, len(pages))
	for _, p := range pages {
		_, rest, _ := strings.Cut(p.canonical, "/")
		at[siteKey(p.source, published(rest))] = p
	}
	return at
}

// leastSegments is how much of an address from a site's root must be a page's
// path: sites publish a folder of the repository under a prefix of their own.
const leastSegments = 2

// resolve returns the page that a link leads to, nil if it is none of the site's.
func (s site) resolve(from *page, target string) *page {
	_, file, _ := strings.Cut(from.canonical, "/")
	target = strings.TrimSuffix(target, path.Ext(target))
	if base := path.Base(target); base == "index" || base == "_index" || base == "README" {
		target = path.Dir(target)
	}
	if !strings.HasPrefix(target, "/") {
		// From the file's folder, as in the repository, or from the page's
		// own, as on the site.
		for _, dir := range []string{path.Dir(file), published(file)} {
			if p := s[siteKey(from.source, path.Join(dir, target))]; p != nil {
				return p
			}
		}
		return nil
	}
	rest := strings.Trim(target, "/")
	for {
		if p := s[siteKey(from.source, rest)]; p != nil {
			return p
		}
		_, tail, ok := strings.Cut(rest, "/")
		if !ok || strings.Count(tail, "/")+1 < leastSegments {
			return nil
		}
		rest = tail
	}
}

// calledBy collects the words of links by the page that they lead to. A page
// that links to another several times with the same words counts once.
func calledBy(pages []*page) map[*page]*incoming {
	at := newSite(pages)
	found := map[*page]*incoming{}
	for _, from := range pages {
		type word struct {
			to   *page
			term termID
		}
		seen := map[word]bool{}
		linked := map[*page]bool{}
		for _, r := range from.references {
			to := at.resolve(from, r.target)
			if to == nil || to == from {
				continue
			}
			in := found[to]
			if in == nil {
				in = &incoming{counts: map[termID]int{}}
				found[to] = in
			}
			if !linked[to] {
				linked[to] = true
				in.pages++
			}
			for _, t := range r.terms {
				if k := (word{to, t}); !seen[k] {
					seen[k] = true
					in.counts[t]++
				}
			}
		}
	}
	return found
}

// incoming is what other pages of a site say in links to a page.
type incoming struct {
	pages  int            // that link to it
	counts map[termID]int // pages by word
}

// worth is what a word of links is worth as BM25F's share of a term.
func (in *incoming) worth(term termID) float64 {
	if in == nil || in.counts[term] == 0 {
		return 0
	}
	return anchorWeight * math.Pow(float64(in.counts[term]), anchorPower) / (1 - anchorNorm + anchorNorm*math.Log1p(float64(in.pages)))
}

// times is the number of pages that use a word in a link to the page.
func (in *incoming) times(term termID) int {
	if in == nil {
		return 0
	}
	return in.counts[term]
}

// popularity is the factor of a page that others link to.
func (in *incoming) popularity() float64 {
	if in == nil {
		return 1
	}
	return 1 + linkedFactor*math.Log1p(float64(in.pages))
}
