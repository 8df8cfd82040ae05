package fakeslack

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options say how a workspace behaves. The zero value works.
type Options struct {
	Now        func() time.Time // the workspace clock; nil means time.Now
	Team       string           // the workspace's name; empty means Acme
	BotName    string           // the app's bot user; empty means toban
	RateLimits bool             // answer 429 as Slack does
	Concurrent bool             // deliver the events of one act at the same time instead of in order
	Scopes     []string         // what the bot token may do; nil means [DefaultScopes]
	Commands   []string         // the app's slash commands such as /toban; nil means whatever is typed
	Events     []string         // event subscriptions such as message.im or app_mention; nil means all
	PingEvery  time.Duration    // Socket Mode pings; zero means 5 s, negative none
	Log        *slog.Logger     // nil discards
}

// DefaultScopes returns the bot scopes of a help desk app.
func DefaultScopes() []string {
	return []string{
		"app_mentions:read", "assistant:write", "bookmarks:read", "bookmarks:write", "channels:history", "channels:join", "channels:manage", "channels:read",
		"chat:write", "commands", "files:write", "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write",
		"mpim:history", "mpim:read", "mpim:write", "pins:write", "reactions:read", "reactions:write", "team:read", "usergroups:read",
		"usergroups:write", "users:read", "users:read.email",
	}
}

// Workspace is a Slack workspace with one app installed. Create it with [New];
// all methods are safe for concurrent use.
type Workspace struct {
	opts    Options
	methods map[string]method
	log     *slog.Logger

	mu       sync.Mutex
	base     string // without a trailing slash; empty until set or learned
	fixed    bool   // base was set, do not learn it
	bot      User
	scopes   []string
	lastTS   int64 // microseconds of the youngest ts
	counters map[string]int

	users    []*User
	channels []*channel
	chanByID map[string]*channel
	groups   []*UserGroup
	noGroups bool // user groups cannot be edited by apps
	freePlan bool // of Slack, which has no user groups

	triggers  map[string]*trigger
	modals    map[string][]*view // by user, root first
	homes     map[string]*view
	responses map[string]*responseURL
	uploads   map[string]*file
	scheduled []*scheduled
	statuses  map[string]string // channel/thread to assistant status
	toasts    map[string][]Toast

	http    HTTPApp
	known   bool        // an app has connected, by either transport
	queue   []*delivery // repeats, echoes and delayed deliveries
	held    []*delivery
	sockets []*socket
	turn    int
	tickets map[string]bool
	pending map[string]*envelope
	strays  map[string]bool // envelopes that were acknowledged though nobody waits for it
	running int
	wake    chan struct{}

	buckets map[string]*bucket
	faults  []*fault

	signIns signIns

	exchanges []Exchange
	seq       int
	listeners map[*listener]struct{}
}

// New returns a workspace that holds the app's bot user and nobody else.
func New(o Options) *Workspace {
	w := &Workspace{
		opts: o, log: o.Log, scopes: o.Scopes, methods: methods(),
		counters: map[string]int{}, chanByID: map[string]*channel{}, triggers: map[string]*trigger{}, modals: map[string][]*view{},
		homes: map[string]*view{}, responses: map[string]*responseURL{}, uploads: map[string]*file{}, statuses: map[string]string{},
		toasts: map[string][]Toast{}, tickets: map[string]bool{}, pending: map[string]*envelope{}, strays: map[string]bool{}, wake: make(chan struct{}, 1),
		buckets: map[string]*bucket{}, listeners: map[*listener]struct{}{},
	}
	if w.opts.Now == nil {
		w.opts.Now = time.Now
	}
	w.opts.Team = cmp.Or(o.Team, "Acme")
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	if w.scopes == nil {
		w.scopes = DefaultScopes()
	}
	name := cmp.Or(o.BotName, "toban")
	w.bot = w.AddUser(User{ID: "U0" + strings.ToUpper(name), Name: name, RealName: name, DisplayName: name, Bot: true, TZ: "UTC"})
	return w
}

const (
	teamID        = "T0FAKESLACK"
	appID         = "A0FAKESLACK"
	botID         = "B0FAKESLACK"
	botToken      = "xoxb-fakeslack-bot"
	appToken      = "xapp-fakeslack-app"
	signingSecret = "0123456789abcdef0123456789abcdef"
	unsetBase     = "http://fakeslack.test"
)

// Bot returns the app's bot user.
func (w *Workspace) Bot() User { return w.bot }

// BotToken returns the token that the Web API accepts.
func (w *Workspace) BotToken() string { return botToken }

// AppToken returns the app-level token that opens Socket Mode.
func (w *Workspace) AppToken() string { return appToken }

// SigningSecret returns the secret that deliveries over HTTP are signed with.
func (w *Workspace) SigningSecret() string { return signingSecret }

// TeamID returns the id of the workspace.
func (w *Workspace) TeamID() string { return teamID }

// AppID returns the id of the app.
func (w *Workspace) AppID() string { return appID }

// BotID returns the bot_id that the app's messages carry.
func (w *Workspace) BotID() string { return botID }

// Now returns the time on the workspace clock.
func (w *Workspace) Now() time.Time { return w.opts.Now() }

// SetBaseURL sets where the handler can be reached, for the response, socket
// and upload URLs that the workspace hands out. Without it the host of the
// latest API call is used.
func (w *Workspace) SetBaseURL(u string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.base, w.fixed = strings.TrimRight(u, "/"), true
}

// SetScopes replaces the scopes of the bot token.
func (w *Workspace) SetScopes(scopes ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.scopes = slices.Clone(scopes)
}

// SetRateLimits switches rate limiting on or off.
func (w *Workspace) SetRateLimits(on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.opts.RateLimits = on
	clear(w.buckets)
}

// baseURL is called with the lock held.
func (w *Workspace) baseURL() string { return cmp.Or(w.base, unsetBase) }

// newID returns a fresh id with Slack's prefix for its kind.
func (w *Workspace) newID(prefix string) string {
	w.counters[prefix]++
	return fmt.Sprintf("%s0%07d", prefix, w.counters[prefix])
}

// nextTS returns a message timestamp: the clock, and later than all before it.
func (w *Workspace) nextTS() string {
	w.lastTS = max(w.opts.Now().UnixMicro(), w.lastTS+1)
	return formatTS(w.lastTS)
}

// formatTS writes microseconds as Slack does, always with six decimals.
func formatTS(micros int64) string { return fmt.Sprintf("%d.%06d", micros/1e6, micros%1e6) }

// parseTS returns the microseconds of a ts; ok is false if it is none.
func parseTS(ts string) (micros int64, ok bool) {
	sec, frac, _ := strings.Cut(ts, ".")
	if sec == "" || len(sec) > 12 || len(frac) > 6 {
		return 0, false
	}
	for _, r := range sec + frac {
		if r < '0' || r > '9' {
			return 0, false
		}
		micros = micros*10 + int64(r-'0')
	}
	for range 6 - len(frac) {
		micros *= 10
	}
	return micros, true
}
