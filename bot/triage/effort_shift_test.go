package triage_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/rotation"
)

// rota has tanaka and suzuki take turns of a week from Monday 3 November 2025.
func (o *office) rota() *office {
	o.t.Helper()
	r, err := rotation.Spec{Handoff: "Mon 10:00", Start: "2025-11-03", OnHoliday: "keep", Primary: []string{string(tanaka), string(suzuki)}}.
		Build(o.Policy.Calendar)
	require.NoError(o.t, err)
	o.Schedules = map[triage.RotationID]triage.Schedule{"platform": r}
	return o
}

// Suzuki covers half of tanaka's week: whose turn it was and who worked stand
// beside each other, each with what it came to.
func TestShiftsSayWhoWasPlannedAndWhatItCost(t *testing.T) {
	o := newOffice(t).rota()
	loc := o.Policy.Calendar.Location()
	day := func(text string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
		require.NoError(t, err)
		return at
	}
	o.at("2025-11-14 12:00")
	_, err := o.Handle(t.Context(), triage.Order{Key: "cover", Rotation: "platform", By: tanaka, Command: triage.Cover{
		Person: suzuki, From: day("2025-11-20 00:00"), To: day("2025-11-24 10:00"),
	}})
	require.NoError(t, err)
	a := o.at("2025-11-18 11:00").ask("first")
	o.at("2025-11-18 11:10").reply(a, tanaka)
	o.at("2025-11-20 20:00").reply(a, suzuki)
	o.at("2025-11-21 11:00").reply(a, suzuki)
	o.at("2025-11-21 11:20").resolve(a, suzuki, reasons(90))

	shifts, loads, err := o.Shifts(t.Context(), day("2025-11-17 10:00"), day("2025-11-27 10:00"))
	require.NoError(t, err)
	var got []string
	for _, s := range shifts {
		got = append(got, fmt.Sprintf("%s %s for %s: %d min, %d, %d out of hours",
			s.From.In(loc).Format("01-02 15:04"), s.Actual, s.Planned, s.Effort.Minutes, s.Effort.Interruptions, s.Effort.OutOfHours))
	}
	require.Equal(t, []string{
		"11-17 10:00 UTANAKA for UTANAKA: 30 min, 1, 0 out of hours",
		"11-20 00:00 USUZUKI for UTANAKA: 60 min, 2, 1 out of hours",
		"11-24 10:00 USUZUKI for USUZUKI: 0 min, 0, 0 out of hours",
	}, got)
	hours := func(n int) time.Duration { return time.Duration(n) * time.Hour }
	require.Equal(t, []triage.DutyLoad{
		{
			Person:  suzuki,
			Planned: rotation.Load{Shifts: 1, Total: hours(72), Holidays: 1, Closed: hours(14), Nights: 3},
			Actual:  rotation.Load{Shifts: 1, Total: hours(4*24 + 10 + 72), Weekend: hours(48), Weekends: 1, Holidays: 1, Closed: hours(72), Nights: 8},
		},
		{
			Person:  tanaka,
			Planned: rotation.Load{Shifts: 1, Total: hours(7 * 24), Weekend: hours(48), Weekends: 1, Holidays: 1, Closed: hours(58), Nights: 7},
			Actual:  rotation.Load{Shifts: 1, Total: hours(2*24 + 14), Nights: 3},
		},
	}, loads)
}

// Four heavy days make a week that inquiries took whole; three do not.
func TestAbsorbedWeeks(t *testing.T) {
	for _, c := range []struct{ days, weeks int }{{3, 0}, {4, 1}, {5, 1}} {
		o := newOffice(t)
		for d := range c.days {
			q := o.at(fmt.Sprintf("2025-11-%d 10:00", 17+d)).ask("a day's work")
			o.at(fmt.Sprintf("2025-11-%d 11:00", 17+d)).reply(q, tanaka)
			o.resolve(q, tanaka, reasons(300))
		}
		from, to := triage.Period("2025-W47").Bounds(o.Policy.Calendar.Location())
		got, err := o.Efforts(t.Context(), from, to, "")
		require.NoError(t, err)
		require.Equal(t, c.days, got[0].HeavyDays)
		require.Equal(t, c.weeks, got[0].AbsorbedWeeks)
	}
}
