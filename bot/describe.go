package bot

import (
	"context"
	"fmt"

	"toban/bot/phrase"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/config"
)

// Manifest is the Slack app manifest of a configuration, in ja or en.
func Manifest(cfg *config.Config, lang string) ([]byte, error) {
	return slackapp.Manifest(slackConfig(cfg), triage.Lang(lang))
}

// Shortcuts are the entries of Slack's menus that toban offers.
func Shortcuts(lang string) []slackapp.Shortcut { return slackapp.Shortcuts(lang) }

// Report is the weekly report of a period as lines of text.
func (b *Bot) Report(ctx context.Context, p triage.Period, lang string) ([]string, triage.Report, error) {
	r, err := b.desk.Report(ctx, p, "")
	if err != nil {
		return nil, r, fmt.Errorf("compute the report of %s: %w", p, err)
	}
	return b.slack.Report(triage.Lang(lang), r), r, nil
}

// A Finding is one line of a check-up.
type Finding struct {
	OK   bool
	Text string
}

// Doctor asks Slack whether everything is as toban needs it.
func (b *Bot) Doctor(ctx context.Context, lang string) []Finding {
	book := phrase.For(lang)
	var out []Finding
	for _, f := range b.slack.Doctor(ctx) {
		out = append(out, Finding{OK: f.OK, Text: f.In(book)})
	}
	return out
}
