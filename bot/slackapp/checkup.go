package slackapp

import (
	"context"
	"sync"
	"time"
)

// checkupKept is how long Home tabs that are drawn anew show the same
// findings: looking again costs Slack a call for each channel and person.
const checkupKept = 10 * time.Minute

// A checkup is what the doctor found last, for all who look at it. The zero
// value works.
type checkup struct {
	mu    sync.Mutex
	found []Finding
	at    time.Time
}

// checkedUp are the findings of the doctor that are at most as old as kept,
// and when they were made. Those who ask at the same time wait for one look.
func (a *App) checkedUp(ctx context.Context, kept time.Duration) (found []Finding, at time.Time) {
	c := &a.in.check
	c.mu.Lock()
	defer c.mu.Unlock()
	now := a.now()
	if !c.at.IsZero() && now.Sub(c.at) < kept {
		return c.found, c.at
	}
	found = a.Doctor(ctx)
	if ctx.Err() == nil { // else it finds fault with its own haste
		c.found, c.at = found, now
	}
	return found, now
}
