package boltstore_test

import (
	"context"
	"errors"
	"io"
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

// A rotation's record is kept decoded between reads: what an update sees and
// gives up is seen by nobody else, and what it writes by everybody.
func TestRotationReadAgain(t *testing.T) {
	s, ctx := open(t), t.Context()
	notes := func() (notes []string) {
		require.NoError(t, s.View(ctx, func(r triage.Reader) error {
			d, err := r.Duty("platform")
			notes = d.Notes
			return err
		}))
		return notes
	}
	put := func(outcome error, texts ...string) {
		require.ErrorIs(t, s.Update(ctx, func(tx triage.Tx) error {
			if err := tx.PutDuty(triage.Duty{Rotation: "platform", Notes: texts}); err != nil {
				return err
			}
			d, err := tx.Duty("platform")
			require.Equal(t, texts, d.Notes)
			return errors.Join(err, outcome)
		}), outcome)
	}
	require.Empty(t, notes())
	put(nil, "first")
	require.Equal(t, []string{"first"}, notes())
	put(io.ErrUnexpectedEOF, "given up")
	require.Equal(t, []string{"first"}, notes())
	put(nil, "second")
	require.Equal(t, []string{"second"}, notes())
}

// What is kept of the store's content holds while nothing counts on.
func TestChangesCountWhatIsWritten(t *testing.T) {
	s, err := boltstore.Open(filepath.Join(t.TempDir(), "toban.db"), boltstore.Options{Now: noon})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error { return tx.SetMark("a", []byte("1")) }))
	before := s.Changes()
	require.NoError(t, s.View(t.Context(), func(r triage.Reader) error { _, err := r.Mark("a"); return err }))
	require.Error(t, s.Update(t.Context(), func(triage.Tx) error { return errors.New("refused") }))
	require.Equal(t, before, s.Changes())
	require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error { return tx.SetMark("a", []byte("2")) }))
	require.Equal(t, before+1, s.Changes())
}
