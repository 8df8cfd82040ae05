package triage

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
)

// ReasonTexts are a team's own words for closing reasons, by the key of the
// axis' value. The keys stay what they are: they are stored with every closing.
// What is left out is called as built in.
type ReasonTexts struct {
	Solver     map[string]ReasonText `yaml:"solver"`     // who could have solved it
	Documented map[string]ReasonText `yaml:"documented"` // whether it was documented
}

// A ReasonText is how one value is called and what is meant by it.
type ReasonText struct {
	Name        map[Lang]string `yaml:"name"`        // on forms and in reports
	Description map[Lang]string `yaml:"description"` // below it on forms
}

// limitReason is how long a name or description is at most, in UTF-16 units:
// what Slack shows of an option.
const limitReason = 75

// Solvers are the values of axis A in the order in which they are shown.
func Solvers() []Solver {
	return []Solver{SolverPlatformOnly, SolverPlatformForNow, SolverAppTeam, SolverOtherTeam, SolverUnknown}
}

// DocumentedValues are the values of axis B in the order in which they are
// shown.
func DocumentedValues() []Documented {
	return []Documented{DocsFoundEnough, DocsExistsNotFound, DocsExistsWrongOrOld, DocsMissing, DocsNotAMatter}
}

// Validate reports every mistake by its path, such as "solver.app_team.name".
func (r ReasonTexts) Validate() map[string]error {
	wrong := make(map[string]error)
	check := func(axis string, texts map[string]ReasonText, known []string) {
		for key, text := range texts {
			at := axis + "." + key
			if !slices.Contains(known, key) {
				wrong[at] = fmt.Errorf("there is no such reason; there are %s", strings.Join(known, ", "))
				continue
			}
			maps.Copy(wrong, text.mistakes(at))
		}
	}
	check("solver", r.Solver, keysOf(Solvers()))
	check("documented", r.Documented, keysOf(DocumentedValues()))
	return wrong
}

func keysOf[T fmt.Stringer](values []T) []string {
	var out []string
	for _, v := range values {
		out = append(out, v.String())
	}
	return out
}

func (t ReasonText) mistakes(at string) map[string]error {
	wrong := make(map[string]error)
	for field, texts := range map[string]map[Lang]string{"name": t.Name, "description": t.Description} {
		for lang, text := range texts {
			at := at + "." + field + "." + string(lang)
			switch n := len(utf16.Encode([]rune(text))); {
			case lang != "ja" && lang != "en":
				wrong[at] = fmt.Errorf("%q is not a language toban speaks; write ja or en", lang)
			case n == 0:
				wrong[at] = errors.New("it is empty; leave it out for the built-in words")
			case n > limitReason:
				wrong[at] = fmt.Errorf("%d characters are more than the %d that Slack shows", n, limitReason)
			}
		}
	}
	return wrong
}
