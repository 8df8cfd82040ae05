package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
)

func TestWebhook(t *testing.T) {
	const secret = "It's a Secret to Everybody"
	const body = "Hello, World!"
	// The example of GitHub's documentation on validating webhook deliveries.
	const published = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, body)
	require.Equal(t, published, "sha256="+hex.EncodeToString(mac.Sum(nil)))

	pushes := 0
	s := &Server{Log: slog.New(slog.DiscardHandler), Gather: prometheus.NewRegistry()}
	s.Webhook = &Webhook{Secret: secret, Pushed: func() { pushes++ }, Log: s.Log}
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	for name, c := range map[string]struct {
		method, header, value, body string
		want                        int
	}{
		"GitHub":                  {"POST", "X-Hub-Signature-256", published, body, http.StatusAccepted},
		"Bitbucket":               {"POST", "X-Hub-Signature", published, body, http.StatusAccepted},
		"GitLab":                  {"POST", "X-Gitlab-Token", secret, "{}", http.StatusAccepted},
		"GitLab, wrong token":     {"POST", "X-Gitlab-Token", secret + "!", "{}", http.StatusUnauthorized},
		"nothing":                 {"POST", "X-Other", "x", body, http.StatusUnauthorized},
		"another body":            {"POST", "X-Hub-Signature-256", published, body + "!", http.StatusUnauthorized},
		"no hexadecimal":          {"POST", "X-Hub-Signature-256", "sha256=xyz", body, http.StatusUnauthorized},
		"an empty signature":      {"POST", "X-Hub-Signature-256", "sha256=", body, http.StatusUnauthorized},
		"SHA-1":                   {"POST", "X-Hub-Signature", "sha1=0123", body, http.StatusUnauthorized},
		"a look with the browser": {"GET", "X-Gitlab-Token", secret, "", http.StatusMethodNotAllowed},
		"too large":               {"POST", "X-Gitlab-Token", secret, strings.Repeat("x", maxPush+1), http.StatusRequestEntityTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			pushes = 0
			req, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+"/docs/webhook", strings.NewReader(c.body))
			require.NoError(t, err)
			req.Header.Set(c.header, c.value)
			res, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			require.Equal(t, c.want, res.StatusCode)
			require.Equal(t, c.want == http.StatusAccepted, pushes == 1)
		})
	}
	none := (&Server{Log: s.Log, Gather: s.Gather}).Handler()
	w := httptest.NewRecorder()
	none.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/docs/webhook", strings.NewReader(body)))
	require.Equal(t, http.StatusNotFound, w.Code, "there is none unless it is configured")
	require.False(t, (&Webhook{Log: s.Log}).genuine(http.Header{"X-Gitlab-Token": {""}}, nil), "no secret opens nothing")
}
