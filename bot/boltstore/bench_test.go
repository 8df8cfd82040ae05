package boltstore_test

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
)

// BenchmarkUpdate is the latency and the rate of whole orders (inquiry, two
// or three records, keys, link, job, reminder), each durable when it returns.
func BenchmarkUpdate(b *testing.B) {
	for _, writers := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprint(writers, "_writers"), func(b *testing.B) {
			s, err := boltstore.Open(filepath.Join(b.TempDir(), "toban.db"), boltstore.Options{})
			require.NoError(b, err)
			defer s.Close()
			var n atomic.Int64
			b.SetParallelism(max(writers/4, 1))
			b.ReportAllocs()
			b.ResetTimer()
			start := time.Now()
			if writers == 1 {
				for b.Loop() {
					if err := s.Update(b.Context(), func(tx triage.Tx) error { return record(tx, int(n.Add(1))) }); err != nil {
						b.Fatal(err)
					}
				}
			} else {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := s.Update(b.Context(), func(tx triage.Tx) error { return record(tx, int(n.Add(1))) }); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			b.ReportMetric(float64(n.Load())/time.Since(start).Seconds(), "orders/s")
		})
	}
}

// BenchmarkOpen is the time until a store of so many inquiries accepts.
func BenchmarkOpen(b *testing.B) {
	for _, inquiries := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(inquiries), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "toban.db")
			s, err := boltstore.Open(path, boltstore.Options{Now: noon})
			require.NoError(b, err)
			fill(b, s, inquiries)
			require.NoError(b, s.Close())
			for b.Loop() {
				s, err := boltstore.Open(path, boltstore.Options{Now: noon})
				require.NoError(b, err)
				require.NoError(b, s.Close())
			}
		})
	}
}

// BenchmarkRead is what a person waits for on a card or App Home.
func BenchmarkRead(b *testing.B) {
	s, err := boltstore.Open(filepath.Join(b.TempDir(), "toban.db"), boltstore.Options{Now: noon})
	require.NoError(b, err)
	defer s.Close()
	fill(b, s, 10_000)
	read := func(f triage.InquiryFilter) func(b *testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				if err := s.View(b.Context(), func(r triage.Reader) error {
					for _, err := range r.Inquiries(f) {
						if err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("mine", read(triage.InquiryFilter{Asker: "U7", Limit: 10}))
	b.Run("open", read(triage.InquiryFilter{Open: true, Limit: 20}))
	b.Run("nobody's", read(triage.InquiryFilter{Asker: "U-new", Limit: 10}))
	b.Run("all", read(triage.InquiryFilter{}))
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Check(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkLease is one round of the outbox with 10,000 jobs waiting.
func BenchmarkLease(b *testing.B) {
	s, err := boltstore.Open(filepath.Join(b.TempDir(), "toban.db"), boltstore.Options{Now: noon})
	require.NoError(b, err)
	defer s.Close()
	fill(b, s, 10_000)
	for b.Loop() {
		jobs, err := lease(b.Context(), s, noon(), 32)
		require.NoError(b, err)
		for _, j := range jobs[:1] {
			require.NoError(b, s.Retry(b.Context(), j.ID, noon(), false, "again"))
		}
	}
}
