package boltstore

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// A lane is a queue of jobs of which only the first may be sent. That first
// one is either due (in the index by class and instant) or leased.

// storedJob is an outbox job as it is written.
type storedJob struct {
	ID        uint64          `json:"id"`
	Tag       string          `json:"tag"`
	Position  uint64          `json:"position"` // in its lane
	Name      string          `json:"name"`
	Notice    json.RawMessage `json:"notice"`
	Lane      string          `json:"lane"`
	Class     triage.Class    `json:"class"`
	Lift      triage.Class    `json:"lift"` // class under which it is due: the best that waits in its lane
	Merge     string          `json:"merge,omitempty"`
	State     outbox.State    `json:"state"`
	Attempts  int             `json:"attempts,omitempty"`
	Queued    time.Time       `json:"queued,omitzero"`
	NotBefore time.Time       `json:"not_before,omitzero"`
	Held      time.Time       `json:"held,omitzero"`  // NotBefore before any attempt
	Later     time.Time       `json:"later,omitzero"` // put off by this process
	Leased    time.Time       `json:"leased,omitzero"`
	Doubtful  bool            `json:"doubtful,omitempty"`
	Dropped   bool            `json:"dropped,omitempty"` // gone once this attempt ends, whatever comes of it
	Reason    string          `json:"reason,omitempty"`
	BuriedAt  time.Time       `json:"buried_at,omitzero"`
}

func (j storedJob) key() []byte     { return number(j.ID) }
func (j storedJob) laneKey() []byte { return join([]byte(j.Lane), number(j.Position)) }
func (j storedJob) dueKey() []byte {
	due := j.NotBefore
	if j.Later.After(due) {
		due = j.Later
	}
	return bytes.Join([][]byte{{byte(j.Lift)}, instant(due), j.key()}, nil)
}
func (j storedJob) leaseKey() []byte { return append(instant(j.Leased), j.key()...) }

// name is the job's id for the outside. The tag keeps a job that is numbered
// after a restored backup from being taken for the one that was sent under
// the same number before.
func (j storedJob) name() string {
	return jobPrefix + strconv.FormatUint(j.ID, 10) + "-" + j.Tag
}

func (j storedJob) job() (outbox.Job, error) {
	out := outbox.Job{
		ID: j.name(), State: j.State, Attempts: j.Attempts, Queued: j.Queued, Held: j.Held, NotBefore: j.NotBefore,
		Leased: j.Leased, Doubtful: j.Doubtful, Reason: j.Reason,
		Envelope: triage.Envelope{Name: j.Name, Lane: j.Lane, Class: j.Class, Merge: j.Merge},
	}
	n, err := triage.DecodeNotice(j.Name, j.Notice)
	if err != nil {
		return out, err
	}
	out.Notice, out.Envelope = n, triage.EnvelopeOf(n)
	return out, nil
}

// job finds a job by the id the outside knows.
func (r *reader) job(id string) (j storedJob, ok bool, err error) {
	numbered, _, _ := strings.Cut(strings.TrimPrefix(id, jobPrefix), "-")
	key, ok := idNumber(jobPrefix+numbered, jobPrefix)
	if !ok {
		return j, false, nil
	}
	for _, bucket := range [][]byte{bucketJobs, bucketBuried} {
		j = storedJob{}
		if ok, err = getJSON(r.btx.Bucket(bucket), key, &j); err != nil || ok && j.name() == id {
			return j, ok, err
		}
	}
	return storedJob{}, false, nil
}

// enqueue puts a notice at the end of its lane, or leaves it to one that
// waits there and renders the same.
func (t *tx) enqueue(n triage.Notice, notBefore time.Time) error {
	e := triage.EnvelopeOf(n)
	if err := checkName("lane", e.Lane); err != nil {
		return err
	}
	if e.Merge != "" && t.btx.Bucket(bucketMerge).Get([]byte(e.Merge)) != nil {
		return nil
	}
	data, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("encode notice %s: %w", e.Name, err)
	}
	id, err := t.next(countJobs)
	if err != nil {
		return fmt.Errorf("number job: %w", err)
	}
	j := storedJob{
		ID: id, Position: id, Tag: strings.ToLower(rand.Text()[:8]), Name: e.Name, Notice: data,
		Lane: e.Lane, Class: e.Class, Lift: e.Class, Merge: e.Merge,
		State: outbox.Queued, Queued: t.decidedAt.UTC(), NotBefore: notBefore.UTC(), Held: notBefore.UTC(),
	}
	if e.Merge != "" {
		if err := t.putRaw(bucketMerge, []byte(e.Merge), j.key()); err != nil {
			return err
		}
	}
	return t.append(j)
}

// append puts j behind whatever waits in its lane.
func (t *tx) append(j storedJob) error {
	head, err := t.head(j.Lane)
	switch {
	case err != nil:
		return err
	case head == nil:
		err = t.mark(bucketDue, j.dueKey())
	default:
		err = t.lift(head, j.Class)
	}
	if err != nil {
		return err
	}
	if err := t.putRaw(bucketLanes, j.laneKey(), append([]byte{byte(j.Class)}, j.key()...)); err != nil {
		return err
	}
	return t.put(bucketJobs, j.key(), j)
}

// lift makes the head of a lane as urgent as what came to wait behind it: a
// page must not wait behind a card that waits behind reports.
func (t *tx) lift(head []byte, c triage.Class) error {
	var j storedJob
	if _, err := getJSON(t.btx.Bucket(bucketJobs), head, &j); err != nil {
		return err
	}
	if j.State != outbox.Queued || c >= j.Lift {
		return nil
	}
	if err := t.unmark(bucketDue, j.dueKey()); err != nil {
		return err
	}
	j.Lift = c
	if err := t.mark(bucketDue, j.dueKey()); err != nil {
		return err
	}
	return t.put(bucketJobs, j.key(), j)
}

// head is the key of the first job of a lane, nil when it is empty.
func (r *reader) head(lane string) ([]byte, error) {
	prefix := join([]byte(lane), nil)
	k, v := r.btx.Bucket(bucketLanes).Cursor().Seek(prefix)
	if len(k) != len(prefix)+8 || !bytes.HasPrefix(k, prefix) {
		return nil, nil
	}
	_, job, err := readLane(k, v)
	return bytes.Clone(job), err
}

// readLane reads an entry of a lane: the class and the key of its job.
func readLane(k, v []byte) (triage.Class, []byte, error) {
	v, err := unseal(k, v)
	if err != nil {
		return 0, nil, err
	}
	if len(v) != 9 {
		return 0, nil, fmt.Errorf("entry of a lane with %d bytes", len(v))
	}
	return triage.Class(v[0]), v[1:], nil
}

// lookahead bounds how far behind the head of a lane a better class is looked
// for, so that a very long lane stays cheap.
const lookahead = 64

// best is the most urgent class among the first jobs of a lane and own.
func (r *reader) best(lane string, own triage.Class) (triage.Class, error) {
	prefix := join([]byte(lane), nil)
	c := r.btx.Bucket(bucketLanes).Cursor()
	k, v := c.Seek(prefix)
	for n := 0; bytes.HasPrefix(k, prefix) && n < lookahead; n++ {
		class, _, err := readLane(k, v)
		if err != nil {
			return own, err
		}
		own = min(own, class)
		k, v = c.Next()
	}
	return own, nil
}

// ready makes the head of a lane due, as urgent as its lane.
func (t *tx) ready(j storedJob) error {
	var err error
	if j.Lift, err = t.best(j.Lane, j.Class); err != nil {
		return err
	}
	if err := t.mark(bucketDue, j.dueKey()); err != nil {
		return err
	}
	return t.put(bucketJobs, j.key(), j)
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
	head, err := t.head(j.Lane)
	if err != nil {
		return err
	}
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
	if !bytes.Equal(head, j.key()) {
		return nil
	}
	id, err := t.head(j.Lane)
	if err != nil || id == nil {
		return err
	}
	var next storedJob
	if _, err := getJSON(t.btx.Bucket(bucketJobs), id, &next); err != nil {
		return err
	}
	return t.ready(next)
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

// leasable are the keys of jobs whose lease has expired and of lane heads
// that are due, by class and then by instant.
func (r *reader) leasable(now time.Time, limit int) [][]byte {
	var ids [][]byte
	c := r.btx.Bucket(bucketLeased).Cursor()
	for k, _ := c.First(); k != nil && len(ids) < limit && !instantOf(k).After(now); k, _ = c.Next() {
		ids = append(ids, bytes.Clone(k[8:]))
	}
	c = r.btx.Bucket(bucketDue).Cursor()
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

// startable reports whether a job may be given out at an instant.
func (r *reader) startable(j storedJob, now time.Time) bool {
	switch j.State {
	case outbox.Queued:
		due := j.dueKey()
		return r.btx.Bucket(bucketDue).Get(due) != nil && !instantOf(due[1:]).After(now)
	case outbox.Sending:
		return !j.Leased.After(now)
	case outbox.Buried:
	}
	return false
}

func (t *tx) lease(j storedJob, until time.Time) (storedJob, error) {
	if err := t.idle(j); err != nil {
		return j, err
	}
	if err := t.unmerge(j); err != nil {
		return j, err
	}
	j.Doubtful = j.Doubtful || j.State == outbox.Sending
	j.State, j.Leased, j.Later = outbox.Sending, until.UTC(), time.Time{}
	j.Attempts++
	if err := t.mark(bucketLeased, j.leaseKey()); err != nil {
		return j, err
	}
	return j, t.put(bucketJobs, j.key(), j)
}

// putOff makes a job due later. A lease that has expired ends: the job waits
// as one that is doubtful.
func (t *tx) putOff(j storedJob, at time.Time) error {
	if err := t.idle(j); err != nil {
		return err
	}
	if j.State == outbox.Sending {
		j.State, j.Leased, j.Doubtful = outbox.Queued, time.Time{}, true
	}
	j.Later = at.UTC()
	return t.ready(j)
}

func (t *tx) bury(j storedJob, reason string, now time.Time) error {
	if err := t.remove(j); err != nil {
		return err
	}
	j.State, j.Reason, j.BuriedAt, j.Leased = outbox.Buried, reason, now.UTC(), time.Time{}
	return t.put(bucketBuried, j.key(), j)
}

// release ends the leases of a process that no longer runs, and forgets what
// it put off. Jobs that were being sent are doubtful, and due as soon as what
// was written can be read back.
func release(t *tx, at time.Time) error {
	var waiting []storedJob
	for _, bucket := range [][]byte{bucketLeased, bucketDue} {
		err := t.btx.Bucket(bucket).ForEach(func(k, _ []byte) error {
			var j storedJob
			_, err := getJSON(t.btx.Bucket(bucketJobs), k[len(k)-8:], &j)
			if err == nil && (j.Leased.After(at) || !j.Later.IsZero()) {
				waiting = append(waiting, j)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, j := range waiting {
		if err := t.idle(j); err != nil {
			return err
		}
		j.Later = time.Time{}
		if j.State != outbox.Sending {
			if err := t.ready(j); err != nil {
				return err
			}
			continue
		}
		j.Leased = at.UTC()
		if err := t.mark(bucketLeased, j.leaseKey()); err != nil {
			return err
		}
		if err := t.put(bucketJobs, j.key(), j); err != nil {
			return err
		}
	}
	return nil
}

// doubt marks every unsent job as one that may have been sent: the file is a
// copy of a past in which they had not been.
func doubt(t *tx) (n int, err error) {
	b := t.btx.Bucket(bucketJobs)
	var keys [][]byte
	if err := b.ForEach(func(k, _ []byte) error {
		keys = append(keys, bytes.Clone(k))
		return nil
	}); err != nil {
		return 0, err
	}
	for _, k := range keys {
		var j storedJob
		if _, err := getJSON(b, k, &j); err != nil {
			return 0, err
		}
		j.Doubtful = true
		if err := t.unmerge(j); err != nil {
			return 0, err
		}
		if err := t.put(bucketJobs, k, j); err != nil {
			return 0, err
		}
	}
	return len(keys), nil
}
