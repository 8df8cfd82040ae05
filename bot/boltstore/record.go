package boltstore

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"toban/bot/triage"
)

// The buckets. Every value is sealed with a checksum, the empty one of an
// index as well: what an index says is in its keys.
var (
	bucketMeta      = []byte("meta")      // version, counters
	bucketInquiries = []byte("inquiries") // number → inquiry
	bucketOpen      = []byte("open")      // number → nothing, for what is not closed
	bucketAskers    = []byte("askers")    // asker, number → nothing
	bucketIncidents = []byte("incidents") // number → incident
	bucketDuties    = []byte("duties")    // rotation → duty
	bucketHistory   = []byte("history")   // subject, n → record
	bucketByTime    = []byte("bytime")    // instant, subject, n → nothing
	bucketLinks     = []byte("links")     // link → subject
	bucketMarks     = []byte("marks")     // name → value
	bucketKeys      = []byte("keys")      // order key → instant, subject
	bucketKeyTimes  = []byte("keytimes")  // instant, order key → nothing
	bucketReminders = []byte("reminders") // key → reminder
	bucketRemindAt  = []byte("remindat")  // instant, key → nothing
	bucketJobs      = []byte("jobs")      // id → job
	bucketLanes     = []byte("lanes")     // lane, id → class
	bucketDue       = []byte("due")       // class, instant, id → nothing: the head of each idle lane
	bucketLeased    = []byte("leased")    // instant, id → nothing
	bucketMerge     = []byte("merge")     // merge key → id
	bucketBuried    = []byte("buried")    // id → job

	buckets = [][]byte{
		bucketMeta, bucketInquiries, bucketOpen, bucketAskers, bucketIncidents, bucketDuties, bucketHistory, bucketByTime,
		bucketLinks, bucketMarks, bucketKeys, bucketKeyTimes, bucketReminders, bucketRemindAt, bucketJobs,
		bucketLanes, bucketDue, bucketLeased, bucketMerge, bucketBuried,
	}

	// live are the buckets of what is still in motion, checked at every start.
	live = map[string]bool{
		"meta": true, "open": true, "duties": true, "marks": true, "reminders": true, "remindat": true,
		"jobs": true, "lanes": true, "due": true, "leased": true, "merge": true, "incidents": true,
	}

	keyVersion = []byte("version")
	nextPrefix = []byte("next/") // counters in meta

	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

var errChecksum = errors.New("checksum does not match")

// seal puts the checksum of key and value before the value.
func seal(key, value []byte) []byte {
	out := make([]byte, 4, 4+len(value))
	binary.BigEndian.PutUint32(out, checksum(key, value))
	return append(out, value...)
}

func checksum(key, value []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
}

// unseal checks and removes the checksum. The value is valid within the
// transaction.
func unseal(key, sealed []byte) ([]byte, error) {
	if len(sealed) < 4 || binary.BigEndian.Uint32(sealed) != checksum(key, sealed[4:]) {
		return nil, fmt.Errorf("record %q: %w", printable(key), errChecksum)
	}
	return sealed[4:], nil
}

func printable(key []byte) string { return strconv.QuoteToASCII(string(key[:min(len(key), 80)])) }

func putRaw(b *bbolt.Bucket, key, value []byte) error { return b.Put(key, seal(key, value)) }

// getRaw returns nil when there is no such key.
func getRaw(b *bbolt.Bucket, key []byte) ([]byte, error) {
	sealed := b.Get(key)
	if sealed == nil {
		return nil, nil
	}
	return unseal(key, sealed)
}

func putJSON(b *bbolt.Bucket, key []byte, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode record: %w", err)
	}
	if len(data) > maxValue {
		return triage.Errorf(triage.Invalid, "too_long", "record %s has %d bytes, at most %d are stored", printable(key), len(data), maxValue)
	}
	return putRaw(b, key, data)
}

// getJSON reports whether the key exists.
func getJSON(b *bbolt.Bucket, key []byte, v any) (bool, error) {
	data, err := getRaw(b, key)
	if err != nil || data == nil {
		return false, err
	}
	if err := decode(key, data, v); err != nil {
		return false, err
	}
	return true, nil
}

func decode(key, data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("decode record %s: %w", printable(key), err)
	}
	return nil
}

// scan checks every record of a bucket.
func scan(b *bbolt.Bucket, name []byte) error {
	return b.ForEach(func(k, v []byte) error {
		if _, err := unseal(k, v); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func numberOf(key []byte) uint64 { return binary.BigEndian.Uint64(key) }

// instant is a sortable form of t, to the nanosecond. The zero time sorts
// first; times that nanoseconds since 1970 cannot tell (before 1678, after
// 2262) sort as the first and the last that they can.
func instant(t time.Time) []byte {
	const reach = math.MaxInt64 / int64(time.Second)
	switch sec := t.Unix(); {
	case t.IsZero():
		return number(0)
	case sec <= -reach:
		return number(1)
	case sec >= reach:
		return number(math.MaxUint64)
	}
	return number(uint64(t.UnixNano()) ^ 1<<63)
}

func instantOf(key []byte) time.Time {
	n := binary.BigEndian.Uint64(key)
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(n^1<<63)).UTC()
}

// Prefixes of the ids toban gives out.
const (
	inquiryPrefix  = "INQ-"
	incidentPrefix = "INC-"
	jobPrefix      = "job-"
)

// idNumber is the number of an id such as INQ-142, false when it is none: one
// number has one spelling.
func idNumber(id, prefix string) ([]byte, bool) {
	digits, ok := strings.CutPrefix(id, prefix)
	if !ok || digits == "" || digits[0] < '1' || digits[0] > '9' {
		return nil, false
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	return number(n), err == nil
}

// Limits of what is stored. A bbolt key has 32,768 bytes; the rest is room for
// what indexes add.
const (
	maxName  = 32_000
	maxValue = 8 << 20
)

// checkName refuses what cannot be part of a key, before anything is written.
func checkName(what, name string) error {
	switch {
	case name == "":
		return triage.Errorf(triage.Invalid, "invalid", "%s is empty", what)
	case len(name) > maxName:
		return triage.Errorf(triage.Invalid, "too_long", "%s has %d bytes, at most %d are stored", what, len(name), maxName)
	case strings.IndexByte(name, 0) >= 0:
		return triage.Errorf(triage.Invalid, "invalid", "%s holds a zero byte", what)
	}
	return nil
}

// join makes a composed key. The separator sorts before every character of a
// name.
func join(parts ...[]byte) []byte { return bytes.Join(parts, []byte{0}) }

// storedRecord is a record of history as it is written.
type storedRecord struct {
	At    time.Time       `json:"at"`
	By    triage.PersonID `json:"by,omitempty"`
	Name  string          `json:"name"`
	Event json.RawMessage `json:"event"`
}

func decodeRecord(subject string, n int, data []byte) (triage.Record, error) {
	var s storedRecord
	if err := json.Unmarshal(data, &s); err != nil {
		return triage.Record{}, fmt.Errorf("decode record %d of %s: %w", n, subject, err)
	}
	e, err := triage.DecodeEvent(s.Name, s.Event)
	if err != nil {
		return triage.Record{}, fmt.Errorf("record %d of %s: %w", n, subject, err)
	}
	return triage.Record{Subject: subject, N: n, At: s.At, By: s.By, Event: e}, nil
}
