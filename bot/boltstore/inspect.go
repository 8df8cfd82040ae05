package boltstore

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// fileHead is what one of a bbolt file's two first pages says, as bbolt lays it
// out (internal/common/meta.go, in the byte order of the machine): a page
// header of 16 bytes, then magic, version, page size and flags of 4 bytes,
// and root, sequence, free list, high-water mark, number of the last
// transaction and an FNV-1a checksum of 8 bytes each.
type fileHead struct {
	pageSize uint32
	high     uint64 // pages in use
	last     uint64 // transaction
}

const (
	headOffset = 16
	headSize   = 64
	boltMagic  = 0xED0CDAED
)

// readHead reads a head, false when it is torn or none.
func readHead(page []byte) (h fileHead, ok bool) {
	if len(page) < headOffset+headSize {
		return h, false
	}
	b := page[headOffset : headOffset+headSize]
	sum := fnv.New64a()
	_, _ = sum.Write(b[:headSize-8]) // a hash never fails
	if binary.NativeEndian.Uint32(b) != boltMagic || binary.NativeEndian.Uint64(b[headSize-8:]) != sum.Sum64() {
		return h, false
	}
	h.pageSize = binary.NativeEndian.Uint32(b[8:])
	h.high = binary.NativeEndian.Uint64(b[40:])
	h.last = binary.NativeEndian.Uint64(b[48:])
	return h, h.pageSize >= 512
}

// inspect looks at the file before bbolt maps it into memory: reading past
// the end of a file that was cut off would end the process. One torn head is
// what a power cut leaves; bbolt then goes back to the commit before.
func (s *Store) inspect(size int64) error {
	f, err := os.Open(s.path)
	if err != nil {
		return s.openError(err)
	}
	defer f.Close()
	const largestPage = 64 << 10
	first := make([]byte, largestPage+headOffset+headSize)
	n, err := io.ReadFull(f, first)
	if err != nil && n == 0 {
		return s.openError(err)
	}
	first = first[:n]
	best, whole := fileHead{}, 0
	if h, ok := readHead(first); ok {
		best, whole = h, 1
	}
	for page := 1024; page <= largestPage && page < n; page <<= 1 {
		if h, ok := readHead(first[page:]); ok && int(h.pageSize) == page {
			whole++
			if h.last > best.last || best.pageSize == 0 {
				best = h
			}
			break
		}
	}
	switch need := int64(best.high) * int64(best.pageSize); {
	case whole == 0:
		return s.damage("it is no store of toban's, or its first pages are broken", nil)
	case size < need:
		return s.damage(fmt.Sprintf("it is cut off, %d of %d bytes are left", size, need), nil)
	case whole == 1:
		s.log.Warn("the last commit was torn, going on from the one before", "path", s.path)
	}
	return nil
}
