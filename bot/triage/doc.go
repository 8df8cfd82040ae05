// Package triage is the core of toban: what an inquiry and an incident are,
// what may be done to them, and what follows.
//
// Five nouns carry it. A [Command] is what somebody wants; an [Order] is a
// command with its key, its author and its subject. [Policy.Decide] is a pure
// function from the present state, a command and the [Facts] to a [Decision]:
// the [Event]s that happened, the [Notice]s the outside world must be told,
// and the [Reminder]s that wake the inquiry up again. An [Inquiry], an
// [Incident] and a rotation's [Duty] are folds of their events; nothing else
// is true about them.
//
// [Desk] is the only shell: it gathers the facts, asks Decide and has the
// [Store] record events, notices and reminders in one transaction, together
// with the keys of the order, so that a repeated order is harmless. Nothing
// in this package knows Slack, Datadog, a file or a clock.
//
//	open ──claim, reply──▶ in_progress ──wait──▶ waiting
//	  │                      │    ▲                 │
//	  │                      │    └──asker replies──┘
//	  ├──────────────────────┴──▶ resolved ──reopen──▶ open or in_progress
//	  ├──▶ duplicate             (each of the three closed states reopens)
//	  └──▶ withdrawn
package triage
