package knowledge

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// AreaOther is the area of an inquiry that fits none of the taxonomy's areas. It exists in every taxonomy without being listed.
const AreaOther = "other"

// AreaNotInquiry is the label of a message that asks nothing, such as thanks or an announcement. It exists in every taxonomy without being listed.
const AreaNotInquiry = "not_inquiry"

// KindIncident is the key of the kind that a message with [UrgencyUrgent] gets and one with [UrgencyNormal] never does, where the taxonomy has it.
const KindIncident = "incident"

// A Term is one class of a [Taxonomy], described in words from which the classifier learns before anybody has labelled a message.
// Keywords and examples should be given in every language that people write in: words of one language tell little about the other.
type Term struct {
	Key         string            `yaml:"key"`         // lower-case ASCII letters, digits and _; stored with every inquiry, so it never changes
	Name        map[Lang]string   `yaml:"name"`        // at least one language
	Description map[Lang]string   `yaml:"description"` // a sentence naming what belongs here
	Keywords    map[Lang][]string `yaml:"keywords"`    // words and short phrases as askers write them
	Examples    map[Lang][]string `yaml:"examples"`    // whole messages
}

// Title is the term's name in lang, else in English, else in any language, else its key.
func (t Term) Title(lang Lang) string {
	for _, l := range append([]Lang{lang, English}, slices.Sorted(maps.Keys(t.Name))...) {
		if name := t.Name[l]; name != "" {
			return name
		}
	}
	return t.Key
}

// phrases lists what the term says about itself in a fixed order, each once.
func (t Term) phrases() []string {
	var out []string
	for _, lang := range []Lang{English, Japanese} {
		out = append(out, t.Name[lang], t.Description[lang])
		out = append(out, t.Keywords[lang]...)
		out = append(out, t.Examples[lang]...)
	}
	seen := make(map[string]bool, len(out))
	return slices.DeleteFunc(out, func(s string) bool {
		s = strings.TrimSpace(s)
		again := s == "" || seen[s]
		seen[s] = true
		return again
	})
}

// A Taxonomy is the set of classes that inquiries are sorted into: what an inquiry is (kind) and what it is about (area).
type Taxonomy struct {
	Kinds []Term `yaml:"kinds"` // zero means DefaultKinds()
	Areas []Term `yaml:"areas"` // zero means that no area is guessed
}

// Area finds the area with the given key.
func (t Taxonomy) Area(key string) (Term, bool) { return find(t.Areas, key) }

// Kind finds the kind with the given key, among the default kinds if t lists none.
func (t Taxonomy) Kind(key string) (Term, bool) { return find(t.kinds(), key) }

func (t Taxonomy) kinds() []Term {
	if len(t.Kinds) == 0 {
		return DefaultKinds()
	}
	return t.Kinds
}

func find(terms []Term, key string) (Term, bool) {
	i := slices.IndexFunc(terms, func(t Term) bool { return t.Key == key })
	if i < 0 {
		return Term{}, false
	}
	return terms[i], true
}

// A TaxonomyError is one mistake in a taxonomy.
type TaxonomyError struct {
	Path    string // where, as in "areas[2].key"
	Problem string // what is wrong and what to do about it
}

// Error is the path and the problem in one line.
func (e *TaxonomyError) Error() string { return e.Path + ": " + e.Problem }

var termKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Validate reports every mistake at once, as joined values of type [*TaxonomyError]. The zero Taxonomy is valid.
func (t Taxonomy) Validate() error {
	errs := validateTerms("kinds", t.Kinds)
	if len(t.Kinds) == 1 {
		errs = append(errs, &TaxonomyError{"kinds", "one kind is no choice: list two or more, or none for the built-in kinds"})
	}
	errs = append(errs, validateTerms("areas", t.Areas)...)
	for i, a := range t.Areas {
		if a.Key == AreaOther || a.Key == AreaNotInquiry {
			errs = append(errs, &TaxonomyError{fmt.Sprintf("areas[%d].key", i), fmt.Sprintf("%q is always there, remove it from the list", a.Key)})
		}
	}
	if len(t.Areas) == 1 {
		errs = append(errs, &TaxonomyError{"areas", "one area is no choice: list two or more, or none"})
	}
	return errors.Join(errs...)
}

func validateTerms(list string, terms []Term) []error {
	var errs []error
	mistake := func(i int, field, format string, args ...any) {
		errs = append(errs, &TaxonomyError{fmt.Sprintf("%s[%d].%s", list, i, field), fmt.Sprintf(format, args...)})
	}
	first := make(map[string]int, len(terms))
	for i, t := range terms {
		switch j, again := first[t.Key]; {
		case t.Key == "":
			mistake(i, "key", "a key is needed")
		case !termKey.MatchString(t.Key):
			mistake(i, "key", "%q is not a key: use lower-case letters, digits and _, starting with a letter, at most 40", t.Key)
		case again:
			mistake(i, "key", "%q is already the key of %s[%d]", t.Key, list, j)
		default:
			first[t.Key] = i
		}
		if !hasText(t.Name) {
			mistake(i, "name", "a name in ja or en is needed")
		}
		if len(t.phrases()) < 2 && hasText(t.Name) {
			mistake(i, "keywords", "give a description, keywords or examples: a name alone teaches too little")
		}
		for _, f := range []struct {
			name  string
			langs []Lang
		}{
			{"name", slices.Sorted(maps.Keys(t.Name))},
			{"description", slices.Sorted(maps.Keys(t.Description))},
			{"keywords", slices.Sorted(maps.Keys(t.Keywords))},
			{"examples", slices.Sorted(maps.Keys(t.Examples))},
		} {
			for _, lang := range f.langs {
				if lang != Japanese && lang != English {
					mistake(i, f.name, "unknown language %q: use ja or en", lang)
				}
			}
		}
	}
	return errs
}

func hasText(m map[Lang]string) bool {
	for _, s := range m {
		if strings.TrimSpace(s) != "" {
			return true
		}
	}
	return false
}
