package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"toban/bot/boltstore"
)

func (c *cli) store() *cobra.Command {
	cmd := &cobra.Command{Use: "store", Short: "Check, count, back up, restore and compact the data file"}
	cmd.AddCommand(c.storeCheck(), c.storeStats(), c.storeBackup(), c.storeRestore(), c.storeCompact())
	return cmd
}

// withStore opens the data file for reading.
func (c *cli) withStore(do func(*boltstore.Store) error) error {
	cfg, err := c.loadOffline()
	if err != nil {
		return err
	}
	s, err := boltstore.Open(cfg.StorePath(), boltstore.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}

func (c *cli) storeCheck() *cobra.Command {
	return c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "check", Short: "Verify every record of the data file", Args: cobra.NoArgs,
		Example: "  toban store check --config toban.yaml",
		RunE: func(*cobra.Command, []string) error {
			return c.withStore(func(s *boltstore.Store) error {
				r, err := s.Check()
				if err != nil {
					return err
				}
				if err := c.print(r, func(w io.Writer) { printCheck(w, r) }); err != nil {
					return err
				}
				if len(r.Problems) > 0 {
					return fmt.Errorf("%d problems; restore a backup with `toban store restore`", len(r.Problems))
				}
				return nil
			})
		},
	}))
}

func printCheck(w io.Writer, r boltstore.Report) {
	table(w,
		[]string{"inquiries", fmt.Sprintf("%d (%d open)", r.Inquiries, r.Open)},
		[]string{"incidents", fmt.Sprint(r.Incidents)},
		[]string{"records of history", fmt.Sprint(r.Records)},
		[]string{"reminders", fmt.Sprint(r.Reminders)},
		[]string{"unsent messages", fmt.Sprint(r.Jobs)},
		[]string{"refused messages", fmt.Sprint(r.Buried)},
		[]string{"bytes", fmt.Sprint(r.Bytes)})
	if len(r.Problems) == 0 {
		fmt.Fprintln(w, "Everything is sound.")
	}
	for _, p := range r.Problems {
		fmt.Fprintln(w, "PROBLEM  "+p)
	}
}

func (c *cli) storeStats() *cobra.Command {
	return c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "stats", Short: "Count what the data file holds, with messages that were refused", Args: cobra.NoArgs,
		Example: "  toban store stats --config toban.yaml --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(func(s *boltstore.Store) error {
				st, err := s.Stats(cmd.Context())
				if err != nil {
					return err
				}
				return c.print(st, func(w io.Writer) {
					table(w,
						[]string{"file", st.Path},
						[]string{"bytes", fmt.Sprintf("%d (%d free inside)", st.Bytes, st.FreeBytes)},
						[]string{"inquiries", fmt.Sprintf("%d (%d open)", st.Inquiries, st.Open)},
						[]string{"incidents", fmt.Sprint(st.Incidents)},
						[]string{"records of history", fmt.Sprint(st.Records)},
						[]string{"reminders", fmt.Sprint(st.Reminders)},
						[]string{"order keys remembered", fmt.Sprint(st.Keys)},
						[]string{"messages waiting", fmt.Sprint(st.Outbox.Queued + st.Outbox.Sending)},
						[]string{"messages refused", fmt.Sprint(st.Outbox.Buried)})
					for _, b := range st.Buried {
						fmt.Fprintf(w, "REFUSED  %s  %s %s: %s\n", b.Queued.Format(time.RFC3339), b.Notice, b.Lane, b.Reason)
					}
				})
			})
		},
	}))
}

func (c *cli) storeBackup() *cobra.Command {
	var to string
	cmd := c.needsConfig(&cobra.Command{
		Use: "backup", Short: "Write a verified copy of the data file, also while toban serves",
		Long: `Writes a copy of the data file and verifies every record of it. While toban
serves, the running process is asked for it and writes it beside the data file.`,
		Example: "  toban store backup --config toban.yaml\n  toban store backup --config toban.yaml --to /backup/toban.db",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			s, err := boltstore.Open(cfg.StorePath(), boltstore.Options{ReadOnly: true})
			if errors.Is(err, boltstore.ErrLocked) {
				return c.backupRunning(cmd.Context(), cfg.StorePath(), to)
			}
			if err != nil {
				return err
			}
			path := to
			if path == "" {
				path = boltstore.BackupName(cfg.StorePath(), time.Now())
			}
			r, err := s.Backup(path)
			if err := errors.Join(err, s.Close()); err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.stdout, "%s: verified, %d inquiries, %d incidents\n", path, r.Inquiries, r.Incidents)
			return err
		},
	})
	cmd.Flags().StringVar(&to, "to", "", "the file to write; empty names it by time beside the data file")
	return cmd
}

// backupRunning asks the process that has the data file for a backup.
func (c *cli) backupRunning(ctx context.Context, store, to string) error {
	note, err := os.ReadFile(store + ".lock")
	pid, convErr := strconv.Atoi(strings.TrimSpace(string(note)))
	if err := errors.Join(err, convErr); err != nil {
		return fmt.Errorf("data file %s is in use, and it is not known by which process: %w", store, err)
	}
	before := backups(store)
	if err := syscall.Kill(pid, syscall.SIGUSR1); err != nil {
		return fmt.Errorf("ask process %d for a backup: %w", pid, err)
	}
	timeout := time.After(time.Minute)
	for {
		for name := range backups(store) {
			if before[name] {
				continue
			}
			if to != "" {
				if err := os.Rename(name, to); err != nil {
					return fmt.Errorf("move the backup %s: %w", name, err)
				}
				name = to
			}
			_, err := fmt.Fprintf(c.stdout, "%s: verified, written by process %d\n", name, pid)
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timeout:
			return fmt.Errorf("process %d wrote no backup within a minute; look at its log", pid)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func backups(store string) map[string]bool {
	out := make(map[string]bool)
	names, _ := filepath.Glob(store + ".backup-*") // the pattern is well formed
	for _, n := range names {
		out[n] = true
	}
	return out
}

func (c *cli) storeRestore() *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use: "restore", Short: "Put a verified backup in the place of the data file",
		Long:    "Verifies a backup and puts it in the place of the data file. The file that was there is kept under another name. Stop toban first.",
		Example: "  toban store restore --from toban.db.backup-20261120T010203Z --to toban.db",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			kept, r, err := boltstore.Restore(from, to, time.Now())
			if err != nil {
				return err
			}
			if kept != "" {
				fmt.Fprintf(c.stdout, "The file that was there is kept as %s\n", kept)
			}
			_, err = fmt.Fprintf(c.stdout, "%s: restored and verified, %d inquiries, %d incidents\n", to, r.Inquiries, r.Incidents)
			return err
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the backup")
	cmd.Flags().StringVar(&to, "to", "", "the data file")
	required(cmd, "from", "to")
	return cmd
}
