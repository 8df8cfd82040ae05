package boltstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// Due implements [outbox.Queue].
func (s *Store) Due(_ context.Context, now time.Time, limit int) (jobs []outbox.Job, err error) {
	err = s.view(func(r *reader) error {
		jobs = nil
		for _, key := range r.leasable(now, limit) {
			var j storedJob
			if _, err := getJSON(r.btx.Bucket(bucketJobs), key, &j); err != nil {
				return err
			}
			job, err := j.job()
			if err != nil {
				job.Reason = err.Error()
			}
			job.Doubtful = job.Doubtful || j.State == outbox.Sending
			jobs = append(jobs, job)
		}
		return nil
	})
	return jobs, err
}

// Lease implements [outbox.Queue].
func (s *Store) Lease(ctx context.Context, now time.Time, g outbox.Grant) (jobs []outbox.Job, err error) {
	err = s.update(ctx, func(t *tx) error {
		jobs = nil
		for _, id := range g.Start {
			j, ok, err := t.job(id)
			if err != nil {
				return err
			}
			if !ok || !t.startable(j, now) {
				continue
			}
			if j, err = t.lease(j, g.Until); err != nil {
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
		for id, at := range g.Later {
			j, ok, err := t.job(id)
			if err != nil {
				return err
			}
			if !ok || !t.startable(j, now) {
				continue
			}
			if err := t.putOff(j, at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return jobs, nil
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
		if j.Dropped {
			return t.remove(j)
		}
		if err := t.idle(j); err != nil {
			return err
		}
		j.State, j.Leased, j.NotBefore, j.Doubtful, j.Reason = outbox.Queued, time.Time{}, at.UTC(), doubtful, clip(reason)
		return t.ready(j)
	})
}

// Bury implements [outbox.Queue].
func (s *Store) Bury(ctx context.Context, id, reason string) error {
	return s.update(ctx, func(t *tx) error {
		j, ok, err := t.job(id)
		if err != nil || !ok || j.State == outbox.Buried {
			return err
		}
		if j.Dropped {
			return t.remove(j)
		}
		return t.bury(j, clip(reason), t.decidedAt)
	})
}

// Revive puts a buried job back at the end of its lane, as new, once what
// refused it has been mended. An unknown or unburied job is NotFound.
func (s *Store) Revive(ctx context.Context, id string) error {
	return s.update(ctx, func(t *tx) error {
		j, ok, err := t.job(id)
		if err != nil {
			return err
		}
		if !ok || j.State != outbox.Buried {
			return notFound("no_such_job", id)
		}
		if err := t.unmark(bucketBuried, j.key()); err != nil {
			return err
		}
		// The name stays, so that what an unclear attempt left behind is
		// still found; the place in the lane is new, because the lane has
		// gone on.
		if j.Position, err = t.next(countJobs); err != nil {
			return err
		}
		j.State, j.Attempts, j.Queued, j.NotBefore, j.Reason = outbox.Queued, 0, t.decidedAt.UTC(), time.Time{}, ""
		j.Lift, j.BuriedAt, j.Later = j.Class, time.Time{}, time.Time{}
		return t.append(j)
	})
}

// clip bounds a reason, which may hold a whole page of an answer.
func clip(reason string) string {
	const enough = 2000
	return strings.ToValidUTF8(reason[:min(len(reason), enough)], "")
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
		jobs = nil
		b := r.btx.Bucket(bucketBuried)
		for key := range backwards(b, nil, nil) {
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
