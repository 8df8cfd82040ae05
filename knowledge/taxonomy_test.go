package knowledge

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDefaultTaxonomyIsComplete(t *testing.T) {
	tax := DefaultTaxonomy()
	require.NoError(t, tax.Validate())
	require.Len(t, tax.Areas, 9)
	for _, term := range append(tax.Areas, tax.Kinds...) {
		for _, lang := range []Lang{Japanese, English} {
			if term.Name[lang] == "" || term.Description[lang] == "" || len(term.Keywords[lang]) < 8 || len(term.Examples[lang]) < 3 {
				t.Errorf("%s says too little about itself in %s", term.Key, lang)
			}
		}
	}
}

func TestTaxonomyValidateNamesEveryMistake(t *testing.T) {
	ok := map[Lang]string{English: "Something"}
	words := map[Lang][]string{English: {"one", "two"}}
	tax := Taxonomy{
		Kinds: []Term{{Key: "question", Name: ok, Keywords: words}},
		Areas: []Term{
			{Name: ok, Keywords: words},
			{Key: "CI/CD", Name: ok, Keywords: words},
			{Key: "network", Keywords: words},
			{Key: "network", Name: ok, Keywords: words},
			{Key: "bare", Name: ok},
			{Key: "other", Name: ok, Keywords: words},
			{Key: "french", Name: map[Lang]string{"fr": "réseau"}, Keywords: words},
		},
	}
	require.Equal(t, []string{
		`kinds: one kind is no choice: list two or more, or none for the built-in kinds`,
		`areas[0].key: a key is needed`,
		`areas[1].key: "CI/CD" is not a key: use lower-case letters, digits and _, starting with a letter, at most 40`,
		`areas[2].name: a name in ja or en is needed`,
		`areas[3].key: "network" is already the key of areas[2]`,
		`areas[4].keywords: give a description, keywords or examples: a name alone teaches too little`,
		`areas[6].name: unknown language "fr": use ja or en`,
		`areas[5].key: "other" is always there, remove it from the list`,
	}, strings.Split(tax.Validate().Error(), "\n"))
	require.NoError(t, Taxonomy{}.Validate())
}

func TestTitle(t *testing.T) {
	term := Term{Key: "k", Name: map[Lang]string{Japanese: "名"}}
	require.Equal(t, "名", term.Title(English), "any name is better than the key")
	term.Name[English] = "name"
	require.Equal(t, "name", term.Title(English))
	require.Equal(t, "名", term.Title(Japanese))
	require.Equal(t, "k", Term{Key: "k"}.Title(Japanese))
}

func TestTerms(t *testing.T) {
	var tax Taxonomy
	kind, ok := tax.Kind("bug")
	require.True(t, ok, "the zero taxonomy has the default kinds")
	require.Equal(t, "Bug", kind.Title(English))
	_, ok = tax.Area("network")
	require.False(t, ok)
	area, ok := DefaultTaxonomy().Area("network")
	require.True(t, ok)
	require.Equal(t, "ネットワーク", area.Title(Japanese))
}
