package rotation_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// A walker is a rotation as somebody with a clock on the wall and a list on
// paper would run it, minute by minute. It knows no closed form and no
// Resolve: when the clock first reads the next handoff's time or later, the
// list moves on. The engine must agree with it at every minute.
type walker struct {
	loc     *time.Location
	members []string
	current int
	next    time.Time // wall time of the next handoff, as if UTC, before any holiday shift
	anchor  time.Time
	step    func(anchor time.Time, n int) time.Time
	n       int // steps taken from the anchor
	open    func(date time.Time) bool
	started bool
}

func (w *walker) shifted() time.Time {
	at := w.next
	for w.open != nil && !w.open(at) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// minute moves the walker to the minute t, applies the edits made at it and
// says who is on call.
func (w *walker) minute(t time.Time, edits []rotation.Edit, ch rotation.Changes) string {
	_, offset := t.In(w.loc).Zone()
	reads := t.Add(time.Duration(offset) * time.Second).UTC()
	for !reads.Before(w.shifted()) {
		if w.started && len(w.members) > 0 {
			w.current = (w.current + 1) % len(w.members)
		}
		w.started = true
		w.n++
		w.next = w.step(w.anchor, w.n)
	}
	for _, e := range edits {
		if e.At.Equal(t) {
			w.edit(e)
		}
	}
	who := ""
	if w.started {
		for i := range w.members {
			m := w.members[(w.current+i)%len(w.members)]
			if !slices.ContainsFunc(ch.Away, func(a rotation.Away) bool {
				return a.Person == m && !t.Before(a.From) && t.Before(a.To)
			}) {
				who = m
				break
			}
		}
	}
	for _, o := range ch.Overrides { // the test lists them in order
		if !t.Before(o.Start) && t.Before(o.End) && (o.Cancelled.IsZero() || t.Before(o.Cancelled)) && (o.For == "" || o.For == who) {
			who = o.Person
		}
	}
	return who
}

func (w *walker) edit(e rotation.Edit) {
	switch e.Op {
	case rotation.AddMember:
		w.members = append(slices.Clone(w.members), e.Person)
	case rotation.RemoveMember:
		i := slices.Index(w.members, e.Person)
		w.members = slices.Delete(slices.Clone(w.members), i, i+1)
		if i < w.current {
			w.current--
		}
		if len(w.members) > 0 {
			w.current %= len(w.members)
		}
	case rotation.ReplaceMember:
		w.members = slices.Clone(w.members)
		w.members[slices.Index(w.members, e.Person)] = e.With
	case rotation.SetActive:
		w.current = slices.Index(w.members, e.Person)
	case rotation.ReorderAll:
		w.current = slices.Index(e.Members, w.members[w.current])
		w.members = e.Members
	case rotation.Reschedule:
		panic("the walker keeps its times")
	}
}

func TestEngineAgreesWithAWalkByTheMinute(t *testing.T) {
	cal := tokyoCalendar(t)
	openDay := func(date time.Time) bool {
		return cal.IsBusinessDay(time.Date(date.Year(), date.Month(), date.Day(), 12, 0, 0, 0, cal.Location()))
	}
	days := func(n int) func(time.Time, int) time.Time {
		return func(anchor time.Time, k int) time.Time { return anchor.AddDate(0, 0, n*k) }
	}
	hoursLong := func(n int) func(time.Time, int) time.Time {
		return func(anchor time.Time, k int) time.Time { return anchor.Add(time.Duration(n*k) * time.Hour) }
	}
	monthly := func(anchor time.Time, k int) time.Time {
		first := time.Date(anchor.Year(), anchor.Month()+time.Month(k), 1, anchor.Hour(), anchor.Minute(), 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		return first.AddDate(0, 0, min(anchor.Day(), last)-1)
	}
	business := func(n int) func(time.Time, int) time.Time {
		return func(date time.Time, k int) time.Time {
			for left := n * k; !openDay(date) || left > 0; date = date.AddDate(0, 0, 1) {
				if openDay(date) {
					left--
				}
			}
			return date
		}
	}

	for _, c := range []struct {
		zone, start, every string
		step               func(time.Time, int) time.Time
		shift              bool
		from, to           string
	}{
		{"America/New_York", "2026-03-01 02:30", "1d", days(1), false, "2026-02-28 00:00", "2026-03-20 00:00"},
		{"America/New_York", "2026-10-25 01:30", "1d", days(1), false, "2026-10-24 00:00", "2026-11-10 00:00"},
		{"America/New_York", "2026-03-06 09:00", "12h", hoursLong(12), false, "2026-03-06 00:00", "2026-03-12 00:00"},
		{"America/New_York", "2026-03-07 00:00", "1h", hoursLong(1), false, "2026-03-06 00:00", "2026-03-12 00:00"},
		{"Australia/Lord_Howe", "2026-09-27 02:15", "1w", days(7), false, "2026-09-25 00:00", "2026-10-20 00:00"},
		{"Australia/Lord_Howe", "2026-03-28 01:45", "1d", days(1), false, "2026-03-28 00:00", "2026-04-20 00:00"},
		{"Pacific/Apia", "2011-12-25 09:00", "1d", days(1), false, "2011-12-24 00:00", "2012-01-10 00:00"},
		{"Pacific/Apia", "2011-12-25 00:00", "1d", days(1), false, "2011-12-24 00:00", "2012-01-10 00:00"},
		{"America/Havana", "2026-03-01 00:00", "1d", days(1), false, "2026-02-27 00:00", "2026-03-20 00:00"},
		{"Africa/Cairo", "2026-04-20 00:00", "2d", days(2), false, "2026-04-19 00:00", "2026-05-10 00:00"},
		{"Antarctica/Troll", "2026-03-25 02:30", "1d", days(1), false, "2026-03-24 00:00", "2026-04-03 00:00"},
		{"Asia/Tokyo", "2026-01-31 10:00", "1mo", monthly, false, "2026-01-30 00:00", "2026-05-02 00:00"},
		{"Asia/Tokyo", "2026-04-20 10:00", "1w", days(7), true, "2026-04-18 00:00", "2026-05-20 00:00"},
		{"Asia/Tokyo", "2025-12-22 10:00", "1w", days(7), true, "2025-12-20 00:00", "2026-01-20 00:00"},
		{"Asia/Tokyo", "2026-01-31 10:00", "1mo", monthly, true, "2026-01-30 00:00", "2026-04-10 00:00"},
		{"Asia/Tokyo", "2026-09-14 10:00", "1bd", business(1), false, "2026-09-12 00:00", "2026-10-01 00:00"},
		{"Asia/Tokyo", "2026-05-03 10:00", "3bd", business(3), false, "2026-05-01 00:00", "2026-06-01 00:00"},
	} {
		for _, changed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s %s %s changed %t", c.zone, c.every, c.start, changed), func(t *testing.T) {
				loc := zone(t, c.zone)
				spec := rotation.Spec{
					Timezone: c.zone, Start: c.start, Every: c.every, Primary: []string{"a", "b", "c", "d"}, OnHoliday: "keep",
				}
				start, err := time.Parse("2006-01-02 15:04", c.start)
				require.NoError(t, err)
				w := &walker{loc: loc, members: spec.Primary, anchor: start, step: c.step, next: c.step(start, 0)}
				if c.shift {
					spec.OnHoliday, w.open = "", openDay
				}
				from, to := at(t, loc, c.from), at(t, loc, c.to)
				var ch rotation.Changes
				if changed {
					ch = walkedChanges(from, to)
				}
				now := from
				for s := range build(t, spec, cal).Shifts(from, to, ch) {
					for ; now.Before(s.End); now = now.Add(time.Minute) {
						if want := w.minute(now, ch.Edits, ch); s.Primary != want {
							t.Fatalf("on call at %s (%s): engine says %q, the walk %q", now.UTC(), now.In(loc), s.Primary, want)
						}
					}
				}
				require.Equal(t, to, now)
			})
		}
	}
}

// walkedChanges spreads edits, absences and overrides over a span.
func walkedChanges(from, to time.Time) rotation.Changes {
	part := func(percent int) time.Time {
		return from.Add(to.Sub(from) * time.Duration(percent) / 100).Truncate(time.Minute)
	}
	return rotation.Changes{
		Edits: []rotation.Edit{
			{At: part(30), Op: rotation.AddMember, Person: "e"},
			{At: part(45), Op: rotation.RemoveMember, Person: "b"},
			{At: part(55), Op: rotation.ReorderAll, Members: []string{"e", "d", "c", "a"}},
			{At: part(65), Op: rotation.ReplaceMember, Person: "d", With: "x"},
			{At: part(75), Op: rotation.SetActive, Person: "a"},
			{At: part(85), Op: rotation.RemoveMember, Person: "x"},
		},
		Away: []rotation.Away{
			{Person: "c", From: part(20), To: part(35)},
			{Person: "d", From: part(30), To: part(40)},
		},
		Overrides: []rotation.Override{
			{ID: "1", Person: "z", Start: part(5), End: part(15), Created: from},
			{ID: "2", Person: "b", Start: part(10), End: part(50), For: "a", Created: from},
			{ID: "3", Person: "", Start: part(60), End: part(62), Created: from},
			{ID: "4", Person: "y", Start: part(61), End: part(70), Cancelled: part(64), Created: from},
		},
	}
}
