package boltstore

import (
	"bytes"

	lru "github.com/hashicorp/golang-lru/v2"

	"toban/bot/triage"
)

// How many records stay decoded. A question is compared with up to 200 of the
// last ones, and a card, a list or a ping reads the same few again and again.
const (
	inquiriesKept = 512
	incidentsKept = 128
	dutiesKept    = 128
)

// memo keeps the records that were read last decoded. A record's bytes decide
// whether what was decoded still holds, so nothing has to be told that it
// changed. What was decoded is shared by everyone who reads it, as no fold
// ever writes into a slice or a map that it was given.
type memo struct {
	inquiries *lru.Cache[string, decoded[triage.Inquiry]]
	incidents *lru.Cache[string, decoded[triage.Incident]]
	duties    *lru.Cache[string, decoded[triage.Duty]]
}

type decoded[V any] struct {
	data  []byte
	value V
}

func newMemo() memo {
	return memo{inquiries: kept[triage.Inquiry](inquiriesKept), incidents: kept[triage.Incident](incidentsKept), duties: kept[triage.Duty](dutiesKept)}
}

func kept[V any](n int) *lru.Cache[string, decoded[V]] {
	cache, err := lru.New[string, decoded[V]](n)
	if err != nil {
		panic(err) // only of a number below 1
	}
	return cache
}

// remember decodes a record unless that was done before; a nil cache
// remembers nothing.
func remember[V any](cache *lru.Cache[string, decoded[V]], key, data []byte) (v V, err error) {
	if cache == nil {
		err = decode(key, data, &v)
		return v, err
	}
	if known, ok := cache.Get(string(key)); ok && bytes.Equal(known.data, data) {
		return known.value, nil
	}
	if err = decode(key, data, &v); err == nil {
		cache.Add(string(key), decoded[V]{data: bytes.Clone(data), value: v})
	}
	return v, err
}
