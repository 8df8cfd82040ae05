package outbox

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"golang.org/x/time/rate"

	"toban/bot/triage"
)

// manyPaces is how many channels are remembered before idle ones are forgotten.
const manyPaces = 1000

// A pace is the traffic of one channel: so many messages a second, a pause
// after a 429, and places in line for those who have to wait.
type pace struct {
	limiter *rate.Limiter
	paused  time.Time                  // nothing is sent before
	last    map[triage.Class]time.Time // the last place in line, by class
	inLine  map[string]struct{}        // jobs that have had a place
}

// turn is when j may be sent: now, or an instant at which it is looked at
// again.
func (w *Worker) turn(ctx context.Context, j Job, now time.Time) time.Time {
	sender := w.Senders[j.Envelope.Via]
	if j.Notice == nil || sender == nil {
		return now // to be buried, which takes no turn
	}
	_, page := j.Notice.(triage.SendPage) // somebody is to be called: that waits for nothing else
	if until := w.rests(j.Envelope.Via); !page && until.After(now) {
		return until
	}
	channel, err := channelOf(ctx, sender, j)
	if err != nil {
		w.Log.ErrorContext(ctx, "channel of a message is unknown", "job", j.ID, "notice", j.Envelope.Name, "error", err)
	}
	if channel == "" {
		return now
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pace(channel, now).turn(j, now)
}

func (w *Worker) rests(v triage.Via) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.halted[v]
}

// channelOf keeps a panic of the sender from ending the worker.
func channelOf(ctx context.Context, s Sender, j Job) (channel string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("sender panicked: %v", p)
		}
	}()
	return s.Channel(ctx, j), nil
}

// pace finds or makes the pace of a channel; w.mu is held.
func (w *Worker) pace(channel string, now time.Time) *pace {
	if p := w.paces[channel]; p != nil {
		return p
	}
	if len(w.paces) >= manyPaces {
		for key, p := range w.paces {
			if p.idle(now) {
				delete(w.paces, key)
			}
		}
	}
	p := &pace{
		limiter: rate.NewLimiter(cmp.Or(w.Rate, DefaultRate), cmp.Or(w.Burst, DefaultBurst)),
		last:    make(map[triage.Class]time.Time),
		inLine:  make(map[string]struct{}),
	}
	w.paces[channel] = p
	return p
}

// pause stops a channel after a 429.
func (w *Worker) pause(channel string, until time.Time) {
	if channel == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.pace(channel, w.now()); until.After(p.paused) {
		p.paused = until
	}
}

func (p *pace) idle(now time.Time) bool {
	return len(p.inLine) == 0 && !p.paused.After(now) && p.limiter.TokensAt(now) >= float64(p.limiter.Burst())
}

// turn takes a message's turn, or gives it a place in line: behind those of
// its own class and better ones, one by one at the channel's rate. The line
// only spreads the looks, so that ten thousand waiting jobs are not all looked
// at each second; who comes first at an instant is decided then, and one that
// has lined up once and was overtaken by a better class is next.
func (p *pace) turn(j Job, now time.Time) time.Time {
	var next time.Time
	every := time.Duration(float64(time.Second) / float64(p.limiter.Limit()))
	switch {
	case p.paused.After(now):
		next = p.paused
	case p.limiter.AllowN(now, 1):
		delete(p.inLine, j.ID)
		return now
	default:
		missing := 1 - p.limiter.TokensAt(now)
		next = now.Add(max(time.Duration(missing*float64(every)), time.Millisecond))
	}
	if _, before := p.inLine[j.ID]; before {
		return next
	}
	for class, last := range p.last {
		if class <= j.Envelope.Class && next.Before(last.Add(every)) {
			next = last.Add(every)
		}
	}
	p.last[j.Envelope.Class] = next
	p.inLine[j.ID] = struct{}{}
	return next
}
