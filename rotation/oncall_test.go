package rotation_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func platform(tb testing.TB) *rotation.Rotation {
	tb.Helper()
	return build(tb, rotation.Spec{
		Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2026-01-05",
		Primary: []string{"suzuki", "tanaka", "ito"}, Secondary: rotation.Second{Offset: 1},
	}, tokyoCalendar(tb))
}

// answer is a shift with its reason in one line.
func answer(s rotation.Shift) string {
	return fmt.Sprintf("%s | %s | 2nd %s", describe(s), because(s.Why), orDash(s.Secondary))
}

func because(w rotation.Why) string {
	text := w.Reason.String()
	if w.For != "" {
		text += " for " + w.For
	}
	if w.By != "" {
		text += " by " + w.By
	}
	return text
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// Who covers until their own turn is one shift for two reasons.
func TestAReasonEndsWithinAShift(t *testing.T) {
	r := platform(t)
	tokyo := r.Location()
	ch := rotation.Changes{Overrides: []rotation.Override{
		{ID: "1", Person: "tanaka", For: "suzuki", Author: "suzuki", Start: at(t, tokyo, "2026-11-23"), End: at(t, tokyo, "2026-11-25")},
	}}
	for _, c := range []struct{ when, want string }{
		{"2026-11-23 12:00", "11-23 00:00 11-24 10:00 override for suzuki by suzuki"},
		{"2026-11-24 12:00", "11-24 10:00 11-30 10:00 own_turn"},
	} {
		s := r.OnCall(at(t, tokyo, c.when), ch)
		require.Equal(t, "11-23 00:00 11-30 10:00 tanaka", describe(s))
		require.Equal(t, c.want, s.Since.Format("01-02 15:04 ")+s.Until.Format("01-02 15:04 ")+because(s.Why))
	}
}

func TestOnCallSaysWhoUntilWhenAndWhy(t *testing.T) {
	r := platform(t)
	tokyo := r.Location()
	span := func(o rotation.Override, from, to string) rotation.Override {
		o.Start, o.End = at(t, tokyo, from), at(t, tokyo, to)
		o.Created = at(t, tokyo, "2026-11-01 09:00")
		return o
	}
	for _, c := range []struct {
		name, when string
		ch         rotation.Changes
		want       string
	}{
		{
			name: "own turn", when: "2026-11-18 12:00",
			want: "11-16 10:00 11-24 10:00 suzuki | own_turn | 2nd tanaka", // Monday 23 is a holiday
		},
		{
			name: "before the first turn", when: "2026-01-05 09:59",
			want: "01-01 00:00 01-05 10:00 nobody | not_started | 2nd -",
		},
		{
			name: "somebody away", when: "2026-11-18 12:00",
			ch:   rotation.Changes{Away: []rotation.Away{{Person: "suzuki", From: at(t, tokyo, "2026-11-18"), To: at(t, tokyo, "2026-11-19")}}},
			want: "11-18 00:00 11-19 00:00 tanaka | stand_in for suzuki | 2nd ito",
		},
		{
			name: "account deactivated", when: "2026-11-18 12:00",
			ch:   rotation.Changes{Deactivated: func(p string) bool { return p == "suzuki" }},
			want: "11-16 10:00 11-30 10:00 tanaka | stand_in for suzuki | 2nd ito",
		},
		{
			name: "all away", when: "2026-11-18 12:00",
			ch:   rotation.Changes{Deactivated: func(string) bool { return true }},
			want: "01-01 00:00 01-01 00:00 nobody | nobody for suzuki | 2nd -",
		},
		{
			name: "cover of somebody away", when: "2026-11-18 12:00",
			ch: rotation.Changes{
				Away: []rotation.Away{{Person: "suzuki", From: at(t, tokyo, "2026-11-17"), To: at(t, tokyo, "2026-11-20")}},
				Overrides: []rotation.Override{
					span(rotation.Override{ID: "1", Person: "mori", For: "suzuki", Author: "suzuki"}, "2026-11-18 00:00", "2026-11-19 00:00"),
				},
			},
			want: "11-18 00:00 11-19 00:00 mori | override for suzuki by suzuki | 2nd tanaka",
		},
		{
			name: "cover while all are away", when: "2026-11-18 12:00",
			ch: rotation.Changes{
				Deactivated: func(p string) bool { return p != "mori" },
				Overrides: []rotation.Override{
					span(rotation.Override{ID: "1", Person: "mori", For: "suzuki", Author: "lead"}, "2026-11-18 00:00", "2026-11-19 00:00"),
				},
			},
			want: "11-18 00:00 11-19 00:00 mori | override for suzuki by lead | 2nd -",
		},
		{
			name: "cover", when: "2026-11-18 12:00",
			ch: rotation.Changes{Overrides: []rotation.Override{
				span(rotation.Override{ID: "1", Person: "mori", For: "suzuki", Author: "ito"}, "2026-11-18 00:00", "2026-11-20 00:00"),
			}},
			want: "11-18 00:00 11-20 00:00 mori | override for suzuki by ito | 2nd tanaka",
		},
		{
			name: "an override beats a swap made later", when: "2026-11-18 12:00",
			ch: rotation.Changes{Overrides: []rotation.Override{
				span(rotation.Override{ID: "1", Person: "mori", Author: "lead"}, "2026-11-18 00:00", "2026-11-19 00:00"),
				span(rotation.Override{ID: "2", Kind: rotation.KindSwap, Person: "ito", For: "suzuki", Author: "ito"}, "2026-11-16 10:00", "2026-11-24 10:00"),
			}},
			want: "11-18 00:00 11-19 00:00 mori | override for ito by lead | 2nd tanaka",
		},
		{
			name: "the end reveals the swap", when: "2026-11-19 00:00",
			ch: rotation.Changes{Overrides: []rotation.Override{
				span(rotation.Override{ID: "1", Person: "mori", Author: "lead"}, "2026-11-18 00:00", "2026-11-19 00:00"),
				span(rotation.Override{ID: "2", Kind: rotation.KindSwap, Person: "ito", For: "suzuki", Author: "ito"}, "2026-11-16 10:00", "2026-11-24 10:00"),
			}},
			want: "11-19 00:00 11-24 10:00 ito | swap for suzuki by ito | 2nd tanaka",
		},
		{
			name: "for somebody else: no effect", when: "2026-11-18 12:00",
			ch: rotation.Changes{Overrides: []rotation.Override{
				span(rotation.Override{ID: "1", Person: "mori", For: "ito"}, "2026-11-18 00:00", "2026-11-20 00:00"),
			}},
			want: "11-16 10:00 11-24 10:00 suzuki | own_turn | 2nd tanaka",
		},
		{
			name: "a hole on purpose", when: "2026-11-18 12:00",
			ch: rotation.Changes{Overrides: []rotation.Override{
				span(rotation.Override{ID: "1", Author: "lead"}, "2026-11-18 00:00", "2026-11-20 00:00"),
			}},
			want: "11-18 00:00 11-20 00:00 nobody | nobody for suzuki by lead | 2nd tanaka",
		},
		{
			name: "secondary of its own", when: "2026-11-18 12:00",
			ch: rotation.Changes{Overrides: []rotation.Override{
				span(rotation.Override{ID: "1", Person: "mori", Role: rotation.Secondary}, "2026-11-18 00:00", "2026-11-20 00:00"),
			}},
			want: "11-16 10:00 11-24 10:00 suzuki | own_turn | 2nd mori",
		},
		{
			name: "primary covered by the secondary", when: "2026-11-18 12:00",
			ch: rotation.Changes{Overrides: []rotation.Override{
				span(rotation.Override{ID: "1", Person: "tanaka"}, "2026-11-18 00:00", "2026-11-20 00:00"),
			}},
			want: "11-18 00:00 11-20 00:00 tanaka | override for suzuki | 2nd ito",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, answer(r.OnCall(at(t, tokyo, c.when), c.ch)))
		})
	}
}

func TestHandoffsMoveOverHolidays(t *testing.T) {
	r := build(t, rotation.Spec{
		Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2024-12-16", Primary: []string{"a", "b", "c", "d"},
	}, tokyoCalendar(t))
	var got []string
	for _, span := range [][2]string{
		{"2024-12-16 10:00", "2025-01-15"},
		{"2025-11-16", "2025-12-02"},
		{"2025-12-16", "2026-01-15"},
		{"2026-09-08", "2026-10-02"},
		{"2027-04-20", "2027-05-15"},
	} {
		for s := range r.Shifts(at(t, r.Location(), span[0]), at(t, r.Location(), span[1]), rotation.Changes{}) {
			got = append(got, s.Start.Format("2006-01-02 15:04 Mon ")+s.Primary)
		}
		got = append(got, "")
	}
	golden(t, "holiday_shift", strings.Join(got, "\n"))
}

// By 1d with next_business_day turns are business days: a day of the weekend
// uses up no turn. With keep everybody has their day.
func TestDailyTurns(t *testing.T) {
	spec := rotation.Spec{Timezone: "Asia/Tokyo", Handoff: "10:00", Every: "1d", Start: "2026-11-19", Primary: []string{"a", "b", "c", "d"}}
	order := func(s rotation.Spec) string {
		r := build(t, s, tokyoCalendar(t))
		var people []string
		for s := range r.Shifts(at(t, r.Location(), "2026-11-19 10:00"), at(t, r.Location(), "2026-11-26"), rotation.Changes{}) {
			people = append(people, s.Start.Format("Mon2 ")+s.Primary)
		}
		return strings.Join(people, ", ")
	}
	require.Equal(t, "Thu19 a, Fri20 b, Tue24 c, Wed25 d", order(spec))
	spec.OnHoliday = "keep"
	require.Equal(t, "Thu19 a, Fri20 b, Sat21 c, Sun22 d, Mon23 a, Tue24 b, Wed25 c", order(spec))
	spec.OnHoliday, spec.Every, spec.Handoff = "", "7d", "Thu 10:00"
	require.Equal(t, "Thu19 a", order(spec))
}

func TestTimeOffDutyIsNoHole(t *testing.T) {
	r := build(t, rotation.Spec{
		Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2026-11-02", Primary: []string{"a"}, Duty: rotation.Lines{"opening hours"},
	}, tokyoCalendar(t))
	tokyo := r.Location()
	ch := rotation.Changes{Away: []rotation.Away{{Person: "a", From: at(t, tokyo, "2026-11-18 15:00"), To: at(t, tokyo, "2026-11-19 12:00")}}}
	var got []string
	for s := range r.Shifts(at(t, tokyo, "2026-11-18 09:00"), at(t, tokyo, "2026-11-20"), ch) {
		got = append(got, fmt.Sprintf("%s %s hole %t", describe(s), s.Why.Reason, s.Hole()))
	}
	require.Equal(t, []string{
		"11-18 09:00 11-18 10:00 nobody off_duty hole false",
		"11-18 10:00 11-18 15:00 a own_turn hole false",
		"11-18 15:00 11-18 19:00 nobody nobody hole true",
		"11-18 19:00 11-19 10:00 nobody off_duty hole false",
		"11-19 10:00 11-19 12:00 nobody nobody hole true",
		"11-19 12:00 11-19 19:00 a own_turn hole false",
		"11-19 19:00 11-20 00:00 nobody off_duty hole false",
	}, got)
}

func TestWeekendLayer(t *testing.T) {
	r := build(t, rotation.Spec{
		Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2026-11-02", Primary: []string{"a", "b"},
		Layers: []rotation.Layer{{
			Name: "weekend", Primary: []string{"w", "x"}, OnHoliday: "keep", Duty: rotation.Lines{"Sat-Sun 00:00-24:00"},
		}},
	}, tokyoCalendar(t))
	tokyo := r.Location()
	var got []string
	for s := range r.Shifts(at(t, tokyo, "2026-11-13"), at(t, tokyo, "2026-11-24"), rotation.Changes{}) {
		got = append(got, describe(s)+" "+s.Why.Note)
	}
	require.Equal(t, []string{
		"11-13 00:00 11-14 00:00 b ", "11-14 00:00 11-16 00:00 x weekend", "11-16 00:00 11-16 10:00 b ",
		"11-16 10:00 11-21 00:00 a ", "11-21 00:00 11-23 00:00 w weekend", "11-23 00:00 11-24 00:00 a ",
	}, got)
}

func TestRotationThatEnds(t *testing.T) {
	r := build(t, rotation.Spec{
		Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Start: "2026-11-02", End: "2026-11-18", Primary: []string{"a", "b"},
	}, tokyoCalendar(t))
	tokyo := r.Location()
	s := r.OnCall(at(t, tokyo, "2026-11-18 23:59"), rotation.Changes{})
	require.Equal(t, "11-16 10:00 11-19 00:00 a", describe(s)) // the end's day is included
	s = r.OnCall(at(t, tokyo, "2026-11-19"), rotation.Changes{})
	require.Equal(t, rotation.Ended, s.Why.Reason)
	require.True(t, s.Hole())
}

func TestExternalSchedule(t *testing.T) {
	empty, err := rotation.Spec{Source: "datadog", Schedule: "3653d3c6-0c75-11ea-ad28-fb5701eabc7d", Timezone: "Asia/Tokyo"}.Build(nil)
	require.NoError(t, err)
	tokyo := empty.Location()
	require.True(t, empty.OnCall(at(t, tokyo, "2026-11-18"), rotation.Changes{}).Hole())
	dated := rotation.Dated{Shifts: []rotation.Shift{
		{Start: at(t, tokyo, "2026-11-16 10:00"), End: at(t, tokyo, "2026-11-18 10:00"), Primary: "a", Secondary: "b"},
		{Start: at(t, tokyo, "2026-11-18 10:00"), End: at(t, tokyo, "2026-11-20 10:00"), Primary: "a"},
		{Start: at(t, tokyo, "2026-11-21 10:00"), End: at(t, tokyo, "2026-11-23 10:00"), Primary: "b"},
	}}
	r := empty.From(dated)
	ch := rotation.Changes{Overrides: []rotation.Override{{
		ID: "1", Person: "c", For: "a", Start: at(t, tokyo, "2026-11-17"), End: at(t, tokyo, "2026-11-18"), Author: "lead",
	}}}
	var got []string
	for s := range r.Shifts(at(t, tokyo, "2026-11-16 10:00"), at(t, tokyo, "2026-11-22"), ch) {
		got = append(got, answer(s))
	}
	require.Equal(t, []string{
		"11-16 10:00 11-17 00:00 a | external | 2nd b",
		"11-17 00:00 11-18 00:00 c | override for a by lead | 2nd b",
		"11-18 00:00 11-18 10:00 a | external | 2nd b",
		"11-18 10:00 11-20 10:00 a | external | 2nd -",
		"11-20 10:00 11-21 10:00 nobody | nobody | 2nd -",
		"11-21 10:00 11-22 00:00 b | external | 2nd -",
	}, got)
	now := at(t, tokyo, "2026-11-17 12:00")
	require.Equal(t, r.OnCall(now, ch), dated.OnCall(now, ch))
	require.Equal(t, "11-18 00:00 11-20 10:00 a | external | 2nd b", answer(r.OnCall(at(t, tokyo, "2026-11-18 09:00"), ch)))
}

func TestOverrideClip(t *testing.T) {
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	o := rotation.Override{Start: now.Add(-time.Hour), End: now.Add(time.Hour)}
	clipped, err := o.Clip(now)
	require.NoError(t, err)
	require.Equal(t, now, clipped.Start)
	_, err = rotation.Override{Start: now.Add(-time.Hour), End: now}.Clip(now)
	require.Error(t, err)
	_, err = rotation.Override{Start: now, End: now.Add(time.Hour), Role: "tertiary"}.Clip(now)
	require.ErrorContains(t, err, "tertiary")
}

func TestAwayOn(t *testing.T) {
	tokyo := zone(t, "Asia/Tokyo")
	a, err := rotation.AwayOn("ito", civil(t, "2026-11-20"), civil(t, "2026-11-21"), tokyo)
	require.NoError(t, err)
	require.Equal(t, at(t, tokyo, "2026-11-20"), a.From)
	require.Equal(t, at(t, tokyo, "2026-11-22"), a.To)
	_, err = rotation.AwayOn("ito", civil(t, "2026-11-20"), civil(t, "2026-11-19"), tokyo)
	require.Error(t, err)
}

func TestCheckEdit(t *testing.T) {
	r := platform(t)
	now := at(t, r.Location(), "2026-11-20 10:00")
	ok := func(e rotation.Edit) {
		t.Helper()
		e.At = now
		require.NoError(t, r.CheckEdit(e, now, rotation.Changes{}))
	}
	bad := func(e rotation.Edit, says string) {
		t.Helper()
		if e.At.IsZero() {
			e.At = now
		}
		require.ErrorContains(t, r.CheckEdit(e, now, rotation.Changes{}), says)
	}
	ok(rotation.Edit{Op: rotation.AddMember, Person: "mori", Before: "ito"})
	ok(rotation.Edit{Op: rotation.RemoveMember, Person: "ito"})
	ok(rotation.Edit{Op: rotation.ReorderAll, Members: []string{"suzuki", "ito", "tanaka"}})
	ok(rotation.Edit{Op: rotation.Reschedule, Handoff: "11:00"})
	ok(rotation.Edit{Op: rotation.Reschedule, Start: "2026-11-25", Handoff: "Wed 11:00"})
	bad(rotation.Edit{Op: rotation.AddMember, Person: "mori", At: now.Add(-1)}, "past")
	bad(rotation.Edit{Op: rotation.AddMember}, "nobody")
	bad(rotation.Edit{Op: rotation.AddMember, Person: "mori", Before: "sato"}, "sato")
	bad(rotation.Edit{Op: rotation.RemoveMember, Person: "mori"}, "not in the rotation")
	bad(rotation.Edit{Op: rotation.ReplaceMember, Person: "ito"}, "nobody")
	bad(rotation.Edit{Op: rotation.ReorderAll, Members: []string{"ito", "tanaka"}}, "other members")
	bad(rotation.Edit{Op: rotation.Reschedule, Every: "soon"}, "every")
	bad(rotation.Edit{Op: rotation.SetActive, Person: "ito", Layer: 1}, "layer")
	bad(rotation.Edit{}, "no such edit")

	ch := rotation.Changes{Edits: []rotation.Edit{{At: now, Op: rotation.RemoveMember, Person: "ito"}}}
	require.Equal(t, []string{"suzuki", "tanaka"}, r.Members(now, 0, ch))
	require.Equal(t, []string{"suzuki", "tanaka", "ito"}, r.Members(now.Add(-1), 0, ch))
	require.Empty(t, r.Members(now, 1, ch))
}

func TestChangesSurviveJSON(t *testing.T) {
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	was := struct {
		Override rotation.Override
		Edit     rotation.Edit
		Why      rotation.Why
	}{
		rotation.Override{ID: "1", Kind: rotation.KindSwap, Start: now, End: now.Add(time.Hour), Person: "a", Created: now},
		rotation.Edit{At: now, Op: rotation.SetActive, Person: "b"},
		rotation.Why{Reason: rotation.StandIn, For: "c"},
	}
	b, err := json.Marshal(was)
	require.NoError(t, err)
	require.Contains(t, string(b), `"set_active"`)
	require.Contains(t, string(b), `"stand_in"`)
	back := was
	back.Edit.Op, back.Override.Kind, back.Why.Reason = 0, 0, 0
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, was, back)
	require.Error(t, new(rotation.Reason).UnmarshalText([]byte("because")))
}

func TestSpecMistakes(t *testing.T) {
	_, err := rotation.Spec{
		Timezone: "JST", Handoff: "Mon 10:00", Every: "1w", Start: "2026-01-06", Primary: []string{"a", " "}, OnHoliday: "skip",
		Schedule: "abc", Secondary: rotation.Second{Offset: 1000}, Duty: rotation.Lines{"Mon-Fri", "opening hours"},
		End: "2026-01-01",
		Layers: []rotation.Layer{
			{Timezone: "Mars/Olympus", Every: "0w", Start: "2026-02-30"},
			{Timezone: "Asia/Tokyo", Every: "1d", OnHoliday: "keep", Start: "2026-01-05", Handoff: "Mon 10:00"},
			{Timezone: "Asia/Tokyo", Every: "400d", Start: "2026-01-05 09:00", Handoff: "10:00"},
			{Timezone: "Asia/Tokyo", Start: "2026-01-05", Handoff: "noon", OnHoliday: "keep"},
			{Timezone: "Asia/Tokyo", Start: "2026-01-05", OnHoliday: "keep"},
		},
	}.Build(nil)
	golden(t, "spec_mistakes", err.Error())

	_, err = rotation.Spec{}.Build(nil)
	golden(t, "spec_empty", err.Error())
	_, err = rotation.Spec{Source: "opsgenie"}.Build(nil)
	require.ErrorContains(t, err, "opsgenie")
	_, err = rotation.Spec{Source: "ical", Timezone: "UTC", Primary: []string{"a"}}.Build(nil)
	golden(t, "spec_external", err.Error())

	for _, name := range []string{"", "Local", "JST", "EST", "Asia/Edo", "../etc/passwd"} {
		_, err := rotation.LoadZone(name)
		require.Error(t, err, name)
	}
	loc, err := rotation.LoadZone("UTC")
	require.NoError(t, err)
	require.Equal(t, "UTC", loc.String())
}
