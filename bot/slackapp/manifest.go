package slackapp

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// scopes are what the bot token must be allowed to do. chat:write.public is
// left out on purpose: toban speaks only where it was invited. What is optional
// may be declined when the app is installed, and everything else works.
func (c Config) scopes() (needed, optional []string) {
	needed = []string{
		"app_mentions:read", "bookmarks:read", "bookmarks:write", "channels:history", "channels:manage", "channels:read", "chat:write",
		"commands", "files:write", "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write",
		"mpim:history", "mpim:read", "mpim:write", "pins:write", "reactions:read", "users:read", "users:read.email",
	}
	if slices.ContainsFunc(c.Follow, func(f Follow) bool { return f.UserGroup != "" }) {
		needed, optional = append(needed, "usergroups:read"), []string{"usergroups:write"}
	}
	return needed, optional
}

// A shortcut is an entry of Slack's own menus.
type shortcut struct {
	callback string
	message  bool // in a message's menu, else in the global one
	name     phrase.Line
	about    phrase.Line
}

// shortcuts is the table of shortcuts; the switch of App.shortcut has a case
// for each.
func shortcuts() []shortcut {
	return []shortcut{
		{callback: shortcutAsk, name: phrase.ShortcutAsk, about: phrase.ShortcutAskAbout},
		{callback: shortcutDeclare, name: phrase.ShortcutDeclare, about: phrase.ShortcutDeclareAbout},
		{callback: shortcutCreateInquiry, message: true, name: phrase.ShortcutCreate, about: phrase.ShortcutCreateAbout},
		{callback: shortcutDeclareHere, message: true, name: phrase.ShortcutHere, about: phrase.ShortcutHereAbout},
		{callback: shortcutAddTimeline, message: true, name: phrase.ShortcutTimeline, about: phrase.ShortcutTimelineAbout},
		{callback: shortcutSaveKnowledge, message: true, name: phrase.ShortcutSave, about: phrase.ShortcutSaveAbout},
	}
}

// exampleHost stands for the address under which Slack reaches toban; people
// replace it.
const exampleHost = "https://toban.example.com"

type manifest struct {
	Metadata manifestMetadata `json:"_metadata"`
	Display  manifestDisplay  `json:"display_information"`
	Features manifestFeatures `json:"features"`
	OAuth    manifestOAuth    `json:"oauth_config"`
	Settings manifestSettings `json:"settings"`
}

type manifestMetadata struct {
	Major int `json:"major_version"`
	Minor int `json:"minor_version"`
}

type manifestDisplay struct {
	Name  string `json:"name"`
	About string `json:"description"`
	Color string `json:"background_color"`
	Long  string `json:"long_description"`
}

type manifestFeatures struct {
	Home      manifestHome       `json:"app_home"`
	Bot       manifestBot        `json:"bot_user"`
	Shortcuts []manifestShortcut `json:"shortcuts"`
	Commands  []manifestCommand  `json:"slash_commands"`
}

type manifestHome struct {
	Home     bool `json:"home_tab_enabled"`
	Messages bool `json:"messages_tab_enabled"`
	ReadOnly bool `json:"messages_tab_read_only_enabled"`
}

type manifestBot struct {
	Name   string `json:"display_name"`
	Online bool   `json:"always_online"`
}

type manifestShortcut struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Callback string `json:"callback_id"`
	About    string `json:"description"`
}

type manifestCommand struct {
	Command string `json:"command"`
	URL     string `json:"url,omitempty"`
	About   string `json:"description"`
	Hint    string `json:"usage_hint"`
	Escape  bool   `json:"should_escape"`
}

type manifestOAuth struct {
	Redirects []string `json:"redirect_urls,omitempty"`

	Scopes struct {
		Bot      []string `json:"bot"`
		Optional []string `json:"bot_optional,omitempty"`
	} `json:"scopes"`
}

type manifestSettings struct {
	Events struct {
		URL string   `json:"request_url,omitempty"`
		Bot []string `json:"bot_events"`
	} `json:"event_subscriptions"`
	Interactivity struct {
		Enabled bool   `json:"is_enabled"`
		URL     string `json:"request_url,omitempty"`
	} `json:"interactivity"`
	Org      bool `json:"org_deploy_enabled"`
	Socket   bool `json:"socket_mode_enabled"`
	Rotation bool `json:"token_rotation_enabled"`
}

// Manifest is the Slack app for a configuration, as JSON to paste into "From
// a manifest". It is made from the tables that the code itself works from, so
// that no button is dead and no scope is missing. In HTTP mode the host in its
// addresses has to be replaced.
func Manifest(c Config, lang triage.Lang) ([]byte, error) {
	b := phrase.For(string(lang))
	http := c.Mode == ModeHTTP
	m := manifest{
		Metadata: manifestMetadata{Major: 2, Minor: 1},
		Display: manifestDisplay{
			Name: "toban", About: b.Say(phrase.ManifestAbout), Color: "#1D4ED8", Long: b.Say(phrase.ManifestLong),
		},
		Features: manifestFeatures{
			Home: manifestHome{Home: true, Messages: true},
			Bot:  manifestBot{Name: "toban", Online: true},
		},
	}
	for _, s := range shortcuts() {
		kind := "global"
		if s.message {
			kind = "message"
		}
		m.Features.Shortcuts = append(m.Features.Shortcuts, manifestShortcut{
			Name: b.Say(s.name), Type: kind, Callback: s.callback, About: b.Say(s.about),
		})
	}
	command := manifestCommand{
		Command: cmp.Or(c.Command, DefaultCommand), About: b.Say(phrase.ManifestCommand), Hint: hint(b), Escape: true,
	}
	if c.SignIn != "" {
		m.OAuth.Redirects = []string{c.SignIn}
	}
	m.OAuth.Scopes.Bot, m.OAuth.Scopes.Optional = c.scopes()
	m.Settings.Events.Bot = eventTypes()
	m.Settings.Interactivity.Enabled = true
	m.Settings.Socket = !http
	if http {
		command.URL = exampleHost + PathCommands
		m.Settings.Events.URL = exampleHost + PathEvents
		m.Settings.Interactivity.URL = exampleHost + PathInteractions
	}
	m.Features.Commands = []manifestCommand{command}
	out, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	return append(out, '\n'), nil
}

// hint is what Slack shows behind the command's name.
func hint(b phrase.Book) string {
	var names []string
	for _, c := range commands() {
		if c.aside {
			continue
		}
		names = append(names, c.word.In(b))
	}
	return "[" + strings.Join(names, "|") + "]"
}
