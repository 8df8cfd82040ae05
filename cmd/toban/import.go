package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/bot/slackexport"
	"toban/config"
)

func (c *cli) importCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "import", Short: "Bring in inquiries from before toban"}
	cmd.AddCommand(c.importSlack())
	return cmd
}

func (c *cli) importSlack() *cobra.Command {
	var channel, since string
	var dryRun bool
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: "slack-export EXPORT", Short: "Read past inquiries from a channel of a Slack export",
		Long: `Reads the past inquiries of a channel out of a Slack export, the ZIP file that
Slack makes or the folder it unpacks to, and prints what the report of the last
six months would have looked like. Nobody is told of what is imported, and no
promise, reminder or message follows from it.

An inquiry is a message at the top of the channel that somebody outside of the
team (team.members, leads and admins) wrote, and that somebody of the team
answered in its thread or that mentions the team: a member, toban, or the user
group of a rotation. Left out are messages of bots, of the team and deleted
ones, what asks nothing (greetings, thanks, announcements), what is older than
store.retention, and threads in which somebody wrote in the last seven days of
the export: they may still go on.

The first reply is a member's first message in the thread. It was resolved when
an asker or a member marked it with the reaction that resolves (slack.emoji) or
another check mark, when the asker said so or thanked, or when the team had the
last word and did not ask back. Anything else was given up.

Imported inquiries are found for similar questions, counted in the reports of
their time, which say so, and forgotten like others; what was asked in a private
channel stays between its people. Reactions that taxonomy.emoji names teach the
classifier, and so does every correction later on.

A second run adds what is new and nothing twice, also after the first was cut
short. Stop toban first; --dry-run also works while it serves.

With --json the answer is one document:
  channel, name, private     what was read
  days, messages, first,     how much of it, and from when to when
  last, threads, orphans     (orphans: replies to messages that are not there)
  problems[]                 file and problem of what could not be read
  found, resolved, given_up  past inquiries, and how they ended
  added                      of found, recorded now; in a dry run: would be
  left_out                   threads that were none, by reason: deleted, bot, member,
                             unanswered, chatter, running
  area_labels, kind_labels   of found, marked by reactions of members
  model, learned             the version of the classifier that answers now, and the
                             labels that it has learned from
  months[]                   month, asked, replied, median_first_reply_minutes,
                             in_time of judged, areas[] (key, n)`,
		Example: `  toban import slack-export export.zip --channel ask-platform --config toban.yaml --dry-run
  toban import slack-export export.zip --channel C01ASK --config toban.yaml --since 2026-01-01`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			from, err := parseInstant("since", since, time.Time{}, cfg.Location())
			if err != nil {
				return err
			}
			return c.runImport(cmd.Context(), cfg, bot.ImportSpec{
				Path: args[0], Channel: channel, Since: from, DryRun: dryRun, Now: time.Now(), Progress: c.progress,
			})
		},
	}))
	cmd.Flags().StringVar(&channel, "channel", "", "the channel, by its name or id")
	cmd.Flags().StringVar(&since, "since", "", "leave out what was asked before, RFC 3339 or a date such as 2026-01-01")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "record nothing")
	required(cmd, "channel")
	return cmd
}

func (c *cli) runImport(ctx context.Context, cfg *config.Config, spec bot.ImportSpec) error {
	out, err := bot.Import(ctx, cfg, spec)
	if err != nil {
		return err
	}
	if out.Problems == nil {
		out.Problems = []slackexport.Problem{}
	}
	return c.print(out, func(w io.Writer) { printImport(w, out, cfg) })
}

// problemsShown is how many files are named that could not be read.
const problemsShown = 20

func printImport(w io.Writer, out bot.Imported, cfg *config.Config) {
	day := func(t time.Time) string { return t.In(cfg.Location()).Format(time.DateOnly) }
	fmt.Fprintf(w, "#%s: %s on %s, %s – %s\n", strings.TrimPrefix(out.Name, "#"),
		counted(out.Messages, "message"), counted(out.Days, "day"), day(out.First), day(out.Last))
	rows := [][]string{
		{"threads looked at", fmt.Sprint(out.Threads)},
		{"past inquiries", fmt.Sprintf("%d (%d resolved, %d given up)", out.Found, out.Resolved, out.GivenUp)},
	}
	for _, why := range slackexport.Reasons() {
		if n := out.Left[why]; n > 0 {
			rows = append(rows, []string{"left out: " + reasonText(why), fmt.Sprint(n)})
		}
	}
	if out.Orphans > 0 {
		rows = append(rows, []string{"replies to what is not in the export", fmt.Sprint(out.Orphans)})
	}
	rows = append(rows, []string{"marked by reactions", fmt.Sprintf("%d with an area, %d with a kind", out.Areas, out.Kinds)})
	table(w, rows...)
	printProblems(w, out.Problems)
	fmt.Fprintln(w)
	printMonths(w, out.Months, cfg)
	fmt.Fprintln(w)
	printAdded(w, out)
}

func reasonText(why slackexport.Reason) string {
	switch why {
	case slackexport.Gone:
		return "deleted"
	case slackexport.ByBot:
		return "written by bots"
	case slackexport.ByMember:
		return "written by the team"
	case slackexport.Unanswered:
		return "the team had no part in it"
	case slackexport.Chatter:
		return "asks nothing"
	case slackexport.Running:
		return "may still go on"
	}
	return string(why)
}

func printProblems(w io.Writer, problems []slackexport.Problem) {
	for n, p := range problems {
		if n == problemsShown {
			fmt.Fprintf(w, "PROBLEM  … and %d more (--json lists all)\n", len(problems)-n)
			break
		}
		fmt.Fprintf(w, "PROBLEM  %s: %s\n", p.File, p.Problem)
	}
}

// printMonths prints what the reports would have looked like. Shares are
// fractions: a month may have few.
func printMonths(w io.Writer, months []bot.Month, cfg *config.Config) {
	const shown = 3
	fmt.Fprintln(w, "What the reports would have looked like, by today's promise:")
	rows := [][]string{{"MONTH", "ASKED", "ANSWERED", "MEDIAN FIRST REPLY", "IN TIME", "TOP AREAS"}}
	for _, m := range months {
		reply, inTime, top := "-", "-", "-"
		if m.Replied > 0 {
			reply = strings.Replace(m.MedianReply.Round(time.Minute).String(), "m0s", "m", 1)
		}
		if m.Judged > 0 {
			inTime = fmt.Sprintf("%d/%d", m.InTime, m.Judged)
		}
		var areas []string
		for _, a := range m.Areas[:min(shown, len(m.Areas))] {
			areas = append(areas, fmt.Sprintf("%s %d", areaTitle(cfg, a.Key), a.N))
		}
		if len(areas) > 0 {
			top = strings.Join(areas, ", ")
		}
		rows = append(rows, []string{string(m.Period), fmt.Sprint(m.Asked), fmt.Sprint(m.Replied), reply, inTime, top})
	}
	table(w, rows...)
}

// areaTitle is what an area is called on a terminal.
func areaTitle(cfg *config.Config, key string) string {
	for _, t := range cfg.Terms().Areas {
		if t.Key == key {
			return t.Title("en")
		}
	}
	if key == "" {
		return "unsorted"
	}
	return key
}

func printAdded(w io.Writer, out bot.Imported) {
	known := out.Found - out.Added
	switch {
	case out.DryRun:
		fmt.Fprintf(w, "%d would be added, %d are there already. Nothing was recorded.\n", out.Added, known)
		return
	case out.Private:
		fmt.Fprintln(w, "The channel is private: its inquiries stay between their people, and teach nothing.")
	}
	fmt.Fprintf(w, "%d added, %d were there already.\n", out.Added, known)
	if out.Model != "" {
		fmt.Fprintf(w, "The classifier has learned from %s.\n", counted(out.Labels, "label"))
	}
}
