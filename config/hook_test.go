package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"toban/bot/triage"
)

const withHooks = `
webhooks:
  - {name: board, url: "https://board.example.com/very-secret-path?token=very-secret", secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz, previous_secret: whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4, words: true}
  - {name: local-1, url: "http://127.0.0.1:9000/", secret: whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz, events: [incident.declared, incident.resolved], private: true}
`

func TestHooks(t *testing.T) {
	cfg, err := load(Example() + withHooks)
	require.NoError(t, err)
	policy, err := cfg.Policy()
	require.NoError(t, err)
	require.Equal(t, []triage.Hook{
		{Name: "board", Words: true},
		{Name: "local-1", Events: []triage.HookEvent{triage.HookIncidentDeclared, triage.HookIncidentResolved}, Private: true},
	}, policy.Hooks)
	require.Equal(t, []string{"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4"}, cfg.Webhooks[0].Secrets())
	require.Len(t, cfg.Webhooks[1].Secrets(), 1)

	text, err := cfg.YAML()
	require.NoError(t, err)
	require.Contains(t, string(text), "https://board.example.com/[secret]")
	require.NotContains(t, string(text), "whsec_")
	require.NotContains(t, string(text), "very-secret")
	require.Contains(t, cfg.Webhooks[0].URL, "very-secret", "it is hidden only where it is shown")
}

// The example's own lines work once they are taken out of their comment.
func TestTheExampleOfAHookIsRight(t *testing.T) {
	_, commented, ok := strings.Cut(Example(), "\n# webhooks:")
	require.True(t, ok)
	text := Example() + "\nwebhooks:" + strings.ReplaceAll(commented, "\n#", "\n")
	cfg, err := Load(strings.NewReader(text), "toban.yaml", Environment{ReadFile: readFile, Getenv: func(name string) string {
		if strings.HasPrefix(name, "BOARD_") {
			return "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"
		}
		return env(name)
	}})
	require.NoError(t, err)
	require.Len(t, cfg.Webhooks, 1)
	require.Len(t, cfg.Webhooks[0].Events, 4)
}
