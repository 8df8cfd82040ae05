package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/config"
)

// drainWithin is how long serve takes at most to end.
const drainWithin = 20 * time.Second

func (c *cli) serve() *cobra.Command {
	return c.needsConfig(&cobra.Command{
		Use:   "serve",
		Short: "Run the bot until it is told to stop",
		Long: `Runs the bot. SIGTERM and Ctrl-C let what is in flight finish and end it within
20 seconds. SIGUSR1 writes a verified backup beside the data file, SIGHUP reads
the configuration again and puts it in force.`,
		Example: "  toban serve --config toban.yaml --log-format json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.runBot(cmd.Context())
		},
	})
}

// runBot serves until ctx ends, starting over whenever a new configuration is
// to be put in force. One that does not start leaves the one before in force.
func (c *cli) runBot(ctx context.Context) error {
	log, err := c.log()
	if err != nil {
		return err
	}
	cfg, err := c.load()
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() {
		time.AfterFunc(drainWithin, func() {
			log.ErrorContext(ctx, "stopped before everything was finished; what was acknowledged is in the data file")
			os.Exit(exitOK)
		})
	})
	// Caught from here to the end: between two bots a signal would else end the
	// process.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGHUP)
	defer signal.Stop(signals)
	deps := bot.Deps{Log: log, Progress: c.progress("indexing"), Reread: c.load}
	b, err := bot.New(ctx, cfg, deps)
	for err == nil {
		log.InfoContext(ctx, "toban serves", "version", buildVersion(), "store", cfg.StorePath())
		stop := heed(ctx, signals, log, b, cfg)
		err = b.Run(ctx)
		stop()
		err = errors.Join(err, b.Close())
		next := b.Next()
		if err != nil || next == nil || ctx.Err() != nil {
			return err
		}
		if b, err = bot.New(ctx, next, deps); err != nil {
			log.ErrorContext(ctx, "the new configuration does not start, going on with the one before", "error", err)
			b, err = bot.New(ctx, cfg, deps)
			continue
		}
		cfg = next
	}
	return err
}

// heed answers signals until the returned function is called: SIGUSR1 asks for
// a backup, SIGHUP for the configuration to be read again.
func heed(ctx context.Context, signals <-chan os.Signal, log *slog.Logger, b *bot.Bot, cfg *config.Config) (stop func()) {
	stopped := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		for {
			select {
			case <-stopped:
				return
			case s := <-signals:
				if s == syscall.SIGHUP {
					if err := b.Reload(); err != nil {
						log.ErrorContext(ctx, "configuration not reloaded, the present one stays in force", "error", err)
					}
					continue
				}
				path, err := b.Backup(cfg)
				if err != nil {
					log.ErrorContext(ctx, "backup failed", "error", err)
					continue
				}
				log.InfoContext(ctx, "backup written and verified", "path", path)
			}
		}
	})
	return func() {
		close(stopped)
		done.Wait()
	}
}

func (c *cli) health() *cobra.Command {
	var url string
	cmd := &cobra.Command{
		Use:     "health",
		Short:   "Ask a running toban whether it is alive",
		Example: "  toban health --url http://127.0.0.1:8080/readyz",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), 3*time.Second)
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				return usage("--url %q is no address", url)
			}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				return fmt.Errorf("ask for health: %w", err)
			}
			defer res.Body.Close()
			if res.StatusCode != http.StatusOK {
				return fmt.Errorf("not healthy: %s", res.Status)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&url, "url", "http://127.0.0.1:8080/healthz", "address of the running toban, needs http.listen")
	return cmd
}

func (c *cli) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(c.stdout, buildVersion())
			return err
		},
	}
}

// buildVersion is the version of the module and of Go.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "toban, unknown version"
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			version = s.Value[:12]
		}
	}
	return "toban " + version + " " + info.GoVersion
}
