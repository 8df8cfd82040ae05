package slackapp

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"toban/bot/phrase"
)

// before stands before a name: neither a word nor an address.
const before = `(^|[^\w.%+/@-])`

// somebody is a mention in people's words of whom nothing else is known: a word,
// and the surname after a first name, or all up to a title of respect. A package
// is named like one, but goes on with a slash.
var somebody = regexp.MustCompile(before + `@(?:[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?\b|[A-Za-z0-9][\w.'’-]*/?|[^\s@/、。「」（）()]+?(` + phrase.Honorifics + `)|[^\s@/、。「」（）()]+)`)

// impersonal is text without people, who have no place in a page: without
// mentions, and without the names and addresses of those whom toban knows.
func (a *App) impersonal(text string) string {
	names, addresses := a.people.called()
	if len(addresses) > 0 {
		text = regexp.MustCompile(`(?i)`+before+`(?:`+strings.Join(addresses, "|")+`)`).ReplaceAllString(text, "$1…")
	}
	if len(names) > 0 {
		known := strings.Join(names, "|")
		text = regexp.MustCompile(before+`@(?:`+known+`)`).ReplaceAllString(text, "$1@…")
		text = regexp.MustCompile(before+`(?:`+known+`)( ?(?:`+phrase.Honorifics+`))`).ReplaceAllString(text, "$1…$2")
	}
	return somebody.ReplaceAllStringFunc(text, func(match string) string {
		if strings.HasSuffix(match, "/") {
			return match
		}
		return somebody.ReplaceAllString(match, "$1@…$2")
	})
}

// called are the names of everybody who is remembered, and their addresses, as
// expressions and the longest first.
func (p *people) called() (names, addresses []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, e := range p.cache {
		if address := e.person.Email; address != "" {
			addresses = append(addresses, regexp.QuoteMeta(address)+`\b`)
		}
		name := e.person.Name
		if name == string(id) || utf8.RuneCountInString(name) < 2 { // one letter is in every other word
			continue
		}
		expression := regexp.QuoteMeta(name)
		if last := name[len(name)-1]; last < utf8.RuneSelf {
			expression += `\b`
		}
		names = append(names, expression)
	}
	longest := func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) }
	slices.SortFunc(names, longest)
	slices.SortFunc(addresses, longest)
	return names, addresses
}
