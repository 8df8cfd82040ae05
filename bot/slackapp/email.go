package slackapp

import (
	"context"
	"fmt"
	"strings"
	"time"

	"toban/bot/triage"
)

// nobodyFor is how long an address stays nobody's before it is looked for again.
const nobodyFor = 10 * time.Minute

// An owner is whose address it is.
type owner struct {
	id    triage.PersonID // empty: nobody's
	until time.Time
}

// ByEmail is the user with an address, by which other systems know people; ""
// when there is none. An error says that Slack could not be asked.
func (a *App) ByEmail(ctx context.Context, email string) (triage.PersonID, error) {
	return a.people.byEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
}

func (p *people) byEmail(ctx context.Context, email string) (triage.PersonID, error) {
	p.mu.Lock()
	known, ok := p.owners[email]
	p.mu.Unlock()
	if ok && p.now().Before(known.until) {
		return known.id, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	u, err := p.api.GetUserByEmailContext(ctx, email)
	switch {
	case code(err) == "users_not_found":
		known = owner{until: p.now().Add(nobodyFor)}
	case err != nil && code(err) == "": // no answer of Slack's
		return "", &triage.Error{Kind: triage.Unavailable, Reason: "try_again", Err: fmt.Errorf("look for an address in Slack: %w", err)}
	case err != nil:
		return "", fmt.Errorf("look for an address in Slack: %w", err)
	default:
		known = owner{id: triage.PersonID(u.ID), until: p.now().Add(personFor)}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.owners[email] = known
	return known.id, nil
}
