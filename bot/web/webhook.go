package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
)

// maxPush is the most bytes of a push that are read. Larger ones are refused:
// what they announce is found at the next regular look.
const maxPush = 1 << 20

// readBody reads what was pushed. It answers itself when it cannot.
func readBody(w http.ResponseWriter, r *http.Request) (body []byte, ok bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPush))
	if err == nil {
		return body, true
	}
	status := http.StatusBadRequest
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		status = http.StatusRequestEntityTooLarge
	}
	w.WriteHeader(status)
	return nil, false
}

// A Webhook takes word from a Git server that somebody has pushed. What was
// pushed is not read, so that whoever knows the secret can do no more than have
// the documents looked at. It answers before that is done.
type Webhook struct {
	// Secret is known to the Git server too. GitHub, Gitea, Forgejo and Bitbucket
	// sign the body with it (HMAC-SHA256, in X-Hub-Signature-256 or
	// X-Hub-Signature), GitLab sends it along (X-Gitlab-Token).
	Secret string
	Pushed func() // must not block
	Log    *slog.Logger
}

// ServeHTTP answers 202 to a push, 401 to one that is not signed as it has to
// be and 413 to one that is too large.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	if !h.genuine(r.Header, body) {
		h.Log.WarnContext(r.Context(), "push refused, its signature is missing or wrong", "from", r.RemoteAddr)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	h.Pushed()
	writeJSON(w, http.StatusAccepted, map[string]string{"status": "accepted"})
}

func (h *Webhook) genuine(header http.Header, body []byte) bool {
	if h.Secret == "" {
		return false
	}
	if token := header.Get("X-Gitlab-Token"); token != "" {
		// Of equal length, so that the comparison tells nothing by its time.
		return hmac.Equal(h.sum([]byte(token)), h.sum([]byte(h.Secret)))
	}
	for _, name := range []string{"X-Hub-Signature-256", "X-Hub-Signature"} {
		signature, ok := strings.CutPrefix(header.Get(name), "sha256=")
		if !ok {
			continue
		}
		sum, err := hex.DecodeString(signature)
		return err == nil && hmac.Equal(sum, h.sum(body))
	}
	return false
}

func (h *Webhook) sum(text []byte) []byte {
	mac := hmac.New(sha256.New, []byte(h.Secret))
	mac.Write(text)
	return mac.Sum(nil)
}
