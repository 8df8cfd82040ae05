package bot

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"os"
	"slices"

	"toban/bot/phrase"
	"toban/bot/slackapp"
	"toban/bot/triage"
	"toban/config"
	"toban/rotation"
)

// configure puts the configured rotations in force: each goes on from what it
// was configured like before.
func (b *Bot) configure(ctx context.Context) error {
	for _, name := range rosters(b.cfg) {
		if err := b.desk.Configure(ctx, triage.RotationID(name), b.cfg.Rotations[name].Spec); err != nil {
			return err
		}
	}
	return nil
}

// rosters are the names of the rotations whose turns toban counts itself.
func rosters(cfg *config.Config) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(cfg.Rotations)), func(name string) bool { return cfg.Rotations[name].External() })
}

// rosterChanges are what a configuration would change in the rotations of a
// desk.
func rosterChanges(ctx context.Context, desk *triage.Desk, cfg *config.Config) ([]triage.RosterChange, error) {
	var changes []triage.RosterChange
	for _, name := range rosters(cfg) {
		change, ok, err := desk.PreviewRoster(ctx, triage.RotationID(name), cfg.Rotations[name].Spec)
		if err != nil {
			return nil, err
		}
		if ok {
			changes = append(changes, change)
		}
	}
	return changes, nil
}

// Rotation is a rotation as it answers with a configuration in force: with its
// history and what people have arranged, as far as there is a data file. ok is
// false where there is none, or one that cannot be read now.
func Rotation(ctx context.Context, cfg *config.Config, name string) (r *rotation.Rotation, ch rotation.Changes, ok bool) {
	if _, err := os.Stat(cfg.StorePath()); err != nil || cfg.Rotations[name].External() {
		return nil, ch, false
	}
	a, err := OpenArchive(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, ch, false
	}
	defer a.Close()
	r, ch, err = a.desk.Configured(ctx, triage.RotationID(name), cfg.Rotations[name].Spec)
	return r, ch, err == nil
}

// Rosters is what a configuration would change in the rotations of its data
// file, as lines of text in ja or en; nothing where there is no data file yet.
func Rosters(ctx context.Context, cfg *config.Config, lang string) []string {
	if _, err := os.Stat(cfg.StorePath()); err != nil {
		return nil
	}
	a, err := OpenArchive(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return []string{phrase.For(lang).Say(phrase.RosterUnlooked, "command", cmp.Or(cfg.Slack.Command, slackapp.DefaultCommand)+" config check")}
	}
	defer a.Close()
	changes, err := rosterChanges(ctx, a.desk, cfg)
	if err != nil {
		return []string{err.Error()}
	}
	return a.slack.Rosters(ctx, triage.Lang(lang), changes)
}
