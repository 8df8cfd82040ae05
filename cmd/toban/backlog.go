package main

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/bot/triage"
)

func (c *cli) backlog() *cobra.Command {
	var lang string
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "backlog", Short: "List what only the platform team can do for now",
		Long: `Lists the areas in which inquiries were closed in the last quarter as something
that only the platform team can do for now, the most minutes first: the work that
self-service would spare. While toban serves, the data file is in use: ask in
Slack with /toban backlog, or use a backup.`,
		Example: "  toban backlog --config toban.yaml --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			if lang, err = spoken(lang, cfg); err != nil {
				return err
			}
			archive, err := bot.OpenArchive(cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				return err
			}
			defer archive.Close()
			lines, items, err := archive.Backlog(cmd.Context(), lang)
			if err != nil {
				return err
			}
			if items == nil {
				items = []triage.BacklogItem{}
			}
			return c.print(items, func(w io.Writer) {
				for _, line := range lines {
					fmt.Fprintln(w, line)
				}
			})
		},
	}))
	cmd.Flags().StringVar(&lang, "lang", "", "ja or en; empty means the team's language")
	return cmd
}
