package slackapp

import (
	"strings"

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
	limitElements    = 10
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
		for _, f := range b.Fields {
			guardText(f, 2000, budget)
		}
	case *slack.HeaderBlock:
		guardText(b.Text, limitHeader, budget)
	case *slack.ContextBlock:
		for _, e := range b.ContextElements.Elements {
			if t, ok := e.(*slack.TextBlockObject); ok {
				guardText(t, limitContext, budget)
			}
		}
	case *slack.ActionBlock:
		for _, e := range b.Elements.ElementSet {
			guardElement(e)
		}
	case *slack.InputBlock:
		guardText(b.Label, limitLabel, budget)
	}
}

func guardElement(e slack.BlockElement) {
	switch e := e.(type) {
	case *slack.ButtonBlockElement:
		e.Text.Text = cut(e.Text.Text, limitButton)
	case *slack.OverflowBlockElement:
		guardOptions(e.Options)
	case *slack.SelectBlockElement:
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
	t.Text = cut(t.Text, max(min(n, *budget), 1))
	if t.Text == "" {
		t.Text = " "
	}
	*budget -= units(t.Text)
}

// escape makes foreign text harmless in mrkdwn: no mention, no link.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// unescape undoes what Slack does to text before it is delivered, once.
func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// oneLine is foreign text as part of a sentence.
func oneLine(s string, n int) string {
	return cut(strings.Join(strings.Fields(s), " "), n)
}
