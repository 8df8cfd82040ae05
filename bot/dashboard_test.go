package bot_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// Who sees the dashboard is what the configuration says.
func TestTheDashboardFollowsTheConfiguration(t *testing.T) {
	for _, c := range []struct {
		name, more, from string
		header           map[string]string
		status           int
	}{
		{"Slack reaches toban, so nobody gets in without saying who they are", "", "127.0.0.1:5", nil, http.StatusNotFound},
		{"signing in with Slack", `http: {url: "https://toban.example.com"}
dashboard: {sign_in: {client_id: "1.2", client_secret: abcdef0123456789}}`, "192.0.2.1:5", nil, http.StatusUnauthorized},
		{"through the proxy", "dashboard: {proxy: {header: X-Forwarded-Email, trusted: [10.0.0.0/8]}}", "10.0.0.1:5", map[string]string{"X-Forwarded-Email": "tanaka@example.com"}, http.StatusOK},
		{"past the proxy", "dashboard: {proxy: {header: X-Forwarded-Email, trusted: [10.0.0.0/8]}}", "192.0.2.1:5", map[string]string{"X-Forwarded-Email": "tanaka@example.com"}, http.StatusForbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, `calendar: {hours: "Mon-Fri 10:00-19:00"}`+"\n"+c.more)
			r := httptest.NewRequest(http.MethodGet, "http://toban.example.com/", nil)
			r.RemoteAddr = c.from
			for name, value := range c.header {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			h.Handler().ServeHTTP(w, r)
			require.Equal(t, c.status, w.Code, w.Body.String())
		})
	}
}
