package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"toban/bot"
	"toban/config"
	"toban/knowledge"
	"toban/rotation"
)

func guessJSON(g knowledge.Guess) map[string]any {
	choices := []map[string]any{}
	for _, c := range g.Choices {
		choices = append(choices, map[string]any{"key": c.Key, "confidence": c.Confidence})
	}
	words := g.Words
	if words == nil {
		words = []string{}
	}
	similar := []map[string]any{}
	for _, n := range g.Similar {
		similar = append(similar, map[string]any{"id": n.ID, "key": n.Key, "similarity": n.Similarity})
	}
	return map[string]any{
		"key": g.Key, "confidence": g.Confidence, "words": words, "sure": g.Sure, "open": g.Open, "choices": choices, "similar": similar,
	}
}

func classificationJSON(k knowledge.Classification) map[string]any {
	words := k.UrgencyWords
	if words == nil {
		words = []string{}
	}
	return map[string]any{
		"kind": guessJSON(k.Kind), "area": guessJSON(k.Area),
		"urgency": map[string]any{"key": k.Urgency.String(), "confidence": k.UrgencyConfidence, "words": words}, "lang": k.Lang, "model": k.Model,
	}
}

func printClassification(w io.Writer, k knowledge.Classification) {
	guess := func(name string, g knowledge.Guess) []string {
		key := g.Key
		if key == "" {
			key = "-"
		}
		return []string{name, key, fmt.Sprintf("%.2f", g.Confidence), strings.Join(g.Words, ", ")}
	}
	table(w, guess("kind", k.Kind), guess("area", k.Area), []string{"urgency", k.Urgency.String(), fmt.Sprintf("%.2f", k.UrgencyConfidence), strings.Join(k.UrgencyWords, ", ")})
}

func opinionJSON(o knowledge.Opinion) map[string]any {
	classes, words := []map[string]any{}, []map[string]any{}
	for _, c := range o.Classes {
		classes = append(classes, map[string]any{"key": c.Key, "confidence": c.Confidence})
	}
	for _, w := range o.Words {
		words = append(words, map[string]any{"word": w.Word, "weight": w.Weight})
	}
	return map[string]any{"classes": classes, "words": words, "known": o.Known, "threshold": o.Threshold, "labels": o.Labels, "needed": o.Needed}
}

// printOpinion explains a guess: what else it might be, what each word says, what it resembles and why it is asked about or not.
func printOpinion(w io.Writer, name string, g knowledge.Guess, o knowledge.Opinion) {
	fmt.Fprintf(w, "\n%s: %.0f %% of the text is known\n", name, 100*o.Known)
	var rows [][]string
	for i := range max(len(o.Classes), len(o.Words)) {
		row := []string{"", "", "", ""}
		if i < len(o.Classes) {
			row[0], row[1] = "  "+o.Classes[i].Key, fmt.Sprintf("%.3f", o.Classes[i].Confidence)
		}
		if i < len(o.Words) {
			row[2], row[3] = fmt.Sprintf("%+.2f", o.Words[i].Weight), o.Words[i].Word
		}
		rows = append(rows, row)
	}
	table(w, rows...)
	for _, n := range g.Similar {
		fmt.Fprintf(w, "  resembles %s (%s, %.2f)\n", n.ID, n.Key, n.Similarity)
	}
	switch {
	case g.Sure:
		fmt.Fprintf(w, "  set silently, since its probability is at least %.3f\n", o.Threshold)
	case g.Open:
		fmt.Fprintln(w, "  asked openly: too little speaks for any of them")
	case o.Labels < o.Needed:
		fmt.Fprintf(w, "  asked, since %d of %d labels are there before anything is set silently\n", o.Labels, o.Needed)
	case o.Threshold > 1:
		fmt.Fprintln(w, "  asked, since guesses of it have not been right often enough")
	default:
		fmt.Fprintf(w, "  asked, since its probability is below %.3f\n", o.Threshold)
	}
}

// classifier is the one that answers in Slack, as far as that is known while
// toban serves: then the data file is in use.
func (c *cli) classifier(ctx context.Context, cfg *config.Config) (*knowledge.Classifier, error) {
	log, err := c.log()
	if err != nil {
		return nil, err
	}
	return bot.CurrentClassifier(ctx, cfg, log)
}

func (c *cli) classify() *cobra.Command {
	var explain bool
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: `classify "text"`, Short: "Say kind, area and urgency of a text, and the words that decided",
		Example: `  toban classify --config toban.yaml "本番の API が 502 を返し続けています"
  toban classify --config toban.yaml --explain "how do I get a GPU node pool?"`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, err := c.loadOffline()
			if err != nil {
				return err
			}
			classifier, err := c.classifier(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			r := classifier.Explain(strings.Join(args, " "))
			k := r.Classification
			answer := classificationJSON(k)
			if explain {
				answer["explanation"] = map[string]any{"kind": opinionJSON(r.Kind), "area": opinionJSON(r.Area)}
			}
			return c.print(answer, func(w io.Writer) {
				printClassification(w, k)
				if explain {
					printOpinion(w, "kind", k.Kind, r.Kind)
					printOpinion(w, "area", k.Area, r.Area)
				}
			})
		},
	}))
	cmd.Flags().BoolVar(&explain, "explain", false, "show every class, what each word says for the guess and what it resembles")
	return cmd
}

func (c *cli) ask() *cobra.Command {
	var at string
	cmd := c.needsConfig(c.answersJSON(&cobra.Command{
		Use: `ask "text"`, Short: "Go through the intake of an inquiry without Slack",
		Long:    "Shows what toban would do with an inquiry: classification, pages, who is told and when, and the promise of a first reply.",
		Example: `  toban ask --config toban.yaml "how do I rotate a database password?"`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.dryRun(cmd.Context(), strings.Join(args, " "), at)
		},
	}))
	cmd.Flags().StringVar(&at, "at", "", "when it is asked, RFC 3339 or \"2026-11-20 17:00\" in the team's zone; empty means now")
	return cmd
}

func (c *cli) dryRun(ctx context.Context, text, at string) error {
	cfg, err := c.loadOffline()
	if err != nil {
		return err
	}
	now, err := parseInstant("at", at, time.Now(), cfg.Location())
	if err != nil {
		return err
	}
	classifier, err := c.classifier(ctx, cfg)
	if err != nil {
		return err
	}
	schedule, arranged, err := c.known(ctx, cfg, string(cfg.DefaultRotation()))
	if err != nil {
		return err
	}
	onCall := func(at time.Time) rotation.Shift { return schedule.OnCall(at, arranged) }
	var d bot.Rehearsal
	err = c.withLibrary(ctx, func(l *knowledge.Library) error {
		d, err = bot.DryRun(ctx, cfg, bot.NewAdvice(l, classifier), onCall, text, now)
		return err
	})
	if err != nil {
		return err
	}
	k := d.Advice.Classification
	var tells []map[string]any
	for _, n := range d.Notices {
		tells = append(tells, map[string]any{"notice": n.Name, "at": n.At, "person": n.Person})
	}
	answer := classificationJSON(k)
	answer["hits"], answer["answered"] = hits(d.Advice.Hits), d.Advice.Answered
	answer["sla"] = map[string]any{"clock": d.Deadline.Clock, "target": d.Deadline.Target.String(), "due": d.Deadline.Due}
	answer["tells"] = tells
	return c.print(answer, func(w io.Writer) {
		loc := cfg.Location()
		printClassification(w, k)
		fmt.Fprintln(w)
		printHits(w, d.Advice.Hits, d.Advice.Answered)
		fmt.Fprintln(w)
		fmt.Fprintf(w, "First reply due %s (%s on the clock %s)\n", instantIn(d.Deadline.Due, loc), d.Deadline.Target, d.Deadline.Clock)
		for _, n := range d.Notices {
			who := n.Person
			if who == "" {
				who = "-"
			}
			fmt.Fprintf(w, "%s  %-16s %s\n", instantIn(n.At, loc), n.Name, who)
		}
	})
}
