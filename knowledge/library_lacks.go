package knowledge

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Lacks lists the words of a question that are in no translation of a page, as
// they are written there, each once and in their order: what kept the page from
// being found. A word is not lacking when the page has a part of it. A page that
// is not there lacks nothing. id is canonical, as in Hit.Page.
func (l *Library) Lacks(id, question string) []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var translations []*page
	for _, s := range l.shards {
		for _, p := range s.pages {
			if p.canonical == id {
				translations = append(translations, p)
			}
		}
	}
	if len(translations) == 0 {
		return nil
	}
	lacking := func(term string) bool {
		n := l.lexicon.find(term)
		return n == 0 || !slices.ContainsFunc(translations, func(p *page) bool { return p.terms.page.find(n) != nil })
	}
	var words []string
	said := make(map[string]bool)
	for _, word := range subjects(question) {
		key := stems(word)
		lacks := key != "" && !said[key]
		analyze(word, func(t token) { lacks = lacks && (t.stop || lacking(t.term)) })
		said[key] = true
		if lacks {
			words = append(words, word)
		}
	}
	return words
}

// subjects are the words of a question that are about something, in their order:
// between blanks, and in Japanese what is written in kanji or katakana, of which
// one character alone says little.
func subjects(question string) []string {
	asked := clean(question)
	text := norm.NFKC.String(asked.title + "\n" + asked.body)
	type word struct {
		at   int
		text string
	}
	var words []word
	analyze(text, func(t token) {
		if first, _ := utf8.DecodeRuneInString(text[t.from:t.to]); !t.stop && !t.part && !isCJK(first) {
			words = append(words, word{t.from, text[t.from:t.to]})
		}
	})
	for _, s := range cutSegments(text) {
		if (s.script == scriptHan || s.script == scriptKatakana) && utf8.RuneCountInString(s.text) > 1 {
			words = append(words, word{s.start, s.text})
		}
	}
	slices.SortFunc(words, func(a, b word) int { return cmp.Compare(a.at, b.at) })
	texts := make([]string, len(words))
	for n, w := range words {
		texts[n] = w.text
	}
	return texts
}
