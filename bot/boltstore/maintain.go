package boltstore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"time"

	"go.etcd.io/bbolt"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// KeepKeys is how long the keys of orders are remembered: longer than Slack's
// delayed events, which are sent again for 24 hours.
const KeepKeys = 72 * time.Hour

func (s *Store) view(fn func(*reader) error) error {
	return s.db.View(func(btx *bbolt.Tx) error { return fn(&reader{btx: btx}) })
}

// Prune forgets the keys of orders older than KeepKeys and reports how many.
func (s *Store) Prune(ctx context.Context) (n int, err error) {
	limit := instant(s.now().Add(-KeepKeys))
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
	err = s.db.View(func(btx *bbolt.Tx) error {
		_, err := btx.WriteTo(temp)
		return err
	})
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return Report{}, fmt.Errorf("write backup: %w", err)
	}
	return place(temp.Name(), path)
}

// place verifies a copied file and gives it its name.
func place(temp, path string) (Report, error) {
	copied, err := Open(temp, Options{ReadOnly: true})
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
	data, err := os.Open(from)
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
	if _, err := os.Stat(to); err == nil {
		db, err := openBolt(to, Options{LockTimeout: time.Second})
		if (&Store{path: to}).isLocked(err) {
			return "", r, fmt.Errorf("data file %s is %w; stop that one first", to, ErrLocked)
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

func (s *Store) isLocked(err error) bool {
	return err != nil && errors.Is(s.openError(err), ErrLocked)
}

// Report is what a check found.
type Report struct {
	Inquiries int      `json:"inquiries"`
	Open      int      `json:"open"`
	Incidents int      `json:"incidents"`
	Records   int      `json:"records"` // of history
	Reminders int      `json:"reminders"`
	Jobs      int      `json:"jobs"` // unsent
	Buried    int      `json:"buried"`
	Bytes     int64    `json:"bytes"`
	Problems  []string `json:"problems"`
}

func (r *Report) problem(format string, args ...any) {
	const enough = 100
	if len(r.Problems) < enough {
		r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
	}
}

// Check verifies bbolt's structure, every checksum, that each inquiry and
// incident is the fold of its history, and that the indexes agree.
func (s *Store) Check() (Report, error) {
	r := Report{Problems: []string{}}
	err := s.db.View(func(btx *bbolt.Tx) error {
		for err := range btx.Check() {
			r.problem("structure: %v", err)
		}
		r.Bytes = btx.Size()
		for _, name := range buckets {
			if err := scan(btx.Bucket(name), name); err != nil {
				r.problem("%v", err)
			}
		}
		c := checker{reader: reader{btx: btx}, report: &r}
		c.histories()
		c.indexes()
		return nil
	})
	return r, err
}

type checker struct {
	reader
	report *Report
}

func (c *checker) histories() {
	for key := range backwards(c.btx.Bucket(bucketInquiries), "") {
		c.report.Inquiries++
		var q, folded triage.Inquiry
		if _, err := getJSON(c.btx.Bucket(bucketInquiries), key, &q); err != nil {
			continue // reported by the scan
		}
		if !q.Status.Closed() {
			c.report.Open++
		}
		if open := c.btx.Bucket(bucketOpen).Get(key) != nil; open == q.Status.Closed() {
			c.report.problem("%s is %s, the index of open inquiries disagrees", q.ID, q.Status)
		}
		folded.ID = q.ID
		for rec, err := range c.History(string(q.ID)) {
			if err != nil {
				c.report.problem("%v", err)
				break
			}
			folded = folded.Apply(rec)
			c.report.Records++
		}
		if !sameJSON(q, folded) {
			c.report.problem("%s is not what its history says", q.ID)
		}
	}
	for key := range backwards(c.btx.Bucket(bucketIncidents), "") {
		c.report.Incidents++
		var i, folded triage.Incident
		if _, err := getJSON(c.btx.Bucket(bucketIncidents), key, &i); err != nil {
			continue
		}
		folded.ID = i.ID
		for rec, err := range c.History(string(i.ID)) {
			if err != nil {
				c.report.problem("%v", err)
				break
			}
			folded = folded.Apply(rec)
			c.report.Records++
		}
		if !sameJSON(i, folded) {
			c.report.problem("%s is not what its history says", i.ID)
		}
	}
}

// sameJSON compares what would be stored.
func sameJSON(a, b any) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && (bytes.Equal(x, y) || reflect.DeepEqual(a, b))
}

func (c *checker) indexes() {
	c.report.Reminders = count(c.btx, bucketReminders)
	c.report.Jobs = count(c.btx, bucketJobs)
	c.report.Buried = count(c.btx, bucketBuried)
	if n := count(c.btx, bucketRemindAt); n != c.report.Reminders {
		c.report.problem("%d reminders, %d in their index", c.report.Reminders, n)
	}
	if n := count(c.btx, bucketLanes); n != c.report.Jobs {
		c.report.problem("%d outbox jobs, %d in their lanes", c.report.Jobs, n)
	}
	_ = c.btx.Bucket(bucketJobs).ForEach(func(k, v []byte) error {
		data, err := unseal(k, v)
		var j storedJob
		if err != nil || json.Unmarshal(data, &j) != nil {
			return nil // reported by the scan
		}
		first := bytes.Equal(c.head(j.Lane), j.key())
		due := c.btx.Bucket(bucketDue).Get(j.dueKey()) != nil
		leased := !j.Leased.IsZero() && c.btx.Bucket(bucketLeased).Get(j.leaseKey()) != nil
		if first != (due || leased) {
			c.report.problem("outbox %s in lane %s can never be sent, or is sent out of turn", jobID(j.ID), j.Lane)
		}
		return nil
	})
}

func count(btx *bbolt.Tx, bucket []byte) int {
	n := 0
	_ = btx.Bucket(bucket).ForEach(func([]byte, []byte) error { n++; return nil })
	return n
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
	st.FreeBytes = int64(s.db.Stats().FreeAlloc)
	return st, err
}
