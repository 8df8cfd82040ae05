package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhatAResolutionTells(t *testing.T) {
	o := newOutage(t)
	o.i.Inquiries = []InquiryID{"INQ-1"}
	o.do("", ChannelFound{Channel: "C7", Name: "inc-1"})
	o.do(tanaka, TakeCommand{})
	o.pass(40 * time.Minute)
	o.do(tanaka, ChangeIncident{Status: IncidentResolved, Fixed: " rolled back "})
	line := TellState{Incident: "INC-1", Status: IncidentResolved, By: tanaka, Fixed: "rolled back", Took: 40 * time.Minute}
	inside := line
	inside.Inside = true
	require.Equal(t, []TellState{line, inside}, told[TellState](o.last))
	require.Equal(t, []TellIncident{{Incident: "INC-1", Inquiry: "INQ-1", Over: true}}, told[TellIncident](o.last))
	require.Equal(t, "rolled back", told[SyncIncident](o.last)[0].Summary)
	require.Len(t, told[FurnishChannel](o.last), 1, "the topic says so")
	require.Equal(t, "rolled back", o.i.Fixed)

	require.Equal(t, "already", o.refused(tanaka, ChangeIncident{Status: IncidentResolved}))
	require.Equal(t, "incident_over", o.refused(tanaka, ChangeIncident{Status: IncidentStable}), "the button of an old message")
	require.Equal(t, "denied", o.refused("U9", ReopenIncident()))

	o.pass(10 * time.Minute)
	o.do(tanaka, ReopenIncident())
	require.Equal(t, IncidentActive, o.i.Status)
	require.Zero(t, o.i.ResolvedAt)
	require.Empty(t, o.i.Fixed, "it was not")
	require.Len(t, told[TellState](o.last), 2)
	require.Equal(t, []TellIncident{{Incident: "INC-1", Inquiry: "INQ-1", Again: true}}, told[TellIncident](o.last))
	require.Equal(t, IncidentActive, told[SyncIncident](o.last)[0].Status)
	require.Equal(t, 30*time.Minute, o.due(RemindUpdate), "updates are owed again")
	require.Equal(t, []string{"declared", "commander", "state", "fixed", "state"}, whats(o.i))
}

func whats(i Incident) (keys []string) {
	for _, e := range i.Timeline {
		keys = append(keys, e.What)
	}
	return keys
}

func TestAResolutionInDatadogIsTold(t *testing.T) {
	o := newOutage(t)
	o.pass(time.Minute)
	o.do("", ObserveIncident{Seen: RemoteFace{Status: IncidentResolved, Modified: o.now}})
	require.Equal(t, []TellState{{Incident: "INC-1", Status: IncidentResolved, Took: time.Minute}}, told[TellState](o.last))
}

func TestAChangeIsPendingUntilDatadogHasIt(t *testing.T) {
	o := newOutage(t)
	require.True(t, o.i.Datadog.Pending(), "the creation")
	o.do("", Registered{ID: "0-0", PublicID: 1})
	require.False(t, o.i.Datadog.Pending())

	o.pass(time.Minute)
	o.do(tanaka, ChangeIncident{Severity: "SEV-1"})
	first := o.now
	require.True(t, o.i.Datadog.Pending())
	o.pass(time.Minute)
	o.do(tanaka, UpdateIncident{Status: "rolling back"})
	o.do("", Synced{At: first})
	require.True(t, o.i.Datadog.Pending(), "the update still waits")
	require.Empty(t, o.last.Notices)
	o.do("", Synced{At: o.now})
	require.False(t, o.i.Datadog.Pending())
	require.Len(t, told[ShowIncident](o.last), 1, "the mark goes")
	o.do("", Synced{At: o.now})
	require.Empty(t, o.last.Events)

	o.do(tanaka, ChangeIncident{Scribe: suzuki})
	require.False(t, o.i.Datadog.Pending(), "Datadog knows no scribe")

	o.pass(time.Minute)
	o.do(tanaka, ChangeIncident{Severity: "SEV-2"})
	o.do("", Undeliverable{Notice: "sync_incident", Reason: "no such field"})
	require.False(t, o.i.Datadog.Pending())
	require.Equal(t, "no such field", o.i.Datadog.Refused)
	require.Len(t, told[ShowIncident](o.last), 1)
}

func TestSlug(t *testing.T) {
	cases := []struct{ title, want string }{
		{"API 502", "api-502"},
		{"本番の API が 502 を返す", "api-502"},
		{"決済が遅い", ""},
		{"Checkout answers 502 for every customer in Tokyo", "checkout-answers-502-for-every-customer"},
		{"exactly forty letters are in this title x", "exactly-forty-letters-are-in-this-title"},
		{"Kubernetesclusterautoscalerdoesnotscaleupanymore today", "kubernetesclusterautoscalerdoesnotscaleu"},
		{"  --a__b--  ", "a-b"},
	}
	for _, c := range cases {
		got := Incident{Title: c.title}.Slug()
		require.Equal(t, c.want, got, c.title)
		require.LessOrEqual(t, len(got), maxSlug)
	}
}
