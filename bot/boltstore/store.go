// Package boltstore keeps everything of toban's in one bbolt file: it
// implements [triage.Store] and [outbox.Queue].
//
// Every record carries a CRC32C, because bbolt does not notice a flipped bit.
// Commits are grouped without waiting: while one group syncs, the next one
// gathers, so that a burst costs few syncs and a lonely event no delay. The
// free list is synced, because a file without it cannot be opened safely once
// a page is damaged.
//
// A damaged file ends the start with one line that says what is damaged and
// how to go on. It is never answered with an empty store.
package boltstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Options of Open. The zero value is right for production.
type Options struct {
	Log         *slog.Logger
	Now         func() time.Time // nil means time.Now
	ReadOnly    bool
	LockTimeout time.Duration // how long to wait for another process; zero means 1 s

	compact bool // whether or not the file asks for it
	scratch bool // a copy nobody else knows of: no note beside it, leases as they are
}

// Store is one open data file. It is safe for concurrent use.
type Store struct {
	db   *bbolt.DB
	path string
	log  *slog.Logger
	now  func() time.Time

	queue  chan *waiter
	stop   chan struct{}
	done   chan struct{}
	closed sync.Once

	sync    func(*bbolt.Tx) error // Commit; a test makes it fail
	groups  atomic.Uint64         // transactions committed
	changes atomic.Uint64         // transactions of Update
	writes  atomic.Uint64         // orders and settlements in them

	compaction Compaction // of Open, zero without one
	memo       memo

	mu     sync.Mutex
	failed error
	broken chan struct{}
}

// ErrLocked says that another process has the file open.
var ErrLocked = errors.New("in use by another process")

// A DamageError says that a data file cannot be trusted.
type DamageError struct {
	Path   string
	What   string // what is damaged
	Backup string // the newest backup beside it, "" when there is none
	Err    error
}

// Error says what is damaged and what to do.
func (e *DamageError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "data file %s is damaged: %s", e.Path, e.What)
	if e.Err != nil {
		fmt.Fprintf(&b, " (%v)", e.Err)
	}
	b.WriteString("; nothing was changed. ")
	if e.Backup != "" {
		fmt.Fprintf(&b, "Restore the newest backup with: toban store restore --from %s --to %s", e.Backup, e.Path)
	} else {
		b.WriteString("There is no backup beside it; restore one with: toban store restore --from BACKUP --to " + e.Path)
	}
	return b.String()
}

// Unwrap is the cause.
func (e *DamageError) Unwrap() error { return e.Err }

// Open opens the data file, or makes it when there has never been one. A
// second process is refused with ErrLocked, damage with a *DamageError, a file
// of a newer version with an error that says so.
func Open(path string, o Options) (*Store, error) {
	s := &Store{
		memo: newMemo(),
		path: path, log: o.Log, now: o.Now,
		queue: make(chan *waiter, queueLength), stop: make(chan struct{}), done: make(chan struct{}),
		broken: make(chan struct{}),
		sync:   (*bbolt.Tx).Commit,
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now //nolint:forbidigo // the edge where time comes from
	}
	if o.LockTimeout == 0 {
		o.LockTimeout = time.Second
	}
	if err := s.prepare(o); err != nil {
		return nil, err
	}
	db, err := openBolt(path, o)
	if err != nil {
		return nil, s.openError(err)
	}
	s.db = db
	if err := s.verify(o); err != nil {
		_ = db.Close() // the first error is the one to report
		return nil, err
	}
	if !o.ReadOnly && !o.scratch {
		if err := s.tidy(o); err != nil {
			if s.db != nil {
				_ = s.db.Close() // the first error is the one to report
			}
			return nil, err
		}
		if err := s.takeOver(); err != nil {
			_ = s.db.Close() // the first error is the one to report
			return nil, err
		}
	}
	go s.commitLoop()
	return s, nil
}

// readBackAfter is how long after a restart the jobs of the process before
// are looked for: what it wrote last may not be readable at once.
const readBackAfter = 1500 * time.Millisecond

// takeOver says whose file it is now, and ends the leases of the process that
// had it before: only one has the lock.
func (s *Store) takeOver() error {
	s.note(s.path)
	var waiting int
	err := s.view(func(r *reader) error {
		waiting = count(r.btx, bucketJobs)
		return nil
	})
	if err != nil || waiting == 0 {
		return err
	}
	now := s.now()
	err = s.db.Update(func(btx *bbolt.Tx) error {
		return release(&tx{reader: reader{btx: btx}, decidedAt: now}, now.Add(readBackAfter))
	})
	if err != nil {
		return fmt.Errorf("take over the outbox of data file %s: %w", s.path, err)
	}
	s.log.Info("messages that were not sent yet are taken over", "jobs", waiting)
	return nil
}

// prepare makes the file when there has never been one.
func (s *Store) prepare(o Options) error {
	info, err := os.Stat(s.path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("data file %s is a folder; store.path must name a file", s.path)
	case err == nil && info.Size() == 0:
		return s.damage("it is empty", nil)
	case err == nil:
		return s.inspect(info.Size())
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("look at data file: %w", err)
	}
	if _, err := os.Stat(notePath(s.path)); err == nil {
		return s.damage("it was here and is gone; if you mean to begin anew, remove "+notePath(s.path), nil)
	}
	if o.ReadOnly {
		return fmt.Errorf("data file %s does not exist; it is made by the first `toban serve`", s.path)
	}
	return s.create()
}

// create builds the file under another name, so that a crash in the middle
// leaves no half-made store.
func (s *Store) create() error {
	dir := filepath.Dir(s.path)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("make the folder of the data file (store.path): %w", err)
	}
	temp, err := os.CreateTemp(dir, ".toban-new-*")
	if err != nil {
		return fmt.Errorf("write in the folder of the data file (store.path), make it writable: %w", err)
	}
	name := temp.Name()
	defer os.Remove(name)
	if err := temp.Close(); err != nil {
		return fmt.Errorf("make data file: %w", err)
	}
	db, err := bbolt.Open(name, 0o600, nil)
	if err != nil {
		return fmt.Errorf("make data file: %w", err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, bucket := range buckets {
			if _, err := tx.CreateBucketIfNotExists(bucket); err != nil {
				return err
			}
		}
		return putRaw(tx.Bucket(bucketMeta), keyVersion, []byte(strconv.Itoa(SchemaVersion)))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("make data file: %w", err)
	}
	// A link, unlike a rename, never replaces the file of a process that was
	// faster; where the file system has none, renaming has to do.
	if err := os.Link(name, s.path); err != nil && !errors.Is(err, fs.ErrExist) {
		if err := os.Rename(name, s.path); err != nil {
			return fmt.Errorf("make data file: %w", err)
		}
	}
	return syncDir(dir)
}

func openBolt(path string, o Options) (db *bbolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errPanicked, p)
		}
	}()
	const tries = 5 // each is lost only to a process that has just replaced the file
	for range tries {
		var file *os.File
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{
			Timeout: o.LockTimeout, ReadOnly: o.ReadOnly, FreelistType: bbolt.FreelistArrayType, PreLoadFreelist: true,
			InitialMmapSize: mapped,
			OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
				f, err := os.OpenFile(name, flag, mode) //nolint:gosec // the data file
				file = f
				return f, err
			},
		})
		if err != nil {
			return nil, err
		}
		same, err := current(file, path)
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		if same {
			return db, nil
		}
		if err := db.Close(); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%s is replaced again and again", path)
}

// mapped is the address space taken at the start. While a reader such as a
// backup is busy, a file that outgrows its mapping stops every writer; within
// it, nothing does.
const mapped = 1 << 30

var errPanicked = errors.New("its structure is broken")

func (s *Store) openError(err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("data file %s is %w%s; stop that one first, toban runs once per file", s.path, ErrLocked, s.holder())
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum), errors.Is(err, bolterrors.ErrVersionMismatch):
		return s.damage("it is no store of toban's, or its first pages are broken", err)
	case errors.Is(err, errPanicked):
		return s.damage("its pages are broken", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("open data file %s, the process may not read and write it: %w", s.path, err)
	}
	return s.damage("it cannot be opened", err)
}

// verify checks the version, and every record of a file small enough.
func (s *Store) verify(o Options) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = s.damage("its pages are broken", fmt.Errorf("%v", p))
		}
	}()
	version := 0
	err = s.db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if meta == nil {
			return s.damage("it is no store of toban's", nil)
		}
		raw, err := getRaw(meta, keyVersion)
		if err != nil || raw == nil {
			return s.damage("its version cannot be read", err)
		}
		version, err = strconv.Atoi(string(raw))
		if err != nil {
			return s.damage("its version cannot be read", err)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case version > SchemaVersion:
		return fmt.Errorf("data file %s was written by a newer version of toban (layout %d, this one knows %d); install that version, nothing was changed", s.path, version, SchemaVersion)
	case version < SchemaVersion && o.ReadOnly:
		return fmt.Errorf("data file %s has layout %d and is upgraded to %d by the next `toban serve`", s.path, version, SchemaVersion)
	}
	// What is broken must not be carried over into a new layout.
	if err := s.db.View(func(tx *bbolt.Tx) error { return s.scanAll(tx, version < SchemaVersion) }); err != nil {
		return err
	}
	if version < SchemaVersion {
		return s.migrate(version, o)
	}
	return nil
}

// scanAll checks every record of a file small enough, and in a large one what
// is still in motion. An older layout may lack parts.
func (s *Store) scanAll(tx *bbolt.Tx, older bool) error {
	whole := tx.Size() <= verifyWhole
	for _, name := range buckets {
		b := tx.Bucket(name)
		switch {
		case b == nil && older:
			continue
		case b == nil:
			return s.damage(fmt.Sprintf("its part %q is missing", name), nil)
		case !whole && !live[string(name)]:
			continue
		}
		if err := scan(b, name); err != nil {
			return s.damage("a record is broken", err)
		}
	}
	return nil
}

// verifyWhole is the size up to which every record is checked at the start;
// of a larger file only what is still in motion is.
const verifyWhole = 128 << 20

func (s *Store) damage(what string, err error) error {
	return &DamageError{Path: s.path, What: what, Backup: newestBackup(s.path), Err: err}
}

// newestBackup is the newest file beside path that looks like a backup of it.
func newestBackup(path string) string {
	matches, _ := filepath.Glob(path + "*.backup*") // the pattern is well formed
	more, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*backup*.db"))
	best, newest := "", time.Time{}
	for _, m := range append(matches, more...) {
		if info, err := os.Stat(m); err == nil && info.ModTime().After(newest) {
			best, newest = m, info.ModTime()
		}
	}
	return best
}

// notePath is a small file beside the store that says which process has it,
// and that there was one.
func notePath(path string) string { return path + ".lock" }

func (s *Store) note(path string) {
	if err := os.WriteFile(notePath(path), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600); err != nil {
		s.log.Warn("note beside the data file not written", "error", err)
	}
}

// holder names the process that has the file, when it is known.
func (s *Store) holder() string {
	data, err := os.ReadFile(notePath(s.path))
	if pid := strings.TrimSpace(string(data)); err == nil && pid != "" {
		return " (process " + pid + ")"
	}
	return ""
}

// Close lets the running commit finish and closes the file.
func (s *Store) Close() error {
	s.closed.Do(func() { close(s.stop) })
	<-s.done
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close data file: %w", err)
	}
	return nil
}

// Broken is closed when a sync failed: what the disk holds is then unknown,
// and the process must end and open the file again.
func (s *Store) Broken() <-chan struct{} { return s.broken }

// Ping reports whether the store still accepts.
func (s *Store) Ping(context.Context) error { return s.failure() }

func (s *Store) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the folder of the data file
	if err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}
