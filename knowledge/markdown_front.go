package knowledge

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/goccy/go-yaml"
)

// frontMatter is the part of a page's metadata that search uses.
type frontMatter struct {
	present     bool
	title       string
	linkTitle   string
	description string
	phrases     []string // keywords, questions, aliases in words: what people call the page's subject
	kind        DocKind
	updated     time.Time
	published   time.Time // when the site begins to publish the page
	expires     time.Time // when it ceases to
	audience    string
	owner       string // who keeps the page right: people or a team, as written
	url         string
	article     string // see ArticleKey
	hidden      string // why the site does not publish the page
}

// readFrontMatter cuts the front matter off a file: YAML between lines of "---"
// or TOML between lines of "+++". lines is how many lines were cut. An error
// tells what is wrong with the front matter; rest is good all the same.
func readFrontMatter(src string) (f frontMatter, rest string, lines int, err error) {
	var mark string
	switch {
	case strings.HasPrefix(src, "---\n"):
		mark = "---"
	case strings.HasPrefix(src, "+++\n"):
		mark = "+++"
	default:
		return f, src, 0, nil
	}
	body, rest, ok := cutAtLine(src[4:], mark)
	if !ok {
		if mark == "---" && !strings.Contains(src[4:], ":") {
			return f, src, 0, nil // a thematic break on the first line
		}
		return f, src, 0, fmt.Errorf("front matter is not closed by a line of %q", mark)
	}
	f.present = true
	lines = strings.Count(body, "\n") + 2
	values := map[string]any{}
	if err = unmarshal(mark, body, &values); err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return f, rest, lines, fmt.Errorf("read front matter: %s", first)
	}
	f.fill(values)
	return f, rest, lines, nil
}

// unmarshal guards against a parser that gives up by panicking: the text is
// other people's.
func unmarshal(mark, body string, into *map[string]any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("unreadable: %v", r)
		}
	}()
	if mark == "+++" {
		return toml.Unmarshal([]byte(body), into)
	}
	return yaml.Unmarshal([]byte(body), into)
}

// cutAtLine splits s at the first line that is mark alone.
func cutAtLine(s, mark string) (before, after string, ok bool) {
	for at := 0; at <= len(s); {
		line, _, more := strings.Cut(s[at:], "\n")
		if strings.TrimRight(line, " \t") == mark {
			end := min(at+len(line)+1, len(s))
			return s[:at], s[end:], true
		}
		if !more {
			break
		}
		at += len(line) + 1
	}
	return "", "", false
}

func (f *frontMatter) fill(values map[string]any) {
	f.title = words(values["title"])
	f.linkTitle = words(values["linkTitle"])
	f.description = words(values["description"])
	for _, key := range []string{"keywords", "questions", "synonyms", "tags", "aka"} {
		f.phrases = append(f.phrases, list(values[key])...)
	}
	for _, key := range []string{"kind", "diataxis", "content_type", "doc_type", "type"} {
		if k := kindOf(words(values[key])); k != "" {
			f.kind = k
			break
		}
	}
	for _, key := range []string{"updated", "lastmod", "last_modified_at", "date"} {
		if t := day(values[key]); !t.IsZero() {
			f.updated = t
			break
		}
	}
	f.published = dayOf(values, "publishDate", "pubDate")
	f.expires = dayOf(values, "expiryDate", "unpublishDate")
	if a := words(values["audience"]); a == AudienceEveryone || a == AudienceMembers {
		f.audience = a
	}
	for _, key := range []string{"owner", "owners", "maintainer", "maintainers"} {
		if all := list(values[key]); len(all) > 0 {
			f.owner = strings.Join(all, ", ")
			break
		}
	}
	if u := words(values["url"]); strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") {
		f.url = u
	}
	f.article = words(values[ArticleKey])
	f.hidden = hidden(values)
}

// hidden says why a site generator does not publish the page, empty if it does.
func hidden(values map[string]any) string {
	if truth(values["draft"]) {
		return "draft"
	}
	for _, key := range []string{"_build", "build"} {
		if build, ok := values[key].(map[string]any); ok {
			switch words(build["render"]) {
			case "false", "never", "link":
				return "never published (build.render)"
			}
		}
	}
	if truth(values["headless"]) {
		return "never published (headless)"
	}
	if words(values["published"]) == "false" {
		return "never published (published: false)"
	}
	if truth(values["unlisted"]) {
		return "unlisted"
	}
	if search, ok := values["search"].(map[string]any); ok && truth(search["exclude"]) {
		return "kept out of search by its front matter"
	}
	if _, short := values["short_description"]; short {
		if _, id := values["id"]; id {
			return "glossary entry"
		}
	}
	return ""
}

func truth(v any) bool { return words(v) == "true" }

// words is the text of a scalar, in one line.
func words(v any) string {
	switch v := v.(type) {
	case nil, map[string]any, []any:
		return ""
	case string:
		return strings.Join(strings.Fields(strings.Map(printable, plainInline(v))), " ")
	default:
		return fmt.Sprint(v)
	}
}

// list is a list of texts; a text alone may hold several between commas.
func list(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if w := words(e); w != "" {
				out = append(out, w)
			}
		}
	case string:
		for part := range strings.SplitSeq(v, ",") {
			if w := words(part); w != "" {
				out = append(out, w)
			}
		}
	}
	return out
}

// dayOf reads the first of some keys that is a day. Hugo does not tell capitals
// apart.
func dayOf(values map[string]any, keys ...string) time.Time {
	for _, key := range keys {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if !strings.EqualFold(name, key) {
				continue
			}
			if t := day(values[name]); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

// day reads a date or a time of the forms in use.
func day(v any) time.Time {
	if t, ok := v.(time.Time); ok {
		return t
	}
	text := words(v)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02", "2006/01/02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

// kindOf understands the words that sites use for the kinds of Diátaxis; the
// Kubernetes site says concept and task.
func kindOf(word string) DocKind {
	switch strings.ToLower(strings.ReplaceAll(word, "_", "-")) {
	case "tutorial", "tutorials", "getting-started", "quickstart", "learn":
		return Tutorial
	case "how-to", "howto", "how-tos", "how-to-guide", "how-to-guides", "task", "tasks", "guide", "guides", "runbook", "runbooks", "troubleshooting", "user-guide", "operator-manual":
		return HowTo
	case "reference", "references", "tool-reference", "api-reference", "api", "cli", "commands", "glossary":
		return Reference
	case "explanation", "explanations", "concept", "concepts", "overview", "architecture", "background", "design":
		return Explanation
	}
	return ""
}

// kindOfPath tells the kind from the folders of a path, the innermost first.
func kindOfPath(file string) DocKind {
	parts := strings.Split(file, "/")
	for _, part := range slices.Backward(parts) {
		if k := kindOf(strings.TrimSuffix(strings.TrimSuffix(part, ".md"), ".mdx")); k != "" {
			return k
		}
	}
	return ""
}
