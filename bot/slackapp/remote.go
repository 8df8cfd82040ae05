package slackapp

import (
	"context"

	"toban/bot/outbox"
	"toban/bot/phrase"
	"toban/bot/triage"
)

// Permalink is the address of a message, "" when there is none or Slack has
// not told the workspace's yet.
func (a *App) Permalink(m triage.MessageRef) string { return a.permalink(m) }

// troubleLine says on an incident what Datadog waits for, false when people
// cannot mend it.
func troubleLine(b phrase.Book, t triage.Trouble) (string, bool) {
	switch t {
	case triage.TroubleKeys:
		return b.Say(phrase.RemoteKeys), true
	case triage.TroublePermission:
		return b.Say(phrase.RemotePermission), true
	case triage.TroubleAbsent:
		return b.Say(phrase.RemoteAbsent), true
	case triage.TroubleDeleted:
	}
	return "", false
}

func (a *App) warnRemote(ctx context.Context, j outbox.Job, n triage.WarnRemote) (outbox.Receipt, error) {
	b := a.readerBook(ctx, n.To.Person)
	return a.direct(ctx, j, b, n.To.Person, a.remoteWarning(ctx, b, n))
}

// remoteWarning tells an admin what Datadog does not take and what to do about
// it.
func (a *App) remoteWarning(ctx context.Context, b phrase.Book, n triage.WarnRemote) message {
	line := phrase.WarnRemoteRefused
	switch n.Trouble {
	case triage.TroubleKeys:
		line = phrase.WarnRemoteKeys
	case triage.TroublePermission:
		line = phrase.WarnRemotePermission
	case triage.TroubleAbsent:
		line = phrase.WarnRemoteAbsent
	case triage.TroubleDeleted:
		line = phrase.WarnRemoteDeleted
	}
	text := b.Say(line, "id", string(n.Incident), "reason", escape(oneLine(n.Text, shownText)))
	if n.Trouble.Waits() {
		text += "\n" + b.Say(phrase.WarnRemoteWaits, "command", a.config.Command)
	}
	return message{text: text + a.reason(ctx, b, triage.Inquiry{}, n.To)}
}
