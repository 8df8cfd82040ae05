package triage_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/outbox"
	"toban/bot/triage"
)

func alertOffice(t *testing.T) *office {
	o := clusterOffice(t)
	o.Policy.Alerts = triage.AlertPolicy{On: true, Flap: 15 * time.Minute, Cards: 3, Storm: 5 * time.Minute}
	o.Policy.Leads = []triage.PersonID{suzuki}
	return o
}

// signals is one word of a monitor about a group, now.
func (o *office) signals(state triage.AlertState, group string, change ...func(*triage.AlertSignal)) triage.AlertID {
	o.t.Helper()
	s := triage.AlertSignal{Monitor: "42", Group: group, Title: "Disk is full", State: state, At: o.now}
	for _, f := range change {
		f(&s)
	}
	o.n++
	out, err := o.Handle(context.Background(), triage.Order{Key: fmt.Sprint("k", o.n), Command: triage.TakeAlert{Signal: s}})
	require.NoError(o.t, err)
	return triage.AlertID(out.Subject)
}

func (o *office) triggered(group string, change ...func(*triage.AlertSignal)) triage.AlertID {
	o.t.Helper()
	return o.signals(triage.AlertTriggered, group, change...)
}

func pressing(s *triage.AlertSignal) { s.Priority = 1 }

// judge is a press on an alert's card.
func (o *office) judge(id triage.AlertID, by triage.PersonID, c triage.Command) error {
	o.n++
	_, err := o.Handle(context.Background(), triage.Order{Key: fmt.Sprint("k", o.n), By: by, Alert: id, Command: c})
	return err
}

func (o *office) alert(id triage.AlertID) triage.Alert {
	o.t.Helper()
	board, err := o.Alerts(context.Background())
	require.NoError(o.t, err)
	a, ok := board.Alert(id)
	require.True(o.t, ok, id)
	return a
}

// sends is what is queued about alerts, taken out of the queue: "card ALT-1",
// with whom it mentions.
func (o *office) sends() []string {
	o.t.Helper()
	store := o.Store.(*boltstore.Store)
	var out []string
	for {
		due, err := store.Due(o.t.Context(), o.now, 100)
		require.NoError(o.t, err)
		var start []string
		for _, j := range due {
			start = append(start, j.ID)
		}
		jobs, err := store.Lease(o.t.Context(), o.now, outbox.Grant{Start: start, Until: o.now.Add(time.Minute)})
		require.NoError(o.t, err)
		if len(jobs) == 0 {
			return out
		}
		for _, j := range jobs {
			switch n := j.Notice.(type) { //nolint:gochecksumtype // of all notices, these are looked at
			case triage.ShowAlert:
				line := "card " + string(n.Alert)
				if n.To.Person != "" {
					line += " to " + string(n.To.Person)
				}
				out = append(out, line)
			case triage.PageAlert:
				out = append(out, fmt.Sprint("page ", n.Alert, " to ", n.To.Person))
			case triage.Ping:
				out = append(out, "ping "+string(n.To.Person))
			}
			require.NoError(o.t, store.Done(o.t.Context(), j.ID))
		}
	}
}

// What a monitor says about a group, minute by minute, and what people see of
// it: one card, and one mention for the same thing.
func TestOneCardForOneThing(t *testing.T) {
	recovered := func(o *office, group string) { o.signals(triage.AlertRecovered, group) }
	for name, c := range map[string]struct {
		happens func(o *office)
		sends   []string
		times   int // of ALT-1; 0: there is none
	}{
		"triggered":                  {func(o *office) { o.triggered("db-1") }, []string{"card ALT-1 to USUZUKI"}, 1},
		"repeated":                   {func(o *office) { o.triggered("db-1"); o.sends(); o.later(time.Hour); o.triggered("db-1") }, []string{"card ALT-1"}, 2},
		"another group":              {func(o *office) { o.triggered("db-1"); o.triggered("db-2") }, []string{"card ALT-1 to USUZUKI", "card ALT-2 to USUZUKI"}, 1},
		"recovered":                  {func(o *office) { o.triggered("db-1"); o.sends(); recovered(o, "db-1") }, []string{"card ALT-1"}, 1},
		"recovered, never triggered": {func(o *office) { recovered(o, "db-1") }, nil, 0},
		"recovered twice":            {func(o *office) { o.triggered("db-1"); recovered(o, "db-1"); o.sends(); recovered(o, "db-1") }, nil, 1},
		"a flap": {func(o *office) {
			o.triggered("db-1")
			recovered(o, "db-1")
			o.sends()
			o.later(15 * time.Minute)
			o.triggered("db-1")
		}, []string{"card ALT-1"}, 2},
		"again, later than a flap": {func(o *office) {
			o.triggered("db-1")
			recovered(o, "db-1")
			o.sends()
			o.later(16 * time.Minute)
			o.triggered("db-1")
		}, []string{"card ALT-2 to USUZUKI"}, 1},
		"muted, again later than a flap": {func(o *office) {
			id := o.triggered("db-1")
			require.NoError(o.t, o.judge(id, tanaka, triage.MuteAlert{For: time.Hour}))
			recovered(o, "db-1")
			o.sends()
			o.later(30 * time.Minute)
			o.triggered("db-1")
		}, []string{"card ALT-1"}, 2},
		"not muted any more": {func(o *office) {
			id := o.triggered("db-1")
			require.NoError(o.t, o.judge(id, tanaka, triage.MuteAlert{For: time.Hour}))
			recovered(o, "db-1")
			o.later(time.Hour)
			o.sends()
			o.triggered("db-1")
		}, []string{"card ALT-2 to USUZUKI"}, 1},
		"muted until it recovers": {func(o *office) {
			id := o.triggered("db-1")
			require.NoError(o.t, o.judge(id, tanaka, triage.MuteAlert{Recovered: true}))
			recovered(o, "db-1")
			o.later(30 * time.Minute)
			o.sends()
			o.triggered("db-1")
		}, []string{"card ALT-2 to USUZUKI"}, 1},
		"the mute taken back": {func(o *office) {
			id := o.triggered("db-1")
			require.NoError(o.t, o.judge(id, tanaka, triage.MuteAlert{For: time.Hour}))
			require.NoError(o.t, o.judge(id, tanaka, triage.MuteAlert{Over: true}))
			recovered(o, "db-1")
			o.sends()
			o.later(30 * time.Minute)
			o.triggered("db-1")
		}, []string{"card ALT-2 to USUZUKI"}, 1},
		"word from before": {func(o *office) {
			o.triggered("db-1")
			o.later(time.Minute)
			recovered(o, "db-1")
			o.sends()
			o.triggered("db-1", func(s *triage.AlertSignal) { s.At = o.now.Add(-30 * time.Second) })
		}, nil, 1},
		"denied": {func(o *office) {
			o.Policy.Alerts.Deny = []string{"[staging] *"}
			o.triggered("db-1", func(s *triage.AlertSignal) { s.Title = "[Staging] 5xx on /orders" })
		}, nil, 0},
		"not allowed": {func(o *office) {
			o.Policy.Alerts.Allow = []string{"7", "CPU *"}
			o.triggered("db-1")
		}, nil, 0},
		"allowed by its id": {func(o *office) {
			o.Policy.Alerts.Allow = []string{"42"}
			o.triggered("db-1")
		}, []string{"card ALT-1 to USUZUKI"}, 1},
		"at night": {func(o *office) { o.at("2025-11-20 23:00"); o.triggered("db-1") }, nil, 1},
		"at night, until the opening": {func(o *office) {
			o.at("2025-11-20 23:00")
			o.triggered("db-1")
			o.later(11 * time.Hour)
		}, []string{"card ALT-1 to USUZUKI"}, 1},
		"at night, recovered before the opening": {func(o *office) {
			o.at("2025-11-20 23:00")
			o.triggered("db-1")
			recovered(o, "db-1")
			o.later(11 * time.Hour)
		}, nil, 1},
		"at night, pressing": {func(o *office) { o.at("2025-11-20 23:00"); o.triggered("db-1", pressing) }, []string{"card ALT-1 to USUZUKI"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			o := alertOffice(t)
			c.happens(o)
			require.Equal(t, c.sends, o.sends())
			if c.times > 0 {
				require.Equal(t, c.times, o.alert("ALT-1").Times)
				return
			}
			board, err := o.Alerts(t.Context())
			require.NoError(t, err)
			require.Empty(t, board.Alerts)
		})
	}
}

// Only what presses climbs, and only until somebody looks.
func TestAlertsThatNobodyLooksAt(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(o *office)
		pages   []string
	}{
		"of no priority": {func(o *office) { o.triggered("db-1") }, nil},
		"P3":             {func(o *office) { o.triggered("db-1", func(s *triage.AlertSignal) { s.Priority = 3 }) }, nil},
		"P1":             {func(o *office) { o.triggered("db-1", pressing) }, []string{"page ALT-1 to UYAMADA"}},
		"looked at": {func(o *office) {
			require.NoError(o.t, o.judge(o.triggered("db-1", pressing), tanaka, triage.SettleAlert{Verdict: triage.AlertSeen}))
		}, nil},
		"muted": {func(o *office) {
			require.NoError(o.t, o.judge(o.triggered("db-1", pressing), tanaka, triage.MuteAlert{For: time.Hour}))
		}, nil},
		"recovered": {func(o *office) { o.triggered("db-1", pressing); o.signals(triage.AlertRecovered, "db-1") }, nil},
		"a storm": {func(o *office) {
			for n := range 5 {
				o.triggered(fmt.Sprint("db-", n))
			}
		}, []string{"page ALT-4 to UYAMADA"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := alertOffice(t)
			o.rota().Policy.Leads = []triage.PersonID{"UYAMADA"}
			c.happens(o)
			o.sends()
			o.later(5 * time.Minute)
			o.later(5 * time.Minute)
			o.later(time.Hour)
			pages := slices.DeleteFunc(o.sends(), func(line string) bool { return strings.HasPrefix(line, "card") })
			require.ElementsMatch(t, c.pages, pages)
		})
	}
}

// Two hundred alerts at once are a few cards and one that counts the others.
func TestAStormIsOneCard(t *testing.T) {
	o := alertOffice(t)
	for n := range 200 {
		o.triggered(fmt.Sprint("host:", n))
	}
	require.Equal(t, []string{"card ALT-1 to USUZUKI", "card ALT-2 to USUZUKI", "card ALT-3 to USUZUKI", "card ALT-4 to USUZUKI"}, o.sends())
	board, err := o.Alerts(t.Context())
	require.NoError(t, err)
	keeper := o.alert("ALT-4")
	require.Len(t, board.Counted(keeper), 197)

	require.NoError(t, o.judge("ALT-4", tanaka, triage.SettleAlert{Verdict: triage.AlertFalse}))
	require.Equal(t, []string{"card ALT-4"}, o.sends())
	require.Equal(t, triage.AlertFalse, o.alert("ALT-200").Verdict, "the verdict is about all of them")
	require.Empty(t, o.alert("ALT-1").Verdict)

	o.triggered("db-1", pressing)
	require.Equal(t, []string{"card ALT-201 to USUZUKI"}, o.sends(), "the verdict was not about what came after it")
	o.later(6 * time.Minute)
	o.triggered("host:new")
	require.Equal(t, []string{"card ALT-202 to USUZUKI"}, o.sends(), "the storm is over")
}

// What recovered before the opening, and came back within a flap of it, has had
// no card yet.
func TestAnAlertThatIsBackAfterTheOpening(t *testing.T) {
	o := alertOffice(t)
	o.now = time.Date(2025, 11, 21, 0, 58, 0, 0, time.UTC) // 09:58 in Tokyo, on a Friday
	o.triggered("db-1")
	o.later(time.Minute)
	o.signals(triage.AlertRecovered, "db-1")
	o.later(2 * time.Minute)
	_, err := o.Remind(t.Context())
	require.NoError(t, err)
	require.Empty(t, o.sends())
	o.later(2 * time.Minute)
	o.triggered("db-1")
	require.Equal(t, []string{"card ALT-1 to USUZUKI"}, o.sends())
}

func TestWhoMayJudgeAlerts(t *testing.T) {
	o := alertOffice(t)
	id := o.triggered("db-1")
	for _, c := range []triage.Command{
		triage.SettleAlert{Verdict: triage.AlertSeen}, triage.SettleAlert{Verdict: triage.AlertFalse}, triage.MuteAlert{For: time.Hour}, triage.MuteAlert{Over: true},
	} {
		require.Equal(t, triage.Denied, triage.KindOf(o.judge(id, sato, c)), "%#v", c)
	}
	require.Equal(t, triage.NotFound, triage.KindOf(o.judge("ALT-9", tanaka, triage.SettleAlert{Verdict: triage.AlertSeen})))
	require.NoError(t, o.judge(id, tanaka, triage.SettleAlert{Verdict: triage.AlertSeen}))
	require.Equal(t, triage.Conflict, triage.KindOf(o.judge(id, suzuki, triage.SettleAlert{Verdict: triage.AlertSeen})), "seen already")
	require.NoError(t, o.judge(id, tanaka, triage.SettleAlert{Verdict: triage.AlertFalse}), "who looks into it decides")
	require.Equal(t, triage.Conflict, triage.KindOf(o.judge(id, suzuki, triage.SettleAlert{Verdict: triage.AlertSeen})), "decided already")
}

func TestAnAlertBecomesAnIncident(t *testing.T) {
	o := alertOffice(t)
	id := o.triggered("db-1", func(s *triage.AlertSignal) { s.Link = "https://app.datadoghq.com/event/1" })
	first := o.now
	o.later(20 * time.Minute)
	o.triggered("db-1")
	incident := o.declares("Disk", func(c *triage.Declare) { c.Alert = id })
	i, err := o.Incident(t.Context(), incident)
	require.NoError(t, err)
	require.True(t, first.Equal(i.DetectedAt), "detection is the first trigger")
	require.Equal(t, "ALT-1 Disk is full (db-1) https://app.datadoghq.com/event/1", i.Timeline[0].Text)
	require.Equal(t, "declared", i.Timeline[1].What)
	require.Equal(t, triage.AlertDeclared, o.alert(id).Verdict)
	require.Equal(t, incident, o.alert(id).Incident)
	n, err := o.Response(t.Context(), first, o.now.Add(time.Second))
	require.NoError(t, err)
	require.Equal(t, map[triage.Origin]int{triage.OriginAlert: 1}, n.Origins)
	require.Equal(t, triage.Conflict, triage.KindOf(o.judge(id, suzuki, triage.SettleAlert{Verdict: triage.AlertFalse})))

	other := o.triggered("db-2")
	require.NoError(t, o.judge(other, tanaka, triage.SettleAlert{Verdict: triage.AlertGrouped, Incident: incident}))
	i, err = o.Incident(t.Context(), incident)
	require.NoError(t, err)
	require.Equal(t, "ALT-2 Disk is full (db-2)", i.Timeline[len(i.Timeline)-1].Text)
	require.Equal(t, incident, o.alert(other).Incident)
}

func TestAlertsUnderAnEarlierOne(t *testing.T) {
	o := alertOffice(t)
	first := o.triggered("db-1")
	o.later(time.Minute)
	second := o.triggered("db-2")
	group := func(id, under triage.AlertID) error {
		return o.judge(id, tanaka, triage.SettleAlert{Verdict: triage.AlertGrouped, Under: under})
	}
	require.Error(t, group(first, first), "itself")
	require.Error(t, group(first, second), "a later one")
	require.Error(t, group(second, "ALT-9"))
	require.NoError(t, group(second, first))
	board, err := o.Alerts(t.Context())
	require.NoError(t, err)
	require.Len(t, board.Below(first), 1)
	require.Error(t, o.judge(o.triggered("db-3"), tanaka, triage.SettleAlert{Verdict: triage.AlertGrouped, Incident: "INC-9"}))
}

// The card has called the on-call: the inquiry calls nobody again.
func TestAnAlertBecomesAnInquiry(t *testing.T) {
	o := alertOffice(t)
	id := o.triggered("db-1")
	o.sends()
	q := o.asks(0, tanaka, "", func(c *triage.Ask) { c.From = id })
	require.Empty(t, o.sends()[1:])
	require.Equal(t, q, o.alert(id).Inquiry)
	o.n++
	_, err := o.Handle(t.Context(), triage.Order{Key: fmt.Sprint("k", o.n), By: tanaka, Command: triage.Ask{Asker: tanaka, Text: "again", From: id}})
	require.Equal(t, triage.Conflict, triage.KindOf(err))
}

// What is over leaves the board; what a mute still needs stays.
func TestTheBoardForgets(t *testing.T) {
	o := alertOffice(t)
	o.triggered("old")
	o.signals(triage.AlertRecovered, "old")
	muted := o.triggered("muted")
	require.NoError(t, o.judge(muted, tanaka, triage.MuteAlert{For: 1000 * time.Hour}))
	o.triggered("firing")
	o.now = o.now.AddDate(0, 0, 8)
	o.triggered("new")
	board, err := o.Alerts(t.Context())
	require.NoError(t, err)
	var groups []string
	for _, a := range board.Alerts {
		groups = append(groups, a.Group)
	}
	require.Equal(t, []string{"muted", "firing", "new"}, groups)
	o.now = o.now.AddDate(0, 0, 31)
	require.Equal(t, triage.AlertID("ALT-5"), o.triggered("later"), "numbers are never given twice")
}

// What is said of an alert that has left the board does not bring it back.
func TestWordOfAnAlertThatIsGone(t *testing.T) {
	var b triage.AlertBoard
	for _, e := range []triage.Event{
		triage.AlertTold{}, triage.AlertSettled{Verdict: triage.AlertFalse}, triage.AlertMuted{}, triage.Sent{Slot: triage.SlotAlert}, triage.Bounced{},
	} {
		require.Empty(t, b.Apply(triage.Record{Subject: "ALT-1", Event: e}).Alerts, "%T", e)
	}
}

// False alarms are counted among what was shown; an area has no alerts.
func TestFalseAlarmsAreCounted(t *testing.T) {
	o := alertOffice(t)
	week := triage.PeriodOf(o.now, o.Policy.Calendar.Location())
	for _, group := range []string{"db-1", "db-2", "db-3", "db-4", "db-5"} {
		o.triggered(group)
	}
	require.NoError(t, o.judge("ALT-1", tanaka, triage.SettleAlert{Verdict: triage.AlertFalse}))
	require.NoError(t, o.judge("ALT-4", tanaka, triage.SettleAlert{Verdict: triage.AlertFalse}), "of a storm")
	require.NoError(t, o.judge("ALT-2", tanaka, triage.SettleAlert{Verdict: triage.AlertSeen}))
	d, err := o.Digest(t.Context(), week)
	require.NoError(t, err)
	require.Equal(t, triage.AlertNumbers{Told: 5, False: 3}, d.Alerts)
	d, err = o.DigestOf(t.Context(), week, "ci_cd")
	require.NoError(t, err)
	require.Zero(t, d.Alerts)
}
