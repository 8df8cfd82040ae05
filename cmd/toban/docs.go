package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"toban/bot"
	"toban/config"
	"toban/knowledge"
)

// progress draws a bar while something is done, on a terminal only.
func (c *cli) progress(doing string) func(done, total int) {
	f, ok := c.stderr.(*os.File)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(doing),
				progressbar.OptionClearOnFinish(), progressbar.OptionShowCount())
		}
		bar.ChangeMax(total)
		_ = bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

func (c *cli) docs() *cobra.Command {
	cmd := &cobra.Command{Use: "docs", Short: "Index, search and check the documents"}
	cmd.AddCommand(c.docsIndex(), c.docsSearch(), c.docsLint(), c.docsFreshness())
	return cmd
}

// openLibrary opens the configured documents with the vectors that are kept.
// Without these they are found by words.
func (c *cli) openLibrary(ctx context.Context, cfg *config.Config) (*knowledge.Library, error) {
	library, err := bot.OpenLibrary(ctx, cfg, slog.New(slog.DiscardHandler), nil, c.progress("indexing"))
	if err != nil {
		return nil, err
	}
	if err := library.RecallEmbeddings(ctx); err != nil {
		fmt.Fprintln(c.stderr, "Searching by words alone:", err)
	}
	return library, nil
}

// withLibrary opens the configured documents for one command. Where a running
// toban has their index, the command makes one of its own for as long as it
// takes.
func (c *cli) withLibrary(ctx context.Context, do func(*knowledge.Library) error) error {
	err := c.withIndex(ctx, "", do)
	if !errors.Is(err, knowledge.ErrBusy) {
		return err
	}
	dir, err := os.MkdirTemp("", "toban-index-")
	if err != nil {
		return fmt.Errorf("make a folder for an index: %w", err)
	}
	return errors.Join(c.withIndex(ctx, dir, do), os.RemoveAll(dir))
}

// withIndex opens the configured documents with the index in dir, in the
// configured folder if that is empty.
func (c *cli) withIndex(ctx context.Context, dir string, do func(*knowledge.Library) error) error {
	cfg, err := c.loadOffline()
	if err != nil {
		return err
	}
	cfg.Knowledge.Index = cmp.Or(dir, cfg.Knowledge.Index)
	library, err := c.openLibrary(ctx, cfg)
	if err != nil {
		return err
	}
	return errors.Join(do(library), library.Close())
}

func (c *cli) docsIndex() *cobra.Command {
	return c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "index", Short: "Build the search index, or bring it up to date",
		Example: "  toban docs index --config toban.yaml", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withIndex(cmd.Context(), "", func(l *knowledge.Library) error {
				r := l.Report()
				e, embedErr := l.Embed(cmd.Context(), c.progress("embedding"))
				if err := c.print(indexJSON(r, e), func(w io.Writer) { printIndex(w, r, e) }); err != nil {
					return err
				}
				for _, s := range r.Sources {
					if s.Problem != "" {
						return fmt.Errorf("not everything could be read: %s", s.Problem)
					}
				}
				if r.Unsaved != "" {
					return fmt.Errorf("the index could not be saved: %s", r.Unsaved)
				}
				return embedErr
			})
		},
	}))
}

// skippedShown is how many files are named that are left out for one reason.
const skippedShown = 20

// printIndex prints what an index holds, and what it does not: by reason, the
// most frequent first.
func printIndex(w io.Writer, r knowledge.IndexReport, e knowledge.EmbedReport) {
	fmt.Fprintf(w, "%s, %s, %.1f s\n", counted(r.Pages, "page"), counted(r.Sections, "section"), r.Took.Seconds())
	for _, s := range r.Sources {
		fmt.Fprintf(w, "source   %s: %s\n", placeOf(s.Name, s.Lang, "."), counted(s.Pages, "page"))
	}
	for _, g := range r.Gauges {
		fmt.Fprintf(w, "gate %s  %s\n", g.Lang, gaugeText(g))
	}
	if e.Model != "" {
		fmt.Fprintf(w, "%d vectors of %s, %d texts new (%d characters sent), %d refused, %.1f s\n",
			e.Vectors, e.Model, e.New, e.Characters, e.Refused, e.Took.Seconds())
	}
	byReason := map[string][]string{}
	for _, s := range r.Skipped {
		byReason[s.Reason] = append(byReason[s.Reason], placeOf(s.Source, s.Lang, s.Path))
	}
	reasons := slices.SortedFunc(maps.Keys(byReason), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(byReason[b]), len(byReason[a])), strings.Compare(a, b))
	})
	for _, reason := range reasons {
		fmt.Fprintf(w, "skipped  %d: %s\n", len(byReason[reason]), reason)
		for n, path := range byReason[reason] {
			if n == skippedShown {
				fmt.Fprintf(w, "         … and %d more (--json lists all)\n", len(byReason[reason])-n)
				break
			}
			fmt.Fprintf(w, "         %s\n", path)
		}
	}
}

// gaugeText is what the index measured of itself for one language.
func gaugeText(g knowledge.Gauge) string {
	text := fmt.Sprintf("from evidence %.1f: keeps back %.0f %% of %d unrelated sentences", g.Threshold, 100*g.Rejected, g.Unrelated)
	if g.Headings > 0 {
		text += fmt.Sprintf(", shows %.0f %% of %s of its own", 100*g.Accepted, counted(g.Headings, "heading"))
	}
	return text
}

type gaugeJSON struct {
	Lang      string  `json:"lang"`
	Threshold float64 `json:"threshold"`
	Rejected  float64 `json:"rejected"`
	Unrelated int     `json:"unrelated"`
	Accepted  float64 `json:"accepted"`
	Headings  int     `json:"headings"`
}

func indexJSON(r knowledge.IndexReport, e knowledge.EmbedReport) any {
	skipped, sources := []map[string]string{}, []map[string]any{}
	for _, s := range r.Sources {
		sources = append(sources, map[string]any{"name": s.Name, "lang": s.Lang, "pages": s.Pages, "problem": s.Problem})
	}
	for _, s := range r.Skipped {
		skipped = append(skipped, map[string]string{"source": s.Source, "lang": string(s.Lang), "path": s.Path, "reason": s.Reason})
	}
	gate := []gaugeJSON{}
	for _, g := range r.Gauges {
		gate = append(gate, gaugeJSON{string(g.Lang), g.Threshold, g.Rejected, g.Unrelated, g.Accepted, g.Headings})
	}
	out := map[string]any{"pages": r.Pages, "sections": r.Sections, "seconds": r.Took.Seconds(), "sources": sources, "skipped": skipped, "gate": gate}
	if e.Model != "" {
		out["embeddings"] = map[string]any{
			"model": e.Model, "vectors": e.Vectors, "new": e.New, "characters": e.Characters, "refused": e.Refused, "seconds": e.Took.Seconds(),
		}
	}
	return out
}

type hitJSON struct {
	Source     string  `json:"source"`
	Path       string  `json:"path"`
	Title      string  `json:"title"`
	URL        string  `json:"url"`
	Section    string  `json:"section"`
	Snippet    string  `json:"snippet"`
	Score      float64 `json:"score"`
	Confidence float64 `json:"confidence"`

	Kind    string       `json:"kind,omitempty"`
	Owner   string       `json:"owner,omitempty"`
	Updated time.Time    `json:"updated,omitzero"`
	Why     []string     `json:"why,omitempty"` // words that match
	Explain *explanation `json:"explain,omitempty"`
}

func hits(list []knowledge.Hit) []hitJSON {
	out := []hitJSON{}
	for _, h := range list {
		out = append(out, hitJSON{h.Source, h.Path, h.Title, h.URL, h.Section, h.Snippet, h.Score, h.Confidence, string(h.Kind), h.Owner, h.Updated, h.Why, explanationJSON(h.Trace)})
	}
	return out
}

func printHits(w io.Writer, list []knowledge.Hit, answered bool) {
	for i, h := range list {
		title := h.Title
		if h.Section != "" && h.Section != h.Title {
			title += " > " + h.Section
		}
		fmt.Fprintf(w, "%d. %s  (%s/%s, confidence %.2f)\n", i+1, title, h.Source, h.Path, h.Confidence)
		if h.URL != "" {
			fmt.Fprintf(w, "   %s\n", h.URL)
		}
		if h.Snippet != "" {
			fmt.Fprintf(w, "   %s\n", strings.Join(strings.Fields(h.Snippet), " "))
		}
		if about := about(h); about != "" {
			fmt.Fprintf(w, "   %s\n", about)
		}
		if h.Trace != nil {
			printExplanation(w, h)
		}
	}
	switch {
	case len(list) == 0:
		fmt.Fprintln(w, "No page contains these words.")
	case !answered:
		fmt.Fprintln(w, "Below the floor: toban would not show these to an asker.")
	}
}

// about is what is known of a page beside its text.
func about(h knowledge.Hit) string {
	var parts []string
	if h.Kind != "" {
		parts = append(parts, string(h.Kind))
	}
	if !h.Updated.IsZero() {
		parts = append(parts, "updated "+h.Updated.Format(time.DateOnly))
	}
	if h.Owner != "" {
		parts = append(parts, "owner "+h.Owner)
	}
	if len(h.Why) > 0 {
		parts = append(parts, "matches "+strings.Join(h.Why, ", "))
	}
	return strings.Join(parts, "; ")
}

func (c *cli) docsSearch() *cobra.Command {
	var lang string
	var limit int
	var explain bool
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: `search "words"`, Short: "Search the documents as an inquiry would",
		Example: `  toban docs search --config toban.yaml "AssumeRole できません"`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 1 || limit > 100 {
				return usage("--limit %d is not between 1 and 100", limit)
			}
			return c.withLibrary(cmd.Context(), func(l *knowledge.Library) error {
				r, err := l.Search(cmd.Context(), knowledge.Query{
					Text: strings.Join(args, " "), Lang: knowledge.Lang(lang), Limit: limit, Audience: knowledge.AudienceMembers, Explain: explain,
				})
				if err != nil {
					return err
				}
				answer := map[string]any{"hits": hits(r.Hits), "answered": r.Answered, "verdict": r.Verdict, "took_ms": float64(r.Took) / float64(time.Millisecond)}
				return c.print(answer, func(w io.Writer) {
					printHits(w, r.Hits, r.Answered)
					if explain {
						fmt.Fprintln(w, verdictText(r.Verdict))
					}
					if err := l.Embeddings().Err; err != nil {
						fmt.Fprintln(w, "Searched by words alone:", err)
					}
				})
			})
		},
	}))
	cmd.Flags().StringVar(&lang, "lang", "", "language of the reader, ja or en; empty goes by the words")
	cmd.Flags().IntVar(&limit, "limit", 5, "how many pages at most")
	cmd.Flags().BoolVar(&explain, "explain", false, "say what made each hit: words, places, factors and the gate")
	return cmd
}

// printFindings prints a line for each flaw, and how many there are of which
// rule, the most frequent first.
func printFindings(w io.Writer, findings []knowledge.Finding) {
	count := map[knowledge.Rule]int{}
	for _, f := range findings {
		count[f.Rule]++
		where := placeOf(f.Source, f.Lang, f.Path)
		if f.Line > 0 {
			where += fmt.Sprintf(":%d", f.Line)
		}
		fmt.Fprintf(w, "%s: %s: %s\n", where, f.Rule, f.Message)
	}
	var counts []string
	for _, rule := range slices.SortedFunc(maps.Keys(count), func(a, b knowledge.Rule) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b))
	}) {
		counts = append(counts, fmt.Sprintf("%d %s", count[rule], rule))
	}
	if len(findings) == 0 {
		fmt.Fprintln(w, "no findings")
		return
	}
	fmt.Fprintf(w, "%s: %s\n", counted(len(findings), "finding"), strings.Join(counts, ", "))
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// placeOf says where a file is, or that it is a whole source.
func placeOf(source string, lang knowledge.Lang, path string) string {
	if lang != "" {
		source += " (" + string(lang) + ")"
	}
	if path == "." {
		return source
	}
	return source + "/" + path
}

func (c *cli) docsLint() *cobra.Command {
	return c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "lint", Short: "Report documents that readers or the search will stumble over", Args: cobra.NoArgs,
		Example: "  toban docs lint --config toban.yaml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withLibrary(cmd.Context(), func(l *knowledge.Library) error {
				findings, err := l.Lint(cmd.Context())
				if err != nil {
					return err
				}
				rows := []map[string]any{}
				for _, f := range findings {
					rows = append(rows, map[string]any{"source": f.Source, "lang": f.Lang, "path": f.Path, "line": f.Line, "rule": fmt.Sprint(f.Rule), "message": f.Message})
				}
				return c.print(map[string]any{"findings": rows}, func(w io.Writer) {
					printFindings(w, findings)
				})
			})
		},
	}))
}
