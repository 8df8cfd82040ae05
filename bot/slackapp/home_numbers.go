package slackapp

import (
	"context"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// A tally is what was counted last for the Home tabs of leads: each count
// reads the history of weeks. The zero value works.
type tally struct {
	mu   sync.Mutex
	last weeks
	at   time.Time
}

// weeks are the numbers of the week before and the load of the last four.
type weeks struct {
	week     triage.Period
	report   triage.Digest
	reported bool // else it cannot be had now
	load     []triage.Effort
	from, to time.Time // of the load
}

// counted are the numbers for leads that are at most as old as kept. Those who
// ask at the same time wait for one count.
func (a *App) counted(ctx context.Context, kept time.Duration) (weeks, error) {
	c := &a.in.tally
	c.mu.Lock()
	defer c.mu.Unlock()
	now := a.now()
	w := weeks{week: triage.PeriodOf(now, a.deps.Location).Previous(), from: now.AddDate(0, 0, -loadFor), to: now}
	if w.week == c.last.week && now.Sub(c.at) < kept {
		return c.last, nil
	}
	var err error
	if w.load, err = a.desk.Efforts(ctx, w.from, w.to, ""); err != nil {
		return weeks{}, err
	}
	if a.deps.Report == nil {
		return w, nil
	}
	if w.report, err = a.deps.Report(ctx, w.week); err != nil {
		a.log.ErrorContext(ctx, "report not made", "period", string(w.week), "error", err)
		return w, nil
	}
	w.reported = true
	c.last, c.at = w, now
	return w, nil
}

// homeNumbers are what a lead's Home tab adds.
func (a *App) homeNumbers(ctx context.Context, b phrase.Book, id triage.PersonID, kept time.Duration) ([]slack.Block, error) {
	w, err := a.counted(ctx, kept)
	if err != nil {
		return nil, err
	}
	blocks := []slack.Block{slack.NewDividerBlock(), section("*" + b.Say(phrase.HomeNumbers) + "*")}
	if w.reported {
		blocks = append(blocks, a.report(b, w.report).blocks...)
	} else {
		blocks = append(blocks, section(b.Say(phrase.StatsAway)))
	}
	blocks = append(blocks, slack.NewDividerBlock())
	return append(blocks, a.efforts(ctx, b, id, w.load, w.from, w.to).blocks...), nil
}
