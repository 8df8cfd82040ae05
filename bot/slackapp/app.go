package slackapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// Transports by which Slack delivers.
const (
	ModeSocket = "socket"
	ModeHTTP   = "http"
)

// What toban does in a channel.
const (
	IntakeMention      = "mention"       // a mention opens an inquiry
	IntakeEveryMessage = "every_message" // every message does

	RoleTeam      = "team"      // the platform team's own channel
	RoleIncidents = "incidents" // one line per incident
)

// DefaultAPIURL is where Slack's Web API lives.
const DefaultAPIURL = "https://slack.com/api/"

// DefaultCommand is the slash command.
const DefaultCommand = "/toban"

// Config is the Slack side of the configuration.
type Config struct {
	Mode          string // ModeSocket or ModeHTTP; empty means ModeSocket
	BotToken      string // xoxb-…, required
	AppToken      string // xapp-…, required for ModeSocket
	SigningSecret string // required for ModeHTTP
	APIURL        string // ends with "/"; empty means DefaultAPIURL
	Command       string // empty means DefaultCommand
	Emoji         triage.Emoji

	TeamName string      // how the platform team is called in sentences
	Language triage.Lang // of channels and people without one; empty means Japanese
	Channels []Channel

	Areas       []knowledge.Term
	Kinds       []knowledge.Term
	AskingTeams []AskingTeam
	Reasons     triage.ReasonTexts

	Follow []Follow // what shows in Slack who is on call; may be empty

	AlertChannel triage.ChannelID // of the cards of alerts; empty means the team's channel
	AlertBots    []string         // ids of bots and bot users whose messages are alerts
	AlertMutes   []time.Duration  // for which an alert can be muted

	DashboardURL string // where the dashboard is, without a slash at the end; empty where nobody gets in
	SignIn       string // where Slack sends back who signs in to pages; empty means that nobody does

	ReportChannel triage.ChannelID // of the weekly post; empty means the team's channel
	PersonWeek    time.Duration    // what the report calls a person's week; zero means 40 h
}

// Channel is a conversation toban has a part in.
type Channel struct {
	ID       triage.ChannelID
	Name     string   // without #
	Intake   string   // IntakeMention, IntakeEveryMessage or empty
	Bots     []string // ids of bots and bot users whose messages are inquiries, with IntakeEveryMessage
	Role     string   // RoleTeam, RoleIncidents or empty
	Language triage.Lang
	Rotation triage.RotationID
}

// AskingTeam is a team that asks, known by its channels and people.
type AskingTeam struct {
	Key      triage.TeamID
	Name     map[triage.Lang]string
	Channels []triage.ChannelID
	Members  []triage.PersonID
	Mirror   triage.ChannelID // where it is told which pages answered its questions; empty means that it is not
}

// Title is the team's name in lang, else in English, else in any language,
// else its key.
func (t AskingTeam) Title(lang triage.Lang) string {
	return knowledge.Term{Key: string(t.Key), Name: t.Name}.Title(lang)
}

// Deps are what an App works with.
type Deps struct {
	Desk     *triage.Desk // required
	Search   func(context.Context, knowledge.Query) (knowledge.Result, error)
	Classify func(text string) knowledge.Classification
	Report   func(context.Context, triage.Period) (triage.Digest, error)

	Worn func(context.Context, triage.PersonID) ([]WornPage, error) // documents of a person that need them, of nobody: all; nil: nobody is told

	HTTP     *http.Client     // nil means one with timeouts and without retries
	Now      func() time.Time // nil means time.Now
	Log      *slog.Logger     // nil discards
	Location *time.Location   // of the team, for dates in sentences; nil means UTC

	Pages Pages // nil: closings teach the documents nothing
	// Elsewhere reads an incident that was declared in Datadog, by its number
	// there. An Error says why it is none to take over; nil without Datadog.
	Elsewhere func(ctx context.Context, number int64) (triage.AdoptIncident, error)

	Calendars Calendars                       // nil: there is no address to serve them from
	Checks    func(context.Context) []Finding // what the doctor looks at beside Slack; may be nil
	Settings  Settings                        // the configuration at run time; nil means that it cannot be seen
	Offline   bool                            // only renders: no token is needed
}

// Calendars are addresses at which schedules are served to whoever has a token.
type Calendars interface {
	Feed(f triage.Feed, token string) string        // for calendar apps
	Page(id triage.RotationID, token string) string // for people
}

// Settings are the configuration of the running process.
type Settings interface {
	// Show is the configuration in force as YAML, secrets hidden.
	Show() ([]byte, error)
	// Check reads the configuration file again and names what is wrong, or what
	// a reload would change in the rotations.
	Check(ctx context.Context) ([]triage.RosterChange, error)
	// Reload has the process start over with the file; it returns before it
	// does. An error names why it will not.
	Reload() error
}

// App is toban in one Slack workspace. Create it with New; its methods are
// safe for concurrent use.
type App struct {
	config Config
	desk   *triage.Desk
	deps   Deps
	log    *slog.Logger
	http   *http.Client
	api    *slack.Client // retries nothing
	people *people
	self   *self
	rooms  *rooms

	followers *followers

	in inbound
}

// New returns an App; it opens nothing. The error names everything that is
// missing.
func New(c Config, d Deps) (*App, error) {
	c.Mode = cmp.Or(c.Mode, ModeSocket)
	c.APIURL = cmp.Or(c.APIURL, DefaultAPIURL)
	c.Command = cmp.Or(c.Command, DefaultCommand)
	c.Language = cmp.Or(c.Language, knowledge.Japanese)
	c.PersonWeek = cmp.Or(c.PersonWeek, 40*time.Hour)
	c.Emoji = c.Emoji.OrDefault()
	if err := c.check(d); err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	if d.Location == nil {
		d.Location = time.UTC
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	a := &App{config: c, desk: d.Desk, deps: d, log: d.Log, http: d.HTTP}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if a.http == nil {
		a.http = newHTTPClient()
	}
	a.api = newClient(c, a.http)
	a.self = &self{api: a.api}
	a.people = newPeople(a.api, d.Now, a.ownTeam)
	a.rooms = &rooms{api: a.api, direct: make(map[triage.PersonID]triage.ChannelID)}
	a.followers = newFollowers(c.Follow)
	return a, nil
}

func (c Config) check(d Deps) error {
	var wrong []error
	need := func(ok bool, what string) {
		if !ok {
			wrong = append(wrong, errors.New(what))
		}
	}
	need(c.Mode == ModeSocket || c.Mode == ModeHTTP, "mode "+c.Mode+" is neither socket nor http")
	need(d.Offline || c.BotToken != "", "a bot token is needed")
	need(d.Offline || c.Mode != ModeSocket || c.AppToken != "", "socket mode needs an app token")
	need(d.Offline || c.Mode != ModeHTTP || c.SigningSecret != "", "http mode needs a signing secret")
	need(strings.HasSuffix(c.APIURL, "/"), "api_url must end with /")
	need(strings.HasPrefix(c.Command, "/"), "command must begin with /")
	need(d.Desk != nil, "a desk is needed")
	return errors.Join(wrong...)
}

func (a *App) now() time.Time { return a.deps.Now() }

// local is t in the team's zone.
func (a *App) local(t time.Time) time.Time { return t.In(a.deps.Location) }

// channel finds a configured channel.
func (a *App) channel(id triage.ChannelID) (Channel, bool) {
	i := slices.IndexFunc(a.config.Channels, func(c Channel) bool { return c.ID == id })
	if i < 0 {
		return Channel{}, false
	}
	return a.config.Channels[i], true
}

// role finds the first channel with a role, "" when there is none.
func (a *App) role(role string) triage.ChannelID {
	i := slices.IndexFunc(a.config.Channels, func(c Channel) bool { return c.Role == role })
	if i < 0 {
		return ""
	}
	return a.config.Channels[i].ID
}

// channelBook speaks the language of a channel.
func (a *App) channelBook(id triage.ChannelID) phrase.Book {
	c, _ := a.channel(id)
	return phrase.For(string(cmp.Or(c.Language, a.config.Language)))
}

// book speaks lang, or the default language when lang is empty.
func (a *App) book(lang triage.Lang) phrase.Book {
	return phrase.For(string(cmp.Or(lang, a.config.Language)))
}

// readerBook speaks a person's language: the one they chose, else that of
// their Slack, else the default. It may ask Slack.
func (a *App) readerBook(ctx context.Context, id triage.PersonID) phrase.Book {
	if a.desk.Store != nil {
		lang, err := a.desk.Language(ctx, id)
		if err != nil {
			a.log.WarnContext(ctx, "chosen language not read", "error", err)
		}
		if lang != "" {
			return a.book(lang)
		}
	}
	return a.book(a.people.get(ctx, id).Lang())
}

// Book speaks a person's language as readerBook does, and the team's for nobody.
func (a *App) Book(ctx context.Context, id triage.PersonID) phrase.Book {
	if id == "" {
		return a.book("")
	}
	return a.readerBook(ctx, id)
}
