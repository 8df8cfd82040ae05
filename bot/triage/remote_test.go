package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An admin is told what Datadog does not take, once for each reason, and the
// incident says that it waits until Datadog takes something again.
func TestARefusalThatCanBeMendedIsToldOnce(t *testing.T) {
	o := newOutage(t)
	keys := Unregistered{Reason: "unknown keys", Trouble: TroubleKeys}
	o.do("", keys)
	warned := told[WarnRemote](o.last)
	require.Equal(t, []WarnRemote{{Incident: "INC-1", Trouble: TroubleKeys, Text: "unknown keys", To: Mention{Person: o.policy.Admin(), As: RoleAdmin}}}, warned)
	require.Len(t, told[ShowIncident](o.last), 1)
	require.True(t, o.i.Datadog.Pending())
	o.do("", keys)
	require.Empty(t, o.last.Notices, "it was tried again")
	o.do("", Unregistered{Reason: "no permission", Trouble: TroublePermission})
	require.Len(t, told[WarnRemote](o.last), 1, "another reason")

	o.do("", Registered{ID: "0-0", PublicID: 1})
	require.Empty(t, o.i.Datadog.Trouble)
	require.False(t, o.i.Datadog.Pending())
	o.do(tanaka, ChangeIncident{Severity: "SEV-1"})
	first := o.now
	o.pass(time.Minute)
	o.do(tanaka, ChangeIncident{Severity: "SEV-2"})
	o.do("", keys)
	require.Len(t, told[WarnRemote](o.last), 1, "it broke again")
	o.do("", Synced{At: first})
	require.Empty(t, o.i.Datadog.Trouble)
	require.True(t, o.i.Datadog.Pending(), "the second change is still on its way")
	require.Equal(t, first, o.i.Datadog.Synced)
	o.do("", Synced{})
	require.Equal(t, first, o.i.Datadog.Synced, "what is no change moves nothing")
}

func TestARefusalForGoodIsTold(t *testing.T) {
	o := newOutage(t)
	o.do("", Unregistered{Reason: "unknown severity"})
	require.Equal(t, "unknown severity", told[WarnRemote](o.last)[0].Text)
	require.False(t, o.i.Datadog.Pending())
}

func TestAChangeRefusedForGoodIsToldOnce(t *testing.T) {
	o := newOutage(t)
	o.do("", Registered{ID: "0-0", PublicID: 1})
	refused := Undeliverable{Notice: EnvelopeOf(AttachLinks{}).Name, Reason: "HTTP 400"}
	o.do("", refused)
	require.Equal(t, []Notice{o.policy.warnRemote("INC-1", "", "HTTP 400")}, o.last.Notices)
	o.do("", refused)
	require.Empty(t, o.last.Notices)
	o.do("", Undeliverable{Notice: EnvelopeOf(SyncIncident{}).Name, Reason: "HTTP 400"})
	require.Len(t, told[WarnRemote](o.last), 1)
	require.Len(t, told[ShowIncident](o.last), 1, "it shows there, too")
	o.do("", Undeliverable{Notice: EnvelopeOf(TellState{}).Name, Reason: "not_in_channel"})
	require.Empty(t, o.last.Notices, "that is Slack's")
}

func TestADeletionInDatadogIsTold(t *testing.T) {
	o := newOutage(t)
	o.do("", Registered{ID: "0-0", PublicID: 1})
	o.do("", ObserveIncident{Removed: true})
	require.Equal(t, TroubleDeleted, told[WarnRemote](o.last)[0].Trouble)
	o.do("", ObserveIncident{Removed: true})
	require.Empty(t, o.last.Notices)
	o.do(tanaka, ChangeIncident{Status: IncidentStable})
	require.Empty(t, told[SyncImpact](o.last), "there is nothing to change")
}

func TestDatadogIsLinkedToTheThreadAndTheChannel(t *testing.T) {
	o := newOutage(t)
	o.i.Origin = Place{Channel: "C1", Thread: "1.0"}
	o.do("", Registered{ID: "0-0", PublicID: 1})
	require.Len(t, told[AttachLinks](o.last), 1, "the thread")
	o.do("", ChannelFound{Channel: "C7", Name: "inc-1"})
	require.Len(t, told[AttachLinks](o.last), 1, "the channel")

	o = newOutage(t)
	o.i.Origin = Place{}
	o.do("", Registered{ID: "0-0", PublicID: 1})
	require.Empty(t, told[AttachLinks](o.last), "there is nowhere to link to yet")
}

func TestTheImpactGoesToDatadog(t *testing.T) {
	o := newOutage(t)
	o.i.Affected = ""
	o.do("", Registered{ID: "0-0", PublicID: 1})
	o.do(tanaka, ChangeIncident{Severity: "SEV-1"})
	require.Empty(t, told[SyncImpact](o.last), "nothing is known to be affected")
	o.do(tanaka, UpdateIncident{Status: "rolling back", Impact: "checkout"})
	require.Len(t, told[SyncImpact](o.last), 1)
	o.do(tanaka, UpdateIncident{Status: "rolled back"})
	require.Empty(t, told[SyncImpact](o.last))
	o.do(tanaka, ChangeIncident{Status: IncidentStable})
	require.Len(t, told[SyncImpact](o.last), 1, "it ends")
	o.do("", Synced{Impact: "9-9"})
	require.Equal(t, "9-9", o.i.Datadog.Impact)
	o.pass(time.Minute)
	o.do("", ObserveIncident{Seen: RemoteFace{Status: IncidentActive, Modified: o.now}})
	require.Len(t, told[SyncImpact](o.last), 1, "it is back")

	o = newOutage(t)
	o.i.Affected = "checkout"
	o.do(tanaka, ChangeIncident{Status: IncidentStable})
	require.Empty(t, told[SyncImpact](o.last), "Datadog has no record yet")
	o.do("", Registered{ID: "0-0", PublicID: 1})
	require.Len(t, told[SyncImpact](o.last), 1)
}
