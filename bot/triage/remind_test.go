package triage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

// beat carries out what is due, as often as there is something.
func (o *office) beat() {
	o.t.Helper()
	for range 20 {
		n, err := o.Remind(o.t.Context())
		require.NoError(o.t, err)
		if n == 0 {
			return
		}
	}
	require.Fail(o.t, "a reminder sets itself for ever")
}

// days lets time pass, with a beat twice a day.
func (o *office) days(n int) {
	for range 2 * n {
		o.now = o.now.Add(12 * time.Hour)
		o.beat()
	}
}

func (o *office) read(id triage.InquiryID) triage.Inquiry {
	o.t.Helper()
	q, err := o.Inquiry(o.t.Context(), id)
	require.NoError(o.t, err)
	return q
}

func TestARestartForgetsNoAbsentAsker(t *testing.T) {
	for _, restart := range []bool{false, true} {
		o := newOffice(t).at("2025-11-19 22:00")
		o.Policy.Stale = triage.Stale{Ask: 1}
		id := o.ask("GPU quota")
		o.order(id, tanaka, triage.Wait{})
		o.at("2025-11-20 22:01").beat() // waits for the opening
		if restart {
			o.now = o.now.Add(time.Hour)
			require.NoError(t, o.ExpectAskers(t.Context()))
			next, err := o.NextReminder(t.Context())
			require.NoError(t, err)
			require.True(t, next.After(o.now), "it waits for the opening still, not for %s", next)
			o.beat()
		}
		o.at("2025-11-21 10:00").beat()
		require.True(t, o.read(id).StaleAt.Equal(o.now), "restart %t", restart)
	}
}

func TestAShorterPolicyMovesWhatWaits(t *testing.T) {
	o := newOffice(t).at("2025-11-19 12:00")
	o.Policy.Stale = triage.Stale{Ask: 5}
	id := o.ask("GPU quota")
	o.order(id, tanaka, triage.Wait{})
	o.Policy.Stale = triage.Stale{Ask: 1}
	require.NoError(t, o.ExpectAskers(t.Context()))
	o.at("2025-11-20 12:00").beat()
	require.False(t, o.read(id).StaleAt.IsZero())
}

func TestADeletedReplyWasNone(t *testing.T) {
	o := newOffice(t).at("2025-11-19 12:00")
	o.Policy.SLA = triage.SLA{Target: triage.Target{Clock: "elapsed", FirstReply: 2 * time.Hour}}
	id := o.ask("GPU quota")
	o.at("2025-11-19 12:05")
	reply := triage.MessageRef{Channel: "CASK", TS: o.ts()}
	o.order(id, tanaka, triage.Reply{Message: reply, Text: "looking"})
	o.at("2025-11-19 14:01").beat()
	require.False(t, o.read(id).Breached)
	o.at("2025-11-19 14:02").order(id, tanaka, triage.RemoveReply{Message: reply})
	o.beat()
	q := o.read(id)
	require.True(t, q.Breached)
	require.True(t, q.Told)
	n := q.Version
	o.days(3)
	require.Equal(t, n, o.read(id).Version, "said once")
}
