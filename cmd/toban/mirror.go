package main

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/bot/triage"
	"toban/config"
)

func (c *cli) reportMirror() *cobra.Command {
	var team, month, lang string
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "mirror", Short: "Print what an asking team is told of its questions",
		Long: `Prints which pages answered the questions that a team asked in a month, as the team
is told once a month in its own channel (taxonomy.asking_teams[].mirror), whether it
is told or not. What was asked in private is left out. While toban serves, the data
file is in use: use a backup.`,
		Example: "  toban report mirror --config toban.yaml --team payments --month 2026-11",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			if err := knownTeam(cfg, team); err != nil {
				return err
			}
			period := triage.MonthOf(time.Now(), cfg.Location()).Previous()
			if month != "" {
				if period, err = triage.ParsePeriod(month); err != nil || !period.IsMonth() {
					return usage("--month %q is no month such as 2026-11", month)
				}
			}
			if lang, err = spoken(lang, cfg); err != nil {
				return err
			}
			archive, err := bot.OpenArchive(cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			defer archive.Close()
			lines, mirror, err := archive.Mirror(cmd.Context(), triage.TeamID(team), period, lang)
			if err != nil {
				return err
			}
			return c.print(mirror, func(w io.Writer) {
				for _, line := range lines {
					fmt.Fprintln(w, line)
				}
			})
		},
	}))
	cmd.Flags().StringVar(&team, "team", "", "key of an asking team")
	cmd.Flags().StringVar(&month, "month", "", "month such as 2026-11; empty means the last complete one")
	cmd.Flags().StringVar(&lang, "lang", "", "ja or en; empty means the team's language")
	return cmd
}

// knownTeam checks that an asking team is one of the configuration's.
func knownTeam(cfg *config.Config, key string) error {
	var known []string
	for _, t := range cfg.Taxonomy.Teams {
		known = append(known, string(t.Key))
	}
	if !slices.Contains(known, key) {
		return usage("--team %q is none of the keys under taxonomy.asking_teams: %s", key, strings.Join(known, ", "))
	}
	return nil
}
