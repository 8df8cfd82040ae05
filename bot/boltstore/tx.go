package boltstore

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// tx implements [triage.Tx] on one transaction, which it may share with
// others that are committed in the same group.
type tx struct {
	reader
	wrote     bool
	decidedAt time.Time
}

func (t *tx) put(bucket, key []byte, v any) error {
	t.wrote = true
	return putJSON(t.btx.Bucket(bucket), key, v)
}

func (t *tx) putRaw(bucket, key, value []byte) error {
	t.wrote = true
	return putRaw(t.btx.Bucket(bucket), key, value)
}

// mark puts a key into an index, unmark takes one out of any bucket.
func (t *tx) mark(bucket, key []byte) error { return t.putRaw(bucket, key, nil) }

func (t *tx) unmark(bucket, key []byte) error {
	t.wrote = true
	return t.btx.Bucket(bucket).Delete(key)
}

func (t *tx) RecordKeys(keys []string, subject string, at time.Time) error {
	for _, key := range keys {
		if err := checkName("key", key); err != nil {
			return err
		}
		old, err := getRaw(t.btx.Bucket(bucketKeys), []byte(key))
		if err != nil {
			return fmt.Errorf("record key: %w", err)
		}
		if old != nil {
			if err := t.unmark(bucketKeyTimes, join(old[:8], []byte(key))); err != nil {
				return fmt.Errorf("record key: %w", err)
			}
		}
		if err := t.putRaw(bucketKeys, []byte(key), append(instant(at), subject...)); err != nil {
			return fmt.Errorf("record key: %w", err)
		}
		if err := t.mark(bucketKeyTimes, join(instant(at), []byte(key))); err != nil {
			return fmt.Errorf("record key: %w", err)
		}
	}
	return nil
}

// next counts on. The counters are records of ours, because bbolt's own have
// no checksum and a number given out twice overwrites an inquiry.
func (t *tx) next(counter string) (uint64, error) {
	key := append(slices.Clip(nextPrefix), counter...)
	n, err := t.counter(counter)
	if err != nil {
		return 0, err
	}
	return n + 1, t.putRaw(bucketMeta, key, number(n+1))
}

// The counters.
const (
	countInquiries = "inquiries"
	countIncidents = "incidents"
	countJobs      = "jobs"
)

func (t *tx) NextInquiry() (triage.InquiryID, error) {
	n, err := t.next(countInquiries)
	return triage.InquiryID(fmt.Sprint(inquiryPrefix, n)), err
}

func (t *tx) NextIncident() (triage.IncidentID, error) {
	n, err := t.next(countIncidents)
	return triage.IncidentID(fmt.Sprint(incidentPrefix, n)), err
}

func (t *tx) PutInquiry(q triage.Inquiry) error {
	key, ok := idNumber(string(q.ID), inquiryPrefix)
	if !ok {
		return triage.Errorf(triage.Invalid, "invalid", "%q is no id of an inquiry", q.ID)
	}
	var before struct {
		Asker triage.PersonID `json:"asker"`
	}
	if _, err := getJSON(t.btx.Bucket(bucketInquiries), key, &before); err != nil {
		return err
	}
	if before.Asker != "" && before.Asker != q.Asker { // erased: the index must not know either
		if err := t.unmark(bucketAskers, join([]byte(before.Asker), key)); err != nil {
			return err
		}
	}
	if err := t.put(bucketInquiries, key, q); err != nil {
		return err
	}
	if err := t.markAsker(key, q.Asker); err != nil {
		return err
	}
	if q.Status.Closed() {
		return t.unmark(bucketOpen, key)
	}
	return t.mark(bucketOpen, key)
}

// markAsker lets people find their own inquiries among thousands.
func (t *tx) markAsker(key []byte, asker triage.PersonID) error {
	if asker == "" {
		return nil
	}
	if err := checkName("asker", string(asker)); err != nil {
		return err
	}
	return t.mark(bucketAskers, join([]byte(asker), key))
}

func (t *tx) PutIncident(i triage.Incident) error {
	key, ok := idNumber(string(i.ID), incidentPrefix)
	if !ok {
		return triage.Errorf(triage.Invalid, "invalid", "%q is no id of an incident", i.ID)
	}
	return t.put(bucketIncidents, key, i)
}

func (t *tx) PutDuty(d triage.Duty) error {
	if err := checkName("rotation", string(d.Rotation)); err != nil {
		return err
	}
	return t.put(bucketDuties, []byte(d.Rotation), d)
}

func (t *tx) Append(records ...triage.Record) error {
	for _, r := range records {
		if err := checkName("subject", r.Subject); err != nil {
			return err
		}
		event, err := json.Marshal(r.Event)
		if err != nil {
			return fmt.Errorf("encode event: %w", err)
		}
		key := join([]byte(r.Subject), binary.BigEndian.AppendUint32(nil, uint32(t.Length(r.Subject)+1)))
		s := storedRecord{At: r.At, By: r.By, Name: triage.EventName(r.Event), Event: event}
		if err := t.put(bucketHistory, key, s); err != nil {
			return err
		}
		if err := t.mark(bucketByTime, join(instant(r.At), key)); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) Link(link, subject string) error {
	if err := checkName("link", link); err != nil {
		return err
	}
	return t.putRaw(bucketLinks, []byte(link), []byte(subject))
}

func (t *tx) SetMark(name string, value []byte) error {
	if err := checkName("mark", name); err != nil {
		return err
	}
	if len(value) > maxValue {
		return triage.Errorf(triage.Invalid, "too_long", "mark %s has %d bytes, at most %d are stored", name, len(value), maxValue)
	}
	return t.putRaw(bucketMarks, []byte(name), value)
}

// DropMark implements [triage.Tx]. As after [tx.Rewrite], the file asks to be
// compacted.
func (t *tx) DropMark(name string) error {
	if t.btx.Bucket(bucketMarks).Get([]byte(name)) == nil {
		return nil
	}
	if err := t.unmark(bucketMarks, []byte(name)); err != nil {
		return err
	}
	return t.askForCompaction()
}

func (t *tx) Remind(r triage.Reminder) error {
	if err := checkName("reminder", r.Key()); err != nil {
		return err
	}
	if err := t.Forget(r.Key()); err != nil {
		return err
	}
	if err := t.put(bucketReminders, []byte(r.Key()), r); err != nil {
		return err
	}
	return t.mark(bucketRemindAt, join(instant(r.At), []byte(r.Key())))
}

func (t *tx) Forget(key string) error {
	var old triage.Reminder
	ok, err := getJSON(t.btx.Bucket(bucketReminders), []byte(key), &old)
	if err != nil || !ok {
		return err
	}
	if err := t.unmark(bucketRemindAt, join(instant(old.At), []byte(key))); err != nil {
		return err
	}
	return t.unmark(bucketReminders, []byte(key))
}

func (t *tx) Queue(n triage.Notice, notBefore time.Time) error {
	return t.enqueue(n, notBefore)
}

func (t *tx) Settle(job string) error {
	j, ok, err := t.job(job)
	if err != nil || !ok || j.State == outbox.Buried {
		return err
	}
	return t.remove(j)
}
