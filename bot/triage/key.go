package triage

import (
	"context"
	"crypto/rand"
)

// keyMark begins the names under which keys are kept.
const keyMark = "key/"

// SigningKey is a key that toban signs with what it hands out and gets back,
// such as the sessions of its pages. It is made when it is asked for first, and
// stays: at least 128 bits, as text.
func (d *Desk) SigningKey(ctx context.Context, name string) (key string, err error) {
	err = d.Store.Update(ctx, func(tx Tx) error {
		value, err := tx.Mark(keyMark + name)
		if err != nil {
			return err
		}
		if key = string(value); key != "" {
			return nil
		}
		key = rand.Text()
		return tx.SetMark(keyMark+name, []byte(key))
	})
	return key, err
}
