package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/config"
)

// promising is a configuration whose targets differ by everything they can.
func promising(t *testing.T) *config.Config {
	t.Helper()
	cfg, err := config.Load(strings.NewReader(`
team: {name: Platform, timezone: Asia/Tokyo, language: ja, members: [UTANAKA], leads: [UTANAKA], admins: [UTANAKA]}
slack: {mode: http, bot_token: xoxb-1, signing_secret: s}
channels: [{id: CASK, name: ask, intake: mention}, {id: CTEAM, name: team, role: team}]
rotations:
  platform: {handoff: "Mon 10:00", every: 1w, primary: [UTANAKA], start: "2025-11-17 10:00"}
calendar: {hours: "Mon-Fri 10:00-19:00", holidays: [jp]}
sla:
  clock: business_days
  first_reply: 24h
  by_urgency: {urgent: {clock: elapsed, first_reply: 1h}}
  by_kind: {request: {first_reply: 48h}}
  by_area: {network: {clock: business_hours, first_reply: 8h}}
  by_team: {payments: {first_reply: 4h}}
store: {path: toban.db}
`), "promise.yaml", config.Environment{Getenv: func(string) string { return "" }})
	require.NoError(t, err)
	return cfg
}

func TestAPromiseSaysWhatDecidedIt(t *testing.T) {
	cfg := promising(t)
	friday := time.Date(2025, 11, 21, 17, 0, 0, 0, cfg.Location())
	for _, c := range []struct {
		name string
		of   bot.Case
		want string
	}{
		{"neither", bot.Case{Kind: "question"}, "business_days sla.clock, 24h0m0s sla.first_reply, due 11-25 17:00"},
		{"the team's", bot.Case{Team: "payments"}, "business_days sla.clock, 4h0m0s sla.by_team.payments.first_reply, due 11-21 21:00"},
		{"the area's before the team's", bot.Case{Area: "network", Team: "payments"}, "business_hours sla.by_area.network.clock, 8h0m0s sla.by_area.network.first_reply, due 11-25 16:00"},
		{"the kind's before the area's, whose clock it leaves", bot.Case{Kind: "request", Area: "network"}, "business_hours sla.by_area.network.clock, 48h0m0s sla.by_kind.request.first_reply, due 12-02 11:00"},
		{"the urgency's before all", bot.Case{Urgency: triage.UrgencyUrgent, Kind: "request", Area: "network"}, "elapsed sla.by_urgency.urgent.clock, 1h0m0s sla.by_urgency.urgent.first_reply, due 11-21 18:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.of.Asked = friday
			p, err := bot.Promised(cfg, c.of)
			require.NoError(t, err)
			require.Equal(t, c.want, fmt.Sprintf("%s %s, %s %s, due %s", p.Choice.Clock, p.Choice.ClockKey, p.Choice.FirstReply, p.Choice.FirstReplyKey,
				p.Deadline.Due.In(cfg.Location()).Format("01-02 15:04")))
		})
	}
}

// A line that falls into quiet time waits for the opening; of several that wait
// for the same one the last alone is sent.
func TestAPromiseSaysWhoIsToldWhen(t *testing.T) {
	cfg := promising(t)
	told := func(at string, c bot.Case) string {
		t.Helper()
		asked, err := time.ParseInLocation("2006-01-02 15:04", at, cfg.Location())
		require.NoError(t, err)
		c.Asked = asked
		p, err := bot.Promised(cfg, c)
		require.NoError(t, err)
		var out []string
		for _, l := range p.Lines {
			when := "-"
			if !l.Told.IsZero() {
				when = l.Told.In(cfg.Location()).Format("01-02 15:04:05")
			}
			out = append(out, fmt.Sprint(l.Percent, " ", when))
		}
		return strings.Join(out, ", ")
	}
	require.Equal(t, "50 11-25 10:00:00, 80 11-25 12:12:00, 100 11-25 17:00:01", told("2025-11-21 17:00", bot.Case{}))
	require.Equal(t, "50 -, 80 -, 100 11-21 10:00:00", told("2025-11-20 18:30", bot.Case{Team: "payments"}), "due at night")
	require.Equal(t, "50 11-20 02:40:00, 80 11-20 02:58:00, 100 11-20 03:10:01", told("2025-11-20 02:10", bot.Case{Urgency: triage.UrgencyUrgent}))
}

func TestEveryJapaneseHolidayHasAName(t *testing.T) {
	policy, err := promising(t).Policy()
	require.NoError(t, err)
	for day := time.Date(2019, 1, 1, 12, 0, 0, 0, policy.Calendar.Location()); day.Year() < 2030; day = day.AddDate(0, 0, 1) {
		if key, ok := policy.Calendar.Holiday(day); ok {
			require.NotContains(t, phrase.For("ja").Holiday(key), "(jp)", "%s on %s", key, day.Format(time.DateOnly))
		}
	}
	require.Equal(t, "labour thanksgiving day (jp)", phrase.For("en").Holiday("jp:labour_thanksgiving_day"))
}
