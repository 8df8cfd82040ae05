package outbox

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"toban/bot/triage"
)

// Defaults of a Worker. Slack takes about one message a second per channel
// and tolerates short bursts.
const (
	DefaultRate     = rate.Limit(1)
	DefaultBurst    = 3
	DefaultParallel = 64
)

// Bounds of one job.
const (
	sendWithin = 30 * time.Second // one call, or a look and a call
	leaseFor   = 3 * sendWithin   // longer than a call and its receipt can take
	drainFor   = 10 * time.Second // what is in flight when the worker ends
	idlePoll   = 30 * time.Second // between looks when nothing is known to be due
	failedPoll = time.Second      // after the queue could not be read
	window     = 256              // jobs looked at in one round, at least
	haltFor    = 5 * time.Minute  // rest after the system refused us
)

// A Worker sends what is queued. Queue, Senders, Handle and Log are required.
// Its methods are safe for concurrent use, but only one Run or Drain works at
// a time.
type Worker struct {
	Queue   Queue
	Senders map[triage.Via]Sender
	Handle  func(context.Context, triage.Order) error // records receipts; Desk.Handle
	Log     *slog.Logger

	Now      func() time.Time // nil means time.Now
	Wake     <-chan struct{}  // something was queued or the clock was moved; may be nil
	Rate     rate.Limit       // messages a second per channel; zero means DefaultRate
	Burst    int              // zero means DefaultBurst
	Parallel int              // jobs at once; zero means DefaultParallel

	once    sync.Once
	slots   chan struct{}
	settled chan struct{} // a job ended: its lane may go on

	mu     sync.Mutex
	paces  map[string]*pace
	halted map[triage.Via]time.Time // system to instant, after a refused token

	sent, found, retried, doubtful, buried, dropped atomic.Int64
}

// Counters are what a worker has done since it was started.
type Counters struct {
	Sent     int64 // settled as sent, Found included
	Found    int64 // sent by an earlier attempt whose outcome was unclear
	Retried  int64 // put back for another try
	Doubtful int64 // looked for before they were sent
	Buried   int64 // refused for good, or too old
	Dropped  int64 // unclear, and of the kind that is sent at most once
}

// Counters reads the counters.
func (w *Worker) Counters() Counters {
	return Counters{
		Sent: w.sent.Load(), Found: w.found.Load(), Retried: w.retried.Load(),
		Doubtful: w.doubtful.Load(), Buried: w.buried.Load(), Dropped: w.dropped.Load(),
	}
}

// Halted reports the systems through which sending rests, and until when.
func (w *Worker) Halted() map[triage.Via]time.Time {
	now := w.now()
	w.mu.Lock()
	defer w.mu.Unlock()
	out := maps.Clone(w.halted)
	maps.DeleteFunc(out, func(_ triage.Via, until time.Time) bool { return !until.After(now) })
	return out
}

func (w *Worker) setUp() {
	w.once.Do(func() {
		w.slots = make(chan struct{}, cmp.Or(w.Parallel, DefaultParallel))
		w.settled = make(chan struct{}, 1)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.paces = make(map[string]*pace)
		w.halted = make(map[triage.Via]time.Time)
	})
}

func (w *Worker) now() time.Time {
	if w.Now != nil {
		return w.Now()
	}
	return time.Now()
}

// Run sends until ctx ends, then waits at most 10 s for what is in flight.
// What is still unsettled then is found again after the next start.
func (w *Worker) Run(ctx context.Context) error {
	w.setUp()
	sending, abort := context.WithCancel(context.WithoutCancel(ctx))
	defer abort()
	var flying sync.WaitGroup
	for ctx.Err() == nil {
		progress, err := w.round(ctx, sending, &flying)
		if err != nil && ctx.Err() == nil {
			w.Log.ErrorContext(ctx, "outbox cannot read its queue", "error", err)
		}
		if !progress || err != nil {
			w.rest(ctx, err != nil)
		}
	}
	landed := make(chan struct{})
	go func() {
		flying.Wait()
		close(landed)
	}()
	patience := time.NewTimer(drainFor)
	defer patience.Stop()
	select {
	case <-landed:
	case <-patience.C:
		abort()
		<-landed
	}
	return nil
}

// Drain sends what is due now, one round after the other, until nothing is
// left to do at this instant. It starts no goroutine that outlives it.
func (w *Worker) Drain(ctx context.Context) error {
	w.setUp()
	var flying sync.WaitGroup
	for {
		progress, err := w.round(ctx, ctx, &flying)
		flying.Wait()
		if err != nil || !progress {
			return err
		}
	}
}

// round looks what is due, starts what has its turn and puts off the rest. It
// reports whether another round may find more to do at this instant.
func (w *Worker) round(ctx, sending context.Context, flying *sync.WaitGroup) (progress bool, err error) {
	free := cap(w.slots) - len(w.slots)
	if free == 0 {
		return false, nil
	}
	now := w.now()
	due, err := w.Queue.Due(ctx, now, max(window, free))
	if err != nil {
		return false, fmt.Errorf("look what is due: %w", err)
	}
	g := Grant{Until: now.Add(leaseFor), Later: make(map[string]time.Time)}
	for _, j := range due {
		if len(g.Start) == free {
			break
		}
		if at := w.turn(sending, j, now); at.After(now) {
			g.Later[j.ID] = at
		} else {
			g.Start = append(g.Start, j.ID)
		}
	}
	if len(g.Start)+len(g.Later) == 0 {
		return false, nil
	}
	jobs, err := w.Queue.Lease(ctx, now, g)
	if err != nil {
		return false, fmt.Errorf("lease jobs: %w", err)
	}
	for _, j := range jobs {
		w.slots <- struct{}{}
		flying.Go(func() {
			defer func() {
				<-w.slots
				select {
				case w.settled <- struct{}{}:
				default:
				}
			}()
			w.work(sending, j)
		})
	}
	return true, nil
}

// rest waits until something may be due.
func (w *Worker) rest(ctx context.Context, failed bool) {
	wait := idlePoll
	switch {
	case failed:
		wait = failedPoll
	case len(w.slots) == cap(w.slots):
		// A job has to end first.
	default:
		at, err := w.Queue.NextDue(ctx)
		switch {
		case err != nil:
			wait = failedPoll
		case !at.IsZero():
			wait = min(wait, max(at.Sub(w.now()), time.Millisecond))
		}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-w.Wake:
	case <-w.settled:
	}
}
