package boltstore

import "go.etcd.io/bbolt"

// FailSync makes every later commit fail the way a broken disk does: after the
// pages were written, nobody knows what of them is kept.
func (s *Store) FailSync(err error) {
	s.sync = func(btx *bbolt.Tx) error {
		_ = btx.Commit()
		return err
	}
}

// DecodeForFuzzing reads a value the way the store does.
func DecodeForFuzzing(key, sealed []byte) {
	data, err := unseal(key, sealed)
	if err != nil {
		data = sealed
	}
	_, _ = decodeRecord("INQ-1", 1, data)
	_, _, _ = readLane(key, seal(key, data))
	_, _ = readHead(sealed)
}

// Seal seals a value the way the store does.
func Seal(key, value []byte) []byte { return seal(key, value) }
