package triage

import (
	"context"
	"fmt"
	"time"
)

// A Figure is a number of a report that counts inquiries, under the name that
// it has in the report's file.
type Figure string

// The figures behind which inquiries stand one by one.
const (
	FigureAsked      Figure = "asked"
	FigureDuplicates Figure = "duplicates"
	FigureReplied    Figure = "replied"
	FigureInTime     Figure = "in_time"
	FigureBreached   Figure = "breached"
	FigureResolved   Figure = "resolved"
	FigureCarried    Figure = "carried_over"
	FigureWithdrawn  Figure = "withdrawn"
	FigureReasoned   Figure = "reasons_given"
	FigureOffered    Figure = "suggested"
	FigureConfirmed  Figure = "self_solved"
	FigureEscalated  Figure = "still_needed_help"
	FigureSilent     Figure = "no_reaction"
	FigureCorrected  Figure = "categories_corrected"
	FigureRecontacts Figure = "recontacts"
)

// of is the figure in a digest; known is false for what is none.
func (f Figure) of(d Digest) (n int, known bool) {
	switch f {
	case FigureAsked:
		return d.Asked, true
	case FigureDuplicates:
		return d.Duplicates, true
	case FigureReplied:
		return d.Replied, true
	case FigureInTime:
		return d.InTime, true
	case FigureBreached:
		return d.Breached, true
	case FigureResolved:
		return d.Resolved, true
	case FigureCarried:
		return d.Carried, true
	case FigureWithdrawn:
		return d.Withdrawn, true
	case FigureReasoned:
		return d.Reasoned, true
	case FigureOffered:
		return d.Offered, true
	case FigureConfirmed:
		return d.Confirmed, true
	case FigureEscalated:
		return d.Escalated, true
	case FigureSilent:
		return d.Silent, true
	case FigureCorrected:
		return d.Corrected, true
	case FigureRecontacts:
		return d.Recontacts, true
	}
	return 0, false
}

// A Selection is what a number of a report counts: a figure, of one area, team
// or class of closing reasons alone where these are not empty.
type Selection struct {
	Figure Figure
	Area   string
	Team   TeamID
	Class  CloseClass
}

// Behind lists the inquiries that a number of a period's report counts, in the
// order of their numbers. There are as many as it says, but for recontacts: an
// inquiry may be asked again more than once.
func (d *Desk) Behind(ctx context.Context, p Period, s Selection) (list []InquiryID, err error) {
	if _, known := s.Figure.of(Digest{}); !known {
		return nil, &Error{Kind: Invalid, Err: fmt.Errorf("no figure %q", s.Figure)}
	}
	from, to := p.Bounds(d.Policy.Calendar.Location())
	now := d.now()
	err = d.Store.View(ctx, func(r Reader) error {
		list = nil
		inquiries, _, err := d.histories(ctx, r, from, to, now)
		if err != nil {
			return err
		}
		for _, x := range inquiries {
			if s.counts(x, from, to, now, d.Policy.Grace) {
				list = append(list, x.id)
			}
		}
		return nil
	})
	return list, err
}

// counts reports whether a report of [from, to) counts an inquiry: whether the
// report of it alone does, so that no number is defined twice.
func (s Selection) counts(x *extract, from, to, now time.Time, grace time.Duration) bool {
	if s.Area != "" && x.area != s.Area || s.Team != "" && x.team != s.Team {
		return false
	}
	alone := summarise([]*extract{x}, nil, nil, from, to, now, grace)
	n, _ := s.Figure.of(alone)
	return n > 0 && (s.Class == "" || alone.Classes[s.Class] > 0)
}
