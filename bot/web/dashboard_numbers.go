package web

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// How long what was worked out holds while nothing is written: numbers of what
// goes on change with the time of day.
const (
	numbersFor = time.Minute
	overFor    = 24 * time.Hour
)

// period is the week or month that the visitor asks for, this week for none.
func (v *visit) period() (triage.Period, error) {
	if p := v.param("p"); p != "" {
		return triage.ParsePeriod(strings.ToUpper(p))
	}
	return triage.PeriodOf(v.now, v.zone()), nil
}

// digest is the report of a period, of one area alone or of all for "".
func (v *visit) digest(ctx context.Context, p triage.Period, area string) (triage.Digest, error) {
	return recall(v, "digest/"+string(p)+"/"+area, v.lasting(p), func() (triage.Digest, error) {
		return v.Desk.DigestOf(context.WithoutCancel(ctx), p, area) // others wait for it too
	})
}

// report is the digest of a period with what is worked out beside it.
func (v *visit) report(ctx context.Context, p triage.Period, area string) (triage.Report, error) {
	d, err := v.digest(ctx, p, area)
	if err != nil {
		return triage.Report{}, err
	}
	share, err := recall(v, "share/"+string(p)+"/"+area, v.lasting(p), func() (triage.OnCallShare, error) {
		return v.Desk.OnCallShare(context.WithoutCancel(ctx), d.From, d.To, area) // others wait for it too
	})
	return triage.Report{Digest: d, Share: share}, err
}

// lasting is how long what was worked out of a period holds.
func (v *visit) lasting(p triage.Period) time.Duration {
	_, to := p.Bounds(v.zone())
	if v.now.Sub(to) > v.Desk.Policy.Grace { // what it says does not depend on the time of day any more
		return overFor
	}
	return numbersFor
}

// periodLinks lead to the same page before, after, and of the other length.
func (v *visit) periodLinks(page string, p triage.Period, area string) links {
	from, _ := p.Bounds(v.zone())
	to := func(p triage.Period) string { return v.path(page, "p", string(p), "area", area) }
	other, name := triage.MonthOf(from.AddDate(0, 0, 3), v.zone()), phrase.DashByMonth
	if p.IsMonth() {
		other, name = triage.PeriodOf(from, v.zone()), phrase.DashByWeek
	}
	items := []link{{Text: v.say(phrase.DashPrevious), Href: to(p.Previous())}, {Text: string(p)}}
	if next := p.Next(); v.begun(next) {
		items = append(items, link{Text: v.say(phrase.DashNext), Href: to(next)})
	}
	return links{Name: v.say(phrase.DashPeriods), Items: append(items, link{Text: v.say(name), Href: to(other)})}
}

// begun reports whether a period has begun.
func (v *visit) begun(p triage.Period) bool {
	from, _ := p.Bounds(v.zone())
	return !from.After(v.now)
}

// spanOf is a period with its first and last day, and whether it goes on.
func (v *visit) spanOf(p triage.Period) string {
	from, to := p.Bounds(v.zone())
	said := v.say(phrase.DashSpan, "period", string(p), "from", v.book.Day(v.local(from), v.now), "to", v.book.Day(v.local(to.AddDate(0, 0, -1)), v.now))
	if v.now.Before(to) {
		said += " · " + v.say(phrase.DashSoFar)
	}
	return said
}

// worked is the time that people gave at closing, and of how many closings they
// did.
func (v *visit) worked(d triage.Digest) cell {
	if d.Timed == 0 {
		return said(v.book.Share(0, 0), d.Minutes)
	}
	spent := v.book.Duration(time.Duration(d.Minutes) * time.Minute)
	return said(v.say(phrase.DashTimed, "time", spent, "n", fmt.Sprintf("%d/%d", d.Timed, d.Resolved)), d.Minutes)
}

// week is the report of a week or a month.
func week(ctx context.Context, v *visit) (sheet, error) {
	p, err := v.period()
	if err != nil {
		return sheet{}, err
	}
	area := v.param("area")
	r, err := v.report(ctx, p, area)
	if err != nil {
		return sheet{}, err
	}
	d := r.Digest
	s := sheet{Title: v.say(phrase.DashWeek), Intro: v.spanOf(p), Links: v.periodLinks("/week", p, area)}
	if area != "" {
		s.Intro += " · " + v.say(phrase.DashOneArea, "area", v.Team.AreaTitle(v.book, area))
		s.Links.Items = append(s.Links.Items, link{Text: v.say(phrase.DashAllAreas), Href: v.path("/week", "p", string(p))})
	}
	figures := part{ID: "figures", Title: v.say(phrase.DashFigures), Table: v.figures(r)}
	if v.lead() && area == "" {
		figures.Links = links{Name: v.say(phrase.DashExport), Items: []link{{Text: v.say(phrase.DashExport), Href: v.path("/inquiries.csv", "p", string(p))}}}
	}
	s.Parts = []part{figures, {ID: "classes", Title: v.say(phrase.DashClasses), Table: v.classes(d)}}
	if area == "" {
		s.Parts = append(s.Parts, part{ID: "incidents", Title: v.say(phrase.DashIncidents), Table: v.incidentsOf(d)})
	}
	if len(d.Automation) > 0 {
		s.Parts = append(s.Parts, part{ID: "automation", Title: v.say(phrase.DashAutomation), Table: v.automation(d)})
	}
	s.Parts = append(s.Parts, part{
		ID: "gaps", Title: v.say(phrase.DashDocuments), Table: v.gaps(v.Team.ReadableGaps(ctx, v.who, d.Gaps), "p", string(p), "area", area),
	})
	var oldest []triage.Inquiry
	for _, id := range d.Oldest {
		q, err := v.Desk.Inquiry(ctx, id)
		if err != nil {
			return sheet{}, err
		}
		oldest = append(oldest, q)
	}
	s.Parts = append(s.Parts, part{ID: "oldest", Title: v.say(phrase.DashOldest), Table: v.inquiryTable(ctx, "oldest", phrase.DashOldest, oldest)})
	return s, nil
}

// figures are the numbers of a report, under the names that they have in its
// file.
func (v *visit) figures(r triage.Report) *table {
	d := r.Digest
	t := &table{
		File: "figures", Caption: v.say(phrase.DashFigures), Keys: []string{"figure", "value"}, Head: v.heads(phrase.ColFigure, phrase.ColValue),
		Whole: r.WriteCSV,
	}
	add := func(name phrase.Line, key string, c cell) {
		t.Rows = append(t.Rows, []cell{{Text: v.say(name), Value: key}, c})
	}
	counted := func(f triage.Figure, n int, c cell) {
		add(figureName(f), string(f), v.behind(c, n, d.Period, triage.Selection{Figure: f, Area: d.Area}))
	}
	counted(triage.FigureAsked, d.Asked, count(d.Asked))
	add(phrase.FigBefore, "asked_week_before", count(d.Before))
	mean := strconv.FormatFloat(d.FourWeek, 'f', -1, 64)
	add(phrase.FigMean, "asked_four_week_mean", cell{Text: strconv.FormatFloat(math.Round(d.FourWeek*10)/10, 'f', -1, 64), Value: mean, Number: true})
	counted(triage.FigureDuplicates, d.Duplicates, count(d.Duplicates))
	add(phrase.FigWork, "work_items", count(d.WorkItems))
	counted(triage.FigureReplied, d.Replied, count(d.Replied))
	if d.Replied > 0 {
		add(phrase.FigReply, "median_first_reply_minutes", spent(v, d.MedianReply))
	}
	counted(triage.FigureInTime, d.InTime, said(v.book.Share(d.InTime, d.Judged), d.InTime))
	counted(triage.FigureBreached, d.Breached, count(d.Breached))
	counted(triage.FigureResolved, d.Resolved, count(d.Resolved))
	if d.Resolved > 0 {
		add(phrase.FigResolve, "median_resolve_minutes", spent(v, d.MedianResolve))
	}
	counted(triage.FigureCarried, d.Carried, count(d.Carried))
	counted(triage.FigureWithdrawn, d.Withdrawn, count(d.Withdrawn))
	counted(triage.FigureReasoned, d.Reasoned, said(v.book.Share(d.Reasoned, d.Resolved), d.Reasoned))
	counted(triage.FigureOffered, d.Offered, count(d.Offered))
	counted(triage.FigureConfirmed, d.Confirmed, said(v.book.Share(d.Confirmed, d.Confirmed+d.Escalated), d.Confirmed))
	counted(triage.FigureEscalated, d.Escalated, count(d.Escalated))
	counted(triage.FigureSilent, d.Silent, count(d.Silent))
	add(phrase.FigMinutes, "minutes", v.worked(d))
	counted(triage.FigureCorrected, d.Corrected, said(v.book.Share(d.Corrected, d.Classified), d.Corrected))
	counted(triage.FigureRecontacts, d.Recontacts, count(d.Recontacts))
	if d.Area == "" {
		add(phrase.FigIncidents, "incidents", count(len(d.Incidents)))
	}
	v.share(r.Share, add)
	return t
}

// share adds how the work was spread over being on call, if anybody worked.
func (v *visit) share(s triage.OnCallShare, add func(phrase.Line, string, cell)) {
	all, out := s.Interruptions(), s.OutOfHours()
	if all == 0 {
		return
	}
	worked := func(minutes int) cell { return said(v.book.Minutes(minutes), minutes) }
	add(phrase.FigTouches, "interruptions", count(all))
	add(phrase.FigTouchesHeld, "interruptions_on_call", said(v.book.Share(s.OnCall.Interruptions, all), s.OnCall.Interruptions))
	add(phrase.FigTouchesVacant, "interruptions_nobody_on_call", count(s.Vacant))
	add(phrase.FigTouchesOut, "interruptions_out_of_hours", count(out))
	add(phrase.FigTouchesOutHeld, "interruptions_out_of_hours_on_call", said(v.book.Share(s.OnCall.OutOfHours, out), s.OnCall.OutOfHours))
	add(phrase.FigWorked, "worked_minutes", worked(s.Minutes()))
	add(phrase.FigWorkedHeld, "worked_minutes_on_call", worked(s.OnCall.Minutes))
	add(phrase.FigHeavy, "heavy_days", count(s.HeavyDays))
}

// classes say who could have solved what was resolved.
func (v *visit) classes(d triage.Digest) *table {
	t := &table{
		File: "classes", Caption: v.say(phrase.DashClasses), Keys: []string{"class", "inquiries"},
		Head: v.heads(phrase.ColClass, phrase.ColInquiries),
	}
	for _, c := range triage.CloseClasses() {
		n := d.Classes[c]
		share := v.behind(said(v.book.Share(n, d.Reasoned), n), n, d.Period, triage.Selection{Figure: triage.FigureReasoned, Area: d.Area, Class: c})
		t.Rows = append(t.Rows, []cell{{Text: v.Team.ClassTitle(v.book, c), Value: string(c)}, share})
	}
	return t
}

func (v *visit) incidentsOf(d triage.Digest) *table {
	t := &table{
		File: "incidents", Caption: v.say(phrase.DashIncidents), Empty: v.say(phrase.DashNone),
		Keys: []string{"id", "severity", "title", "minutes_to_declare", "minutes_to_restore"},
		Head: v.heads(phrase.ColID, phrase.ColSeverity, phrase.ColTitle, phrase.ColDetect, phrase.ColRestored),
	}
	for _, i := range d.Incidents {
		var restored cell
		if i.Restored > 0 {
			restored = spent(v, i.Restored)
		}
		t.Rows = append(t.Rows, []cell{
			v.incidentCell(i.ID),
			{Text: v.Team.SeverityTitle(v.book, i.Severity), Value: string(i.Severity)},
			prose(clipped(i.Title, shownWords)), spent(v, i.Declared), restored,
		})
	}
	return t
}

func (v *visit) automation(d triage.Digest) *table {
	t := &table{
		File: "automation", Caption: v.say(phrase.DashAutomation), Keys: []string{"area", "asks", "minutes"},
		Head: v.heads(phrase.ColArea, phrase.ColAsks, phrase.ColMinutes),
	}
	for _, a := range d.Automation {
		asks := count(a.Asks)
		if a.Area != "" { // those of no area cannot be chosen
			asks = v.behind(asks, a.Asks, d.Period, triage.Selection{Figure: triage.FigureReasoned, Area: a.Area, Class: triage.ClassPlatformForNow})
		}
		t.Rows = append(t.Rows, []cell{{Text: v.Team.AreaTitle(v.book, a.Area), Value: a.Area}, asks, count(a.Minutes)})
	}
	return t
}

// shownIDs is how many inquiries of a gap a table names.
const shownIDs = 3

// gaps list what the documents lack; pairs name the list that they are of, as
// for path.
func (v *visit) gaps(list []triage.Gap, pairs ...string) *table {
	t := &table{
		File: "gaps", Caption: v.say(phrase.DashDocuments), Empty: v.say(phrase.GapsNone),
		Keys: []string{"words", "area", "asks", "teams", "minutes", "last", "inquiries"},
		Head: v.heads(phrase.ColWords, phrase.ColArea, phrase.ColAsks, phrase.ColTeams, phrase.ColMinutes, phrase.ColLast, phrase.ColInquiries),
	}
	for _, g := range list {
		asks, some := count(g.Asks), cell{ID: true}
		if len(g.Inquiries) > 0 { // else it was only searched for
			asks.Href = v.path(listPath, slices.Concat(pairs, []string{"gap", string(g.Inquiries[0])})...)
		}
		ids := make([]string, len(g.Inquiries))
		for n, id := range g.Inquiries {
			ids[n] = string(id)
			if n < shownIDs {
				some.Links = append(some.Links, link{Text: string(id), Href: v.inquiryCell(id).Href})
			}
		}
		if left := len(ids) - shownIDs; left > 0 {
			some.Links = append(some.Links, link{Text: v.say(phrase.DashMore, "n", strconv.Itoa(left)), Href: asks.Href})
		}
		some.Value = strings.Join(ids, " ")
		t.Rows = append(t.Rows, []cell{
			text(clipped(g.Words, shownWords)),
			{Text: v.Team.AreaTitle(v.book, g.Area), Value: g.Area},
			asks, count(g.Teams), count(g.Minutes),
			instant(v, g.Last), some,
		})
	}
	return t
}

// allGaps are the gaps of the last months.
func (v *visit) allGaps(ctx context.Context) ([]triage.Gap, error) {
	return recall(v, "gaps", numbersFor, func() ([]triage.Gap, error) { return v.Desk.Gaps(context.WithoutCancel(ctx)) })
}

// backlog is what self-service would spare.
func (v *visit) backlog(ctx context.Context) ([]triage.BacklogItem, error) {
	return recall(v, "backlog", numbersFor, func() ([]triage.BacklogItem, error) { return v.Desk.SelfService(context.WithoutCancel(ctx)) })
}

// documents are the gaps of the last months.
func documents(ctx context.Context, v *visit) (sheet, error) {
	all, err := v.allGaps(ctx)
	if err != nil {
		return sheet{}, err
	}
	backlog, err := v.backlog(ctx)
	if err != nil {
		return sheet{}, err
	}
	all = v.Team.ReadableGaps(ctx, v.who, all)
	const shown = 50
	t := v.gaps(all[:min(len(all), shown)])
	whole := v.gaps(all)
	t.Whole = whole.write
	s := sheet{Title: v.say(phrase.DashDocuments), Parts: []part{{ID: "gaps", Title: v.say(phrase.DashDocuments), Table: t}}}
	from := v.now.Add(-triage.GapsFor)
	s.Intro = v.say(phrase.GapsHead, "from", v.book.Day(from, v.now), "to", v.book.Day(v.now, v.now))
	if left := len(all) - shown; left > 0 {
		s.Parts[0].Text = []string{v.say(phrase.DashMore, "n", strconv.Itoa(left))}
	}
	s.Parts = append(s.Parts, part{ID: "backlog", Title: v.say(phrase.DashBacklog), Table: v.backlogTable(backlog)})
	return s, nil
}

// areas and teams say where the inquiries of a period come from.
func areas(ctx context.Context, v *visit) (sheet, error) {
	return v.counted(ctx, counting{
		at: "/areas", key: "area", title: phrase.DashAreas, column: phrase.ColArea, plot: phrase.DashPlotAreas,
		of: func(d triage.Digest) []triage.Count { return d.Areas },
		name: func(p triage.Period, key string) cell {
			c := cell{Text: v.Team.AreaTitle(v.book, key), Value: key}
			if key != "" {
				c.Href = v.path("/week", "p", string(p), "area", key)
			}
			return c
		},
	})
}

func teams(ctx context.Context, v *visit) (sheet, error) {
	s, err := v.counted(ctx, counting{
		at: "/teams", key: "team", title: phrase.DashTeams, column: phrase.ColTeam, plot: phrase.DashPlotTeams, byName: true,
		of: func(d triage.Digest) []triage.Count { return d.Teams },
		name: func(_ triage.Period, key string) cell {
			return cell{Text: v.Team.TeamTitle(v.book, triage.TeamID(key)), Value: key}
		},
	})
	if err != nil {
		return s, err
	}
	s.Parts[0].Text = append([]string{v.say(phrase.DashNoLeague)}, s.Parts[0].Text...)
	return s, nil
}

// counting is what a page counts the inquiries of a period by.
type counting struct {
	at, key             string // the page, and the column in its file
	title, column, plot phrase.Line
	byName              bool // in the order of names, not of numbers
	of                  func(triage.Digest) []triage.Count
	name                func(triage.Period, string) cell
}

// A tally is how many inquiries stand under a name in a period, and how many did
// in the one before.
type tally struct {
	key         string
	name        cell
	now, before int
}

// counted is a page of how many inquiries of a period stand under each key,
// beside how many did in the period before.
func (v *visit) counted(ctx context.Context, c counting) (sheet, error) {
	p, err := v.period()
	if err != nil {
		return sheet{}, err
	}
	d, err := v.digest(ctx, p, "")
	if err != nil {
		return sheet{}, err
	}
	earlier, err := v.digest(ctx, p.Previous(), "")
	if err != nil {
		return sheet{}, err
	}
	list := c.tallies(p, c.of(d), c.of(earlier))
	t := &table{
		File: strings.TrimPrefix(c.at, "/"), Caption: v.say(c.title), Empty: v.say(phrase.DashNone), Keys: []string{c.key, "inquiries", "before"},
		Head: v.heads(c.column, phrase.ColInquiries, phrase.ColBefore),
	}
	for _, x := range list {
		t.Rows = append(t.Rows, []cell{x.name, v.behindKey(p, c.key, x), count(x.before)})
	}
	content := part{ID: t.File, Title: v.say(c.title), Table: t}
	if len(list) > 0 {
		content.Text = []string{v.say(phrase.DashSameTable)}
		content.Plots = []plot{v.tallyPlot(c.plot, p, list)}
	}
	return sheet{Title: v.say(c.title), Intro: v.spanOf(p), Links: v.periodLinks(c.at, p, ""), Parts: []part{content}}, nil
}

// tallies sets the counts of a period beside those of the one before.
func (c counting) tallies(p triage.Period, now, earlier []triage.Count) []tally {
	before := make(map[string]int)
	for _, x := range earlier {
		before[x.Key] = x.N
	}
	var list []tally
	for _, x := range now {
		list = append(list, tally{key: x.Key, name: c.name(p, x.Key), now: x.N, before: before[x.Key]})
		delete(before, x.Key)
	}
	for _, x := range earlier { // asked about before, and not now
		if n, ok := before[x.Key]; ok {
			list = append(list, tally{key: x.Key, name: c.name(p, x.Key), before: n})
		}
	}
	if c.byName {
		slices.SortStableFunc(list, func(a, b tally) int { return cmp.Compare(a.name.Text, b.name.Text) })
	}
	return list
}

// tallyPlot draws the table beside it.
func (v *visit) tallyPlot(title phrase.Line, p triage.Period, list []tally) plot {
	var labels []string
	now, before := newSeries(string(p)), newSeries(string(p.Previous()))
	for _, x := range list {
		labels = append(labels, x.name.Text)
		now.values = append(now.values, float64(x.now))
		before.values = append(before.values, float64(x.before))
	}
	return across(v.say(title), labels, now, before)
}

// behindKey is a count of what was asked in a period under a key, which is an
// area or a team; those of none cannot be chosen.
func (v *visit) behindKey(p triage.Period, by string, x tally) cell {
	s := triage.Selection{Figure: triage.FigureAsked}
	switch {
	case x.key == "":
		return count(x.now)
	case by == "area":
		s.Area = x.key
	default:
		s.Team = triage.TeamID(x.key)
	}
	return v.behind(count(x.now), x.now, p, s)
}

// trendPeriods is how many periods a trend shows.
const trendPeriods = 12

// trends are twelve weeks or months.
func trends(ctx context.Context, v *visit) (sheet, error) {
	last, by := triage.PeriodOf(v.now, v.zone()), "week"
	if v.param("by") == "month" {
		last, by = triage.MonthOf(v.now, v.zone()), "month"
	}
	points, err := recall(v, "trend/"+string(last), numbersFor, func() ([]triage.TrendPoint, error) {
		return v.Desk.Trend(context.WithoutCancel(ctx), last, trendPeriods)
	})
	if err != nil {
		return sheet{}, err
	}
	s := sheet{Title: v.say(phrase.DashTrends), Links: links{Name: v.say(phrase.DashPeriods)}}
	for _, l := range []struct {
		by   string
		name phrase.Line
	}{{"week", phrase.DashByWeek}, {"month", phrase.DashByMonth}} {
		item := link{Text: v.say(l.name)}
		if l.by != by {
			item.Href = v.path("/trends", "by", l.by)
		}
		s.Links.Items = append(s.Links.Items, item)
	}
	trend := part{ID: "trend", Text: []string{v.say(phrase.DashNone)}}
	if slices.ContainsFunc(points, func(p triage.TrendPoint) bool { return p.Asked > 0 }) {
		trend.Text = []string{v.say(phrase.DashTrendOf), v.say(phrase.DashSameTable)}
		trend.Plots = []plot{v.countPlot(points), v.replyPlot(points)}
	}
	trend.Table = v.trendTable(points)
	s.Parts = []part{trend}
	return s, nil
}

// prepare reads what the pages are made of once, so that the first reader
// waits no longer than those after.
func (d *Dashboard) prepare(ctx context.Context) {
	if _, err := d.Desk.Trend(ctx, triage.MonthOf(d.Now(), d.zone()), trendPeriods); err != nil && ctx.Err() == nil {
		d.Log.WarnContext(ctx, "pages not prepared, the first reader will wait for them", "error", err)
	}
}

// periodLabel is what stands under a bar.
func (v *visit) periodLabel(p triage.TrendPoint) string {
	from := v.local(p.From)
	if p.Period.IsMonth() {
		return fmt.Sprintf("%d/%d", from.Year(), from.Month())
	}
	return v.book.ShortDate(from)
}

// trendTable has the latest period first, which is the one people look for; its
// file has it last.
func (v *visit) trendTable(points []triage.TrendPoint) *table {
	t := &table{
		File: "trend", Caption: v.say(phrase.DashTrends),
		Keys: []string{"period", "asked", "replied", "median_first_reply_minutes"},
		Head: v.heads(phrase.ColPeriod, phrase.ColInquiries, phrase.ColReplied, phrase.ColReply),
	}
	for _, c := range triage.CloseClasses() {
		t.Keys = append(t.Keys, "closed_"+string(c))
		t.Head = append(t.Head, v.Team.ClassTitle(v.book, c))
	}
	t.Keys = append(t.Keys, "unexplained")
	t.Head = append(t.Head, v.say(phrase.ColNoReason))
	for _, p := range points {
		reply := cell{}
		if p.Replied > 0 {
			reply = spent(v, p.MedianReply)
		}
		asked := v.behind(count(p.Asked), p.Asked, p.Period, triage.Selection{Figure: triage.FigureAsked})
		row := []cell{named(string(p.Period), v.path("/week", "p", string(p.Period))), asked, count(p.Replied), reply}
		for _, c := range triage.CloseClasses() {
			row = append(row, count(p.Classes[c]))
		}
		t.Rows = append(t.Rows, append(row, count(p.Unexplained)))
	}
	file := *t
	t.Whole, t.Rows = file.write, slices.Clone(t.Rows)
	slices.Reverse(t.Rows)
	return t
}

func (v *visit) countPlot(points []triage.TrendPoint) plot {
	var labels []string
	for _, p := range points {
		labels = append(labels, v.periodLabel(p))
	}
	var all []series
	for _, c := range triage.CloseClasses() {
		s := newSeries(v.Team.ClassTitle(v.book, c))
		for _, p := range points {
			s.values = append(s.values, float64(p.Classes[c]))
		}
		all = append(all, s)
	}
	rest := newSeries(v.say(phrase.ColNoReason))
	for _, p := range points {
		rest.values = append(rest.values, float64(p.Unexplained))
	}
	return stacked(v.say(phrase.DashPlotCounts), labels, append(all, rest))
}

func (v *visit) replyPlot(points []triage.TrendPoint) plot {
	var labels []string
	s := newSeries(v.say(phrase.DashPlotReply))
	for _, p := range points {
		labels = append(labels, v.periodLabel(p))
		hours := 0.0
		if p.Replied > 0 {
			hours = math.Round(p.MedianReply.Hours()*10) / 10
		}
		s.values = append(s.values, hours)
	}
	return stacked(v.say(phrase.DashPlotReply), labels, []series{s})
}
