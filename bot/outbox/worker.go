package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
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
	DefaultParallel = 256
)

// Bounds of one job.
const (
	leaseFor   = 45 * time.Second
	sendWithin = 30 * time.Second
	drainFor   = 10 * time.Second
	firstRetry = time.Second
	lastRetry  = 5 * time.Minute
	haltFor    = 5 * time.Minute
	findAfter  = 1500 * time.Millisecond // what was written may not be readable at once
	idlePoll   = 30 * time.Second
	patience   = 2 * time.Second
)

// ages after which a class is no longer worth sending; an incident always is.
func maxAge(c triage.Class) time.Duration {
	switch c {
	case triage.ClassIncident:
		return 0
	case triage.ClassReply, triage.ClassReport:
		return 7 * 24 * time.Hour
	}
	return 0
}

// A Worker sends what is queued. Queue, Senders, Handle and Log are required.
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

	mu       sync.Mutex
	limiters map[string]*rate.Limiter
	paused   map[string]time.Time     // channel to instant, after a 429
	halted   map[triage.Via]time.Time // system to instant, after a refused token

	sent, retried, doubtful, buried atomic.Int64
}

// Counters are what a worker has done since it was started.
type Counters struct {
	Sent, Retried, Doubtful, Buried int64
}

// Counters reads the counters.
func (w *Worker) Counters() Counters {
	return Counters{Sent: w.sent.Load(), Retried: w.retried.Load(), Doubtful: w.doubtful.Load(), Buried: w.buried.Load()}
}

// Halted reports the systems through which sending rests, and until when.
func (w *Worker) Halted() map[triage.Via]time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make(map[triage.Via]time.Time)
	for via, until := range w.halted {
		if until.After(w.now()) {
			out[via] = until
		}
	}
	return out
}

func (w *Worker) setUp() {
	w.once.Do(func() {
		w.slots = make(chan struct{}, cmp.Or(w.Parallel, DefaultParallel))
		w.settled = make(chan struct{}, 1)
		w.limiters = make(map[string]*rate.Limiter)
		w.paused = make(map[string]time.Time)
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
		started, err := w.round(ctx, sending, &flying)
		if err != nil && ctx.Err() == nil {
			w.Log.ErrorContext(ctx, "outbox cannot read its queue", "error", err)
		}
		if started == 0 || err != nil {
			w.rest(ctx, err != nil)
		}
	}
	done := make(chan struct{})
	go func() { flying.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(drainFor):
		abort()
		<-done
	}
	return nil
}

// Drain sends what is due now, one round after the other, until nothing is
// left to do at this instant. It starts no goroutine that outlives it.
func (w *Worker) Drain(ctx context.Context) error {
	w.setUp()
	var flying sync.WaitGroup
	for {
		started, err := w.round(ctx, ctx, &flying)
		flying.Wait()
		if err != nil || started == 0 {
			return err
		}
	}
}

// round leases what is due and starts sending it.
func (w *Worker) round(ctx, sending context.Context, flying *sync.WaitGroup) (started int, err error) {
	free := cap(w.slots) - len(w.slots)
	if free == 0 {
		return 0, nil
	}
	now := w.now()
	jobs, err := w.Queue.Lease(ctx, now, now.Add(leaseFor), free)
	if err != nil {
		return 0, fmt.Errorf("lease jobs: %w", err)
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
	return len(jobs), nil
}

// rest waits until something may be due.
func (w *Worker) rest(ctx context.Context, failed bool) {
	wait := idlePoll
	if failed {
		wait = time.Second
	} else if at, err := w.Queue.NextDue(ctx); err == nil && !at.IsZero() {
		wait = min(wait, max(at.Sub(w.now()), 10*time.Millisecond))
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

// work carries one job through and settles it.
func (w *Worker) work(ctx context.Context, j Job) {
	log := w.Log.With("job", j.ID, "notice", j.Envelope.Name, "attempt", j.Attempts)
	err := w.attempt(ctx, j)
	if err == nil {
		w.sent.Add(1)
		return
	}
	if settle := w.settle(ctx, log, j, err); settle != nil {
		// The lease expires and the job comes back as doubtful.
		log.ErrorContext(ctx, "outbox cannot settle a job", "error", settle)
	}
}

var errStale = errors.New("too old to be of use")

func (w *Worker) attempt(ctx context.Context, j Job) error {
	sender := w.Senders[j.Envelope.Via]
	if sender == nil {
		return Permanent(fmt.Errorf("no sender for %s", j.Envelope.Via))
	}
	if age := maxAge(j.Envelope.Class); age > 0 && w.now().Sub(j.Queued) > age {
		return Permanent(errStale)
	}
	if until, ok := w.Halted()[j.Envelope.Via]; ok {
		return RetryAfter(errors.New("sending rests"), until.Sub(w.now()))
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	if j.Doubtful {
		if j.Envelope.Once {
			return Permanent(errors.New("unclear outcome of a message that is sent at most once"))
		}
		w.doubtful.Add(1)
		receipt, found, err := guard(func() (Receipt, bool, error) { return sender.Find(ctx, j) })
		if err != nil {
			return Unclear(fmt.Errorf("find an earlier attempt: %w", err))
		}
		if found {
			return w.deliver(ctx, j, receipt)
		}
	}
	channel := sender.Channel(ctx, j)
	if err := w.turn(ctx, channel); err != nil {
		return err
	}
	receipt, _, err := guard(func() (Receipt, bool, error) {
		r, err := sender.Send(ctx, j)
		return r, true, err
	})
	if err != nil {
		if v, after := judge(err); v == notExecuted && after > 0 {
			w.pause(channel, after)
		}
		return err
	}
	return w.deliver(ctx, j, receipt)
}

var errPaced = errors.New("waits for its turn in the channel")

// guard turns a panic of a sender into an unclear outcome.
func guard(call func() (Receipt, bool, error)) (r Receipt, ok bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = Unclear(fmt.Errorf("sender panicked: %v\n%s", p, debug.Stack()))
		}
	}()
	return call()
}

// deliver records the receipt; its last order settles the job in the same
// transaction.
func (w *Worker) deliver(ctx context.Context, j Job, r Receipt) error {
	ctx = context.WithoutCancel(ctx) // it was sent: that must be recorded
	for i, o := range r.Orders {
		o.Key = receiptKey(j, i)
		if i == len(r.Orders)-1 {
			o.Settles = j.ID
		}
		if err := w.Handle(ctx, o); err != nil && triage.KindOf(err) == triage.Internal {
			return Unclear(fmt.Errorf("record receipt: %w", err))
		}
	}
	if len(r.Orders) == 0 {
		if err := w.Queue.Done(ctx, j.ID); err != nil {
			return Unclear(fmt.Errorf("record receipt: %w", err))
		}
	}
	return nil
}

// settle does what the verdict says.
func (w *Worker) settle(ctx context.Context, log *slog.Logger, j Job, err error) error {
	ctx = context.WithoutCancel(ctx)
	reason := err.Error()
	v, after := judge(err)
	now := w.now()
	switch v {
	case permanent:
		w.buried.Add(1)
		log.WarnContext(ctx, "message refused for good", "error", err)
		if err := w.Queue.Bury(ctx, j.ID, reason); err != nil {
			return err
		}
		o, ok := subject(j.Notice)
		if !ok || errors.Is(err, errStale) {
			return nil
		}
		o.Key, o.Command = "buried/"+j.ID, triage.Undeliverable{Notice: j.Envelope.Name, Reason: reason}
		return w.Handle(ctx, o)
	case notExecuted:
		if after <= 0 {
			after = backoff(j.Attempts)
		}
		if !errors.Is(err, errPaced) {
			w.retried.Add(1)
			log.InfoContext(ctx, "message not taken, tried again", "error", err, "after", after)
		}
		return w.Queue.Retry(ctx, j.ID, now.Add(after), j.Doubtful, reason)
	case halted:
		w.mu.Lock()
		w.halted[j.Envelope.Via] = now.Add(haltFor)
		w.mu.Unlock()
		log.ErrorContext(ctx, "system refuses us, sending through it rests", "via", j.Envelope.Via.String(), "error", err)
		return w.Queue.Retry(ctx, j.ID, now.Add(haltFor), j.Doubtful, reason)
	case unclear:
		w.retried.Add(1)
		wait := max(findAfter, backoff(j.Attempts))
		log.WarnContext(ctx, "outcome unclear, looked for before the next try", "error", err, "after", wait)
		return w.Queue.Retry(ctx, j.ID, now.Add(wait), true, reason)
	}
	return nil
}

// backoff doubles from 1 s to 5 min, with full jitter in its upper half.
func backoff(attempts int) time.Duration {
	d := lastRetry
	if attempts < 9 {
		d = min(d, firstRetry<<max(attempts-1, 0))
	}
	return d/2 + rand.N(d/2+1) //nolint:gosec // jitter needs no secrecy
}

// pace takes one turn in the channel and returns how long to wait for it.
func (w *Worker) pace(channel string) time.Duration {
	if channel == "" {
		return 0
	}
	now := w.now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if until := w.paused[channel]; until.After(now) {
		return until.Sub(now)
	}
	delete(w.paused, channel)
	l := w.limiters[channel]
	if l == nil {
		l = rate.NewLimiter(cmp.Or(w.Rate, DefaultRate), cmp.Or(w.Burst, DefaultBurst))
		w.limiters[channel] = l
	}
	r := l.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// turn waits for the job's turn in its channel: a short wait here costs
// nothing, a longer one gives the slot back.
func (w *Worker) turn(ctx context.Context, channel string) error {
	for {
		wait := w.pace(channel)
		switch {
		case wait <= 0:
			return nil
		case wait > patience:
			return RetryAfter(errPaced, wait)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return RetryAfter(ctx.Err(), 0)
		}
	}
}

// pause stops a channel after a 429.
func (w *Worker) pause(channel string, d time.Duration) {
	if channel == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.paused[channel] = w.now().Add(d)
}
