// Package slackapp is everything toban does in Slack, and the only package
// that knows slack-go.
//
// Deliveries come in over Socket Mode or HTTP, become a [triage.Order] and are
// acknowledged once the order is recorded. Messages go out through the outbox:
// [App] is its [outbox.Sender]. A message renders the present record; nothing
// is kept in a message or in memory that is not in the store.
//
// Words and behaviour follow one contract: one card per inquiry that is edited
// in place; only pings mention people; a button carries the id of its subject
// and acts on the stored record; whatever people wrote is shown as plain text.
package slackapp
