package triage

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// figures are the lines about incidents. A phase has its median, 0 when no
// incident reached it, beside the number of those that did.
func (n IncidentNumbers) figures() [][2]any {
	rows := [][2]any{{"incidents_running", n.Running}, {"incidents_reopened", n.Reopened}}
	for _, phase := range []struct {
		name string
		Spread
	}{
		{"detect", n.Detect}, {"acknowledge", n.Acknowledge}, {"stabilise", n.Stabilise}, {"restore", n.Restore}, {"impact", n.Impact}, {"page_acknowledge", n.Pages},
	} {
		rows = append(rows, [2]any{"incident_" + phase.name + "_n", phase.N},
			[2]any{"median_incident_" + phase.name + "_minutes", int(phase.Median.Minutes())})
	}
	rows = append(rows, [2]any{"incident_impact_minutes", n.ImpactMinutes}, [2]any{"pages_unanswered", n.Unanswered})
	for _, origin := range Origins() {
		rows = append(rows, [2]any{"incidents_began_as_" + string(origin), n.Origins[origin]})
	}
	return rows
}

// WriteCSV writes one figure per line under a heading: its name and its value.
// The names stay as they are once published; new ones are added at the end,
// before those of what is worked out beside the digest.
func (d Digest) WriteCSV(w io.Writer, beside ...[2]any) error {
	out := csv.NewWriter(w)
	rows := [][2]any{
		{"period", d.Period},
		{"asked", d.Asked},
		{"asked_week_before", d.Before},
		{"asked_four_week_mean", d.FourWeek},
		{"replied", d.Replied},
		{"median_first_reply_minutes", int(d.MedianReply.Minutes())},
		{"in_time", d.InTime},
		{"judged", d.Judged},
		{"breached", d.Breached},
		{"resolved", d.Resolved},
		{"carried_over", d.Carried},
		{"withdrawn", d.Withdrawn},
		{"duplicates", d.Duplicates},
		{"reasons_given", d.Reasoned},
		{"suggested", d.Offered},
		{"self_solved", d.Confirmed},
		{"still_needed_help", d.Escalated},
		{"no_reaction", d.Silent},
		{"minutes", d.Minutes},
		{"categories_corrected", d.Corrected},
		{"incidents", len(d.Incidents)},
	}
	for _, class := range CloseClasses() {
		rows = append(rows, [2]any{"closed_" + string(class), d.Classes[class]})
	}
	rows = append(rows, [2]any{"recontacts", d.Recontacts},
		[2]any{"reasons_guessed", d.Guessed}, [2]any{"reasons_guess_kept", d.GuessKept},
		[2]any{"work_items", d.WorkItems}, [2]any{"median_resolve_minutes", int(d.MedianResolve.Minutes())},
		[2]any{"cluster_cards", d.Clusters}, [2]any{"cluster_not_related", d.Unrelated},
		[2]any{"areas_guessed", d.Labels.Guessed}, [2]any{"areas_automatic", d.Labels.Automatic},
		[2]any{"areas_audited", d.Labels.Audited}, [2]any{"areas_audited_right", d.Labels.Right},
		[2]any{"areas_named", d.Labels.Named}, [2]any{"areas_named_of_three", d.Labels.Offered},
		[2]any{"impact_suspected", d.Alarms.Suspected}, [2]any{"impact_paged", d.Alarms.Paged},
		[2]any{"impact_confirmed", d.Alarms.Confirmed}, [2]any{"impact_denied", d.Alarms.Denied},
		[2]any{"impact_said", d.Alarms.Said}, [2]any{"incidents_from_inquiries", d.Alarms.Declared},
		[2]any{"incidents_not_suspected", d.Alarms.Missed},
		[2]any{"next_replies", d.NextReplies}, [2]any{"median_next_reply_minutes", int(d.MedianNext.Minutes())},
		[2]any{"alerts", d.Alerts.Told}, [2]any{"alerts_false", d.Alerts.False},
		[2]any{"imported", d.Imported})
	rows = append(rows, d.Response.figures()...)
	actions := 0
	for _, late := range d.Owed.Actions {
		actions += late.N
	}
	rows = append(rows, [2]any{"reviews_overdue", len(d.Owed.Reviews)}, [2]any{"actions_overdue", actions},
		[2]any{"categories_classified", d.Classified}, [2]any{"reopened", d.Reopened}, [2]any{"times_given", d.Timed})
	for _, s := range Solvers() {
		rows = append(rows, [2]any{"solver_" + s.String(), d.Solvers[s.String()]})
	}
	for _, v := range DocumentedValues() {
		rows = append(rows, [2]any{"documents_" + v.String(), d.Docs[v.String()]})
	}
	records := [][]string{{"figure", "value"}}
	for _, r := range append(rows, beside...) {
		value := fmt.Sprint(r[1])
		if f, ok := r[1].(float64); ok {
			value = strconv.FormatFloat(f, 'f', -1, 64)
		}
		records = append(records, []string{fmt.Sprint(r[0]), value})
	}
	if err := out.WriteAll(records); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}
