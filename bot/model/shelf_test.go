package model

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
)

// A model of any size is stored in pieces, in the place of another, and leaves
// nothing behind.
func TestALargeModelIsStoredInPieces(t *testing.T) {
	store, err := boltstore.Open(filepath.Join(t.TempDir(), "toban.db"), boltstore.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	update := func(do func(tx triage.Tx) error) {
		t.Helper()
		require.NoError(t, store.Update(t.Context(), do))
	}
	stored := func(hash string) (model []byte) {
		t.Helper()
		update(func(tx triage.Tx) error {
			shelf, err := ReadShelf(tx)
			require.NoError(t, err)
			v, err := shelf.Find(hash)
			require.NoError(t, err)
			model, err = Read(tx, v)
			return err
		})
		return model
	}
	large := bytes.Repeat([]byte("words"), 2<<20)
	learned := evidence{Samples: map[string]string{"INQ-1": "x"}}
	update(func(tx triage.Tx) error { return put(tx, Version{Hash: "large", Reason: First}, large, learned) })
	require.Equal(t, large, stored("large"))
	for n := range kept {
		update(func(tx triage.Tx) error {
			return put(tx, Version{Hash: fmt.Sprint("small", n), Reason: NoWorse}, []byte{byte(n)}, learned)
		})
	}
	require.Equal(t, []byte{kept - 1}, stored(fmt.Sprint("small", kept-1)))
	update(func(tx triage.Tx) error {
		for part := range 4 {
			rest, err := tx.Mark(partMark(1, part))
			require.NoError(t, err)
			require.NotContains(t, string(rest), "words", "the tenth after it is in its place")
		}
		dropped, err := dropLearned(tx, func(string) bool { return false })
		require.Equal(t, kept, dropped)
		return err
	})
	update(func(tx triage.Tx) error {
		for slot := range kept {
			for _, name := range []string{partMark(slot+1, 0), evidenceMark(slot + 1)} {
				rest, err := tx.Mark(name)
				require.NoError(t, err)
				require.Nil(t, rest, name)
			}
		}
		return nil
	})
}
