package knowledge

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"math"
	"os"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// vectorFile lies in the index folder and is derived data like all of it.
const vectorFile = "embeddings.db"

var (
	vectorBucket = []byte("vectors") // by vectorKey: CRC32C, then float32s, little endian
	originBucket = []byte("origin")  // under originKey: where they come from
	originKey    = []byte("origin")
)

// A vectorOrigin says which model made the vectors of a cache: those of two
// models cannot be compared.
type vectorOrigin struct {
	Asked      string    `json:"asked"`      // the model as configured
	Shortened  int       `json:"shortened"`  // to how many dimensions; 0 means not
	Answered   string    `json:"answered"`   // the model as the endpoint calls it
	Dimensions int       `json:"dimensions"` // of every vector
	Since      time.Time `json:"since"`
}

// errDamaged is a cache that cannot be trusted. Its file is to be dropped.
var errDamaged = errors.New("vectors are damaged")

// A vectorCache keeps vectors by the hash of their text, so that a text is sent
// once. One process at a time has it open.
type vectorCache struct {
	db     *bbolt.DB
	origin vectorOrigin
}

// openVectorCache opens the cache of a model, empty if there is none or the one
// there is of another model or damaged.
func openVectorCache(path string, spec EmbeddingSpec) (*vectorCache, error) {
	c, err := tryVectorCache(path)
	if errors.Is(err, errDamaged) {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("drop damaged vectors: %w", err)
		}
		c, err = tryVectorCache(path)
	}
	if err != nil {
		return nil, err
	}
	if c.origin.Asked != spec.Model || c.origin.Shortened != spec.Dimensions {
		if err := c.reset(vectorOrigin{Asked: spec.Model, Shortened: spec.Dimensions}); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	return c, nil
}

func tryVectorCache(path string) (c *vectorCache, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // a file cut short under its mapping
	defer func() {
		if p := recover(); p != nil {
			c, err = nil, fmt.Errorf("%w: %v", errDamaged, p)
		}
	}()
	wait, err := time.ParseDuration(lockTimeout)
	if err != nil {
		return nil, err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: wait})
	switch outside := (*fs.PathError)(nil); {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("open vectors %s: %w", path, ErrBusy)
	case errors.As(err, &outside):
		return nil, fmt.Errorf("open vectors: %w", err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	c = &vectorCache{db: db}
	err = c.do(db.Update, func(tx *bbolt.Tx) error {
		if _, err := tx.CreateBucketIfNotExists(vectorBucket); err != nil {
			return err
		}
		b, err := tx.CreateBucketIfNotExists(originBucket)
		if err != nil {
			return err
		}
		if text := b.Get(originKey); text != nil && json.Unmarshal(text, &c.origin) != nil {
			return errDamaged
		}
		return nil
	})
	return c, err
}

// do runs a transaction. After damage the cache is useless, and not even closed:
// the panic may have left a lock behind.
func (c *vectorCache) do(transact func(func(*bbolt.Tx) error) error, f func(*bbolt.Tx) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			c.db, err = nil, fmt.Errorf("%w: %v", errDamaged, p)
		}
	}()
	if c.db == nil {
		return errDamaged
	}
	if err := transact(f); err != nil {
		return fmt.Errorf("keep vectors: %w", err)
	}
	return nil
}

// reset drops every vector: those to come have another origin.
func (c *vectorCache) reset(origin vectorOrigin) error {
	text, err := json.Marshal(origin)
	if err != nil {
		return fmt.Errorf("describe vectors: %w", err)
	}
	err = c.do(c.db.Update, func(tx *bbolt.Tx) error {
		if err := tx.DeleteBucket(vectorBucket); err != nil {
			return err
		}
		if _, err := tx.CreateBucket(vectorBucket); err != nil {
			return err
		}
		return tx.Bucket(originBucket).Put(originKey, text)
	})
	if err == nil {
		c.origin = origin
	}
	return err
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// get reads the vectors of keys; nil where there is none that is sound.
func (c *vectorCache) get(keys []vectorKey) ([][]float32, error) {
	vectors := make([][]float32, len(keys))
	err := c.do(c.db.View, func(tx *bbolt.Tx) error {
		b := tx.Bucket(vectorBucket)
		for i, key := range keys {
			vectors[i] = decodeVector(b.Get(key[:]), c.origin.Dimensions)
		}
		return nil
	})
	return vectors, err
}

// put keeps vectors, all of them or none.
func (c *vectorCache) put(keys []vectorKey, vectors [][]float32) error {
	return c.do(c.db.Update, func(tx *bbolt.Tx) error {
		b := tx.Bucket(vectorBucket)
		for i, key := range keys {
			if err := b.Put(key[:], encodeVector(vectors[i])); err != nil {
				return err
			}
		}
		return nil
	})
}

// retain drops the vectors of texts that are no more.
func (c *vectorCache) retain(wanted map[vectorKey]bool) error {
	var gone [][]byte
	err := c.do(c.db.View, func(tx *bbolt.Tx) error {
		return tx.Bucket(vectorBucket).ForEach(func(key, _ []byte) error {
			if len(key) != len(vectorKey{}) || !wanted[vectorKey(key)] {
				gone = append(gone, append([]byte(nil), key...))
			}
			return nil
		})
	})
	if err != nil || len(gone) == 0 {
		return err
	}
	return c.do(c.db.Update, func(tx *bbolt.Tx) error {
		for _, key := range gone {
			if err := tx.Bucket(vectorBucket).Delete(key); err != nil {
				return err
			}
		}
		return nil
	})
}

// room is how many of n vectors fit, all of them while their size is not known.
func (c *vectorCache) room(n int) int {
	if c.origin.Dimensions == 0 {
		return n
	}
	return min(n, mostVectorBytes/(4*c.origin.Dimensions))
}

func (c *vectorCache) close() error {
	if c == nil || c.db == nil {
		return nil
	}
	if err := c.db.Close(); err != nil {
		return fmt.Errorf("close vectors: %w", err)
	}
	return nil
}

func encodeVector(v []float32) []byte {
	out := make([]byte, 4, 4+4*len(v))
	for _, x := range v {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
	}
	binary.LittleEndian.PutUint32(out, crc32.Checksum(out[4:], castagnoli))
	return out
}

// decodeVector is nil for what is not a sound vector of n dimensions.
func decodeVector(data []byte, n int) []float32 {
	if n == 0 || len(data) != 4+4*n || binary.LittleEndian.Uint32(data) != crc32.Checksum(data[4:], castagnoli) {
		return nil
	}
	v := make([]float32, n)
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4+4*i:]))
	}
	return v
}
