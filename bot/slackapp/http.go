package slackapp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Paths of the Handler.
const (
	PathEvents       = "/slack/events"
	PathCommands     = "/slack/commands"
	PathInteractions = "/slack/interactions"
)

// maxBody is the largest delivery that is read.
const maxBody = 1 << 20

// signatureWindow is how far Slack's clock and ours may be apart, in either
// direction. https://docs.slack.dev/authentication/verifying-requests-from-slack
const signatureWindow = 5 * time.Minute

// Handler takes Slack's deliveries over HTTP. It answers after the delivery
// is recorded: 503 asks Slack to send it again.
func (a *App) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PathEvents, a.verified(a.serveEvent))
	mux.HandleFunc("POST "+PathCommands, a.probed(a.verified(a.serveCommand)))
	mux.HandleFunc("GET "+PathCommands, a.probed(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusMethodNotAllowed)
	}))
	mux.HandleFunc("POST "+PathInteractions, a.verified(a.serveInteraction))
	return mux
}

// verified reads the body, at most maxBody, and checks Slack's signature over
// it before anything looks inside. A refusal tells nothing but its status.
func (a *App) verified(next func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		defer a.broken(w, r)
		if r.ContentLength > maxBody {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		if !a.signed(r.Header) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			status := http.StatusBadRequest
			if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
				status = http.StatusRequestEntityTooLarge
			}
			w.WriteHeader(status)
			return
		}
		if !a.genuine(r.Header, body) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r, body)
	}
}

// broken keeps one delivery that panics from ending the connection without an
// answer; it is deferred.
func (a *App) broken(w http.ResponseWriter, r *http.Request) {
	if p := recover(); p != nil {
		a.log.ErrorContext(r.Context(), "delivery panicked", "path", r.URL.Path, "panic", p)
		w.WriteHeader(http.StatusInternalServerError)
	}
}

const (
	headerSignature = "X-Slack-Signature"
	headerTimestamp = "X-Slack-Request-Timestamp"
)

// signed looks at the headers alone, so that an unsigned body is not read.
func (a *App) signed(h http.Header) bool {
	sig := h.Get(headerSignature)
	if a.config.SigningSecret == "" || len(sig) != len("v0=")+2*sha256.Size || !strings.HasPrefix(sig, "v0=") {
		return false
	}
	sent, err := strconv.ParseUint(h.Get(headerTimestamp), 10, 40)
	if err != nil {
		return false
	}
	apart := a.now().Sub(time.Unix(int64(sent), 0))
	return apart <= signatureWindow && apart >= -signatureWindow
}

// genuine compares the signature in constant time.
func (a *App) genuine(h http.Header, body []byte) bool {
	got, err := hex.DecodeString(strings.TrimPrefix(h.Get(headerSignature), "v0="))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(a.config.SigningSecret))
	mac.Write([]byte("v0:" + h.Get(headerTimestamp) + ":"))
	mac.Write(body)
	return hmac.Equal(got, mac.Sum(nil))
}

// probed answers Slack's certificate check, which is not signed.
func (a *App) probed(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("ssl_check") == "1" {
			w.WriteHeader(http.StatusOK)
			return
		}
		if r.Method == http.MethodPost && r.Header.Get(headerSignature) == "" && r.ContentLength > 0 && r.ContentLength < 1024 {
			body, _ := io.ReadAll(io.LimitReader(r.Body, 1024))
			if form, err := url.ParseQuery(string(body)); err == nil && form.Get("ssl_check") == "1" {
				w.WriteHeader(http.StatusOK)
				return
			}
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

func (a *App) serveEvent(w http.ResponseWriter, r *http.Request, body []byte) {
	e, err := decodeEvent(body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if e.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = io.WriteString(w, string(e.Challenge))
		return
	}
	if err := a.takeEvent(r.Context(), e); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func (a *App) serveCommand(w http.ResponseWriter, r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form) == 0 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if form.Get("ssl_check") == "1" {
		w.WriteHeader(http.StatusOK)
		return
	}
	answer(w, a.takeCommand(r.Context(), slashFromForm(form)))
}

func (a *App) serveInteraction(w http.ResponseWriter, r *http.Request, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("payload") == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	i, err := decodeInteraction([]byte(form.Get("payload")))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	payload, err := a.takeInteraction(r.Context(), i)
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	answer(w, payload)
}

// answer acknowledges, with a payload if there is one.
func answer(w http.ResponseWriter, payload any) {
	if payload == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(payload)
}
