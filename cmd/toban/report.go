package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/bot/triage"
	"toban/config"
)

func (c *cli) report() *cobra.Command {
	var week, format, lang string
	cmd := c.needsConfig(&cobra.Command{
		Use: "report", Short: "Print the weekly report from the data file",
		Long: `Prints the report of a week. While toban serves, the data file is in use: ask in
Slack with /toban stats, or use a backup.

In csv and json the figures of on-call's share count the work of all members
together and name nobody: interruptions are half-hours in which a member wrote or
acted, worked_minutes the working time of what they worked on in the period, and
..._on_call what fell to whoever was on call then (on_call_share in json).`,
		Example: "  toban report --config toban.yaml --week 2026-W47 --lang en\n  toban report --config toban.yaml --format png > weeks.png",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			period := triage.PeriodOf(time.Now(), cfg.Location()).Previous()
			if week != "" {
				if period, err = triage.ParsePeriod(week); err != nil {
					return usage("--week %q is neither a week such as 2026-W47 nor a month such as 2026-11", week)
				}
			}
			if !slices.Contains([]string{"text", "json", "csv", "png"}, format) {
				return usage("--format %q is none of text, json, csv, png", format)
			}
			if lang, err = spoken(lang, cfg); err != nil {
				return err
			}
			archive, err := bot.OpenArchive(cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			defer archive.Close()
			return c.writeReport(cmd.Context(), archive, period, format, lang)
		},
	})
	cmd.Flags().StringVar(&week, "week", "", "ISO week such as 2026-W47, or month such as 2026-11; empty means the last complete one")
	cmd.Flags().StringVar(&format, "format", "text", "text, json, csv or png (a picture of the twelve weeks up to it)")
	cmd.Flags().StringVar(&lang, "lang", "", "ja or en; empty means the team's language")
	cmd.AddCommand(c.reportMirror())
	return cmd
}

// spoken checks the language of an answer; empty means the team's.
func spoken(lang string, cfg *config.Config) (string, error) {
	switch lang {
	case "ja", "en":
		return lang, nil
	case "":
		return string(cfg.Language()), nil
	}
	return "", usage("--lang %q is neither ja nor en", lang)
}

func (c *cli) writeReport(ctx context.Context, archive *bot.Archive, period triage.Period, format, lang string) error {
	if format == "png" {
		return archive.Picture(ctx, c.stdout, period, lang)
	}
	lines, digest, err := archive.Report(ctx, period, lang)
	if err != nil {
		return err
	}
	switch format {
	case "json":
		c.json = true
		return c.print(digest, nil)
	case "csv":
		return digest.WriteCSV(c.stdout)
	}
	for _, line := range lines {
		fmt.Fprintln(c.stdout, line)
	}
	return nil
}
