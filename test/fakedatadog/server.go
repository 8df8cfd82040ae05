package fakedatadog

import (
	"cmp"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Keys are the credentials that a [Server] accepts. An empty key accepts any
// value that is not empty.
type Keys struct {
	API string // header DD-API-KEY
	App string // header DD-APPLICATION-KEY
}

// SlackApp is what Datadog's own Slack app does with a new incident. The zero
// value does nothing: no channel, no integration row.
type SlackApp struct {
	// Team is the Slack workspace. Empty means the app is not installed.
	Team string
	// Quiet is how long after the declaration no row shows at all.
	Quiet time.Duration
	// Delay is how long after the declaration the row leaves "pending".
	Delay time.Duration
	// Fail ends the row in "failed" instead of "complete".
	Fail bool
	// Create makes the channel when its row is first read as complete, and
	// returns its id. Nil invents an id. It is called without locks, at most
	// once per incident.
	Create func(name string) (channelID string)
}

// Options describe the organisation. The zero value is a small organisation
// with one service account, the default levels and no Slack app.
type Options struct {
	// Now is the organisation's clock; nil means time.Now.
	Now func() time.Time
	// SearchLag is the age at which a new incident appears in searches.
	// Zero means DefaultSearchLag, negative means at once. The list never lags.
	SearchLag time.Duration
	// Log gets one record per request; nil discards them.
	Log *slog.Logger
	// Keys are the accepted credentials.
	Keys Keys
	// Severities are the levels beside UNKNOWN; nil means SEV-1 to SEV-5.
	Severities []string
	// States are the allowed states; nil means active, stable, resolved.
	States []string
	// Fields are the user-defined fields by name with their type (dropdown,
	// textbox, textarray, multiselect, autocomplete, metrictag), in addition
	// to the fields every organisation has.
	Fields map[string]string
	// Users are the people. The first is the owner of the application key.
	// Empty means one active service account.
	Users []User
	// Schedules are the on-call schedules.
	Schedules []Schedule
	// Types are the incident types; empty means one default type.
	Types []IncidentType
	// Rules are the incident rules, in the order they are listed.
	Rules []Rule
	// Slack is Datadog's Slack app.
	Slack SlackApp
}

// DefaultSearchLag is the search lag of a zero [Options]. The real one is not
// documented; it was long enough in recorded traffic for a search right after
// a creation to miss.
const DefaultSearchLag = 5 * time.Second

// maxExchanges bounds what [Server.Exchanges] remembers.
const maxExchanges = 5000

// Server is the organisation. Make one with [New]; it is safe for concurrent
// use.
type Server struct {
	opts Options
	mux  *http.ServeMux

	mu          sync.Mutex
	incidents   []*Incident // in the order of their public ids, deleted ones removed
	lastPublic  int
	pages       []*Page
	metrics     []Metric
	events      []Event
	dashboards  []*Dashboard // in the order of creation
	users       []User
	permissions []string
	schedules   []Schedule
	serial      int
	down        bool
	faults      []*Fault
	exchanges   []Exchange
	lastSeq     int
	pending     []Change // collected under mu, delivered after it is released
	subscribers map[int]func(Change)
}

// New returns an organisation without incidents.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.SearchLag = max(0, cmp.Or(o.SearchLag, DefaultSearchLag))
	if o.Severities == nil {
		o.Severities = []string{"SEV-1", "SEV-2", "SEV-3", "SEV-4", "SEV-5"}
	}
	if o.States == nil {
		o.States = []string{"active", "stable", "resolved"}
	}
	s := &Server{opts: o, subscribers: map[int]func(Change){}, permissions: DefaultPermissions()}
	s.users = append(s.users, o.Users...)
	if len(s.users) == 0 {
		s.users = []User{{Name: "toban", Email: "toban@serviceaccount.example", ServiceAccount: true}}
	}
	for i := range s.users {
		s.users[i] = s.users[i].filled()
	}
	s.schedules = append(s.schedules, o.Schedules...)
	if len(s.opts.Types) == 0 {
		s.opts.Types = []IncidentType{{Name: "Default", Default: true}}
	}
	s.mux = s.routes()
	return s
}

// Handler returns s itself, for symmetry with servers that wrap it.
func (s *Server) Handler() http.Handler { return s }

// SetDown makes the whole organisation unreachable until it is called with
// false: a [Server.Transport] refuses the connection, a listener answers 503
// with an HTML page, and nothing takes effect.
func (s *Server) SetDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

func (s *Server) now() time.Time { return s.opts.Now().UTC().Truncate(time.Microsecond) }

// caller is the owner of the application key.
func (s *Server) caller() User { return s.users[0] }
