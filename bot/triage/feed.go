package triage

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"toban/rotation"
)

// A Feed is a calendar that people subscribe to: the schedule of a rotation or,
// where that is empty, the turns of a person in all of them.
type Feed struct {
	Rotation RotationID
	Person   PersonID
}

// mark is under which the feed's key is kept.
func (f Feed) mark() string {
	if f.Rotation != "" {
		return "calendar/rotation/" + string(f.Rotation)
	}
	return "calendar/person/" + string(f.Person)
}

// A FeedKey opens a feed to whoever has it.
type FeedKey struct {
	Token string    `json:"token"`
	Since time.Time `json:"since"`
}

// opens reports whether a token is the key's, in a time that does not depend
// on how much of it is.
func (k FeedKey) opens(token string) bool {
	return k.Token != "" && hmac.Equal([]byte(k.Token), []byte(token))
}

// FeedKey is the key of a feed, made when it is asked for first. A person has
// that of their own turns, members have those of rotations.
func (d *Desk) FeedKey(ctx context.Context, by PersonID, f Feed) (FeedKey, error) {
	if err := d.mayRead(by, f); err != nil {
		return FeedKey{}, err
	}
	k, err := d.feedKey(ctx, f)
	if err != nil || k.Token != "" {
		return k, err
	}
	err = d.Store.Update(ctx, func(tx Tx) error {
		if k, err = readFeedKey(tx, f); err != nil || k.Token != "" {
			return err
		}
		k, err = d.putFeedKey(tx, f)
		return err
	})
	return k, err
}

// RenewFeed gives a feed a new key, so that the one before opens nothing any
// more. A person may do so for their own turns, a lead for a rotation. The
// order's key makes a repeated press harmless.
func (d *Desk) RenewFeed(ctx context.Context, o Order, f Feed) error {
	if err := d.mayRead(o.By, f); err != nil {
		return err
	}
	if f.Rotation != "" && !d.Policy.Decides(o.By) {
		return &Error{Kind: Denied, Reason: "lead_only"}
	}
	return d.Store.Update(ctx, func(tx Tx) error {
		if _, known, err := tx.Seen([]string{o.Key}); err != nil || known {
			return err
		}
		if _, err := d.putFeedKey(tx, f); err != nil {
			return err
		}
		return tx.RecordKeys([]string{o.Key}, f.mark(), d.now())
	})
}

func (d *Desk) mayRead(by PersonID, f Feed) error {
	switch {
	case f.Rotation == "" && f.Person == by && by != "":
		return nil
	case f.Rotation != "" && d.Schedules[f.Rotation] == nil:
		return &Error{Kind: NotFound, Reason: "no_such_rotation", Subject: string(f.Rotation)}
	case f.Rotation != "" && d.Policy.IsMember(by):
		return nil
	}
	return &Error{Kind: Denied, Reason: "denied"}
}

func (d *Desk) feedKey(ctx context.Context, f Feed) (k FeedKey, err error) {
	err = d.Store.View(ctx, func(r Reader) error {
		k, err = readFeedKey(r, f)
		return err
	})
	return k, err
}

func readFeedKey(r Reader, f Feed) (k FeedKey, err error) {
	value, err := r.Mark(f.mark())
	if err != nil || value == nil {
		return k, err
	}
	if err := json.Unmarshal(value, &k); err != nil {
		return FeedKey{}, fmt.Errorf("read the key of %s: %w", f.mark(), err)
	}
	return k, nil
}

func (d *Desk) putFeedKey(tx Tx, f Feed) (FeedKey, error) {
	k := FeedKey{Token: rand.Text(), Since: d.now().Truncate(time.Second)}
	value, err := json.Marshal(k)
	if err != nil {
		return FeedKey{}, err
	}
	return k, tx.SetMark(f.mark(), value)
}

// OpenFeed reports whether a token opens a feed, and since when. Nothing opens
// that of a rotation which is not configured, or of somebody who has left.
func (d *Desk) OpenFeed(ctx context.Context, f Feed, token string) (since time.Time, ok bool, err error) {
	if f.Rotation != "" && d.Schedules[f.Rotation] == nil || f.Rotation == "" && d.Gone != nil && d.Gone(string(f.Person)) {
		return time.Time{}, false, nil
	}
	k, err := d.feedKey(ctx, f)
	return k.Since, k.opens(token), err
}

// A FeedTurn is one entry of a feed.
type FeedTurn struct {
	rotation.Turn

	Rotation RotationID
	Role     string    // rotation.Primary or rotation.Secondary
	Arranged time.Time // when people changed the rotation's schedule last; zero if they never did
}

// FeedTurns are the entries of a feed that touch a stretch of time, in the order
// of their starts. Where nobody is on call there is none.
func (d *Desk) FeedTurns(ctx context.Context, f Feed, from, to time.Time) (list []FeedTurn, err error) {
	ids := []RotationID{f.Rotation}
	if f.Rotation == "" {
		ids = d.Rotations()
	}
	err = d.Store.View(ctx, func(r Reader) error {
		list = nil
		for _, id := range ids {
			for _, role := range []string{rotation.Primary, rotation.Secondary} {
				turns, duty, err := d.turns(r, id, role, from, to)
				if err != nil {
					return err
				}
				for _, t := range turns {
					if t.Person != "" && (f.Rotation != "" || t.Person == string(f.Person)) {
						list = append(list, FeedTurn{Turn: t, Rotation: id, Role: role, Arranged: duty.Arranged})
					}
				}
			}
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b FeedTurn) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Rotation, b.Rotation), cmp.Compare(a.Role, b.Role))
	})
	return list, err
}
