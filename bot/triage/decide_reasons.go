package triage

import (
	"cmp"
	"context"
	"strings"
	"time"
)

// A Guess is what a form had filled in before a person confirmed or corrected
// it. A zero axis was left to the person.
type Guess struct {
	Solver Solver     `json:"solver,omitzero"`
	Docs   Documented `json:"docs,omitzero"`
}

// Kept counts the axes that were guessed, and those of them that a person
// left as they were.
func (g Guess) Kept(r Reasons) (kept, guessed int) {
	if g.Solver != 0 {
		guessed++
		if g.Solver == r.Solver {
			kept++
		}
	}
	if g.Docs != 0 {
		guessed++
		if g.Docs == r.Docs {
			kept++
		}
	}
	return kept, guessed
}

// or is g with what an earlier form had filled in on the axes that it left alone.
func (g Guess) or(earlier Guess) Guess {
	return Guess{Solver: cmp.Or(g.Solver, earlier.Solver), Docs: cmp.Or(g.Docs, earlier.Docs)}
}

// GuessReasons fills in the axes that nobody has given yet, as far as the
// record says why q was asked. backlog says that its area is one in which
// others only wait for self-service; searched that documents were looked
// through, so that no hit means no page.
func GuessReasons(q Inquiry, backlog, searched bool) Guess {
	var g Guess
	if q.Reasons.Solver == 0 && backlog {
		g.Solver = SolverPlatformForNow
	}
	switch {
	case q.Reasons.Docs != 0:
	case q.linkedSuggestion():
		g.Docs = DocsExistsNotFound
	case len(q.Suggestions) == 0 && searched:
		g.Docs = DocsMissing
	}
	return g
}

// linkedSuggestion reports whether a member linked a page that was suggested.
func (q Inquiry) linkedSuggestion() bool {
	for _, s := range q.Suggestions {
		for _, l := range q.LastLinks {
			if s.URL != "" && samePage(l, s.URL) {
				return true
			}
		}
	}
	return false
}

// samePage compares links without their anchor.
func samePage(x, y string) bool {
	x, _, _ = strings.Cut(x, "#")
	y, _, _ = strings.Cut(y, "#")
	return strings.TrimSuffix(x, "/") == strings.TrimSuffix(y, "/")
}

// reasonsPrefix begins the subject of the reminders of one person's reasons.
const reasonsPrefix = "reasons/"

// ReasonsSubject is the subject of what one person is asked about closings
// without reasons: they are collected by person, not by inquiry.
func ReasonsSubject(id PersonID) string { return reasonsPrefix + string(id) }

// SubjectReasons is the person whose reasons a subject is about, if it is.
func SubjectReasons(subject string) (PersonID, bool) {
	id, ok := strings.CutPrefix(subject, reasonsPrefix)
	return PersonID(id), ok
}

// reasonsReminder is one per person and instant, whatever was closed until
// then.
func reasonsReminder(id PersonID, at time.Time) Reminder {
	return Reminder{Subject: ReasonsSubject(id), Kind: RemindReasons, N: int(at.Unix()), At: at}
}

// askReasons asks for what is missing by then, in one message.
func (p Policy) askReasons(id PersonID, f Facts) Decision {
	if f.Unreasoned == 0 || !p.IsMember(id) {
		return Decision{}
	}
	return Decision{Notices: []Notice{AskReasons{To: id}}}
}

// reasonsFor is how long reasons are asked for: later nobody remembers.
const reasonsFor = 30 * 24 * time.Hour

// unreasoned reports whether a person owes the reasons of an inquiry.
func unreasoned(q Inquiry, by PersonID) bool {
	return by != "" && q.Status == StatusResolved && q.ResolvedBy == by && !q.BySolved && !q.Reasons.Given()
}

// unreasonedBy yields what a person closed in the last 30 days without
// reasons, the latest first.
func unreasonedBy(r Reader, by PersonID, now time.Time) (list []Inquiry, err error) {
	const askedFor = 180 * 24 * time.Hour // the longest an inquiry may have been open
	for q, err := range r.Inquiries(InquiryFilter{}) {
		switch {
		case err != nil:
			return nil, err
		case q.Archived():
		case now.Sub(q.AskedAt) > askedFor:
			return list, nil
		case unreasoned(q, by) && now.Sub(q.ResolvedAt) <= reasonsFor:
			list = append(list, q)
		}
	}
	return list, nil
}

// Unreasoned lists what a person closed in the last 30 days without reasons,
// the latest first.
func (d *Desk) Unreasoned(ctx context.Context, by PersonID) (list []Inquiry, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		list, err = unreasonedBy(r, by, d.now())
		return err
	})
	return list, err
}
