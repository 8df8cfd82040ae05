package boltstore_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/outbox"
	"toban/bot/triage"
)

func TestABackupIsWholeWhileTheStoreServes(t *testing.T) {
	s := open(t)
	fill(t, s, 200)
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for n := 1000; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := s.Update(t.Context(), func(tx triage.Tx) error { return record(tx, n) }); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	dir := t.TempDir()
	for n := range 5 {
		path := filepath.Join(dir, fmt.Sprint(n, ".backup"))
		r, err := s.Backup(path)
		require.NoError(t, err)
		require.GreaterOrEqual(t, r.Inquiries, 200)
		again, err := boltstore.Verify(t.Context(), path)
		require.NoError(t, err)
		require.Equal(t, r, again)
	}
	close(stop)
	writers.Wait()
	_, err := s.Backup(filepath.Join(dir, "0.backup"))
	require.ErrorContains(t, err, "exists already")
	left, err := filepath.Glob(filepath.Join(dir, ".toban*"))
	require.NoError(t, err)
	require.Empty(t, left)
	sound(t, s)
}

func TestRestoreGoesBackAndKeepsWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	path, backup := filepath.Join(dir, "toban.db"), filepath.Join(dir, "toban.db.monday.backup")
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	fill(t, s, 3)
	_, err = s.Backup(backup)
	require.NoError(t, err)
	fill(t, s, 4)

	_, _, err = boltstore.Restore(backup, path, noon())
	require.ErrorIs(t, err, boltstore.ErrLocked, "a running toban keeps its file")
	sentBefore := map[string]bool{}
	jobs, err := lease(t.Context(), s, noon(), 100)
	require.NoError(t, err)
	for _, j := range jobs {
		sentBefore[j.ID] = true
		require.NoError(t, s.Done(t.Context(), j.ID))
	}
	require.NoError(t, s.Close())

	kept, r, err := boltstore.Restore(backup, path, noon())
	require.NoError(t, err)
	require.Equal(t, 3, r.Inquiries)
	require.Equal(t, path+".before-restore-20261116T120000", kept)
	before, err := boltstore.Verify(t.Context(), kept)
	require.NoError(t, err)
	require.Equal(t, 7, before.Inquiries)

	s = openAt(t, path)
	sound(t, s)
	jobs, err = lease(t.Context(), s, noon(), 100)
	require.NoError(t, err)
	require.Len(t, jobs, 3)
	for _, j := range jobs {
		require.True(t, j.Doubtful, "it may have been sent after the backup was made")
		require.True(t, sentBefore[j.ID], "and is found by its name")
	}
	fill(t, s, 4)
	jobs, err = lease(t.Context(), s, noon(), 100)
	require.NoError(t, err)
	require.NotEmpty(t, jobs)
	for _, j := range jobs {
		require.False(t, sentBefore[j.ID], "a new message has the name of one that was sent")
	}
}

func TestABrokenBackupIsNotRestored(t *testing.T) {
	dir := t.TempDir()
	path, backup := filepath.Join(dir, "toban.db"), filledCopy(t, dir)
	require.NoError(t, openAndClose(path))
	data, err := os.ReadFile(backup)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(backup, data[:len(data)/2], 0o600))
	_, _, err = boltstore.Restore(backup, path, noon())
	require.ErrorContains(t, err, "cut off")
	require.NoError(t, openAndClose(path), "the present file is left alone")
	left, err := filepath.Glob(filepath.Join(dir, ".toban*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func filledCopy(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filled(t, 10))
	require.NoError(t, err)
	path := filepath.Join(dir, "toban.db.backup")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

func TestOldKeysAreForgotten(t *testing.T) {
	now := noon()
	s, err := boltstore.Open(filepath.Join(t.TempDir(), "toban.db"), boltstore.Options{Now: func() time.Time { return now }})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	record := func(key string) {
		require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error {
			return tx.RecordKeys([]string{key}, "report", now)
		}))
	}
	known := func(key string) (known bool) {
		require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) (err error) {
			_, known, err = tx.Seen([]string{key})
			return err
		}))
		return known
	}
	record("old")
	record("again")
	now = now.Add(48 * time.Hour)
	record("again")
	record("new")
	now = now.Add(boltstore.KeepKeys - 48*time.Hour + time.Second)
	n, err := s.Prune(t.Context(), time.Time{})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.False(t, known("old"))
	require.True(t, known("again"), "a key that was used again is as young as its last use")
	require.True(t, known("new"))
	sound(t, s)
}

// What a killed process was sending is looked for at once, not when its lease
// would have ended.
func TestARestartTakesOverWhatWasBeingSent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "toban.db")
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	fill(t, s, 2)
	jobs, err := lease(t.Context(), s, noon(), 1)
	require.NoError(t, err)
	require.NoError(t, s.Close())

	s = openAt(t, path)
	next, err := lease(t.Context(), s, noon(), 10)
	require.NoError(t, err)
	require.Len(t, next, 1)
	require.False(t, next[0].Doubtful)
	orphan, err := lease(t.Context(), s, noon().Add(2*time.Second), 10)
	require.NoError(t, err)
	require.Len(t, orphan, 1)
	require.Equal(t, jobs[0].ID, orphan[0].ID)
	require.True(t, orphan[0].Doubtful)
	sound(t, s)
}

func TestABuriedJobIsRevived(t *testing.T) {
	s := open(t)
	require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error {
		return errors.Join(tx.Queue(triage.Ping{Inquiry: "INQ-1"}, time.Time{}), tx.Queue(triage.TellMerged{Inquiry: "INQ-1"}, time.Time{}))
	}))
	next := func() outbox.Job {
		jobs, err := lease(t.Context(), s, noon(), 10)
		require.NoError(t, err)
		require.Len(t, jobs, 1)
		return jobs[0]
	}
	ping := next()
	require.NoError(t, s.Bury(t.Context(), ping.ID, "is_archived"))
	merged := next()
	require.NoError(t, s.Revive(t.Context(), ping.ID))
	require.Equal(t, triage.NotFound, triage.KindOf(s.Revive(t.Context(), ping.ID)))
	require.Equal(t, triage.NotFound, triage.KindOf(s.Revive(t.Context(), "job-7-x")))
	sound(t, s)
	jobs, err := lease(t.Context(), s, noon(), 10)
	require.NoError(t, err)
	require.Empty(t, jobs, "its lane is at work")
	require.NoError(t, s.Done(t.Context(), merged.ID))
	revived := next()
	require.Equal(t, ping.ID, revived.ID)
	require.Equal(t, 1, revived.Attempts)
	require.Empty(t, revived.Reason, "nothing has gone wrong with it since")
}

func TestStatsCountWhatIsThere(t *testing.T) {
	s := open(t)
	fill(t, s, 20)
	st, err := s.Stats(t.Context())
	require.NoError(t, err)
	require.Equal(t, 20, st.Inquiries)
	require.Equal(t, 2, st.Open)
	require.Equal(t, 20*3-2, st.Records)
	require.Equal(t, 40, st.Keys)
	require.Equal(t, 20, st.Reminders)
	require.Equal(t, 20, st.Outbox.Queued)
	require.Equal(t, boltstore.SchemaVersion, st.Version)
}
