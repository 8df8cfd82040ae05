package slackapp

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/outbox"
	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
	"toban/test/fakeslack"
)

// A room is toban in a fake workspace, over HTTP and without sockets: people
// act, toban answers, and the test reads what they would see.
type room struct {
	t     testing.TB
	slack *fakeslack.Workspace
	app   *App
	store *boltstore.Store
	work  *outbox.Worker

	mu  sync.Mutex
	now time.Time

	n int // messages of alert bots so far
}

const (
	ask  = "CASK"
	team = "CTEAM"
)

// newRoom furnishes the fixture of the acceptance journeys: tanaka on call,
// sato and kato asking in Japanese, emma in English.
func newRoom(t testing.TB, change ...func(*Config, *Deps)) *room {
	t.Helper()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	require.NoError(t, err)
	r := &room{t: t, now: time.Date(2025, 11, 20, 15, 4, 0, 0, tokyo)}
	clock := func() time.Time {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.now
	}
	r.slack = fakeslack.New(fakeslack.Options{Now: clock, Events: eventTypes()})
	for _, name := range []string{"tanaka", "ito", "suzuki", "yamada", "sato", "kato"} {
		r.slack.AddUser(fakeslack.User{ID: "U" + strings.ToUpper(name), Name: name, Locale: "ja-JP"})
	}
	r.slack.AddUser(fakeslack.User{ID: "ULEE", Name: "lee", Locale: "en-US"})
	r.slack.AddUser(fakeslack.User{ID: "UEMMA", Name: "emma", Locale: "en-GB"})
	r.slack.AddUser(fakeslack.User{ID: "UGUEST", Name: "guest", Restricted: true})
	r.slack.AddUser(fakeslack.User{ID: "UEVE", Name: "eve", Stranger: true})
	all := []string{"tanaka", "ito", "suzuki", "yamada", "sato", "kato", "emma", "lee", "guest", "eve", "toban"}
	r.slack.AddChannel(fakeslack.Channel{ID: ask, Name: "ask-platform", Members: all, ExtShared: true})
	r.slack.AddChannel(fakeslack.Channel{ID: "CALL", Name: "watched", Members: all})
	r.slack.AddChannel(fakeslack.Channel{ID: team, Name: "platform-team", Members: all})
	r.slack.AddChannel(fakeslack.Channel{ID: "CINC", Name: "incidents", Members: all})

	r.store, err = boltstore.Open(filepath.Join(t.TempDir(), "toban.db"), boltstore.Options{Now: clock})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.store.Close()) })
	cal, err := rotation.CalendarSpec{Hours: rotation.Lines{"Mon-Fri 10:00-19:00"}, Holidays: rotation.Lines{"jp"}}.Build(tokyo)
	require.NoError(t, err)
	duty, err := rotation.Spec{
		Handoff: "Mon 10:00", Primary: []string{"UTANAKA", "UITO", "USUZUKI"}, Secondary: rotation.Second{Offset: 2}, Start: "2025-11-17 10:00",
	}.Build(cal)
	require.NoError(t, err)
	desk := &triage.Desk{
		Store: r.store, Default: "platform", Now: clock, Log: slog.New(slog.DiscardHandler),
		Schedules: map[triage.RotationID]triage.Schedule{"platform": duty},
		Policy: triage.Policy{
			Members: []triage.PersonID{"UTANAKA", "UITO", "USUZUKI", "UYAMADA", "ULEE"}, Leads: []triage.PersonID{"UYAMADA"},
			Admins: []triage.PersonID{"UYAMADA"}, Calendar: cal, Incident: incidentPolicy(),
		},
	}
	c := Config{
		Mode: ModeHTTP, BotToken: r.slack.BotToken(), AppToken: r.slack.AppToken(), SigningSecret: r.slack.SigningSecret(),
		APIURL: "http://slack.test/api/", TeamName: "Platform", Language: knowledge.Japanese,
		Channels: []Channel{
			{ID: ask, Name: "ask-platform", Intake: IntakeMention},
			{ID: "CALL", Name: "watched", Intake: IntakeEveryMessage, Bots: []string{"B0ALERTS"}},
			{ID: team, Name: "platform-team", Role: RoleTeam},
			{ID: "CINC", Name: "incidents", Role: RoleIncidents},
		},
		Areas: []knowledge.Term{
			{Key: "ci_cd", Name: map[knowledge.Lang]string{"ja": "CI/CD", "en": "CI/CD"}},
			{Key: "network", Name: map[knowledge.Lang]string{"ja": "ネットワーク", "en": "Network"}},
		},
		Kinds:       knowledge.DefaultKinds(),
		AskingTeams: []AskingTeam{{Key: "payments", Name: map[triage.Lang]string{"ja": "決済", "en": "Payments"}, Members: []triage.PersonID{"USATO", "UEMMA"}}},
	}
	d := Deps{Desk: desk, HTTP: r.slack.Client(), Now: clock, Location: tokyo}
	if testing.Verbose() {
		d.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	for _, f := range change {
		f(&c, &d)
	}
	r.slack.SetScopes(slices.Concat(c.scopes())...)
	r.app, err = New(c, d)
	require.NoError(t, err)
	r.slack.SetBaseURL("http://slack.test")
	r.slack.ConnectHTTP(fakeslack.HTTPApp{
		EventsURL: "http://toban.test" + PathEvents, CommandsURL: "http://toban.test" + PathCommands,
		InteractionsURL: "http://toban.test" + PathInteractions,
		Client:          &http.Client{Transport: listening{fakeslack.Direct(r.app.Handler())}},
	})
	r.work = &outbox.Worker{
		Queue: r.store, Senders: map[triage.Via]outbox.Sender{triage.ViaSlack: r.app}, Log: slog.New(slog.DiscardHandler), Now: clock,
		Rate: 1000, Burst: 1000,
		Handle: func(ctx context.Context, o triage.Order) error { _, err := desk.Handle(ctx, o); return err },
	}
	return r
}

func incidentPolicy() triage.IncidentPolicy {
	words := func(ja, en string) map[triage.Lang]string { return map[triage.Lang]string{"ja": ja, "en": en} }
	return triage.IncidentPolicy{
		Channel: triage.ChannelBot,
		Cluster: triage.ClusterPolicy{Inquiries: 3, Within: 30 * time.Minute, Mute: 24 * time.Hour},
		Severities: []triage.SeverityLevel{
			{Key: "SEV-1", Name: words("重大", "Critical"), Criteria: words("顧客の全員に影響がある", "every customer is affected")},
			{Key: "SEV-2", Name: words("大", "High"), Criteria: words("顧客の一部に影響がある", "some customers are affected")},
		},
		Matrix: triage.Matrix{
			Impact: []triage.MatrixKey{
				{Key: "all", Text: words("全社・顧客", "Everybody, or customers")}, {Key: "one", Text: words("1 チーム", "One team")},
			},
			Pressure: []triage.MatrixKey{
				{Key: "now", Text: words("今止まっている", "Stopped right now")}, {Key: "soon", Text: words("今日中", "Today")},
			},
			Cells: map[string][]triage.Severity{"all": {"SEV-1", "SEV-2"}, "one": {"SEV-2", triage.NoIncident}},
		},
	}
}

// settle lets everything happen that follows from what people did.
func (r *room) settle() {
	r.t.Helper()
	for range 3 {
		r.app.Wait()
		require.NoError(r.t, r.work.Drain(r.t.Context()))
		r.slack.Tick(r.t.Context())
	}
	r.app.Wait()
}

func (r *room) pass(d time.Duration) {
	r.mu.Lock()
	r.now = r.now.Add(d)
	r.mu.Unlock()
}

// shares opens a channel to other workspaces, or closes it to them.
func (r *room) shares(channel string, with bool) {
	r.t.Helper()
	c, ok := r.slack.Channel(channel)
	require.True(r.t, ok)
	c.ExtShared = with
	r.slack.AddChannel(c)
}

// says is a message; thread may be empty.
func (r *room) says(user, channel, thread, text string) string {
	r.t.Helper()
	r.pass(time.Second)
	ts, err := r.slack.Say(r.t.Context(), fakeslack.Message{User: user, Channel: channel, Thread: thread, Text: text})
	require.NoError(r.t, err)
	r.settle()
	return ts
}

func (r *room) runs(user, line string) string {
	r.t.Helper()
	r.pass(time.Second)
	require.NoError(r.t, r.slack.Command(r.t.Context(), user, ask, line))
	r.settle()
	return r.whispers(user, ask)
}

func (r *room) presses(user, channel, ts, control string, value ...string) {
	r.t.Helper()
	r.pass(time.Second)
	require.NoError(r.t, r.slack.Press(r.t.Context(), user, channel, ts, control, value...))
	r.settle()
}

// whispers is the latest message that only user sees at the top of a channel.
func (r *room) whispers(user, channel string) string {
	return r.latestEphemeral(r.slack.Messages(channel, user))
}

func (r *room) whispersIn(user, channel, thread string) string {
	return r.latestEphemeral(r.slack.Thread(channel, thread, user))
}

func (r *room) latestEphemeral(all []fakeslack.Msg) string {
	for _, m := range slices.Backward(all) {
		if m.Ephemeral && !m.Deleted {
			return r.slack.PlainText(m)
		}
	}
	return ""
}

func (r *room) ephemeral(user, channel, thread string) fakeslack.Msg {
	r.t.Helper()
	all := r.slack.Messages(channel, user)
	if thread != "" {
		all = r.slack.Thread(channel, thread, user)
	}
	for _, m := range slices.Backward(all) {
		if m.Ephemeral {
			return m
		}
	}
	r.t.Fatalf("%s sees no private message in %s", user, channel)
	return fakeslack.Msg{}
}

// posts are toban's visible messages in a thread.
func (r *room) posts(channel, thread string) []fakeslack.Msg {
	var out []fakeslack.Msg
	for _, m := range r.slack.Thread(channel, thread, "yamada") {
		if m.BotID != "" && !m.Ephemeral {
			out = append(out, m)
		}
	}
	return out
}

func (r *room) inquiry(id triage.InquiryID) triage.Inquiry {
	r.t.Helper()
	q, err := r.app.desk.Inquiry(r.t.Context(), id)
	require.NoError(r.t, err)
	return q
}

func (r *room) count() int {
	r.t.Helper()
	list, err := r.app.desk.Inquiries(r.t.Context(), triage.InquiryFilter{})
	require.NoError(r.t, err)
	return len(list)
}

// view is the modal that user sees.
func (r *room) view(user string) *fakeslack.ModalView {
	r.t.Helper()
	v, ok := r.slack.View(user)
	require.True(r.t, ok, "%s sees no modal", user)
	return v
}

// golden compares got with a file that UPDATE=1 rewrites.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got+"\n"), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got+"\n")
}
