package boltstore

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"

	"toban/bot/triage"
)

const (
	queueLength = 4096            // transactions waiting; more are refused at once
	groupLength = 512             // transactions that share a sync
	giveUp      = 2 * time.Second // then Slack had better send again
)

// A waiter is a transaction on its way into a group.
type waiter struct {
	fn    func(*tx) error
	taken atomic.Bool // by the committer, or by whoever gave up on it
	done  chan error
}

// update runs fn in a durable transaction, together with whatever else waits.
func (s *Store) update(ctx context.Context, fn func(*tx) error) error {
	if err := s.Ping(ctx); err != nil {
		return err
	}
	w := &waiter{fn: fn, done: make(chan error, 1)}
	select {
	case <-s.stop:
		return triage.Errorf(triage.Unavailable, "try_again", "store is closed")
	default:
	}
	select {
	case s.queue <- w:
	default:
		return triage.Errorf(triage.Unavailable, "try_again", "store is overloaded, %d transactions wait", queueLength)
	}
	timer := time.NewTimer(giveUp)
	defer timer.Stop()
	select {
	case err := <-w.done:
		return err
	case <-timer.C:
	case <-ctx.Done():
	case <-s.done:
	}
	if w.taken.CompareAndSwap(false, true) {
		return triage.Errorf(triage.Unavailable, "try_again", "store did not commit in time")
	}
	select {
	case err := <-w.done: // it was taken: its outcome is near and certain
		return err
	case <-s.done:
		select {
		case err := <-w.done:
			return err
		default:
			return triage.Errorf(triage.Unavailable, "try_again", "store was closed")
		}
	}
}

// commitLoop is the only writer.
func (s *Store) commitLoop() {
	defer close(s.done)
	for {
		select {
		case <-s.stop:
			return
		case first := <-s.queue:
			group := make([]*waiter, 0, 16)
			group = take(group, first)
			for len(group) < groupLength {
				select {
				case w := <-s.queue:
					group = take(group, w)
					continue
				default:
				}
				break
			}
			s.commit(group)
		}
	}
}

func take(group []*waiter, w *waiter) []*waiter {
	if w.taken.CompareAndSwap(false, true) {
		group = append(group, w)
	}
	return group
}

// commit commits a group as one transaction. A transaction that fails after
// it wrote is taken out and the others run again without it: a bad neighbour
// costs nobody anything but time.
func (s *Store) commit(group []*waiter) {
	for len(group) > 0 {
		bad, err := s.try(group)
		switch {
		case bad >= 0:
			group[bad].done <- err
			group = append(group[:bad:bad], group[bad+1:]...)
		case err != nil:
			for _, w := range group {
				w.done <- err
			}
			return
		default:
			return // everybody was answered
		}
	}
}

// try runs the group. It returns the index of the waiter whose writes must be
// undone, or -1 and an error that concerns all, or -1 and nil when everybody
// has been answered.
func (s *Store) try(group []*waiter) (bad int, err error) {
	btx, err := s.db.Begin(true)
	if err != nil {
		return -1, s.unavailable(fmt.Errorf("begin transaction: %w", err))
	}
	refused := make([]error, len(group))
	for i, w := range group {
		t := &tx{reader: reader{btx: btx}, decidedAt: s.now()}
		err := t.run(w.fn)
		if err != nil && t.wrote {
			_ = btx.Rollback() // nothing of it was written
			return i, err
		}
		refused[i] = err
	}
	if err := btx.Commit(); err != nil {
		_ = btx.Rollback()
		return -1, s.unavailable(fmt.Errorf("commit: %w", err))
	}
	for i, w := range group {
		w.done <- refused[i]
	}
	return -1, nil
}

// run keeps a panic of fn from taking the store down.
func (t *tx) run(fn func(*tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			t.wrote = true
			err = fmt.Errorf("transaction panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(t)
}

// unavailable classifies a commit that failed. A full disk passes; after any
// other failure the page cache can no longer be trusted, so the store stops
// accepting and the process has to start again.
func (s *Store) unavailable(err error) error {
	out := triage.Errorf(triage.Unavailable, "try_again", "%w", err)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		s.log.Error("disk is full, inquiries are refused until there is room", "path", s.path, "error", err)
		return out
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed == nil {
		s.failed = out
		close(s.broken)
		s.log.Error("disk failed, toban stops accepting", "path", s.path, "error", err)
	}
	return out
}

// Update implements [triage.Store].
func (s *Store) Update(ctx context.Context, fn func(triage.Tx) error) error {
	return s.update(ctx, func(t *tx) error { return fn(t) })
}

// View implements [triage.Store].
func (s *Store) View(_ context.Context, fn func(triage.Reader) error) error {
	return s.db.View(func(btx *bbolt.Tx) error { return fn(&reader{btx: btx}) })
}
