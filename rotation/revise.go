package rotation

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// A Setup is how a rotation is configured from an instant on. A rotation that
// was configured anew has several, of which none is ever changed: together
// they say who was on call at any time, see [Compose].
type Setup struct {
	// From is when it came into force, in whole seconds. Zero, which the first
	// setup has, means that it has been for ever.
	From time.Time `json:"from,omitzero"`
	// Spec is the configuration, complete.
	Spec Spec `json:"spec"`
	// Edits turn the roster and the timing of the setup before into those of
	// Spec, so that whoever is on call stays. A layer is counted as it was before.
	Edits []Edit `json:"edits,omitempty"`
}

// First is the setup of a rotation about which nothing is known yet.
func First(spec Spec, cal *Calendar) Setup { return Setup{Spec: spec.zoned(cal)} }

// zoned names the zone that the spec would else have from the calendar, which
// may be another one tomorrow.
func (s Spec) zoned(cal *Calendar) Spec {
	if s.Timezone == "" && cal != nil {
		s.Timezone = cal.loc.String()
	}
	return s
}

// Compose makes the rotation that setups describe, of which the last is in
// force. Before it came into force who was on call is answered by those before
// it; from then on by its Spec, but for the turns, which go on from where its
// edits have put them.
func Compose(setups []Setup, cal *Calendar) (*Rotation, error) {
	if len(setups) == 0 {
		return nil, errors.New("a rotation without a setup")
	}
	var r *Rotation
	for i, s := range setups {
		next, err := s.Spec.Build(cal)
		if err != nil {
			return nil, fmt.Errorf("setup %d of %d: %w", i+1, len(setups), err)
		}
		if r != nil {
			next.succeed(r, setups[i-1].Spec, s)
		}
		r = next
	}
	return r, nil
}

// Revise is the setup by which spec follows on setups at an instant: it makes
// the least surprising edits that lead from the last of them to it. ok is false
// when spec is in force already.
func Revise(setups []Setup, spec Spec, at time.Time, cal *Calendar) (next Setup, ok bool, err error) {
	r, err := Compose(setups, cal)
	if err != nil {
		return Setup{}, false, err
	}
	last := setups[len(setups)-1]
	spec = spec.zoned(cal)
	if reflect.DeepEqual(last.Spec, spec) {
		return Setup{}, false, nil
	}
	will, err := spec.Build(cal)
	if err != nil {
		return Setup{}, false, err
	}
	if at.Before(last.From) {
		at = last.From
	}
	next = Setup{From: time.Unix(Edit{At: at}.second(), 0).UTC(), Spec: spec}
	for i, was := range matched(last.Spec, spec) {
		if was >= 0 {
			next.Edits = append(next.Edits, r.layers[was].first.edits(&will.layers[i].first, was, next.From)...)
		}
	}
	return next, true, nil
}

// succeed has r follow on another rotation when its setup comes into force.
func (r *Rotation) succeed(before *Rotation, was Spec, s Setup) {
	r.before, r.from = before, s.From
	for i, layer := range matched(was, s.Spec) {
		if layer < 0 {
			continue // a new layer begins as if it had always been there
		}
		first := &r.layers[i].first
		e := before.layers[layer].first.pinnedAt(s.From.Unix())
		for _, edit := range s.Edits {
			if edit.Layer != layer || edit.Op == Reschedule {
				continue // the spec itself says the timing, and more of it
			}
			if next, err := e.after(edit); err == nil {
				e = next
			}
		}
		e.members = first.members
		if e.timing.sameTurns(&first.timing) {
			e.timing = first.timing
		} else {
			e = e.retimed(first.timing)
		}
		*first = e
	}
}

// matched finds for each layer of a spec the one that it was before; -1 for a
// new one.
func matched(was, will Spec) []int {
	before := was.list()
	var found []int
	for _, l := range will.list() {
		found = append(found, slices.IndexFunc(before, func(o keyedLayer) bool { return o.layerKey == l.layerKey }))
	}
	return found
}

// A layerKey knows a layer again in another configuration: by its name and its
// place among those of one name.
type layerKey struct {
	base bool // the rotation itself
	name string
	n    int
}

type keyedLayer struct {
	layerKey
	Layer
}

// list are the layers as they are built, the lowest first.
func (s Spec) list() []keyedLayer {
	var all []keyedLayer
	if len(s.Primary) > 0 || len(s.Layers) == 0 {
		all = append(all, keyedLayer{layerKey{base: true}, s.base()})
	}
	seen := make(map[string]int)
	for _, l := range s.Layers {
		all = append(all, keyedLayer{layerKey{name: l.Name, n: seen[l.Name]}, l})
		seen[l.Name]++
	}
	return all
}

// sameTurns reports whether two timings begin their turns at the same instants.
func (g *timing) sameTurns(o *timing) bool {
	return g.anchor == o.anchor && g.unit == o.unit && g.length == o.length &&
		g.loc.String() == o.loc.String() && g.onHoliday() == o.onHoliday()
}

// edits lead from e to the members and the timing of will at an instant.
func (e *epoch) edits(will *epoch, layer int, at time.Time) []Edit {
	w := writer{epoch: e.pinnedAt(at.Unix()), layer: layer, at: at}
	running := e.runningAt(at.Unix())
	first := ""
	if len(w.members) > 0 {
		first = w.members[w.i0]
	}
	w.roster(will.members)
	if !running && len(will.members) > 0 {
		first = will.members[0] // before the first turn the file says who is to begin
	}
	if len(w.list) > 0 && slices.Contains(w.members, first) && w.members[w.i0] != first {
		w.write(Edit{Op: SetActive, Person: first})
	}
	if !e.timing.sameTurns(&will.timing) {
		w.write(e.timing.reschedule(&will.timing))
	}
	return w.list
}

// reschedule is the edit that leads to another timing.
func (g *timing) reschedule(will *timing) Edit {
	e := Edit{Op: Reschedule}
	if g.anchor != will.anchor {
		e.Start = will.anchor.String()
	}
	if g.unit != will.unit || g.length != will.length {
		e.Every = fmt.Sprintf("%d%s", will.length, will.unit)
	}
	if g.loc.String() != will.loc.String() {
		e.Timezone = will.loc.String()
	}
	if g.onHoliday() != will.onHoliday() {
		e.OnHoliday = will.onHoliday()
	}
	return e
}

// A writer makes edits of a roster, each on top of those before.
type writer struct {
	epoch
	layer int
	at    time.Time
	list  []Edit
}

func (w *writer) write(e Edit) {
	e.At, e.Layer = w.at, w.layer
	next, err := w.after(e)
	if err != nil {
		return // the spec was built, so that its timing is right
	}
	w.epoch, w.list = next, append(w.list, e)
}

// roster leads to other members: by who takes whose slot where nothing else
// changes, else by who leaves, who joins and in which order, in this order, so
// that whoever takes over from one who leaves is next in the order they knew.
func (w *writer) roster(want []string) {
	if replaced, ok := replacements(w.members, want); ok {
		for _, e := range replaced {
			w.write(e)
		}
		return
	}
	for _, name := range unique(w.members) {
		if count(w.members, name) > count(want, name) {
			w.write(Edit{Op: RemoveMember, Person: name})
		}
	}
	for i, name := range want {
		if count(w.members, name) < count(want[:i+1], name) {
			w.write(Edit{Op: AddMember, Person: name, Before: firstOf(want[i+1:], w.members)})
		}
	}
	if !slices.Equal(w.members, want) {
		w.write(Edit{Op: ReorderAll, Members: slices.Clone(want)})
	}
}

// replacements are the edits that put new people into the slots of people who
// leave; ok is false when that is not all that happens.
func replacements(was, want []string) (edits []Edit, ok bool) {
	if len(was) != len(want) {
		return nil, false
	}
	with := make(map[string]string)
	for i, name := range was {
		if v, known := with[name]; known && v != want[i] {
			return nil, false
		}
		with[name] = want[i]
	}
	taken := make(map[string]bool)
	for _, name := range unique(was) {
		v := with[name]
		if v == name {
			continue
		}
		if slices.Contains(was, v) || taken[v] {
			return nil, false
		}
		taken[v] = true
		edits = append(edits, Edit{Op: ReplaceMember, Person: name, With: v})
	}
	return edits, true
}

func count(list []string, name string) int {
	n := 0
	for _, v := range list {
		if v == name {
			n++
		}
	}
	return n
}

// unique are the names of a list, each once, in their order.
func unique(list []string) []string {
	var once []string
	for _, name := range list {
		if !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}

// firstOf is the first name that is among others, empty if none is.
func firstOf(names, among []string) string {
	for _, name := range names {
		if slices.Contains(among, name) {
			return name
		}
	}
	return ""
}

// A Revision is one setting in which two configurations of a rotation differ.
type Revision struct {
	// Layer is the name of the layer, empty for the rotation itself.
	Layer string `json:"layer,omitempty"`
	// Key is that of the configuration, "handoff"; "layers" when the layer was
	// not there before, or is not there any more.
	Key string `json:"key"`
	// Was and Will are the setting as it is written, empty where it is not; of
	// the key "primary" they are the members, in order.
	Was  []string `json:"was,omitempty"`
	Will []string `json:"will,omitempty"`
}

// Revisions are the settings in which two configurations differ, in the order
// of the file.
func Revisions(was, will Spec) []Revision {
	var list []Revision
	compare := func(layer, key string, a, b []string) {
		if !slices.Equal(a, b) {
			list = append(list, Revision{Layer: layer, Key: key, Was: a, Will: b})
		}
	}
	before, after := was.list(), will.list()
	for _, l := range after {
		i := slices.IndexFunc(before, func(o keyedLayer) bool { return o.layerKey == l.layerKey })
		if i < 0 {
			compare(l.name, "layers", nil, []string{cmp.Or(l.name, "-")})
			continue
		}
		o := before[i].Layer
		compare(l.name, "timezone", written(o.Timezone), written(l.Timezone))
		compare(l.name, "handoff", written(o.Handoff), written(l.Handoff))
		compare(l.name, "every", written(o.Every), written(l.Every))
		compare(l.name, "primary", o.Primary, l.Primary)
		compare(l.name, "on_holiday", written(o.OnHoliday), written(l.OnHoliday))
		compare(l.name, "start", written(o.Start), written(l.Start))
		compare(l.name, "end", written(o.End), written(l.End))
		compare(l.name, "duty", o.Duty, l.Duty)
	}
	for _, l := range before {
		if !slices.ContainsFunc(after, func(o keyedLayer) bool { return o.layerKey == l.layerKey }) {
			compare(l.name, "layers", []string{cmp.Or(l.name, "-")}, nil)
		}
	}
	compare("", "secondary.offset", []string{strconv.Itoa(was.Secondary.Offset)}, []string{strconv.Itoa(will.Secondary.Offset)})
	return list
}

func written(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
