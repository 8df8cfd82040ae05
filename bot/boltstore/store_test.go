package boltstore_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/outbox"
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

// lease starts what is due, for a minute.
func lease(ctx context.Context, s *boltstore.Store, now time.Time, limit int) ([]outbox.Job, error) {
	due, err := s.Due(ctx, now, limit)
	if err != nil {
		return nil, err
	}
	g := outbox.Grant{Until: now.Add(time.Minute)}
	for _, j := range due {
		g.Start = append(g.Start, j.ID)
	}
	return s.Lease(ctx, now, g)
}
