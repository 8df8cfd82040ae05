package slackapp

import (
	"context"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// What pages outside Slack show of the team: plain text, without any of
// Slack's marks.

// AreaTitle is what an area is called.
func (a *App) AreaTitle(b phrase.Book, key string) string {
	if key == "" {
		return b.Say(phrase.ReportUnsorted)
	}
	return title(a.config.Areas, key, b)
}

// KindTitle is what a kind of inquiry is called.
func (a *App) KindTitle(b phrase.Book, key string) string { return title(a.config.Kinds, key, b) }

// TeamTitle is what an asking team is called.
func (a *App) TeamTitle(b phrase.Book, id triage.TeamID) string {
	if id == "" {
		return b.Say(phrase.ReportUnknown)
	}
	return a.teamName(b, id)
}

// ClassTitle is what a class of closing reasons is called.
func (a *App) ClassTitle(b phrase.Book, c triage.CloseClass) string { return a.className(b, c) }

// SeverityTitle is a severity with its name.
func (a *App) SeverityTitle(b phrase.Book, s triage.Severity) string { return a.severityTitle(b, s) }

// Status is the state of an inquiry, IncidentStatus that of an incident.
func (a *App) Status(b phrase.Book, q triage.Inquiry) string { return statusLine(b, q) }

// IncidentStatus is the state of an incident.
func (a *App) IncidentStatus(b phrase.Book, s triage.IncidentStatus) string {
	return incidentStatus(b, s)
}

// Entry is a line of an incident's timeline in words.
func (a *App) Entry(ctx context.Context, b phrase.Book, e triage.TimelineEntry) string {
	return a.timelineEntry(ctx, b, e, func(text string) string { return text })
}

// ActionStatus is what became of an action, "" while it is in time.
func (a *App) ActionStatus(ctx context.Context, b phrase.Book, x triage.Action) string {
	return unescape(a.actionState(ctx, b, x))
}

// Thread is the address of an inquiry's thread, "" while it is not known.
func (a *App) Thread(q triage.Inquiry) string { return a.permalink(a.root(q)) }

// TeamName is what the platform team is called.
func (a *App) TeamName() string { return a.config.TeamName }

// MayRead reports whether somebody may see the text of an inquiry; nobody in
// particular may where everybody may.
func (a *App) MayRead(ctx context.Context, id triage.PersonID, q triage.Inquiry) bool {
	if id == "" {
		return !a.confidential(ctx, q)
	}
	return a.mayRead(ctx, id, q)
}

// ReadableGaps are the gaps whose words somebody may read, nobody in particular
// included.
func (a *App) ReadableGaps(ctx context.Context, id triage.PersonID, gaps []triage.Gap) []triage.Gap {
	if a.desk.Policy.IsMember(id) {
		return gaps
	}
	return a.readableGaps(ctx, gaps, func(q triage.Inquiry) bool { return a.MayRead(ctx, id, q) })
}

// Look searches what somebody may see.
func (a *App) Look(ctx context.Context, id triage.PersonID, q knowledge.Query) (knowledge.Result, error) {
	return a.query(ctx, id, q)
}

// Workspace is the id of the workspace.
func (a *App) Workspace(ctx context.Context) (string, error) {
	auth, err := a.self.get(ctx)
	if err != nil {
		return "", err
	}
	return auth.TeamID, nil
}

// Belongs reports whether somebody is a full member of the workspace: no
// guest, no bot, not deactivated, of no other workspace. An error says that
// Slack could not be asked.
func (a *App) Belongs(ctx context.Context, id triage.PersonID) (bool, error) {
	p, told := a.people.known(ctx, id)
	if !told {
		return false, triage.Errorf(triage.Unavailable, "try_again", "Slack does not tell who %s is", id)
	}
	return !p.powerless(), nil
}
