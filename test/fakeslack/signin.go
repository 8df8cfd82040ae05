package fakeslack

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// SignInFault is what goes wrong when somebody signs in with Slack.
type SignInFault int

// The faults.
const (
	SignInWorks   SignInFault = iota
	WrongState                // Slack sends the browser back with the state of another sign-in
	WrongNonce                // the token is that of another sign-in
	WrongAudience             // the token is for another app
	BadSignature              // the token was signed by somebody else
	OldToken                  // the token has expired
	NoToken                   // the answer holds no token
)

const (
	clientID     = "100000000000.200000000000"
	clientSecret = "fakeslack-client-secret"
	codeFor      = 10 * time.Minute // that a code is good for
	tokenFor     = 5 * time.Minute
)

// signIns are people who are signing in: the other end of OpenID Connect as
// https://docs.slack.dev/authentication/sign-in-with-slack describes it.
type signIns struct {
	keys      sync.Once
	key       *rsa.PrivateKey
	foreign   *rsa.PrivateKey
	redirects []string
	person    string // who sits at the browser; empty cancels
	fault     SignInFault
	codes     map[string]*signIn
}

// A signIn is one of them, between consent and token.
type signIn struct {
	person, nonce, challenge, redirect string
	at                                 time.Time
}

// ClientID returns the app's id for Sign in with Slack.
func (w *Workspace) ClientID() string { return clientID }

// ClientSecret returns its secret.
func (w *Workspace) ClientSecret() string { return clientSecret }

// AllowRedirects sets where browsers may be sent back to.
func (w *Workspace) AllowRedirects(urls ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signIns.redirects = slices.Clone(urls)
}

// SignInAs has a person consent whenever an app asks who they are; nobody, "",
// cancels.
func (w *Workspace) SignInAs(person string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signIns.person = person
}

// BreakSignIn makes each sign-in go wrong, until it is called with SignInWorks.
func (w *Workspace) BreakSignIn(f SignInFault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.signIns.fault = f
}

func (w *Workspace) mountSignIn(mux *http.ServeMux) {
	mux.HandleFunc("GET /.well-known/openid-configuration", w.serveDiscovery)
	mux.HandleFunc("GET /openid/connect/keys", w.serveKeys)
	mux.HandleFunc("GET /openid/connect/authorize", w.serveAuthorize)
	mux.HandleFunc("POST /api/openid.connect.token", w.serveToken)
}

// signingKeys are made when somebody asks for them first: they take a moment.
func (w *Workspace) signingKeys() (own, foreign *rsa.PrivateKey) {
	s := &w.signIns
	s.keys.Do(func() {
		for _, k := range []**rsa.PrivateKey{&s.key, &s.foreign} {
			key, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				panic(err) // the system has no randomness
			}
			*k = key
		}
	})
	return s.key, s.foreign
}

// issuer is the workspace's address, at which it describes itself.
func (w *Workspace) issuer() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.baseURL()
}

func (w *Workspace) serveDiscovery(rw http.ResponseWriter, _ *http.Request) {
	at := w.issuer()
	reply(rw, object{
		"issuer": at, "authorization_endpoint": at + "/openid/connect/authorize", "token_endpoint": at + "/api/openid.connect.token",
		"userinfo_endpoint": at + "/api/openid.connect.userInfo", "jwks_uri": at + "/openid/connect/keys",
		"scopes_supported": []string{"openid", "profile", "email"}, "response_types_supported": []string{"code"},
		"response_modes_supported": []string{"form_post"}, "grant_types_supported": []string{"authorization_code"},
		"subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		"claims_supported":                      []string{"sub", "auth_time", "iss"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic"},
	})
}

func (w *Workspace) serveKeys(rw http.ResponseWriter, _ *http.Request) {
	own, _ := w.signingKeys()
	reply(rw, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &own.PublicKey, KeyID: "fakeslack", Algorithm: "RS256", Use: "sig"}}})
}

// serveAuthorize is the page on which a person consents; they do so at once.
func (w *Workspace) serveAuthorize(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &w.signIns
	switch {
	case q.Get("client_id") != clientID:
		http.Error(rw, "invalid_client_id", http.StatusBadRequest)
		return
	case !slices.Contains(s.redirects, q.Get("redirect_uri")):
		http.Error(rw, "bad_redirect_uri", http.StatusBadRequest)
		return
	case q.Get("response_type") != "code" || !slices.Contains(strings.Fields(q.Get("scope")), "openid"):
		http.Error(rw, "invalid_scope", http.StatusBadRequest)
		return
	case q.Get("code_challenge") != "" && q.Get("code_challenge_method") != "S256":
		http.Error(rw, "invalid_code_challenge_method", http.StatusBadRequest)
		return
	}
	back := url.Values{"state": {q.Get("state")}}
	if s.fault == WrongState {
		back.Set("state", "of-another-sign-in")
	}
	if s.person == "" {
		back.Set("error", "access_denied")
	} else {
		code := rand.Text()
		if s.codes == nil {
			s.codes = make(map[string]*signIn)
		}
		s.codes[code] = &signIn{
			person: s.person, nonce: q.Get("nonce"), challenge: q.Get("code_challenge"), redirect: q.Get("redirect_uri"), at: w.opts.Now(),
		}
		back.Set("code", code)
	}
	http.Redirect(rw, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

// serveToken exchanges a code, once, within ten minutes.
func (w *Workspace) serveToken(rw http.ResponseWriter, r *http.Request) {
	refuse := func(code string) { reply(rw, object{"ok": false, "error": code}) }
	if err := r.ParseForm(); err != nil {
		refuse("invalid_form_data")
		return
	}
	own, foreign := w.signingKeys()
	w.mu.Lock()
	defer w.mu.Unlock()
	s := &w.signIns
	pending := s.codes[r.PostForm.Get("code")]
	delete(s.codes, r.PostForm.Get("code"))
	verifier := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	switch {
	case r.PostForm.Get("client_id") != clientID || r.PostForm.Get("client_secret") != clientSecret:
		refuse("bad_client_secret")
		return
	case pending == nil:
		refuse("invalid_code")
		return
	case w.opts.Now().Sub(pending.at) > codeFor:
		refuse("code_expired")
		return
	case r.PostForm.Get("redirect_uri") != pending.redirect:
		refuse("bad_redirect_uri")
		return
	case pending.challenge != "" && pending.challenge != base64.RawURLEncoding.EncodeToString(verifier[:]):
		refuse("invalid_code_verifier")
		return
	case s.fault == NoToken:
		reply(rw, object{"ok": true, "access_token": "xoxp-fakeslack", "token_type": "Bearer"})
		return
	}
	claims := w.idClaims(*pending)
	if s.fault == BadSignature {
		own = foreign
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: own, KeyID: "fakeslack"}}, nil)
	var token string
	if err == nil {
		token, err = jwt.Signed(signer).Claims(claims).Serialize()
	}
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	reply(rw, object{"ok": true, "access_token": "xoxp-fakeslack", "token_type": "Bearer", "id_token": token})
}

// idClaims are what Slack says of a person, with what goes wrong.
func (w *Workspace) idClaims(of signIn) object {
	now := w.opts.Now()
	team := teamID
	if u := w.user(of.person); u != nil {
		team = u.Team
	}
	claims := object{
		"iss": w.baseURL(), "sub": of.person, "aud": clientID, "iat": now.Unix(), "exp": now.Add(tokenFor).Unix(),
		"auth_time": now.Unix(), "nonce": of.nonce, "https://slack.com/user_id": of.person, "https://slack.com/team_id": team,
	}
	switch w.signIns.fault {
	case WrongNonce:
		claims["nonce"] = "of-another-sign-in"
	case WrongAudience:
		claims["aud"] = "300000000000.400000000000"
	case OldToken:
		claims["exp"] = now.Add(-time.Second).Unix()
	case SignInWorks, WrongState, BadSignature, NoToken:
	}
	return claims
}

func reply(rw http.ResponseWriter, answer any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(rw).Encode(answer) // the caller is gone; nobody is left to tell
}
