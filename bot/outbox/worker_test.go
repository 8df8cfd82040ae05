package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/outbox"
	"toban/bot/triage"
)

// A desk is a real store with a worker that sends into a world made of
// memory, all in a bubble where time is free.
type desk struct {
	*testing.T
	store  *boltstore.Store
	world  *world
	worker *outbox.Worker
	wake   chan struct{}
	begin  time.Time

	mu     sync.Mutex
	orders []triage.Order
	refuse func(triage.Order) error
}

// A world takes messages and does to them what the test says.
type world struct {
	mu      sync.Mutex
	posts   []post
	calls   map[string]int // by job
	finds   int
	blind   bool                               // cannot find what was posted
	fault   func(j outbox.Job, call int) fault // nil: all goes well
	find    func(j outbox.Job) error           // nil: looking works
	channel func(j outbox.Job) string          // nil: nothing is paced
	receipt func(j outbox.Job) []triage.Order  // nil: one Posted
	takes   time.Duration                      // a call
}

type post struct {
	job  string
	what string // notice/lane
	at   time.Duration
}

// A fault is how a call fails, before or after the message was stored.
type fault struct {
	err    error
	stored bool
	panics bool
	hangs  bool
}

var errOnPurpose = errors.New("on purpose")

func bubble(t *testing.T, test func(d *desk)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "toban.db")
	synctest.Test(t, func(t *testing.T) {
		d := &desk{T: t, world: &world{calls: map[string]int{}}, wake: make(chan struct{}, 1), begin: time.Now()}
		d.world.begin(d.begin)
		s, err := boltstore.Open(path, boltstore.Options{})
		require.NoError(t, err)
		d.store = s
		d.worker = d.hire()
		test(d)
		r, err := s.Check()
		require.NoError(t, err)
		require.Empty(t, r.Problems)
		require.NoError(t, s.Close())
	})
}

func (d *desk) hire() *outbox.Worker {
	return &outbox.Worker{
		Queue: d.store, Senders: map[triage.Via]outbox.Sender{triage.ViaSlack: d.world, triage.ViaDatadog: d.world},
		Handle: d.handle, Log: slog.New(slog.DiscardHandler), Wake: d.wake,
	}
}

// handle records an order as the Desk does.
func (d *desk) handle(ctx context.Context, o triage.Order) error {
	d.mu.Lock()
	refuse := d.refuse
	d.mu.Unlock()
	if refuse != nil {
		if err := refuse(o); err != nil {
			return err
		}
	}
	return d.store.Update(ctx, func(tx triage.Tx) error {
		if _, known, err := tx.Seen([]string{o.Key}); err != nil || known {
			return errors.Join(err, tx.Settle(o.Settles))
		}
		d.mu.Lock()
		d.orders = append(d.orders, o)
		d.mu.Unlock()
		return errors.Join(tx.RecordKeys([]string{o.Key}, "report", time.Now()), tx.Settle(o.Settles))
	})
}

func (d *desk) queue(notices ...triage.Notice) {
	d.Helper()
	require.NoError(d, d.store.Update(d.Context(), func(tx triage.Tx) error {
		for _, n := range notices {
			if err := tx.Queue(n, time.Time{}); err != nil {
				return err
			}
		}
		return nil
	}))
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// work runs the worker for so long.
func (d *desk) work(long time.Duration) {
	d.Helper()
	ctx, stop := context.WithTimeout(d.Context(), long)
	defer stop()
	require.NoError(d, d.worker.Run(ctx))
}

// waiting is what the queue holds: queued, sending, buried.
func (d *desk) waiting() string {
	st, err := d.store.QueueStats(d.Context())
	require.NoError(d, err)
	return fmt.Sprintf("%d queued %d sending %d buried", st.Queued, st.Sending, st.Buried)
}

func (w *world) begin(at time.Time) { w.calls["begin"] = int(at.Unix()) }

func (w *world) since() time.Duration { return time.Since(time.Unix(int64(w.calls["begin"]), 0)) }

func (w *world) Send(ctx context.Context, j outbox.Job) (outbox.Receipt, error) {
	w.mu.Lock()
	w.calls[j.ID]++
	call := w.calls[j.ID]
	fail := fault{}
	if w.fault != nil {
		fail = w.fault(j, call)
	}
	if fail.err == nil && !fail.panics && !fail.hangs || fail.stored {
		w.posts = append(w.posts, post{job: j.ID, what: j.Envelope.Name + "/" + j.Envelope.Lane, at: w.since()})
	}
	takes := w.takes
	w.mu.Unlock()
	if takes > 0 {
		time.Sleep(takes)
	}
	switch {
	case fail.panics:
		panic("on purpose")
	case fail.hangs:
		<-ctx.Done()
		return outbox.Receipt{}, ctx.Err()
	case fail.err != nil:
		return outbox.Receipt{}, fail.err
	}
	return w.answer(j), nil
}

func (w *world) answer(j outbox.Job) outbox.Receipt {
	if w.receipt != nil {
		return outbox.Receipt{Orders: w.receipt(j)}
	}
	return outbox.Receipt{Orders: []triage.Order{{Command: triage.Posted{Slot: triage.SlotCard}}}}
}

func (w *world) Find(_ context.Context, j outbox.Job) (outbox.Receipt, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.finds++
	if w.find != nil {
		if err := w.find(j); err != nil {
			return outbox.Receipt{}, false, err
		}
	}
	for _, p := range w.posts {
		if p.job == j.ID && !w.blind {
			return w.answer(j), true, nil
		}
	}
	return outbox.Receipt{}, false, nil
}

func (w *world) Channel(_ context.Context, j outbox.Job) string {
	if w.channel == nil {
		return ""
	}
	return w.channel(j)
}

// story is what was posted, in its order.
func (w *world) story() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var b strings.Builder
	for _, p := range w.posts {
		fmt.Fprintf(&b, "%s at %v\n", p.what, p.at.Round(10*time.Millisecond))
	}
	return b.String()
}

// doubles counts jobs that were posted more than once.
func (w *world) doubles() (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen := map[string]int{}
	for _, p := range w.posts {
		if seen[p.job]++; seen[p.job] == 2 {
			n++
		}
	}
	return n
}

func TestEachVerdictHasItsConsequence(t *testing.T) {
	ping := triage.Ping{Inquiry: "INQ-1"}
	for _, c := range []struct {
		name   string
		notice triage.Notice
		first  fault // of the first call; the later ones go well
		posts  int
		finds  int
		took   [2]time.Duration // from, to: when it was posted last
		ends   string
		orders string
	}{
		{"goes well", ping, fault{}, 1, 0, [2]time.Duration{0, 0}, "0 queued 0 sending 0 buried", "Posted"},
		{"refused for good", ping, fault{err: outbox.Permanent(errOnPurpose)}, 0, 0, [2]time.Duration{}, "0 queued 0 sending 1 buried", "Undeliverable"},
		{"refused for good, wrapped", ping, fault{err: fmt.Errorf("post: %w", outbox.Permanent(errOnPurpose))}, 0, 0, [2]time.Duration{}, "0 queued 0 sending 1 buried", "Undeliverable"},
		{"not taken, no time given", ping, fault{err: outbox.RetryAfter(errOnPurpose, 0)}, 1, 0, [2]time.Duration{500 * time.Millisecond, time.Second}, "0 queued 0 sending 0 buried", "Posted"},
		{"not taken, 30 s", ping, fault{err: outbox.RetryAfter(errOnPurpose, 30*time.Second)}, 1, 0, [2]time.Duration{30 * time.Second, 30 * time.Second}, "0 queued 0 sending 0 buried", "Posted"},
		{"unclear, it got through", ping, fault{err: outbox.Unclear(errOnPurpose), stored: true}, 1, 1, [2]time.Duration{0, 0}, "0 queued 0 sending 0 buried", "Posted"},
		{"unclear, it did not", ping, fault{err: outbox.Unclear(errOnPurpose)}, 1, 1, [2]time.Duration{1500 * time.Millisecond, 2 * time.Second}, "0 queued 0 sending 0 buried", "Posted"},
		{"no verdict is unclear", ping, fault{err: errOnPurpose, stored: true}, 1, 1, [2]time.Duration{0, 0}, "0 queued 0 sending 0 buried", "Posted"},
		{"a panic is unclear", ping, fault{panics: true, stored: true}, 1, 1, [2]time.Duration{0, 0}, "0 queued 0 sending 0 buried", "Posted"},
		{"no answer in 30 s is unclear", ping, fault{hangs: true}, 1, 1, [2]time.Duration{31500 * time.Millisecond, 32 * time.Second}, "0 queued 0 sending 0 buried", "Posted"},
		{"we are refused", ping, fault{err: outbox.Halt(errOnPurpose)}, 1, 0, [2]time.Duration{5 * time.Minute, 5 * time.Minute}, "0 queued 0 sending 0 buried", "Posted"},
		{"unclear, sent at most once", triage.AskReopen{Inquiry: "INQ-1", To: "U1"}, fault{err: errOnPurpose}, 0, 0, [2]time.Duration{}, "0 queued 0 sending 0 buried", ""},
		{"not taken, sent at most once", triage.AskReopen{Inquiry: "INQ-1", To: "U1"}, fault{err: outbox.RetryAfter(errOnPurpose, time.Second)}, 1, 0, [2]time.Duration{time.Second, time.Second}, "0 queued 0 sending 0 buried", "Posted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(d *desk) {
				d.world.fault = func(_ outbox.Job, call int) fault {
					if call == 1 {
						return c.first
					}
					return fault{}
				}
				d.queue(c.notice)
				d.work(20 * time.Minute)
				require.Len(t, d.world.posts, c.posts)
				require.Equal(t, c.finds, d.world.finds)
				require.Equal(t, c.ends, d.waiting())
				if c.posts > 0 {
					at := d.world.posts[len(d.world.posts)-1].at
					require.GreaterOrEqual(t, at, c.took[0])
					require.LessOrEqual(t, at, c.took[1]+5*time.Millisecond)
				}
				var kinds []string
				for _, o := range d.orders {
					kinds = append(kinds, strings.TrimPrefix(fmt.Sprintf("%T", o.Command), "triage."))
				}
				require.Equal(t, c.orders, strings.Join(kinds, " "))
			})
		})
	}
}

func TestReceiptsSettleTheirJob(t *testing.T) {
	bubble(t, func(d *desk) {
		d.world.receipt = func(outbox.Job) []triage.Order {
			return []triage.Order{{Command: triage.Registered{ID: "a"}}, {Incident: "INC-9", Command: triage.ChannelAbsent{}}}
		}
		d.queue(triage.OpenIncident{Incident: "INC-1"})
		due, err := d.store.Due(d.Context(), time.Now(), 1)
		require.NoError(t, err)
		d.work(time.Second)
		require.Equal(t, []triage.Order{
			{Key: "receipt/" + due[0].ID + "/0", Incident: "INC-1", Command: triage.Registered{ID: "a"}},
			{Key: "receipt/" + due[0].ID + "/1", Incident: "INC-9", Settles: due[0].ID, Command: triage.ChannelAbsent{}},
		}, d.orders)
	})
}

// A store that is busy when the receipt comes gets it again; a receipt that
// cannot be recorded at all is tried with later attempts, which find the
// message instead of posting it again.
func TestAReceiptThatIsNotRecordedIsFoundAgain(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		times int
		ends  string
		finds int
	}{
		"busy for a moment":  {triage.Errorf(triage.Unavailable, "try_again", "busy"), 2, "0 queued 0 sending 0 buried", 0},
		"busy for longer":    {triage.Errorf(triage.Unavailable, "try_again", "busy"), 7, "0 queued 0 sending 0 buried", 2},
		"our own mistake":    {errOnPurpose, 4, "0 queued 0 sending 0 buried", 4},
		"a mistake for ever": {errOnPurpose, 1 << 30, "0 queued 0 sending 1 buried", 9},
		"nobody wants it":    {triage.Errorf(triage.NotFound, "no_such_inquiry", "gone"), 1 << 30, "0 queued 0 sending 0 buried", 0},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(d *desk) {
				left := c.times
				d.refuse = func(o triage.Order) error {
					if _, ok := o.Command.(triage.Posted); !ok {
						return nil
					}
					if left--; left >= 0 {
						return c.err
					}
					return nil
				}
				d.queue(triage.Ping{Inquiry: "INQ-1"})
				d.work(2 * time.Hour)
				require.Len(t, d.world.posts, 1)
				require.Equal(t, c.finds, d.world.finds)
				require.Equal(t, c.ends, d.waiting())
			})
		})
	}
}

func TestALooksOwnTroubleDelaysIt(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		ends string
		at   time.Duration
	}{
		"rate limited":   {outbox.RetryAfter(errOnPurpose, time.Minute), "0 queued 0 sending 0 buried", time.Minute},
		"unclear":        {errOnPurpose, "0 queued 0 sending 0 buried", 2 * time.Second},
		"we are refused": {outbox.Halt(errOnPurpose), "0 queued 0 sending 0 buried", 5 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(d *desk) {
				d.world.fault = func(_ outbox.Job, call int) fault {
					if call == 1 {
						return fault{err: errOnPurpose}
					}
					return fault{}
				}
				first := true
				d.world.find = func(outbox.Job) error {
					defer func() { first = false }()
					if first {
						return c.err
					}
					return nil
				}
				d.queue(triage.Ping{Inquiry: "INQ-1"})
				d.work(time.Hour)
				require.Len(t, d.world.posts, 1)
				require.Equal(t, 2, d.world.finds)
				require.Equal(t, c.ends, d.waiting())
				require.GreaterOrEqual(t, d.world.posts[0].at, c.at)
				require.LessOrEqual(t, d.world.posts[0].at, c.at+3*time.Second)
			})
		})
	}
}

func TestAChannelIsPacedAndOthersGoOn(t *testing.T) {
	bubble(t, func(d *desk) {
		d.world.channel = func(j outbox.Job) string {
			if j.Envelope.Lane == "INQ-100" {
				return "C2"
			}
			return "C1"
		}
		d.worker.Parallel = 2 // a busy channel takes no slots
		for n := range 40 {
			d.queue(triage.Ping{Inquiry: triage.InquiryID(fmt.Sprint("INQ-", n+1))})
		}
		d.queue(triage.Ping{Inquiry: "INQ-100"})
		d.work(60 * time.Second)
		require.Len(t, d.world.posts, 41)
		inC1 := 0
		for _, p := range d.world.posts {
			if p.what == "ping/INQ-100" {
				require.Less(t, p.at, 50*time.Millisecond)
				continue
			}
			inC1++
			require.LessOrEqual(t, float64(inC1), 3+p.at.Seconds()+0.01, "at %v", p.at)
		}
		require.InDelta(t, 37, d.world.posts[40].at.Seconds(), 1, "no second is wasted")
	})
}

func TestAnIncidentOvertakesWhatWaitsForItsTurn(t *testing.T) {
	bubble(t, func(d *desk) {
		d.world.channel = func(outbox.Job) string { return "C1" }
		for n := range 30 {
			d.queue(triage.Ping{Inquiry: triage.InquiryID(fmt.Sprint("INQ-", n+1))})
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			d.work(time.Minute)
		}()
		time.Sleep(10500 * time.Millisecond)
		d.queue(triage.ShowIncident{Incident: "INC-1"}, triage.PageSuspected{Inquiry: "INQ-77"})
		<-done
		require.Len(t, d.world.posts, 32)
		for i, p := range d.world.posts {
			if strings.HasPrefix(p.what, "show_incident") || strings.HasPrefix(p.what, "page_suspected") {
				require.Less(t, p.at, 12600*time.Millisecond, p.what)
			}
			if i > 0 {
				require.LessOrEqual(t, p.at-d.world.posts[i-1].at, 1100*time.Millisecond)
			}
		}
	})
}

func TestRetryAfterPausesItsChannelOnly(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		c1, c2 time.Duration
	}{
		"its own":     {outbox.RetryAfter(errOnPurpose, 30*time.Second), 30 * time.Second, 0},
		"another one": {outbox.RetryChannel(errOnPurpose, "C2", 30*time.Second), 0, 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(d *desk) {
				d.world.channel = func(j outbox.Job) string {
					return map[string]string{"INQ-1": "C1", "INQ-2": "C1", "INQ-3": "C2"}[j.Envelope.Lane]
				}
				d.world.fault = func(j outbox.Job, call int) fault {
					if j.Envelope.Lane == "INQ-1" && call == 1 {
						return fault{err: c.err}
					}
					return fault{}
				}
				d.queue(triage.Ping{Inquiry: "INQ-1"})
				require.NoError(t, d.worker.Drain(d.Context()))
				d.queue(triage.Ping{Inquiry: "INQ-2"}, triage.Ping{Inquiry: "INQ-3"})
				d.work(2 * time.Minute)
				at := map[string]time.Duration{}
				for _, p := range d.world.posts {
					at[p.what] = p.at.Round(time.Second)
				}
				require.Equal(t, c.c1, at["ping/INQ-2"])
				require.Equal(t, c.c2, at["ping/INQ-3"])
				require.Equal(t, 30*time.Second, at["ping/INQ-1"])
			})
		})
	}
}

func TestARefusedTokenRestsOneSystemAndBuriesNothing(t *testing.T) {
	bubble(t, func(d *desk) {
		revoked := true
		d.world.fault = func(j outbox.Job, _ int) fault {
			if revoked && j.Envelope.Via == triage.ViaSlack {
				return fault{err: outbox.Halt(errOnPurpose)}
			}
			return fault{}
		}
		for n := range 20 {
			d.queue(triage.Ping{Inquiry: triage.InquiryID(fmt.Sprint("INQ-", n+1))})
		}
		d.work(time.Minute)
		d.queue(triage.OpenIncident{Incident: "INC-1"})
		require.Contains(t, d.worker.Halted(), triage.ViaSlack)
		require.NotContains(t, d.worker.Halted(), triage.ViaDatadog)
		d.work(time.Minute)
		require.Equal(t, "open_incident/datadog/INC-1 at 1m0s\n", d.world.story())
		require.Equal(t, "20 queued 0 sending 0 buried", d.waiting())
		calls := 0
		for id, n := range d.world.calls {
			if strings.HasPrefix(id, "job-") {
				calls += n
			}
		}
		require.LessOrEqual(t, calls, 21, "it rests instead of hammering")
		revoked = false
		d.work(5 * time.Minute)
		require.Len(t, d.world.posts, 21)
		require.Empty(t, d.worker.Halted())
	})
}

// Whoever has to be called does not wait until somebody has mended the keys for
// something else.
func TestAPageDoesNotRestWithTheRest(t *testing.T) {
	bubble(t, func(d *desk) {
		d.world.fault = func(j outbox.Job, _ int) fault {
			if j.Envelope.Name == triage.EnvelopeOf(triage.SyncIncident{}).Name {
				return fault{err: outbox.Halt(errOnPurpose)}
			}
			return fault{}
		}
		d.queue(triage.SyncIncident{Incident: "INC-1"})
		d.work(time.Minute)
		require.Contains(t, d.worker.Halted(), triage.ViaDatadog)
		d.queue(triage.SendPage{Incident: "INC-2", N: 1})
		d.work(time.Second)
		require.Contains(t, d.world.story(), "send_page", "it waits for nothing")
	})
}

func TestARestartWithANewTokenDoesNotWait(t *testing.T) {
	path := filepath.Join(t.TempDir(), "toban.db")
	synctest.Test(t, func(t *testing.T) {
		d := &desk{T: t, world: &world{calls: map[string]int{}}, wake: make(chan struct{}, 1)}
		d.world.begin(time.Now())
		d.world.fault = func(outbox.Job, int) fault { return fault{err: outbox.Halt(errOnPurpose)} }
		var err error
		for restart := range 2 {
			d.store, err = boltstore.Open(path, boltstore.Options{})
			require.NoError(t, err)
			d.worker = d.hire()
			if restart == 0 {
				d.queue(triage.Ping{Inquiry: "INQ-1"}, triage.ShowCard{Inquiry: "INQ-2"})
			}
			d.work(time.Minute)
			require.NoError(t, d.store.Close())
			d.world.fault = nil
		}
		require.Len(t, d.world.posts, 2)
		require.Less(t, d.world.posts[1].at, 63*time.Second)
	})
}

func TestOldMessagesAreNotSent(t *testing.T) {
	for name, c := range map[string]struct {
		notice triage.Notice
		want   string
	}{
		"a reply":     {triage.Ping{Inquiry: "INQ-1"}, "0 queued 0 sending 1 buried"},
		"a report":    {triage.ShowReport{Period: "2026-W47"}, "0 queued 0 sending 1 buried"},
		"an incident": {triage.ShowIncident{Incident: "INC-1"}, "0 queued 0 sending 0 buried"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(d *desk) {
				d.queue(c.notice)
				d.world.fault = func(outbox.Job, int) fault {
					if time.Since(d.begin) < 8*24*time.Hour {
						return fault{err: outbox.RetryAfter(errors.New("connection refused"), 0)}
					}
					return fault{}
				}
				d.work(8*24*time.Hour + 10*time.Minute)
				require.Equal(t, c.want, d.waiting())
				buried, err := d.store.BuriedJobs(d.Context(), 1)
				require.NoError(t, err)
				for _, j := range buried {
					require.Equal(t, "too old to be of use, last: connection refused", j.Reason)
				}
			})
		})
	}
}

func TestWhatIsHeldOverABreakIsNotOld(t *testing.T) {
	bubble(t, func(d *desk) {
		require.NoError(t, d.store.Update(d.Context(), func(tx triage.Tx) error {
			return tx.Queue(triage.TellDuty{Rotation: "platform", Change: 1, To: "UITO"}, d.begin.Add(9*24*time.Hour))
		}))
		d.world.fault = func(outbox.Job, int) fault {
			if time.Since(d.begin) < 10*24*time.Hour {
				return fault{err: outbox.RetryAfter(errors.New("connection refused"), 0)}
			}
			return fault{}
		}
		d.work(10*24*time.Hour + 10*time.Minute)
		require.Equal(t, "0 queued 0 sending 0 buried", d.waiting())
		require.Len(t, d.world.posts, 1)
	})
}

func TestAPanicWhileAskingForTheChannelIsSurvived(t *testing.T) {
	bubble(t, func(d *desk) {
		d.world.channel = func(j outbox.Job) string {
			if j.Envelope.Lane == "INQ-1" {
				panic("on purpose")
			}
			return "C1"
		}
		d.queue(triage.Ping{Inquiry: "INQ-1"}, triage.Ping{Inquiry: "INQ-2"})
		d.work(time.Second)
		require.Len(t, d.world.posts, 2)
	})
}

func TestShutdownWaitsForWhatIsInFlight(t *testing.T) {
	for name, c := range map[string]struct {
		takes time.Duration
		ends  string
	}{
		"an answer within 10 s is recorded": {4 * time.Second, "0 queued 0 sending 0 buried"},
		"a call that hangs is given up":     {0, "1 queued 0 sending 0 buried"},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(d *desk) {
				d.world.takes = c.takes
				if c.takes == 0 {
					d.world.fault = func(outbox.Job, int) fault { return fault{hangs: true} }
				}
				d.queue(triage.Ping{Inquiry: "INQ-1"})
				d.work(time.Second)
				require.LessOrEqual(t, time.Since(d.begin), 12*time.Second)
				require.Equal(t, c.ends, d.waiting())
				if c.takes == 0 {
					due, err := d.store.Due(d.Context(), time.Now().Add(time.Minute), 1)
					require.NoError(t, err)
					require.True(t, due[0].Doubtful)
				}
			})
		})
	}
}

func TestAWakeIsAnsweredAtOnce(t *testing.T) {
	bubble(t, func(d *desk) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			d.work(time.Minute)
		}()
		time.Sleep(7 * time.Second)
		d.queue(triage.Ping{Inquiry: "INQ-1"})
		<-done
		require.Equal(t, "ping/INQ-1 at 7s\n", d.world.story())
	})
}

// The clock of a story is moved by hand: decisions follow it, and a wake makes
// the worker look.
func TestAMovedClockIsFollowed(t *testing.T) {
	bubble(t, func(d *desk) {
		var ahead time.Duration
		d.worker.Now = func() time.Time { return time.Now().Add(ahead) }
		require.NoError(t, d.store.Update(d.Context(), func(tx triage.Tx) error {
			return tx.Queue(triage.Ping{Inquiry: "INQ-1"}, time.Now().Add(24*time.Hour))
		}))
		require.NoError(t, d.worker.Drain(d.Context()))
		require.Empty(t, d.world.posts)
		ahead = 24 * time.Hour
		require.NoError(t, d.worker.Drain(d.Context()))
		require.Len(t, d.world.posts, 1)
	})
}

// Thirty inquiries of ten messages each, every third call failing in one of
// the ways Slack fails, before or after it stored the message.
func TestEveryMessageAppearsOnceAndInOrder(t *testing.T) {
	storm := func(t *testing.T, blind bool) (doubles, posts int) {
		bubble(t, func(d *desk) {
			rng := rand.New(rand.NewPCG(7, 11))
			d.world.blind = blind
			d.world.takes = 150 * time.Millisecond
			d.world.channel = func(j outbox.Job) string { return "C" + j.Envelope.Lane[len(j.Envelope.Lane)-1:] }
			d.world.fault = func(outbox.Job, int) fault {
				stored := rng.IntN(2) == 0
				switch rng.IntN(18) {
				case 0, 1:
					return fault{err: errOnPurpose, stored: stored}
				case 2:
					return fault{err: outbox.RetryAfter(errOnPurpose, time.Second)}
				case 3:
					return fault{panics: true, stored: stored}
				case 4:
					return fault{hangs: true, stored: stored}
				case 5:
					return fault{err: outbox.RetryAfter(errOnPurpose, 0)}
				}
				return fault{}
			}
			for n := range 10 {
				for q := range 30 {
					d.queue(triage.TellIncident{Incident: triage.IncidentID(fmt.Sprintf("INC-%02d", n)), Inquiry: triage.InquiryID(fmt.Sprint("INQ-", q))})
				}
			}
			d.work(6 * time.Hour)
			require.Equal(t, "0 queued 0 sending 0 buried", d.waiting())
			doubles, posts = d.world.doubles(), len(d.world.posts)
			if blind {
				return
			}
			last := map[string]int{}
			for _, p := range d.world.posts {
				var number int
				_, err := fmt.Sscanf(p.job, "job-%d-", &number)
				require.NoError(t, err)
				require.Greater(t, number, last[p.what], "out of order in %s", p.what)
				last[p.what] = number
			}
		})
		return doubles, posts
	}
	doubles, posts := storm(t, false)
	require.Zero(t, doubles)
	require.Equal(t, 300, posts)
	doubles, posts = storm(t, true)
	require.NotZero(t, doubles, "without looking first, doubles must appear: otherwise this test proves nothing")
	t.Logf("without looking first: %d of 300 messages doubled, %d posts", doubles, posts)
}

func TestVerdictsOfNothingAreNothing(t *testing.T) {
	require.NoError(t, outbox.Permanent(nil))
	require.NoError(t, outbox.RetryAfter(nil, time.Second))
	require.NoError(t, outbox.RetryChannel(nil, "C1", time.Second))
	require.NoError(t, outbox.Unclear(nil))
	require.NoError(t, outbox.Halt(nil))
	require.ErrorIs(t, outbox.Halt(errOnPurpose), errOnPurpose)
	require.EqualError(t, outbox.Permanent(errOnPurpose), "on purpose")
}

// BenchmarkBurst drains 10,000 messages in 500 channels, 150 ms each, in
// virtual time: what is reported is how long that would take, and what it
// costs of the real one.
func BenchmarkBurst(b *testing.B) {
	for _, channels := range []int{500, 1} {
		b.Run(fmt.Sprint(channels, "_channels"), func(b *testing.B) {
			for b.Loop() {
				var took time.Duration
				s, err := boltstore.Open(filepath.Join(b.TempDir(), "toban.db"), boltstore.Options{})
				require.NoError(b, err)
				ahead := time.Duration(0)
				w := &world{calls: map[string]int{}, channel: func(j outbox.Job) string {
					var n int
					_, _ = fmt.Sscanf(j.Envelope.Lane, "INQ-%d", &n)
					return fmt.Sprint("C", n%channels)
				}}
				start := time.Now()
				worker := &outbox.Worker{
					Queue: s, Senders: map[triage.Via]outbox.Sender{triage.ViaSlack: w}, Log: slog.New(slog.DiscardHandler),
					Now: func() time.Time { return start.Add(ahead) },
					Handle: func(ctx context.Context, o triage.Order) error {
						return s.Update(ctx, func(tx triage.Tx) error { return tx.Settle(o.Settles) })
					},
				}
				require.NoError(b, s.Update(b.Context(), func(tx triage.Tx) error {
					for n := range 10_000 {
						if err := tx.Queue(triage.Ping{Inquiry: triage.InquiryID(fmt.Sprint("INQ-", n))}, time.Time{}); err != nil {
							return err
						}
					}
					return nil
				}))
				for len(w.posts) < 10_000 && took < time.Hour {
					require.NoError(b, worker.Drain(b.Context()))
					at, err := s.NextDue(b.Context())
					require.NoError(b, err)
					if at.IsZero() {
						break
					}
					ahead = max(ahead, at.Sub(start))
					took = ahead
				}
				b.ReportMetric(took.Seconds(), "virtual_s")
				b.ReportMetric(float64(len(w.posts)), "sent")
				require.NoError(b, s.Close())
			}
		})
	}
}
