package web

import (
	"sync"
	"time"
)

// A memo keeps what was worked out from the store until something is written
// to it. The zero value works.
type memo struct {
	mu   sync.Mutex
	kept map[string]*kept
}

// kept is one of the things; its lock has those who ask at the same time wait
// for one computation.
type kept struct {
	mu      sync.Mutex
	value   any
	changes uint64
	at      time.Time
}

// keptAtMost is how many are kept: more than people look at, and few enough
// for those who ask for everything.
const keptAtMost = 64

// recall is what find returned last under a key, if nothing was written since
// and that is not longer ago than it holds, else what find returns now. The
// page of the visit says of when it is.
func recall[T any](v *visit, key string, holds time.Duration, find func() (T, error)) (T, error) {
	k := v.memo.of(key)
	k.mu.Lock()
	defer k.mu.Unlock()
	now, changes := v.Now(), v.Changes() // counted before it is read: what is written meanwhile is read again
	if value, ok := k.value.(T); ok && k.changes == changes && now.Sub(k.at) < holds && !now.Before(k.at) {
		v.asOf = earliest(v.asOf, k.at)
		return value, nil
	}
	value, err := find()
	if err == nil {
		k.value, k.changes, k.at = value, changes, now
	}
	return value, err
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (m *memo) of(key string) *kept {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= keptAtMost && m.kept[key] == nil {
		m.kept = make(map[string]*kept)
	}
	if m.kept[key] == nil {
		m.kept[key] = &kept{}
	}
	return m.kept[key]
}
