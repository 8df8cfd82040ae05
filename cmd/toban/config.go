package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/config"
)

func (c *cli) configCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "Check a configuration, or print one to start from"}
	var online bool
	var lang string
	check := c.needsConfig(&cobra.Command{
		Use: "check", Short: "Report every mistake of a configuration at once",
		Long: `Reports every mistake of a configuration at once, and what it would change in
the rotations: who stays on call, and who is on call next. That is read from the
data file; while toban serves, /toban config check in Slack tells it.`,
		Example: "  toban config check --config toban.yaml\n  toban config check --config toban.yaml --online   # asks Slack too",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.load()
			if err != nil {
				return err
			}
			fmt.Fprintf(c.stdout, "%s is right: %d channels, %d rotations, %d members, %d document sources.\n",
				c.configFile, len(cfg.Channels), len(cfg.Rotations), len(cfg.Team.Members), len(cfg.Knowledge.Sources))
			if err := c.warnRotations(cfg); err != nil {
				return err
			}
			for _, line := range bot.Rosters(cmd.Context(), cfg, lang) {
				fmt.Fprintln(c.stdout, line)
			}
			if !online {
				return nil
			}
			findings, err := bot.CheckOnline(cmd.Context(), cfg, lang)
			if err != nil {
				return err
			}
			wrong := 0
			for _, f := range findings {
				mark := "OK  "
				if !f.OK {
					mark, wrong = "FIX ", wrong+1
				}
				fmt.Fprintln(c.stdout, mark+f.Text)
			}
			if wrong > 0 {
				return fmt.Errorf("%d of %d checks want something mended", wrong, len(findings))
			}
			return nil
		},
	})
	check.Flags().BoolVar(&online, "online", false, "check tokens, scopes and channels with Slack, and the keys with Datadog")
	check.Flags().StringVar(&lang, "lang", "en", "language of the findings and of what changes in the rotations: ja or en")
	cmd.AddCommand(check,
		&cobra.Command{
			Use: "example", Short: "Print a complete, commented configuration", Args: cobra.NoArgs,
			Example: "  toban config example > toban.yaml",
			RunE: func(*cobra.Command, []string) error {
				_, err := io.WriteString(c.stdout, config.Example())
				return err
			},
		},
		&cobra.Command{
			Use: "schema", Short: "Print the JSON Schema of the configuration, for editors", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				schema, err := config.Schema()
				if err != nil {
					return err
				}
				_, err = c.stdout.Write(append(schema, '\n'))
				return err
			},
		})
	return cmd
}

func (c *cli) manifest() *cobra.Command {
	var lang string
	cmd := c.needsConfig(&cobra.Command{
		Use: "manifest", Short: "Print the Slack app manifest for a configuration",
		Long:    "Prints the manifest to paste into Slack: api.slack.com/apps, Create New App, From a manifest.",
		Example: "  toban manifest --config toban.yaml --lang ja",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if lang != "ja" && lang != "en" {
				return usage("--lang %q is neither ja nor en", lang)
			}
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			data, err := bot.Manifest(cfg, lang)
			if err != nil {
				return err
			}
			_, err = c.stdout.Write(data)
			return err
		},
	})
	cmd.Flags().StringVar(&lang, "lang", "en", "language of names and descriptions: ja or en")
	return cmd
}
