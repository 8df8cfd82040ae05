package rotation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func external(t *testing.T, d rotation.Dated) *rotation.Rotation {
	t.Helper()
	r, err := rotation.Spec{Source: "pagerduty", Schedule: "PABC123", Timezone: "Asia/Tokyo"}.Build(nil)
	require.NoError(t, err)
	return r.From(d)
}

// A copy of another system's schedule ends somewhere. That is no handoff ahead
// of it, and beyond it nobody is on call.
func TestACopyEnds(t *testing.T) {
	tokyo, err := rotation.LoadZone("Asia/Tokyo")
	require.NoError(t, err)
	until := at(t, tokyo, "2026-12-01 10:00")
	asOf := at(t, tokyo, "2026-11-17 10:02")
	r := external(t, rotation.Dated{AsOf: asOf, Until: until, Shifts: []rotation.Shift{
		{Start: at(t, tokyo, "2026-11-16 10:00"), End: until, Primary: "a"},
	}})
	s := r.OnCall(at(t, tokyo, "2026-11-17 12:00"), rotation.Changes{})
	require.Equal(t, "a", s.Primary)
	require.True(t, s.End.IsZero(), "how long the shift goes on is not known, but got %s", s.End)
	require.True(t, s.AsOf.Equal(asOf))

	s = r.OnCall(until, rotation.Changes{})
	require.Equal(t, rotation.Unknown, s.Why.Reason)
	require.True(t, s.Hole())
	require.True(t, s.Start.Equal(until))

	var turns []string
	for turn := range r.Turns(rotation.Primary, at(t, tokyo, "2026-11-17"), until.Add(24*time.Hour), rotation.Changes{}) {
		turns = append(turns, turn.Person+" "+turn.Why.Reason.String())
		require.False(t, turn.Hole(), "a calendar shows no hole where nothing is known yet")
	}
	require.Equal(t, []string{"a external", " unknown"}, turns)

	cover := rotation.Changes{Overrides: []rotation.Override{{ID: "1", Person: "c", Start: until, End: until.Add(time.Hour)}}}
	require.Equal(t, "c", r.OnCall(until, cover).Primary, "what people arranged holds beyond the copy")

	mark := rotation.Watermark{At: until.Add(-time.Minute), Person: "a"}
	_, handoff := r.Tick(mark, until, rotation.Changes{})
	require.NotNil(t, handoff, "that nobody is known any more has to be told")
	require.Empty(t, handoff.Incoming)
}

// Who is on call in another system need not be known here. The name is kept, and
// is beaten by anybody who is known.
func TestSomebodyUnknownIsNamed(t *testing.T) {
	tokyo, err := rotation.LoadZone("Asia/Tokyo")
	require.NoError(t, err)
	from, to := at(t, tokyo, "2026-11-16 10:00"), at(t, tokyo, "2026-11-23 10:00")
	r := external(t, rotation.Dated{Shifts: []rotation.Shift{
		{Start: from, End: to, Why: rotation.Why{Note: "Jiro Ito"}},
		{Start: from.Add(24 * time.Hour), End: from.Add(48 * time.Hour), Primary: "b"},
	}})
	s := r.OnCall(from, rotation.Changes{})
	require.True(t, s.Hole())
	require.Equal(t, rotation.Why{Reason: rotation.Nobody, Note: "Jiro Ito"}, s.Why)
	require.Equal(t, "11-17 10:00 11-18 10:00 b", describe(r.OnCall(from.Add(24*time.Hour), rotation.Changes{})))
}

// A mention would reach nobody.
func TestWhoHasLeftIsNobody(t *testing.T) {
	tokyo, err := rotation.LoadZone("Asia/Tokyo")
	require.NoError(t, err)
	from, to := at(t, tokyo, "2026-11-16 10:00"), at(t, tokyo, "2026-11-23 10:00")
	r := external(t, rotation.Dated{Shifts: []rotation.Shift{
		{Start: from, End: to, Primary: "gone", Secondary: "b"},
		{Start: to, End: to.Add(time.Hour), Primary: "gone"},
		{Start: to.Add(time.Hour), End: to.Add(2 * time.Hour), Primary: "a", Secondary: "gone"},
	}})
	left := rotation.Changes{Deactivated: func(person string) bool { return person == "gone" }}
	require.Equal(t, "b | stand_in for gone | 2nd -", answer(r.OnCall(from, left))[len("11-16 10:00 11-23 10:00 "):])
	require.Equal(t, rotation.Why{Reason: rotation.Nobody, For: "gone"}, r.OnCall(to, left).Why)
	require.Empty(t, r.OnCall(to.Add(time.Hour), left).Secondary)
	left.Overrides = []rotation.Override{{ID: "1", Person: "c", For: "gone", Start: to, End: to.Add(time.Hour)}}
	require.Equal(t, "c", r.OnCall(to, left).Primary, "their turn is still theirs to have covered")
}

// Who said in toban that they are away is passed over in the schedule of another
// system as well, from the instant on and until its end, and what they had
// arranged before still counts.
func TestWhoIsAwayIsPassedOverInExternalSchedules(t *testing.T) {
	tokyo := zone(t, "Asia/Tokyo")
	from, to := at(t, tokyo, "2026-11-16 10:00"), at(t, tokyo, "2026-11-23 10:00")
	r := external(t, rotation.Dated{Shifts: []rotation.Shift{
		{Start: from, End: to, Primary: "a", Secondary: "b"},
		{Start: to, End: to.AddDate(0, 0, 7), Primary: "a"},
	}})
	leave, back := at(t, tokyo, "2026-11-18 00:00"), at(t, tokyo, "2026-11-25 00:00")
	ch := rotation.Changes{Away: []rotation.Away{{Person: "a", From: leave, To: back}}}
	before := r.OnCall(from, ch)
	require.Equal(t, "a", before.Primary)
	require.True(t, before.End.Equal(leave), "until they leave")
	stands := r.OnCall(leave, ch)
	require.Equal(t, "b", stands.Primary)
	require.Empty(t, stands.Secondary, "one person is not both")
	require.Equal(t, rotation.Why{Reason: rotation.StandIn, For: "a"}, stands.Why)
	require.Equal(t, rotation.Why{Reason: rotation.Nobody, For: "a"}, r.OnCall(to, ch).Why)
	require.Equal(t, "a", r.OnCall(back, ch).Primary, "they are back")

	ch.Overrides = []rotation.Override{{ID: "1", Person: "c", For: "a", Start: leave, End: to.Add(time.Hour)}}
	require.Equal(t, "c", r.OnCall(leave, ch).Primary, "whom they had asked comes before the secondary")
	require.Equal(t, "c", r.OnCall(to, ch).Primary)

	ch = rotation.Changes{Away: []rotation.Away{{Person: "b", From: leave, To: back}}}
	require.Empty(t, r.OnCall(leave, ch).Secondary)
	require.Equal(t, "a", r.OnCall(leave, ch).Primary)
}

func TestWhatAnExternalScheduleKeepsItself(t *testing.T) {
	_, err := rotation.Spec{
		Source: "datadog", Schedule: "3653d3c6-0c75-11ea-ad28-fb5701eabc7d", Timezone: "Asia/Tokyo", Handoff: "Mon 10:00", Every: "1w", OnHoliday: "keep", Start: "2026-01-05",
		End: "2027-01-05", Duty: rotation.Lines{"Mon-Fri 09:00-17:00"}, Secondary: rotation.Second{Offset: 1},
	}.Build(nil)
	for _, key := range []string{"handoff", "every", "on_holiday", "start", "end", "duty", "secondary"} {
		require.ErrorContains(t, err, key+": ")
	}
}

func TestSchedulesOfOtherSystems(t *testing.T) {
	for _, c := range []struct{ source, schedule, wrong string }{
		{"datadog", "3653d3c6-0c75-11ea-ad28-fb5701eabc7d", ""},
		{"datadog", "platform", "no id of a Datadog schedule"},
		{"datadog", "", "missing: which schedule of datadog"},
		{"pagerduty", "PI7DH85", ""},
		{"pagerduty", "../users", "no id of a PagerDuty schedule"},
		{"ical", "https://calendar.example.com/a.ics", ""},
		{"ical", "file:/etc/oncall.ics", ""},
		{"ical", "file:oncall.ics", ""},
		{"ical", "file:", "names no file"},
		{"ical", "http://calendar.example.com/s3cr3t.ics", "begins with https:// or file:"},
		{"ical", "webcal://calendar.example.com/s3cr3t.ics", "https:// instead of webcal://"},
		{"ical", "/etc/s3cr3t.ics", "begins with https:// or file:"},
		{"ical", "https://exa mple.com/s3cr3t", "begins with https:// or file:"},
		{"opsgenie", "x", "want builtin, datadog, pagerduty or ical"},
	} {
		spec := rotation.Spec{Source: c.source, Schedule: c.schedule, Timezone: "Asia/Tokyo"}
		_, err := spec.Build(nil)
		require.True(t, spec.External())
		if c.wrong == "" {
			require.NoError(t, err, c.schedule)
			continue
		}
		require.ErrorContains(t, err, c.wrong)
		require.NotContains(t, err.Error(), "s3cr3t")
	}
	require.False(t, rotation.Spec{Source: "builtin"}.External())
}
