package boltstore

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"go.etcd.io/bbolt"

	"toban/bot/triage"
)

// SchemaVersion is the layout this version of toban writes.
const SchemaVersion = 2

// migrations lead from one layout to the next: the first one upgrades layout
// 1. They only go forward; the way back is a backup.
var migrations = [...]func(*tx) error{
	indexAskers,
}

// migrate upgrades the file in one transaction: a crash in the middle leaves
// the old layout. A copy of the old file stays beside it.
func (s *Store) migrate(from int, o Options) error {
	if from < 1 || from > len(migrations) {
		return s.damage(fmt.Sprintf("its layout %d is unknown", from), nil)
	}
	if !o.scratch {
		if err := s.keepOld(fmt.Sprintf("%s.layout%d.backup", s.path, from)); err != nil {
			return fmt.Errorf("copy data file %s before its upgrade: %w", s.path, err)
		}
	}
	err := s.db.Update(func(btx *bbolt.Tx) error {
		for _, name := range buckets {
			if _, err := btx.CreateBucketIfNotExists(name); err != nil {
				return fmt.Errorf("make part %q: %w", name, err)
			}
		}
		t := &tx{reader: reader{btx: btx}, decidedAt: s.now()}
		for _, step := range migrations[from-1:] {
			if err := step(t); err != nil {
				return err
			}
		}
		return putRaw(btx.Bucket(bucketMeta), keyVersion, []byte(strconv.Itoa(SchemaVersion)))
	})
	if err != nil {
		return fmt.Errorf("upgrade data file %s from layout %d, nothing was changed: %w", s.path, from, err)
	}
	s.log.Info("data file upgraded", "path", s.path, "from", from, "to", SchemaVersion)
	return nil
}

// keepOld copies the file as it is.
func (s *Store) keepOld(name string) error {
	temp, err := os.CreateTemp(filepath.Dir(name), ".toban-backup-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	err = s.db.View(func(btx *bbolt.Tx) error {
		_, err := btx.WriteTo(temp)
		return err
	})
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), name); err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
}

// indexAskers makes layout 2, which finds the inquiries of one asker without
// reading everybody's.
func indexAskers(t *tx) error {
	return t.btx.Bucket(bucketInquiries).ForEach(func(k, sealed []byte) error {
		data, err := unseal(k, sealed)
		if err != nil {
			return err
		}
		var q struct {
			Asker triage.PersonID `json:"asker"`
		}
		if err := json.Unmarshal(data, &q); err != nil {
			return fmt.Errorf("decode record %s: %w", printable(k), err)
		}
		return t.markAsker(k, q.Asker)
	})
}
