package rotation

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Members is the roster of a layer at t under the edits made, in order. Layers
// count from the lowest.
func (r *Rotation) Members(t time.Time, layer int, ch Changes) []string {
	if r.before != nil && t.Before(r.from) {
		return r.before.Members(t, layer, ch)
	}
	if layer < 0 || layer >= len(r.layers) {
		return nil
	}
	list := epochs(r.layers[layer].first, layer, ch.Edits)
	i := len(list) - 1
	for i > 0 && list[i].from > t.Unix() {
		i--
	}
	return slices.Clone(list[i].members)
}

// CheckEdit reports why e cannot be recorded at now on top of the changes made
// so far: it would rewrite the past, or speaks of somebody who is not there.
func (r *Rotation) CheckEdit(e Edit, now time.Time, ch Changes) error {
	if e.At.Before(now) {
		return fmt.Errorf("edit at %s: the past cannot be changed", e.At.Format(time.RFC3339))
	}
	if e.Layer < 0 || e.Layer >= len(r.layers) {
		return fmt.Errorf("edit: no layer %d", e.Layer)
	}
	members := r.Members(e.At, e.Layer, ch)
	is := func(person string) error {
		if !slices.Contains(members, person) {
			return fmt.Errorf("%s: %q is not in the rotation", e.Op, person)
		}
		return nil
	}
	switch e.Op {
	case AddMember:
		if e.Person == "" {
			return errors.New("add: nobody is named")
		}
		if e.Before != "" {
			return is(e.Before)
		}
	case RemoveMember, SetActive:
		return is(e.Person)
	case ReplaceMember:
		if e.With == "" {
			return errors.New("replace: nobody is named in place")
		}
		return is(e.Person)
	case ReorderAll:
		was, will := slices.Sorted(slices.Values(members)), slices.Sorted(slices.Values(e.Members))
		if !slices.Equal(was, will) {
			return errors.New("reorder: the new order has other members")
		}
	case Reschedule:
		g := r.layers[e.Layer].first.timing
		for _, epoch := range epochs(r.layers[e.Layer].first, e.Layer, ch.Edits) {
			g = epoch.timing
		}
		if _, err := g.changed(e); err != nil {
			return fmt.Errorf("reschedule: %w", err)
		}
	default:
		return fmt.Errorf("no such edit %s", e.Op)
	}
	return nil
}
