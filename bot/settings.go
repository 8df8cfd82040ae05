package bot

import (
	"context"
	"fmt"
	"time"

	"toban/bot/redact"
	"toban/bot/slackapp"
	"toban/bot/triage"
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

// Show hides also what people write into addresses, such as the password of a
// Git repository.
func (s settings) Show() ([]byte, error) {
	file, err := s.bot.cfg.YAML()
	if err != nil {
		return nil, err
	}
	masked, _ := redact.Text(string(file))
	return []byte(masked), nil
}

func (s settings) Check(ctx context.Context) ([]triage.RosterChange, error) {
	cfg, err := s.bot.deps.Reread()
	if err != nil {
		return nil, err
	}
	policy, err := cfg.Policy()
	if err != nil {
		return nil, err
	}
	now := s.bot.desk
	after := &triage.Desk{Store: now.Store, Policy: policy, Gone: now.Gone, Now: now.Now}
	return rosterChanges(ctx, after, cfg)
}

// answerFirst is how long a reload asked for in Slack waits, so that its answer
// leaves through the connection that the reload ends.
const answerFirst = 2 * time.Second

func (s settings) Reload() error { return s.bot.reloadAfter(answerFirst) }

// Reload reads the configuration file again and has Run return, so that the
// caller starts over with [Bot.Next]. A file with mistakes changes nothing.
func (b *Bot) Reload() error { return b.reloadAfter(0) }

func (b *Bot) reloadAfter(wait time.Duration) error {
	cfg, err := b.deps.Reread()
	if err != nil {
		return err
	}
	if cfg.StorePath() != b.cfg.StorePath() {
		return fmt.Errorf("store.path: another data file (%s instead of %s) needs a restart", cfg.StorePath(), b.cfg.StorePath())
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	first := b.next == nil
	b.next = cfg
	switch {
	case !first:
	case wait == 0:
		close(b.reload)
	default:
		time.AfterFunc(wait, func() { close(b.reload) })
	}
	return nil
}

// Next is the configuration to start over with once Run has returned; nil
// when toban is to end.
func (b *Bot) Next() *config.Config {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next
}
