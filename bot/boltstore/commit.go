package boltstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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

// Update implements [triage.Store].
func (s *Store) Update(ctx context.Context, fn func(triage.Tx) error) error {
	err := s.update(ctx, func(t *tx) error { return fn(t) })
	if err == nil {
		s.changes.Add(1)
	}
	return err
}

// Changes counts the transactions of Update since the store was opened. What
// was read after it was asked holds until it counts on.
func (s *Store) Changes() uint64 { return s.changes.Load() }

// View implements [triage.Store].
func (s *Store) View(ctx context.Context, fn func(triage.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return triage.Errorf(triage.Unavailable, "try_again", "read data file: %w", err)
	}
	return s.view(func(r *reader) error { return fn(r) })
}

// view reads. A page that is broken surfaces as a panic or a memory fault in
// the middle of it; both become an error of this read.
func (s *Store) view(fn func(*reader) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("read data file %s: %v\n%s", s.path, p, debug.Stack())
		}
	}()
	return s.db.View(func(btx *bbolt.Tx) error { return fn(&reader{btx: btx, memo: s.memo}) })
}

// update runs fn in a durable transaction, together with whatever else waits.
func (s *Store) update(ctx context.Context, fn func(*tx) error) error {
	if err := s.failure(); err != nil {
		return err
	}
	if s.db.IsReadOnly() {
		return triage.Errorf(triage.Unavailable, "try_again", "data file %s is open for reading only", s.path)
	}
	select {
	case <-s.stop:
		return triage.Errorf(triage.Unavailable, "try_again", "store is closed")
	default:
	}
	w := &waiter{fn: fn, done: make(chan error, 1)}
	select {
	case s.queue <- w:
	default:
		return triage.Errorf(triage.Unavailable, "try_again", "store is overloaded, %d transactions wait", queueLength)
	}
	timer := time.NewTimer(giveUp)
	defer timer.Stop()
	reason := "store did not commit in time"
	select {
	case err := <-w.done:
		return err
	case <-timer.C:
	case <-ctx.Done():
		reason = "caller gave up before the store committed"
	case <-s.done:
		reason = "store was closed"
	}
	if w.taken.CompareAndSwap(false, true) {
		return triage.Errorf(triage.Unavailable, "try_again", "%s", reason)
	}
	// It was taken: its outcome is near and certain, and the committer
	// answers all it has taken before it ends.
	return <-w.done
}

// commitLoop is the only writer.
func (s *Store) commitLoop() {
	defer close(s.done)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	for {
		select {
		case <-s.stop:
			return
		case first := <-s.queue:
			s.commit(s.gather(first))
		}
	}
}

// gather takes what waits behind first, up to a group's length.
func (s *Store) gather(first *waiter) (group []*waiter) {
	for w := first; ; {
		if w.taken.CompareAndSwap(false, true) {
			group = append(group, w)
		}
		if len(group) == groupLength {
			return group
		}
		select {
		case w = <-s.queue:
		default:
			return group
		}
	}
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
	if err := s.failure(); err != nil {
		return -1, err
	}
	btx, err := s.db.Begin(true)
	if err != nil {
		return -1, s.breakDown(fmt.Errorf("begin transaction: %w", err))
	}
	refused := make([]error, len(group))
	wrote := false
	now := s.now()
	for i, w := range group {
		t := &tx{reader: reader{btx: btx, memo: s.memo}, decidedAt: now}
		err := t.run(w.fn)
		if err != nil && t.wrote {
			_ = btx.Rollback() // nothing of it was written
			return i, err
		}
		refused[i], wrote = err, wrote || t.wrote
	}
	if wrote {
		err = s.finish(btx)
	} else {
		err = btx.Rollback() // a group that only looked needs no sync
	}
	if err != nil {
		return -1, err
	}
	s.groups.Add(1)
	s.writes.Add(uint64(len(group)))
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

// finish commits. A full disk passes: bbolt has then written nothing that
// counts. After any other failure nobody knows what the disk holds.
func (s *Store) finish(btx *bbolt.Tx) (err error) {
	before := btx.ID() - 1
	defer func() {
		if p := recover(); p != nil {
			err = s.breakDown(fmt.Errorf("commit: %v", p))
			defer func() { _ = recover() }() // the pages it would give back may be the broken ones
			_ = btx.Rollback()
		}
	}()
	err = s.sync(btx)
	if err == nil {
		return nil
	}
	_ = btx.Rollback() // closes what Commit left open
	err = fmt.Errorf("commit: %w", err)
	if !diskFull(err) || s.lastCommit() != before {
		return s.breakDown(err)
	}
	s.log.Error("disk is full, inquiries are refused until there is room", "path", s.path, "error", err)
	return triage.Errorf(triage.Unavailable, "try_again", "%w", err)
}

// diskFull reports whether a write, not a sync, found no room.
func diskFull(err error) bool {
	write, ok := errors.AsType[*fs.PathError](err)
	if !ok {
		return false
	}
	full := errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
	return full && (write.Op == "write" || write.Op == "truncate")
}

// lastCommit is the number of the last transaction the file shows.
func (s *Store) lastCommit() (id int) {
	_ = s.db.View(func(btx *bbolt.Tx) error { // a failure leaves 0, which is no number of a commit
		id = btx.ID()
		return nil
	})
	return id
}

// breakDown stops the store for good.
func (s *Store) breakDown(err error) error {
	out := triage.Errorf(triage.Unavailable, "try_again", "%w", err)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed == nil {
		s.failed = out
		close(s.broken)
		s.log.Error("disk failed, toban stops accepting", "path", s.path, "error", err)
	}
	return out
}
