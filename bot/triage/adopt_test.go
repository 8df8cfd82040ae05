package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// registered is an outage that Datadog has, as it shows it.
func registered(t *testing.T) (*outage, RemoteFace) {
	t.Helper()
	o := newOutage(t, func(d *Declare) { d.Commander = tanaka })
	seen := RemoteFace{Status: IncidentActive, Severity: "SEV-2", Title: "API 502", Commander: "there-tanaka", Modified: o.now}
	o.do("", Registered{ID: "0-0", PublicID: 1, Seen: seen})
	o.pass(time.Minute)
	return o, seen
}

func TestWhatIsChangedInDatadogIsTakenOver(t *testing.T) {
	o, seen := registered(t)
	at := o.now
	seen.Status, seen.Severity, seen.Title, seen.Summary, seen.Affected, seen.Commander, seen.Modified =
		IncidentStable, "SEV-1", "API is down", "a full disk", "everybody", "there-ito", at
	o.pass(20 * time.Second)
	o.do("", ObserveIncident{Seen: seen, Commander: ito, Chief: "Ito"})
	require.Equal(t, IncidentStable, o.i.Status)
	require.Equal(t, at, o.i.StableAt, "by Datadog's clock")
	require.Equal(t, Severity("SEV-1"), o.i.Severity)
	require.Equal(t, "API is down", o.i.Title)
	require.Equal(t, "a full disk", o.i.Summary)
	require.Equal(t, at, o.i.UpdatedAt, "a summary there tells how it stands")
	require.Equal(t, "everybody", o.i.Affected)
	require.Equal(t, ito, o.i.Commander)
	require.False(t, o.i.Acting)
	require.Empty(t, told[SyncIncident](o.last), "it is not sent back")
	require.False(t, o.i.Datadog.Pending())
	for _, e := range o.i.Timeline[1:] {
		require.True(t, e.Remote, e.What)
		require.Equal(t, at, e.At)
	}

	version := o.i.Version
	o.do("", ObserveIncident{Seen: seen, Commander: ito, Chief: "Ito"})
	require.Equal(t, version, o.i.Version, "the same look twice is one change")

	seen.Commander = "there-jane"
	o.do("", ObserveIncident{Seen: seen, Chief: "Jane"})
	require.Empty(t, o.i.Commander, "nobody in Slack")
	require.Equal(t, "Jane", o.i.Datadog.Chief)
	require.False(t, o.i.Acting)
	o.do(suzuki, ChangeIncident{Commander: suzuki})
	require.Empty(t, o.i.Datadog.Chief)
}

// Which side changed what is told by what Datadog showed before, not by clocks.
func TestLooksAreInNoOrder(t *testing.T) {
	for name, skew := range map[string]time.Duration{"clocks agree": 0, "theirs is ahead": time.Hour, "theirs is behind": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			o, before := registered(t)
			before.Modified = before.Modified.Add(skew)
			o.i.Datadog.Seen = before
			there := func() time.Time { return o.now.Add(skew) }

			o.do(tanaka, ChangeIncident{Severity: "SEV-1"})
			o.do("", ObserveIncident{Seen: before})
			require.Equal(t, Severity("SEV-1"), o.i.Severity, "it is on its way")
			after := before
			after.Severity, after.Modified = "SEV-1", there()
			o.do("", Synced{At: o.now, Seen: after})
			o.do("", ObserveIncident{Seen: before})
			require.Equal(t, Severity("SEV-1"), o.i.Severity, "a look from before the receipt")

			o.pass(time.Minute)
			lower := after
			lower.Severity, lower.Modified = "SEV-3", there()
			o.do("", ObserveIncident{Seen: lower})
			require.Equal(t, Severity("SEV-3"), o.i.Severity, "changed there since")
			o.do("", ObserveIncident{Seen: after})
			require.Equal(t, Severity("SEV-3"), o.i.Severity, "an older look comes later")
		})
	}
}

// What Datadog refused stays as it is here until somebody changes it there.
func TestARefusedChangeIsNotTakenBack(t *testing.T) {
	o, seen := registered(t)
	o.do(tanaka, ChangeIncident{Title: "checkout"})
	o.i = o.i.Apply(Record{At: o.now, Event: Bounced{Notice: EnvelopeOf(SyncIncident{}).Name, Reason: "forbidden"}})
	o.do("", ObserveIncident{Seen: seen})
	require.Equal(t, "checkout", o.i.Title)
	seen.Title, seen.Modified = "cart", o.now
	o.do("", ObserveIncident{Seen: seen})
	require.Equal(t, "cart", o.i.Title)
}

// Of an incident from before looks were remembered, only state and severity
// are compared with what is known here.
func TestTheFirstLookIsTheBase(t *testing.T) {
	o := newOutage(t)
	o.do("", Registered{ID: "0-0", PublicID: 1})
	o.pass(time.Minute)
	seen := RemoteFace{Status: IncidentStable, Severity: "SEV-2", Title: "API 502", Summary: "long known", Modified: o.now}
	o.do("", ObserveIncident{Seen: seen})
	require.Equal(t, IncidentStable, o.i.Status)
	require.Empty(t, o.i.Summary)
	seen.Summary, seen.Modified = "new", o.now
	o.do("", ObserveIncident{Seen: seen})
	require.Equal(t, "new", o.i.Summary)
}

func adoption(o *outage) AdoptIncident {
	return AdoptIncident{
		ObserveIncident: ObserveIncident{
			Seen:      RemoteFace{Status: IncidentActive, Severity: "SEV-2", Title: "checkout", Affected: "shops", Commander: "there-ito", Modified: o.now},
			Commander: ito, Chief: "Ito",
		},
		ID: "9-9", PublicID: 9, URL: "https://app.datadoghq.com/incidents/9", Declared: o.now.Add(-10 * time.Minute), Detected: o.now.Add(-15 * time.Minute), Lang: "ja",
	}
}

func TestAnIncidentDeclaredInDatadogIsRecorded(t *testing.T) {
	fresh := func() *outage {
		o := newOutage(t)
		o.i = Incident{ID: "INC-2"}
		o.policy.Incident.Page = PagePolicy{Team: "platform", Severity: map[Severity]PageUrgency{"SEV-2": PageHigh}}
		return o
	}
	o := fresh()
	c := adoption(o)
	o.do("", c)
	require.Equal(t, "checkout", o.i.Title)
	require.Equal(t, "shops", o.i.Affected)
	require.Equal(t, ito, o.i.Commander)
	require.Equal(t, c.Declared, o.i.DeclaredAt)
	require.Equal(t, c.Detected, o.i.DetectedAt)
	require.Equal(t, "9-9", o.i.Datadog.ID)
	require.True(t, o.i.Datadog.Declared)
	require.False(t, o.i.Datadog.Pending())
	require.Len(t, told[ShowIncident](o.last), 1)
	require.Len(t, told[FindChannel](o.last), 1, "Datadog's channel, if it made one")
	require.Empty(t, told[OpenIncident](o.last), "it is there already")
	require.Empty(t, told[SendPage](o.last), "people were paged there")
	require.Equal(t, 20*time.Minute, o.due(RemindUpdate), "30 min after the declaration")
	require.Zero(t, o.due(RemindCommander))

	o = fresh()
	c.Seen.Commander, c.Commander, c.Chief, c.Seen.Severity = "", "", "", ""
	o.do("", c)
	require.True(t, o.i.Acting, "nobody commands")
	require.Equal(t, UnknownSeverity, o.i.Severity)

	o = fresh()
	c.Seen.Status, c.Resolved = IncidentResolved, o.now.Add(-2*time.Minute)
	o.do("", c)
	require.Equal(t, IncidentResolved, o.i.Status)
	require.False(t, o.i.ReviewOwed(), "no severity asks for one")
	require.Equal(t, 8*time.Minute, o.i.ResolvedAt.Sub(o.i.DeclaredAt))
	require.Len(t, told[ShowIncident](o.last), 1, "one line tells all of it")
	require.Empty(t, told[TellState](o.last))
	require.Empty(t, o.last.Reminders)

	o = fresh()
	c.Seen.Severity = "SEV-1"
	o.policy.Incident.Review = map[Severity]ReviewTerm{"SEV-1": {Days: 3}}
	o.do("", c)
	require.True(t, o.i.ReviewOwed(), "its review is owed all the same")

	o = fresh()
	require.Equal(t, "denied", o.refused(sato, adoption(o)))
	_, err := o.policy.Decide(State{Incident: Incident{ID: "INC-3"}}, Order{Key: "k", Command: c}, Facts{Now: o.now, Registered: "INC-2"})
	require.Equal(t, Conflict, KindOf(err))
}

// Somebody has declared by hand in Datadog what it would not take from toban.
func TestAnIncidentIsTiedToOneDeclaredByHand(t *testing.T) {
	o := newOutage(t)
	o.do("", Unregistered{Reason: "forbidden"})
	o.do(tanaka, ChangeIncident{Severity: "SEV-1"})
	c := adoption(o)
	require.Equal(t, "denied", o.refused(sato, c))
	o.do(tanaka, c)
	require.Equal(t, "9-9", o.i.Datadog.ID)
	require.Empty(t, o.i.Datadog.Refused)
	require.Equal(t, "API 502", o.i.Title)
	require.True(t, o.i.Datadog.Pending())
	require.Equal(t, []SyncIncident{{
		Incident: "INC-1", Status: IncidentActive, Severity: "SEV-1", Title: "API 502", Commander: suzuki, At: o.now,
	}}, told[SyncIncident](o.last), "what is recorded here goes there")
	require.Equal(t, "adopted", o.refused(tanaka, c))
	c.ID = "8-8"
	require.Equal(t, "in_datadog", o.refused(tanaka, c), "one is enough")

	drill := newOutage(t, func(d *Declare) { d.Drill = true })
	require.Equal(t, "adopt_drill", drill.refused(tanaka, adoption(drill)))
}
