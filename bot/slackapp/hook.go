package slackapp

import (
	"context"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// hookGone tells an admin that the receiver of a webhook is gone for good, and
// what to do about it.
func (a *App) hookGone(ctx context.Context, b phrase.Book, n triage.WarnHook) message {
	return message{text: b.Say(phrase.WarnHookGone, "name", escape(n.Hook)) + a.reason(ctx, b, triage.Inquiry{}, n.To)}
}
