package slackapp

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/rotation"
)

// addresses are calendars that nobody serves; the tokens they were made with
// are kept rather than shown.
type addresses struct{ tokens map[string]string }

func (a addresses) Feed(f triage.Feed, token string) string {
	name := string(f.Rotation)
	if name == "" {
		name = "people/" + string(f.Person)
	}
	a.tokens[name] = token
	return "https://toban.example.com/calendar/" + name + ".ics"
}

func (a addresses) Page(id triage.RotationID, _ string) string {
	return "https://toban.example.com/calendar/" + string(id)
}

func withCalendars(t *testing.T, change ...func(*Deps)) (*room, addresses) {
	served := addresses{map[string]string{}}
	return newRoom(t, func(_ *Config, d *Deps) {
		d.Calendars = served
		for _, f := range change {
			f(d)
		}
	}), served
}

func TestCalendarAddresses(t *testing.T) {
	r, served := withCalendars(t)
	golden(t, "calendar_addresses.ja.txt", r.runs("tanaka", "/toban 当番 カレンダー"))
	golden(t, "calendar_addresses.en.txt", r.runs("lee", "/toban oncall calendar"))
	golden(t, "calendar_addresses_lead.ja.txt", r.runs("yamada", "/toban oncall calendar"))
	require.NotContains(t, r.runs("sato", "/toban oncall calendar"), "platform", "who asks has a calendar of their own turns alone")
	r.says("tanaka", ask, "", "@toban 当番 カレンダー")
	require.Contains(t, r.whispers("tanaka", ask), "people/UTANAKA.ics", "a mention is answered in private too")
	r.says("guest", ask, "", "@toban oncall calendar")
	require.NotContains(t, r.whispers("guest", ask), ".ics")

	own, platform := served.tokens["people/UTANAKA"], served.tokens["platform"]
	r.runs("tanaka", "/toban oncall calendar")
	r.presses("tanaka", ask, r.ephemeral("tanaka", ask, "").TS, actionRenewFeed+"/")
	require.Contains(t, r.whispers("tanaka", ask), "新しいアドレスにしました。前のアドレスは使えません。")
	require.NotEqual(t, own, served.tokens["people/UTANAKA"])
	require.Equal(t, platform, served.tokens["platform"])

	r.runs("yamada", "/toban oncall calendar")
	r.presses("yamada", ask, r.ephemeral("yamada", ask, "").TS, actionRenewFeed+"/platform")
	require.NotEqual(t, platform, served.tokens["platform"])
}

func TestCalendarsNeedAnAddress(t *testing.T) {
	r := newRoom(t)
	for _, line := range []string{"/toban 当番 カレンダー", "/toban oncall calendar"} {
		require.Contains(t, r.runs("tanaka", line), "http.url")
	}
	require.Contains(t, r.runs("lee", "/toban oncall calendar"), "Ask an admin to set http.listen")
}

// The Home tab leads to the addresses, and renews them in its modal.
func TestHomeLeadsToTheCalendar(t *testing.T) {
	r, served := withCalendars(t)
	require.NoError(t, r.slack.OpenHome(t.Context(), "tanaka"))
	r.settle()
	home, _ := r.slack.Home("tanaka")
	require.NoError(t, r.slack.PressView(t.Context(), "tanaka", home.ID, actionCalendars))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "people/UTANAKA.ics")
	own := served.tokens["people/UTANAKA"]
	require.NoError(t, r.slack.PressView(t.Context(), "tanaka", r.view("tanaka").ID, actionRenewFeed+"/"))
	r.settle()
	require.Contains(t, r.slack.PlainView(r.view("tanaka")), "新しいアドレスにしました。")
	require.NotEqual(t, own, served.tokens["people/UTANAKA"])
}

// Four weeks at a glance: a cover that ends within a day, a hole, a holiday with
// a moved handoff, and a rotation with duty windows.
func TestHomeDrawsTheCalendar(t *testing.T) {
	r, _ := withCalendars(t, func(d *Deps) {
		day, err := rotation.Spec{Handoff: "Mon 10:00", Primary: []string{"ULEE", "UITO"}, Start: "2025-11-17", Duty: rotation.Lines{"opening hours"}}.Build(d.Desk.Policy.Calendar)
		require.NoError(t, err)
		d.Desk.Schedules["office <hours>"] = day
	})
	r.lays(triage.Cover{Person: "UYAMADA", For: "UITO", From: r.date("2025-11-27 13:00"), To: r.date("2025-11-28 13:00")})
	r.lays(triage.Cover{Person: "USUZUKI", For: "UTANAKA", From: r.date("2025-11-22 00:00"), To: r.date("2025-11-24 00:00")})
	for _, who := range []triage.PersonID{"UTANAKA", "UITO", "USUZUKI"} {
		r.lays(triage.BeAway{Person: who, From: r.date("2025-12-10 00:00"), To: r.date("2025-12-11 00:00")})
	}
	for _, lang := range []string{"ja", "en"} {
		r.runs("lee", "/toban lang "+lang)
		var text []string
		for _, id := range r.app.desk.Rotations() {
			picture, err := r.app.picture(t.Context(), r.app.readerBook(t.Context(), "ULEE"), id)
			require.NoError(t, err)
			text = append(text, picture)
		}
		golden(t, "home_calendar."+lang+".txt", strings.Join(text, "\n\n"))
	}
}

// A rotation that changes every day, and many rotations, stay within what Slack
// takes and a phone shows.
func TestHomeKeepsTheCalendarShort(t *testing.T) {
	r, _ := withCalendars(t, func(d *Deps) {
		for n := range mostPictures + 2 {
			daily, err := rotation.Spec{
				Handoff: "10:00", Every: "12h", Primary: []string{"UTANAKA", "UITO", "USUZUKI", "ULEE", "UYAMADA", "USATO", "UKATO", "UEMMA", "UEVE"}, Start: "2025-11-17",
			}.Build(d.Desk.Policy.Calendar)
			require.NoError(t, err)
			d.Desk.Schedules[triage.RotationID("daily"+strconv.Itoa(n))] = daily
		}
	})
	require.NoError(t, r.slack.OpenHome(t.Context(), "tanaka"))
	r.settle()
	home, ok := r.slack.Home("tanaka")
	require.True(t, ok)
	text := r.slack.PlainView(home)
	require.Contains(t, text, "\ndaily5\n")
	require.NotContains(t, text, "\ndaily6\n")
	require.Contains(t, text, "ほか 3 件", "what is left out is counted")

	o := triage.Order{Key: "cover", By: "UYAMADA", Rotation: "daily0", At: r.now, Command: triage.Cover{
		Person: "ULEE", From: r.date("2025-12-13 12:00"), To: r.date("2025-12-13 20:00"),
	}}
	_, err := r.app.desk.Handle(t.Context(), o)
	require.NoError(t, err)
	picture, err := r.app.picture(t.Context(), r.app.book("ja"), "daily0")
	require.NoError(t, err)
	require.Less(t, units(picture), limitSection)
	golden(t, "home_calendar_daily.ja.txt", picture)
}

// lays has yamada, the lead, arrange a change.
func (r *room) lays(c triage.Command) {
	r.t.Helper()
	r.pass(time.Second)
	_, err := r.app.desk.Handle(r.t.Context(), triage.Order{Key: "lays" + r.now.String(), By: "UYAMADA", Rotation: "platform", At: r.now, Command: c})
	require.NoError(r.t, err)
}

func (r *room) date(text string) time.Time {
	r.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, r.app.deps.Location)
	require.NoError(r.t, err)
	return at
}
