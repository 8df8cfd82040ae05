package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"toban/bot"
)

func (c *cli) datadog() *cobra.Command {
	cmd := &cobra.Command{Use: "datadog", Short: "Set up Datadog for toban"}
	cmd.AddCommand(c.datadogWebhook(), c.datadogDashboard())
	return cmd
}

var errNoHook = errors.New("datadog.webhook_secret is not set, and without it toban takes no word from Datadog; `openssl rand -hex 32` makes a good one")

func (c *cli) datadogWebhook() *cobra.Command {
	var reveal bool
	cmd := c.answersJSON(c.needsConfig(&cobra.Command{
		Use: "webhook", Short: "Print the webhook to enter in Datadog",
		Long: `Prints what to enter in Datadog under Integrations, Webhooks, New. With it Datadog
tells toban at once of incidents that are declared or changed there, when a
notification rule of its incidents notifies @webhook-toban, and of every monitor
whose message does.`,
		Example: `  toban datadog webhook --config toban.yaml --reveal`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			if cfg.Datadog.WebhookSecret == "" {
				return errNoHook
			}
			hook := bot.DatadogHook(cfg, reveal)
			headers, err := json.Marshal(hook.Headers)
			if err != nil {
				return fmt.Errorf("write headers: %w", err)
			}
			return c.print(hook, func(w io.Writer) {
				fmt.Fprintf(w, "Name\n%s\n\nURL\n%s\n\nCustom Headers\n%s\n\nPayload (not encoded as form)\n%s", hook.Name, hook.URL, headers, hook.Payload)
			})
		},
	}))
	cmd.Flags().BoolVar(&reveal, "reveal", false, "print the secret too")
	return cmd
}
