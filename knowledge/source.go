package knowledge

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Who may be shown the pages of a source.
const (
	AudienceEveryone = "everyone"
	AudienceMembers  = "members"
)

// Source is a folder of Markdown files. Several sources of one name with
// different languages are translations of each other: files of the same path are
// one page.
type Source struct {
	// Name identifies the source in hits and page ids. It must not contain "/".
	Name string `yaml:"name"`
	// Path is the folder. With Git it is the folder within the repository, empty
	// for all of it.
	Path string `yaml:"path"`
	// URL makes links. {path} stands for the file's path, {page} for the path as
	// web sites publish it (without extension, index files being their folder),
	// {lang} for the page's language, {anchor} for the section. Without {anchor}
	// the section is appended as "#anchor". Empty means no links.
	URL string `yaml:"url"`
	// Lang is the language of every page. Empty means: from a first folder named
	// after a language (en, ja), a suffix before the extension (page.ja.md),
	// else from the text.
	Lang Lang `yaml:"lang"`
	// Audience is AudienceEveryone or AudienceMembers; empty means everyone.
	Audience string `yaml:"audience"`
	// Include and Exclude choose files, Demote lists those that rank lower.
	// A pattern without "/" matches a file or folder of that name at any depth,
	// one with "/" matches from the source's root; "*" stays within a name, "**"
	// does not. A matching folder covers everything below it. No Include means
	// every file; a nil Demote means release notes, proposals, contributor
	// guides, generated and API pages, an empty one nothing.
	Include []string `yaml:"include"`
	Exclude []string `yaml:"exclude"`
	Demote  []string `yaml:"demote"`
	// Kinds tells the kind of pages whose front matter does not, by patterns
	// like those above, such as {how-to: [runbooks], explanation: [adr]}. Pages
	// that none matches go by folders of usual names.
	Kinds map[DocKind][]string `yaml:"kinds"`
	// Owner keeps the pages right whose front matter names nobody.
	Owner string `yaml:"owner"`
	// Aliases are further names of the product. A question that uses the name or
	// an alias prefers pages of this source.
	Aliases []string `yaml:"aliases"`
	// NoEmbeddings keeps the text of the pages from the endpoint of
	// [Embeddings]; they are found by words alone.
	NoEmbeddings bool `yaml:"no_embeddings"`

	// Git is a repository to read from, cloned with the git program into the
	// index folder. Branch empty means the remote's default. Every is how often
	// the owner of the library should refresh it; zero leaves that to the owner.
	Git    string        `yaml:"git"`
	Branch string        `yaml:"branch"`
	Every  time.Duration `yaml:"every"`

	rules *pageRules // of the patterns; nil before Open
}

// pageRules are the patterns of a source, ready to use.
type pageRules struct {
	include, exclude, demote patterns
	kinds                    []kindRule
}

type kindRule struct {
	kind DocKind
	at   patterns
}

func (s *Source) compile() *pageRules {
	if s.rules != nil {
		return s.rules
	}
	demote := s.Demote
	if demote == nil {
		demote = defaultDemote
	}
	r := &pageRules{include: compilePatterns(s.Include), exclude: compilePatterns(s.Exclude), demote: compilePatterns(demote)}
	for _, k := range slices.Sorted(maps.Keys(s.Kinds)) {
		r.kinds = append(r.kinds, kindRule{kind: k, at: compilePatterns(s.Kinds[k])})
	}
	return r
}

// kindOf is the kind that the source gives a file, else that of its folders.
func (r *pageRules) kindOf(file string) DocKind {
	for _, k := range r.kinds {
		if k.at.match(file) {
			return k.kind
		}
	}
	return kindOfPath(file)
}

// defaultDemote lists what answers few questions although it is full of words.
var defaultDemote = []string{
	"release-notes*", "release_notes*", "releases", "changelog*", "proposals", "enhancements", "design",
	"contributing*", "contribute", "developer-guide", "generated", "upgrading", "upgrade*", "api", "*-api",
}

// Validate returns every mistake of the source at once, joined; nil if it can be
// read.
func (s Source) Validate() error {
	var errs []error
	switch {
	case s.Name == "":
		errs = append(errs, errors.New("name is missing"))
	case strings.ContainsAny(s.Name, "/\\ \t\n"):
		errs = append(errs, fmt.Errorf("name %q must not contain slashes or spaces", s.Name))
	case s.Name == answers.Name:
		errs = append(errs, fmt.Errorf("name %q is that of the pages written in Slack, choose another", s.Name))
	}
	if s.Path == "" && s.Git == "" {
		errs = append(errs, errors.New("path is missing: name the folder that holds the Markdown files"))
	}
	if s.Git == "" && s.Branch != "" {
		errs = append(errs, errors.New("branch is only used together with git"))
	}
	if s.Git != "" && (strings.HasPrefix(s.Git, "-") || strings.HasPrefix(s.Branch, "-")) {
		errs = append(errs, errors.New("git and branch must not begin with a dash"))
	}
	if s.Git != "" && s.Path != "" && !isLocalPath(s.Path) {
		errs = append(errs, fmt.Errorf("path %q must be a folder within the repository", s.Path))
	}
	switch s.Lang {
	case "", Japanese, English:
	default:
		errs = append(errs, fmt.Errorf("lang %q is not one of ja, en", s.Lang))
	}
	switch s.Audience {
	case "", AudienceEveryone, AudienceMembers:
	default:
		errs = append(errs, fmt.Errorf("audience %q is not one of everyone, members", s.Audience))
	}
	if s.Every < 0 {
		errs = append(errs, fmt.Errorf("every %s must not be negative", s.Every))
	}
	if s.URL != "" {
		if u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(s.URL)); err != nil || u.Scheme == "" {
			errs = append(errs, fmt.Errorf("url %q is not an absolute URL, such as https://docs.example.com/{page}", s.URL))
		}
		for _, p := range placeholder.FindAllString(s.URL, -1) {
			if !slices.Contains([]string{"{path}", "{page}", "{lang}", "{anchor}"}, p) {
				errs = append(errs, fmt.Errorf("url has the unknown placeholder %s: known are {path}, {page}, {lang}, {anchor}", p))
			}
		}
	}
	lists := [][]string{s.Include, s.Exclude, s.Demote}
	for _, k := range slices.Sorted(maps.Keys(s.Kinds)) {
		switch k {
		case Tutorial, HowTo, Reference, Explanation:
		default:
			errs = append(errs, fmt.Errorf("kinds: %q is not one of tutorial, how-to, reference, explanation", string(k)))
		}
		lists = append(lists, s.Kinds[k])
	}
	for _, list := range lists {
		if slices.Contains(list, "") {
			errs = append(errs, errors.New("an include, exclude, demote or kinds pattern is empty"))
		}
	}
	return errors.Join(errs...)
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func isLocalPath(p string) bool {
	p = path.Clean(strings.ReplaceAll(p, "\\", "/"))
	return !path.IsAbs(p) && p != ".." && !strings.HasPrefix(p, "../")
}

// link returns the address of a file of the source.
func (s Source) link(file string, lang Lang, anchor string) string {
	if s.URL == "" {
		return ""
	}
	base := s.URL
	if !strings.Contains(base, "{path}") && !strings.Contains(base, "{page}") {
		head, fragment, _ := strings.Cut(base, "#")
		base = strings.TrimSuffix(head, "/") + "/{page}"
		if fragment != "" {
			base += "#" + fragment
		}
	}
	link := strings.NewReplacer(
		"{path}", escapePath(file),
		"{page}", escapePath(published(file)),
		"{lang}", string(lang),
		"{anchor}", url.PathEscape(anchor),
	).Replace(base)
	if anchor != "" && !strings.Contains(s.URL, "{anchor}") {
		link += "#" + url.PathEscape(anchor)
	}
	return strings.TrimSuffix(link, "#")
}

// published is the path under which static site generators serve a file.
func published(file string) string {
	dir, name := path.Split(strings.TrimSuffix(file, path.Ext(file)))
	if isIndex(file) {
		return dir
	}
	return dir + name + "/"
}

func escapePath(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// identify returns the canonical id of a file and the language that its name
// tells, empty if none does.
func (s Source) identify(file string) (canonical string, lang Lang) {
	lang = s.Lang
	rest := file
	if lang == "" {
		if first, tail, ok := strings.Cut(file, "/"); ok && isLang(first) {
			lang, rest = Lang(first), tail
		} else if base := strings.TrimSuffix(file, path.Ext(file)); isLang(strings.TrimPrefix(path.Ext(base), ".")) {
			suffix := path.Ext(base)
			lang, rest = Lang(suffix[1:]), strings.TrimSuffix(base, suffix)+path.Ext(file)
		}
	}
	return s.Name + "/" + rest, lang
}

func isLang(s string) bool { return s == string(Japanese) || s == string(English) }

// patterns is a set of globs, see [Source].
type patterns []*regexp.Regexp

func compilePatterns(globs []string) patterns {
	var ps patterns
	for _, g := range globs {
		g = strings.Trim(strings.TrimPrefix(g, "./"), "/")
		prefix := "^"
		if !strings.Contains(g, "/") {
			prefix = "(?:^|/)"
		}
		body := strings.NewReplacer(
			`\*\*/`, `(?:.*/)?`,
			`\*\*`, `.*`,
			`\*`, `[^/]*`,
			`\?`, `[^/]`,
		).Replace(regexp.QuoteMeta(g))
		ps = append(ps, regexp.MustCompile(prefix+body+"(?:/|$)"))
	}
	return ps
}

func (ps patterns) match(file string) bool {
	return slices.ContainsFunc(ps, func(re *regexp.Regexp) bool { return re.MatchString(file) })
}
