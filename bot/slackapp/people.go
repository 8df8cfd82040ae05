package slackapp

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
	"toban/knowledge"
)

// A person is what Slack says of one user.
type person struct {
	ID      triage.PersonID
	Name    string
	Email   string
	Locale  string
	TZ      string
	Team    string
	Bot     bool
	Deleted bool

	Stranger bool // of another workspace
	Guest    bool // restricted, or of another workspace
}

// powerless reports whether a person can have no say here, whatever the
// configuration says of them.
func (p person) powerless() bool { return p.Guest || p.Bot || p.Deleted }

// Lang is the person's language, "" when Slack does not say.
func (p person) Lang() triage.Lang {
	switch {
	case strings.HasPrefix(p.Locale, "ja"):
		return knowledge.Japanese
	case p.Locale != "":
		return knowledge.English
	}
	return ""
}

// Lives of a looked-up person, and of a failed look.
const (
	personFor = time.Hour
	failedFor = 30 * time.Second
	lookLimit = 2 * time.Second
)

// people remembers who is who, so that a card costs no lookup.
type people struct {
	api  *slack.Client
	now  func() time.Time
	home func() string // our workspace, "" until Slack has told it

	mu     sync.Mutex
	cache  map[triage.PersonID]entry
	owners map[string]owner // by address
}

type entry struct {
	person person
	told   bool // by Slack: else only the id is known
	until  time.Time
}

func newPeople(api *slack.Client, now func() time.Time, home func() string) *people {
	return &people{api: api, now: now, home: home, cache: make(map[triage.PersonID]entry), owners: make(map[string]owner)}
}

// get looks a person up. When Slack does not answer, an old answer is used,
// else a person of whom only the id is known.
func (p *people) get(ctx context.Context, id triage.PersonID) person {
	u, _ := p.known(ctx, id)
	return u
}

// known is get, and reports whether Slack has ever told who the person is.
func (p *people) known(ctx context.Context, id triage.PersonID) (u person, told bool) {
	if id == "" {
		return person{}, false
	}
	p.mu.Lock()
	e, ok := p.cache[id]
	p.mu.Unlock()
	if ok && p.now().Before(e.until) {
		return p.placed(e.person), e.told
	}
	u, err := p.look(ctx, id)
	return u, err == nil || e.told
}

// look asks Slack who somebody is, whatever is remembered. With an error comes
// what get makes of it.
func (p *people) look(ctx context.Context, id triage.PersonID) (person, error) {
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	u, err := p.api.GetUserInfoContext(ctx, string(id))
	p.mu.Lock()
	defer p.mu.Unlock()
	e, ok := p.cache[id]
	if err != nil {
		if !ok {
			e.person = person{ID: id, Name: string(id)}
		}
		e.until = p.now().Add(failedFor)
	} else {
		e = entry{person: fromUser(u), told: true, until: p.now().Add(personFor)}
	}
	p.cache[id] = e
	return p.placed(e.person), err
}

// placed marks a person of another workspace. Slack calls a stranger only who
// shares no channel with us; of the others their team tells.
func (p *people) placed(u person) person {
	if home := p.home(); home != "" && u.Team != "" && u.Team != home {
		u.Stranger = true
	}
	u.Guest = u.Guest || u.Stranger
	return u
}

// forget has a person whose profile has changed looked up again; until then
// the old answer stands.
func (p *people) forget(id triage.PersonID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.cache[id]; ok {
		e.until = time.Time{}
		p.cache[id] = e
	}
}

func fromUser(u *slack.User) person {
	return person{
		ID: triage.PersonID(u.ID), Name: cmp.Or(honest(u.Profile.DisplayName), honest(u.RealName), honest(u.Name), u.ID),
		Email: u.Profile.Email, Locale: u.Locale, TZ: u.TZ, Team: u.TeamID, Bot: u.IsBot, Deleted: u.Deleted,
		Stranger: u.IsStranger, Guest: u.IsRestricted || u.IsUltraRestricted,
	}
}

// honest is a name that is what it looks like: "" for one with invisible,
// directional or control characters, by which somebody could pass for the
// person on call.
func honest(name string) string {
	name = strings.TrimSpace(name)
	for _, r := range name {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return ""
		}
	}
	return name
}

// name is how a person is called in sentences, never notifying anybody.
func (a *App) name(ctx context.Context, id triage.PersonID) string {
	if id == "" {
		return "–"
	}
	if id.Erased() {
		return phrase.For(string(a.config.Language)).Say(phrase.ErasedName)
	}
	return cmp.Or(a.people.get(ctx, id).Name, string(id))
}

// Name is what a person is called, their id when Slack does not say.
func (a *App) Name(ctx context.Context, id string) string { return a.name(ctx, triage.PersonID(id)) }

// Email is a person's address in Slack, by which other systems know them; ""
// when Slack does not tell.
func (a *App) Email(ctx context.Context, id triage.PersonID) string {
	return a.people.get(ctx, id).Email
}

// TeamID is the workspace's id, "" until Slack has told it.
func (a *App) TeamID() string {
	_, team := a.self.known()
	return team
}

// Remember looks people up whose entry is missing or out of date, so that Gone
// knows them.
func (a *App) Remember(ctx context.Context, people []triage.PersonID) {
	for _, id := range people {
		a.people.get(ctx, id)
	}
}

// Gone reports whether a person is known to have been deactivated. It asks
// nobody.
func (a *App) Gone(id string) bool {
	a.people.mu.Lock()
	defer a.people.mu.Unlock()
	return a.people.cache[triage.PersonID(id)].person.Deleted
}
