package boltstore

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// storedJob is an outbox job as it is written.
type storedJob struct {
	ID        uint64          `json:"id"`
	Name      string          `json:"name"`
	Notice    json.RawMessage `json:"notice"`
	Lane      string          `json:"lane"`
	Class     triage.Class    `json:"class"`
	Merge     string          `json:"merge,omitempty"`
	State     outbox.State    `json:"state"`
	Attempts  int             `json:"attempts,omitempty"`
	Queued    time.Time       `json:"queued,omitzero"`
	NotBefore time.Time       `json:"not_before,omitzero"`
	Leased    time.Time       `json:"leased,omitzero"`
	Doubtful  bool            `json:"doubtful,omitempty"`
	Reason    string          `json:"reason,omitempty"`
	BuriedAt  time.Time       `json:"buried_at,omitzero"`
}

func (j storedJob) key() []byte     { return number(j.ID) }
func (j storedJob) laneKey() []byte { return join([]byte(j.Lane), j.key()) }
func (j storedJob) dueKey() []byte {
	return bytes.Join([][]byte{{byte(j.Class)}, instant(j.NotBefore), j.key()}, nil)
}
func (j storedJob) leaseKey() []byte { return append(instant(j.Leased), j.key()...) }

func jobID(n uint64) string { return "job-" + strconv.FormatUint(n, 10) }

func (j storedJob) job() (outbox.Job, error) {
	out := outbox.Job{
		ID: jobID(j.ID), State: j.State, Attempts: j.Attempts, Queued: j.Queued, NotBefore: j.NotBefore,
		Leased: j.Leased, Doubtful: j.Doubtful, Reason: j.Reason,
		Envelope: triage.Envelope{Name: j.Name, Lane: j.Lane, Class: j.Class},
	}
	n, err := triage.DecodeNotice(j.Name, j.Notice)
	if err != nil {
		return out, err
	}
	out.Notice, out.Envelope = n, triage.EnvelopeOf(n)
	return out, nil
}

func (t *reader) job(id string) (j storedJob, ok bool, err error) {
	key, err := idNumber(id)
	if err != nil {
		return j, false, err
	}
	for _, bucket := range [][]byte{bucketJobs, bucketBuried} {
		if ok, err = getJSON(t.btx.Bucket(bucket), key, &j); ok || err != nil {
			return j, ok, err
		}
	}
	return j, false, nil
}

// enqueue puts a notice at the end of its lane, or leaves it to one that
// waits there and renders the same.
func (t *tx) enqueue(n triage.Notice, notBefore time.Time) error {
	e := triage.EnvelopeOf(n)
	if e.Merge != "" && t.btx.Bucket(bucketMerge).Get([]byte(e.Merge)) != nil {
		return nil
	}
	data, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("encode notice %s: %w", e.Name, err)
	}
	t.wrote = true
	id, err := t.btx.Bucket(bucketJobs).NextSequence()
	if err != nil {
		return fmt.Errorf("number job: %w", err)
	}
	j := storedJob{
		ID: id, Name: e.Name, Notice: data, Lane: e.Lane, Class: e.Class, Merge: e.Merge,
		State: outbox.Queued, Queued: t.decidedAt, NotBefore: notBefore,
	}
	if e.Merge != "" {
		if err := t.putRaw(bucketMerge, []byte(e.Merge), j.key()); err != nil {
			return err
		}
	}
	head := t.head(j.Lane) == nil
	if err := t.mark(bucketLanes, j.laneKey()); err != nil {
		return err
	}
	if head {
		if err := t.mark(bucketDue, j.dueKey()); err != nil {
			return err
		}
	}
	return t.put(bucketJobs, j.key(), j)
}

// head is the id of the first job of a lane, nil when it is empty.
func (t *reader) head(lane string) []byte {
	prefix := join([]byte(lane), nil)
	k, _ := t.btx.Bucket(bucketLanes).Cursor().Seek(prefix)
	if len(k) != len(prefix)+8 || !bytes.HasPrefix(k, prefix) {
		return nil
	}
	return k[len(prefix):]
}

// idle takes a job out of every index that says it is due or leased.
func (t *tx) idle(j storedJob) error {
	if err := t.unmark(bucketDue, j.dueKey()); err != nil {
		return err
	}
	if !j.Leased.IsZero() {
		return t.unmark(bucketLeased, j.leaseKey())
	}
	return nil
}

// remove takes a job out of the queue; the next of its lane comes up.
func (t *tx) remove(j storedJob) error {
	if err := t.idle(j); err != nil {
		return err
	}
	if err := t.unmark(bucketLanes, j.laneKey()); err != nil {
		return err
	}
	if err := t.unmark(bucketJobs, j.key()); err != nil {
		return err
	}
	if err := t.unmerge(j); err != nil {
		return err
	}
	id := t.head(j.Lane)
	if id == nil {
		return nil
	}
	var next storedJob
	if _, err := getJSON(t.btx.Bucket(bucketJobs), id, &next); err != nil {
		return err
	}
	return t.mark(bucketDue, next.dueKey())
}

// unmerge lets a later notice of the same kind be queued again.
func (t *tx) unmerge(j storedJob) error {
	if j.Merge == "" {
		return nil
	}
	held, err := getRaw(t.btx.Bucket(bucketMerge), []byte(j.Merge))
	if err != nil || !bytes.Equal(held, j.key()) {
		return err
	}
	return t.unmark(bucketMerge, []byte(j.Merge))
}

// Lease implements [outbox.Queue].
func (s *Store) Lease(ctx context.Context, now, until time.Time, limit int) (jobs []outbox.Job, err error) {
	some, err := s.leasable(now)
	if err != nil || !some {
		return nil, err
	}
	err = s.update(ctx, func(t *tx) error {
		jobs = nil
		for _, id := range t.leasable(now, limit) {
			j, err := t.lease(id, until)
			if err != nil {
				return err
			}
			job, err := j.job()
			if err != nil { // of a newer version: keep it for that one to see
				if err := t.bury(j, err.Error(), now); err != nil {
					return err
				}
				continue
			}
			jobs = append(jobs, job)
		}
		return nil
	})
	return jobs, err
}

// leasable looks without writing, so that an idle worker costs no sync.
func (s *Store) leasable(now time.Time) (some bool, err error) {
	err = s.view(func(r *reader) error {
		some = len(r.leasable(now, 1)) > 0
		return nil
	})
	return some, err
}

// leasable are the ids of jobs whose lease has expired and of lane heads that
// are due, by class and then by instant.
func (t *reader) leasable(now time.Time, limit int) [][]byte {
	var ids [][]byte
	c := t.btx.Bucket(bucketLeased).Cursor()
	for k, _ := c.First(); k != nil && len(ids) < limit && !instantOf(k).After(now); k, _ = c.Next() {
		ids = append(ids, bytes.Clone(k[8:]))
	}
	c = t.btx.Bucket(bucketDue).Cursor()
	for class := triage.ClassIncident; class <= triage.ClassReport; class++ {
		for k, _ := c.Seek([]byte{byte(class)}); k != nil && k[0] == byte(class) && len(ids) < limit; k, _ = c.Next() {
			if instantOf(k[1:]).After(now) {
				break
			}
			ids = append(ids, bytes.Clone(k[9:]))
		}
	}
	return ids
}

func (t *tx) lease(id []byte, until time.Time) (j storedJob, err error) {
	if _, err := getJSON(t.btx.Bucket(bucketJobs), id, &j); err != nil {
		return j, err
	}
	if err := t.idle(j); err != nil {
		return j, err
	}
	if err := t.unmerge(j); err != nil {
		return j, err
	}
	j.Doubtful = j.Doubtful || j.State == outbox.Sending
	j.State, j.Leased = outbox.Sending, until
	j.Attempts++
	if err := t.mark(bucketLeased, j.leaseKey()); err != nil {
		return j, err
	}
	return j, t.put(bucketJobs, j.key(), j)
}

// Done implements [outbox.Queue].
func (s *Store) Done(ctx context.Context, id string) error {
	return s.update(ctx, func(t *tx) error { return t.Settle(id) })
}

// Retry implements [outbox.Queue].
func (s *Store) Retry(ctx context.Context, id string, at time.Time, doubtful bool, reason string) error {
	return s.update(ctx, func(t *tx) error {
		j, ok, err := t.job(id)
		if err != nil || !ok || j.State != outbox.Sending {
			return err
		}
		if err := t.idle(j); err != nil {
			return err
		}
		j.State, j.Leased, j.NotBefore, j.Doubtful, j.Reason = outbox.Queued, time.Time{}, at, doubtful, reason
		if err := t.mark(bucketDue, j.dueKey()); err != nil {
			return err
		}
		return t.put(bucketJobs, j.key(), j)
	})
}

// Bury implements [outbox.Queue].
func (s *Store) Bury(ctx context.Context, id, reason string) error {
	now := s.now()
	return s.update(ctx, func(t *tx) error {
		j, ok, err := t.job(id)
		if err != nil || !ok || j.State == outbox.Buried {
			return err
		}
		return t.bury(j, reason, now)
	})
}

func (t *tx) bury(j storedJob, reason string, now time.Time) error {
	if err := t.remove(j); err != nil {
		return err
	}
	j.State, j.Reason, j.BuriedAt, j.Leased = outbox.Buried, reason, now, time.Time{}
	return t.put(bucketBuried, j.key(), j)
}

// NextDue implements [outbox.Queue].
func (s *Store) NextDue(_ context.Context) (at time.Time, err error) {
	err = s.view(func(r *reader) error {
		at = time.Time{}
		sooner := func(t time.Time) {
			if at.IsZero() || t.Before(at) {
				at = t
			}
		}
		if k, _ := r.btx.Bucket(bucketLeased).Cursor().First(); k != nil {
			sooner(instantOf(k))
		}
		c := r.btx.Bucket(bucketDue).Cursor()
		for class := triage.ClassIncident; class <= triage.ClassReport; class++ {
			k, _ := c.Seek([]byte{byte(class)})
			if k == nil || k[0] != byte(class) {
				continue
			}
			due := instantOf(k[1:])
			if due.IsZero() {
				due = time.Unix(0, 1) // at once
			}
			sooner(due)
		}
		return nil
	})
	return at, err
}

// QueueStats implements [outbox.Queue].
func (s *Store) QueueStats(_ context.Context) (st outbox.Stats, err error) {
	err = s.view(func(r *reader) error {
		st = outbox.Stats{Buried: r.btx.Bucket(bucketBuried).Stats().KeyN}
		total := r.btx.Bucket(bucketJobs).Stats().KeyN
		st.Sending = r.btx.Bucket(bucketLeased).Stats().KeyN
		st.Queued = total - st.Sending
		if k, v := r.btx.Bucket(bucketJobs).Cursor().First(); k != nil {
			data, err := unseal(k, v)
			if err != nil {
				return err
			}
			var j storedJob
			if err := json.Unmarshal(data, &j); err != nil {
				return fmt.Errorf("decode job: %w", err)
			}
			st.Oldest = j.Queued
		}
		return nil
	})
	return st, err
}

// BuriedJobs implements [outbox.Queue].
func (s *Store) BuriedJobs(_ context.Context, limit int) (jobs []outbox.Job, err error) {
	err = s.view(func(r *reader) error {
		b := r.btx.Bucket(bucketBuried)
		for key := range backwards(b, "") {
			var j storedJob
			if _, err := getJSON(b, key, &j); err != nil {
				return err
			}
			job, err := j.job()
			if err != nil {
				job.Reason = err.Error()
			}
			if jobs = append(jobs, job); len(jobs) == limit {
				return nil
			}
		}
		return nil
	})
	return jobs, err
}
