// Command toban is the Slack bot of a platform team: its help desk and its
// incidents. See toban --help.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // time zones on machines without zone data

	"github.com/spf13/cobra"

	"toban/config"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// errUsage marks what is wrong with the command line rather than the world.
var errUsage = errors.New("usage")

func usage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := &cli{stdin: stdin, stdout: stdout, stderr: stderr}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	if errors.Is(err, errUsage) {
		text := strings.TrimPrefix(err.Error(), errUsage.Error()+": ")
		fmt.Fprintf(stderr, "toban: %s\nRun `toban --help` for the commands, or a command with --help for its flags.\n", text)
		return exitUsage
	}
	fmt.Fprintf(stderr, "toban: %s\n", err)
	return exitFailed
}

// cli is what the commands share.
type cli struct {
	stdin          io.Reader
	stdout, stderr io.Writer

	configFile string
	json       bool
	logFormat  string
	logLevel   slog.Level
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "toban",
		Short: "The Slack bot that runs a platform team's help desk and its incidents",
		Long: `toban (当番, "the person on duty") takes the questions of application teams in
Slack, suggests the documents that answer them, routes what remains to whoever
is on call, keeps the promise of a first reply, and runs incidents.`,
		Example: `  toban config example > toban.yaml    # a complete configuration to start from
  toban manifest --config toban.yaml   # the Slack app to install
  toban serve --config toban.yaml      # run the bot`,
		SilenceErrors: true, SilenceUsage: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			hint := ""
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				hint = ", did you mean " + strings.Join(near, " or ") + "?"
			}
			return usage("there is no command %q%s", args[0], hint)
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%v", err) })
	flags := root.PersistentFlags()
	flags.StringVar(&c.logFormat, "log-format", "text", "format of the log on stderr: text or json")
	flags.TextVar(&c.logLevel, "log-level", slog.LevelInfo, "what is logged: debug, info, warn or error")
	root.AddCommand(
		c.serve(), c.configCommand(), c.manifest(), c.docs(), c.classify(), c.ask(), c.oncall(), c.rotation(), c.sla(),
		c.report(), c.importCommand(), c.export(), c.backlog(), c.eval(), c.model(), c.store(), c.datadog(), c.webhook(), c.health(), c.version(),
	)
	usageArgs(root)
	return root
}

// usageArgs makes wrong arguments of every command a mistake of usage.
func usageArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			if err == nil || errors.Is(err, errUsage) {
				return err
			}
			return usage("%s: %v", cmd.CommandPath(), err)
		}
	}
	for _, sub := range cmd.Commands() {
		usageArgs(sub)
	}
}

func (c *cli) log() (*slog.Logger, error) {
	options := &slog.HandlerOptions{Level: c.logLevel}
	switch c.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(c.stderr, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(c.stderr, options)), nil
	}
	return nil, usage("--log-format %q is neither text nor json", c.logFormat)
}

// needsConfig adds --config to a command.
func (c *cli) needsConfig(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&c.configFile, "config", "toban.yaml", "the configuration file")
	return cmd
}

// answersJSON adds --json to a command.
func (c *cli) answersJSON(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&c.json, "json", false, "answer with one JSON document")
	return cmd
}

// load reads the configuration for what speaks to Slack.
func (c *cli) load() (*config.Config, error) { return c.read(false) }

// loadOffline reads it for what does not: tokens may be missing.
func (c *cli) loadOffline() (*config.Config, error) { return c.read(true) }

func (c *cli) read(offline bool) (*config.Config, error) {
	f, err := os.Open(c.configFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("there is no configuration %s; name one with --config, or make one with `toban config example`", c.configFile)
	}
	if err != nil {
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	defer f.Close()
	return config.Load(f, c.configFile, config.Environment{Getenv: os.Getenv, ReadFile: os.ReadFile, Offline: offline})
}
