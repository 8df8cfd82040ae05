package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// SlackIssuer is who vouches for people that sign in with Slack.
const SlackIssuer = "https://slack.com"

// signingIn is how long a reader may take to sign in at Slack.
const signingIn = 10 * time.Minute

// CallbackPath is where Slack sends readers back to: an address that its app
// has to name.
const CallbackPath = signInPath + "/callback"

// The paths of signing in and out.
const (
	signInPath    = "/signin"
	signOutPath   = "/signout"
	signedOutPath = "/signedout"
)

// A SlackGate lets in who signs in with Slack: full members of the workspace
// that toban is installed in. It follows OpenID Connect Core 1.0, 3.1, with
// state, nonce and PKCE (RFC 7636), as
// https://docs.slack.dev/authentication/sign-in-with-slack describes.
type SlackGate struct {
	ClientID, ClientSecret string
	Issuer                 string        // SlackIssuer but in tests
	URL                    string        // where browsers reach the pages, without a slash at the end
	Key                    string        // signs cookies
	Session                time.Duration // until one signs in again
	People                 People
	HTTP                   *http.Client
	Now                    func() time.Time
	Log                    *slog.Logger

	session, pending *jar
	pages            *Dashboard

	mu       sync.Mutex
	provider *oidc.Provider // nil until Slack was asked

	over ended
}

// A pendingSignIn is what a browser keeps between being sent to Slack and
// coming back.
type pendingSignIn struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	To       string `json:"to"` // the page that was wanted
}

// A session is who signed in.
type session struct {
	ID     string          `json:"id"` // of this one among theirs
	Person triage.PersonID `json:"person"`
}

// Attach makes the gate that of a dashboard.
func (g *SlackGate) Attach(d *Dashboard) (err error) {
	if g.session, err = newJar("toban", g.Key, g.URL, g.Now); err != nil {
		return err
	}
	g.pending, err = newJar("toban-signin", g.Key, g.URL, g.Now)
	g.pages, d.Gate = d, g
	return err
}

// Enter implements [Gate]. Whoever was deactivated, or is a guest now, does not
// get in with a session of before.
func (g *SlackGate) Enter(r *http.Request) (triage.PersonID, *Denial) {
	s, ok := take[session](r, g.session)
	if !ok || s.Person == "" || g.over.holds(s.ID) {
		to := r.URL.RequestURI()
		return "", &Denial{Status: http.StatusUnauthorized, Why: phrase.GateWhy, SignIn: g.signIn(to)}
	}
	if denied := belongs(r.Context(), g.People, s.Person); denied != nil {
		return "", denied
	}
	return s.Person, nil
}

func (g *SlackGate) signIn(to string) string {
	return basePath(g.URL) + address(signInPath, "to", local(to))
}

// Exit implements [Gate].
func (g *SlackGate) Exit() string { return basePath(g.URL) + signOutPath }

// Mount implements [Gate].
func (g *SlackGate) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+signInPath, g.begin)
	mux.HandleFunc("GET "+CallbackPath, g.back)
	own := http.NewCrossOriginProtection()
	mux.Handle("POST "+signOutPath, own.Handler(http.HandlerFunc(g.leave)))
	mux.HandleFunc("GET "+signedOutPath, g.left)
}

// connect is Slack as it describes itself, asked for once.
func (g *SlackGate) connect(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := ctx.Err(); err != nil { // the reader is gone: those who wait behind them need not
		return nil, nil, err
	}
	if g.provider == nil {
		// The provider goes on to fetch keys with this context.
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), g.HTTP), g.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("ask %s how to sign in: %w", g.Issuer, err)
		}
		g.provider = p
	}
	endpoint := g.provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams // a code is good for one attempt: none to find the style out
	return g.provider, &oauth2.Config{
		ClientID: g.ClientID, ClientSecret: g.ClientSecret, Endpoint: endpoint,
		RedirectURL: g.Callback(), Scopes: []string{oidc.ScopeOpenID},
	}, nil
}

// begin sends a reader to Slack.
func (g *SlackGate) begin(w http.ResponseWriter, r *http.Request) {
	_, cfg, err := g.connect(r.Context())
	if err != nil {
		g.refuse(w, r, http.StatusServiceUnavailable, phrase.GateAway, err)
		return
	}
	p := pendingSignIn{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), To: local(r.URL.Query().Get("to"))}
	err = put(w, g.pending, p, signingIn)
	if err != nil { // the address of the page is too long to be kept
		p.To = "/"
		err = put(w, g.pending, p, signingIn)
	}
	if err != nil {
		g.refuse(w, r, http.StatusInternalServerError, phrase.DashAway, err)
		return
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(p.Nonce), oauth2.S256ChallengeOption(p.Verifier)}
	if team, err := g.People.Workspace(r.Context()); err == nil { // Slack preselects it; else the reader chooses
		options = append(options, oauth2.SetAuthURLParam("team", team))
	}
	http.Redirect(w, r, cfg.AuthCodeURL(p.State, options...), http.StatusSeeOther)
}

// back takes a reader whom Slack sends back.
func (g *SlackGate) back(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p, ok := take[pendingSignIn](r, g.pending)
	g.pending.empty(w) // it is good for one return
	if !ok || subtle.ConstantTimeCompare([]byte(p.State), []byte(q.Get("state"))) != 1 {
		g.refuse(w, r, http.StatusBadRequest, phrase.GateExpired, errors.New("state does not match"))
		return
	}
	if q.Get("error") != "" {
		g.refuse(w, r, http.StatusForbidden, phrase.GateCancel, fmt.Errorf("slack answered %q", q.Get("error")))
		return
	}
	claims, err := g.claims(r.Context(), q.Get("code"), p)
	if err != nil {
		g.refuse(w, r, http.StatusForbidden, phrase.GateFailed, err)
		return
	}
	team, err := g.People.Workspace(r.Context())
	switch {
	case err != nil:
		g.refuse(w, r, http.StatusServiceUnavailable, phrase.GateAway, err)
		return
	case claims.Team != team:
		g.refuse(w, r, http.StatusForbidden, phrase.GateTeam, fmt.Errorf("signed in to workspace %q", claims.Team))
		return
	}
	if denied := belongs(r.Context(), g.People, claims.Person); denied != nil {
		g.refuse(w, r, denied.Status, denied.Why, fmt.Errorf("%s is no full member", claims.Person))
		return
	}
	if err := put(w, g.session, session{ID: rand.Text(), Person: claims.Person}, g.Session); err != nil {
		g.refuse(w, r, http.StatusInternalServerError, phrase.DashAway, err)
		return
	}
	g.Log.InfoContext(r.Context(), "signed in", "person", claims.Person)
	http.Redirect(w, r, basePath(g.URL)+p.To, http.StatusSeeOther)
}

// slackClaims are what Slack says of who signed in.
type slackClaims struct {
	Person triage.PersonID `json:"https://slack.com/user_id"`
	Team   string          `json:"https://slack.com/team_id"`
}

// claims exchanges a code for what Slack says, once it is certain that Slack
// says so, to us, and about this sign-in.
func (g *SlackGate) claims(ctx context.Context, code string, p pendingSignIn) (claims slackClaims, err error) {
	provider, cfg, err := g.connect(ctx)
	if err != nil {
		return claims, err
	}
	token, err := cfg.Exchange(oidc.ClientContext(ctx, g.HTTP), code, oauth2.VerifierOption(p.Verifier))
	if err != nil {
		return claims, fmt.Errorf("exchange the code: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return claims, errors.New("no id_token in the answer")
	}
	id, err := provider.Verifier(&oidc.Config{ClientID: g.ClientID, Now: g.Now}).Verify(ctx, raw)
	if err != nil {
		return claims, err
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(p.Nonce)) != 1 {
		return claims, errors.New("nonce does not match")
	}
	if err := id.Claims(&claims); err != nil {
		return claims, err
	}
	if claims.Person == "" {
		return claims, errors.New("no user in the answer")
	}
	return claims, nil
}

// leave signs out: a copy of the cookie is of no use any more.
func (g *SlackGate) leave(w http.ResponseWriter, r *http.Request) {
	if s, ok := take[session](r, g.session); ok && s.ID != "" { // those of before have none
		now := g.Now()
		g.over.add(s.ID, now, now.Add(g.Session))
	}
	g.session.empty(w)
	http.Redirect(w, r, basePath(g.URL)+signedOutPath, http.StatusSeeOther)
}

// left is the page of who has signed out: one of its own, which can be loaded
// anew and read in another language, as the answer to a form cannot.
func (g *SlackGate) left(w http.ResponseWriter, r *http.Request) {
	remember(w, r, g.URL)
	if s, ok := take[session](r, g.session); ok && !g.over.holds(s.ID) { // signed in again since
		http.Redirect(w, r, basePath(g.URL)+"/", http.StatusSeeOther)
		return
	}
	g.pages.turnAway(w, r, Denial{Status: http.StatusOK, Why: phrase.GateLeft, SignIn: g.signIn("/")})
}

// refuse answers why a sign-in came to nothing, with the way to another one.
func (g *SlackGate) refuse(w http.ResponseWriter, r *http.Request, status int, why phrase.Line, err error) {
	g.Log.WarnContext(r.Context(), "sign-in refused", "status", status, "error", err)
	g.pages.turnAway(w, r, Denial{Status: status, Why: why, Pairs: []string{"team", g.People.TeamName()}, SignIn: g.signIn("/")})
}

// local is a path of ours, "/" for whatever would lead elsewhere.
func local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, `\`) {
		return "/"
	}
	return u.RequestURI()
}
