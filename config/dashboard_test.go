package config

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

const served = `
team: {name: Platform, timezone: Asia/Tokyo, members: [U01TANAKA]}
slack: {bot_token: "${SLACK_BOT_TOKEN}", app_token: "${SLACK_APP_TOKEN}"}
channels: [{id: C01ASK, intake: mention}, {id: C02TEAM, role: team}]
rotations: {platform: {handoff: "Mon 10:00", every: 1w, primary: [U01TANAKA], start: "2026-01-05 10:00"}}
calendar: {hours: "Mon-Fri 10:00-19:00"}
http: {listen: 127.0.0.1:8080, url: "https://toban.example.com"}
dashboard: %s
`

func TestDashboardURL(t *testing.T) {
	const signIn, proxy = `{sign_in: {client_id: "1.2", client_secret: abcdef0123456789}}`, `{proxy: {header: X-Email, trusted: [10.0.0.0/8]}}`
	for dashboard, want := range map[string]string{signIn: "https://toban.example.com", proxy: "https://toban.example.com", `{}`: ""} {
		c, err := load(fmt.Sprintf(served, dashboard))
		require.NoError(t, err)
		require.Equal(t, want, c.DashboardURL(), dashboard)
	}
	require.Empty(t, (&Config{}).DashboardURL(), "nobody was told an address")
	local := &Config{HTTP: HTTP{URL: "http://127.0.0.1:8080/toban/"}}
	require.Equal(t, "http://127.0.0.1:8080/toban", local.DashboardURL(), "browsers on this machine get in")
}

func TestWhoSeesTheDashboard(t *testing.T) {
	c, err := load(fmt.Sprintf(served, `{sign_in: {client_id: "1.2", client_secret: abcdef0123456789}, session: 8h}`))
	require.NoError(t, err)
	require.True(t, c.Dashboard.SignIn.Enabled())
	require.False(t, c.Dashboard.Proxy.Enabled())
	shown, err := c.YAML()
	require.NoError(t, err)
	require.NotContains(t, string(shown), "abcdef0123456789")

	c, err = load(fmt.Sprintf(served, `{proxy: {header: X-Forwarded-Email, trusted: [10.1.2.3/8, 192.0.2.7, "fd00::/8", "::ffff:172.16.0.9", "::ffff:192.168.0.0/112"]}}`))
	require.NoError(t, err)
	require.Equal(t, "[10.0.0.0/8 192.0.2.7/32 fd00::/8 172.16.0.9/32 192.168.0.0/16]", fmt.Sprint(c.Dashboard.Proxy.Networks()))

	c, err = load(fmt.Sprintf(served, `{}`))
	require.NoError(t, err)
	require.False(t, c.Dashboard.SignIn.Enabled() || c.Dashboard.Proxy.Enabled())
}
