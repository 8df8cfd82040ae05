package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/config"
	"toban/knowledge"
)

func (c *cli) eval() *cobra.Command {
	cmd := &cobra.Command{Use: "eval", Short: "Measure search and classification on labelled data"}
	cmd.AddCommand(c.evalSearch(), c.evalClassify(), c.evalAll(), c.evalUrgency())
	return cmd
}

func (c *cli) evalSearch() *cobra.Command {
	var docs []string
	var queries string
	var floor float64
	var meaning meaningFlags
	cmd := c.answersJSON(&cobra.Command{
		Use: "search", Short: "Measure the quality of document search",
		Long: `Measures how well documents are found with labelled questions: by their words, or by meaning too with --embeddings.
The text of documents and questions leaves for that endpoint, without the secrets toban recognises; a key for it is
read from ` + embeddingsKey + ` of the environment. Run it with and without to see what meaning gives.`,
		Example: `  toban eval search --docs handbook:ja=docs/ja --docs handbook:en=docs/en --queries questions.jsonl
  toban eval search --docs handbook=docs --queries questions.jsonl --embeddings http://localhost:11434/v1 --model bge-m3`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o := knowledge.EvalSearchOptions{Gate: knowledge.Gate{Floor: floor}}
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
			dir, err := os.MkdirTemp("", "toban-vectors-")
			if err != nil {
				return fmt.Errorf("make a folder for vectors: %w", err)
			}
			defer os.RemoveAll(dir)
			if o.Embeddings, err = meaning.embeddings(dir); err != nil {
				return err
			}
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
				printMeaning(w, s.Embeddings)
				fmt.Fprintln(w)
				rows := [][]string{{"floor", "answerable shown", "unanswerable shown", "right page among three shown"}}
				for _, p := range s.Tradeoff {
					rows = append(rows, []string{fmt.Sprintf("%.2f", p.Floor), fmt.Sprintf("%.3f", p.Answered), fmt.Sprintf("%.3f", p.NoneSuggested), fmt.Sprintf("%.3f", p.Right)})
				}
				table(w, rows...)
			})
		},
	})
	cmd.Flags().StringArrayVar(&docs, "docs", nil, "NAME[:lang]=DIR, several times; one name in several languages is one source")
	cmd.Flags().StringVar(&queries, "queries", "", "JSON lines {id, text, lang, relevant}")
	cmd.Flags().Float64Var(&floor, "floor", 1, "score from which pages are shown, as knowledge.floor of the configuration")
	meaning.register(cmd)
	required(cmd, "docs", "queries")
	return cmd
}

// embeddingsKey is the variable of the environment with the key of an endpoint:
// what is typed as a flag, everybody on the machine can read.
const embeddingsKey = "EMBEDDINGS_API_KEY"

// meaningFlags name an endpoint of embeddings.
type meaningFlags struct {
	spec    knowledge.EmbeddingSpec
	vectors string
}

func (f *meaningFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.spec.URL, "embeddings", "", "endpoint of OpenAI's embeddings API, such as https://api.openai.com/v1")
	cmd.Flags().StringVar(&f.spec.Model, "model", "", "its model")
	cmd.Flags().IntVar(&f.spec.Dimensions, "dimensions", 0, "of shortened vectors; 0 leaves it to the model")
	cmd.Flags().StringVar(&f.spec.QuestionPrefix, "question-prefix", "", `what the model wants before a question, such as "query: "`)
	cmd.Flags().StringVar(&f.spec.PagePrefix, "page-prefix", "", `what it wants before a page, such as "passage: "`)
	cmd.Flags().StringVar(&f.vectors, "vectors", "", "folder that keeps the vectors, so that the next measurement does not send the documents again")
}

// embeddings are what the flags name, nil where they name none. Vectors are
// kept in dir unless a flag names another folder.
func (f *meaningFlags) embeddings(dir string) (*knowledge.Embeddings, error) {
	named := config.Embeddings{EmbeddingSpec: f.spec}
	if !named.Enabled() {
		if f.vectors != "" {
			return nil, usage("--vectors needs --embeddings")
		}
		return nil, nil
	}
	flags := map[string]string{"url": "embeddings", "model": "model", "dimensions": "dimensions"}
	for _, key := range slices.Sorted(maps.Keys(flags)) {
		if err := f.spec.Validate()[key]; err != nil {
			return nil, usage("--%s: %v", flags[key], err)
		}
	}
	if f.vectors != "" {
		dir = f.vectors
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("make a folder for vectors: %w", err)
		}
	}
	named.APIKey = config.Secret(os.Getenv(embeddingsKey))
	e := bot.Embeddings(named)
	e.Dir = dir
	return e, nil
}

// printMeaning says what part meaning had, nothing where it had none to have.
func printMeaning(w io.Writer, e *knowledge.EvalEmbeddings) {
	if e == nil {
		return
	}
	table(w, []string{"vectors", fmt.Sprintf("%d of %s, %.1f s", e.Vectors, e.Model, e.Seconds)})
	if !e.Usable {
		fmt.Fprintln(w, "These vectors do not tell the pages apart: only words were measured.")
	}
	if e.Fallbacks > 0 {
		fmt.Fprintf(w, "Questions that the endpoint did not answer in time, measured by words alone: %d\n", e.Fallbacks)
	}
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

func (c *cli) evalUrgency() *cobra.Command {
	var test string
	cmd := c.answersJSON(&cobra.Command{
		Use: "urgency", Short: "Measure how well reports of users being hurt are told from other messages",
		Long: `Measures, from the text alone, which messages would page the on-call and about which the asker would be asked.
Rows with the label "incident" should be; all others should not, and are counted by label.`,
		Example: "  toban eval urgency --test rows.jsonl --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			f, err := os.Open(test)
			if err != nil {
				return fmt.Errorf("open rows: %w", err)
			}
			defer f.Close()
			s, err := knowledge.EvalUrgency(knowledge.EvalUrgencyOptions{Test: f})
			if err != nil {
				return err
			}
			return c.print(s, func(w io.Writer) { printUrgency(w, s) })
		},
	})
	cmd.Flags().StringVar(&test, "test", "", `JSON lines {"text", "label"}; the label "incident" says that users were being hurt`)
	required(cmd, "test")
	return cmd
}

func printUrgency(w io.Writer, s knowledge.UrgencyScores) {
	rows := [][]string{
		{"rows / incidents", fmt.Sprintf("%d / %d", s.N, s.Incidents)},
		{"paged: precision / recall", figure(s.PagePrecision) + " / " + figure(s.PageRecall)},
		{"paged of the others", figure(s.FalseAlarms)},
		{"paged or asked: recall", figure(s.Recall)},
		{"paged or asked of the others", figure(s.AskRate)},
	}
	for _, l := range s.Labels {
		rows = append(rows, []string{strconv.Quote(l.Label), fmt.Sprintf("%d paged, %d asked of %d", l.Urgent, l.Suspected, l.N)})
	}
	table(w, append(rows, []string{"prediction", figure(s.PredictMicro) + " µs"})...)
}

// figure is a figure that may not apply.
func figure(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f", *v)
}

func printScores(w io.Writer, s knowledge.ClassifyScores) {
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

func (c *cli) evalAll() *cobra.Command {
	var data, only string
	cmd := c.answersJSON(&cobra.Command{
		Use: "all", Short: "Measure search and classification on everything in a folder",
		Long: `Measures every data set in a folder and prints one line for each situation:

  full         all training rows; a fifth is kept for testing where there are no test rows
  N a class    only so many rows of each class, mean of three draws
  seeds        no rows at all, only what a configuration says of its areas
  near, far    strangers are rows of classes that were kept back, or of the other sets
  corrections  seven eighths of real traffic have been corrected

The folder has classify/NAME.train.jsonl with NAME.test.jsonl, classify/NAME_seeds.json
with NAME_areas.test.jsonl, docs/NAME/LANG and search/queries.jsonl, as far as they are there.`,
		Example: "  toban eval all --data ../shared/data\n  toban eval all --data ../shared/data --only banking --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o := knowledge.EvalAllOptions{Dir: data, Only: only}
			if !c.json {
				fmt.Fprintf(c.stdout, evalHead, "set", "situation", "rows", "acc", "F1", "top3", "ECE", "at95", "right", "OOS", "AUROC", "K+1", "train", "one")
				o.Each = func(l knowledge.EvalLine) { printEvalLine(c.stdout, l) }
			}
			r, err := knowledge.EvalAll(cmd.Context(), o)
			if err != nil {
				return err
			}
			return c.print(r, func(w io.Writer) {
				if s := r.Search; s != nil {
					fmt.Fprintf(w, "search, %d questions: hit@1 %.3f, hit@3 %.3f, AUC %.3f, shown %.3f, unanswerable shown %.3f, p99 %.1f ms, index %.1f s\n",
						s.N, s.Hit1, s.Hit3, s.NoneAUC, s.Answered, s.NoneSuggested, s.P99, s.IndexSeconds)
				}
			})
		},
	})
	cmd.Flags().StringVar(&data, "data", "", "the folder")
	cmd.Flags().StringVar(&only, "only", "", `only sets with this in their name; the search is called "search"`)
	required(cmd, "data")
	return cmd
}

// evalHead and evalLine are a table whose lines appear as they are measured.
const (
	evalHead = "%-20s %-12s %11s %5s %5s %5s %5s %5s %5s %5s %5s %5s %8s %8s\n"
	evalLine = "%-20s %-12s %5d/%-5d %5s %5s %5s %5s %5s %5s %5s %5s %5s %6.2f s %5s µs\n"
)

func printEvalLine(w io.Writer, l knowledge.EvalLine) {
	figure := func(v *float64, format string) string {
		if v == nil {
			return "-"
		}
		return fmt.Sprintf(format, *v)
	}
	share := func(v *float64) string { return strings.TrimPrefix(figure(v, "%.3f"), "0") }
	fmt.Fprintf(w, evalLine, l.Set, l.Situation, l.NTrain, l.NTest, share(l.Accuracy), share(l.MacroF1), share(l.Top3), share(l.ECE),
		share(l.CoverageAt95), share(l.RealisedAt95), share(l.OOSRecall), share(l.OOSAUROC), share(l.AccuracyK1), l.TrainSeconds, figure(l.PredictMicro, "%.0f"))
}
