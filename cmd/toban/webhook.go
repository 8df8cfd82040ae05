package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/bot/triage"
	"toban/config"
)

func (c *cli) webhook() *cobra.Command {
	cmd := &cobra.Command{Use: "webhook", Short: "List, try and repair the webhooks that tell other systems of changes"}
	cmd.AddCommand(c.webhookList(), c.webhookTest(), c.webhookRetry(), c.webhookEvents(), c.webhookSchema())
	return cmd
}

// loadHook reads the configuration and finds a webhook in it.
func (c *cli) loadHook(name string) (*config.Config, error) {
	cfg, err := c.loadOffline()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, h := range cfg.Webhooks {
		if h.Name == name {
			return cfg, nil
		}
		names = append(names, h.Name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s has no webhooks; `toban config example` shows how to write one", c.configFile)
	}
	return nil, usage("there is no webhook %q under webhooks, only %s", name, strings.Join(names, ", "))
}

func (c *cli) webhookList() *cobra.Command {
	return c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "list", Short: "List the configured webhooks and what they are told", Args: cobra.NoArgs,
		Example: "  toban webhook list --config toban.yaml",
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			list := bot.HookList(cfg)
			return c.print(list, func(w io.Writer) {
				if len(list) == 0 {
					fmt.Fprintln(w, "No webhooks are configured; `toban config example` shows how to write one.")
					return
				}
				rows := [][]string{{"NAME", "HOST", "EVENTS", "PRIVATE PLACES", "WORDS AND PEOPLE"}}
				for _, h := range list {
					rows = append(rows, []string{h.Name, h.Host, eventsOf(h.Events), yesNo(h.Private), yesNo(h.Words)})
				}
				table(w, rows...)
			})
		},
	}))
}

func eventsOf(events []triage.HookEvent) string {
	if len(events) == 0 {
		return "all"
	}
	var names []string
	for _, e := range events {
		names = append(names, string(e))
	}
	return strings.Join(names, ", ")
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// errNotTaken says that a test did not arrive.
var errNotTaken = errors.New("the receiver did not take it")

func (c *cli) webhookTest() *cobra.Command {
	return c.needsConfig(&cobra.Command{
		Use: "test NAME", Short: "Send a signed test event now, and tell what came back",
		Long: `Sends an event of the type ping, signed as every other, and tells what the
receiver answers. Nothing else is sent, stored or changed; toban may be serving.`,
		Example: "  toban webhook test board --config toban.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := c.loadHook(args[0])
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(cfg.Webhooks, func(h config.Hook) bool { return h.Name == args[0] }); cfg.Webhooks[i].Secret == "" {
				return fmt.Errorf("webhooks[%d].secret is empty; set the environment variable that it names", i)
			}
			answer, err := bot.PingHook(cmd.Context(), cfg, args[0])
			if err != nil {
				return err
			}
			if answer.Err() == nil {
				_, err := fmt.Fprintf(c.stdout, "%s took the test event: HTTP %d after %s.\n", args[0], answer.Status, answer.Took.Round(time.Millisecond))
				return err
			}
			fmt.Fprintf(c.stdout, "%s did not take the test event: %v\n%s\n", args[0], answer.Err(), bot.HookAdvice(answer))
			return errNotTaken
		},
	})
}

func (c *cli) webhookRetry() *cobra.Command {
	return c.needsConfig(&cobra.Command{
		Use: "retry NAME", Short: "Have what a webhook refused for good sent again",
		Long: `Puts what the receiver of a webhook has refused back into the outbox, in its
order. It is sent once toban serves again: stop toban first.`,
		Example: "  toban webhook retry board --config toban.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := c.loadHook(args[0])
			if err != nil {
				return err
			}
			log, err := c.log()
			if err != nil {
				return err
			}
			n, err := bot.RetryHook(cmd.Context(), cfg, args[0], log)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.stdout, "%d calls of %s are sent once toban serves.\n", n, args[0])
			return err
		},
	})
}

func (c *cli) webhookEvents() *cobra.Command {
	return c.answersJSON(&cobra.Command{
		Use: "events", Short: "List the events that webhooks tell of", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			events := bot.HookEvents()
			return c.print(events, func(w io.Writer) {
				var rows [][]string
				for _, e := range events {
					rows = append(rows, []string{string(e.Event), e.Means})
				}
				table(w, rows...)
			})
		},
	})
}

func (c *cli) webhookSchema() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of what webhooks are sent", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := c.stdout.Write(bot.HookSchema())
			return err
		},
	}
}
