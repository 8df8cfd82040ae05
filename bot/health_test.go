package bot

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/boltstore"
	"toban/bot/model"
	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/config"
	"toban/knowledge"
	"toban/test/fakedatadog"
	"toban/test/fakeslack"
)

// A ward is a toban that is about to be looked at.
type ward struct {
	*Bot
	slack   *fakeslack.Workspace
	datadog *fakedatadog.Server
	docs    string // folder of the documents
	began   time.Time
	ahead   atomic.Int64 // the clock is ahead of that, in nanoseconds
}

// wardText is a configuration in which all is well. What a case wants else, it
// replaces.
const wardText = `
team: {name: Platform, timezone: Asia/Tokyo, members: [UTANAKA, UITO], leads: [UITO]}
slack: {mode: http, bot_token: xoxb-fake, app_token: xapp-fake, signing_secret: fake, api_url: "http://slack.test/api/"}
channels: [{id: CASK, name: ask-platform, intake: mention}, {id: CTEAM, name: platform-team, role: team}]
rotations: {platform: {handoff: "Mon 10:00", primary: [UTANAKA, UITO], start: "2025-01-06 10:00"}}
calendar: {hours: ["Mon-Fri 10:00-19:00"], holidays: [jp]}
knowledge: {sources: [{name: handbook, path: DOCS}]}
datadog: {api_key: aaaa, app_key: bbbb, url: "http://datadog.test"}
store: {path: STORE}
`

func wardConfig(t *testing.T, w *ward, change ...string) *config.Config {
	t.Helper()
	text := strings.NewReplacer(change...).Replace(wardText)
	text = strings.NewReplacer("DOCS", strconv.Quote(w.docs), "STORE", strconv.Quote(filepath.Join(t.TempDir(), "toban.db")),
		"xoxb-fake", strconv.Quote(w.slack.BotToken()), "xapp-fake", strconv.Quote(w.slack.AppToken()),
		"signing_secret: fake", "signing_secret: "+strconv.Quote(w.slack.SigningSecret())).Replace(text)
	cfg, err := config.Load(strings.NewReader(text), "toban.yaml", config.Environment{Getenv: os.Getenv, ReadFile: os.ReadFile})
	require.NoError(t, err)
	return cfg
}

// newWard makes everything around a toban, which start then makes.
func newWard(t *testing.T) *ward {
	t.Helper()
	w := &ward{docs: t.TempDir(), datadog: fakedatadog.New(fakedatadog.Options{}), began: time.Date(2025, 11, 20, 6, 0, 0, 0, time.UTC)}
	at := w.began
	w.slack = fakeslack.New(fakeslack.Options{Now: func() time.Time { return at }})
	w.slack.AddUser(fakeslack.User{ID: "UTANAKA", Name: "tanaka"})
	w.slack.AddUser(fakeslack.User{ID: "UITO", Name: "ito"})
	for id, name := range map[string]string{"CASK": "ask-platform", "CTEAM": "platform-team"} {
		w.slack.AddChannel(fakeslack.Channel{ID: id, Name: name, Members: []string{"UTANAKA", "UITO", w.slack.Bot().ID}})
	}
	w.page(t, "oidc.md", "# OIDC\n\nHow to set up OIDC for GitHub Actions.\n")
	return w
}

func (w *ward) now() time.Time { return w.began.Add(time.Duration(w.ahead.Load())) }

func (w *ward) pass(d time.Duration) { w.ahead.Add(int64(d)) }

func (w *ward) page(t *testing.T, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(w.docs, name), []byte(text), 0o600))
}

// Seeded has learned the default taxonomy, which takes a while, once for all.
var Seeded = sync.OnceValue(func() *knowledge.Classifier {
	c, err := knowledge.Train(knowledge.DefaultTaxonomy(), nil, knowledge.TrainOptions{})
	if err != nil {
		panic(err)
	}
	return c
})

func (w *ward) start(t *testing.T, change ...string) {
	t.Helper()
	b, err := New(t.Context(), wardConfig(t, w, change...), Deps{
		Slack: w.slack.Client().Transport, Datadog: w.datadog.Transport(nil), Classify: Seeded(), WithoutUI: true, Now: w.now,
	})
	require.NoError(t, err)
	w.Bot = b
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	w.slack.ConnectHTTP(fakeslack.HTTPApp{
		EventsURL: "http://toban.test/slack/events", CommandsURL: "http://toban.test/slack/commands",
		Client: &http.Client{Transport: fakeslack.Direct(b.Handler())},
	})
}

// begin has the app note its start, without staying.
func (w *ward) begin(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, w.Bot.slack.Run(ctx))
}

func (w *ward) order(t *testing.T, id triage.InquiryID, c triage.Command) {
	t.Helper()
	_, err := w.Desk().Handle(t.Context(), triage.Order{Key: fmt.Sprintf("%T", c), By: "UITO", Inquiry: id, Command: c})
	require.NoError(t, err)
}

func (w *ward) asks(t *testing.T) {
	t.Helper()
	w.order(t, "", triage.Ask{Asker: "UITO", Text: "the build is red", Place: triage.Place{Channel: "CASK", Thread: "1763618640.000100"}})
}

// label has a person name the area of a question.
func (w *ward) label(t *testing.T) {
	t.Helper()
	w.asks(t)
	w.order(t, "INQ-1", triage.Reclassify{Area: "network"})
}

// A fullDisk takes nothing more.
type fullDisk struct{ *boltstore.Store }

var errFull = errors.New("no space left on device")

func (fullDisk) Update(context.Context, func(triage.Tx) error) error { return errFull }

// signingIn has people sign in with Slack.
func signingIn(url, client, issuer string) []string {
	return []string{"store:", fmt.Sprintf("http: {url: %q}\ndashboard: {sign_in: {client_id: %q, client_secret: fakeslack-client-secret, issuer: %q}}\nstore:", url, client, issuer)}
}

const hookSecret = "0123456789abcdef0123456789abcdef"

// hooked lets Datadog deliver.
func hooked(url string) []string {
	return []string{`datadog: {`, `datadog: {webhook_secret: "` + hookSecret + `", `, "store:", fmt.Sprintf("http: {url: %q}\nstore:", url)}
}

// Everything that the doctor knows to say is said for its reason, in both
// languages.
func TestTheDoctorKnowsEverything(t *testing.T) {
	cases := map[string]struct {
		change []string
		before func(*testing.T, *ward) // it starts
		after  func(*testing.T, *ward)
		fine   []phrase.Line
		fix    []phrase.Line
		alone  bool // nothing else is to be mended
	}{
		"all is well": {
			after: func(t *testing.T, w *ward) {
				w.begin(t)
				_, err := w.slack.Say(t.Context(), fakeslack.Message{User: "ito", Channel: "CASK", Text: "hello"})
				require.NoError(t, err)
				require.NoError(t, w.slack.Command(t.Context(), "ito", "CASK", "/toban help"))
			},
			fine: []phrase.Line{
				phrase.DoctorAuth, phrase.DoctorScopes, phrase.DoctorChannel, phrase.DoctorMembers, phrase.DoctorClock, phrase.DoctorEvents,
				phrase.DoctorCommand, phrase.DoctorDatadog, phrase.DoctorIndex, phrase.DoctorHolidays, phrase.DoctorRotation, phrase.DoctorOutbox,
				phrase.DoctorDisk, phrase.DoctorRetention, phrase.DoctorMeaningOff,
			},
			alone: true,
		},
		"nobody signs in": {
			change: []string{"store:", "http: {listen: \"127.0.0.1:0\"}\nstore:", "mode: http", "mode: socket"},
			fine:   []phrase.Line{phrase.DoctorPagesLocal, phrase.DoctorHookOff}, alone: true,
		},
		"a proxy says who people are": {
			change: []string{"store:", "dashboard: {proxy: {header: X-Forwarded-Email, trusted: [10.0.0.0/8]}}\nstore:"},
			fine:   []phrase.Line{phrase.DoctorPagesProxy}, alone: true,
		},
		"sign in with Slack": {
			change: signingIn("https://toban.example.com", "100000000000.200000000000", "http://slack.test"),
			fine:   []phrase.Line{phrase.DoctorSignIn}, alone: true,
		},
		"sign in with another app's id": {
			change: signingIn("https://toban.example.com", "1.2", "http://slack.test"),
			fix:    []phrase.Line{phrase.DoctorSignInRefused}, alone: true,
		},
		"sign in where Slack sends nobody back": {
			change: signingIn("http://localhost:8080", "100000000000.200000000000", ""),
			fix:    []phrase.Line{phrase.DoctorSignInPlain}, alone: true,
		},
		"sign in while Slack is away": {
			change: signingIn("https://toban.example.com", "100000000000.200000000000", "http://elsewhere.test"),
			fix:    []phrase.Line{phrase.DoctorSignInAway}, alone: true,
		},
		"Datadog delivers": {
			change: hooked("https://toban.example.com"),
			after: func(t *testing.T, w *ward) {
				r := httptest.NewRequest(http.MethodPost, "http://toban.test/datadog/webhook", strings.NewReader(`{"incident_public_id": "42"}`))
				r.Header.Set("X-Toban-Secret", hookSecret)
				answer := httptest.NewRecorder()
				w.Handler().ServeHTTP(answer, r)
				require.Equal(t, http.StatusAccepted, answer.Code)
			},
			fine: []phrase.Line{phrase.DoctorHook}, alone: true,
		},
		"Datadog has not delivered yet": {
			change: hooked("https://toban.example.com"), fine: []phrase.Line{phrase.DoctorHookYet, phrase.DoctorPagesOff}, alone: true,
		},
		"Datadog delivers nowhere": {
			change: hooked(""), fix: []phrase.Line{phrase.DoctorHookNowhere}, alone: true,
		},
		"nothing but Slack": {
			change: []string{"mode: http", "mode: socket", "datadog: {api_key: aaaa, app_key: bbbb, url: \"http://datadog.test\"}", "", "knowledge: {sources: [{name: handbook, path: DOCS}]}", ""},
			after:  func(t *testing.T, w *ward) { w.begin(t) },
			fine:   []phrase.Line{phrase.DoctorSocket, phrase.DoctorDatadogNone, phrase.DoctorIndexEmpty, phrase.DoctorCommandUnseen, phrase.DoctorEventsYet},
			alone:  true,
		},
		"no event for ten minutes": {
			after: func(t *testing.T, w *ward) {
				w.begin(t)
				w.pass(10 * time.Minute)
			},
			fix:   []phrase.Line{phrase.DoctorEventsNone, phrase.DoctorClockOff},
			alone: true,
		},
		"a wrong bot token": {
			after: func(_ *testing.T, w *ward) {
				w.slack.Inject(fakeslack.Fault{Method: "auth.test", Kind: fakeslack.ErrorCode{Code: "invalid_auth"}})
			},
			fix: []phrase.Line{phrase.DoctorNoAuth}, alone: true,
		},
		"a wrong app token": {
			change: []string{"mode: http", "mode: socket"},
			after: func(_ *testing.T, w *ward) {
				w.slack.Inject(fakeslack.Fault{Method: "apps.connections.open", Kind: fakeslack.ErrorCode{Code: "invalid_auth"}})
			},
			fix: []phrase.Line{phrase.DoctorNoSocket}, alone: true,
		},
		"missing scopes": {
			after: func(_ *testing.T, w *ward) { w.slack.SetScopes("chat:write") },
			fix:   []phrase.Line{phrase.DoctorScope}, alone: true,
		},
		"channels": {
			change: []string{"channels: [", "channels: [{id: CNONE, name: nowhere}, {id: COLD, name: old}, {id: CAWAY, name: away}, "},
			before: func(_ *testing.T, w *ward) {
				w.slack.AddChannel(fakeslack.Channel{ID: "COLD", Name: "old", Archived: true})
				w.slack.AddChannel(fakeslack.Channel{ID: "CAWAY", Name: "away"})
			},
			fix: []phrase.Line{phrase.DoctorNoSuch, phrase.DoctorArchived, phrase.DoctorInvite}, alone: true,
		},
		"people": {
			change: []string{"members: [", "members: [UNOBODY, UGONE, UROBOT, UGUEST, "},
			before: func(_ *testing.T, w *ward) {
				w.slack.AddUser(fakeslack.User{ID: "UGONE", Name: "gone", Deleted: true})
				w.slack.AddUser(fakeslack.User{ID: "UROBOT", Name: "robot", Bot: true})
				w.slack.AddUser(fakeslack.User{ID: "UGUEST", Name: "guest", Restricted: true})
			},
			fix: []phrase.Line{phrase.DoctorNoMember, phrase.DoctorDeactivated, phrase.DoctorBot, phrase.DoctorGuest}, alone: true,
		},
		"people who cannot be looked up": {
			after: func(_ *testing.T, w *ward) {
				w.slack.Inject(fakeslack.Fault{Method: "users.info", Kind: fakeslack.HTTPStatus{Status: http.StatusBadGateway}})
			},
			fix: []phrase.Line{phrase.DoctorNotAsked}, alone: true,
		},
		"a clock that goes wrong": {
			after: func(_ *testing.T, w *ward) { w.pass(10 * time.Minute) },
			fix:   []phrase.Line{phrase.DoctorClockOff}, alone: true,
		},
		"Datadog On-Call can be paged": {
			change: []string{"datadog.test\"}", "datadog.test\"}\nincident: {page: {team: platform}}"},
			fine:   []phrase.Line{phrase.DoctorPaging},
		},
		"Datadog On-Call may not be paged": {
			change: []string{"datadog.test\"}", "datadog.test\"}\nincident: {page: {team: platform}}"},
			after: func(_ *testing.T, w *ward) {
				w.datadog.Inject(fakedatadog.Fault{Operation: "AcknowledgeOnCallPage", Trouble: fakedatadog.Forbidden, Times: -1})
			},
			fix: []phrase.Line{phrase.DoctorPagingRefused},
		},
		"Datadog On-Call does not answer": {
			change: []string{"datadog.test\"}", "datadog.test\"}\nincident: {page: {team: platform}}"},
			after: func(_ *testing.T, w *ward) {
				w.datadog.Inject(fakedatadog.Fault{Operation: "AcknowledgeOnCallPage", Trouble: fakedatadog.ServerError, Times: -1})
			},
			fix: []phrase.Line{phrase.DoctorPagingAway},
		},
		"Datadog On-Call says neither yes nor no": {
			change: []string{"datadog.test\"}", "datadog.test\"}\nincident: {page: {team: platform}}"},
			after: func(_ *testing.T, w *ward) {
				w.datadog.Inject(fakedatadog.Fault{Operation: "AcknowledgeOnCallPage", Trouble: fakedatadog.ServerError, Status: 422, Times: -1})
			},
			fine: []phrase.Line{phrase.DoctorPagingUnclear},
		},
		"a site without On-Call": {
			change: []string{"datadog.test\"}", "datadog.test\", site: ddog-gov.com}\nincident: {page: {team: platform}}"},
			fix:    []phrase.Line{phrase.DoctorPagingSite},
		},
		"Datadog is away": {
			after: func(_ *testing.T, w *ward) { w.datadog.SetDown(true) },
			fix:   []phrase.Line{phrase.DoctorDatadogAway}, alone: true,
		},
		"Datadog does not know the keys": {
			after: func(_ *testing.T, w *ward) {
				w.datadog.Inject(fakedatadog.Fault{Trouble: fakedatadog.Unauthorized, Times: -1})
			},
			fix: []phrase.Line{phrase.DoctorDatadogRefused}, alone: true,
		},
		"Datadog forbids writing": {
			after: func(_ *testing.T, w *ward) { w.datadog.SetPermissions("incident_read") },
			fix:   []phrase.Line{phrase.DoctorDatadogReadOnly}, alone: true,
		},
		"Datadog does not tell": {
			after: func(_ *testing.T, w *ward) {
				w.datadog.Inject(fakedatadog.Fault{Operation: "GetCurrentUser", Trouble: fakedatadog.Forbidden, Times: -1})
			},
			fine: []phrase.Line{phrase.DoctorDatadogUnclear}, alone: true,
		},
		"documents that cannot be read": {
			before: func(t *testing.T, w *ward) { w.page(t, "latin.md", "# Caf\xe9\n\nD\xe9j\xe0 vu.\n") },
			fix:    []phrase.Line{phrase.DoctorIndexSkipped}, alone: true,
		},
		"documents that could not be looked at": {
			after: func(_ *testing.T, w *ward) { w.refreshErr = errors.New("no space left on device") },
			fix:   []phrase.Line{phrase.DoctorIndexStale}, alone: true,
		},
		"documents left out on purpose": {
			before: func(t *testing.T, w *ward) { w.page(t, "soon.md", "---\ndraft: true\n---\n# Soon\n") },
			fine:   []phrase.Line{phrase.DoctorIndex},
		},
		"documents that are gone": {
			after: func(t *testing.T, w *ward) {
				require.NoError(t, os.RemoveAll(w.docs))
				w.refresh(t.Context(), []string{"handbook"})
			},
			fix: []phrase.Line{phrase.DoctorSource}, alone: true,
		},
		"documents that were never there": {
			change: []string{"sources: [", "sources: [{name: runbooks, git: /nowhere.git}, "},
			fix:    []phrase.Line{phrase.DoctorSourceNever}, alone: true,
		},
		"an index that cannot be saved": {
			after: func(t *testing.T, w *ward) {
				require.NoError(t, os.RemoveAll(w.cfg.IndexDir()))
				require.NoError(t, os.WriteFile(w.cfg.IndexDir(), nil, 0o600))
				for n := range 3 {
					w.page(t, fmt.Sprintf("more%d.md", n), "# More\n\nText.\n")
					w.refresh(t.Context(), []string{"handbook"})
				}
			},
			fix: []phrase.Line{phrase.DoctorIndexUnsaved}, alone: true,
		},
		"holidays that are estimated": {
			after: func(_ *testing.T, w *ward) { w.pass(time.Date(2027, 11, 1, 6, 0, 0, 0, time.UTC).Sub(w.began)) },
			fix:   []phrase.Line{phrase.DoctorHoliday},
		},
		"nobody is on call": {
			change: []string{"start: \"2025-01-06 10:00\"", "start: \"2026-01-05 10:00\""},
			fix:    []phrase.Line{phrase.DoctorHole}, alone: true,
		},
		"a turn that vanishes at the turn of the year": {
			change: []string{`, holidays: [jp]}`, `, holidays: [jp], closed: ["12-29..01-03"]}`},
			fine:   []phrase.Line{phrase.DoctorNoTurn}, alone: true,
		},
		"a handoff on a closed day": {
			change: []string{`"Mon 10:00", primary: [UTANAKA, UITO], start: "2025-01-06 10:00"`, `"Sat 10:00", primary: [UTANAKA, UITO], start: "2025-01-04 10:00"`},
			fine:   []phrase.Line{phrase.DoctorMoved}, alone: true,
		},
		"daily turns of seven": {
			change: []string{
				`"Mon 10:00", primary: [UTANAKA, UITO]`, `"10:00", every: 1d, on_holiday: keep, primary: [UTANAKA, UITO, UTANAKA, UITO, UTANAKA, UITO, UTANAKA]`,
			},
			fine: []phrase.Line{phrase.DoctorWeekends}, alone: true,
		},
		"a message that Slack refused": {
			after: func(t *testing.T, w *ward) {
				w.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Channel: "CASK", Kind: fakeslack.ErrorCode{Code: "restricted_action"}})
				w.asks(t)
				require.NoError(t, w.worker.Drain(t.Context()))
			},
			fix: []phrase.Line{phrase.DoctorBuried}, alone: true,
		},
		"nothing was labelled yet": {fine: []phrase.Line{phrase.DoctorSeeds}, alone: true},
		"a person's label was learned": {
			after: func(t *testing.T, w *ward) {
				w.label(t)
				require.NoError(t, w.models.Train(t.Context()))
			},
			fine: []phrase.Line{phrase.DoctorModel}, alone: true,
		},
		"somebody went back to an older classifier": {
			after: func(t *testing.T, w *ward) {
				w.label(t)
				require.NoError(t, w.models.Train(t.Context()))
				require.NoError(t, w.store.Update(t.Context(), func(tx triage.Tx) error {
					shelf, err := model.ReadShelf(tx)
					require.NoError(t, err)
					_, err = model.RollBack(tx, shelf.Current, w.cfg.Terms())
					return err
				}))
			},
			fine: []phrase.Line{phrase.DoctorModelPinned}, alone: true,
		},
		"a classifier that cannot be stored": {
			after: func(t *testing.T, w *ward) {
				w.label(t)
				w.models.Store = fullDisk{w.store}
				require.ErrorIs(t, w.models.Train(t.Context()), errFull)
			},
			fix: []phrase.Line{phrase.DoctorModelFailed}, alone: true,
		},
		"erased words in a data file that is not compacted": {
			after: func(t *testing.T, w *ward) {
				w.asks(t)
				w.order(t, "INQ-1", triage.Withdraw{})
				w.order(t, "INQ-1", triage.Forget{})
			},
			fine: []phrase.Line{phrase.DoctorRetentionStale},
		},
		"a user group and a topic that would follow": {
			change: []string{`start: "2025-01-06 10:00"`, `start: "2025-01-06 10:00", user_group: S1, topic: [CASK]`},
			before: func(_ *testing.T, w *ward) {
				w.slack.AddUserGroup(fakeslack.UserGroup{ID: "S1", Handle: "oncall-platform", Users: []string{"UTANAKA", "UITO"}})
			},
			fine: []phrase.Line{phrase.DoctorGroupWould, phrase.DoctorTopicWould}, alone: true,
		},
		"a user group and a topic that follow": {
			change: []string{`start: "2025-01-06 10:00"`, `start: "2025-01-06 10:00", user_group: S1, topic: [CASK]`},
			before: func(t *testing.T, w *ward) {
				w.slack.AddUserGroup(fakeslack.UserGroup{ID: "S1", Handle: "oncall-platform", Users: []string{"UITO"}})
				require.NoError(t, w.slack.SetTopic(t.Context(), "ito", "CASK", "docs 【platform の当番：ito】"))
			},
			fine: []phrase.Line{phrase.DoctorGroup, phrase.DoctorTopic}, alone: true,
		},
		"a user group that is disabled": {
			change: []string{`start: "2025-01-06 10:00"`, `start: "2025-01-06 10:00", user_group: S1`},
			before: func(_ *testing.T, w *ward) {
				w.slack.AddUserGroup(fakeslack.UserGroup{ID: "S1", Handle: "oncall-platform", Disabled: true})
			},
			fix: []phrase.Line{phrase.DoctorGroupDisabled}, alone: true,
		},
		"no user groups, and a topic that is full": {
			change: []string{`start: "2025-01-06 10:00"`, `start: "2025-01-06 10:00", user_group: S1, topic: [CASK]`},
			before: func(t *testing.T, w *ward) {
				w.slack.FreePlan(true)
				require.NoError(t, w.slack.SetTopic(t.Context(), "ito", "CASK", strings.Repeat("x", 250)))
			},
			fix: []phrase.Line{phrase.DoctorFollowNot}, alone: true,
		},
		"a topic that cannot be looked at": {
			change: []string{`start: "2025-01-06 10:00"`, `start: "2025-01-06 10:00", topic: [CRANDOM]`},
			before: func(_ *testing.T, w *ward) {
				w.slack.Inject(fakeslack.Fault{Method: "conversations.info", Channel: "CRANDOM", Kind: fakeslack.HTTPStatus{Status: http.StatusBadGateway}})
			},
			fix: []phrase.Line{phrase.DoctorFollowUnasked}, alone: true,
		},
		"a data file that cannot be read": {
			after: func(t *testing.T, w *ward) { require.NoError(t, w.store.Close()) },
			fix:   []phrase.Line{phrase.DoctorStoreFailed},
		},
	}
	said := make(map[string]bool)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWard(t)
			if c.before != nil {
				c.before(t, w)
			}
			w.start(t, c.change...)
			if c.after != nil {
				c.after(t, w)
			}
			for _, lang := range []phrase.Lang{phrase.Japanese, phrase.English} {
				found := w.Doctor(t.Context(), string(lang))
				expect(t, found, lang, true, c.fine)
				expect(t, found, lang, false, c.fix)
				for _, f := range found {
					require.False(t, c.alone && !f.OK && !oneOf(f.Text, lang, c.fix), "%q wants nothing mended", f.Text)
				}
			}
			for _, l := range append(c.fine, c.fix...) {
				said[l.EN] = true
			}
		})
	}
	low := diskFinding(3<<28, "/var/lib/toban")
	require.False(t, low.OK)
	require.Equal(t, "ディスクの空きが 0.8 GiB しかありません。/var/lib/toban のあるディスクを空けてください。", low.In(phrase.For(string(phrase.Japanese))))
	said[phrase.DoctorDiskLow.EN] = true
	said[phrase.DoctorFine.EN], said[phrase.DoctorFix.EN] = true, true // the head of a check-up, no finding
	for _, l := range []phrase.Line{                                   // TestTheDoctorTellsOfMeaning, TestCheckOnlineAsksForAVector, TestCheckOnlineIsADryRun, TestCheckOnlineAsksSlackAndDatadog
		phrase.DoctorBySchedule, phrase.DoctorHookSet,
		phrase.DoctorMeaning, phrase.DoctorMeaningNone, phrase.DoctorMeaningUseless, phrase.DoctorMeaningFailed, phrase.DoctorMeaningReached,
	} {
		said[l.EN] = true
	}
	said[phrase.DoctorPublish.EN], said[phrase.DoctorPublishAway.EN] = true, true // TestAnApprovedPageBecomesAFile
	for _, l := range []phrase.Line{                                              // TestTheDoctorTellsOfExternalSchedules
		phrase.DoctorFollowed, phrase.DoctorFollowYet, phrase.DoctorFollowUnreachable, phrase.DoctorFollowUnauthorized, phrase.DoctorFollowForbidden,
		phrase.DoctorFollowNotFound, phrase.DoctorFollowLimited, phrase.DoctorFollowUnreadable, phrase.DoctorFollowUnknown,
		phrase.DoctorFollowOutside, phrase.DoctorFollowGone,
	} {
		said[l.EN] = true
	}
	for _, l := range []phrase.Line{ // TestTheDoctorTellsOfWebhooks
		phrase.DoctorWebhook, phrase.DoctorWebhookIdle, phrase.DoctorWebhookFails, phrase.DoctorWebhookRefused,
	} {
		said[l.EN] = true
	}
	for name, en := range doctorLines(t) {
		require.True(t, said[en], "no case makes the doctor say %s: %s", name, en)
	}
}

// Before the start nothing is open yet, and everything outside is asked.
func TestCheckOnlineAsksSlackAndDatadog(t *testing.T) {
	serve := func(h http.Handler) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.URL
	}
	w := newWard(t)
	url := serve(w.slack.Handler())
	w.slack.SetBaseURL(url)
	cfg := wardConfig(t, w, "http://slack.test/api/", url+"/api/", "http://datadog.test", serve(w.datadog.Handler()),
		"api_key: aaaa", `api_key: aaaa, webhook_secret: "`+hookSecret+`"`, "store:", "http: {url: \"https://toban.example.com\"}\nstore:",
		"{id: CASK, name: ask-platform", "{id: CASKED, name: ask-platform")
	w.datadog.SetPermissions("incident_read")
	found, err := CheckOnline(t.Context(), cfg, "en")
	require.NoError(t, err)
	expect(t, found, phrase.English, true, []phrase.Line{phrase.DoctorAuth, phrase.DoctorScopes, phrase.DoctorChannel, phrase.DoctorMembers, phrase.DoctorRotation, phrase.DoctorHookSet})
	expect(t, found, phrase.English, false, []phrase.Line{phrase.DoctorNoSuch, phrase.DoctorDatadogReadOnly})
	require.NoFileExists(t, cfg.StorePath())
}

// What follows the on-call is told before anything is changed.
func TestCheckOnlineIsADryRun(t *testing.T) {
	w := newWard(t)
	server := httptest.NewServer(w.slack.Handler())
	t.Cleanup(server.Close)
	w.slack.SetBaseURL(server.URL)
	w.slack.AddUserGroup(fakeslack.UserGroup{ID: "S1", Handle: "oncall-platform", Users: []string{"USOMEBODY"}})
	cfg := wardConfig(t, w, "http://slack.test/api/", server.URL+"/api/", `datadog: {api_key: aaaa, app_key: bbbb, url: "http://datadog.test"}`, "",
		`primary: [UTANAKA, UITO], start: "2025-01-06 10:00"`, `primary: [UITO], start: "2025-01-06 10:00", user_group: S1, topic: [CASK]`)
	found, err := CheckOnline(t.Context(), cfg, "en")
	require.NoError(t, err)
	var said []string
	for _, f := range found {
		said = append(said, f.Text)
	}
	require.Contains(t, said, "Dry run: would set @oncall-platform to ito (rotation platform, now USOMEBODY).")
	require.Contains(t, said, "Dry run: would set the topic of #ask-platform to: 【platform の当番：ito】")
	expect(t, found, phrase.English, true, []phrase.Line{phrase.DoctorBySchedule})
	require.Equal(t, []string{"USOMEBODY"}, w.slack.UserGroups()[0].Users)
	ch, _ := w.slack.Channel("CASK")
	require.Empty(t, ch.Topic)
}

func expect(t *testing.T, found []Finding, lang phrase.Lang, ok bool, lines []phrase.Line) {
	t.Helper()
	for _, l := range lines {
		at := false
		for _, f := range found {
			at = at || f.OK == ok && oneOf(f.Text, lang, []phrase.Line{l})
		}
		require.True(t, at, "%q is not among %q", l, found)
	}
}

var placeholder = regexp.MustCompile(`\\\{[a-z]+\\\}`)

// oneOf reports whether a text is one of the lines with its placeholders
// filled.
func oneOf(text string, lang phrase.Lang, lines []phrase.Line) bool {
	for _, l := range lines {
		pattern := l.EN
		if lang == phrase.Japanese {
			pattern = l.JA
		}
		if regexp.MustCompile("^" + placeholder.ReplaceAllString(regexp.QuoteMeta(pattern), ".+") + "$").MatchString(text) {
			return true
		}
	}
	return false
}

// doctorLines are the English texts of all lines named Doctor….
func doctorLines(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("phrase/*.go")
	require.NoError(t, err)
	out := make(map[string]string)
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || !strings.HasPrefix(spec.Names[0].Name, "Doctor") {
				return true
			}
			for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
				pair := e.(*ast.KeyValueExpr)
				if pair.Key.(*ast.Ident).Name == "EN" {
					out[spec.Names[0].Name], err = strconv.Unquote(pair.Value.(*ast.BasicLit).Value)
					require.NoError(t, err)
				}
			}
			return true
		})
	}
	require.NotEmpty(t, out)
	return out
}
