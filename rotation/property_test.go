package rotation_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"toban/rotation"
)

// anyRotation draws a rotation somewhere in 2020 to 2029, in any zone.
func anyRotation(t *rapid.T) *rotation.Rotation {
	cal := anyCalendar(t)
	name := rapid.SampledFrom(zones()).Draw(t, "zone of the rotation")
	start := rotation.CivilDate(2020, time.January, 1).Add(rapid.IntRange(0, 9*365*24*4).Draw(t, "start in quarters of an hour") * 15)
	spec := rotation.Spec{
		Timezone:  name,
		Start:     start.String(),
		Every:     rapid.SampledFrom([]string{"1h", "12h", "1d", "3d", "1w", "2w", "1mo", "1bd", "4bd"}).Draw(t, "every"),
		OnHoliday: rapid.SampledFrom([]string{"keep", "next_business_day"}).Draw(t, "on holiday"),
		Primary:   rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 1, 6).Draw(t, "members"),
		Secondary: rotation.Second{Offset: rapid.IntRange(-2, 2).Draw(t, "offset")},
	}
	if rapid.IntRange(0, 3).Draw(t, "duty") == 0 {
		spec.Duty = rotation.Lines{"Mon-Fri 09:00-17:00", "business days 20:00-02:00"}
	}
	if rapid.IntRange(0, 3).Draw(t, "ends") == 0 {
		spec.End = start.AddDays(100).String()
	}
	if rapid.IntRange(0, 3).Draw(t, "layer") == 0 {
		spec.Layers = []rotation.Layer{{Name: "weekend", Primary: []string{"w", "x"}, Duty: rotation.Lines{"Sat-Sun 00:00-24:00"}}}
	}
	r, err := spec.Build(cal)
	require.NoError(t, err)
	return r
}

func anyChanges(t *rapid.T, around time.Time) rotation.Changes {
	instant := func(label string) time.Time {
		return around.Add(time.Duration(rapid.IntRange(-60*24*60, 60*24*60).Draw(t, label)) * time.Minute)
	}
	person := func(label string) string {
		return rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "z"}).Draw(t, label)
	}
	var ch rotation.Changes
	for i := range rapid.IntRange(0, 5).Draw(t, "overrides") {
		start := instant("override")
		o := rotation.Override{
			ID: string(rune('0' + i)), Person: person("by"), Start: start, Created: instant("created"),
			End:  start.Add(time.Duration(rapid.IntRange(1, 20000).Draw(t, "minutes")) * time.Minute),
			Kind: rapid.SampledFrom([]rotation.OverrideKind{rotation.KindCover, rotation.KindSwap}).Draw(t, "kind"),
			Role: rapid.SampledFrom([]string{"", rotation.Primary, rotation.Secondary}).Draw(t, "role"),
		}
		if rapid.Bool().Draw(t, "limited") {
			o.For = person("for")
		}
		if o.Person == "z" {
			o.Person = ""
		}
		ch.Overrides = append(ch.Overrides, o)
	}
	for range rapid.IntRange(0, 3).Draw(t, "absences") {
		from := instant("away")
		ch.Away = append(ch.Away, rotation.Away{Person: person("who"), From: from, To: from.AddDate(0, 0, 5)})
	}
	for range rapid.IntRange(0, 4).Draw(t, "edits") {
		ch.Edits = append(ch.Edits, anyEdit(t, instant("edit")))
	}
	return ch
}

func anyEdit(t *rapid.T, when time.Time) rotation.Edit {
	people := []string{"a", "b", "c", "d", "e", "f"}
	return rotation.Edit{
		At:      when,
		Op:      rotation.EditOp(rapid.IntRange(int(rotation.AddMember), int(rotation.Reschedule)).Draw(t, "op")),
		Person:  rapid.SampledFrom(people).Draw(t, "person"),
		With:    rapid.SampledFrom(people).Draw(t, "with"),
		Members: rapid.Permutation(people[:4]).Draw(t, "order"),
		Every:   rapid.SampledFrom([]string{"", "1w", "1d", "2bd"}).Draw(t, "new length"),
	}
}

func TestBoundariesAscendAndShowTheirWallTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRotation(t)
		from := anyInstant(t, "from")
		last := from
		for _, b := range r.Boundaries(from, from.AddDate(0, 2, 0)) {
			require.True(t, b.After(last))
			require.Equal(t, b.Unix(), rotation.Resolve(rotation.CivilOf(b), r.Location()).Unix(),
				"a boundary is the first instant that shows its time")
			last = b
		}
	})
}

// Shifts cover a span without gap or overlap, whoever is asked inside one is
// the person it names, and neighbours differ.
func TestShiftsTileTheSpan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRotation(t)
		from := anyInstant(t, "from")
		to := from.Add(time.Duration(rapid.IntRange(1, 30*24*60).Draw(t, "minutes")) * time.Minute)
		ch := anyChanges(t, from)
		shifts := slices.Collect(r.Shifts(from, to, ch))
		require.NotEmpty(t, shifts)
		require.True(t, shifts[0].Start.Equal(from))
		require.True(t, shifts[len(shifts)-1].End.Equal(to))
		for i, s := range shifts {
			require.True(t, s.Start.Before(s.End))
			require.Equal(t, s.Primary == "", s.Why.Reason >= rotation.Nobody, "a reason for somebody or for nobody")
			if i > 0 {
				before := shifts[i-1]
				require.True(t, before.End.Equal(s.Start))
				require.False(t, before.Primary == s.Primary && before.Secondary == s.Secondary && before.Hole() == s.Hole())
			}
		}
		s := rapid.SampledFrom(shifts).Draw(t, "shift")
		inside := s.Start.Add(time.Duration(rapid.Int64Range(0, int64(s.End.Sub(s.Start)/time.Second)-1).Draw(t, "into")) * time.Second)
		answer := r.OnCall(inside, ch)
		require.Equal(t, s.Primary, answer.Primary)
		require.Equal(t, s.Secondary, answer.Secondary)
	})
}

// OnCall's ends are where the person changes, and nowhere in between.
func TestOnCallFindsTheEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRotation(t)
		now := anyInstant(t, "now")
		ch := anyChanges(t, now)
		s := r.OnCall(now, ch)
		differs := func(o rotation.Shift) bool { return o.Primary != s.Primary || o.Hole() != s.Hole() }
		if !s.Start.IsZero() {
			require.False(t, s.Start.After(now))
			require.True(t, differs(r.OnCall(s.Start.Add(-time.Second), ch)))
		}
		if !s.End.IsZero() {
			require.True(t, s.End.After(now))
			require.True(t, differs(r.OnCall(s.End, ch)))
		}
		another := func(o rotation.Shift) bool {
			return differs(o) || because(o.Why) != because(s.Why) || !o.Why.At.Equal(s.Why.At)
		}
		if !s.Since.IsZero() {
			require.False(t, s.Since.Before(s.Start) || s.Since.After(now))
			require.True(t, another(r.OnCall(s.Since.Add(-time.Second), ch)))
		}
		if !s.Until.IsZero() {
			require.True(t, s.Until.After(now) && (s.End.IsZero() || !s.Until.After(s.End)))
			require.False(t, another(r.OnCall(s.Until.Add(-time.Second), ch)))
			require.True(t, another(r.OnCall(s.Until, ch)))
		}
		from, to := now.AddDate(0, 0, -89), now.AddDate(0, 0, 89)
		if !s.Start.IsZero() {
			from = s.Start
		}
		if !s.End.IsZero() {
			to = s.End
		}
		if !from.Before(to) {
			return
		}
		for part := range r.Shifts(from, to, ch) {
			require.False(t, differs(part), "%s in %s to %s", describe(part), from, to)
		}
	})
}

// The quick answer for a rotation without changes is that of the long way,
// which a change that does nothing forces.
func TestQuickAnswerIsTheLongOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRotation(t)
		now := anyInstant(t, "now")
		nothing := rotation.Changes{Deactivated: func(string) bool { return false }}
		quick, long := r.OnCall(now, rotation.Changes{}), r.OnCall(now, nothing)
		require.Equal(t, long, quick)
	})
}

func TestShiftsOfTwoSpansAreThoseOfTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRotation(t)
		from := anyInstant(t, "from")
		minutes := rapid.IntRange(1, 20*24*60)
		middle := from.Add(time.Duration(minutes.Draw(t, "middle")) * time.Minute)
		to := middle.Add(time.Duration(minutes.Draw(t, "to")) * time.Minute)
		ch := anyChanges(t, from)
		parts := append(slices.Collect(r.Shifts(from, middle, ch)), slices.Collect(r.Shifts(middle, to, ch))...)
		var merged []string
		for i := 0; i < len(parts); i++ {
			s := parts[i]
			for i+1 < len(parts) && parts[i+1].Primary == s.Primary && parts[i+1].Secondary == s.Secondary && parts[i+1].Hole() == s.Hole() {
				i++
				s.End = parts[i].End
			}
			merged = append(merged, describe(s))
		}
		var whole []string
		for s := range r.Shifts(from, to, ch) {
			whole = append(whole, describe(s))
		}
		require.Equal(t, whole, merged)
	})
}

// An edit changes nothing before itself.
func TestEditsDoNotRewriteThePast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRotation(t)
		when := anyInstant(t, "when")
		ch := anyChanges(t, when)
		edited := ch
		edited.Edits = append(slices.Clone(ch.Edits), anyEdit(t, when.Add(100*24*time.Hour)))
		for range 20 {
			past := when.Add(100*24*time.Hour - time.Duration(rapid.IntRange(1, 200*24*3600).Draw(t, "before"))*time.Second)
			require.Equal(t, r.OnCall(past, ch).Primary, r.OnCall(past, edited).Primary)
		}
	})
}

// However often the engine ticks, what it announces chains up: each outgoing
// person is the last one announced, nobody hands over to themselves, and the
// last one announced is on call.
func TestTicksChainUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRotation(t)
		now := anyInstant(t, "now")
		ch := anyChanges(t, now)
		var w rotation.Watermark
		for range 40 {
			before := w
			next, h := r.Tick(w, now, ch)
			s := r.OnCall(now, ch)
			if h != nil {
				require.False(t, before.At.IsZero())
				require.Equal(t, before.Person, h.Outgoing)
				require.Equal(t, s.Primary, h.Incoming)
				require.NotEqual(t, h.Outgoing, h.Incoming)
				require.False(t, h.Boundary.After(now))
				require.Equal(t, now.Sub(h.Boundary), h.Late)
			}
			if s.Primary != "" || s.Hole() {
				require.Equal(t, s.Primary, next.Person)
			}
			_, again := r.Tick(next, now, ch)
			require.Nil(t, again)
			w = next
			now = now.Add(time.Duration(rapid.IntRange(-60, 3*24*60).Draw(t, "minutes later")) * time.Minute)
			if !now.After(w.At) {
				now = w.At.Add(time.Second)
			}
		}
	})
}
