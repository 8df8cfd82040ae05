package boltstore

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// bbolt keeps the pages it no longer uses, with what was written on them. A
// copy of what is in use, put in the place of the file, has none of it.

var (
	keyStale     = []byte("compact")   // in meta: something was erased since the last compaction
	keyCompacted = []byte("compacted") // in meta: when that was
)

// compactPath is the copy in the making. The name is fixed, so that what a
// crash leaves is found and removed.
func compactPath(path string) string { return path + ".compact" }

// compactBatch is how many bytes share a transaction of the copy.
const compactBatch = 1 << 20

// Compaction is what compacting did.
type Compaction struct {
	Before int64 `json:"before"` // bytes
	After  int64 `json:"after"`
}

func (t *tx) askForCompaction() error {
	return t.putRaw(bucketMeta, keyStale, []byte("1"))
}

// Compact makes a data file that no process has open anew without what was
// erased from it.
func Compact(path string, o Options) (Compaction, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return Compaction{}, fmt.Errorf("data file %s does not exist: %w", path, err)
	}
	o.compact = true
	s, err := Open(path, o)
	if err != nil {
		return Compaction{}, err
	}
	return s.compaction, s.Close()
}

// Stale reports whether something erased still stands in free pages of the
// file, and when the file was compacted last, zero for never. The next Open
// compacts a file that is stale.
func (s *Store) Stale() (stale bool, last time.Time, err error) {
	err = s.view(func(r *reader) error {
		meta := r.btx.Bucket(bucketMeta)
		flag, err := getRaw(meta, keyStale)
		if err != nil {
			return err
		}
		stale = flag != nil
		raw, err := getRaw(meta, keyCompacted)
		if err == nil && len(raw) == 8 {
			last = instantOf(raw)
		}
		return err
	})
	return stale, last, err
}

// tidy compacts a file that asks for it. A file that cannot be compacted, for
// want of room or rights, goes on as it is and asks again at the next start.
func (s *Store) tidy(o Options) error {
	if err := os.Remove(compactPath(s.path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.log.Warn("copy left by an interrupted compaction not removed", "error", err)
	}
	stale, _, err := s.Stale()
	if err != nil {
		return s.damage("a record is broken", err)
	}
	if !stale && !o.compact {
		return nil
	}
	err = s.compact(o)
	switch {
	case err == nil:
		s.log.Info("data file compacted", "path", s.path, "before", s.compaction.Before, "after", s.compaction.After)
	case s.db == nil || o.compact:
		return fmt.Errorf("compact data file %s: %w", s.path, err)
	default:
		s.log.Error("data file not compacted, it goes on as it is; what was erased still stands in its free pages", "path", s.path, "error", err)
	}
	return nil
}

// compact puts a verified copy in the place of the open file. Until the
// rename the file is untouched; from then on the copy is whole. The copy is
// locked before the file is let go, so that no other process comes between.
func (s *Store) compact(o Options) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errPanicked, p)
		}
	}()
	temp := compactPath(s.path)
	defer os.Remove(temp)
	named, err := os.Stat(s.path)
	if err != nil {
		return fmt.Errorf("look at data file: %w", err)
	}
	if err := s.copyInto(temp); err != nil {
		return err
	}
	if _, err := place(temp, s.path); err != nil {
		if now, look := os.Stat(s.path); look == nil && os.SameFile(named, now) {
			return err
		}
		return s.letGo(err)
	}
	db, err := openBolt(s.path, o)
	if err != nil {
		return s.letGo(s.openError(err))
	}
	old := s.db
	s.db = db
	info, err := os.Stat(s.path)
	if err != nil {
		return errors.Join(fmt.Errorf("look at data file: %w", err), old.Close())
	}
	s.compaction = Compaction{Before: named.Size(), After: info.Size()}
	return old.Close()
}

// letGo closes a file that has lost its name: nothing may be written to it.
func (s *Store) letGo(err error) error {
	err = errors.Join(err, s.db.Close())
	s.db = nil
	return err
}

// copyInto copies what is in use, and syncs it.
func (s *Store) copyInto(temp string) error {
	db, err := bbolt.Open(temp, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistArrayType, NoSync: true})
	if err != nil {
		return fmt.Errorf("write in the folder of the data file: %w", err)
	}
	err = bbolt.Compact(db, s.db, compactBatch)
	if err == nil {
		err = db.Update(func(btx *bbolt.Tx) error {
			meta := btx.Bucket(bucketMeta)
			return errors.Join(meta.Delete(keyStale), putRaw(meta, keyCompacted, instant(s.now())))
		})
	}
	if err == nil {
		err = db.Sync()
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	return nil
}

// current reports whether f still is what path names: another process may
// have put a compacted or restored file there while this one waited for its
// turn.
func current(f *os.File, path string) (bool, error) {
	mine, err := f.Stat()
	if err != nil {
		return false, fmt.Errorf("look at %s: %w", filepath.Base(path), err)
	}
	named, err := os.Stat(path)
	if err != nil {
		return false, fmt.Errorf("look at %s: %w", filepath.Base(path), err)
	}
	return os.SameFile(mine, named), nil
}
