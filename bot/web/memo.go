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
// and it is no older than lasts; else what it returns now. What changes with
// the time of day lasts a minute.
func recall[T any](d *Dashboard, key string, lasts time.Duration, find func() (T, error)) (T, error) {
	k := d.memo.of(key)
	k.mu.Lock()
	defer k.mu.Unlock()
	now, changes := d.Now(), d.Changes() // counted before it is read: what is written meanwhile is read again
	if v, ok := k.value.(T); ok && k.changes == changes && now.Sub(k.at) < lasts && !now.Before(k.at) {
		return v, nil
	}
	v, err := find()
	if err == nil {
		k.value, k.changes, k.at = v, changes, now
	}
	return v, err
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
