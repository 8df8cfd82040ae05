package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/bot/model"
)

func (c *cli) model() *cobra.Command {
	cmd := &cobra.Command{
		Use: "model", Short: "List, roll back and export what the classifier has learned",
		Long: `The classifier learns from the categories that people correct and confirm. Each
time it is trained, the newer version answers unless it is worse. Ten are kept.
While toban serves, the data file is in use: /toban doctor names the version
that answers, or use a backup.`,
	}
	cmd.AddCommand(c.modelList(), c.modelRollback(), c.modelExport())
	return cmd
}

// withModels opens the data file for what is done with its models.
func (c *cli) withModels(change bool, do func(*bot.Models) error) error {
	cfg, err := c.loadOffline()
	if err != nil {
		return err
	}
	m, err := bot.OpenModels(cfg, change)
	if err != nil {
		return err
	}
	return errors.Join(do(m), m.Close())
}

func (c *cli) modelList() *cobra.Command {
	return c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "list", Short: "List the versions, the newest first, with how well they do on messages they had not seen",
		Long: `Lists the versions, the newest first. The figures are about areas, on labelled
messages that the version had not seen: how many were right, how many had the
right area among three, the expected calibration error (0 is perfect), and how
many would be set without asking. * marks the version that answers.`,
		Example: "  toban model list --config toban.yaml", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withModels(false, func(m *bot.Models) error {
				shelf, err := m.List(cmd.Context())
				if err != nil {
					return err
				}
				if shelf.Versions == nil {
					shelf.Versions = []model.Version{}
				}
				return c.print(shelf, func(w io.Writer) { printModels(w, shelf) })
			})
		},
	}))
}

func printModels(w io.Writer, shelf model.Shelf) {
	if len(shelf.Versions) == 0 {
		fmt.Fprintln(w, "No label has been learned yet: the configuration alone answers.")
		return
	}
	rows := [][]string{{"", "VERSION", "TRAINED", "LABELS", "AREAS", "RIGHT", "TOP 3", "ECE", "SILENT", ""}}
	for _, v := range shelf.Versions {
		mark := ""
		if v.Hash == shelf.Current {
			mark = "*"
		}
		a := v.Area
		ece := "-"
		if a.N > 0 {
			ece = strconv.FormatFloat(a.ECE, 'f', 2, 64)
		}
		silent := "-"
		if a.Silent {
			silent = fraction(a.Coverage, a.N)
		}
		rows = append(rows, []string{
			mark, v.Hash, v.At.Format(time.RFC3339), strconv.Itoa(v.Samples), strconv.Itoa(a.Classes),
			fraction(a.Accuracy, a.N), fraction(a.Top3, a.N), ece, silent, why(v, shelf),
		})
	}
	table(w, rows...)
}

// fraction is a share as the numbers that it was computed from.
func fraction(share float64, n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d", int(math.Round(share*float64(n))), n)
}

// why says what became of a version.
func why(v model.Version, shelf model.Shelf) string {
	text := string(v.Reason)
	switch v.Reason {
	case model.First:
		text = "promoted: the first"
	case model.NoWorse:
		text = fmt.Sprintf("promoted: loss %.3f, %.3f before, on %d %ss", v.Trial.Challenger, v.Trial.Champion, v.Trial.N, v.Trial.Head)
	case model.TooFew:
		text = fmt.Sprintf("promoted: knows more, and %d labels are too few to compare", v.Trial.N)
	case model.Taxonomy:
		text = "promoted: kinds or areas of the configuration changed"
	case model.Erased:
		text = "promoted: the one before held words that were erased"
	case model.Worse:
		text = fmt.Sprintf("refused: loss %.3f, %.3f before, on %d %ss", v.Trial.Challenger, v.Trial.Champion, v.Trial.N, v.Trial.Head)
	}
	if v.Hash == shelf.Current && shelf.Pinned {
		text += "; rolled back to"
	}
	return text
}

func (c *cli) modelRollback() *cobra.Command {
	var undo bool
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "rollback [VERSION]", Short: "Have an older version answer, until a newer one is promoted",
		Long: `Has a version answer that "toban model list" shows; a beginning of its name is
enough. It answers until people have labelled something more and what is learned
from that is promoted, or until --undo. Stop toban first.`,
		Example: "  toban model rollback --config toban.yaml 3f2a\n  toban model rollback --config toban.yaml --undo",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if undo == (len(args) == 1) {
				return usage("model rollback: name a version, or --undo")
			}
			return c.withModels(true, func(m *bot.Models) error {
				var v model.Version
				var err error
				if undo {
					v, err = m.Unpin(cmd.Context())
				} else {
					v, err = m.RollBack(cmd.Context(), args[0])
				}
				if err != nil {
					return err
				}
				return c.print(v, func(w io.Writer) {
					fmt.Fprintf(w, "Version %s of %s answers from the next start on.\n", v.Hash, v.At.Format(time.RFC3339))
				})
			})
		},
	}))
	cmd.Flags().BoolVar(&undo, "undo", false, "have the newest promoted version answer again")
	return cmd
}

func (c *cli) modelExport() *cobra.Command {
	var out string
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "export [VERSION]", Short: "Write a version to a file: the one that answers, unless another is named",
		Long: `Writes a version as it is stored: a line, a JSON header that tells of its classes
and how well it does, the words and word parts that it knows, and its weights.
With --json it is one JSON document: what "toban model list" tells of it, and
the same bytes as "model" in base64. It holds words of the messages that it
learned from; keep it as you keep these.`,
		Example: "  toban model export --config toban.yaml --out model.bin",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			version := ""
			if len(args) == 1 {
				version = args[0]
			}
			return c.withModels(false, func(m *bot.Models) error {
				v, data, err := m.Export(cmd.Context(), version)
				if err != nil {
					return err
				}
				return c.writeModel(out, v, data)
			})
		},
	}))
	cmd.Flags().StringVar(&out, "out", "", "the file to write; empty writes to stdout")
	return cmd
}

// exported is a version with its model.
type exported struct {
	model.Version
	Model []byte `json:"model"`
}

func (c *cli) writeModel(out string, v model.Version, data []byte) (err error) {
	to := c.stdout
	if out != "" {
		f, err := os.OpenFile(out, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("write the model: %w", err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		to = f
	}
	if c.json {
		return (&cli{stdout: to, json: true}).print(exported{v, data}, nil)
	}
	if _, err := to.Write(data); err != nil {
		return fmt.Errorf("write the model: %w", err)
	}
	return nil
}
