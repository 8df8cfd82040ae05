package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"toban/bot/triage"
)

// Tries of one job.
const (
	firstRetry = time.Second
	lastRetry  = 5 * time.Minute
	findAfter  = 1500 * time.Millisecond // what was written may not be readable at once

	receiptTries = 3  // within one attempt, a second apart
	receiptLimit = 10 // attempts after which a receipt that is refused is given up
)

// since is when j could first be sent: what is held over a break is as fresh
// after it as before.
func (j Job) since() time.Time {
	if j.Held.After(j.Queued) {
		return j.Held
	}
	return j.Queued
}

// maxAge is how long a class is worth sending; zero means always.
func maxAge(c triage.Class) time.Duration {
	switch c {
	case triage.ClassIncident:
		return 0
	case triage.ClassReply, triage.ClassReport:
		return 7 * 24 * time.Hour
	}
	return 0
}

var (
	errStale    = errors.New("too old to be of use")
	errNoSender = errors.New("nothing is configured to send it")
)

// work carries one job through and settles it.
func (w *Worker) work(ctx context.Context, j Job) {
	log := w.Log.With("job", j.ID, "notice", j.Envelope.Name, "attempt", j.Attempts)
	doubtful, err := w.attempt(ctx, log, j)
	if err == nil {
		w.sent.Add(1)
		return
	}
	// Whatever came of it must be recorded, also while the process ends.
	if err := w.settle(context.WithoutCancel(ctx), log, j, doubtful, err); err != nil {
		// The lease expires and the job comes back as doubtful.
		log.ErrorContext(ctx, "outbox cannot settle a job", "error", err)
	}
}

// attempt sends j, or finds what an earlier attempt has sent. It returns
// whether an error leaves a doubt about that earlier attempt.
func (w *Worker) attempt(ctx context.Context, log *slog.Logger, j Job) (doubtful bool, err error) {
	sender := w.Senders[j.Envelope.Via]
	if sender == nil {
		return j.Doubtful, Permanent(fmt.Errorf("send through %s: %w", j.Envelope.Via, errNoSender))
	}
	// What is forgotten leaves the files however long they cannot be reached.
	if age := maxAge(j.Envelope.Class); age > 0 && j.Envelope.Via != triage.ViaFiles && w.now().Sub(j.since()) > age {
		return j.Doubtful, Permanent(fmt.Errorf("%w, last: %s", errStale, cmp.Or(j.Reason, "never tried")))
	}
	calling, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	if j.Doubtful {
		if j.Envelope.Once {
			return true, Unclear(errors.New("an earlier attempt may have got through"))
		}
		w.doubtful.Add(1)
		receipt, found, err := guard(func() (Receipt, bool, error) { return sender.Find(calling, j) })
		if err != nil {
			return true, fmt.Errorf("find an earlier attempt: %w", err)
		}
		if found {
			w.found.Add(1)
			log.InfoContext(ctx, "message was sent by an earlier attempt")
			return true, w.deliver(ctx, j, receipt)
		}
	}
	receipt, _, err := guard(func() (Receipt, bool, error) {
		r, err := sender.Send(calling, j)
		return r, true, err
	})
	if err == nil {
		return true, w.deliver(ctx, j, receipt)
	}
	if v := judge(err); v.verdict == notExecuted && v.after > 0 {
		key := v.channel
		if key == "" {
			key, _ = channelOf(ctx, sender, j) // one that panics is paced by nothing
		}
		w.pause(key, w.now().Add(v.after))
	}
	return false, err
}

// guard turns a panic of a sender into an unclear outcome.
func guard(call func() (Receipt, bool, error)) (r Receipt, ok bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = Unclear(fmt.Errorf("sender panicked: %v\n%s", p, debug.Stack()))
		}
	}()
	return call()
}

// deliver records the receipt of what was sent. Its last order settles the
// job in the same transaction.
func (w *Worker) deliver(ctx context.Context, j Job, r Receipt) error {
	ctx = context.WithoutCancel(ctx)
	about, _ := Subject(j.Notice)
	refused := len(r.Orders) == 0
	for i, o := range r.Orders {
		o.Key = receiptKey(j, i)
		if o.Inquiry == "" && o.Incident == "" && o.Rotation == "" && o.Alert == "" {
			o.Inquiry, o.Incident, o.Rotation, o.Alert = about.Inquiry, about.Incident, about.Rotation, about.Alert
		}
		if i == len(r.Orders)-1 {
			o.Settles = j.ID
		}
		err := w.record(ctx, o)
		if err == nil {
			continue
		}
		switch triage.KindOf(err) {
		case triage.Internal, triage.Unavailable:
			if j.Attempts >= receiptLimit {
				return Permanent(fmt.Errorf("it was sent, its receipt cannot be recorded: %w", err))
			}
			return Unclear(fmt.Errorf("record receipt: %w", err))
		case triage.Invalid, triage.NotFound, triage.Denied, triage.Conflict:
			refused = true // nobody wants the receipt any more; it was sent all the same
		}
	}
	if refused {
		if err := w.Queue.Done(ctx, j.ID); err != nil {
			return Unclear(fmt.Errorf("record receipt: %w", err))
		}
	}
	return nil
}

// record hands an order to the Desk, again when the store is busy.
func (w *Worker) record(ctx context.Context, o triage.Order) error {
	for try := 1; ; try++ {
		err := w.Handle(ctx, o)
		if err == nil || triage.KindOf(err) != triage.Unavailable || try == receiptTries {
			return err
		}
		pause := time.NewTimer(firstRetry)
		<-pause.C
	}
}

// settle does what the verdict says.
func (w *Worker) settle(ctx context.Context, log *slog.Logger, j Job, doubtful bool, err error) error {
	v := judge(err)
	now := w.now()
	reason := err.Error()
	switch v.verdict {
	case permanent:
		log.WarnContext(ctx, "message refused for good", "error", err)
		return w.bury(ctx, log, j, reason)
	case notExecuted:
		after := v.after
		if after <= 0 {
			after = backoff(j.Attempts)
		}
		w.retried.Add(1)
		log.InfoContext(ctx, "message not taken, tried again", "error", err, "after", after)
		return w.Queue.Retry(ctx, j.ID, now.Add(after), doubtful, reason)
	case halted:
		until := now.Add(haltFor)
		if w.halt(j.Envelope.Via, now, until) {
			log.ErrorContext(ctx, "system refuses us, sending through it rests", "via", j.Envelope.Via.String(), "until", until, "error", err)
		}
		w.retried.Add(1)
		// Due at once, and put off by the rest alone: a restart with a new
		// token does not wait for it.
		return w.Queue.Retry(ctx, j.ID, now, doubtful, reason)
	case unclear:
		if j.Envelope.Once {
			w.dropped.Add(1)
			log.WarnContext(ctx, "outcome unclear, not sent again: it could appear twice", "error", err)
			return w.Queue.Done(ctx, j.ID)
		}
		after := max(findAfter, backoff(j.Attempts))
		w.retried.Add(1)
		log.WarnContext(ctx, "outcome unclear, looked for before the next try", "error", err, "after", after)
		return w.Queue.Retry(ctx, j.ID, now.Add(after), true, reason)
	}
	return nil
}

// halt lets a system rest and reports whether that is news.
func (w *Worker) halt(v triage.Via, now, until time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	news := !w.halted[v].After(now)
	if news {
		w.halted[v] = until
	}
	return news
}

// bury keeps the job for people to see, and tells its subject first: after a
// crash in between it is told again, which the order's key makes harmless.
func (w *Worker) bury(ctx context.Context, log *slog.Logger, j Job, reason string) error {
	if o, ok := Subject(j.Notice); ok {
		o.Key, o.Command = "buried/"+j.ID, triage.Undeliverable{Notice: j.Envelope.Name, Reason: reason}
		switch err := w.record(ctx, o); {
		case err == nil:
		case triage.KindOf(err) == triage.Unavailable:
			return fmt.Errorf("tell that it cannot be delivered: %w", err)
		default:
			log.ErrorContext(ctx, "subject of a refused message not told", "error", err)
		}
	}
	w.buried.Add(1)
	return w.Queue.Bury(ctx, j.ID, reason)
}

// backoff doubles from 1 s to 5 min; the upper half of each step is chance, so
// that what failed together is not tried together.
func backoff(attempts int) time.Duration {
	const doublings = 9 // 2^9 s is beyond the last step
	d := min(lastRetry, firstRetry<<min(max(attempts-1, 0), doublings))
	return d/2 + rand.N(d/2+1) //nolint:gosec // chance, no secret
}
