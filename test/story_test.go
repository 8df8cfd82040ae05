package test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot"
	"toban/bot/triage"
	"toban/config"
	"toban/knowledge"
	"toban/test/fakedatadog"
	"toban/test/fakedatadog/contract"
	"toban/test/fakeslack"
)

// raced says that the race detector watches, which takes ten times as long.
var raced bool

// A journey is a story from the first word to the last. They are performed
// under the race detector, too; the others differ from them in what is said.
var journey = regexp.MustCompile(`^(a\d+|handoff|webhook|datadog)_`)

// A story is one promise as a platform engineer would tell it: who does what,
// and what everybody then reads. Time is virtual: a week takes milliseconds.
// The words are explained where they are carried out, in tell.
func TestStories(t *testing.T) { perform(t, false) }

// sinceTheStart names stories that tell of what a process has seen since it
// was started.
var sinceTheStart = []string{"a13_a_new_admin_installs"}

// Whatever happened, nothing of it is known from memory alone: every story
// ends the same when toban is started again after each act.
func TestStoriesWithARestartAfterEachAct(t *testing.T) {
	if raced {
		t.Skip("the race detector has seen the journeys already; run this without it")
	}
	perform(t, true)
}

// perform performs every story; a restless toban is started again after each
// act.
func perform(t *testing.T, restless bool) {
	t.Helper()
	files, err := filepath.Glob("testdata/story/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	classifier, err := knowledge.Train(knowledge.DefaultTaxonomy(), nil, knowledge.TrainOptions{})
	require.NoError(t, err)
	described, err := contract.Emulated()
	require.NoError(t, err)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if raced && !journey.MatchString(name) {
				t.Skip("the race detector watches journeys alone; run this without it")
			}
			script, err := os.ReadFile(file)
			require.NoError(t, err)
			library := handbook(t, !strings.Contains(string(script), "\nwithout pages\n"))
			synctest.Test(t, func(t *testing.T) {
				s := &stage{t: t, library: library, classifier: classifier, labels: make(map[string]string)}
				s.restless = restless && !slices.Contains(sinceTheStart, name)
				s.perform(string(script))
				require.NoError(t, described.CheckExchanges(t.Context(), s.datadog.Exchanges(0)))
			})
		})
	}
}

// handbook opens the fixture's pages outside any bubble: building an index
// starts goroutines that a bubble would not survive.
func handbook(t *testing.T, written bool) *knowledge.Library {
	t.Helper()
	var sources []knowledge.Source
	if written {
		sources = append(sources, knowledge.Source{Name: "handbook", Path: "testdata/docs", URL: "https://docs.example.com/{page}"})
	}
	library, err := knowledge.Open(t.Context(), knowledge.Options{Sources: sources})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, library.Close()) })
	return library
}

const storyConfig = `
team: {name: Platform, timezone: Asia/Tokyo, language: %s, members: [UTANAKA, UITO, USUZUKI, UYAMADA], leads: [UYAMADA], admins: [UYAMADA]}
slack: {mode: http, bot_token: %q, signing_secret: %q, api_url: "http://slack.test/api/"}
channels:
  - {id: CASK, name: ask-platform, intake: mention}
  - {id: CTEAM, name: platform-team, role: team}
  - {id: CINC, name: incidents, role: incidents}
taxonomy:
  facts: {ci_cd: {ja: [リポジトリ, 失敗したジョブのURL], en: [repository, URL of the failed job]}}
  asking_teams:
    - {key: payments, name: {ja: 決済, en: Payments}, members: [USATO, UEMMA]}
    - {key: search, name: {ja: 検索, en: Search}, members: [UKATO]}
rotations:
  platform: {handoff: "Mon 10:00", every: 1w, primary: [UTANAKA, UITO, USUZUKI], secondary: {offset: 2}, start: "2025-11-17 10:00"}
calendar: {hours: "Mon-Fri 10:00-19:00", holidays: [jp], closed: ["12-29..01-03"]}
incident: {channel: bot}
http: {url: "https://toban.test"}
%s
store: {path: %q}
`

// stage is where a story is performed.
type stage struct {
	t          *testing.T
	library    *knowledge.Library
	classifier *knowledge.Classifier

	slack   *fakeslack.Workspace
	datadog *fakedatadog.Server
	bot     *bot.Bot
	stop    func()
	log     logbook

	restless bool   // toban is started again after each act
	english  bool   // the team, its channels and everybody's Slack
	without  bool   // Datadog is not configured
	adopts   bool   // what is declared there is toban's too: off elsewhere, because weeks have many looks
	rotation string // as it is configured now; empty: as at first
	mirrors  bool   // payments is told of its questions
	follows  bool   // a user group and a topic follow the on-call
	alerts   bool   // what monitors say opens cards
	paging   bool   // Datadog On-Call pages for incidents
	events   int    // told by monitors so far
	schedule string // in Datadog On-Call, which then keeps the rotation
	shifts   []fakedatadog.Shift
	path     string            // of the data file
	line     int               // of the script
	thread   string            // ts of the thread that is talked in
	channel  string            // its channel
	labels   map[string]string // names of threads
	known    map[string]bool   // messages already read, for "quiet"

	// carried is what toban's requests go through; nil leaves them as they are.
	carried func(http.RoundTripper) http.RoundTripper

	hooks []*hooked // webhooks that are told of changes
}

var zone = time.FixedZone("JST", 9*60*60)

func (s *stage) perform(script string) {
	defer func() {
		if s.stop != nil {
			s.stop()
		}
		s.logsNoWords(script)
	}()
	lines := bufio.NewScanner(strings.NewReader(script))
	for lines.Scan() {
		s.line++
		line := strings.TrimSpace(lines.Text())
		if line == "" || line == "#" || strings.HasPrefix(line, "# ") {
			continue
		}
		s.tell(line)
		if s.restless && s.stop != nil && acts.MatchString(line) {
			s.reopen(0)
		}
	}
	s.fewLinesInTheTeamChannel()
}

// acts are the sentences that change something; all others look.
var acts = regexp.MustCompile(` (says|replies|edits|deletes|reacts|unreacts|presses|press|submits|runs) |^(wait|until) |^Datadog resolves| in Datadog$| are about `)

// fewLinesInTheTeamChannel is the promise of every story: a thread is pointed
// at, warned of and missed once, and nothing else of it is said to the team.
func (s *stage) fewLinesInTheTeamChannel() {
	said := make(map[string]int)
	for _, m := range s.slack.Messages("platform-team", "UYAMADA") {
		text := s.slack.PlainText(m)
		mark, _, _ := strings.Cut(text, " ")
		if m.User != s.slack.Bot().ID || mark == "🔄" || mark == "📊" { // these are about a week
			continue
		}
		if mark != "⏰" && mark != "⚠️" {
			mark = "pointer"
		}
		for _, id := range slices.Compact(slices.Sorted(slices.Values(inquiryID.FindAllString(text, -1)))) {
			if said[mark+id]++; said[mark+id] > 1 {
				s.fail("the team is told of %s more than once: %s", id, text)
			}
		}
	}
}

var inquiryID = regexp.MustCompile(`INQ-\d+`)

func (s *stage) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("line %d: %s\n\n%s", s.line, fmt.Sprintf(format, args...), s.transcript())
}

// A verb is a sentence of the script. The person comes first.
type verb struct {
	form *regexp.Regexp
	do   func(s *stage, m []string)
}

func sentence(pattern string, do func(s *stage, m []string)) verb {
	pattern = strings.NewReplacer("TEXT", `'([^']*)'`, "WHO", `(\w+)`, "CH", `#([\w-]+)`).Replace(pattern)
	return verb{form: regexp.MustCompile("^" + pattern + "$"), do: do}
}

func verbs() []verb {
	return []verb{
		sentence(`in English`, func(s *stage, _ []string) { s.english = true }),
		sentence(`without Datadog`, func(s *stage, _ []string) { s.without = true }),
		sentence(`without pages`, func(*stage, []string) {}), // see handbook
		sentence(`clock (\S+ \S+)`, func(s *stage, m []string) { s.clock(m[1]) }),
		sentence(`wait (\S+)`, func(s *stage, m []string) { s.wait(m[1]) }),
		sentence(`until (\S+ \S+)`, func(s *stage, m []string) { s.until(m[1]) }),
		sentence(`restart`, func(s *stage, _ []string) { s.restart(0) }),
		sentence(`down for (\S+)`, func(s *stage, m []string) { s.restart(span(s, m[1])) }),

		sentence(`WHO says TEXT in CH`, func(s *stage, m []string) { s.says(m[1], m[2], m[3]) }),
		sentence(`WHO replies TEXT`, func(s *stage, m []string) { s.replies(m[1], m[2]) }),
		sentence(`WHO edits to TEXT`, func(s *stage, m []string) { s.act(s.slack.Edit(s.ctx(), m[1], s.channel, s.thread, m[2])) }),
		sentence(`WHO deletes the question`, func(s *stage, m []string) { s.act(s.slack.Delete(s.ctx(), m[1], s.channel, s.thread)) }),
		sentence(`WHO reacts :(\w+):`, func(s *stage, m []string) { s.act(s.slack.React(s.ctx(), m[1], s.channel, s.thread, m[2])) }),
		sentence(`WHO unreacts :(\w+):`, func(s *stage, m []string) { s.act(s.slack.Unreact(s.ctx(), m[1], s.channel, s.thread, m[2])) }),
		sentence(`WHO presses TEXT`, func(s *stage, m []string) { s.presses(m[1], m[2], s.channel) }),
		sentence(`WHO presses TEXT in CH`, func(s *stage, m []string) { s.presses(m[1], m[2], m[3]) }),
		sentence(`WHO presses TEXT in a direct message`, func(s *stage, m []string) {
			dm, err := s.slack.DM(m[1])
			require.NoError(s.t, err)
			s.presses(m[1], m[2], dm.ID)
		}),
		sentence(`WHO and WHO press TEXT in CH`, func(s *stage, m []string) { s.bothPress(m[1], m[2], m[3], m[4]) }),
		sentence(`WHO presses TEXT in the form`, func(s *stage, m []string) { s.pressesForm(m[1], m[2]) }),
		sentence(`WHO reads TEXT (\d+) times?`, func(s *stage, m []string) { s.readsTimes(m[1], m[2], m[3]) }),
		sentence(`WHO cannot submit(.*) because TEXT`, func(s *stage, m []string) { s.cannotSubmit(m[1], m[2], m[3]) }),
		sentence(`WHO replies TEXT while toban is down for (\S+)`, func(s *stage, m []string) { s.repliesUnheard(m[1], m[2], span(s, m[3])) }),
		sentence(`WHO submits(.*)`, func(s *stage, m []string) { s.submits(m[1], m[2]) }),
		sentence(`WHO is deactivated`, func(s *stage, m []string) {
			s.slack.AddUser(fakeslack.User{ID: "U" + strings.ToUpper(m[1]), Name: m[1], Deleted: true})
			s.settle()
			s.wait("1m")
		}),
		sentence(`WHO runs TEXT`, func(s *stage, m []string) { s.act(s.slack.Command(s.ctx(), m[1], "#random", m[2])) }),
		sentence(`name this (\w+)`, func(s *stage, m []string) { s.labels[m[1]] = s.channel + " " + s.thread }),
		sentence(`in (\w+)`, func(s *stage, m []string) { s.channel, s.thread, _ = strings.Cut(s.labels[m[1]], " ") }),

		sentence(`thread has (\d+) posts? by toban`, func(s *stage, m []string) { s.count(m[1]) }),
		sentence(`thread shows TEXT`, func(s *stage, m []string) { s.shows(s.threadText(), m[1], true) }),
		sentence(`thread does not show TEXT`, func(s *stage, m []string) { s.shows(s.threadText(), m[1], false) }),
		sentence(`card shows TEXT`, func(s *stage, m []string) { s.shows(s.card(), m[1], true) }),
		sentence(`card does not show TEXT`, func(s *stage, m []string) { s.shows(s.card(), m[1], false) }),
		sentence(`CH shows TEXT`, func(s *stage, m []string) { s.shows(s.channelText(m[1]), m[2], true) }),
		sentence(`CH does not show TEXT`, func(s *stage, m []string) { s.shows(s.channelText(m[1]), m[2], false) }),
		sentence(`CH shows TEXT (\d+) times?`, func(s *stage, m []string) { s.times(m[1], m[2], m[3]) }),
		sentence(`WHO reads TEXT`, func(s *stage, m []string) { s.shows(s.private(m[1]), m[2], true) }),
		sentence(`WHO does not read TEXT`, func(s *stage, m []string) { s.shows(s.private(m[1]), m[2], false) }),
		sentence(`WHO is mentioned (\d+) times?`, func(s *stage, m []string) { s.mentioned(m[1], m[2]) }),
		sentence(`quiet`, func(s *stage, _ []string) { s.quiet() }),
		sentence(`Datadog has (\d+) incidents?`, func(s *stage, m []string) { s.remote(m[1]) }),
		sentence(`Datadog shows TEXT`, func(s *stage, m []string) { s.remoteShows(m[1]) }),
		sentence(`Datadog is (down|up)`, func(s *stage, m []string) { s.datadog.SetDown(m[1] == "down") }),
		sentence(`Slack stores (\d+) posts? and answers 500`, func(s *stage, m []string) {
			n, _ := strconv.Atoi(m[1])
			s.slack.Inject(fakeslack.Fault{Method: "chat.postMessage", Kind: fakeslack.Status500AfterStore{}, Times: n})
		}),
		sentence(`Datadog resolves incident (\d+)`, func(s *stage, m []string) { s.remoteResolves(m[1]) }),
		sentence(`Datadog stores the next incident and answers 500`, func(s *stage, _ []string) {
			s.datadog.Inject(fakedatadog.Fault{Operation: "CreateIncident", Trouble: fakedatadog.ServerError, Stored: true})
		}),
	}
}

var grammar = slices.Concat(
	verbs(), incidentVerbs(), directVerbs(), externalVerbs(), handoffVerbs(), alertVerbs(), pagingVerbs(), rosterVerbs(), modelVerbs(), followVerbs(), calendarVerbs(), importVerbs(), remoteVerbs(), mirrorVerbs(), hookVerbs(),
)

func (s *stage) tell(line string) {
	for _, v := range grammar {
		if m := v.form.FindStringSubmatch(line); m != nil {
			v.do(s, m)
			return
		}
	}
	s.t.Fatalf("line %d: no such sentence: %s", s.line, line)
}

func (s *stage) ctx() context.Context { return s.t.Context() }

func (s *stage) act(err error) {
	s.t.Helper()
	if err != nil {
		s.fail("the act failed: %v", err)
	}
	s.settle()
}

func parseTime(s *stage, text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		s.t.Fatalf("line %d: %v", s.line, err)
	}
	return at
}

func span(s *stage, text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		s.t.Fatalf("line %d: %v", s.line, err)
	}
	return d
}

// installed is a workspace in which toban was installed from its manifest: it
// may do what that asks for, and hears of what that subscribes to.
func installed(t *testing.T, cfg *config.Config) fakeslack.Options {
	t.Helper()
	data, err := bot.Manifest(cfg, "en")
	require.NoError(t, err)
	var m struct {
		Features struct {
			Commands []struct{ Command string } `json:"slash_commands"`
		}
		OAuth struct {
			Scopes struct {
				Bot      []string
				Optional []string `json:"bot_optional"`
			}
		} `json:"oauth_config"`
		Settings struct {
			Events struct {
				Bot []string `json:"bot_events"`
			} `json:"event_subscriptions"`
		}
	}
	require.NoError(t, json.Unmarshal(data, &m))
	return fakeslack.Options{
		Team: "Acme", Scopes: slices.Concat(m.OAuth.Scopes.Bot, m.OAuth.Scopes.Optional), Events: m.Settings.Events.Bot, Commands: []string{m.Features.Commands[0].Command},
	}
}

// clock opens the stage at an instant.
func (s *stage) clock(text string) {
	time.Sleep(time.Until(parseTime(s, text)))
	s.slack = fakeslack.New(installed(s.t, s.manifestOf()))
	s.datadog = fakedatadog.New(fakedatadog.Options{Users: []fakedatadog.User{
		{Name: "toban", Email: "toban@example.com"}, {Name: "tanaka", Email: "tanaka@example.com"}, {Name: "suzuki", Email: "suzuki@example.com"},
	}})
	s.keepsTurns()
	s.slack.SetBaseURL("http://slack.test")
	var all, team []string
	for _, name := range []string{"tanaka", "ito", "suzuki", "yamada", "sato", "kato", "emma"} {
		locale := "ja-JP"
		if name == "emma" || s.english {
			locale = "en-US"
		}
		id := "U" + strings.ToUpper(name)
		s.slack.AddUser(fakeslack.User{ID: id, Name: name, Email: name + "@example.com", Locale: locale})
		all = append(all, id)
		if len(all) <= 4 {
			team = append(team, id)
		}
	}
	s.slack.AddUser(fakeslack.User{ID: "UGUEST", Name: "guest", Restricted: true})
	s.slack.AddUser(fakeslack.User{ID: "UEVE", Name: "eve", Stranger: true, Team: "T0PARTNER"})
	self := s.slack.Bot().ID
	s.slack.AddChannel(fakeslack.Channel{ID: "CASK", Name: "ask-platform", Members: append(all, self, "UGUEST")})
	s.slack.AddChannel(fakeslack.Channel{ID: "CTEAM", Name: "platform-team", Members: append(team, self)})
	s.slack.AddChannel(fakeslack.Channel{ID: "CINC", Name: "incidents", Members: append(all, self)})
	s.slack.AddChannel(fakeslack.Channel{ID: "CRANDOM", Name: "random", Members: append(all, "UGUEST")})
	s.slack.AddChannel(fakeslack.Channel{ID: "CPARTNER", Name: "with-partner", Host: "T0PARTNER", Members: append(all, self, "UEVE")})
	s.addGroup()
	s.addMirror()
	s.open(filepath.Join(s.t.TempDir(), "toban.db"))
}

// config is the story's configuration with a data file.
func (s *stage) config(path string) *config.Config {
	remote := "datadog: {api_key: key-for-api, app_key: key-for-app, url: \"http://datadog.test\", webhook_secret: \"" + hookSecret + "\", adopt: " + strconv.FormatBool(s.adopts) + "}"
	if s.without {
		remote = ""
	}
	lang := "ja"
	if s.english {
		lang = "en"
	}
	text := fmt.Sprintf(storyConfig, lang, s.slack.BotToken(), s.slack.SigningSecret(), remote, path)
	if s.follows {
		text = followed(text)
	}
	if s.mirrors {
		text = mirroring(text)
	}
	if s.alerts {
		text = alerting(text)
	}
	if s.paging {
		text = strings.Replace(text, "incident: {channel: bot}", "incident: {channel: bot, page: {team: platform}}", 1)
	}
	text += s.hooksText()
	cfg, err := config.Load(strings.NewReader(s.keptElsewhere(s.rotated(text))), "story.yaml", config.Environment{Getenv: os.Getenv, ReadFile: os.ReadFile})
	require.NoError(s.t, err)
	return cfg
}

// open starts the bot on a data file.
func (s *stage) open(path string) {
	s.path = path
	b, err := bot.New(s.ctx(), s.config(path), bot.Deps{
		Log: s.log.logger(s.t), Slack: s.carrier(s.slack.Client().Transport), Datadog: s.carrier(s.datadog.Transport(s.datadog.Handler())), Webhooks: s.carrier(s.toHooks()),
		Library: s.library, Classify: s.classifier, Unpaced: true, WithoutUI: true,
	})
	require.NoError(s.t, err)
	s.bot = b
	s.slack.ConnectHTTP(fakeslack.HTTPApp{
		EventsURL: "http://toban.test/slack/events", CommandsURL: "http://toban.test/slack/commands",
		InteractionsURL: "http://toban.test/slack/interactions", Client: &http.Client{Transport: fakeslack.Direct(b.Handler())},
	})
	ctx, cancel := context.WithCancel(s.ctx())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	s.stop = func() {
		cancel()
		require.NoError(s.t, <-done)
		report, err := b.Store().Check()
		require.NoError(s.t, err)
		require.Empty(s.t, report.Problems)
		require.NoError(s.t, b.Close())
	}
	s.settle()
}

func (s *stage) carrier(rt http.RoundTripper) http.RoundTripper {
	if s.carried == nil {
		return rt
	}
	return s.carried(rt)
}

// reopen closes the bot, waits, and opens it again on the same file.
func (s *stage) reopen(away time.Duration) {
	path := s.path
	s.stop()
	s.stop = nil
	time.Sleep(away)
	s.open(path)
}

// restart reopens the bot and gives it time to look at what it has missed.
func (s *stage) restart(away time.Duration) {
	s.reopen(away)
	time.Sleep(time.Minute)
	s.settle()
}

// settle waits until the bot has nothing left to send at this instant.
func (s *stage) settle() {
	const most = 300
	if s.stop == nil { // toban is down
		synctest.Wait()
		s.slack.Tick(s.ctx())
		return
	}
	for range most {
		synctest.Wait()
		s.slack.Tick(s.ctx())
		synctest.Wait()
		q, err := s.bot.Store().QueueStats(s.ctx())
		require.NoError(s.t, err)
		next, err := s.bot.Store().NextDue(s.ctx())
		require.NoError(s.t, err)
		if q.Queued+q.Sending == 0 || next.After(time.Now().Add(10*time.Second)) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (s *stage) wait(d string) {
	time.Sleep(span(s, d))
	s.settle()
}

func (s *stage) until(at string) {
	time.Sleep(time.Until(parseTime(s, at)) + 2*time.Second)
	s.settle()
}

func (s *stage) says(who, text, channel string) {
	ts, err := s.slack.Say(s.ctx(), fakeslack.Message{User: who, Channel: channel, Text: text})
	if err != nil {
		s.fail("%s cannot say that: %v", who, err)
	}
	s.channel, s.thread = channel, ts
	s.settle()
}

func (s *stage) replies(who, text string) {
	_, err := s.slack.Say(s.ctx(), fakeslack.Message{User: who, Channel: s.channel, Thread: s.thread, Text: text})
	s.act(err)
}

// presses presses the newest button with that label or action, in the thread
// or at the top level of a channel.
func (s *stage) presses(who, control, channel string) {
	messages := s.slack.Thread(s.channel, s.thread, who)
	if channel != s.channel {
		messages = s.slack.Messages(channel, who)
	}
	var last error
	for _, m := range slices.Backward(messages) {
		if !strings.Contains(string(m.Blocks), control) {
			continue
		}
		if last = s.slack.Press(s.ctx(), who, m.Channel, m.TS, control); last == nil {
			s.settle()
			return
		}
	}
	s.fail("%s finds nothing to press called %q: %v", who, control, last)
}

// bothPress has two people press the newest such button before either screen
// is redrawn: the first reaches toban first.
func (s *stage) bothPress(first, second, control, channel string) {
	for _, m := range slices.Backward(s.slack.Messages(channel, first)) {
		if strings.Contains(string(m.Blocks), control) {
			s.act(s.slack.PressTogether(s.ctx(), []string{first, second}, m.Channel, m.TS, control))
			return
		}
	}
	s.fail("nobody finds anything to press called %q", control)
}

// repliesUnheard is a reply that toban learns of from the history.
func (s *stage) repliesUnheard(who, text string, away time.Duration) {
	path := s.path
	s.stop()
	s.stop = nil
	s.slack.ConnectHTTP(fakeslack.HTTPApp{})
	if _, err := s.slack.Say(s.ctx(), fakeslack.Message{User: who, Channel: s.channel, Thread: s.thread, Text: text}); err != nil {
		s.fail("%s cannot reply: %v", who, err)
	}
	time.Sleep(away)
	s.open(path)
	time.Sleep(time.Minute)
	s.settle()
}

// pressesForm presses a button in the open modal.
func (s *stage) pressesForm(who, control string) {
	v, ok := s.slack.View(who)
	if !ok {
		s.fail("%s sees no form", who)
	}
	s.act(s.slack.PressView(s.ctx(), who, v.ID, control))
}

func (s *stage) readsTimes(who, want, n string) {
	s.read()
	if got := strings.Count(s.private(who), want); strconv.Itoa(got) != n {
		s.fail("%s reads %q %d times, want %s, in:\n%s", who, want, got, n, s.private(who))
	}
}

var field = regexp.MustCompile(`([\w/-]+)='([^']*)'`)

// submits fills in the open modal: field='value' …
func (s *stage) submits(who, fields string) {
	s.act(s.slack.Submit(s.ctx(), who, "", inputs(fields)))
}

func inputs(fields string) map[string]any {
	values := make(map[string]any)
	for _, m := range field.FindAllStringSubmatch(fields, -1) {
		values[m[1]] = m[2]
	}
	return values
}

// cannotSubmit is a form that stays open and says why.
func (s *stage) cannotSubmit(who, fields, why string) {
	if err := s.slack.Submit(s.ctx(), who, "", inputs(fields)); err == nil || !strings.Contains(err.Error(), why) {
		s.fail("the form says %v, want %q", err, why)
	}
	s.settle()
}

func (s *stage) byToban() []fakeslack.Msg {
	var out []fakeslack.Msg
	for _, m := range s.slack.Thread(s.channel, s.thread, s.viewer()) {
		if m.User == s.slack.Bot().ID && !m.Ephemeral {
			out = append(out, m)
		}
	}
	return out
}

func (s *stage) count(n string) {
	if want, _ := strconv.Atoi(n); len(s.byToban()) != want {
		s.fail("toban posted %d times in the thread, want %s", len(s.byToban()), n)
	}
}

func (s *stage) threadText() string {
	var b strings.Builder
	for _, m := range s.slack.Thread(s.channel, s.thread, s.viewer()) {
		b.WriteString(m.User + ": " + s.slack.PlainText(m) + "\n")
	}
	return b.String()
}

func (s *stage) card() string {
	if posts := s.byToban(); len(posts) > 0 {
		return s.slack.PlainText(posts[0])
	}
	return ""
}

func (s *stage) channelText(name string) string {
	var b strings.Builder
	for _, m := range s.slack.Messages(name, "UYAMADA") {
		b.WriteString(m.User + ": " + s.slack.PlainText(m) + "\n")
	}
	return b.String()
}

// private is what only one person reads: ephemerals, direct messages, open
// modal and notices.
func (s *stage) private(who string) string {
	var b strings.Builder
	for _, channel := range []string{"ask-platform", "platform-team", "random", "incidents"} {
		for _, m := range s.slack.Messages(channel, who) {
			if m.Ephemeral {
				b.WriteString(s.slack.PlainText(m) + "\n")
			}
		}
	}
	for _, m := range s.slack.Thread(s.channel, s.thread, who) {
		if m.Ephemeral {
			b.WriteString(s.slack.PlainText(m) + "\n")
		}
	}
	if dm, err := s.slack.DM(who); err == nil {
		for _, m := range s.slack.Messages(dm.ID, who) {
			b.WriteString(s.slack.PlainText(m) + "\n")
		}
	}
	if v, ok := s.slack.View(who); ok {
		b.WriteString(s.slack.PlainView(v) + "\n")
	}
	for _, toast := range s.slack.Toasts(who) {
		fmt.Fprintf(&b, "%+v\n", toast)
	}
	return b.String()
}

func (s *stage) shows(text, want string, wanted bool) {
	s.t.Helper()
	s.read()
	if strings.Contains(text, want) != wanted {
		not := ""
		if wanted {
			not = "not "
		}
		s.fail("%q is %sshown in:\n%s", want, not, text)
	}
}

func (s *stage) times(channel, want, n string) {
	s.read()
	if got := strings.Count(s.channelText(channel), want); strconv.Itoa(got) != n {
		s.fail("%q is shown %d times in #%s, want %s", want, got, channel, n)
	}
}

// mentioned counts the messages in which somebody is notified.
func (s *stage) mentioned(who, n string) {
	s.read()
	mention := "<@U" + strings.ToUpper(who) + ">"
	got := 0
	for _, m := range s.everything() {
		if m.User == s.slack.Bot().ID && strings.Contains(m.Text, mention) {
			got++
		}
	}
	if strconv.Itoa(got) != n {
		s.fail("%s is mentioned %d times, want %s", who, got, n)
	}
}

// everything is what stands in the channels, threads included.
func (s *stage) everything() []fakeslack.Msg {
	var all []fakeslack.Msg
	for _, c := range s.slack.Channels("UYAMADA") {
		for _, m := range s.slack.Messages(c.ID, "UYAMADA") {
			all = append(all, m)
			if m.ReplyCount > 0 {
				all = append(all, s.slack.Thread(c.ID, m.TS, "UYAMADA")[1:]...)
			}
		}
	}
	return all
}

func (s *stage) read() {
	s.known = make(map[string]bool)
	for _, m := range s.everything() {
		s.known[m.Channel+m.TS] = true
	}
}

// quiet means that nothing was posted since the last look.
func (s *stage) quiet() {
	for _, m := range s.everything() {
		if !s.known[m.Channel+m.TS] && m.User == s.slack.Bot().ID {
			s.fail("toban was not quiet: %s", s.slack.PlainText(m))
		}
	}
}

func (s *stage) remote(n string) {
	if got := len(s.datadog.Incidents()); strconv.Itoa(got) != n {
		s.fail("Datadog has %d incidents, want %s", got, n)
	}
}

func (s *stage) remoteShows(want string) {
	var b strings.Builder
	for _, i := range s.datadog.Incidents() {
		fmt.Fprintf(&b, "#%d %s %s %s\n", i.PublicID, i.Severity, i.State, i.Title)
	}
	s.shows(b.String(), want, true)
}

func (s *stage) remoteResolves(n string) {
	for _, i := range s.datadog.Incidents() {
		if strconv.Itoa(i.PublicID) == n {
			require.NoError(s.t, s.datadog.Resolve(i.ID, ""))
		}
	}
}

func (s *stage) transcript() string {
	var b strings.Builder
	fmt.Fprintf(&b, "It is %s.\n", time.Now().In(zone).Format("Mon 2006-01-02 15:04:05"))
	for _, m := range s.everything() {
		indent := ""
		if m.ThreadTS != "" && m.ThreadTS != m.TS {
			indent = "    "
		}
		fmt.Fprintf(&b, "%s[%s] %s: %s\n", indent, m.Channel, m.User, strings.ReplaceAll(s.slack.PlainText(m), "\n", "\n    "+indent))
	}
	if list, err := s.bot.Desk().Inquiries(context.WithoutCancel(s.ctx()), triage.InquiryFilter{}); err == nil {
		for _, q := range list {
			fmt.Fprintf(&b, "%s %s kind=%s area=%s urgency=%s answerable=%t owner=%s due=%s\n", q.ID, q.Status, q.Kind.Key, q.Area.Key, q.Urgency, q.Answerable, q.Owner, q.Due.In(zone).Format("01-02 15:04"))
		}
	}
	return b.String()
}
