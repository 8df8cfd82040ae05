package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/outbox"
	"toban/bot/triage"
	"toban/config"
)

// BenchmarkStart starts toban serve on a data file with 10,000 inquiries, the
// last hundred of them open, and waits until /readyz says that it takes
// deliveries. The index of the documents is there, as after a restart.
//
//	go test ./cmd/toban -run '^$' -bench Start -benchtime 10x
func BenchmarkStart(b *testing.B) {
	d := newHelpdesk(b)
	d.fill(b, 10_000, 9_900)
	info, err := os.Stat(d.store)
	require.NoError(b, err)
	bot, first := start(b, d.binary, d.config, d.addr)
	stop(b, bot)
	var slowest time.Duration
	for b.Loop() {
		bot, ready := start(b, d.binary, d.config, d.addr)
		b.StopTimer()
		slowest = max(slowest, ready)
		stop(b, bot)
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/start")
	b.ReportMetric(slowest.Seconds(), "slowest-s")
	b.ReportMetric(first.Seconds(), "with-index-s") // the first start builds the index of the documents
	b.ReportMetric(float64(info.Size())/(1<<20), "file-MiB")
}

// fill asks n questions and resolves the first of them, through a Desk as
// toban serve has one, and sends what that queues to nobody.
func (d *helpdesk) fill(b *testing.B, n, resolved int) {
	b.Helper()
	file, err := os.Open(d.config)
	require.NoError(b, err)
	defer file.Close()
	cfg, err := config.Load(file, d.config, config.Environment{Getenv: os.Getenv, ReadFile: os.ReadFile})
	require.NoError(b, err)
	policy, err := cfg.Policy()
	require.NoError(b, err)
	rotations, err := cfg.Schedules()
	require.NoError(b, err)
	schedules := make(map[triage.RotationID]triage.Schedule, len(rotations))
	for id, r := range rotations {
		schedules[id] = r
	}
	store, err := boltstore.Open(d.store, boltstore.Options{})
	require.NoError(b, err)
	desk := &triage.Desk{Store: store, Policy: policy, Schedules: schedules, Default: cfg.DefaultRotation(), Log: slog.New(slog.DiscardHandler)}
	ids := make([]triage.InquiryID, n)
	together(n, func(i int) {
		place := triage.Place{Channel: triage.ChannelID(fmt.Sprintf("C%03d", i%channels)), Thread: triage.MessageTS(fmt.Sprintf("1795000000.%06d", i))}
		out, err := desk.Handle(b.Context(), triage.Order{Key: fmt.Sprint("ask/", i), By: "USATO", Command: triage.Ask{
			Asker: "USATO", Place: place, Source: place.Root(), Text: fmt.Sprintf("question %d about GitHub Actions", i),
		}})
		if err != nil {
			b.Errorf("ask: %v", err)
		}
		ids[i] = out.Inquiry.ID
	})
	d.silently(b, store, desk)
	together(resolved, func(i int) {
		if _, err := desk.Handle(b.Context(), triage.Order{Key: fmt.Sprint("resolve/", i), By: "UTANAKA", Inquiry: ids[i], Command: triage.Resolve{}}); err != nil {
			b.Errorf("resolve: %v", err)
		}
	})
	d.silently(b, store, desk)
	stats, err := store.Stats(b.Context())
	require.NoError(b, err)
	require.Equal(b, n, stats.Inquiries)
	require.NoError(b, store.Close())
}

// silently settles everything that is queued.
func (d *helpdesk) silently(b *testing.B, store *boltstore.Store, desk *triage.Desk) {
	b.Helper()
	worker := &outbox.Worker{
		Queue: store, Senders: map[triage.Via]outbox.Sender{triage.ViaSlack: &nobody{}}, Log: slog.New(slog.DiscardHandler),
		Handle: func(ctx context.Context, o triage.Order) error {
			_, err := desk.Handle(ctx, o)
			return err
		},
	}
	require.NoError(b, worker.Drain(b.Context()))
}

// together calls do for 0 to n-1, 256 at a time.
func together(n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range 256 {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

// nobody takes messages and shows them to no one.
type nobody struct{ sent atomic.Int64 }

// Send gives cards and pings a place, as Slack would.
func (s *nobody) Send(_ context.Context, j outbox.Job) (outbox.Receipt, error) {
	var slot triage.Slot
	switch j.Envelope.Name {
	case "show_card":
		slot = triage.SlotCard
	case "ping":
		slot = triage.SlotPing
	default:
		return outbox.Receipt{}, nil
	}
	ref := triage.MessageRef{Channel: "C000", TS: triage.MessageTS(fmt.Sprintf("1795100000.%06d", s.sent.Add(1)))}
	return outbox.Receipt{Orders: []triage.Order{{Command: triage.Posted{Slot: slot, Message: ref}}}}, nil
}

func (*nobody) Find(context.Context, outbox.Job) (outbox.Receipt, bool, error) {
	return outbox.Receipt{}, false, nil
}

func (*nobody) Channel(context.Context, outbox.Job) string { return "" }
