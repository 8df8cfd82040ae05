package knowledge

import (
	"strings"
	"unicode/utf8"
)

// wordTables are the words that mean the same: built-in ones for a platform
// team's trade and the team's own.
type wordTables struct {
	words    [][]string      // the groups as written
	groups   [][][]string    // groups of words or phrases, each as its terms
	causes   []expansion     // symptoms in English with the words of their causes
	english  []phrase        // Japanese phrases with their English terms
	japanese []expansion     // English phrases with their Japanese terms
	katakana map[string]bool // katakana words of japaneseTable
}

// A phrase stands for terms of the other language wherever it occurs in a text.
type phrase struct {
	text  string
	terms []string
}

// An expansion adds terms to a question that has all words of when, of which
// some may be too common to be terms.
type expansion struct {
	when, add []string
}

// shortKatakana is the most characters of a katakana word that is looked for at
// the joints of compounds only: カタログ is no ログ, アクセスログ is one.
const shortKatakana = 3

// in reports whether a text has the phrase. Short katakana words must be a run
// of their own or stand beside known words.
func (p phrase) in(text string, katakana map[string]bool) bool {
	short := isKatakanaWord(p.text) && utf8.RuneCountInString(p.text) <= shortKatakana
	for from := 0; ; {
		i := strings.Index(text[from:], p.text)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(p.text)
		if !short || jointBefore(text[:i], katakana) && jointAfter(text[end:], katakana) {
			return true
		}
		from = end
	}
}

// jointBefore reports whether a katakana word may begin after a text: the run
// that it would go on is empty or ends with a known word.
func jointBefore(text string, known map[string]bool) bool {
	run := text
	for run != "" && isKatakana(lastRune(run)) {
		run = run[:len(run)-utf8.RuneLen(lastRune(run))]
	}
	run = text[len(run):]
	for rest := run; rest != ""; rest = rest[utf8.RuneLen(firstRune(rest)):] {
		if known[rest] {
			return true
		}
	}
	return run == ""
}

// jointAfter is jointBefore for the other end.
func jointAfter(text string, known map[string]bool) bool {
	end := 0
	for end < len(text) && isKatakana(firstRune(text[end:])) {
		end += utf8.RuneLen(firstRune(text[end:]))
		if known[text[:end]] {
			return true
		}
	}
	return end == 0
}

func isKatakana(r rune) bool {
	return 0x30a1 <= r && r <= 0x30fa || r == 'ー' || 0x31f0 <= r && r <= 0x31ff
}

func isKatakanaWord(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !isKatakana(r) }) < 0
}

func newWordTables(own [][]string) *wordTables {
	t := &wordTables{katakana: map[string]bool{}}
	for line := range strings.Lines(synonymTable) {
		t.addGroup(commaList(line))
	}
	for _, group := range own {
		t.addGroup(group)
	}
	for line := range strings.Lines(causeTable) {
		if symptom, causes, ok := strings.Cut(line, ":"); ok {
			t.causes = append(t.causes, expansion{when: wordsIn(symptom), add: termsIn(causes)})
		}
	}
	for line := range strings.Lines(japaneseTable) {
		t.addJapanese(strings.TrimSpace(line))
	}
	return t
}

// commaList are the parts of a text between commas.
func commaList(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// addJapanese reads a line of japaneseTable.
func (t *wordTables) addJapanese(line string) {
	at := strings.IndexAny(line, "=:")
	if at < 0 {
		return
	}
	words, english := strings.Fields(line[:at]), line[at+1:]
	terms := termsIn(english)
	for _, word := range words {
		t.english = append(t.english, phrase{text: word, terms: terms})
		if isKatakanaWord(word) {
			t.katakana[word] = true
		}
	}
	if line[at] == ':' {
		return
	}
	for _, part := range commaList(english) {
		t.japanese = append(t.japanese, expansion{when: wordsIn(part), add: termsIn(words[0])})
	}
}

func (t *wordTables) addGroup(words []string) {
	var group [][]string
	for _, w := range words {
		if terms := termsIn(w); len(terms) > 0 {
			group = append(group, terms)
		}
	}
	if len(group) > 1 {
		t.groups = append(t.groups, group)
		t.words = append(t.words, words)
	}
}

// termsIn are the terms of a phrase, identifiers whole and not in parts.
func termsIn(text string) []string {
	var terms []string
	analyze(text, func(t token) {
		if !t.stop && !t.part {
			terms = append(terms, t.term)
		}
	})
	return terms
}

// wordsIn are the terms of a phrase and the words too common to be terms.
func wordsIn(text string) []string {
	var words []string
	analyze(text, func(t token) {
		if t.term != "" && !t.part {
			words = append(words, t.term)
		}
	})
	return words
}
