package slackapp

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
)

// Small words of Block Kit. Text given to mrkdwn is escaped by the caller
// where it comes from people.

func mrkdwn(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, false)
}

func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, true, false)
}

func section(text string) slack.Block { return slack.NewSectionBlock(mrkdwn(text), nil, nil) }

func contextLine(text string) slack.Block { return slack.NewContextBlock("", mrkdwn(text)) }

func button(action, value, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, plain(cut(label, limitButton)))
}

func primary(b *slack.ButtonBlockElement) *slack.ButtonBlockElement {
	return b.WithStyle(slack.StylePrimary)
}

func danger(b *slack.ButtonBlockElement) *slack.ButtonBlockElement {
	return b.WithStyle(slack.StyleDanger)
}

func actions(id string, elements ...slack.BlockElement) slack.Block {
	return slack.NewActionBlock(id, elements...)
}

// more is the line that says what was left out.
func more(b phrase.Book) func(n int) slack.Block {
	return func(n int) slack.Block { return contextLine(b.Say(phrase.BriefMore, "n", itoa(n))) }
}

// link is a mrkdwn link with foreign text, or only the text without a URL.
func link(url, text string) string {
	text = strings.NewReplacer("|", "¦", "\n", " ").Replace(escape(text))
	if url == "" {
		return text
	}
	return "<" + strings.NewReplacer(">", "%3E", "|", "%7C", "<", "%3C", " ", "%20").Replace(url) + "|" + text + ">"
}

// hour is an instant in the team's own zone, for those who share it.
func (a *App) hour(b phrase.Book, t time.Time) string {
	return b.Date(a.local(t)) + " " + b.Clock(a.local(t))
}

// date is an instant in each reader's own zone; the fallback names the
// team's.
func (a *App) date(b phrase.Book, t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return "<!date^" + itoa(int(t.Unix())) + "^{date_short_pretty} {time}|" + b.When(a.local(t)) + ">"
}
