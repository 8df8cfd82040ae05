package slackapp

import (
	"context"
	"path"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// pastLine is the past inquiry or incident most like q with what solved it, as
// it is recorded now, "" when its readers may see none.
func (a *App) pastLine(ctx context.Context, b phrase.Book, q triage.Inquiry) string {
	for _, subject := range q.Past {
		if a.offered(q, subject) {
			continue
		}
		if id, ok := triage.SubjectIncident(subject); ok {
			i, err := a.desk.Incident(ctx, id)
			if err == nil && i.Precedent() && a.insiders(ctx, q) {
				return b.Say(phrase.PastIncident, "past", a.pastFix(b, link(a.incidentURL(i), string(i.ID)), i.Title, i.Fixed)+a.credit(ctx, b, "", i.ResolvedAt))
			}
		} else if id, ok := triage.SubjectInquiry(subject); ok {
			p, err := a.desk.Inquiry(ctx, id)
			if err == nil && p.Precedent() && a.mayCite(ctx, q, p) {
				return b.Say(phrase.PastInquiry, "past", a.pastFix(b, a.inquiryLink(p), p.Text, p.Reasons.Note)+a.credit(ctx, b, "", p.ResolvedAt))
			}
		}
	}
	return ""
}

// pastFix is what something past was about, and what solved it.
func (a *App) pastFix(b phrase.Book, name, about, fix string) string {
	row := b.Say(phrase.SimilarPast, "id", name, "text", escape(oneLine(about, 80)))
	if fix != "" {
		row += " → " + escape(oneLine(fix, 120))
	}
	return row
}

// offered reports whether an inquiry's messages name something past already:
// they suggest the page that was made of it, or ask whether it is that again.
func (a *App) offered(q triage.Inquiry, subject string) bool {
	if string(q.Again) == subject {
		return true
	}
	for _, s := range q.Suggestions {
		file := path.Base(s.Page) // also where the page is a file by now
		if q.Answerable && (file == triage.ArticleName(subject)+".md" || file == triage.ReviewName(triage.IncidentID(subject))+".md") {
			return true
		}
	}
	return false
}

// mayCite reports whether all who read what is said to q may read what p is
// about, and what solved it.
func (a *App) mayCite(ctx context.Context, q, p triage.Inquiry) bool {
	return p.Place.Channel == q.Place.Channel || a.insiders(ctx, q) && !a.confidential(ctx, p)
}

// insiders reports whether those who read what is said to an inquiry can read
// every public channel: guests and people of other workspaces cannot.
func (a *App) insiders(ctx context.Context, q triage.Inquiry) bool {
	asker, told := a.people.known(ctx, q.Asker)
	return told && !asker.Guest && !a.readOutside(ctx, q)
}

// incidentURL leads to an incident's line in the incidents channel, "" where
// only the lead has it.
func (a *App) incidentURL(i triage.Incident) string {
	ref := i.Where(triage.SlotIncident)
	if isDirect(ref.Channel) {
		return ""
	}
	return a.permalink(ref)
}
