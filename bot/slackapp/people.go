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
	Guest   bool // restricted, or a stranger from another workspace
}

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
	api *slack.Client
	now func() time.Time

	mu    sync.Mutex
	cache map[triage.PersonID]entry
}

type entry struct {
	person person
	until  time.Time
}

func newPeople(api *slack.Client, now func() time.Time) *people {
	return &people{api: api, now: now, cache: make(map[triage.PersonID]entry)}
}

// get looks a person up. When Slack does not answer, an old answer is used,
// else a person of whom only the id is known.
func (p *people) get(ctx context.Context, id triage.PersonID) person {
	if id == "" {
		return person{}
	}
	p.mu.Lock()
	e, ok := p.cache[id]
	p.mu.Unlock()
	if ok && p.now().Before(e.until) {
		return e.person
	}
	found, _ := p.look(ctx, id)
	return found
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
		e = entry{person: fromUser(u), until: p.now().Add(personFor)}
	}
	p.cache[id] = e
	return e.person, err
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
		Guest: u.IsRestricted || u.IsUltraRestricted || u.IsStranger,
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
