package main

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
)

// The benchmarks in this file run a real toban serve beside a Slack with rate
// limits and 500 channels, deliver mentions to it, and wait until each has its
// card and what follows the card, documents or a ping, in its thread. They
// fail when a delivery is not answered with 200, or when something is missing
// in a thread or stands there twice. They report
//
//	p50-ms p99-ms max-ms            until a delivery is acknowledged
//	acks/s                          deliveries acknowledged a second
//	card-p50-s card-p99-s           from sending a mention until its card stands
//	answered-s                      from the first delivery until everything stands
//	advised/mention                 share answered with documents, all of which have some
//	posts/mention edits/mention     calls to Slack
//	limited                         calls to Slack that were answered with 429
//	cpu-ms/mention                  of toban serve, until everything stands
//	rest-MiB peak-MiB drained-MiB   resident before, at most, and after
//
// What bounds answered-s is Slack, which takes one message a second and
// channel. toban sends three at once and then keeps to that: 10,000 mentions
// with two messages each in 500 channels take 37 s.

// BenchmarkBurst delivers all mentions at once, over 256 connections. What
// waits for a connection waits on the clock of its acknowledgement.
//
//	go test ./cmd/toban -run '^$' -bench Burst -benchtime 10000x
func BenchmarkBurst(b *testing.B) { load(b, mentionAlone, allAtOnce) }

// BenchmarkAtMost32 delivers as fast as 32 that each wait for their
// acknowledgement can.
//
//	go test ./cmd/toban -run '^$' -bench AtMost32 -benchtime 10000x
func BenchmarkAtMost32(b *testing.B) { load(b, mentionAlone, atMost32) }

// BenchmarkSteady delivers 50 mentions a second.
//
//	go test ./cmd/toban -run '^$' -bench 'Steady$' -benchtime 2000x
func BenchmarkSteady(b *testing.B) { load(b, mentionAlone, fiftyASecond) }

// BenchmarkSteadyEverything is BenchmarkSteady with all that Slack delivers:
// each mention as two events, and toban's own messages and edits.
//
//	go test ./cmd/toban -run '^$' -bench SteadyEverything -benchtime 2000x
func BenchmarkSteadyEverything(b *testing.B) { load(b, everything, fiftyASecond) }

// traffic is what Slack delivers because of a mention.
type traffic int

const (
	mentionAlone traffic = iota + 1 // its app_mention event
	everything                      // also its message event, and what toban posts
)

func (t traffic) events() []string {
	if t == everything {
		return []string{"message", "app_mention"}
	}
	return []string{"app_mention"}
}

func load(b *testing.B, t traffic, arrive func(b *testing.B, all []*mention, deliver func(*mention))) {
	d := newHelpdesk(b)
	bot, _ := start(b, d.binary, d.config, d.addr)
	all := d.write(b, b.N)
	if t == everything {
		defer d.echo(b)()
	}
	rest := memory(b, bot.Process.Pid, "VmRSS")
	before := cpu(b, bot.Process.Pid)
	b.ResetTimer()
	arrive(b, all, func(m *mention) { d.deliver(b, m, t.events()) })
	b.StopTimer()
	d.awaitAnswers(b, all)
	spent := cpu(b, bot.Process.Pid) - before

	var acked, carded []time.Duration
	advised := 0
	first, last := all[0].sent, time.Time{}
	for _, m := range all {
		acked = append(acked, m.acked...)
		carded = append(carded, m.card.Sub(m.sent))
		if m.sent.Before(first) {
			first = m.sent
		}
		if m.advised {
			advised++
		}
		if m.last.After(last) {
			last = m.last
		}
	}
	b.ReportMetric(quantile(acked, 0.5).Seconds()*1000, "p50-ms")
	b.ReportMetric(quantile(acked, 0.99).Seconds()*1000, "p99-ms")
	b.ReportMetric(quantile(acked, 1).Seconds()*1000, "max-ms")
	b.ReportMetric(float64(len(acked))/b.Elapsed().Seconds(), "acks/s")
	b.ReportMetric(quantile(carded, 0.5).Seconds(), "card-p50-s")
	b.ReportMetric(quantile(carded, 0.99).Seconds(), "card-p99-s")
	b.ReportMetric(last.Sub(first).Seconds(), "answered-s")
	b.ReportMetric(float64(advised)/float64(b.N), "advised/mention")
	b.ReportMetric(float64(d.calls.count("chat.postMessage"))/float64(b.N), "posts/mention")
	b.ReportMetric(float64(d.calls.count("chat.update"))/float64(b.N), "edits/mention")
	b.ReportMetric(float64(d.calls.count(limited)), "limited")
	b.ReportMetric(spent.Seconds()*1000/float64(b.N), "cpu-ms/mention")
	b.ReportMetric(rest, "rest-MiB")
	b.ReportMetric(memory(b, bot.Process.Pid, "VmHWM"), "peak-MiB")
	b.ReportMetric(memory(b, bot.Process.Pid, "VmRSS"), "drained-MiB")

	stop(b, bot)
	store, err := boltstore.Open(d.store, boltstore.Options{ReadOnly: true})
	require.NoError(b, err)
	stats, err := store.Stats(b.Context())
	require.NoError(b, err)
	require.NoError(b, store.Close())
	require.Equal(b, b.N, stats.Inquiries, "every acknowledged mention is one inquiry")
}

func allAtOnce(_ *testing.B, all []*mention, deliver func(*mention)) {
	var wait sync.WaitGroup
	for _, m := range all {
		wait.Go(func() { deliver(m) })
	}
	wait.Wait()
}

func atMost32(_ *testing.B, all []*mention, deliver func(*mention)) {
	next := make(chan *mention)
	var wait sync.WaitGroup
	for range 32 {
		wait.Go(func() {
			for m := range next {
				deliver(m)
			}
		})
	}
	for _, m := range all {
		next <- m
	}
	close(next)
	wait.Wait()
}

func fiftyASecond(b *testing.B, all []*mention, deliver func(*mention)) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var wait sync.WaitGroup
	defer wait.Wait()
	for _, m := range all {
		select {
		case <-tick.C:
		case <-b.Context().Done():
			return
		}
		wait.Go(func() { deliver(m) })
	}
}

// quantile sorts all and returns the value below which a share of it lies.
func quantile(all []time.Duration, share float64) time.Duration {
	slices.Sort(all)
	return all[min(int(share*float64(len(all))), len(all)-1)]
}
