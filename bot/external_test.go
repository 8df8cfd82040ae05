package bot

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"toban/bot/phrase"
	"toban/rotation"
	"toban/test/fakedatadog"
	"toban/test/fakepagerduty"
	"toban/test/fakeslack"
	"toban/test/faulty"
)

const ownRotation = `{handoff: "Mon 10:00", primary: [UTANAKA, UITO], start: "2025-01-06 10:00"}`

// followed is a ward whose rotation PagerDuty keeps.
type followed struct {
	*ward
	account *fakepagerduty.Account
	network *faulty.Handler
}

// follow starts a toban in November 2025 with tanaka on call this week, ito the
// next. More is added to the configuration.
func follow(t *testing.T, more string) followed {
	t.Helper()
	f := followed{ward: newWard(t), account: fakepagerduty.New("u+secret",
		fakepagerduty.User{ID: "PTANAKA", Name: "Tanaka", Email: "tanaka@example.com"},
		fakepagerduty.User{ID: "PITO", Name: "Jiro Ito", Email: "ito@example.com"},
		fakepagerduty.User{ID: "PHANAKO", Name: "Hanako", Email: "hanako@example.com"},
	)}
	f.slack.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka", Email: "tanaka@example.com"})
	f.slack.AddUser(fakeslack.User{ID: "UITO", Name: "ito", Email: "ito@example.com"})
	f.slack.AddUser(fakeslack.User{ID: "UKATO", Name: "kato", Email: "kato@example.com"})
	f.weeks("PTANAKA", "PITO")
	f.network = &faulty.Handler{Next: f.account}
	server := httptest.NewServer(f.network)
	t.Cleanup(server.Close)
	f.start(t, ownRotation, "{source: pagerduty, schedule: PI7DH85}", "store:", "pagerduty: {token: u+secret, url: \""+server.URL+"\"}\n"+more+"\nstore:")
	return f
}

// weeks are turns of a week from last Monday on, the last of them without end.
func (f followed) weeks(people ...string) {
	monday := time.Date(2025, 11, 17, 1, 0, 0, 0, time.UTC)
	var shifts []fakepagerduty.Shift
	for i, p := range people {
		end := monday.AddDate(0, 0, 7*(i+1))
		if i == len(people)-1 {
			end = monday.AddDate(1, 0, 0)
		}
		shifts = append(shifts, fakepagerduty.Shift{User: p, Start: monday.AddDate(0, 0, 7*i), End: end})
	}
	f.account.SetShifts("PI7DH85", shifts...)
}

// refresh has the schedule looked at once, whatever comes of it.
func (f followed) refresh(t *testing.T) { _ = f.Bot.followed["platform"].Refresh(t.Context()) }

func TestTheDoctorTellsOfExternalSchedules(t *testing.T) {
	answer := func(status int) func(*testing.T, followed) {
		return func(t *testing.T, f followed) {
			f.network.Inject(faulty.Fault{Trouble: faulty.Status, Status: status, Body: "{}"})
			f.refresh(t)
		}
	}
	for name, c := range map[string]struct {
		more  string
		after func(*testing.T, followed)
		line  phrase.Line
		fine  bool
		says  []string // in English
	}{
		"it is followed": {after: func(t *testing.T, f followed) { f.refresh(t) }, line: phrase.DoctorFollowed, fine: true, says: []string{"PagerDuty", "as of Thu 20 Nov 15:00 JST"}},
		"not looked at":  {line: phrase.DoctorFollowYet, fine: true, says: []string{"There is no copy yet"}},
		"401":            {after: answer(401), line: phrase.DoctorFollowUnauthorized, says: []string{"Check pagerduty.token", "goes to the lead"}},
		"403":            {after: answer(403), line: phrase.DoctorFollowForbidden, says: []string{"read-only one will do"}},
		"404":            {after: answer(404), line: phrase.DoctorFollowNotFound, says: []string{"Check rotations.platform.schedule"}},
		"429":            {after: answer(429), line: phrase.DoctorFollowLimited, says: []string{"external.every"}},
		"a page":         {after: func(t *testing.T, f followed) { f.network.Inject(faulty.Fault{Trouble: faulty.Garbage}); f.refresh(t) }, line: phrase.DoctorFollowUnreadable},
		"a copy answers": {
			after: func(t *testing.T, f followed) {
				f.refresh(t)
				f.pass(time.Hour)
				answer(503)(t, f)
			},
			line: phrase.DoctorFollowUnreachable, says: []string{"Until then the copy as of Thu 20 Nov 15:00 JST answers"},
		},
		"an old copy": {
			after: func(t *testing.T, f followed) {
				f.refresh(t)
				f.pass(100 * 24 * time.Hour)
				answer(503)(t, f)
			},
			line: phrase.DoctorFollowUnreachable, says: []string{"it goes to the lead"},
		},
		"somebody unknown": {
			after: func(t *testing.T, f followed) { f.weeks("PTANAKA", "PHANAKO"); f.refresh(t) },
			line:  phrase.DoctorFollowUnknown, says: []string{"Hanako", "`\"hanako@example.com\": U…`"},
		},
		"somebody else's colleague": {
			after: func(t *testing.T, f followed) {
				f.slack.AddUser(fakeslack.User{ID: "UHANAKO", Name: "hanako", Email: "hanako@example.com"})
				f.weeks("PTANAKA", "PHANAKO")
				f.refresh(t)
			},
			line: phrase.DoctorFollowOutside, says: []string{"hanako"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := follow(t, c.more)
			if c.after != nil {
				c.after(t, f)
			}
			for _, lang := range []phrase.Lang{phrase.Japanese, phrase.English} {
				expect(t, f.Doctor(t.Context(), string(lang)), lang, c.fine, []phrase.Line{c.line})
			}
			for _, want := range c.says {
				require.Contains(t, read(t, f.Doctor(t.Context(), "en")), want)
			}
			require.NotContains(t, read(t, f.Doctor(t.Context(), "en")), "u+secret")
		})
	}
}

func read(t *testing.T, found []Finding) string {
	t.Helper()
	var lines []string
	for _, f := range found {
		lines = append(lines, f.Text)
	}
	return strings.Join(lines, "\n")
}

func TestTheDoctorTellsWhoLeftDatadog(t *testing.T) {
	w := newWard(t)
	w.datadog.AddUser(fakedatadog.User{ID: "ito", Name: "Ito", Email: "ito@example.com", Status: "Disabled"})
	id := w.datadog.SetShifts("platform", "Asia/Tokyo", fakedatadog.Shift{User: "ito", Start: w.began, End: w.began.AddDate(1, 0, 0)})
	w.start(t, ownRotation, "{source: datadog, schedule: "+id+"}", "store:", "external: {people: {ito@example.com: UITO}}\nstore:")
	require.NoError(t, w.Bot.followed["platform"].Refresh(t.Context()))
	for _, lang := range []phrase.Lang{phrase.Japanese, phrase.English} {
		expect(t, w.Doctor(t.Context(), string(lang)), lang, false, []phrase.Line{phrase.DoctorFollowGone})
	}
	w.datadog.Inject(fakedatadog.Fault{Operation: "GetScheduleOnCallResponders", Trouble: fakedatadog.Forbidden})
	require.Error(t, w.Bot.followed["platform"].Refresh(t.Context()))
	require.Contains(t, read(t, w.Doctor(t.Context(), "en")), "on_call_read")
}

// Before the start each source is asked, and people are looked for in Slack.
func TestCheckOnlineAsksWhoKeepsASchedule(t *testing.T) {
	serve := func(h http.Handler) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	w := newWard(t)
	slack := serve(w.slack.Handler())
	w.slack.SetBaseURL(slack)
	w.slack.AddUser(fakeslack.User{ID: "UITO", Name: "ito", Email: "ito@example.com"})
	calendar := filepath.Join(t.TempDir(), "oncall.ics")
	cfg := wardConfig(t, w, "http://slack.test/api/", slack+"/api/", "http://datadog.test", serve(w.datadog.Handler()),
		ownRotation, `{source: ical, schedule: "file:`+calendar+`"}`)

	found, err := CheckOnline(t.Context(), cfg, "en")
	require.NoError(t, err)
	expect(t, found, phrase.English, false, []phrase.Line{phrase.DoctorFollowNotFound})
	require.Contains(t, read(t, found), "Check rotations.platform.schedule")

	require.NoError(t, os.WriteFile(calendar, []byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=DAILY\r\n"+
		"ATTENDEE:mailto:ito@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"), 0o600))
	found, err = CheckOnline(t.Context(), cfg, "en")
	require.NoError(t, err)
	expect(t, found, phrase.English, true, []phrase.Line{phrase.DoctorFollowed, phrase.DoctorRotation})
	require.NoFileExists(t, cfg.StorePath())
}

// A command of its own asks for the schedule, and falls back on the data file.
func TestAReadingFallsBackOnTheDataFile(t *testing.T) {
	w := newWard(t)
	calendar := filepath.Join(t.TempDir(), "oncall.ics")
	require.NoError(t, os.WriteFile(calendar, []byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=DAILY\r\n"+
		"SUMMARY:Ito\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"), 0o600))
	w.began = time.Now() // readings are of now
	cfg := wardConfig(t, w, ownRotation, `{source: ical, schedule: "file:`+calendar+`"}`, "store:", "external: {people: {Ito: UITO}}\nstore:")
	b, err := New(t.Context(), cfg, Deps{Slack: w.slack.Client().Transport, Classify: Seeded(), WithoutUI: true})
	require.NoError(t, err)
	require.NoError(t, b.followed["platform"].Refresh(t.Context()))
	require.NoError(t, b.Close())

	log := slog.New(slog.DiscardHandler)
	cfg.Slack.BotToken = ""
	r, err := ReadExternal(t.Context(), cfg, "platform", log)
	require.NoError(t, err)
	require.NoError(t, r.Stale)
	require.Equal(t, "UITO", r.OnCall(time.Now(), rotation.Changes{}).Primary)

	require.NoError(t, os.Remove(calendar))
	r, err = ReadExternal(t.Context(), cfg, "platform", log)
	require.NoError(t, err)
	require.ErrorIs(t, r.Stale, os.ErrNotExist)
	require.Equal(t, "UITO", r.OnCall(time.Now(), rotation.Changes{}).Primary)
}

// Operators see how long ago a schedule was read.
func TestTheAgeOfASchedule(t *testing.T) {
	f := follow(t, "")
	age := func() float64 {
		registry := prometheus.NewRegistry()
		require.NoError(t, registry.Register(&collector{bot: f.Bot}))
		families, err := registry.Gather()
		require.NoError(t, err)
		for _, family := range families {
			if family.GetName() == "toban_external_schedule_age_seconds" {
				require.Equal(t, "platform", family.GetMetric()[0].GetLabel()[0].GetValue())
				return family.GetMetric()[0].GetGauge().GetValue()
			}
		}
		t.Fatal("the metric is missing")
		return 0
	}
	f.pass(time.Minute)
	require.InDelta(t, 60, age(), 0, "never read: since the start")
	f.refresh(t)
	require.InDelta(t, 0, age(), 0)
	f.pass(time.Hour)
	require.InDelta(t, 3600, age(), 0)
}
