package slackapp

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"github.com/slack-go/slack"
)

// Slack's limits, in UTF-16 units where text is counted: the documentation
// does not say what it counts, so the stricter reading is taken.
const (
	limitMessage     = 3900
	limitBlocks      = 50
	limitViewBlocks  = 100
	limitSection     = 3000
	limitContext     = 2000
	limitHeader      = 150
	limitButton      = 75
	limitOption      = 75
	limitTitle       = 24
	limitPlaceholder = 150
	limitLabel       = 2000
	limitTotal       = 12000 // text of all blocks together
	limitElements    = 10    // of a context
	limitFields      = 10
	limitActions     = 25
	limitOverflow    = 5
	limitChoices     = 100
	limitValue       = 2000
)

// cut shortens s to at most n UTF-16 units at a border between characters as
// people see them, and marks the cut.
func cut(s string, n int) string {
	if units(s) <= n {
		return s
	}
	var b strings.Builder
	used := 1 // the mark
	for g := uniseg.NewGraphemes(s); g.Next(); {
		w := units(g.Str())
		if used+w > n {
			break
		}
		used += w
		b.WriteString(g.Str())
	}
	return b.String() + "…"
}

// cutMarkup is cut for mrkdwn: no link, date or escaped character is left half.
func cutMarkup(s string, n int) string {
	short := cut(s, n)
	if short == s {
		return s
	}
	body := strings.TrimSuffix(short, "…")
	if open := strings.LastIndexByte(body, '<'); open > strings.LastIndexByte(body, '>') {
		body = body[:open]
	}
	if amp := strings.LastIndexByte(body, '&'); amp > strings.LastIndexByte(body, ';') && len(body)-amp < len("&amp;") {
		body = body[:amp]
	}
	return body + "…"
}

// units is the length of s in UTF-16.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// guarded makes blocks that Slack accepts: texts are cut, what is too many is
// left out and counted.
func guarded(blocks []slack.Block, limit int, more func(n int) slack.Block) []slack.Block {
	if len(blocks) > limit {
		left := len(blocks) - limit + 1
		blocks = append(blocks[:limit-1:limit-1], more(left))
	}
	budget := limitTotal
	for _, b := range blocks {
		guardBlock(b, &budget)
	}
	return blocks
}

func guardBlock(b slack.Block, budget *int) {
	switch b := b.(type) {
	case *slack.SectionBlock:
		guardText(b.Text, limitSection, budget)
		b.Fields = b.Fields[:min(len(b.Fields), limitFields)]
		for _, f := range b.Fields {
			guardText(f, 2000, budget)
		}
	case *slack.HeaderBlock:
		guardText(b.Text, limitHeader, budget)
	case *slack.ContextBlock:
		b.ContextElements.Elements = b.ContextElements.Elements[:min(len(b.ContextElements.Elements), limitElements)]
		for _, e := range b.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				guardText(t, limitContext, budget)
			}
		}
	case *slack.ActionBlock:
		b.Elements.ElementSet = b.Elements.ElementSet[:min(len(b.Elements.ElementSet), limitActions)]
		for _, e := range b.Elements.ElementSet {
			guardElement(e)
		}
	case *slack.InputBlock:
		guardText(b.Label, limitLabel, budget)
	case *slack.RichTextBlock:
		guardRich(b, budget)
	}
}

// guardRich holds quotes to what a section may hold; toban writes no other
// rich text.
func guardRich(b *slack.RichTextBlock, budget *int) {
	for _, e := range b.Elements {
		quote, ok := e.(*slack.RichTextQuote)
		if !ok {
			continue
		}
		for _, part := range quote.Elements {
			if t, ok := part.(*slack.RichTextSectionTextElement); ok {
				t.Text = cut(t.Text, max(min(limitSection, *budget), 1))
				*budget -= units(t.Text)
			}
		}
	}
}

func guardElement(e slack.BlockElement) {
	switch e := e.(type) {
	case *slack.ButtonBlockElement:
		e.Text.Text = cut(e.Text.Text, limitButton)
		e.Value = cut(e.Value, limitValue)
	case *slack.OverflowBlockElement:
		e.Options = e.Options[:min(len(e.Options), limitOverflow)]
		guardOptions(e.Options)
	case *slack.SelectBlockElement:
		e.Options = e.Options[:min(len(e.Options), limitChoices)]
		guardOptions(e.Options)
	}
}

func guardOptions(options []*slack.OptionBlockObject) {
	for _, o := range options {
		o.Text.Text = cut(o.Text.Text, limitOption)
	}
}

func guardText(t *slack.TextBlockObject, n int, budget *int) {
	if t == nil {
		return
	}
	shorten := cut
	if t.Type == slack.MarkdownType {
		shorten = cutMarkup
	}
	t.Text = shorten(t.Text, max(min(n, *budget), 1))
	if t.Text == "" {
		t.Text = " "
	}
	*budget -= units(t.Text)
}

// escape makes foreign text harmless in mrkdwn: no mention, no link, nothing
// bold, struck out or in code that swallows what follows.
func escape(s string) string { return entities(plainMarks(s)) }

// entities keeps text from being read as a mention or a link. Slack knows no
// other escape.
func entities(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// lookalikes stand for the marks with which mrkdwn formats, where there is a
// pair of them: Slack has no way to write such a mark as itself.
var lookalikes = map[rune]rune{'*': '∗', '_': 'ˍ', '~': '∼', '`': 'ˋ'}

// plainMarks replaces marks that would format. One alone formats nothing, and
// neither does an underscore within a word.
func plainMarks(s string) string {
	if !strings.ContainsAny(s, "*_~`") {
		return s
	}
	runes := []rune(s)
	count := make(map[rune]int)
	formats := func(i int) bool {
		if runes[i] != '_' {
			return lookalikes[runes[i]] != 0
		}
		return i == 0 || i == len(runes)-1 || !wordy(runes[i-1]) || !wordy(runes[i+1])
	}
	for i, r := range runes {
		if formats(i) {
			count[r]++
		}
	}
	out := slices.Clone(runes)
	for i, r := range runes {
		if count[r] > 1 && formats(i) {
			out[i] = lookalikes[r]
		}
	}
	return string(out)
}

func wordy(r rune) bool {
	return r == '_' || r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// unescape undoes what Slack does to text before it is delivered, once.
func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// oneLine is foreign text as part of a sentence.
func oneLine(s string, n int) string {
	return cut(strings.Join(strings.Fields(s), " "), n)
}
