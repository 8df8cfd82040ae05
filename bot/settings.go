package bot

import (
	"fmt"

	"toban/bot/slackapp"
	"toban/config"
)

// settings let admins look at the configuration and put a new one in force.
func (b *Bot) settings() slackapp.Settings {
	if b.deps.Reread == nil {
		return nil
	}
	return settings{b}
}

type settings struct{ bot *Bot }

func (s settings) Show() ([]byte, error) { return s.bot.cfg.YAML() }

func (s settings) Check() error {
	_, err := s.bot.deps.Reread()
	return err
}

func (s settings) Reload() error { return s.bot.Reload() }

// Reload reads the configuration file again and has Run return, so that the
// caller starts over with [Bot.Next]. A file with mistakes changes nothing.
func (b *Bot) Reload() error {
	cfg, err := b.deps.Reread()
	if err != nil {
		return err
	}
	if cfg.StorePath() != b.cfg.StorePath() {
		return fmt.Errorf("store.path: another data file (%s instead of %s) needs a restart", cfg.StorePath(), b.cfg.StorePath())
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		close(b.reload)
	}
	b.next = cfg
	return nil
}

// Next is the configuration to start over with once Run has returned; nil
// when toban is to end.
func (b *Bot) Next() *config.Config {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next
}
