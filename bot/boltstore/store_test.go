package boltstore_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
	"toban/test/storetest"
)

func noon() time.Time { return time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC) }

// open opens a store that is found sound when the test ends.
func open(t *testing.T) *boltstore.Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "toban.db"))
}

func openAt(t *testing.T, path string) *boltstore.Store {
	t.Helper()
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestStore(t *testing.T) {
	storetest.Store(t, func(t *testing.T) triage.Store { return open(t) })
}

func TestQueue(t *testing.T) {
	storetest.Queue(t, func(t *testing.T) storetest.Keeper {
		s := open(t)
		t.Cleanup(func() {
			r, err := s.Check()
			require.NoError(t, err)
			require.Empty(t, r.Problems)
		})
		return s
	})
}
