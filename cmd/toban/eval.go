package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"toban/knowledge"
)

func (c *cli) eval() *cobra.Command {
	cmd := &cobra.Command{Use: "eval", Short: "Measure search and classification on labelled data"}
	cmd.AddCommand(c.evalSearch(), c.evalClassify())
	return cmd
}

func (c *cli) evalSearch() *cobra.Command {
	var docs []string
	var queries string
	cmd := c.answersJSON(&cobra.Command{
		Use: "search", Short: "Measure the quality of document search",
		Example: `  toban eval search --docs handbook:ja=docs/ja --docs handbook:en=docs/en --queries questions.jsonl`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o := knowledge.EvalSearchOptions{}
			for _, d := range docs {
				name, dir, ok := strings.Cut(d, "=")
				name, lang, _ := strings.Cut(name, ":")
				if !ok || name == "" || dir == "" {
					return usage("--docs %q is not NAME[:lang]=DIR", d)
				}
				o.Docs = append(o.Docs, knowledge.EvalDocs{Name: name, Lang: knowledge.Lang(lang), Dir: dir})
			}
			f, err := os.Open(queries)
			if err != nil {
				return fmt.Errorf("open queries: %w", err)
			}
			defer f.Close()
			o.Queries = f
			s, err := knowledge.EvalSearch(cmd.Context(), o)
			if err != nil {
				return err
			}
			return c.print(s, func(w io.Writer) {
				table(w,
					[]string{"questions", fmt.Sprint(s.N)},
					[]string{"hit@1 / @3 / @5", fmt.Sprintf("%.3f / %.3f / %.3f", s.Hit1, s.Hit3, s.Hit5)},
					[]string{"mrr@10", fmt.Sprintf("%.3f", s.MRR10)},
					[]string{"answerable against not (AUC)", fmt.Sprintf("%.3f", s.NoneAUC)},
					[]string{"answerable shown", fmt.Sprintf("%.3f", s.Answered)},
					[]string{"unanswerable shown", fmt.Sprintf("%.3f", s.NoneSuggested)},
					[]string{"search p50 / p99", fmt.Sprintf("%.1f / %.1f ms", s.P50, s.P99)},
					[]string{"index", fmt.Sprintf("%.1f s", s.IndexSeconds)})
			})
		},
	})
	cmd.Flags().StringArrayVar(&docs, "docs", nil, "NAME[:lang]=DIR, several times; one name in several languages is one source")
	cmd.Flags().StringVar(&queries, "queries", "", "JSON lines {id, text, lang, relevant}")
	required(cmd, "docs", "queries")
	return cmd
}

// required marks flags; the names are those given above.
func required(cmd *cobra.Command, flags ...string) {
	before := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		for _, name := range flags {
			if !cmd.Flags().Changed(name) {
				return usage("%s needs --%s", cmd.CommandPath(), name)
			}
		}
		return before(cmd, args)
	}
}

func (c *cli) evalClassify() *cobra.Command {
	var train, test, seeds string
	cmd := c.answersJSON(&cobra.Command{
		Use: "classify", Short: "Measure the quality of classification",
		Example: "  toban eval classify --train rows.train.jsonl --test rows.test.jsonl --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var o knowledge.EvalClassifyOptions
			for _, in := range []struct {
				path string
				into *io.Reader
			}{{train, &o.Train}, {test, &o.Test}, {seeds, &o.Seeds}} {
				if in.path == "" {
					continue
				}
				f, err := os.Open(in.path)
				if err != nil {
					return fmt.Errorf("open rows: %w", err)
				}
				defer f.Close()
				*in.into = f
			}
			s, err := knowledge.EvalClassify(cmd.Context(), o)
			if err != nil {
				return err
			}
			return c.print(s, func(w io.Writer) { printScores(w, s) })
		},
	})
	cmd.Flags().StringVar(&train, "train", "", `JSON lines {"text", "label"}`)
	cmd.Flags().StringVar(&test, "test", "", `JSON lines {"text", "label"}; an empty label is out of scope`)
	cmd.Flags().StringVar(&seeds, "seeds", "", "JSON object of classes with descriptions and keywords")
	required(cmd, "train", "test")
	return cmd
}

func printScores(w io.Writer, s knowledge.ClassifyScores) {
	figure := func(v *float64) string {
		if v == nil {
			return "-"
		}
		return fmt.Sprintf("%.3f", *v)
	}
	table(w,
		[]string{"rows train / test", fmt.Sprintf("%d / %d", s.NTrain, s.NTest)},
		[]string{"accuracy / macro F1 / top 3", figure(s.Accuracy) + " / " + figure(s.MacroF1) + " / " + figure(s.Top3)},
		[]string{"calibration error", figure(s.ECE)},
		[]string{"decided at 95 % / right there", figure(s.CoverageAt95) + " / " + figure(s.RealisedAt95)},
		[]string{"out of scope recall / AUROC", figure(s.OOSRecall) + " / " + figure(s.OOSAUROC)},
		[]string{"accuracy with \"other\"", figure(s.AccuracyK1)},
		[]string{"training", fmt.Sprintf("%.2f s", s.TrainSeconds)},
		[]string{"prediction", figure(s.PredictMicro) + " µs"},
		[]string{"model", s.ModelHash})
}
