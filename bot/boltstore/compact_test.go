package boltstore_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
)

const secret = "the-words-of-somebody"

// written makes a file with an inquiry whose words were erased, and returns
// its path. The words still stand in its free pages.
func written(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "toban.db")
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	fill(t, s, 40)
	put := func(text string) {
		require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error {
			id := triage.InquiryID("INQ-1")
			q := triage.Inquiry{ID: id}
			err := tx.Rewrite(string(id), func(r triage.Record) triage.Record {
				if e, ok := r.Event.(triage.Asked); ok {
					e.Text = text
					r.Event = e
				}
				return r
			})
			if err != nil {
				return err
			}
			for r, err := range tx.History(string(id)) {
				if err != nil {
					return err
				}
				q = q.Apply(r)
			}
			return tx.PutInquiry(q)
		}))
	}
	put(strings.Repeat(secret+" ", 50))
	put("")
	sound(t, s)
	stale, last, err := s.Stale()
	require.NoError(t, err)
	require.True(t, stale)
	require.Zero(t, last)
	require.NoError(t, s.Close())
	require.Contains(t, string(pagesOf(t, path)), secret, "nothing to take out")
	return path
}

// clean opens path, and expects it compacted and sound.
func clean(t *testing.T, path string) {
	t.Helper()
	s := openAt(t, path)
	require.Equal(t, 40, sound(t, s).Inquiries)
	stale, last, err := s.Stale()
	require.NoError(t, err)
	require.False(t, stale)
	require.Equal(t, noon(), last)
	require.NotContains(t, string(pagesOf(t, path)), secret)
	left, err := filepath.Glob(path + ".compact*")
	require.NoError(t, err)
	require.Empty(t, left)
	fill(t, s, 1) // it takes more
}

func TestWhatWasErasedLeavesTheFileAtTheNextStart(t *testing.T) {
	clean(t, written(t))
}

func TestACompactionThatWasInterruptedIsDoneAgain(t *testing.T) {
	t.Run("in the middle of the copy", func(t *testing.T) {
		path := written(t)
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path+".compact", data[:len(data)/3], 0o600))
		clean(t, path)
	})
	t.Run("before the copy got its name", func(t *testing.T) {
		path := written(t)
		require.NoError(t, os.WriteFile(path+".compact", compacted(t, path), 0o600))
		clean(t, path)
	})
	t.Run("once the copy had its name", func(t *testing.T) {
		path := written(t)
		require.NoError(t, os.WriteFile(path+".new", compacted(t, path), 0o600))
		require.NoError(t, os.Rename(path+".new", path))
		clean(t, path)
	})
}

// compacted is what path becomes, without touching it.
func compacted(t *testing.T, path string) []byte {
	t.Helper()
	there := filepath.Join(t.TempDir(), "copy.db")
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(there, data, 0o600))
	_, err = boltstore.Compact(there, boltstore.Options{Now: noon})
	require.NoError(t, err)
	out, err := os.ReadFile(there)
	require.NoError(t, err)
	return out
}

func TestAFileThatCannotBeCompactedGoesOn(t *testing.T) {
	path := written(t)
	// A folder in the place of the copy stands for whatever hinders it.
	require.NoError(t, os.MkdirAll(filepath.Join(path+".compact", "taken"), 0o700))
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	require.Equal(t, 40, sound(t, s).Inquiries)
	stale, _, err := s.Stale()
	require.NoError(t, err)
	require.True(t, stale, "it asks again")
	require.NoError(t, s.Close())
	_, err = boltstore.Compact(path, boltstore.Options{})
	require.ErrorContains(t, err, "compact data file")
	require.NoError(t, os.RemoveAll(path+".compact"))
	clean(t, path)
}

func TestCompactingOffline(t *testing.T) {
	path := written(t)
	s := openAt(t, path)
	_, err := boltstore.Compact(path, boltstore.Options{LockTimeout: 10 * time.Millisecond})
	require.ErrorIs(t, err, boltstore.ErrLocked, "a running toban keeps its file")
	require.NoError(t, s.Close())

	done, err := boltstore.Compact(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	require.Positive(t, done.After)
	require.GreaterOrEqual(t, done.Before, done.After)
	clean(t, path)

	_, err = boltstore.Compact(path+".gone", boltstore.Options{})
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoFileExists(t, path+".gone")
}

func TestAFileForReadingIsLeftAsItIs(t *testing.T) {
	path := written(t)
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	s, err := boltstore.Open(path, boltstore.Options{ReadOnly: true})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

// Who waited for the lock while the file was replaced must not go on with the
// one that has lost its name.
func TestWhoWaitsWhileTheFileIsReplacedGetsTheNewOne(t *testing.T) {
	path := written(t)
	holder, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	opened := make(chan *boltstore.Store, 1)
	go func() {
		s, err := boltstore.Open(path, boltstore.Options{Now: noon, LockTimeout: 20 * time.Second})
		if err != nil {
			t.Error(err)
		}
		opened <- s
	}()
	waitsFor(t, path, 2)
	require.NoError(t, os.WriteFile(path+".new", compacted(t, path), 0o600))
	require.NoError(t, os.Rename(path+".new", path))
	require.NoError(t, holder.Close())
	s := <-opened
	require.NotNil(t, s)
	fill(t, s, 1)
	require.NoError(t, s.Close())
	again := openAt(t, path)
	require.Equal(t, 41, sound(t, again).Inquiries, "it wrote into the file that has the name")
}

// waitsFor returns once this process has the file open n times.
func waitsFor(t *testing.T, path string, n int) {
	t.Helper()
	require.Eventually(t, func() bool {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip("this system does not list open files")
		}
		open := 0
		for _, e := range entries {
			if to, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && to == path {
				open++
			}
		}
		return open >= n
	}, 10*time.Second, 5*time.Millisecond)
}

func TestWhatAMarkHeldLeavesTheFileToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "toban.db")
	s := openAt(t, path)
	require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error { return tx.SetMark("model", []byte(strings.Repeat(secret+" ", 500))) }))
	require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error { return tx.DropMark("unknown") }))
	stale, _, err := s.Stale()
	require.NoError(t, err)
	require.False(t, stale, "nothing was dropped")
	require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error { return tx.DropMark("model") }))
	require.NoError(t, s.Close())
	require.Contains(t, string(pagesOf(t, path)), secret, "nothing to take out")
	s = openAt(t, path)
	require.NotContains(t, string(pagesOf(t, path)), secret)
	sound(t, s)
}
