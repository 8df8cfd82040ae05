package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"toban/bot"
	"toban/knowledge"
)

// progress draws a bar while an index is built, on a terminal only.
func (c *cli) progress() func(done, total int) {
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
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription("indexing"),
				progressbar.OptionClearOnFinish(), progressbar.OptionShowCount())
		}
		bar.ChangeMax(total)
		_ = bar.Set(done) // a bar that cannot be drawn is no reason to stop
	}
}

func (c *cli) docs() *cobra.Command {
	cmd := &cobra.Command{Use: "docs", Short: "Index, search and check the documents"}
	cmd.AddCommand(c.docsIndex(), c.docsSearch(), c.docsLint())
	return cmd
}

// withLibrary opens the configured documents for one command.
func (c *cli) withLibrary(ctx context.Context, do func(*knowledge.Library) error) error {
	cfg, err := c.loadOffline()
	if err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	library, err := bot.OpenLibrary(ctx, cfg, log, nil, c.progress())
	if err != nil {
		return err
	}
	if err := do(library); err != nil {
		_ = library.Close()
		return err
	}
	return library.Close()
}

func (c *cli) docsIndex() *cobra.Command {
	return c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "index", Short: "Build the search index, or bring it up to date",
		Example: "  toban docs index --config toban.yaml", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withLibrary(cmd.Context(), func(l *knowledge.Library) error {
				r, err := l.Refresh(cmd.Context(), c.progress())
				if err != nil {
					return err
				}
				return c.print(indexJSON(r), func(w io.Writer) {
					fmt.Fprintf(w, "%d pages, %d sections, %.1f s\n", r.Pages, r.Sections, r.Took.Seconds())
					for _, s := range r.Skipped {
						fmt.Fprintf(w, "skipped  %s: %s\n", s.Path, s.Reason)
					}
				})
			})
		},
	}))
}

func indexJSON(r knowledge.IndexReport) any {
	skipped := []map[string]string{}
	for _, s := range r.Skipped {
		skipped = append(skipped, map[string]string{"path": s.Path, "reason": s.Reason})
	}
	return map[string]any{"pages": r.Pages, "sections": r.Sections, "seconds": r.Took.Seconds(), "skipped": skipped}
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
}

func hits(list []knowledge.Hit) []hitJSON {
	out := []hitJSON{}
	for _, h := range list {
		out = append(out, hitJSON{h.Source, h.Path, h.Title, h.URL, h.Section, h.Snippet, h.Score, h.Confidence})
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
	}
	switch {
	case len(list) == 0:
		fmt.Fprintln(w, "No page contains these words.")
	case !answered:
		fmt.Fprintln(w, "Below the floor: toban would not show these to an asker.")
	}
}

func (c *cli) docsSearch() *cobra.Command {
	var lang string
	var limit int
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
					Text: strings.Join(args, " "), Lang: knowledge.Lang(lang), Limit: limit, Audience: knowledge.AudienceMembers,
				})
				if err != nil {
					return err
				}
				answer := map[string]any{"hits": hits(r.Hits), "answered": r.Answered, "took_ms": float64(r.Took) / float64(time.Millisecond)}
				return c.print(answer, func(w io.Writer) { printHits(w, r.Hits, r.Answered) })
			})
		},
	}))
	cmd.Flags().StringVar(&lang, "lang", "", "language of the reader, ja or en; empty goes by the words")
	cmd.Flags().IntVar(&limit, "limit", 5, "how many pages at most")
	return cmd
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
					rows = append(rows, map[string]any{"source": f.Source, "path": f.Path, "line": f.Line, "rule": fmt.Sprint(f.Rule), "message": f.Message})
				}
				return c.print(map[string]any{"findings": rows}, func(w io.Writer) {
					for _, f := range findings {
						fmt.Fprintf(w, "%s/%s:%d: %v: %s\n", f.Source, f.Path, f.Line, f.Rule, f.Message)
					}
					fmt.Fprintf(w, "%d findings\n", len(findings))
				})
			})
		},
	}))
}
