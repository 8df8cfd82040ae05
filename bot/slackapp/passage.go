package slackapp

import (
	"strings"

	"github.com/slack-go/slack"
)

// longPassage is the most of a page's passage that is shown, in units.
const longPassage = 220

// passage quotes what a page says, in bold where matches, byte ranges of text,
// name it; nil if there is nothing to quote. It is rich text, which formats
// nothing by itself and, unlike mrkdwn, marks parts of Japanese words too.
func passage(text string, matches [][2]int) *slack.RichTextBlock {
	short := oneLine(text, longPassage)
	if short == "" {
		return nil
	}
	shown := len(short)
	if short != text {
		shown = len(strings.TrimSuffix(short, "…"))
		if !strings.HasPrefix(text, short[:shown]) {
			matches = nil // they count bytes of another text
		}
	}
	quote := &slack.RichTextQuote{Type: slack.RTEQuote}
	add := func(part string, style *slack.RichTextSectionTextStyle) {
		if part != "" {
			quote.Elements = append(quote.Elements, slack.NewRichTextSectionTextElement(part, style))
		}
	}
	at := 0
	for _, m := range matches {
		if m[0] < at || m[1] <= m[0] || m[1] > shown {
			continue
		}
		add(short[at:m[0]], nil)
		add(short[m[0]:m[1]], &slack.RichTextSectionTextStyle{Bold: true})
		at = m[1]
	}
	add(short[at:], nil)
	return slack.NewRichTextBlock("", quote)
}
