package bot_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot"
	"toban/bot/triage"
	"toban/config"
	"toban/test/fakeslack"
)

// house is a toban with a workspace and one document.
type house struct {
	*bot.Bot
	slack *fakeslack.Workspace
	text  string // of the configuration
	next  string // what reading the file again finds
}

func newHouse(t testing.TB, more string) *house {
	t.Helper()
	dir := t.TempDir()
	docs := filepath.Join(dir, "docs")
	require.NoError(t, os.MkdirAll(docs, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(docs, "oidc.md"), []byte("# OIDC\n\nHow to set up OIDC for GitHub Actions.\n"), 0o600))
	h := &house{slack: fakeslack.New(fakeslack.Options{})}
	h.slack.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka", Email: "tanaka@example.com"})
	h.slack.AddUser(fakeslack.User{ID: "UITO", Name: "ito"})
	h.slack.AddUser(fakeslack.User{ID: "UKATO", Name: "kato"})
	for id, name := range map[string]string{"CASK": "ask-platform", "CTEAM": "platform-team"} {
		h.slack.AddChannel(fakeslack.Channel{ID: id, Name: name, Members: []string{"UTANAKA", "UITO", h.slack.Bot().ID}})
	}
	h.text = fmt.Sprintf(`
team: {name: Platform, timezone: Asia/Tokyo, members: [UTANAKA, UITO, UKATO]}
slack: {mode: http, bot_token: %q, signing_secret: %q, api_url: "http://slack.test/api/"}
channels: [{id: CASK, intake: mention}, {id: CTEAM, role: team}]
rotations: {platform: {handoff: "Mon 10:00", primary: [UTANAKA, UITO], start: "2025-01-06 10:00"}}
knowledge: {sources: [{name: handbook, path: %q}]}
store: {path: %q}
%s`, h.slack.BotToken(), h.slack.SigningSecret(), docs, filepath.Join(dir, "toban.db"), more)
	h.next = h.text
	b, err := bot.New(t.Context(), h.read(t, h.text), bot.Deps{
		Slack: h.slack.Client().Transport, Classify: bot.Seeded(), WithoutUI: true,
		Reread: func() (*config.Config, error) { return load(h.next) },
	})
	require.NoError(t, err)
	h.Bot = b
	t.Cleanup(func() { require.NoError(t, h.Close()) })
	return h
}

func load(text string) (*config.Config, error) {
	return config.Load(strings.NewReader(text), "toban.yaml", config.Environment{Getenv: os.Getenv, ReadFile: os.ReadFile})
}

func (h *house) read(t testing.TB, text string) *config.Config {
	t.Helper()
	cfg, err := load(text)
	require.NoError(t, err)
	return cfg
}

func TestReloadStartsOver(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	done := make(chan error, 1)
	go func() { done <- h.Run(t.Context()) }()
	h.next = "team: {tema: Platform}"
	require.ErrorContains(t, h.Reload(), "tema")
	h.next = strings.ReplaceAll(h.text, "toban.db", "other.db")
	require.ErrorContains(t, h.Reload(), "needs a restart")
	require.Nil(t, h.Next(), "a file with mistakes changes nothing")
	select {
	case err := <-done:
		require.NoError(t, errors.Join(errors.New("it has stopped"), err))
	default:
	}

	h.next = strings.ReplaceAll(h.text, "name: Platform", "name: Foundation")
	require.NoError(t, h.Reload())
	require.NoError(t, h.Reload(), "twice is once")
	require.NoError(t, <-done)
	require.Equal(t, "Foundation", h.Next().Team.Name)
}

func TestDoctorSeesTheWholeHouse(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"], holidays: [jp]}`)
	said := func() (fine, fix string) {
		for _, f := range h.Doctor(t.Context(), "en") {
			if f.OK {
				fine += f.Text + "\n"
			} else {
				fix += f.Text + "\n"
			}
		}
		return fine, fix
	}
	fine, fix := said()
	require.Empty(t, fix)
	for _, line := range []string{
		"Connected to Slack", "Configured members: 3, all of them active.", "Datadog: no keys (incidents run in Slack alone).", "Index: 1 pages", "Rotation platform: nobody is missing",
		"Waiting to be sent: 0. None was given up.", "GiB of disk space are free", "The clock is right",
	} {
		require.Contains(t, fine, line)
	}

	h.slack.SetScopes("chat:write", "channels:read", "users:read")
	h.slack.AddUser(fakeslack.User{ID: "UKATO", Name: "kato", Deleted: true})
	_, fix = said()
	require.Contains(t, fix, "`commands` is missing")
	require.Contains(t, fix, "kato (UKATO) is deactivated")
}

// What is legal about the turns, but perhaps not meant, is named.
func TestDoctorNamesOddTurns(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"], holidays: [jp], closed: ["12-29..01-03"]}`)
	require.NoError(t, h.Close())
	for i, c := range []struct{ rotation, ja, en string }{
		{
			`{handoff: "Mon 10:00", primary: [UTANAKA, UITO, UKATO], start: "2025-12-01 10:00"}`,
			"当番表 platform: 1/5(月) に交代が 2 回重なるため、ito さんの番がありません。", "two handoffs fall on Mon 5 Jan, which leaves ito without a turn.",
		},
		{
			`{handoff: "Sat 10:00", primary: [UTANAKA, UITO], start: "2025-12-06 10:00"}`,
			"交代の曜日が休みなので", "its day of handoff is never open",
		},
		{
			`{handoff: "10:00", every: 1d, on_holiday: keep, primary: [UTANAKA, UITO, UKATO, UTANAKA, UITO, UKATO, UITO], start: "2025-12-01 10:00"}`,
			"週末はいつも同じ人です", "the same ones every weekend",
		},
	} {
		text := strings.Replace(h.text, `{handoff: "Mon 10:00", primary: [UTANAKA, UITO], start: "2025-01-06 10:00"}`, c.rotation, 1)
		require.NotEqual(t, h.text, text)
		text = strings.Replace(text, "toban.db", fmt.Sprintf("toban%d.db", i), 1) // what was configured before would go on
		b, err := bot.New(t.Context(), h.read(t, text), bot.Deps{
			Slack: h.slack.Client().Transport, WithoutUI: true, Now: func() time.Time { return time.Date(2025, 12, 10, 3, 0, 0, 0, time.UTC) },
		})
		require.NoError(t, err)
		for lang, want := range map[string]string{"ja": c.ja, "en": c.en} {
			var said strings.Builder
			for _, f := range b.Doctor(t.Context(), lang) {
				said.WriteString(f.Text + "\n")
				require.True(t, f.OK || !strings.Contains(f.Text, want), "nothing has to be done about it")
			}
			require.Contains(t, said.String(), want)
		}
		require.NoError(t, b.Close())
	}
}

// reopen starts the house anew on its file.
func (h *house) reopen(t *testing.T) {
	t.Helper()
	require.NoError(t, h.Close())
	again, err := bot.New(t.Context(), h.read(t, h.text), bot.Deps{Slack: h.slack.Client().Transport, WithoutUI: true})
	require.NoError(t, err)
	h.Bot = again
}

// similar is what ito finds like an inquiry about AssumeRole.
func (h *house) similar(t *testing.T) string {
	t.Helper()
	h.slack.ConnectHTTP(fakeslack.HTTPApp{
		CommandsURL: "http://toban.test/slack/commands", Client: &http.Client{Transport: fakeslack.Direct(h.Handler())},
	})
	require.NoError(t, h.slack.Command(t.Context(), "ito", "CASK", "/toban similar AssumeRole fails for the payments role"))
	seen := h.slack.Messages("CASK", "ito")
	return h.slack.PlainText(seen[len(seen)-1])
}

// What solved one inquiry is found by the next, also after a restart.
func TestPastInquiriesAreFound(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	order := func(key string, id triage.InquiryID, c triage.Command) {
		_, err := h.Desk().Handle(t.Context(), triage.Order{Key: key, By: "UTANAKA", Inquiry: id, Command: c})
		require.NoError(t, err)
	}
	place := triage.Place{Channel: "CASK", Thread: "1763618640.000100"}
	order("a", "", triage.Ask{Asker: "UITO", Text: "AssumeRole fails with AccessDenied in payments", Place: place})
	order("b", "", triage.Ask{Asker: "UITO", Text: "Grafana shows no data", Place: triage.Place{Channel: "CASK", Thread: "1763618641.000100"}})
	require.NotContains(t, h.similar(t), "INQ-1", "it is open")
	order("c", "INQ-1", triage.Resolve{Reasons: triage.Reasons{Note: "fixed sub"}})
	require.Contains(t, h.similar(t), "fixed sub")

	h.reopen(t)
	require.Contains(t, h.similar(t), "fixed sub")
	order("d", "INQ-1", triage.Reopen{})
	require.NotContains(t, h.similar(t), "INQ-1")
	order("e", "INQ-1", triage.Resolve{Reasons: triage.Reasons{Note: "fixed sub"}})
	require.Contains(t, h.similar(t), "fixed sub")

	// Its asker comes back with the same: it is open again, by an order about
	// the later one.
	_, err := h.Desk().Handle(t.Context(), triage.Order{Key: "f", By: "UITO", Command: triage.Ask{
		Asker: "UITO", Text: "AssumeRole fails with AccessDenied in payments", Place: triage.Place{Channel: "CASK", Thread: "1763618650.000100"},
	}})
	require.NoError(t, err)
	_, err = h.Desk().Handle(t.Context(), triage.Order{Key: "g", By: "UITO", Inquiry: "INQ-3", Command: triage.AnswerRecontact{Same: true}})
	require.NoError(t, err)
	q, err := h.Desk().Inquiry(t.Context(), "INQ-1")
	require.NoError(t, err)
	require.False(t, q.Status.Closed())
	require.NotContains(t, h.similar(t), "INQ-1")
}

// What is erased is found by nobody, neither at once nor after a restart.
func TestWhatIsErasedIsNotFound(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	h.Desk().Policy.Leads = []triage.PersonID{"UTANAKA"}
	order := func(key string, id triage.InquiryID, c triage.Command) {
		t.Helper()
		_, err := h.Desk().Handle(t.Context(), triage.Order{Key: key, By: "UTANAKA", Inquiry: id, Command: c})
		require.NoError(t, err)
	}
	order("a", "", triage.Ask{Asker: "UITO", Text: "AssumeRole fails with AccessDenied in payments", Place: triage.Place{Channel: "CASK", Thread: "1763618640.000100"}})
	order("b", "INQ-1", triage.Resolve{Reasons: triage.Reasons{Note: "fixed sub"}})
	require.Contains(t, h.similar(t), "fixed sub")
	order("c", "INQ-1", triage.Forget{})
	require.NotContains(t, h.similar(t), "INQ-1")
	h.reopen(t)
	require.NotContains(t, h.similar(t), "INQ-1")
}

// An incident is found by the words of what fixed it, too.
func TestPastIncidentsAreFoundByTheirFix(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	order := func(key string, id triage.IncidentID, c triage.Command) {
		_, err := h.Desk().Handle(t.Context(), triage.Order{Key: key, By: "UTANAKA", Incident: id, Command: c})
		require.NoError(t, err)
	}
	order("a", "", triage.Declare{Title: "Shop is down", Severity: "SEV-1"})
	order("b", "INC-1", triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: "flushed the stale conntrack table"})
	h.slack.ConnectHTTP(fakeslack.HTTPApp{
		CommandsURL: "http://toban.test/slack/commands", Client: &http.Client{Transport: fakeslack.Direct(h.Handler())},
	})
	require.NoError(t, h.slack.Command(t.Context(), "ito", "CASK", "/toban similar stale conntrack table"))
	seen := h.slack.Messages("CASK", "ito")
	require.Contains(t, h.slack.PlainText(seen[len(seen)-1]), "flushed the stale conntrack table")
}

// An incident is found by the words in which it was reported, until they are
// erased.
func TestPastIncidentsAreFoundByTheirReports(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	order := func(key string, o triage.Order) {
		o.Key, o.By = key, "UTANAKA"
		_, err := h.Desk().Handle(t.Context(), o)
		require.NoError(t, err)
	}
	h.slack.ConnectHTTP(fakeslack.HTTPApp{
		CommandsURL: "http://toban.test/slack/commands", Client: &http.Client{Transport: fakeslack.Direct(h.Handler())},
	})
	similar := func() string {
		require.NoError(t, h.slack.Command(t.Context(), "ito", "CASK", "/toban similar checkout hangs on payment"))
		seen := h.slack.Messages("CASK", "ito")
		return h.slack.PlainText(seen[len(seen)-1])
	}
	order("a", triage.Order{Command: triage.Ask{Asker: "UITO", Text: "checkout hangs on payment", Place: triage.Place{Channel: "CASK", Thread: "1763618640.000100"}}})
	order("b", triage.Order{Command: triage.Declare{Inquiry: "INQ-1", Title: "Shop is down", Severity: "SEV-1"}})
	order("c", triage.Order{Incident: "INC-1", Command: triage.ChangeIncident{Status: triage.IncidentResolved, Fixed: "restarted redis"}})
	require.Contains(t, similar(), "INC-1")
	order("d", triage.Order{Inquiry: "INQ-1", Command: triage.Withdraw{}})
	_, err := h.Desk().Handle(t.Context(), triage.Order{Key: "e", Inquiry: "INQ-1", Command: triage.Forget{}})
	require.NoError(t, err)
	require.NotContains(t, similar(), "INC-1")
}

// Orders that come to the memory out of turn leave it as things are.
func TestAnOldChangeIsNotRemembered(t *testing.T) {
	h := newHouse(t, `calendar: {hours: ["Mon-Fri 10:00-19:00"]}`)
	var outs []triage.Outcome
	order := func(key string, id triage.InquiryID, c triage.Command) {
		out, err := h.Desk().Handle(t.Context(), triage.Order{Key: key, By: "UTANAKA", Inquiry: id, Command: c})
		require.NoError(t, err)
		outs = append(outs, out)
	}
	order("a", "", triage.Ask{Asker: "UITO", Text: "AssumeRole fails with AccessDenied in payments", Place: triage.Place{Channel: "CASK", Thread: "1763618640.000100"}})
	order("b", "INQ-1", triage.Resolve{Reasons: triage.Reasons{Note: "fixed sub"}})
	order("c", "INQ-1", triage.Reopen{})
	h.Desk().Changed(t.Context(), outs[1]) // late
	h.slack.ConnectHTTP(fakeslack.HTTPApp{
		CommandsURL: "http://toban.test/slack/commands", Client: &http.Client{Transport: fakeslack.Direct(h.Handler())},
	})
	require.NoError(t, h.slack.Command(t.Context(), "ito", "CASK", "/toban similar AssumeRole fails for the payments role"))
	seen := h.slack.Messages("CASK", "ito")
	require.NotContains(t, h.slack.PlainText(seen[len(seen)-1]), "INQ-1")
}
