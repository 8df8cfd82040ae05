package main

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/bot/triage"
)

func (c *cli) report() *cobra.Command {
	var week, format, lang string
	cmd := c.needsConfig(&cobra.Command{
		Use: "report", Short: "Print the weekly report from the data file",
		Long:    "Prints the report of a week. While toban serves, the data file is in use: ask in Slack with /toban stats, or use a backup.",
		Example: "  toban report --config toban.yaml --week 2026-W47 --lang en",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			period := triage.PeriodOf(time.Now(), cfg.Location()).Previous()
			if week != "" {
				if period, err = triage.ParsePeriod(week); err != nil {
					return usage("--week %q is no week such as 2026-W47", week)
				}
			}
			switch {
			case lang != "ja" && lang != "en" && lang != "":
				return usage("--lang %q is neither ja nor en", lang)
			case lang == "":
				lang = string(cfg.Language())
			}
			if format != "text" && format != "json" && format != "csv" {
				return usage("--format %q is none of text, json, csv", format)
			}
			lines, digest, err := bot.ReadReport(cmd.Context(), cfg, slog.New(slog.DiscardHandler), period, lang)
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
		},
	})
	cmd.Flags().StringVar(&week, "week", "", "ISO week such as 2026-W47; empty means the last complete one")
	cmd.Flags().StringVar(&format, "format", "text", "text, json or csv")
	cmd.Flags().StringVar(&lang, "lang", "", "ja or en; empty means the team's language")
	return cmd
}
