package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Weights of a question's parts. Source of these and of the ranking constants:
// grid searches over 111 labelled questions and seven public documentation sets.
const (
	codeWeight     = 0.5 // a word within a code block
	titleWeight    = 1.5 // a word of the first line, if more lines follow
	repeatWeight   = 0.2 // for every repetition
	synonymWeight  = 0.5
	causeWeight    = 0.5 // a word of what a symptom comes from
	japaneseWeight = 0.8 // an English word that stands for a Japanese one
	pairWeight     = 0.2 // two neighbouring words as one term
)

// longestQuestion is how much of a question is read, in characters. More text
// is log output more often than subject.
const longestQuestion = 400

// A question is a query cut into terms for one language's index.
type question struct {
	terms []queryTerm
	pairs [][2]string
	roots []string // words and phrases of the question, as far as they are known by it

	learning bool // the question asks for a lesson
}

// A queryTerm is one thing to look for. Terms of the same root are different
// words for one word of the question.
type queryTerm struct {
	term   string
	weight float64
	root   int // place in question.roots
}

var (
	fencedBlock   = regexp.MustCompile("(?s)```[a-zA-Z]*\n?(.*?)(?:```|$)")
	slackLink     = regexp.MustCompile(`<(?:https?|mailto|tel):[^>|]*(?:\|([^>]*))?>`)
	slackMention  = regexp.MustCompile(`<[@!][^>|]*(?:\|[^>]*)?>`)
	slackChannel  = regexp.MustCompile(`<#[^>|]*(?:\|([^>]*))?>`)
	slackEmoji    = regexp.MustCompile(`:[a-z0-9_+-]{2,}:`)
	plainURL      = regexp.MustCompile(`(?:https?|ftp|ssh|git)://[^\s<>"'）」、。]+`)
	mailAddress   = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	hexHash       = regexp.MustCompile(`\b[0-9a-f]*[0-9][0-9a-f]*[a-f][0-9a-f]*\b`)
	issueTemplate = regexp.MustCompile(`(?im)^[ \t#*_]*(?:describe the (?:bug|problem|issue)|observed behaviou?r|expected behaviou?r|actual behaviou?r|what happened\??|what(?: did)? you expect(?:ed)?(?: to happen)?\??|steps to reproduce.*|to reproduce|how to reproduce.*|additional context|environment|versions?|summary|motivation|proposal|what is the bug|bug report|checklist|logs|screenshots|anything else we need to know\??|/(?:triage|kind|sig|area|assign)[ \t].*)[ \t:*_]*$`)
)

// polite removes what is said besides the subject.
var polite = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for phrase := range strings.FieldsSeq(politeness) {
		pairs = append(pairs, phrase, " ")
	}
	return strings.NewReplacer(pairs...)
})

// wantsLesson is how people ask to be taught.
var wantsLesson = regexp.MustCompile(`(?i)tutorial|walk-?through|quick-?start|getting started|hands-on|入門|チュートリアル|ハンズオン|クイックスタート|(?:はじ|始)め方`)

// htmlComment is what issue templates tell the writer, not the reader.
var htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)

// cleaned is a question without what is not its subject, code apart.
type cleaned struct{ title, body, code string }

func clean(text string) cleaned {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if runes := []rune(text); len(runes) > longestQuestion {
		text = string(runes[:longestQuestion])
	}
	text = slackLink.ReplaceAllString(text, " $1 ")
	text = slackMention.ReplaceAllString(text, " ")
	text = slackChannel.ReplaceAllString(text, " $1 ")
	text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
	var c cleaned
	var code strings.Builder
	text = fencedBlock.ReplaceAllStringFunc(text, func(block string) string {
		code.WriteString(scrub(fencedBlock.FindStringSubmatch(block)[1]) + "\n")
		return "\n"
	})
	text = polite().Replace(text)
	text = htmlComment.ReplaceAllString(text, " ")
	c.code = code.String()
	text = strings.TrimSpace(scrub(issueTemplate.ReplaceAllString(text, "")))
	title, body, more := strings.Cut(text, "\n")
	if more && strings.TrimSpace(body) != "" {
		c.title, c.body = title, body
	} else {
		c.body = text
	}
	return c
}

// scrub drops what identifies things instead of describing them.
func scrub(s string) string {
	s = plainURL.ReplaceAllString(s, " ")
	s = mailAddress.ReplaceAllString(s, " ")
	s = slackEmoji.ReplaceAllString(s, " ")
	return hexHash.ReplaceAllStringFunc(s, func(h string) string {
		if len(h) >= 7 {
			return " "
		}
		return h
	})
}

// isStatus tells numbers that mean something by themselves: HTTP errors.
func isStatus(term string) bool { return len(term) == 3 && (term[0] == '4' || term[0] == '5') }

// ask cuts a question into terms. Over an index of another language than the
// question's only the words count that can stand there: for Japanese questions
// the Latin words and the translations of known Japanese phrases.
func ask(c cleaned, own, index Lang, tables *wordTables) question {
	a := asker{tables: tables, at: map[string]int{}, said: map[string]bool{}}
	foreign := own != index
	for _, part := range []struct {
		text   string
		weight float64
	}{{c.title, titleWeight}, {c.body, 1}, {c.code, codeWeight}} {
		a.read(part.text, part.weight, foreign)
	}
	text := c.title + "\n" + c.body
	a.learning = wantsLesson.MatchString(text)
	switch {
	case own == Japanese && index == English:
		a.translate(text, tables.english)
	case own == English && index == Japanese:
		a.expandAll(tables.japanese, japaneseWeight)
	}
	a.synonyms()
	a.expandAll(tables.causes, causeWeight)
	return a.question
}

type asker struct {
	question
	tables *wordTables
	at     map[string]int  // term to its place
	said   map[string]bool // words of the question, also those too common to be terms
}

// root notes a word or phrase of the question.
func (a *asker) root(word string) int {
	a.roots = append(a.roots, word)
	return len(a.roots) - 1
}

func (a *asker) read(text string, weight float64, foreign bool) {
	var before string // the term before, for pairs; empty after a gap of two
	gap := 0
	whole := 0
	analyze(text, func(t token) {
		a.said[t.term] = true
		number := isNumber(t.term)
		if t.stop || number && !isStatus(t.term) || foreign && isCJK(firstRune(t.term)) {
			if !t.part {
				gap++
			}
			return
		}
		if t.part {
			a.add(t.term, weight, whole)
			return
		}
		whole = a.add(t.term, weight, -1)
		if before != "" && gap <= 1 {
			a.pair(before, t.term)
		}
		before, gap = t.term, 0
	})
}

// add notes a term; root -1 makes it a root of its own.
func (a *asker) add(term string, weight float64, root int) int {
	if i, ok := a.at[term]; ok {
		have := &a.terms[i]
		have.weight = max(have.weight, weight) + repeatWeight*min(weight, 1)
		return have.root
	}
	if root < 0 {
		root = a.root(term)
	}
	a.at[term] = len(a.terms)
	a.terms = append(a.terms, queryTerm{term: term, weight: weight, root: root})
	return root
}

func (a *asker) pair(x, y string) {
	p := [2]string{x, y}
	if x != y && !slices.Contains(a.pairs, p) {
		a.pairs = append(a.pairs, p)
	}
}

// expand notes another word for a root, unless the question has it already.
func (a *asker) expand(term string, weight float64, root int) {
	if _, ok := a.at[term]; ok {
		return
	}
	a.add(term, weight, root)
}

// translate adds the words of the other language for the phrases that occur.
func (a *asker) translate(text string, phrases []phrase) {
	for _, p := range phrases {
		if !p.in(text, a.tables.katakana) {
			continue
		}
		root := a.root(p.text)
		for _, t := range p.terms {
			a.expand(t, japaneseWeight, root)
		}
	}
}

// expandAll adds what the question's words lead to.
func (a *asker) expandAll(all []expansion, weight float64) {
	for _, e := range all {
		if slices.ContainsFunc(e.when, func(word string) bool { return !a.said[word] }) {
			continue
		}
		root := a.root(strings.Join(e.when, " "))
		for _, t := range e.add {
			a.expand(t, weight, root)
		}
	}
}

func (a *asker) synonyms() {
	for _, group := range a.tables.groups {
		root := -1
		for _, member := range group {
			if r, ok := a.has(member); ok {
				root = r
				break
			}
		}
		if root < 0 {
			continue
		}
		for _, member := range group {
			for _, t := range member {
				a.expand(t, synonymWeight, root)
			}
		}
	}
}

// has tells whether the question has all terms of a word or phrase.
func (a *asker) has(terms []string) (root int, ok bool) {
	for i, t := range terms {
		at, ok := a.at[t]
		if !ok {
			return 0, false
		}
		if i == 0 {
			root = a.terms[at].root
		}
	}
	return root, len(terms) > 0
}

// named returns the sources that a question names. Names are compared without
// blanks and connectors: Argo CD is argocd.
func named(text string, names map[string][]string) map[string]bool {
	var b strings.Builder
	starts := map[int]bool{}
	ends := map[int]bool{}
	inWord := false
	for _, r := range strings.ToLower(text) {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		latin := word && !isCJK(r)
		if latin != inWord {
			if latin {
				starts[b.Len()] = true
			} else {
				ends[b.Len()] = true
			}
			inWord = latin
		}
		if latin {
			b.WriteRune(r)
		} else if word || !unicode.IsSpace(r) && r != '-' && r != '_' {
			b.WriteByte(0)
			if isCJK(r) {
				b.WriteRune(r)
			}
		}
	}
	ends[b.Len()] = true
	squeezed := b.String()
	found := map[string]bool{}
	for source, aliases := range names {
		for _, alias := range aliases {
			for at := 0; alias != ""; {
				i := strings.Index(squeezed[at:], alias)
				if i < 0 {
					break
				}
				i += at
				if starts[i] && ends[i+len(alias)] {
					found[source] = true
					break
				}
				at = i + 1
			}
		}
	}
	return found
}

// squeeze is a name as named compares it.
func squeeze(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
