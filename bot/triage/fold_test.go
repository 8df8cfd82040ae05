package triage

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A fold never writes into what it was given: what a store has decoded is
// shared by everybody who reads it.
func TestFoldsLeaveWhatTheyWereGiven(t *testing.T) {
	leaves(t, Inquiry.Apply)
	leaves(t, Incident.Apply)
	leaves(t, Duty.Apply)
}

func leaves[V any](t *testing.T, apply func(V, Record) V) {
	t.Helper()
	text := func(v V) string {
		data, err := json.Marshal(v)
		require.NoError(t, err)
		return string(data)
	}
	base := sample(reflect.TypeFor[V]()).(V)
	given := text(base)
	for _, e := range events {
		switch e.(type) { //nolint:gochecksumtype // these begin a subject anew, where others cannot follow
		case Asked, Declared:
			continue
		}
		first := Record{Subject: "INQ-7", At: time.Unix(1, 0), By: "U1", Event: sample(reflect.TypeOf(e)).(Event)}
		one := apply(base, first)
		before := text(one)
		for _, e := range events {
			second := Record{Subject: "INC-8", At: time.Unix(2, 0), By: "U2", Event: sample(reflect.TypeOf(e)).(Event)}
			apply(base, second)
			apply(one, second)
		}
		require.Equal(t, given, text(base), "%T, then one of all", first.Event)
		require.Equal(t, before, text(one), "%T, then one of all", first.Event)
	}
}
