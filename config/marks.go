package config

import (
	"maps"
	"slices"
	"strings"

	"toban/knowledge"
)

// MarkedBy is the area, else the kind, that a reaction says; both are empty when
// it says none.
func (t Taxonomy) MarkedBy(emoji string, terms knowledge.Taxonomy) (area, kind string) {
	key := t.Emoji[emoji]
	named := func(t knowledge.Term) bool { return t.Key == key }
	switch {
	case key == "":
		return "", ""
	case slices.ContainsFunc(terms.Areas, named):
		return key, ""
	case slices.ContainsFunc(terms.Kinds, named):
		return "", key
	}
	return "", ""
}

func (l *loader) marks(c *Config) {
	for _, emoji := range slices.Sorted(maps.Keys(c.Taxonomy.Emoji)) {
		key := "taxonomy.emoji." + emoji
		if emoji == "" || strings.ContainsAny(emoji, ": ") {
			l.wrong(key, "%q is no name of an emoji; write it without colons, such as cloud", emoji)
		}
		if area, kind := c.Taxonomy.MarkedBy(emoji, c.Terms()); area == "" && kind == "" {
			l.wrong(key, "there is neither an area nor a kind %q", c.Taxonomy.Emoji[emoji])
		}
	}
}
