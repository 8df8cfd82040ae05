package rotation_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func TestWarnings(t *testing.T) {
	cal := tokyoCalendar(t)
	tokyo := cal.Location()
	week := slices.Repeat([]string{"a"}, 7)
	for _, c := range []struct {
		name     string
		spec     rotation.Spec
		from, to string
		ch       rotation.Changes
		want     []string
	}{
		{
			name: "the turn at the end of the year",
			spec: rotation.Spec{Handoff: "Mon 10:00", Start: "2025-12-01", Primary: []string{"a", "b", "c"}},
			from: "2025-12-10", to: "2026-03-01",
			want: []string{"vanishing_turn 2026-01-05 10:00 b"},
		},
		{
			name: "a rotation on Saturdays",
			spec: rotation.Spec{Handoff: "Sat 10:00", Start: "2026-06-06", Primary: []string{"a", "b", "c"}},
			from: "2026-06-01", to: "2026-07-01",
			want: []string{"always_moved"},
		},
		{
			name: "seven people by the day",
			spec: rotation.Spec{Handoff: "10:00", Every: "1d", Start: "2026-06-01", Primary: week, OnHoliday: "keep"},
			from: "2026-06-01", to: "2026-07-01",
			want: []string{"same_weekends"},
		},
		{
			name: "past the published holidays",
			spec: rotation.Spec{Handoff: "Tue 10:00", Start: "2026-06-02", Primary: []string{"a", "b"}},
			from: "2027-11-01", to: "2028-01-30",
			want: []string{"beyond_horizon 2028-01-01 00:00"},
		},
		{
			name: "everybody removed",
			spec: rotation.Spec{Handoff: "Tue 10:00", Start: "2026-06-02", Primary: []string{"a"}},
			from: "2026-07-01", to: "2026-08-01",
			ch:   rotation.Changes{Edits: []rotation.Edit{{At: at(t, tokyo, "2026-06-20"), Op: rotation.RemoveMember, Person: "a"}}},
			want: []string{"no_members"},
		},
		{
			name: "nothing to say",
			spec: rotation.Spec{Handoff: "Tue 10:00", Start: "2026-06-02", Primary: []string{"a", "b"}},
			from: "2026-07-01", to: "2026-08-01",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, w := range build(t, c.spec, cal).Warnings(at(t, tokyo, c.from), at(t, tokyo, c.to), c.ch) {
				text := w.Kind.String()
				if !w.At.IsZero() {
					text += " " + rotation.CivilOf(w.At).String()
				}
				if w.Person != "" {
					text += " " + w.Person
				}
				got = append(got, text)
			}
			require.Equal(t, c.want, got, fmt.Sprint(c.spec))
		})
	}
}
