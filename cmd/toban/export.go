package main

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/bot/triage"
)

func (c *cli) export() *cobra.Command {
	var period, format string
	cmd := c.needsConfig(&cobra.Command{
		Use: "export inquiries|incidents", Short: "Write the inquiries or incidents of a week or month as CSV or JSON",
		Long: `Writes the inquiries or incidents of a week or month, as they stood at its end:
they add up to its report. The columns are those of /api/v1/inquiries and
/api/v1/incidents, documented in /api/v1/openapi.json. What was said in private
places is left out. While toban serves, the data file is in use: ask in Slack
with /toban export, or use a backup.`,
		Example:   "  toban export inquiries --config toban.yaml --period 2026-W47 > inquiries.csv\n  toban export incidents --config toban.yaml --period 2026-11 --format json",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"inquiries", "incidents"},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			p := triage.PeriodOf(time.Now(), cfg.Location()).Previous()
			if period != "" {
				if p, err = triage.ParsePeriod(period); err != nil {
					return usage("--period %q is neither a week such as 2026-W47 nor a month such as 2026-11", period)
				}
			}
			if !slices.Contains([]string{"csv", "json"}, format) {
				return usage("--format %q is neither csv nor json", format)
			}
			archive, err := bot.OpenArchive(cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			defer archive.Close()
			if args[0] == "incidents" {
				return writeRows(cmd.Context(), c.stdout, p, archive.ExportIncidents, format, triage.ExportIncidentsCSV, triage.ExportIncidentsJSON)
			}
			return writeRows(cmd.Context(), c.stdout, p, archive.Export, format, triage.ExportCSV, triage.ExportJSON)
		},
	})
	cmd.Flags().StringVar(&period, "period", "", "ISO week such as 2026-W47, or month such as 2026-11; empty means the last complete week")
	cmd.Flags().StringVar(&format, "format", "csv", "csv or json")
	return cmd
}

// writeRows writes the rows of a period in a format.
func writeRows[T any](ctx context.Context, w io.Writer, p triage.Period, read func(context.Context, triage.Period) ([]T, error), format string,
	csv, json func(io.Writer, []T) error,
) error {
	rows, err := read(ctx, p)
	if err != nil {
		return err
	}
	if format == "json" {
		return json(w, rows)
	}
	return csv(w, rows)
}
