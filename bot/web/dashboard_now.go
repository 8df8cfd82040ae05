package web

import (
	"context"
	"slices"
	"strings"
	"time"

	"toban/bot/phrase"
	"toban/bot/triage"
)

// shownWords is how much of a question a table shows, in characters.
const shownWords = 120

// present is what is going on: who is on call, what is overdue, open or
// running.
func present(ctx context.Context, v *visit) (sheet, error) {
	open, err := v.Desk.Inquiries(ctx, triage.InquiryFilter{Open: true})
	if err != nil {
		return sheet{}, err
	}
	running, err := v.Desk.Incidents(ctx, true)
	if err != nil {
		return sheet{}, err
	}
	duty, err := v.onCallNow(ctx)
	if err != nil {
		return sheet{}, err
	}
	slices.Reverse(open) // oldest first
	late := triage.InquiryFilter{Overdue: v.now}
	var overdue []triage.Inquiry
	for _, q := range open {
		if late.Match(q) && !q.Due.IsZero() {
			overdue = append(overdue, q)
		}
	}
	return sheet{Title: v.say(phrase.DashNow), Parts: []part{
		{ID: "duty", Title: v.say(phrase.DashOnCallNow), Table: duty},
		{ID: "running", Title: v.say(phrase.DashRunning), Table: v.incidentTable(ctx, "running", running)},
		{ID: "overdue", Title: v.say(phrase.DashOverdue), Table: v.inquiryTable(ctx, "overdue", phrase.DashOverdue, overdue)},
		{ID: "open", Title: v.say(phrase.DashOpen), Table: v.inquiryTable(ctx, "open", phrase.DashOpen, open)},
	}}, nil
}

// onCallNow is who is on call in each rotation, until when.
func (v *visit) onCallNow(ctx context.Context) (*table, error) {
	t := &table{
		File: "oncall", Caption: v.say(phrase.DashOnCallNow), Keys: []string{"rotation", "primary", "secondary", "until"},
		Head: v.heads(phrase.ColRotation, phrase.PagePrimary, phrase.PageSecondary, phrase.PageTo),
	}
	for _, id := range v.Desk.Rotations() {
		shift, err := v.Desk.OnCall(ctx, id, v.now)
		if err != nil {
			return nil, err
		}
		who := text(v.name(ctx, triage.PersonID(shift.Primary)))
		if shift.Primary == "" {
			who = cell{Text: v.say(phrase.DashNobody), Alarm: true}
		}
		t.Rows = append(t.Rows, []cell{
			linked(string(id), v.path("/oncall", "rotation", string(id))), who,
			text(v.name(ctx, triage.PersonID(shift.Secondary))), instant(v, shift.End),
		})
	}
	return t, nil
}

func (v *visit) heads(lines ...phrase.Line) []string {
	heads := make([]string, len(lines))
	for n, l := range lines {
		heads[n] = v.say(l)
	}
	return heads
}

// inquiryTable lists inquiries.
func (v *visit) inquiryTable(ctx context.Context, file string, caption phrase.Line, list []triage.Inquiry) *table {
	t := &table{
		File: file, Caption: v.say(caption), Empty: v.say(phrase.DashNone),
		Keys: []string{"id", "status", "area", "team", "asked_at", "due", "owner", "question"},
		Head: v.heads(phrase.ColID, phrase.ColStatus, phrase.ColArea, phrase.ColTeam, phrase.ColAsked, phrase.ColDue, phrase.ColOwner, phrase.ColQuestion),
	}
	for _, q := range list {
		due := instant(v, q.Due)
		if q.Answered() {
			due = cell{}
		}
		due.Alarm = !q.Answered() && !q.Due.IsZero() && q.Due.Before(v.now)
		t.Rows = append(t.Rows, []cell{
			v.inquiryCell(q.ID),
			{Text: v.Team.Status(v.book, q), Value: q.Status.String()},
			{Text: v.Team.AreaTitle(v.book, q.Area.Key), Value: q.Area.Key},
			{Text: v.Team.TeamTitle(v.book, q.Team), Value: string(q.Team)},
			instant(v, q.AskedAt), due, text(v.name(ctx, q.Owner)), prose(v.words(ctx, q, shownWords)),
		})
	}
	return t
}

func (v *visit) inquiryCell(id triage.InquiryID) cell {
	return named(string(id), v.base()+"/inquiries/"+string(id))
}

// words are the start of a question, as far as the visitor may read it.
func (v *visit) words(ctx context.Context, q triage.Inquiry, most int) string {
	if !v.Team.MayRead(ctx, v.who, q) {
		return v.say(phrase.DashPrivate)
	}
	return clipped(q.Text, most)
}

// clipped is one line of at most so many characters.
func clipped(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return s
}

// incidentTable lists incidents.
func (v *visit) incidentTable(ctx context.Context, file string, list []triage.Incident) *table {
	t := &table{
		File: file, Caption: v.say(phrase.DashIncidents), Empty: v.say(phrase.DashNone),
		Keys: []string{"id", "status", "severity", "title", "declared_at", "minutes_to_declare", "minutes_to_restore", "commander"},
		Head: v.heads(phrase.ColID, phrase.ColStatus, phrase.ColSeverity, phrase.ColTitle, phrase.ColDeclared, phrase.ColDetect, phrase.ColRestored, phrase.ColCommander),
	}
	for _, i := range list {
		title := i.Title
		if i.Drill {
			title = "🧪 " + v.say(phrase.DashDrill) + ": " + title
		}
		var restored cell
		if !i.ResolvedAt.IsZero() {
			restored = spent(v, i.ResolvedAt.Sub(i.DeclaredAt))
		}
		t.Rows = append(t.Rows, []cell{
			v.incidentCell(i.ID),
			{Text: v.Team.IncidentStatus(v.book, i.Status), Value: i.Status.String()},
			{Text: v.Team.SeverityTitle(v.book, i.Severity), Value: string(i.Severity)},
			prose(clipped(title, shownWords)),
			instant(v, i.DeclaredAt), spent(v, i.DeclaredAt.Sub(i.DetectedAt)), restored, text(v.name(ctx, i.Commander)),
		})
	}
	return t
}

// incidents are all incidents, those that run first.
func incidents(ctx context.Context, v *visit) (sheet, error) {
	all, err := v.Desk.Incidents(ctx, false)
	if err != nil {
		return sheet{}, err
	}
	slices.SortStableFunc(all, func(a, b triage.Incident) int { return over(a) - over(b) })
	return sheet{Title: v.say(phrase.DashIncidents), Parts: []part{
		{ID: "incidents", Title: v.say(phrase.DashAllIncident), Table: v.incidentTable(ctx, "incidents", all)},
		{ID: "actions", Title: v.say(phrase.DashToDo), Table: v.actionTable(ctx, followUps(v.followed(all)))},
	}}, nil
}

// followed are the incidents of which the visitor may read everything.
func (v *visit) followed(list []triage.Incident) []triage.Incident {
	return slices.DeleteFunc(slices.Clone(list), func(i triage.Incident) bool { return !v.follows(i) })
}

func over(i triage.Incident) int {
	if i.Status == triage.IncidentResolved {
		return 1
	}
	return 0
}

// incident is one incident with its timeline.
func incident(ctx context.Context, v *visit) (sheet, error) {
	i, err := v.Desk.Incident(ctx, triage.IncidentID(v.r.PathValue("id")))
	if err != nil {
		return sheet{}, err
	}
	facts := &table{Caption: v.say(phrase.DashFacts), Head: v.heads(phrase.ColFigure, phrase.ColValue)}
	fact := func(name phrase.Line, value cell) {
		if value.Text != "" {
			facts.Rows = append(facts.Rows, []cell{text(v.say(name)), value})
		}
	}
	fact(phrase.ColStatus, text(v.Team.IncidentStatus(v.book, i.Status)))
	fact(phrase.ColSeverity, text(v.Team.SeverityTitle(v.book, i.Severity)))
	fact(phrase.ColCommander, text(v.name(ctx, i.Commander)))
	fact(phrase.FactDetected, instant(v, i.DetectedAt))
	fact(phrase.ColDeclared, v.after(i.DeclaredAt, i.DetectedAt))
	fact(phrase.FactResolved, v.after(i.ResolvedAt, i.DeclaredAt))
	if v.follows(i) {
		fact(phrase.FactImpact, prose(i.Affected))
		fact(phrase.FactSummary, prose(i.Summary))
		fact(phrase.DashFixed, prose(i.Fixed))
	}
	s := sheet{Title: string(i.ID) + " " + i.Title, Parts: []part{{ID: "facts", Title: v.say(phrase.DashFacts), Table: facts}}}
	if i.Drill {
		s.Intro = "🧪 " + v.say(phrase.DashDrill)
	}
	story := part{ID: "timeline", Title: v.say(phrase.DashTimeline)}
	if v.follows(i) {
		story.Table = v.timeline(ctx, i)
	} else {
		story.Text = []string{v.say(phrase.ShowClosed)}
	}
	s.Parts = append(s.Parts, story)
	if v.follows(i) && len(i.Actions) > 0 {
		s.Parts = append(s.Parts, part{ID: "actions", Title: v.say(phrase.DashActions), Table: v.actionsOf(ctx, i)})
	}
	var inquiries []triage.Inquiry
	for _, id := range i.Inquiries {
		q, err := v.Desk.Inquiry(ctx, id)
		if err != nil {
			return sheet{}, err
		}
		inquiries = append(inquiries, q)
	}
	if len(inquiries) > 0 {
		s.Parts = append(s.Parts, part{ID: "inquiries", Title: v.say(phrase.DashLinked), Table: v.inquiryTable(ctx, "inquiries", phrase.DashLinked, inquiries)})
	}
	return s, nil
}

// follows reports whether the visitor may read what was said while an incident
// ran: of one in a private place only the team and who has a part in it.
func (v *visit) follows(i triage.Incident) bool {
	return !i.Origin.Private || v.Desk.Policy.IsMember(v.who) ||
		v.who != "" && slices.Contains([]triage.PersonID{i.Declarer, i.Commander, i.Comms, i.Scribe}, v.who)
}

func (v *visit) timeline(ctx context.Context, i triage.Incident) *table {
	t := &table{
		File: string(i.ID), Caption: v.say(phrase.DashTimeline), Keys: []string{"at", "what"},
		Head: v.heads(phrase.ColAt, phrase.ColWhat),
	}
	for _, e := range i.Timeline {
		t.Rows = append(t.Rows, []cell{instant(v, e.At), prose(v.Team.Entry(ctx, v.book, e))})
	}
	return t
}

// after is an instant with how long it came after another.
func (v *visit) after(at, since time.Time) cell {
	if at.IsZero() {
		return cell{}
	}
	c := instant(v, at)
	c.Text = v.say(phrase.FactWithin, "at", c.Text, "took", v.book.Duration(at.Sub(since)))
	return c
}

// inquiry is one inquiry.
func inquiry(ctx context.Context, v *visit) (sheet, error) {
	q, err := v.Desk.Inquiry(ctx, triage.InquiryID(v.r.PathValue("id")))
	if err != nil {
		return sheet{}, err
	}
	may := v.Team.MayRead(ctx, v.who, q)
	facts := &table{Caption: v.say(phrase.DashFacts), Head: v.heads(phrase.ColFigure, phrase.ColValue)}
	fact := func(name phrase.Line, value cell) {
		if value.Text != "" {
			facts.Rows = append(facts.Rows, []cell{text(v.say(name)), value})
		}
	}
	fact(phrase.ColStatus, text(v.Team.Status(v.book, q)))
	fact(phrase.ColArea, text(v.Team.AreaTitle(v.book, q.Area.Key)))
	fact(phrase.ColTeam, text(v.Team.TeamTitle(v.book, q.Team)))
	if may {
		fact(phrase.FactAsker, text(v.name(ctx, q.Asker)))
	}
	fact(phrase.ColOwner, text(v.name(ctx, q.Owner)))
	fact(phrase.ColAsked, instant(v, q.AskedAt))
	if q.Answered() {
		fact(phrase.FactReply, v.after(q.FirstReply.At, q.Start()))
	} else if !q.Status.Closed() {
		due := instant(v, q.Due)
		due.Alarm = !q.Due.IsZero() && q.Due.Before(v.now)
		fact(phrase.ColDue, due)
	}
	if q.Status == triage.StatusResolved {
		fact(phrase.FactResolved, v.after(q.ResolvedAt, q.AskedAt))
	}
	if q.Reasons.Given() {
		fact(phrase.FactReasons, text(v.Team.ClassTitle(v.book, triage.ClassOf(q.Reasons))))
	}
	if may {
		fact(phrase.FactNote, prose(q.Reasons.Note))
		for _, s := range q.Suggestions {
			fact(phrase.FactPages, linked(s.Title, webLink(s.URL)))
		}
	}
	for _, id := range q.Duplicates {
		fact(phrase.FactDuplicate, v.inquiryCell(id))
	}
	if q.Incident != "" {
		fact(phrase.FactIncident, v.incidentCell(q.Incident))
	}
	question := part{ID: "question", Title: v.say(phrase.ColQuestion)}
	if may {
		question.Text = strings.Split(q.Text, "\n")
		question.Links = links{Name: v.say(phrase.DashSlack)}
		if thread := webLink(v.Team.Thread(q)); thread != "" {
			question.Links.Items = []link{{Text: v.say(phrase.DashSlack), Href: thread}}
		}
	} else {
		question.Text = []string{v.say(phrase.DashPrivate)}
	}
	s := sheet{Title: string(q.ID), Parts: []part{question, {ID: "facts", Title: v.say(phrase.DashFacts), Table: facts}}}
	if !may {
		return s, nil
	}
	history, err := v.history(ctx, q)
	s.Parts = append(s.Parts, part{ID: "history", Title: v.say(phrase.DashHistory), Table: history})
	return s, err
}

// history is who did what to an inquiry, and when, as far as the visitor learns
// of it.
func (v *visit) history(ctx context.Context, q triage.Inquiry) (*table, error) {
	records, err := v.Desk.History(ctx, string(q.ID))
	t := &table{Caption: v.say(phrase.DashHistory), Head: v.heads(phrase.ColAt, phrase.ColWho, phrase.ColWhat)}
	for _, r := range records {
		by, what := v.Team.Happened(ctx, v.book, v.who, q, r)
		if what == "" {
			continue
		}
		who := v.say(phrase.HistoryBot)
		if by != "" {
			who = v.name(ctx, by)
		}
		t.Rows = append(t.Rows, []cell{instant(v, r.At), text(who), text(what)})
	}
	return t, err
}

// webLink is an address that a browser may be sent to, else "".
func webLink(to string) string {
	if strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") {
		return to
	}
	return ""
}
