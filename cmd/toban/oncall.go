package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/bot/triage"
	"toban/config"
	"toban/rotation"
)

type shiftJSON struct {
	Start     *time.Time `json:"start"`
	End       *time.Time `json:"end"`
	Primary   string     `json:"primary"`
	Secondary string     `json:"secondary"`
	Why       string     `json:"why"`
	AsOf      *time.Time `json:"as_of,omitempty"` // when another system told so; null for a schedule of toban's own
}

func shiftOf(s rotation.Shift, loc *time.Location) shiftJSON {
	return shiftJSON{
		Start: maybe(s.Start, loc), End: maybe(s.End, loc), Primary: s.Primary, Secondary: s.Secondary,
		Why: whyText(s.Why), AsOf: maybe(s.AsOf, loc),
	}
}

// whyText is the reason, and whom another system names who is nobody here.
func whyText(w rotation.Why) string {
	if w.Reason == rotation.Nobody && w.Note != "" {
		return w.Reason.String() + ": " + w.Note + " is not in external.people"
	}
	return w.Reason.String()
}

// maybe is t, or null when there is none.
func maybe(t time.Time, loc *time.Location) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.In(loc)
	return &t
}

func (c *cli) oncall() *cobra.Command {
	var name, at, from, until string
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "oncall", Short: "Say who is on call and why, or list the shifts of a time",
		Long: `Says who is on call at an instant, or lists the shifts between two. Where the
data file can be read, covers, swaps, absences and what the rotation was
configured like before count; while toban serves it cannot, and the answer is
from the configuration alone. A schedule that another system keeps is asked for
there, or read from the data file.`,
		Example: `  toban oncall --config toban.yaml --at 2026-11-24T10:00:00+09:00
  toban oncall --config toban.yaml --from 2026-01-01 --until 2027-01-01 --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			if name == "" {
				name = string(cfg.DefaultRotation())
			}
			r, changes, err := c.known(cmd.Context(), cfg, name)
			if err != nil {
				return err
			}
			if from != "" || until != "" {
				return c.shifts(cfg, r, changes, from, until)
			}
			t, err := parseInstant("at", at, time.Now(), cfg.Location())
			if err != nil {
				return err
			}
			s := r.OnCall(t, changes)
			loc := cfg.Location()
			return c.print(shiftOf(s, loc), func(w io.Writer) {
				who := s.Primary
				if who == "" {
					who = "nobody"
				}
				rows := [][]string{
					{"on call", who},
					{"secondary", s.Secondary},
					{"since", instantIn(s.Start, loc)},
					{"until", instantIn(s.End, loc)},
					{"why", whyText(s.Why)},
				}
				if !s.AsOf.IsZero() {
					rows = append(rows, []string{"as of", instantIn(s.AsOf, loc)})
				}
				table(w, rows...)
			})
		},
	}))
	cmd.Flags().StringVar(&name, "rotation", "", "the rotation; empty means the only one")
	cmd.Flags().StringVar(&at, "at", "", "instant, RFC 3339 or \"2026-11-24 10:00\" in the team's zone; empty means now")
	cmd.Flags().StringVar(&from, "from", "", "start of the time to list, likewise or a date; empty means now")
	cmd.Flags().StringVar(&until, "until", "", "its end, likewise; empty means four weeks later")
	return cmd
}

// known is a rotation and what people have arranged on top of it, as far as the
// data file can be read. What another system keeps and does not tell is
// answered from the copy, which is said.
func (c *cli) known(ctx context.Context, cfg *config.Config, name string) (*rotation.Rotation, rotation.Changes, error) {
	r, err := pick(cfg, name)
	if err != nil {
		return nil, rotation.Changes{}, err
	}
	if !cfg.Rotations[name].External() {
		if known, arranged, ok := bot.Rotation(ctx, cfg, name); ok {
			return known, arranged, nil
		}
		return r, rotation.Changes{}, nil
	}
	read, err := bot.ReadExternal(ctx, cfg, triage.RotationID(name), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, rotation.Changes{}, err
	}
	if read.Stale != nil {
		fmt.Fprintf(c.stderr, "toban: answering from the copy in the data file, because the schedule cannot be read: %v\n", read.Stale)
	}
	return read.Rotation, read.Changes, nil
}

// pick is a rotation as the configuration alone has it.
func pick(cfg *config.Config, name string) (*rotation.Rotation, error) {
	all, err := cfg.Schedules()
	if err != nil {
		return nil, err
	}
	r := all[triage.RotationID(name)]
	if r == nil {
		return nil, usage("there is no rotation %q; configured are %v", name, slices.Sorted(maps.Keys(all)))
	}
	return r, nil
}

// longest is the longest time listed in one go.
const longest = 10 * 366 * 24 * time.Hour

func (c *cli) shifts(cfg *config.Config, r *rotation.Rotation, changes rotation.Changes, from, until string) error {
	loc := cfg.Location()
	start, err := parseInstant("from", from, time.Now(), loc)
	if err != nil {
		return err
	}
	end, err := parseInstant("until", until, start.AddDate(0, 0, 28), loc)
	if err != nil {
		return err
	}
	if !end.After(start) || end.Sub(start) > longest {
		return usage("--until has to be after --from, by ten years at most")
	}
	list := []shiftJSON{}
	rows := [][]string{{"FROM", "UNTIL", "ON CALL", "SECONDARY", "WHY"}}
	for s := range r.Shifts(start, end, changes) {
		list = append(list, shiftOf(s, loc))
		rows = append(rows, []string{instantIn(s.Start, loc), instantIn(s.End, loc), s.Primary, s.Secondary, whyText(s.Why)})
	}
	return c.print(map[string]any{"shifts": list}, func(w io.Writer) { table(w, rows...) })
}

func (c *cli) sla() *cobra.Command {
	var from, kind, urgency, area, team, lang string
	var pauses []string
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "sla", Short: "Say when a first reply is due, and why then",
		Long: `Says when a first reply is due: which clock and target apply and which key of
the configuration says so, what the clock counted and what it left out, and who
is told when if nobody replies.`,
		Example: `  toban sla --config toban.yaml --from 2026-11-20T17:00:00+09:00
  toban sla --config toban.yaml --from 2026-11-20T17:00:00+09:00 --urgency urgent
  toban sla --config toban.yaml --from 2026-11-20T17:00:00+09:00 --kind request --team payments --lang en`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			start, err := parseInstant("from", from, time.Time{}, cfg.Location())
			if err != nil {
				return err
			}
			var u triage.Urgency
			if err := u.UnmarshalText([]byte(urgency)); err != nil {
				return usage("--urgency %q is none of normal, urgent, wish", urgency)
			}
			breaks, err := parsePauses(pauses, cfg.Location())
			if err != nil {
				return err
			}
			p, err := bot.Promised(cfg, bot.Case{
				Asked: start, Urgency: u, Kind: kind, Area: area, Team: triage.TeamID(team), Pauses: breaks,
			})
			if err != nil {
				return err
			}
			return c.printPromise(p, cmp.Or(lang, string(cfg.Team.Language)), cfg.Location())
		},
	}))
	flags := cmd.Flags()
	flags.StringVar(&from, "from", "", "when it was asked, RFC 3339 or \"2026-11-20 17:00\" in the team's zone")
	flags.StringVar(&kind, "kind", triage.KindQuestion, "kind of the inquiry")
	flags.StringVar(&urgency, "urgency", "normal", "normal, urgent or wish")
	flags.StringVar(&area, "area", "", "area of the inquiry")
	flags.StringVar(&team, "team", "", "asking team")
	flags.StringArrayVar(&pauses, "pause", nil, "A/B, two instants between which the clock stands still; several times")
	flags.StringVar(&lang, "lang", "", "ja or en; empty means the team's language")
	required(cmd, "from")
	return cmd
}

func parsePauses(texts []string, loc *time.Location) ([]rotation.Pause, error) {
	var out []rotation.Pause
	for _, text := range texts {
		var p rotation.Pause
		var err error
		for i, part := range splitPause(text) {
			at := &p.From
			if i == 1 {
				at = &p.To
			}
			if *at, err = parseInstant("pause", part, time.Time{}, loc); err != nil {
				return nil, err
			}
		}
		if p.From.IsZero() {
			return nil, usage("--pause %q is not A/B, two instants", text)
		}
		out = append(out, p)
	}
	return out, nil
}

func splitPause(text string) []string {
	for i := range text {
		if text[i] == '/' {
			return []string{text[:i], text[i+1:]}
		}
	}
	return []string{text}
}

func (c *cli) printPromise(p bot.Promise, lang string, loc *time.Location) error {
	warn := []map[string]any{}
	answer := map[string]any{
		"asked": p.Case.Asked.In(loc), "clock": p.Choice.Clock, "target": p.Choice.FirstReply.String(), "due": maybe(p.Deadline.Due, loc),
		"clock_by": p.Choice.ClockKey, "target_by": p.Choice.FirstReplyKey, "breach_told": nil,
	}
	for _, l := range p.Lines {
		if l.To == bot.TellsLeads {
			answer["breach_told"] = maybe(l.Told, loc)
			continue
		}
		warn = append(warn, map[string]any{"percent": l.Percent, "at": l.At.In(loc), "told": maybe(l.Told, loc)})
	}
	steps := []map[string]any{}
	for _, s := range p.Trace {
		steps = append(steps, map[string]any{"from": s.From.In(loc), "until": s.To.In(loc), "state": s.State.String(), "holiday": s.Holiday})
	}
	answer["warn"], answer["steps"] = warn, steps
	return c.print(answer, func(w io.Writer) { table(w, p.Rows(lang, loc)...) })
}
