package slackapp

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// phaseLine tells the medians of the phases that any incident has reached, ""
// when none has.
func phaseLine(b phrase.Book, n triage.IncidentNumbers) string {
	var items []string
	for _, phase := range []struct {
		name phrase.Line
		triage.Spread
	}{
		{phrase.PhaseDetect, n.Detect},
		{phrase.PhaseAcknowledge, n.Acknowledge},
		{phrase.PhaseStabilise, n.Stabilise},
		{phrase.PhaseRestore, n.Restore},
		{phrase.PhaseImpact, n.Impact},
	} {
		if phase.N == 0 {
			continue
		}
		line := phrase.MeasureTime
		if phase.P90 > 0 {
			line = phrase.MeasureSpread
		}
		items = append(items, b.Say(line, "phase", b.Say(phase.name), "n", itoa(phase.N),
			"median", b.Duration(phase.Median), "p90", b.Duration(phase.P90)))
	}
	if len(items) == 0 {
		return ""
	}
	return b.Say(phrase.MeasureTimes, "items", joinFacts(b, items))
}

// measureLines tell what the post leaves out about incidents: what they were,
// and how pages were answered.
func (a *App) measureLines(b phrase.Book, n triage.IncidentNumbers) []string {
	var lines []string
	if n.N > 0 {
		lines = append(lines, b.Say(phrase.MeasureState, "running", itoa(n.Running), "reopened", itoa(n.Reopened)))
		if n.Impact.N > 0 {
			lines = append(lines, b.Say(phrase.MeasureImpact, "n", itoa(n.Impact.N),
				"time", b.Duration(time.Duration(n.ImpactMinutes)*time.Minute)))
		}
		lines = append(lines, originLine(b, n))
		lines = append(lines, a.groupLines(b, n)...)
	}
	switch {
	case n.Pages.N > 0:
		lines = append(lines, b.Say(phrase.MeasurePages, "median", b.Duration(n.Pages.Median), "n", itoa(n.Pages.N), "none", itoa(n.Unanswered)))
	case n.Unanswered > 0:
		lines = append(lines, b.Say(phrase.MeasureNoPage, "none", itoa(n.Unanswered)))
	}
	return lines
}

// originLine says how many began as what.
func originLine(b phrase.Book, n triage.IncidentNumbers) string {
	names := map[triage.Origin]phrase.Line{
		triage.OriginInquiry: phrase.OriginInquiry, triage.OriginAlert: phrase.OriginAlert, triage.OriginPerson: phrase.OriginPerson,
	}
	var items []string
	for _, origin := range triage.Origins() {
		if n.Origins[origin] > 0 {
			items = append(items, b.Say(names[origin])+" "+of(b, n.Origins[origin], n.N))
		}
	}
	return b.Say(phrase.MeasureOrigins, "items", joinFacts(b, items))
}

// groupLines are the incidents by what they have in common, where anything is
// known.
func (a *App) groupLines(b phrase.Book, n triage.IncidentNumbers) []string {
	var lines []string
	for _, by := range []struct {
		line   phrase.Line
		groups []triage.IncidentGroup
		name   func(string) string
	}{
		{phrase.MeasureSeverities, n.Severities, func(k string) string { return escape(a.severityTitle(b, triage.Severity(k))) }},
		{phrase.MeasureTeams, knownOf(n.Teams), func(k string) string { return a.countedTeam(b, k) }},
		{phrase.MeasureRotations, severalOf(n.Rotations), escape},
		{phrase.MeasureAreas, knownOf(n.Areas), func(k string) string { return a.areaName(b, k) }},
		{phrase.MeasureCauses, knownOf(n.Causes), func(k string) string { return escape(a.causeName(b, k)) }},
	} {
		var items []string
		for _, g := range by.groups {
			line := phrase.MeasureGroupOpen
			if g.Restore.N > 0 {
				line = phrase.MeasureGroup
			}
			items = append(items, b.Say(line, "key", by.name(g.Key), "n", itoa(g.N), "median", b.Duration(g.Restore.Median)))
		}
		if len(items) > 0 {
			lines = append(lines, b.Say(by.line, "items", joinFacts(b, fitting(b, items, limitInLine))))
		}
	}
	return lines
}

// severalOf leaves out groups that tell nothing: the only rotation there is.
func severalOf(groups []triage.IncidentGroup) []triage.IncidentGroup {
	if len(groups) < 2 {
		return nil
	}
	return groups
}

// knownOf leaves out groups of which nobody has named a key.
func knownOf(groups []triage.IncidentGroup) []triage.IncidentGroup {
	if len(groups) == 1 && groups[0].Key == "" {
		return nil
	}
	return groups
}

// countedTeam is the name of a team for a list.
func (a *App) countedTeam(b phrase.Book, key string) string {
	if key == "" {
		return b.Say(phrase.ReportUnknown)
	}
	return escape(a.teamName(b, triage.TeamID(key)))
}

// causeName is what the team calls a cause.
func (a *App) causeName(b phrase.Book, key string) string {
	if key == "" {
		return b.Say(phrase.CauseUnknown)
	}
	for _, c := range a.desk.Policy.Incident.Causes {
		if name := c.Name[triage.Lang(b.Lang())]; c.Key == key && name != "" {
			return name
		}
	}
	return key
}

// causeChoices are the causes for a form.
func (a *App) causeChoices(b phrase.Book) []choice {
	var out []choice
	for _, c := range a.desk.Policy.Incident.Causes {
		out = append(out, choice{value: c.Key, text: a.causeName(b, c.Key)})
	}
	return out
}

// incidentStats are the numbers of incidents alone.
func (a *App) incidentStats(b phrase.Book, d triage.Digest) message {
	lines := []string{b.Say(phrase.MeasureHead, "when", a.periodName(b, d.Period), "n", itoa(d.Response.N),
		"from", b.Date(a.local(d.From)), "to", b.Date(a.local(d.To.AddDate(0, 0, -1))))}
	if line := phaseLine(b, d.Response); line != "" {
		lines = append(lines, line)
	}
	lines = append(lines, a.measureLines(b, d.Response)...)
	if owed := owedLine(b, d.Owed); owed != "" {
		lines = append(lines, owed)
	}
	m := message{text: strings.Join(lines, "\n"), blocks: []slack.Block{section("*" + lines[0] + "*")}}
	for _, part := range packed(lines[1:]) {
		m.blocks = append(m.blocks, section(part))
	}
	return m
}
