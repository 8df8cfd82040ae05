package boltstore

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"toban/bot/triage"
)

// reader implements [triage.Reader] on one transaction.
type reader struct {
	btx  *bbolt.Tx
	memo memo // the zero one reads every record anew
}

func (r *reader) Inquiry(id triage.InquiryID) (q triage.Inquiry, err error) {
	key, known := idNumber(string(id), inquiryPrefix)
	if !known {
		return q, notFound("no_such_inquiry", string(id))
	}
	q, ok, err := r.inquiry(key)
	if err == nil && !ok {
		err = notFound("no_such_inquiry", string(id))
	}
	return q, err
}

func (r *reader) inquiry(key []byte) (q triage.Inquiry, ok bool, err error) {
	data, err := getRaw(r.btx.Bucket(bucketInquiries), key)
	if err != nil || data == nil {
		return q, false, err
	}
	q, err = remember(r.memo.inquiries, key, data)
	return q, err == nil, err
}

func (r *reader) Incident(id triage.IncidentID) (i triage.Incident, err error) {
	key, known := idNumber(string(id), incidentPrefix)
	if !known {
		return i, notFound("no_such_incident", string(id))
	}
	i, ok, err := r.incident(key)
	if err == nil && !ok {
		err = notFound("no_such_incident", string(id))
	}
	return i, err
}

func (r *reader) incident(key []byte) (i triage.Incident, ok bool, err error) {
	data, err := getRaw(r.btx.Bucket(bucketIncidents), key)
	if err != nil || data == nil {
		return i, false, err
	}
	i, err = remember(r.memo.incidents, key, data)
	return i, err == nil, err
}

func notFound(reason, id string) error {
	return &triage.Error{Kind: triage.NotFound, Reason: reason, Subject: id, Err: fmt.Errorf("no %s", id)}
}

func (r *reader) Duty(id triage.RotationID) (d triage.Duty, err error) {
	key := []byte(id)
	data, err := getRaw(r.btx.Bucket(bucketDuties), key)
	if err == nil && data != nil {
		d, err = remember(r.memo.duties, key, data)
	}
	d.Rotation = id
	return d, err
}

func (r *reader) Find(link string) (string, error) {
	if link == "" {
		return "", nil
	}
	v, err := getRaw(r.btx.Bucket(bucketLinks), []byte(link))
	return string(v), err
}

func (r *reader) Inquiries(f triage.InquiryFilter) iter.Seq2[triage.Inquiry, error] {
	return func(yield func(triage.Inquiry, error) bool) {
		left := f.Limit
		for key := range r.candidates(f) {
			q, _, err := r.inquiry(key)
			if err == nil && !f.Match(q) {
				continue
			}
			if !yield(q, err) || err != nil {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

// candidates are the keys of inquiries among which all that match are, from
// the index that names fewest.
func (r *reader) candidates(f triage.InquiryFilter) iter.Seq[[]byte] {
	before, _ := idNumber(string(f.Before), inquiryPrefix)
	open := f.Open || !f.Overdue.IsZero() || f.Status != 0 && !f.Status.Closed()
	switch {
	case open:
		return backwards(r.btx.Bucket(bucketOpen), nil, before)
	case f.Asker != "" && len(f.Asker) <= maxName:
		return backwards(r.btx.Bucket(bucketAskers), join([]byte(f.Asker), nil), before)
	}
	return backwards(r.btx.Bucket(bucketInquiries), nil, before)
}

func (r *reader) Incidents(running bool) iter.Seq2[triage.Incident, error] {
	return func(yield func(triage.Incident, error) bool) {
		for key := range backwards(r.btx.Bucket(bucketIncidents), nil, nil) {
			i, _, err := r.incident(key)
			if err == nil && running && i.Status == triage.IncidentResolved {
				continue
			}
			if !yield(i, err) || err != nil {
				return
			}
		}
	}
}

// backwards yields the numbers that end the keys of b with a prefix, from the
// last one on, or from the one before a number.
func backwards(b *bbolt.Bucket, prefix, before []byte) iter.Seq[[]byte] {
	if before == nil {
		before = number(math.MaxUint64)
	}
	return func(yield func([]byte) bool) {
		c := b.Cursor()
		k, _ := c.Seek(slices.Concat(prefix, before))
		if k == nil {
			k, _ = c.Last()
		} else {
			k, _ = c.Prev() // the first that is not before
		}
		for ; bytes.HasPrefix(k, prefix) && len(k) == len(prefix)+8; k, _ = c.Prev() {
			if !yield(k[len(prefix):]) {
				return
			}
		}
	}
}

func (r *reader) History(subject string) iter.Seq2[triage.Record, error] {
	return func(yield func(triage.Record, error) bool) {
		prefix := join([]byte(subject), nil)
		c := r.btx.Bucket(bucketHistory).Cursor()
		for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
			rec, err := readRecord(subject, k, v)
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

func (r *reader) Length(subject string) int {
	prefix := join([]byte(subject), nil)
	c := r.btx.Bucket(bucketHistory).Cursor()
	k, _ := c.Seek(append(prefix, 0xff, 0xff, 0xff, 0xff))
	if k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	if len(k) != len(prefix)+4 || string(k[:len(prefix)]) != string(prefix) {
		return 0
	}
	return int(binary.BigEndian.Uint32(k[len(prefix):]))
}

func readRecord(subject string, k, v []byte) (triage.Record, error) {
	data, err := unseal(k, v)
	if err != nil {
		return triage.Record{}, err
	}
	return decodeRecord(subject, int(binary.BigEndian.Uint32(k[len(k)-4:])), data)
}

func (r *reader) Entries(from, to time.Time) iter.Seq[triage.Entry] {
	return func(yield func(triage.Entry) bool) {
		for when, at := range r.between(from, to) {
			if !yield(triage.Entry{
				Subject: string(at[:len(at)-5]), N: int(binary.BigEndian.Uint32(at[len(at)-4:])), At: instantOf(when),
			}) {
				return
			}
		}
	}
}

// between yields the instants of the records with from <= instant < to and
// their keys in the history: subject, 0, n.
func (r *reader) between(from, to time.Time) iter.Seq2[[]byte, []byte] {
	return func(yield func(instant, key []byte) bool) {
		c := r.btx.Bucket(bucketByTime).Cursor()
		end := instant(to)
		for k, _ := c.Seek(instant(from)); k != nil && bytes.Compare(k[:8], end) < 0; k, _ = c.Next() {
			if !yield(k[:8], k[9:]) {
				return
			}
		}
	}
}

func (r *reader) Mark(name string) ([]byte, error) {
	v, err := getRaw(r.btx.Bucket(bucketMarks), []byte(name))
	return bytes.Clone(v), err
}

func (r *reader) Due(now time.Time, limit int) (due []triage.Reminder, err error) {
	c := r.btx.Bucket(bucketRemindAt).Cursor()
	for k, _ := c.First(); k != nil && !instantOf(k).After(now) && len(due) < limit; k, _ = c.Next() {
		var m triage.Reminder
		if _, err := getJSON(r.btx.Bucket(bucketReminders), k[9:], &m); err != nil {
			return nil, err
		}
		due = append(due, m)
	}
	return due, nil
}

func (r *reader) Reminder(key string) (m triage.Reminder, ok bool, err error) {
	ok, err = getJSON(r.btx.Bucket(bucketReminders), []byte(key), &m)
	return m, ok, err
}

func (r *reader) NextReminder() (time.Time, error) {
	k, _ := r.btx.Bucket(bucketRemindAt).Cursor().First()
	if k == nil {
		return time.Time{}, nil
	}
	return instantOf(k), nil
}

// counter is the number given out last.
func (r *reader) counter(name string) (uint64, error) {
	raw, err := getRaw(r.btx.Bucket(bucketMeta), append(slices.Clip(nextPrefix), name...))
	if err != nil || raw == nil {
		return 0, err
	}
	if len(raw) != 8 {
		return 0, fmt.Errorf("counter of %s has %d bytes", name, len(raw))
	}
	return binary.BigEndian.Uint64(raw), nil
}

func (r *reader) Seen(keys []string) (string, bool, error) {
	b := r.btx.Bucket(bucketKeys)
	for _, key := range keys {
		if key == "" || len(key) > maxName {
			continue // never recorded
		}
		v, err := getRaw(b, []byte(key))
		if err != nil {
			return "", false, err
		}
		if v != nil {
			return string(v[8:]), true, nil
		}
	}
	return "", false, nil
}
