package boltstore_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"toban/bot/boltstore"
	"toban/bot/triage"
)

// fill records n inquiries with an outbox job and a reminder each, in groups.
func fill(t testing.TB, s *boltstore.Store, n int) {
	t.Helper()
	const group = 250
	for done := 0; done < n; done += group {
		require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error {
			for i := done; i < min(done+group, n); i++ {
				if err := record(tx, i); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

func record(tx triage.Tx, n int) error {
	id, err := tx.NextInquiry()
	if err != nil {
		return err
	}
	at := noon().Add(time.Duration(n) * time.Minute)
	place := triage.Place{Channel: "C1", Thread: triage.MessageTS(fmt.Sprintf("%d.000100", 1763600000+n))}
	events := []triage.Event{
		triage.Asked{Asker: triage.PersonID(fmt.Sprint("U", n%120)), Place: place, Text: "VPC につながりません。ステージングから本番の DB に届かないです。", Lang: "ja", At: at, Urgency: triage.UrgencyNormal, Clock: "elapsed", Target: time.Hour, Due: at.Add(time.Hour)},
		triage.Pinged{Person: "U9"},
	}
	if n%10 != 0 {
		events = append(events, triage.Resolved{Reasons: triage.Reasons{Solver: triage.SolverUnknown, Docs: triage.DocsMissing, Minutes: 10}})
	}
	q := triage.Inquiry{ID: id}
	for _, e := range events {
		r := triage.Record{Subject: string(id), At: at, By: "U9", Event: e}
		if err := tx.Append(r); err != nil {
			return err
		}
		q = q.Apply(r)
	}
	return errors.Join(
		tx.PutInquiry(q), tx.Link(triage.MessageLink(place.Root()), string(id)),
		tx.RecordKeys([]string{fmt.Sprint("Ev", n), "T1/" + place.Root().Key()}, string(id), at),
		tx.Queue(triage.ShowCard{Inquiry: id}, time.Time{}),
		tx.Remind(triage.Reminder{Subject: string(id), Kind: triage.RemindBreach, At: at.Add(time.Hour)}),
	)
}

// filled is the path of a closed store with something of everything, as
// small as its pages allow.
func filled(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	s, err := boltstore.Open(filepath.Join(dir, "first.db"), boltstore.Options{Now: noon})
	require.NoError(t, err)
	fill(t, s, n)
	path := filepath.Join(dir, "toban.db")
	_, err = s.Backup(path)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	return path
}

func sound(t *testing.T, s *boltstore.Store) boltstore.Report {
	t.Helper()
	r, err := s.Check()
	require.NoError(t, err)
	require.Empty(t, r.Problems)
	return r
}

func TestDamageIsRefusedWithTheWayBack(t *testing.T) {
	whole, err := os.ReadFile(filled(t, 50))
	require.NoError(t, err)
	for _, c := range []struct {
		name   string
		damage func([]byte) []byte
		says   string
	}{
		{"empty", func([]byte) []byte { return nil }, "it is empty"},
		{"foreign", func([]byte) []byte { return bytes.Repeat([]byte("SQLite format 3\x00"), 4096) }, "no store of toban's"},
		{"short and foreign", func([]byte) []byte { return []byte("hello") }, "no store of toban's"},
		{"both heads broken", func(b []byte) []byte { clear(b[:8192]); return b }, "first pages are broken"},
		{"cut to half", func(b []byte) []byte { return b[:len(b)/2] }, "cut off"},
		{"cut by a page", func(b []byte) []byte { return b[:len(b)-4096] }, "cut off"},
		{"cut within the heads", func(b []byte) []byte { return b[:5000] }, "cut off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "toban.db")
			broken := c.damage(bytes.Clone(whole))
			require.NoError(t, os.WriteFile(path, broken, 0o600))
			backup := path + ".20261115.backup"
			require.NoError(t, os.WriteFile(backup, whole, 0o600))
			_, err := boltstore.Open(path, boltstore.Options{Now: noon})
			damage, ok := errors.AsType[*boltstore.DamageError](err)
			require.True(t, ok, "%v", err)
			require.Contains(t, damage.What, c.says)
			require.Contains(t, err.Error(), path)
			require.Contains(t, err.Error(), "toban store restore --from "+backup)
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			require.True(t, bytes.Equal(broken, after), "a damaged file was changed")
		})
	}
}

// Every page is hit once, by zeroes, by noise and by a copy of another page.
// A store that still opens must say the same as before, bar a commit that it
// reports as torn.
func TestEveryBrokenPageIsNoticed(t *testing.T) {
	const page = 4096
	whole, err := os.ReadFile(filled(t, 120))
	require.NoError(t, err)
	refused, harmless, torn := 0, 0, 0
	rng := rand.New(rand.NewPCG(1, 2))
	for at := 0; at < len(whole); at += page {
		for kind := range 3 {
			broken := bytes.Clone(whole)
			hit := broken[at : at+page]
			switch kind {
			case 0:
				clear(hit)
			case 1:
				for i := range hit {
					hit[i] = byte(rng.Uint32())
				}
			case 2:
				copy(hit, whole[(at+7*page)%len(whole):])
			}
			path := filepath.Join(t.TempDir(), "toban.db")
			require.NoError(t, os.WriteFile(path, broken, 0o600))
			s, err := boltstore.Open(path, boltstore.Options{Now: noon})
			if err != nil {
				_, ok := errors.AsType[*boltstore.DamageError](err)
				require.True(t, ok, "page %d, kind %d: %v", at/page, kind, err)
				refused++
				continue
			}
			r, err := s.Check()
			require.NoError(t, err)
			switch {
			case at < 2*page:
				torn++
			case len(r.Problems) > 0:
				refused++
			default:
				require.Equal(t, 120, r.Inquiries, "page %d, kind %d", at/page, kind)
				harmless++
			}
			require.NoError(t, s.Close())
		}
	}
	t.Logf("%d pages: %d refused or reported, %d harmless (free pages), %d torn heads", len(whole)/page, refused, harmless, torn)
	require.Greater(t, refused, harmless)
}

func TestEveryFlippedBitInARecordIsNoticed(t *testing.T) {
	path := filled(t, 20)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	at := bytes.Index(whole, []byte(`"asker":"U7"`))
	require.Positive(t, at)
	for bit := range 8 * len(`"asker":"U7"`) {
		broken := bytes.Clone(whole)
		broken[at+bit/8] ^= 1 << (bit % 8)
		require.NoError(t, os.WriteFile(path, broken, 0o600))
		_, err := boltstore.Open(path, boltstore.Options{Now: noon})
		require.ErrorContains(t, err, "checksum does not match", "bit %d", bit)
	}
}

func TestAMissingFileIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "toban.db")
	require.NoError(t, openAndClose(path))
	require.NoError(t, os.Remove(path))
	require.ErrorContains(t, openAndClose(path), "it was here and is gone")
	require.NoFileExists(t, path)
}

func openAndClose(path string) error {
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	if err != nil {
		return err
	}
	return s.Close()
}

func TestOtherFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	foreign := filepath.Join(dir, "bolt.db")
	db, err := bbolt.Open(foreign, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.ErrorContains(t, openAndClose(foreign), "no store of toban's")

	require.ErrorContains(t, openAndClose(dir), "is a folder")

	newer := filepath.Join(dir, "newer.db")
	require.NoError(t, openAndClose(newer))
	setVersion(t, newer, "99")
	require.ErrorContains(t, openAndClose(newer), "newer version of toban (layout 99")
	setVersion(t, newer, "0")
	require.ErrorContains(t, openAndClose(newer), "layout 0 is unknown")

	_, err = boltstore.Open(filepath.Join(dir, "none.db"), boltstore.Options{ReadOnly: true})
	require.ErrorContains(t, err, "does not exist")
	if os.Getuid() != 0 {
		require.NoError(t, os.Mkdir(filepath.Join(dir, "locked"), 0o500))
		require.ErrorContains(t, openAndClose(filepath.Join(dir, "locked", "toban.db")), "make it writable")
	}
}

func setVersion(t *testing.T, path, version string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("version"), boltstore.Seal([]byte("version"), []byte(version)))
	}))
	require.NoError(t, db.Close())
}

func TestCheckFindsWhatDisagrees(t *testing.T) {
	for bucket, says := range map[string]string{
		"open": "index of open inquiries", "askers": "of its asker", "history": "not what its history says", "bytime": "index by time",
		"keytimes": "index by time", "remindat": "will not come due", "due": "can never be sent", "lanes": "missing in its lane",
		"inquiries": "does not exist", "merge": "",
	} {
		t.Run(bucket, func(t *testing.T) {
			path := filled(t, 5)
			db, err := bbolt.Open(path, 0o600, nil)
			require.NoError(t, err)
			require.NoError(t, db.Update(func(tx *bbolt.Tx) error {
				c := tx.Bucket([]byte(bucket)).Cursor()
				c.First()
				return c.Delete()
			}))
			require.NoError(t, db.Close())
			r, err := boltstore.Verify(t.Context(), path)
			require.NoError(t, err)
			if says != "" {
				require.Contains(t, strings.Join(r.Problems, "\n"), says)
			}
		})
	}
}

func TestAnOlderLayoutIsUpgraded(t *testing.T) {
	packed, err := os.Open("testdata/layout1.db.gz")
	require.NoError(t, err)
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	require.NoError(t, err)
	old, err := io.ReadAll(unpacked)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "toban.db")
	require.NoError(t, os.WriteFile(path, old, 0o600))

	_, err = boltstore.Open(path, boltstore.Options{ReadOnly: true})
	require.ErrorContains(t, err, "is upgraded to 2")

	s := openAt(t, path)
	r := sound(t, s)
	require.Equal(t, 5, r.Inquiries)
	require.NoError(t, s.View(t.Context(), func(r triage.Reader) error {
		var ids []triage.InquiryID
		for q, err := range r.Inquiries(triage.InquiryFilter{Asker: "U1"}) {
			require.NoError(t, err)
			ids = append(ids, q.ID)
		}
		require.Equal(t, []triage.InquiryID{"INQ-4", "INQ-2"}, ids)
		return nil
	}))
	kept, err := os.ReadFile(path + ".layout1.backup")
	require.NoError(t, err)
	require.NotEmpty(t, kept)
	require.NoError(t, os.WriteFile(path+".again", kept, 0o600))
	require.NoError(t, openAndClose(path+".again"), "the copy of the old layout is whole")
}

// A power cut keeps any of the pages a commit has written and not synced yet.
// bbolt syncs the data before it writes the head, so that there are two
// moments: data pages in pieces under the old head, or all data and a torn
// head. A commit without that order must fail here, or the test shows nothing.
func TestAPowerCutLeavesTheLastCommit(t *testing.T) {
	const page, sector = 4096, 512
	dir := t.TempDir()
	path := filepath.Join(dir, "toban.db")
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	fill(t, s, 300)
	rng := rand.New(rand.NewPCG(3, 5))
	cut := filepath.Join(dir, "cut.db")
	reopened := func(data []byte) (inquiries int, problems []string, err error) {
		require.NoError(t, os.WriteFile(cut, data, 0o600))
		_ = os.Remove(cut + ".lock")
		r, err := boltstore.Verify(t.Context(), cut)
		return r.Inquiries, r.Problems, err
	}
	cuts, unsafe, noticed := 0, 0, 0
	for n := range 12 {
		before := pagesOf(t, path)
		fill(t, s, 5)
		after := pagesOf(t, path)
		had := 300 + 5*n
		before = append(before, make([]byte, max(len(after)-len(before), 0))...)
		for range 4 {
			some, torn, unordered := bytes.Clone(before), bytes.Clone(after), bytes.Clone(after)
			lost := false
			for at := 2 * page; at < len(after); at += page {
				switch rng.IntN(3) {
				case 0:
					copy(some[at:at+page], after[at:at+page])
				case 1: // partly written
					copy(some[at:at+sector*rng.IntN(8)], after[at:])
				case 2:
					lost = lost || !bytes.Equal(unordered[at:at+page], before[at:at+page])
					copy(unordered[at:at+page], before[at:at+page])
				}
			}
			for at := range 2 {
				if rng.IntN(2) == 0 { // a sector is written whole or not at all
					copy(torn[at*page:(at+1)*page], before[at*page:])
				}
			}
			cuts += 2
			inquiries, problems, err := reopened(some)
			require.NoError(t, err)
			require.Empty(t, problems)
			require.Equal(t, had, inquiries)
			inquiries, problems, err = reopened(torn)
			require.NoError(t, err)
			require.Empty(t, problems)
			require.Contains(t, []int{had, had + 5}, inquiries)
			if !lost {
				continue
			}
			unsafe++
			inquiries, problems, err = reopened(unordered)
			if err != nil || len(problems) > 0 || inquiries != had+5 {
				noticed++
			}
		}
	}
	require.NoError(t, s.Close())
	t.Logf("%d cuts, nothing lost; with the head written first %d of %d cuts did damage, all of it noticed", cuts, noticed, unsafe)
	require.Equal(t, unsafe, noticed)
}

// pagesOf reads a data file up to the last page in use; behind it lies what
// bbolt has taken ahead.
func pagesOf(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	const page = 4096
	used := len(bytes.TrimRight(data, "\x00"))
	return data[:min((used+2*page-1)/page*page, len(data))]
}

// A job of a newer version is kept for that version to see, and its lane goes on.
func TestAJobOfANewerVersionIsBuried(t *testing.T) {
	path := filepath.Join(t.TempDir(), "toban.db")
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	require.NoError(t, s.Update(t.Context(), func(tx triage.Tx) error {
		return errors.Join(tx.Queue(triage.TellMerged{Inquiry: "INQ-1"}, time.Time{}), tx.Queue(triage.Ping{Inquiry: "INQ-1"}, time.Time{}))
	}))
	require.NoError(t, s.Close())
	db, err := bbolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte("jobs"))
		k, v := b.Cursor().First()
		changed := bytes.Replace(v[4:], []byte("tell_merged"), []byte("tell_future"), 1)
		return b.Put(k, boltstore.Seal(k, changed))
	}))
	require.NoError(t, db.Close())

	s = openAt(t, path)
	due, err := s.Due(t.Context(), noon(), 10)
	require.NoError(t, err)
	require.Len(t, due, 1)
	require.Nil(t, due[0].Notice)
	jobs, err := lease(t.Context(), s, noon(), 10)
	require.NoError(t, err)
	require.Empty(t, jobs)
	jobs, err = lease(t.Context(), s, noon(), 10)
	require.NoError(t, err)
	require.Equal(t, triage.Ping{Inquiry: "INQ-1"}, jobs[0].Notice)
	buried, err := s.BuriedJobs(t.Context(), 10)
	require.NoError(t, err)
	require.Contains(t, buried[0].Reason, "written by a newer version of toban")
	require.Equal(t, "tell_future", buried[0].Envelope.Name)
}

func TestAFailedSyncStopsTheStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "toban.db")
	s, err := boltstore.Open(path, boltstore.Options{Now: noon})
	require.NoError(t, err)
	fill(t, s, 3)
	s.FailSync(syscall.EIO)
	write := func() error {
		return s.Update(t.Context(), func(tx triage.Tx) error { return tx.SetMark("a", []byte("x")) })
	}
	require.Equal(t, triage.Unavailable, triage.KindOf(write()))
	select {
	case <-s.Broken():
	default:
		require.Fail(t, "the process would go on")
	}
	require.Equal(t, triage.Unavailable, triage.KindOf(write()))
	require.Error(t, s.Ping(t.Context()))
	require.NoError(t, s.Close())
	again := openAt(t, path)
	require.Equal(t, 3, sound(t, again).Inquiries)
}

func TestASyncThatFindsNoRoomIsNoFullDisk(t *testing.T) {
	s := open(t)
	s.FailSync(syscall.ENOSPC) // of fdatasync, not of write: what was written may be lost
	err := s.Update(t.Context(), func(tx triage.Tx) error { return tx.SetMark("a", []byte("x")) })
	require.Equal(t, triage.Unavailable, triage.KindOf(err))
	require.Error(t, s.Ping(t.Context()))
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("INQ-1\x00\x00\x00\x00\x01"), boltstore.Seal([]byte("k"), []byte(`{"at":"2026-11-16T12:00:00Z","name":"helped","event":{}}`)))
	f.Add([]byte("k"), []byte(`{"name":"asked","event":{"target":-1,"urgency":"normal"}}`))
	f.Add([]byte{}, []byte{0, 0, 0, 0})
	f.Fuzz(func(_ *testing.T, key, sealed []byte) { boltstore.DecodeForFuzzing(key, sealed) })
}
