package main

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"toban/bot/triage"
	"toban/config"
	"toban/rotation"
)

func (c *cli) rotation() *cobra.Command {
	cmd := &cobra.Command{Use: "rotation", Short: "Try out a rotation before it is in force"}
	cmd.AddCommand(c.simulate())
	return cmd
}

func (c *cli) simulate() *cobra.Command {
	var name, from, until string
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "simulate", Short: "Say how evenly a rotation shares out shifts, weekends, holidays and nights",
		Long: `Counts what the turns of a rotation come to for each person between two instants,
for the primary and the secondary, from the configuration alone: as if nobody
ever covered for anybody, and nothing had been configured before.

With --json the answer is one document:
  rotation, from, until     what was asked
  roles[]                   "primary", then "secondary" if the rotation has one
    people[]                person, shifts, hours, weekends and weekend_hours (local
                            Saturday and Sunday), holidays (closed dates that are
                            neither), closed_hours (weekends included), nights
                            (22:00-06:00, half an hour of it at least)
    spread                  for each of them: min, max, mean, gap (max - min) and
                            ratio (max / mean: 1 is even)
  holes[]                   start, end, why: nobody is on call
  warnings[]                kind, and where there is one at, person and layer:
                            vanishing_turn, same_weekends, always_moved, no_members,
                            beyond_horizon`,
		Example: `  toban rotation simulate --config toban.yaml
  toban rotation simulate --config new.yaml --from 2027-01-01 --until 2028-01-01 --json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			if name == "" {
				name = string(cfg.DefaultRotation())
			}
			r, err := pick(cfg, name)
			if err != nil {
				return err
			}
			if cfg.Rotations[name].External() {
				return usage("rotation %q is kept by another system, which has its own turns", name)
			}
			start, err := parseInstant("from", from, time.Now().Truncate(time.Second), r.Location())
			if err != nil {
				return err
			}
			end, err := parseInstant("until", until, start.AddDate(1, 0, 0), r.Location())
			if err != nil {
				return err
			}
			if !end.After(start) || end.Sub(start) > longest {
				return usage("--until has to be after --from, by ten years at most")
			}
			policy, err := cfg.Policy()
			if err != nil {
				return err
			}
			return c.printSimulation(cfg, name, r.Simulate(start, end, policy.Calendar))
		},
	}))
	cmd.Flags().StringVar(&name, "rotation", "", "the rotation; empty means the first by name")
	cmd.Flags().StringVar(&from, "from", "", "start, RFC 3339 or a date such as 2027-01-01; empty means now")
	cmd.Flags().StringVar(&until, "until", "", "end, likewise; empty means a year later")
	return cmd
}

// A measure is one thing that a role is about.
type measure struct {
	key, title string
	of         func(rotation.Load) float64
}

func measures() []measure {
	return []measure{
		{"shifts", "SHIFTS", func(l rotation.Load) float64 { return float64(l.Shifts) }},
		{"hours", "HOURS", func(l rotation.Load) float64 { return l.Total.Hours() }},
		{"weekends", "WEEKENDS", func(l rotation.Load) float64 { return float64(l.Weekends) }},
		{"weekend_hours", "WEEKEND H", func(l rotation.Load) float64 { return l.Weekend.Hours() }},
		{"holidays", "HOLIDAYS", func(l rotation.Load) float64 { return float64(l.Holidays) }},
		{"closed_hours", "CLOSED H", func(l rotation.Load) float64 { return l.Closed.Hours() }},
		{"nights", "NIGHTS", func(l rotation.Load) float64 { return float64(l.Nights) }},
	}
}

func (c *cli) printSimulation(cfg *config.Config, name string, s rotation.Simulation) error {
	loc := cfg.Location()
	roles := []map[string]any{}
	for _, r := range s.Roles {
		people := []map[string]any{}
		for _, who := range slices.Sorted(maps.Keys(r.People)) {
			row := map[string]any{"person": who}
			for _, m := range measures() {
				row[m.key] = rounded(m.of(r.People[who]))
			}
			people = append(people, row)
		}
		spreads := map[string]any{}
		for _, m := range measures() {
			spread := r.SpreadOf(m.of)
			spreads[m.key] = map[string]float64{
				"min": rounded(spread.Min), "max": rounded(spread.Max), "mean": rounded(spread.Mean), "gap": rounded(spread.Gap()), "ratio": rounded(spread.Ratio),
			}
		}
		roles = append(roles, map[string]any{"role": r.Role, "people": people, "spread": spreads})
	}
	holes := []map[string]any{}
	for _, h := range s.Holes {
		holes = append(holes, map[string]any{"start": h.Start.In(loc), "end": h.End.In(loc), "why": h.Why.Reason.String()})
	}
	warnings := []map[string]any{}
	for _, w := range s.Warnings {
		row := map[string]any{"kind": w.Kind}
		if !w.At.IsZero() {
			row["at"] = w.At.In(loc)
		}
		if w.Person != "" {
			row["person"] = w.Person
		}
		if w.Layer != "" {
			row["layer"] = w.Layer
		}
		warnings = append(warnings, row)
	}
	answer := map[string]any{
		"rotation": triage.RotationID(name), "from": s.From.In(loc), "until": s.To.In(loc), "roles": roles, "holes": holes, "warnings": warnings,
	}
	return c.print(answer, func(w io.Writer) { writeSimulation(w, s, loc) })
}

// rounded keeps two digits after the point, which are 36 s of an hour.
func rounded(v float64) float64 { return math.Round(v*100) / 100 }

func writeSimulation(w io.Writer, s rotation.Simulation, loc *time.Location) {
	fmt.Fprintf(w, "%s – %s\n", instantIn(s.From, loc), instantIn(s.To, loc))
	number := func(v float64) string { return strconv.FormatFloat(rounded(v), 'f', -1, 64) }
	for _, r := range s.Roles {
		head, gap, ratio := []string{strings.ToUpper(r.Role)}, []string{"max - min"}, []string{"max / mean"}
		for _, m := range measures() {
			spread := r.SpreadOf(m.of)
			head, gap, ratio = append(head, m.title), append(gap, number(spread.Gap())), append(ratio, number(spread.Ratio))
		}
		rows := [][]string{head}
		for _, who := range slices.Sorted(maps.Keys(r.People)) {
			row := []string{who}
			for _, m := range measures() {
				row = append(row, number(m.of(r.People[who])))
			}
			rows = append(rows, row)
		}
		fmt.Fprintln(w)
		table(w, append(rows, gap, ratio)...)
	}
	fmt.Fprintln(w)
	for _, h := range s.Holes {
		fmt.Fprintf(w, "Nobody is on call from %s to %s (%s).\n", instantIn(h.Start, loc), instantIn(h.End, loc), h.Why.Reason)
	}
	if len(s.Holes) == 0 {
		fmt.Fprintln(w, "Somebody is always on call who should be.")
	}
	for _, warning := range s.Warnings {
		fmt.Fprintln(w, warningText(warning, loc))
	}
}

// warnRotations prints what is legal about the turns of the next quarter, but
// perhaps not meant.
func (c *cli) warnRotations(cfg *config.Config) error {
	all, err := cfg.Schedules()
	if err != nil {
		return err
	}
	now := time.Now()
	for _, id := range slices.Sorted(maps.Keys(all)) {
		for _, w := range all[id].Warnings(now, now.AddDate(0, 3, 0), rotation.Changes{}) {
			if w.Kind != rotation.BeyondHorizon { // the holidays are the doctor's
				fmt.Fprintf(c.stdout, "Rotation %s: %s\n", id, warningText(w, cfg.Location()))
			}
		}
	}
	return nil
}

func warningText(w rotation.Warning, loc *time.Location) string {
	layer := ""
	if w.Layer != "" {
		layer = "Layer " + w.Layer + ": "
	}
	switch w.Kind {
	case rotation.VanishingTurn:
		return fmt.Sprintf("%s%s: two handoffs fall together, which leaves %s without a turn.", layer, instantIn(w.At, loc), w.Person)
	case rotation.AlwaysMoved:
		return layer + "The day of handoff is never open, so that every handoff moves."
	case rotation.SameWeekends:
		return layer + "Daily turns of a multiple of seven members: the same people have every weekend."
	case rotation.NoMembers:
		return layer + "Nobody is in the rotation."
	case rotation.BeyondHorizon:
		return fmt.Sprintf("%sPublic holidays from %s on are estimates.", layer, instantIn(w.At, loc))
	}
	return layer + w.Kind.String()
}
