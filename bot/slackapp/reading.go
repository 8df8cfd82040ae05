package slackapp

import (
	"context"
	"slices"

	"toban/bot/triage"
)

// confined reports whether somebody sees only what they asked themselves:
// guests and people of other workspaces, who are in a few channels only. An
// error means that Slack does not tell who they are.
func (a *App) confined(ctx context.Context, c act) (bool, error) {
	if c.stranger {
		return true, nil
	}
	ctx, cancel := context.WithTimeout(ctx, identityBudget)
	defer cancel()
	p, told := a.people.known(ctx, c.by)
	if !told && !a.desk.Policy.IsMember(c.by) {
		return false, &triage.Error{Kind: triage.Denied, Reason: "unknown_reader"}
	}
	return p.powerless(), nil
}

// mayKnow refuses the inquiries of others to who sees only their own.
func (a *App) mayKnow(ctx context.Context, c act, q triage.Inquiry) error {
	if c.by == q.Asker {
		return nil
	}
	own, err := a.confined(ctx, c)
	if err == nil && own {
		err = &triage.Error{Kind: triage.Denied, Reason: "own_only"}
	}
	return err
}

// mayReadHere reports whether who acted may see the text of an inquiry.
func (a *App) mayReadHere(ctx context.Context, c act, q triage.Inquiry) bool {
	return a.mayKnow(ctx, c, q) == nil && a.mayRead(ctx, c.by, q)
}

// mayRead reports whether somebody of the workspace may see the text of an
// inquiry: what was asked in a private place stays between its asker and the
// team.
func (a *App) mayRead(ctx context.Context, id triage.PersonID, q triage.Inquiry) bool {
	return id == q.Asker || id == q.Reporter || a.desk.Policy.IsMember(id) || !a.confidential(ctx, q)
}

// confidential reports whether not everybody may read an inquiry: it was asked
// in a private place, or in one that is private now.
func (a *App) confidential(ctx context.Context, q triage.Inquiry) bool {
	return q.Place.Private || a.secluded(ctx, q.Place.Channel)
}

// readOutside reports whether people of other workspaces read the thread of an
// inquiry, or did when it was asked.
func (a *App) readOutside(ctx context.Context, q triage.Inquiry) bool {
	return !q.Place.Direct && (q.Place.External || a.readership(ctx, q.Place.Channel).external)
}

// readableGaps are the gaps whose inquiries may all be read. The words of
// searches are in none that is to be kept.
func (a *App) readableGaps(ctx context.Context, gaps []triage.Gap, may func(triage.Inquiry) bool) []triage.Gap {
	var out []triage.Gap
	for _, g := range gaps {
		readable := true
		for _, id := range g.Inquiries {
			q, err := a.desk.Inquiry(ctx, id)
			if readable = err == nil && may(q); !readable {
				break
			}
		}
		if readable {
			out = append(out, g)
		}
	}
	return out
}

// gapsFor are the gaps that who asks may see.
func (a *App) gapsFor(ctx context.Context, c act, gaps []triage.Gap) ([]triage.Gap, error) {
	own, err := a.confined(ctx, c)
	if err != nil || !own && a.desk.Policy.IsMember(c.by) {
		return gaps, err
	}
	if own { // what others looked for is none of theirs
		gaps = slices.DeleteFunc(slices.Clone(gaps), func(g triage.Gap) bool { return g.Searches > 0 })
	}
	return a.readableGaps(ctx, gaps, func(q triage.Inquiry) bool { return a.mayReadHere(ctx, c, q) }), nil
}

// readableDigest is a report for one reader: its numbers are for everybody,
// other people's words and inquiries are not.
func (a *App) readableDigest(ctx context.Context, c act, d triage.Digest) (triage.Digest, error) {
	own, err := a.confined(ctx, c)
	if err != nil {
		return triage.Digest{}, err
	}
	if own {
		d.Oldest = nil
	}
	d.Gaps, err = a.gapsFor(ctx, c, d.Gaps)
	return d, err
}
