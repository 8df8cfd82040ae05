package triage

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/rotation"
)

func date(t *testing.T, day string) rotation.Civil {
	t.Helper()
	c, err := rotation.ParseCivil(day)
	require.NoError(t, err)
	return c
}

// at moves the clock to a time of the team's zone.
func (o *outage) at(wall string) {
	o.t.Helper()
	o.now = tokyo(o.t, wall)
}

// next is when a reminder of the last decision fires, "" for none.
func (o *outage) next(kind ReminderKind) string {
	for _, r := range o.last.Reminders {
		if r.Kind == kind {
			return r.At.In(o.policy.Calendar.Location()).Format("2006-01-02 15:04")
		}
	}
	return ""
}

func TestAnActionIsAskedAboutOnItsDayAndWeeklyAfterIt(t *testing.T) {
	o := newOutage(t)
	o.do(tanaka, AddAction{Text: "alert on the pool", Owner: suzuki, Due: date(t, "2025-11-24")})
	require.Equal(t, []TellAction{{Incident: "INC-1", Action: 1, To: suzuki, By: tanaka}}, told[TellAction](o.last))
	a, ok := o.i.Action(1)
	require.True(t, ok)
	require.Equal(t, AimPrevent, a.Aim)
	require.Equal(t, "2025-11-25 10:00", o.next(RemindAction), "its day is a holiday")

	zone := o.policy.Calendar.Location()
	require.False(t, a.Overdue(tokyo(t, "2025-11-24 23:59"), zone))
	require.True(t, a.Overdue(tokyo(t, "2025-11-25 00:00"), zone))

	o.at("2025-11-25 10:00")
	o.remind(RemindAction, 1)
	require.Equal(t, []TellAction{{Incident: "INC-1", Action: 1, To: suzuki}}, told[TellAction](o.last))
	require.Equal(t, "2025-12-01 10:00", o.next(RemindAction))

	o.at("2025-12-09 03:00")
	o.remind(RemindAction, 1)
	require.Empty(t, o.last.Notices, "nobody is asked at night")
	require.Equal(t, "2025-12-09 10:00", o.next(RemindAction))
	o.at("2025-12-09 10:00")
	o.remind(RemindAction, 1)
	require.Equal(t, "2025-12-15 10:00", o.next(RemindAction), "a week that was missed is skipped")
	o.at("2025-12-22 10:00")
	o.remind(RemindAction, 1)
	require.Len(t, told[TellAction](o.last), 1)
	require.Empty(t, o.next(RemindAction), "after four weeks the report goes on alone")
}

func TestAnActionIsSettledByItsOwnerOrAMember(t *testing.T) {
	o := newOutage(t)
	o.do(suzuki, AddAction{Text: "alert on the pool", Owner: sato, Due: date(t, "2025-12-01"), Aim: AimNotice})
	require.Equal(t, "denied", o.refused("UKATO", SettleAction{N: 1, State: ActionDone}))
	require.Equal(t, "no_action", o.refused(suzuki, SettleAction{N: 2, State: ActionDone}))
	o.do(sato, SettleAction{N: 1, State: ActionDone})
	require.Empty(t, o.i.OpenActions())
	require.Equal(t, "already", o.refused(suzuki, SettleAction{N: 1, State: ActionDropped}))
	o.at("2025-12-01 10:00")
	o.remind(RemindAction, 1)
	require.Empty(t, o.last.Notices, "what is done is not asked about")
	o.do(suzuki, AddAction{Text: "again", Owner: suzuki, Due: date(t, "2025-12-01")})
	require.Empty(t, told[TellAction](o.last), "nobody is told of their own act")
	o.do(tanaka, SettleAction{N: 2, State: ActionDropped})
	require.Equal(t, ActionDropped, o.i.Actions[1].State)
}

func TestAnActionIsMovedToAnotherPersonOrDay(t *testing.T) {
	o := newOutage(t)
	o.i.Datadog.Wanted = true
	o.do(suzuki, AddAction{Text: "alert on the pool", Owner: sato, Due: date(t, "2025-12-01")})
	o.do(suzuki, ChangeAction{N: 1, Due: date(t, "2025-12-05")})
	require.Equal(t, "2025-12-05 10:00", o.next(RemindAction))
	require.Empty(t, told[TellAction](o.last), "whose it is has not changed")
	require.Equal(t, []PushAction{{Incident: "INC-1", Action: 1}}, told[PushAction](o.last))
	require.Equal(t, sato, o.i.Actions[0].Owner)

	o.do(suzuki, ChangeAction{N: 1, Owner: tanaka})
	require.Equal(t, []TellAction{{Incident: "INC-1", Action: 1, To: tanaka, By: suzuki}}, told[TellAction](o.last))
	require.Len(t, told[PushAction](o.last), 1)
	require.Empty(t, o.next(RemindAction), "the reminder of its day stands")
	require.Equal(t, date(t, "2025-12-05"), o.i.Actions[0].Due)

	o.do(tanaka, ChangeAction{N: 1, Owner: tanaka, Due: date(t, "2025-12-05")})
	require.Empty(t, o.last.Events, "nothing has changed")
	o.do(suzuki, ChangeAction{N: 1, Owner: suzuki})
	require.Empty(t, told[TellAction](o.last), "nobody is told of their own act")

	require.Equal(t, "no_action", o.refused(suzuki, ChangeAction{N: 2, Owner: tanaka}))
	require.Equal(t, "denied", o.refused(sato, ChangeAction{N: 1, Owner: sato}), "it is not theirs any more")
	require.Equal(t, "action_past", o.refused(suzuki, ChangeAction{N: 1, Due: date(t, "2025-11-01")}))
	o.do(suzuki, SettleAction{N: 1, State: ActionDone})
	require.Equal(t, "already", o.refused(suzuki, ChangeAction{N: 1, Owner: tanaka}))
}

func TestAnActionNeedsTextOwnerAndAComingDay(t *testing.T) {
	o := newOutage(t)
	for reason, c := range map[string]AddAction{
		"empty_text":   {Text: " ", Owner: suzuki, Due: date(t, "2025-12-01")},
		"action_owner": {Text: "x", Due: date(t, "2025-12-01")},
		"action_past":  {Text: "x", Owner: suzuki, Due: date(t, "2025-11-21")},
	} {
		require.Equal(t, reason, o.refused(suzuki, c))
	}
	require.Equal(t, "action_past", o.refused(suzuki, AddAction{Text: "x", Owner: suzuki}), "without a day")
	require.Equal(t, "denied", o.refused("UKATO", AddAction{Text: "x", Owner: suzuki, Due: date(t, "2025-12-01")}))
	for range mostActions {
		o.do(suzuki, AddAction{Text: "x", Owner: suzuki, Due: date(t, "2025-11-22")})
		o.pass(time.Second)
	}
	require.Equal(t, "many_actions", o.refused(suzuki, AddAction{Text: "x", Owner: suzuki, Due: date(t, "2025-12-01")}))
}
