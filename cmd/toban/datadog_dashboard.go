package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"toban/bot"
)

func (c *cli) datadogDashboard() *cobra.Command {
	var apply bool
	var lang string
	cmd := c.answersJSON(c.needsConfig(&cobra.Command{
		Use: "dashboard", Short: "Print a dashboard of inquiries and incidents for Datadog, or put it there",
		Long: `Prints the JSON of a dashboard of what datadog.metrics sends, to import by hand, or
with --apply creates it. The one that is there already is found by its
description and updated; changes made to it by hand are lost.

The application key needs dashboards_read and dashboards_write for --apply.`,
		Example: "  toban datadog dashboard --config toban.yaml > dashboard.json\n  toban datadog dashboard --config toban.yaml --apply",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			switch lang {
			case "ja", "en":
			case "":
				lang = string(cfg.Language())
			default:
				return usage("--lang %q is neither ja nor en", lang)
			}
			if !apply {
				board, err := json.MarshalIndent(bot.Dashboard(cfg, lang), "", "  ")
				if err != nil {
					return fmt.Errorf("write the dashboard: %w", err)
				}
				_, err = fmt.Fprintf(c.stdout, "%s\n", board)
				return err
			}
			done, err := bot.ApplyDashboard(cmd.Context(), cfg, lang)
			if err != nil {
				return err
			}
			return c.print(done, func(w io.Writer) {
				verb := "updated"
				if done.Created {
					verb = "created"
				}
				fmt.Fprintf(w, "%s: %s\n", verb, done.URL)
				for _, id := range done.Others {
					fmt.Fprintf(w, "left as it is: dashboard %s, of toban's too\n", id)
				}
				if !cfg.Datadog.Metrics {
					fmt.Fprintln(w, "It stays empty until datadog.metrics is true.")
				}
			})
		},
	}))
	cmd.Flags().BoolVar(&apply, "apply", false, "create the dashboard in Datadog, or update it")
	cmd.Flags().StringVar(&lang, "lang", "", "ja or en; empty means the team's language")
	return cmd
}
