package bot

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheConfigurationShownHasNoSecrets(t *testing.T) {
	w := newWard(t)
	cfg := wardConfig(t, w)
	cfg.Knowledge.Sources[0].Git = "https://robot:hunter2hunter2@git.example.com/handbook.git"
	shown, err := settings{&Bot{cfg: cfg}}.Show()
	require.NoError(t, err)
	require.Contains(t, string(shown), "git.example.com/handbook.git")
	for _, secret := range []string{"hunter2", w.slack.BotToken(), w.slack.AppToken(), w.slack.SigningSecret(), "aaaa", "bbbb"} {
		require.NotContains(t, string(shown), secret)
	}
}
