package slackapp

import (
	"context"

	"github.com/slack-go/slack"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// tellPage tells who decided about a page that it waits on a branch.
func (a *App) tellPage(ctx context.Context, j outbox.Job, n triage.TellPage) (outbox.Receipt, error) {
	b := a.readerBook(ctx, n.To)
	return a.direct(ctx, j, b, n.To, pageTold(b, n))
}

func pageTold(b phrase.Book, n triage.TellPage) message {
	line := phrase.PageWaits
	if n.Removed {
		line = phrase.PageGoes
	}
	m := textBlock(b.Say(line, "subject", n.Subject(), "file", "`"+n.File+"`"))
	open := button(actionOpen, "", b.Say(phrase.ButtonPullUp))
	open.URL = n.URL
	m.blocks = append(m.blocks, slack.NewActionBlock("", open))
	return m
}
