package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"toban/rotation"
)

// print writes v as one JSON document, or what human writes.
func (c *cli) print(v any, human func(w io.Writer)) error {
	if !c.json {
		human(c.stdout)
		return nil
	}
	e := json.NewEncoder(c.stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	return nil
}

// table aligns rows of cells.
func table(w io.Writer, rows ...[]string) {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(t, "\t")
			}
			fmt.Fprint(t, cell)
		}
		fmt.Fprintln(t)
	}
	_ = t.Flush() // stdout is gone; nobody is left to tell
}

// parseInstant reads RFC 3339, or a date or time of the clock in loc.
func parseInstant(flag, text string, fallback time.Time, loc *time.Location) (time.Time, error) {
	if text == "" {
		return fallback, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	wall, err := rotation.ParseCivil(text)
	if err != nil {
		return time.Time{}, usage("--%s %q is no instant such as 2026-11-20T15:04:00+09:00, 2026-11-20 15:04 or 2026-11-20", flag, text)
	}
	return rotation.Resolve(wall, loc), nil
}

const shown = "Mon 2006-01-02 15:04 MST"

func instantIn(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(loc).Format(shown)
}
