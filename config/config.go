// Package config reads toban's configuration: one YAML file, strict, with
// secrets from the environment or from files.
//
// [Load] reports every mistake at once, each with its line and what to do
// about it. The specifications of schedules, documents and promises are
// defined by the packages that own them; this package puts them together.
package config

import (
	"fmt"
	"time"

	"github.com/goccy/go-yaml"

	"toban/bot/triage"
	"toban/knowledge"
	"toban/rotation"
)

// Config is the whole configuration.
type Config struct {
	Team      Team                    `yaml:"team"`
	Slack     Slack                   `yaml:"slack"`
	Channels  []Channel               `yaml:"channels"`
	Taxonomy  Taxonomy                `yaml:"taxonomy"`
	Knowledge Knowledge               `yaml:"knowledge"`
	Rotations map[string]RotationSpec `yaml:"rotations"`
	External  External                `yaml:"external"`
	Calendar  rotation.CalendarSpec   `yaml:"calendar"`
	SLA       triage.SLA              `yaml:"sla"`
	Suggest   Suggest                 `yaml:"suggest"`
	Stale     Stale                   `yaml:"stale"`
	Incident  Incident                `yaml:"incident"`
	Alerts    Alerts                  `yaml:"alerts"`
	Datadog   Datadog                 `yaml:"datadog"`
	PagerDuty PagerDuty               `yaml:"pagerduty"`
	Report    Report                  `yaml:"report"`
	Store     Store                   `yaml:"store"`
	HTTP      HTTP                    `yaml:"http"`
	Dashboard Dashboard               `yaml:"dashboard"`
	Webhooks  []Hook                  `yaml:"webhooks"`
}

// RotationSpec is the schedule of one rotation, and what in Slack follows whoever
// is on call in it.
type RotationSpec struct {
	rotation.Spec `yaml:",inline"`

	UserGroup string             `yaml:"user_group"` // S0123456789: holds whoever is on call; empty means none
	Topic     []triage.ChannelID `yaml:"topic"`      // channels whose topic names whoever is on call
}

// Team is the platform team.
type Team struct {
	Name     string            `yaml:"name"`
	Timezone string            `yaml:"timezone"` // IANA name, required
	Language triage.Lang       `yaml:"language"` // ja or en; empty means ja
	Members  []triage.PersonID `yaml:"members"`  // Slack user ids, required
	Leads    []triage.PersonID `yaml:"leads"`    // the first is told when nobody is on call
	Admins   []triage.PersonID `yaml:"admins"`
}

// Slack is the connection to the workspace.
type Slack struct {
	Mode          string `yaml:"mode"`           // socket (default) or http
	BotToken      Secret `yaml:"bot_token"`      // xoxb-…
	AppToken      Secret `yaml:"app_token"`      // xapp-…, for socket
	SigningSecret Secret `yaml:"signing_secret"` // for http
	Command       string `yaml:"command"`        // empty means /toban
	APIURL        string `yaml:"api_url"`        // for tests and proxies

	Emoji triage.Emoji `yaml:"emoji"` // reactions that act on a message
}

// Channel is a Slack conversation toban has a part in.
type Channel struct {
	ID       triage.ChannelID  `yaml:"id"`       // C0123456789, required
	Name     string            `yaml:"name"`     // for messages about the configuration
	Intake   string            `yaml:"intake"`   // mention, every_message, or empty: no inquiries from here
	Bots     []string          `yaml:"bots"`     // ids of alert bots (B… or U…) whose messages are inquiries too, with every_message
	Role     string            `yaml:"role"`     // team, incidents, or empty
	Language triage.Lang       `yaml:"language"` // of shared cards; empty means the team's
	Rotation triage.RotationID `yaml:"rotation"` // whom its inquiries go to; empty means the only rotation
}

// Taxonomy is how inquiries are sorted.
type Taxonomy struct {
	Kinds []knowledge.Term `yaml:"kinds"`        // empty means question, request, bug, incident
	Areas []knowledge.Term `yaml:"areas"`        // empty means nine general platform areas
	Teams []AskingTeam     `yaml:"asking_teams"` // who asks, for the report

	// Emoji are the reactions by which members marked areas and kinds before
	// toban, as names without colons with the key of an area or a kind.
	Emoji map[string]string `yaml:"emoji"`

	Reasons triage.ReasonTexts `yaml:"reasons"` // what closing reasons are called; empty means the built-in words

	// Facts are what speeds up an answer, by area and language; the card asks
	// for them.
	Facts map[string]map[triage.Lang][]string `yaml:"facts"`
}

// AskingTeam is a team that asks, known by its channels and people.
type AskingTeam struct {
	Key      triage.TeamID          `yaml:"key"`
	Name     map[triage.Lang]string `yaml:"name"`
	Channels []triage.ChannelID     `yaml:"channels"`
	Members  []triage.PersonID      `yaml:"members"`
	Mirror   string                 `yaml:"mirror"` // id of its own channel, or its name under channels: told monthly which pages answered its questions; empty means not
}

// Knowledge is where documents come from.
type Knowledge struct {
	Sources  []knowledge.Source `yaml:"sources"`
	Index    string             `yaml:"index"` // folder; empty means beside the store
	Every    time.Duration      `yaml:"every"` // between looks for changes, where a source says nothing else; 0 means 10 min
	Webhook  Webhook            `yaml:"webhook"`
	Publish  Publish            `yaml:"publish"`
	Synonyms [][]string         `yaml:"synonyms"` // words the team uses for one thing
	Floor    float64            `yaml:"floor"`    // score from which a page is shown; 0 means 1, where the index measured answers to begin

	Owners map[string]triage.PersonID `yaml:"owners"` // who is told of the documents of an owner, as documents name it

	Embeddings Embeddings `yaml:"embeddings"`
}

// Webhook is how a Git server tells of a push, at /docs/webhook of http.listen.
type Webhook struct {
	Secret Secret `yaml:"secret"` // known to the Git server too; empty means that there is none
}

// Embeddings are optional: without an endpoint documents are found by words
// alone and nothing leaves for one.
type Embeddings struct {
	knowledge.EmbeddingSpec `yaml:",inline"`

	APIKey Secret `yaml:"api_key"` // empty sends none
}

// Enabled reports whether documents are found by meaning too.
func (e Embeddings) Enabled() bool { return e != Embeddings{} }

// Suggest is how long documents have before a person is told.
type Suggest struct {
	Grace *time.Duration `yaml:"grace"` // absent means 10 min, 0 tells the on-call at once
}

// Incident is how incidents are graded and where they are talked about.
type Incident struct {
	Channel     triage.ChannelMode     `yaml:"channel"`
	Severities  []triage.SeverityLevel `yaml:"severities"` // empty means SEV-1 to SEV-4
	Matrix      triage.Matrix          `yaml:"matrix"`     // empty means impact by urgency as documented
	MembersOnly bool                   `yaml:"members_only"`
	Runbook     string                 `yaml:"runbook"` // link, bookmarked in every incident's channel
	Cluster     Cluster                `yaml:"cluster"`
	Causes      []triage.Cause         `yaml:"causes"` // asked for when an incident ends; absent means the usual six, [] asks for none

	// Review is when the review of an incident is owed, by severity; absent means SEV-1: 3d, SEV-2: 5bd.
	Review map[triage.Severity]ReviewTerm `yaml:"review"`
	Page   Page                           `yaml:"page"`
}

// Page says for which incidents Datadog On-Call pages somebody.
type Page struct {
	Team       string            `yaml:"team"`        // handle of the team in Datadog; empty pages nobody there
	BySeverity map[string]string `yaml:"by_severity"` // high, low or none; empty pages SEV-1 and SEV-2 high, SEV-3 low
}

// Cluster says when inquiries of one area may have one cause.
type Cluster struct {
	Inquiries *int           `yaml:"inquiries"` // of as many askers; absent means 3, 0 looks for none
	Within    time.Duration  `yaml:"within"`    // between the first and the last; 0 means 30 min
	Mute      *time.Duration `yaml:"mute"`      // of an area after a false alarm; absent means 24 h, 0 mutes nothing
}

// Alerts are what monitors say, through Datadog's webhook or as messages of
// alert bots. Without a channel they open no cards.
type Alerts struct {
	Channel  string          `yaml:"channel"` // id or name of the channel in which the cards stand
	Bots     []string        `yaml:"bots"`    // ids of bots (B… or U…) whose messages are alerts
	Monitors Monitors        `yaml:"monitors"`
	Flap     *time.Duration  `yaml:"flap"` // what fires again so soon after its recovery is the same alert; absent means 15 min
	Mute     []time.Duration `yaml:"mute"` // for which an alert can be muted; empty means 1 h and 24 h
	Storm    Storm           `yaml:"storm"`
}

// Monitors are ids or titles of monitors, with * for anything.
type Monitors struct {
	Allow []string `yaml:"allow"` // empty allows all
	Deny  []string `yaml:"deny"`  // wins
}

// Storm says when many alerts at once are one card.
type Storm struct {
	Cards  int           `yaml:"cards"`  // from the next one on; 0 means 5
	Within time.Duration `yaml:"within"` // 0 means 5 min
}

// Enabled reports whether alerts open cards.
func (a Alerts) Enabled() bool { return a.Channel != "" }

// Datadog is optional: without keys, incidents live in Slack alone.
type Datadog struct {
	Site   string `yaml:"site"` // empty means datadoghq.com
	APIKey Secret `yaml:"api_key"`
	AppKey Secret `yaml:"app_key"`
	URL    string `yaml:"url"` // for tests and proxies

	Metrics bool `yaml:"metrics"` // send numbers of inquiries and incidents, which Datadog bills as custom metrics

	Teams    []string            `yaml:"teams"`    // handles of teams that every incident belongs to
	Services map[string][]string `yaml:"services"` // services that an incident is about, by area of the inquiry it began as

	Adopt *bool `yaml:"adopt"` // whether incidents declared in Datadog are toban's too; absent means yes

	// WebhookSecret is what Datadog sends along to /datadog/webhook of
	// http.listen; empty means that there is none.
	WebhookSecret Secret `yaml:"webhook_secret"`
}

// Enabled reports whether incidents are kept in Datadog too.
func (d Datadog) Enabled() bool { return d.APIKey != "" || d.AppKey != "" }

// Adopts reports whether incidents declared in Datadog are recorded here too.
func (c *Config) Adopts() bool { return c.Datadog.Adopt == nil || *c.Datadog.Adopt }

// Report is when and where the weekly report is posted.
type Report struct {
	Weekly     string        `yaml:"weekly"`      // "Mon 10:05" by default, moved to the next business day
	Documents  *bool         `yaml:"documents"`   // whether owners are told monthly which of their documents need them; absent means yes
	Monthly    *bool         `yaml:"monthly"`     // whether months are reported too, on the first business day after; absent means yes
	Channel    string        `yaml:"channel"`     // id or name of a channel; empty means the team's
	PersonWeek time.Duration `yaml:"person_week"` // 0 means 40 h
	Survey     *bool         `yaml:"survey"`      // whether whoever had a turn is asked how it was; absent means yes
}

// Store is the one data file.
type Store struct {
	Path      string        `yaml:"path"`      // empty means toban.db
	Retention time.Duration `yaml:"retention"` // of a closed inquiry's words and names, a day or more; 0 means 730 days
}

// HTTP are the addresses toban listens on.
type HTTP struct {
	Listen   string `yaml:"listen"`    // Slack over HTTP, the dashboard, calendars and health; empty means none in socket mode
	URL      string `yaml:"url"`       // of listen as others reach it, for the addresses of calendars; empty gives out none
	APIToken Secret `yaml:"api_token"` // opens /api/v1/ of listen, to be read by other systems; empty means that there is none
	Admin    string `yaml:"admin"`     // metrics and profiles, keep it on loopback; empty means none
}

// Defaults of what the file leaves out.
const (
	DefaultStore  = "toban.db"
	DefaultListen = "127.0.0.1:8080"
	DefaultWeekly = "Mon 10:05"
	DefaultGrace  = 10 * time.Minute
	DefaultEvery  = 10 * time.Minute

	DefaultClusterInquiries = 3
	DefaultClusterWithin    = 30 * time.Minute
	DefaultClusterMute      = 24 * time.Hour

	DefaultFlap        = 15 * time.Minute
	DefaultStormCards  = 5
	DefaultStormWithin = 5 * time.Minute

	DefaultRetention = 730 * 24 * time.Hour
)

// YAML is the configuration as a file, without what was left out and with
// secrets hidden.
func (c *Config) YAML() ([]byte, error) {
	out, err := yaml.Marshal(c.hideAddresses())
	if err != nil {
		return nil, fmt.Errorf("write configuration: %w", err)
	}
	return out, nil
}
