package triage

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An outage is one incident and what was decided about it so far.
type outage struct {
	t      *testing.T
	policy Policy
	i      Incident
	now    time.Time
	last   Decision
}

// newOutage declares an incident by suzuki, who is acting commander.
func newOutage(t *testing.T, change ...func(*Declare)) *outage {
	t.Helper()
	o := &outage{t: t, policy: policy(t), i: Incident{ID: "INC-1"}, now: tokyo(t, "2025-11-22 02:17")}
	o.policy.Incident.Severities = []SeverityLevel{{Key: "SEV-1", Update: 15 * time.Minute}, {Key: "SEV-2", Update: 30 * time.Minute}, {Key: "SEV-3"}}
	o.policy.Incident.Datadog = true
	c := Declare{Title: "API 502", Severity: "SEV-2"}
	for _, f := range change {
		f(&c)
	}
	o.do(suzuki, c)
	return o
}

func (o *outage) try(by PersonID, c Command) error {
	d, err := o.policy.Decide(State{Incident: o.i}, Order{Key: "k", By: by, At: o.now, Incident: o.i.ID, Command: c}, Facts{Now: o.now})
	if err != nil {
		return err
	}
	for _, e := range d.Events {
		o.i = o.i.Apply(Record{Subject: string(o.i.ID), At: o.now, By: by, Event: e})
	}
	o.last = d
	return nil
}

func (o *outage) do(by PersonID, c Command) {
	o.t.Helper()
	require.NoError(o.t, o.try(by, c))
}

func (o *outage) refused(by PersonID, c Command) string {
	o.t.Helper()
	err := o.try(by, c)
	e, ok := err.(*Error) //nolint:errorlint // Decide returns it bare
	require.True(o.t, ok, "%v", err)
	return e.Reason
}

func (o *outage) pass(d time.Duration) { o.now = o.now.Add(d) }

// due is how long from now a reminder of the last decision is, 0 for none.
func (o *outage) due(kind ReminderKind) time.Duration {
	for _, r := range o.last.Reminders {
		if r.Kind == kind {
			return r.At.Sub(o.now)
		}
	}
	return 0
}

func (o *outage) remind(kind ReminderKind, n int) {
	o.t.Helper()
	o.do("", Remind{Reminder: Reminder{Subject: "INC-1", Kind: kind, N: n, At: o.now}})
}

func told[N Notice](d Decision) (out []N) {
	for _, n := range d.Notices {
		if n, ok := n.(N); ok {
			out = append(out, n)
		}
	}
	return out
}

func TestAnUpdateIsOwedOncePerGap(t *testing.T) {
	o := newOutage(t)
	require.Equal(t, 30*time.Minute, o.due(RemindUpdate), "as SEV-2 asks for")
	o.pass(30 * time.Minute)
	o.remind(RemindUpdate, 0)
	require.Equal(t, []AskUpdate{{Incident: "INC-1", To: Mention{Person: suzuki, As: RoleCommander}}}, told[AskUpdate](o.last))
	require.Zero(t, o.due(RemindUpdate), "nobody is asked twice about one gap")

	o.do(suzuki, UpdateIncident{Status: "rolling back"})
	require.Equal(t, 30*time.Minute, o.due(RemindUpdate))
	o.pass(20 * time.Minute)
	o.do(suzuki, UpdateIncident{Status: "rolled back", Next: o.now.Add(2 * time.Hour)})
	require.Equal(t, 2*time.Hour, o.due(RemindUpdate), "a promise counts")
	o.pass(time.Minute)
	o.do(tanaka, ChangeIncident{Severity: "SEV-1"})
	require.Equal(t, 119*time.Minute, o.due(RemindUpdate), "and stands when the severity changes")

	o.do(suzuki, UpdateIncident{Status: "again"})
	require.Equal(t, 15*time.Minute, o.due(RemindUpdate), "now SEV-1's")
	o.pass(15 * time.Minute)
	o.remind(RemindUpdate, 0)
	o.do(tanaka, ChangeIncident{Commander: tanaka})
	require.Equal(t, 15*time.Minute, o.due(RemindUpdate), "a new commander has a gap of their own")
	o.do(tanaka, ChangeIncident{Status: IncidentResolved})
	require.Zero(t, o.due(RemindUpdate))
	o.pass(15 * time.Minute)
	o.remind(RemindUpdate, 0)
	require.Empty(t, o.last.Notices, "what is over owes nothing")

	o = newOutage(t, func(c *Declare) { c.Severity = "SEV-3" })
	require.Zero(t, o.due(RemindUpdate), "a severity without a cadence")
}

// stands notes where a question of the incident was posted just now.
func (o *outage) stands(s Slot) {
	o.t.Helper()
	ref := MessageRef{Channel: "CINC", TS: MessageTS(fmt.Sprintf("%d.000001", o.now.Unix()))}
	o.do("", Posted{Slot: s, Message: ref})
}

func TestQuestionsOfAnIncidentAreSettled(t *testing.T) {
	slots := func(o *outage) (out []Slot) {
		for _, n := range told[Settle](o.last) {
			require.Equal(t, IncidentID("INC-1"), n.Incident)
			out = append(out, n.Slot)
		}
		return out
	}
	command := []Slot{CommandSlot(1), CommandSlot(2)}
	asked := func() *outage {
		o := newOutage(t)
		o.pass(time.Minute)
		for _, s := range append(command, SlotUpdate) {
			o.stands(s)
			require.Empty(t, slots(o))
		}
		o.pass(time.Minute)
		return o
	}
	t.Run("command is taken", func(t *testing.T) {
		o := asked()
		o.do(tanaka, TakeCommand{})
		require.Equal(t, command, slots(o), "the update is still owed")
		o.stands(CommandSlot(3))
		require.Equal(t, []Slot{CommandSlot(3)}, slots(o), "it was on its way")
		o.do(tanaka, ChangeIncident{Commander: yamada})
		require.Empty(t, slots(o))
	})
	t.Run("an update", func(t *testing.T) {
		o := asked()
		o.do(suzuki, UpdateIncident{Status: "rolling back"})
		require.Equal(t, []Slot{SlotUpdate}, slots(o))
		o.pass(time.Minute)
		o.do(suzuki, UpdateIncident{Status: "rolled back"})
		require.Empty(t, slots(o))
	})
	t.Run("asked for again", func(t *testing.T) {
		o := asked()
		o.remind(RemindUpdate, 0)
		require.IsType(t, Settle{}, o.last.Notices[0], "before the new message takes its slot")
		require.Equal(t, []Slot{SlotUpdate}, slots(o))
	})
	t.Run("over, as Datadog says", func(t *testing.T) {
		o := asked()
		o.do("", ObserveIncident{Seen: RemoteFace{Status: IncidentResolved, Modified: o.now}})
		require.ElementsMatch(t, append(command, SlotUpdate), slots(o))
		o.stands(SlotUpdate)
		require.Equal(t, []Slot{SlotUpdate}, slots(o), "it was on its way")
		o.pass(time.Minute)
		o.do(tanaka, ChangeIncident{Status: IncidentActive})
		require.Empty(t, slots(o))
	})
}

func TestWhatAnUpdateTells(t *testing.T) {
	o := newOutage(t)
	o.do(suzuki, UpdateIncident{Status: " rolling back ", Impact: "payments"})
	require.Equal(t, []TellUpdate{{
		Incident: "INC-1", By: suzuki, Status: "rolling back", Impact: "payments", Next: o.now.Add(30 * time.Minute), At: o.now,
	}}, told[TellUpdate](o.last))
	require.Equal(t, []SyncIncident{{Incident: "INC-1", Summary: "rolling back", Impact: "payments", At: o.now}}, told[SyncIncident](o.last))
	require.Equal(t, "rolling back", o.i.Summary)
	require.Equal(t, "payments", o.i.Affected)
	o.pass(time.Minute)
	o.do(suzuki, UpdateIncident{Status: "rolled back"})
	require.Equal(t, "payments", o.i.Affected, "an empty impact leaves what is known")
	require.Equal(t, 2, o.i.Updates)

	require.Equal(t, "empty_text", o.refused(suzuki, UpdateIncident{Status: " "}))
	require.Equal(t, "past_update", o.refused(suzuki, UpdateIncident{Status: "x", Next: o.now}))
	require.Equal(t, "denied", o.refused(kato, UpdateIncident{Status: "x"}))
	o.do(tanaka, ChangeIncident{Comms: kato})
	o.do(kato, UpdateIncident{Status: "who has a role may tell"})
	o.do(tanaka, ChangeIncident{Status: IncidentResolved})
	require.Equal(t, "incident_over", o.refused(suzuki, UpdateIncident{Status: "x"}))
	require.Equal(t, "incident_over", o.refused(suzuki, TakeCommand{}))
}

func TestNobodyTakesCommand(t *testing.T) {
	o := newOutage(t)
	require.True(t, o.i.Acting)
	nags := 0
	for d := o.due(RemindCommander); d > 0; d = o.due(RemindCommander) {
		o.pass(d)
		o.remind(RemindCommander, nags+1)
		nags += len(told[AskCommander](o.last))
	}
	require.Equal(t, 5, nags)
	require.Equal(t, 40*time.Minute, o.now.Sub(o.i.DeclaredAt), "at growing distances")

	o = newOutage(t)
	o.pass(12 * time.Minute)
	o.remind(RemindCommander, 1)
	require.Equal(t, []AskCommander{{Incident: "INC-1", Step: 3}}, told[AskCommander](o.last), "after downtime only the latest is sent")
	require.Equal(t, 8*time.Minute, o.due(RemindCommander))

	o.do(tanaka, TakeCommand{})
	require.Equal(t, tanaka, o.i.Commander)
	require.Equal(t, "already", o.refused(yamada, TakeCommand{}), "an old button takes it from nobody")
	require.Equal(t, tanaka, o.i.Commander)
	o.remind(RemindCommander, 4)
	require.Empty(t, o.last.Notices)
	o.do(suzuki, ChangeIncident{Commander: yamada})
	require.Equal(t, yamada, o.i.Commander, "naming somebody does")

	o = newOutage(t, func(c *Declare) { c.Commander = tanaka })
	require.Zero(t, o.due(RemindCommander), "somebody was named at the declaration")
}

func TestWhoDecidesAboutAnIncident(t *testing.T) {
	o := newOutage(t)
	require.Equal(t, "denied", o.refused(kato, ChangeIncident{Severity: "SEV-1"}))
	o.do(tanaka, ChangeIncident{Commander: kato})
	o.do(kato, ChangeIncident{Severity: "SEV-1"})
	require.Equal(t, Severity("SEV-1"), o.i.Severity, "the commander, from whatever team")
	require.Equal(t, "SEV-2 → SEV-1", o.i.Timeline[len(o.i.Timeline)-1].Text)
	require.Equal(t, "denied", o.refused(sato, AddNote{Text: "x"}))
	o.do(tanaka, ChangeIncident{Scribe: sato})
	require.Empty(t, told[SyncIncident](o.last), "Datadog knows no scribe")
	o.do(sato, AddNote{Text: "the scribe writes"})
	require.Equal(t, "denied", o.refused(sato, ChangeIncident{Status: IncidentResolved}))

	o = newOutage(t)
	o.i.Commander = kato // a declarer from another team
	require.Equal(t, "denied", o.refused(kato, ChangeIncident{Status: IncidentResolved}), "acting is not enough to decide")
	o.do(kato, UpdateIncident{Status: "but to tell what is known"})
}

func TestWhoHandsTheCommandOver(t *testing.T) {
	for _, c := range []struct {
		name   string
		by, to PersonID
		given  func(*outage)
		want   string // reason of the refusal
	}{
		{"its commander", tanaka, suzuki, nil, ""},
		{"a lead", yamada, suzuki, nil, ""},
		{"who takes over", suzuki, suzuki, nil, "commander_only"},
		{"an asker", kato, suzuki, nil, "denied"},
		{"to who has it", suzuki, tanaka, nil, "already"},
		{"to nobody", tanaka, "", nil, "not_on_team"},
		{"to an asker", tanaka, kato, nil, "not_on_team"},
		{"when it is over", tanaka, suzuki, func(o *outage) { o.do(tanaka, ChangeIncident{Status: IncidentResolved}) }, "incident_over"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := newOutage(t, func(d *Declare) { d.Commander = tanaka })
			if c.given != nil {
				c.given(o)
			}
			if c.want != "" {
				require.Equal(t, c.want, o.refused(c.by, GiveCommand{To: c.to}))
				return
			}
			o.do(c.by, GiveCommand{To: c.to})
			require.Equal(t, c.to, o.i.Commander)
			require.Empty(t, told[AnnounceHandoff](o.last), "no handoff names it")
		})
	}
}

func TestAnOlderValueOfDatadogsTakesNothingBack(t *testing.T) {
	o := newOutage(t)
	created := o.now
	o.pass(time.Minute)
	o.do(tanaka, ChangeIncident{Severity: "SEV-1"}) // on its way to Datadog
	o.do("", ObserveIncident{Seen: RemoteFace{Status: IncidentActive, Severity: "SEV-2", Modified: created}})
	require.Equal(t, Severity("SEV-1"), o.i.Severity)
}
