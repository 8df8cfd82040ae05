package triage

import (
	"context"
	"time"
)

// JudgedFor is how far back it is looked whether pages helped.
const JudgedFor = 90 * 24 * time.Hour

// A Judgement is what askers said of a page that was offered to them first.
// Silence is neither.
type Judgement struct {
	Helped    int `json:"helped"`     // it solved the question
	Unhelpful int `json:"not_helped"` // it did not, or was about something else
}

// misled is how many askers a page must have failed to be called misleading.
const misled = 2

// Misleads reports whether a page failed more askers than it helped, and not
// just one.
func (j Judgement) Misleads() bool { return j.Unhelpful >= misled && j.Unhelpful > j.Helped }

// Judgements are what askers of the last JudgedFor said of pages, by canonical
// id: of the one that was offered first, and of those that a search found.
func (d *Desk) Judgements(ctx context.Context) (map[string]Judgement, error) {
	from, to := d.now().Add(-JudgedFor), d.now().Add(time.Second)
	var pages map[string]Judgement
	err := d.Store.View(ctx, func(r Reader) error {
		pages = make(map[string]Judgement)
		add := func(page string, helped bool) {
			j := pages[page]
			if helped {
				j.Helped++
			} else {
				j.Unhelpful++
			}
			pages[page] = j
		}
		for e := range r.Entries(from, to) {
			if !e.opens() {
				continue
			}
			x, err := d.until(r, e.Subject, to)
			if err != nil {
				return err
			}
			if x.selfSolve != SelfSolveSilent && x.offered != "" {
				add(x.offered, x.selfSolve == SelfSolveConfirmed)
			}
		}
		searches, err := searchesBetween(r, from, to)
		for _, s := range searches {
			if s.Page != "" {
				add(s.Page, s.Outcome == SearchHelped)
			}
		}
		return err
	})
	return pages, err
}
