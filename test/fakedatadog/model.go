package fakedatadog

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// IncidentID is an incident's UUID.
type IncidentID string

// UserID is a user's UUID.
type UserID string

// PageID is a page's UUID.
type PageID string

// Incident is one incident with everything that hangs on it.
type Incident struct {
	ID                 IncidentID
	PublicID           int // 1, 2, 3 …: the number people say
	Title              string
	State              string // active, stable, resolved
	Severity           string // UNKNOWN until somebody says
	Fields             map[string]Field
	CustomerImpacted   bool
	CustomerScope      string
	ImpactStart        time.Time // zero when unset, like every time here
	ImpactEnd          time.Time
	Detected           time.Time
	Created            time.Time
	Modified           time.Time
	Resolved           time.Time // set by the change to resolved, not by a creation in that state
	Commander          UserID    // "" when nobody
	CreatedBy          UserID
	ModifiedBy         UserID
	Type               string // uuid of the incident type
	Test               bool   // hidden from searches
	Handles            []Handle
	Timeline           []Cell
	Integrations       []Integration
	Todos              []Todo
	Attachments        []Attachment
	Impacts            []Impact
	Responders         []UserID
	Pages              []PageID
	channelBeingOpened bool
}

// Field is a user-defined field's value. Value serves dropdown and textbox,
// Values the other types.
type Field struct {
	Type   string
	Value  string
	Values []string
	Null   bool // the value was set to null
}

// Handle is somebody or something to notify.
type Handle struct {
	DisplayName string `json:"display_name,omitempty"`
	Handle      string `json:"handle,omitempty"`
}

// Cell is an entry of the timeline.
type Cell struct {
	At        time.Time
	By        UserID
	Text      string
	Important bool
}

// Integration is a row that ties the incident to something elsewhere.
type Integration struct {
	ID       string
	Type     int // 1 Slack, 7 Microsoft Teams, 8 Jira
	Status   int // 1 pending, 2 complete, 3 created by API, 4 changed by API, 5 failed
	Channels []Channel
	Raw      json.RawMessage // the metadata of the other types
	Created  time.Time
	Modified time.Time
	By       UserID
}

// Channel is a Slack channel in an [Integration].
type Channel struct {
	ID          string `json:"channel_id"`
	Name        string `json:"channel_name"`
	RedirectURL string `json:"redirect_url"`
	Team        string `json:"team_id,omitempty"`
}

// Todo is a follow-up.
type Todo struct {
	ID        string
	Content   string
	Assignees json.RawMessage // as it was sent
	Completed string          // a time, or "" while open
	Due       string
	Created   time.Time
	Modified  time.Time
}

// Attachment is a link or a postmortem.
type Attachment struct {
	ID       string
	Type     string // link, postmortem
	Title    string
	URL      string
	Content  string // of a postmortem made through the API
	Modified time.Time
}

// Impact is a stretch of time during which customers suffered.
type Impact struct {
	ID          string
	Description string
	Start       time.Time
	End         time.Time // zero while it lasts
	Created     time.Time
	Modified    time.Time
}

// space is the name space of the ids the fake invents: they are a function of
// what they name, so that two runs give the same ids.
var space = uuid.MustParse("6f9c2f0e-5b0a-5a53-9c55-7a1f3c9e2d10")

func newID(parts ...string) string {
	return uuid.NewSHA1(space, []byte(strings.Join(parts, "/"))).String()
}

// clone returns a deep copy.
func (in *Incident) clone() *Incident {
	c := *in
	c.Fields = maps.Clone(in.Fields)
	for k, f := range c.Fields {
		f.Values = slices.Clone(f.Values)
		c.Fields[k] = f
	}
	c.Handles = slices.Clone(in.Handles)
	c.Timeline = slices.Clone(in.Timeline)
	c.Integrations = slices.Clone(in.Integrations)
	for i := range c.Integrations {
		c.Integrations[i].Channels = slices.Clone(c.Integrations[i].Channels)
	}
	c.Todos = slices.Clone(in.Todos)
	c.Attachments = slices.Clone(in.Attachments)
	c.Impacts = slices.Clone(in.Impacts)
	c.Responders = slices.Clone(in.Responders)
	c.Pages = slices.Clone(in.Pages)
	return &c
}

// respond adds a responder once.
func (in *Incident) respond(u UserID) {
	if !slices.Contains(in.Responders, u) {
		in.Responders = append(in.Responders, u)
	}
}

// Incidents returns copies of all incidents, oldest first.
func (s *Server) Incidents() []Incident {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Incident, 0, len(s.incidents))
	for _, in := range s.incidents {
		s.refresh(in)
		all = append(all, *in.clone())
	}
	return all
}

// Incident returns a copy of one incident.
func (s *Server) Incident(id IncidentID) (Incident, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.find(id)
	if in == nil {
		return Incident{}, false
	}
	s.refresh(in)
	return *in.clone(), true
}

// find returns the incident or nil. The caller holds mu.
func (s *Server) find(id IncidentID) *Incident {
	for _, in := range s.incidents {
		if in.ID == id {
			return in
		}
	}
	return nil
}

// opt is a JSON member that may be absent, null or a value.
type opt[T any] struct {
	Set, Null bool
	Value     T
}

// UnmarshalJSON is called only when the member is there.
func (o *opt[T]) UnmarshalJSON(b []byte) error {
	o.Set = true
	if string(b) == "null" {
		o.Null = true
		return nil
	}
	return json.Unmarshal(b, &o.Value)
}

// stamp is the time format of the older endpoints; the zero time is null.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000+00:00")
}

// zulu is the time format of the newer endpoints; the zero time is null.
func zulu(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
