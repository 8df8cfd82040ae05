package rotation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

// Weekly turns of a to d from Monday 5 January; b is on call when the edit is
// made on Wednesday 14.
func TestEdits(t *testing.T) {
	tokyo := zone(t, "Asia/Tokyo")
	for _, c := range []struct {
		name string
		edit rotation.Edit
		want string
	}{
		{"add at the end", rotation.Edit{Op: rotation.AddMember, Person: "x"}, "5a 12b 19c 26d 2x 9a"},
		{"add before the one on call", rotation.Edit{Op: rotation.AddMember, Person: "x", Before: "b"}, "5a 12b 19c 26d 2a 9x"},
		{"add before the next", rotation.Edit{Op: rotation.AddMember, Person: "x", Before: "c"}, "5a 12b 19x 26c 2d 9a"},
		{"remove somebody else", rotation.Edit{Op: rotation.RemoveMember, Person: "c"}, "5a 12b 19d 26a 2b 9d"},
		{"remove the one on call", rotation.Edit{Op: rotation.RemoveMember, Person: "b"}, "5a 12b 14c 19d 26a 2c 9d"},
		{"reorder", rotation.Edit{Op: rotation.ReorderAll, Members: []string{"d", "c", "b", "a"}}, "5a 12b 19a 26d 2c 9b"},
		{"replace the one on call", rotation.Edit{Op: rotation.ReplaceMember, Person: "b", With: "x"}, "5a 12b 14x 19c 26d 2a 9x"},
		{"set active", rotation.Edit{Op: rotation.SetActive, Person: "d"}, "5a 12b 14d 19a 26b 2c 9d"},
		{"another weekday", rotation.Edit{Op: rotation.Reschedule, Start: "2026-01-07", Handoff: "Wed 15:00"}, "5a 12b 14c 21d 28a 4b 11c"},
		{"two weeks each", rotation.Edit{Op: rotation.Reschedule, Every: "2w"}, "5a 12b 19c 2d"},
		{"a start to come opens no hole", rotation.Edit{Op: rotation.Reschedule, Start: "2026-02-02"}, "5a 12b 2c 9d"},
		{"another zone", rotation.Edit{Op: rotation.Reschedule, Timezone: "America/New_York"}, "5a 12b 20c 27d 3a 10b"},
		{"an edit of nobody changes nothing", rotation.Edit{Op: rotation.SetActive, Person: "z"}, "5a 12b 19c 26d 2a 9b"},
		{"a schedule that makes no sense changes nothing", rotation.Edit{Op: rotation.Reschedule, Every: "soon"}, "5a 12b 19c 26d 2a 9b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := build(t, rotation.Spec{
				Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2026-01-05", Primary: []string{"a", "b", "c", "d"}, OnHoliday: "keep",
			}, nil)
			c.edit.At = at(t, tokyo, "2026-01-14 12:00")
			var got []string
			for s := range r.Shifts(at(t, tokyo, "2026-01-05 10:00"), at(t, tokyo, "2026-02-15"), rotation.Changes{Edits: []rotation.Edit{c.edit}}) {
				got = append(got, s.Start.Format("2")+s.Primary)
			}
			require.Equal(t, c.want, strings.Join(got, " "))
		})
	}
}

// A name that stands twice is pinned by its place, not by the name.
func TestEditsPinThePlace(t *testing.T) {
	tokyo := zone(t, "Asia/Tokyo")
	r := build(t, rotation.Spec{
		Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2026-01-05", Primary: []string{"a", "b", "a", "c"}, OnHoliday: "keep",
	}, nil)
	when := at(t, tokyo, "2026-01-20 12:00") // the second a
	for _, edit := range []rotation.Edit{
		{At: when, Op: rotation.AddMember, Person: "x"},
		{At: when, Op: rotation.ReorderAll, Members: []string{"b", "a", "a", "c"}},
	} {
		next := r.OnCall(at(t, tokyo, "2026-01-26 10:00"), rotation.Changes{Edits: []rotation.Edit{edit}})
		require.Equal(t, "c", next.Primary, edit.Op)
	}
}

func TestLaterCreatedOverrideWins(t *testing.T) {
	r := platform(t)
	tokyo := r.Location()
	override := func(id, person, created string) rotation.Override {
		return rotation.Override{
			ID: id, Person: person, Created: at(t, tokyo, created), Start: at(t, tokyo, "2026-11-18"), End: at(t, tokyo, "2026-11-19"),
		}
	}
	first, second := override("9", "mori", "2026-11-01"), override("1", "kato", "2026-11-02")
	now := at(t, tokyo, "2026-11-18 12:00")
	for _, list := range [][]rotation.Override{{first, second}, {second, first}} {
		require.Equal(t, "kato", r.OnCall(now, rotation.Changes{Overrides: list}).Primary)
	}
	second.Cancelled = at(t, tokyo, "2026-11-18 06:00")
	require.Equal(t, "mori", r.OnCall(now, rotation.Changes{Overrides: []rotation.Override{first, second}}).Primary)
}

// The turn of 29 December vanishes into that of 5 January and counts; with two
// members the same person goes on.
func TestVanishingTurnCounts(t *testing.T) {
	r := build(t, rotation.Spec{
		Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2025-12-01", Primary: []string{"a", "b"},
	}, tokyoCalendar(t))
	for _, when := range []string{"2025-12-24", "2026-01-06"} {
		s := r.OnCall(at(t, r.Location(), when), rotation.Changes{})
		require.Equal(t, "12-22 10:00 01-13 10:00 b", describe(s))
	}
}

func TestClosedForWeeksAtTheStart(t *testing.T) {
	cal, err := rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}, Closed: rotation.Lines{"2026-06-01..2026-06-30"}}.
		Build(zone(t, "Asia/Tokyo"))
	require.NoError(t, err)
	r := build(t, rotation.Spec{Handoff: "Mon 10:00", Start: "2026-06-01", Primary: []string{"a", "b", "c"}}, cal)
	s := r.OnCall(at(t, cal.Location(), "2026-06-25 12:00"), rotation.Changes{})
	require.Equal(t, rotation.NotStarted, s.Why.Reason)
	s = r.OnCall(at(t, cal.Location(), "2026-07-01 10:00"), rotation.Changes{})
	require.Equal(t, "07-01 10:00 07-06 10:00 b", describe(s)) // four turns of no length, then the fifth
}

func TestWindowOfAWholeDay(t *testing.T) {
	cal, err := rotation.CalendarSpec{Hours: rotation.Lines{"Sat 10:00-10:00"}}.Build(zone(t, "Asia/Tokyo"))
	require.NoError(t, err)
	require.True(t, cal.IsOpen(at(t, cal.Location(), "2026-11-22 09:59")))
	require.False(t, cal.IsOpen(at(t, cal.Location(), "2026-11-22 10:00")))
}
