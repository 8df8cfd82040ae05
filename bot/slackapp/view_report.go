package slackapp

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// Report is the report with what its thread holds, as plain lines for the
// command line.
func (a *App) Report(lang triage.Lang, r triage.Report) []string {
	b := a.book(lang)
	return unmarked(slices.Concat(a.reportLines(b, r.Digest), a.detailLines(b, r)))
}

// labelled is a link with a text, as [link] writes it.
var labelled = regexp.MustCompile(`<(https?://[^|<>]+)\|([^<>]*)>`)

// unmarked are lines as they read where nobody knows Slack's links and escapes.
func unmarked(lines []string) []string {
	out := make([]string, len(lines))
	for n, line := range lines {
		out[n] = unescape(labelled.ReplaceAllString(line, "$2 ($1)"))
	}
	return out
}

// of is a fraction; no percentage below ten.
func of(b phrase.Book, n, total int) string { return b.Share(n, total) }

// oneDecimal is a number that is not negative with at most one decimal, halves
// rounded up as people do.
func oneDecimal(f float64) string {
	return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64)
}

// periodName is how people call a week or month now: this one, the last one,
// or its number.
func (a *App) periodName(b phrase.Book, p triage.Period) string {
	now, this, last := triage.PeriodOf(a.now(), a.deps.Location), phrase.WeekThis, phrase.WeekLast
	if p.IsMonth() {
		now, this, last = triage.MonthOf(a.now(), a.deps.Location), phrase.MonthThis, phrase.MonthLast
	}
	switch p {
	case now:
		return b.Say(this)
	case now.Previous():
		return b.Say(last)
	}
	return string(p)
}

func (a *App) reportLines(b phrase.Book, d triage.Digest) []string {
	dot := sep(b)
	title, empty, unit, whole := phrase.ReportHead, phrase.ReportEmpty, phrase.PersonWeek, a.config.PersonWeek
	if d.Period.IsMonth() {
		title, empty, unit, whole = phrase.ReportHeadMonth, phrase.ReportEmptyMonth, phrase.PersonMonth, a.config.PersonWeek*52/12
		if d.FourWeek == 0 { // the first month: there is nothing to compare it with
			title, empty = phrase.ReportHeadFirst, phrase.ReportEmptyFirst
		}
	}
	area := ""
	if d.Area != "" {
		area = sep(b) + b.Say(phrase.Area, "area", a.areaName(b, d.Area))
	}
	last := d.To.AddDate(0, 0, -1)
	head := []string{
		"when", a.periodName(b, d.Period),
		"from", b.Date(a.local(d.From)), "to", b.Date(a.local(last)),
		"n", itoa(d.Asked), "before", itoa(d.Before), "mean", oneDecimal(d.FourWeek),
	}
	if d.Asked == 0 && d.Resolved == 0 && d.Carried == 0 && len(d.Incidents) == 0 {
		lines := alertsLine(b, d, []string{b.Say(empty, head...) + area})
		if owed := owedLine(b, d.Owed); owed != "" {
			lines = append(lines, owed)
		}
		return lines
	}
	lines := []string{b.Say(title, head...) + area}
	if d.Replied == 0 {
		lines = append(lines, b.Say(phrase.ReportNoReply, "resolved", itoa(d.Resolved), "carried", itoa(d.Carried)))
	} else {
		lines = append(lines, b.Say(phrase.ReportReply, "median", b.Duration(d.MedianReply), "intime", of(b, d.InTime, d.Judged),
			"resolved", itoa(d.Resolved), "carried", itoa(d.Carried)))
	}
	if d.Imported > 0 {
		lines = append(lines, b.Say(phrase.ReportImported, "n", itoa(d.Imported)))
	}
	if d.Duplicates > 0 {
		lines = append(lines, b.Say(phrase.ReportWork, "duplicates", itoa(d.Duplicates), "work", itoa(d.WorkItems)))
	}
	if d.Resolved > 0 {
		lines = append(lines, b.Say(phrase.ReportWho, "n", fmt.Sprintf("%d/%d", d.Reasoned, d.Resolved)))
		var classes []string
		for _, c := range triage.CloseClasses() {
			if n := d.Classes[c]; n > 0 {
				classes = append(classes, escape(a.className(b, c))+" "+itoa(n))
			}
		}
		if len(classes) > 0 {
			lines = append(lines, "  "+strings.Join(classes, dot))
		}
	}
	if d.Resolved > 0 || d.Recontacts > 0 {
		lines = append(lines, b.Say(phrase.ReportReturned, "n", itoa(d.Recontacts), "resolved", itoa(d.Resolved)))
	}
	if d.Offered > 0 {
		lines = append(lines, b.Say(phrase.ReportSelf, "offered", itoa(d.Offered), "yes", itoa(d.Confirmed), "no", itoa(d.Escalated),
			"silent", itoa(d.Silent), "rate", of(b, d.Confirmed, d.Confirmed+d.Escalated)))
	}
	if d.Minutes > 0 {
		share := fmt.Sprintf("%d%%", int(float64(d.Minutes)/whole.Minutes()*100+0.5))
		lines = append(lines, b.Say(phrase.ReportTime, "time", b.Duration(time.Duration(d.Minutes)*time.Minute), "share", share, "unit", b.Say(unit),
			"n", fmt.Sprintf("%d/%d", d.Timed, d.Resolved)))
	}
	if top := min(len(d.Gaps), 3); top > 0 {
		lines = append(lines, b.Say(phrase.ReportGaps, "n", itoa(top), "gaps", strings.Join(gapLines(b, d.Gaps[:top]), " ")))
	}
	if len(d.Automation) > 0 {
		var items []string
		for _, x := range d.Automation {
			item := phrase.ReportAutoItem
			if x.Minutes == 0 { // nobody gave any
				item = phrase.ReportAutoBare
			}
			items = append(items, b.Say(item, "area", a.areaName(b, x.Area), "asks", itoa(x.Asks), "minutes", itoa(x.Minutes)))
		}
		lines = append(lines, b.Say(phrase.ReportAuto, "items", strings.Join(firstOf(b, items, 3), b.Say(phrase.Semicolon))))
	}
	if d.Classified > 0 {
		lines = append(lines, b.Say(phrase.ReportLabels, "corrected", itoa(d.Corrected), "classified", itoa(d.Classified)))
	}
	if line := labelsLine(b, d.Labels); line != "" {
		lines = append(lines, line)
	}
	if d.Clusters > 0 {
		lines = append(lines, b.Say(phrase.ReportClusters, "unrelated", itoa(d.Unrelated), "n", itoa(d.Clusters)))
	}
	if d.Area != "" {
		return lines
	}
	lines = append(alertsLine(b, d, lines), incidentsLine(b, d))
	if line := phaseLine(b, d.Response); line != "" {
		lines = append(lines, line)
	}
	if owed := owedLine(b, d.Owed); owed != "" {
		lines = append(lines, owed)
	}
	return lines
}

// alertsLine adds what monitors cost, if they said anything.
func alertsLine(b phrase.Book, d triage.Digest, lines []string) []string {
	if d.Alerts.Told == 0 {
		return lines
	}
	return append(lines, b.Say(phrase.ReportAlerts, "n", itoa(d.Alerts.Told), "false", itoa(d.Alerts.False)))
}

// labelsLine says how well the classifier knew the areas: how many it set, and
// how many of those that were checked were right. What was not checked is not
// called right.
func labelsLine(b phrase.Book, l triage.Labels) string {
	if l == (triage.Labels{}) {
		return ""
	}
	parts := []string{b.Say(phrase.ReportCoverage, "automatic", of(b, l.Automatic, l.Guessed))}
	if l.Automatic+l.Audited > 0 {
		parts = append(parts, b.Say(phrase.ReportPrecision, "right", of(b, l.Right, l.Audited)))
	}
	if l.Named > 0 {
		parts = append(parts, b.Say(phrase.ReportCandidates, "offered", of(b, l.Offered, l.Named)))
	}
	return strings.Join(parts, sep(b))
}

// alarmLines tell how well words told that production is affected, which the
// weekly post leaves out.
func alarmLines(b phrase.Book, n triage.Alarms) []string {
	var lines []string
	if n.Suspected > 0 {
		lines = append(lines, b.Say(phrase.ReportSuspected, "n", itoa(n.Suspected), "paged", itoa(n.Paged), "yes", itoa(n.Confirmed),
			"no", itoa(n.Denied), "silent", itoa(n.Suspected-n.Confirmed-n.Denied)))
	}
	if n.Said > 0 {
		lines = append(lines, b.Say(phrase.ReportImpactSaid, "n", itoa(n.Said)))
	}
	if n.Declared > 0 {
		lines = append(lines, b.Say(phrase.ReportMissed, "missed", of(b, n.Missed, n.Declared)))
	}
	return lines
}

// resolveLines tell how long later replies and resolving took, which the weekly
// post leaves out.
func resolveLines(b phrase.Book, d triage.Digest) []string {
	var lines []string
	if d.NextReplies > 0 {
		lines = append(lines, b.Say(phrase.ReportNext, "median", b.Duration(d.MedianNext), "n", itoa(d.NextReplies)))
	}
	if d.Resolved > 0 {
		lines = append(lines, b.Say(phrase.ReportResolve, "median", b.Duration(d.MedianResolve), "n", itoa(d.Resolved)))
	}
	return lines
}

// ordinal numbers the items of a line: ① or 1) for the first, which is 0.
func ordinal(b phrase.Book, n int) string {
	const circled = 20
	if b.Lang() == phrase.Japanese && n < circled {
		return string('①' + rune(n))
	}
	return itoa(n+1) + ")"
}

func gapLines(b phrase.Book, gaps []triage.Gap) []string {
	var out []string
	for i, g := range gaps {
		out = append(out, b.Say(phrase.ReportGap, "rank", ordinal(b, i), "words", escape(oneLine(g.Words, 60)),
			"asks", counted(b, g.Asks, phrase.CountAsk, phrase.CountAsks), "teams", counted(b, g.Teams, phrase.CountTeam, phrase.CountTeams)))
	}
	return out
}

// counted is a number with its noun.
func counted(b phrase.Book, n int, one, many phrase.Line) string {
	if n == 1 {
		return b.Say(one, "n", itoa(n))
	}
	return b.Say(many, "n", itoa(n))
}

func incidentsLine(b phrase.Book, d triage.Digest) string {
	if len(d.Incidents) == 0 {
		return b.Say(phrase.ReportNone)
	}
	var items []string
	for _, i := range d.Incidents {
		line := phrase.ReportIncident
		if i.Restored == 0 {
			line = phrase.ReportRunning
		}
		items = append(items, string(i.ID)+" "+b.Say(line, "severity", string(i.Severity),
			"declared", b.Duration(i.Declared), "restored", b.Duration(i.Restored)))
	}
	return b.Say(phrase.ReportIncidents, "n", itoa(len(d.Incidents)), "items", strings.Join(fitting(b, items, limitInLine), b.Say(phrase.Semicolon)))
}

// firstOf are the first n items, with how many were left out.
func firstOf(b phrase.Book, items []string, n int) []string {
	if left := len(items) - n; left > 0 {
		return append(items[:n:n], b.Say(phrase.AndMore, "n", itoa(left)))
	}
	return items
}

// fitting are as many items as there is room for, in UTF-16 units, with how
// many were left out.
func fitting(b phrase.Book, items []string, room int) []string {
	for n, item := range items {
		if room -= units(item) + units(sep(b)); room < 0 {
			return firstOf(b, items, n)
		}
	}
	return items
}

// How much of what is enumerated is shown: in one line, which stands in a
// section with a few other words, and in a message of its own.
const (
	limitInLine = limitSection - 500
	limitLines  = limitTotal - 3000
)

// className is what a class of reasons is called: by the team's own word for
// the reason that makes it, else by ours, which are shorter than on forms.
func (a *App) className(b phrase.Book, c triage.CloseClass) string {
	own, lang := a.config.Reasons, triage.Lang(b.Lang())
	switch c {
	case triage.ClassOnlyPlatform:
		return cmp.Or(own.Solver[triage.SolverPlatformOnly.String()].Name[lang], b.Say(phrase.ClassPlatform))
	case triage.ClassPlatformForNow:
		return cmp.Or(own.Solver[triage.SolverPlatformForNow.String()].Name[lang], b.Say(phrase.ClassForNow))
	case triage.ClassAppTeam:
		return cmp.Or(own.Solver[triage.SolverAppTeam.String()].Name[lang], b.Say(phrase.ClassApp))
	case triage.ClassNotFound:
		return cmp.Or(own.Documented[triage.DocsExistsNotFound.String()].Name[lang], b.Say(phrase.ClassNotFound))
	case triage.ClassNotDocumented:
		return cmp.Or(own.Documented[triage.DocsMissing.String()].Name[lang], b.Say(phrase.ClassMissing))
	case triage.ClassOther:
		return b.Say(phrase.ClassOther)
	}
	return string(c)
}

func (a *App) areaName(b phrase.Book, key string) string {
	if key == "" {
		return b.Say(phrase.ReportUnsorted)
	}
	return escape(title(a.config.Areas, key, b))
}

// report is the weekly post.
func (a *App) report(b phrase.Book, d triage.Digest) message {
	return a.reported(b, d, a.reportLines(b, d), true)
}

// reported are the lines of a report with its buttons; exports says whether its
// readers may receive it as a file, or some of many may.
func (a *App) reported(b phrase.Book, d triage.Digest, lines []string, exports bool) message {
	blocks := []slack.Block{section("*" + lines[0] + "*")}
	for _, part := range packed(lines[1:]) {
		blocks = append(blocks, section(part))
	}
	set := []slack.BlockElement{button(actionReportDetails, reportValue(d.Period, d.Area), b.Say(phrase.ButtonDetails))}
	if exports {
		set = append(set, button(actionReportCSV, reportValue(d.Period, d.Area), b.Say(phrase.ButtonCSV)))
	}
	if len(d.Gaps) > 0 {
		set = append(set, button(actionReportGaps, reportValue(d.Period, d.Area), b.Say(phrase.ButtonGaps)))
	}
	blocks = append(blocks, actions("report", set...))
	if page := a.reportPage(d.Period, d.Area); page != "" && len(lines) > 1 {
		blocks = append(blocks, contextLine(link(page, b.Say(phrase.ReportPage))))
	}
	return message{text: strings.Join(lines, "\n"), blocks: blocks}
}

// reportPage is where the dashboard has a report, whose numbers lead to their
// inquiries there; "" without a dashboard.
func (a *App) reportPage(p triage.Period, area string) string {
	if a.config.DashboardURL == "" {
		return ""
	}
	q := url.Values{"p": {string(p)}}
	if area != "" {
		q.Set("area", area)
	}
	return a.config.DashboardURL + "/week?" + q.Encode()
}

// reportPost is the report as the team reads it, with who is still configured
// as a member and has left: nobody else would notice that they are skipped.
func (a *App) reportPost(ctx context.Context, b phrase.Book, d triage.Digest) message {
	m := a.report(b, d)
	var left []string
	for _, id := range a.desk.Policy.Everybody() {
		if a.Gone(string(id)) {
			left = append(left, escape(a.name(ctx, id)))
		}
	}
	if len(left) > 0 {
		line := b.Say(phrase.ReportLeft, "who", strings.Join(left, b.Say(phrase.Comma)))
		m.text += "\n" + line
		m.blocks = append(m.blocks, contextLine(line))
	}
	return m
}

// reportDetails answer the button under the report.
func (a *App) reportDetails(b phrase.Book, r triage.Report) message {
	return sections(append(a.reportLines(b, r.Digest)[:1], a.detailLines(b, r)...))
}

// detailLines are what the report leaves out.
func (a *App) detailLines(b phrase.Book, r triage.Report) []string {
	d, dot := r.Digest, sep(b)
	counts := func(in []triage.Count, name func(string) string) string {
		var items []string
		for _, c := range in {
			items = append(items, name(c.Key)+" "+itoa(c.N))
		}
		return strings.Join(fitting(b, items, limitInLine), dot)
	}
	lines := slices.Concat(resolveLines(b, d), a.reasonLines(b, d), shareLines(b, r.Share))
	if len(d.Areas) > 0 {
		lines = append(lines, b.Say(phrase.ReportAreas, "items", counts(d.Areas, func(k string) string { return a.areaName(b, k) })))
	}
	if len(d.Teams) > 0 {
		lines = append(lines, b.Say(phrase.ReportTeams, "items", counts(d.Teams, func(k string) string { return a.countedTeam(b, k) })))
	}
	if len(d.Oldest) > 0 {
		ids := make([]string, len(d.Oldest))
		for i, id := range d.Oldest {
			ids[i] = string(id)
		}
		lines = append(lines, b.Say(phrase.ReportOldest, "items", strings.Join(ids, ", ")))
	}
	return slices.Concat(lines, a.measureLines(b, d.Response), alarmLines(b, d.Alarms))
}

// shareLines tell how the work was spread over being on call, of the team
// together: nothing where nobody worked.
func shareLines(b phrase.Book, s triage.OnCallShare) []string {
	all := s.Interruptions()
	if all == 0 {
		return nil
	}
	facts := []string{b.Say(phrase.ShareTouches, "held", of(b, s.OnCall.Interruptions, all))}
	if s.Minutes() > 0 {
		facts = append(facts, b.Say(phrase.ShareTime, "held", b.Minutes(s.OnCall.Minutes), "all", b.Minutes(s.Minutes())))
	}
	if out := s.OutOfHours(); out > 0 {
		facts = append(facts, b.Say(phrase.ShareOutside, "held", of(b, s.OnCall.OutOfHours, out)))
	}
	lines := []string{b.Say(phrase.ReportShare, "items", joinFacts(b, facts))}
	if s.Vacant > 0 {
		lines = append(lines, "  "+b.Say(phrase.ShareVacant, "n", itoa(s.Vacant)))
	}
	if s.HeavyDays > 0 {
		lines = append(lines, "  "+counted(b, s.HeavyDays, phrase.ShareHeavy1, phrase.ShareHeavy))
	}
	return lines
}

// reasonLines set the shares of the classes of reasons beside those that were
// published, and tell how often a form had filled in what people sent.
func (a *App) reasonLines(b phrase.Book, d triage.Digest) []string {
	var lines []string
	if d.Reasoned > 0 {
		var own, published []string
		for _, c := range triage.CloseClasses() {
			own = append(own, escape(a.className(b, c))+" "+of(b, d.Classes[c], d.Reasoned))
			if share := c.Published(); share > 0 {
				published = append(published, fmt.Sprintf("%s %d%%", escape(a.className(b, c)), share))
			}
		}
		lines = append(lines, b.Say(phrase.ReportShares, "items", strings.Join(own, sep(b))),
			b.Say(phrase.ReportPublished, "items", strings.Join(published, sep(b))))
	}
	if d.Guessed > 0 {
		lines = append(lines, b.Say(phrase.ReportGuesses, "kept", of(b, d.GuessKept, d.Guessed)))
	}
	return lines
}

// sections is a message of lines that each fit into a section.
func sections(lines []string) message {
	m := message{text: strings.Join(lines, "\n")}
	for _, part := range packed(lines) {
		m.blocks = append(m.blocks, section(part))
	}
	return m
}

// reportGaps answer the other one.
func (a *App) reportGaps(b phrase.Book, d triage.Digest) message {
	if len(d.Gaps) == 0 {
		return message{text: b.Say(phrase.GapsNone)}
	}
	head := b.Say(phrase.GapsHead, "from", b.Date(a.local(d.From)), "to", b.Date(a.local(d.To.AddDate(0, 0, -1))))
	return sections(append([]string{head}, fitting(b, gapLines(b, d.Gaps), limitLines)...))
}
