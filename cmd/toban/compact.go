package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"toban/bot/boltstore"
)

func (c *cli) storeCompact() *cobra.Command {
	return c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "compact", Short: "Write the data file anew, without what was erased from it", Args: cobra.NoArgs,
		Long: `Copies what is in use into a new file, verifies every record of it and puts it
in the place of the data file. What was erased is gone from the file with that,
and the file shrinks. Stop toban first; a running toban does the same by itself
after something was erased.`,
		Example: "  toban store compact --config toban.yaml",
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			done, err := boltstore.Compact(cfg.StorePath(), boltstore.Options{Now: time.Now})
			if err != nil {
				return err
			}
			return c.print(done, func(w io.Writer) {
				fmt.Fprintf(w, "%s: compacted and verified, %d bytes before, %d now\n", cfg.StorePath(), done.Before, done.After)
			})
		},
	}))
}
