package bot

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/triage"
	"toban/config"
)

const mirrorConfig = `
team: {name: Platform, timezone: Asia/Tokyo, members: [UTANAKA]}
slack: {mode: http, bot_token: xoxb-1, signing_secret: "0123456789"}
channels: [{id: CASK, intake: mention}, {id: CTEAM, role: team}]
taxonomy: {asking_teams: [{key: payments%s}, {key: search%s}]}
rotations: {platform: {handoff: "Mon 10:00", primary: [UTANAKA], start: "2025-01-06 10:00"}}
calendar: {hours: "Mon-Fri 10:00-19:00", holidays: [jp]}
`

// A team is told of each month once, on the first business day after it, also
// of those whose day passed while toban was away; of none in which it was not to
// be told.
func TestWhenTeamsAreToldOfTheirQuestions(t *testing.T) {
	type look struct {
		at    string
		teams string // that are told
		want  string // months that are ordered, by team
	}
	for name, looks := range map[string][]look{
		"nobody wants to be told": {{"2025-10-20 10:00", "", ""}, {"2025-12-20 10:00", "", ""}},
		"the month in which it begins is the first": {
			{"2025-10-20 10:00", "payments", ""},
			{"2025-11-04 10:04", "payments", ""},
			{"2025-11-04 10:05", "payments", "payments 2025-10"},
			{"2025-11-04 10:05", "payments", ""},
			{"2025-11-30 10:05", "payments", ""},
		},
		"a month that was over before is not told": {{"2025-11-03 12:00", "payments", ""}, {"2025-11-04 12:00", "payments", "payments 2025-10"}},
		"away for two months":                      {{"2025-10-20 10:00", "payments", ""}, {"2025-12-20 10:00", "payments", "payments 2025-10, payments 2025-11"}},
		"not to be told for a while": {
			{"2025-10-20 10:00", "payments", ""},
			{"2025-11-10 10:00", "payments", "payments 2025-10"},
			{"2025-11-20 10:00", "", ""},
			{"2026-01-20 10:00", "payments", ""},
			{"2026-02-02 10:05", "payments", "payments 2026-01"},
		},
		"each team by itself": {
			{"2025-10-20 10:00", "payments", ""},
			{"2025-11-10 10:00", "payments search", "payments 2025-10"},
			{"2025-12-01 10:05", "payments search", "payments 2025-11, search 2025-11"},
			{"2026-01-05 10:05", "search", "search 2025-12"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var now time.Time
			clock := func() time.Time { return now }
			store, err := boltstore.Open(filepath.Join(t.TempDir(), "toban.db"), boltstore.Options{Now: clock})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, store.Close()) })
			for _, l := range looks {
				cfg := toldOf(t, l.teams)
				now, err = time.ParseInLocation("2006-01-02 15:04", l.at, cfg.Location())
				require.NoError(t, err)
				policy, err := cfg.Policy()
				require.NoError(t, err)
				log := slog.New(slog.DiscardHandler)
				b := &Bot{cfg: cfg, deps: Deps{Now: clock}, log: log, store: store, desk: &triage.Desk{Store: store, Policy: policy, Now: clock, Log: log}}
				before, err := store.QueueStats(t.Context())
				require.NoError(t, err)
				require.NoError(t, b.mirror(t.Context()))
				after, err := store.QueueStats(t.Context())
				require.NoError(t, err)
				var want []string
				if l.want != "" {
					want = strings.Split(l.want, ", ")
				}
				require.Equal(t, len(want), after.Queued-before.Queued, "at %s", l.at)
				for _, order := range want {
					team, month, _ := strings.Cut(order, " ")
					require.Equal(t, month, ordered(t, store, triage.TeamID(team), month), "at %s", l.at)
				}
			}
		})
	}
}

// ordered is the month if it was ordered for a team.
func ordered(t *testing.T, store triage.Store, team triage.TeamID, month string) string {
	t.Helper()
	require.NoError(t, store.Update(t.Context(), func(tx triage.Tx) error {
		_, known, err := tx.Seen([]string{fmt.Sprintf("mirror/%s/%s", team, month)})
		if !known {
			month = ""
		}
		return err
	}))
	return month
}

// toldOf is a configuration in which some teams are told.
func toldOf(t *testing.T, teams string) *config.Config {
	t.Helper()
	mirror := func(team, ch string) string {
		if strings.Contains(teams, team) {
			return ", mirror: " + ch
		}
		return ""
	}
	text := fmt.Sprintf(mirrorConfig, mirror("payments", "CPAY"), mirror("search", "CSEARCH"))
	cfg, err := config.Load(strings.NewReader(text), "toban.yaml", config.Environment{})
	require.NoError(t, err)
	return cfg
}
