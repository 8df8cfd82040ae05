package boltstore

import (
	"bytes"
	"sync"

	"toban/bot/triage"
)

// memo keeps the rotations' records decoded: they change a few times a day and
// are read at every beat, card and ping. A record's bytes decide whether what
// was decoded still holds, so nothing has to be told that it changed. A duty is
// shared by everyone who reads it, as its fold never writes into a slice.
type memo struct {
	mu     sync.Mutex
	duties map[triage.RotationID]decoded
}

type decoded struct {
	data []byte
	duty triage.Duty
}

// duty is what data was decoded to; a nil memo remembers nothing.
func (m *memo) duty(id triage.RotationID, data []byte) (triage.Duty, bool) {
	if m == nil {
		return triage.Duty{}, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	known, ok := m.duties[id]
	return known.duty, ok && bytes.Equal(known.data, data)
}

// keep remembers what data was decoded to.
func (m *memo) keep(id triage.RotationID, data []byte, d triage.Duty) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.duties == nil {
		m.duties = map[triage.RotationID]decoded{}
	}
	m.duties[id] = decoded{data: bytes.Clone(data), duty: d}
}
