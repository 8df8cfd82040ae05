package boltstore

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"toban/bot/outbox"
	"toban/bot/triage"
)

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
	Problems  []string `json:"problems"` // at most 100
}

func (r *Report) problem(format string, args ...any) {
	const enough = 100
	if len(r.Problems) < enough {
		r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
	}
}

// Check verifies every checksum, that each record can be read, that inquiries,
// incidents and duties are the fold of their history, that indexes, counters
// and links agree, and bbolt's structure. It reads one snapshot and may run
// while the store serves.
func (s *Store) Check() (r Report, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			r.problem("its pages are broken: %v", p)
		}
	}()
	r.Problems = []string{}
	err = s.db.View(func(btx *bbolt.Tx) error {
		r.Bytes = btx.Size()
		for _, name := range buckets {
			if err := scan(btx.Bucket(name), name); err != nil {
				r.problem("%v", err)
			}
		}
		if len(r.Problems) > 0 {
			return nil // what does not read cannot be compared
		}
		c := checker{reader: reader{btx: btx}, report: &r}
		c.inquiries()
		c.incidents()
		c.duties()
		c.records()
		c.keys()
		c.reminders()
		c.links()
		c.jobs()
		c.counters()
		for err := range btx.Check() {
			r.problem("structure: %v", err)
		}
		return nil
	})
	if err != nil {
		return r, fmt.Errorf("check data file %s: %w", s.path, err)
	}
	return r, nil
}

// Verify checks a file that no process has open for writing.
func Verify(_ context.Context, path string) (Report, error) {
	s, err := Open(path, Options{ReadOnly: true, scratch: true})
	if err != nil {
		return Report{}, err
	}
	r, err := s.Check()
	if closed := s.Close(); err == nil {
		err = closed
	}
	return r, err
}

type checker struct {
	reader
	report *Report
}

// each decodes every value of a bucket.
func each[V any](c *checker, bucket []byte, visit func(k []byte, v V)) {
	err := c.btx.Bucket(bucket).ForEach(func(k, sealed []byte) error {
		data, err := unseal(k, sealed)
		if err != nil {
			return err
		}
		var v V
		if err := json.Unmarshal(data, &v); err != nil {
			c.report.problem("%s: record %s cannot be read: %v", bucket, printable(k), err)
			return nil
		}
		visit(k, v)
		return nil
	})
	if err != nil {
		c.report.problem("%s: %v", bucket, err)
	}
}

// has reports whether an index holds a key.
func (c *checker) has(bucket, key []byte) bool { return c.btx.Bucket(bucket).Get(key) != nil }

// sizes compares the length of an index with what it indexes.
func (c *checker) sizes(what string, want int, index []byte) {
	if got := count(c.btx, index); got != want {
		c.report.problem("%d %s, %d in the index %s", want, what, got, index)
	}
}

func (c *checker) inquiries() {
	asked := 0
	each(c, bucketInquiries, func(key []byte, q triage.Inquiry) {
		c.report.Inquiries++
		if !q.Status.Closed() {
			c.report.Open++
		}
		if c.has(bucketOpen, key) == q.Status.Closed() {
			c.report.problem("%s is %s, the index of open inquiries disagrees", q.ID, q.Status)
		}
		if q.Asker != "" {
			asked++
			if !c.has(bucketAskers, join([]byte(q.Asker), key)) {
				c.report.problem("%s is missing among the inquiries of its asker", q.ID)
			}
		}
		folded := fold(c, string(q.ID), triage.Inquiry{ID: q.ID}, triage.Inquiry.Apply)
		if !sameJSON(q, folded) {
			c.report.problem("%s is not what its history says", q.ID)
		}
	})
	c.sizes("open inquiries", c.report.Open, bucketOpen)
	c.sizes("inquiries with an asker", asked, bucketAskers)
}

func (c *checker) incidents() {
	each(c, bucketIncidents, func(_ []byte, i triage.Incident) {
		c.report.Incidents++
		folded := fold(c, string(i.ID), triage.Incident{ID: i.ID}, triage.Incident.Apply)
		if !sameJSON(i, folded) {
			c.report.problem("%s is not what its history says", i.ID)
		}
	})
}

func (c *checker) duties() {
	each(c, bucketDuties, func(_ []byte, d triage.Duty) {
		folded := fold(c, d.Rotation.Subject(), triage.Duty{Rotation: d.Rotation}, triage.Duty.Apply)
		folded.Mark = d.Mark // a watermark moves without an event
		if !sameJSON(d, folded) {
			c.report.problem("rotation %s is not what its history says", d.Rotation)
		}
	})
}

// fold replays the history of a subject.
func fold[V any](c *checker, subject string, v V, apply func(V, triage.Record) V) V {
	n := 0
	for rec, err := range c.History(subject) {
		if err != nil {
			c.report.problem("history of %s: %v", subject, err)
			break
		}
		if n++; rec.N != n {
			c.report.problem("history of %s has a gap before record %d", subject, rec.N)
		}
		v = apply(v, rec)
	}
	return v
}

// sameJSON compares what would be stored.
func sameJSON(a, b any) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && (bytes.Equal(x, y) || reflect.DeepEqual(a, b))
}

func (c *checker) records() {
	each(c, bucketHistory, func(k []byte, r storedRecord) {
		c.report.Records++
		if !c.has(bucketByTime, join(instant(r.At), k)) {
			c.report.problem("record %s is missing in the index by time", printable(k))
		}
		if len(k) > 5 && !c.known(string(k[:len(k)-5])) {
			c.report.problem("record %s belongs to nothing", printable(k))
		}
	})
	c.sizes("records", c.report.Records, bucketByTime)
}

// known reports whether a subject exists. Subjects without a projection, such
// as reports, always do.
func (c *checker) known(subject string) bool {
	if id, ok := triage.SubjectInquiry(subject); ok {
		key, ok := idNumber(string(id), inquiryPrefix)
		return ok && c.has(bucketInquiries, key)
	}
	if id, ok := triage.SubjectIncident(subject); ok {
		key, ok := idNumber(string(id), incidentPrefix)
		return ok && c.has(bucketIncidents, key)
	}
	if id, ok := triage.SubjectRotation(subject); ok {
		return c.has(bucketDuties, []byte(id))
	}
	return subject != ""
}

func (c *checker) keys() {
	n := 0
	err := c.btx.Bucket(bucketKeys).ForEach(func(k, sealed []byte) error {
		n++
		v, err := unseal(k, sealed)
		if err != nil || len(v) < 8 {
			c.report.problem("key %s cannot be read", printable(k))
		} else if !c.has(bucketKeyTimes, join(v[:8], k)) {
			c.report.problem("key %s is missing in the index by time", printable(k))
		}
		return nil
	})
	if err != nil {
		c.report.problem("keys: %v", err)
	}
	c.sizes("keys of orders", n, bucketKeyTimes)
}

func (c *checker) reminders() {
	each(c, bucketReminders, func(k []byte, r triage.Reminder) {
		c.report.Reminders++
		if r.Key() != string(k) || !c.has(bucketRemindAt, join(instant(r.At), k)) {
			c.report.problem("reminder %s will not come due", printable(k))
		}
	})
	c.sizes("reminders", c.report.Reminders, bucketRemindAt)
}

func (c *checker) links() {
	err := c.btx.Bucket(bucketLinks).ForEach(func(k, sealed []byte) error {
		if subject, err := unseal(k, sealed); err != nil || !c.known(string(subject)) {
			c.report.problem("link %s leads to %q, which does not exist", printable(k), subject)
		}
		return nil
	})
	if err != nil {
		c.report.problem("links: %v", err)
	}
}

func (c *checker) jobs() {
	sending, lanes := 0, map[string]bool{}
	each(c, bucketJobs, func(_ []byte, j storedJob) {
		c.report.Jobs++
		lanes[j.Lane] = true
		if j.State == outbox.Sending {
			sending++
		}
		if !c.has(bucketLanes, j.laneKey()) {
			c.report.problem("outbox %s is missing in its lane", j.name())
		}
		head, err := c.head(j.Lane)
		if err != nil {
			c.report.problem("lane %s: %v", j.Lane, err)
		}
		due := c.has(bucketDue, j.dueKey())
		leased := !j.Leased.IsZero() && c.has(bucketLeased, j.leaseKey())
		switch first := bytes.Equal(head, j.key()); {
		case first && !due && !leased:
			c.report.problem("outbox %s can never be sent", j.name())
		case !first && due, due && leased:
			c.report.problem("outbox %s would be sent out of turn", j.name())
		}
	})
	each(c, bucketBuried, func(_ []byte, j storedJob) {
		c.report.Buried++
		if j.State != outbox.Buried {
			c.report.problem("outbox %s is buried and %s", j.name(), j.State)
		}
	})
	c.sizes("outbox jobs", c.report.Jobs, bucketLanes)
	c.sizes("lanes at work", sending, bucketLeased)
	c.sizes("lanes at rest", len(lanes)-sending, bucketDue)
}

func (c *checker) counters() {
	highest := func(bucket []byte) (n uint64) {
		if k, _ := c.btx.Bucket(bucket).Cursor().Last(); len(k) == 8 {
			n = numberOf(k)
		}
		return n
	}
	for _, counted := range []struct {
		name string
		used uint64
	}{
		{countInquiries, highest(bucketInquiries)},
		{countIncidents, highest(bucketIncidents)},
		{countJobs, max(highest(bucketJobs), highest(bucketBuried))},
	} {
		n, err := c.counter(counted.name)
		if err != nil || n < counted.used {
			c.report.problem("counter of %s is at %d, number %d is in use", counted.name, n, counted.used)
		}
	}
}

func count(btx *bbolt.Tx, bucket []byte) int { return btx.Bucket(bucket).Stats().KeyN }
