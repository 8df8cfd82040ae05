package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
)

func env(name string) string {
	return map[string]string{
		"SLACK_BOT_TOKEN": "xoxb-1-2-abc", "SLACK_APP_TOKEN": "xapp-1-2-abc", "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
	}[name]
}

func readFile(name string) ([]byte, error) {
	if name == "/run/secrets/token" {
		return []byte("xoxb-from-a-file\n"), nil
	}
	return nil, os.ErrNotExist
}

func load(text string) (*Config, error) {
	return Load(strings.NewReader(text), "toban.yaml", Environment{Getenv: env, ReadFile: readFile})
}

func TestTheExampleIsRight(t *testing.T) {
	cfg, err := load(Example())
	require.NoError(t, err)
	policy, err := cfg.Policy()
	require.NoError(t, err)
	require.Equal(t, 10*time.Minute, policy.Grace)
	require.Len(t, policy.Incident.Severities, 4)
	require.Empty(t, policy.Incident.Validate())
	require.Equal(t, triage.ClusterPolicy{Inquiries: 3, Within: 30 * time.Minute, Mute: 24 * time.Hour}, policy.Incident.Cluster)
	rotations, err := cfg.Schedules()
	require.NoError(t, err)
	require.Len(t, rotations, 1)
	require.Equal(t, "toban.index", filepath.Base(cfg.IndexDir()))
	require.EqualValues(t, "C02TEAM", cfg.ReportChannel())
}

// Every mistake is reported, each with its line and what to do about it. The
// files are what people write; the goldens what they then read.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			_, err = load(string(text))
			require.Error(t, err)
			golden := strings.TrimSuffix(file, ".yaml") + ".golden"
			if os.Getenv("UPDATE") != "" {
				require.NoError(t, os.WriteFile(golden, []byte(err.Error()+"\n"), 0o600))
			}
			want, readErr := os.ReadFile(golden)
			require.NoError(t, readErr)
			require.Equal(t, string(want), err.Error()+"\n")
		})
	}
}

func TestSecretsAreNotPrintedByAccident(t *testing.T) {
	s := Secret("xoxb-very-secret")
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%d"} {
		text := fmt.Sprintf(verb, s) + fmt.Sprintf(verb, struct{ S Secret }{s}) + fmt.Sprintf(verb, []Secret{s})
		if strings.Contains(text, "very-secret") || strings.Contains(text, "76657279") {
			t.Errorf("%s prints the secret: %s", verb, text)
		}
	}
	data, err := json.Marshal(map[string]any{"s": s})
	require.NoError(t, err)
	require.NotContains(t, string(data), "very-secret")
	var b strings.Builder
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "s", s)
	require.NotContains(t, b.String(), "very-secret")
	require.Equal(t, "xoxb-very-secret", s.Reveal())
}

func TestTheFileShownHidesItsSecrets(t *testing.T) {
	cfg := &Config{}
	cfg.Team.Name = "Platform"
	cfg.Slack.BotToken, cfg.Slack.AppToken, cfg.Slack.SigningSecret = "very-secret-1", "very-secret-2", "very-secret-3"
	cfg.Datadog.APIKey, cfg.Datadog.AppKey, cfg.PagerDuty.Token = "very-secret-4", "very-secret-5", "very-secret-6"
	cfg.Datadog.WebhookSecret = "very-secret-8"
	cfg.Rotations = map[string]RotationSpec{"night": {Spec: rotation.Spec{Source: "ical", Schedule: "https://calendar.example.com/very-secret-7/basic.ics"}}}
	text, err := cfg.YAML()
	require.NoError(t, err)
	require.Contains(t, string(text), "name: Platform")
	require.NotContains(t, string(text), "very-secret")
	require.Contains(t, string(text), "https://calendar.example.com/[secret]")
	require.Contains(t, cfg.Rotations["night"].Schedule, "very-secret-7", "it is hidden only where it is shown")
	for _, key := range []string{"bot_token", "app_token", "signing_secret", "api_key", "app_key", "token", "webhook_secret"} {
		require.Regexp(t, key+`: "\[secret\]"`, string(text))
	}
	cfg.Slack.SigningSecret = ""
	text, err = cfg.YAML()
	require.NoError(t, err)
	require.Contains(t, string(text), "signing_secret: \"\"\n", "none is set")
}

func TestSecretsComeFromFilesToo(t *testing.T) {
	cfg, err := load(strings.Replace(Example(), "${SLACK_BOT_TOKEN}", "${file:/run/secrets/token}", 1))
	require.NoError(t, err)
	require.Equal(t, "xoxb-from-a-file", cfg.Slack.BotToken.Reveal())
}

// A team is told in its own channel, by id or by the name under channels.
func TestWhereTeamsAreTold(t *testing.T) {
	const teams = `
    - {key: search, name: {ja: 検索, en: Search}, channels: [C04SEARCH], mirror: C04SEARCH}
    - {key: web, mirror: "#incidents"}
    - {key: mobile}
`
	cfg, err := load(strings.Replace(Example(), "\n    - {key: search, name: {ja: 検索, en: Search}, channels: [C04SEARCH]}\n", teams, 1))
	require.NoError(t, err)
	require.Equal(t, []triage.TeamID{"search", "web"}, cfg.Mirrored())
	var where []triage.ChannelID
	for _, team := range cfg.Taxonomy.Teams {
		where = append(where, cfg.MirrorChannel(team))
	}
	require.Equal(t, []triage.ChannelID{"", "C04SEARCH", cfg.Channels[2].ID, ""}, where)
}

// The example's optional endpoint is right too, once it is no comment any more.
func TestTheExampleOfEmbeddingsIsRight(t *testing.T) {
	text := strings.Replace(Example(), "${EMBEDDINGS_API_KEY}", "${SLACK_SIGNING_SECRET}", 1)
	const first, last = "  # embeddings:", "  #   page_prefix:"
	from, to := strings.Index(text, first), strings.Index(text, last)+len(last)
	require.Less(t, from, to)
	block := strings.ReplaceAll("\n"+text[from:to], "\n  # ", "\n  ")
	cfg, err := load(text[:from] + block[1:] + text[to:])
	require.NoError(t, err)
	e := cfg.Knowledge.Embeddings
	require.True(t, e.Enabled())
	require.Equal(t, knowledge.EmbeddingSpec{
		URL: "https://api.openai.com/v1", Model: "text-embedding-3-small", Dimensions: 512, Timeout: knowledge.DefaultEmbeddingTimeout,
		Batch: knowledge.DefaultEmbeddingBatch, QuestionPrefix: "query: ", PagePrefix: "passage: ",
	}, e.EmbeddingSpec)
	require.Equal(t, env("SLACK_SIGNING_SECRET"), e.APIKey.Reveal())
	shown, err := cfg.YAML()
	require.NoError(t, err)
	require.NotContains(t, string(shown), e.APIKey.Reveal())

	cfg, err = load(Example())
	require.NoError(t, err)
	require.False(t, cfg.Knowledge.Embeddings.Enabled(), "it is off by default")
}

func TestTheSchemaNamesTheKeys(t *testing.T) {
	data, err := Schema()
	require.NoError(t, err)
	for _, key := range []string{"first_reply", "bot_token", "handoff", "user_group", "by_urgency", "on_holiday", "close", "page_prefix"} {
		require.Contains(t, string(data), `"`+key+`"`)
	}
}

func TestHowLongTheAskerIsWaitedFor(t *testing.T) {
	for _, c := range []struct {
		text       string
		ask, close int
	}{
		{"", 5, 2},
		{"stale: {ask: 3bd}", 3, 2},
		{"stale: {ask: 10bd, close: off}", 10, 0},
		{"stale: {ask: 0}", 0, 2},
		{"stale: {ask: off, close: 0}", 0, 0},
	} {
		text := strings.Replace(Example(), "stale:  ", "x_stale:  ", 1)
		before, rest, _ := strings.Cut(text, "x_stale:")
		_, after, _ := strings.Cut(rest, "\nrotations:")
		cfg, err := load(before + c.text + "\n\nrotations:" + after)
		require.NoError(t, err, c.text)
		policy, err := cfg.Policy()
		require.NoError(t, err)
		require.Equal(t, c.ask, policy.Stale.Ask, c.text)
		require.Equal(t, c.close, policy.Stale.Close, c.text)
	}
}

func TestAMistakeIsItsOwnType(t *testing.T) {
	_, err := load("team: {nane: x}")
	m, ok := errors.AsType[*Mistake](err)
	require.True(t, ok)
	require.Equal(t, 1, m.Line)
	require.Contains(t, m.Message, `"name"`)
}

func FuzzLoad(f *testing.F) {
	f.Add(Example())
	f.Add("team: [")
	f.Add("a: &x {b: *x}")
	f.Add("slack: {bot_token: ${}}")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := load(text); err != nil && err.Error() == "" {
			t.Error("an empty complaint")
		}
	})
}

func TestMoreAreasThanAFormHoldsAreAMistake(t *testing.T) {
	var areas strings.Builder
	for n := range maxAreas + 1 {
		fmt.Fprintf(&areas, "    - {key: area_%d, name: {ja: 分野%d, en: Area %d}}\n", n, n, n)
	}
	before, _, _ := strings.Cut(Example(), "    - key: ci_cd")
	_, after, _ := strings.Cut(Example(), "  asking_teams:")
	_, err := load(before + areas.String() + "  asking_teams:" + after)
	require.ErrorContains(t, err, "taxonomy.areas: 501 areas are more than Slack's forms hold; keep at most 500")
}

func TestClustersCanBeTurnedOff(t *testing.T) {
	text := strings.Replace(Example(), "inquiries: 3 ", "inquiries: 0 ", 1)
	text = strings.Replace(text, "mute: 24h", "mute: 0s", 1)
	cfg, err := load(text)
	require.NoError(t, err)
	policy, err := cfg.Policy()
	require.NoError(t, err)
	require.Equal(t, triage.ClusterPolicy{Within: 30 * time.Minute}, policy.Incident.Cluster)
}

// The example's user group and topic are right too, once they are no comments
// any more.
func TestWhatFollowsTheOnCall(t *testing.T) {
	text := strings.NewReplacer("    # user_group:", "    user_group:", "    # topic:", "    topic:").Replace(Example())
	cfg, err := load(text)
	require.NoError(t, err)
	spec := cfg.Rotations["platform"]
	require.Equal(t, "S01ONCALL", spec.UserGroup)
	require.Equal(t, []triage.ChannelID{"C01ASK"}, spec.Topic)
	require.Equal(t, "Mon 10:00", spec.Handoff, "the schedule is read beside it")
	shown, err := cfg.YAML()
	require.NoError(t, err)
	require.Contains(t, string(shown), "    user_group: S01ONCALL\n")
	require.Contains(t, string(shown), "    handoff: Mon 10:00\n")
}

// The schedules that other systems keep, as people write them.
func TestExternalSchedules(t *testing.T) {
	const text = `
team: {name: Platform, timezone: Asia/Tokyo, members: [U1]}
slack: {bot_token: xoxb-1, app_token: xapp-1}
channels: [{id: C1, intake: mention, rotation: day}, {id: C2, role: team}]
rotations:
  day: {source: datadog, schedule: 3653d3c6-0c75-11ea-ad28-fb5701eabc7d}
  eve: {source: pagerduty, schedule: PI7DH85}
  night: {source: ical, schedule: "file:oncall.ics", timezone: America/New_York}
external: {every: 2m, people: {"ito@example.com": U1, "Jiro Ito": U1}}
datadog: {api_key: a, app_key: b}
pagerduty: {token: c}
calendar: {hours: "Mon-Fri 10:00-19:00", holidays: [jp]}
`
	cfg, err := load(text)
	require.NoError(t, err)
	require.Equal(t, map[string]triage.PersonID{"ito@example.com": "U1", "Jiro Ito": "U1"}, cfg.External.People)
	schedules, err := cfg.Schedules()
	require.NoError(t, err)
	require.Equal(t, "America/New_York", schedules["night"].Location().String())

	_, err = Load(strings.NewReader(strings.NewReplacer("{api_key: a, app_key: b}", "{}", "{token: c}", "{}").Replace(text)), "toban.yaml",
		Environment{Getenv: env, ReadFile: readFile, Offline: true})
	require.NoError(t, err, "what is asked of nobody needs no keys")
}
