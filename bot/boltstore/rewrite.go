package boltstore

import (
	"bytes"
	"encoding/json"
	"fmt"

	"toban/bot/outbox"
	"toban/bot/triage"
)

// Rewrite implements [triage.Tx]. The pages that held the old records are
// free, not empty: the file asks to be compacted.
func (t *tx) Rewrite(subject string, change func(triage.Record) triage.Record) error {
	if err := checkName("subject", subject); err != nil {
		return err
	}
	type line struct {
		key []byte
		was triage.Record
	}
	var lines []line
	prefix := join([]byte(subject), nil)
	c := t.btx.Bucket(bucketHistory).Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		r, err := readRecord(subject, k, v)
		if err != nil {
			return err
		}
		lines = append(lines, line{bytes.Clone(k), r})
	}
	for _, l := range lines {
		r := change(l.was)
		if r.Subject != l.was.Subject || r.N != l.was.N || !r.At.Equal(l.was.At) {
			return triage.Errorf(triage.Invalid, "invalid", "record %d of %s cannot move", l.was.N, subject)
		}
		event, err := json.Marshal(r.Event)
		if err != nil {
			return fmt.Errorf("encode event: %w", err)
		}
		s := storedRecord{At: l.was.At, By: r.By, Name: triage.EventName(r.Event), Event: event}
		if err := t.put(bucketHistory, l.key, s); err != nil {
			return err
		}
	}
	return t.askForCompaction()
}

// Drop implements [triage.Tx].
func (t *tx) Drop(lane string) error {
	var gone []storedJob
	for _, bucket := range [][]byte{bucketJobs, bucketBuried} {
		err := t.btx.Bucket(bucket).ForEach(func(k, sealed []byte) error {
			data, err := unseal(k, sealed)
			if err != nil {
				return err
			}
			var j storedJob
			if err := json.Unmarshal(data, &j); err != nil {
				return fmt.Errorf("decode job: %w", err)
			}
			if j.Lane == lane && (j.State == outbox.Buried || j.Merge == "") {
				gone = append(gone, j)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("drop lane %s: %w", lane, err)
		}
	}
	for _, j := range gone {
		var err error
		switch j.State {
		case outbox.Buried:
			err = t.unmark(bucketBuried, j.key())
		case outbox.Queued:
			err = t.remove(j)
		case outbox.Sending:
			j.Dropped = true
			err = t.put(bucketJobs, j.key(), j)
		}
		if err != nil {
			return fmt.Errorf("drop %s: %w", j.name(), err)
		}
	}
	return nil
}
