package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/knowledge"
)

type wornJSON struct {
	Source     string     `json:"source"`
	Path       string     `json:"path"`
	Title      string     `json:"title"`
	URL        string     `json:"url,omitempty"`
	Owner      string     `json:"owner"`
	Updated    *time.Time `json:"updated"` // null where nothing tells
	Old        bool       `json:"old"`
	Broken     []string   `json:"broken_links"`
	Unreadable string     `json:"unreadable,omitempty"`
	Helped     int        `json:"helped"`
	NotHelped  int        `json:"not_helped"`
	Misleads   bool       `json:"misleads"` // it failed more askers than it helped
}

func (c *cli) docsFreshness() *cobra.Command {
	return c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "freshness", Short: "List documents that need whoever keeps them", Args: cobra.NoArgs,
		Long: `Lists the documents that are a year old, have broken links, cannot be read, or
were suggested without helping, with who keeps them: what owners are told once a
month. What askers said counts where the data file can be read; while toban
serves it cannot.`,
		Example: "  toban docs freshness --config toban.yaml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			return c.withLibrary(cmd.Context(), func(l *knowledge.Library) error {
				pages, told, err := bot.Freshness(cmd.Context(), cfg, l)
				if err != nil {
					return err
				}
				if !told {
					fmt.Fprintln(c.stderr, "Without what askers said of them: the data file cannot be read now.")
				}
				rows := []wornJSON{}
				for _, p := range pages {
					rows = append(rows, wornJSON{
						Source: p.Source, Path: p.Path, Title: p.Title, URL: p.URL, Owner: p.Owner, Updated: maybe(p.Updated, cfg.Location()),
						Old: p.Old, Broken: append([]string{}, p.Broken...), Unreadable: p.Unreadable, Helped: p.Helped, NotHelped: p.Unhelpful, Misleads: p.Misleads(),
					})
				}
				return c.print(map[string]any{"documents": rows}, func(w io.Writer) { printWorn(w, rows) })
			})
		},
	}))
}

func printWorn(w io.Writer, rows []wornJSON) {
	if len(rows) == 0 {
		fmt.Fprintln(w, "No document needs anybody.")
		return
	}
	lines := [][]string{{"OWNER", "DOCUMENT", "WHY"}}
	for _, r := range rows {
		lines = append(lines, []string{cmp.Or(r.Owner, "-"), r.Source + "/" + r.Path, strings.Join(r.why(), "; ")})
	}
	table(w, lines...)
}

func (r wornJSON) why() []string {
	var why []string
	if r.Misleads {
		why = append(why, fmt.Sprintf("helped %d, did not help %d", r.Helped, r.NotHelped))
	}
	if r.Unreadable != "" {
		why = append(why, r.Unreadable)
	}
	why = append(why, r.Broken...)
	if r.Old && r.Updated != nil {
		why = append(why, "last updated on "+r.Updated.Format(time.DateOnly))
	}
	return why
}
