package web

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// People is what Slack says of people.
type People interface {
	TeamName() string // what people call the team behind the pages

	// Workspace is the workspace's id, and Belongs reports whether somebody is
	// a full member of it. An error says that Slack could not be asked.
	Workspace(ctx context.Context) (string, error)
	Belongs(ctx context.Context, id triage.PersonID) (bool, error)
	// ByEmail is the user with an address, "" when there is none.
	ByEmail(ctx context.Context, email string) (triage.PersonID, error)
}

// belongs is why somebody who is known is not let in, nil where they are.
func belongs(ctx context.Context, people People, id triage.PersonID) *Denial {
	ok, err := people.Belongs(ctx, id)
	switch {
	case err != nil:
		return &Denial{Status: http.StatusServiceUnavailable, Why: phrase.GateAway}
	case !ok:
		return &Denial{Status: http.StatusForbidden, Why: phrase.GateGuest}
	}
	return nil
}

// A ProxyGate lets in whom a proxy in front of toban has authenticated: it
// says in a header who that is, by their address in Slack.
type ProxyGate struct {
	Header  string         // such as X-Forwarded-Email
	Trusted []netip.Prefix // where the proxy's connections come from: nobody else is believed
	People  People
}

// Enter implements [Gate].
func (g *ProxyGate) Enter(r *http.Request) (triage.PersonID, *Denial) {
	given := r.Header.Values(g.Header)
	if !g.trusts(r.RemoteAddr) || len(given) != 1 || strings.TrimSpace(given[0]) == "" {
		return "", &Denial{Status: http.StatusForbidden, Why: phrase.GateProxy}
	}
	email := strings.TrimSpace(given[0])
	who, err := g.People.ByEmail(r.Context(), email)
	switch {
	case err != nil:
		return "", &Denial{Status: http.StatusServiceUnavailable, Why: phrase.GateAway}
	case who == "":
		return "", &Denial{Status: http.StatusForbidden, Why: phrase.GateUnknown, Pairs: []string{"email", clipped(email, shownWords)}}
	}
	if denied := belongs(r.Context(), g.People, who); denied != nil {
		return "", denied
	}
	return who, nil
}

func (g *ProxyGate) trusts(remote string) bool {
	from, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	addr := from.Addr().Unmap().WithZone("")
	return slices.ContainsFunc(g.Trusted, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// Mount implements [Gate]: the proxy serves what people sign in by.
func (*ProxyGate) Mount(*http.ServeMux) {}

// Exit implements [Gate].
func (*ProxyGate) Exit() string { return "" }
