package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"toban/bot/outbox"
)

// KeepKeys is how long the keys of orders are remembered: longer than Slack's
// delayed events, which are sent again for 24 hours.
const KeepKeys = 72 * time.Hour

// Prune forgets the keys of orders that are older than KeepKeys and than
// unread, and reports how many. unread is how far back deliveries may still be
// read from a history, which must find their keys; zero means not at all.
func (s *Store) Prune(ctx context.Context, unread time.Time) (n int, err error) {
	until := s.now().Add(-KeepKeys)
	if !unread.IsZero() && unread.Before(until) {
		until = unread
	}
	limit := instant(until)
	err = s.update(ctx, func(t *tx) error {
		n = 0
		var old [][]byte
		c := t.btx.Bucket(bucketKeyTimes).Cursor()
		for k, _ := c.First(); k != nil && bytes.Compare(k[:8], limit) < 0 && len(old) < 10_000; k, _ = c.Next() {
			old = append(old, bytes.Clone(k))
		}
		for _, k := range old {
			if err := t.unmark(bucketKeyTimes, k); err != nil {
				return err
			}
			if err := t.unmark(bucketKeys, k[9:]); err != nil {
				return err
			}
		}
		n = len(old)
		return nil
	})
	return n, err
}

// Backup writes a verified copy of the store to a new file, while the store
// goes on serving: the copy is opened and every record of it checked before
// it gets its name.
func (s *Store) Backup(path string) (Report, error) {
	if _, err := os.Stat(path); err == nil {
		return Report{}, fmt.Errorf("backup file %s exists already; choose another name", path)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".toban-backup-*")
	if err != nil {
		return Report{}, fmt.Errorf("write in the folder of the backup: %w", err)
	}
	defer os.Remove(temp.Name())
	err = s.view(func(r *reader) error {
		_, err := r.btx.WriteTo(temp)
		return err
	})
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return Report{}, fmt.Errorf("write backup: %w", err)
	}
	return place(temp.Name(), path)
}

// place verifies a copied file and gives it its name.
func place(temp, path string) (Report, error) {
	copied, err := Open(temp, Options{ReadOnly: true, scratch: true})
	if err != nil {
		return Report{}, fmt.Errorf("verify copy: %w", err)
	}
	report, err := copied.Check()
	if err := errors.Join(err, copied.Close()); err != nil {
		return report, fmt.Errorf("verify copy: %w", err)
	}
	if len(report.Problems) > 0 {
		return report, fmt.Errorf("verify copy: %s", report.Problems[0])
	}
	if err := os.Rename(temp, path); err != nil {
		return report, fmt.Errorf("name copy: %w", err)
	}
	return report, syncDir(filepath.Dir(path))
}

// Restore puts a verified backup in the place of a data file that no process
// has open. A file already there is kept under another name, which is
// returned.
func Restore(from, to string, now time.Time) (kept string, r Report, err error) {
	data, err := os.Open(from) //nolint:gosec // whoever restores names the file
	if err != nil {
		return "", r, fmt.Errorf("open backup: %w", err)
	}
	defer data.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
		return "", r, fmt.Errorf("make folder: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(to), ".toban-restore-*")
	if err != nil {
		return "", r, fmt.Errorf("write in the folder of the data file: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.ReadFrom(data)
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return "", r, fmt.Errorf("copy backup: %w", err)
	}
	if err := lookBack(temp.Name()); err != nil {
		return "", r, fmt.Errorf("verify backup %s: %w", from, err)
	}
	if _, err := os.Stat(to); err == nil {
		db, err := openBolt(to, Options{LockTimeout: time.Second})
		if errors.Is(err, bolterrors.ErrTimeout) {
			return "", r, (&Store{path: to}).openError(err)
		}
		if err == nil {
			_ = db.Close() // only the lock was of interest
		}
		kept = to + ".before-restore-" + now.UTC().Format("20060102T150405")
		if err := os.Rename(to, kept); err != nil {
			return "", r, fmt.Errorf("put the present file aside: %w", err)
		}
	}
	r, err = place(temp.Name(), to)
	return kept, r, err
}

// lookBack prepares a copy for going back to it: what it holds as unsent may
// have been sent since it was made, and is looked for before it is sent.
func lookBack(path string) error {
	s, err := Open(path, Options{scratch: true})
	if err != nil {
		return err
	}
	err = s.update(context.Background(), func(t *tx) error {
		_, err := doubt(t)
		return err
	})
	return errors.Join(err, s.Close())
}

// Stats is the store in numbers.
type Stats struct {
	Path      string       `json:"path"`
	Version   int          `json:"version"`
	Bytes     int64        `json:"bytes"`
	FreeBytes int64        `json:"free_bytes"` // inside the file, used again before it grows
	Inquiries int          `json:"inquiries"`
	Open      int          `json:"open"`
	Incidents int          `json:"incidents"`
	Records   int          `json:"records"`
	Keys      int          `json:"keys"` // of orders, remembered
	Reminders int          `json:"reminders"`
	Commits   uint64       `json:"commits"` // since the start
	Writes    uint64       `json:"writes"`  // that shared them
	Outbox    outbox.Stats `json:"outbox"`
	Buried    []BuriedJob  `json:"buried,omitempty"` // newest first
}

// BuriedJob is a message refused for good.
type BuriedJob struct {
	ID     string    `json:"id"`
	Notice string    `json:"notice"`
	Lane   string    `json:"lane"`
	Queued time.Time `json:"queued"`
	Reason string    `json:"reason"`
}

// Stats counts what the store holds.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	st := Stats{Path: s.path, Version: SchemaVersion}
	var err error
	if st.Outbox, err = s.QueueStats(ctx); err != nil {
		return st, err
	}
	buried, err := s.BuriedJobs(ctx, 20)
	if err != nil {
		return st, err
	}
	for _, j := range buried {
		st.Buried = append(st.Buried, BuriedJob{ID: j.ID, Notice: j.Envelope.Name, Lane: j.Envelope.Lane, Queued: j.Queued, Reason: j.Reason})
	}
	err = s.db.View(func(btx *bbolt.Tx) error {
		st.Bytes = btx.Size()
		st.Inquiries, st.Open = count(btx, bucketInquiries), count(btx, bucketOpen)
		st.Incidents, st.Records = count(btx, bucketIncidents), count(btx, bucketHistory)
		st.Keys, st.Reminders = count(btx, bucketKeys), count(btx, bucketReminders)
		if raw, err := getRaw(btx.Bucket(bucketMeta), keyVersion); err == nil && raw != nil {
			st.Version, _ = strconv.Atoi(string(raw))
		}
		return nil
	})
	st.Commits, st.Writes = s.groups.Load(), s.writes.Load()
	st.FreeBytes = int64(s.db.Stats().FreeAlloc)
	return st, err
}

// BackupName is where a backup made at an instant is kept by default: beside
// the data file, where a damaged store's message looks for it.
func BackupName(path string, at time.Time) string {
	return path + ".backup-" + at.UTC().Format("20060102T150405Z")
}
